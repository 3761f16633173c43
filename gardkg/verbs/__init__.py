"""The verbs of the command line, and what they share: a verb parses, calls and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from gardkg.errors import MAX_ERRORS, Problem, visible

#: The folder that is read where no path is given.
RECORDS = "records"


class ReaderGone(Exception):
    """Whoever read our output has gone; click would make exit code 1 of a broken pipe."""


class Verbs(click.Group):
    """Verbs in the order a user meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error


def paths_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The argument PATH…"""
    return click.argument("paths", nargs=-1, metavar="[PATH]...")(verb)


def common(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every verb; ``--debug`` is read by ``cli.main``."""
    verb = click.option("--debug", is_flag=True, help="Show a traceback on errors.")(verb)
    return click.option("-q", "--quiet", is_flag=True, help="Errors only, no summary.")(verb)


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

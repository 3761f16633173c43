"""What an output is written in: --format and --output, as every verb takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from gardkg.cli.options import OUT, Formats, say
from gardkg.errors import FormatError

if TYPE_CHECKING:
    from gardkg.files.kinds import Kind


def form_of(output: str, format_: str | None, kinds: Mapping[str, Kind]) -> str | None:
    """What an output is written in: as --format says, else as its suffix says.

    Raises:
        FormatError: neither says so, and it is a file.
    """
    from gardkg.files.kinds import named, of_output

    if not format_:
        kind = of_output(output, kinds)
        return kind.suffix if kind else None
    kind = named(format_, kinds)
    with suppress(FormatError):
        told = of_output(output, kinds)
        if told and kind and told != kind:
            say(f"{output}: warning: written as {format_}, as --format says")
    return kind.suffix if kind else format_


@contextmanager
def writing(output: str) -> Iterator[BinaryIO]:
    """An output of a verb, which changes when all is written, packed as its name says.

    Raises:
        FileError: it cannot be written.
    """
    from gardkg.files.kinds import packing
    from gardkg.files.replace import replaced

    with replaced(output, pack=packing(output)) as stream:
        yield stream


def told_(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options --format, which has these names of ``files.kinds.TOLD``, and --output."""

    def table() -> Mapping[str, Kind]:
        from gardkg.files.kinds import TOLD

        return {name: TOLD[name] for name in names}

    def added(verb: Callable[..., Any]) -> Callable[..., Any]:
        said = "Default: that of the output's suffix, else text."
        formats = ("-t", "-f", "--format", "format_")
        verb = click.option(
            *("-o", "--output"), default="-", metavar="FILE", type=OUT, help="File, or - (default)."
        )(verb)
        verb = click.option(*formats, type=Formats(table), help=said)(verb)

        @wraps(verb)
        def formed(*args: Any, **given: Any) -> Any:
            given["format_"] = form_of(given["output"], given["format_"], table()) or "text"
            return verb(*args, **given)

        return formed

    return added

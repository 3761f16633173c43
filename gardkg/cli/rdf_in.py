"""The options that say how RDF files are read, of every verb that reads any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from gardkg.cli.options import IRI, Formats, many, say

if TYPE_CHECKING:
    from gardkg.files.kinds import Kind


@contextmanager
def _reading(format: str | None, base: str | None, lenient: bool) -> Iterator[None]:
    """RDF files as the options say; and what was left out of them, told."""
    from gardkg.files.how import read_as

    with read_as(format, base, lenient) as skipped:
        try:
            yield
        finally:
            for path, left in skipped.items():
                if left.count:
                    some = "; ".join(left.first) + "; …" * (left.count > len(left.first))
                    say(f"{path}: left out {many(left.count, 'statement')}: {some}")


def rdf_in_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options --input-format, --input-base and --lenient; they never reach the verb."""

    @wraps(verb)
    def reading(
        *, input_format: str | None, input_base: str | None, lenient: bool, **given: Any
    ) -> Any:
        with _reading(input_format, input_base, lenient):
            return verb(**given)

    wrapped: Callable[..., Any] = reading
    for option in (
        click.option("--lenient", is_flag=True, help="Leave out bad terms of RDF, and count them."),
        click.option(
            "--input-base", metavar="IRI", type=IRI, help="What is relative in RDF stands under it."
        ),
        click.option("--input-format", type=Formats(_read), help="Default: what RDF looks like."),
    ):
        wrapped = option(wrapped)
    return wrapped


def _read() -> Mapping[str, Kind]:
    from gardkg.files.how import PARSED
    from gardkg.files.kinds import RDF

    return {suffix: RDF[suffix] for suffix in PARSED}

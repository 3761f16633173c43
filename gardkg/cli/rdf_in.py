"""The options that say how RDF files are read, of every verb that reads any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from gardkg.cli.options import IRI, Formats, many, say

if TYPE_CHECKING:
    from gardkg.files.kinds import Kind


@contextmanager
def reading_rdf(ctx: click.Context) -> Iterator[None]:
    """RDF files as the options of ``rdf_in_`` say; and what was left out of them, told."""
    from gardkg.files.how import read_as

    said = [ctx.params.pop(name) for name in ("input_format", "input_base", "lenient")]
    with read_as(*said) as skipped:
        try:
            yield
        finally:
            for path, left in skipped.items():
                if left.count:
                    some = "; ".join(left.first) + "; …" * (left.count > len(left.first))
                    say(f"{path}: left out {many(left.count, 'statement')}: {some}")


def rdf_in_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how RDF files are read; they never reach the verb."""
    for option in (
        click.option("--lenient", is_flag=True, help="Leave out bad terms of RDF, and count them."),
        click.option(
            "--input-base", metavar="IRI", type=IRI, help="What is relative in RDF stands under it."
        ),
        click.option("--input-format", type=Formats(_read), help="Default: what RDF looks like."),
    ):
        verb = option(verb)
    return verb


def _read() -> Mapping[str, Kind]:
    from gardkg.files.how import PARSED
    from gardkg.files.kinds import RDF

    return {suffix: RDF[suffix] for suffix in PARSED}

"""``export`` and ``schema``: records as RDF, and what describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gardkg.errors import TermError, UsageError
from gardkg.verbs import RECORDS, common, many, paths_, warn

if TYPE_CHECKING:
    from gardkg.model import Record


@click.command()
@paths_
@click.option("-o", "--output", default="-", metavar="FILE", help="File, folder, or - (default).")
@click.option("-t", "--format", "format_", metavar="FORMAT", help="ttl nt nq trig jsonld rdf.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@common
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
        for record in checked_records(paths or (RECORDS,), warn(quiet)):
            count += 1
            yield record

    # What cannot be taken back is written only when all records are known to be good.
    records = counted() if is_replaceable(output) else list(counted())
    write(records, output, format_, base=base)
    if not quiet and output != "-":
        click.echo(f"{output}: {many(count, 'record')}", err=True)


@click.command()
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
@click.option("--shapes", is_flag=True, help="The SHACL shapes of the graph instead.")
def schema(context: bool, shapes: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    if shapes:
        from gardkg.constraints import turtle

        click.echo(turtle(), nl=False)
        return
    from gardkg.records import json_schema
    from gardkg.serialize import jsonld_context

    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))

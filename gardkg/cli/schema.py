"""``schema``: what a record, its JSON-LD and its graph look like, for tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gardkg.cli.options import (
    Verb,
)

if TYPE_CHECKING:
    pass


@click.command(cls=Verb)
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
@click.option("--shapes", is_flag=True, help="The SHACL shapes of the graph instead.")
def schema(context: bool, shapes: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    if shapes:
        from gardkg.mapping.shapes import turtle

        click.echo(turtle(), nl=False)
        return
    from gardkg.records.reader import json_schema
    from gardkg.serialize.formats import jsonld_context

    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))

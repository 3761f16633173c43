"""``schema``: what a record, its JSON-LD and its graph look like, for tools."""

from __future__ import annotations

import click

from gardkg.cli.options import Verb


@click.command(cls=Verb)
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
@click.option("--shapes", is_flag=True, help="The SHACL shapes of the graph instead.")
@click.option("--fields", is_flag=True, help="The same as tables to read, in Markdown.")
def schema(context: bool, shapes: bool, fields: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    if shapes:
        from gardkg.mapping.shapes import turtle

        click.echo(turtle(), nl=False)
        return
    from gardkg.records.schema import fields_page, json_schema
    from gardkg.serialize.formats import jsonld_context

    if fields:
        click.echo(fields_page(), nl=False)
        return
    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))

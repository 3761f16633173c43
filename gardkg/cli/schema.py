"""``schema``: what a record, its JSON-LD and its graph look like, for tools."""

from __future__ import annotations

import click

from gardkg.cli.forms import writing
from gardkg.cli.options import OUT, Verb


@click.command(cls=Verb)
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
@click.option("--shapes", is_flag=True, help="The SHACL shapes of the graph instead.")
@click.option("--fields", is_flag=True, help="The same as tables to read, in Markdown.")
@click.option("-o", "--output", default="-", metavar="FILE", type=OUT, help="File, or - (default).")
def schema(context: bool, shapes: bool, fields: bool, output: str) -> None:
    """Print the JSON Schema of a record."""
    with writing(output) as stream:
        stream.write(_text(context, shapes, fields).encode())


def _text(context: bool, shapes: bool, fields: bool) -> str:
    import json

    if shapes:
        from gardkg.mapping.shapes import turtle

        return turtle()
    from gardkg.records.schema import fields_page, json_schema
    from gardkg.serialize.formats import jsonld_context

    if fields:
        return fields_page()
    document = {"@context": jsonld_context()} if context else json_schema()
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

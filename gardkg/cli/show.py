"""``show``: the answer card of a disease."""

from __future__ import annotations

import click

from gardkg.cli.options import (
    RECORDS,
    Verb,
    common,
    paths_,
)


@click.command(cls=Verb)
@click.argument("disease")
@paths_
@click.option(
    *("-t", "-f", "--format", "format_"),
    type=click.Choice(["text", "md", "json"]),
    default="text",
    show_default=True,
)
@common
def show(disease: str, paths: tuple[str, ...], format_: str, quiet: bool, debug: bool) -> None:
    """Answer from the graph what causes a disease and how it is treated.

    DISEASE is a name, a synonym or an id in any spelling; PATH as for check.
    """
    from gardkg.cli.terminal import as_shown, print_card
    from gardkg.sparql import card
    from gardkg.sparql.store import Store

    answer = card.card(Store.read(*paths or (RECORDS,)), disease)
    if format_ == "text":
        print_card(card.as_text(answer))
    else:
        text = card.as_json(answer) if format_ == "json" else card.as_markdown(answer)
        click.echo(as_shown(text.encode()), nl=False)

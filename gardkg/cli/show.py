"""``show``: the answer card of a disease."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gardkg.cli.forms import told_, writing
from gardkg.cli.options import Verb, common, paths_
from gardkg.cli.sources import name_source, source, sources_
from gardkg.cli.waiting import waiting

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _diseases(ctx: click.Context, param: click.Parameter, text: str) -> list[CompletionItem]:
    from gardkg.cli.completing import diseases

    return diseases(text)


class _Showing(Verb):
    """``show``, whose disease may be a record, and whose path a store or an address."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        params = ctx.params
        others = params["paths"] or params["store"] or params["endpoint"]
        if params["disease"] and not others and os.path.exists(params["disease"]):
            params["disease"], params["paths"] = None, (params["disease"],)
        name_source(params)
        return rest


@click.command(cls=_Showing)
@click.argument("disease", shell_complete=_diseases)
@paths_
@sources_
@told_("text", "md", "json")
@common
def show(
    disease: str | None,
    paths: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    mentions: bool,
    format_: str,
    output: str,
    quiet: bool,
    debug: bool,
) -> None:
    """Answer from the graph what causes a disease and how it is treated.

    DISEASE is a name, a synonym or an id in any spelling, or a record's file; PATH as for query.
    """
    from gardkg.cli.terminal import as_shown, print_card
    from gardkg.sparql import card
    from gardkg.sparql.ask import only_disease, open_source

    with waiting("asking", quiet):
        asked = open_source(source(paths, store, endpoint), mentions=mentions)
        answer = card.card(asked, disease or only_disease(asked, paths[0]))
    lines = card.as_text(answer)
    if format_ == "text" and output == "-":
        print_card(lines)
        return
    written = {
        "text": lambda: "".join(f"{line.laid_out}\n" for line in lines),
        "md": lambda: card.as_markdown(answer),
        "json": lambda: card.as_json(answer),
    }
    data = written[format_]().encode()
    with writing(output) as stream:
        stream.write(as_shown(data) if output == "-" else data)

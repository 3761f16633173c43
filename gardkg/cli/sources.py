"""What is asked by ``query`` and ``show``: records and RDF files, a store, or an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from gardkg.cli.options import RECORDS, STORE_IN, say
from gardkg.files.kinds import is_address, is_store

if TYPE_CHECKING:
    from gardkg.sparql.results import Source


def sources_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options --store, --endpoint and --mentions."""
    verb = click.option("--mentions", is_flag=True, help="Count symptoms that are only mentioned.")(
        verb
    )
    verb = click.option(
        "-e", "--endpoint", metavar="URL", help="Ask a store that runs, or any SPARQL endpoint."
    )(verb)
    return click.option(
        "--store", metavar="DIR", type=STORE_IN, help="Ask the store that load --to DIR built."
    )(verb)


def name_source(params: dict[str, Any]) -> None:
    """A single path that is a store or an address, as the option for it."""
    paths = params["paths"]
    if len(paths) != 1 or params["store"] or params["endpoint"]:
        return
    if is_address(paths[0]):
        params["endpoint"], params["paths"] = paths[0], ()
    elif is_store(paths[0]):
        params["store"], params["paths"] = paths[0], ()


def source(
    paths: Sequence[str], store: str | None, endpoint: str | None, most: int | None = None
) -> Source:
    """What is asked; an endpoint's answers may have so many MiB.

    Raises:
        UsageError: several are named.
        FileError, RecordError: it cannot be read.
    """
    from gardkg.sparql import ask
    from gardkg.sparql.store import Store

    if sum(map(bool, (paths, store, endpoint))) > 1:
        raise click.UsageError("PATH, --store and --endpoint exclude one another.")
    if endpoint:
        return ask.open_source(endpoint, most)
    if not store:
        return Store.read(*paths or (RECORDS,))
    opened = Store.open(store)
    for path in opened.stale():
        say(f"{store}: warning: built before {path} changed; load it again")
    return opened

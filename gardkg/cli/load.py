"""``load``: records and RDF files into a store."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from gardkg.cli.options import (
    OUT,
    RECORDS,
    SECONDS,
    Choices,
    Options,
    Verb,
    as_one,
    base_,
    common,
    many,
    paths_,
    say,
)
from gardkg.cli.rdf_in import rdf_in_
from gardkg.cli.waiting import waiting
from gardkg.files.kinds import is_store

if TYPE_CHECKING:
    from gardkg.loading.load import Loaded


def _stores() -> Iterable[str]:
    from gardkg.sparql.stores import KINDS

    return ["auto", *KINDS]


def _loaders() -> Iterable[str]:
    from gardkg.loading.loaders import LOADERS

    return LOADERS


class Load(Options):
    """What is asked of ``load``."""

    paths: tuple[str, ...]
    to: str | None
    graph: str | None
    replace: bool
    dry_run: bool
    store_type: str
    packed: bool | None
    timeout: float | None
    base: str
    bulk_files: str | None
    bulk_for: str | None


@click.command(cls=Verb)
@paths_
@click.option(
    "--to",
    metavar="DIR|URL",
    type=OUT,
    help="The embedded store's directory, or a store's address.",
)
@click.option("--graph", metavar="IRI", help="Put all into this named graph.")
@click.option(
    "--replace/--append", default=True, help="Replace the graphs (default), or add to them."
)
@click.option("--dry-run", is_flag=True, help="Print every request and count; send nothing.")
@click.option(
    "--store-type",
    default="auto",
    type=Choices(_stores, judged=False),
    help="What the store is; auto (default) asks it.",
)
@click.option(
    "--gzip/--no-gzip", "packed", default=None, help="Default: where the store is remote."
)
@click.option("--timeout", type=SECONDS, metavar="SECONDS", help="Give up after so long.")
@base_
@click.option(
    "--bulk-files", metavar="DIR", type=OUT, help="Write files for a store's bulk loader instead."
)
@click.option(
    "--for",
    "bulk_for",
    type=Choices(_loaders, judged=False),
    help="Whose loader --bulk-files is for.",
)
@rdf_in_
@common
@as_one(Load)
def load(asked: Load) -> None:
    """Load records and RDF files into a store, and verify that they arrived.

    A record is a named graph of its own, which is replaced as a whole: what is live is the old
    one or the new one. Who we are is read from GARDKG_USER and GARDKG_PASSWORD, GARDKG_TOKEN,
    or netrc.

    \b
    gardkg load records --to DIR
    gardkg load records --to http://127.0.0.1:7878
    gardkg load gard.nt --graph https://example.org/gard --to http://127.0.0.1:3030/ds
    """
    from gardkg.cli.terminal import as_shown, progress
    from gardkg.loading.load import load, rehearse

    paths = asked.paths or (RECORDS,)
    if asked.bulk_files or asked.bulk_for:
        _write_bulk(asked, paths)
        return
    if not asked.to:
        last = paths[-1]
        is_target = not os.path.exists(last) or is_store(last)
        step = f"--to {last}" if is_target else "a directory, or a store's address"
        raise click.UsageError(f"Missing option '--to'; {step}.")
    how: dict[str, Any] = {
        "to": asked.to,
        "store_type": asked.store_type,
        "graph": asked.graph,
        "append": not asked.replace,
        "base": asked.base,
        "packed": asked.packed,
    }
    if asked.dry_run:
        for line in rehearse(*paths, **how):
            click.echo(as_shown(line.encode()))
        return
    to_folder = "://" not in asked.to
    with waiting("loading", asked.quiet or not to_folder, paths), progress(asked.quiet) as advance:
        loaded = load(
            *paths,
            **how,
            timeout=asked.timeout,
            tell=lambda line: None if asked.quiet else say(line),
            progress=advance,
        )
    if not asked.quiet:
        _tell(loaded)


def _write_bulk(asked: Load, paths: tuple[str, ...]) -> None:
    if asked.to or not (asked.bulk_files and asked.bulk_for):
        raise click.UsageError("--bulk-files DIR goes with --for STORE, and without --to.")
    from gardkg.loading.bulk import write_bulk

    for line in write_bulk(paths, asked.bulk_files, asked.bulk_for, asked.base, asked.graph):
        say(line)


def _tell(loaded: Loaded) -> None:
    rate = loaded.triples / max(loaded.seconds, 0.001)
    sent = f", {loaded.uploading:.1f} s of it sending; read back and the same"
    say(
        f"{loaded.url}: {many(loaded.graphs, 'graph')}, {many(loaded.triples, 'triple')}"
        f" in {loaded.seconds:.1f} s ({rate:,.0f}/s)"
        + (sent if loaded.store != "directory" else "")
    )

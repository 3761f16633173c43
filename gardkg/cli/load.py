"""``load``: records and RDF files into a store."""

from __future__ import annotations

import click

from gardkg.cli.options import OUT, RECORDS, SECONDS, Verb, common, many, paths_, say
from gardkg.errors import TermError, UsageError


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
    "--store-type", metavar="TYPE", default="auto", help="auto (default), or a name below."
)
@click.option(
    "--gzip/--no-gzip", "packed", default=None, help="Default: where the store is remote."
)
@click.option("--timeout", type=SECONDS, metavar="SECONDS", help="Give up after so long.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@click.option(
    "--bulk-files", metavar="DIR", type=OUT, help="Write files for a store's bulk loader instead."
)
@click.option("--for", "bulk_for", metavar="STORE", help="qlever neptune virtuoso tdb2.")
@common
def load(
    paths: tuple[str, ...],
    to: str | None,
    graph: str | None,
    replace: bool,
    dry_run: bool,
    store_type: str,
    packed: bool | None,
    timeout: float | None,
    base: str | None,
    bulk_files: str | None,
    bulk_for: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    """Load records and RDF files into a store, and verify that they arrived.

    A record is a named graph of its own, which is replaced as a whole: what is live is the old
    one or the new one. Who we are is read from GARDKG_USER and GARDKG_PASSWORD, GARDKG_TOKEN,
    or netrc.

    \b
    gardkg load records --to DIR
    gardkg load records --to http://127.0.0.1:7878
    gardkg load gard.nt --graph https://example.org/gard --to http://127.0.0.1:3030/ds

    Store types: oxigraph fuseki rdf4j graphdb virtuoso qlever neptune generic.
    """
    from gardkg.cli.terminal import as_shown, progress
    from gardkg.identifiers import BASE
    from gardkg.loading import load as loading
    from gardkg.serialize.formats import checked_base

    paths = paths or (RECORDS,)
    try:
        base = checked_base(base or BASE)
    except TermError as error:
        raise UsageError(f"--base: {error}") from None
    if bulk_files or bulk_for:
        if to or not (bulk_files and bulk_for):
            raise click.UsageError("--bulk-files DIR goes with --for STORE, and without --to.")
        from gardkg.loading.bulk import write_bulk

        for line in write_bulk(paths, bulk_files, bulk_for, base, graph):
            say(line)
        return
    if not to:
        raise click.UsageError("Missing option '--to'; a directory, or a store's address.")
    if dry_run:
        for line in loading.rehearse(
            *paths,
            to=to,
            store_type=store_type,
            graph=graph,
            append=not replace,
            base=base,
            packed=packed,
        ):
            click.echo(as_shown(line.encode()))
        return
    with progress(quiet) as advance:
        loaded = loading.load(
            *paths,
            to=to,
            graph=graph,
            append=not replace,
            base=base,
            store_type=store_type,
            timeout=timeout,
            packed=packed,
            tell=lambda line: None if quiet else say(line),
            progress=advance,
        )
    if not quiet:
        rate = loaded.triples / max(loaded.seconds, 0.001)
        say(
            f"{loaded.url}: {many(loaded.graphs, 'graph')}, {many(loaded.triples, 'triple')}"
            f" in {loaded.seconds:.1f} s ({rate:,.0f}/s)"
            + (
                f", {loaded.uploading:.1f} s of it sending; read back and the same"
                if loaded.store != "directory"
                else ""
            ),
        )

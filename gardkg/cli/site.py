"""``site``: records → a folder of pages."""

from __future__ import annotations

import click

from gardkg.cli.options import (
    ADDRESS,
    FILE_IN,
    OUT,
    RECORDS,
    Options,
    Verb,
    as_one,
    base_,
    common,
    jobs_,
    many,
    max_errors_,
    paths_,
    say,
    warn,
)
from gardkg.cli.waiting import waiting


class Site(Options):
    """What is asked of ``site``."""

    paths: tuple[str, ...]
    output: str
    at: str | None
    base: str
    engine: str | None
    jobs: int
    force: bool
    max_errors: int


@click.command(cls=Verb)
@paths_
@click.option(
    *("-o", "--output"), required=True, metavar="DIR", type=OUT, help="A new folder, or a site."
)
@click.option("--at", metavar="URL", type=ADDRESS, help="Where it will be found; ends in a slash.")
@base_
@click.option(
    *("--engine",),
    metavar="FILE.tgz",
    type=FILE_IN,
    help="What npm pack writes of oxigraph: queries in the page.",
)
@jobs_
@click.option("--force", is_flag=True, help="Replace the folder, whatever it holds.")
@max_errors_
@common
@as_one(Site)
def site(asked: Site) -> None:
    """Write pages that a person looks at, in a browser, from a folder.

    A page a disease, with its graph beside it as Turtle, N-Triples and JSON-LD, a page a term and
    a publication, the named questions with their answers. It needs no server and asks nobody for
    anything; with --engine any SPARQL runs in the page. The folder is replaced when the new one is
    whole. .htaccess makes Apache answer each address of the graph with the page or the RDF.

    \b
    gardkg site records -o site && xdg-open site/index.html
    npm pack oxigraph@0.5.11 && gardkg site records -o site --engine oxigraph-0.5.11.tgz
    """
    from gardkg.web.site import site_of_files

    paths = asked.paths or (RECORDS,)
    with waiting("making pages", asked.quiet, paths):
        count = site_of_files(
            paths,
            asked.output,
            at=asked.at,
            base=asked.base,
            engine=asked.engine,
            jobs=asked.jobs,
            force=asked.force,
            warn=warn(asked.quiet),
            max_errors=asked.max_errors,
        )
    if not asked.quiet:
        say(f"{asked.output}: {many(count, 'disease')}; open {asked.output.rstrip('/')}/index.html")

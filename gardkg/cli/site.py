"""``site``: records → a folder of pages."""

from __future__ import annotations

import click

from gardkg.cli.options import (
    ADDRESS,
    OUT,
    RECORDS,
    Verb,
    base_,
    common,
    many,
    max_errors_,
    paths_,
    say,
    warn,
)
from gardkg.cli.waiting import waiting


@click.command(cls=Verb)
@paths_
@click.option(
    *("-o", "--output"), required=True, metavar="DIR", type=OUT, help="A new folder, or a site."
)
@click.option("--at", metavar="URL", type=ADDRESS, help="Where it will be found; ends in a slash.")
@base_
@max_errors_
@common
def site(
    paths: tuple[str, ...],
    output: str,
    at: str | None,
    base: str,
    max_errors: int,
    quiet: bool,
    debug: bool,
) -> None:
    """Write pages that a person looks at, in a browser, from a folder.

    A page a disease, with its graph beside it as Turtle, N-Triples and JSON-LD, and a page a
    term. It needs no server and asks nobody for anything. The folder is replaced when the new one
    is whole.

    \b
    gardkg site records -o site && xdg-open site/index.html
    """
    from gardkg.records.reader import checked_records
    from gardkg.web.site import build

    with waiting("making pages", quiet, paths or (RECORDS,)):
        records = checked_records(paths or (RECORDS,), warn(quiet), max_errors)
        count = build(records, output, at=at, base=base)
    if not quiet:
        say(f"{output}: {many(count, 'disease')}; open {output.rstrip('/')}/index.html")

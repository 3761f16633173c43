"""``describe``: VoID and DCAT of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gardkg.cli.options import FILE_IN, OUT, RECORDS, Verb, common, many, paths_, say
from gardkg.errors import TermError, UsageError

if TYPE_CHECKING:
    from datetime import datetime


@click.command(cls=Verb)
@paths_
@click.option(
    "-o", "--output", default="-", metavar="FILE.ttl", type=OUT, help="File, or - (default)."
)
@click.option(
    "-d",
    "--distribution",
    "files",
    multiple=True,
    metavar="FILE",
    type=FILE_IN,
    help="A file it is released as.",
)
@click.option("--title", metavar="TEXT", help="What it is called.")
@click.option("--license", "license_", metavar="IRI", help="The address of its licence.")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="YYYY-MM-DD.")
@click.option("--at", metavar="URL", help="Where its files will be found; ends in a slash.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@common
def describe(
    paths: tuple[str, ...],
    output: str,
    files: tuple[str, ...],
    title: str | None,
    license_: str | None,
    issued: datetime | None,
    at: str | None,
    base: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    """Describe a dataset for catalogues: VoID and DCAT, in Turtle.

    PATH is records (default: records/) or RDF files, whose classes and predicates are counted;
    each --distribution is given with its size and SHA-256.

    \b
    gardkg describe records -d gard.ttl --license https://example.org/licence -o void.ttl
    """
    from gardkg.files.replace import replaced
    from gardkg.identifiers import BASE, checked_iri
    from gardkg.release.void import TITLE, Dataset
    from gardkg.release.void import describe as described
    from gardkg.serialize.formats import checked_base

    for option, check, value in (
        ("--base", checked_base, base),
        ("--license", checked_iri, license_),
        ("--at", checked_base, at),
    ):
        try:
            check(value or BASE)
        except TermError as error:
            raise UsageError(f"{option}: {error}") from None
    day = issued.date() if issued else None
    dataset = Dataset(files, title or TITLE, license_, day, at, base or BASE)
    data = described(paths or (RECORDS,), dataset)
    with replaced(output) as stream:
        stream.write(data)
    if not quiet and output != "-":
        say(f"{output}: {many(len(files), 'distribution')}")

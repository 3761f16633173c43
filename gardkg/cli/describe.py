"""``describe``: VoID and DCAT of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gardkg.cli.forms import form_of, writing
from gardkg.cli.options import (
    ADDRESS,
    FILE_IN,
    IRI,
    OUT,
    RECORDS,
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

if TYPE_CHECKING:
    from datetime import datetime


class Describe(Options):
    """What is asked of ``describe``."""

    paths: tuple[str, ...]
    output: str
    files: tuple[str, ...]
    title: str | None
    license_: str | None
    issued: datetime | None
    at: str | None
    base: str


@click.command(cls=Verb)
@paths_
@click.option("-o", "--output", default="-", metavar="FILE", type=OUT, help="File, or - (default).")
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
@click.option("--license", "license_", metavar="IRI", type=IRI, help="The address of its licence.")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="YYYY-MM-DD.")
@click.option(
    "--at", metavar="URL", type=ADDRESS, help="Where its files will be found; ends in a slash."
)
@base_
@rdf_in_
@common
@as_one(Describe)
def describe(asked: Describe) -> None:
    """Describe a dataset for catalogues: VoID and DCAT, in the format of the output's suffix.

    PATH is records (default: records/) or RDF files, whose classes and predicates are counted;
    each --distribution is given with its size and SHA-256.

    \b
    gardkg describe records -d gard.ttl --license https://example.org/licence -o void.ttl
    """
    from gardkg.files.kinds import GRAPHS
    from gardkg.release.void import Dataset
    from gardkg.release.void import describe as described

    day = asked.issued.date() if asked.issued else None
    dataset = Dataset(asked.files, asked.title, asked.license_, day, asked.at, asked.base)
    format_ = form_of(asked.output, None, GRAPHS) or "ttl"
    data = described(asked.paths or (RECORDS,), dataset, format_)
    with writing(asked.output) as stream:
        stream.write(data)
    if not asked.quiet and asked.output != "-":
        say(f"{asked.output}: {many(len(asked.files), 'distribution')}")

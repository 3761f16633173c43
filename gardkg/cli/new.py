"""``new``: a record to begin with."""

from __future__ import annotations

import os

import click

from gardkg.cli.forms import form_of, writing
from gardkg.cli.options import OUT, Verb, common, say
from gardkg.errors import FileError, TermError, UsageError


@click.command(cls=Verb)
@click.argument("disease", metavar="ID")
@click.argument("name")
@click.option("-o", "--output", default="-", metavar="FILE.yaml", type=OUT, help="A new file.")
@common
def new(disease: str, name: str, output: str, quiet: bool, debug: bool) -> None:
    """Print a record to begin with: each field with an example, commented out.

    \b
    gardkg new GARD:5728 Actinomycosis -o records/actinomycosis.yaml
    """
    from gardkg.files.kinds import SAVED
    from gardkg.records.skeleton import skeleton

    form_of(output, None, {"yaml": SAVED["yaml"]})  # a bad suffix is told
    try:
        text = skeleton(disease, name)
    except TermError as error:
        raise UsageError(f"ID: {error}") from None
    if output != "-" and os.path.lexists(output):
        raise FileError(output, "is there already; nothing was written")
    with writing(output) as stream:
        stream.write(text.encode())
    if output != "-" and not quiet:
        say(f"{output}: fill it in, then gardkg check {output}")

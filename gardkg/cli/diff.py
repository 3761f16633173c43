"""``diff``: what changed between two versions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gardkg.cli.forms import told_, writing
from gardkg.cli.options import RECORDS_IN, Verb, base_, common, many, say
from gardkg.cli.rdf_in import rdf_in_

if TYPE_CHECKING:
    from gardkg.release.change import Change
    from gardkg.release.partition import Part


@click.command(cls=Verb)
@click.argument("old", type=RECORDS_IN)
@click.argument("new", type=RECORDS_IN)
@told_("text", "json", "patch")
@base_
@rdf_in_
@common
def diff(
    old: str, new: str, format_: str, output: str, base: str, quiet: bool, debug: bool
) -> None:
    """Name the claims that changed between two versions.

    OLD and NEW are each a record, a folder of records, JSON Lines, - for stdin, or an RDF file.
    The order of a record's lists is no difference, but that of its references is their number.
    Exit code 0: no difference; 1: there are some. A patch is an RDF Patch.

    \b
    gardkg diff gard.ttl records
    git show HEAD~1:records/x.yaml | gardkg diff - records/x.yaml
    """
    from gardkg.release import change
    from gardkg.release.diff import diff as differences
    from gardkg.release.partition import parts

    if old == new == "-":
        raise click.UsageError("only one of OLD and NEW can be standard input.")
    seen: Counter[str] = Counter()
    pieces: Iterator[bytes]
    if format_ == "patch":

        def patched() -> Iterator[Part]:
            for part in parts(old, new, base):
                seen["triple"] += len(part.old ^ part.new)
                yield part

        pieces = change.as_patch(patched())
    else:

        def told() -> Iterator[Change]:
            for change in differences(old, new, base=base):
                seen["change"] += 1
                yield change

        if format_ == "json":
            pieces = change.as_json(told())
        else:
            pieces = (f"{line}\n".encode() for line in change.as_text(told()))
    with writing(output) as stream:
        stream.writelines(pieces)
    if not quiet:
        counts = [many(count, thing) for thing, count in seen.items()]
        say(" ".join(counts) or "no difference")
    sys.exit(1 if seen else 0)

"""``export``: records → RDF."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from gardkg.cli.options import (
    JOBS,
    OUT,
    RECORDS,
    Verb,
    common,
    many,
    max_errors_,
    paths_,
    say,
    unheard,
    warn,
)
from gardkg.errors import Problem, TermError, UsageError

if TYPE_CHECKING:
    from gardkg.serialize.manifest import Making


@click.command(cls=Verb)
@paths_
@click.option(
    "-o", "--output", default="-", metavar="FILE", type=OUT, help="File, folder, or - (default)."
)
@click.option(
    "-t", "--format", "format_", metavar="FORMAT", help="ttl nt nq trig jsonld ndjsonld rdf."
)
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
@click.option(
    *("-j", "--jobs"),
    type=JOBS,
    default=1,
    metavar="N",
    help="So many processes; 0: one for each core.",
)
@max_errors_
@click.option("--manifest", is_flag=True, help="Write beside it what was made of what.")
@click.option("--allow-shrink", is_flag=True, help="Replace a much larger export.")
@click.option("--prune", is_flag=True, help="Remove files of records that are gone from a folder.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    help="spark: JSON Lines into a new folder of shards, on a cluster.",
)
@common
def export(
    paths: tuple[str, ...],
    output: str,
    format_: str | None,
    base: str | None,
    jobs: int,
    max_errors: int,
    manifest: bool,
    allow_shrink: bool,
    prune: bool,
    engine: str,
    quiet: bool,
    debug: bool,
) -> None:
    """Write records as RDF.

    The format is that of the output's suffix (.gz, .zst too), else of --format. A folder gets a
    file per disease. Nothing is written if any record has an error.

    --manifest writes OUT.manifest.json: counts, SHA-256, versions, the command. Where one is, it
    is kept true, and an export with less than four fifths of its records or triples is refused.

    A folder's files of diseases that are gone are left and named; --prune removes those that the
    manifest there has, if nobody changed them.
    """
    from gardkg.identifiers import BASE
    from gardkg.serialize.export import is_folder, manifest_path
    from gardkg.serialize.formats import checked_base, format_for
    from gardkg.serialize.parallel import export_files

    if prune and (engine == "spark" or not is_folder(output)):
        raise UsageError("--prune goes with a folder that -o names, and without --engine spark")
    if engine == "spark":
        _on_spark(paths, output, format_, base, max_errors, quiet, debug)
        return
    if output == "-":
        format_ = format_ or "ttl"
    # A bad suffix or base is told before anything is read.
    if not is_folder(output):
        format_for(output, format_)
    try:
        base = checked_base(base or BASE)
    except TermError as error:
        raise UsageError(f"--base: {error}") from None
    paths = paths or (RECORDS,)
    making = None
    if manifest or (output != "-" and os.path.exists(manifest_path(output))):
        from gardkg.serialize.manifest import Making, misfits

        making = Making(output, paths, format_, base, allow_shrink=allow_shrink, prune=prune)
        if making.before and not allow_shrink:
            for problem in misfits(making.path, "warning"):
                warn(quiet)(problem)
    count = export_files(
        *(paths, output, format_, base, jobs, warn(quiet), max_errors), notes=making
    )
    if making:
        making.write()
    if not quiet and is_folder(output):
        _tell_left(output, making)
    if not quiet and output != "-":
        say(f"{output}: {many(count, 'record')}")


def _tell_left(folder: str, making: Making | None) -> None:
    from gardkg.serialize import leftovers

    left = leftovers.found(folder, set(leftovers.indexed(folder)))
    known = {file.name for file in making.left} if making else set()
    for line in leftovers.told(folder, left, known, making.pruned if making else []):
        say(line)


def _on_spark(
    paths: tuple[str, ...],
    output: str,
    format_: str | None,
    base: str | None,
    max_errors: int,
    quiet: bool,
    debug: bool,
) -> None:
    from gardkg.identifiers import BASE
    from gardkg.serialize import spark

    warnings: list[Problem] = []
    try:
        with unheard(not debug):
            manifest = spark.export(
                *(paths, output, format_),
                base=base or BASE,
                max_errors=max_errors,
                warn=warnings.append,
            )
    except TermError as error:
        raise UsageError(f"--base: {error}") from None
    finally:
        for problem in warnings:
            warn(quiet)(problem)
    if not quiet:
        records = f"{many(manifest['records'], 'record')}, {many(manifest['triples'], 'triple')}"
        say(f"{output}: {records}, {many(len(manifest['files']), 'shard')}")

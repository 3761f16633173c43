"""``export``: records → RDF."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from gardkg.cli.forms import form_of
from gardkg.cli.options import (
    OUT,
    RECORDS,
    Formats,
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
    unheard,
    warn,
)
from gardkg.cli.waiting import waiting
from gardkg.errors import Problem, UsageError

if TYPE_CHECKING:
    from gardkg.files.kinds import Kind
    from gardkg.serialize.manifest import Making


def _formats() -> Mapping[str, Kind]:
    from gardkg.files.kinds import RDF, SAVED

    return {**RDF, **SAVED}


class Export(Options):
    """What is asked of ``export``."""

    paths: tuple[str, ...]
    output: str
    format_: str | None
    base: str
    jobs: int
    max_errors: int
    manifest: bool
    allow_shrink: bool
    prune: bool
    engine: str


@click.command(cls=Verb)
@paths_
@click.option(
    "-o", "--output", default="-", metavar="FILE", type=OUT, help="File, folder, or - (default)."
)
@click.option(
    *("-t", "-f", "--format", "format_"),
    type=Formats(_formats, judged=False),
    help="Default: that of the output's suffix.",
)
@base_
@jobs_
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
@as_one(Export)
def export(asked: Export) -> None:
    """Write records as RDF, or as records again.

    The format is that of the output's suffix (.gz, .zst too), else of --format. A folder gets a
    file per disease. Nothing is written if any record has an error. YAML is a record a file, and
    does not replace what somebody has reviewed; JSON Lines is a record a line.

    --manifest writes OUT.manifest.json: counts, SHA-256, versions, the command. Where one is, it
    is kept true, and an export with less than four fifths of its records or triples is refused.

    A folder's files of diseases that are gone are left and named; --prune removes those that the
    manifest there has, if nobody changed them.
    """
    from gardkg.files.replace import is_folder
    from gardkg.records.outputs import saved_as
    from gardkg.serialize.formats import format_for
    from gardkg.serialize.parallel import export_files

    output = asked.output
    if asked.prune and (asked.engine == "spark" or not is_folder(output)):
        raise UsageError("--prune goes with a folder that -o names, and without --engine spark")
    if asked.engine == "spark":
        _on_spark(asked)
        return
    if asked.format_:
        form_of(output, asked.format_, _formats())  # a suffix that says otherwise is told
    format_ = asked.format_ or ("ttl" if output == "-" else None)
    saved = saved_as(output, format_)
    if saved and (asked.manifest or asked.prune):
        raise UsageError("--manifest and --prune go with RDF, and not with records")
    if not (is_folder(output) or saved):
        format_for(output, format_)  # a bad suffix is told before anything is read
    paths = asked.paths or (RECORDS,)
    _check_there(paths)
    making = None if saved else _making(asked, paths, format_)
    # A thread of ours must not be there when processes are made.
    with waiting("exporting", asked.quiet or output == "-" or asked.jobs != 1, paths):
        count = export_files(
            *(paths, output, format_, asked.base, asked.jobs, warn(asked.quiet), asked.max_errors),
            notes=making,
        )
    if making:
        making.write()
    if not asked.quiet and is_folder(output) and not saved:
        _tell_left(output, making)
    if not asked.quiet and output != "-":
        say(f"{output}: {many(count, 'record')}")


def _check_there(paths: tuple[str, ...]) -> None:
    """See that no path is an output of those who name it last, as riot and cp have it."""
    from gardkg.files.kinds import RDF, suffixed

    for path in paths[1:]:
        if suffixed(path, RDF) and not os.path.exists(path):
            raise UsageError(f"{path}: no such file or folder; to write it, say -o {path}")


def _making(asked: Export, paths: tuple[str, ...], format_: str | None) -> Making | None:
    """What takes note of the export, if it is to have a manifest, or had one."""
    from gardkg.serialize.export import manifest_path

    output, shrink = asked.output, asked.allow_shrink
    if not asked.manifest and (output == "-" or not os.path.exists(manifest_path(output))):
        return None
    from gardkg.serialize.manifest import Making, misfits

    making = Making(output, paths, format_, asked.base, allow_shrink=shrink, prune=asked.prune)
    if making.before and not shrink:
        for problem in misfits(making.path, "warning"):
            warn(asked.quiet)(problem)
    return making


def _tell_left(folder: str, making: Making | None) -> None:
    from gardkg.serialize import leftovers

    left = leftovers.found(folder, set(leftovers.indexed(folder)))
    known = {file.name for file in making.left} if making else set()
    for line in leftovers.told(folder, left, known, making.pruned if making else []):
        say(line)


def _on_spark(asked: Export) -> None:
    from gardkg.serialize import spark

    warnings: list[Problem] = []
    try:
        with unheard(not asked.debug):
            manifest = spark.export(
                *(asked.paths, asked.output, asked.format_),
                base=asked.base,
                max_errors=asked.max_errors,
                warn=warnings.append,
            )
    finally:
        for problem in warnings:
            warn(asked.quiet)(problem)
    if not asked.quiet:
        records = f"{many(manifest['records'], 'record')}, {many(manifest['triples'], 'triple')}"
        say(f"{asked.output}: {records}, {many(len(manifest['files']), 'shard')}")

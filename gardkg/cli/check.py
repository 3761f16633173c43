"""``check``: records, their terms, their graph, and what a release must answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from gardkg.cli.options import (
    FILE_IN,
    RECORDS,
    STORE_IN,
    Verb,
    common,
    many,
    max_errors_,
    paths_,
    say,
)
from gardkg.errors import Problem, RecordError, shortened

if TYPE_CHECKING:
    from gardkg.errors import Finding
    from gardkg.model import Record
    from gardkg.records.term_checks import TermChecks
    from gardkg.release.shacl import Shapes

#: So many drafts are named, and the others counted.
DRAFTS = 20


@click.command(cls=Verb)
@paths_
@click.option(
    "--terms",
    multiple=True,
    metavar="FILE.obo",
    type=FILE_IN,
    help="Hold every term against ontologies; more .obo files may follow among the paths.",
)
@click.option("--shapes", is_flag=True, help="Hold the graph to our SHACL shapes.")
@click.option(
    "--shapes-file", "own", multiple=True, metavar="FILE.ttl", type=FILE_IN, help="And to these."
)
@click.option("--quality", is_flag=True, help="Ask the graph what no release may leave open.")
@click.option(
    "--store",
    metavar="DIR",
    type=STORE_IN,
    help="With --quality: the store that load --to DIR built.",
)
@max_errors_
@common
def check(
    paths: tuple[str, ...],
    terms: tuple[str, ...],
    shapes: bool,
    own: tuple[str, ...],
    quality: bool,
    store: str | None,
    max_errors: int,
    quiet: bool,
    debug: bool,
) -> None:
    """Name all problems of all records, each with its line.

    PATH is a record, a folder of records (default: records/), JSON Lines, or - for stdin; with
    --shapes or --quality also an RDF file. Of a manifest: whether its files are as it says.

    \b
    gardkg check records --terms hp.obo maxo.obo
    gardkg check gard.ttl --shapes
    gardkg check gard.ttl.manifest.json
    gardkg check --quality --store gard.store
    """
    from gardkg.files.kinds import is_of
    from gardkg.files.replace import MANIFEST

    shapes = shapes or bool(own)
    ontologies = [*terms, *(path for path in paths if is_of(path, ["obo"]))]
    paths = tuple(path for path in paths if path not in ontologies)
    if store and (paths or ontologies or shapes or not quality):
        raise click.UsageError("--store goes with --quality, and with nothing else.")
    if quality and "-" in paths:
        raise click.UsageError("--quality reads twice; name a file instead of -.")
    manifests = [path for path in paths if f"/{path}".endswith((f"/{MANIFEST}", f".{MANIFEST}"))]
    paths = tuple(path for path in paths if path not in manifests)
    if not (paths or store or manifests):
        paths = (RECORDS,)
    records, files = _sorted_out(paths, rdf=shapes or quality)
    known = held = None
    if ontologies:
        from gardkg.records.term_checks import TermChecks
        from gardkg.terms.obo import Terms

        known = TermChecks(Terms.read(ontologies))
    if shapes:
        from gardkg.release.shacl import Shapes

        held = Shapes.read(own)
    errors = _check_records(records, known, held, max_errors, quiet) if records else 0
    for path in files if held else ():
        errors += _told(held.check_file(path), f"{path} checked", quiet) if held else 0
    for path in manifests:
        errors += _check_manifest(path, quiet)
    # What is no good record has no graph to ask.
    if quality and (paths or store) and not errors:
        errors += _check_quality(paths, store, quiet)
    sys.exit(1 if errors else 0)


def _sorted_out(paths: tuple[str, ...], *, rdf: bool) -> tuple[list[str], list[str]]:
    """Records, and RDF files.

    Raises:
        UsageError: RDF files where nothing is asked for that checks them.
    """
    from gardkg.files.kinds import RECORDS as KINDS
    from gardkg.files.kinds import is_of

    if all(path == "-" or is_of(path, KINDS) or os.path.isdir(path) for path in paths):
        return list(paths), []  # without importing what knows RDF
    from gardkg.files.rdf import rdf_format

    files = [path for path in paths if rdf_format(path)]
    if files and not rdf:
        raise click.UsageError(f"{files[0]}: RDF is checked by --shapes and --quality.")
    return [path for path in paths if path not in files], files


def _check_records(
    paths: list[str], known: TermChecks | None, held: Shapes | None, max_errors: int, quiet: bool
) -> int:
    from gardkg.records import checks
    from gardkg.records.reader import Errors, read_records

    def find(record: Record) -> Iterator[Finding]:
        names = (known.terms.is_name,) if known else ()
        findings = list(checks.check(record, *names))
        yield from findings
        if known:
            yield from known.check(record)
        # What does not hold together cannot be mapped.
        if held and not any(finding.severity == "error" for finding in findings):
            yield from held.check(record)

    problems: list[Problem] = []
    errors = Errors(problems.append, max_errors)
    count = drafts = drafted = 0
    # It stopped reading: what was found is told below.
    with suppress(RecordError), errors.together():
        for record in read_records(paths, errors, find):
            count += 1
            by_machine, claims = checks.drafted(record)
            drafts, drafted = drafts + bool(by_machine), drafted + by_machine
            if by_machine and drafts <= DRAFTS and not quiet:
                whole = f"{record.id} {record.name}: {by_machine:,} of {many(claims, 'claim')}"
                say(f"draft: {shortened(whole)}")
    problems += errors.found
    problems.sort(key=lambda p: (p.path, p.line, p.column))
    if not quiet:
        if known and known.unknown:
            left = ", ".join(f"{prefix} ({n})" for prefix, n in sorted(known.unknown.items()))
            say(f"not checked, for no ontology has them: {left}")
        if drafts > DRAFTS:
            say(f"draft: … and {many(drafts - DRAFTS, 'more record')}")
        if drafts:
            read = f"{many(drafted, 'claim')} of {many(drafts, 'record')}"
            say(f"only read by a machine, to be reviewed: {read}")
    return _told(problems, many(count, "good record"), quiet)


def _check_quality(paths: tuple[str, ...], store: str | None, quiet: bool) -> int:
    from gardkg.sparql.quality import quality
    from gardkg.sparql.store import Store

    source = Store.open(store) if store else Store.read(*paths)
    where = store or " ".join(paths)
    asked = f"--store {store}" if store else where
    counted = list(quality(source))
    problems = [found.problem(where, asked) for found in counted if found.rows]
    return _told(problems, many(len(counted), "quality query", "quality queries"), quiet)


def _check_manifest(path: str, quiet: bool) -> int:
    from gardkg.serialize.manifest import misfits

    return _told(misfits(path), f"the files of {path} checked", quiet)


def _told(problems: Iterable[Problem], what: str, quiet: bool) -> int:
    """Tell problems and how many there are; return the number of errors."""
    errors = warnings = 0
    for problem in problems:
        click.echo(problem)
        errors += problem.severity == "error"
        warnings += problem.severity == "warning"
    if not quiet:
        say(f"{what}, {many(errors, 'error')}, {many(warnings, 'warning')}")
    return errors

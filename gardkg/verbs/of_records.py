"""``check``, ``export`` and ``schema``: records, their problems, and their RDF."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gardkg.errors import Problem, TermError, UsageError, shortened, visible
from gardkg.verbs import RECORDS, common, many, paths_, unheard, warn

if TYPE_CHECKING:
    from gardkg.model import Record

OBO = (".obo", ".obo.gz")
#: So many drafts are named, and the others counted.
DRAFTS = 20


@click.command()
@paths_
@click.option(
    "--terms",
    multiple=True,
    metavar="FILE.obo",
    help="Hold every term against ontologies; more .obo files may follow among the paths.",
)
@common
def check(paths: tuple[str, ...], terms: tuple[str, ...], quiet: bool, debug: bool) -> None:
    """Name all problems of all records, each with its line.

    PATH is a record, a folder of records (default: records/), JSON Lines, or - for stdin.
    """
    from gardkg import checks
    from gardkg.records import read_records

    ontologies = [*terms, *(path for path in paths if path.endswith(OBO))]
    paths = tuple(path for path in paths if not path.endswith(OBO)) or (RECORDS,)
    find = checks.check
    if ontologies:
        from gardkg.terms import Terms

        known = Terms.read(ontologies)

        def find(record: Record) -> Iterator[checks.Finding]:
            yield from checks.check(record)
            yield from known.check(record)

    problems: list[Problem] = []
    count = drafts = drafted = 0
    for record in read_records(paths, problems.append, find):
        count += 1
        by_machine, claims = checks.drafted(record)
        drafts, drafted = drafts + bool(by_machine), drafted + by_machine
        if by_machine and drafts <= DRAFTS and not quiet:
            whole = f"{record.id} {record.name}: {by_machine:,} of {many(claims, 'claim')}"
            click.echo(f"draft: {visible(shortened(whole))}", err=True)
    for problem in sorted(problems, key=lambda p: (p.path, p.line, p.column)):
        click.echo(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    if not quiet:
        if ontologies and known.unknown:
            left = ", ".join(f"{prefix} ({n})" for prefix, n in sorted(known.unknown.items()))
            click.echo(f"not checked, for no ontology has them: {left}", err=True)
        if drafts > DRAFTS:
            click.echo(f"draft: … and {many(drafts - DRAFTS, 'more record')}", err=True)
        if drafts:
            read = f"{many(drafted, 'claim')} of {many(drafts, 'record')}"
            click.echo(f"only read by a machine, to be reviewed: {read}", err=True)
        warnings = len(problems) - errors
        click.echo(
            f"{many(count, 'good record')}, {many(errors, 'error')}, {many(warnings, 'warning')}",
            err=True,
        )
    sys.exit(1 if errors else 0)


@click.command()
@paths_
@click.option("-o", "--output", default="-", metavar="FILE", help="File, folder, or - (default).")
@click.option("-t", "--format", "format_", metavar="FORMAT", help="ttl nt nq trig jsonld rdf.")
@click.option("--base", metavar="IRI", help="Where our own nodes stand.")
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
    engine: str,
    quiet: bool,
    debug: bool,
) -> None:
    """Write records as RDF.

    The format is that of the output's suffix (.gz too), else of --format. A folder gets a
    file per disease. Nothing is written if any record has an error.
    """
    from gardkg.files import is_replaceable
    from gardkg.identifiers import BASE
    from gardkg.records import checked_records
    from gardkg.serialize import checked_base, format_for, is_folder, write

    if engine == "spark":
        _on_spark(paths, output, format_, base, quiet, debug)
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
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in checked_records(paths or (RECORDS,), warn(quiet)):
            count += 1
            yield record

    # What cannot be taken back is written only when all records are known to be good.
    records = counted() if is_replaceable(output) else list(counted())
    write(records, output, format_, base=base)
    if not quiet and output != "-":
        click.echo(f"{output}: {many(count, 'record')}", err=True)


def _on_spark(
    paths: tuple[str, ...],
    output: str,
    format_: str | None,
    base: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    from gardkg import spark
    from gardkg.identifiers import BASE

    warnings: list[Problem] = []
    try:
        with unheard(not debug):
            manifest = spark.export(paths, output, format_, base=base or BASE, warn=warnings.append)
    except TermError as error:
        raise UsageError(f"--base: {error}") from None
    finally:
        for problem in warnings:
            warn(quiet)(problem)
    if not quiet:
        records = f"{many(manifest['records'], 'record')}, {many(manifest['triples'], 'triple')}"
        click.echo(f"{output}: {records}, {many(len(manifest['files']), 'shard')}", err=True)


@click.command()
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
def schema(context: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    from gardkg.records import json_schema
    from gardkg.serialize import jsonld_context

    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))

"""``check``, ``export`` and ``schema``: records, their problems, and their RDF."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from gardkg.errors import Problem, RecordError, shortened, visible
from gardkg.verbs import RECORDS, common, many, max_errors_, paths_

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
@max_errors_
@common
def check(
    paths: tuple[str, ...], terms: tuple[str, ...], max_errors: int, quiet: bool, debug: bool
) -> None:
    """Name all problems of all records, each with its line.

    PATH is a record, a folder of records (default: records/), JSON Lines, or - for stdin.
    """
    from gardkg import checks
    from gardkg.records import Errors, read_records

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
    found = Errors(problems.append, max_errors)
    count = drafts = drafted = 0
    with suppress(RecordError):  # where the reading stopped: what was found is told below
        for record in read_records(paths, found, find):
            count += 1
            by_machine, claims = checks.drafted(record)
            drafts, drafted = drafts + bool(by_machine), drafted + by_machine
            if by_machine and drafts <= DRAFTS and not quiet:
                whole = f"{record.id} {record.name}: {by_machine:,} of {many(claims, 'claim')}"
                click.echo(f"draft: {visible(shortened(whole))}", err=True)
    problems += found.found
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
@click.option("--context", is_flag=True, help="The JSON-LD context instead.")
def schema(context: bool) -> None:
    """Print the JSON Schema of a record."""
    import json

    from gardkg.records import json_schema
    from gardkg.serialize import jsonld_context

    document = {"@context": jsonld_context()} if context else json_schema()
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))

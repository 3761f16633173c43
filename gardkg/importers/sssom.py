"""SSSOM mapping sets → typed cross-references of a GARD id, and what in them disagrees.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/ (a table,
its metadata in comments).

A row whose object is the GARD id maps another database's term to it; through that term's own rows
the others are reached. A direct row keeps the predicate it has: ``skos:exactMatch`` is exact,
``oboInOwl:hasDbXref`` an xref. What is reached through a term that is only an xref stays an xref,
its justification ``semapv:MappingChaining`` and ``via`` the term between.

A row that maps nothing (its end is ``sssom:NoTermFound``, its modifier ``Not``, its predicate none
of ``STRENGTHS``) is left out and counted by its reason: rows = read + left out.

Disagreements are told, not resolved: a GARD id that several terms claim, and two ids of a database
where one is expected, are all kept as xrefs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from gardkg import model
from gardkg.errors import FileError, TermError, shortened, visible
from gardkg.identifiers import canonical_curie, checked_iri
from gardkg.importers.report import read_text

#: Predicates, and the strength a mapping of a record has by them.
STRENGTHS = {
    "skos:exactMatch": "exact",
    "skos:broadMatch": "broad",
    "skos:narrowMatch": "narrow",
    "skos:closeMatch": "close",
    "skos:relatedMatch": "xref",
    "oboInOwl:hasDbXref": "xref",
}
CHAINED = "semapv:MappingChaining"
# In the order of Row's fields.
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_ALSO = ("subject_label", "object_label", "predicate_modifier", "mapping_cardinality")
# https://w3id.org/sssom/NoTermFound, in any spelling: that no term was found is no term.
_NO_TERM = re.compile(r"<?(?:sssom:|https?://w3id\.org/sssom/)|.*\bNoTermFound>?$", re.I)


class Row(NamedTuple):
    """A mapping as its set has it."""

    subject: str
    predicate: str
    object: str
    justification: str
    label: str
    """Of the end that is not the disease's own."""
    source: str | None
    """The mapping set, by the address its version has."""


@dataclass
class Mappings:
    """Mapping sets that have been read."""

    of_disease: dict[str, list[Row]] = field(default_factory=dict)
    """The rows that map a term to a disease of GARD, by its id."""
    of_term: dict[str, list[Row]] = field(default_factory=dict)
    """The rows of a term, by the id as written."""
    read_rows: dict[str, int] = field(default_factory=dict)
    """How many rows of a file are mappings; those and ``left_out`` are all it has."""
    left_out: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """The lines of the rows that are none, by file and reason."""

    @classmethod
    def read(cls, paths: Iterable[str]) -> Mappings:
        """Read SSSOM files (``.gz`` too).

        Raises:
            FileError: one cannot be read, or is no table with the columns that are needed.
        """
        mappings = cls()
        for path in paths:
            mappings._read(path)
        return mappings

    def _read(self, path: str) -> None:
        text, _ = read_text(path)
        rows = enumerate((line.removesuffix("\r") for line in text.split("\n")), 1)
        lines = [(number, line) for number, line in rows if line.strip()]
        comments = [line for _, line in takewhile(lambda line: line[1].startswith("#"), lines)]
        body = lines[len(comments) :]
        table = csv.reader((line for _, line in body), delimiter="\t")
        source = _source(comments)
        names: list[str] = []
        at: dict[str, int] = {}
        done = 0
        try:
            for values in table:
                number, spans = body[done][0], table.line_num - done > 1
                done = table.line_num
                if not names:
                    names = values
                    at = {name: names.index(name) for name in (*_NEEDED, *_ALSO) if name in names}
                    if missing := [name for name in _NEEDED if name not in names]:
                        what = f"expected a SSSOM table; missing: {', '.join(missing)}"
                        raise FileError(path, what)
                    self.read_rows[path] = 0
                elif len(values) == len(names):
                    self._take(path, number, _Cells(values, at), source)
                elif spans:
                    what = "a quotation mark that is not closed before the end of its row"
                    raise FileError(f"{path}:{number}", what)
                else:
                    self._leave(path, number, "not the number of columns of its table")
        except csv.Error as error:
            where = f"{path}:{body[done][0]}" if done < len(body) else path
            raise FileError(where, f"not a table: {error}") from None
        if not names:
            raise FileError(path, f"expected a SSSOM table; missing: {', '.join(_NEEDED)}")

    def _take(self, path: str, number: int, cells: _Cells, source: str | None) -> None:
        """Keep a row, if it is a mapping; else say why it is none."""
        if why := _no_mapping(cells):
            self._leave(path, number, why)
            return
        subject, predicate, object_, why = (cells[name] for name in _NEEDED)
        try:
            subject, object_ = (
                canonical_curie(end) if end[:5].upper() == "GARD:" else end
                for end in (subject, object_)
            )
        except TermError:
            self._leave(path, number, "a GARD id that is none")
            return
        self.read_rows[path] += 1
        if object_.startswith("GARD:"):
            row = Row(subject, predicate, object_, why, cells["subject_label"], source)
            self.of_disease.setdefault(object_, []).append(row)
        else:
            row = Row(subject, predicate, object_, why, cells["object_label"], source)
            self.of_term.setdefault(subject, []).append(row)

    def _leave(self, path: str, number: int, why: str) -> None:
        self.left_out.setdefault((path, why), []).append(number)

    def lines(self, shown: int = 3) -> Iterator[str]:
        """What became of the rows of each set, as text; nothing of one that was taken whole."""
        for path, read in self.read_rows.items():
            left = {why: lines for (name, why), lines in self.left_out.items() if name == path}
            count = sum(map(len, left.values()))
            if count:
                yield f"{path}: {read + count:,} rows = {read:,} read + {count:,} left out"
            for why, lines in left.items():
                where = ", ".join(map(str, lines[:shown])) + (", …" if len(lines) > shown else "")
                yield f"{path}: left out, {why}: {len(lines):,} (line {where})"

    def add_to(self, record: model.Record) -> Iterator[str]:
        """Add to a record what maps to its disease; yield each disagreement, in words."""
        present = {
            entry if isinstance(entry, str) else entry.id
            for strength in model.Mappings.__struct_fields__
            for entry in getattr(record.mappings, strength)
        }
        terms = self.of_disease.get(record.id, [])
        subjects = list(dict.fromkeys(row.subject for row in terms))
        if len(subjects) > 1:
            yield f"{record.id} is a cross-reference of {', '.join(subjects)}"
        for row in terms:
            # The row says what the disease is to the term; the record, what the term is to it.
            strength = STRENGTHS.get(row.predicate, "")
            strength = {"broad": "narrow", "narrow": "broad"}.get(strength, strength)
            yield from self._put(record, strength, row.subject, row, None, present)
        for row in self.of_term.get(record.id, []):
            strength = STRENGTHS.get(row.predicate, "")
            yield from self._put(record, strength, row.object, row, None, present)
        # A table may have a row twice; what is reached through it is looked at once.
        for row in {(row.subject, row.predicate): row for row in terms}.values():
            yield from self._through(record, row, len(subjects) == 1, present)

    def _through(
        self, record: model.Record, term: Row, alone: bool, present: set[str]
    ) -> Iterator[str]:
        reached: dict[str, list[str]] = {}
        exact = alone and STRENGTHS.get(term.predicate) == "exact"
        for row in self.of_term.get(term.subject, []):
            reached.setdefault(row.object.partition(":")[0], []).append(row.object)
            strength = STRENGTHS.get(row.predicate, "") if exact else "xref"
            yield from self._put(record, strength, row.object, row, term.subject, present)
        for prefix, ids in reached.items():
            if len(set(ids)) > 1:
                yield f"{term.subject} has {len(set(ids))} of {prefix}: {', '.join(ids)}"

    def _put(
        self,
        record: model.Record,
        strength: str,
        text: str,
        row: Row,
        via: str | None,
        present: set[str],
    ) -> Iterator[str]:
        try:
            curie = canonical_curie(text)
            justification = CHAINED if via else canonical_curie(row.justification)
            between = canonical_curie(via) if via else None
        except TermError as error:
            yield f"{row.subject} {row.predicate} {row.object}: {error}"
            return
        if not strength or curie in present or curie == record.id:
            return
        present.add(curie)
        mapping = model.Mapping(
            id=curie,
            label=row.label or None,
            justification=justification,
            source=row.source,
            via=between,
        )
        getattr(record.mappings, strength).append(mapping)


class _Cells:
    """The cells of a row, by their columns; empty where the table has no such column."""

    def __init__(self, values: list[str], at: dict[str, int]) -> None:
        self._values, self._at = values, at

    def __getitem__(self, name: str) -> str:
        return self._values[self._at[name]].strip() if name in self._at else ""


def _no_mapping(cells: _Cells) -> str:
    """Why a row maps nothing to anything; empty if it does."""
    ends = cells["subject_id"], cells["object_id"]
    cardinality = cells["mapping_cardinality"]
    if any(map(_NO_TERM.match, ends)) or (":" in cardinality and "0" in cardinality.split(":")):
        return "no match was found"
    if not all(ends):
        return "no subject or no object"
    if cells["predicate_modifier"]:
        return f'predicate_modifier is "{visible(shortened(cells["predicate_modifier"], 20))}"'
    if cells["predicate_id"] not in STRENGTHS:
        return f'"{visible(shortened(cells["predicate_id"], 40))}" is no mapping of a record'
    return ""


def _source(comments: Iterable[str]) -> str | None:
    """The address of the mapping set's version, else of the set."""
    found: dict[str, str] = {}
    for line in comments:
        key, _, value = line.removeprefix("#").strip().partition(": ")
        found.setdefault(key, value.strip())
    for key in ("mapping_set_version", "mapping_set_id"):
        if found.get(key, "").startswith(("http://", "https://")):
            try:
                return checked_iri(found[key])
            except TermError:
                continue
    return None

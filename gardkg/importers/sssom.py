"""SSSOM mapping sets → typed cross-references of a GARD id, and what in them disagrees.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/ (a table,
its metadata in comments).

A row whose object is the GARD id maps another database's term to it; through that term's own rows
the others are reached. A direct row keeps the predicate it has: ``skos:exactMatch`` is exact,
``oboInOwl:hasDbXref`` an xref. What is reached through a term that is only an xref stays an xref,
its justification ``semapv:MappingChaining`` and ``via`` the term between.

Disagreements are told, not resolved: a GARD id that several terms claim, and two ids of a database
where one is expected, are all kept as xrefs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gardkg import model
from gardkg.errors import FileError, TermError
from gardkg.identifiers import canonical_curie, checked_iri
from gardkg.importers import read_text

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
_ALSO = ("subject_label", "object_label", "predicate_modifier")


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
        lines = text.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        source = _source(comments)
        table = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t")
        names = next(table, [])
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise FileError(path, f"expected a SSSOM table; missing: {', '.join(missing)}")
        at = {name: names.index(name) for name in (*_NEEDED, *_ALSO) if name in names}
        for values in table:
            if len(values) == len(names) and not _cell(values, at, "predicate_modifier"):
                self._row(values, at, source)

    def _row(self, values: list[str], at: dict[str, int], source: str | None) -> None:
        subject, predicate, object_, why = (_cell(values, at, name) for name in _NEEDED)
        if object_[:5].upper() == "GARD:":
            row = Row(subject, predicate, object_, why, _cell(values, at, "subject_label"), source)
            try:
                self.of_disease.setdefault(canonical_curie(row.object), []).append(row)
            except TermError:
                return
        else:
            row = Row(subject, predicate, object_, why, _cell(values, at, "object_label"), source)
            self.of_term.setdefault(row.subject, []).append(row)

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
        for row in terms:
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


def _cell(values: list[str], at: dict[str, int], name: str) -> str:
    return values[at[name]].strip() if name in at else ""


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

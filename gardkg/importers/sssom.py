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

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gardkg import model
from gardkg.errors import TermError, shortened, visible
from gardkg.identifiers import checked_iri, expand
from gardkg.importers.sssom_table import Line, SssomTable

#: Predicates, and the strength a mapping of a record has by them.
STRENGTHS = {
    expand(predicate): strength
    for predicate, strength in {
        "skos:exactMatch": "exact",
        "skos:broadMatch": "broad",
        "skos:narrowMatch": "narrow",
        "skos:closeMatch": "close",
        "skos:relatedMatch": "xref",
        "oboInOwl:hasDbXref": "xref",
    }.items()
}
CHAINED = "semapv:MappingChaining"
#: Of a row that does not say why, or not in terms that can be read.
UNSPECIFIED = "semapv:UnspecifiedMatching"
NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
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
    """The rows of a term, by its id."""
    read_rows: dict[str, int] = field(default_factory=dict)
    """How many rows of a file are mappings; those and ``left_out`` are all it has."""
    left_out: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """The lines of the rows that are none, by file and reason."""
    doubts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """The lines of rows that were taken, but not as they stand, by file and reason."""

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
        table = SssomTable(path, NEEDED)
        source = _source(table.metadata)
        self.read_rows[path] = 0
        for line in table.rows():
            self._take(table, line, source)

    def _take(self, table: SssomTable, line: Line, source: str | None) -> None:
        """Keep a row, if it is a mapping; else say why it is none."""
        path, number = table.path, line.number
        if why := _no_mapping(table, line):
            self._leave(path, number, why)
            return
        ends = []
        for name in ("subject_id", "object_id"):
            try:
                ends.append(table.curie(line[name]))
            except TermError:
                shown = visible(shortened(line[name], 40))
                self._leave(path, number, f"{name} not understood ({_prefix_of(shown)})")
                return
        subject, object_ = ends
        predicate = str(table.iri(line["predicate_id"]))
        try:
            why = table.curie(line["mapping_justification"])
        except TermError:
            why = UNSPECIFIED
            said = visible(shortened(line["mapping_justification"], 40)) or "none"
            self.doubts.setdefault((path, f"justification not understood ({said})"), []).append(
                number
            )
        self.read_rows[path] += 1
        label = line["subject_label" if object_.startswith("GARD:") else "object_label"]
        row = Row(subject, predicate, object_, why, label, source)
        if object_.startswith("GARD:"):
            self.of_disease.setdefault(object_, []).append(row)
        else:
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
        for (path, why), lines in self.doubts.items():
            where = ", ".join(map(str, lines[:shown])) + (", …" if len(lines) > shown else "")
            yield f"{path}: {why}: {len(lines):,} (line {where})"

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
            self._put(record, strength, row.subject, row, None, present)
        for row in self.of_term.get(record.id, []):
            strength = STRENGTHS.get(row.predicate, "")
            self._put(record, strength, row.object, row, None, present)
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
            self._put(record, strength, row.object, row, term.subject, present)
        for prefix, ids in reached.items():
            if len(set(ids)) > 1:
                yield f"{term.subject} has {len(set(ids))} of {prefix}: {', '.join(ids)}"

    def _put(
        self,
        record: model.Record,
        strength: str,
        curie: str,
        row: Row,
        via: str | None,
        present: set[str],
    ) -> None:
        """Add a mapping to a record, if it has none of that id."""
        if not strength or curie in present or curie == record.id:
            return
        present.add(curie)
        mapping = model.Mapping(
            id=curie,
            label=row.label or None,
            justification=CHAINED if via else row.justification,
            source=row.source,
            via=via,
        )
        getattr(record.mappings, strength).append(mapping)


def _no_mapping(table: SssomTable, line: Line) -> str:
    """Why a row maps nothing to anything; empty if it does."""
    ends = line["subject_id"], line["object_id"]
    cardinality = line["mapping_cardinality"]
    if any(map(_NO_TERM.match, ends)) or (":" in cardinality and "0" in cardinality.split(":")):
        return "no match was found"
    if not line.complete:
        return "more columns than its table"
    if not all(ends):
        return "no subject or no object"
    if modifier := line["predicate_modifier"]:
        return f'predicate_modifier is "{visible(shortened(modifier, 20))}"'
    if table.iri(line["predicate_id"]) not in STRENGTHS:
        said = visible(shortened(line["predicate_id"], 40)) or "none"
        return f"predicate not understood ({said})"
    return ""


def _prefix_of(text: str) -> str:
    """What an id of an unknown kind begins with: so that many are one reason."""
    prefix, colon, _ = text.partition(":")
    return f"{prefix}:…" if colon and "/" not in prefix else text


def _source(metadata: dict[str, Any]) -> str | None:
    """The address of the mapping set's version, else of the set."""
    for key in ("mapping_set_version", "mapping_set_id"):
        found = str(metadata.get(key) or "")
        if found.startswith(("http://", "https://")):
            with suppress(TermError):
                return checked_iri(found)
    return None

"""A disease record as typed structs: what may be said, and nothing about files or RDF.

A record is a disease with names, mappings, sections, an ordered list of references, and
``claims``.

The types check themselves while msgspec decodes, but for the patterns of their texts, which
are ``records.patterns``'; what needs more than one field to be judged (a citation without its
reference, a section nobody declared) is in ``records.checks``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Annotated, Literal

from msgspec import Meta, field

from gardkg.model.claims import (
    AffectedAge,
    Cause,
    Claim,
    Course,
    EtiologyStatus,
    Gene,
    Inheritance,
    Onset,
    Part,
    Site,
    Symptom,
    Synonym,
    Treatment,
    TreatmentStatus,
)
from gardkg.model.values import (
    Curie,
    Day,
    Doi,
    Key,
    PartialDate,
    Pmid,
    Text,
    Url,
)


class Mapping(Part, kw_only=True):
    """One cross-reference to another description of the disease."""

    id: Curie
    label: Text | None = None
    justification: Curie | None = None
    """A semapv: term, as in SSSOM: why the two are held to correspond."""
    source: Url | None = None
    """The mapping set it was read from."""
    via: Curie | None = None
    """The id it was composed through, if it was."""


class Mappings(Part, kw_only=True):
    """Cross-references by strength; ``xref`` claims no more than that both ids are mentioned."""

    exact: list[Curie | Mapping] = []
    broad: list[Curie | Mapping] = []
    narrow: list[Curie | Mapping] = []
    close: list[Curie | Mapping] = []
    xref: list[Curie | Mapping] = []


class Source(Part, kw_only=True):
    """The document the record was read from."""

    url: Url | None = None
    file: Text | None = None
    title: Text | None = None
    question: Text | None = None
    license: Text | None = None


class Section(Part, kw_only=True):
    """A part of the source with a heading and, where the source gives one, its own date."""

    heading: Text
    updated: date | None = None


class Reference(Part, kw_only=True):
    """An entry of the ordered list that [n] counts in; what is not in the source is left out."""

    authors: list[Text] = []
    title: Text | None = None
    container: Text | None = None
    """The journal, site or book it stands in."""
    publisher: Text | None = None
    date: PartialDate | None = None
    volume: Text | None = None
    issue: Text | None = None
    pages: Text | None = None
    type: Literal["article", "web-page", "book", "chapter", "database-record"] | None = None
    url: Url | None = None
    pmid: Pmid | None = None
    doi: Doi | None = None
    accessed: Day | None = None


Topic = Literal[
    "symptoms",
    "sites",
    "affected_ages",
    "onset",
    "course",
    "inheritance",
    "genes",
    "causes",
    "etiology_status",
    "treatments",
    "treatment_status",
]


class Record(Part, kw_only=True):
    """What one source says about one disease."""

    id: Text
    """Any spelling of a GARD, MONDO, ORPHA, OMIM or DECIPHER id; read as its one CURIE."""
    name: Text
    language: Annotated[str, Meta(description="the language of its texts, as in en")] = "en"
    categories: list[Text] = []
    parents: list[Text] = []
    """Broader diseases, their ids in any spelling."""
    synonyms: list[Text | Synonym] = []
    mappings: Mappings = field(default_factory=Mappings)
    source: Source | None = None
    sections: dict[Key, Section] = {}
    affected_ages: list[AffectedAge] = []
    onset: list[Onset] = []
    course: list[Course] = []
    symptoms: list[Symptom] = []
    sites: list[Site] = []
    inheritance: list[Inheritance] = []
    genes: list[Gene] = []
    etiology_status: EtiologyStatus | None = None
    causes: list[Cause] = []
    treatment_status: TreatmentStatus | None = None
    treatments: list[Treatment] = []
    not_stated: list[Topic] = []
    """Topics the source was read for and says nothing about: neither unknown nor absent."""
    citations: list[Reference] = []

    def topics(self) -> Iterator[tuple[str, Sequence[Claim]]]:
        """The fields that hold any claims, in their order, each with its claims."""
        for topic, value in zip(TOPICS, _OF_TOPICS(self), strict=True):
            if value:
                yield topic, value if isinstance(value, list) else (value,)

    def claims(self) -> list[Claim]:
        """Every claim, in the order of the fields."""
        found: list[Claim] = []
        for _, claims in self.topics():
            found += claims
        return found

    def pointers(self) -> Iterator[str]:
        """Where each of ``claims()`` stands, as ``symptoms[2]``."""
        for topic, claims in self.topics():
            if isinstance(claims, tuple):
                yield topic
            else:
                yield from (f"{topic}[{n}]" for n in range(len(claims)))


#: The fields of a record that hold claims, in the order they are written, and their structs.
TOPICS: dict[str, type[Claim]] = {
    "affected_ages": AffectedAge,
    "onset": Onset,
    "course": Course,
    "symptoms": Symptom,
    "sites": Site,
    "inheritance": Inheritance,
    "genes": Gene,
    "etiology_status": EtiologyStatus,
    "causes": Cause,
    "treatment_status": TreatmentStatus,
    "treatments": Treatment,
}
_OF_TOPICS = attrgetter(*TOPICS)

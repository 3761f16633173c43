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
    """What the disease is called there, as OMIM:616576 or ORPHA:33001."""
    label: Text | None = None
    """Its name there."""
    justification: Curie | None = None
    """A semapv: term, as in SSSOM: why the two are held to correspond."""
    source: Url | None = None
    """The mapping set it was read from."""
    via: Curie | None = None
    """The id it was composed through, if it was."""


class Mappings(Part, kw_only=True):
    """Cross-references by strength; ``xref`` claims no more than that both ids are mentioned."""

    exact: list[Curie | Mapping] = []
    """The same disease."""
    broad: list[Curie | Mapping] = []
    """Something broader."""
    narrow: list[Curie | Mapping] = []
    """Something narrower."""
    close: list[Curie | Mapping] = []
    """Something near."""
    xref: list[Curie | Mapping] = []
    """No more than that both ids are mentioned together."""


class Source(Part, kw_only=True):
    """The document the record was read from."""

    url: Url | None = None
    """Its address."""
    file: Text | None = None
    """The name of the file it was read from."""
    title: Text | None = None
    """What it is called."""
    question: Text | None = None
    """The question it answers, if it does."""
    license: Text | None = None
    """The terms it is published under."""


class Section(Part, kw_only=True):
    """A part of the source with a heading and, where the source gives one, its own date."""

    heading: Text
    """Its heading, as printed."""
    updated: date | None = None
    """The day the source gives for it, as YYYY-MM-DD."""


class Reference(Part, kw_only=True):
    """An entry of the ordered list that [n] counts in; what is not in the source is left out."""

    authors: list[Text] = []
    """Its authors, each as printed."""
    title: Text | None = None
    """What it is called."""
    container: Text | None = None
    """The journal, site or book it stands in."""
    publisher: Text | None = None
    """Who published it."""
    date: PartialDate | None = None
    """When it was published: YYYY, YYYY-MM or YYYY-MM-DD."""
    volume: Text | None = None
    """The volume of a journal."""
    issue: Text | None = None
    """The issue of a volume."""
    pages: Text | None = None
    """Its pages, as 12-19."""
    type: Literal["article", "web-page", "book", "chapter", "database-record"] | None = None
    """What kind of work it is."""
    url: Url | None = None
    """Its address."""
    pmid: Pmid | None = None
    """Its PubMed id, bare or as PMID:… or an address."""
    doi: Doi | None = None
    """Its DOI, bare or as doi:… or an address."""
    accessed: Day | None = None
    """The day the source read it; ``check`` warns where that is years after what cites it."""


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
    """The main name of the disease."""
    language: Annotated[str, Meta(description="a language tag such as en")] = "en"
    """The language of its texts, written in lower case."""
    categories: list[Text] = []
    """What the source files it under."""
    parents: list[Text] = []
    """Broader diseases, their ids in any spelling."""
    synonyms: list[Text | Synonym] = []
    """Its other names: texts, or names with their scope and source."""
    mappings: Mappings = field(default_factory=Mappings)
    """Its ids elsewhere, by how well they fit."""
    source: Source | None = None
    """The document the record was read from, or its address alone."""
    sections: dict[Key, Section] = {}
    """The parts of the source: a short key to its heading, or to heading and date."""
    affected_ages: list[AffectedAge] = []
    """The ages of those who have it."""
    onset: list[Onset] = []
    """When it begins."""
    course: list[Course] = []
    """How it goes on."""
    symptoms: list[Symptom] = []
    """What those who have it may have or show, or do not have."""
    sites: list[Site] = []
    """The parts of the body it affects."""
    inheritance: list[Inheritance] = []
    """How it is passed on."""
    genes: list[Gene] = []
    """The genes it is related to."""
    etiology_status: EtiologyStatus | None = None
    """Whether its cause is known."""
    causes: list[Cause] = []
    """What it comes from, or is related to."""
    treatment_status: TreatmentStatus | None = None
    """Whether there is a treatment."""
    treatments: list[Treatment] = []
    """What is done for those who have it."""
    not_stated: list[Topic] = []
    """Topics the source was read for and says nothing about: neither unknown nor absent."""
    citations: list[Reference] = []
    """The references, in the order the source numbers them. Of two with one PMID, DOI or address
    ``check`` warns; their work is written once, as the first has it."""

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

"""A disease record as typed structs: what may be said, and nothing about files or RDF.

A record is a disease with names, mappings, sections, an ordered list of references, and
claims. A claim is who, what, negated or not, and its qualifiers; a statement is one place
that says it. What stands on the claim identifies it, what stands on a statement does not
(``mapping.names.claim_id``).

The types check themselves while msgspec decodes, but for the patterns of their texts, which
are ``records.patterns``'; what needs more than one field to be judged (a citation without its
reference, a section nobody declared) is in ``records.checks``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field


def _like(pattern: str, description: str, longest: int | None = None) -> Meta:
    # Python's $ also matches before a last line break, which no id has.
    schema = {"pattern": rf"^(?:{pattern})$(?!\n)"}
    return Meta(description=description, extra_json_schema=schema, max_length=longest)


#: Virtuoso takes no longer literal by Graph Store Protocol (65,000 bytes or so).
MAX_TEXT = 60_000
#: Nor do stores and servers take an IRI of any length.
MAX_ADDRESS = 2_000
Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, extra_json_schema={"pattern": r"\S"})]
Curie = Annotated[str, _like(r"[A-Za-z][A-Za-z0-9]*:\S+", "a CURIE such as HP:0001609")]
Key = Annotated[
    str, _like(r"[a-z][a-z0-9-]{0,47}", "a short key of lower-case letters, digits and hyphens")
]
Position = Annotated[int, Meta(ge=1, description="the n of [n]: the n-th entry of citations")]
Url = Annotated[str, _like(r"https?://\S+", "an http or https address", MAX_ADDRESS)]
PartialDate = Annotated[
    str,
    _like(
        r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?",
        "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    ),
]
Pmid = Annotated[str, _like(r"[1-9][0-9]{0,8}", "a PubMed id")]
Doi = Annotated[str, _like(r"10\.[0-9]{4,9}/\S+", "a DOI such as 10.1000/182", MAX_ADDRESS)]
# Some fields are called ``date``, which would hide the type of that name.
Day = date
Sha256 = Annotated[str, _like(r"[0-9a-f]{64}", "64 hex digits")]

Frequency = Annotated[
    str,
    _like(
        r"HP:004028[0-5]|[0-9]{1,7}/[0-9]{1,7}|(100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?)%",
        "a HP:004028x band, n/m or percent",
    ),
]
Match = Literal["exact", "broad", "narrow", "close"]
Status = Literal[
    "best-option",
    "first-line",
    "effective",
    "short-term",
    "maintenance",
    "supportive",
    "under-study",
    "last-resort",
    "not-effective",
    "avoid",
]


class Role:
    """What a field of one kind of claim is to the claim: said once, beside its type.

    A *qualifier* is hashed into the claim's id under the field's name; ``prefixes`` are those
    of the ontologies whose terms it takes. What is the claim's *relation* or *object* is hashed as
    that. A field without a role is a qualifier that takes any value of its type.
    """

    __slots__ = ("name", "prefixes")

    def __init__(self, name: Literal["qualifier", "relation", "object"], *prefixes: str) -> None:
        self.name, self.prefixes = name, prefixes


class Qualifier(Role):
    """The role of a field that takes terms of these ontologies."""

    __slots__ = ()

    def __init__(self, *prefixes: str) -> None:
        super().__init__("qualifier", *prefixes)


RELATION, OBJECT = Role("relation"), Role("object")


class _Part(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a record share: named fields only, unknown names refused."""


class Quote(_Part, kw_only=True):
    """Where in the source the sentence stands: character offsets, from 0, end exclusive."""

    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    """SHA-256 of the source document's bytes the offsets count in."""


class Said(_Part, kw_only=True):
    """One place that says a claim: a section, its references, and how it is put there."""

    section: Key | None = field(default=None, name="in")
    citations: list[Position] = []
    wording: Text | None = None
    """The source's words, where they differ from the claim's label."""
    hedge: Text | None = None
    """How sure the source is, in its words: may, can, reported."""
    evidence: Curie | None = None
    """An ECO code; by default it follows from citations and agent."""
    agent: Literal["manual", "automatic"] = "manual"
    curated: date | None = None
    quote: Quote | None = None


class Statement(Said, kw_only=True):
    """One of several places that say a claim."""


class Effect(_Part, kw_only=True):
    """What a treatment does, as far as this place says."""

    duration: Literal["short-term", "long-term"] | None = None
    outcome: Literal["cure", "remission", "improvement", "stabilisation", "relapse"] | None = None
    words: Text | None = None


class TreatmentStatement(Statement, kw_only=True):
    """A statement about a treatment: its status, effect and side effects are the place's own."""

    status: Status | None = None
    effect: Effect | None = None
    side_effects: Text | None = None


class Words(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frequency the source gives in words (usually, in a few cases); never converted."""

    words: Text


class Claim(Said, kw_only=True):
    """What every claim has. A claim said in one place carries its statement's keys itself."""

    kind: ClassVar[str]

    label: Text
    """The source's wording."""
    negated: bool = False
    frequency: Frequency | Words | None = None
    stated: list[Statement] = []

    @property
    def statements(self) -> Sequence[Said]:
        """The places that say it; a claim said in one place is that place."""
        return self.stated or (self,)

    @property
    def positive(self) -> bool:
        """Whether it says that something is so: not negated, and not in 0 % of cases.

        >>> Symptom(label="a").positive, Symptom(label="a", frequency="0/9").positive
        (True, False)
        """
        if self.negated or self.frequency is None:
            return not self.negated
        return not isinstance(self.frequency, str) or not _is_never(self.frequency)


@lru_cache(maxsize=16_384)
def _is_never(frequency: str) -> bool:
    if frequency.endswith("%"):
        return float(frequency[:-1]) == 0
    if "/" in frequency:
        return int(frequency.partition("/")[0]) == 0
    return frequency == "HP:0040285"


class TermClaim(Claim, kw_only=True):
    """A claim about something that may have a term in an ontology."""

    ontologies: ClassVar[tuple[str, ...]]
    """The prefixes of those whose terms it may have."""

    term: Curie | None = None
    match: Match | None = None
    """How the term fits the label; needed where a term is given."""
    term_label: Text | None = None
    """The term's own label, for people who read the file; `check --terms` compares it."""


class Symptom(TermClaim, kw_only=True):
    kind = "symptom"
    ontologies = ("HP",)

    onset: Annotated[Curie | None, Qualifier("HP")] = None
    sex: Literal["female", "male"] | None = None
    sites: Annotated[list[Curie], Qualifier("UBERON")] = []
    modifiers: Annotated[list[Curie], Qualifier("HP")] = []


class Site(TermClaim, kw_only=True):
    kind = "site"
    ontologies = ("UBERON",)


class AffectedAge(Claim, kw_only=True):
    """An age range; the source need not say that it is the onset's."""

    kind = "age"

    min: Annotated[Annotated[int, Meta(ge=0, le=200)] | None, OBJECT] = None
    max: Annotated[Annotated[int, Meta(ge=0, le=200)] | None, OBJECT] = None
    unit: Annotated[Literal["years", "months", "weeks", "days"], OBJECT] = "years"


class Onset(TermClaim, kw_only=True):
    kind = "onset"
    ontologies = ("HP",)


class Course(TermClaim, kw_only=True):
    kind = "course"
    ontologies = ("HP",)


class Inheritance(TermClaim, kw_only=True):
    kind = "inheritance"
    ontologies = ("HP",)


class Gene(TermClaim, kw_only=True):
    kind = "gene"
    ontologies = ("HGNC", "NCBIGene")

    relation: Annotated[Literal["associated", "causal"], RELATION] = "associated"


class Cause(TermClaim, kw_only=True):
    """Something the source relates to the disease's origin; by default an association only."""

    kind = "cause"
    ontologies = ("MONDO", "HP", "CHEBI", "NCIT", "ORPHA", "OMIM")

    relation: Annotated[Literal["associated", "contributes", "causes"], RELATION] = "associated"


class EtiologyStatus(Claim, kw_only=True):
    kind = "etiology-status"

    status: Annotated[Literal["unknown", "suspected", "known"], OBJECT]


class Treatment(TermClaim, kw_only=True):
    kind = "treatment"
    ontologies = ("MAXO", "CHEBI", "NCIT")

    relation: Annotated[Literal["applied", "treats", "contraindicated"], RELATION] = "applied"
    """``treats`` only where the source asserts that it works."""
    status: Status | None = None
    effect: Effect | None = None
    side_effects: Text | None = None
    stated: list[TreatmentStatement] = []  # type: ignore[assignment]  # a narrower list


class TreatmentStatus(Claim, kw_only=True):
    kind = "treatment-status"

    status: Annotated[
        Literal["no-standard-treatment", "no-treatment", "no-cure", "standard-treatment"], OBJECT
    ]


class Synonym(Said, kw_only=True):
    """A name besides the main one; a claim-like node, for a name has a source too."""

    label: Text
    scope: Literal["exact", "broad", "narrow", "related"] = "related"
    type: Literal["abbreviation", "layperson", "misspelling", "previous"] | None = None
    incomplete: bool = False
    """Cut off in the source; kept as printed, and never offered as a plain synonym."""
    stated: list[Statement] = []

    @property
    def statements(self) -> Sequence[Said]:
        """The places that give the name."""
        return self.stated or (self,)


class Mapping(_Part, kw_only=True):
    """One cross-reference to another description of the disease."""

    id: Curie
    label: Text | None = None
    justification: Curie | None = None
    """A semapv: term, as in SSSOM: why the two are held to correspond."""
    source: Url | None = None
    """The mapping set it was read from."""
    via: Curie | None = None
    """The id it was composed through, if it was."""


class Mappings(_Part, kw_only=True):
    """Cross-references by strength; ``xref`` claims no more than that both ids are mentioned."""

    exact: list[Curie | Mapping] = []
    broad: list[Curie | Mapping] = []
    narrow: list[Curie | Mapping] = []
    close: list[Curie | Mapping] = []
    xref: list[Curie | Mapping] = []


class Source(_Part, kw_only=True):
    """The document the record was read from."""

    url: Url | None = None
    file: Text | None = None
    title: Text | None = None
    question: Text | None = None
    license: Text | None = None


class Section(_Part, kw_only=True):
    """A part of the source with a heading and, where the source gives one, its own date."""

    heading: Text
    updated: date | None = None


class Reference(_Part, kw_only=True):
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


class Record(_Part, kw_only=True):
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

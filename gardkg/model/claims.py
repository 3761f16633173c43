"""What is said of a disease: claims, each with the places that say it; and names.

A claim is who, what, negated or not, and its qualifiers; a statement is one place that says it.
What stands on the claim identifies it, what stands on a statement does not
(``mapping.names.claim_id``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from gardkg.model.values import (
    OBJECT,
    RELATION,
    Curie,
    Frequency,
    Key,
    Match,
    Position,
    Qualifier,
    Sha256,
    Status,
    Text,
)


class Part(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a record share: named fields only, unknown names refused."""


class Quote(Part, kw_only=True):
    """Where in the source the sentence stands: character offsets, from 0, end exclusive."""

    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    """SHA-256 of the source document's bytes the offsets count in."""


class Said(Part, kw_only=True):
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


class Effect(Part, kw_only=True):
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

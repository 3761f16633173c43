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

#: The rule of what is only named, so that no more is sure.
MENTION = "mention"


class Part(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a record share: named fields only, unknown names refused."""


class Quote(Part, kw_only=True):
    """Where in the source the sentence stands: character offsets, from 0, end exclusive."""

    start: Annotated[int, Meta(ge=0)]
    """The offset of its first character."""
    end: Annotated[int, Meta(ge=1)]
    """The offset behind its last one."""
    sha256: Sha256
    """SHA-256 of the source document's bytes the offsets count in."""


class Said(Part, kw_only=True):
    """One place that says a claim: a section, its references, and how it is put there."""

    section: Key | None = field(default=None, name="in")
    """The key of the section that says it."""
    citations: list[Position] = []
    """The numbers of its references, as [2, 1]; one that does not exist is an error."""
    wording: Text | None = None
    """The source's words, where they differ from the claim's label."""
    hedge: Text | None = None
    """How sure the source is, in its words: may, can, reported. How often is a frequency."""
    evidence: Curie | None = None
    """An ECO code; by default it follows from citations and agent."""
    agent: Literal["manual", "automatic"] = "manual"
    """Whether somebody read it, or a program."""
    curated: date | None = None
    """The day it was read."""
    quote: Quote | None = None
    """Where the sentence stands in the source document."""
    rule: Key | None = None
    """The importer's rule that made it; ``mention``: the place names it, and no more is sure."""


class Statement(Said, kw_only=True):
    """One of several places that say a claim."""


class Effect(Part, kw_only=True):
    """What a treatment does, as far as this place says."""

    duration: Literal["short-term", "long-term"] | None = None
    """How long it lasts."""
    outcome: Literal["cure", "remission", "improvement", "stabilisation", "relapse"] | None = None
    """What it comes to."""
    words: Text | None = None
    """The effect in the source's words."""


class TreatmentStatement(Statement, kw_only=True):
    """A statement about a treatment: its status, effect and side effects are the place's own."""

    status: Status | None = None
    """As ``status`` of the treatment: what this place makes of it."""
    effect: Effect | None = None
    """What it does, as this place has it."""
    side_effects: Text | None = None
    """What else it does, in the words of this place."""


class Words(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frequency the source gives in words (usually, in a few cases); never converted."""

    words: Text
    """The words of the source."""


class Claim(Said, kw_only=True):
    """What every claim has. A claim said in one place carries its statement's keys itself."""

    kind: ClassVar[str]

    label: Text
    """The source's wording."""
    negated: bool = False
    """Whether the source says that it is *not* so."""
    frequency: Frequency | Words | None = None
    """In how many it is so: a band as HP:0040283, 3/9, 7.5%, or ``words``; never converted."""
    form: Annotated[Text | None, Qualifier()] = None
    """The type or subset of the disease that it is about, as the source calls it."""
    stated: list[Statement] = []
    """The places that say it, where there are several."""

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

    @property
    def holds(self) -> bool:
        """Whether it is so of the disease itself: not of a form of it, nor merely mentioned.

        >>> Symptom(label="a").holds, Symptom(label="a", form="neonatal form").holds
        (True, False)
        >>> Symptom(label="a", rule="mention").holds
        False
        """
        return self.form is None and self.positive and not self.mentioned

    @property
    def mentioned(self) -> bool:
        """Whether no place says it, and some name it."""
        return all(said.rule == MENTION for said in self.statements)


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
    """The term of an ontology, as HP:0001609, HP_0001609 or its address."""
    match: Match | None = None
    """How the term fits the label, needed where one is given; ``broad``: the term is broader."""
    term_label: Text | None = None
    """The term's own label, for people who read the file; `check --terms` compares it."""


class Symptom(TermClaim, kw_only=True):
    """What those who have the disease may have or show."""

    kind = "symptom"
    ontologies = ("HP",)

    onset: Annotated[Curie | None, Qualifier("HP")] = None
    """When this symptom begins, a term of HP below Onset."""
    sex: Literal["female", "male"] | None = None
    """The sex of those in whom it is so."""
    sites: Annotated[list[Curie], Qualifier("UBERON")] = []
    """Where in the body, terms of UBERON."""
    modifiers: Annotated[list[Curie], Qualifier("HP")] = []
    """How it shows, terms of HP below Clinical modifier."""


class Site(TermClaim, kw_only=True):
    """A part of the body that the disease affects."""

    kind = "site"
    ontologies = ("UBERON",)


class AffectedAge(Claim, kw_only=True):
    """An age range; the source need not say that it is the onset's."""

    kind = "age"

    min: Annotated[Annotated[int, Meta(ge=0, le=200)] | None, OBJECT] = None
    """The least age, in units."""
    max: Annotated[Annotated[int, Meta(ge=0, le=200)] | None, OBJECT] = None
    """The greatest age, in units."""
    unit: Annotated[Literal["years", "months", "weeks", "days"], OBJECT] = "years"
    """What the ages are counted in."""


class Onset(TermClaim, kw_only=True):
    """When the disease begins."""

    kind = "onset"
    ontologies = ("HP",)


class Course(TermClaim, kw_only=True):
    """How the disease goes on."""

    kind = "course"
    ontologies = ("HP",)


class Inheritance(TermClaim, kw_only=True):
    """How the disease is passed on."""

    kind = "inheritance"
    ontologies = ("HP",)


class Gene(TermClaim, kw_only=True):
    """A gene that the source relates to the disease."""

    kind = "gene"
    ontologies = ("HGNC", "NCBIGene")

    relation: Annotated[Literal["associated", "causal"], RELATION] = "associated"
    """``causal`` only where the source says so."""


class Cause(TermClaim, kw_only=True):
    """Something the source relates to the disease's origin; by default an association only."""

    kind = "cause"
    ontologies = ("MONDO", "HP", "CHEBI", "NCIT", "ORPHA", "OMIM")

    relation: Annotated[Literal["associated", "contributes", "causes"], RELATION] = "associated"
    """``causes`` only where the source says so."""


class EtiologyStatus(Claim, kw_only=True):
    """What the source says of how much is known about the cause."""

    kind = "etiology-status"

    status: Annotated[Literal["unknown", "suspected", "known"], OBJECT]
    """Whether the cause is known."""


class Treatment(TermClaim, kw_only=True):
    """What is done for those who have the disease."""

    kind = "treatment"
    ontologies = ("MAXO", "CHEBI", "NCIT")

    relation: Annotated[Literal["applied", "treats", "contraindicated"], RELATION] = "applied"
    """``treats`` only where the source asserts that it works."""
    status: Status | None = None
    """What the source makes of it. ``not-effective`` goes with ``negated: true``, ``avoid`` with
    ``relation: contraindicated``."""
    effect: Effect | None = None
    """What it does, as far as the source says."""
    side_effects: Text | None = None
    """What else it does, in the source's words."""
    stated: list[TreatmentStatement] = []  # type: ignore[assignment]  # a narrower list
    """The places that say it, where there are several."""


class TreatmentStatus(Claim, kw_only=True):
    """What the source says of treatments in general."""

    kind = "treatment-status"

    status: Annotated[
        Literal["no-standard-treatment", "no-treatment", "no-cure", "standard-treatment"], OBJECT
    ]
    """Whether there is one."""


class Synonym(Said, kw_only=True):
    """A name besides the main one; a claim-like node, for a name has a source too."""

    label: Text
    """The name."""
    scope: Literal["exact", "broad", "narrow", "related"] = "related"
    """How near it is to the main name. A ``broad`` one is of something larger: nobody who asks for
    it gets this disease."""
    type: Literal["abbreviation", "layperson", "misspelling", "previous"] | None = None
    """What kind of name it is."""
    incomplete: bool = False
    """Cut off in the source; kept as printed, and never offered as a plain synonym."""
    stated: list[Statement] = []
    """The places that give it, where there are several."""

    @property
    def statements(self) -> Sequence[Said]:
        """The places that give the name."""
        return self.stated or (self,)

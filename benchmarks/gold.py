"""Facts that a person read from files, and how many of them the importers find.

Two sets, told apart wherever a figure stands:

* ``tuned``: the facts of ``expected/``, of the files that the rules were written on.
* ``blind``: ``gold/medquad.tsv``, twenty files drawn with the seed 18 from those of MedQuAD that
  have questions on symptoms, causes and treatment. They were read twice, and their facts written
  down, before any rule was seen to read them; no rule was changed for them.

A symptom is found if a positive claim of prose has its HP id exactly; a claim's id is right if the
file has it, sure or not. Treatments and causes are compared by their wording (``alike``).
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from gardkg import model
from gardkg.terms.lexicon import words

BLIND = Path(__file__).with_name("gold") / "medquad.tsv"
NEGATIVE = ("not_effective", "avoid", "contraindicated")
NOTHING = "none_exists"
_PLAIN = frozenset("the of a an to and or in on by for with from use certain called special".split())


class Fact(NamedTuple):
    """What a file says, as a person read it."""

    kind: str
    phrase: str
    what: str
    """A symptom's HP id, a treatment's polarity, a cause's relation."""
    sure: bool
    others: frozenset[str] = frozenset()
    """Ids that are right as well."""
    often: str = ""


def blind() -> dict[str, list[Fact]]:
    """The facts of the blind set, by the stems of their files."""
    facts: dict[str, list[Fact]] = {}
    with BLIND.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            fact = Fact(
                row["kind"],
                row["phrase"],
                row["what"],
                row["certainty"] == "sure",
                often=row["frequency"],
            )
            facts.setdefault(row["file"], []).append(fact)
    return facts


def tuned(folder: Path) -> dict[str, list[Fact]]:
    """The facts of ``expected/``, by the stems of their files."""
    return {
        str(said["file"]).removesuffix(".xml"): [*_expected(said)]
        for said in (yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("m*.yaml"))
    }


def _expected(said: dict[str, Any]) -> Iterator[Fact]:
    for row in said.get("symptoms", []):
        others = frozenset(re.findall(r"HP:\d{7}", str(row.get("note", ""))))
        sure = bool(row["hpo"]) and row.get("certainty") == "sure"
        yield Fact("symptom", row["phrase"], row["hpo"] or "", sure, others)
    for row in said.get("treatments", []):
        yield Fact("treatment", row["name"], row["polarity"], True)
    for row in said.get("causes", []):
        relation = row["relation"].replace("unknown_cause", "unknown")
        yield Fact("cause", row["text"], relation, True)


@dataclass
class Score:
    """How many facts were found, and how many claims are facts."""

    count: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def rate(self, part: str, whole: str) -> str:
        """A share with its interval."""
        return share(self.count[part], self.count[whole])

    def add(self, name: str, record: model.Record, facts: list[Fact], prose: Prose) -> None:
        """Compare a record with the facts of its file; ``prose`` says which claims are of prose."""
        by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            by_kind.setdefault(fact.kind, []).append(fact)
        symptoms = [c for c in record.symptoms if c.positive and prose(c)]
        self._symptoms(name, symptoms, by_kind.get("symptom", []))
        self._treatments(name, record, by_kind.get("treatment", []))
        self._causes(name, record, by_kind.get("cause", []))
        genes = {gene.label for gene in record.genes}
        told = {fact.phrase for fact in by_kind.get("gene", [])}
        self.count["gene found"] += len(told & genes)
        self.count["gene"] += len(told)
        if told:
            self.count["gene given"] += len(genes)
            self.count["gene right"] += len(told & genes)
        for fact in facts:
            if fact.kind.startswith("trap "):
                for claim in getattr(record, fact.kind[5:]):
                    if claim.positive and re.search(rf"\b{re.escape(fact.phrase)}", claim.label):
                        self.false.append(f"{name}: trap: {claim.label}")
                        self.count["traps sprung"] += 1

    def _symptoms(self, name: str, claims: list[model.Symptom], facts: list[Fact]) -> None:
        exact = {claim.term: claim for claim in claims if claim.term and claim.match == "exact"}
        known: set[str] = set()
        for fact in facts:
            known |= {fact.what} | fact.others
            if not fact.sure:
                continue
            self.count["symptom"] += 1
            self.count["symptom found"] += fact.what in exact
            if fact.what not in exact:
                self.missed.append(f"{name}: symptom: {fact.phrase} {fact.what}")
            elif fact.often:
                often = exact[fact.what].frequency
                self.count["percentage"] += 1
                self.count["percentage kept"] += str(often).startswith(fact.often.split()[0])
        for term, claim in exact.items():
            self.count["symptom given"] += 1
            self.count["symptom right"] += term in known
            if term not in known:
                self.false.append(f"{name}: symptom: {claim.label} {term} {claim.term_label}")

    def _treatments(self, name: str, record: model.Record, facts: list[Fact]) -> None:
        claims = record.treatments
        for fact in facts:
            if fact.what == NOTHING:
                found, right = record.treatment_status is not None, True
            else:
                same = [claim for claim in claims if alike(fact.phrase, claim.label)]
                found = bool(same)
                right = {_negative(claim) for claim in same} == {fact.what in NEGATIVE}
                if found and fact.what in NEGATIVE:
                    self.count["negative"] += 1
                    self.count["negative right"] += right
            self.count["treatment"] += 1
            self.count["treatment found"] += found
            self.count["polarity right"] += found and right
            if not (found and right):
                self.missed.append(f"{name}: treatment{' (polarity)' * found}: {fact.phrase}")
        for claim in claims:
            right = any(f.what != NOTHING and alike(f.phrase, claim.label) for f in facts)
            self.count["treatment given"] += 1
            self.count["treatment right"] += right
            if not right:
                self.false.append(f"{name}: treatment: {claim.label}")

    def _causes(self, name: str, record: model.Record, facts: list[Fact]) -> None:
        for fact in facts:
            if fact.what == "unknown":
                found = right = record.etiology_status is not None
            else:
                same = [claim for claim in record.causes if alike(fact.phrase, claim.label)]
                found = bool(same)
                right = any(c.relation == "causes" for c in same) == (fact.what == "caused_by")
            self.count["cause"] += 1
            self.count["cause found"] += found
            self.count["relation right"] += found and right
            if not (found and right):
                self.missed.append(f"{name}: cause{' (relation)' * found}: {fact.phrase}")
        for claim in record.causes:
            right = any(fact.what != "unknown" and alike(fact.phrase, claim.label) for fact in facts)
            self.count["cause given"] += 1
            self.count["cause right"] += right
            if not right:
                self.false.append(f"{name}: cause: {claim.label}")


Prose = Callable[[model.Claim], bool]


def _negative(claim: model.Treatment) -> bool:
    return claim.negated or claim.relation == "contraindicated"


def alike(fact: str, label: str) -> bool:
    """Whether two wordings say the same: the shorter is nearly whole in the longer, and is half.

    >>> alike("intravenous immunoglobulin (IVIG)", "IVIG"), alike("surgery", "eye surgery to lift")
    (True, False)
    """
    return any(_same(one, other) for one in _readings(fact) for other in _readings(label))


def _readings(text: str) -> Iterator[set[str]]:
    """The words of a wording, of it without what is in parentheses, and of that alone."""
    inside = re.findall(r"\(([^()]*)\)", text)
    for reading in (text, re.sub(r"\([^()]*\)", " ", text), *inside):
        found = {word for word, _, _ in words(reading)} - _PLAIN
        if found:
            yield found


def _same(one: set[str], other: set[str]) -> bool:
    both, few, many = len(one & other), *sorted((len(one), len(other)))
    return both >= 0.75 * few and both >= 0.5 * many


def share(part: int, whole: int) -> str:
    """A share, and where it lies with 95 %, by Wilson's score.

    >>> share(9, 10), share(0, 0)
    ('0.90 [0.60–0.98] (9 of 10)', 'none')
    """
    if not whole:
        return "none"
    z, p = 1.96, part / whole
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole**2))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{p:.2f} [{low:.2f}–{high:.2f}] ({part:,} of {whole:,})"


#: The measures of a set: what is told of it, and the two counts whose share it is.
MEASURES = (
    ("symptoms with a certain id: recall", "symptom found", "symptom"),
    ("… precision of exact ids", "symptom right", "symptom given"),
    ("… with their percentage", "percentage kept", "percentage"),
    ("treatments: recall", "treatment found", "treatment"),
    ("… precision", "treatment right", "treatment given"),
    ("… polarity right of those found", "polarity right", "treatment found"),
    ("… of negative ones", "negative right", "negative"),
    ("causes: recall", "cause found", "cause"),
    ("… precision", "cause right", "cause given"),
    ("… relation right of those found", "relation right", "cause found"),
    ("genes: recall", "gene found", "gene"),
    ("… precision", "gene right", "gene given"),
)


def rows(score: Score) -> Iterable[tuple[str, str]]:
    """Each measure of a set, and what it is."""
    for name, part, whole in MEASURES:
        yield name, score.rate(part, whole)
    yield "traps sprung", str(score.count["traps sprung"])

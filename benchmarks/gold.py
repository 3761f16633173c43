"""Facts that a person read from files, and how many of them the importers find.

Two sets, told apart wherever a figure stands:

* ``seen``: the files that the rules were written on: those of ``expected/`` and twenty of MedQuAD,
  ``gold/seen.tsv``. These were drawn with the seed 18 and their facts written down before any rule
  had read them; then they were read beside what the rules made of them, and rules were written.
* ``unseen``: ``gold/unseen.tsv``, twenty more, drawn with the seed 20, their facts written down
  before any rule of today had read them. What the rules missed
  there was read once, when they were done. They changed later for other sentences only, but whoever
  changed them had seen it.

A fact is a row: the file, what kind, where it stands in the file (characters), its words; of a
symptom the HP ids that are right for it, the best first, of a treatment its polarity, of a cause
its relation; and how sure. A symptom is found if a positive claim of prose has one of its ids; an
exact id is right if the file has it, sure or not. Treatments and causes are compared by their
wording (``alike``). A true claim that nobody had written down counts as wrong; so, when the rules
were done, each such claim of the unseen files was judged by eye: ``gold/judged.tsv`` has those that
are right.
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

GOLD = Path(__file__).with_name("gold")
NEGATIVE = ("not_effective", "avoid", "contraindicated")
NOTHING = "none_exists"
_PLAIN = frozenset(
    (
        *("the", "of", "a", "an", "to", "and", "or", "in", "on", "by", "for", "with", "from"),
        *("use", "certain", "called", "special"),
    )
)


class Fact(NamedTuple):
    """What a file says, as a person read it."""

    kind: str
    phrase: str
    what: tuple[str, ...]
    """A symptom's HP ids, a treatment's polarity, a cause's relation."""
    sure: bool
    often: str = ""


def unseen() -> dict[str, list[Fact]]:
    """The facts of the files that no rule was written on, by the stems of the files."""
    return _table("unseen.tsv")


def _judged() -> set[tuple[str, str, str]]:
    """Claims that are no fact of their file and yet right: file, kind, label."""
    lines = (GOLD / "judged.tsv").read_text("utf-8").splitlines()[1:]
    return {(file, kind, label) for file, kind, label in (line.split("\t") for line in lines)}


def seen(expected: Path) -> dict[str, list[Fact]]:
    """The facts of the files that the rules were written on, by the stems of the files."""
    said = (yaml.safe_load(path.read_text("utf-8")) for path in sorted(expected.glob("m*.yaml")))
    read = {str(one["file"]).removesuffix(".xml"): [*_expected(one)] for one in said}
    return read | _table("seen.tsv")


def _table(name: str) -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = {}
    with (GOLD / name).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            what, sure = tuple(row["what"].split(";")), row["certainty"] == "sure"
            fact = Fact(row["kind"], row["phrase"], what, sure, row["frequency"])
            facts.setdefault(row["file"], []).append(fact)
    return facts


def _expected(said: dict[str, Any]) -> Iterator[Fact]:
    for row in said.get("symptoms", []):
        ids = (row["hpo"] or "", *re.findall(r"HP:\d{7}", str(row.get("note", ""))))
        sure = bool(row["hpo"]) and row.get("certainty") == "sure"
        yield Fact("symptom", row["phrase"], ids, sure)
    for row in said.get("treatments", []):
        yield Fact("treatment", row["name"], (row["polarity"],), True)
    for row in said.get("causes", []):
        relation = row["relation"].replace("unknown_cause", "unknown")
        phrase = f"mutations in the {row['gene']} gene" if row.get("gene") else row["text"]
        yield Fact("cause", phrase, (relation,), True)


@dataclass
class Score:
    """How many facts were found, and how many claims are facts."""

    count: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    """Of the claims of each rule: how many are facts."""
    known: Counter[str] = field(default_factory=Counter)
    """How many could be compared."""
    judged: set[tuple[str, str, str]] = field(default_factory=_judged)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def rate(self, part: str, whole: str) -> str:
        """A share with its interval; a part may be the sum of several."""
        return share(sum(self.count[one] for one in part.split("+")), self.count[whole])

    def add(self, name: str, record: model.Record, facts: list[Fact], prose: Prose) -> None:
        """Compare a record with the facts of its file; ``prose`` says which claims are of prose."""
        by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            by_kind.setdefault(fact.kind, []).append(fact)
        self._symptoms(name, record, prose, by_kind.get("symptom", []))
        self._treatments(name, record, by_kind.get("treatment", []))
        self._causes(name, record, by_kind.get("cause", []))
        genes = {gene.label for gene in record.genes}
        told = {fact.phrase for fact in by_kind.get("gene", [])}
        self.count["gene found"] += len(told & genes)
        self.count["gene"] += len(told)
        if told:
            self.count["gene given"] += len(genes)
            self.count["gene right"] += len(told & genes)
        for claim in record.claims():
            if claim.positive and (right := _is_fact(claim, by_kind)) is not None:
                for rule in {said.rule for said in claim.statements if said.rule}:
                    self.known[rule] += 1
                    self.right[rule] += right
        for fact in facts:
            if fact.kind.startswith("trap "):
                for claim in getattr(record, fact.kind[5:]):
                    read = fact.kind != "trap symptoms" or prose(claim)  # no row of a table
                    if (
                        read
                        and claim.holds
                        and re.search(rf"\b{re.escape(fact.phrase)}", claim.label)
                    ):
                        self.false.append(f"{name}: trap: {claim.label}")
                        self.count["traps sprung"] += 1

    def _symptoms(self, name: str, record: model.Record, prose: Prose, facts: list[Fact]) -> None:
        named = [claim for claim in record.symptoms if claim.positive and prose(claim)]
        claims = [claim for claim in named if not claim.mentioned]
        ids, known = {claim.term for claim in claims}, {one for fact in facts for one in fact.what}
        for fact in facts:
            if not fact.sure:
                continue
            found = not ids.isdisjoint(fact.what)
            self.count["symptom"] += 1
            self.count["symptom found"] += found
            self.count["named found"] += any(claim.term in fact.what for claim in named)
            if not found:
                self.missed.append(f"{name}: symptom: {fact.phrase} {fact.what[0]}")
            elif fact.often:
                often = [str(c.frequency) for c in claims if c.term in fact.what]
                self.count["percentage"] += 1
                self.count["percentage kept"] += fact.often.split()[0].strip("%") in str(often)
        for which, given in (("symptom", claims), ("named", named)):
            exact = {claim.term: claim for claim in given if claim.term and claim.match == "exact"}
            self.count[f"{which} given"] += len(exact)
            self.count[f"{which} right"] += len(exact.keys() & known)
            for term in exact.keys() - known if which == "symptom" else ():
                claim = exact[term]
                self.count["symptom judged"] += (name, "symptom", claim.label) in self.judged
                self.false.append(f"{name}: symptom: {claim.label} {term} {claim.term_label}")

    def _treatments(self, name: str, record: model.Record, facts: list[Fact]) -> None:
        claims = record.treatments
        for fact in facts:
            if NOTHING in fact.what:
                found, right = record.treatment_status is not None, True
            else:
                same = [claim for claim in claims if alike(fact.phrase, claim.label)]
                if "avoid" in fact.what and not same:  # an exposure: a trigger, no treatment
                    found = right = any(
                        cause.relation == "contributes" and alike(fact.phrase, cause.label)
                        for cause in record.causes
                    )
                    self.count["negative"] += found
                    self.count["negative right"] += found
                else:
                    found = bool(same)
                    right = {_negative(claim) for claim in same} == {fact.what[0] in NEGATIVE}
                if same and fact.what[0] in NEGATIVE:
                    self.count["negative"] += 1
                    self.count["negative right"] += right
            self.count["treatment"] += 1
            self.count["treatment found"] += found
            self.count["polarity right"] += found and right
            if not (found and right):
                self.missed.append(f"{name}: treatment{' (polarity)' * found}: {fact.phrase}")
        for claim in claims:
            right = any(NOTHING not in f.what and alike(f.phrase, claim.label) for f in facts)
            self.count["treatment given"] += 1
            self.count["treatment right"] += right
            self.count["treatment judged"] += (name, "treatment", claim.label) in self.judged
            if not right:
                self.false.append(f"{name}: treatment: {claim.label}")

    def _causes(self, name: str, record: model.Record, facts: list[Fact]) -> None:
        for fact in facts:
            if "unknown" in fact.what:
                found = right = record.etiology_status is not None
            else:
                same = [claim for claim in record.causes if alike(fact.phrase, claim.label)]
                found = bool(same)
                right = any(c.relation == "causes" for c in same) == ("caused_by" in fact.what)
            self.count["cause"] += 1
            self.count["cause found"] += found
            self.count["relation right"] += found and right
            if not (found and right):
                self.missed.append(f"{name}: cause{' (relation)' * found}: {fact.phrase}")
        for claim in record.causes:
            right = any(
                "unknown" not in fact.what and alike(fact.phrase, claim.label) for fact in facts
            )
            self.count["cause given"] += 1
            self.count["cause right"] += right
            self.count["cause judged"] += (name, "cause", claim.label) in self.judged
            if not right:
                self.false.append(f"{name}: cause: {claim.label}")


def _is_fact(claim: model.Claim, by_kind: dict[str, list[Fact]]) -> bool | None:
    """Whether a claim is one of the facts of its file; None if nobody wrote such facts down."""
    if isinstance(claim, model.TreatmentStatus):
        return any(NOTHING in fact.what for fact in by_kind.get("treatment", []))
    if isinstance(claim, model.EtiologyStatus):
        return any("unknown" in fact.what for fact in by_kind.get("cause", []))
    facts = by_kind.get(claim.kind)
    if not facts or claim.kind not in ("symptom", "treatment", "cause", "gene", "inheritance"):
        return None
    assert isinstance(claim, model.TermClaim)
    if claim.term and any(claim.term in fact.what for fact in facts):
        return True
    if claim.term and claim.match == "exact" and claim.kind == "symptom":
        return False
    return any(alike(fact.phrase, claim.label) for fact in facts)


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
    ("… … with those judged right afterwards", "symptom right+symptom judged", "symptom given"),
    ("… mentions too: recall", "named found", "symptom"),
    ("… … precision", "named right", "named given"),
    ("… with their percentage", "percentage kept", "percentage"),
    ("treatments: recall", "treatment found", "treatment"),
    ("… precision", "treatment right", "treatment given"),
    ("… … with those judged right", "treatment right+treatment judged", "treatment given"),
    ("… polarity right of those found", "polarity right", "treatment found"),
    ("… of negative ones", "negative right", "negative"),
    ("causes: recall", "cause found", "cause"),
    ("… precision", "cause right", "cause given"),
    ("… … with those judged right", "cause right+cause judged", "cause given"),
    ("… relation right of those found", "relation right", "cause found"),
    ("genes: recall", "gene found", "gene"),
    ("… precision", "gene right", "gene given"),
)


def rows(score: Score) -> Iterable[tuple[str, str]]:
    """Each measure of a set, and what it is."""
    for name, part, whole in MEASURES:
        yield name, score.rate(part, whole)
    yield "traps sprung", str(score.count["traps sprung"])

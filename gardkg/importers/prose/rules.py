"""The rules by name: what each is for, how often it fired, and how often it was right.

``rules.tsv`` holds the figures, which ``benchmarks/importers.py`` measures: ``fired`` on MedQuAD's
2,000 files, ``right`` of ``known`` on the files whose facts a person wrote down. Every statement of
a rule carries its name, so a claim can be trusted as far as its rule.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from gardkg import model


class Rule(NamedTuple):
    """A rule, and its figures."""

    name: str
    purpose: str
    fired: int
    right: int
    known: int

    @property
    def precision(self) -> float | None:
        """The share of its claims that is right; None where too few were looked at."""
        return self.right / self.known if self.known >= LEAST else None


#: The rule of a mention that whoever imports takes as a claim: as right as a mention, no more.
TAKEN = "mention-taken"
#: Claims that must have been looked at before a share of them says something.
LEAST = 5


@cache
def rules() -> dict[str, Rule]:
    """The rules, by their names.

    >>> rules()["gene"].purpose
    'a gene whose changes are a cause'
    """
    text = files(__package__).joinpath("rules.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {row[0]: Rule(row[0], row[1], *map(int, row[2:])) for row in rows}


class Trust(NamedTuple):
    """How far the rules are trusted."""

    least: float = 0.0
    """The share of a rule's claims that must be right, 0 to 1; of unmeasured ones none are taken
    if it is above 0."""
    mentions: bool = False
    """Whether what is only mentioned is taken as a claim."""

    def takes(self, claim: model.Claim) -> bool:
        """Whether a claim is taken; what is only mentioned then becomes one, or stays marked."""
        rule = claim.rule and rules()[claim.rule]
        if rule and self.least and (rule.precision is None or rule.precision < self.least):
            return False
        if self.mentions and claim.rule == model.MENTION:
            claim.rule = TAKEN
        return True


#: Every rule, and what is only mentioned marked as that.
EVERY = Trust()

"""How a clause says something: how surely, and how often."""

from __future__ import annotations

import re

from gardkg.importers.prose import cues

_TURNS = cues.pattern(r"[;:]|, (?:but|and|however|while|although) |\bbut |\bwhile ")
_ADVERB_LAST = cues.pattern(
    rf"\b({cues.ADVERB})(?: also)?(?: (?:be|is|are))? (?:the )?[\w-]+"
    r"(?: (?:by|with|of|as|in|to|born with|a|an|the following))*\s*:?\s*$"
)
_ADVERB_FIRST = cues.pattern(
    rf"\s*(?:however,? |but )?({cues.ADVERB})\s*(?=,|\b(?:it|the|this)\b|{cues.NAME})"
)
# Another verb: how often belongs to it.
_OWN_VERB = cues.pattern(
    r"""\b(?:begin|began|start|develop|appear|var(?:y|ies)|differ|range|depend|occur|worsen|become)
    \w*\b(?=.*\b(?:and|that|which)\b)"""
)


def clause(masked: str, start: int, end: int) -> int:
    """Where the clause begins that goes on at ``end``."""
    turns = [*_TURNS.finditer(masked, start, end)]
    return turns[-1].end() if turns else start


def hedge(masked: str, start: int, end: int) -> str | None:
    """How sure it is, in the source's words: the last may or can, else the last of the others."""
    found = [
        re.sub(r"\s+", " ", match[0]).lower() for match in cues.HEDGE.finditer(masked, start, end)
    ]
    modal = [word for word in found if word in ("may", "might", "can", "could")]
    found = modal or found
    return found[-1] if found else None


def often(masked: str, start: int, end: int) -> str | None:
    """How often, by an adverb before the last verb or by whom the clause is about."""
    adverb = _ADVERB_LAST.search(masked, start, end)
    if adverb:
        return adverb[1].lower()
    if first := _ADVERB_FIRST.match(masked, start, end):
        return first[1].lower()
    whom = cues.FREQUENCY.search(masked, start, end)
    if whom and not _OWN_VERB.search(masked, whom.end(), end):
        alone = re.fullmatch(cues.ADVERB, whom[0], re.IGNORECASE)
        return None if alone else re.sub(r"\s+", " ", whom[0])
    return None

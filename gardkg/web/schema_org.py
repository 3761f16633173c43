"""A record → what search engines read: schema.org's MedicalCondition, of what is sure alone.

https://schema.org/MedicalCondition has no place for what is denied, hedged, or said to be of no
use, so none of that is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gardkg.identifiers import expand
from gardkg.model import Record, TermClaim, Treatment

#: What a source says of a treatment that it does not offer.
_NOT_OFFERED = {"not-effective", "avoid", "under-study"}


def condition(record: Record) -> dict[str, Any]:
    """A record as a MedicalCondition.

    >>> from gardkg.model import Symptom
    >>> b, c = Symptom(label="b"), Symptom(label="c", hedge="may")
    >>> condition(Record(id="GARD:0007615", name="A", symptoms=[b, c]))["signOrSymptom"]
    [{'@type': 'MedicalSignOrSymptom', 'name': 'b'}]
    """
    names = (s if isinstance(s, str) else s.label for s in record.synonyms if not _is_part(s))
    offered = [claim for claim in record.treatments if _is_offered(claim)]
    found = {
        "@context": "https://schema.org",
        "@type": "MedicalCondition",
        "name": record.name,
        "identifier": record.id,
        "alternateName": list(dict.fromkeys(names)),
        "signOrSymptom": _things("MedicalSignOrSymptom", record.symptoms),
        "possibleTreatment": _things("MedicalTherapy", offered),
    }
    return {key: value for key, value in found.items() if value}


def _is_part(synonym: Any) -> bool:
    """Whether a name was cut off, or is of something larger."""
    return not isinstance(synonym, str) and (synonym.incomplete or synonym.scope == "broad")


def _is_offered(claim: Treatment) -> bool:
    said = {claim.status, *(getattr(place, "status", None) for place in claim.statements)}
    return claim.relation != "contraindicated" and not said & _NOT_OFFERED


def _things(kind: str, claims: Iterable[TermClaim]) -> list[dict[str, Any]]:
    """What is said to be so without a hedge, and denied nowhere, each once."""
    some = list(claims)
    denied = {_what(claim) for claim in some if not claim.positive}
    things: dict[str, dict[str, Any]] = {}
    for claim in some:
        if claim.holds and _what(claim) not in denied and not _hedges(claim):
            things.setdefault(_what(claim), {"@type": kind, "name": claim.label} | _code(claim))
    return [*things.values()]


def _what(claim: TermClaim) -> str:
    return (claim.match == "exact" and claim.term) or claim.label.casefold()


def _hedges(claim: TermClaim) -> Sequence[str]:
    return [said.hedge for said in claim.statements if said.hedge]


def _code(claim: TermClaim) -> dict[str, Any]:
    if claim.match != "exact" or not claim.term:
        return {}
    system, _, code = claim.term.partition(":")
    about = {"@type": "MedicalCode", "codingSystem": system, "codeValue": code}
    return {"code": about | {"url": expand(claim.term)}}

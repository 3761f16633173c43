"""What stands on a claim besides who and what: the values of its own holes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from gardkg import model
from gardkg.mapping.statements import Statement
from gardkg.mapping.templates import SEXES, concept
from gardkg.model.fields import defaults, own_fields, values_of


def treatment_predicate(claim: model.Treatment, statements: list[Statement]) -> str:
    """Which of Biolink's treatment predicates: ``treats`` is only asserted, or denied."""
    if claim.relation == "contraindicated":
        return "contraindicated_in"
    if claim.negated or claim.relation == "treats":
        return "treats"
    hedged = all(said.values["hedge"] for said, _, _ in statements)
    return "applied_to_treat" if hedged else "treats_or_applied_or_studied_to_treat"


def frequency_values(frequency: str | model.Words) -> Mapping[str, str]:
    """Four kinds of frequency, kept apart: a band, a count, a percentage, words."""
    if isinstance(frequency, model.Words):
        return {"frequency_in_words": frequency.words}
    return _in_figures(frequency)


@lru_cache(maxsize=16_384)
def _in_figures(frequency: str) -> Mapping[str, str]:
    if frequency.endswith("%"):
        return {"percentage": frequency[:-1]}
    if "/" in frequency:
        count, _, total = frequency.partition("/")
        return {"count": str(int(count)), "total": str(int(total))}
    return {"frequency": frequency}


#: The values of a claim that has none.
NOTHING: Mapping[str, Any] = {}


def _of_symptom(claim: model.Symptom) -> Mapping[str, Any]:
    """Each of its own fields fills the hole of that name, some as a code of a table."""
    own = _OF_SYMPTOM(claim)
    if own == _ABSENT:
        return NOTHING
    return {
        hole: _CODES[hole][value] if hole in _CODES else value
        for hole, value in zip(_HOLES, own, strict=True)
        if value
    }


_HOLES = own_fields(model.Symptom)
_OF_SYMPTOM = values_of(_HOLES)
_ABSENT = tuple(defaults(model.Symptom)[hole] for hole in _HOLES)
_CODES = {"sex": SEXES}


def _of_age(claim: model.AffectedAge) -> Mapping[str, Any]:
    return {
        "minimum_age": None if claim.min is None else str(claim.min),
        "maximum_age": None if claim.max is None else str(claim.max),
        "age_unit": concept("unit", claim.unit),
    }


def _of_etiology(claim: model.EtiologyStatus) -> Mapping[str, Any]:
    return {"etiology": concept("etiology", claim.status)}


def _of_care(claim: model.TreatmentStatus) -> Mapping[str, Any]:
    return {"care": concept("care", claim.status)}


#: What only one kind of claim has: the values of its own holes.
OWN_VALUES: dict[type, Callable[[Any], Mapping[str, Any]]] = {
    model.Symptom: _of_symptom,
    model.AffectedAge: _of_age,
    model.EtiologyStatus: _of_etiology,
    model.TreatmentStatus: _of_care,
}

"""What stands on a claim besides who and what: the values of its own holes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from gardkg import model
from gardkg.mapping.statements import Statement
from gardkg.mapping.templates import SEXES, concept
from gardkg.model.fields import own_fields, values_of


def treatment_predicate(claim: model.Treatment, statements: list[Statement]) -> str:
    """Which of Biolink's treatment predicates: ``treats`` is only asserted, or denied."""
    if claim.relation == "contraindicated":
        return "contraindicated_in"
    if claim.negated or claim.relation == "treats":
        return "treats"
    hedged = all(shared.values["hedge"] for shared, _, _ in statements)
    return "applied_to_treat" if hedged else "treats_or_applied_or_studied_to_treat"


class Figures(NamedTuple):
    """A frequency as the values of some holes."""

    names: tuple[str, ...]
    values: tuple[str, ...]

    def table(self) -> dict[str, str]:
        return dict(zip(self.names, self.values, strict=True))


NO_FREQUENCY = Figures((), ())


def frequency_values(frequency: str | model.Words) -> Figures:
    """Four kinds of frequency, kept apart: a band, a count, a percentage, words."""
    if isinstance(frequency, model.Words):
        return Figures(("frequency_in_words",), (frequency.words,))
    return _in_figures(frequency)


@lru_cache(maxsize=16_384)
def _in_figures(frequency: str) -> Figures:
    if frequency.endswith("%"):
        return Figures(("percentage",), (frequency[:-1],))
    if "/" in frequency:
        count, _, total = frequency.partition("/")
        return Figures(("count", "total"), (str(int(count)), str(int(total))))
    return Figures(("frequency",), (frequency,))


def one_or_more(names: list[str]) -> str | list[str]:
    """What most often is a single one, as the single one: it need not be gone through."""
    return names if len(names) > 1 else names[0]


def _of_symptom(claim: model.Symptom, values: dict[str, Any]) -> None:
    """Each of its own fields fills the hole of that name, some as a code of a table."""
    own = _OF_SYMPTOM(claim)
    if any(own):
        for hole, value in zip(_HOLES, own, strict=True):
            if value:
                values[hole] = _CODES[hole][value] if hole in _CODES else value


_HOLES = own_fields(model.Symptom)
_OF_SYMPTOM = values_of(_HOLES)
_CODES = {"sex": SEXES}


def _of_age(claim: model.AffectedAge, values: dict[str, Any]) -> None:
    values["minimum_age"] = None if claim.min is None else str(claim.min)
    values["maximum_age"] = None if claim.max is None else str(claim.max)
    values["age_unit"] = concept("unit", claim.unit)


def _of_etiology(claim: model.EtiologyStatus, values: dict[str, Any]) -> None:
    values["etiology"] = concept("etiology", claim.status)


def _of_care(claim: model.TreatmentStatus, values: dict[str, Any]) -> None:
    values["care"] = concept("care", claim.status)


#: What only one kind of claim has.
OWN_VALUES: dict[type, Callable[[Any, dict[str, Any]], None]] = {
    model.Symptom: _of_symptom,
    model.AffectedAge: _of_age,
    model.EtiologyStatus: _of_etiology,
    model.TreatmentStatus: _of_care,
}

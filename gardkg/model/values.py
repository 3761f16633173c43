"""What stands in the fields of a record: texts of a form, words of a list; and a field's role."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta


def _like(pattern: str, description: str, longest: int | None = None) -> Meta:
    # Python's $ also matches before a last line break, which no id has.
    schema = {"pattern": rf"^(?:{pattern})$(?!\n)"}
    return Meta(description=description, extra_json_schema=schema, max_length=longest)


#: Virtuoso takes no longer literal by Graph Store Protocol (65,000 bytes or so).
MAX_TEXT = 60_000
#: Nor do stores and servers take an IRI of any length.
MAX_ADDRESS = 2_000
Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, extra_json_schema={"pattern": r"\S"})]
# Also HP_0001609, as OBO's addresses have it; ``identifiers`` makes one form of all.
Curie = Annotated[str, _like(r"[A-Za-z][A-Za-z0-9]*[:_]\S+", "a CURIE such as HP:0001609")]
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


class Band(NamedTuple):
    """One of HPO's classes of frequency: its name, and the least and greatest per cent."""

    name: str
    low: int
    high: int


#: As hp.obo has them below HP:0040279.
BANDS = {
    "HP:0040280": Band("obligate", 100, 100),
    "HP:0040281": Band("very frequent", 80, 99),
    "HP:0040282": Band("frequent", 30, 79),
    "HP:0040283": Band("occasional", 5, 29),
    "HP:0040284": Band("very rare", 1, 4),
    "HP:0040285": Band("excluded", 0, 0),
}


def percent_of(frequency: str) -> tuple[float, float] | None:
    """The least and greatest per cent that a frequency stands for; none of words.

    >>> percent_of("HP:0040282"), percent_of("3/12"), percent_of("7.5%"), percent_of("at times")
    ((30, 79), (25.0, 25.0), (7.5, 7.5), None)
    """
    if band := BANDS.get(frequency):
        return band.low, band.high
    if found := re.fullmatch(r"(\d+)/(\d+)", frequency):
        count, total = map(int, found.groups())
        return (100 * count / total,) * 2 if total else None
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)%", frequency):
        return (float(found[1]),) * 2
    return None


def in_words(frequency: str) -> str:
    """A frequency for a person: a band by its name and per cents, all else as it stands.

    >>> in_words("HP:0040282"), in_words("HP:0040280"), in_words("3/12")
    ('frequent, 30–79%', 'obligate, 100%', '3/12')
    """
    if not (band := BANDS.get(frequency)):
        return frequency
    low = f"{band.low}–" if band.low < band.high else ""
    return f"{band.name}, {low}{band.high}%"


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

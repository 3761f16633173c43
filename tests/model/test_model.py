"""The record as types: what may be said, what may not, and what is positive."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from cases import record

from gardkg import Record, model
from gardkg.errors import RecordError
from gardkg.model import Symptom, Words
from gardkg.records.patterns import conform, converted


def said(**claim: Any) -> Any:
    return converted({"label": "x"} | claim, Symptom)


@pytest.mark.parametrize(
    ("claim", "positive"),
    [
        ({}, True),
        ({"negated": True}, False),
        ({"frequency": "HP:0040280"}, True),
        ({"frequency": "HP:0040284"}, True),
        ({"frequency": "HP:0040285"}, False),
        ({"frequency": "1/7"}, True),
        ({"frequency": "0/7"}, False),
        ({"frequency": "00/7"}, False),
        ({"frequency": "0.1%"}, True),
        ({"frequency": "0%"}, False),
        ({"frequency": "0.000000%"}, False),
        ({"frequency": Words(words="0%")}, True),  # words are never read as numbers
        ({"negated": True, "frequency": "0/7"}, False),  # two denials are no affirmation
    ],
)
def test_what_is_positive(claim: dict[str, Any], positive: bool) -> None:
    assert Symptom(label="x", **claim).positive is positive


@pytest.mark.parametrize(
    "frequency", ["HP:0040280", "HP:0040285", "0/1", "0005/0012", "7%", "99.5%", "100%", "100.00%"]
)
def test_frequencies_that_are(frequency: str) -> None:
    assert said(frequency=frequency).frequency == frequency


@pytest.mark.parametrize(
    "frequency",
    ["Common", "HP:0040286", "HP:0001609", "1/", "-1/7", "1.5/7", "5", "101%", "100.5%", "5 %", ""],
)
def test_frequencies_that_are_none(frequency: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        said(frequency=frequency)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("citations", [0]),
        ("citations", [-1]),
        ("match", "similar"),
        ("sex", "f"),
        ("curated", "2014-02-31"),
        ("agent", "robot"),
        ("in", "Über uns"),
        ("in", "a\n"),
        ("quote", {"start": -1, "end": 2, "sha256": "0" * 64}),
        ("quote", {"start": 1, "end": 2, "sha256": "0" * 63}),
        ("label", ""),
        ("label", " \n"),
        ("label", "x" * 60_001),
        ("colour", "HP:0012828"),  # no such field
    ],
)
def test_what_a_claim_cannot_hold(field: str, value: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        said(**{field: value})


def test_a_claim_said_in_one_place_is_its_own_statement() -> None:
    once = said(hedge="may")
    twice = Symptom(label="x", stated=[model.Statement(hedge="may"), model.Statement()])
    assert [one.hedge for one in once.statements] == ["may"]
    assert [one.hedge for one in twice.statements] == ["may", None]


def test_claims_come_with_their_place_in_the_order_of_the_fields() -> None:
    one = record("""
        treatments: [{label: rest}]
        etiology_status: {label: unknown, status: unknown}
        symptoms: [{label: fever}, {label: cough}]
    """)
    assert [
        (pointer, claim.label) for pointer, claim in zip(one.pointers(), one.claims(), strict=True)
    ] == [
        ("symptoms[0]", "fever"),
        ("symptoms[1]", "cough"),
        ("etiology_status", "unknown"),
        ("treatments[0]", "rest"),
    ]


def test_every_topic_is_a_field_and_a_thing_to_be_silent_about() -> None:
    fields = {field.name for field in msgspec.structs.fields(Record)}
    assert set(model.TOPICS) <= fields
    assert set(model.TOPICS) == set(model.Topic.__args__)
    assert len({kind.kind for kind in model.TOPICS.values()}) == len(model.TOPICS)


def test_nothing_is_shared_between_records() -> None:
    """A default list belongs to its record."""
    first, second = Record(id="1", name="A"), Record(id="2", name="B")
    first.categories.append("x")
    first.sections["a"] = model.Section(heading="A")
    first.mappings.exact.append("MONDO:0000001")
    assert second == Record(id="2", name="B")


# --- What holds only for a whole record -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("symptoms: [{label: x, citations: [1]}]", "symptoms[0].citations[0]"),
        ("symptoms: [{label: x, in: about}]", "symptoms[0].in"),
        ("symptoms: [{label: x, term: HP:0001945}]", "symptoms[0]"),
        ("symptoms: [{label: x, match: exact}]", "symptoms[0]"),
        ("symptoms: [{label: x, term: MAXO:0000011, match: exact}]", "symptoms[0].term"),
        ("symptoms: [{label: x, frequency: 8/7}]", "symptoms[0].frequency"),
        ("symptoms: [{label: x, frequency: 0/0}]", "symptoms[0].frequency"),
        ("symptoms: [{label: x, hedge: may, stated: [{hedge: can}]}]", "symptoms[0].hedge"),
        ("sections: {a: {heading: A}}\nsymptoms: [{label: x}]", "symptoms[0]"),
        ("affected_ages: [{label: x}]", "affected_ages[0]"),
        ("affected_ages: [{label: x, min: 5, max: 4}]", "affected_ages[0].min"),
        ("treatments: [{label: x, status: not-effective}]", "treatments[0].status"),
        ("treatments: [{label: x, status: avoid}]", "treatments[0].status"),
        ("treatments: [{label: x, stated: [{status: avoid}]}]", "treatments[0].stated[0].status"),
        ("mappings: {exact: [MONDO:0000001], xref: [MONDO:0000001]}", "mappings.xref[0]"),
        ("mappings: {exact: [{id: MONDO:0000001, via: x:y}]}", "mappings.exact[0].via"),
        ("citations: [{authors: [A]}]", "citations[0]"),
        ("citations: [{title: A}, {title: A}]", "citations[1]"),
        ("symptoms: [{label: x}]\nnot_stated: [symptoms]", "not_stated[0]"),
        ("parents: [GARD:990009]", "parents"),
        ("language: en_GB", "language"),
    ],
)
def test_what_does_not_hold_together(text: str, pointer: str) -> None:
    with pytest.raises(RecordError) as caught:
        record(text)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


@pytest.mark.parametrize("count", [1, 3, 4, 9])
@pytest.mark.parametrize(
    "bad",
    [
        {"label": " "},
        {"term_label": "\u2003"},
        {"section": "Not a key"},
        {"frequency": "often"},
        {"frequency": Words(words=" ")},
        {"quote": model.Quote(start=1, end=2, sha256="x" * 64)},
        {"stated": [model.Statement(hedge=" ")]},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_one_bad_part_is_found_among_however_many(count: int, bad: dict[str, Any]) -> None:
    """Long lists are held to their patterns together, short ones one by one."""
    good = {"label": "itch", "quote": model.Quote(start=1, end=2, sha256="a" * 64)}
    symptoms = [Symptom(**good) for _ in range(count)]
    assert conform(Record(id="GARD:1", name="A", symptoms=symptoms))
    symptoms[count // 2] = Symptom(**good | bad)
    assert not conform(Record(id="GARD:1", name="A", symptoms=symptoms))

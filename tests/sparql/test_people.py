"""A table for people: the columns that say something, in words; programs get all, with terms."""

from __future__ import annotations

import io
import json
from typing import cast

import pytest
from cases import FICTIONAL, record
from command import gardkg

from gardkg import Store, Table
from gardkg.errors import UsageError
from gardkg.sparql.named import named, names
from gardkg.sparql.people import for_people


def asked(text: str, question: str) -> Table:
    return cast(Table, Store.of([record(text)]).query(question))


TREATED = """
    treatments:
      - {label: rest, status: best-option}
      - {label: leeches, negated: true, status: not-effective}
      - {label: rowing, relation: contraindicated, status: avoid}
"""


def test_terms_of_ours_are_words_and_a_denial_is_seen() -> None:
    shown = for_people(asked(TREATED, "treatments"), named("treatments").shown, ["disease"])
    assert shown.columns == ("label", "absent", "status")
    assert [tuple(row) for row in shown] == [
        ("leeches", "not", "not effective"),
        ("rest", None, "best option"),
        ("rowing", None, "avoid"),
    ]


def test_what_says_nothing_has_no_column_and_rows_that_are_alike_are_one() -> None:
    text = """
        sections: {a: {heading: A}, b: {heading: B}}
        symptoms: [{label: fever, stated: [{in: a}, {in: b}]}]
    """
    table = asked(text, "symptoms")
    assert len(table) == 2
    shown = for_people(table, named("symptoms").shown)
    assert [tuple(row) for row in shown] == [("GARD:0990009", "fever")]


def test_a_table_without_rows_keeps_its_columns() -> None:
    shown = for_people(asked("", "symptoms"), named("symptoms").shown)
    assert (shown.columns, len(shown)) == (named("symptoms").shown, 0)


def test_other_columns_can_be_asked_for() -> None:
    table = asked(TREATED, "treatments")
    assert for_people(table, ["status", "label"]).columns == ("status", "label")
    with pytest.raises(UsageError, match="no column 'colour'; there are: disease, label"):
        for_people(table, ["colour"])


def test_each_question_shows_seven_columns_at_most_and_has_them() -> None:
    for name in names():
        one = named(name)
        assert len(one.shown) <= 7
        assert set(one.shown) <= set(one.columns)
        assert one.shown or len(one.columns) <= 7, name


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_programs_get_all_columns(form: str) -> None:
    told = gardkg("query", "treatments", FICTIONAL, "-t", form).stdout
    assert all(column in told for column in named("treatments").columns)
    assert "ontology#status-" in told or "gardkg:status-" in told


def test_columns_and_width_are_options() -> None:
    told = gardkg("query", "treatments", FICTIONAL, "--columns", "label,status", "-t", "csv").stdout
    assert told.splitlines()[0] == "label,status"
    assert "statement" in gardkg("query", "treatments", FICTIONAL, "--wide").stdout.split("\n")[0]


def test_questions_are_listed_in_groups_and_as_json() -> None:
    lines = gardkg("query", "--list").stdout.splitlines()
    assert [line for line in lines if line and line[0] != " "][:3] == [
        "About one disease",
        "Across diseases",
        "Upkeep",
    ]
    rows = json.load(io.StringIO(gardkg("query", "--list", "-t", "json").stdout))
    assert {row["name"] for row in rows} == set(names())

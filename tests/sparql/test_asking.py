"""What is typed in SPARQL: names that a table prints are understood, mistakes have their place."""

from __future__ import annotations

import io
import re

import pytest
from cases import FICTIONAL

from gardkg import Store, query
from gardkg.errors import StoreError, UsageError
from gardkg.sparql.people import for_people
from gardkg.sparql.result_formats import written
from gardkg.sparql.results import Table


@pytest.mark.parametrize("node", ["GARD:0990001", "<disease/GARD_0990001>"])
def test_what_a_table_prints_can_be_typed_back(store: Store, node: str) -> None:
    table = store.query(f"SELECT ?l {{ {node} rdfs:label ?l }}")
    assert isinstance(table, Table)
    assert [row.l for row in table] == ["Lanternfish fever"]


def test_a_disease_is_shown_by_its_id_whoever_gave_it(store: Store) -> None:
    table = store.query("diseases")
    assert isinstance(table, Table)
    assert "MONDO:9990005" in {row.disease for row in for_people(table, ["disease"])}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?x biolnk:a ?y }", "query:1:15: the prefix biolnk: is not declared; did you"),
        ("SELECT * {\n ?x zz:a ?y }", "query:2:5: the prefix zz: is not declared; PREFIX zz: <…>"),
        ("SELECT * { ?x ?y ?z } ORDER", "query:1:28: the query ends here, and is not whole"),
        ("SELECT * { GARD:1 rdfs:label }", "query:1:30: cannot be read from here on: }"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(store: Store, text: str, said: str) -> None:
    with pytest.raises(StoreError, match=re.escape(said)) as caught:
        store.query(text)
    assert len(str(caught.value)) < 120


def test_a_term_is_found_by_what_it_is_called(store: Store) -> None:
    by_id = store.query("diseases-by-symptom", phenotype="HP:0001609")
    assert list(store.query("diseases-by-symptom", phenotype=" Hoarseness")) == list(by_id)
    with pytest.raises(UsageError, match="no term here is called 'hoarsenes'"):
        store.query("diseases-by-symptom", phenotype="hoarsenes")


def test_a_workbook_has_numbers_and_dates_and_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    table = query(
        'SELECT ("=1+1" AS ?a) (2 AS ?b) ("2014-04-18"^^xsd:date AS ?c) {}', str(FICTIONAL)
    )
    sheet = openpyxl.load_workbook(io.BytesIO(written(table, "xlsx"))).active
    head, row = sheet.iter_rows()
    assert [cell.value for cell in head] == ["a", "b", "c"]
    assert [cell.data_type for cell in row] == ["s", "n", "d"]
    assert row[0].value == "=1+1"


def test_markdown_and_html_keep_to_their_cells() -> None:
    table = query('SELECT ("a|b <i>" AS ?x) {}', str(FICTIONAL))
    assert written(table, "md").decode() == "| x |\n| --- |\n| a\\|b <i> |\n"
    assert b"<td>a|b &lt;i&gt;</td>" in written(table, "html")

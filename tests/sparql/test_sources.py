"""Whatever holds the graph can be asked: records, an rdflib graph, a path, a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import FICTIONAL

from gardkg import Store, export, load_records, query, to_rdflib
from gardkg.errors import UsageError

ASKED = {"question": "symptoms", "disease": "Lanternfish fever"}


@pytest.fixture(scope="module")
def expected() -> list[Any]:
    return list(query(source=str(FICTIONAL), **ASKED))


def test_records_a_graph_a_path_and_a_store_give_the_same_rows(
    expected: list[Any], tmp_path: Path
) -> None:
    records = load_records(FICTIONAL)
    export(records, tmp_path / "a.ttl")
    for source in (records, iter(records), to_rdflib(records), FICTIONAL, tmp_path / "a.ttl"):
        assert list(query(source=source, **ASKED)) == expected
    assert list(Store.of(records).query(**ASKED)) == expected


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(UsageError, match="expected records, a graph, a path, a store or an addr"):
        query("symptoms", 7)  # type: ignore[arg-type]


def test_a_table_is_handled_like_a_list(expected: list[Any]) -> None:
    table = query(source=str(FICTIONAL), **ASKED)
    assert table[0] == expected[0]  # type: ignore[index]
    assert list(table[1:3]) == expected[1:3]  # type: ignore[index]
    assert len(table.head(2)) == 2  # type: ignore[union-attr]
    assert repr(table).endswith(f"{len(expected)} rows")


def test_a_data_frame_has_dates_numbers_and_one_kind_of_missing() -> None:
    frame = query("affects", str(FICTIONAL)).to_pandas()  # type: ignore[union-attr]
    kinds = frame.dtypes.astype(str).to_dict()
    assert kinds["updated"].startswith("datetime64")
    assert (kinds["minimum"], kinds["negated"]) == ("Int64", "boolean")
    assert frame["hedge"].isna().any()


def test_html_is_short_and_text_is_escaped(tmp_path: Path) -> None:
    table = query("SELECT ?s ?p ?o { ?s ?p ?o }", str(FICTIONAL))
    assert len(table._repr_html_()) < 40_000  # type: ignore[union-attr]
    assert f"<p>{len(table):,} rows</p>" in table._repr_html_()  # type: ignore[arg-type,union-attr]
    path = tmp_path / "a.csv.gz"
    assert table.to_csv(str(path)).startswith("s,p,o\r\n")  # type: ignore[union-attr]
    assert path.stat().st_size > 0

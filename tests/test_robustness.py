"""docs/robustness.md: a test for every row, and the table that the tests make."""

from __future__ import annotations

import pytest
import robustness


@pytest.fixture(scope="module")
def table() -> str:
    return robustness.collected()


def test_the_table_is_made_from_the_tests(table: str) -> None:
    """But for its last column; ``make robustness`` writes all of it."""
    now = robustness.without_results(table)
    assert robustness.without_results(robustness.committed()) == now


def test_every_row_has_a_test_or_a_reason(table: str) -> None:
    assert list(robustness.ROWS) == [*range(1, 76), 78]
    assert "**none**" not in table


@pytest.mark.parametrize(
    ("node", "rows"),
    [
        ("tests/test_bad.py::test_bad[03_duplicate_key.yaml]", [3]),
        ("tests/test_bad.py::test_21_22_23_no_iri[22-x]", [22]),
        ("tests/test_bad.py::test_24_25_26_27_come_back_as_they_were[ttl-x]", [24, 25, 26, 27]),
        ("tests/stores/x.py::test_bad[rdf4j-48-goes_down-upload]", [48]),
        ("tests/stores/x.py::test_row_35_nothing[store-x]", [35]),
        ("tests/x.py::test_the_table_of_2016_with_percentages", []),
        ("tests/x.py::test_what[2014-x]", []),
    ],
)
def test_what_a_test_is_for(node: str, rows: list[int]) -> None:
    assert robustness.rows_of(node) == rows

"""The quality queries: the named queries whose head has a severity, all asked at once.

As in ROBOT's report (https://robot.obolibrary.org/report): a row of an ERROR stops a release, a
WARN is to be looked at, an INFO is to be known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from gardkg.errors import Problem
from gardkg.sparql.named import Named, named, names
from gardkg.sparql.results import Source, Table

LEVELS: dict[str, Literal["error", "warning", "info"]] = {
    "ERROR": "error",
    "WARN": "warning",
    "INFO": "info",
}
_COUNT = "SELECT (COUNT(*) AS ?rows) WHERE {{ {{\n{}\n}} }}"


class Counted(NamedTuple):
    """A quality query, and how many rows it has."""

    query: Named
    rows: int

    def problem(self, where: str, asked: str) -> Problem:
        """It as a line of a report; ``asked`` is how to ask for its rows."""
        level = LEVELS[self.query.severity]
        hint = f"gardkg query {self.query.name} {asked} names them"
        return Problem(where, 0, 0, self.query.name, f"{self.rows:,} rows", None, hint, level)


def quality_queries() -> list[Named]:
    """The queries that have a severity, the gravest first.

    >>> quality_queries()[0].severity
    'ERROR'
    """
    found = [named(name) for name in names() if named(name).severity]
    return sorted(found, key=lambda query: [*LEVELS].index(query.severity))


def quality(source: Source) -> Iterator[Counted]:
    """Count the rows of every quality query.

    Raises:
        StoreError: the source failed.
    """
    for query in quality_queries():
        table = source.run(_COUNT.format(query.text))
        assert isinstance(table, Table)
        [[rows]] = table
        yield Counted(query, rows)

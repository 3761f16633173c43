"""A table for people: a question's own columns, and words where a graph has terms.

Programs get all columns, and the terms as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox

from gardkg.identifiers import contract
from gardkg.sparql.results import Table
from gardkg.sparql.values import Term, word

#: What is denied, or was seen in none.
_NOT = {"true": ox.Literal("not")}
#: A disease whose id is not GARD's, as a node of ours.
_DISEASE = re.compile(r"disease/([A-Za-z]+)_(\S+)")


def _worded_term(term: Term | None, base: str) -> Term | None:
    if not isinstance(term, ox.NamedNode):
        return term
    curie = contract(term.value, base)
    if of := _DISEASE.fullmatch(curie):  # by its id, whoever gave it
        return ox.Literal(f"{of[1]}:{of[2]}")
    said = word(curie)
    return ox.Literal(said) if said else term


def for_people(table: Table, columns: Sequence[str] = (), known: Sequence[str] = ()) -> Table:
    """Some columns of a table, in words; rows that are alike then are one.

    Args:
        table: what a query gave.
        columns: those that are asked for; without any, those that say something.
        known: whatever needs no column, for the person who asks has said it.

    Raises:
        UsageError: the table has no such column.
    """
    wanted = [name for name in (columns or table.columns) if name not in known]
    chosen = table.select(*wanted)
    rows = list(dict.fromkeys(_worded(chosen, row) for row in chosen.terms))
    said = [n for n in range(len(wanted)) if any(_says(row[n]) for row in rows)] if rows else []
    told = said or list(range(len(wanted)))
    return Table(
        tuple(wanted[n] for n in told), [tuple(row[n] for n in told) for row in rows], table.base
    )


def _worded(table: Table, row: Sequence[Term | None]) -> tuple[Term | None, ...]:
    """A row in words; that something is not denied goes without saying."""
    return tuple(
        _NOT.get(str(getattr(term, "value", "")))
        if name in ("absent", "negated")
        else _worded_term(term, table.base)
        for name, term in zip(table.columns, row, strict=True)
    )


def _says(term: Term | None) -> bool:
    """Whether a cell says more than that something is not so."""
    return term is not None and getattr(term, "value", "x") not in ("", "false")

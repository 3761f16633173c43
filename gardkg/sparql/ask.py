"""Asking: one function for a store, files, a folder of records, or a remote endpoint."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from os.path import isfile
from pathlib import Path

import pyoxigraph as ox

from gardkg.errors import FileError, UsageError, checked_limit, checked_timeout
from gardkg.sparql.named import named, names
from gardkg.sparql.resolve import FIND
from gardkg.sparql.results import Result, Source, Table
from gardkg.sparql.store import Store
from gardkg.sparql.values import Term


def query(
    question: str,
    source: Source | str = "records",
    *,
    limit: int | None = None,
    timeout: float | None = None,
    labels: bool = False,
    allow_service: bool = False,
    params: Mapping[str, object] | None = None,
    max_answer: int | None = None,
    **more: object,
) -> Result:
    """Ask a question of a graph.

    Args:
        question: the name of a query (``gardkg query --list``), SPARQL text, or an ``.rq`` file.
        source: a store, an endpoint's address, or a path of records or RDF files.
        limit: at most so many rows or triples.
        timeout: seconds after which the answer is given up.
        labels: adds a column ``x_label`` behind each column ``x`` of IRIs that have labels.
        allow_service: lets the query call other servers by SERVICE.
        max_answer: MiB that an endpoint's answer may have when it is unpacked (1,024).
        params: the parameters of a named query; a disease by any of its names or ids.
        more: the same, as keywords: those whose names are not ours above.

    Returns:
        A ``Table`` (SELECT), an ``Answer`` (ASK) or a ``Graph`` (CONSTRUCT, DESCRIBE).

    Raises:
        UsageError: no such query, parameter or disease, or a query that is refused.
        TermError: a parameter that is no CURIE or IRI.
        FileError, RecordError: the source cannot be read.
        StoreError: the query failed, or took too long.
    """
    timeout, limit = checked_timeout(timeout), checked_limit(limit)
    params = dict(params or {})
    if twice := sorted(params.keys() & more.keys()):
        raise UsageError(f"parameter {twice[0]} is given twice")
    where = open_source(source, max_answer) if isinstance(source, str) else source
    text = _text(question, params | more, where)
    result = where.run(text, timeout=timeout, limit=limit, allow_service=allow_service)
    if labels and isinstance(result, Table):
        result = with_labels(result, where, timeout)
    return result


def open_source(source: str, max_answer: int | None = None) -> Source:
    """A store or endpoint of what a user names; an endpoint's answers have at most so many MiB.

    Raises:
        FileError, RecordError: it cannot be read.
    """
    if source.startswith(("http://", "https://")):
        from gardkg.sparql.endpoint import Endpoint

        return Endpoint(source, max_answer=max_answer)
    if Path(source, "gardkg.json").is_file():
        return Store.open(source)
    return Store.read(source)


def _text(question: str, params: dict[str, object], source: Source) -> str:
    if question in names() or (
        question != "-" and re.fullmatch(r"[\w-]+", question) and not isfile(question)
    ):
        return named(question).bound(params, lambda kind, text: FIND[kind](source, text))
    if params:
        raise UsageError("only a named query takes parameters")
    try:
        if question == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        if question.endswith((".rq", ".sparql")) or ("{" not in question and isfile(question)):
            return Path(question).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError.unreadable(question, error) from error
    return question


def select(source: Source, question: str, **params: object) -> Table:
    """``query``, where the answer is known to be a table."""
    result = query(question, source, params=params)
    if not isinstance(result, Table):
        raise UsageError(f"{question}: expected a SELECT query")
    return result


# --- Labels -------------------------------------------------------------------------------------

_LABELS = """SELECT ?x (SAMPLE(?l) AS ?label) {{
  VALUES ?x {{ {iris} }} ?x rdfs:label ?l
}} GROUP BY ?x"""
#: So many characters of IRIs a query, well within what ``sparql.guard`` lets pass.
_BATCH = 50_000
_NO_IRI = frozenset('<>"{}|^`\\' + "".join(map(chr, range(0x21))))


def with_labels(table: Table, source: Source, timeout: float | None = None) -> Table:
    """The table with a column ``x_label`` behind each column ``x`` that has labelled IRIs.

    Raises:
        StoreError: the source failed.
    """
    found = {t.value for row in table.terms for t in row if isinstance(t, ox.NamedNode)}
    # What an endpoint calls an IRI may be none, and would be text of the query.
    iris = sorted(iri for iri in found if _NO_IRI.isdisjoint(iri))
    labels: dict[str, Term] = {}
    for batch in _batches(iris):
        answer = source.run(_LABELS.format(iris=batch), timeout=timeout)
        assert isinstance(answer, Table)
        labels |= {x.value: label for x, label in answer.terms}  # type: ignore[union-attr,misc]
    labelled = [
        any(isinstance(row[n], ox.NamedNode) and row[n].value in labels for row in table.terms)  # type: ignore[union-attr]
        for n in range(len(table.columns))
    ]
    columns: list[str] = []
    for name, has in zip(table.columns, labelled, strict=True):
        columns += [name, f"{name}_label"] if has else [name]
    rows = []
    for row in table.terms:
        cells: list[Term | None] = []
        for term, has in zip(row, labelled, strict=True):
            cells.append(term)
            if has:
                cells.append(labels.get(term.value) if isinstance(term, ox.NamedNode) else None)
        rows.append(tuple(cells))
    return Table(tuple(columns), rows, table.base)


def _batches(iris: list[str]) -> Iterator[str]:
    """The IRIs as terms of a query, some at a time; without those too long for one."""
    batch: list[str] = []
    size = 0
    for term in (f"<{iri}>" for iri in iris if len(iri) < _BATCH):
        if size + len(term) > _BATCH:
            yield " ".join(batch)
            batch, size = [], 0
        batch.append(term)
        size += len(term) + 1
    if batch:
        yield " ".join(batch)

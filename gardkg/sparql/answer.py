"""The answer of what can be asked to a question: a named one, SPARQL, or a file of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from os.path import isfile
from pathlib import Path

import pyoxigraph as ox

from gardkg.errors import FileError, UsageError, checked_limit, checked_timeout
from gardkg.files.kinds import QUESTIONS, is_of
from gardkg.sparql.named import named, names
from gardkg.sparql.resolve import FIND
from gardkg.sparql.results import Result, Source, Table
from gardkg.sparql.values import Term


def answered(
    question: str,
    source: Source,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    labels: bool = False,
    allow_service: bool = False,
    params: Mapping[str, object] | None = None,
    **more: object,
) -> Result:
    """What ``gardkg.query`` returns of a source that is open.

    Raises:
        UsageError, TermError, FileError, StoreError: as ``gardkg.query``.
    """
    timeout, limit = checked_timeout(timeout), checked_limit(limit)
    given = dict(params or {})
    if twice := sorted(given.keys() & more.keys()):
        raise UsageError(f"parameter {twice[0]} is given twice")
    text = _text(question, given | more, source)
    result = source.run(text, timeout=timeout, limit=limit, allow_service=allow_service)
    if isinstance(result, Table):
        if question in names() and "citations" in result.columns:
            result = _in_order(result)
        if labels:
            result = with_labels(result, source, timeout)
    return result


def _in_order(table: Table) -> Table:
    """The table with each row's [n] in the order of numbers, which no group of SPARQL has."""
    at = table.columns.index("citations")

    def ordered(row: tuple[Term | None, ...]) -> tuple[Term | None, ...]:
        cited = row[at]
        if not isinstance(cited, ox.Literal):
            return row
        numbers = sorted(cited.value.split(), key=lambda n: (len(n), n))
        return (*row[:at], ox.Literal(" ".join(numbers)), *row[at + 1 :])

    return Table(table.columns, [ordered(row) for row in table.terms], table.base)


def check(question: str, params: Mapping[str, object]) -> None:
    """See, before anything else is read, that a question is one and has these parameters.

    Raises:
        UsageError: there is none of that name, or it has no such parameter.
        FileError: its file cannot be read.
    """
    if _is_name(question):
        named(question).check(params)
    elif question != "-":
        _from_file(question)


def _is_name(question: str) -> bool:
    is_word = question != "-" and re.fullmatch(r"[\w-]+", question)
    return question in names() or bool(is_word and not isfile(question))


def _text(question: str, params: dict[str, object], source: Source) -> str:
    if _is_name(question):
        return named(question).bound(params, lambda kind, text: FIND[kind](source, text))
    if params:
        raise UsageError("only a named query takes parameters")
    return _from_file(question)


def _from_file(question: str) -> str:
    """The text of a file of SPARQL, or of standard input; a question that is no file as it is."""
    try:
        if question == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        if is_of(question, QUESTIONS) or ("{" not in question and isfile(question)):
            return Path(question).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError.unreadable(question, error) from error
    return question


def select(source: Source, question: str, **params: object) -> Table:
    """``answered``, where the answer is known to be a table."""
    result = answered(question, source, params=params)
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

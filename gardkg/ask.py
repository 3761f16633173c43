"""Asking: one function for a store, files, a folder of records, or a remote endpoint."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from gardkg.errors import FileError, TermError, UsageError
from gardkg.identifiers import checked_iri, disease_id, disease_node, expand
from gardkg.named import named, names
from gardkg.results import Result, Table
from gardkg.sparql import guard
from gardkg.store import Store
from gardkg.syntaxes import escape


class Source(Protocol):
    """What can be asked: a ``Store``, or an ``Endpoint``."""

    base: str

    def run(
        self, query: str, *, timeout: float | None = None, limit: int | None = None
    ) -> Result: ...


def query(
    question: str,
    source: Source | str = "records",
    *,
    limit: int | None = None,
    timeout: float | None = None,
    labels: bool = False,
    allow_service: bool = False,
    max_answer: int | None = None,
    **params: object,
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

    Returns:
        A ``Table`` (SELECT), an ``Answer`` (ASK) or a ``Graph`` (CONSTRUCT, DESCRIBE).

    Raises:
        UsageError: no such query, parameter or disease, or a query that is refused.
        TermError: a parameter that is no CURIE or IRI.
        FileError, RecordError: the source cannot be read.
        StoreError: the query failed, or took too long.
    """
    where = open_source(source, max_answer) if isinstance(source, str) else source
    text = _text(question, params, where)
    guard(text, allow_service=allow_service)
    result = where.run(text, timeout=timeout, limit=limit)
    if labels and isinstance(result, Table):
        result = with_labels(result, where, timeout)
    return result


def open_source(source: str, max_answer: int | None = None) -> Source:
    """A store or endpoint of what a user names; an endpoint's answers have at most so many MiB.

    Raises:
        FileError, RecordError: it cannot be read.
    """
    if source.startswith(("http://", "https://")):
        from gardkg.endpoint import Endpoint

        return Endpoint(source, max_answer=max_answer)
    if Path(source, "gardkg.json").is_file():
        return Store.open(source)
    return Store.read(source)


def _text(question: str, params: dict[str, object], source: Source) -> str:
    if question in names() or re.fullmatch(r"[\w-]+", question):
        return named(question).bound(params, lambda text: find_disease(source, text))
    if params:
        raise UsageError("only a named query takes parameters")
    if question.endswith(".rq"):
        try:
            return Path(question).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(question, f"cannot be read: {error}") from error
    return question


def select(source: Source, question: str, **params: object) -> Table:
    """``query``, where the answer is known to be a table."""
    result = query(question, source, **params)  # type: ignore[arg-type]  # a query's own names
    if not isinstance(result, Table):
        raise UsageError(f"{question}: expected a SELECT query")
    return result


# --- Diseases by name -----------------------------------------------------------------------

_BY_ID = """SELECT (<{node}> AS ?disease) ?label ?id {{
  <{node}> skos:prefLabel ?label ; dcterms:identifier ?id
}}"""
_BY_MAPPING = """SELECT DISTINCT ?disease ?label ?id {{
  ?disease skos:exactMatch|oboInOwl:hasDbXref <{iri}> .
  ?disease skos:prefLabel ?label ; dcterms:identifier ?id
}}"""
# Only diseases have SKOS labels, so that these few are looked at and no claim's.
_BY_NAME = """SELECT ?disease ?label ?id {{
  {{ SELECT DISTINCT ?disease {{
    ?disease skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name FILTER ({test})
  }} LIMIT 200 }}
  ?disease skos:prefLabel ?label ; dcterms:identifier ?id .
}}"""


def find_disease(source: Source, text: str) -> str:
    """The IRI of the disease that an id in any spelling, a name or a synonym means.

    An id that a record only maps to (a MONDO id, say) finds that record.

    Raises:
        UsageError: none or more than one; the message lists the candidates.
        StoreError: the source failed.
    """
    asked = [_by_id, _by_name, _by_part]
    for ask in asked:
        found = ask(source, text)
        if len(found) == 1:
            return next(iter(found))
        if found:
            listed = sorted(found.values())
            more = f" and {len(listed) - 12} more" if len(listed) > 12 else ""
            raise UsageError(f"{text!r} may be: {'; '.join(listed[:12])}{more}")
    raise UsageError(f"no disease is called {text!r}")


def _by_id(source: Source, text: str) -> dict[str, str]:
    if text.startswith(source.base + "disease/"):
        return {checked_iri(text): text}
    try:
        curie = disease_id(text)
    except TermError:
        return {}
    node = expand(disease_node(curie), source.base)
    found = _diseases(source, _BY_ID.format(node=node))
    return found or _diseases(source, _BY_MAPPING.format(iri=expand(curie, source.base)))


def _by_name(source: Source, text: str) -> dict[str, str]:
    return _named_like(source, text, "LCASE(STR(?name)) = {text}")


def _by_part(source: Source, text: str) -> dict[str, str]:
    return _named_like(source, text, "CONTAINS(LCASE(STR(?name)), {text})")


def _named_like(source: Source, text: str, test: str) -> dict[str, str]:
    folded = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if not folded:
        return {}
    return _diseases(source, _BY_NAME.format(test=test.format(text=f'"{escape(folded)}"')))


def _diseases(source: Source, text: str) -> dict[str, str]:
    """IRI → what to show of it."""
    result = source.run(text)
    assert isinstance(result, Table)
    return {d.value: f"{label.value} ({id_.value})" for d, label, id_ in result.terms}  # type: ignore[union-attr]


# --- Labels -------------------------------------------------------------------------------------

_LABELS = """SELECT ?x (SAMPLE(?l) AS ?label) {{
  VALUES ?x {{ {iris} }} ?x rdfs:label ?l
}} GROUP BY ?x"""
_BATCH = 500


def with_labels(table: Table, source: Source, timeout: float | None = None) -> Table:
    """The table with a column ``x_label`` behind each column ``x`` that has labelled IRIs.

    Raises:
        StoreError: the source failed.
    """
    iris = sorted({t.value for row in table.terms for t in row if isinstance(t, ox.NamedNode)})
    labels: dict[str, ox.Literal] = {}
    for start in range(0, len(iris), _BATCH):
        batch = " ".join(f"<{iri}>" for iri in iris[start : start + _BATCH])
        found = source.run(_LABELS.format(iris=batch), timeout=timeout)
        assert isinstance(found, Table)
        labels |= {x.value: label for x, label in found.terms}  # type: ignore[union-attr,misc]
    labelled = [
        any(isinstance(row[n], ox.NamedNode) and row[n].value in labels for row in table.terms)  # type: ignore[union-attr]
        for n in range(len(table.columns))
    ]
    columns: list[str] = []
    for name, has in zip(table.columns, labelled, strict=True):
        columns += [name, f"{name}_label"] if has else [name]
    rows = []
    for row in table.terms:
        cells: list[ox.NamedNode | ox.BlankNode | ox.Literal | None] = []
        for term, has in zip(row, labelled, strict=True):
            cells.append(term)
            if has:
                known = isinstance(term, ox.NamedNode)
                cells.append(labels.get(term.value) if known and term else None)
        rows.append(tuple(cells))
    return Table(tuple(columns), rows, table.base)

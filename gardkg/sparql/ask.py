"""Asking: one function for a store, files, a folder of records, or a remote endpoint."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from gardkg.errors import UsageError
from gardkg.files.kinds import is_address, is_store
from gardkg.model import Record
from gardkg.sparql.answer import answered, select
from gardkg.sparql.card import Card, card
from gardkg.sparql.mentions import WithMentions
from gardkg.sparql.results import Result, Source
from gardkg.sparql.store import Store

if TYPE_CHECKING:
    import rdflib

    #: What can be asked.
    Askable: TypeAlias = Source | str | os.PathLike[str] | Record | Iterable[Record] | rdflib.Graph


def query(
    question: str,
    source: Askable = "records",
    *,
    limit: int | None = None,
    timeout: float | None = None,
    labels: bool = False,
    allow_service: bool = False,
    params: Mapping[str, object] | None = None,
    max_answer: int | None = None,
    mentions: bool = False,
    **more: object,
) -> Result:
    """Ask a question of a graph.

    Args:
        question: the name of a query (``gardkg query --list``), SPARQL text, or an ``.rq`` file.
        source: a store, an endpoint's address, a path of records or RDF files, records as
            ``load_records`` gives them, or an rdflib graph.
        limit: at most so many rows or triples.
        timeout: seconds after which the answer is given up.
        labels: adds a column ``x_label`` behind each column ``x`` of IRIs that have labels.
        allow_service: lets the query call other servers by SERVICE.
        max_answer: MiB that an endpoint's answer may have when it is unpacked (1,024).
        mentions: counts symptoms that the source only mentions.
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
    return answered(
        question,
        open_source(source, max_answer, mentions),
        limit=limit,
        timeout=timeout,
        labels=labels,
        allow_service=allow_service,
        params=params,
        **more,
    )


def show(
    disease: str | os.PathLike[str] | Record,
    source: Askable | None = None,
    *,
    mentions: bool = False,
) -> Card:
    """The answer card of a disease: in a notebook Markdown, as text what ``gardkg show`` prints.

    Args:
        disease: a name, synonym or id in any spelling; without a source also a record, or the
            path of what holds one disease.
        source: as for ``query``; by default the folder ``records``.
        mentions: shows symptoms that the source only mentions.

    >>> print(show(Record(id="GARD:0007615", name="Scleromyxedema")))
    Scleromyxedema  GARD:0007615

    Raises:
        UsageError: no disease is called so, or several are.
        FileError, RecordError: the source cannot be read.
        StoreError: a query failed.
    """
    if source is None and (isinstance(disease, Record) or os.path.exists(disease)):
        asked = open_source(disease, mentions=mentions)
        return card(asked, only_disease(asked, str(getattr(disease, "id", disease))))
    asked = open_source("records" if source is None else source, mentions=mentions)
    return card(asked, str(disease))


def only_disease(source: Source, name: str) -> str:
    """The id of the one disease that a source has, which is called so where there are several.

    Raises:
        UsageError: it has none, or several.
        StoreError: a query failed.
    """
    rows = select(source, "diseases").to_dicts()
    found = {row["disease"]: row["label"] for row in rows}
    if len(found) == 1:
        return str(rows[0]["id"])
    some = ", ".join(list(found.values())[:3])
    raise UsageError(
        f"{name}: holds {len(found):,} diseases, {some}, …; say which one: show NAME {name}"
    )


def open_source(source: Askable, max_answer: int | None = None, mentions: bool = False) -> Source:
    """What can be asked, of what a user names; an endpoint's answers have at most so many MiB.

    With ``mentions`` its questions count what is only mentioned.

    >>> from gardkg import Record
    >>> open_source([Record(id="GARD:0007615", name="Scleromyxedema")])
    <gardkg.Store of 7 triples>

    Raises:
        FileError, RecordError: it cannot be read.
        UsageError: it is nothing that can be asked.
    """
    if mentions:
        return WithMentions(open_source(source, max_answer))
    if isinstance(source, str | os.PathLike):
        name = os.fspath(source)
        if is_address(name):
            from gardkg.sparql.endpoint import Endpoint

            return Endpoint(name, max_answer=max_answer)
        return Store.open(name) if is_store(name) else Store.read(name)
    given: Any = source
    if hasattr(given, "run"):
        return given  # type: ignore[no-any-return]  # a source has that alone
    if hasattr(given, "serialize"):  # without importing rdflib
        return Store.of_graph(given)
    if isinstance(given, Record | Iterable):
        return Store.of([given] if isinstance(given, Record) else given)
    raise UsageError(f"expected records, a graph, a path, a store or an address; got {source!r}")

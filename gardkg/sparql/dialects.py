"""Results as some servers write them, read where the parser cannot: row by row, each term judged.

QLever answers ``null`` for a row or term that is not there, Virtuoso calls blank nodes addresses
(``nodeID://…``), others leave an empty language. What is a term for nobody is named with its row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox

from gardkg.errors import shortened
from gardkg.files.how import how

#: Bytes of an answer that is read a second time.
MOST = 1 << 26
_XML = "http://www.w3.org/2005/sparql-results# "
_LANG = "http://www.w3.org/XML/1998/namespace lang"
_NODE = "nodeID://"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


class BadRow(ValueError):
    """A row with a term that is none: which, and what is wrong with it."""


def plain(row: Row) -> Row:
    """A row, its blank nodes as such.

    >>> plain((ox.NamedNode("nodeID://b1"), None))
    (<BlankNode value=b1>, None)
    """
    return tuple(
        ox.BlankNode(term.value.removeprefix(_NODE))
        if isinstance(term, ox.NamedNode) and term.value.startswith(_NODE)
        else term
        for term in row
    )


def mended(body: bytes, kind: str, url: str) -> tuple[tuple[str, ...], list[Row]] | None:
    """The columns and rows of an answer that a parser refused; None if it is no whole answer.

    Raises:
        BadRow: a term is none, and nobody said ``--lenient``, which leaves such rows out.
    """
    try:
        columns, rows = (_of_xml if "xml" in kind else _of_json)(body)
    except (ValueError, KeyError, TypeError, AttributeError, expat.ExpatError):
        return None
    said = how()
    found: list[Row] = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(tuple(_term(row.get(name)) for name in columns))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"row {number}: {shortened(' '.join(str(error).split()), 200)}"
            if not said.lenient:
                raise BadRow(f"{what}; --lenient leaves such rows out") from error
            said.note(url, what)
    return columns, found


def _of_json(body: bytes) -> tuple[tuple[str, ...], list[Mapping[str, Any]]]:
    answer = json.loads(body)
    columns = tuple(map(str, answer["head"]["vars"]))
    return columns, [row or {} for row in answer["results"]["bindings"]]


def _of_xml(body: bytes) -> tuple[tuple[str, ...], list[Mapping[str, Any]]]:
    found = _Xml()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    parser.Parse(body, True)  # whoever read it before has seen that it has no DOCTYPE
    return tuple(found.columns), found.rows


class _Xml:
    """Results in XML as they are read: columns, and rows of what JSON would have."""

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.rows: list[Mapping[str, Any]] = []
        self._row: dict[str, Any] = {}
        self._term: dict[str, Any] = {}
        self._name = self._said = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.removeprefix(_XML)
        if kind == "variable":
            self.columns.append(attributes["name"])
        elif kind == "result":
            self._row = {}
        elif kind == "binding":
            self._name = attributes["name"]
        elif kind in ("uri", "bnode", "literal"):
            self._said = ""
            self._term = {
                "type": kind,
                "xml:lang": attributes.get(_LANG),
                "datatype": attributes.get("datatype"),
            }

    def text(self, text: str) -> None:
        self._said += text

    def end(self, tag: str) -> None:
        kind = tag.removeprefix(_XML)
        if kind in ("uri", "bnode", "literal"):
            self._row[self._name] = {**self._term, "value": self._said}
        elif kind == "result":
            self.rows.append(self._row)


def _term(said: Mapping[str, Any] | None) -> Term | None:
    """A term of SPARQL's JSON; nothing of ``null``."""
    if not said:
        return None
    value, kind = said["value"], said["type"]
    if kind == "bnode" or (kind == "uri" and value.startswith((_NODE, "_:"))):
        return ox.BlankNode(value.removeprefix(_NODE).removeprefix("_:"))
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "triple":
        parts = [_term(value[name]) for name in ("subject", "predicate", "object")]
        return ox.Triple(*parts)  # type: ignore[arg-type]  # what they are it says itself
    if language := said.get("xml:lang"):
        return ox.Literal(value, language=language)
    datatype = said.get("datatype")
    return ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None)

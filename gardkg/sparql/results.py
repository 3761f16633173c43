"""What a query gives: a table, an answer or a graph.

Values for people and data frames are Python's own (int, date, bool), IRIs as CURIEs where a
prefix fits; the terms are kept as they are.
"""

from __future__ import annotations

import html
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from gardkg.errors import FormatError, shortened
from gardkg.files.kinds import RDF
from gardkg.files.rdf import parser
from gardkg.identifiers import BASE, PREFIXES, contract

if TYPE_CHECKING:
    import pandas
    import rdflib

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = PREFIXES["xsd"].namespace


def value_of(term: Term | None, base: str = BASE) -> Any:
    """The Python value of a term; an IRI as its CURIE where one of our prefixes fits.

    >>> value_of(ox.Literal(3)), value_of(ox.NamedNode("http://purl.obolibrary.org/obo/HP_0001609"))
    (3, 'HP:0001609')
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return contract(term.value, base) if isinstance(term, ox.NamedNode) else n3(term)
    convert = _PYTHON.get(term.datatype.value.removeprefix(_XSD))
    if convert is None:
        return term.value
    try:
        return convert(term.value)
    except (ValueError, InvalidOperation):  # a value its type does not have stays as written
        return term.value


def n3(term: Term) -> str:
    """A term as N-Triples writes it.

    >>> n3(ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("x")))
    '<<( <a:s> <a:p> "x" )>>'
    """
    # pyoxigraph's own text of a triple is that of a statement.
    return f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term)


def beyond_rdf11(term: Term) -> str | None:
    """What RDF 1.1, and with it rdflib, has no place for: a triple term, or a base direction."""
    if isinstance(term, ox.Triple):
        return "a triple term"
    if isinstance(term, ox.Literal) and term.direction:
        return "a text with a base direction"
    return None


_PYTHON: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "nonNegativeInteger": int,
    "decimal": Decimal,
    "double": float,
    "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
    "date": date.fromisoformat,
}


@dataclass(frozen=True)
class Table:
    """The rows of a SELECT query. Iterating gives named tuples of Python values.

    ``terms`` has the rows as RDF terms (pyoxigraph's), None where a variable is unbound.
    """

    columns: tuple[str, ...]
    terms: Sequence[tuple[Term | None, ...]]
    base: str = BASE

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Any]:
        row = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]  # from the query
        for terms in self.terms:
            yield row(*(value_of(term, self.base) for term in terms))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries of Python values."""
        return [dict(zip(self.columns, row, strict=True)) for row in self]

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a data frame (``pip install gardkg[pandas]``)."""
        import pandas

        return pandas.DataFrame(list(self), columns=list(self.columns))

    def _repr_html_(self) -> str:
        """The table for a notebook; every text escaped, links only to http and https."""
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_cell(t, self.base)}</td>" for t in row) + "</tr>"
            for row in self.terms
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(term: Term | None, base: str) -> str:
    shown = "" if term is None else html.escape(str(value_of(term, base)))
    if isinstance(term, ox.NamedNode) and term.value.startswith(("http://", "https://")):
        return f'<a href="{html.escape(term.value)}">{shown}</a>'
    return shown


@dataclass(frozen=True)
class Answer:
    """The answer of an ASK query; true or false."""

    value: bool

    def __bool__(self) -> bool:
        return self.value


@dataclass(frozen=True)
class Graph:
    """The triples of a CONSTRUCT or DESCRIBE query, in a stable order."""

    triples: Sequence[ox.Triple] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def to_rdflib(self) -> rdflib.Graph:
        """The triples as an ``rdflib.Graph``.

        Raises:
            FormatError: there is something that RDF 1.1 has no place for.
        """
        import rdflib

        for triple in self.triples:
            if what := beyond_rdf11(triple.object):
                raise FormatError(f"rdflib holds RDF 1.1; got {what}, {shortened(str(triple))}")

        return rdflib.Graph().parse(data=self.serialize("nt"), format="nt")

    def serialize(self, format: str = "ttl") -> bytes:
        """The triples as ``ttl``, ``nt``, ``jsonld`` or ``rdf``.

        Raises:
            FormatError: another format, or one that cannot hold them.
        """
        if format not in GRAPH_FORMATS:
            raise FormatError(f"a graph is written as {' '.join(GRAPH_FORMATS)}, not {format!r}")
        prefixes = {n: p.namespace for n, p in PREFIXES.items() if ":" in p.namespace}
        try:
            data = ox.serialize(self.triples, format=GRAPH_FORMATS[format], prefixes=prefixes)
        except (OSError, ValueError) as error:  # of the format: there is no file here
            said = " ".join(str(error).split())
            raise FormatError(f"the graph cannot be written as {format}: {said}; nt can") from error
        return data or b""


#: How a graph is written.
GRAPH_FORMATS = {kind.suffix: parser(kind) for kind in RDF.values() if kind.is_graph}

Result = Table | Answer | Graph


class Source(Protocol):
    """What can be asked: a ``Store``, or an ``Endpoint``."""

    base: str

    def run(
        self,
        query: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> Result:
        """What a query gives, if ``sparql.guard`` lets it pass."""

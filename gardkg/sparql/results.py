"""What a query gives: a table, an answer or a graph, and how each is written.

Values for people and data frames are Python's own (int, date, bool), IRIs as CURIEs where a
prefix fits; the W3C's result formats get the terms as they are.
Formats: SPARQL 1.1 Query Results JSON, XML, CSV and TSV (W3C, 2013); for triple terms and base
directions those of SPARQL 1.2 (drafts: https://www.w3.org/TR/sparql12-results-json/, -xml/,
-csv-tsv/). pyoxigraph writes them too, but only of a query it has just answered itself.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Protocol
from xml.sax.saxutils import escape as xml_escape

import pyoxigraph as ox

from gardkg.errors import FormatError, shortened
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


GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}

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


# --- The W3C's result formats -----------------------------------------------------------------


def to_json(result: Table | Answer) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if isinstance(result, Answer):
        return json.dumps({"head": {}, "boolean": bool(result)}) + "\n"
    bindings = [
        {name: _json_term(t) for name, t in zip(result.columns, row, strict=True) if t is not None}
        for row in result.terms
    ]
    document = {"head": {"vars": list(result.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.Triple):
        parts = zip(_PARTS, term, strict=True)
        return {"type": "triple", "value": {part: _json_term(t) for part, t in parts}}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    plain = {"type": "literal", "value": term.value}
    if term.language:
        direction = {"its:dir": str(term.direction)} if term.direction else {}
        return plain | {"xml:lang": term.language} | direction
    is_string = term.datatype.value == _XSD + "string"
    return plain if is_string else plain | {"datatype": term.datatype.value}


_PARTS = ("subject", "predicate", "object")


def to_xml(result: Table | Answer) -> str:
    """SPARQL Query Results XML."""
    head, body = "", ""
    if isinstance(result, Answer):
        body = f"<boolean>{str(bool(result)).lower()}</boolean>\n"
    else:
        head = "".join(f"<variable name={_attribute(name)}/>" for name in result.columns)
        rows = (
            "".join(
                f"<binding name={_attribute(name)}>{_xml_term(t)}</binding>"
                for name, t in zip(result.columns, row, strict=True)
                if t is not None
            )
            for row in result.terms
        )
        body = "<results>\n" + "".join(f"<result>{row}</result>\n" for row in rows) + "</results>\n"
    return (
        '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
        f"<head>{head}</head>\n{body}</sparql>\n"
    )


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.Triple):
        parts = zip(_PARTS, term, strict=True)
        inner = "".join(f"<{part}>{_xml_term(t)}</{part}>" for part, t in parts)
        return f"<triple>{inner}</triple>"
    text = xml_escape(term.value, {"\r": "&#13;"})
    if isinstance(term, ox.NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        direction = f' its:dir="{term.direction}"{_ITS}' if term.direction else ""
        return f"<literal xml:lang={_attribute(term.language)}{direction}>{text}</literal>"
    return f"<literal datatype={_attribute(term.datatype.value)}>{text}</literal>"


_ITS = ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'


def _attribute(text: str) -> str:
    return f'"{html.escape(text)}"'


def to_csv(result: Table, *, safe: bool = False) -> str:
    """SPARQL 1.1 CSV. ``safe`` puts ``'`` before a cell a spreadsheet would take for a formula.

    A blank node has its ``_:``; a triple term is written as in N-Triples, for its parts need marks.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.columns)
    for row in result.terms:
        cells = ["" if term is None else _csv_term(term) for term in row]
        writer.writerow(["'" + c if safe and c[:1] in _FORMULA else c for c in cells])
    return out.getvalue()


def _csv_term(term: Term) -> str:
    return n3(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value


_FORMULA = frozenset("=+-@\t\r")


def to_tsv(result: Table) -> str:
    """SPARQL 1.1 TSV: terms as in Turtle."""
    lines = ["\t".join("?" + name for name in result.columns)]
    lines += ["\t".join("" if term is None else n3(term) for term in row) for row in result.terms]
    return "\n".join(lines) + "\n"


_TABLES: dict[str, Callable[[Table], str]] = {
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
}


def written(result: Result, format: str | None = None, *, safe: bool = False) -> bytes:
    """A result in a format of its kind: csv, tsv, json, xml; for a graph ttl, nt, jsonld, rdf.

    Raises:
        FormatError: the format is another kind's.
    """
    if isinstance(result, Graph):
        return result.serialize(format or "ttl")
    if format == "csv" and isinstance(result, Table):
        return to_csv(result, safe=safe).encode()
    if isinstance(result, Answer):
        answers = {"json": to_json, "xml": to_xml}
        if format in {None, "table"}:
            return (str(bool(result)).lower() + "\n").encode()
        if format in answers:
            return answers[format](result).encode()
        raise FormatError(f"an answer is written as {' '.join(answers)}, not {format!r}")
    if format in {None, "table"}:
        return to_text(result).encode()
    if format not in _TABLES:
        raise FormatError(f"a table is written as {' '.join(_TABLES)}, not {format!r}")
    return _TABLES[format](result).encode()


def to_text(result: Table) -> str:
    """The table as aligned plain text, for a pipe or a file; a cell is one line."""
    rows = [tuple(result.columns), *(tuple(map(plain, row)) for row in result)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def plain(value: Any) -> str:
    """A value as one line of text, as a table shows it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())

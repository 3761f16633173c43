"""What a query gave, as text: the W3C's result formats get the terms as they are.

SPARQL 1.1 Query Results JSON, XML, CSV and TSV (W3C, 2013); for triple terms and base directions
those of SPARQL 1.2 (drafts: https://www.w3.org/TR/sparql12-results-json/, -xml/, -csv-tsv/).
pyoxigraph writes them too, but only of a query it has just answered itself.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape as xml_escape

import pyoxigraph as ox

from gardkg.errors import FormatError
from gardkg.identifiers import PREFIXES
from gardkg.sparql.results import Answer, Graph, Result, Table, Term, n3

_XSD = PREFIXES["xsd"].namespace


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


TABLES: dict[str, Callable[[Table], str]] = {
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
    if format not in TABLES:
        raise FormatError(f"a table is written as {' '.join(TABLES)}, not {format!r}")
    return TABLES[format](result).encode()


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

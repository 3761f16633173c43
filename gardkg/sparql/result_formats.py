"""What a query gave, as text: the W3C's result formats get the terms as they are.

SPARQL 1.1 Query Results JSON, XML, CSV and TSV (W3C, 2013); for triple terms and base directions
those of SPARQL 1.2 (drafts: https://www.w3.org/TR/sparql12-results-json/, -xml/, -csv-tsv/).
pyoxigraph writes them too, but only of a query it has just answered itself.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape as xml_escape

import pyoxigraph as ox

from gardkg.errors import FormatError, UsageError, visible
from gardkg.files.kinds import GRAPHS, ROWS, SHOWN, named
from gardkg.identifiers import PREFIXES
from gardkg.sparql.results import Answer, Graph, Result, Table
from gardkg.sparql.values import Term, as_csv, as_text, cells, n3

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
    """SPARQL 1.1 CSV, as ``Table.to_csv``."""
    return as_csv(result.columns, result.terms, safe=safe)


def to_tsv(result: Table) -> str:
    """SPARQL 1.1 TSV: terms as in Turtle."""
    lines = ["\t".join("?" + name for name in result.columns)]
    lines += ["\t".join("" if term is None else n3(term) for term in row) for row in result.terms]
    return "\n".join(lines) + "\n"


def to_text(result: Table) -> str:
    """The table as aligned plain text, for a pipe or a file; a cell is one line."""
    return as_text(result.columns, result)


def to_markdown(result: Table) -> str:
    """The table as Markdown has it (GitHub's tables)."""
    head, *rows = (
        [cell.replace("|", "\\|") for cell in row] for row in cells(result.columns, result)
    )
    ruled = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in ruled)


def to_html(result: Table) -> str:
    """The table as HTML, every text escaped."""
    return f'<!doctype html>\n<meta charset="utf-8">\n{result.to_html()}\n'


def to_excel(result: Table) -> bytes:
    """The table as an Excel workbook: numbers, dates and truth as such, no text as a formula.

    Raises:
        UsageError: openpyxl, which writes it, is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise UsageError("xlsx needs openpyxl: pip install 'gardkg[pandas]'") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("gardkg")
    for row in (result.columns, *result):
        line = []
        for value in row:
            known = value is None or isinstance(value, bool | int | float | Decimal | date)
            cell = WriteOnlyCell(sheet, value if known else visible(str(value)))
            if not known:
                cell.data_type = "s"
            line.append(cell)
        sheet.append(line)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


TABLES: dict[str, Callable[[Table], str | bytes]] = {
    "table": to_text,
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
    "md": to_markdown,
    "html": to_html,
    "xlsx": to_excel,
}
ANSWERS: dict[str, Callable[[Answer], str]] = {
    "table": lambda answer: str(bool(answer)).lower() + "\n",
    "json": to_json,
    "xml": to_xml,
}


def written(result: Result, format: str | None = None, *, safe: bool = False) -> bytes:
    """A result in a format of its kind, by any name it has.

    Args:
        result: what a query gave.
        format: of a table one of ``TABLES``, of an answer of ``ANSWERS``, of a graph of
            ``files.kinds.GRAPHS``; the first of these where nobody says.
        safe: puts ``'`` before a cell of CSV that a spreadsheet would take for a formula.

    >>> written(Answer(True), "application/sparql-results+json")
    b'{"head": {}, "boolean": true}\\n'

    Raises:
        FormatError: the format is another kind's.
    """
    if isinstance(result, Graph):
        kind = named(format, GRAPHS) if format else GRAPHS["ttl"]
        return result.serialize(kind.suffix if kind else str(format))
    kind = named(format, FORMS) if format else SHOWN["table"]
    ways = TABLES if isinstance(result, Table) else ANSWERS
    if kind is None or kind.suffix not in ways:
        what = "a table" if isinstance(result, Table) else "an answer"
        raise FormatError(f"{what} is written as {' '.join(ways)}, not {format!r}")
    if kind.suffix == "csv":
        return to_csv(result, safe=safe).encode()  # type: ignore[arg-type]  # a table
    data = ways[kind.suffix](result)  # type: ignore[arg-type]  # of its kind
    return data if isinstance(data, bytes) else data.encode()


#: Whatever a query may give is written in: rows before graphs, so that xml means the former.
FORMS = {**SHOWN, **ROWS, **{s: kind for s, kind in GRAPHS.items() if s not in ROWS}}

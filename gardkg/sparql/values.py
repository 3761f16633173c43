"""Terms and rows as values and as text: what people, data frames and spreadsheets get."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from gardkg.identifiers import BASE, PREFIXES, contract
from gardkg.mapping.templates import KINDS, MATCHES, RELATIONS, SCOPES

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


def as_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Term | None]], *, safe: bool = False
) -> str:
    """SPARQL 1.1 CSV. ``safe`` puts ``'`` before a cell a spreadsheet would take for a formula.

    A blank node has its ``_:``; a triple term is written as in N-Triples, for its parts need marks.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        line = ["" if term is None else _csv_term(term) for term in row]
        writer.writerow(["'" + c if safe and c[:1] in _FORMULA else c for c in line])
    return out.getvalue()


def _csv_term(term: Term) -> str:
    return n3(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value


_FORMULA = frozenset("=+-@\t\r")


def cells(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[tuple[str, ...]]:
    """Head and rows of values, each cell one line of text."""
    return [tuple(columns), *(tuple(map(plain, row)) for row in rows)]


def as_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of values as aligned plain text."""
    lines = cells(columns, rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines)
    return "".join(line.rstrip() + "\n" for line in aligned)


def plain(value: Any) -> str:
    """A value as one line of text, as a table shows it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())


_WORDS = {
    **{predicate: word.replace("_", " ") for word, predicate in RELATIONS.items()},
    **{predicate: word for table in (SCOPES, MATCHES) for word, predicate in table.items()},
    **{row.claim_class: kind.replace("-", " ") for kind, row in KINDS.items()},
}
#: A concept of one of our small schemes.
_CONCEPT = re.compile(r"gardkg:[a-z]+-([a-z-]+)")


def word(curie: str | None) -> str:
    """A term of our vocabulary as a word; nothing for any other.

    >>> word("gardkg:status-best-option"), word("biolink:applied_to_treat"), word("HP:0001609")
    ('best option', 'applied to treat', '')
    """
    found = _CONCEPT.fullmatch(curie or "")
    return found[1].replace("-", " ") if found else _WORDS.get(curie or "", "")

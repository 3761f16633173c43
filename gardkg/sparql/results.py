"""What a query gives: a table, an answer or a graph.

Values for people and data frames are Python's own (int, date, bool), IRIs as CURIEs where a
prefix fits; the terms are kept as they are.
"""

from __future__ import annotations

import html
from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, overload

import pyoxigraph as ox

from gardkg.errors import FormatError, UsageError, shortened
from gardkg.files.kinds import GRAPHS
from gardkg.files.rdf import document
from gardkg.identifiers import BASE, PREFIXES
from gardkg.sparql.values import Term, as_csv, as_text, beyond_rdf11, value_of, word

if TYPE_CHECKING:
    import pandas
    import rdflib


@dataclass(frozen=True, repr=False)
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

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Table: ...
    def __getitem__(self, at: int | slice) -> Any:
        """A row, or some rows as a table."""
        if isinstance(at, slice):
            return Table(self.columns, self.terms[at], self.base)
        (row,) = Table(self.columns, [self.terms[at]], self.base)
        return row

    def select(self, *columns: str) -> Table:
        """Some of the columns, in the order they are named.

        Raises:
            UsageError: there is no such column.
        """
        for name in columns:
            if name not in self.columns:
                had = ", ".join(self.columns)
                raise UsageError(f"no column {shortened(name)!r}; there are: {had}")
        places = [self.columns.index(name) for name in columns]
        return Table(columns, [tuple(row[at] for at in places) for row in self.terms], self.base)

    def head(self, rows: int = 5) -> Table:
        """The first rows."""
        return self[:rows]

    def to_csv(self, path: str | None = None, *, safe: bool = False) -> str:
        """SPARQL 1.1 CSV; with a path it is written there, too.

        Args:
            path: a file, which is replaced whole.
            safe: puts ``'`` before a cell that a spreadsheet would take for a formula.

        Raises:
            FileError: it cannot be written.
        """
        from gardkg.files.kinds import packing
        from gardkg.files.replace import replaced

        text = as_csv(self.columns, self.terms, safe=safe)
        if path is not None:
            with replaced(path, pack=packing(path)) as stream:
                stream.write(text.encode())
        return text

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a data frame: dates as datetime64, numbers as numbers, what is missing as NA.

        ``citations`` are lists of numbers. A column of our own terms has their words beside it: of
        ``status``, gardkg:status-best-option, ``status_word`` has "best option".

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise UsageError("to_pandas needs pandas: pip install 'gardkg[pandas]'") from error

        frame = pandas.DataFrame(list(self), columns=list(self.columns), dtype=object)
        for name in dict.fromkeys(self.columns):
            kinds = {type(value) for value in frame[name] if value is not None}
            if kinds == {date}:
                frame[name] = pandas.to_datetime(frame[name])
            elif kinds and kinds <= {int, float, Decimal}:
                frame[name] = pandas.to_numeric(frame[name])
        self._add_words(frame)
        if "citations" in self.columns:
            numbers = frame["citations"].fillna("").astype(str).str.findall("[0-9]+")
            frame["citations"] = [[*map(int, found)] for found in numbers]
        return frame.convert_dtypes()

    def _add_words(self, frame: pandas.DataFrame) -> None:
        for name in dict.fromkeys(self.columns):
            terms = [value if isinstance(value, str) else None for value in frame[name]]
            words = [word(term) or None for term in terms]
            if any(words) and all(words[n] for n, term in enumerate(terms) if term):
                frame.insert(list(frame).index(name) + 1, f"{name}_word", words)

    def __repr__(self) -> str:
        rows = f"{len(self):,} row{'s' * (len(self) != 1)}"
        more = f"… {rows}" if len(self) > _FIRST else rows
        lines = as_text(self.columns, list(self.head(_FIRST))).splitlines()
        return "\n".join([*(shortened(line, 120) for line in lines), more])

    def _repr_html_(self) -> str:
        """The first rows for a notebook, and how many there are."""
        more = f"<p>{len(self):,} rows</p>" if len(self) > _FIRST_HTML else ""
        return self.head(_FIRST_HTML).to_html() + more

    def to_html(self) -> str:
        """The table as HTML: every text escaped, links only to http and https."""
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_cell(t, self.base)}</td>" for t in row) + "</tr>"
            for row in self.terms
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


#: So many rows are shown of a table where nobody asked for all.
_FIRST, _FIRST_HTML = 10, 60


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


@dataclass(frozen=True, repr=False)
class Graph:
    """The triples of a CONSTRUCT or DESCRIBE query, in a stable order."""

    triples: Sequence[ox.Triple] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.triples)

    def __repr__(self) -> str:
        first = [shortened(f"{triple} .", 160) for triple in self.triples[:_FIRST]]
        return "\n".join([*first, f"{len(self):,} triples"])

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
        """The triples as ``ttl``, ``nt``, ``jsonld`` or ``rdf``, with the prefixes they need.

        Raises:
            FormatError: another format, or one that cannot hold them.
        """
        if format not in GRAPHS:
            raise FormatError(f"a graph is written as {' '.join(GRAPHS)}, not {format!r}")
        known = {n: p.namespace for n, p in PREFIXES.items() if ":" in p.namespace}
        try:
            return document(self.triples, GRAPHS[format], known)
        except (OSError, ValueError) as error:  # of the format: there is no file here
            said = " ".join(str(error).split())
            raise FormatError(f"the graph cannot be written as {format}: {said}; nt can") from error


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


def in_order(found: Result, variables: Sequence[str]) -> Result:
    """An answer whose columns stand in an order that is not the engine's, if one is given."""
    if not isinstance(found, Table) or not variables:
        return found
    return found.select(*sorted(found.columns, key=[*variables, *found.columns].index))

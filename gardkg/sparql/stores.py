"""The triple stores we load: each one small description, and the requests it takes.

What is said here of Oxigraph, Fuseki, RDF4J and Virtuoso is tested on them (``tests/stores``);
GraphDB speaks RDF4J's protocol; QLever and Neptune are described from their documentation.
``docs/loading.md`` says what each can promise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal
from urllib.parse import quote, urlencode, urlsplit

from gardkg.http import BUSY, Request
from gardkg.identifiers import PREFIXES

#: Answers to a write that may be better a moment later: 500 is Oxigraph's for two at once.
AGAIN = BUSY | {500}
NTRIPLES = {"Content-Type": "application/n-triples"}
NQUADS = {"Content-Type": "application/n-quads"}
#: A query whose answer has no row where the default graph is empty.
ANY = "SELECT ?s { ?s ?p ?o } LIMIT 1"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_NUMBERS = (
    *("boolean", "decimal", "double", "float", "integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
_TIMES = ("dateTime", "date", "time", "duration", "dayTimeDuration", "yearMonthDuration")


def _xsd(*names: str) -> frozenset[str]:
    return frozenset(PREFIXES["xsd"].namespace + name for name in names)


@dataclass(frozen=True)
class Kind:
    """What a store takes and promises; paths are behind the address of the store."""

    name: str
    title: str
    query: str = ""
    update: str = ""
    graphs: str = ""
    """The Graph Store Protocol."""
    asked: tuple[str, ...] = ()
    """Further services that take queries."""
    others: tuple[str, ...] = ()
    """Further services of it, at whose address a person may find it."""
    graph_parameter: str = "graph"
    swap: Literal["update", "transaction"] = "update"
    """How the new graph takes the place of the old."""
    rolls_back: bool = True
    """Whether an update that fails, or whose client is gone, leaves nothing done."""
    quads: bool = False
    """Whether one POST of N-Quads may fill many graphs."""
    gzip: bool = False
    staging: str = ""
    """A parameter for uploads that nobody may rely on before they are checked."""
    most: int | None = None
    """Triples in one upload."""
    sweep: int | None = None
    """Triples of a staging graph that are dropped at once, where one transaction is too much."""
    reads: Literal["graph", "parts"] = "graph"
    """How a graph is read back: as a whole; or, where answers are capped, by hash of subject."""
    scheme: str = "basic"
    by_value: frozenset[str] = frozenset()
    """Datatypes whose literals are kept by value, so that 7.50 may come back as 7.5."""
    bars: str = ""
    """Characters of graph names that it takes once, and never again."""
    loses: re.Pattern[bytes] | None = None
    """Literals that it takes, gives back for a while, and changes later: they are not sent."""
    server: str = ""
    """How its Server header begins."""
    header: str = ""
    """A header that all its answers have, and no other store's."""
    within: str = ""
    """What stands in its address."""
    asking: str = ""
    """What is asked behind the part of its address before ``within``, to know it."""
    answer: re.Pattern[str] | None = None
    """How what it answers begins; without ``asking``, its address alone tells."""
    shows_all: bool = False
    """Whether a query that names no graph always sees all graphs, as the store is made."""
    union: tuple[tuple[str, str], ...] = ()
    """What a query is sent with, so that its default graph is the union of all graphs."""
    union_graph: str = ""
    """The name of the union as a graph, where ``union`` would hide the graphs that make it up."""
    serving: str = ""
    """What its owner does, so that it serves the union to everybody."""

    @property
    def services(self) -> set[str]:
        """All that may stand behind the address of the store."""
        return {self.query, self.update, self.graphs, *self.asked, *self.others} - {""}


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "oxigraph",
            "Oxigraph",
            *("/query", "/update", "/store"),
            quads=True,
            gzip=True,
            staging="no_transaction",
            sweep=50_000,
            by_value=_xsd(*_NUMBERS, *_TIMES),
            server="Oxigraph",
            union=(("union-default-graph", ""),),
            serving="start it with --union-default-graph",
        ),
        Kind(
            "fuseki",
            "Apache Jena Fuseki",
            *("/query", "/update", "/data"),
            asked=("/sparql",),
            others=("/get",),
            quads=True,
            gzip=True,
            by_value=_xsd(*_NUMBERS, "dateTime", "date"),
            # TDB2 keeps 64 bits of them on disk, and all of them in its cache.
            loses=re.compile(rb'"[+-]?[0-9]{19,}"\^\^<http://www.w3.org/2001/XMLSchema#'),
            server="Apache Jena Fuseki",
            header="Fuseki-Request-Id",
            union=(
                ("default-graph-uri", "urn:x-arq:UnionGraph"),
                ("default-graph-uri", "urn:x-arq:DefaultGraph"),
            ),
            union_graph="urn:x-arq:UnionGraph",
            serving="set tdb2:unionDefaultGraph true in its configuration",
        ),
        # Before RDF4J, whose protocol it speaks; it has a service of its own besides.
        Kind(
            "graphdb",
            "GraphDB",
            *("", "/statements", "/rdf-graphs/service"),
            swap="transaction",
            quads=True,
            gzip=True,
            within="/repositories/",
            asking="/rest/info/version",
            answer=re.compile(r"(?is).*version"),
            shows_all=True,
        ),
        Kind(
            "rdf4j",
            "Eclipse RDF4J",
            *("", "/statements", "/rdf-graphs/service"),
            swap="transaction",
            quads=True,
            gzip=True,
            within="/repositories/",
            asking="/protocol",
            answer=re.compile(r"\d+$"),
            shows_all=True,
        ),
        Kind(
            "virtuoso",
            "Virtuoso",
            *("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
            graph_parameter="graph-uri",
            rolls_back=False,
            bars="'",
            # A body of 500,000 once hung for ever, where others held some of its triples.
            most=50_000,
            reads="parts",
            scheme="digest",
            by_value=_xsd(*_NUMBERS, "dateTime", "gYear", "time"),
            server="Virtuoso",
            shows_all=True,
        ),
        Kind(
            "qlever",
            "QLever",
            asking="?cmd=stats",
            answer=re.compile("(?s).*num-triples"),
            shows_all=True,
        ),
        Kind(
            "neptune",
            "Amazon Neptune",
            *("/sparql", "/sparql", "/sparql/gsp/"),
            within=".neptune.",
            shows_all=True,
        ),
        Kind("generic", "a SPARQL 1.1 store"),
    )
}


@dataclass(frozen=True)
class Address:
    """A store of a kind at an address, and the requests it takes; or a transaction in it.

    >>> store = Address(KINDS["fuseki"], "http://127.0.0.1:3030/ds")
    >>> store.put("urn:g", b"").url
    'http://127.0.0.1:3030/ds/data?graph=urn%3Ag'
    >>> inside = Address(KINDS["rdf4j"], store.url, f"{store.url}/transactions/7")
    >>> inside.put("urn:g", b"").url
    'http://127.0.0.1:3030/ds/transactions/7?action=ADD&context=%3Curn%3Ag%3E'
    """

    kind: Kind
    url: str
    transaction: str = ""

    @property
    def local(self) -> bool:
        """Whether it is on this machine, where packing costs more than it saves."""
        return urlsplit(self.url).hostname in {"127.0.0.1", "localhost", "::1"}

    def put(self, name: str, body: bytes | BinaryIO, *, more: bool = False) -> Request:
        """Make a graph of triples; with ``more``, or in a transaction, add them to it."""
        if self.transaction:
            return self._inside("ADD", NTRIPLES, body, f"<{name}>")
        url = self._graph(name, self.kind.staging)
        return Request("POST" if more else "PUT", url, NTRIPLES, body, True, AGAIN)

    def post(self, body: bytes | BinaryIO) -> Request:
        """Fill many graphs with quads."""
        if self.transaction:
            return self._inside("ADD", NQUADS, body)
        ask = f"?{self.kind.staging}" if self.kind.staging else ""
        return Request("POST", f"{self.url}{self.kind.graphs}{ask}", NQUADS, body, True, AGAIN)

    def get(self, name: str) -> Request:
        """A whole graph, as N-Triples."""
        accept = {"Accept": "application/n-triples"}
        if self.transaction:
            return self._inside("GET", accept, None, f"<{name}>")
        return Request("GET", self._graph(name), accept, None, True, AGAIN)

    def ask(self, query: str) -> Request:
        """A SELECT or ASK."""
        body = urlencode({"query": query}).encode()
        headers = {**_FORM, "Accept": "application/sparql-results+json"}
        if self.transaction:
            return self._inside("QUERY", headers, body)
        return Request("POST", self.url + self.kind.query, headers, body, True, AGAIN)

    def change(self, update: str, *, repeatable: bool = False) -> Request:
        """An update."""
        if self.transaction:
            return self._inside("UPDATE", _FORM, urlencode({"update": update}).encode())
        headers = {"Content-Type": "application/sparql-update"}
        url = self.url + self.kind.update
        return Request("POST", url, headers, update.encode(), repeatable, AGAIN)

    def begin(self) -> Request:
        """A transaction; where it is stands in the answer's Location."""
        return Request("POST", f"{self.url}/transactions")

    def commit(self) -> Request:
        """The end of a transaction."""
        return self._inside("COMMIT")

    def roll_back(self) -> Request:
        """The end of a transaction that is given up."""
        return Request("DELETE", self.transaction)

    def _graph(self, name: str, *parameters: str) -> str:
        asked = [f"{self.kind.graph_parameter}={quote(name, safe='')}", *filter(None, parameters)]
        return f"{self.url}{self.kind.graphs}?{'&'.join(asked)}"

    def _inside(
        self,
        action: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | BinaryIO | None = None,
        context: str = "",
    ) -> Request:
        asked = {"action": action, **({"context": context} if context else {})}
        return Request("PUT", f"{self.transaction}?{urlencode(asked)}", headers or {}, body)

"""Asking a remote endpoint by the SPARQL 1.1 Protocol, and never taking a part for the whole.

POST, with the query as a form, which every server takes (Virtuoso 7 never answers the other
way); JSON results, N-Triples for graphs. ``http`` holds the deadline and follows no redirect.
An answer that stops early, that is no result at all, or that the server says it cut, is an error.

Each record is a named graph, and not every store shows those to a query that names none. The first
answer tells which store it is: one that can be asked for the union of its graphs is asked for it
(``loading.stores``), and any other gets the query as it is.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.parsers import expat

import msgspec
import pyoxigraph as ox

from gardkg.errors import StoreError, checked_limit, checked_mebibytes, checked_timeout, shortened
from gardkg.files import nesting
from gardkg.files.kinds import RDF, ROWS
from gardkg.files.rdf import parser
from gardkg.http import (
    MIB,
    MOST,
    HttpError,
    Request,
    Response,
    TooLargeError,
    Wire,
    as_file,
    checked_url,
)
from gardkg.identifiers import BASE
from gardkg.sparql.detect import by_address, by_headers, trimmed
from gardkg.sparql.dialects import MOST as MENDED
from gardkg.sparql.dialects import BadRow, mended, plain
from gardkg.sparql.guard import gives_graph, guard, names_graphs, starred, with_prefixes, within
from gardkg.sparql.results import Answer, Graph, Result, Table, in_order
from gardkg.sparql.stores import ANY, Kind
from gardkg.sparql.values import Term

DEADLINE = 60.0
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"


@dataclass(frozen=True)
class _Service:
    """Where queries are taken, and of what kind of store, if that is known."""

    url: str
    kind: Kind | None = None

    @property
    def union(self) -> tuple[tuple[str, str], ...]:
        """What asks for the union of all graphs; nothing if who typed the address chose others."""
        chosen = parse_qs(urlsplit(self.url).query, keep_blank_values=True).keys()
        return () if not self.kind or _DATASET & chosen else self.kind.union


class Endpoint:
    """A SPARQL endpoint.

    Args:
        url: of the endpoint, or of a store that is known, as ``load`` takes it.
        base: where the nodes of records stand.
        max_answer: MiB that an answer may have when it is unpacked; 1,024 if nobody says.

    Raises:
        UsageError: the address is no http(s) address, or holds credentials; or ``max_answer`` is
            no such number.
    """

    def __init__(self, url: str, base: str = BASE, max_answer: int | None = None) -> None:
        self.url, self.base = checked_url(url), base
        max_answer = checked_mebibytes(max_answer)
        self._most = MOST if max_answer is None else max_answer * MIB
        self._service: _Service | None = None
        #: What we were told once: whether the default graph has triples that no named graph has,
        #: and whether named graphs are hidden.
        self._own: bool | None = None
        self._hides: bool | None = None

    def run(
        self,
        query: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> Result:
        """Run a query there.

        Raises:
            UsageError: the query is refused, or ``timeout`` or ``limit`` is no such number.
            StoreError: the endpoint refused, failed, was late, or gave only a part; or it finds
                nothing because its default graph does not show what its named graphs hold.
        """
        guard(query, allow_service=allow_service)
        timeout, limit = checked_timeout(timeout), checked_limit(limit)
        text = with_prefixes(query, self.base)
        with Wire(timeout or DEADLINE, most=self._most) as wire:
            try:
                found = self._asked(wire, text, limit)
                if _is_nothing(found) and not names_graphs(text):
                    self._check_shown(wire)
            except TooLargeError as error:
                raise StoreError(f"{error}; --max-answer MIB allows more") from error
        return in_order(found, starred(query))

    def _asked(self, wire: Wire, text: str, limit: int | None) -> Result:
        if self._service is None:
            found = self._first(wire, text, limit, self.url)
            if found is not None:
                return found
        assert self._service is not None
        service, union = self._service, self._service.union
        if union and service.kind and service.kind.union_graph and names_graphs(text):
            self._check_no_own(wire, service)
            text, union = within(text, service.kind.union_graph), ()
        with wire.send(_asking(service.url, text, union)) as response:
            return self._read(wire, response, limit)

    def _first(self, wire: Wire, text: str, limit: int | None, url: str) -> Result | None:
        """What comes of the first query, which tells the store; None if it is to be asked anew."""
        try:
            with wire.send(_asking(url, text)) as response:
                service = _Service(url, _store(url, response.headers))
                known = _kind(response) in {*_RESULTS, *_GRAPHS, *_ANY_XML}
                if known and not service.union:
                    self._service = service
                    return self._read(wire, response, limit)
                elsewhere = None if known else _elsewhere(url, response.headers)
                if not known and elsewhere is None:
                    return self._read(wire, response, limit)
                self._service = elsewhere or service
        except HttpError as error:
            elsewhere = _elsewhere(url, error.headers)
            bare = url.rstrip("/")
            if elsewhere is None and error.status in {404, 405} and bare != url:
                return self._first(wire, text, limit, bare)  # a slash too many hides a store
            if isinstance(error, TooLargeError) or elsewhere is None:
                raise
            self._service = elsewhere
        return None

    def _check_shown(self, wire: Wire) -> None:
        """Raise if nothing was found because named graphs are not shown; asked once."""
        service = self._service
        if service is None or service.union or (service.kind and service.kind.shows_all):
            return
        if self._hides is None:
            with contextlib.suppress(StoreError):
                self._hides = not self._has(wire, ANY) and self._has(wire, _ANY_NAMED)
        if self._hides:
            raise StoreError(
                f"{self.url}: its default graph is empty and its named graphs are not, so a query "
                "that names no graph finds nothing; ask with GRAPH ?g { … }, or let the store "
                "serve the union of its graphs as its default graph"
            )

    def _check_no_own(self, wire: Wire, service: _Service) -> None:
        """Raise if the default graph has what the union lacks: no query there shows both."""
        assert service.kind is not None
        if self._own is None:
            self._own = self._has(wire, _OWN.format(union=service.kind.union_graph))
        if self._own:
            raise StoreError(
                f"{self.url}: its default graph has triples that are in no named graph, and "
                f"{service.kind.title} shows these and GRAPH not in one query; ask without GRAPH"
            )

    def _has(self, wire: Wire, query: str) -> bool:
        assert self._service is not None
        with wire.send(_asking(self._service.url, query)) as response:
            return len(self._read(wire, response, None)) > 0  # type: ignore[arg-type]  # a SELECT

    def _read(self, wire: Wire, response: Response, limit: int | None) -> Result:
        self._check_whole(response)
        kind = _kind(response)
        pieces = wire.pieces(response)
        if kind in _ANY_XML:  # which some say for either
            body = b"".join(pieces)
            kind = RDF["rdf"].media_type if b"RDF" in body[:2048] else ROWS["xml"].media_type
            pieces = iter([body])
        if kind not in _RESULTS and kind not in _GRAPHS:
            said = shortened(kind) or "nothing known"
            raise StoreError(f"{self.url}: answered {said}, not results")
        with tempfile.SpooledTemporaryFile(_SMALL) as copy:  # read again where it must be
            kept = _copied(pieces, copy) if kind in _RESULTS else pieces
            return self._parsed(kind, kept, copy, limit)

    def _parsed(
        self, kind: str, pieces: Iterator[bytes], copy: IO[bytes], limit: int | None
    ) -> Result:
        format = _GRAPHS.get(kind) or _RESULTS[kind]
        found: Any = None
        seen: list[bytes] = []
        try:
            if "xml" in kind:  # the reader of it takes half a document for a whole one
                body = b"".join(pieces)
                nesting.check(body, format)
                expat.ParserCreate().Parse(body, True)
                pieces = iter([body])
            with nesting.bounded(as_file(_seen(pieces, seen)), format) as file:
                if kind in _GRAPHS:
                    triples = set()
                    found = ox.parse(file, format=_GRAPHS[kind])
                    for quad in found:
                        triples.add(quad.triple)
                    return Graph(sorted(triples, key=str)[:limit])
                found = ox.parse_query_results(file, format=_RESULTS[kind])
                if isinstance(found, ox.QueryBoolean):
                    if "json" in kind:  # it is read no further than to true or false
                        msgspec.json.decode(b"".join([*seen, *pieces]), type=_Boolean)
                    return Answer(bool(found))
                columns = tuple(variable.value for variable in found.variables)
                rows: list[tuple[Term | None, ...]] = []
                for row in found:  # a comprehension's frame would hold it behind an error
                    nesting.see_depth(*row)
                    if limit is None or len(rows) < limit:  # the others are read to the end, too
                        rows.append(plain(row))
                return Table(columns, rows, self.base)
        except nesting.Refused as error:
            raise StoreError(f"{self.url}: the answer {error}, and is not read") from error
        # MemoryError is the parser's, for a word that is too long.
        except (SyntaxError, ValueError, MemoryError, *_BROKEN) as error:
            too_long = isinstance(error, MemoryError)
            if not too_long and (found := self._mended(copy, kind, pieces)) is not None:
                return Table(found.columns, found.terms[:limit], self.base)
            raise StoreError(
                f"{self.url}: the answer is cut off or broken: "
                f"{shortened(' '.join(str(error).split()), 300)}"
            ) from error
        finally:
            found = None  # an error's traceback may outlive this thread, and only it may drop it

    def _mended(self, copy: IO[bytes], kind: str, rest: Iterator[bytes]) -> Table | None:
        """The answer that a parser refused, as its server's dialect has it; None if it is none.

        Raises:
            StoreError: a term of it is none.
        """
        if kind not in _RESULTS:
            return None
        for _ in rest:  # what the parser did not come to
            pass
        if copy.tell() > MENDED:
            return None
        copy.seek(0)
        try:
            found = mended(copy.read(), kind, self.url)
        except BadRow as error:
            raise StoreError(f"{self.url}: {error}") from error
        return Table(*found, self.base) if found else None

    def _check_whole(self, response: Response) -> None:
        # Virtuoso says so when it cut the rows, and only there.
        if cap := response.headers.get("X-SPARQL-MaxRows"):
            cap = shortened(cap)
            raise StoreError(f"{self.url}: incomplete; the server gives at most {cap} rows")
        if response.headers.get("X-SPARQL-Anytime") or "X-Exec-Milliseconds" in response.headers:
            raise StoreError(f"{self.url}: incomplete; the server stopped at its time limit")


_RESULTS = {
    ROWS["json"].media_type: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,  # which some say for it
    ROWS["xml"].media_type: ox.QueryResultsFormat.XML,
}
# Not JSON-LD: it may name a context that would have to be fetched.
_GRAPHS = {RDF[suffix].media_type: parser(RDF[suffix]) for suffix in ("nt", "ttl", "rdf")}

#: What XML of any kind is called.
_ANY_XML = {"application/xml", "text/xml"}
#: Bytes of an answer that are kept in memory while it is read.
_SMALL = 1 << 22
_BROKEN = (msgspec.MsgspecError, expat.ExpatError)
#: Parameters of an address by which its owner chose what is asked.
_DATASET = {"default-graph-uri", "named-graph-uri", "union-default-graph"}
_ANY_NAMED = "SELECT ?s { GRAPH ?g { ?s ?p ?o } } LIMIT 1"
# One triple is looked at, for all could be millions: a default graph that is the union has each.
_OWN = """SELECT * {{
  {{ SELECT * {{ ?s ?p ?o }} LIMIT 1 }} FILTER NOT EXISTS {{ GRAPH <{union}> {{ ?s ?p ?o }} }}
}}"""


def _asking(url: str, text: str, parameters: Sequence[tuple[str, str]] = ()) -> Request:
    headers = {
        "Accept": "application/n-triples" if gives_graph(text) else _ACCEPT,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode([("query", text), *parameters]).encode()
    return Request("POST", url, headers, body, repeatable=True)


def _store(url: str, headers: Mapping[str, str]) -> Kind | None:
    return by_headers(headers) or by_address(url)


def _elsewhere(url: str, headers: Mapping[str, str]) -> _Service | None:
    """Where a store takes queries that answered at an address which takes none."""
    kind = _store(url, headers)
    path = url.partition("?")[0].rstrip("/")
    if kind is None or any(path.endswith(service) for service in kind.asked):
        return None
    there = trimmed(url, kind) + kind.query
    return None if there == url else _Service(there, kind)


def _copied(pieces: Iterator[bytes], copy: IO[bytes]) -> Iterator[bytes]:
    """The pieces, each of which is kept as well."""
    for piece in pieces:
        copy.write(piece)
        yield piece


def _seen(pieces: Iterator[bytes], seen: list[bytes]) -> Iterator[bytes]:
    """The pieces, of which the first are kept: all of an answer to ASK."""
    for piece in pieces:
        if len(seen) < 16:
            seen.append(piece)
        yield piece


class _Boolean(msgspec.Struct):
    boolean: bool


def _kind(response: Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _is_nothing(found: Result) -> bool:
    """Whether no row, no triple, or nothing but zeros came: a count of nothing is a row, too."""
    if not isinstance(found, Table):
        return not found
    return all(term is None or _is_zero(term) for row in found.terms for term in row)


def _is_zero(term: Term) -> bool:
    zero = re.compile(r"[+-]?0+(\.0*)?([eE][+-]?\d+)?|false")
    return isinstance(term, ox.Literal) and zero.fullmatch(term.value) is not None

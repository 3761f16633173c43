"""A load that sends nothing: every request it would make, in the order it would make them.

It is the real load over another wire, at whose end is a store as one wishes it: what that is sent
it has, and gives back.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import pyoxigraph as ox

from gardkg.files.kinds import RDF, ROWS
from gardkg.files.spool import Spool
from gardkg.http import Request, Response
from gardkg.loading.digest import canonical
from gardkg.sparql.result_formats import to_json
from gardkg.sparql.results import Table

#: What of the updates in ``sparql.stores`` changes graphs that have a name for good.
_STEP = re.compile(
    r"DROP SILENT GRAPH <(?P<drop>[^>]*)>"
    r"|MOVE GRAPH <(?P<move>[^>]*)> TO GRAPH <(?P<to>[^>]*)>"
    r"|INSERT \{ GRAPH <(?P<into>[^>]*)> \{ \?s \?p \?o \} \} WHERE \{ GRAPH <(?P<copy>[^>]*)>"
)
_IRI = re.compile("<([^>]*)>")


class Rehearsal:
    """A wire that ends here.

    Args:
        held: keeps what is sent.
        by_value: datatypes whose literals the store would keep by value.
        say: gets each request as text.
    """

    most, repeated, left = sys.maxsize, 0, math.inf

    def __init__(
        self, held: Spool[int], by_value: frozenset[str], say: Callable[[str], None]
    ) -> None:
        self._held, self._by_value, self._say = held, by_value, say
        #: The uploads that a graph is made of.
        self._graphs: dict[str, list[int]] = {}
        self._uploads = 0

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def anew(self, seconds: float) -> Rehearsal:
        """The same: there is no deadline."""
        return self

    def done(self, request: Request) -> None:
        """Note a request, and do what it says."""
        with self.send(request):
            pass

    @contextmanager
    def send(self, request: Request) -> Iterator[Response]:
        """Note a request, do what it says, and answer."""
        self._note(request)
        kind = request.headers.get("Content-Type", "")
        asked = dict(parse_qsl(urlsplit(request.url).query))
        graph = asked.get("graph") or asked.get("graph-uri") or asked.get("context", "").strip("<>")
        response = Response()
        response.url, response.status_code = request.url, 200
        # A transaction is begun by what has nothing else to say.
        response.headers["Location"] = f"{request.url}/ID"
        body: Iterable[bytes] = ()
        if kind in {RDF["nt"].media_type, RDF["nq"].media_type}:
            if request.method == "PUT" and "action" not in asked:
                self._graphs[graph] = []
            self._take(graph, _unpacked(request))
        elif "Accept" not in request.headers:
            self._change(_text(request))
        elif request.method == "GET" or asked.get("action") == "GET":
            response.headers["Content-Type"], body = RDF["nt"].media_type, self._lines(graph)
        else:
            response.headers["Content-Type"] = ROWS["json"].media_type
            body = [to_json(self._rows(_text(request))).encode()]
        response.raw = body
        yield response

    def pieces(self, response: Response, most: int | None = None) -> Iterator[bytes]:
        """What is answered."""
        yield from cast(Iterable[bytes], response.raw)

    def _note(self, request: Request) -> None:
        self._say(f"{request.method} {request.url}")
        kind, body = request.headers.get("Content-Type", ""), request.body
        if isinstance(body, bytes) and not kind.startswith("application/n-"):
            text = unquote_plus(body.decode()) if "form" in kind else body.decode()
            self._say("\n".join(f"    {line}" for line in text.splitlines()))
        elif body is not None:
            size = len(body) if isinstance(body, bytes) else body.seek(0, os.SEEK_END)
            packed = ", gzipped" if "Content-Encoding" in request.headers else ""
            self._say(f"    {kind}, {size:,} bytes{packed}")

    def _take(self, graph: str, lines: Iterable[bytes]) -> None:
        """Keep what is uploaded: triples of a graph, or, without one, quads."""
        uploads: dict[str, int] = {}
        for line in lines:
            name = graph
            if not name:
                triple, _, end = line.rpartition(b" <")
                name, line = end.partition(b">")[0].decode(), triple + b" .\n"
            if name not in uploads:
                self._uploads += 1
                uploads[name] = self._uploads
                self._graphs.setdefault(name, []).append(self._uploads)
            self._held.add(uploads[name], line)

    def _change(self, update: str) -> None:
        for step in _STEP.finditer(update):
            if step["drop"]:
                self._graphs.pop(step["drop"], None)
            elif step["move"]:
                self._graphs[step["to"]] = self._graphs.pop(step["move"], [])
            else:
                self._graphs.setdefault(step["into"], []).extend(self._graphs[step["copy"]])

    def _lines(self, graph: str) -> Iterator[bytes]:
        """The triples of a graph, each once."""
        seen: set[bytes] = set()
        for upload in self._graphs.get(graph, ()):
            for line in self._held.lines(upload):
                plain = canonical(line, self._by_value)
                # Two blank nodes are two, though each is canonically _:b.
                key = hashlib.sha256(line if b"_:b" in plain else plain).digest()
                if key not in seen:
                    seen.add(key)
                    yield line

    def _rows(self, query: str) -> Table:
        """What a SELECT of ``loading.remote`` asks for."""
        names = [name for name in _IRI.findall(query) if self._graphs.get(name)]
        rows: list[tuple[Any, ...]]
        if "COUNT" in query:
            counts = {name: sum(1 for _ in self._lines(name)) for name in names}
            rows = [(ox.NamedNode(name), ox.Literal(count)) for name, count in counts.items()]
            return Table(("g", "n"), rows)
        if not _IRI.search(query):  # whether a query that names no graph sees anything
            return Table(("s",), [(ox.NamedNode("urn:x"),)])
        with_graph = "?g" in query
        rows = [
            (*((ox.NamedNode(name),) if with_graph else ()), *_triple(line))
            for name in names
            for line in self._lines(name)
        ]
        return Table((*(("g",) if with_graph else ()), "s", "p", "o"), rows)


def _triple(line: bytes) -> ox.Triple:
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return cast(ox.Triple, quad.triple)


def _text(request: Request) -> str:
    """The query or update of a request."""
    body = request.body if isinstance(request.body, bytes) else b""
    if "form" in request.headers.get("Content-Type", ""):
        return dict(parse_qsl(body.decode())).popitem()[1]
    return body.decode()


def _unpacked(request: Request) -> Iterable[bytes]:
    """The lines of an upload."""
    if isinstance(request.body, bytes):
        return request.body.splitlines(keepends=True)
    body = cast(BinaryIO, request.body)
    body.seek(0)
    if "Content-Encoding" in request.headers:
        return gzip.GzipFile(fileobj=body)
    return body


class NoJournal:
    """Of a load that leaves nothing."""

    run = "RUN"

    def add(self, graphs: Iterable[str]) -> None: ...

    def remove(self, graphs: Iterable[str]) -> None: ...

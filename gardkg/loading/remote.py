"""A running store: filling graphs, and reading back what is in them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO, TypeVar, cast

import pyoxigraph as ox

from gardkg.errors import StoreError, shortened
from gardkg.files import nesting
from gardkg.files.spool import Body, Spool, lines
from gardkg.http import CutError, HttpError, Request, Response, Transport
from gardkg.loading.bodies import Count, packed, quads, triples
from gardkg.loading.digest import Digest, canonical, canonical_triple, digest
from gardkg.sparql.stores import ANY, Address
from gardkg.sparql.updates import part

T = TypeVar("T")
_READS = 3


def _nobody(count: int) -> None:
    """Whoever does not watch."""


class Capped(StoreError):
    """The store gave as many rows as it gives at most, and there are more."""


class Remote:
    """A store that answers over a wire.

    Args:
        address: what it is, and where.
        wire: what requests go through.
        packed: whether uploads are gzipped.
        sent: is told the triples of each piece of an upload.
        read: is told the triples of each piece that is read back.
    """

    def __init__(
        self,
        address: Address,
        wire: Transport,
        packed: bool,
        sent: Count = _nobody,
        read: Count = _nobody,
    ) -> None:
        self.address, self.wire, self._packed = address, wire, packed
        self._sent, self._read = sent, read
        #: Whether something may have been written.
        self.wrote = False
        #: Whether the store may still be at work on what it was sent.
        self.unsure = False

    def over(self, wire: Transport) -> Remote:
        """The same store over another wire."""
        return Remote(self.address, wire, self._packed, self._sent, self._read)

    def at(self, address: Address) -> Remote:
        """Over the same wire, the store at another address: within a transaction."""
        return Remote(address, self.wire, self._packed, self._sent, self._read)

    def change(self, update: str, *, repeatable: bool = False) -> None:
        """Run an update.

        Raises:
            HttpError: the store refused, or failed.
        """
        self.done(self.address.change(update, repeatable=repeatable))

    def done(self, request: Request) -> None:
        """Send a request whose answer says no more than that it is done.

        Raises:
            HttpError: the store refused, or failed.
        """
        before = self.wrote, self.unsure
        repeated = self.wire.repeated
        # Whatever ends the request, Ctrl-C too: only an answer says what became of it.
        self.wrote = self.unsure = True
        try:
            self.wire.done(request)
        except HttpError as error:
            if error.refused and self.wire.repeated == repeated:
                self.wrote, self.unsure = before
            raise
        self.unsure = before[1] or self.wire.repeated > repeated

    def begun(self) -> str:
        """Begin a transaction; its address.

        Raises:
            HttpError: the store refused, or failed.
        """
        with self.wire.send(self.address.begin()) as response:
            # Behind a proxy, Location may name a host that is not ours to ask: only the id counts.
            id_ = response.headers.get("Location", "").rstrip("/").rpartition("/")[2]
        if not id_:
            raise HttpError(f"{self.address.url}: began a transaction, and did not say where")
        return f"{self.address.url}/transactions/{id_}"

    # --- Filling --------------------------------------------------------------------------------

    def fill(self, spool: Spool[str], pairs: Sequence[tuple[str, str]]) -> None:
        """Make graphs: ``pairs`` of the one in the spool and the one in the store.

        Raises:
            HttpError: the store did not take them.
        """
        kind = self.address.kind
        if len(pairs) > 1 and kind.quads:
            self._upload(self.address.post(quads(spool, pairs, self._sent)))
            return
        for source, target in pairs:
            if kind.most is None:
                body = triples(spool, source, self._sent)
                self._upload(self.address.put(target, body))
            else:
                self._in_parts(spool.lines(source), target, kind.most)

    def _in_parts(self, source: Iterator[bytes], target: str, most: int) -> None:
        more = False
        while part := b"".join(islice(source, most)):
            if more and b"_:" in part:
                raise StoreError(
                    f"<{target}>: blank nodes cannot be sent in parts, and "
                    f"{self.address.kind.title} takes {most:,} triples at once"
                )
            self.done(self.address.put(target, part, more=more))
            self._sent(part.count(b"\n"))
            more = True

    def _upload(self, request: Request) -> None:
        if not self._packed:
            self.done(request)
            return
        with packed(cast(BinaryIO, request.body)) as file:
            headers = {**request.headers, "Content-Encoding": "gzip"}
            self.done(replace(request, headers=headers, body=file))

    # --- Reading back ---------------------------------------------------------------------------

    def digests(self, graphs: Sequence[str]) -> dict[str, Digest]:
        """What is in graphs, each triple by its hash; of a graph that is not there, nothing.

        Raises:
            StoreError: the store did not say, or gave only a part.
        """
        if len(graphs) > 1 and self.address.kind.reads == "graph":
            return _thrice(lambda: self._together(graphs))
        by_value = self.address.kind.by_value
        return {
            graph: _thrice(
                lambda graph=graph: digest(  # type: ignore[misc]
                    canonical(line, by_value) for line in self.lines(graph)
                )
            )
            for graph in graphs
        }

    def lines(self, graph: str) -> Iterator[bytes]:
        """The triples of a graph in N-Triples, as the store writes them.

        Raises:
            StoreError: the store did not say, or gave only a part.
        """
        if self.address.kind.reads == "parts":
            yield from self._parts(graph, "")
            return
        try:
            with self.wire.send(self.address.get(graph)) as response:
                _expect(response, "application/n-triples", "text/plain")
                # However large a graph is: no more than a line of it is held.
                pieces = self.wire.pieces(response, sys.maxsize)
                yield from lines(self._counted(pieces), self.wire.most)
        except HttpError as error:
            if error.status != 404:
                raise

    def _parts(self, graph: str, prefix: str) -> Iterator[bytes]:
        try:
            rows = list(self.rows(self.address.ask(part(graph, prefix))))
        except Capped as error:
            if len(prefix) == 32:
                raise StoreError(f"<{graph}>: a subject has too many triples: {error}") from error
            for digit in "0123456789abcdef":
                yield from self._parts(graph, prefix + digit)
            return
        for row in rows:
            yield f"{ox.Triple(*row)} .\n".encode()
            self._read(1)

    def _counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            self._read(piece.count(b"\n"))

    def _together(self, graphs: Sequence[str]) -> dict[str, Digest]:
        """The digests of many small graphs, by one query."""
        found = dict.fromkeys(graphs, Digest())
        (request,) = self.readings(graphs)
        for graph, *triple in self.rows(request):
            line = canonical_triple(ox.Triple(*triple), self.address.kind.by_value)
            found[graph.value] += digest([line])
            self._read(1)
        return found

    def readings(self, graphs: Sequence[str]) -> list[Request]:
        """The requests that read graphs back."""
        if self.address.kind.reads == "parts":
            return [self.address.ask(part(graph, "")) for graph in graphs]
        if len(graphs) == 1:
            return [self.address.get(graphs[0])]
        names = " ".join(f"<{graph}>" for graph in graphs)
        pattern = f"VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }}"
        return [self.address.ask(f"SELECT ?g ?s ?p ?o {{ {pattern} }}")]

    def shows_all(self) -> bool:
        """Whether a query that names no graph sees what is in named graphs, where some are.

        Raises:
            StoreError: the store did not say.
        """
        return next(self.rows(self.address.ask(ANY)), None) is not None

    def counting(self, graphs: Sequence[str]) -> Request:
        """The request that counts graphs' triples."""
        names = " ".join(f"<{graph}>" for graph in graphs)
        pattern = f"VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }}"
        return self.address.ask(f"SELECT ?g (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?g")

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many triples the store counts in graphs.

        Raises:
            StoreError: the store did not say.
        """
        return _thrice(lambda: dict.fromkeys(graphs, 0) | self._counted_by_store(graphs))

    def _counted_by_store(self, graphs: Sequence[str]) -> dict[str, int]:
        request = self.counting(graphs)
        try:
            return {graph.value: int(count.value) for graph, count in self.rows(request)}
        except ValueError as error:
            raise CutError(f"{self.address.url}: the answer is broken: {error}") from error

    def rows(self, request: Request) -> Iterator[list[Any]]:
        """The rows of a SELECT.

        Raises:
            StoreError: the store did not answer, or gave only a part.
        """
        with self.wire.send(request) as response:
            _expect(response, "application/sparql-results+json", "application/json")
            pieces = self.wire.pieces(response)
            if self.address.kind.reads == "parts":
                # Virtuoso calls blank nodes nodeID://b10001, which is no label.
                pieces = iter([b"".join(pieces).replace(b'"nodeID://', b'"')])
            whole = cast(BinaryIO, Body(0, lambda: pieces))
            body = nesting.bounded(whole, ox.QueryResultsFormat.JSON)
            found: Any = None
            try:
                found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
                for row in map(list, found):
                    nesting.see_depth(*row)
                    if None in row:  # nothing that is asked for may be missing
                        raise ValueError("a row lacks a value")
                    yield row
            except (SyntaxError, ValueError, nesting.Refused) as error:
                reason = " ".join(str(error).split())
                raise CutError(
                    f"{response.url}: the answer is cut off or broken: {reason}"
                ) from error
            finally:
                found = None  # it may be dropped by the thread only that made it


def _expect(response: Response, *types: str) -> None:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in types:
        said = shortened(kind) or "nothing known"
        raise StoreError(f"{response.url}: answered {said}, not {types[0]}")
    if cap := response.headers.get("X-SPARQL-MaxRows"):
        said = f"incomplete; the server gives at most {shortened(cap)} rows"
        raise Capped(f"{response.url}: {said}")


def _thrice(read: Callable[[], T]) -> T:
    """Read again what broke off, or was no graph at all: reading changes nothing."""
    for attempt in range(_READS):
        try:
            return read()
        except StoreError as error:
            # A refusal stands, and who did not answer has been asked often enough.
            told = isinstance(error, Capped | HttpError) and not isinstance(error, CutError)
            if told or attempt == _READS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")

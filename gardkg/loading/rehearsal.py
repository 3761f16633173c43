"""A load that sends nothing: every request it would make, in the order it would make them.

It is the real load, over a store that takes whatever it is given and gives it back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import unquote_plus

from gardkg.files.spool import Spool
from gardkg.http import Request, Wire
from gardkg.loading.digest import Digest, distinct_digest
from gardkg.loading.remote import Remote
from gardkg.sparql.stores import ANY, Address


class Rehearsal(Remote):
    """A store as one wishes it.

    Args:
        address: what it is, and where.
        wire: is asked for the time, and for nothing else.
        packed: whether uploads would be gzipped.
        say: gets each request as text.
    """

    def __init__(self, address: Address, wire: Wire, packed: bool, say: Callable[[str], None]):
        super().__init__(address, wire, packed)
        self._say = say
        self._held: dict[str, Digest] = {}

    def over(self, wire: Wire) -> Rehearsal:
        return self

    def at(self, address: Address) -> Rehearsal:
        inside = Rehearsal(address, self.wire, self._packed, self._say)
        inside._held = self._held
        return inside

    def done(self, request: Request) -> None:
        """Note a request."""
        kind = request.headers.get("Content-Type", "")
        self._say(f"{request.method} {request.url}")
        body = request.body
        if isinstance(body, bytes) and not kind.startswith("application/n-"):
            text = unquote_plus(body.decode()) if "form" in kind else body.decode()
            self._say("\n".join(f"    {line}" for line in text.splitlines()))
        elif body is not None:
            size = len(body) if isinstance(body, bytes) else body.seek(0, os.SEEK_END)
            packed = ", gzipped" if "Content-Encoding" in request.headers else ""
            self._say(f"    {kind}, {size:,} bytes{packed}")

    def begun(self) -> str:
        """Note a transaction's begin; its address."""
        self.done(self.address.begin())
        return f"{self.address.url}/transactions/ID"

    def fill(self, spool: Spool[str], pairs: Sequence[tuple[str, str]]) -> None:
        by_value = self.address.kind.by_value
        for source, target in pairs:
            found = distinct_digest(spool.lines(source), by_value)
            # What is staged is what will be live.
            self._held[source] = self._held[target] = found
        super().fill(spool, pairs)

    def digests(self, graphs: Sequence[str]) -> dict[str, Digest]:
        for request in self.readings(graphs):
            self.done(request)
        return {graph: self._held[graph] for graph in graphs}

    def shows_all(self) -> bool:
        self.done(self.address.ask(ANY))
        return True

    def lines(self, graph: str) -> Iterator[bytes]:
        self.done(self.address.get(graph))
        return iter(())

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        self.done(self.counting(graphs))
        return dict.fromkeys(graphs, 0)


class NoJournal:
    """Of a load that leaves nothing."""

    run = "RUN"

    def add(self, graphs: Iterable[str]) -> None: ...

    def remove(self, graphs: Iterable[str]) -> None: ...

"""One load through the proxy while something breaks, and whether the loader kept its word."""

from __future__ import annotations

import base64
import os
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from gardkg import load
from gardkg.errors import StoreError
from gardkg.loading.staging import STAGING
from gardkg.loading.swap import MIXED, NEW, SAME, UNKNOWN
from gardkg.sparql.stores import KINDS
from stores.exchange import Exchange
from stores.proxy import FAULTS, Proxy, When, path, says
from stores.servers import Server
from stores.triples import G, H, lines

#: None of our business; it must stay as it is.
BYSTANDER = "http://example.org/bystander"
#: What a store ends at that takes one graph after the other.
PARTLY = re.compile(r"of \d+ graphs (\d+) are new and live, the others as they were")
OLD, FRESH = lines(200), lines(150, 100)
#: Seconds for a load that something holds up, and for any other.
SHORT, LONG = 2.0, 20.0
_SLOW = {"goes_down", "dripping_answer", "endless_answer", "endless_error", "endless_head"}


#: What is done late, or again, may make a staging graph anew that was dropped.
_LATE = {"late_commit", "repeated_after_next"}


def _known(when: When) -> When:
    """Of requests that say who we are: by HTTP Digest the first one is only asked that."""
    return lambda exchange: "authorization" in exchange.headers and when(exchange)


def _uploads(x: Exchange) -> bool:
    return x.headers.get("content-type", "").startswith("application/n-")


def _reads(x: Exchange) -> bool:
    return x.method == "GET" or any(says(f"SELECT {what}?s ?p ?o")(x) for what in ("", "?g "))


def _staging(x: Exchange) -> bool:
    return "staging" in x.path or "staging" in x.text()


#: Requests by what they are for, where staging graphs take the place of others.
_UPDATE: dict[str, When] = {
    "upload": _known(_uploads),
    "swap": _known(says("INSERT {", "WHERE {")),
    "staged": lambda x: _reads(x) and _staging(x),
    "live": lambda x: _reads(x) and not _staging(x),
    "count": says("COUNT"),
}
#: And within a transaction.
_TRANSACTION: dict[str, When] = {
    "upload": _known(_uploads),
    "swap": _known(path("action=COMMIT")),
    "staged": lambda x: "action=GET" in x.path or "action=QUERY" in x.path,
    "live": lambda x: _reads(x) and "action" not in x.path,
    "count": says("COUNT"),
}


def at(place: str, store: Server) -> When:
    """Requests of a load of a store, by what they are for: upload, swap, staged, live, count."""
    inside = KINDS[store.name].swap == "transaction"
    return (_TRANSACTION if inside else _UPDATE)[place]


def triples(data: bytes) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}


def secrets() -> set[str]:
    """What no output may hold: the password, as it is and as HTTP Basic sends it."""
    user, password = os.environ["GARDKG_USER"], os.environ["GARDKG_PASSWORD"]
    return {password, base64.b64encode(f"{user}:{password}".encode()).decode()}


@dataclass
class Trial:
    """Loads fresh graphs over old ones; see `fault`."""

    store: Server
    proxy: Proxy
    folder: Path
    #: Whether two graphs go together, and are read back by one query.
    many: bool = False

    def __post_init__(self) -> None:
        self.graphs = [G, H] if self.many else [G]
        self.old, self.fresh = triples(OLD), triples(FRESH)
        data = b"".join(FRESH.replace(b" .\n", f" <{graph}> .\n".encode()) for graph in self.graphs)
        self.file = self.folder / "fresh.nq"
        self.file.write_bytes(data)
        self.said: list[str] = []

    def fault(self, name: str, when: When | None, nth: int = 1, times: int | None = 1) -> str:
        """Load under a fault of the table, at the nth request that `when` holds for.

        Every promise is held: nothing mixed, nothing lost, the message true, no credential in
        any output, none sent elsewhere; and the next load succeeds, and clears up. Returns the
        message; "" if the load succeeded.
        """
        fault = FAULTS[name]
        slow = Exchange.hang in fault.steps or name in _SLOW
        self._reset()
        self.proxy.inject(name, nth, times, when, seconds=0.3)
        message = self._load(SHORT if slow else LONG)
        met = any(seen.fault for seen in self.proxy.requests)
        self.proxy.wait()
        self._is_true(message)
        assert self.proxy.strays == []
        for secret in secrets():
            assert secret not in "\n".join(self.said)
        self.proxy.clear()
        assert self._load(LONG) == ""
        # A wrong letter in N-Quads may be in a graph's name, and makes one that nobody knows.
        self._is_tidy(but_staging=name in _LATE or (self.many and name == "other_letter"))
        assert met, "the fault was never met"
        if fault.harmless and times == 1:
            assert message == ""
        return message

    def _reset(self) -> None:
        self.proxy.clear()
        self.store.reset()
        for graph in [*self.graphs, BYSTANDER]:
            self.store.put(graph, OLD).raise_for_status()

    def _is_tidy(self, but_staging: bool) -> None:
        """The fresh graphs are live, the bystander is as it was, and nothing else is there."""
        assert all(self.store.triples(graph) == self.fresh for graph in self.graphs)
        assert self.store.triples(BYSTANDER) == self.old
        found = self.store.graphs()
        if but_staging:
            found = {graph for graph in found if not graph.startswith(STAGING)}
        assert found == {*self.graphs, BYSTANDER}
        assert list(self.folder.glob("state/gardkg/*/run-*")) == []

    def _load(self, timeout: float) -> str:
        try:
            load(
                str(self.file),
                to=self.proxy.through(self.store.url),
                store_type=self.store.name,
                timeout=timeout,
                tell=self.said.append,
            )
        except StoreError as error:
            self.said += traceback.format_exception(error)
            return str(error)
        return ""

    def _is_true(self, message: str) -> None:
        """What the message claims of the graphs that are live is so."""
        live = [self.store.triples(graph) for graph in self.graphs]
        assert all(found in (self.old, self.fresh) for found in live), f"lost or mixed: {message}"
        if not message or NEW in message:
            assert all(found == self.fresh for found in live), message or "said to be done"
        elif found := PARTLY.search(message):
            done = int(found[1])
            assert live == [self.fresh] * done + [self.old] * (len(live) - done), message
        elif SAME in message:
            assert all(found == self.old for found in live), message
        else:
            assert UNKNOWN in message, f"does not say what is live: {message}"
        assert MIXED not in message
        assert self.store.triples(BYSTANDER) == self.old

"""One load through the proxy while something breaks, and whether the loader kept its word."""

from __future__ import annotations

import base64
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from gardkg import load
from gardkg.errors import StoreError
from gardkg.loading.live import MIXED, NEW, SAME, UNKNOWN
from stores.exchange import Exchange
from stores.proxy import FAULTS, Proxy, When, path, says
from stores.servers import Server
from stores.triples import G, H, lines

#: None of our business; it must stay as it is.
BYSTANDER = "http://example.org/bystander"
OLD, FRESH = lines(200), lines(150, 100)
#: Seconds for a load that something holds up, and for any other.
SHORT, LONG = 3.0, 20.0
_HANGS = {"goes_down", "dripping_answer", "endless_answer", "endless_error", "endless_head"}


def _uploads(exchange: Exchange) -> bool:
    return exchange.headers.get("content-type", "").startswith("application/n-")


def _stages(exchange: Exchange) -> bool:
    return "staging" in exchange.path or "action=GET" in exchange.path


def _reads_live(exchange: Exchange) -> bool:
    return exchange.method == "GET" and not _stages(exchange)


#: Requests by what they are for, in each way of making a graph live.
AT: dict[str, dict[str, When]] = {
    "update": {
        "upload": _uploads,
        "mark": says("INSERT DATA", ":mark"),
        "swap": says("MOVE GRAPH", "INSERT {"),
        "staged": lambda x: x.method == "GET" and _stages(x),
        "live": _reads_live,
        "count": says("COUNT"),
    },
    "transaction": {
        "begin": lambda x: x.path.endswith("/transactions"),
        "upload": _uploads,
        "swap": path("action=COMMIT"),
        "staged": path("action=GET"),
        "live": _reads_live,
        "count": says("COUNT"),
    },
}


def triples(data: bytes) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}


def secrets() -> set[str]:
    """What no output may hold: the password, as it is and as HTTP Basic sends it."""
    user, password = os.environ["GARDKG_USER"], os.environ["GARDKG_PASSWORD"]
    return {password, base64.b64encode(f"{user}:{password}".encode()).decode()}


@dataclass
class Trial:
    """Loads fresh graphs over old ones; see `under`."""

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

    def under(self, inject: Callable[[Proxy], None], patience: float = LONG) -> str:
        """Load while something breaks: "" if that succeeded, else the error's message.

        Every promise is held: nothing mixed, nothing lost, the message true, no credential in
        any output, none sent elsewhere; and the next load succeeds, and clears up.
        """
        self.proxy.clear()
        self.store.reset()
        for graph in [*self.graphs, BYSTANDER]:
            self.store.put(graph, OLD).raise_for_status()
        inject(self.proxy)
        message = self._load(patience)
        met = any(seen.fault for seen in self.proxy.requests)
        self.proxy.wait()
        self._is_true(message)
        assert self.proxy.strays == []
        for secret in secrets():
            assert secret not in "\n".join(self.said)
        self.proxy.clear()
        assert self._load(LONG) == ""
        assert all(self.store.triples(graph) == self.fresh for graph in self.graphs)
        assert self.store.triples(BYSTANDER) == self.old
        assert self.store.graphs() == {*self.graphs, BYSTANDER}
        assert list(self.folder.glob("state/gardkg/*/run-*")) == []
        assert met, "the fault was never met"
        return message

    def fault(self, name: str, when: When | None, nth: int = 1, times: int | None = 1) -> str:
        """`under` a fault of the table, at the nth request that `when` holds for."""
        fault = FAULTS[name]
        hangs = Exchange.hang in fault.steps or name in _HANGS

        def inject(proxy: Proxy) -> None:
            proxy.inject(name, nth, times, when, seconds=0.3)

        message = self.under(inject, SHORT if hangs else LONG)
        if fault.harmless and times == 1:
            assert message == ""
        return message

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
        elif SAME in message:
            assert all(found == self.old for found in live), message
        else:
            assert UNKNOWN in message, f"does not say what is live: {message}"
        assert MIXED not in message
        assert self.store.triples(BYSTANDER) == self.old

"""A proxy on loopback that breaks chosen requests on their way to a real store.

    with Proxy(store.url) as proxy:
        proxy.inject("commit_then_reset", nth=2)     # the second write is done, and never confirmed
        load(…, to=proxy.through(store.url))
        assert [seen.fault for seen in proxy.requests] == ["", "commit_then_reset"]

Requests that no fault is meant for pass unchanged, as they stream. Each connection carries one
request: the answer says ``Connection: close``. The names of all faults are the keys of `FAULTS`.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from stores import wire
from stores.exchange import Answer, Exchange, Seen
from stores.faults import FAULTS, Fault
from stores.steps import Step

__all__ = ["FAULTS", "Proxy", "method", "path", "reads", "says", "writes"]

When = Callable[[Exchange], bool]

# Which requests: what `inject(when=…)` takes.


def writes(exchange: Exchange) -> bool:
    """It would change the store: PUT, DELETE, an update, a step of a transaction."""
    if exchange.method in {"GET", "HEAD", "OPTIONS"}:
        return False
    return exchange.method != "POST" or not exchange.asks()


def reads(exchange: Exchange) -> bool:
    return not writes(exchange)


def method(*names: str) -> When:
    return lambda exchange: exchange.method in names


def path(*parts: str) -> When:
    """All of the parts are in its path and query string."""
    return lambda exchange: all(part in exchange.path for part in parts)


def says(*words: str) -> When:
    """All of the words are at the beginning of its query, update or form: ``says("MOVE")``."""
    return lambda exchange: all(word in exchange.text() for word in words)


@dataclass
class Plan:
    """A fault for the nth, and the following, of the requests that `when` holds for."""

    fault: Fault
    when: When
    nth: int = 1
    times: int | None = 1
    #: Bytes after which a cutting fault cuts; half of the body when there is none.
    size: int | None = None
    #: Of waiting, where the fault waits.
    seconds: float = 1.0
    met: int = 0
    #: What the store once said to a request: its method, path and body.
    memory: dict[tuple[str, str, bytes], Answer] = field(default_factory=dict)

    def is_due(self) -> bool:
        """Count one more matching request; whether the fault is for it."""
        self.met += 1
        return self.met >= self.nth and (self.times is None or self.met < self.nth + self.times)


#: Of a request that no fault is meant for.
PASS = Plan(Fault("", "It passes.", (Exchange.forward, Exchange.relay), harmless=True), reads)


class Proxy:
    """Stands before the store at ``url``; see the module."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        self.target = (parts.hostname, parts.port)
        self.requests: list[Seen] = []
        #: What arrived at the place that redirects point to: nothing ever should.
        self.strays: list[Seen] = []
        #: What is to be done again after the next write.
        self.later: list[Exchange] = []
        self.closed = False
        self.port = 0
        self._plans: list[Plan] = []
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.open()
        self._elsewhere = wire.listen(0)
        self.elsewhere = f"http://localhost:{self._elsewhere.getsockname()[1]}"
        self._spawn(self._accept, self._elsewhere, self._stray)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def through(self, url: str) -> str:
        """The same address, by way of this proxy."""
        return urlunsplit(urlsplit(url)._replace(netloc=f"127.0.0.1:{self.port}"))

    def inject(
        self,
        fault: str | Step,
        nth: int = 1,
        times: int | None = 1,
        when: When | None = None,
        size: int | None = None,
        seconds: float = 1.0,
    ) -> None:
        """From the nth matching request on, so many times (None: for ever).

        ``fault`` is a name, or a function of an exchange. Without ``when`` a fault about answers
        is for reads, every other one for writes.
        """
        if isinstance(fault, str):
            chosen = FAULTS[fault]
        else:
            chosen = Fault(fault.__name__, "A step of a test's own.", (fault,))
        when = when or (reads if chosen.on == "read" else writes)
        with self._lock:
            self._plans.append(Plan(chosen, when, nth, times, size, seconds))

    def clear(self) -> None:
        """Forget the plans and what was seen; the next requests pass."""
        with self._lock:
            self._plans.clear()
            self.requests.clear()
            self.strays.clear()
            self.later.clear()
        self.open()

    def open(self) -> None:
        """Listen, again on the same port if it was shut."""
        if self._listener is None:
            self._listener = wire.listen(self.port)
            self.port = self._listener.getsockname()[1]
            self._spawn(self._accept, self._listener, self._serve)

    def shut(self) -> None:
        """From now on connections are refused by the kernel, as when nothing listens."""
        listener, self._listener = self._listener, None
        if listener:
            wire.close(listener)

    def close(self) -> None:
        """End every connection and every thread."""
        self.closed = True
        self.shut()
        wire.close(self._elsewhere)
        with self._lock:
            sockets = list(self._sockets)
        for each in sockets:
            wire.close(each)
        for thread in list(self._threads):
            thread.join(5)

    def connect(self) -> socket.socket:
        """A connection to the store."""
        upstream = socket.create_connection(self.target, 10)
        with self._lock:
            self._sockets.append(upstream)
        return upstream

    def wait(self, seconds: float = 10) -> None:
        """Return when no request is under way.

        Raises:
            TimeoutError: one still is.
        """
        end = time.monotonic() + seconds
        while any(each.is_alive() and each.name == "exchange" for each in list(self._threads)):
            if time.monotonic() > end:
                raise TimeoutError(f"after {seconds} s a request is still under way")
            time.sleep(0.02)

    def _spawn(self, target: Callable[..., None], *given: object, name: str = "accept") -> None:
        thread = threading.Thread(target=target, args=given, daemon=True, name=name)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

    def _accept(self, listener: socket.socket, serve: Callable[[Exchange], None]) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._sockets = [each for each in self._sockets if each.fileno() >= 0] + [client]
            self._spawn(self._meet, client, serve, name="exchange")

    def _meet(self, client: socket.socket, serve: Callable[[Exchange], None]) -> None:
        with client, contextlib.suppress(OSError, ValueError, wire.Cut):
            exchange = Exchange(self, client)
            try:
                serve(exchange)
            except (OSError, ValueError, wire.Cut):
                # The store is gone: the client is told by a reset, as by a real network.
                exchange.reset()
            finally:
                exchange.finish()

    def _serve(self, exchange: Exchange) -> None:
        exchange.seen.write = writes(exchange)
        exchange.plan = self._plan(exchange)
        exchange.seen.fault = exchange.plan.fault.name
        if exchange.path == "/login":
            exchange.ask_who()
        else:
            exchange.plan.fault.happen(exchange)
        if exchange.seen.write:
            self._repeat(exchange)

    def _plan(self, exchange: Exchange) -> Plan:
        # Outside the lock: it may have to read from the client.
        meant = [plan for plan in list(self._plans) if plan.when(exchange)]
        with self._lock:
            self.requests.append(exchange.seen)
            due = [plan for plan in meant if plan.is_due()]
        return due[0] if due else PASS

    def _repeat(self, after: Exchange) -> None:
        with self._lock:
            due = [each for each in self.later if each is not after]
            self.later = [each for each in self.later if each is after]
        for earlier in due:
            after.forward(earlier.body(), of=earlier).whole()

    def _stray(self, exchange: Exchange) -> None:
        self.strays.append(exchange.seen)
        exchange.body()
        exchange.ask_who()

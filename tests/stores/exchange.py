"""One request on its way through the proxy, and what can be done to it."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote_plus, urlsplit

from stores import wire
from stores.wire import HOP, PIECE, Cut, Fields

if TYPE_CHECKING:
    from stores.proxy import Plan, Proxy

LOGIN = b"<!DOCTYPE html><title>Sign in</title><form><input type=password></form>"
FORM = "application/x-www-form-urlencoded"
#: A query after its prologue (https://www.w3.org/TR/sparql11-query/#rQueryUnit); DEFINE is
#: Virtuoso's.
_QUERY = re.compile(
    r"(\s|#.*+|BASE\s*<[^>]*>|PREFIX\s*\S*:\s*<[^>]*>|DEFINE\s+\S+\s+\S+)*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)


@dataclass
class Seen:
    """A request as it came; of Authorization only that it was there, and its scheme."""

    method: str
    path: str
    headers: dict[str, str]
    #: Bytes of body read from the client, and the status it was given (0: none).
    length: int = 0
    status: int = 0
    fault: str = ""
    write: bool = False

    @property
    def authorized(self) -> bool:
        return "authorization" in self.headers


@dataclass
class Answer:
    """What the store says; its body is on the way until someone asks for the `whole` of it."""

    status: int
    fields: Fields
    pieces: Iterable[bytes] = field(repr=False)

    def whole(self) -> bytes:
        body = b"".join(self.pieces)
        self.pieces = [body]
        return body


class Exchange:
    """One request from a client; `plan` says what happens to it."""

    plan: Plan
    #: The last answer of the store to it.
    said: Answer

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        self.proxy, self.client = proxy, client
        self.reader = client.makefile("rb")
        first, self.fields = wire.read_head(self.reader)
        self.method, self.path, _ = first.split(" ", 2)
        self.headers = wire.by_name(self.fields)
        self.seen = Seen(self.method, self.path, _without_secrets(self.headers))
        if self.headers.get("expect", "").lower() == "100-continue":
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._ahead = b""
        self._rest = wire.read_payload(self.reader, self.headers)
        self._body: bytes | None = None
        self._upstreams: list[socket.socket] = []
        self._sender: threading.Thread | None = None

    # The request.

    @property
    def length(self) -> int | None:
        """Bytes of the body as announced; None when it comes in chunks."""
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return None
        return int(self.headers.get("content-length", "0"))

    def text(self) -> str:
        """The first 64 kB of a body that is a query, an update or a form; of others nothing."""
        start = self._start()
        return unquote_plus(start) if self._kind() == FORM else start

    def asks(self) -> bool:
        """It is a query."""
        if self._kind() == "application/sparql-query" or "action=QUERY" in self.path:
            return True
        asked = parse_qs(urlsplit(self.path).query)
        if self._kind() == FORM:
            asked |= parse_qs(self._start())
        # Virtuoso takes updates in the same parameter.
        return any(_QUERY.match(query) for query in asked.get("query", []))

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes in."""
        if self._body is not None:
            yield self._body
            return
        ahead, self._ahead = self._ahead, b""
        if ahead:
            self.seen.length += len(ahead)
            yield ahead
        for piece in self._rest:
            self.seen.length += len(piece)
            yield piece

    def body(self) -> bytes:
        """All of it; afterwards it can be forwarded as often as one likes."""
        if self._body is None:
            self._body = b"".join(self.pieces())
        return self._body

    def read(self, size: int) -> None:
        """Read so much of the body, and leave the rest with the client."""
        for piece in self.pieces():
            size -= len(piece)
            if size <= 0:
                return

    def cut(self, length: int) -> int:
        """Where to break a body that is so long: what `inject` was told, or half."""
        at = length // 2 if self.plan.size is None else self.plan.size
        return max(0, min(at, length - 1))

    # To the store.

    def forward(
        self,
        body: bytes | Iterable[bytes] | None = None,
        announced: int | None = None,
        *,
        without: str = "",
        patience: float | None = None,
        of: Exchange | None = None,
    ) -> Answer:
        """Send the request on, and return when the answer's head is here.

        Args:
            body: another one than the client's; in pieces, it is as long as the client's.
            announced: the length that the store is told, when it is not true.
            without: the name of a header field that the store does not get.
            patience: how many seconds the store may be silent.
            of: an earlier request, to be sent in the place of this one.
        """
        asked = of or self
        if isinstance(body, bytes):
            pieces: Iterable[bytes] = [body]
            length: int | None = len(body) if announced is None else announced
        else:
            pieces, length = asked.pieces() if body is None else body, asked.length
        dropped = HOP | {"expect", without}
        fields = [(name, value) for name, value in asked.fields if name.lower() not in dropped]
        fields.append(("Connection", "close"))
        if length is None:
            fields.append(("Transfer-Encoding", "chunked"))
        elif length or asked.method not in {"GET", "HEAD", "DELETE"}:
            fields.append(("Content-Length", str(length)))
        upstream = self.proxy.connect()
        upstream.settimeout(patience)
        self._upstreams.append(upstream)
        upstream.sendall(wire.head(f"{asked.method} {asked.path} HTTP/1.1", fields))
        # In a thread of its own: a store may answer before it has heard all.
        self._sender = threading.Thread(target=_send, args=(upstream, pieces, length), daemon=True)
        self._sender.start()
        reader = upstream.makefile("rb")
        status = 100
        while status == 100:
            first, fields = wire.read_head(reader)
            status = int(first.split(" ", 2)[1])
        bare = asked.method == "HEAD" or status in {204, 304}
        rest = [] if bare else wire.read_payload(reader, wire.by_name(fields), to_the_end=True)
        self.said = Answer(status, fields, rest)
        return self.said

    # To the client.

    def relay(self) -> None:
        """Pass on what the store said, as it comes."""
        given = wire.by_name(self.said.fields)
        chunked = "transfer-encoding" in given
        framing = "transfer-encoding" if chunked else "content-length"
        self.relay_head([(framing, given[framing])] if framing in given else [])
        wire.send_payload(self.client, self.said.pieces, chunked)

    def relay_head(self, framing: Fields, close: bool = True, **changed: str) -> None:
        """The head of what the store said, but for the framing, and for ``Content_Type="…"``."""
        fields = wire.dashed(changed)
        dropped = HOP | wire.by_name(fields).keys()
        fields += [(name, value) for name, value in self.said.fields if name.lower() not in dropped]
        # RFC 9110, 8.6: a 204 has no length.
        self.head(self.said.status, fields + (framing if self.said.status != 204 else []), close)

    def head(self, status: int, fields: Fields, close: bool = True) -> None:
        self.seen.status = status
        ending = [("Connection", "close")] if close else []
        self.client.sendall(wire.head(wire.status_line(status), fields + ending))

    def reply(self, status: int, body: bytes = b"", **fields: str) -> None:
        """Say something of our own; the store hears nothing of it."""
        length = [] if status == 204 else [("Content-Length", str(len(body)))]
        self.head(status, length + wire.dashed(fields))
        self.client.sendall(body)

    def ask_who(self) -> None:
        """A page for people, with status 200."""
        self.reply(200, LOGIN, Content_Type="text/html; charset=utf-8")

    def reset(self) -> None:
        """RST: what was sent and not yet read is lost, too."""
        self._release()
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._close()

    def end(self) -> None:
        """FIN, and no more reading: the client hears the end, not a reset."""
        with contextlib.suppress(OSError):
            self.client.shutdown(socket.SHUT_WR)

    def hang(self) -> None:
        """Do nothing until the client gives up, or the proxy is closed."""
        watch = select.poll()
        watch.register(self.client, select.POLLHUP | select.POLLERR | select.POLLRDHUP)
        while not self.proxy.closed and not watch.poll(50):
            pass

    def finish(self) -> None:
        """Close without a reset: for a while, what the client still sends is thrown away."""
        self._leave()
        self.end()
        end = time.monotonic() + 2
        with contextlib.suppress(OSError, ValueError):
            self.client.settimeout(0.5)
            while time.monotonic() < end and self.client.recv(PIECE):
                pass
        self._release()
        self._close()

    # How.

    def _kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()

    def _start(self) -> str:
        if self._kind() == FORM or "sparql" in self._kind():
            while len(self._ahead) < PIECE and (piece := next(self._rest, b"")):
                self._ahead += piece
        return self._ahead.decode("utf-8", "replace")

    def _leave(self) -> None:
        for upstream in self._upstreams:
            wire.close(upstream)
        self._upstreams.clear()

    def _release(self) -> None:
        """The store is left, and whoever still reads from the client is woken."""
        self._leave()
        if self._sender:
            with contextlib.suppress(OSError):
                self.client.shutdown(socket.SHUT_RD)
            self._sender.join(5)

    def _close(self) -> None:
        self.reader.close()
        self.client.close()


def _send(upstream: socket.socket, pieces: Iterable[bytes], length: int | None) -> None:
    try:
        sent = wire.send_payload(upstream, pieces, chunked=length is None)
        if length is not None and sent < length:
            upstream.shutdown(socket.SHUT_WR)
    except (OSError, ValueError, Cut):
        # The client is gone, or the store has heard enough: it sees the end, mid-sentence.
        with contextlib.suppress(OSError):
            upstream.shutdown(socket.SHUT_WR)


def _without_secrets(headers: dict[str, str]) -> dict[str, str]:
    kept = dict(headers)
    if "authorization" in kept:
        kept["authorization"] = kept["authorization"].partition(" ")[0] + " …"
    return kept

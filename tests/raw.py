"""A server on loopback that answers with the bytes it is given, whatever they are."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from typing import Self

ROWS = json.dumps(
    {
        "head": {"vars": ["x"]},
        "results": {"bindings": [{"x": {"type": "literal", "value": str(n)}} for n in range(50)]},
    }
).encode()
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
NT = "application/n-triples"


def answer(
    body: bytes = ROWS,
    *fields: str,
    status: str = "HTTP/1.1 200 OK",
    kind: str = JSON,
    length: bool = True,
) -> bytes:
    """An answer; its head is Latin-1, as HTTP has it."""
    lines = [status, f"Content-Type: {kind}", *fields]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunked(*pieces: bytes) -> bytes:
    """A body in chunks, without the last one."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


class Raw:
    """Answers each request with the same bytes, then with ``again`` until nobody listens.

    >>> with Raw(answer()) as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, first: bytes, again: bytes = b"") -> None:
        self._first, self._again = first, again
        self.requests = 0
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/sparql"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        for connection in self._connections():
            threading.Thread(target=self._one, args=[connection], daemon=True).start()

    def _connections(self) -> Iterator[socket.socket]:
        with contextlib.suppress(OSError):
            while True:
                yield self._listener.accept()[0]

    def _one(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as reader:
            length = 0
            while line := reader.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            reader.read(length)
            self.requests += 1
            connection.sendall(self._first)
            while self._again:
                connection.sendall(self._again)
            connection.shutdown(socket.SHUT_WR)
            reader.read()  # closed with something unread, it would be reset

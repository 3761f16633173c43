"""HTTP/1.1 as it is on a socket: heads, bodies, chunks, and the ends of connections."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from io import BufferedReader

#: Bytes read at once.
PIECE = 65536
#: What is for one connection only (RFC 9110, 7.6.1), and the framing, which we make anew.
HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})

Fields = list[tuple[str, str]]


class Cut(Exception):
    """A side went away in the middle of what it was saying."""


def by_name(fields: Fields) -> dict[str, str]:
    return {name.lower(): value for name, value in fields}


def dashed(named: dict[str, str]) -> Fields:
    """Keyword arguments as header fields: ``Content_Type`` is Content-Type."""
    return [(name.replace("_", "-"), value) for name, value in named.items()]


def head(first: str, fields: Fields) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def status_line(status: int) -> str:
    # 599 has no phrase.
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    return f"HTTP/1.1 {status} {phrase}"


def chunk(piece: bytes) -> bytes:
    """One chunk; of nothing nothing, for an empty chunk would be the last."""
    return b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b""


def read_head(reader: BufferedReader) -> tuple[str, Fields]:
    """The first line and the header fields.

    Raises:
        Cut: the other side ended before.
    """
    first = _line(reader)
    fields: Fields = []
    while line := _line(reader):
        name, _, value = line.partition(":")
        fields.append((name.strip(), value.strip()))
    return first, fields


def read_payload(
    reader: BufferedReader, headers: dict[str, str], to_the_end: bool = False
) -> Iterator[bytes]:
    """The body without its framing; ``to_the_end`` when it may have none, as an answer.

    Raises:
        Cut: it stopped before its end.
        ValueError: the framing is none.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        while left := int(_line(reader).partition(";")[0], 16):
            yield from _exactly(reader, left)
            _line(reader)
        while _line(reader):  # trailers
            pass
    elif "content-length" in headers or not to_the_end:
        yield from _exactly(reader, int(headers.get("content-length", "0")))
    else:
        while piece := reader.read1(PIECE):
            yield piece


def send_payload(to: socket.socket, pieces: Iterable[bytes], chunked: bool) -> int:
    """Send a body; how many bytes it had, without the framing."""
    sent = 0
    for piece in pieces:
        to.sendall(chunk(piece) if chunked else piece)
        sent += len(piece)
    if chunked:
        to.sendall(b"0\r\n\r\n")
    return sent


def listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    return listener


def close(connection: socket.socket) -> None:
    # shutdown wakes a thread that waits in accept or recv; close alone does not.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _line(reader: BufferedReader) -> str:
    raw = reader.readline(PIECE)
    if not raw.endswith(b"\n"):
        raise Cut
    return raw.decode("latin-1").rstrip("\r\n")


def _exactly(reader: BufferedReader, left: int) -> Iterator[bytes]:
    while left:
        piece = reader.read1(min(left, PIECE))
        if not piece:
            raise Cut
        left -= len(piece)
        yield piece

"""Bytes that come in pieces: unpacked in linear time, and read like a file."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator

#: Bytes that come out at once, so that a bomb is met before it fills the memory.
PIECE = 1 << 20


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is in gzip (RFC 1952), which is whole: all its members, each with its check sum.

    >>> import gzip
    >>> b"".join(unpacked([gzip.compress(b"one, ") + gzip.compress(b"two") + bytes(512)]))
    b'one, two'

    Raises:
        EOFError: it ends before its end.
        zlib.error, gzip.BadGzipFile: it is something else, or damaged.
    """
    packed = as_file(pieces)
    if not packed.peek(1):  # nothing is no stream of any member
        raise EOFError("gzip without its end")
    with gzip.GzipFile(fileobj=packed, mode="rb") as file:
        while piece := file.read1(PIECE):
            yield piece


def as_file(pieces: Iterable[bytes]) -> io.BufferedReader:
    """A file to read pieces from; what they raise, its reader raises.

    >>> as_file([b"ab", b"c"]).read()
    b'abc'
    """
    return io.BufferedReader(_Pieces(pieces), 1 << 16)


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        room = memoryview(buffer)  # type: ignore[arg-type]  # a buffer has no type before 3.12
        size = min(len(room), len(self._rest))
        room[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

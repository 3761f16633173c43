"""Bytes that come in pieces: unpacked in linear time, and read like a file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

#: Bytes that come out at once, so that a bomb is met before it fills the memory.
PIECE = 1 << 20
# Bytes that go in at once. What a member leaves of them is copied, so that there are few: a
# stream of tiny members would else be copied for each of them.
_STEP = 1 << 14
_GZIP = 16 + zlib.MAX_WBITS


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is in gzip (RFC 1952), which is whole: all its members, each with its check sum.

    Zeros behind a member are padding, as in files of tapes.

    >>> import gzip
    >>> b"".join(unpacked([gzip.compress(b"one, ") + gzip.compress(b"two") + bytes(512)]))
    b'one, two'

    Raises:
        EOFError: it ends before its end.
        zlib.error: it is something else, or damaged.
    """
    member = zlib.decompressobj(_GZIP)
    inside = True  # a stream without any member is cut
    for data in _steps(pieces):
        while data:
            if not inside:
                data = data.lstrip(b"\0")
                if not data:
                    break
                member, inside = zlib.decompressobj(_GZIP), True
            while True:
                out = member.decompress(data, PIECE)
                if out:
                    yield out
                data = member.unconsumed_tail
                # What is full may have more to give, also of what went in before.
                if member.eof or not (data or len(out) == PIECE):
                    break
            if member.eof:
                data, inside = member.unused_data, False
    if inside:
        raise EOFError("gzip without its end")


def _steps(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _STEP):
            yield piece[start : start + _STEP]


def as_file(pieces: Iterable[bytes]) -> BinaryIO:
    """A file to read pieces from; what they raise, its reader raises.

    >>> as_file([b"ab", b"c"]).read()
    b'abc'
    """
    return cast(BinaryIO, io.BufferedReader(_Pieces(pieces), 1 << 16))


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

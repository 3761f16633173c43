"""Bytes under keys, kept in one temporary file: what is too much to hold, but must be read again.

Whoever writes may go from key to key; each key's bytes are read back in the order they were
given. The file is gone when the process is, however it ends.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, Self, TypeVar

from gardkg.errors import FileError, StoreError

K = TypeVar("K", bound=Hashable)
#: Bytes held before they are written, and read at once.
_HELD = 1 << 22
_PIECE = 1 << 18


class Spool(Generic[K]):
    """A temporary file of bytes by key.

    >>> with Spool() as spool:
    ...     for key, data in [("a", b"1"), ("b", b"2"), ("a", b"3")]:
    ...         spool.add(key, data)
    ...     {key: b"".join(spool.read(key)) for key in spool}
    {'a': b'13', 'b': b'2'}

    Raises:
        FileError: the folder for temporary files (TMPDIR) cannot be written, or is full.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="gardkg-")  # noqa: SIM115
        except OSError as error:
            raise no_room(error) from error
        self._parts: dict[K, list[tuple[int, int]]] = {}
        self._held: dict[K, list[bytes]] = {}
        self._size = self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):  # what a full disk did not take is given up
            self._file.close()

    def add(self, key: K, data: bytes) -> None:
        """Put data behind what the key has."""
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = []
        held.append(data)
        self._size += len(data)
        if self._size > _HELD:
            self._flush()

    def __iter__(self) -> Iterator[K]:
        self._flush()
        return iter(self._parts)

    def __len__(self) -> int:
        self._flush()
        return len(self._parts)

    def size(self, key: K) -> int:
        """Bytes a key has."""
        self._flush()
        return sum(size for _, size in self._parts[key])

    def read(self, key: K) -> Iterator[bytes]:
        """What a key has, in pieces."""
        self._flush()
        for start, size in self._parts[key]:
            end = start + size
            while start < end:
                piece = os.pread(self._file.fileno(), min(_PIECE, end - start), start)
                start += len(piece)
                yield piece

    def lines(self, key: K) -> Iterator[bytes]:
        """The lines a key has, each with its line break."""
        return lines(self.read(key))

    def _flush(self) -> None:
        try:
            for key, held in self._held.items():
                data = b"".join(held)
                self._file.write(data)
                self._parts.setdefault(key, []).append((self._end, len(data)))
                self._end += len(data)
            if self._held:
                self._file.flush()
        except OSError as error:
            raise no_room(error) from error
        self._held, self._size = {}, 0


def no_room(error: OSError) -> FileError:
    """What to tell when a temporary file cannot be written."""
    try:
        folder = tempfile.gettempdir()
    except OSError:  # none can be written
        folder = os.environ.get("TMPDIR") or "/tmp"
    return FileError(folder, f"cannot be written: {error.strerror}; TMPDIR names another")


def lines(pieces: Iterable[bytes], most: int = sys.maxsize) -> Iterator[bytes]:
    """The lines of bytes that come in pieces, each with its line break if it has one.

    >>> list(lines([b"a", b"b\\nc", b"d\\n", b"e"]))
    [b'ab\\n', b'cd\\n', b'e']

    Raises:
        StoreError: a line has more than ``most`` bytes.
    """
    held: list[bytes] = []  # of a line, joined once: a line may come in very many pieces
    size = 0
    for piece in pieces:
        first, *others = piece.split(b"\n")
        held.append(first)
        size += len(first)
        if size > most:
            raise StoreError(f"a line of more than {most:,} bytes")
        if others:
            yield b"".join(held) + b"\n"
            *whole, last = others
            for line in whole:
                yield line + b"\n"
            held, size = [last], len(last)
    if size:
        yield b"".join(held)


class Body(io.RawIOBase):
    """A request's body, made piece by piece each time it is sent, and of known length.

    Args:
        size: its bytes.
        pieces: gives them from the start, as often as it is called.
    """

    def __init__(self, size: int, pieces: Callable[[], Iterable[bytes]]) -> None:
        self._size, self._pieces = size, pieces
        self.seek(0)

    def __len__(self) -> int:
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """To the start, to be sent again; or to the end, where nothing is left."""
        if offset or whence == os.SEEK_CUR:
            raise io.UnsupportedOperation("a body is sent from its start")
        end = whence == os.SEEK_END
        self._iterator, self._rest = iter(() if end else self._pieces()), b""
        self._at = self._size if end else 0
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or those that are left; without a size all."""
        held, length = [self._rest], len(self._rest)
        while (size < 0 or length < size) and (piece := next(self._iterator, None)) is not None:
            held.append(piece)
            length += len(piece)
        data = b"".join(held)
        if size >= 0:
            data, self._rest = data[:size], data[size:]
        else:
            self._rest = b""
        self._at += len(data)
        return data

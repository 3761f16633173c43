"""A file opened for reading, and unpacked: whatever is wrong with it is one kind of error."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import IO, Any, BinaryIO, cast

from gardkg.errors import FileError
from gardkg.files.kinds import RDF, RECORDS, Kind, packing, sniffed, suffixed, unpacked

#: So many bytes are unpacked ahead.
_AHEAD = 1 << 18
#: So many bytes of a .zst are unpacked at once: they become at most 2^15 times as many.
_SIP = 1 << 9
#: No data is packed so well. Text becomes some thirty times smaller; gzip cannot do more than 1,030
#: times. A little may well be all the same line, so what is less than ``MUCH`` is not judged.
RATIO, MUCH = 1000, 1 << 28


class _Taken:
    """A packed stream, and how much of it was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.size = stream, 0

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self.size += len(data)
        return data


class _Unpacked(io.RawIOBase):
    """What a packed stream holds; whatever is wrong with it is an OSError."""

    def __init__(self, stream: IO[bytes], unpack: Callable[[Any], Any]) -> None:
        self.taken, self.given = _Taken(stream), 0
        self.source = unpack(self.taken)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            size = cast(int, self.source.readinto(buffer))
        except EOFError as error:
            raise OSError(None, "it is cut off; no whole gzip file") from error
        except zlib.error as error:
            raise OSError(None, f"it is damaged; no whole gzip file ({error})") from error
        self.given += size
        if self.given > MUCH and self.given > RATIO * self.taken.size:
            said = f"it unpacks to more than {RATIO:,} times its size, which no data does"
            raise OSError(None, said)
        return size

    def close(self) -> None:
        self.taken.stream.close()
        super().close()


class _Zstd:
    """zstandard's own reader has its own error, and takes a cut file for a whole."""

    def __init__(self, stream: _Taken) -> None:
        import zstandard

        self.errors = zstandard.ZstdError
        self.frames = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        self.stream, self.frame, self.begun = stream, self.frames.decompressobj(), False
        self.data, self.ready = b"", memoryview(b"")

    def readinto(self, buffer: Any) -> int:
        try:
            while not self.ready and self._unpack():
                pass
        except self.errors as error:
            raise OSError(None, f"no whole zstd file ({error})") from error
        size = min(len(buffer), len(self.ready))
        buffer[:size], self.ready = self.ready[:size], self.ready[size:]
        return size

    def _unpack(self) -> bool:
        """Unpack a sip of the file; False at its end."""
        self.data = self.data or self.stream.read(_SIP)
        if not self.data:
            if self.begun:
                raise OSError(None, "it is cut off; no whole zstd file (it ends within a frame)")
            return False
        self.ready, self.begun = memoryview(self.frame.decompress(self.data)), True
        self.data = b""
        if self.frame.eof:
            self.data, self.begun = self.frame.unused_data, False
            self.frame = self.frames.decompressobj()
        return True


class _Whole:
    """One packed stream behind another, as Python's modules for bzip2 and xz unpack them."""

    def __init__(
        self, stream: _Taken, make: Callable[[], Any], name: str, *errors: type[Exception]
    ) -> None:
        self.stream, self.make, self.name = stream, make, name
        self.errors: tuple[type[Exception], ...] = (OSError, EOFError, *errors)
        self.unpacker, self.begun, self.data = make(), False, b""

    def readinto(self, buffer: Any) -> int:
        try:
            while not (data := self._unpack(len(buffer))):
                if data is None:
                    return 0
        except self.errors as error:
            raise OSError(None, f"no whole {self.name} file ({error})") from error
        buffer[: len(data)] = data
        return len(data)

    def _unpack(self, most: int) -> bytes | None:
        """At most so many bytes; None at the end of the file."""
        if self.unpacker.eof:
            self.data, self.begun, self.unpacker = self.unpacker.unused_data, False, self.make()
        elif self.unpacker.needs_input:
            self.data = self.stream.read(_SIP)
        if not self.data and self.unpacker.needs_input:
            self.data = self.stream.read(_SIP)
            if not self.data:
                if self.begun:
                    raise EOFError("it is cut off")
                return None
        found: bytes = self.unpacker.decompress(self.data, most)
        self.data, self.begun = b"", True
        return found


def _gzip(stream: IO[bytes]) -> BinaryIO:
    # It reads, and says so of what it cannot do; but for ``read`` it asks nothing of a stream.
    return _buffered(stream, lambda taken: gzip.GzipFile(fileobj=taken, mode="rb"))


def _zstd(stream: IO[bytes]) -> BinaryIO:
    return _buffered(stream, _Zstd)


def _bzip2(stream: IO[bytes]) -> BinaryIO:
    import bz2

    return _buffered(stream, lambda taken: _Whole(taken, bz2.BZ2Decompressor, "bzip2"))


def _xz(stream: IO[bytes]) -> BinaryIO:
    import lzma

    # What asks for more memory than any level of xz does is refused.
    make = partial(lzma.LZMADecompressor, memlimit=1 << 27)
    return _buffered(stream, lambda taken: _Whole(taken, make, "xz", lzma.LZMAError))


def _buffered(stream: IO[bytes], unpack: Callable[[Any], Any]) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Unpacked(stream, unpack), _AHEAD))


#: How a packed file is read.
UNPACK: dict[str, Callable[[IO[bytes]], BinaryIO]] = {
    "gz": _gzip,
    "zst": _zstd,
    "bz2": _bzip2,
    "xz": _xz,
}


#: The files that are opened, by their names, while somebody is told how far their reading is.
watched: dict[str, BinaryIO] | None = None


def share_read(sizes: Mapping[str, int]) -> float:
    """How much of some files, of so many bytes, has been read of what is ``watched``: 0 to 1."""
    done = 0
    for path, size in sizes.items():
        if stream := (watched or {}).get(path):
            try:
                done += os.lseek(stream.fileno(), 0, os.SEEK_CUR)
            except (OSError, ValueError):  # it is read and closed
                done += size
    return min(done / (sum(sizes.values()) or 1), 1.0)


def opened(path: str, name: str | None = None) -> BinaryIO:
    """A file, unpacked as the end of its name says, or of another name; ``-`` is standard input.

    What is wrong with a packed file is an OSError, wherever reading comes upon it.

    Raises:
        FileError: it cannot be opened.
    """
    if path == "-":
        return sys.stdin.buffer
    try:
        stream: BinaryIO = open(path, "rb")  # noqa: SIM115 – it is the caller's
    except (OSError, ValueError) as error:
        raise FileError.unreadable(path, error) from error
    if watched is not None:
        watched[path] = stream
    unpack = UNPACK.get(packing(name or path))
    return unpack(stream) if unpack else stream


def rdf_kind(path: str) -> Kind | None:
    """The kind of RDF in a file, by its suffix, else by its first bytes; None for anything else.

    A suffix that others use for several things (``.owl``, ``.xml``, ``.json``) is none to go by.
    """
    kind = suffixed(path, RDF)
    suffix = unpacked(path).rpartition(".")[2].lower()
    if (kind and kind.of_files) or (suffix in RECORDS and suffix != "json"):
        return None
    if kind and suffix == kind.suffix:
        return kind
    found = sniffed(first_bytes(path))
    return found or (None if suffix in ("json", "xml") else kind)


def first_bytes(path: str) -> bytes:
    """The first bytes of a file; nothing of what cannot be read, or but once."""
    try:
        if path == "-":
            return bytes(sys.stdin.buffer.peek(_SIP))  # type: ignore[union-attr]  # if it is real
        if os.path.isfile(path):
            with opened(path) as stream:
                return stream.read(4096)
    except (AttributeError, OSError, ValueError, FileError):  # whoever reads it says so
        pass
    return b""


def measured(path: str) -> tuple[os.stat_result, str]:
    """The state of a file, and the SHA-256 of its bytes as they are, packed or not.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return os.fstat(stream.fileno()), hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileError.unreadable(path, error) from error

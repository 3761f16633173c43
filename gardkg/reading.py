"""The files that records are read from: found, opened, unpacked, and cut into pieces.

A piece is a document, or some lines of JSON Lines: so much that a process has something to do,
and so little that memory does not grow with the file.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple, cast

import msgspec

from gardkg import nodes
from gardkg.errors import FileError
from gardkg.files import packing

#: What a folder is searched for; other files in it are left alone.
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".jsonl.gz", ".jsonl.zst")
#: What export writes line by line is JSON Lines too, of another kind.
_OF_LINES = ".jsonld."
#: Bytes that 8 Mi characters have at most; no more of a record is read.
MAX_BYTES = 4 * nodes.MAX_DOCUMENT
#: So many bytes of JSON Lines, and the rest of the last line, are a piece.
PIECE = 1 << 18
#: So many bytes of a .zst are unpacked at once: they become at most 2^15 times as many.
_SIP = 1 << 9
#: No data is packed so well. Text becomes some thirty times smaller; gzip cannot do more than 1,030
#: times. A little may well be all the same line, so what is less than ``MUCH`` is not judged.
RATIO, MUCH = 1000, 1 << 28
#: So many bytes of blank lines in a row are no file of records.
MAX_BLANK = 1 << 25


class Piece(NamedTuple):
    """Some bytes of a file: a document, or whole lines; ``line`` is the number of the first."""

    path: str
    #: The number of the file among those of the run.
    file: int
    line: int
    data: bytes
    lines: bool


def record_files(path: str | Path) -> list[str]:
    """The files a path stands for: itself, or all record files below a folder, sorted.

    Raises:
        FileError: it does not exist, or a folder below it cannot be read.
    """
    if str(path) == "-":
        return ["-"]
    if not str(path):  # which pathlib takes for the current folder
        raise FileError('""', "no such file or folder")
    if os.path.isfile(os.path.join(path, "gardkg.json")):
        raise FileError(str(path), "is a store, not records; ask it with --store")
    if os.path.isfile(path) and _OF_LINES in os.path.basename(path):
        said = "is JSON-LD in lines, which is only written; read the same export in another format"
        raise FileError(str(path), said)
    if os.path.isdir(path):
        found = (str(file) for file in _below(path) if _is_records(file.name))
        # A link to nothing is not passed over: reading it says so.
        return sorted(file for file in found if os.path.isfile(file) or not os.path.exists(file))
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise FileError(str(path), "no such file or folder") from None
    except OSError as error:
        raise _unreadable(error) from error
    return [str(path)]


def files_read(path: str) -> list[str]:
    """The files that are read for a path of records or RDF, as ``apart`` asks for them."""
    try:
        return record_files(path)
    except FileError:  # whoever reads it says so
        return [path]


def _below(folder: str | Path) -> Iterator[Path]:
    """All files below a folder; links to folders are not followed.

    Raises:
        FileError: a folder cannot be read, whose records would be missing without a word.
    """

    def give_up(error: OSError) -> None:
        raise _unreadable(error) from error

    for at, _, names in os.walk(folder, onerror=give_up):
        yield from (Path(at, name) for name in names)


def _unreadable(error: OSError) -> FileError:
    return cannot_be_read(str(error.filename), error)


def _is_records(name: str) -> bool:
    stem = name.removesuffix(f".{packing(name)}")
    return stem.endswith(SUFFIXES) and name[0] != "." and _OF_LINES not in name


def pieces(paths: Iterable[str | Path], files: list[str]) -> Iterator[Piece]:
    """The pieces of all files of some paths, in order; ``files`` gets the name of each file.

    Raises:
        FileError: a path does not exist, or a file cannot be read.
    """
    for path in paths:
        for file in record_files(path):
            files.append(file)
            yield from _of_file(file, len(files) - 1)


def _of_file(path: str, number: int) -> Iterator[Piece]:
    try:
        with ExitStack() as stack:
            stream: Any = sys.stdin.buffer
            if path != "-":
                stream = stack.enter_context(opened(path))
            if ".jsonl" in Path(path).suffixes:
                yield from _blocks(stream, path, number)
                return
            data = stream.read(MAX_BYTES + 1)
            if path == "-" and data.lstrip()[:1] == b"{" and not _is_one_json(data):
                yield from _blocks(_Again(data, stream), path, number)
                return
    except OSError as error:
        raise cannot_be_read(path, error) from error
    yield Piece(path, number, 1, data, lines=False)


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


def _gzip(stream: IO[bytes]) -> BinaryIO:
    # It reads, and says so of what it cannot do; but for ``read`` it asks nothing of a stream.
    return _buffered(stream, lambda taken: gzip.GzipFile(fileobj=taken, mode="rb"))


def _zstd(stream: IO[bytes]) -> BinaryIO:
    return _buffered(stream, _Zstd)


def _buffered(stream: IO[bytes], unpack: Callable[[Any], Any]) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Unpacked(stream, unpack), PIECE))


#: How a packed file is read, by what ``files.packing`` says of its name.
UNPACK: dict[str, Callable[[IO[bytes]], BinaryIO]] = {"gz": _gzip, "zst": _zstd}


def opened(path: str, name: str | None = None) -> BinaryIO:
    """A file, unpacked as the end of its name says, or of another name it is to have.

    What is wrong with a packed file is an OSError, wherever reading comes upon it.

    Raises:
        FileError: it cannot be opened.
    """
    try:
        stream: BinaryIO = open(path, "rb")  # noqa: SIM115 – it is the caller's
    except (OSError, ValueError) as error:
        raise cannot_be_read(path, error) from error
    unpack = UNPACK.get(packing(name or path))
    return unpack(stream) if unpack else stream


def cannot_be_read(path: str, error: Exception) -> FileError:
    """The error of a file, by that of the system or of unpacking.

    >>> print(cannot_be_read("a.nt.gz", OSError(None, "it is cut off")))
    a.nt.gz: cannot be read: it is cut off
    """
    return FileError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


class _Again:
    """A stream of which something was read already."""

    def __init__(self, data: bytes, stream: Any) -> None:
        self.first, self.stream = io.BytesIO(data), stream

    def read(self, size: int) -> bytes:
        return self.first.read(size) or cast(bytes, self.stream.read(size))

    def readline(self, size: int) -> bytes:
        line = self.first.readline(size)
        if line.endswith(b"\n"):
            return line
        return line + cast(bytes, self.stream.readline(size - len(line)))


def _is_one_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return len(data.splitlines()) == 1
    return True


def _blocks(stream: Any, path: str, number: int) -> Iterator[Piece]:
    """Whole lines; of one that is too long for a record, the beginning."""
    line, blank = 1, 0
    while data := stream.read(PIECE):
        if not data.endswith(b"\n"):
            data += stream.readline(MAX_BYTES + 1)
            rest = data
            while rest and not rest.endswith(b"\n") and len(data) > MAX_BYTES:
                rest = stream.readline(MAX_BYTES + 1)
            if len(data) > MAX_BYTES and not data.endswith(b"\n"):
                data += b"\n"
        blank = blank + len(data) if data.isspace() else 0
        if blank > MAX_BLANK:
            raise FileError(path, f"line {line}: more than {MAX_BLANK:,} bytes of blank lines")
        yield Piece(path, number, line, data, lines=True)
        line += data.count(b"\n")

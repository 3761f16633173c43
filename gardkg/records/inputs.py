"""The files that records are read from: found, opened, unpacked, and cut into pieces.

A piece is a document, or some lines of JSON Lines: so much that a process has something to do,
and so little that memory does not grow with the file.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from gardkg.errors import FileError
from gardkg.files.foreign import foreign
from gardkg.files.how import kind_of
from gardkg.files.kinds import PACKED, RECORDS, is_of, is_store
from gardkg.files.reading import first_bytes, opened
from gardkg.records import yaml_nodes

#: What export writes line by line is JSON Lines too, of another kind.
_OF_LINES = ".jsonld."
#: Bytes that 8 Mi characters have at most; no more of a record is read.
MAX_BYTES = 4 * yaml_nodes.MAX_DOCUMENT
#: So many bytes of JSON Lines, and the rest of the last line, are a piece.
PIECE = 1 << 18
#: What a file is is seen by so many bytes.
_HEAD = 1 << 12
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
    if kind := kind_of(str(path)):
        step = "gardkg query asks it, and converts it: CONSTRUCT WHERE { ?s ?p ?o }"
        raise FileError(str(path), f"is {kind.name}, not a record; {step}")
    if str(path) == "-":
        return ["-"]
    if not str(path):  # which pathlib takes for the current folder
        raise FileError('""', "no such file or folder")
    if is_store(str(path)):
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
    # What has a suffix of records is looked at when it is read.
    if not is_of(str(path), RECORDS) and (
        what := foreign(first_bytes(str(path)), may_be_rdf=False)
    ):
        raise FileError(str(path), what)
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
    return FileError.unreadable(str(error.filename), error)


def _is_records(name: str) -> bool:
    return is_of(name, RECORDS) and name[0] != "." and _OF_LINES not in name


def endings(kinds: Iterable[str] = RECORDS) -> str:
    """What files of records end in, as a message names it: what is large is packed.

    >>> endings()
    '.yaml .yml .json .jsonl (.gz .zst .bz2 .xz)'
    """
    packed = {"jsonl": f" ({' '.join(f'.{pack}' for pack in PACKED)})"}
    return " ".join(f".{kind}{packed.get(kind, '')}" for kind in kinds)


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
            if what := foreign(data[:_HEAD], may_be_rdf=False):
                raise FileError(path, what)
            if path == "-" and data.lstrip()[:1] == b"{" and not _is_one_json(data):
                yield from _blocks(_Again(data, stream), path, number)
                return
    except OSError as error:
        raise FileError.unreadable(path, error) from error
    yield Piece(path, number, 1, data, lines=False)


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

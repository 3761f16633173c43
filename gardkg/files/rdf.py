"""RDF files of others, read: whatever is wrong with one is told as the file's error."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import pyoxigraph as ox

from gardkg.errors import FileError, shortened
from gardkg.files import nesting
from gardkg.files.kinds import RDF, Kind, suffixed
from gardkg.files.reading import opened, rdf_kind

_PIECE = 1 << 18


def rdf_format(path: str) -> ox.RdfFormat | None:
    """The format of an RDF file, by its suffix or its first bytes; None for anything else."""
    kind = rdf_kind(path)
    return parser(kind) if kind else None


def parser(kind: Kind) -> ox.RdfFormat:
    """What reads a kind of RDF."""
    found = ox.RdfFormat.from_media_type(kind.media_type)
    assert found, kind
    return found


def document(triples: Sequence[ox.Triple], kind: Kind, known: Mapping[str, str]) -> bytes:
    """Triples as a document, which declares those of the known prefixes that it needs, in order.

    Raises:
        OSError, ValueError: they cannot be written so.
    """
    text = "\n".join(map(str, triples))
    used = {name: space for name, space in sorted(known.items()) if f"<{space}" in text}
    prefixes = used if kind.suffix in ("ttl", "rdf") else {}
    data = ox.serialize(triples, format=parser(kind), prefixes=prefixes) or b""
    if kind.suffix != "ttl":
        return data
    # The engine writes them in an order of its own.
    lines = data.splitlines(keepends=True)
    count = sum(line.startswith(b"@prefix ") for line in lines[: len(prefixes)])
    return b"".join([*sorted(lines[:count]), b"\n" * bool(count), *lines[count:]])


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """An RDF file to be parsed: unpacked, and with bounds to what parsers cannot bear.

    Whatever goes wrong while it is read and parsed is told as the file's error.

    Raises:
        FileError: it cannot be read, is not what its suffix says, or nests too deep.
    """
    kind = rdf_kind(path)
    assert kind
    by_suffix = suffixed(path, RDF) == kind
    taken = "what its suffix says" if by_suffix else f"the {kind.name} it looks like"
    try:
        with nesting.bounded(opened(path), parser(kind)) as stream:
            yield stream
    except nesting.Refused as error:
        raise FileError(path, _line(path, error.offset) + error.message) from error
    except nesting.Unread as error:
        raise FileError.unreadable(path, error.error) from error
    except MemoryError as error:  # the parser's, for a token of more than 16 MiB
        said = shortened(" ".join(str(error).split()))
        raise FileError(path, f"holds a text or address too long to read: {said}") from error
    except (SyntaxError, ValueError) as error:
        said = " ".join(str(error).split())
        raise FileError(path, f"not {taken}: {said}") from error


def _line(path: str, offset: int) -> str:
    """Which line a byte of a file is in; nothing for a pipe, which is not read twice."""
    if not os.path.isfile(path):
        return ""
    with opened(path) as stream:
        lines = sum(piece.count(b"\n") for piece in _pieces(stream, offset))
    return f"line {lines + 1}: "


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes of a stream, some at a time."""
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)
        yield piece


def quads(path: str) -> Iterator[ox.Quad]:
    """The quads of an RDF file; its blank nodes are no other file's.

    Raises:
        FileError: as ``reading``.
    """
    with reading(path) as stream:
        yield from ox.parse(stream, format=rdf_format(path), rename_blank_nodes=True)


def put_into(store: ox.Store, path: str) -> None:
    """Put an RDF file into a store, or, if anything is wrong with it, nothing of it.

    Raises:
        FileError: as ``reading``.
    """
    with reading(path) as stream:
        store.bulk_load(input=stream, format=rdf_format(path))

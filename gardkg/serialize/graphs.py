"""What is loaded: records and RDF files as one stream of named graphs, in N-Triples.

A record is a graph of its own, named as quad formats name it. A file with quads says which graph
each belongs to; one with triples alone (Turtle, N-Triples, RDF/XML) needs to be told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import pyoxigraph as ox

from gardkg.errors import FileError, Problem, UsageError, shortened
from gardkg.files import nesting
from gardkg.files.reading import opened
from gardkg.files.replace import packing
from gardkg.identifiers import BASE
from gardkg.records.inputs import PIECE
from gardkg.records.reader import checked_records
from gardkg.serialize.export import named_graphs
from gardkg.serialize.formats import FORMATS

_TOGETHER = 1000


def rdf_format(path: str) -> ox.RdfFormat | None:
    """The format of an RDF file, by its suffix; None for anything else."""
    suffix = path.removesuffix(f".{packing(path)}").rpartition(".")[2]
    return ox.RdfFormat.from_extension(suffix) if suffix in FORMATS else None


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """An RDF file to be parsed: unpacked, and with bounds to what parsers cannot bear.

    Whatever goes wrong while it is read and parsed is told as the file's error.

    Raises:
        FileError: it cannot be read, is not what its suffix says, or nests too deep.
    """
    kind = rdf_format(path)
    assert kind
    try:
        with nesting.bounded(opened(path), kind) as stream:
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
        raise FileError(path, f"not what its suffix says: {said}") from error


def _line(path: str, offset: int) -> str:
    """Which line a byte of a file is in; nothing for a pipe, which is not read twice."""
    if not os.path.isfile(path):
        return ""
    with opened(path) as stream:
        lines = sum(piece.count(b"\n") for piece in _pieces(stream, offset))
    return f"line {lines + 1}: "


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes of a stream, some at a time."""
    while size > 0 and (piece := stream.read(min(size, PIECE))):
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


def graphs(
    paths: Sequence[str],
    base: str = BASE,
    graph: str | None = None,
    warn: Callable[[Problem], None] = lambda problem: None,
) -> Iterator[tuple[str, bytes]]:
    """Named graphs, piece by piece: the name, and some lines of N-Triples.

    Args:
        paths: records, folders of them, JSON Lines, RDF files.
        base: where the nodes of records stand.
        graph: the one graph that all goes into.
        warn: gets the warnings about records.

    Raises:
        RecordError: records have problems.
        FileError: a file cannot be read, is not the RDF its suffix says, or holds no triple.
        UsageError: a file has triples outside any graph, and ``graph`` names none.
    """
    records = [path for path in paths if not rdf_format(path)]
    if records:
        for name, data in named_graphs(checked_records(records, warn), base):
            yield graph or name, data
    for path in paths:
        if rdf_format(path):
            yield from _of_file(path, graph)


def _of_file(path: str, graph: str | None) -> Iterator[tuple[str, bytes]]:
    held: list[str] = []
    before = ""
    for quad in quads(path):
        name = graph or _name(quad, path)
        if name != before or len(held) == _TOGETHER:
            if held:
                yield before, "".join(held).encode()
            held, before = [], name
        held.append(f"{quad.triple} .\n")
    if not held:
        raise FileError(path, "holds no triple; nothing was changed")
    yield before, "".join(held).encode()


def _name(quad: ox.Quad, path: str) -> str:
    if isinstance(quad.graph_name, ox.NamedNode):
        return quad.graph_name.value
    raise UsageError(f"{path}: has triples outside any named graph; --graph IRI gives them one")

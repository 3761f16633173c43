"""What is loaded: records and RDF files as one stream of named graphs, in N-Triples.

A record is a graph of its own, named as quad formats name it. A file with quads says which graph
each belongs to; one with triples alone (Turtle, N-Triples, RDF/XML) needs to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import pyoxigraph as ox

from gardkg.errors import FileError, Problem, UsageError
from gardkg.identifiers import BASE
from gardkg.reading import UNPACK
from gardkg.records import checked_records
from gardkg.serialize import FORMATS, named_graphs

_TOGETHER = 1000


def rdf_format(path: str) -> ox.RdfFormat | None:
    """The format of an RDF file, by its suffix; None for anything else."""
    suffix = path.removesuffix(".gz").removesuffix(".zst").rpartition(".")[2]
    return ox.RdfFormat.from_extension(suffix) if suffix in FORMATS else None


def opened(path: str, name: str | None = None) -> BinaryIO:
    """A file, unpacked as the end of its name says, or of another name it is to have.

    Raises:
        FileError: it cannot be opened.
    """
    try:
        stream = open(path, "rb")  # noqa: SIM115 – it is the caller's
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror}") from error
    unpack = UNPACK.get("." + (name or path).rpartition(".")[2])
    return unpack(stream) if unpack else stream


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
    try:
        with opened(path) as stream:
            # Another file's _:a is another node.
            for quad in ox.parse(stream, format=rdf_format(path), rename_blank_nodes=True):
                name = graph or _name(quad, path)
                if name != before or len(held) == _TOGETHER:
                    if held:
                        yield before, "".join(held).encode()
                    held, before = [], name
                held.append(f"{quad.triple} .\n")
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read: {reason}") from error
    except (SyntaxError, ValueError) as error:
        raise FileError(path, f"not what its suffix says: {error}") from error
    if not held:
        raise FileError(path, "holds no triple; nothing was changed")
    yield before, "".join(held).encode()


def _name(quad: ox.Quad, path: str) -> str:
    if isinstance(quad.graph_name, ox.NamedNode):
        return quad.graph_name.value
    raise UsageError(f"{path}: has triples outside any named graph; --graph IRI gives them one")

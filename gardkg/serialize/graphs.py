"""What is loaded: records and RDF files as one stream of named graphs, in N-Triples.

A record is a graph of its own, named as quad formats name it. A file with quads says which graph
each belongs to; one with triples alone (Turtle, N-Triples, RDF/XML) needs to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from gardkg.errors import FileError, Problem, UsageError
from gardkg.files.rdf import quads, rdf_format
from gardkg.identifiers import BASE
from gardkg.records.reader import checked_records
from gardkg.serialize.export import named_graphs

_TOGETHER = 1000


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
    for quad in quads(path, published=True):
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

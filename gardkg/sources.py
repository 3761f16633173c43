"""What is loaded: records and RDF files as one stream of named graphs, in N-Triples.

A record is a graph of its own, named as quad formats name it. A file with quads says which graph
each belongs to; one with triples alone (Turtle, N-Triples, RDF/XML) needs to be told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, cast

import pyoxigraph as ox

from gardkg.errors import FileError, Problem, UsageError
from gardkg.files import packing
from gardkg.formats import FORMATS
from gardkg.identifiers import BASE
from gardkg.reading import UNPACK
from gardkg.records import checked_records
from gardkg.serialize import named_graphs

_TOGETHER = 1000
#: As RDF/XML may not hold it but in its prolog, or a comment: in a text it is ``&lt;``.
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.I)


def rdf_format(path: str) -> ox.RdfFormat | None:
    """The format of an RDF file, by its suffix; None for anything else."""
    suffix = path.removesuffix(f".{packing(path)}").rpartition(".")[2]
    return ox.RdfFormat.from_extension(suffix) if suffix in FORMATS else None


def opened(path: str, name: str | None = None) -> BinaryIO:
    """A file, unpacked as the end of its name says, or of another name it is to have.

    Reading RDF/XML that has a DOCTYPE raises a FileError, too.

    Raises:
        FileError: it cannot be opened.
    """
    try:
        stream: BinaryIO = open(path, "rb")  # noqa: SIM115 – it is the caller's
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror}") from error
    unpack = UNPACK.get(packing(name or path))
    if unpack:
        stream = unpack(stream)
    is_xml = rdf_format(name or path) == ox.RdfFormat.RDF_XML
    return cast(BinaryIO, _WithoutDoctype(stream, path)) if is_xml else stream


def has_doctype(data: bytes) -> bool:
    """Whether XML declares entities, which could grow without end: no parser may see it.

    >>> has_doctype(b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>')
    True
    """
    return bool(_DOCTYPE.search(data))


class _WithoutDoctype(io.RawIOBase):
    """RDF/XML as it is read, up to a DOCTYPE."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream, self._path, self._end = stream, path, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        seen = self._end + data
        if has_doctype(seen):
            said = "has a DOCTYPE, whose entities could grow without end; write it without one"
            raise FileError(self._path, said)
        self._end = seen[-len("<!DOCTYP") :]
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()


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

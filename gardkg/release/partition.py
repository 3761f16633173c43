"""Two versions of the data side by side: the triples of each, one disease at a time.

A version is records in any form, or an RDF file. Every triple belongs to the disease whose node
it is about, by its subject, else by its object; what belongs to none (the label of a term, the
title of a work) is shared. So the parts of two versions can be held against each other however
they were stored, and named graphs, which mean nothing here, are passed over.

Both versions wait as N-Triples in a temporary file, and only one part of them is held at a time:
the memory needed is that of the largest record, and some hundred bytes for each record.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from gardkg.errors import FileError
from gardkg.files.rdf import rdf_format
from gardkg.files.spool import Spool
from gardkg.identifiers import BASE, checked_base
from gardkg.model import Record
from gardkg.records.reader import checked_records
from gardkg.serialize.export import checked, named_graphs
from gardkg.serialize.graphs import graphs

#: A version: a path (records, a folder of them, JSON Lines, an RDF file, ``-``), or records.
Version = str | os.PathLike[str] | Iterable[Record]
Triples = set[ox.Triple]
#: What is shared is kept in so many parts, by the head of its line.
_PARTS = 256


class Part(NamedTuple):
    """What two versions say about one disease (its CURIE), or what is shared (no disease)."""

    disease: str
    old: Triples
    new: Triples


def parts(old: Version, new: Version, base: str = BASE) -> Iterator[Part]:
    """The parts in which two versions differ: by disease, and what is shared at the end.

    Args:
        old, new: the versions.
        base: where our own nodes stand, in both.

    Raises:
        RecordError: records have problems.
        FileError: a file cannot be read, is not the RDF its suffix says, or has blank nodes.
        TermError: a base that is none.
    """
    checked_base(base)
    with Spool[str]() as before, Spool[str]() as after:
        for version, spool in ((old, before), (new, after)):
            for key, lines in _split(_pieces(version, base), base):
                spool.add(key, lines)
        had, has = set(before), set(after)
        for key in sorted(had | has):
            was = b"".join(before.read(key)) if key in had else b""
            now = b"".join(after.read(key)) if key in has else b""
            if was != now and (triples := _parsed(was)) != (others := _parsed(now)):
                yield Part(_disease(key), triples, others)


def disjoint(paths: Sequence[str], base: str = BASE) -> Iterator[Triples]:
    """The triples of one version, each once, in the same parts.

    Args:
        paths: records, folders of them, JSON Lines, RDF files.
        base: where our own nodes stand.

    Raises:
        RecordError, FileError, TermError: as ``subgraphs``, but blank nodes are no error.
    """
    checked_base(base)
    with Spool[str]() as spool:
        for key, lines in _split((data for _, data in graphs(paths, base, base)), base):
            spool.add(key, lines)
        for key in sorted(spool):
            yield _parsed(b"".join(spool.read(key)))


def _pieces(version: Version, base: str) -> Iterator[bytes]:
    """A version as pieces of N-Triples."""
    if isinstance(version, str | os.PathLike):
        path = os.fspath(version)
        if rdf_format(path):
            for _, data in graphs([path], base, base):
                if b"_:" in data and any(_has_blank(triple) for triple in _parsed(data)):
                    raise FileError(path, "has blank nodes, and no name to compare them by")
                yield data
            return
        version = checked_records([path])
    else:
        version = checked(version)
    for _, data in named_graphs(version, base):
        yield data


def _has_blank(triple: ox.Triple) -> bool:
    if isinstance(triple.object, ox.Triple) and _has_blank(triple.object):
        return True
    return any(isinstance(term, ox.BlankNode) for term in triple)


def _split(pieces: Iterable[bytes], base: str) -> Iterator[tuple[str, bytes]]:
    """Pieces of N-Triples as lines of one part each."""
    own = rb"<%b(?:disease|record|claim)/([A-Za-z]+_[0-9A-Za-z]+)" % re.escape(base.encode())
    about = re.compile(own + rb"|<[^>]*> <[^>]*> " + own)
    for piece in pieces:
        found: dict[str, list[bytes]] = {}
        for line in piece.splitlines(keepends=True):
            if match := about.match(line):
                key = (match[1] or match[2]).decode()
            else:
                # ~ sorts behind all letters, so what is shared comes last.
                key = f"~{zlib.crc32(line.partition(b' ')[0]) % _PARTS:03}"
            found.setdefault(key, []).append(line)
        for key, lines in found.items():
            yield key, b"".join(lines)


def _disease(key: str) -> str:
    return "" if key.startswith("~") else key.replace("_", ":", 1)


def _parsed(data: bytes) -> Triples:
    return {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES, lenient=True)}

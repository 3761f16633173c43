"""How many triples, of which predicates, and how many things of each class a graph has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import pyoxigraph as ox

from gardkg.identifiers import PREFIXES

_TYPE = PREFIXES["rdf"].namespace + "type"
_MARK = b" <%b> <" % _TYPE.encode()
# From the start of a line: a literal may hold what looks like it.
_TYPED = re.compile(rb"<[^>]*>" + re.escape(_MARK) + rb"([^>]*)>")
_TOGETHER = 1 << 20


@dataclass
class Counts:
    """The counts of some triples; classes and predicates by their full IRIs.

    >>> counts = Counts()
    >>> counts.add(quad.triple for quad in ox.parse(b"<a:s> a <a:C> .", ox.RdfFormat.TURTLE))
    >>> counts.triples, counts.classes
    (1, Counter({'a:C': 1}))
    """

    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)

    def add(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Count some more; a triple that comes twice is counted twice."""
        for triple in triples:
            self.triples += 1
            predicate = triple.predicate.value
            self.properties[predicate] += 1
            if predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
                self.classes[triple.object.value] += 1

    def add_lines(self, stream: BinaryIO) -> None:
        """Count the triples and classes, not the predicates, of N-Triples or N-Quads: fast."""
        while lines := stream.readlines(_TOGETHER):
            self.triples += len(lines)
            typed = (_TYPED.match(line) for line in lines if _MARK in line)
            self.classes.update(found[1].decode() for found in typed if found)

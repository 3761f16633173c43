"""How many triples, of which predicates, and how many things of each class a graph has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from gardkg.identifiers import PREFIXES

_TYPE = PREFIXES["rdf"].namespace + "type"


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
            predicate = triple.predicate.value
            self.properties[predicate] += 1
            if predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
                self.classes[triple.object.value] += 1
        self.triples = self.properties.total()

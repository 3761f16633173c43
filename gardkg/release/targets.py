"""What SHACL shapes look at: of a check that looked at nothing it is known that it found nothing.

The targets of a shape are nodes, instances of a class, and subjects or objects of a predicate
(SHACL §2.1.3, https://www.w3.org/TR/shacl/#targets); a shape that is a class looks at its own
instances. Targets in SPARQL are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import rdflib
from rdflib.namespace import RDF, RDFS, SH

_KINDS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_SHAPES = (SH.NodeShape, SH.PropertyShape)


class Targets:
    """The targets of some shapes, and how many nodes of graphs they were.

    >>> shapes = rdflib.Graph().parse(data="@prefix sh: <http://www.w3.org/ns/shacl#> . "
    ...     "<a:Shape> sh:targetClass <a:C> .", format="turtle")
    >>> targets = Targets(shapes)
    >>> targets.look_at(rdflib.Graph().parse(data="<a:b> a <a:C> .", format="turtle"))
    >>> targets.nodes, targets.unused()
    (1, [])
    """

    def __init__(self, shapes: rdflib.Graph) -> None:
        self.nodes = 0
        self.shapes = {s for kind in _SHAPES for s in shapes.subjects(RDF.type, kind)}
        self._of: dict[rdflib.term.Node, set[tuple[rdflib.term.Node, rdflib.term.Node]]] = (
            defaultdict(set)
        )
        for kind in _KINDS:
            for shape, what in shapes.subject_objects(kind):
                self._of[shape].add((kind, what))
                self.shapes.add(shape)
        for shape in self.shapes:
            if (shape, RDF.type, RDFS.Class) in shapes:
                self._of[shape].add((SH.targetClass, shape))
        self._used: set[rdflib.term.Node] = set()

    def look_at(self, graph: rdflib.Graph) -> None:
        """Count the nodes of a graph that the shapes look at."""
        found: set[rdflib.term.Node] = set()
        for shape, targets in self._of.items():
            nodes = {node for target in targets for node in _nodes(graph, *target)}
            if nodes:
                self._used.add(shape)
                found |= nodes
        self.nodes += len(found)

    def unused(self) -> list[str]:
        """The shapes whose targets no node was, each with what it looks for."""
        return sorted(
            f"{shape}: no node is its {str(kind).rpartition('#')[2]} {what}"
            for shape, targets in self._of.items()
            if shape not in self._used
            for kind, what in sorted(targets)[:1]
        )


def _nodes(
    graph: rdflib.Graph, kind: rdflib.term.Node, what: rdflib.term.Node
) -> Iterator[rdflib.term.Node]:
    if kind == SH.targetNode:
        if (what, None, None) in graph or (None, None, what) in graph:
            yield what
    elif kind == SH.targetClass:
        for one in graph.transitive_subjects(RDFS.subClassOf, what):
            yield from graph.subjects(RDF.type, one)
    elif kind == SH.targetSubjectsOf:
        yield from (s for s, _ in graph.subject_objects(what))
    else:
        yield from (o for _, o in graph.subject_objects(what))

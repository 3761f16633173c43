"""The SHACL check of a graph: of records as they are mapped, and of RDF files.

pyshacl does it, with the shapes of ``mapping.shapes`` and of the user's own files. It takes
its time and holds a graph in memory several times over, so it is given one disease at a time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from gardkg.errors import FileError, Finding, Problem, UsageError
from gardkg.files.rdf import quads, rdf_format
from gardkg.identifiers import BASE, contract, file_stem
from gardkg.mapping.names import claim_id
from gardkg.mapping.shapes import SH, turtle
from gardkg.model import Record
from gardkg.release.subgraphs import parts
from gardkg.release.targets import Targets
from gardkg.serialize.export import named_graphs

#: The claim that a claim, statement or quote is about: the end of its name.
_OF_CLAIM = re.compile(r"/(?:claim/[A-Z]+_[0-9]+-|statement/|quote/)([a-z-]+-[0-9a-f]{12})\b")


class Violation(NamedTuple):
    """What a shape finds at a node: full IRIs, the shape's message, and what stands there."""

    node: str
    predicate: str
    message: str
    got: str | None
    severity: Literal["error", "warning"]

    def text(self, base: str = BASE) -> str:
        """Node, predicate and message on one line."""
        names = contract(self.node, base), contract(self.predicate, base)
        return ": ".join(filter(None, (*names, self.message)))


class Shapes:
    """Shapes, ready to check graphs.

    >>> from gardkg.identifiers import expand
    >>> data = f"<a:b> <{expand('rdf:type')}> <{expand('gardkg:Source')}> ."
    >>> [found.text() for found in Shapes.read().violations(data.encode())]
    ['a:b: dcterms:title: expected at least one: text with a language']
    """

    def __init__(
        self, graph: rdflib.Graph, base: str = BASE, own: rdflib.Graph | None = None
    ) -> None:
        self._graph, self.base = graph, base
        self.targets, self.own = Targets(graph), Targets(own or rdflib.Graph())

    @classmethod
    def read(cls, files: Sequence[str] = (), base: str = BASE) -> Shapes:
        """Our shapes, and with them those of files, in any kind of RDF.

        Raises:
            UsageError: pyshacl is not installed.
            FileError: a file cannot be read, is no RDF, or has no shapes.
        """
        _pyshacl()
        graph = rdflib.Graph().parse(data=turtle(), format="turtle")
        own = rdflib.Graph()
        for path in files:
            if not rdf_format(path):
                raise FileError(path, "expected shapes in RDF; --input-format says in which")
            of_file = rdflib.Graph()
            # As N-Triples it says nothing else, and rdflib reads the same of every kind.
            data = "".join(f"{quad.triple} .\n" for quad in quads(path))
            of_file.parse(data=data, format="nt")
            if not Targets(of_file).shapes:
                raise FileError(path, "has no shape (sh:NodeShape, sh:targetClass …)")
            own += of_file
        return cls(graph + own, base, own)

    def idle(self, where: str) -> Iterator[Problem]:
        """What was asked and looked at nothing, once all is checked."""
        for said in self.own.unused():
            yield Problem(where, 0, 0, "shapes", said)

    def check(self, record: Record) -> Iterator[Finding]:
        """What is wrong with the graph of a record that passed ``checks``, by its claims.

        Raises:
            UsageError: a shape that pyshacl cannot use.
        """
        [(_, data)] = named_graphs([record], self.base)
        start = len(file_stem(record.id)) + 1
        names = (claim_id(record.id, claim)[start:] for claim in record.claims())
        claims = dict(zip(names, record.pointers(), strict=True))
        for found in self.violations(data):
            owner = _OF_CLAIM.search(found.node)
            pointer = claims.get(owner[1], "") if owner else ""
            yield Finding(pointer, found.text(self.base), found.got, severity=found.severity)

    def check_file(self, path: str) -> Iterator[Problem]:
        """What is wrong with the graph of an RDF file, disease by disease.

        Raises:
            UsageError: a shape that pyshacl cannot use.
            FileError: the file cannot be read, is not the RDF its suffix says, or is empty.
        """
        for part in parts(path):
            for found in self.violations(part.data):
                if found.node not in part.others:
                    message, level = found.text(self.base), found.severity
                    yield Problem(path, 0, 0, "", message, found.got, severity=level)

    def violations(self, data: bytes) -> list[Violation]:
        """What is wrong with a graph in N-Triples, sorted.

        Raises:
            UsageError: a shape that pyshacl cannot use.
        """
        with _quiet():
            graph = _Graph().parse(data=data, format="nt")
            self.targets.look_at(graph)
            self.own.look_at(graph)
            try:
                try:
                    conforms, report, text = _pyshacl().validate(graph, shacl_graph=self._graph)
                except TypeError:
                    # pyshacl cannot compare what is no number; that it is none is told without.
                    plain = _without_comparisons(self._graph)
                    conforms, report, text = _pyshacl().validate(graph, shacl_graph=plain)
            except (RuntimeError, SyntaxError, TypeError, ValueError) as error:
                raise UsageError(f"shapes: {' '.join(str(error).split())}") from error
        if not isinstance(report, rdflib.Graph):
            raise UsageError(f"shapes: {' '.join(text.split())}")
        if conforms:
            return []
        results = report.objects(None, rdflib.URIRef(SH + "result"))
        return sorted({_violation(report, result, graph) for result in results}, key=str)


def _violation(report: rdflib.Graph, result: Any, graph: rdflib.Graph) -> Violation:
    said = {str(p).removeprefix(SH): o for p, o in report.predicate_objects(result)}
    node, path, value = said["focusNode"], said.get("resultPath"), said.get("value")
    if not isinstance(path, rdflib.URIRef):  # a path of several steps has no name
        path = None
    if value is None and path is not None:
        value = rdflib.Literal(len(set(graph.objects(node, path))) or "none")
    return Violation(
        str(node),
        str(path or ""),
        str(said.get("resultMessage", "does not conform")),
        None if value in {None, node} else contract(str(value)),
        "error" if str(said["resultSeverity"]) == SH + "Violation" else "warning",
    )


def _without_comparisons(shapes: rdflib.Graph) -> rdflib.Graph:
    plain = rdflib.Graph() + shapes
    for name in ("lessThan", "lessThanOrEquals"):
        plain.remove((None, rdflib.URIRef(SH + name), None))
    return plain


class _Graph(rdflib.Graph):
    """A graph that parses a query once: pyshacl asks the same few of every graph."""

    _known: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> rdflib.query.Result:
        if isinstance(query_object, str):
            if query_object not in self._known:
                self._known[query_object] = prepareQuery(query_object)
            query_object = self._known[query_object]
        return super().query(query_object, *args, **kwargs)


def _pyshacl() -> Any:
    try:
        import pyshacl
    except ImportError:
        raise UsageError("--shapes needs pyshacl; pip install 'gardkg[shacl]'") from None
    return pyshacl


@contextmanager
def _quiet() -> Iterator[None]:
    """rdflib logs a traceback for a literal that is none of its datatype; a shape reports it."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before

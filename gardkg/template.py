"""Turtle with holes → rows; one loop renders rows as text, in any syntax.

A template is the Turtle of one node, with holes for what varies:

    {claim} a gardkg:SymptomClaim ;
        rdfs:label "{label}"@{language} ;
        gardkg:disease {disease^claims} ;
        biolink:negated "{negated}"^^xsd:boolean ;
        biolink:frequency_qualifier {frequency?} ;
        gardkg:statement {statements*} .

``{x}`` is an IRI (CURIE, full, or a path of ours), ``"{x}"`` a literal; ``?`` may be missing,
``*`` repeats. A hole in the place of a predicate, ``{direct} {direct}``, takes a table of
predicate → objects. ``^claims`` names the JSON-LD key under which the node hangs on the
other end of that row.

The first hole is the subject. The names of the other holes are the keys of the JSON-LD,
so that its context is made from these same rows. Nothing here knows a predicate, a prefix
or a file; the syntaxes stand in ``syntaxes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<iri>\{(?P<name>\w+)(?P<many>[?*]?)(?:\^(?P<reverse>\w+))?\})
    | (?P<literal>"\{(?P<lname>\w+)(?P<lmany>[?*]?)\}"
        (?:@\{(?P<language>\w+)\}|\^\^(?P<datatype>\w+:\w+))?)
    | (?P<curie>\w+:\w+)
    | (?P<a>a)\b
    | (?P<mark>[;,.])
    )""",
    re.VERBOSE,
)


class Row(NamedTuple):
    """One predicate of a template and what its objects are.

    Either ``constants`` holds its objects, CURIEs, or ``hole`` names where they come from.
    ``predicate`` is empty where a table of predicates fills the hole.
    """

    predicate: str
    constants: tuple[str, ...] = ()
    hole: str = ""
    literal: bool = False
    language: str = ""
    datatype: str = ""
    optional: bool = False
    repeated: bool = False
    reverse: str = ""


class Template:
    """The rows of one kind of node.

    >>> t = Template('{d} a biolink:Disease ; rdfs:label "{label}"@{language} .')
    >>> t.subject, [(r.predicate, r.constants or r.hole) for r in t.rows]
    ('d', [('rdf:type', ('biolink:Disease',)), ('rdfs:label', 'label')])

    Raises:
        ValueError: the text is not of the form above.
    """

    def __init__(self, text: str) -> None:
        tokens = self._tokens(text)
        self.subject: str = next(tokens)["name"]
        self.rows: list[Row] = []
        mark = ";"
        while mark != ".":
            verb = next(tokens)
            predicate = "rdf:type" if verb["a"] else verb["curie"] or ""
            row, mark = self._object(predicate, next(tokens)), next(tokens)["mark"]
            while mark == ",":
                row = row._replace(constants=(*row.constants, next(tokens)["curie"]))
                mark = next(tokens)["mark"]
            self.rows.append(row)
        self.holes = frozenset(row.hole for row in self.rows)

    @staticmethod
    def _tokens(text: str) -> Iterator[dict[str, Any]]:
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if not match:
                raise ValueError(f"template: cannot read {text[at : at + 40]!r}")
            at = match.end()
            yield match.groupdict()

    @staticmethod
    def _object(predicate: str, token: dict[str, Any]) -> Row:
        if token["curie"]:
            return Row(predicate, constants=(token["curie"],))
        name, many = token["name"] or token["lname"], token["many"] or token["lmany"]
        return Row(
            predicate,
            hole=name,
            literal=bool(token["literal"]),
            language=token["language"] or "",
            datatype=token["datatype"] or "",
            optional=bool(many) or not predicate,
            repeated=many == "*",
            reverse=token["reverse"] or "",
        )


class Node(NamedTuple):
    """A template with its holes filled, and the nodes that hang on it.

    ``children`` are grouped by the hole they fill here, or by the reverse key of their own row.
    """

    template: Template
    values: Mapping[str, Any]
    children: Mapping[str, list[Node]] = {}


class Layout(NamedTuple):
    """How a syntax writes one row around its objects: open, object, between, object, close.

    Each is a %-format string in which the node's own terms may stand, as ``%(label)s``.
    """

    open: str
    between: str
    close: str


class _Step(NamedTuple):
    """What one pass of the loop writes: a run of rows that always stand, as one format
    string, or (``row`` given) the objects of one row that may be missing or repeat."""

    layout: Layout
    row: Row | None = None
    convert: Callable[[str], str] = str


class _Program(NamedTuple):
    """A template made ready for one syntax."""

    terms: tuple[tuple[str, Callable[[str], str]], ...]
    steps: tuple[_Step, ...]


_HANGING = Row("")


class Syntax:
    """A way to write nodes: the loop is here, the marks are in a subclass.

    An IRI is converted, and so checked, once and then remembered, for most come again; no
    more than ``limit`` of them, so that memory stays bounded.
    """

    #: What stands between two rows.
    separator = ""
    #: Whether a node's children are written inside it, or behind it.
    nested = False
    limit = 50_000

    def __init__(self) -> None:
        self._programs: dict[Template, _Program] = {}
        self._iris: dict[str, str] = {}

    def write_iri(self, value: str) -> str:
        """An IRI in this syntax. Raises TermError for what is none."""
        raise NotImplementedError

    def text(self, value: str) -> str:
        """What stands between a literal's quotes, quotes included where they may differ."""
        raise NotImplementedError

    def convert(self, row: Row) -> Callable[[str], str]:
        """What turns a value of a row into its text."""
        return self.text if row.literal else self.iri

    def layout(self, row: Row, subject: str) -> Layout:
        """The marks around a row; the node's IRI is the term named ``subject``."""
        raise NotImplementedError

    def frame(self, subject: str, rows: str) -> str:
        """A whole node."""
        raise NotImplementedError

    def render(self, node: Node) -> str:
        """The text of a node and of all that hang on it.

        Raises:
            TermError: a value cannot be the term its hole wants.
        """
        if self.nested:
            return self._block(node)
        out: list[str] = []
        self._append(node, out)
        return "".join(out)

    def iri(self, value: str) -> str:
        text = self._iris.get(value)
        if text is None:
            if len(self._iris) >= self.limit:
                self._iris.clear()
            text = self._iris[value] = self.write_iri(value)
        return text

    def _append(self, node: Node, out: list[str]) -> None:
        if text := self._block(node):
            out.append(text)
        for children in node.children.values():
            for child in children:
                self._append(child, out)

    def _block(self, node: Node) -> str:
        template, values, children = node
        program = self._programs.get(template) or self._compile(template)
        terms = {name: convert(values[name]) for name, convert in program.terms}
        parts: list[str] = []
        for layout, row, convert in program.steps:
            if row is None:
                parts.append(layout.open % terms)
            elif self.nested and row.hole in children:
                self._nest(layout, children[row.hole], parts)
            elif value := values.get(row.hole):
                if not row.predicate:
                    for predicate, objects in value.items():
                        layout = self._verb(predicate, row, template.subject)
                        inside = children.get(predicate, ()) if self.nested else ()
                        blocks = {n.values[n.template.subject]: self._block(n) for n in inside}
                        texts = (blocks.get(item) or convert(item) for item in objects)
                        self._objects(layout, texts, terms, parts)
                elif row.repeated:
                    self._objects(layout, map(convert, value), terms, parts)
                else:
                    self._objects(layout, (convert(value),), terms, parts)
        if self.nested:
            for key, nodes in children.items():
                if key not in template.holes and ":" not in key:
                    self._nest(self._verb(key, _HANGING, template.subject), nodes, parts)
        if not parts:  # a term without a label is only its IRI
            return terms[template.subject] if self.nested else ""
        return self.frame(terms[template.subject], self.separator.join(parts))

    @staticmethod
    def _objects(
        layout: Layout, objects: Iterable[str], terms: Mapping[str, str], parts: list[str]
    ) -> None:
        between = layout.between % terms
        parts.append(layout.open % terms + between.join(objects) + layout.close % terms)

    def _nest(self, layout: Layout, nodes: Iterable[Node], parts: list[str]) -> None:
        self._objects(layout, map(self._block, nodes), {}, parts)

    @lru_cache(maxsize=256)  # noqa: B019  # a syntax lives as long as its run
    def _verb(self, predicate: str, row: Row, subject: str) -> Layout:
        """The layout of a row whose predicate comes from the data."""
        return self.layout(
            row._replace(predicate=predicate, hole=predicate, repeated=True), subject
        )

    def _compile(self, template: Template) -> _Program:
        terms: dict[str, Callable[[str], str]] = {template.subject: self.iri}
        steps: list[_Step] = []
        run: list[str] = []
        for row in template.rows:
            if self.nested and row.reverse:
                continue
            if row.language:
                terms[row.language] = str
            convert = self.convert(row)
            layout = self.layout(row, template.subject)
            if row.constants:
                objects = [self.iri(c).replace("%", "%%") for c in row.constants]
                run.append(layout.open + layout.between.join(objects) + layout.close)
            elif not row.optional and (row.literal or not self.nested):
                terms[row.hole] = convert
                run.append(f"{layout.open}%({row.hole})s{layout.close}")
            else:
                if run:
                    steps.append(_Step(Layout(self.separator.join(run), "", "")))
                    run = []
                steps.append(_Step(layout, row, convert))
        if run:
            steps.append(_Step(Layout(self.separator.join(run), "", "")))
        program = self._programs[template] = _Program(tuple(terms.items()), tuple(steps))
        return program

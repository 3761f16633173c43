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
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
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

    ``%(_self)s`` in them stands for the node's own IRI, and a hole's name for what fills it.
    """

    open: str
    between: str
    close: str


class _Slot(NamedTuple):
    """One argument of a program: the objects of a row, as one text."""

    row: Row
    hole: str
    between: str
    convert: Callable[[str], str]


class _Program(NamedTuple):
    """A template whose filled holes are known, made ready: one format string, its arguments,
    and the order in which the string wants them (a subject stands in every N-Triples line)."""

    format: str
    slots: tuple[_Slot, ...]
    order: Callable[[list[str]], Any]


_HANGING = Row("")
_NAMED = re.compile(r"%\((\w+)\)s")
_SUBJECT = "%(_self)s"


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
        self._programs: dict[tuple[object, ...], _Program] = {}
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

    def layout(self, row: Row) -> Layout:
        """The marks around a row."""
        raise NotImplementedError

    def frame(self, subject: str, rows: str) -> str:
        """A whole node."""
        raise NotImplementedError

    def render(self, node: Node) -> str:
        """The text of a node and of all that hang on it.

        Raises:
            TermError: a value cannot be the term its hole wants.
            ValueError: a hole that must be filled is not.
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
        out.append(self._block(node))
        for children in node.children.values():
            for child in children:
                self._append(child, out)

    def _block(self, node: Node) -> str:
        """One node: the values of its filled holes put into the format made for just those."""
        template, values, children = node
        filled = {hole: value for hole, value in values.items() if value}
        key: tuple[object, ...] = (template, *filled)
        if self.nested and children:
            key = (*key, *children)
        program = self._programs.get(key) or self._compile(key, filled, children)
        subject = self.iri(filled[template.subject])
        texts = [subject]
        for row, hole, between, convert in program.slots:
            if self.nested and hole in children:
                texts.append(between.join(map(self._block, children[hole])))
            elif not row.predicate:
                texts.append(self._table(row, filled, subject, children))
            elif row.repeated:
                between = _put(between, subject, filled, row)
                texts.append(between.join(map(convert, filled[hole])))
            else:
                texts.append(convert(filled[hole]))
        text: str = program.format % program.order(texts)
        return text

    def _table(
        self,
        row: Row,
        filled: Mapping[str, Any],
        subject: str,
        children: Mapping[str, list[Node]],
    ) -> str:
        """The rows whose predicates come from the data."""
        parts = []
        convert = self.convert(row)
        for predicate, objects in filled[row.hole].items():
            layout = self.layout(self._verb(row, predicate))
            start, between, end = (_put(mark, subject, filled, row) for mark in layout)
            inside = children.get(predicate, ()) if self.nested else ()
            blocks = {child.values[child.template.subject]: self._block(child) for child in inside}
            texts = (blocks.get(item) or convert(item) for item in objects)
            parts.append(start + between.join(texts) + end)
        return self.separator.join(parts)

    @staticmethod
    def _verb(row: Row, predicate: str) -> Row:
        return row._replace(predicate=predicate, hole=predicate, repeated=True)

    def _compile(
        self,
        key: tuple[object, ...],
        filled: Mapping[str, Any],
        children: Mapping[str, list[Node]],
    ) -> _Program:
        template = key[0]
        assert isinstance(template, Template)
        rows: list[str] = []
        slots: list[_Slot] = []
        languages: dict[str, _Slot] = {}
        for row in template.rows:
            if self.nested and row.reverse:
                continue
            if row.constants:
                start, between, end = self.layout(row)
                objects = [self.iri(c).replace("%", "%%") for c in row.constants]
                rows.append(start + between.join(objects) + end)
                continue
            if row.hole not in filled:
                if not row.optional:
                    raise ValueError(f"template: {row.hole} is not filled")
                continue
            if row.language:
                languages[row.language] = _Slot(Row("-", hole=row.language), row.language, "", str)
            layout = self.layout(row) if row.predicate else Layout("", "", "")
            slots.append(_Slot(row, row.hole, layout.between, self.convert(row)))
            rows.append(f"{layout.open}%({row.hole})s{layout.close}")
        if self.nested:
            for hole in children:
                if hole not in template.holes and ":" not in hole:
                    layout = self.layout(self._verb(_HANGING, hole))
                    slots.append(_Slot(_HANGING, hole, layout.between, str))
                    rows.append(f"{layout.open}%({hole})s{layout.close}")
        if len(slots) > len({slot.hole for slot in slots}):
            raise ValueError("template: one hole in two rows")
        slots += languages.values()
        # A term without a label or anything else to say is nothing, or only its IRI.
        body = self.separator.join(rows)
        text = self.frame(_SUBJECT, body) if rows else (_SUBJECT if self.nested else "")
        places = {"_self": 0} | {slot.hole: n for n, slot in enumerate(slots, 1)}
        names = _NAMED.findall(text)
        order = itemgetter(*(places[name] for name in names)) if names else _nothing
        if len(self._programs) >= self.limit:
            self._programs.clear()
        program = _Program(_NAMED.sub("%s", text), tuple(slots), order)
        self._programs[key] = program
        return program


def _put(mark: str, subject: str, filled: Mapping[str, Any], row: Row) -> str:
    """The subject, and the row's language, in the marks of a row whose number of objects varies."""
    mark = mark.replace(_SUBJECT, subject)
    return mark.replace(f"%({row.language})s", filled[row.language]) if row.language else mark


def _nothing(texts: list[str]) -> tuple[str, ...]:
    return ()

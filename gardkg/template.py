"""Turtle with holes → rows; one loop renders rows as text, in any syntax.

A template is the Turtle of one node, with holes for what varies:

    <{claim}> a gardkg:SymptomClaim ;
        rdfs:label "{label}"@{language} ;
        gardkg:disease <{disease^claims}> ;
        biolink:negated "{negated}"^^xsd:boolean ;
        biolink:frequency_qualifier {frequency?} ;
        gardkg:statement <{statements*}> .

``<{x}>`` is a path of ours, made by the mapping of parts that were checked; ``{x}`` any IRI
(CURIE, full, or such a path); ``"{x}"`` a literal. ``?`` may be missing, ``*`` repeats. A
literal's language is that of its node. A hole in the place of a predicate, ``{direct} {direct}``, takes a table of
predicate → objects. ``^claims`` names the JSON-LD key under which the node hangs on the
other end of that row.

The first hole is the subject. The names of the other holes are the keys of the JSON-LD,
so that its context is made from these same rows. Nothing here knows a predicate, a prefix
or a file; the syntaxes stand in ``syntaxes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import call
from typing import Any, NamedTuple

import msgspec

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<own><)?\{(?P<name>\w+)(?P<many>[?*]?)(?:\^(?P<reverse>\w+))?\}(?(own)>)
    | (?P<literal>"\{(?P<lname>\w+)(?P<lmany>[?*]?)\}"
        (?:@\{(?P<language>language)\}|\^\^(?P<datatype>\w+:\w+))?)
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
    own: bool = False
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
        subject = next(tokens)
        self.subject: str = subject["name"]
        self.own = bool(subject["own"])
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
        if len(self.rows) > len({row.hole or row.predicate for row in self.rows}):
            raise ValueError("template: one hole in two rows")

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
            own=bool(token["own"]),
            literal=bool(token["literal"]),
            language=token["language"] or "",
            datatype=token["datatype"] or "",
            optional=bool(many) or not predicate,
            repeated=many == "*",
            reverse=token["reverse"] or "",
        )


class Node(msgspec.Struct, frozen=True, gc=False):
    """A subject, the template it is written by, what fills its holes, and what hangs on it.

    ``values`` stand in the order of the template's rows, which is that of the text: a text for
    a hole; where it repeats several of them; where it takes predicates a table, predicate →
    objects; None or nothing where it may be missing. A ``Shared`` fills all the holes it names,
    whatever it is called itself. ``children`` are grouped by the hole they fill here, or by
    the reverse key of their own row. ``language`` is that of the node's literals.
    """

    template: Template
    subject: str
    values: Mapping[str, Any]
    children: Mapping[str, Sequence[Node]] = {}
    language: str = ""


class Shared(msgspec.Struct, eq=False):
    """What many nodes have alike: written once, and put into each of them."""

    values: Mapping[str, Any]


class Layout(NamedTuple):
    """How a syntax writes one row around its objects: open, object, between, object, close."""

    open: str
    between: str
    close: str


class _Written(dict[Any, Any]):
    """What was made of a value: most come again, and the others are not let pile up."""

    limit = 16_384
    #: A text longer than this is as good as never met again.
    long = 200

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, value: Any) -> Any:
        made = self.make(value)
        if not isinstance(value, str) or len(value) < self.long:
            if len(self) >= self.limit:
                self.clear()
            self[value] = made
        return made


#: The rows of a node that a value makes: none, one, or several.
_Rows = tuple[str, ...]


class _Objects:
    """A row of a template in one syntax: with one object, with several, with none."""

    def __init__(self, syntax: Syntax, row: Row) -> None:
        self.syntax, self.row = syntax, row
        self.open, self.between, self.close = syntax.layout(row)
        self.written = _Written(self.one)

    def writer(self) -> Callable[[Any], _Rows]:
        """What makes rows of the hole's value; for nearly all holes it is a single lookup."""
        row = self.row
        if not row.predicate:
            return self.table
        if row.own or (row.datatype in _DIGITS and not row.optional):
            # Hardly one comes twice, and none needs a check or an escape.
            value = self.syntax.own if row.own else self.syntax.term(row, "%s")
            form = value.join(mark.replace("%", "%%") for mark in (self.open, self.close))
            return lambda value: (form % value,) if value.__class__ is str else self.any(value)
        return self.any if row.repeated else self.written.__getitem__

    def one(self, value: str | None) -> _Rows:
        if value:
            return (self.around([self.convert(value)]),)
        if self.row.optional:
            return ()
        raise ValueError(f"template: {self.row.hole} is not filled")

    def convert(self, value: str) -> str:
        return self.syntax.own % value if self.row.own else self.syntax.term(self.row, value)

    def any(self, values: str | Iterable[str] | None) -> _Rows:
        if not values or isinstance(values, str):
            return self.written[values or None]
        if self.syntax.apart:
            return tuple(chain.from_iterable(map(self.written.__getitem__, values)))
        return (self.around(map(self.convert, values)),)

    def around(self, texts: Iterable[str]) -> str:
        """One row with objects that are text already."""
        return f"{self.open}{self.between.join(texts)}{self.close}"

    def table(
        self, values: Mapping[str, Iterable[str]], inside: Mapping[str, str] | None = None
    ) -> _Rows:
        """A row for each predicate; ``inside``: the objects that are written out in it."""
        rows: list[str] = []
        for predicate, objects in values.items():
            row = self.syntax.named(self.row, predicate)
            if inside and not inside.keys().isdisjoint(objects):
                rows.append(row.around(inside.get(o) or row.convert(o) for o in objects))
            else:
                rows += row.any(objects)
        return tuple(rows)


class _Program(dict[str, Callable[[Any], _Rows]]):
    """A template in one syntax and language: what stands always, and the writer of each hole."""

    def __init__(self, syntax: Syntax, template: Template, language: str) -> None:
        super().__init__()
        self.always: _Rows = ()
        self.rows: dict[str, _Objects] = {}
        self.subject = syntax.own.__mod__ if template.own else syntax.iris.__getitem__
        shared = _Written(lambda shared: tuple(self.texts(shared.values)))
        self.shared: Callable[[Any], _Rows] = shared.__getitem__
        for row in template.rows:
            objects = _Objects(syntax, row._replace(language=row.language and language))
            if row.constants:
                self.always += objects.any(row.constants)
            elif syntax.nested and row.reverse:
                self[row.hole] = _none
            else:
                self.rows[row.hole] = objects
                self[row.hole] = objects.writer()

    def texts(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The rows with these values: all the loop there is, and C runs it."""
        made = map(call, map(self.__getitem__, values), values.values())
        return chain.from_iterable(made)

    def __missing__(self, hole: str) -> Callable[[Any], _Rows]:
        # No hole of the template: what stands there is shared, and names its own.
        self[hole] = self.shared
        return self.shared


def _none(value: object) -> _Rows:
    return ()


_DIGITS = frozenset({"xsd:integer", "xsd:nonNegativeInteger"})


class Syntax:
    """A way to write nodes: the loop is here, the marks are in a subclass.

    Each IRI and literal is converted, and so checked, when it is first met, and then remembered,
    within bounds.
    """

    #: A path of ours, as a format.
    own: str
    #: Whether a row with several objects is written as several rows.
    apart = False
    #: Whether a node's children are written inside it, or behind it.
    nested = False

    def __init__(self) -> None:
        self.iris = _Written(self.write_iri)
        self._programs: dict[tuple[Template, str], _Program] = {}
        self._named: dict[tuple[Row, str], _Objects] = {}

    def write_iri(self, value: str) -> str:
        """An IRI in this syntax. Raises TermError for what is none."""
        raise NotImplementedError

    def text(self, value: str) -> str:
        """What stands between a literal's quotes, quotes included where they may differ."""
        raise NotImplementedError

    def term(self, row: Row, value: str) -> str:
        """An object of a row."""
        return self.text(value) if row.literal else self.iris[value]

    def layout(self, row: Row) -> Layout:
        """The marks around a row."""
        raise NotImplementedError

    def frame(self, subject: str, rows: list[str]) -> str:
        """A whole node: its subject and its rows, of which there is one at least."""
        raise NotImplementedError

    def named(self, row: Row, predicate: str) -> _Objects:
        """The row for one of the predicates that a table has."""
        objects = self._named.get((row, predicate))
        if objects is None:
            one = row._replace(predicate=predicate, hole=predicate, repeated=True)
            objects = self._named[row, predicate] = _Objects(self, one)
        return objects

    def render(self, node: Node) -> str:
        """The text of a node and of all that hang on it.

        Raises:
            TermError: a value cannot be the term its hole wants.
            ValueError: a hole that must be filled is not.
        """
        if self.nested:
            return self._inside(node)
        out: list[str] = []
        self._behind(node, out)
        return "".join(out)

    def _program(self, node: Node) -> _Program:
        program = _Program(self, node.template, node.language)
        return self._programs.setdefault((node.template, node.language), program)

    def _behind(self, node: Node, out: list[str]) -> None:
        """Write a node, and behind it its children."""
        program = self._programs.get((node.template, node.language)) or self._program(node)
        # A term without a label or anything else to say is nothing.
        if rows := [*program.always, *program.texts(node.values)]:
            out.append(self.frame(program.subject(node.subject), rows))
        if node.children:
            for children in node.children.values():
                for child in children:
                    self._behind(child, out)

    def _inside(self, node: Node) -> str:
        """Write a node, and inside it its children: in the place of their IRIs, or at its end."""
        program = self._programs.get((node.template, node.language)) or self._program(node)
        subject = program.subject(node.subject)
        if not node.children:
            rows = [*program.always, *program.texts(node.values)]
            return self.frame(subject, rows) if rows else subject
        made = {hole: program[hole](value) for hole, value in node.values.items()}
        for key, children in node.children.items():
            row = program.rows.get(key) or self.named(_HANGING, key)
            written = {child.subject: self._inside(child) for child in children}
            if row.row.predicate:
                made[key] = (row.around(written.values()),)
            else:
                made[key] = row.table(node.values[key], written)
        return self.frame(subject, [*program.always, *chain.from_iterable(made.values())])


_HANGING = Row("")

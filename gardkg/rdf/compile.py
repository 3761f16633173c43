"""How a filled template becomes text, in any syntax: what was written once is looked up.

A value is converted, and so checked, when it is first met, and then remembered with the marks
of its row around it; a node's rows are joined, and all of it runs in C. A form is written once,
with its blanks, and becomes a format that the values are put into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import call, itemgetter
from typing import Any, NamedTuple

from gardkg.rdf.template import Blank, Filled, Form, Node, Row, Shared, Template


class Layout(NamedTuple):
    """How a syntax writes one row around its objects: open, object, between, object, close."""

    open: str
    between: str
    close: str


class Written(dict[Any, Any]):
    """What was made of a value: most come again, and the others are not let pile up.

    When there are ``limit`` of them all are put aside; the ones that are asked for come back.
    """

    #: A text longer than this is as good as never met again.
    long = 200

    def __init__(self, make: Callable[[Any], Any], limit: int = 4096) -> None:
        super().__init__()
        self.make, self.limit = make, limit
        self.aside: dict[Any, Any] = {}

    def __missing__(self, value: Any) -> Any:
        made = self.aside.get(value)
        if made is None:
            made = self.make(value)
            if isinstance(value, str) and len(value) > self.long:
                return made
        if len(self) >= self.limit:
            self.aside = dict(self)
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
        self.written = Written(self.one)

    def writer(self) -> Callable[[Any], _Rows]:
        """What makes rows of the hole's value; for nearly all holes it is a single lookup."""
        row = self.row
        if not row.predicate:
            return self.table
        if row.own or (row.datatype in DIGITS and not row.optional):
            # Hardly one comes twice, and none needs a check or an escape.
            value = self.syntax.own if row.own else "%s"
            form = value.join(mark.replace("%", "%%") for mark in (self.open, self.close))
            if not row.optional:
                return lambda value: (form % value,)
            return lambda value: (form % value,) if value.__class__ is str else self.any(value)
        return self.any if row.repeated else self.written.__getitem__

    def one(self, value: str | None) -> _Rows:
        if value or (value is not None and not self.row.literal):
            return (self.around([self.convert(value)]),)
        if self.row.optional:
            return ()
        raise ValueError(f"template: {self.row.hole} is not filled")

    def convert(self, value: str) -> str:
        if self.row.own:
            return self.syntax.own % value
        if not self.row.literal:
            text: str = self.syntax.iris[value]
            return text
        return self.syntax.literal(value, str if self.row.datatype in DIGITS else self.syntax.text)

    def any(self, values: str | Collection[str] | None) -> _Rows:
        if not values or isinstance(values, str):
            rows: _Rows = self.written[values or None]
            return rows
        if len(values) > 1:  # objects are a set: what stands twice in a list is one triple
            values = dict.fromkeys(values)
        if self.syntax.apart:
            return tuple([f"{self.open}{self.convert(value)}{self.close}" for value in values])
        return (self.around(map(self.convert, values)),)

    def around(self, texts: Iterable[str]) -> str:
        """One row with objects that are text already."""
        return f"{self.open}{self.between.join(texts)}{self.close}"

    def table(
        self, values: Mapping[str, Collection[str]], inside: Mapping[str, str] | None = None
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
        self.shared: Callable[[Any], _Rows] = Written(self._of_shared, 256).__getitem__
        for row in template.rows:
            objects = _Objects(syntax, row._replace(language=row.language and language))
            if row.constants:
                self.always += objects.any(row.constants)
            elif syntax.nested and row.reverse:
                self[row.hole] = _none
            else:
                self.rows[row.hole] = objects
                self[row.hole] = objects.writer()

    def _of_shared(self, shared: Shared | Blank) -> _Rows:
        return (shared,) if isinstance(shared, Blank) else tuple(self.texts(shared.values))

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


#: Types whose values the mapping makes of whole numbers.
DIGITS = frozenset({"xsd:integer", "xsd:nonNegativeInteger"})


class _Gaps:
    """A text with blanks: what stands around them, and the values that go into them, in order.

    A join, for Python's own formatting takes five times as long.
    """

    def __init__(self, text: str, blanks: tuple[str, ...]) -> None:
        self.parts = _BLANK.split(text)
        places = [blanks.index(name) for name in self.parts[1::2]]
        # With less than two, itemgetter would give no tuple.
        self.order = itemgetter(*places) if len(places) > 1 else _few(places)

    def fill(self, texts: Sequence[str]) -> str:
        parts = self.parts.copy()
        parts[1::2] = self.order(texts)
        return "".join(parts)


def _few(places: list[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    return lambda texts: tuple(texts[place] for place in places)


class _Format(NamedTuple):
    """A form in one syntax: its text, and what is made of the values before they go into it.

    ``shared`` are the blanks for what many nodes share: the place of each, and what joins its
    rows, which in some syntaxes is the subject.
    """

    text: _Gaps
    convert: tuple[Callable[[Any], Any], ...]
    shared: tuple[tuple[int, _Gaps], ...]


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
        self.iris = Written(self._iri)
        self._programs: dict[tuple[Template, str], _Program] = {}
        self._formats: dict[Form, _Format] = {}
        #: What is made of the value of a blank, by its name.
        self._converts: dict[str, Callable[[Any], Any]] = {}
        self._roles: dict[str, str] = {}
        self._forming = False
        self._named: dict[tuple[Row, str], _Objects] = {}

    def write_iri(self, value: str) -> str:
        """An IRI in this syntax. Raises TermError for what is none."""
        raise NotImplementedError

    def text(self, value: str) -> str:
        """What stands between a literal's quotes."""
        raise NotImplementedError

    def between(self, subject: str) -> str:
        """What stands between two rows of a node."""
        raise NotImplementedError

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
        if len(self._programs) > 1000:  # each language has its own
            self._programs.clear()
            self._formats.clear()
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
                    if isinstance(child, Filled):
                        out.append(self._filled(child))
                    else:
                        self._behind(child, out)

    def _inside(self, node: Node | Filled) -> str:
        """Write a node, and inside it its children: in the place of their IRIs, or at its end."""
        if isinstance(node, Filled):
            return self._filled(node)
        program = self._programs.get((node.template, node.language)) or self._program(node)
        subject = program.subject(node.subject)
        if not node.children:
            rows = [*program.always, *program.texts(node.values)]
            return self.frame(subject, rows) if rows else subject
        made = {hole: program[hole](value) for hole, value in node.values.items()}
        for key, children in node.children.items():
            row = program.rows.get(key) or self.named(_HANGING, key)
            if row.row.predicate:
                made[key] = (row.around(map(self._inside, children)),)
            else:
                written = {c.subject: self._inside(c) for c in children if isinstance(c, Node)}
                made[key] = row.table(node.values[key], written)
        return self.frame(subject, [*program.always, *chain.from_iterable(made.values())])

    def _iri(self, value: str) -> str:
        if value.__class__ is Blank:
            self._note(value, "an IRI", self.iris.__getitem__)
            return value
        if self._forming and Blank.mark in value:
            return self.own % value
        return self.write_iri(value)

    def literal(self, value: str, convert: Callable[[str], str]) -> str:
        """A literal, or what is to be one."""
        if value.__class__ is Blank:
            # To convert it anew is quicker than to find it among many thousands.
            self._note(value, "a literal", convert)
            return value
        return convert(value)

    def _note(self, blank: str, role: str, convert: Callable[[Any], Any]) -> None:
        name = blank.strip(Blank.mark)
        if self._roles.setdefault(name, role) != role:
            raise ValueError(f"form: the blank {name} is {self._roles[name]}, and {role}")
        self._converts.setdefault(name, convert)

    def _filled(self, filled: Filled) -> str:
        """A form with its values in the blanks."""
        form = self._formats.get(filled.form) or self._format(filled.form)
        texts = list(map(call, form.convert, filled.values))
        for at, between in form.shared:
            texts[at] = between.fill(texts).join(texts[at])
        return form.text.fill(texts)

    def _format(self, form: Form) -> _Format:
        """Write a form once, and make a format of the text."""
        self._forming = True
        written = self.render(form.node)
        self._forming = False
        shared = []
        for program, node in self._nodes(form.node):
            for hole, value in node.values.items():
                if value.__class__ is Blank and hole not in node.template.holes:
                    name = value.strip(Blank.mark)
                    self._converts[name] = program.shared  # of the one template it is for
                    between = self.between(program.subject(node.subject))
                    shared.append((form.blanks.index(name), _Gaps(between, form.blanks)))
        used = {name: self._converts.get(name, str) for name in _BLANK.findall(written)}
        convert = tuple(used.get(name, str) for name in form.blanks)
        made = _Format(_Gaps(written, form.blanks), convert, tuple(shared))
        return self._formats.setdefault(form, made)

    def _nodes(self, node: Node) -> Iterator[tuple[_Program, Node]]:
        yield self._programs[node.template, node.language], node
        for child in chain.from_iterable(node.children.values()):
            assert isinstance(child, Node)
            yield from self._nodes(child)


_HANGING = Row("")
_BLANK = re.compile(f"{Blank.mark}(\\w+){Blank.mark}")

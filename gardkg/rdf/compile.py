"""A template → one Python function a syntax, which writes a resource.

    place, text = write[SYMPTOM]("GARD_0000001-symptom-1", label, disease, "false", …)

The holes of the template are the function's arguments: those that must be filled in their order,
the others by name. It returns the place of the resource, which is what stands for it in another
one, and the text that comes behind. A flat syntax gives an IRI and the resource; a nested one gives
the whole resource as its place, and no text.

The functions are made as source text, as attrs, cattrs and Jinja2 do it: a loop over the rows, for
each of a hundred thousand claims, takes twice the time. ``linecache`` knows the source, so that
tracebacks show it, and ``source_of`` gives it to tests.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Collection
from functools import partial
from types import CodeType
from typing import Any, Literal, NamedTuple, NewType

from gardkg.rdf.known import Known
from gardkg.rdf.template import Row, Template

#: What stands for a resource in the text of another: an IRI as the syntax writes it, or all of it.
Place = NewType("Place", str)
#: Writes a resource: its place, and what comes behind.
Write = Callable[..., tuple[Place, str]]
#: Rows of one resource, ready to be put into several (a *part*), as the syntax joins them.
Part = NewType("Part", object)

#: Types whose values the mapping makes itself, of whole numbers, true and false.
_PLAIN = frozenset({"xsd:integer", "xsd:nonNegativeInteger", "xsd:boolean"})
#: Stands for what is filled in later: no text that is written has it.
_NUL = "\x00"
#: What a function writes: a resource; the rows of a part; or the rows of one predicate of a table.
Kind = Literal["whole", "part", "rows"]


class Layout(NamedTuple):
    """How a syntax writes one row around its objects: open, object, between, object, close."""

    open: str
    between: str
    close: str


class Frame(NamedTuple):
    """How a syntax writes a resource around its rows; ``{s}`` is the subject.

    ``lead`` stands before each row; before the first one only if ``leads``.
    """

    open: str
    lead: str
    close: str
    leads: bool = True


class Syntax:
    """A way to write resources; its marks are in a subclass.

    ``iris`` and ``texts`` check and convert an IRI or a literal's text when it is first met.
    """

    #: A path of ours, as a format.
    own: str
    frame: Frame
    #: Whether a row with several objects is written as several rows.
    apart = False
    #: Whether a resource is written inside those it hangs on, or behind them.
    nested = False

    def __init__(self) -> None:
        self.iris, self.texts = Known(self.write_iri), Known(self.write_text)
        self._codes: dict[tuple[Template, Kind], CodeType] = {}
        self._writers: dict[str, Writers] = {}

    def write_iri(self, value: str) -> str:
        """An IRI in this syntax. Raises TermError for what is none."""
        raise NotImplementedError

    def write_text(self, value: str) -> str:
        """What stands between a literal's quotes. Raises TermError for what cannot."""
        raise NotImplementedError

    def layout(self, row: Row) -> Layout:
        """The marks around a row."""
        raise NotImplementedError

    def place(self, path: str) -> Place:
        """The place of a resource of ours that is written elsewhere."""
        return Place(self.own % path)

    def writers(self, language: str) -> Writers:
        """The functions that write resources whose literals have a language."""
        found = self._writers.get(language)
        if found is None:
            if len(self._writers) > 100:  # a file may have a language for each record
                self._writers.clear()
            found = self._writers[language] = Writers(self, language)
        return found

    def code(self, template: Template, kind: Kind) -> CodeType:
        """What makes the function of a template: compiled once for all languages."""
        key = template, kind
        if key not in self._codes:
            source = source_of(self, template, kind)
            name = f"<gardkg {type(self).__name__} {template.title} {kind}>"
            linecache.cache[name] = len(source), None, source.splitlines(True), name
            self._codes[key] = compile(source, name, "exec")
        return self._codes[key]


class Writers(dict[Template, Write]):
    """Template → the function that writes it, in one syntax and language."""

    def __init__(self, syntax: Syntax, language: str) -> None:
        super().__init__()
        self._syntax, self._parts = syntax, dict[Template, Callable[..., Part]]()
        self._known: dict[tuple[Template, tuple[str, ...]], Known] = {}
        self._names: dict[str, Any] = {
            "_iris": syntax.iris,
            "_texts": syntax.texts,
            "_once": _once,
            "_language": language,
        }

    def __missing__(self, template: Template) -> Write:
        made: Write = self._made(template, "whole")
        self[template] = made
        return made

    def known(self, template: Template, *holes: str) -> Known:
        """What is written of a subject and some holes, by these: many records have it alike."""
        key = template, holes
        if key not in self._known:
            write = self[template]

            def made(values: tuple[str | None, ...]) -> tuple[Place, str]:
                return write(values[0], **dict(zip(holes, values[1:], strict=True)))

            self._known[key] = Known(made)
        return self._known[key]

    def part(self, template: Template, name: str) -> Callable[..., Part]:
        """The function that writes the rows of a part of a template, for several resources."""
        part = template.parts[name]
        if part not in self._parts:
            self._parts[part] = self._made(part, "part")
        return self._parts[part]

    def _made(self, template: Template, kind: Kind) -> Any:
        names = self._names.copy()
        for row in template.rows:
            if not row.predicate:
                names[f"_{row.hole}"] = Known(partial(self._of_table, row))
        # The source is made of our own templates; values are arguments, and never in it.
        exec(self._syntax.code(template, kind), names)  # noqa: S102
        return names[template.subject]

    def _of_table(self, row: Row, predicate: str) -> Any:
        return self._made(Template.of_row(row._replace(predicate=predicate)), "rows")


def _once(values: Collection[str]) -> Collection[str]:
    """Objects are a set: what stands twice in a list is one triple."""
    return dict.fromkeys(values) if len(values) > 1 else values


# --- The source ---------------------------------------------------------------------------------


def source_of(syntax: Syntax, template: Template, kind: Kind = "whole") -> str:
    r"""The source of the function that writes a template in a syntax.

    >>> from gardkg.rdf.syntaxes import Turtle
    >>> template = Template('<{d}> rdfs:label "{label}"@{language} ; rdfs:seeAlso {more?} .')
    >>> print(source_of(Turtle(), template), end="")
    def d(d, label, *, more=None):
        s = f'<{d}>'
        r1 = f' ;\n    rdfs:seeAlso {_iris[more]}' if more else ''
        return s, f'{s} rdfs:label "{_texts[label]}"@{_language}{r1} .\n\n'
    """
    frame = syntax.frame
    rows = _Rows(syntax, template, kind)
    body, first = rows.body()
    code = [f"def {template.subject}({', '.join(_arguments(template, kind))}):", *rows.begin()]
    code += [f"{name} = {value}" for name, value in rows.made.items()]
    opened, closed = _escaped(frame.open), _escaped(frame.close)
    if kind == "part":
        # Joined by the subject, which in some syntaxes stands before each row.
        code += [f"return {_f(body)}" + (f".split({_NUL!r})" if "{s}" in frame.lead else "")]
    elif kind == "rows":
        code += [f"return {_f(body)}"]
    elif first:
        whole = _f(opened + body + closed)
        code += [f"return {whole}, ''" if syntax.nested else f"return s, {whole}"]
    else:
        # A term without a label or anything else to say is nothing.
        cut = "" if frame.leads else f"[{len(frame.lead)}:]"
        whole = _f(opened + "{r}" + closed)
        code += [f"r = {_f(body)}{cut}", "if not r:", "    return s, ''"]
        code += [f"return {whole}, ''" if syntax.nested else f"return s, {whole}"]
    return "\n    ".join(code) + "\n"


def _arguments(template: Template, kind: Kind) -> list[str]:
    """What must be filled, in its order; then, by name only, what may be."""
    needed = [] if kind == "part" else ["s"] if kind == "rows" else [template.subject]
    others = []
    for line in template.lines:
        if isinstance(line, str):
            needed.append(line)
        elif line.hole and (kind == "rows" or not line.optional):
            needed.append(line.hole)
        elif line.hole:
            others.append(f"{line.hole}={'()' if line.repeated or not line.predicate else None}")
    others += [f"{key}=()" for key in template.hanging]
    return [*needed, *(["*", *others] if others else [])]


class _Rows:
    """The rows of a template as the inside of an f-string, and what is made before it."""

    def __init__(self, syntax: Syntax, template: Template, kind: Kind) -> None:
        self.syntax, self.template, self.kind = syntax, template, kind
        self.lead = _escaped(syntax.frame.lead)
        #: Name → the expression that makes the rows of a hole that may be empty.
        self.made: dict[str, str] = {}

    def begin(self) -> list[str]:
        """What makes the subject."""
        subject = "{" + self.template.subject + "}"
        if self.kind == "part":
            return [f"s = {_NUL!r}"] if "{s}" in self.lead else []
        if self.kind == "rows":
            return []
        if self.template.of_ours:
            return [f"s = {_f(_escaped(self.syntax.own % _NUL).replace(_NUL, subject))}"]
        return [f"s = _iris[{self.template.subject}]"]

    def body(self) -> tuple[str, bool]:
        """All rows, and whether the first of them is always there."""
        body = ""
        first = False
        for number, line in enumerate(self.template.lines):
            if isinstance(line, str):
                body += f"{{s.join({line})}}" if "{s}" in self.lead else f"{{{line}}}"
                continue
            if self.syntax.nested and line.reverse:
                continue
            always = bool(line.constants) or not (line.optional or self.kind == "rows")
            if not body and always and self.kind == "whole":
                first = True
                body += self._row(line, "" if not self.syntax.frame.leads else self.lead)
            elif always:
                body += self._row(line, self.lead)
            else:
                self.made[f"r{number}"] = self._maybe(line)
                body += f"{{r{number}}}"
        for key in self.template.hanging if self.syntax.nested else ():
            row = Row(key, hole=key, place=True, optional=True, repeated=True)
            self.made[f"_{key}"] = self._maybe(row)
            body += f"{{_{key}}}"
        return body, first

    def _row(self, row: Row, lead: str) -> str:
        """A row that is always there."""
        marks = self._marks(row)
        if not row.constants:
            return lead + marks.open + self._object(row, row.hole) + marks.close
        objects = [_escaped(self.syntax.iris[curie]) for curie in row.constants]
        if self.syntax.apart:
            return "".join(f"{lead}{marks.open}{one}{marks.close}" for one in objects)
        return lead + marks.open + marks.between.join(objects) + marks.close

    def _maybe(self, row: Row) -> str:
        """The expression for a row that may be missing, or stand several times."""
        if not row.predicate:
            each = f"_{row.hole}[p](s, o) for p, o in {row.hole}.items()"
            return f"''.join([{each}]) if {row.hole} else ''"
        marks = self._marks(row)
        if not row.repeated:
            one = _f(self.lead + marks.open + self._object(row, row.hole) + marks.close)
            return f"{one} if {row.hole} else ''"
        loop = f"for o in _once({row.hole})"
        if self.syntax.apart:
            one = _f(self.lead + marks.open + self._object(row, "o") + marks.close)
            return f"''.join([{one} {loop}]) if {row.hole} else ''"
        many = f"{_f(marks.between)}.join([{_f(self._object(row, 'o'))} {loop}])"
        return f"{_f(self.lead + marks.open)} + {many} + {_f(marks.close)} if {row.hole} else ''"

    def _marks(self, row: Row) -> Layout:
        marks = self.syntax.layout(row._replace(language=row.language and _NUL))
        return Layout(*(_escaped(mark).replace(_NUL, "{_language}") for mark in marks))

    @staticmethod
    def _object(row: Row, name: str) -> str:
        if row.place or row.datatype in _PLAIN:
            return f"{{{name}}}"
        return f"{{_texts[{name}]}}" if row.literal else f"{{_iris[{name}]}}"


def _f(inside: str) -> str:
    """An f-string; its expressions have neither quotes nor backslashes."""
    return f"f{inside!r}"


def _escaped(mark: str) -> str:
    """A mark as the inside of an f-string; ``{s}`` in it is the subject."""
    return mark.replace("{", "{{").replace("}", "}}").replace("{{s}}", "{s}")

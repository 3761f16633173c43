"""Turtle with holes → rows.

A template is the Turtle of one resource, with holes for what varies:

    <{claim}> a gardkg:SymptomClaim ;
        rdfs:label "{label}"@{language} ;
        gardkg:disease <{disease^claims}> ;
        biolink:negated "{negated}"^^xsd:boolean ;
        biolink:frequency_qualifier {frequency?} ;
        gardkg:statement <{statements*}> .

``{x}`` takes an IRI (CURIE, full, or a path of ours), ``"{x}"`` the text of a literal, ``<{x}>`` a
place: what stands for a resource that is written already. ``?`` may be missing, ``*`` repeats.
A literal's language is that of the writer. A hole where a predicate would stand, ``{direct}
<{direct}>``, takes a table, predicate → objects. ``^claims`` behind a hole names the JSON-LD
key under which this resource hangs on the other end of that row; there, ``^{claims}`` is where
such resources are given. ``{said}`` alone stands for the rows of another template, a *part*, which
many resources have alike.

The first hole is the subject: a path of ours in ``<{x}>``, any IRI in ``{x}``. The names of the
other holes are the keys of the JSON-LD, so that its context is made from these same rows. Nothing
here knows a predicate, a prefix or a file; ``compile`` makes functions of templates, with the
marks of each of the ``syntaxes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:
      \^\{(?P<hanging>\w+)\}
    | (?P<place><)?\{(?P<name>\w+)(?P<many>[?*]?)(?:\^(?P<reverse>\w+))?\}(?(place)>)
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
    place: bool = False
    literal: bool = False
    language: str = ""
    datatype: str = ""
    optional: bool = False
    repeated: bool = False
    reverse: str = ""


class Template:
    """The rows of one kind of resource.

    Args:
        text: the Turtle.
        parts: the templates whose rows stand in this one, by the name they have there.

    >>> t = Template('{d} a biolink:Disease ; rdfs:label "{label}"@{language} .')
    >>> t.subject, [(r.predicate, r.constants or r.hole) for r in t.rows]
    ('d', [('rdf:type', ('biolink:Disease',)), ('rdfs:label', 'label')])

    Raises:
        ValueError: the text is not of the form above.
    """

    def __init__(self, text: str, **parts: Template) -> None:
        tokens = self._tokens(text)
        subject = next(tokens)
        self.subject: str = subject["name"]
        self.of_ours = bool(subject["place"])
        self.parts = parts
        #: Rows, and the names of parts, in their order.
        self.lines: list[Row | str] = []
        #: The keys of what hangs here.
        self.hanging: list[str] = []
        mark = ";"
        while mark != ".":
            mark = self._line(next(tokens), tokens)
        self.rows: list[Row] = []
        for line in self.lines:
            self.rows += parts[line].rows if isinstance(line, str) else [line]
        if len(self.rows) > len({row.hole or row.predicate for row in self.rows}):
            raise ValueError("template: one hole in two rows")

    @classmethod
    def of_row(cls, row: Row) -> Template:
        """One row of a table, alone."""
        made = cls.__new__(cls)
        made.subject, made.of_ours, made.parts, made.hanging = "row", False, {}, []
        made.rows = [row._replace(hole="objects", repeated=True)]
        made.lines = [*made.rows]
        return made

    @property
    def title(self) -> str:
        """What tells it from others: its classes; of a row, its predicate; else its subject."""
        first = self.rows[0]
        return (
            " ".join(first.constants) or (self.subject == "row" and first.predicate) or self.subject
        )

    def _line(self, verb: dict[str, Any], tokens: Iterator[dict[str, Any]]) -> str:
        if verb["hanging"]:
            self.hanging.append(verb["hanging"])
            return _mark(next(tokens))
        token = next(tokens)
        if verb["name"] in self.parts:
            self.lines.append(verb["name"])
            return _mark(token)
        row = self._object("rdf:type" if verb["a"] else verb["curie"] or "", token)
        while (mark := _mark(next(tokens))) == ",":
            row = row._replace(constants=(*row.constants, next(tokens)["curie"]))
        self.lines.append(row)
        return mark

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
            place=bool(token["place"]),
            literal=bool(token["literal"]),
            language=token["language"] or "",
            datatype=token["datatype"] or "",
            optional=bool(many) or not predicate,
            repeated=many == "*",
            reverse=token["reverse"] or "",
        )


def _mark(token: dict[str, Any]) -> str:
    mark: str = token["mark"]
    return mark

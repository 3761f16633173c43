"""Turtle with holes → rows; and what fills the holes of one node, or of many alike.

A template is the Turtle of one node, with holes for what varies:

    <{claim}> a gardkg:SymptomClaim ;
        rdfs:label "{label}"@{language} ;
        gardkg:disease <{disease^claims}> ;
        biolink:negated "{negated}"^^xsd:boolean ;
        biolink:frequency_qualifier {frequency?} ;
        gardkg:statement <{statements*}> .

``<{x}>`` is a path of ours, made by the mapping of parts that were checked; ``{x}`` any IRI
(CURIE, full, or such a path); ``"{x}"`` a literal. ``?`` may be missing, ``*`` repeats. A
literal's language is that of its node. A hole in the place of a predicate,
``{direct} {direct}``, takes a table of predicate → objects. ``^claims`` names the JSON-LD key
under which the node hangs on the other end of that row.

The first hole is the subject. The names of the other holes are the keys of the JSON-LD,
so that its context is made from these same rows. Nothing here knows a predicate, a prefix
or a file; how rows become text is ``writing``'s, and the marks of each syntax ``syntaxes``'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
        self.holes = frozenset(row.hole for row in self.rows)
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
    children: Mapping[str, Sequence[Node | Filled]] = {}
    language: str = ""


class Shared(msgspec.Struct, eq=False):
    """What many nodes have alike: written once, and put into each of them."""

    values: Mapping[str, Any]


class Blank(str):
    """What stands in a form for a value: its name between two marks that no text of ours has.

    It may be part of a path: the mapping builds that as it does with the value itself.
    """

    __slots__ = ()
    mark = "\ue000"

    def __new__(cls, name: str) -> Blank:
        return super().__new__(cls, f"{cls.mark}{name}{cls.mark}")


class Form(msgspec.Struct, eq=False):
    """A node, and all that hangs on it, with blanks in the place of the values named ``blanks``."""

    node: Node
    blanks: tuple[str, ...]


class Filled(msgspec.Struct, frozen=True, gc=False):
    """A form with a value for each of its blanks: the same node, written many times as fast."""

    form: Form
    values: tuple[Any, ...]

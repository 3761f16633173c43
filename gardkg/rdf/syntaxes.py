"""The marks of each RDF syntax: how a term, a row and a node are written.

Sources: N-Triples, Turtle and RDF/XML of RDF 1.1 (W3C, 2014), JSON-LD 1.1 (W3C, 2020).
N-Quads and TriG are N-Triples and Turtle with a graph's name: ``serialize`` adds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring as json_string
from typing import Any

from gardkg.errors import TermError
from gardkg.identifiers import BASE, PLAIN_LOCAL, PREFIXES, expand, split_curie
from gardkg.rdf.compile import Frame, Layout, Syntax
from gardkg.rdf.template import Row, Template

# Canonical N-Triples leaves everything else as it is.
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {chr(c): f"\\u{c:04X}" for c in (*range(0x20), 0x7F)} | {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
#: Types whose values Turtle and JSON have a short form for, with the same lexical form.
BARE = frozenset({"xsd:boolean", "xsd:integer"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escape(value: str) -> str:
    """The inside of a quoted literal, in N-Triples and Turtle alike."""
    # Most texts have nothing to escape, and no pattern finds that out as quickly.
    if not value.isprintable() or '"' in value or "\\" in value:
        return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], value)
    return value


class NTriples(Syntax):
    """One line a triple, nothing abbreviated; ``end`` is what a line ends in."""

    frame = Frame("", "{s}", "")
    apart = True

    def __init__(self, base: str = BASE, end: str = " .\n") -> None:
        super().__init__()
        self.base = base
        self.end = end
        self.own = f"<{base.replace('%', '%%')}%s>"

    def write_iri(self, value: str) -> str:
        return f"<{expand(value, self.base)}>"

    write_text = staticmethod(escape)

    def layout(self, row: Row) -> Layout:
        start = f" {self.iris[row.predicate]} "
        if not row.literal:
            return Layout(start, "", self.end)
        tag = _at(row) or (row.datatype and f"^^{self.iris[row.datatype]}")
        return Layout(f'{start}"', "", f'"{tag}{self.end}')


class Turtle(Syntax):
    """Grouped by node, with CURIEs, and our own nodes relative to the base."""

    frame = Frame("{s} ", " ;\n    ", " .\n\n", leads=False)
    own = "<%s>"

    def __init__(self, base: str = BASE) -> None:
        super().__init__()
        self.base = base

    def write_iri(self, value: str) -> str:
        full = expand(value, self.base)
        if split := split_curie(value):
            if ":" not in PREFIXES[split[0]].namespace:
                return f"<{PREFIXES[split[0]].namespace}{split[1]}>"
            return value if PLAIN_LOCAL.fullmatch(split[1]) else f"<{full}>"
        return f"<{value}>"

    write_text = staticmethod(escape)

    def layout(self, row: Row) -> Layout:
        verb = "a" if row.predicate == "rdf:type" else self.iris[row.predicate]
        quote = end = ""
        if row.literal and row.datatype not in BARE:
            quote, end = '"', '"' + (_at(row) or (row.datatype and f"^^{row.datatype}"))
        between = " , " if row.constants else " ,\n        "
        return Layout(f"{verb} {quote}", f"{end}{between}{quote}", end)

    def header(self) -> str:
        names = [name for name, prefix in PREFIXES.items() if ":" in prefix.namespace]
        lines = [f"@prefix {name}: <{PREFIXES[name].namespace}> .\n" for name in names]
        return f"@base <{self.base}> .\n{''.join(lines)}\n"


class RdfXml(Syntax):
    """RDF/XML, one element a triple, every IRI in full."""

    frame = Frame('  <rdf:Description rdf:about="{s}">\n', "", "  </rdf:Description>\n")
    apart = True

    def __init__(self, base: str = BASE) -> None:
        super().__init__()
        self.base = base
        self.own = _in_xml(base).replace('"', "&quot;").replace("%", "%%") + "%s"
        #: Namespaces of elements; OBO ids begin with a digit, so theirs end before the prefix.
        self.namespaces = {
            name: prefix.namespace
            for name, prefix in PREFIXES.items()
            if ":" in prefix.namespace and prefix.namespace[-1] in "#/"
        } | {"obo": "http://purl.obolibrary.org/obo/"}

    def write_iri(self, value: str) -> str:
        return _in_xml(expand(value, self.base)).replace('"', "&quot;")

    def write_text(self, value: str) -> str:
        if bad := _NOT_XML.search(value):
            raise TermError(value, f"text that XML can hold (U+{ord(bad[0]):04X} is not)")
        return _in_xml(value).replace("\r", "&#13;")

    def _element(self, predicate: str) -> str:
        if predicate.partition(":")[0] in self.namespaces:
            return predicate
        return "obo:" + expand(predicate).removeprefix(self.namespaces["obo"])

    def layout(self, row: Row) -> Layout:
        element = self._element(row.predicate)
        if not row.literal:
            return Layout(f'    <{element} rdf:resource="', "", '"/>\n')
        tag = f' rdf:datatype="{self.iris[row.datatype]}"' if row.datatype else ""
        tag = f' xml:lang="{row.language}"' if row.language else tag
        return Layout(f"    <{element}{tag}>", "", f"</{element}>\n")

    def header(self) -> str:
        names = "".join(f'\n    xmlns:{n}="{iri}"' for n, iri in sorted(self.namespaces.items()))
        return f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{names}>\n'


class JsonLd(Syntax):
    """Compact JSON-LD: one object a disease, what hangs on a node inside it.

    ``tables`` gives the keys of predicates that come from a table, not from a row. With
    ``lines`` an object is one line.
    """

    own = '"%s"'
    nested = True

    def __init__(
        self, base: str, tables: Mapping[str, Mapping[str, str]], *, lines: bool = False
    ) -> None:
        super().__init__()
        self.base = base
        self.frame = Frame('{"@id": {s}', "," if lines else ",\n", "}")
        self.keys = {p: key for table in tables.values() for p, key in table.items()}

    def write_iri(self, value: str) -> str:
        full = expand(value, self.base)
        split = split_curie(value)
        if split and ":" not in PREFIXES[split[0]].namespace:
            return json_string(full.removeprefix(self.base))
        return json_string(value)

    def write_text(self, value: str) -> str:
        return json_string(value)[1:-1]

    def layout(self, row: Row) -> Layout:
        key = "@type" if row.predicate == "rdf:type" else self.keys.get(row.predicate, row.hole)
        quote = '"' if row.literal and row.datatype not in BARE else ""
        start, end = f'"{key}": ', ""
        if row.language:
            start, end = f'{start}{{"{row.language}": ', "}"
        if row.repeated or row.constants:
            start, end = start + "[", "]" + end
        return Layout(start + quote, f"{quote}, {quote}", quote + end)


def _in_xml(text: str) -> str:
    # xml.sax.saxutils has this too, and imports a web client.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _at(row: Row) -> str:
    return f"@{row.language}" if row.language else ""


def context(
    templates: Iterable[Template], tables: Mapping[str, Mapping[str, str]], base: str = BASE
) -> dict[str, Any]:
    """The JSON-LD context of all templates: the prefixes, and a key for every row.

    ``tables`` gives, for a hole that takes predicates, each predicate and its key.

    Raises:
        ValueError: one key would stand for two things, or hide a prefix.
    """
    prefixes = {
        name: {"@id": prefix.namespace, "@prefix": True}
        for name, prefix in PREFIXES.items()
        if ":" in prefix.namespace
    }
    terms: dict[str, dict[str, str]] = {}
    for row in (row for template in templates for row in template.rows):
        if row.reverse:
            keys = {row.reverse: {"@reverse": row.predicate}}
        elif not row.predicate:
            keys = {key: {"@id": p} | _value_of(row) for p, key in tables[row.hole].items()}
        elif row.predicate == "rdf:type":
            continue
        else:
            keys = {row.hole: {"@id": row.predicate} | _value_of(row)}
        for key, meaning in keys.items():
            if terms.setdefault(key, meaning) != meaning or key in prefixes:
                raise ValueError(f"JSON-LD key {key!r} would have two meanings")
    return {"@base": base} | prefixes | terms


def _value_of(row: Row) -> dict[str, str]:
    if row.language:
        return {"@container": "@language"}
    if not row.literal:
        return {"@type": "@id"}
    return {"@type": row.datatype} if row.datatype else {}

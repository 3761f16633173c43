"""The graph read back in the words of a record: what ``diff`` compares and shows.

The mapping's ``templates`` are read from the other end: a node's class names its template,
and a predicate the hole it fills; ``wordings`` says what a record calls that hole. What has no
template keeps its predicates as words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from gardkg.identifiers import contract
from gardkg.mapping.templates import EVIDENCE, KINDS, MATCHES, OWN_THING, QUOTE, STATEMENT, TABLES
from gardkg.rdf.template import Template
from gardkg.release.wordings import CLAIM, CODES, NAMED, RELATED, SAID
from gardkg.sparql.values import n3

#: What stands in a field: one value, or those of a list, sorted.
Value = str | tuple[str, ...]
Words = dict[str, Value]

_CLAIMS = {kind.claim_class: (word, kind.template) for word, kind in KINDS.items()}
_OTHERS = {
    row.constants[0]: (what, template, words)
    for what, (template, words) in NAMED.items()
    if (row := template.rows[0]).constants
}


class Item(NamedTuple):
    """Something a record says: a claim, a name, a section, a reference…

    Args:
        what: its kind, as a record would call it.
        id: its address, shortened.
        fields: word → value.
        said: the places that say it, each with its fields; ``citations`` are addresses.
    """

    what: str
    id: str
    fields: Words
    said: tuple[Words, ...] = ()


def read(triples: Iterable[ox.Triple], base: str) -> dict[str, Item]:
    """What some triples say, by address.

    >>> data = b'<http://e.example/x> <http://www.w3.org/2000/01/rdf-schema#label> "X" .'
    >>> triples = (quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
    >>> read(triples, "https://w3id.org/gardkg/")["http://e.example/x"].fields
    {'label': 'X'}
    """
    return _Reader(triples, base).items()


class _Reader:
    """The nodes of some triples: address → predicate → values, all shortened."""

    def __init__(self, triples: Iterable[ox.Triple], base: str) -> None:
        self.nodes: dict[str, dict[str, list[str]]] = {}
        self.languages: dict[str, str] = {}
        for subject, predicate, object_ in triples:
            name = contract(str(subject)[1:-1], base)
            if isinstance(object_, ox.NamedNode):
                value = contract(object_.value, base)
            elif isinstance(object_, ox.Literal):
                value = object_.value
                if object_.language:
                    self.languages[name] = object_.language
            else:
                value = n3(object_)
            node = self.nodes.setdefault(name, {})
            node.setdefault(contract(predicate.value, base), []).append(value)
        for node in self.nodes.values():
            for values in node.values():
                values.sort()

    def items(self) -> dict[str, Item]:
        found = (self._item(name, node) for name, node in self.nodes.items())
        return {item.id: item for item in found if item}

    def _item(self, name: str, node: Mapping[str, list[str]]) -> Item | None:
        types = node.get("rdf:type", ())
        for class_ in types:
            if class_ in _CLAIMS:
                return self._claim(name, *_CLAIMS[class_])
            if class_ in _OTHERS:
                what, template, words = _OTHERS[class_]
                fields = self._fields(name, template, words)
                if what in ("disease", "source") and name in self.languages:
                    fields["language"] = self.languages[name]
                return Item(what, name, fields, self._statements(name, template))
        # A statement, a quote and a node of ours that a claim is about are read with the claim.
        if any(class_ in _FOLDED for class_ in types):
            return None
        if name.startswith("record/") and any(class_ in _THINGS for class_ in types):
            return None
        if any(class_ in CODES["work_type"] for class_ in types):
            return Item("work", name, self._fields(name, *NAMED["work"]))
        return Item("node" if types else "term", name, self._fields(name, *NAMED["term"]))

    def _holes(self, name: str, template: Template) -> dict[str, list[str]]:
        """What fills each hole; predicates that the template lacks stand for themselves."""
        holes: dict[str, list[str]] = {}
        known = _HOLES[template]
        for predicate, values in self.nodes.get(name, {}).items():
            hole = known.get(predicate, predicate)
            if hole == "rdf:type":
                values = [value for value in values if value not in _CONSTANTS[template]]
            if values:
                holes.setdefault(hole, []).extend(values)
        return holes

    def _fields(self, name: str, template: Template, words: Mapping[str, str]) -> Words:
        fields: Words = {}
        repeated = _REPEATED[template]
        for hole, values in self._holes(name, template).items():
            word = words.get(hole) or (hole if ":" in hole else None)
            if word is None:
                continue
            codes = CODES.get(hole, {})
            shown = [codes.get(value, value) for value in values]
            # A concept of ours ends in its word: gardkg:status-best-option.
            shown = [v.partition("-")[2] if _is_concept(v) else v for v in shown]
            fields[word] = tuple(shown) if hole in repeated else " | ".join(shown)
        return fields

    def _claim(self, name: str, kind: str, template: Template) -> Item:
        fields = self._fields(name, template, CLAIM)
        holes = {hole: values[0] for hole, values in self._holes(name, template).items() if values}
        if "total" in holes:
            fields["frequency"] = f"{holes.get('count', '')}/{holes['total']}"
        elif "percentage" in holes:
            fields["frequency"] = holes["percentage"] + "%"
        elif frequency := holes.get("frequency") or holes.get("frequency_in_words"):
            fields["frequency"] = frequency
        if kind in RELATED and (relation := holes.get("predicate")):
            fields["relation"] = RELATED[kind].get(relation, relation)
        thing = holes.get("subject" if KINDS[kind].inverse else "object", "")
        if terms := self._terms(thing):
            fields["term"] = terms
        return Item(kind, name, fields, self._statements(name, template))

    def _terms(self, thing: str) -> str:
        """The term of a claim with its match, by the node it is about."""
        if not thing.startswith("record/"):
            return thing and f"{thing} (exact)"
        matches = [
            f"{term} ({word})"
            for word, predicate in MATCHES.items()
            for term in self.nodes.get(thing, {}).get(predicate, ())
        ]
        return ", ".join(matches)

    def _statements(self, owner: str, template: Template) -> tuple[Words, ...]:
        return tuple(map(self._said, self._holes(owner, template).get("statements", ())))

    def _said(self, name: str) -> Words:
        fields = self._fields(name, STATEMENT, SAID)
        fields["in"] = str(fields.get("in", "")).partition("/section/")[2]
        # What a record need not write, for it follows: its evidence, and that a person read it.
        cited = bool(fields.get("citations"))
        if fields.get("evidence") == EVIDENCE.get((str(fields.get("agent")), cited)):
            del fields["evidence"]
        if fields.get("agent") == "manual":
            del fields["agent"]
        if quote := fields.get("quote"):
            at = self._holes(str(quote), QUOTE)
            start, end, digest = (" ".join(at.get(key, ())) for key in ("start", "end", "sha256"))
            fields["quote"] = f"{start}–{end} of {digest}"
        return {word: value for word, value in fields.items() if value}


def _is_concept(value: str) -> bool:
    return value.startswith("gardkg:") and value.partition("-")[0] in _SCHEMES


def _holes_of(template: Template) -> dict[str, str]:
    holes = {}
    for row in template.rows:
        if row.predicate:
            holes[row.predicate] = row.hole or row.predicate
        else:
            holes |= dict.fromkeys(TABLES[row.hole], row.hole)
    return holes


_SCHEMES = {
    f"gardkg:{word}" for word in ("status", "duration", "outcome", "unit", "etiology", "care")
}
_FOLDED = {template.rows[0].constants[0] for template in (STATEMENT, QUOTE)}
_THINGS = {kind.thing for kind in KINDS.values()}
_TEMPLATES = (
    *(kind.template for kind in KINDS.values()),
    *(template for template, _ in NAMED.values()),
    *(STATEMENT, QUOTE, OWN_THING),
)
_HOLES = {template: _holes_of(template) for template in _TEMPLATES}
_REPEATED = {
    template: {row.hole for row in template.rows if row.repeated} for template in _TEMPLATES
}
_CONSTANTS = {
    template: {c for row in template.rows for c in row.constants} for template in _TEMPLATES
}

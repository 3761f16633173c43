"""The templates as SHACL: what each node must have, made from the rows that write it.

How many, which datatype, with or without a language: that a row says itself. What may fill its
hole (which addresses, terms and codes) stands here, drawn from the tables that ``mapping`` and
``checks`` use. What holds between nodes is written by hand, in ``rules.ttl``.

A node of ours belongs to one record, so it has what its template says and nothing else. A
publication, a source or an ontology's term is shared: what several records say of it adds up.

SHACL: https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import NamedTuple, get_args, get_type_hints

from gardkg import model
from gardkg.checks import TERMS
from gardkg.identifiers import BASE, PREFIXES
from gardkg.template import Row, Template
from gardkg.vocabulary import (
    AGENTS,
    CAUSE_RELATIONS,
    DISEASE,
    KINDS,
    MAPPING,
    MATCHES,
    OWN_THING,
    QUOTE,
    RECORD,
    REFERENCE,
    RELATIONS,
    SCOPES,
    SECTION,
    SEXES,
    SOURCE,
    STATEMENT,
    SYNONYM,
    SYNONYM_TYPES,
    TABLES,
    TEMPLATES,
    TERM,
    WORK,
    WORK_TYPES,
    concept,
)

SHAPES = BASE + "shapes"
SH = "http://www.w3.org/ns/shacl#"
#: Prefixes that only the shapes need.
_MORE = {"sh": SH, "shape": SHAPES + "#"}


class Fill(NamedTuple):
    """What may stand in a hole: as constraints, and in words; of a node, one of which classes."""

    turtle: str
    words: str
    classes: tuple[str, ...] = ()


# --- What may fill a hole ---------------------------------------------------------------------


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _like(pattern: str, words: str) -> Fill:
    return Fill("sh:pattern " + _text(pattern.replace(r"\d", "[0-9]")), words)


def _one_of(*curies: str) -> Fill:
    return Fill(f"sh:in ( {' '.join(curies)} )", " or ".join(curies))


def _row(hole: str) -> str:
    """The predicate of a hole."""
    return next(row.predicate for t in TEMPLATES for row in t.rows if row.hole == hole)


def _node(*classes: str) -> Fill:
    """A node that the same graph describes."""
    if len(classes) == 1:
        return Fill(f"sh:class {classes[0]}", classes[0])
    return Fill("", " or ".join(classes), classes)


def _term(*names: str) -> Fill:
    """A term of an ontology, by its prefix."""
    return _like(_terms(*names), " or ".join(names) + " term")


def _terms(*names: str) -> str:
    rows = (PREFIXES[name] for name in names)
    return f"^({'|'.join(re.escape(row.namespace) + row.local for row in rows)})$"


def _concepts(scheme: str, words: object) -> Fill:
    return _one_of(*(concept(scheme, word) for word in _words(words)))


def _words(kind: object) -> Iterator[str]:
    """The words of a Literal, also of an optional one."""
    for part in get_args(kind):
        yield from [part] if isinstance(part, str) else _words(part)


_DISEASES = {name: prefix.local for name, prefix in PREFIXES.items() if prefix.disease}
_STEM = f"({'|'.join(_DISEASES)})_[0-9]+"
_PHENOTYPE = {"symptom": "phenotype"}


def _of_record(path: str) -> str:
    return f"/record/{_STEM}/{path}$"


def _thing(kind: str) -> Fill:
    """What claims of a kind are about: a term, or a node of ours in the source's words."""
    word = _PHENOTYPE.get(kind, kind)
    own = _of_record(f"{word}/[^/]+")
    terms = " or ".join(TERMS[kind])
    return _like(f"{_terms(*TERMS[kind])}|{own}", f"{terms} term or record/…/{word}/… node")


def _object(kind: str) -> Fill:
    """What a direct triple of a kind ends at."""
    return _A_DISEASE if KINDS[kind].inverse else _thing(kind)


_HINTS = get_type_hints(model.Effect)
_WEB = _like("^https?://", "http or https address")
_A_DISEASE = _like(f"/disease/{_STEM}$", "disease/… address")

#: Hole → what may fill it. A hole that is not here takes what its row says and no less.
FILLS = {
    # Other nodes of ours
    "disease": _node("biolink:Disease"),
    "record": _node("gardkg:Record"),
    "statements": _node("gardkg:Statement"),
    "derived_from": _node("gardkg:Section", "gardkg:Record"),
    "cites": _node("gardkg:Reference"),
    "work": _node(*WORK_TYPES.values()),
    "quote": _node("oa:TextPositionSelector"),
    "synonyms": _node("skosxl:Label"),
    "incomplete_names": _node("skosxl:Label"),
    # Addresses
    "parents": _A_DISEASE,
    "page": _WEB,
    "license": _WEB,
    "mapping_source": _WEB,
    # Terms
    "evidence": _term("ECO"),
    "onset": _term("HP"),
    "modifiers": _term("HP"),
    "sites": _term("UBERON"),
    "justification": _term("semapv"),
    "frequency": _like(f"^{re.escape(PREFIXES['HP'].namespace)}004028[0-5]$", "HP:004028x band"),
    # Codes
    "sex": _one_of(*SEXES.values()),
    "scope": _one_of(*SCOPES.values()),
    "synonym_type": _one_of(*SYNONYM_TYPES.values()),
    "thing_type": _one_of(*dict.fromkeys(kind.thing for kind in KINDS.values() if kind.thing)),
    "work_type": _one_of(*WORK_TYPES.values()),
    "not_stated": _one_of(*(kind.claim_class for kind in KINDS.values())),
    "treatment_status": _concepts("status", model.Status),
    "effect_duration": _concepts("duration", _HINTS["duration"]),
    "effect_outcome": _concepts("outcome", _HINTS["outcome"]),
    "age_unit": _concepts("unit", get_type_hints(model.AffectedAge)["unit"]),
    "etiology": _concepts("etiology", get_type_hints(model.EtiologyStatus)["status"]),
    "care": _concepts("care", get_type_hints(model.TreatmentStatus)["status"]),
    "agent_type": _one_of(*map(_text, AGENTS.values())),
    "knowledge_level": _one_of('"knowledge_assertion"'),
    # Texts and numbers
    "identifier": _like(
        f"^({'|'.join(f'{name}:{local}' for name, local in _DISEASES.items())})$", "disease id"
    ),
    "sha256": _like("^[0-9a-f]{64}$", "SHA-256 of 64 hex digits"),
    "pmid": _like(r"^[1-9]\d{0,8}$", "PubMed id"),
    "doi": _like(r"^10[.]\d{4,9}/[^ ]+$", "DOI"),
    "position": Fill("sh:minInclusive 1", "whole number from 1"),
    "count": Fill(f"sh:minInclusive 0 ; sh:lessThanOrEquals {_row('total')}", "n of n/m"),
    "total": Fill("sh:minInclusive 1", "m of n/m"),
    "percentage": Fill("sh:minInclusive 0 ; sh:maxInclusive 100", "number from 0 to 100"),
    "minimum_age": Fill(
        f"sh:minInclusive 0 ; sh:maxInclusive 200 ; sh:lessThanOrEquals {_row('maximum_age')}",
        "age from 0 to 200, at most the maximum",
    ),
    "maximum_age": Fill("sh:minInclusive 0 ; sh:maxInclusive 200", "age from 0 to 200"),
    "start": Fill(f"sh:minInclusive 0 ; sh:lessThan {_row('end')}", "offset before the end"),
    "end": Fill("sh:minInclusive 1", "offset"),
}

_RELATIONS = {
    kind: [RELATIONS[row.relation]] if row.relation else [] for kind, row in KINDS.items()
}
_RELATIONS["gene"] = [RELATIONS["associated_with"], RELATIONS["causes"]]
_RELATIONS["cause"] = [RELATIONS[word] for word in CAUSE_RELATIONS.values()]
_RELATIONS["treatment"] = [word for word in RELATIONS.values() if "treat" in word]
_RELATIONS["treatment"].append(RELATIONS["contraindicated_in"])


class Shape(NamedTuple):
    """The shape of one kind of node: the templates that write it, and what their holes take.

    ``address`` is how its address ends; without one, the node is shared with other records,
    and may say more. ``targets`` finds nodes that have no class.
    """

    name: str
    templates: tuple[Template, ...]
    classes: tuple[str, ...]
    address: str = ""
    fills: dict[str, Fill] = {}
    targets: str = ""


def _claim_shapes() -> Iterator[Shape]:
    for kind, row in KINDS.items():
        name = row.claim_class
        fills = {}
        if row.thing:
            ends = ("object", "subject") if row.inverse else ("subject", "object")
            fills = {ends[0]: FILLS["disease"], ends[1]: _thing(kind)}
            fills["predicate"] = _one_of(*_RELATIONS[kind])
        yield Shape(
            name.partition(":")[2],
            tuple(t for t in TEMPLATES if t.rows[0].constants[:1] == (name,)),
            (name,),
            f"/claim/{_STEM}-{kind}-[0-9a-f]{{12}}$",
            fills,
        )


def shapes() -> list[Shape]:
    """The shape of every kind of node that has a class, in the order of their templates."""
    words = "|".join(_PHENOTYPE.get(kind, kind) for kind in KINDS if KINDS[kind].thing)
    things = dict.fromkeys(kind.thing for kind in KINDS.values() if kind.thing)
    about = {"subject": FILLS["disease"], "predicate": _one_of(*MATCHES.values())}

    def own(template: Template, path: str, **fills: Fill) -> Shape:
        name = template.rows[0].constants[0]
        return Shape(name.partition(":")[2], (template,), (name,), _of_record(path), fills)

    return [
        own(DISEASE, "")._replace(address=f"/disease/{_STEM}$"),
        own(SYNONYM, "name/[^/]+"),
        own(MAPPING, "mapping/[^/]+", **about),
        *_claim_shapes(),
        own(STATEMENT, "statement/[^/]+(/[^/]+)?"),
        own(QUOTE, "quote/[^/]+(/[^/]+)?"),
        Shape("Thing", (OWN_THING,), tuple(things), _of_record(f"({words})/[^/]+")),
        Shape(
            "Term",
            (TERM,),
            (),
            targets=f"sh:targetObjectsOf {_row('subject')} , {_row('object')} ;\n"
            f"    sh:targetSubjectsOf {' , '.join(_direct(inverse=True))}",
        ),
        own(RECORD, "")._replace(address=f"/record/{_STEM}$"),
        Shape("Source", (SOURCE,), ("gardkg:Source",)),
        own(SECTION, "section/[a-z][a-z0-9-]*"),
        own(REFERENCE, "reference/[^/]+"),
        Shape("Work", (WORK,), tuple(WORK_TYPES.values())),
    ]


# --- As Turtle ----------------------------------------------------------------------------------


def _node_shape(shape: Shape) -> str:
    """What holds of a node as a whole. Its properties have shapes of their own, with the same
    target: an engine then looks at all nodes at once, and not property by property at each."""
    address = _text(shape.address.replace(r"\d", "[0-9]"))
    known = "\n        ".join(_rows(shape))
    return f"""shape:{shape.name} a sh:NodeShape ;
    {_targets([shape])} ;
    sh:nodeKind sh:IRI ;
    sh:pattern {address} ;
    sh:closed true ;
    sh:ignoredProperties (
        {known}
    ) ;
    sh:message "its address, or this property, is not one of a {shape.name}"@en ."""


def _all_shapes(of: list[Shape]) -> Iterator[str]:
    """Nodes, each with its properties; what is the same for several kinds of claims stands once."""
    alike: dict[tuple[str, str, str], list[Shape]] = {}
    for shape in of:
        group = "Claim" if shape.address.startswith("/claim") else shape.name
        for predicate, rows in _rows(shape).items():
            for name, text in _property(shape, predicate, rows):
                alike.setdefault((group, name, text), []).append(shape)
    described: set[str] = set()
    for (group, name, text), [first, *others] in alike.items():
        if first.address and first.name not in described:
            described.add(first.name)
            yield _node_shape(first)
        yield _lines(
            f"shape:{group if others else first.name}-{name} a sh:PropertyShape",
            _targets([first, *others]),
            f"{text} .",
        )


def _targets(of: list[Shape]) -> str:
    names = [name for shape in of for name in shape.classes]
    return "sh:targetClass " + " , ".join(names) if names else of[0].targets


def _rows(shape: Shape) -> dict[str, list[Row]]:
    """Predicate → the rows that write it."""
    rows: dict[str, list[Row]] = {}
    for template in shape.templates:
        for row in template.rows:
            table = [row.predicate] if row.predicate else _table(shape, row)
            for predicate in table:
                found = rows.setdefault(predicate, [])
                if row not in found:
                    found.append(row)
    return rows


def _table(shape: Shape, row: Row) -> Iterable[str]:
    """The predicates that may stand in a row whose predicate comes from a table."""
    if row.hole != "direct":
        return TABLES[row.hole]
    return _direct(inverse=shape.templates[0] is not DISEASE)


def _direct(*, inverse: bool) -> list[str]:
    """The predicates of direct triples that begin at the disease, or end there."""
    kinds = [kind for kind in KINDS if KINDS[kind].inverse == inverse]
    return list(dict.fromkeys(word for kind in kinds for word in _RELATIONS[kind]))


def _property(shape: Shape, predicate: str, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """One predicate, by a name; the rows that share it differ in what they hold."""
    name = predicate.replace(":", "-")
    low, high = _counts(shape, rows)
    kinds = [_kind(shape, predicate, row) for row in rows]
    turtle = kinds[0].turtle
    if len({kind.turtle for kind in kinds}) > 1:
        turtle = f"sh:or ( {' '.join(f'[ {kind.turtle} ]' for kind in kinds)} )"
    counts = f"sh:minCount {low}" if low else "", f"sh:maxCount {high}" if high else ""
    words = " or ".join(dict.fromkeys(kind.words for kind in kinds))
    message = f"sh:message {_text(f'expected {_many(low, high)}: {words}')}@en"
    yield name, _lines(f"sh:path {predicate}", *counts, turtle, message)
    if classes := kinds[0].classes:
        path = f"sh:path ( {predicate} rdf:type )"
        yield f"{name}-type", _lines(path, counts[0], _one_of(*classes).turtle, message)


def _lines(*parts: str) -> str:
    return " ;\n    ".join(filter(None, parts))


def _counts(shape: Shape, rows: list[Row]) -> tuple[int, int]:
    """How many values at least and at most; 0 at most is without bound."""
    [row, *others] = rows
    if row.predicate == "rdf:type":
        count = len(row.constants) or 1
        return count, count if shape.address else 0
    # A claim that nobody makes is none; a synonym needs no source of its own.
    said = row.hole == "statements" and shape.name != "Label"
    low = int(said or not (row.optional or others))
    return low, 0 if row.repeated or not row.predicate or not shape.address else 1


def _many(low: int, high: int) -> str:
    if low and low == high:
        return {1: "exactly one", 2: "exactly two"}[low]
    return "at most one" if high else "at least one" if low else "any number"


def _kind(shape: Shape, predicate: str, row: Row) -> Fill:
    """What the objects of a row are."""
    if row.predicate == "rdf:type" and row.constants:
        types = [c for template in shape.templates for c in template.rows[0].constants]
        return _one_of(*dict.fromkeys(types))
    fill = shape.fills.get(row.hole) or FILLS.get(row.hole, Fill("", ""))
    if row.hole == "direct":
        [fill] = {_object(kind) for kind in KINDS if predicate in _RELATIONS[kind]}
    turtle, words = "sh:nodeKind sh:IRI", "address"
    if row.literal:
        datatype = row.datatype or ("rdf:langString" if row.language else "xsd:string")
        words = "text with a language" if row.language else row.datatype or "text without one"
        turtle = f"sh:datatype {datatype}"
    return fill._replace(turtle=_lines(turtle, fill.turtle), words=fill.words or words)


def _links() -> Iterator[str]:
    """Who may hang on a node by a row that is written from its other end."""
    owners: dict[str, dict[str, None]] = {}
    for template in TEMPLATES:
        for row in template.rows:
            if row.reverse:
                owners.setdefault(row.predicate, {})[template.rows[0].constants[0]] = None
    for predicate, classes in owners.items():
        either = " or ".join(classes)
        yield _lines(
            f"shape:with-{predicate.replace(':', '-')} a sh:PropertyShape",
            f"sh:targetSubjectsOf {predicate}",
            "sh:path rdf:type",
            f"sh:qualifiedValueShape [ {_one_of(*classes).turtle} ]",
            "sh:qualifiedMinCount 1",
            f'sh:message "with {predicate}, expected: {either}"@en .',
        )


def turtle() -> str:
    """All shapes as one Turtle document; ``ontology/shapes.ttl`` holds it.

    >>> "shape:Section a sh:NodeShape" in turtle()
    True
    """
    relations = ", ".join(RELATIONS.values())
    rules = (files("gardkg") / "rules.ttl").read_text("utf-8").replace("{relations}", relations)
    body = "\n\n".join([*_all_shapes(shapes()), *_links(), rules])
    head = [f"@prefix {name}: <{space}> ." for name, space in _used(body)]
    declared = [
        f'[ sh:prefix "{name}" ; sh:namespace "{space}"^^xsd:anyURI ]'
        for name, space in _used("".join(re.findall(r'"""(.*?)"""', rules, re.DOTALL)))
    ]
    return (
        _HEAD
        + "\n".join(head)
        + f"\n\n<{SHAPES}> sh:declare "
        + " ,\n        ".join(declared)
        + " .\n\n"
        + body
    )


def _used(text: str) -> Iterator[tuple[str, str]]:
    """The prefixes that stand in a text, and their namespaces."""
    names = set(re.findall(r"(?<![\w:/.])([A-Za-z]\w*):(?=\w)", text))
    for name, space in [*((n, p.namespace) for n, p in PREFIXES.items()), *_MORE.items()]:
        if name in names and ":" in space:
            yield name, space


_HEAD = """\
# SHACL shapes of the graphs gardkg writes. Made by gardkg schema --shapes: change the templates
# (gardkg/vocabulary.py), what fills them (gardkg/constraints.py) or the rules (gardkg/rules.ttl).

"""

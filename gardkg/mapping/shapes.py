"""The templates as SHACL: what each node must have, made from the rows that write it.

What may fill their holes is ``ranges``'. What holds between nodes is written by hand, in
``rules.ttl``.

A node of ours belongs to one record, so it has what its template says and nothing else. A
publication, a source or an ontology's term is shared: what several records say of it adds up.

SHACL: https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import NamedTuple

from gardkg.identifiers import BASE, PREFIXES
from gardkg.mapping.ranges import (
    FILLS,
    PHENOTYPE,
    RELATIONS_OF,
    STEM,
    Fill,
    object_of,
    of_record,
    one_of,
    predicate_of,
    quoted,
    thing,
)
from gardkg.mapping.templates import (
    DISEASE,
    KINDS,
    MAPPING,
    MATCHES,
    OWN_THING,
    QUOTE,
    RECORD,
    REFERENCE,
    RELATIONS,
    SECTION,
    SOURCE,
    STATEMENT,
    SYNONYM,
    TABLES,
    TEMPLATES,
    TERM,
    WORK,
    WORK_TYPES,
)
from gardkg.rdf.template import Row, Template

SHAPES = BASE + "shapes"
SH = "http://www.w3.org/ns/shacl#"
#: Prefixes that only the shapes need.
_MORE = {"sh": SH, "shape": SHAPES + "#"}


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
        fills = {}
        if row.thing:
            ends = ("object", "subject") if row.inverse else ("subject", "object")
            fills = {ends[0]: FILLS["disease"], ends[1]: thing(kind)}
            fills["predicate"] = one_of(*RELATIONS_OF[kind])
        for template in filter(None, (row.template, row.mention)):
            name = template.rows[0].constants[0]
            yield Shape(
                name.partition(":")[2],
                tuple(t for t in TEMPLATES if t.rows[0].constants[:1] == (name,)),
                (name,),
                f"/claim/{STEM}-{kind}-[0-9a-f]{{12}}$",
                fills,
            )


def shapes() -> list[Shape]:
    """The shape of every kind of node that has a class, in the order of their templates."""
    words = "|".join(PHENOTYPE.get(kind, kind) for kind in KINDS if KINDS[kind].thing)
    things = dict.fromkeys(kind.thing for kind in KINDS.values() if kind.thing)
    about = {"subject": FILLS["disease"], "predicate": one_of(*MATCHES.values())}

    def own(template: Template, path: str, **fills: Fill) -> Shape:
        name = template.rows[0].constants[0]
        return Shape(name.partition(":")[2], (template,), (name,), of_record(path), fills)

    return [
        own(DISEASE, "")._replace(address=f"/disease/{STEM}$"),
        own(SYNONYM, "name/[^/]+"),
        own(MAPPING, "mapping/[^/]+", **about),
        *_claim_shapes(),
        own(STATEMENT, "statement/[^/]+(/[^/]+)?"),
        own(QUOTE, "quote/[^/]+(/[^/]+)?"),
        Shape("Thing", (OWN_THING,), tuple(things), of_record(f"({words})/[^/]+")),
        Shape(
            "Term",
            (TERM,),
            (),
            targets=f"sh:targetObjectsOf {predicate_of('subject')} , {predicate_of('object')} ;\n"
            f"    sh:targetSubjectsOf {' , '.join(_direct(inverse=True))}",
        ),
        own(RECORD, "")._replace(address=f"/record/{STEM}$"),
        Shape("Source", (SOURCE,), ("gardkg:Source",)),
        own(SECTION, "section/[a-z][a-z0-9-]*"),
        own(REFERENCE, "reference/[^/]+"),
        Shape("Work", (WORK,), tuple(WORK_TYPES.values())),
    ]


# --- As Turtle ----------------------------------------------------------------------------------


def _node_shape(shape: Shape) -> str:
    """What holds of a node as a whole. Its properties have shapes of their own, with the same
    target: an engine then looks at all nodes at once, and not property by property at each."""
    address = quoted(shape.address.replace(r"\d", "[0-9]"))
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
    described: set[str | tuple[str, str]] = set()
    for (group, name, text), [first, *others] in alike.items():
        if first.address and first.name not in described:
            described.add(first.name)
            yield _node_shape(first)
        # Two groups of kinds may differ in one predicate: the second is called by its first kind.
        owner = group if others and (group, name) not in described else first.name
        described.add((owner, name))
        yield _lines(
            f"shape:{owner}-{name} a sh:PropertyShape",
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
    return list(dict.fromkeys(word for kind in kinds for word in RELATIONS_OF[kind]))


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
    message = f"sh:message {quoted(f'expected {_many(low, high)}: {words}')}@en"
    yield name, _lines(f"sh:path {predicate}", *counts, turtle, message)
    if classes := kinds[0].classes:
        path = f"sh:path ( {predicate} rdf:type )"
        yield f"{name}-type", _lines(path, counts[0], one_of(*classes).turtle, message)


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
        return one_of(*dict.fromkeys(types))
    fill = shape.fills.get(row.hole) or FILLS.get(row.hole, Fill("", ""))
    if row.hole == "direct":
        [fill] = {object_of(kind) for kind in KINDS if predicate in RELATIONS_OF[kind]}
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
            f"sh:qualifiedValueShape [ {one_of(*classes).turtle} ]",
            "sh:qualifiedMinCount 1",
            f'sh:message "with {predicate}, expected: {either}"@en .',
        )


def turtle() -> str:
    """All shapes as one Turtle document; ``ontology/shapes.ttl`` holds it.

    >>> "shape:Section a sh:NodeShape" in turtle()
    True
    """
    relations = ", ".join(RELATIONS.values())
    rules = (
        (files("gardkg.mapping") / "rules.ttl").read_text("utf-8").replace("{relations}", relations)
    )
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
# (gardkg/mapping/templates.py), what fills them (gardkg/mapping/ranges.py) or the rules
# (gardkg/mapping/rules.ttl).

"""

"""The ontology's terms, as a page shows them: read from the file that the package brings."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import pyoxigraph as ox

from gardkg.identifiers import ONTOLOGY
from gardkg.sparql.results import Table
from gardkg.sparql.store import Store


class OntologyTerm(NamedTuple):
    """A term of ours: its fragment, what kind of thing it is, and what is said of it."""

    id: str
    kind: str
    label: str
    definition: str
    above: tuple[str, ...]
    """What it is a kind of, has as its type, or belongs to: IRIs."""
    domain: tuple[str, ...]
    range: tuple[str, ...]


#: The order in which a page shows them.
_KINDS = {
    "Class": "Classes",
    "ObjectProperty": "Relations",
    "DatatypeProperty": "Properties",
    "AnnotationProperty": "Annotations",
    "ConceptScheme": "Schemes",
}
_ASKED = """SELECT ?term ?label ?definition
  (GROUP_CONCAT(DISTINCT STR(?t); separator=" ") AS ?types)
  (GROUP_CONCAT(DISTINCT STR(?a); separator=" ") AS ?above)
  (GROUP_CONCAT(DISTINCT STR(?d); separator=" ") AS ?domain)
  (GROUP_CONCAT(DISTINCT STR(?r); separator=" ") AS ?range)
WHERE {
  ?term a ?t ; rdfs:label ?label .
  FILTER (STRSTARTS(STR(?term), STR(gardkg:)))
  OPTIONAL { ?term skos:definition ?definition }
  OPTIONAL { ?term rdfs:subClassOf|rdfs:subPropertyOf|skos:inScheme ?a }
  OPTIONAL { ?term rdfs:domain ?d }
  OPTIONAL { ?term rdfs:range ?r }
} GROUP BY ?term ?label ?definition ORDER BY ?term"""


def ontology_file() -> Traversable:
    """Where the ontology is: in the package, or beside it where that is a checkout."""
    inside = files("gardkg") / "ontology" / "gardkg.ttl"
    return inside if inside.is_file() else files("gardkg") / ".." / "ontology" / "gardkg.ttl"


@cache
def terms() -> dict[str, list[OntologyTerm]]:
    """The terms of ours by their kinds, in the order of their names.

    >>> [term.label for term in terms()["Classes"]][:3]
    ['affected-age claim', 'cause claim', 'claim']
    """
    quads = ox.Store()
    quads.bulk_load(input=ontology_file().read_bytes(), format=ox.RdfFormat.TURTLE)
    table = Store(quads).run(_ASKED)
    assert isinstance(table, Table)
    found: dict[str, list[OntologyTerm]] = {}
    for row in table.to_dicts():
        types = [t.rpartition("#")[2] for t in row["types"].split()]
        kind = next((_KINDS[t] for t in _KINDS if t in types), "Values")
        term = OntologyTerm(
            row["term"].removeprefix("gardkg:").removeprefix(ONTOLOGY),
            kind,
            row["label"],
            row["definition"] or "",
            *(tuple(sorted((row[name] or "").split())) for name in ("above", "domain", "range")),
        )
        found.setdefault(kind, []).append(term)
    return {kind: found[kind] for kind in (*_KINDS.values(), "Values") if kind in found}

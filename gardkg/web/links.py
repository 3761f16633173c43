"""Addresses of the graph → where a site says what they name.

Each rule is a pattern of what stands after the base, and the page without ``.html`` with its
fragment. Python, the rules for Apache and the page of queries read this table, so a pattern has
what regular expressions of all three have.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from gardkg.identifiers import BASE, ONTOLOGY, contract
from gardkg.web.pages import term_path, work_path

_STEM = "([A-Za-z]+_[A-Za-z0-9]+)"


class Rule(NamedTuple):
    """Which addresses it is for, the page they have, and the fragment in it."""

    pattern: str
    page: str
    fragment: str = ""


RULES = (
    Rule(f"^(?:disease|record)/{_STEM}$", "disease/$1"),
    Rule(f"^claim/{_STEM}-([^/]+)$", "disease/$1", "$2"),
    Rule(f"^record/{_STEM}/statement/(name-[^/.]+)(?:[/.][^/]+)?$", "disease/$1", "$2"),
    Rule(f"^record/{_STEM}/statement/([^/]+)$", "disease/$1", "$2"),
    Rule(f"^record/{_STEM}/statement/([^/]+)/([^/]+)$", "disease/$1", "$2-$3"),
    Rule(f"^record/{_STEM}/(section|reference|name)/([^/]+)$", "disease/$1", "$2-$3"),
    Rule(f"^record/{_STEM}/.+$", "disease/$1"),
    Rule("^ontology(?:/[0-9.]+)?$", "ontology"),
)


_COMPILED = [(re.compile(rule.pattern), rule) for rule in RULES]


def place_of(path: str) -> str | None:
    """Where a site says what a path under the base names.

    >>> place_of("claim/GARD_0007615-symptom-c8e57a8f5fcd")
    'disease/GARD_0007615.html#symptom-c8e57a8f5fcd'
    >>> place_of("record/GARD_0007615/reference/PMID_1"), place_of("ontology"), place_of("x")
    ('disease/GARD_0007615.html#reference-PMID_1', 'ontology.html', None)
    """
    for pattern, rule in _COMPILED:
        if found := pattern.search(path):
            place = f"{rule.page}.html" + (f"#{rule.fragment}" if rule.fragment else "")
            for n, part in enumerate(found.groups(), 1):
                place = place.replace(f"${n}", part)
            return place
    return None


def link(iri: str, pages: Set[str], base: str = BASE) -> str | None:
    """What a site links an address to: a page of its own, among those it has, or the address.

    Nothing of ours is anywhere else.

    >>> link("http://purl.obolibrary.org/obo/HP_0001609", {"term/HP_0001609.html"})
    'term/HP_0001609.html'
    >>> link("https://w3id.org/gardkg/ontology#Claim", set()), link("urn:x", set())
    ('ontology.html#Claim', None)
    """
    if iri.startswith(ONTOLOGY):
        return f"ontology.html#{iri.removeprefix(ONTOLOGY)}"
    if iri.startswith(base):
        place = place_of(iri.removeprefix(base)) or ""
        return place if place.partition("#")[0] in pages else None
    curie = contract(iri, base)
    for path in (term_path(curie), work_path(curie)):
        if path in pages:
            return path
    return iri if iri.startswith(("http://", "https://")) else None

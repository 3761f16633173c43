"""Which disease a text means: an id in any spelling, a name, or a part of one.

A broad synonym ("Lanternfish diseases" in the record of one of them) names something else, which
the source may not even have; it never answers for the disease.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from gardkg.errors import StoreError, TermError, UsageError, shortened
from gardkg.identifiers import OBO, checked_iri, disease_id, disease_node, expand
from gardkg.mapping.templates import SCOPES
from gardkg.rdf.syntaxes import escape
from gardkg.sparql.results import Source, Table
from gardkg.sparql.values import Term, value_of

_BY_ID = """SELECT (<{node}> AS ?disease) ?label ?id {{
  <{node}> skos:prefLabel ?label ; dcterms:identifier ?id
}}"""
_BY_MAPPING = """SELECT DISTINCT ?disease ?label ?id {{
  ?disease skos:exactMatch|oboInOwl:hasDbXref <{iri}> .
  ?disease skos:prefLabel ?label ; dcterms:identifier ?id
}}"""
# Only diseases have SKOS labels, so that these few are looked at and no claim's.
_BY_NAME = """SELECT DISTINCT ?disease ?label ?id ?name ?scope {{
  {{ SELECT DISTINCT ?disease ?name {{
    ?disease skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name FILTER ({test})
  }} LIMIT {limit} }}
  ?disease skos:prefLabel ?label ; dcterms:identifier ?id .
  OPTIONAL {{
    ?disease skosxl:altLabel|skosxl:hiddenLabel ?synonym .
    ?synonym skosxl:literalForm ?name ; gardkg:scope ?scope
  }}
}}"""
#: So many names that hold a text are looked at, and so many for the nearest to it.
_PARTS, _ALL = 200, 200_000
_LISTED = 12
#: How alike a misspelt name is (``difflib``'s ratio).
_ALIKE = 0.8


class _Name(NamedTuple):
    """A name of a disease: its own, a synonym of some scope, or a broad one."""

    disease: str
    shown: str
    text: str
    own: bool
    broad: bool


def find_disease(source: Source, text: str) -> str:
    """The IRI of the disease that an id in any spelling, a name or a synonym means.

    An id that a record only maps to (a MONDO id, say) finds that record. A disease's own name
    comes before another's synonym, a whole name before a part of one. A broad synonym is none.

    Raises:
        UsageError: none or more than one; the message lists the candidates, or the nearest.
        StoreError: the source failed.
    """
    if found := _by_id(source, text):
        return _only(text, found)
    shown = repr(shortened(text))
    folded = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if not folded:
        raise UsageError(f"no disease is called {shown}")
    literal = f'"{escape(folded)}"'
    whole = _names(source, f"LCASE(STR(?name)) = {literal}")
    for own in (True, False):
        if found := _shown(name for name in whole if name.own is own and not name.broad):
            return _only(text, found)
    parts = _names(source, f"CONTAINS(LCASE(STR(?name)), {literal})")
    found = _shown(name for name in parts if not name.broad)
    if whole:
        raise UsageError(_broader(text, _shown(whole), found))
    if found:
        return _only(text, found)
    if parts:
        raise UsageError(_broader(text, _shown(parts), found, "is part of"))
    if "-" in text:  # as files are called
        with suppress(UsageError):
            return find_disease(source, text.replace("-", " "))
    step = _nearest(source, folded) or _as_sign(source, text) or "gardkg query diseases lists them"
    raise UsageError(f"no disease is called {shown}; {step}")


def _only(text: str, found: dict[str, str]) -> str:
    if len(found) > 1:
        raise UsageError(f"{shortened(text)!r} may be: {_listed(found)}")
    return next(iter(found))


def _broader(text: str, of: dict[str, str], near: dict[str, str], how: str = "is") -> str:
    narrower = "; ".join(_listed(some) for some in (of, dict(near.items() - of.items())) if some)
    named = repr(shortened(text))
    return f"{named} {how} a broader name of {_listed(of)}; did you mean {narrower}?"


def _listed(found: dict[str, str]) -> str:
    listed = sorted(found.values())
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return "; ".join(listed[:_LISTED]) + more


def _shown(names: Iterable[_Name]) -> dict[str, str]:
    """IRI → what to show of each disease."""
    return {name.disease: name.shown for name in names}


def _by_id(source: Source, text: str) -> dict[str, str]:
    asked: list[str] = []
    with suppress(TermError):  # then it may be a name
        if text.startswith(source.base + "disease/"):
            asked.append(_BY_ID.format(node=checked_iri(text)))
        else:
            curie = disease_id(text)
            asked.append(_BY_ID.format(node=expand(disease_node(curie), source.base)))
            asked.append(_BY_MAPPING.format(iri=expand(curie, source.base)))
    for query in asked:
        rows = _rows(source, query)
        if found := {disease.value: _called(label, id_) for disease, label, id_ in rows}:
            return found
    return {}


def _names(source: Source, test: str, limit: int = _PARTS) -> list[_Name]:
    """The names of diseases that pass a test of ``?name``."""
    broad = expand(SCOPES["broad"])
    names = []
    for disease, label, id_, name, scope in _rows(source, _BY_NAME.format(test=test, limit=limit)):
        own = name == label
        is_broad = not own and str(scope) == f"<{broad}>"
        names.append(_Name(disease.value, _called(label, id_), name.value, own, is_broad))
    return names


def _called(label: Term, id_: Term) -> str:
    return f"{value_of(label)} ({value_of(id_)})"


def _nearest(source: Source, folded: str) -> str:
    """What to try where no name is the text: names that differ in a few letters, if any."""
    import difflib

    names: dict[str, dict[str, str]] = {}
    with suppress(StoreError):  # that none is called so stands without it
        for name in _names(source, "true", _ALL):
            if not name.broad:
                names.setdefault(name.text.lower(), {})[name.disease] = name.shown
    near: dict[str, str] = {}
    for text in difflib.get_close_matches(folded, names, 3, _ALIKE):
        # Abbreviations are like one another, and so is what stands behind them ("… syndrome").
        if _words_are_alike(folded, text):
            near |= names[text]
    if near:
        return f"did you mean {' or '.join(near.values())}?"
    return ""


def _as_sign(source: Source, text: str) -> str:
    """What to ask of a text that is a term's."""
    with suppress(UsageError, StoreError):
        find_term(source, text)
        return f"as a sign: gardkg query diseases-by-symptom {text!r}"
    return ""


def _words_are_alike(one: str, other: str) -> bool:
    """Whether each word of a text has one in another that is nearly so spelt."""
    import difflib

    words = other.split()
    return all(difflib.get_close_matches(word, words, 1, _ALIKE) for word in one.split())


def _rows(source: Source, query: str) -> list[tuple[Any, ...]]:
    result = source.run(query)
    assert isinstance(result, Table)
    return list(result.terms)


# A claim's own label is what its source calls the term.
_TERMS = """SELECT ?term (COUNT(?claim) AS ?n) {{
  {{ ?term rdfs:label ?name . ?claim rdf:object|rdf:subject ?term }}
  UNION
  {{ ?claim rdfs:label ?name ; rdf:object ?term }}
  FILTER (LCASE(STR(?name)) = {literal})
  FILTER (STRSTARTS(STR(?term), "{obo}"))
}} GROUP BY ?term ORDER BY DESC(?n) ?term"""


def find_term(source: Source, text: str) -> str:
    """The IRI of the term that a label means: its own, or what sources call it.

    Raises:
        UsageError: none has it, or several have; the message names them.
        StoreError: the source failed.
    """
    folded = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    query = _TERMS.format(literal=f'"{escape(folded)}"', obo=OBO)
    found = [value_of(term) for term, _ in _rows(source, query)]
    if len(found) == 1:
        return expand(found[0], source.base)
    shown = repr(shortened(text))
    if found:
        raise UsageError(f"{shown} may be: {', '.join(found[:_LISTED])}")
    raise UsageError(f"no term here is called {shown}; give its id, such as HP:0001609")


#: How a parameter's value of each type is found.
FIND = {"disease": find_disease, "term": find_term}

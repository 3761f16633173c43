"""What may fill a hole of a template, as SHACL and in words: addresses, terms, codes, numbers.

How many, which datatype, with or without a language: that a row says itself. The rest is drawn
from the model and from the tables of ``templates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, get_args, get_type_hints

from gardkg import model
from gardkg.identifiers import PREFIXES
from gardkg.mapping.templates import (
    AGENTS,
    CAUSE_RELATIONS,
    KINDS,
    LEVELS,
    RELATIONS,
    SCOPES,
    SEXES,
    SYNONYM_TYPES,
    TEMPLATES,
    WORK_TYPES,
    concept,
)
from gardkg.model.fields import roles


class Fill(NamedTuple):
    """What may stand in a hole: as constraints, and in words; of a node, one of which classes."""

    turtle: str
    words: str
    classes: tuple[str, ...] = ()


def quoted(text: str) -> str:
    """A text as a literal of Turtle."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _like(pattern: str, words: str) -> Fill:
    return Fill("sh:pattern " + quoted(pattern.replace(r"\d", "[0-9]")), words)


def one_of(*curies: str) -> Fill:
    """One of these terms, or of these quoted texts."""
    return Fill(f"sh:in ( {' '.join(curies)} )", " or ".join(curies))


def predicate_of(hole: str) -> str:
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
    return one_of(*(concept(scheme, word) for word in _words(words)))


def _words(kind: object) -> Iterator[str]:
    """The words of a Literal, also of an optional one."""
    for part in get_args(kind):
        yield from [part] if isinstance(part, str) else _words(part)


_DISEASES = {name: prefix.local for name, prefix in PREFIXES.items() if prefix.disease}
#: The name a disease has in paths, as a pattern.
STEM = f"({'|'.join(_DISEASES)})_[0-9]+"
#: Kinds whose nodes have another word in their path.
PHENOTYPE = {"symptom": "phenotype"}


def of_record(path: str) -> str:
    """How the address ends of a node of ours that hangs on a record."""
    return f"/record/{STEM}/{path}$"


def thing(kind: str) -> Fill:
    """What claims of a kind are about: a term, or a node of ours in the source's words."""
    word = PHENOTYPE.get(kind, kind)
    own = of_record(f"{word}/[^/]+")
    (ontologies,) = (claim.ontologies for claim in _ABOUT if claim.kind == kind)
    terms = " or ".join(ontologies)
    return _like(f"{_terms(*ontologies)}|{own}", f"{terms} term or record/…/{word}/… node")


def object_of(kind: str) -> Fill:
    """What a direct triple of a kind ends at."""
    return _A_DISEASE if KINDS[kind].inverse else thing(kind)


#: The kinds of claims about something that may have a term.
_ABOUT = [kind for kind in model.TOPICS.values() if issubclass(kind, model.TermClaim)]
_HINTS = get_type_hints(model.Effect)
_WEB = _like("^https?://", "http or https address")
_A_DISEASE = _like(f"/disease/{STEM}$", "disease/… address")

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
    **{
        hole: _term(*role.prefixes)
        for kind in model.TOPICS.values()
        for hole, role in roles(kind).items()
        if role.prefixes
    },
    "justification": _term("semapv"),
    "frequency": _like(f"^{re.escape(PREFIXES['HP'].namespace)}004028[0-5]$", "HP:004028x band"),
    # Codes
    "sex": one_of(*SEXES.values()),
    "scope": one_of(*SCOPES.values()),
    "synonym_type": one_of(*SYNONYM_TYPES.values()),
    "thing_type": one_of(*dict.fromkeys(kind.thing for kind in KINDS.values() if kind.thing)),
    "work_type": one_of(*WORK_TYPES.values()),
    "not_stated": one_of(*(kind.claim_class for kind in KINDS.values())),
    "treatment_status": _concepts("status", model.Status),
    "effect_duration": _concepts("duration", _HINTS["duration"]),
    "effect_outcome": _concepts("outcome", _HINTS["outcome"]),
    "age_unit": _concepts("unit", get_type_hints(model.AffectedAge)["unit"]),
    "etiology": _concepts("etiology", get_type_hints(model.EtiologyStatus)["status"]),
    "care": _concepts("care", get_type_hints(model.TreatmentStatus)["status"]),
    "agent_type": one_of(*map(quoted, AGENTS.values())),
    "knowledge_level": one_of(*map(quoted, LEVELS.values())),
    # Texts and numbers
    "identifier": _like(
        f"^({'|'.join(f'{name}:{local}' for name, local in _DISEASES.items())})$", "disease id"
    ),
    "sha256": _like("^[0-9a-f]{64}$", "SHA-256 of 64 hex digits"),
    "pmid": _like(r"^[1-9]\d{0,8}$", "PubMed id"),
    "doi": _like(r"^10[.]\d{4,9}/[^ ]+$", "DOI"),
    "position": Fill("sh:minInclusive 1", "whole number from 1"),
    "count": Fill(f"sh:minInclusive 0 ; sh:lessThanOrEquals {predicate_of('total')}", "n of n/m"),
    "total": Fill("sh:minInclusive 1", "m of n/m"),
    "percentage": Fill("sh:minInclusive 0 ; sh:maxInclusive 100", "number from 0 to 100"),
    "minimum_age": Fill(
        "sh:minInclusive 0 ; sh:maxInclusive 200 ;"
        f" sh:lessThanOrEquals {predicate_of('maximum_age')}",
        "age from 0 to 200, at most the maximum",
    ),
    "maximum_age": Fill("sh:minInclusive 0 ; sh:maxInclusive 200", "age from 0 to 200"),
    "start": Fill(
        f"sh:minInclusive 0 ; sh:lessThan {predicate_of('end')}", "offset before the end"
    ),
    "end": Fill("sh:minInclusive 1", "offset"),
}

#: The predicates of direct triples of each kind of claim.
RELATIONS_OF = {
    kind: [RELATIONS[row.relation]] if row.relation else [] for kind, row in KINDS.items()
}
RELATIONS_OF["gene"] = [RELATIONS["associated_with"], RELATIONS["causes"]]
RELATIONS_OF["cause"] = [RELATIONS[word] for word in CAUSE_RELATIONS.values()]
RELATIONS_OF["treatment"] = [word for word in RELATIONS.values() if "treat" in word]
RELATIONS_OF["treatment"].append(RELATIONS["contraindicated_in"])

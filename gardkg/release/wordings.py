"""What a record calls the holes of the templates, and the codes that fill them.

A hole that stands in no table only follows from others (a direct triple, a plain synonym, the
works of a statement), so it says nothing of its own.
"""

from __future__ import annotations

from gardkg.mapping.templates import (
    AGENTS,
    CAUSE_RELATIONS,
    DISEASE,
    KINDS,
    MAPPING,
    MATCHES,
    RECORD,
    REFERENCE,
    RELATIONS,
    SCOPES,
    SECTION,
    SEXES,
    SOURCE,
    SYNONYM,
    SYNONYM_TYPES,
    TERM,
    WORK,
    WORK_TYPES,
)
from gardkg.model import TOPICS
from gardkg.model.fields import roles
from gardkg.rdf.template import Template

#: What a record calls the holes of a claim, of whichever kind.
CLAIM = {
    "label": "label",
    "negated": "negated",
    # A qualifier fills the hole that is called like it.
    **{
        field: field
        for kind in TOPICS.values()
        for field, role in roles(kind).items()
        if role.name == "qualifier"
    },
    "minimum_age": "min",
    "maximum_age": "max",
    "age_unit": "unit",
    "etiology": "status",
    "care": "status",
}
SAID = {
    "derived_from": "in",
    "wording": "wording",
    "hedge": "hedge",
    "rule": "rule",
    "treatment_status": "status",
    "effect_duration": "duration",
    "effect_outcome": "outcome",
    "effect_in_words": "effect",
    "side_effects": "side effects",
    "cites": "citations",
    "evidence": "evidence",
    "agent_type": "agent",
    "curated": "curated",
    "quote": "quote",
}
#: What each other template's node is called, and its holes.
NAMED: dict[str, tuple[Template, dict[str, str]]] = {
    "disease": (DISEASE, {"label": "name", "categories": "categories", "parents": "parents"}),
    "name": (
        SYNONYM,
        {
            "literal_form": "label",
            "scope": "scope",
            "synonym_type": "type",
            "incomplete": "incomplete",
        },
    ),
    "mapping": (
        MAPPING,
        {
            "predicate": "match",
            "label": "label",
            "justification": "justification",
            "mapping_source": "source",
            "via": "via",
        },
    ),
    "record": (
        RECORD,
        {
            "source": "source",
            "source_file": "file",
            "question": "question",
            "license": "license",
            "rights": "license",
            "not_stated": "not stated",
        },
    ),
    "source": (SOURCE, {"heading": "title"}),
    "section": (SECTION, {"heading": "heading", "updated": "updated"}),
    "reference": (
        REFERENCE,
        {"position": "position", "citation": "text", "work": "work", "accessed": "accessed"},
    ),
    "work": (
        WORK,
        {
            "title": "title",
            "authors": "authors",
            "container": "container",
            "publisher": "publisher",
            "issued_day": "date",
            "issued_month": "date",
            "issued_year": "date",
            "volume": "volume",
            "issue": "issue",
            "pages": "pages",
            "work_type": "type",
            "pmid": "pmid",
            "doi": "doi",
            "page": "url",
        },
    ),
    "term": (TERM, {"label": "label"}),
}
#: All words, in the order they are told.
WORDS = tuple(
    dict.fromkeys(
        [
            *("name", "label", "negated", "frequency", "relation", "term"),
            *(word for _, words in NAMED.values() for word in words.values()),
            *CLAIM.values(),
            *SAID.values(),
        ]
    )
)
#: Codes → the words of a record.
CODES = {
    "predicate": {code: word for word, code in MATCHES.items()},
    "scope": {code: word for word, code in SCOPES.items()},
    "synonym_type": {code: word for word, code in SYNONYM_TYPES.items()},
    "sex": {code: word for word, code in SEXES.items()},
    "agent_type": {code: word for word, code in AGENTS.items()},
    "work_type": {code: word or "" for word, code in WORK_TYPES.items()},
    "not_stated": {kind.claim_class: word for word, kind in KINDS.items()},
    "negated": {"true": "yes", "false": "no"},
    "incomplete": {"true": "yes", "false": "no"},
}
#: What a record calls the predicate of a claim, for the kinds that leave a choice.
RELATED = {
    "treatment": {
        RELATIONS["treats_or_applied_or_studied_to_treat"]: "applied",
        RELATIONS["applied_to_treat"]: "applied",
        RELATIONS["treats"]: "treats",
        RELATIONS["contraindicated_in"]: "contraindicated",
    },
    "gene": {RELATIONS["associated_with"]: "associated", RELATIONS["causes"]: "causal"},
    "cause": {RELATIONS[key]: word for word, key in CAUSE_RELATIONS.items()},
}

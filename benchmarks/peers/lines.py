"""The graph of an hpoa record as lines of N-Triples with holes, for those who write text.

The Polars and DuckDB programs compute a column for each hole and join the pieces. A hole with
``?`` may be null, and its line is then left out; such lines stand before the others of their part.
What fills a literal is escaped already.
"""

from __future__ import annotations

from collections.abc import Iterator

import shape

PREFIXES = {
    "biolink": shape.BIOLINK,
    "cito": shape.CITO,
    "dc": shape.DC,
    "dcterms": shape.DCTERMS,
    "fabio": shape.FABIO,
    "foaf": shape.FOAF,
    "gardkg": shape.ONTOLOGY,
    "oa": shape.OA,
    "oboInOwl": shape.OBO_IN_OWL,
    "prism": shape.PRISM,
    "prov": shape.PROV,
    "rdf": shape.RDF,
    "rdfs": shape.RDFS,
    "schema": shape.SCHEMA,
    "skos": shape.SKOS,
    "skosxl": shape.SKOSXL,
    "xsd": shape.XSD,
}
_DISEASE, _RECORD = f"<{shape.BASE}disease/{{stem}}>", f"<{shape.BASE}record/{{stem}}>"
_CLAIM = f"<{shape.BASE}claim/{{stem}}-{{key}}>"

RECORD = f"""
{_DISEASE} rdf:type biolink:Disease
{_DISEASE} rdfs:label "{{name}}"@en
{_DISEASE} skos:prefLabel "{{name}}"@en
{_DISEASE} dcterms:identifier "{{id}}"
{_DISEASE} skos:exactMatch <{{elsewhere}}>
{_RECORD} rdf:type gardkg:Record
{_RECORD} foaf:primaryTopic {_DISEASE}
{_RECORD} prov:wasDerivedFrom <{{page}}>
{_RECORD} dc:source "{{file}}"
{_RECORD} dcterms:license <{{license}}>
<{{page}}> rdf:type gardkg:Source
<{{page}}> dcterms:title "{{title}}"@en
"""
_NAME = f"<{shape.BASE}record/{{stem}}/name/{{key}}>"
SYNONYM = f"""
{_DISEASE} skos:altLabel "{{label}}"@en
{_DISEASE} oboInOwl:hasRelatedSynonym "{{label}}"@en
{_DISEASE} skosxl:altLabel {_NAME}
{_NAME} rdf:type skosxl:Label
{_NAME} skosxl:literalForm "{{label}}"@en
{_NAME} gardkg:scope oboInOwl:hasRelatedSynonym
{_NAME} gardkg:incomplete "false"^^xsd:boolean
"""
_REFERENCE = f"<{shape.BASE}record/{{stem}}/reference/{{key}}>"
REFERENCE = f"""
<{{work}}> dcterms:title "{{title?}}"
<{{work}}> prism:publicationName "{{container?}}"
<{{work}}> fabio:hasPubMedId "{{pmid?}}"
{_REFERENCE} rdf:type gardkg:Reference
{_REFERENCE} schema:position "{{position}}"^^xsd:integer
{_REFERENCE} dcterms:bibliographicCitation "{{citation}}"
{_REFERENCE} dcterms:isPartOf {_RECORD}
{_REFERENCE} dcterms:references <{{work}}>
<{{work}}> rdf:type <{{type}}>
"""
CLAIM = f"""
{_CLAIM} rdf:type <{{association?}}>
{_DISEASE} <{{direct?}}> <{{thing}}>
{_CLAIM} biolink:frequency_qualifier <{{band?}}>
{_CLAIM} biolink:has_count "{{count?}}"^^xsd:integer
{_CLAIM} biolink:has_total "{{total?}}"^^xsd:integer
{_CLAIM} biolink:has_percentage "{{percentage?}}"^^xsd:decimal
{_CLAIM} biolink:onset_qualifier <{{onset?}}>
{_CLAIM} biolink:sex_qualifier <{{sex?}}>
{_CLAIM} rdf:type <{{class}}>
{_CLAIM} rdfs:label "{{label}}"@en
{_CLAIM} gardkg:disease {_DISEASE}
{_CLAIM} biolink:negated "{{negated}}"^^xsd:boolean
{_CLAIM} rdf:subject {_DISEASE}
{_CLAIM} rdf:predicate <{{predicate}}>
{_CLAIM} rdf:object <{{thing}}>
<{{thing}}> rdfs:label "{{label}}"@en
"""
MODIFIER = f"""
{_CLAIM} gardkg:modifier <{{modifier}}>
"""
_STATEMENT = f"<{shape.BASE}record/{{stem}}/statement/{{place}}>"
_QUOTE = f"<{shape.BASE}record/{{stem}}/quote/{{place}}>"
STATEMENT = f"""
{_CLAIM} gardkg:statement {_STATEMENT}
{_STATEMENT} rdf:type gardkg:Statement
{_STATEMENT} prov:wasDerivedFrom {_RECORD}
{_STATEMENT} biolink:has_evidence_of_type <{{evidence}}>
{_STATEMENT} biolink:agent_type "{{agent}}"
{_STATEMENT} biolink:knowledge_level "knowledge_assertion"
{_STATEMENT} gardkg:curated "{{curated}}"^^xsd:date
{_STATEMENT} oa:hasSelector {_QUOTE}
{_QUOTE} rdf:type oa:TextPositionSelector
{_QUOTE} oa:start "{{start}}"^^xsd:nonNegativeInteger
{_QUOTE} oa:end "{{end}}"^^xsd:nonNegativeInteger
{_QUOTE} gardkg:sha256 "{{sha256}}"
"""
CITED = f"""
{_STATEMENT} cito:citesAsEvidence <{shape.BASE}record/{{stem}}/reference/{{cited}}>
{_STATEMENT} biolink:publications <{{work}}>
"""


def pieces(lines: str) -> Iterator[tuple[list[str], bool]]:
    """What to join, and whether it may be null: literal text and names of holes in turn.

    Lines without an optional hole that follow each other are one piece.

    >>> list(pieces('<a:{x}> rdf:type <a:T>'))
    [(['<a:', 'x', '> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:T> .\\n'], False)]
    """
    together = ""
    for line in lines.strip().splitlines():
        text = " ".join(map(_full, line.split())) + " .\n"
        if "?" not in text:
            together += text
            continue
        if together:
            yield _split(together), False
        yield _split(text), True
        together = ""
    if together:
        yield _split(together), False


def _full(term: str) -> str:
    """A term with its CURIE, or that of its datatype, in full."""
    head, mark, curie = term.rpartition("^^")
    prefix, colon, local = curie.partition(":")
    if colon and prefix in PREFIXES:
        return f"{head}{mark}<{PREFIXES[prefix]}{local}>"
    return term


def _split(text: str) -> list[str]:
    return text.replace("?}", "}").replace("}", "{").split("{")

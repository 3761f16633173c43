"""The graph of an hpoa record, written down once for the peers that build it in Python.

rdflib and pyoxigraph hand in the constructors of their own terms, and ``prepare`` makes tables
from the same names. Nothing of gardkg is used: that this graph is the one ``gardkg export`` writes
is what the benchmark checks. It knows the parts of a record that ``gardkg import hpoa`` fills, and
relies on what that importer does already: equal claims are one, and labels are the term's own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from unicodedata import normalize

BASE = "https://w3id.org/gardkg/"
ONTOLOGY = BASE + "ontology#"
BIOLINK = "https://w3id.org/biolink/vocab/"
OBO = "http://purl.obolibrary.org/obo/"
PUBMED = "http://www.ncbi.nlm.nih.gov/pubmed/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOSXL = "http://www.w3.org/2008/05/skos-xl#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
OA = "http://www.w3.org/ns/oa#"
FABIO = "http://purl.org/spar/fabio/"
CITO = "http://purl.org/spar/cito/"
PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
SCHEMA = "http://schema.org/"
OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"

#: Where a disease id leads to.
DISEASES = {
    "OMIM": "https://omim.org/entry/",
    "ORPHA": "http://www.orpha.net/ORDO/Orphanet_",
    "DECIPHER": "https://www.deciphergenomics.org/syndrome/",
}
WORK_TYPES = {
    None: FABIO + "Expression",
    "web-page": FABIO + "WebContent",
    "book": FABIO + "Book",
    "database-record": FABIO + "Entry",
}
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
AGENTS = {None: "manual_agent", "automatic": "text_mining_agent"}
SEXES = {"female": OBO + "PATO_0000383", "male": OBO + "PATO_0000384"}
#: Topic of a record → kind of claim, relation word, predicate, class, Biolink's class.
KINDS = {
    "course": ("course", "has_course", ONTOLOGY + "hasCourse", ONTOLOGY + "CourseClaim", None),
    "onset": ("onset", "has_onset", ONTOLOGY + "hasOnset", ONTOLOGY + "OnsetClaim", None),
    "symptoms": (
        "symptom",
        "has_phenotype",
        OBO + "RO_0002200",
        ONTOLOGY + "SymptomClaim",
        BIOLINK + "DiseaseToPhenotypicFeatureAssociation",
    ),
    "inheritance": (
        "inheritance",
        "has_mode_of_inheritance",
        BIOLINK + "has_mode_of_inheritance",
        ONTOLOGY + "InheritanceClaim",
        BIOLINK + "DiseaseOrPhenotypicFeatureToGeneticInheritanceAssociation",
    ),
}


def stem(curie: str) -> str:
    """A disease id as it stands in our addresses.

    >>> stem("OMIM:619340")
    'OMIM_619340'
    """
    return curie.replace(":", "_", 1)


def elsewhere(curie: str) -> str:
    """The address a disease has at its owner."""
    prefix, _, local = curie.partition(":")
    return DISEASES[prefix] + local


def claim_name(curie: str, topic: str, claim: dict[str, Any]) -> str:
    """Kind and hash of a claim: what follows the disease in its address."""
    kind, relation = KINDS[topic][:2]
    qualifiers = []
    frequency = claim.get("frequency")
    if frequency:
        if "/" in frequency:
            frequency = "/".join(str(int(n)) for n in frequency.split("/"))
        elif "." in frequency:
            frequency = frequency[:-1].rstrip("0").rstrip(".") + "%"
        qualifiers.append(("frequency", frequency))
    qualifiers += [("modifier", term) for term in claim.get("modifiers", ())]
    qualifiers += [(key, claim[key]) for key in ("onset", "sex") if key in claim]
    negated = claim.get("negated", False)
    identity = (1, curie, kind, relation, claim["term"], negated, sorted(qualifiers))
    return f"{kind}-{hashlib.sha256(_COMPACT(identity).encode()).hexdigest()[:12]}"


def positive(claim: dict[str, Any]) -> bool:
    """Whether a claim has its direct triple: not negated, and seen in some case."""
    frequency = claim.get("frequency", "")
    if claim.get("negated"):
        return False
    if "/" in frequency:
        return int(frequency.partition("/")[0]) != 0
    return float(frequency[:-1]) != 0 if "%" in frequency else frequency != "HP:0040285"


def synonym_name(label: str) -> str:
    """A synonym as it stands in an address, with a hash of what the address cannot show."""
    folded = " ".join(normalize("NFC", label).split()).casefold()
    words = "-".join(re.findall(r"[a-z0-9]+", folded))[:48].strip("-")
    if words.replace("-", " ") == folded:
        return words
    return f"{words}_{hashlib.sha256(folded.encode()).hexdigest()[:12]}"


def citation(entry: dict[str, Any]) -> str:
    """A reference as one line."""
    parts = (entry.get("title"), entry.get("container"))
    text = " ".join(part if part[-1] in ".?!" else part + "." for part in parts if part)
    return text or entry.get("url") or "PMID:" + entry["pmid"]


#: Fields of a reference that say what it is, in the order of the schema.
_WORK = (
    "title",
    "container",
    "publisher",
    "date",
    "volume",
    "issue",
    "pages",
    "type",
    "url",
    "doi",
)


def reference_name(entry: dict[str, Any]) -> str:
    """What a reference is called under its record."""
    if "pmid" in entry:
        return "PMID_" + entry["pmid"]
    said = {key: entry[key] for key in ("title", "container", "type", "url") if key in entry}
    return f"reference-{hashlib.sha256(_COMPACT(said).encode()).hexdigest()[:12]}"


def work_address(record: str, entry: dict[str, Any], name: str) -> str:
    """The publication a reference points to; ``record`` is the address of its record."""
    if "pmid" in entry:
        return PUBMED + entry["pmid"]
    return entry.get("url") or f"{record}/work/{name}"


def walker(
    iri: Callable[[str], Any],
    plain: Callable[[str], Any],
    english: Callable[[str], Any],
    typed: Callable[[str, Any], Any],
) -> Callable[[dict[str, Any]], Iterator[tuple[Any, Any, Any]]]:
    """A function from a decoded record to its triples, made of a tool's own terms.

    Args:
        iri: makes an address.
        plain: makes a string.
        english: makes a text with the tag ``en``.
        typed: makes a literal of a datatype, which is what ``iri`` made.
    """
    term = lru_cache(65_536)(lambda curie: iri(OBO + curie.replace(":", "_", 1)))
    a, label = iri(RDF + "type"), iri(RDFS + "label")
    subject, predicate, object_ = (iri(RDF + n) for n in ("subject", "predicate", "object"))
    boolean, integer, decimal, date, natural = (
        iri(XSD + n) for n in ("boolean", "integer", "decimal", "date", "nonNegativeInteger")
    )
    true, false = typed("true", boolean), typed("false", boolean)
    disease_class, pref_label = iri(BIOLINK + "Disease"), iri(SKOS + "prefLabel")
    identifier, exact_match = iri(DCTERMS + "identifier"), iri(SKOS + "exactMatch")
    of_disease, statement_of = iri(ONTOLOGY + "disease"), iri(ONTOLOGY + "statement")
    negated, band = iri(BIOLINK + "negated"), iri(BIOLINK + "frequency_qualifier")
    count_, total_ = iri(BIOLINK + "has_count"), iri(BIOLINK + "has_total")
    percentage = iri(BIOLINK + "has_percentage")
    onset_, sex_ = iri(BIOLINK + "onset_qualifier"), iri(BIOLINK + "sex_qualifier")
    modifier = iri(ONTOLOGY + "modifier")
    statement_class, derived_from = iri(ONTOLOGY + "Statement"), iri(PROV + "wasDerivedFrom")
    evidence, cites = iri(BIOLINK + "has_evidence_of_type"), iri(CITO + "citesAsEvidence")
    publications, curated = iri(BIOLINK + "publications"), iri(ONTOLOGY + "curated")
    agent_type, level = iri(BIOLINK + "agent_type"), iri(BIOLINK + "knowledge_level")
    assertion = plain("knowledge_assertion")
    agents = {key: plain(value) for key, value in AGENTS.items()}
    has_selector, selector = iri(OA + "hasSelector"), iri(OA + "TextPositionSelector")
    start, end, sha256 = iri(OA + "start"), iri(OA + "end"), iri(ONTOLOGY + "sha256")
    alt_label, related = iri(SKOS + "altLabel"), iri(OBO_IN_OWL + "hasRelatedSynonym")
    alt_label_node, label_class = iri(SKOSXL + "altLabel"), iri(SKOSXL + "Label")
    literal_form, scope = iri(SKOSXL + "literalForm"), iri(ONTOLOGY + "scope")
    incomplete = iri(ONTOLOGY + "incomplete")
    record_class, topic_of = iri(ONTOLOGY + "Record"), iri(FOAF + "primaryTopic")
    source_, license_ = iri(DC + "source"), iri(DCTERMS + "license")
    source_class, title = iri(ONTOLOGY + "Source"), iri(DCTERMS + "title")
    reference_class, position = iri(ONTOLOGY + "Reference"), iri(SCHEMA + "position")
    citation_, part_of = iri(DCTERMS + "bibliographicCitation"), iri(DCTERMS + "isPartOf")
    references_, container = iri(DCTERMS + "references"), iri(PRISM + "publicationName")
    pubmed = iri(FABIO + "hasPubMedId")
    work_types = {key: iri(value) for key, value in WORK_TYPES.items()}
    sexes = {key: iri(value) for key, value in SEXES.items()}
    kinds = {
        topic: (iri(relation), [iri(c) for c in classes if c])
        for topic, (_, _, relation, *classes) in KINDS.items()
    }

    def triples(record: dict[str, Any]) -> Iterator[tuple[Any, Any, Any]]:
        curie = record["id"]
        disease = iri(f"{BASE}disease/{stem(curie)}")
        here = f"{BASE}record/{stem(curie)}"
        node = iri(here)
        name = english(record["name"])
        yield disease, a, disease_class
        yield disease, label, name
        yield disease, pref_label, name
        yield disease, identifier, plain(curie)
        yield disease, exact_match, iri(elsewhere(curie))

        yield node, a, record_class
        yield node, topic_of, disease
        source = record["source"]
        page = iri(source["url"])
        yield node, derived_from, page
        yield node, source_, plain(source["file"])
        yield node, license_, iri(source["license"])
        yield page, a, source_class
        yield page, title, english(source["title"])

        for synonym in record.get("synonyms", ()):
            text, own = english(synonym), iri(f"{here}/name/{synonym_name(synonym)}")
            yield disease, alt_label, text
            yield disease, related, text
            yield disease, alt_label_node, own
            yield own, a, label_class
            yield own, literal_form, text
            yield own, scope, related
            yield own, incomplete, false

        entries, works = [], []
        for n, entry in enumerate(record.get("citations", ()), 1):
            key = reference_name(entry)
            own, work = iri(f"{here}/reference/{key}"), iri(work_address(here, entry, key))
            entries.append(own)
            works.append(work)
            yield own, a, reference_class
            yield own, position, typed(str(n), integer)
            yield own, citation_, plain(citation(entry))
            yield own, part_of, node
            yield own, references_, work
            yield work, a, work_types[entry.get("type")]
            if "title" in entry:
                yield work, title, plain(entry["title"])
            if "container" in entry:
                yield work, container, plain(entry["container"])
            if "pmid" in entry:
                yield work, pubmed, plain(entry["pmid"])

        described = set()
        for topic, (relation, classes) in kinds.items():
            for claim in record.get(topic, ()):
                key = claim_name(curie, topic, claim)
                own = iri(f"{BASE}claim/{stem(curie)}-{key}")
                thing = term(claim["term"])
                for class_ in classes:
                    yield own, a, class_
                words = english(claim["label"])
                yield own, label, words
                yield own, of_disease, disease
                yield own, negated, true if claim.get("negated") else false
                frequency = claim.get("frequency")
                if frequency is None:
                    pass
                elif "/" in frequency:
                    seen, _, all_ = frequency.partition("/")
                    yield own, count_, typed(str(int(seen)), integer)
                    yield own, total_, typed(str(int(all_)), integer)
                elif "%" in frequency:
                    yield own, percentage, typed(frequency[:-1], decimal)
                else:
                    yield own, band, term(frequency)
                yield own, subject, disease
                yield own, predicate, relation
                yield own, object_, thing
                if "onset" in claim:
                    yield own, onset_, term(claim["onset"])
                if "sex" in claim:
                    yield own, sex_, sexes[claim["sex"]]
                for qualifier in claim.get("modifiers", ()):
                    yield own, modifier, term(qualifier)
                if positive(claim):
                    yield disease, relation, thing
                if claim["term"] not in described:
                    described.add(claim["term"])
                    yield thing, label, words
                for n, said in enumerate(claim.get("stated") or [claim], 1):
                    place = key if n == 1 else f"{key}.{n}"
                    statement = iri(f"{here}/statement/{place}")
                    yield own, statement_of, statement
                    yield statement, a, statement_class
                    yield statement, derived_from, node
                    yield statement, evidence, term(said["evidence"])
                    for number in said["citations"]:
                        yield statement, cites, entries[number - 1]
                        yield statement, publications, works[number - 1]
                    yield statement, agent_type, agents[said.get("agent")]
                    yield statement, level, assertion
                    yield statement, curated, typed(said["curated"], date)
                    quote, own_quote = said["quote"], iri(f"{here}/quote/{place}")
                    yield statement, has_selector, own_quote
                    yield own_quote, a, selector
                    yield own_quote, start, typed(str(quote["start"]), natural)
                    yield own_quote, end, typed(str(quote["end"]), natural)
                    yield own_quote, sha256, plain(quote["sha256"])

    return triples

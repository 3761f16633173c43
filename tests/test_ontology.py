"""The ontology, the context and the schema say what the code does: no term more, none less."""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, URIRef

from gardkg import model
from gardkg.identifiers import ONTOLOGY, PREFIXES, expand
from gardkg.mapping import qualifiers, statements
from gardkg.mapping.templates import (
    EVIDENCE,
    KINDS,
    RELATIONS,
    SEXES,
    SYNONYM_TYPES,
    TABLES,
    TEMPLATES,
    WORK_TYPES,
    concept,
)
from gardkg.rdf.syntaxes import context
from gardkg.rdf.template import Row
from gardkg.records.schema import json_schema

FOLDER = Path(__file__).parent.parent / "ontology"
GRAPH = rdflib.Graph().parse(FOLDER / "gardkg.ttl")
CONTEXT = context(TEMPLATES, TABLES)

DATATYPE = {OWL.DatatypeProperty, OWL.AnnotationProperty}
OBJECT = {OWL.ObjectProperty, OWL.AnnotationProperty}
PROPERTY = DATATYPE | OBJECT

#: The words of a record that become concepts, by the scheme ``concept`` is called with.
SCHEMES = {
    "status": model.Status,
    "duration": get_type_hints(model.Effect)["duration"],
    "outcome": get_type_hints(model.Effect)["outcome"],
    "unit": get_type_hints(model.AffectedAge)["unit"],
    "etiology": get_type_hints(model.EtiologyStatus)["status"],
    "care": get_type_hints(model.TreatmentStatus)["status"],
}


def iri(curie: str) -> URIRef:
    return URIRef(expand(curie))


def all_of(curie: str, predicate: URIRef) -> set[Any]:
    return set(GRAPH.objects(iri(curie), predicate))


def words(kind: Any) -> list[str]:
    """The words of a Literal, also of an optional one."""
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [word for part in get_args(kind) for word in words(part)]


def predicate_rows() -> Iterator[Row]:
    """All rows with their predicate; one with a table stands for each that may fill it."""
    for row in (row for template in TEMPLATES for row in template.rows):
        for predicate in [row.predicate] if row.predicate else TABLES[row.hole]:
            yield row._replace(predicate=predicate)


def named(row: Row) -> str:
    return f"{row.predicate}-{row.hole}"


#: RDF's own words: OWL 2 DL reserves them, so no ontology may declare them.
RESERVED = re.compile(r"rdfs?:")
BUILTIN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))
ROWS = list(dict.fromkeys(predicate_rows()))
DECLARABLE = [row for row in ROWS if not RESERVED.match(row.predicate)]

# What the graph can hold, as CURIEs.
PREDICATES = {row.predicate for row in DECLARABLE} | set(RELATIONS.values())
CLASSES = {term for row in ROWS for term in row.constants if row.predicate == "rdf:type"}
CLASSES |= {kind.thing for kind in KINDS.values() if kind.thing} | set(WORK_TYPES.values())
CODES = {*EVIDENCE.values(), *SEXES.values(), *SYNONYM_TYPES.values()}
CONCEPTS = {concept(scheme, word) for scheme, kind in SCHEMES.items() for word in words(kind)}

WRITTEN = PREDICATES | CLASSES | CODES | CONCEPTS
OWN = {term for term in WRITTEN if term.startswith("gardkg:")}
DECLARED = {
    "gardkg:" + term.removeprefix(ONTOLOGY)
    for term in map(str, GRAPH.subjects(RDF.type))
    if term.startswith(ONTOLOGY)
}


def test_the_tests_see_what_is_written() -> None:
    """Were these sets empty, all below would pass; a new scheme must come under them too."""
    source = "".join(Path(room.__file__).read_text("utf-8") for room in (qualifiers, statements))

    assert set(re.findall(r'concept\("(\w+)"', source)) == set(SCHEMES)
    assert {"gardkg:SymptomClaim", "gardkg:hasOnset", "gardkg:status-best-option"} <= OWN
    assert {"RO:0002200", "skos:altLabel", "biolink:Gene", "ECO:0000304"} <= WRITTEN


# --- Terms of ours -----------------------------------------------------------------------------


@pytest.mark.parametrize("term", sorted(OWN | DECLARED))
def test_own_terms_are_defined(term: str) -> None:
    """A reader of the graph can look up each term of ours: its name, meaning and source."""
    [label] = all_of(term, RDFS.label)
    [definition] = all_of(term, SKOS.definition)
    sources = all_of(term, DCTERMS.source)

    assert label.language == definition.language == "en"
    assert definition.endswith(".")
    assert sources
    assert all(isinstance(source, URIRef) for source in sources)
    assert all_of(term, RDFS.isDefinedBy) == {URIRef(ONTOLOGY[:-1])}


def test_no_dead_terms() -> None:
    """The other way round: what the ontology declares, the graph can hold.

    A superclass and a scheme are in use where a class or a concept of theirs is.
    """
    used = set(map(iri, OWN))
    used |= {parent for term in OWN for parent in all_of(term, RDFS.subClassOf)}
    used |= {scheme for term in OWN for scheme in all_of(term, SKOS.inScheme)}

    assert set(map(iri, DECLARED)) - used == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_concepts_are_in_their_schemes(scheme: str) -> None:
    """The IRI of a concept begins with that of its scheme, and SKOS tools find its name."""
    members = {concept(scheme, word) for word in words(SCHEMES[scheme])}

    assert SKOS.ConceptScheme in all_of(f"gardkg:{scheme}", RDF.type)
    assert set(GRAPH.subjects(SKOS.inScheme, iri(f"gardkg:{scheme}"))) == set(map(iri, members))
    for member in members:
        assert SKOS.Concept in all_of(member, RDF.type)
        assert all_of(member, SKOS.prefLabel) == all_of(member, RDFS.label)


def test_claims_of_two_kinds_are_disjoint() -> None:
    """A new kind of claim is a subclass of Claim, and told apart from the others."""
    templates = (t for kind in KINDS.values() for t in (kind.template, kind.mention) if t)
    kinds = {iri(template.rows[0].constants[0]) for template in templates}
    lists = [set(GRAPH.items(node)) for node in GRAPH.objects(None, OWL.members)]

    assert set(GRAPH.subjects(RDFS.subClassOf, iri("gardkg:Claim"))) == kinds
    assert kinds in lists


def test_the_version_is_that_of_the_package() -> None:
    """One number for code and ontology, for a graph's user knows only one of them."""
    project = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))["project"]
    ontology = URIRef(ONTOLOGY[:-1])

    assert str(GRAPH.value(ontology, OWL.versionInfo)) == project["version"]
    assert GRAPH.value(ontology, OWL.versionIRI) == ontology + "/" + project["version"]


# --- Terms of others ---------------------------------------------------------------------------


@pytest.mark.parametrize("term", sorted(WRITTEN - OWN))
def test_borrowed_terms_are_declared(term: str) -> None:
    """The file stands alone: whoever loads only it still has a name for all that is written."""
    kinds = {OWL.Class} if term in CLASSES else PROPERTY if term in PREDICATES else set()

    assert all_of(term, RDF.type) & (kinds or PROPERTY | {OWL.Class})
    assert len(all_of(term, RDFS.label)) == 1
    assert len(all_of(term, RDFS.isDefinedBy)) == 1


def test_prefixes_are_those_of_the_table() -> None:
    """A prefix means the same in the ontology as in the files gardkg writes."""
    text = (FOLDER / "gardkg.ttl").read_text("utf-8")
    bound = dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", text, re.MULTILINE))
    common = bound.keys() & PREFIXES.keys()

    assert {name: bound[name] for name in common} == {n: PREFIXES[n].namespace for n in common}


# --- OWL 2 DL ----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", DECLARABLE, ids=named)
def test_properties_fit_their_objects(row: Row) -> None:
    """Text under an object property, or an IRI under a datatype property, is not OWL 2 DL."""
    kinds = all_of(row.predicate, RDF.type) & PROPERTY

    assert kinds
    assert kinds <= (DATATYPE if row.literal else OBJECT)


@pytest.mark.parametrize("row", [row for row in DECLARABLE if row.literal], ids=named)
def test_ranges_agree_with_the_templates(row: Row) -> None:
    """A range that the data breaks would make a reasoner call the graph inconsistent."""
    # What RDF 1.1 calls rdf:langString is for OWL 2 a part of rdf:PlainLiteral.
    untyped = RDF.PlainLiteral if row.language else XSD.string

    assert all_of(row.predicate, RDFS.range) <= {iri(row.datatype) if row.datatype else untyped}


@pytest.mark.parametrize("row", [r for r in ROWS if r.predicate.startswith("gardkg:")], ids=named)
def test_domains_agree_with_the_templates(row: Row) -> None:
    """A property of ours stands only on nodes of the class, or one of those, its domain names."""
    for domain in all_of(row.predicate, RDFS.domain):
        union = GRAPH.value(domain, OWL.unionOf)
        allowed = set(GRAPH.items(union)) if union else {domain}
        for template in (template for template in TEMPLATES if row in template.rows):
            first = template.rows[0].constants[0]
            assert ({iri(first)} | all_of(first, RDFS.subClassOf)) & allowed


def test_no_property_is_of_two_kinds() -> None:
    """OWL 2 DL forbids it, and tools that import the file would fail on it."""
    kinds = defaultdict(set)
    for kind in PROPERTY:
        for term in GRAPH.subjects(RDF.type, kind):
            kinds[term].add(kind)

    assert {term for term, found in kinds.items() if len(found) > 1} == set()


def test_what_the_file_uses_is_declared_in_it() -> None:
    """OWL 2 DL: no property or class without its declaration, the built-in ones excepted."""
    places = (RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range)
    used = {term for place in places for term in GRAPH.objects(None, place)}
    used |= set(GRAPH.predicates())
    undeclared = {str(term) for term in used if (term, RDF.type, None) not in GRAPH}

    assert {term for term in undeclared if not term.startswith(BUILTIN)} == set()


def test_nothing_owl_reserves_is_declared_or_a_range() -> None:
    """OWL 2 DL lets nobody declare rdf:subject, which our claims have, and has no xsd:date."""
    subjects = map(str, GRAPH.subjects())
    ranges = set(GRAPH.objects(None, RDFS.range))

    assert {term for term in subjects if term.startswith(BUILTIN)} == set()
    assert ranges.isdisjoint({XSD.date, XSD.gYearMonth, XSD.gYear})


# --- The context and the schema ----------------------------------------------------------------


def test_context_is_that_of_the_templates() -> None:
    """The published context is the one in each JSON-LD file."""
    stored = json.loads((FOLDER / "context.jsonld").read_text("utf-8"))

    assert stored["@context"] == CONTEXT


def test_context_keys_and_prefixes_are_disjoint() -> None:
    """A key that is also a prefix would silently change the IRIs that begin with it."""
    prefixes = {name for name, prefix in PREFIXES.items() if ":" in prefix.namespace}
    keys = {key for key, meaning in CONTEXT.items() if "@prefix" not in meaning}

    assert CONTEXT.keys() - keys == prefixes
    assert keys & PREFIXES.keys() == set()


@pytest.mark.parametrize("row", [r for r in ROWS if r.predicate != "rdf:type"], ids=named)
def test_each_hole_has_a_key(row: Row) -> None:
    """No row may be lost in JSON-LD, or read back as another predicate."""
    if row.reverse:
        assert CONTEXT[row.reverse] == {"@reverse": row.predicate}
    else:
        key = TABLES[row.hole][row.predicate] if row.hole in TABLES else row.hole
        assert CONTEXT[key]["@id"] == row.predicate


def test_schema_is_that_of_the_model() -> None:
    """Editors check a record against this file; it must be the model's own."""
    stored = json.loads((FOLDER / "record.schema.json").read_text("utf-8"))

    assert stored == json_schema()

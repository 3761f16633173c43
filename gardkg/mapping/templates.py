"""The Turtle gardkg writes, as templates, and the code tables: the one place of a predicate.

What fills the holes is told by the rest of this room; ``rdf.template`` says how a template is read.
Each term is declared, with its source, in ``ontology/gardkg.ttl``.
"""

from __future__ import annotations

from typing import NamedTuple

from gardkg.rdf.template import Template

DISEASE = Template("""
<{disease}> a biolink:Disease ;
    rdfs:label "{label}"@{language} ;
    skos:prefLabel "{preferred_name}"@{language} ;
    dcterms:identifier "{identifier}" ;
    foaf:page {page?} ;
    dc:subject "{categories*}"@{language} ;
    biolink:subclass_of <{parents*}> ;
    {names} "{names}"@{language} ;
    {mapped} {mapped} ;
    {direct} <{direct}> ;
    skosxl:altLabel <{synonyms*}> ;
    skosxl:hiddenLabel <{incomplete_names*}> ;
    ^{claims} ;
    ^{mappings} ;
    ^{record} .
""")

SYNONYM = Template("""
<{synonym}> a skosxl:Label ;
    skosxl:literalForm "{literal_form}"@{language} ;
    gardkg:scope {scope} ;
    oboInOwl:hasSynonymType {synonym_type?} ;
    gardkg:incomplete "{incomplete}"^^xsd:boolean ;
    gardkg:statement <{statements*}> .
""")

MAPPING = Template("""
<{mapping}> a gardkg:Mapping ;
    rdfs:label "{label?}"@{language} ;
    gardkg:disease <{disease^mappings}> ;
    rdf:subject <{subject}> ;
    rdf:predicate {predicate} ;
    rdf:object {object} ;
    sssom:mapping_justification {justification?} ;
    sssom:mapping_source {mapping_source?} ;
    gardkg:via {via?} .
""")

_ABOUT = """
    rdfs:label "{label}"@{language} ;
    gardkg:disease <{disease^claims}> ;
    biolink:negated "{negated}"^^xsd:boolean ;
    biolink:frequency_qualifier {frequency?} ;
    biolink:has_count "{count?}"^^xsd:integer ;
    biolink:has_total "{total?}"^^xsd:integer ;
    biolink:has_percentage "{percentage?}"^^xsd:decimal ;
    gardkg:frequencyInWords "{frequency_in_words?}"@{language} ;
    gardkg:form "{form?}"@{language} ;
    gardkg:statement <{statements*}>"""

_ASSOCIATION = (
    _ABOUT
    + """ ;
    rdf:subject <{subject}> ;
    rdf:predicate {predicate} ;
    rdf:object <{object}>"""
)

_SYMPTOM = (
    _ASSOCIATION
    + """ ;
    biolink:onset_qualifier {onset?} ;
    biolink:sex_qualifier {sex?} ;
    gardkg:site {sites*} ;
    gardkg:modifier {modifiers*} ."""
)
SYMPTOM = Template(
    "<{claim}> a gardkg:SymptomClaim , biolink:DiseaseToPhenotypicFeatureAssociation ;" + _SYMPTOM
)
# No claim: a term that a place names, of which no more is sure.
MENTION = Template("<{claim}> a gardkg:SymptomMention ;" + _SYMPTOM)
SITE = Template(
    "<{claim}> a gardkg:SiteClaim , biolink:DiseaseOrPhenotypicFeatureToLocationAssociation ;"
    + _ASSOCIATION
    + " ."
)
ONSET = Template("<{claim}> a gardkg:OnsetClaim ;" + _ASSOCIATION + " .")
COURSE = Template("<{claim}> a gardkg:CourseClaim ;" + _ASSOCIATION + " .")
INHERITANCE = Template(
    "<{claim}> a gardkg:InheritanceClaim ,"
    " biolink:DiseaseOrPhenotypicFeatureToGeneticInheritanceAssociation ;" + _ASSOCIATION + " ."
)
GENE = Template(
    "<{claim}> a gardkg:GeneClaim , biolink:GeneToDiseaseAssociation ;" + _ASSOCIATION + " ."
)
CAUSAL_GENE = Template(
    "<{claim}> a gardkg:GeneClaim , biolink:CausalGeneToDiseaseAssociation ;" + _ASSOCIATION + " ."
)
CAUSE = Template("<{claim}> a gardkg:CauseClaim , biolink:Association ;" + _ASSOCIATION + " .")
TREATMENT = Template(
    "<{claim}> a gardkg:TreatmentClaim ,"
    " biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation ;"
    + _ASSOCIATION
    + " ."
)
# Biolink's association is for what treats, is applied or is studied.
CONTRAINDICATION = Template(
    "<{claim}> a gardkg:TreatmentClaim , biolink:Association ;" + _ASSOCIATION + " ."
)
AGE = Template(
    "<{claim}> a gardkg:AffectedAgeClaim ;"
    + _ABOUT
    + """ ;
    gardkg:minimumAge "{minimum_age?}"^^xsd:integer ;
    gardkg:maximumAge "{maximum_age?}"^^xsd:integer ;
    gardkg:ageUnit {age_unit} ."""
)
ETIOLOGY = Template(
    "<{claim}> a gardkg:EtiologyStatusClaim ;"
    + _ABOUT
    + " ;\n    gardkg:etiologyStatus {etiology} ."
)
CARE = Template(
    "<{claim}> a gardkg:TreatmentStatusClaim ;" + _ABOUT + " ;\n    gardkg:careStatus {care} ."
)

STATEMENT = Template(
    """
<{statement}> a gardkg:Statement ;
    {said} ;
    oa:hasSelector <{quote?}> .
""",
    # What a section's claims have alike, so that it is written once for all of them.
    said=Template("""
<{statement}> prov:wasDerivedFrom <{derived_from}> ;
    gardkg:wording "{wording?}"@{language} ;
    gardkg:hedge "{hedge?}"@{language} ;
    gardkg:treatmentStatus {treatment_status?} ;
    gardkg:effectDuration {effect_duration?} ;
    gardkg:effectOutcome {effect_outcome?} ;
    gardkg:effectInWords "{effect_in_words?}"@{language} ;
    gardkg:sideEffects "{side_effects?}"@{language} ;
    biolink:has_evidence_of_type {evidence} ;
    cito:citesAsEvidence <{cites*}> ;
    biolink:publications {publications*} ;
    biolink:agent_type "{agent_type}" ;
    gardkg:rule "{rule?}" ;
    biolink:knowledge_level "{knowledge_level}" ;
    gardkg:curated "{curated?}"^^xsd:date .
"""),
)

QUOTE = Template("""
<{quote_node}> a oa:TextPositionSelector ;
    oa:start "{start}"^^xsd:nonNegativeInteger ;
    oa:end "{end}"^^xsd:nonNegativeInteger ;
    gardkg:sha256 "{sha256}" .
""")

#: What a claim is about: a node of ours in the source's words, or a term with its own label.
OWN_THING = Template("""
{thing} a {thing_type} ;
    rdfs:label "{label}"@{language} ;
    {match} <{match}> ;
    {direct} <{direct}> .
""")
TERM = Template("""
{thing} rdfs:label "{label?}"@{language} ;
    {direct} <{direct}> .
""")

RECORD = Template("""
<{record}> a gardkg:Record ;
    foaf:primaryTopic <{disease^record}> ;
    prov:wasDerivedFrom <{source?}> ;
    dc:source "{source_file?}" ;
    gardkg:question "{question?}"@{language} ;
    dcterms:license {license?} ;
    dc:rights "{rights?}" ;
    gardkg:notStated {not_stated*} ;
    ^{sections} ;
    ^{references} .
""")

SOURCE = Template("""
{source_node} a gardkg:Source ;
    dcterms:title "{heading}"@{language} .
""")

SECTION = Template("""
<{section}> a gardkg:Section ;
    dcterms:title "{heading}"@{language} ;
    dcterms:modified "{updated?}"^^xsd:date ;
    dcterms:isPartOf <{record^sections}> .
""")

REFERENCE = Template("""
<{reference}> a gardkg:Reference ;
    schema:position "{position}"^^xsd:integer ;
    dcterms:bibliographicCitation "{citation}" ;
    gardkg:accessed "{accessed?}"^^xsd:date ;
    dcterms:isPartOf <{record^references}> ;
    dcterms:references <{work}> .
""")

WORK = Template("""
{work_node} a {work_type} ;
    dcterms:title "{title?}" ;
    dc:creator "{authors*}" ;
    prism:publicationName "{container?}" ;
    dc:publisher "{publisher?}" ;
    dcterms:issued "{issued_day?}"^^xsd:date ;
    dcterms:issued "{issued_month?}"^^xsd:gYearMonth ;
    dcterms:issued "{issued_year?}"^^xsd:gYear ;
    prism:volume "{volume?}" ;
    prism:issueIdentifier "{issue?}" ;
    prism:pageRange "{pages?}" ;
    fabio:hasPubMedId "{pmid?}" ;
    prism:doi "{doi?}" ;
    foaf:page {page?} .
""")

TEMPLATES = tuple(value for value in globals().values() if isinstance(value, Template))

#: The relation of a claim: its JSON-LD key → its predicate. Direct triples use the same.
RELATIONS = {
    "has_phenotype": "RO:0002200",
    "has_location": "RO:0004026",
    "has_onset": "gardkg:hasOnset",
    "has_course": "gardkg:hasCourse",
    "has_mode_of_inheritance": "biolink:has_mode_of_inheritance",
    "associated_with": "biolink:associated_with",
    "contributes_to": "biolink:contributes_to",
    "causes": "biolink:causes",
    "treats_or_applied_or_studied_to_treat": "biolink:treats_or_applied_or_studied_to_treat",
    "applied_to_treat": "biolink:applied_to_treat",
    "treats": "biolink:treats",
    "contraindicated_in": "biolink:contraindicated_in",
}
SCOPES = {
    "exact": "oboInOwl:hasExactSynonym",
    "broad": "oboInOwl:hasBroadSynonym",
    "narrow": "oboInOwl:hasNarrowSynonym",
    "related": "oboInOwl:hasRelatedSynonym",
}
SYNONYM_TYPES = {
    "abbreviation": "OMO:0003000",
    "layperson": "OMO:0003003",
    "misspelling": "OMO:0003006",
    "previous": "OMO:0003008",
}
MATCHES = {
    "exact": "skos:exactMatch",
    "broad": "skos:broadMatch",
    "narrow": "skos:narrowMatch",
    "close": "skos:closeMatch",
    "xref": "oboInOwl:hasDbXref",
}
#: A cause's relation → the key of its predicate; association is never causation.
CAUSE_RELATIONS = {
    "associated": "associated_with",
    "contributes": "contributes_to",
    "causes": "causes",
}
SEXES = {"female": "PATO:0000383", "male": "PATO:0000384"}
#: (agent, has references) → the kind of evidence a statement is.
EVIDENCE = {
    ("manual", True): "ECO:0000304",
    ("manual", False): "ECO:0000303",
    ("automatic", True): "ECO:0007321",
    ("automatic", False): "ECO:0007320",
}
AGENTS = {"manual": "manual_agent", "automatic": "text_mining_agent"}
#: Biolink's KnowledgeLevelEnum; of what is only mentioned it cannot be told.
LEVELS = {False: "knowledge_assertion", True: "not_provided"}
WORK_TYPES = {
    None: "fabio:Expression",
    "article": "fabio:JournalArticle",
    "web-page": "fabio:WebContent",
    "book": "fabio:Book",
    "chapter": "fabio:BookChapter",
    "database-record": "fabio:Entry",
}
#: Every complete name is a plain label, too, so that a search need not know scopes; one that was
#: cut off is to be found by, but not to be shown.
ALT_LABEL, HIDDEN_LABEL = "skos:altLabel", "skos:hiddenLabel"


def _keyed(*predicates: str) -> dict[str, str]:
    return {predicate: predicate.partition(":")[2] for predicate in predicates}


#: Holes that take a table of predicates: what may stand in it, each with its JSON-LD key.
TABLES = {
    "names": _keyed(ALT_LABEL, HIDDEN_LABEL, *SCOPES.values()),
    "mapped": _keyed(*MATCHES.values()),
    "match": _keyed(*MATCHES.values()),
    "direct": {predicate: word for word, predicate in RELATIONS.items()},
}


class Kind(NamedTuple):
    """How claims of one kind are written: template, class of their thing, and relation.

    ``inverse``: the thing is the subject and the disease the object.
    """

    template: Template
    thing: str = ""
    relation: str = ""
    inverse: bool = False
    mention: Template | None = None
    """How it is written where it is only mentioned."""

    @property
    def claim_class(self) -> str:
        return self.template.rows[0].constants[0]


#: What claims of symptoms and mentions have in common, and no others.
OF_SYMPTOM = f"rdf:predicate {RELATIONS['has_phenotype']}"

KINDS = {
    "age": Kind(AGE),
    "onset": Kind(ONSET, "biolink:Onset", "has_onset"),
    "course": Kind(COURSE, "biolink:ClinicalCourse", "has_course"),
    "symptom": Kind(SYMPTOM, "biolink:PhenotypicFeature", "has_phenotype", mention=MENTION),
    "site": Kind(SITE, "biolink:AnatomicalEntity", "has_location"),
    "inheritance": Kind(INHERITANCE, "biolink:GeneticInheritance", "has_mode_of_inheritance"),
    "gene": Kind(GENE, "biolink:Gene", inverse=True),
    "etiology-status": Kind(ETIOLOGY),
    "cause": Kind(CAUSE, "biolink:NamedThing", inverse=True),
    "treatment-status": Kind(CARE),
    "treatment": Kind(TREATMENT, "biolink:Treatment", inverse=True),
}


def concept(scheme: str, word: str) -> str:
    """The concept of one of our small schemes: ``gardkg:status-best-option``."""
    return f"gardkg:{scheme}-{word}"

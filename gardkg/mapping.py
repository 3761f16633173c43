"""From a record to nodes of the graph: the one room that knows predicates.

The rules, and what they leave out:

* A claim's node carries what identifies it; where it is said, how surely and on what
  references is on its statements. Equal claims of a record are one node with the
  statements of all.
* The direct triple (disease has phenotype …) is written when a claim is positive: not
  negated, and its frequency not Excluded, 0/n or 0 %. So a naive query returns nothing absent.
* A term stands for the claim's object only on an exact match. Else the object is a node of
  our own with the source's words, and the term is its broader, narrower or close match.
* Treatments and genes are the subject, the disease the object, as in Biolink. A treatment's
  predicate is the weakest one the statements allow (``_treatment_predicate``).
* A plain synonym is written for complete names only.
* Left out: YAML comments and the order of claims. The order of references is their position.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from gardkg import model
from gardkg.identifiers import disease_node, doi_iri, file_stem
from gardkg.template import Node, Template

# --- The templates: the Turtle gardkg writes ---------------------------------------------

DISEASE = Template("""
{disease} a biolink:Disease ;
    rdfs:label "{label}"@{language} ;
    dcterms:identifier "{identifier}" ;
    foaf:page {page?} ;
    schema:category "{categories*}"@{language} ;
    biolink:subclass_of {parents*} ;
    {names} "{names}"@{language} ;
    {mapped} {mapped} ;
    {direct} {direct} ;
    skosxl:altLabel {synonyms*} .
""")

SYNONYM = Template("""
{synonym} a skosxl:Label ;
    skosxl:literalForm "{literal_form}"@{language} ;
    gardkg:scope {scope} ;
    oboInOwl:hasSynonymType {synonym_type?} ;
    gardkg:incomplete "{incomplete}"^^xsd:boolean ;
    gardkg:statement {statements*} .
""")

MAPPING = Template("""
{mapping} a gardkg:Mapping ;
    rdfs:label "{label?}"@{language} ;
    gardkg:disease {disease^mappings} ;
    rdf:subject {subject} ;
    rdf:predicate {predicate} ;
    rdf:object {object} ;
    sssom:mapping_justification {justification?} ;
    sssom:mapping_source {mapping_source?} ;
    gardkg:via {via?} .
""")

_ABOUT = """
    rdfs:label "{label}"@{language} ;
    gardkg:disease {disease^claims} ;
    biolink:negated "{negated}"^^xsd:boolean ;
    biolink:frequency_qualifier {frequency?} ;
    biolink:has_count "{count?}"^^xsd:integer ;
    biolink:has_total "{total?}"^^xsd:integer ;
    biolink:has_percentage "{percentage?}"^^xsd:decimal ;
    gardkg:frequencyInWords "{frequency_in_words?}"@{language} ;
    gardkg:statement {statements*}"""

_ASSOCIATION = (
    _ABOUT
    + """ ;
    rdf:subject {subject} ;
    rdf:predicate {predicate} ;
    rdf:object {object}"""
)

SYMPTOM = Template(
    "{claim} a gardkg:SymptomClaim , biolink:DiseaseToPhenotypicFeatureAssociation ;"
    + _ASSOCIATION
    + """ ;
    biolink:onset_qualifier {onset?} ;
    biolink:sex_qualifier {sex?} ;
    gardkg:site {sites*} ;
    gardkg:modifier {modifiers*} ."""
)
SITE = Template(
    "{claim} a gardkg:SiteClaim , biolink:DiseaseOrPhenotypicFeatureToLocationAssociation ;"
    + _ASSOCIATION
    + " ."
)
ONSET = Template("{claim} a gardkg:OnsetClaim ;" + _ASSOCIATION + " .")
COURSE = Template("{claim} a gardkg:CourseClaim ;" + _ASSOCIATION + " .")
INHERITANCE = Template(
    "{claim} a gardkg:InheritanceClaim ,"
    " biolink:DiseaseOrPhenotypicFeatureToGeneticInheritanceAssociation ;" + _ASSOCIATION + " ."
)
GENE = Template(
    "{claim} a gardkg:GeneClaim , biolink:GeneToDiseaseAssociation ;" + _ASSOCIATION + " ."
)
CAUSAL_GENE = Template(
    "{claim} a gardkg:GeneClaim , biolink:CausalGeneToDiseaseAssociation ;" + _ASSOCIATION + " ."
)
CAUSE = Template("{claim} a gardkg:CauseClaim , biolink:Association ;" + _ASSOCIATION + " .")
TREATMENT = Template(
    "{claim} a gardkg:TreatmentClaim ,"
    " biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation ;"
    + _ASSOCIATION
    + " ."
)
AGE = Template(
    "{claim} a gardkg:AffectedAgeClaim ;"
    + _ABOUT
    + """ ;
    gardkg:minimumAge "{minimum_age?}"^^xsd:integer ;
    gardkg:maximumAge "{maximum_age?}"^^xsd:integer ;
    gardkg:ageUnit {age_unit} ."""
)
ETIOLOGY = Template(
    "{claim} a gardkg:EtiologyStatusClaim ;" + _ABOUT + " ;\n    gardkg:etiologyStatus {etiology} ."
)
CARE = Template(
    "{claim} a gardkg:TreatmentStatusClaim ;" + _ABOUT + " ;\n    gardkg:careStatus {care} ."
)

STATEMENT = Template("""
{statement} a gardkg:Statement ;
    prov:wasDerivedFrom {derived_from} ;
    gardkg:wording "{wording?}"@{language} ;
    gardkg:hedge "{hedge?}"@{language} ;
    gardkg:treatmentStatus {treatment_status?} ;
    gardkg:effectDuration {effect_duration?} ;
    gardkg:effectOutcome {effect_outcome?} ;
    gardkg:effectInWords "{effect_in_words?}"@{language} ;
    gardkg:sideEffects "{side_effects?}"@{language} ;
    biolink:has_evidence_of_type {evidence} ;
    cito:citesAsEvidence {cites*} ;
    biolink:publications {publications*} ;
    biolink:agent_type "{agent_type}" ;
    biolink:knowledge_level "{knowledge_level}" ;
    gardkg:curated "{curated?}"^^xsd:date ;
    oa:hasSelector {quote?} .
""")

QUOTE = Template("""
{quote_node} a oa:TextPositionSelector ;
    oa:start "{start}"^^xsd:nonNegativeInteger ;
    oa:end "{end}"^^xsd:nonNegativeInteger ;
    gardkg:sha256 "{sha256}" .
""")

#: What a claim is about: a node of ours in the source's words, or a term with its own label.
OWN_THING = Template("""
{thing} a {thing_type} ;
    rdfs:label "{label}"@{language} ;
    {match} {match} ;
    {direct} {direct} .
""")
TERM = Template("""
{thing} rdfs:label "{label?}"@{language} ;
    {direct} {direct} .
""")

RECORD = Template("""
{record} a gardkg:Record ;
    foaf:primaryTopic {disease^record} ;
    prov:wasDerivedFrom {source?} ;
    dcterms:source "{source_file?}" ;
    gardkg:question "{question?}"@{language} ;
    dcterms:license {license?} ;
    dcterms:rights "{rights?}" ;
    gardkg:notStated {not_stated*} .
""")

SOURCE = Template("""
{source_node} a gardkg:Source ;
    dcterms:title "{heading}"@{language} .
""")

SECTION = Template("""
{section} a gardkg:Section ;
    dcterms:title "{heading}"@{language} ;
    dcterms:modified "{updated?}"^^xsd:date ;
    dcterms:isPartOf {record^sections} .
""")

REFERENCE = Template("""
{reference} a gardkg:Reference ;
    schema:position "{position}"^^xsd:integer ;
    dcterms:bibliographicCitation "{citation}" ;
    gardkg:accessed "{accessed?}"^^xsd:date ;
    dcterms:isPartOf {record^references} ;
    dcterms:references {work} .
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

# --- The code tables: one word of a record → one term --------------------------------------

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
WORK_TYPES = {
    None: "fabio:Expression",
    "article": "fabio:JournalArticle",
    "web-page": "fabio:WebContent",
    "book": "fabio:Book",
    "chapter": "fabio:BookChapter",
    "database-record": "fabio:Entry",
}
#: The plain label every complete name also has, so that a search need not know scopes.
ALT_LABEL = "skos:altLabel"


def _local(predicate: str) -> str:
    return predicate.partition(":")[2]


#: Holes that take a table of predicates: what may stand in it, each with its JSON-LD key.
TABLES = {
    "names": {p: _local(p) for p in (ALT_LABEL, *SCOPES.values())},
    "mapped": {p: _local(p) for p in MATCHES.values()},
    "match": {p: _local(p) for p in MATCHES.values()},
    "direct": {predicate: word for word, predicate in RELATIONS.items()},
}


class _Kind(NamedTuple):
    """How claims of one kind are written: template, class of their thing, and relation.

    ``inverse``: the thing is the subject and the disease the object.
    """

    template: Template
    thing: str = ""
    relation: str = ""
    inverse: bool = False

    @property
    def claim_class(self) -> str:
        return self.template.rows[0].constants[0]


KINDS = {
    "age": _Kind(AGE),
    "onset": _Kind(ONSET, "biolink:Onset", "has_onset"),
    "course": _Kind(COURSE, "biolink:ClinicalCourse", "has_course"),
    "symptom": _Kind(SYMPTOM, "biolink:PhenotypicFeature", "has_phenotype"),
    "site": _Kind(SITE, "biolink:AnatomicalEntity", "has_location"),
    "inheritance": _Kind(INHERITANCE, "biolink:GeneticInheritance", "has_mode_of_inheritance"),
    "gene": _Kind(GENE, "biolink:Gene", inverse=True),
    "etiology-status": _Kind(ETIOLOGY),
    "cause": _Kind(CAUSE, "biolink:NamedThing", inverse=True),
    "treatment-status": _Kind(CARE),
    "treatment": _Kind(TREATMENT, "biolink:Treatment", inverse=True),
}


def concept(scheme: str, word: str) -> str:
    """The concept of one of our small schemes: ``gardkg:status-best-option``."""
    return f"gardkg:{scheme}-{word}"


# --- Identity -------------------------------------------------------------------------------


def claim_id(disease: str, claim: model.Claim) -> str:
    """The name of a claim: disease, kind, and twelve hex digits of what identifies it.

    The digits are the head of SHA-256 over compact JSON of ``[1, disease CURIE, kind,
    relation word, object, negated, [[qualifier, value]…]]``. The object is the term on an
    exact match, else the label, NFC, case-folded, its white space collapsed. What stands on
    a statement (wording, hedge, status, references, dates) is not part of it.

    >>> claim_id("GARD:0007615", model.Symptom(label="Hoarseness"))
    'GARD_0007615-symptom-7f1bb29ad4f7'
    """
    kind = KINDS[claim.kind]
    identity = (
        1,
        disease,
        claim.kind,
        getattr(claim, "relation", kind.relation),
        _object(claim),
        claim.negated,
        sorted(_qualifiers(claim)),
    )
    digest = hashlib.sha256(msgspec.json.encode(identity)).hexdigest()[:12]
    return f"{file_stem(disease)}-{claim.kind}-{digest}"


def _object(claim: model.Claim) -> str:
    if isinstance(claim, model.TermClaim):
        if claim.match == "exact" and claim.term:
            return claim.term
        return "label:" + _folded(claim.label)
    if isinstance(claim, model.AffectedAge):
        low, high = ("" if n is None else n for n in (claim.min, claim.max))
        return f"{low}..{high} {claim.unit}"
    assert isinstance(claim, model.EtiologyStatus | model.TreatmentStatus)
    return claim.status


def _qualifiers(claim: model.Claim) -> Iterable[tuple[str, str]]:
    if isinstance(claim.frequency, model.Words):
        yield "frequency", "words:" + _folded(claim.frequency.words)
    elif claim.frequency:
        yield "frequency", claim.frequency
    if isinstance(claim, model.Symptom):
        if claim.onset:
            yield "onset", claim.onset
        if claim.sex:
            yield "sex", claim.sex
        for site in claim.sites:
            yield "site", site
        for modifier in claim.modifiers:
            yield "modifier", modifier


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def slug(text: str) -> str:
    """A readable name for a path, injective up to case: what it drops returns as a hash.

    >>> slug("Esophageal aperistalsis"), slug("Ménière")
    ('esophageal-aperistalsis', 'm-ni-re-d3c38e')
    """
    folded = _folded(text)
    words = "-".join(re.findall(r"[a-z0-9]+", folded))[:48].strip("-")
    if words.replace("-", " ") == folded:
        return words
    return f"{words}-{hashlib.sha256(folded.encode()).hexdigest()[:6]}".lstrip("-")


# --- The mapping ----------------------------------------------------------------------------


def disease_graph(record: model.Record) -> Node:
    """The whole graph of a record, as the tree of nodes that hangs on its disease.

    The record must have passed ``checks``: ids are canonical, each [n] has its entry.
    """
    return _Graph(record).node()


class _Graph:
    """The state of one record's mapping: its references' names, and the things it spoke of."""

    def __init__(self, record: model.Record) -> None:
        self.record = record
        self.language = record.language
        self.disease = disease_node(record.id)
        self.name = "record/" + file_stem(record.id)
        self.references = [self._reference(entry) for entry in record.citations]
        self.works = [self._work(entry) for entry in record.citations]
        #: The disease's own direct triples, predicate → objects, and the nodes of things.
        self.direct: dict[str, dict[str, None]] = {}
        self.things: dict[str, Node] = {}

    def node(self) -> Node:
        record = self.record
        claims = self._claims()
        names, synonyms = self._synonyms()
        mapped, mappings = self._mappings()
        gard = record.id.partition(":")[2] if record.id.startswith("GARD:") else None
        values = {
            "disease": self.disease,
            "label": record.name,
            "language": self.language,
            "identifier": record.id,
            "page": gard and f"https://rarediseases.info.nih.gov/?gard_id={gard}",
            "categories": record.categories,
            "parents": [disease_node(parent) for parent in record.parents],
            "names": names,
            "mapped": mapped,
            "direct": self.direct,
            "synonyms": [node.values["synonym"] for node in synonyms],
        }
        children = {
            "synonyms": synonyms,
            "claims": claims,
            "mappings": mappings,
            "record": [self._record()],
        }
        return Node(DISEASE, values, {key: nodes for key, nodes in children.items() if nodes})

    # Claims and statements

    def _claims(self) -> list[Node]:
        merged: dict[str, tuple[model.Claim, list[dict[str, Any]]]] = {}
        for _, claim in self.record.claims():
            name = claim_id(self.record.id, claim)
            first, statements = merged.setdefault(name, (claim, []))
            for said in claim.statements:
                values = self._statement(said, cited=bool(said.citations))
                if claim.label != first.label and not said.wording:
                    values["wording"] = claim.label
                if values not in statements:
                    statements.append(values)
        return [self._claim(name, *entry) for name, entry in merged.items()]

    def _claim(self, name: str, claim: model.Claim, statements: list[dict[str, Any]]) -> Node:
        kind = KINDS[claim.kind]
        template = kind.template
        nodes = self._statement_nodes(name.partition("-")[2], statements)
        values: dict[str, Any] = {
            "claim": "claim/" + name,
            "label": claim.label,
            "language": self.language,
            "disease": self.disease,
            "negated": "true" if claim.negated else "false",
            "statements": [node.values["statement"] for node in nodes],
            **_frequency(claim.frequency),
        }
        children: dict[str, list[Node]] = {}
        if isinstance(claim, model.TermClaim):
            if isinstance(claim, model.Treatment):
                predicate = RELATIONS[_treatment_predicate(claim, statements)]
            elif isinstance(claim, model.Gene):
                template = CAUSAL_GENE if claim.relation == "causal" else GENE
                causal = claim.relation == "causal"
                predicate = RELATIONS["causes" if causal else "associated_with"]
            elif isinstance(claim, model.Cause):
                predicate = RELATIONS[CAUSE_RELATIONS[claim.relation]]
            else:
                predicate = RELATIONS[kind.relation]
            thing, described = self._thing(claim, kind)
            here, there = (thing, self.disease) if kind.inverse else (self.disease, thing)
            values |= {"subject": here, "predicate": predicate, "object": there}
            if claim.positive:
                owner = self.things[thing].values["direct"] if kind.inverse else self.direct
                owner.setdefault(predicate, {})[there] = None
            if described:
                children["subject" if kind.inverse else "object"] = described
        values |= _own_values(claim)
        return Node(template, values, children | {"statements": nodes})

    def _statement(self, said: model.Said, *, cited: bool) -> dict[str, Any]:
        values: dict[str, Any] = {
            "language": self.language,
            "derived_from": f"{self.name}/section/{said.section}" if said.section else self.name,
            "wording": said.wording,
            "hedge": said.hedge,
            "evidence": said.evidence or EVIDENCE[said.agent, cited],
            "cites": [self.references[n - 1] for n in said.citations],
            "publications": list(
                dict.fromkeys(self.works[n - 1].values["work_node"] for n in said.citations)
            ),
            "agent_type": AGENTS[said.agent],
            "knowledge_level": "knowledge_assertion",
            "curated": said.curated and said.curated.isoformat(),
            "quote": said.quote,
        }
        if isinstance(said, model.Treatment | model.TreatmentStatement):
            effect = said.effect or model.Effect()
            values |= {
                "treatment_status": said.status and concept("status", said.status),
                "effect_duration": effect.duration and concept("duration", effect.duration),
                "effect_outcome": effect.outcome and concept("outcome", effect.outcome),
                "effect_in_words": effect.words,
                "side_effects": said.side_effects,
            }
        return values

    def _statement_nodes(self, owner: str, statements: list[dict[str, Any]]) -> list[Node]:
        """Name each by its owner and section; a second one of a section gets a number."""
        nodes: list[Node] = []
        used: dict[str, int] = {}
        for values in statements:
            section = values["derived_from"].partition("/section/")[2]
            name = f"{self.name}/statement/{owner}" + (f"-{section}" if section else "")
            used[name] = used.get(name, 0) + 1
            if used[name] > 1:
                name += f"-{used[name]}"
            values = values | {"statement": name}
            children = {}
            if quote := values["quote"]:
                values["quote"] = name + "/quote"
                parts = {"start": str(quote.start), "end": str(quote.end), "sha256": quote.sha256}
                children["quote"] = [Node(QUOTE, {"quote_node": name + "/quote", **parts})]
            nodes.append(Node(STATEMENT, values, children))
        return nodes

    def _thing(self, claim: model.TermClaim, kind: _Kind) -> tuple[str, list[Node]]:
        """The node a claim is about, and its description where this is its first mention."""
        word = "phenotype" if claim.kind == "symptom" else claim.kind
        exact = claim.match == "exact" and claim.term
        name = exact or f"{self.name}/{word}/{slug(claim.label)}"
        known = name in self.things
        if exact:
            thing = self.things.setdefault(name, _term(exact, claim.term_label))
        else:
            values = {
                "thing": name,
                "thing_type": kind.thing,
                "label": claim.label,
                "language": self.language,
                "match": {},
                "direct": {},
            }
            thing = self.things.setdefault(name, Node(OWN_THING, values, {}))
            if claim.term and claim.match:
                match = MATCHES[claim.match]
                thing.values["match"].setdefault(match, {})[claim.term] = None
                if not known and claim.term_label and claim.term not in self.things:
                    self.things[claim.term] = _term(claim.term, claim.term_label)
                    thing.children[match] = [self.things[claim.term]]
        return name, [] if known else [thing]

    # Names, mappings, references

    def _synonyms(self) -> tuple[dict[str, list[str]], list[Node]]:
        names: dict[str, list[str]] = {}
        nodes: dict[str, Node] = {}
        for entry in self.record.synonyms:
            synonym = model.Synonym(label=entry) if isinstance(entry, str) else entry
            name = f"{self.name}/name/{slug(synonym.label)}"
            if name in nodes:
                continue
            statements = [
                self._statement(said, cited=bool(said.citations))
                for said in synonym.statements
                if said.section or said.citations or said.quote or said.agent != "manual"
            ]
            said = self._statement_nodes(f"name-{slug(synonym.label)}", statements)
            values = {
                "synonym": name,
                "literal_form": synonym.label,
                "language": self.language,
                "scope": SCOPES[synonym.scope],
                "synonym_type": synonym.type and SYNONYM_TYPES[synonym.type],
                "incomplete": "true" if synonym.incomplete else "false",
                "statements": [node.values["statement"] for node in said],
            }
            nodes[name] = Node(SYNONYM, values, {"statements": said} if said else {})
            if not synonym.incomplete:
                names.setdefault(ALT_LABEL, []).append(synonym.label)
                names.setdefault(SCOPES[synonym.scope], []).append(synonym.label)
        return names, list(nodes.values())

    def _mappings(self) -> tuple[dict[str, list[str]], list[Node]]:
        mapped: dict[str, list[str]] = {}
        nodes = []
        for strength, predicate in MATCHES.items():
            for entry in getattr(self.record.mappings, strength):
                mapping = model.Mapping(id=entry) if isinstance(entry, str) else entry
                mapped.setdefault(predicate, []).append(mapping.id)
                values = {
                    "mapping": f"{self.name}/mapping/{file_stem(mapping.id)}",
                    "label": mapping.label,
                    "language": "en",  # as are the labels of Mondo's mapping sets
                    "disease": self.disease,
                    "subject": self.disease,
                    "predicate": predicate,
                    "object": mapping.id,
                    "justification": mapping.justification,
                    "mapping_source": mapping.source,
                    "via": mapping.via,
                }
                nodes.append(Node(MAPPING, values))
        return mapped, nodes

    def _record(self) -> Node:
        source = self.record.source or model.Source()
        license_ = source.license or ""
        is_link = license_.startswith(("http://", "https://"))
        values = {
            "record": self.name,
            "disease": self.disease,
            "language": self.language,
            "source": source.url,
            "source_file": source.file,
            "question": source.question,
            "license": license_ if is_link else None,
            "rights": None if is_link else license_,
            "not_stated": [KINDS[model.TOPICS[t].kind].claim_class for t in self.record.not_stated],
        }
        sections = [
            Node(
                SECTION,
                {
                    "section": f"{self.name}/section/{key}",
                    "heading": section.heading,
                    "language": self.language,
                    "updated": section.updated and section.updated.isoformat(),
                    "record": self.name,
                },
            )
            for key, section in self.record.sections.items()
        ]
        children = {"sections": sections, "references": self._references()}
        if source.url and source.title:
            values_ = {"source_node": source.url, "heading": source.title}
            children["source"] = [Node(SOURCE, values_ | {"language": self.language})]
        return Node(RECORD, values, {key: nodes for key, nodes in children.items() if nodes})

    def _references(self) -> list[Node]:
        nodes = []
        described: set[str] = set()
        for n, (name, work) in enumerate(zip(self.references, self.works, strict=True)):
            entry = self.record.citations[n]
            values = {
                "reference": name,
                "position": str(n + 1),
                "citation": citation_text(entry),
                "accessed": entry.accessed and entry.accessed.isoformat(),
                "record": self.name,
                "work": work.values["work_node"],
            }
            known = values["work"] in described
            described.add(values["work"])
            nodes.append(Node(REFERENCE, values, {} if known else {"work": [work]}))
        return nodes

    def _reference(self, entry: model.Reference) -> str:
        return f"{self.name}/reference/{reference_key(entry)}"

    def _work(self, entry: model.Reference) -> Node:
        """The publication an entry points to: by PMID, DOI or address, else a node of ours."""
        name = f"{self.name}/work/{reference_key(entry)}"
        if entry.pmid:
            name = f"PMID:{entry.pmid}"
        elif entry.doi:
            name = doi_iri(entry.doi)
        elif entry.url:
            name = entry.url
        issued = entry.date or ""
        values = {
            "work_node": name,
            "work_type": WORK_TYPES[entry.type],
            "title": entry.title,
            "authors": entry.authors,
            "container": entry.container,
            "publisher": entry.publisher,
            "issued_day": issued if len(issued) == 10 else None,
            "issued_month": issued if len(issued) == 7 else None,
            "issued_year": issued if len(issued) == 4 else None,
            "volume": entry.volume,
            "issue": entry.issue,
            "pages": entry.pages,
            "pmid": entry.pmid,
            "doi": entry.doi,
            "page": entry.url if entry.url != name else None,
        }
        return Node(WORK, values)


# --- What part of a record fills which hole ---------------------------------------------------


def _term(term: str, label: str | None) -> Node:
    # The labels of HP, MAXO, UBERON and HGNC are English, whatever the record's language.
    return Node(TERM, {"thing": term, "label": label, "language": "en", "direct": {}})


def _treatment_predicate(claim: model.Treatment, statements: list[dict[str, Any]]) -> str:
    """The weakest relation that what is said allows; Biolink's tree of treatment predicates."""
    if claim.negated or claim.relation == "treats":
        return "treats"
    if claim.relation == "contraindicated":
        return "contraindicated_in"
    hedged = all(values["hedge"] for values in statements)
    return "applied_to_treat" if hedged else "treats_or_applied_or_studied_to_treat"


def _frequency(frequency: str | model.Words | None) -> dict[str, str]:
    """Four kinds of frequency, kept apart: a band, a count, a percentage, words."""
    if frequency is None:
        return {}
    if isinstance(frequency, model.Words):
        return {"frequency_in_words": frequency.words}
    if frequency.endswith("%"):
        return {"percentage": frequency[:-1]}
    if "/" in frequency:
        count, _, total = frequency.partition("/")
        return {"count": str(int(count)), "total": str(int(total))}
    return {"frequency": frequency}


def _own_values(claim: model.Claim) -> dict[str, Any]:
    """What only one kind of claim has."""
    match claim:
        case model.Symptom():
            return {
                "onset": claim.onset,
                "sex": claim.sex and SEXES[claim.sex],
                "sites": claim.sites,
                "modifiers": claim.modifiers,
            }
        case model.AffectedAge():
            return {
                "minimum_age": None if claim.min is None else str(claim.min),
                "maximum_age": None if claim.max is None else str(claim.max),
                "age_unit": concept("unit", claim.unit),
            }
        case model.EtiologyStatus():
            return {"etiology": concept("etiology", claim.status)}
        case model.TreatmentStatus():
            return {"care": concept("care", claim.status)}
    return {}


def citation_text(entry: model.Reference) -> str:
    """An entry as one line, in the order its fields have; access dates stand apart.

    >>> citation_text(model.Reference(authors=["Doe J", "Roe R"], title="On x", date="2013-04",
    ...     container="J Rare", volume="30", issue="2", pages="1-2"))
    'Doe J, Roe R. On x. J Rare. 2013-04; 30(2):1-2.'
    """
    volume = (entry.volume or "") + (f"({entry.issue})" if entry.issue else "")
    place = ":".join(filter(None, (volume, entry.pages)))
    dated = "; ".join(filter(None, (entry.date, place)))
    named = (", ".join(entry.authors), entry.title, entry.container, entry.publisher, dated)
    text = " ".join(part if part[-1] in ".?!" else part + "." for part in named if part)
    return text or entry.url or entry.doi or f"PMID:{entry.pmid}"


def reference_key(entry: model.Reference) -> str:
    """A name for an entry that does not depend on its place in the list.

    >>> reference_key(model.Reference(pmid="123"))
    'PMID_123'
    """
    if entry.pmid:
        return f"PMID_{entry.pmid}"
    author = entry.authors[0].split()[0] if entry.authors else ""
    readable = f"{author} {(entry.date or '')[:4]}".strip() or "reference"
    words = "-".join(re.findall(r"[a-z0-9]+", readable.lower())) or "reference"
    identity = citation_text(entry) + (entry.url or "") + (entry.doi or "")
    return f"{words}-{hashlib.sha256(identity.encode()).hexdigest()[:6]}"

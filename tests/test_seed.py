"""The page this project began with: all it says is in the graph, and nothing it does not say.

Each table below is the page, read by a person; the record must give it back through SPARQL. What
the page says is what counts: a fact that is missing here is missing from the record.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml
from cases import SEED, SHARED

from gardkg import Record, Store, to_rdflib
from gardkg.sparql.answer import select

PAGE = SHARED / "pages" / "p01_seed_gard7615_case22528_2014.txt"
EXPECTED = SHARED / "expected" / "p01_seed_scleromyxedema.yaml"
OLD, NEW = date(2009, 1, 6), date(2014, 4, 18)

# The two questions of the page, as anybody would ask them: about six patterns each.
CAUSE = """
SELECT ?cause ?updated ?n WHERE {
  ?claim a gardkg:EtiologyStatusClaim ;
    gardkg:disease <https://w3id.org/gardkg/disease/GARD_0007615> ;
    rdfs:label ?cause ;
    gardkg:statement ?statement .
  ?statement prov:wasDerivedFrom/dcterms:modified ?updated ;
    cito:citesAsEvidence/schema:position ?n .
} ORDER BY ?statement ?n
"""
TREATMENT = """
SELECT ?treatment ?status ?updated ?n WHERE {
  ?claim a gardkg:TreatmentClaim ;
    gardkg:disease <https://w3id.org/gardkg/disease/GARD_0007615> ;
    rdfs:label ?treatment ;
    gardkg:statement ?statement .
  ?statement prov:wasDerivedFrom/dcterms:modified ?updated ;
    cito:citesAsEvidence/schema:position ?n .
  OPTIONAL { ?statement gardkg:treatmentStatus ?status }
} ORDER BY ?treatment ?statement
"""


def asked(store: Store, name: str) -> list[dict[str, Any]]:
    """The rows of a named query about the seed, with citations as a set of numbers."""
    rows = select(store, name, disease="GARD:0007615").to_dicts()
    for row in rows:
        if "citations" in row:
            row["citations"] = {int(n) for n in (row["citations"] or "").split()}
    return rows


def column(store: Store, query: str) -> set[Any]:
    """The values of a query's one column."""
    return {value for row in store.run(query).to_dicts() for value in row.values()}


# --- The two questions --------------------------------------------------------------------------


def test_what_causes_it(seed_store: Store) -> None:
    assert seed_store.run(CAUSE).to_dicts() == [
        {"cause": "cause unknown", "updated": NEW, "n": 1},
        {"cause": "cause unknown", "updated": NEW, "n": 2},
        {"cause": "cause unknown", "updated": NEW, "n": 2},
    ]


def test_how_is_it_treated(seed_store: Store) -> None:
    rows = [tuple(row) for row in seed_store.run(TREATMENT)]
    ivig = "intravenous immunoglobulin (IVIG)"
    assert rows == [
        (ivig, None, NEW, 2),
        (ivig, None, NEW, 2),
        (ivig, "gardkg:status-best-option", NEW, 2),
        (ivig, None, NEW, 2),
        ("long-term maintenance therapy", "gardkg:status-maintenance", NEW, 2),
        ("plasmapheresis", "gardkg:status-short-term", NEW, 2),
        ("plasmapheresis", None, NEW, 2),
        ("very aggressive treatment", None, NEW, 2),
    ]


@pytest.mark.parametrize("query", [CAUSE, TREATMENT], ids=["cause", "treatment"])
def test_another_engine_answers_alike(seed: Record, seed_store: Store, query: str) -> None:
    """Nothing in the queries is Oxigraph's own: rdflib gives the same rows."""
    found = to_rdflib([seed]).query(query)
    ours = seed_store.run(query)
    assert [tuple(map(str, row)) for row in found] == [
        tuple("None" if term is None else term.value for term in row) for row in ours.terms
    ]


# --- Item by item -------------------------------------------------------------------------------


def test_three_names_of_which_one_is_cut_off(seed_store: Store) -> None:
    assert [(row["name"], row["incomplete"]) for row in asked(seed_store, "names")] == [
        ("Arndt-Gottron disease", False),
        ("Generalized lichenoid papular eruption", False),
        ("Generalized papular and sclerodermoid", True),
    ]
    plain = "skos:altLabel|oboInOwl:hasRelatedSynonym|oboInOwl:hasExactSynonym"
    assert column(seed_store, f"SELECT ?n {{ ?d {plain} ?n }}") == {
        "Arndt-Gottron disease",
        "Generalized lichenoid papular eruption",
    }


def test_the_question_and_the_page(seed_store: Store) -> None:
    (row,) = asked(seed_store, "record")
    assert row["question"] == "What causes scleromyxedema and how is it treated?"
    assert row["page"] == (
        "http://www.rarediseases.info.nih.gov/gard/7615/scleromyxedema/case/22528/case-questions"
    )


def test_four_sections_each_with_its_own_date(seed_store: Store) -> None:
    query = """
    SELECT ?heading ?updated { ?s a gardkg:Section ; dcterms:title ?heading ;
                                  dcterms:modified ?updated } ORDER BY ?heading
    """
    assert [tuple(row) for row in seed_store.run(query)] == [
        ("How might scleromyxedema be treated?", NEW),
        ("What are the signs and symptoms of scleromyxedema?", OLD),
        ("What causes scleromyxedema?", NEW),
        ("What is scleromyxedema?", NEW),
    ]


# label → frequency in words, hedge, date of the section, citations
SYMPTOMS = {
    "abnormal accumulation of mucin in the skin (mucinosis)": (None, None, NEW, {1, 2}),
    "papular and sclerodermoid bumps": (None, None, NEW, {1, 2}),
    "increased production of fibroblasts": (None, None, NEW, {1, 2}),
    "monoclonal gammopathy": (None, None, NEW, {1, 2}),
    "generalized papular eruption with sclerosis": ("usually", None, OLD, set()),
    "dome-shaped papules": (None, "may", OLD, set()),
    "firm papules": (None, "may", OLD, set()),
    "skin-colored papules": (None, "may", OLD, set()),
    "red papules": (None, "may", OLD, set()),
    "papules approximately 3 mm in diameter": (None, "may", OLD, set()),
    "esophageal aperistalsis": (None, "can", OLD, set()),
    "hoarseness": (None, "can", OLD, set()),
    "inflammatory polyarthritis": (None, "can", OLD, set()),
    "proximal myopathy": (None, "can", OLD, set()),
    "neurologic dysfunction": (None, "can", OLD, set()),
    "eye abnormalities": (None, "can", OLD, set()),
}
SITES = {
    "internal organs": ("often", None, NEW, {1, 2}),
    "various body systems": (None, "may", NEW, {1, 2}),
    "extensive areas of the skin": (None, "may", OLD, set()),
    "face": ("often", None, OLD, set()),
    "knees": ("often", None, OLD, set()),
    "elbows": ("often", None, OLD, set()),
    "pharynx": (None, "can", OLD, set()),
    "upper airway": (None, "can", OLD, set()),
}


def table(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {
        row["label"]: (row["frequency"], row["hedge"], row["updated"], row["citations"])
        for row in rows
    }


def test_symptoms_as_sure_and_as_cited_as_on_the_page(seed_store: Store) -> None:
    rows = asked(seed_store, "symptoms")
    assert table([row for row in rows if not row["negated"]]) == SYMPTOMS


def test_sites_as_sure_and_as_cited_as_on_the_page(seed_store: Store) -> None:
    rows = asked(seed_store, "affects")
    assert table([row for row in rows if row["kind"] == "gardkg:SiteClaim"]) == SITES


def test_ages_are_affected_ages_not_an_onset(seed_store: Store) -> None:
    (row,) = (r for r in asked(seed_store, "affects") if r["kind"] == "gardkg:AffectedAgeClaim")
    assert (row["minimum"], row["maximum"], row["unit"]) == (30, 50, "gardkg:unit-years")
    assert (row["frequency"], row["updated"], row["citations"]) == ("usually", OLD, {3})
    assert not column(seed_store, "SELECT ?x { ?d gardkg:hasOnset ?x }")


def test_the_thyroid_disorder_is_denied_and_never_a_symptom(seed_store: Store) -> None:
    """The naive query is what most people write; it must not give what is absent."""
    naive = "SELECT ?label { ?d RO:0002200 ?p . ?p rdfs:label ?label }"
    own = {"hoarseness": "Hoarse voice", "skin-colored papules": "Skin-colored papule"}
    assert column(seed_store, naive) == {own.get(label, label) for label in SYMPTOMS}
    denied = [row for row in asked(seed_store, "symptoms") if row["negated"]]
    assert table(denied) == {"thyroid disorder": (None, None, NEW, {1, 2})}


def test_unknown_and_nothing_standard_and_not_stated_are_three_things(seed_store: Store) -> None:
    unknown = "SELECT ?l { ?c gardkg:etiologyStatus gardkg:etiology-unknown ; rdfs:label ?l }"
    none = "SELECT ?l { ?c gardkg:careStatus gardkg:care-no-standard-treatment ; rdfs:label ?l }"
    not_stated = "SELECT ?topic { ?record gardkg:notStated ?topic }"
    assert column(seed_store, unknown) == {"cause unknown"}
    assert column(seed_store, none) == {"no standard treatment"}
    assert column(seed_store, not_stated) == {
        "gardkg:OnsetClaim",
        "gardkg:InheritanceClaim",
        "gardkg:GeneClaim",
    }


def test_cancers_are_associations_in_a_few_cases_and_not_causes(seed_store: Store) -> None:
    rows = [r for r in asked(seed_store, "causes") if not r["relation"].startswith("gardkg:")]
    assert {row["label"] for row in rows} == {
        "cancers of the bone marrow",
        "myeloma",
        "lymphoma",
        "leukemia",
    }
    assert {
        (row["relation"], row["frequency"], row["hedge"], row["updated"], *row["citations"])
        for row in rows
    } == {("biolink:associated_with", "in a few cases", "reported", NEW, 4)}
    assert not column(seed_store, "SELECT ?x { ?x biolink:causes|biolink:contributes_to ?d }")


def test_a_fact_that_two_sections_state_has_two_statements(seed_store: Store) -> None:
    """Each with the hedge and the citations of its own place."""
    query = """
    SELECT ?label ?heading ?hedge (GROUP_CONCAT(STR(?n); separator=" ") AS ?citations) {
      ?claim gardkg:statement ?statement ; rdfs:label ?label .
      FILTER (?label IN ("cause unknown"@en, "no standard treatment"@en,
                         "intravenous immunoglobulin (IVIG)"@en, "plasmapheresis"@en))
      ?statement prov:wasDerivedFrom/dcterms:title ?heading ;
        cito:citesAsEvidence/schema:position ?n .
      OPTIONAL { ?statement gardkg:hedge ?hedge }
    } GROUP BY ?label ?heading ?hedge ?statement
    """
    overview, treated = "What is scleromyxedema?", "How might scleromyxedema be treated?"
    rows = [tuple(row) for row in seed_store.run(query)]
    assert sorted((a, b, c or "", set(d.split())) for a, b, c, d in rows) == [
        ("cause unknown", "What causes scleromyxedema?", "", {"1", "2"}),
        ("cause unknown", overview, "", {"2"}),
        ("intravenous immunoglobulin (IVIG)", treated, "can", {"2"}),
        ("intravenous immunoglobulin (IVIG)", treated, "considered", {"2"}),
        ("intravenous immunoglobulin (IVIG)", treated, "may", {"2"}),
        ("intravenous immunoglobulin (IVIG)", overview, "may", {"2"}),
        ("no standard treatment", treated, "", {"2"}),
        ("no standard treatment", overview, "", {"2"}),
        ("plasmapheresis", treated, "", {"2"}),
        ("plasmapheresis", overview, "may", {"2"}),
    ]


def test_what_the_treatments_do(seed_store: Store) -> None:
    asked_rows = [row for row in asked(seed_store, "treatments") if row["treatment"]]
    rows = {(row["label"], row["status"]): row for row in asked_rows if row["status"]}
    ivig = [row for row in asked_rows if row["label"] == "intravenous immunoglobulin (IVIG)"]
    assert {row["treatment"] for row in ivig} == {"MAXO:0001480"}
    # What may succeed, what it can do, what is considered best: each as sure as its sentence.
    assert {
        tuple(row[key] for key in ("hedge", "status", "duration", "effect", "side_effects"))
        for row in ivig
    } == {
        ("may", None, None, None, None),
        ("can", None, "gardkg:duration-long-term", "relatively long-term", "few"),
        ("considered", "gardkg:status-best-option", None, None, None),
    }
    plasma = rows["plasmapheresis", "gardkg:status-short-term"]
    assert (plasma["duration"], plasma["outcome"]) == (
        "gardkg:duration-short-term",
        "gardkg:outcome-relapse",
    )
    maintenance = rows["long-term maintenance therapy", "gardkg:status-maintenance"]
    assert maintenance["frequency"] == "usually"


def test_only_what_the_page_says_works_treats(seed_store: Store) -> None:
    """It says that plasmapheresis is effective, for a short time; all else it hedges."""
    query = "SELECT ?label { ?t biolink:treats ?d ; rdfs:label ?label }"
    assert column(seed_store, query) == {"plasmapheresis"}
    (row,) = (r for r in asked(seed_store, "treatments") if r["relation"] == "biolink:treats")
    assert (row["status"], row["hedge"]) == ("gardkg:status-short-term", None)


def test_severe_is_said_of_the_course_where_treatment_is(seed_store: Store) -> None:
    """The overview calls the disorder severe, and says nothing of how it goes."""
    (row,) = asked(seed_store, "onset-and-course")
    assert (row["label"], row["citations"]) == ("severe", {2})


def test_the_references_in_order_with_their_access_dates(seed_store: Store) -> None:
    assert [
        (row["n"], row["reference"].split(".")[0], row["accessed"])
        for row in asked(seed_store, "references")
    ] == [
        (1, "Franco Rongioletti", NEW),
        (2, "Koronowska SK, Osmola-Mankowska A, Jakubowicz O, Zaba R", NEW),
        (3, "Liotta E", date(2009, 1, 5)),
        (4, "Eugene Tan", NEW),
    ]


def test_mappings_are_xrefs_with_their_justification(seed_store: Store) -> None:
    query = """
    SELECT ?predicate ?object ?why ?via { ?m a gardkg:Mapping ; rdf:predicate ?predicate ;
      rdf:object ?object ; sssom:mapping_justification ?why . OPTIONAL { ?m gardkg:via ?via } }
    ORDER BY ?object
    """
    by_hand, chained = "semapv:ManualMappingCuration", "semapv:MappingChaining"
    assert {tuple(row)[1:] for row in seed_store.run(query)} == {
        ("MONDO:0015665", by_hand, None),
        ("ORPHA:167635", chained, "MONDO:0015665"),
        ("MESH:D053718", chained, "MONDO:0015665"),
        ("SNOMEDCT:402468007", chained, "MONDO:0015665"),
        ("UMLS:C0263390", chained, "MONDO:0015665"),
    }
    strengths = "SELECT ?p { ?m a gardkg:Mapping ; rdf:predicate ?p }"
    assert column(seed_store, strengths) == {"oboInOwl:hasDbXref"}


# --- Everything can be traced -------------------------------------------------------------------


def test_every_claim_reaches_a_section_with_its_date(seed_store: Store) -> None:
    every = "SELECT ?claim { ?claim gardkg:disease ?d ; gardkg:statement ?s }"
    dated = """
    SELECT ?claim { ?claim gardkg:disease ?d ; gardkg:statement ?s .
      FILTER NOT EXISTS { ?claim gardkg:statement ?other
        FILTER NOT EXISTS { ?other prov:wasDerivedFrom/dcterms:modified ?updated } } }
    """
    claims = column(seed_store, "SELECT ?claim { ?claim gardkg:disease ?d ; biolink:negated ?n }")
    assert (
        len(claims) == 38
    )  # 1 age, 1 course, 17 symptoms, 8 sites, 1 + 4 causes, 1 + 5 treatments
    assert column(seed_store, every) == column(seed_store, dated) == claims


def test_every_citation_reaches_one_reference_of_the_record(
    seed: Record, seed_store: Store
) -> None:
    query = """
    SELECT ?label ?heading ?n ?text {
      ?claim rdfs:label ?label ; gardkg:statement ?s .
      ?s prov:wasDerivedFrom/dcterms:title ?heading ; cito:citesAsEvidence ?entry .
      ?entry schema:position ?n ; dcterms:bibliographicCitation ?text
    }
    """
    found = {(label, heading, n) for label, heading, n, _ in seed_store.run(query)}
    written = {
        (claim.label, seed.sections[said.section or ""].heading, n)
        for claim in seed.claims()
        for said in claim.statements
        for n in said.citations
    }
    assert found == written
    for n, text in {(n, text) for _, _, n, text in seed_store.run(query)}:
        assert (seed.citations[n - 1].title or "") in text


# --- Against the page itself, where it is at hand ------------------------------------------------


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    if not EXPECTED.exists():
        pytest.skip(f"the list of expected facts is not here: {EXPECTED}")
    found: dict[str, Any] = yaml.safe_load(EXPECTED.read_text("utf-8"))
    return found


def test_what_a_careful_reader_found_is_there(expected: dict[str, Any], seed_store: Store) -> None:
    symptoms = {row["label"]: row for row in asked(seed_store, "symptoms")}
    matched = {
        tuple(row)
        for row in seed_store.run(
            "SELECT ?label ?term { ?c a gardkg:SymptomClaim ; rdfs:label ?label ; rdf:object ?o ."
            " ?o (skos:broadMatch|skos:closeMatch)? ?term }"
        )
    }
    for wanted in expected["symptoms"]:
        row = symptoms[wanted["phrase"]]
        assert row["citations"] == set(wanted.get("cites", ()))
        assert (row["frequency"] or row["hedge"]) == wanted.get("qualifier")
        if wanted["hpo"]:
            assert (wanted["phrase"], wanted["hpo"]) in matched

    names = {row["name"]: row["incomplete"] for row in asked(seed_store, "names")}
    assert list(names) == expected["synonyms"]

    (age,) = expected["onset"]
    (row,) = (r for r in asked(seed_store, "affects") if r["minimum"] is not None)
    assert (row["minimum"], row["maximum"]) == (age["min_years"], age["max_years"])
    assert row["citations"] == set(age["cites"])

    treatments = asked(seed_store, "treatments")
    words = {"best option": "best-option", "short-term only": "short-term"}
    for wanted in expected["treatments"]:
        rows = [row for row in treatments if row["label"].endswith(wanted["name"])]
        assert rows, wanted["name"]
        for row in rows:
            assert row["citations"] >= set(wanted.get("cites", ()))
        if status := wanted.get("status"):
            ours = f"gardkg:status-{words.get(status.removeprefix('considered '))}"
            if ours != "gardkg:status-None":
                assert ours in {row["status"] for row in rows}

    causes = {row["label"]: row for row in asked(seed_store, "causes") if row["updated"]}
    relations = {"unknown_cause": "gardkg:etiology-unknown"}
    for wanted in expected["causes"]:
        label = "cause unknown" if "unknown" in wanted["relation"] else wanted["text"]
        relation = relations.get(wanted["relation"], f"biolink:{wanted['relation']}")
        assert causes[label]["relation"] == relation
        assert causes[label]["frequency"] == wanted.get("qualifier")
        every = {
            n for r in asked(seed_store, "causes") if r["label"] == label for n in r["citations"]
        }
        assert every == set(wanted["cites"])

    references = {row["n"]: row for row in asked(seed_store, "references")}
    for wanted in expected["citations"]:
        row = references[wanted["n"]]
        missing = set(re.findall(r"\w+", wanted["text"])) - set(
            re.findall(r"\w+", row["reference"])
        )
        assert missing <= {"April", "et", "al"}
        assert row["accessed"] == wanted["accessed"]

    headings = "SELECT ?h ?d { ?s a gardkg:Section ; dcterms:title ?h ; dcterms:modified ?d }"
    assert {tuple(row) for row in seed_store.run(headings)} == set(expected["dates"].items())


#: Each trap of the list, and the query that must find nothing.
TRAPS = {
    "thyroid disorder as a symptom": """
        SELECT ?c { ?c rdfs:label ?l ; biolink:negated false FILTER REGEX(?l, "thyroid", "i") }""",
    "myeloma, lymphoma or leukemia as a cause": """
        SELECT ?c { ?c a gardkg:CauseClaim ; rdf:predicate ?p
                    FILTER (?p != biolink:associated_with) }""",
    "thalidomide, corticoids": """
        SELECT ?x { ?x ?p ?t FILTER REGEX(STR(?t), "thalidomid|corti[cs]o|transplant", "i") }""",
    "face, knees, elbows": """
        SELECT ?c { ?c a gardkg:SymptomClaim ; rdfs:label ?l
                    FILTER REGEX(?l, "^(face|knees?|elbows?|pharynx|upper airway)$", "i") }""",
    "the gloss": """
        SELECT ?x { ?x rdfs:label ?l FILTER REGEX(?l, "muscular contractions|swallow", "i") }""",
}


def test_it_walks_into_no_trap(expected: dict[str, Any], seed_store: Store) -> None:
    for trap in expected["must_not"]:
        (query,) = (query for head, query in TRAPS.items() if trap.startswith(head))
        assert not column(seed_store, query), trap
    assert len(expected["must_not"]) == len(TRAPS)


def test_no_sentence_of_the_page_is_copied(seed: Record) -> None:
    """Facts are free, sentences are not: no eight words in a row.

    Names, headings, labels, the question and the references stand as printed, and are left out.
    """
    if not PAGE.exists():
        pytest.skip(f"the page is not here: {PAGE}")
    _, _, page = PAGE.read_text("utf-8").partition("please contact us.")
    answer, _, _ = page.partition("Franco Rongioletti")
    headings = [line for line in answer.splitlines() if line.endswith("?")]
    for heading in headings:
        answer = answer.replace(heading, "|")
    text, _, _ = SEED.read_text("utf-8").partition("\ncitations:")
    for claim in seed.claims():
        assert len(re.findall(r"\w+", claim.label)) <= 8, "a label is a name, no sentence"
        text = text.replace(claim.label, "|")
    written = " ".join(re.findall(r"\w+|\|", text.lower()))
    assert len(headings) == 4
    for passage in answer.lower().split("|"):
        words = re.findall(r"\w+", passage)
        for n in range(len(words) - 7):
            assert " ".join(words[n : n + 8]) not in written

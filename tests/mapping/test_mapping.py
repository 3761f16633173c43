"""From a record to the graph, one rule at a time: some YAML, and the triples it must give.

``lines`` shows a triple as ``GARD:0990009 RO:0002200 HP:0001945``, in CURIEs.
"""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from cases import ROOT, having, lines, record, triples

from gardkg import Record, export
from gardkg.mapping.templates import (
    CAUSE_RELATIONS,
    EVIDENCE,
    MATCHES,
    RELATIONS,
    SCOPES,
    SEXES,
    SYNONYM_TYPES,
    TEMPLATES,
)

D = "GARD:0990009"
R = "record/GARD_0990009"


def claims(found: set[str], kind: str) -> list[str]:
    """The names of the claims of a class."""
    return [line.split()[0] for line in having(found, f"rdf:type gardkg:{kind}")]


def objects(found: set[str], subject: str, predicate: str) -> list[str]:
    head = f"{subject} {predicate} "
    return sorted(line.removeprefix(head) for line in found if line.startswith(head))


# --- The least ----------------------------------------------------------------------------------


def test_a_record_that_only_has_a_name() -> None:
    assert lines(record("")) == {
        f"{D} rdf:type biolink:Disease",
        f'{D} rdfs:label "Testing"@en',
        f'{D} skos:prefLabel "Testing"@en',
        f'{D} dcterms:identifier "GARD:0990009"',
        f"{D} foaf:page https://rarediseases.info.nih.gov/?gard_id=0990009",
        f"{R} rdf:type gardkg:Record",
        f"{R} foaf:primaryTopic {D}",
    }


def test_one_symptom_is_a_claim_a_statement_and_a_direct_triple() -> None:
    found = lines(record("symptoms: [{label: fever, term: HP:0001945, match: exact}]"))
    (claim,) = claims(found, "SymptomClaim")
    (statement,) = objects(found, claim, "gardkg:statement")
    assert found - lines(record("")) == {
        f"{D} RO:0002200 HP:0001945",
        f"{claim} rdf:type gardkg:SymptomClaim",
        f"{claim} rdf:type biolink:DiseaseToPhenotypicFeatureAssociation",
        f'{claim} rdfs:label "fever"@en',
        f"{claim} gardkg:disease {D}",
        f'{claim} biolink:negated "false"^^xsd:boolean',
        f"{claim} rdf:subject {D}",
        f"{claim} rdf:predicate RO:0002200",
        f"{claim} rdf:object HP:0001945",
        f"{claim} gardkg:statement {statement}",
        f"{statement} rdf:type gardkg:Statement",
        f"{statement} prov:wasDerivedFrom {R}",
        f"{statement} biolink:has_evidence_of_type ECO:0000303",
        f'{statement} biolink:agent_type "manual_agent"',
        f'{statement} biolink:knowledge_level "knowledge_assertion"',
    }


# --- Direct triples -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "absent",
    ["negated: true"] + [f"frequency: {text}" for text in ("HP:0040285", "0/7", "0%", "0.0%")],
)
@pytest.mark.parametrize(
    ("topic", "term", "predicate"),
    [
        ("symptoms", "HP:0001945", "RO:0002200"),
        ("sites", "UBERON:0000970", "RO:0004026"),
        ("onset", "HP:0003581", "gardkg:hasOnset"),
        ("course", "HP:0003680", "gardkg:hasCourse"),
        ("inheritance", "HP:0000006", "biolink:has_mode_of_inheritance"),
        ("genes", "NCBIGene:1080", "biolink:associated_with"),
        ("causes", "HP:0002665", "biolink:associated_with"),
        ("treatments", "MAXO:0000011", "biolink:treats"),
    ],
)
def test_what_is_absent_has_a_claim_and_no_direct_triple(
    topic: str, term: str, predicate: str, absent: str
) -> None:
    """The naive query can never return it, whatever kind of claim it is."""
    text = f"{topic}: [{{label: x, term: {term}, match: exact, relation: treats, WHAT}}]"
    if topic != "treatments":
        text = text.replace("relation: treats, ", "")
    present, denied = (
        lines(record(text.replace("WHAT", ""))),
        lines(record(text.replace("WHAT", absent))),
    )
    pair = {f"{D} {predicate} {term}", f"{term} {predicate} {D}"}
    assert len(pair & present) == 1
    assert not pair & denied
    assert having(denied, "rdf:object")


@pytest.mark.parametrize("frequency", ["HP:0040284", "1/7", "0.1%", "{words: never seen}"])
def test_what_is_rare_is_there(frequency: str) -> None:
    """Words are never converted, not even to nothing."""
    found = lines(
        record(f"symptoms: [{{label: x, term: HP:0001945, match: exact, frequency: {frequency}}}]")
    )
    assert f"{D} RO:0002200 HP:0001945" in found


def test_a_term_may_be_a_symptom_and_a_cause() -> None:
    """Both claims are positive, so both have their direct triple; found by MedQuAD's shapes."""
    found = lines(
        record("""
            symptoms: [{label: itch, term: HP:0000989, match: exact}]
            causes: [{label: itching, term: HP:0000989, match: exact}]
        """)
    )
    assert f"{D} RO:0002200 HP:0000989" in found
    assert f"HP:0000989 biolink:associated_with {D}" in found


def test_affirmed_and_denied_are_two_claims_and_a_direct_triple() -> None:
    """The record says both, and so does the graph; ``check`` names the contradiction."""
    found = lines(
        record("""
            symptoms:
              - {label: fever, term: HP:0001945, match: exact}
              - {label: fever, term: HP:0001945, match: exact, negated: true}
        """)
    )
    assert len(claims(found, "SymptomClaim")) == 2
    assert f"{D} RO:0002200 HP:0001945" in found


def test_negated_is_always_written(fictional: list[Record]) -> None:
    found = lines(*fictional)
    every = {line.split()[0] for line in having(found, " gardkg:disease ") if line[:6] == "claim/"}
    assert {line.split()[0] for line in having(found, "biolink:negated")} == every


# --- Equal claims are one -----------------------------------------------------------------------


def test_equal_claims_are_one_with_the_statements_of_all() -> None:
    found = lines(
        record("""
            sections: {about: {heading: A}, signs: {heading: B}}
            symptoms:
              - {label: fever, term: HP:0001945, match: exact, in: about}
              - {label: heat, term: HP:0001945, match: exact, in: signs, hedge: may}
              - {label: fever, term: HP:0001945, match: exact, in: about}
        """)
    )
    (claim,) = claims(found, "SymptomClaim")
    assert objects(found, claim, "rdfs:label") == ['"fever"@en']
    about, signs = objects(found, claim, "gardkg:statement")
    assert objects(found, about, "gardkg:hedge") == []
    assert objects(found, signs, "gardkg:hedge") == ['"may"@en']
    assert objects(found, signs, "gardkg:wording") == ['"heat"@en']  # its own words are kept


def test_of_equal_claims_no_wording_is_lost() -> None:
    """One has a wording, and another label besides: its place says both."""
    first = "{label: Itching, term: HP:0000989, match: exact}"
    second = "{label: Pruritus, wording: an intense itch, term: HP:0000989, match: exact}"
    found, again = (
        lines(record(f"symptoms: [{one}, {two}]"))
        for one, two in ((first, second), (second, first))
    )
    assert found == again
    (claim,) = claims(found, "SymptomClaim")
    assert objects(found, claim, "rdfs:label") == ['"Itching"@en']
    said = [objects(found, s, "gardkg:wording") for s in objects(found, claim, "gardkg:statement")]
    assert sorted(said) == [[], ['"Pruritus"@en'], ['"an intense itch"@en']]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{label: itch, frequency: 70%}", "{label: itch, frequency: 70.0%}"),
        ("{label: itch, frequency: {words: Often}}", "{label: itch, frequency: {words: often}}"),
        *[
            tuple(
                f"{{label: itch, stated: [{{quote: {{start: 1, end: 5, sha256: {first * 64}}}}},"
                f" {{quote: {{start: 1, end: 5, sha256: {second * 64}}}}}]}}"
                for first, second in ("ab", "ba")
            )
        ],
    ],
    ids=["percentages", "words", "quotes of two files"],
)
def test_what_differs_in_spelling_only_does_not_depend_on_its_order(one: str, other: str) -> None:
    if "stated" in one:
        assert lines(record(f"symptoms: [{one}]")) == lines(record(f"symptoms: [{other}]"))
    else:
        assert lines(record(f"symptoms: [{one}, {other}]")) == (
            lines(record(f"symptoms: [{other}, {one}]"))
        )


def test_two_entries_of_one_work_may_say_different_things_of_it() -> None:
    found = lines(
        record("""
            citations:
              - {title: On x, pmid: '123'}
              - {title: On x, pmid: '123', doi: 10.1000/182, type: article}
        """)
    )
    assert objects(found, "PMID:123", "prism:doi") == ['"10.1000/182"']
    assert "fabio:JournalArticle" in objects(found, "PMID:123", "rdf:type")


def test_merging_keeps_what_only_the_second_says_of_the_thing() -> None:
    """A term, a label: both were once dropped without a word."""
    found = lines(
        record("""
            symptoms:
              - {label: shaking}
              - {label: Shaking, term: HP:0001337, match: broad, term_label: Tremor}
              - {label: fever, term: HP:0001945, match: exact}
              - {label: heat, term: HP:0001945, match: exact, term_label: Fever}
        """)
    )
    assert len(claims(found, "SymptomClaim")) == 2
    assert f"{R}/phenotype/shaking skos:broadMatch HP:0001337" in found
    assert 'HP:0001337 rdfs:label "Tremor"@en' in found
    assert 'HP:0001945 rdfs:label "Fever"@en' in found


# --- Terms and the source's words ---------------------------------------------------------------


@pytest.mark.parametrize("match", ["broad", "narrow", "close"])
def test_a_term_that_only_comes_near_never_gets_the_sources_words(match: str) -> None:
    """The claim is about a node of ours, which is near the term; HP keeps its own label."""
    found = lines(
        record(f"""
            language: fr
            symptoms:
              - {{label: mains qui tremblent, term: HP:0001337, match: {match}, term_label: Tremor}}
        """)
    )
    own = f"{R}/phenotype/mains-qui-tremblent"
    assert objects(found, own, "rdfs:label") == ['"mains qui tremblent"@fr']
    assert objects(found, own, f"skos:{match}Match") == ["HP:0001337"]
    assert objects(found, D, "RO:0002200") == [own]
    assert objects(found, "HP:0001337", "rdfs:label") == ['"Tremor"@en']


def test_no_term_has_words_of_the_source(fictional: list[Record], seed: Record) -> None:
    """Over all records: a term's only label is the one that was checked against its ontology."""
    known = {
        claim.term_label
        for one in (*fictional, seed)
        for claim in one.claims()
        if getattr(claim, "term_label", None)
    }
    for line in having(lines(*fictional, seed), " rdfs:label "):
        if re.match(r"(HP|MAXO|UBERON|NCBIGene):", line):
            assert line.split(" ", 2)[2].removesuffix("@en").strip('"') in known


def test_one_wording_has_all_its_matches() -> None:
    found = lines(
        record("""
            symptoms:
              - {label: rash, term: HP:0000988, match: broad, term_label: Skin rash, sex: male}
              - {label: rash, term: HP:0000951, match: close, term_label: Abnormality of the skin}
        """)
    )
    own = f"{R}/phenotype/rash"
    assert objects(found, own, "skos:broadMatch") == ["HP:0000988"]
    assert objects(found, own, "skos:closeMatch") == ["HP:0000951"]
    assert len(having(found, "HP:00009", "rdfs:label")) == 2


# --- Qualifiers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("HP:0040281", ["biolink:frequency_qualifier HP:0040281"]),
        (
            "05/12",
            ['biolink:has_count "5"^^xsd:integer', 'biolink:has_total "12"^^xsd:integer'],
        ),
        ("37.50%", ['biolink:has_percentage "37.50"^^xsd:decimal']),
        ("{words: in a few cases}", ['gardkg:frequencyInWords "in a few cases"@en']),
    ],
)
def test_four_kinds_of_frequency_are_kept_apart(frequency: str, expected: list[str]) -> None:
    """None is ever turned into another."""
    found = lines(record(f"symptoms: [{{label: x, frequency: {frequency}}}]"))
    (claim,) = claims(found, "SymptomClaim")
    said = [line for line in found if re.search("frequency|has_(count|total|perc)", line)]
    assert sorted(said) == [f"{claim} {line}" for line in expected]


def test_the_qualifiers_of_a_symptom_are_on_its_claim() -> None:
    found = lines(
        record("""
            symptoms:
              - label: x
                onset: HP:0003581
                sex: female
                sites: [UBERON:0002398]
                modifiers: [HP:0012828, HP:0025301]
        """)
    )
    (claim,) = claims(found, "SymptomClaim")
    assert objects(found, claim, "biolink:onset_qualifier") == ["HP:0003581"]
    assert objects(found, claim, "biolink:sex_qualifier") == ["PATO:0000383"]
    assert objects(found, claim, "gardkg:site") == ["UBERON:0002398"]
    assert objects(found, claim, "gardkg:modifier") == ["HP:0012828", "HP:0025301"]
    assert not having(found, D, "UBERON:0002398")  # a symptom's site is not the disease's


def test_ages_do_not_become_an_onset() -> None:
    found = lines(record("affected_ages: [{label: from nine months, min: 9, unit: months}]"))
    (claim,) = claims(found, "AffectedAgeClaim")
    assert objects(found, claim, "gardkg:minimumAge") == ['"9"^^xsd:integer']
    assert objects(found, claim, "gardkg:maximumAge") == []
    assert objects(found, claim, "gardkg:ageUnit") == ["gardkg:unit-months"]
    assert not having(found, "nset")


# --- Treatments, causes, genes ------------------------------------------------------------------

ANY = "biolink:treats_or_applied_or_studied_to_treat"


@pytest.mark.parametrize(
    ("keys", "predicate", "direct"),
    [
        ("", ANY, True),
        ("hedge: may", "biolink:applied_to_treat", True),
        ("stated: [{hedge: may}, {hedge: can}]", "biolink:applied_to_treat", True),
        ("stated: [{hedge: may}, {status: first-line}]", ANY, True),  # one place does not hedge
        ("relation: treats", "biolink:treats", True),
        ("negated: true, status: not-effective", "biolink:treats", False),
        ("relation: contraindicated, status: avoid", "biolink:contraindicated_in", True),
    ],
)
def test_a_treatments_predicate_says_no_more_than_the_source(
    keys: str, predicate: str, direct: bool
) -> None:
    text = f"treatments: [{{label: x, term: MAXO:0000011, match: exact, {keys}}}]"
    found = lines(record(text))
    (claim,) = claims(found, "TreatmentClaim")
    assert objects(found, claim, "rdf:subject") == ["MAXO:0000011"]
    assert objects(found, claim, "rdf:predicate") == [predicate]
    assert objects(found, claim, "rdf:object") == [D]
    # Nothing else is said of the two, in either direction.
    assert [line for line in found if line.startswith("MAXO:")] == (
        [f"MAXO:0000011 {predicate} {D}"] if direct else []
    )


def test_what_a_place_says_of_a_treatment_stands_on_its_statement() -> None:
    found = lines(
        record("""
            treatments:
              - label: rest
                stated:
                  - status: best-option
                    effect: {duration: long-term, outcome: remission, words: for years}
                    side_effects: few
                  - {status: last-resort}
        """)
    )
    (claim,) = claims(found, "TreatmentClaim")
    first, second = objects(found, claim, "gardkg:statement")
    assert {line for line in found if line.startswith(f"{first} gardkg:")} == {
        f"{first} gardkg:treatmentStatus gardkg:status-best-option",
        f"{first} gardkg:effectDuration gardkg:duration-long-term",
        f"{first} gardkg:effectOutcome gardkg:outcome-remission",
        f'{first} gardkg:effectInWords "for years"@en',
        f'{first} gardkg:sideEffects "few"@en',
    }
    assert objects(found, second, "gardkg:treatmentStatus") == ["gardkg:status-last-resort"]


@pytest.mark.parametrize(
    ("relation", "predicate"),
    [
        ("", "biolink:associated_with"),
        ("relation: associated", "biolink:associated_with"),
        ("relation: contributes", "biolink:contributes_to"),
        ("relation: causes", "biolink:causes"),
    ],
)
def test_an_association_is_no_cause(relation: str, predicate: str) -> None:
    found = lines(record(f"causes: [{{label: fog, {relation}}}]"))
    assert having(found, f"{R}/cause/fog biolink:") == [f"{R}/cause/fog {predicate} {D}"]


@pytest.mark.parametrize(
    ("relation", "predicate", "kind"),
    [
        ("associated", "biolink:associated_with", "biolink:GeneToDiseaseAssociation"),
        ("causal", "biolink:causes", "biolink:CausalGeneToDiseaseAssociation"),
    ],
)
def test_a_gene_is_causal_only_where_the_source_says_so(
    relation: str, predicate: str, kind: str
) -> None:
    found = lines(record(f"genes: [{{label: LUNA1, relation: {relation}}}]"))
    assert f"{R}/gene/luna1 {predicate} {D}" in found
    (claim,) = claims(found, "GeneClaim")
    assert kind in objects(found, claim, "rdf:type")


def test_unknown_is_not_none_and_not_silence() -> None:
    unknown = lines(record("etiology_status: {label: nobody knows, status: unknown}"))
    none = lines(record("treatment_status: {label: nothing helps, status: no-treatment}"))
    silent = lines(record("not_stated: [causes, treatments]"))
    assert having(unknown, "gardkg:etiologyStatus gardkg:etiology-unknown")
    assert having(none, "gardkg:careStatus gardkg:care-no-treatment")
    assert objects(silent, R, "gardkg:notStated") == ["gardkg:CauseClaim", "gardkg:TreatmentClaim"]


# --- Names and mappings -------------------------------------------------------------------------


def test_names_by_scope_and_type() -> None:
    found = lines(
        record("""
            synonyms:
              - Plain
              - {label: X, scope: exact, type: abbreviation}
              - {label: Broad, scope: broad}
              - {label: Narrow, scope: narrow, type: layperson}
              - {label: Mispelt, type: misspelling}
              - {label: Former, type: previous}
        """)
    )
    scopes = {s: objects(found, D, f"oboInOwl:has{s}Synonym") for s in ("Exact", "Broad", "Narrow")}
    assert scopes == {"Exact": ['"X"@en'], "Broad": ['"Broad"@en'], "Narrow": ['"Narrow"@en']}
    related = objects(found, D, "oboInOwl:hasRelatedSynonym")
    assert related == ['"Former"@en', '"Mispelt"@en', '"Plain"@en']
    assert len(objects(found, D, "skos:altLabel")) == 6
    types = {line.split()[0]: line.split()[2] for line in having(found, "oboInOwl:hasSynonymType")}
    assert types == {
        f"{R}/name/x": "OMO:0003000",
        f"{R}/name/narrow": "OMO:0003003",
        f"{R}/name/mispelt": "OMO:0003006",
        f"{R}/name/former": "OMO:0003008",
    }


def test_a_name_that_is_cut_off_is_kept_but_never_offered() -> None:
    found = lines(record("synonyms: [{label: Generalized papular and, incomplete: true}]"))
    name = f"{R}/name/generalized-papular-and"
    assert objects(found, name, "gardkg:incomplete") == ['"true"^^xsd:boolean']
    assert sorted(having(found, '"Generalized papular and"')) == [
        f'{D} skos:hiddenLabel "Generalized papular and"@en',
        f'{name} skosxl:literalForm "Generalized papular and"@en',
    ]


def test_where_a_name_is_said_is_kept_too() -> None:
    """Also where all that is known is how it is put."""
    found = lines(record("synonyms: [{label: Ague, hedge: formerly}]"))
    (statement,) = objects(found, f"{R}/name/ague", "gardkg:statement")
    assert objects(found, statement, "gardkg:hedge") == ['"formerly"@en']


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_equal_names_are_one_with_the_statements_of_all(order: tuple[int, ...]) -> None:
    """The closest scope is its scope; whoever spells it otherwise keeps that as the wording."""
    names = [
        "ague",
        "{label: Ague, scope: exact, hedge: formerly}",
        "{label: AGUE, type: previous, hedge: rarely}",
    ]
    found = lines(record(f"synonyms: [{', '.join(names[n] for n in order)}]"))
    name = f"{R}/name/ague"
    assert objects(found, D, "skos:altLabel") == ['"Ague"@en']
    assert objects(found, D, "oboInOwl:hasExactSynonym") == ['"Ague"@en']
    assert objects(found, name, "oboInOwl:hasSynonymType") == []
    said = [
        [*objects(found, statement, "gardkg:hedge"), *objects(found, statement, "gardkg:wording")]
        for statement in sorted(objects(found, name, "gardkg:statement"))
    ]
    assert said == [['"formerly"@en'], ['"rarely"@en', '"AGUE"@en']]


def test_mappings_of_every_strength_and_never_same_as() -> None:
    found = lines(
        record("""
            mappings:
              exact: [MONDO:0000001]
              broad: [ORPHA:1]
              narrow: [OMIM:100000]
              close: [UMLS:C0000001]
              xref:
                - id: MESH:D000001
                  justification: semapv:MappingChaining
                  via: MONDO:0000001
                  source: https://example.org/set.tsv
        """)
    )
    assert objects(found, D, "skos:exactMatch") == ["MONDO:0000001"]
    assert objects(found, D, "skos:broadMatch") == ["ORPHA:1"]
    assert objects(found, D, "skos:narrowMatch") == ["OMIM:100000"]
    assert objects(found, D, "skos:closeMatch") == ["UMLS:C0000001"]
    assert objects(found, D, "oboInOwl:hasDbXref") == ["MESH:D000001"]
    mapping = f"{R}/mapping/MESH_D000001"
    assert {line for line in found if line.startswith(mapping)} == {
        f"{mapping} rdf:type gardkg:Mapping",
        f"{mapping} gardkg:disease {D}",
        f"{mapping} rdf:subject {D}",
        f"{mapping} rdf:predicate oboInOwl:hasDbXref",
        f"{mapping} rdf:object MESH:D000001",
        f"{mapping} sssom:mapping_justification semapv:MappingChaining",
        f"{mapping} sssom:mapping_source https://example.org/set.tsv",
        f"{mapping} gardkg:via MONDO:0000001",
    }
    assert not having(found, "sameAs")


# --- Where it is said ---------------------------------------------------------------------------


def test_a_statement_leads_to_its_section_references_and_works() -> None:
    found = lines(
        record("""
            source: {url: https://example.org/page, title: The page}
            sections: {about: {heading: What is it?, updated: 2031-05-06}}
            symptoms: [{label: x, in: about, citations: [1], curated: 2031-06-01}]
            citations:
              - {title: One, pmid: "999000001", accessed: 2031-05-05, date: 2030-02}
        """)
    )
    (statement,) = (line.split()[0] for line in having(found, "gardkg:Statement"))
    section, entry = f"{R}/section/about", f"{R}/reference/PMID_999000001"
    assert {
        f"{statement} prov:wasDerivedFrom {section}",
        f"{statement} cito:citesAsEvidence {entry}",
        f"{statement} biolink:publications PMID:999000001",
        f"{statement} biolink:has_evidence_of_type ECO:0000304",
        f'{statement} gardkg:curated "2031-06-01"^^xsd:date',
        f"{section} dcterms:isPartOf {R}",
        f'{section} dcterms:title "What is it?"@en',
        f'{section} dcterms:modified "2031-05-06"^^xsd:date',
        f"{R} prov:wasDerivedFrom https://example.org/page",
        'https://example.org/page dcterms:title "The page"@en',
        f'{entry} schema:position "1"^^xsd:integer',
        f'{entry} gardkg:accessed "2031-05-05"^^xsd:date',
        f'{entry} dcterms:bibliographicCitation "One. 2030-02."',
        f"{entry} dcterms:references PMID:999000001",
        'PMID:999000001 dcterms:issued "2030-02"^^xsd:gYearMonth',
    } <= found


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("", "ECO:0000303"),
        ("citations: [1]", "ECO:0000304"),
        ("agent: automatic", "ECO:0007320"),
        ("agent: automatic, citations: [1]", "ECO:0007321"),
        ("agent: automatic, evidence: eco:0000033", "ECO:0000033"),
    ],
)
def test_the_kind_of_evidence_follows_from_agent_and_references(keys: str, code: str) -> None:
    found = lines(record(f"symptoms: [{{label: x, {keys}}}]\ncitations: [{{title: One}}]"))
    ((*_, evidence),) = (line.split() for line in having(found, "has_evidence_of_type"))
    assert evidence == code
    agent = "text_mining_agent" if "automatic" in keys else "manual_agent"
    assert having(found, f'biolink:agent_type "{agent}"')


@pytest.mark.parametrize(
    ("entry", "work"),
    [
        ("{pmid: '1', doi: 10.1000/a, url: 'https://example.org/'}", "PMID:1"),
        ("{doi: '10.1000/a<b>', url: 'https://example.org/'}", "https://doi.org/10.1000/a%3Cb%3E"),
        ("{url: 'https://example.org/'}", "https://example.org/"),
        ("{title: One}", f"{R}/work/reference-"),
    ],
)
def test_a_work_is_known_by_its_pmid_else_doi_else_address(entry: str, work: str) -> None:
    found = lines(record(f"citations: [{entry}]"))
    ((*_, found_work),) = (line.split() for line in having(found, "dcterms:references"))
    assert found_work.startswith(work)


def test_a_source_without_an_address_keeps_its_title() -> None:
    found = lines(record("source: {file: a.txt, title: A letter, license: made up}"))
    assert f"{R} prov:wasDerivedFrom {R}/source" in found
    assert f'{R}/source dcterms:title "A letter"@en' in found
    assert having(found, '"a.txt"')
    assert having(found, '"made up"')


def test_quotes_are_places_not_texts() -> None:
    found = lines(
        record(f"symptoms: [{{label: x, quote: {{start: 3, end: 9, sha256: '{'0' * 64}'}}}}]")
    )
    ((_, _, quote),) = (line.split() for line in having(found, "oa:hasSelector"))
    assert {line for line in found if line.startswith(quote)} == {
        f"{quote} rdf:type oa:TextPositionSelector",
        f'{quote} oa:start "3"^^xsd:nonNegativeInteger',
        f'{quote} oa:end "9"^^xsd:nonNegativeInteger',
        f'{quote} gardkg:sha256 "{"0" * 64}"',
    }


# --- Of all records -----------------------------------------------------------------------------


def test_every_text_of_a_record_is_in_its_graph(fictional: list[Record], seed: Record) -> None:
    """Nothing is dropped: each text of the model is a literal, or part of one (a reference)."""
    import msgspec

    def texts(value: object, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [text for k, v in value.items() for text in texts(v, k)]
        if isinstance(value, list):
            return [text for item in value for text in texts(item, key)]
        # Codes become terms, numbers typed literals; they are tested above.
        coded = {"id", "language", "match", "scope", "type", "status", "duration", "outcome"}
        skip = coded | {"relation", "sex", "unit", "agent", "in", "frequency", "not_stated"}
        return [value] if isinstance(value, str) and key not in skip else []

    for one in (*fictional, seed):
        found = {getattr(t.object, "value", "") for t in triples(export([one], format="nt"), "nt")}
        for text in texts(msgspec.to_builtins(one)):
            if ":" in text and " " not in text:  # a CURIE or an address
                continue
            assert text in found, text


def test_a_graph_has_iris_and_literals_only(fictional: list[Record]) -> None:
    for triple in triples(export(fictional, format="nt"), "nt"):
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)


@pytest.mark.long
def test_each_predicate_stands_in_one_place() -> None:
    """Whoever changes a predicate changes ``mapping.templates`` and nothing else.

    Queries are SPARQL, which has its own copy by nature; ``test_ontology`` holds those.
    """
    rows = {row.predicate for template in TEMPLATES for row in template.rows}
    tables = (RELATIONS, SCOPES, MATCHES, CAUSE_RELATIONS, SEXES, SYNONYM_TYPES, EVIDENCE)
    codes = {value for table in tables for value in table.values() if ":" in value}
    terms = (rows | codes) - {"", "rdf:type"}
    assert len(terms) > 80
    for path in (ROOT / "gardkg").rglob("*.py"):
        code = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text("utf-8"), flags=re.DOTALL)
        # What describes a dataset writes another graph than a record's; importers read others'.
        others = path.name in ("templates.py", "void.py") or "importers" in path.parts
        if not others and "SELECT" not in code:
            used = {term for term in terms if re.search(rf"\b{term}\b", code)}
            assert not used, f"{path.name}: {used}"


def test_the_places_of_one_name_stand_in_the_order_of_the_record() -> None:
    """Whichever of its spellings is the closest, and so gives the node its label and scope."""
    one = record("""
        sections: {a: {heading: A}, b: {heading: B}}
        synonyms:
          - {label: Deep Fever, scope: related, in: a}
          - {label: deep fever, scope: exact, in: b}
    """)
    text = export([one], format="ttl").decode()
    assert 'skosxl:literalForm "deep fever"@en ;\n    gardkg:scope oboInOwl:hasExactSynonym' in text
    places = re.findall(r"^<record/\S+/statement/name-deep-fever/(\w)>", text, re.MULTILINE)
    assert places == ["a", "b"]

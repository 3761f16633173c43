"""Prose → claims: each rule by a sentence of ours, and the traps that no rule may spring.

The disease (Lantern syndrome, LS) and what is said of it are invented.
"""

from __future__ import annotations

from typing import Any

import pytest
from lexicons import lexicon

from gardkg import model
from gardkg.importers.prose import Found, Passage, add, quote_at, read
from gardkg.importers.prose.passage import Topic
from gardkg.importers.prose.sentences import split

LEXICON = lexicon()
NAMES = ("Lantern syndrome", "LS", "Duskwater disease")


def found(text: str, topic: Topic = "symptoms") -> Found:
    passage = Passage(text, topic, quote_at(0, 64 * "0"), NAMES, topic)
    result = read(passage, LEXICON)
    for _, claim in result.claims:
        assert claim.agent == "automatic"
        assert claim.section == topic
        assert claim.quote is not None
    quoted = {(c.quote.start, c.quote.end) for _, c in result.claims if c.quote}
    leads = {s.lead for s in result.sentences if s.lead and (s.start, s.end) in quoted}
    for sentence in result.sentences:
        where = (sentence.start, sentence.end)
        assert (sentence in result.uncovered) != (where in quoted or where in leads)
    return result


def of(text: str, field: str, topic: Topic = "symptoms") -> list[Any]:
    return [claim for name, claim in found(text, topic).claims if name == field]


# --- Sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It hurts. It stays.", ["It hurts.", "It stays."]),
        ("It hurts.[1][2] It stays.[3]", ["It hurts.[1][2]", "It stays.[3]"]),
        ("Scans help.Surgery is rare.", ["Scans help.", "Surgery is rare."]),
        ("It is due to S. aureus, e.g. Often so.", ["It is due to S. aureus, e.g. Often so."]),
        ("A 2.5 cm lump.", ["A 2.5 cm lump."]),
        (
            "Signs include:\n  • Wry neck\n  • Cold hands\nIt stays.",
            ["Signs include:", "Wry neck", "Cold hands", "It stays."],
        ),
        (
            "Signs are: Wry neck (a turn) Cold hands Others may occur. It stays.",
            ["Signs are:", "Wry neck (a turn)", "Cold hands", "Others may occur.", "It stays."],
        ),
        ("One is rare: Wilms tumor, a growth.", ["One is rare: Wilms tumor, a growth."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    cut = [text[s.start : s.end] for s in split(text)]
    if parts and parts[-1] == "It stays." and "\n" in text:
        cut = [part.strip() for piece in cut for part in piece.split("\n")]
    assert cut == parts


def test_a_lists_items_know_what_introduced_them() -> None:
    text = "Signs include: Wry neck Cold hands"
    lead, *items = split(text)
    assert [text[slice(*item.lead)] for item in items if item.lead] == ["Signs include:"] * 2
    assert lead.lead is None


# --- Symptoms -------------------------------------------------------------------------------------


def test_a_list_of_symptoms_with_terms_glosses_and_without() -> None:
    text = (
        "Signs and symptoms may include seizures, floppiness (low muscle tone), and odd movements."
    )
    first, second, third = of(text, "symptoms")
    assert (first.label, first.term, first.match, first.hedge) == (
        "seizures", "HP:0001250", "exact", "may",
    )  # fmt: skip
    assert (second.label, second.term) == ("floppiness (low muscle tone)", "HP:0001252")
    assert (third.label, third.term) == ("odd movements", None)
    assert (first.quote.start, first.quote.end) == (0, len(text))


def test_severity_and_course_are_modifiers() -> None:
    (claim,) = of("The condition is characterized by severe headaches.", "symptoms")
    assert (claim.term, claim.modifiers) == ("HP:0002315", ["HP:0012828"])


def test_what_items_share_is_given_to_each() -> None:
    terms = [c.term for c in of("Symptoms include hearing and vision loss.", "symptoms")]
    assert terms == ["HP:0000365", "HP:0000572"]
    terms = [c.term for c in of("Signs include low levels of potassium and renin.", "symptoms")]
    assert terms == ["HP:0002900", "HP:0003351"]


def test_a_place_that_no_term_has_makes_the_term_broader() -> None:
    (claim,) = of("Symptoms include pain in the elbow.", "symptoms")
    assert (claim.label, claim.term, claim.match) == ("pain in the elbow", "HP:0012531", "broad")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Affected people often have fever.", "often"),
        ("Some people develop fever.", "Some people"),
        ("In most cases, people have fever.", "In most cases"),
        ("Fever is very common.", "very common"),
        ("Signs generally begin in infancy and include fever.", None),
        ("A rare disorder that causes fever.", None),
    ],
)
def test_frequency_in_words_belongs_to_its_own_verb(text: str, words: str | None) -> None:
    (claim,) = of(text, "symptoms")
    assert (claim.frequency.words if claim.frequency else None) == words


def test_a_percentage_behind_an_item_is_its_frequency() -> None:
    (claim,) = of("Signs were: Fever (75%)", "symptoms")
    assert claim.frequency == "75%"


def test_absence_said_plainly_is_a_negated_claim() -> None:
    text = "Signs include fever, in the absence of a thyroid disorder; and seizures."
    assert [(c.term, c.negated) for c in of(text, "symptoms")] == [
        ("HP:0001945", False), ("HP:0000820", True), ("HP:0001250", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Children usually have no headaches.",
        "Many people have no apparent headaches or fever.",
        "There are no seizures, and no tremor.",
        "Some people have the form without seizures.",
        "Affected people do not usually have seizures.",
        "It may be mistaken for epilepsy with seizures.",
        "Headaches of Rushlight syndrome are worse.",
        "Symptoms of Rushlight syndrome include seizures.",
        "People are at risk of pneumonia.",
        "Pneumonia can be ruled out by tests.",
        "Fever is treated with rest.",
        "Seizure medication is common.",
        "Relatives may have headaches.",
        "People have freckles with or without headaches.",
        "Is fever common?",
    ],
)
def test_traps_for_symptoms(text: str) -> None:
    assert not [claim for claim in of(text, "symptoms") if claim.positive and not claim.hedge]
    assert not [claim for claim in of(text, "symptoms", "overview") if claim.positive]


def test_a_cause_named_among_symptoms_is_none() -> None:
    terms = [c.term for c in of("Symptoms include fever due to pneumonia, and tremor.", "symptoms")]
    assert terms == ["HP:0001945", "HP:0001337"]


def test_a_gloss_is_no_symptom_of_its_own() -> None:
    text = "Symptoms include tremor (shaking that pain can bring)."
    assert [c.term for c in of(text, "symptoms")] == ["HP:0001337"]


def test_the_diseases_own_name_is_no_symptom() -> None:
    passage = Passage(
        "Lantern fever may cause tremor.", "symptoms", quote_at(0, 64 * "0"), ("Lantern fever",)
    )
    assert [c.term for _, c in read(passage, LEXICON).claims] == ["HP:0001337"]  # type: ignore[attr-defined]


# --- Treatments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Treatment may include surgery and physical therapy.", ["surgery", "physical therapy"]),
        ("It is treated with glowmycin or a low-salt diet.", ["glowmycin", "low-salt diet"]),
        ("Surgery is currently the only treatment option.", ["Surgery"]),
        ("Glow therapy may be considered if other treatments are not effective.", ["Glow therapy"]),
        ("Drugs such as glowmycin can be prescribed.", ["glowmycin"]),
        ("Treatment options include: Surgery Rest and ice", ["Surgery", "Rest", "ice"]),
        ("People who do not respond to rest may need surgery.", ["surgery"]),
        ("If medications are not effective, surgery may be considered.", ["surgery"]),
    ],
)
def test_treatments(text: str, labels: list[str]) -> None:
    claims = of(text, "treatments", "treatment")
    assert set(labels) <= {claim.label for claim in claims}
    assert all(not c.negated and c.relation == "applied" for c in claims)


def test_a_treatment_has_its_term_hedge_and_status() -> None:
    (claim,) = of("Surgery may be the best treatment.", "treatments", "treatment")
    assert (claim.term, claim.hedge, claim.status) == ("MAXO:0000004", "may", "best-option")


@pytest.mark.parametrize(
    ("text", "label", "relation", "status", "negated"),
    [
        ("Glow therapy is not effective.", "Glow therapy", "treats", "not-effective", True),
        ("Usual diuretics are not helpful.", "Usual diuretics", "treats", "not-effective", True),
        ("It does not respond to radiation.", "radiation", "treats", "not-effective", True),
        ("Steroids have been tried without success.", "Steroids", "treats", "not-effective", True),
        ("Steroids should be avoided.", "Steroids", "contraindicated", "avoid", False),
        ("Surgery is contraindicated.", "Surgery", "contraindicated", "avoid", False),
        ("Radiation is not recommended.", "Radiation", "contraindicated", "avoid", False),
        ("People should avoid opioids.", "opioids", "contraindicated", "avoid", False),
        ("Glow therapy is under investigation.", "Glow therapy", "applied", "under-study", False),
        ("Glow therapy is effective.", "Glow therapy", "treats", "effective", False),
    ],
)
def test_polarity(text: str, label: str, relation: str, status: str, negated: bool) -> None:
    claims = of(text, "treatments", "treatment")
    assert [(c.label, c.relation, c.status, c.negated) for c in claims] == [
        (label, relation, status, negated)
    ]


@pytest.mark.parametrize(
    ("text", "forbidden", "applied"),
    [
        ("Treatment includes avoidance of fasting and a low-salt diet.", ["fasting"], []),
        ("Rest is used, along with avoiding opioids.", ["opioids"], ["Rest"]),
    ],
)
def test_avoiding_goes_no_further_than_its_object(
    text: str, forbidden: list[str], applied: list[str]
) -> None:
    claims = of(text, "treatments", "treatment")
    assert [c.label for c in claims if c.relation == "contraindicated"] == forbidden
    assert [c.label for c in claims if c.relation == "applied"] == applied


@pytest.mark.parametrize(
    "text",
    [
        "A biopsy may be needed.",
        "CT scans, ultrasound and arteriography are used.",
        "Regular screening is recommended.",
        "It is unclear whether surgery is helpful.",
        "Surgery may not be effective.",
        "There is limited evidence that steroids help.",
        "Surgery is not always needed.",
        "Glow therapy is not effective in all cases.",
        "We recommend that you discuss surgery with your doctor.",
        "Please click here to learn about surgery.",
        "A cardiologist should be seen.",
        "No drug is helpful.",
        "Seizures can be controlled.",
        "It is recommended that they rest at home, school and work.",
    ],
)
def test_traps_for_treatments(text: str) -> None:
    assert not of(text, "treatments", "treatment")


def test_the_risk_of_a_treatment_is_none() -> None:
    assert not of("Risk factors include radiotherapy and surgery.", "treatments", "overview")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("There is currently no cure for LS.", "no-cure"),
        ("No standard treatment exists.", "no-standard-treatment"),
        ("There is no effective treatment.", "no-treatment"),
        ("No treatment is needed.", None),
    ],
)
def test_that_there_is_no_treatment(text: str, status: str | None) -> None:
    assert [c.status for c in of(text, "treatment_status", "treatment")] == (
        [status] if status else []
    )


def test_behind_no_cure_a_treatment_is_still_read() -> None:
    text = "Although there is no cure, physical therapy may help."
    assert [c.label for c in of(text, "treatments", "treatment")] == ["physical therapy"]


# --- Causes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "relation"),
    [
        ("LS is caused by mutations in the GLO1 gene.", "mutations in the GLO1 gene", "causes"),
        ("Mutations in the GLO1 gene cause LS.", "Mutations in the GLO1 gene", "causes"),
        ("The condition results from lamp oil.", "lamp oil", "causes"),
        ("LS is thought to be due to lamp oil.", "lamp oil", "associated"),
        ("Risk factors for LS include smoking.", "smoking", "associated"),
        ("LS is associated with pneumonia.", "pneumonia", "associated"),
        ("LS has been reported in association with lymphoma.", "lymphoma", "associated"),
        ("Factors known to trigger LS include: Bright light", "Bright light", "contributes"),
        ("LS is triggered by bright light.", "bright light", "contributes"),
    ],
)
def test_the_relation_of_a_cause(text: str, label: str, relation: str) -> None:
    claims = of(text, "causes", "causes")
    assert [(claim.label, claim.relation) for claim in claims] == [(label, relation)]


def test_cancers_reported_with_it_are_no_cause() -> None:
    text = "In a few cases, it has been reported in association with lymphoma and leukemia."
    claims = of(text, "causes", "causes")
    assert [(c.term, c.relation) for c in claims] == [
        ("HP:0002665", "associated"), ("HP:0001909", "associated"),
    ]  # fmt: skip


def test_a_gene_is_causal_only_where_its_mutations_cause() -> None:
    (gene,) = of("LS is caused by a change in the GLO1 gene.", "genes", "causes")
    assert (gene.label, gene.relation) == ("GLO1", "causal")
    (gene,) = of("LS is thought to be caused by mutations in the GLO1 gene.", "genes", "causes")
    assert gene.relation == "associated"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The exact cause of LS is unknown.", None),
        ("The underlying cause remains poorly understood.", None),
        ("The cause of LS is unknown in many cases.", "in many cases"),
        ("In some people, the cause is not known.", "In some people"),
    ],
)
def test_that_the_cause_is_unknown(text: str, words: str | None) -> None:
    (claim,) = of(text, "etiology_status", "causes")
    assert (claim.status, claim.frequency.words if claim.frequency else None) == ("unknown", words)


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear how mutations cause the signs.",
        "LS is not caused by lamp oil.",
        "Symptoms are caused by swelling.",
        "Rushlight syndrome is caused by mutations in the GLO2 gene.",
        "If LS is caused by oil, dermabrasion helps.",
    ],
)
def test_traps_for_causes(text: str) -> None:
    assert not found(text, "causes").claims


# --- Inheritance, ages, sites ---------------------------------------------------------------------


def test_inheritance_is_the_diseases_own() -> None:
    (claim,) = of("LS is inherited in an autosomal dominant manner.", "inheritance", "inheritance")
    assert (claim.term, claim.negated) == ("HP:0000006", False)
    trap = "However, an inherited form of LS exists, passed down in an autosomal dominant manner."
    assert not of(trap, "inheritance", "inheritance")
    (claim,) = of("LS is not inherited.", "inheritance", "inheritance")
    assert (claim.label, claim.negated) == ("inherited", True)


def test_ages_and_onset() -> None:
    (age,) = of("LS usually affects people between the ages of 30 and 50.", "affected_ages")
    assert (age.min, age.max, age.unit, age.frequency.words) == (30, 50, "years", "usually")
    (age,) = of("Symptoms develop at age 3 to 4 months.", "affected_ages")
    assert (age.min, age.max, age.unit) == (3, 4, "months")
    (onset,) = of("Symptoms begin within the first few months of life.", "onset")
    assert onset.term == "HP:0003593"


def test_sites_are_lists_of_parts_of_the_body() -> None:
    claims = of("The face, knees, and elbows are often affected.", "sites")
    assert [(c.label, c.frequency.words) for c in claims] == [
        ("face", "often"), ("knees", "often"), ("elbows", "often"),
    ]  # fmt: skip
    assert not of("Daily life is affected.", "sites")


# --- Adding to a record ---------------------------------------------------------------------------


def test_equal_claims_get_a_statement_each() -> None:
    record = model.Record(id="GARD:1", name="Lantern syndrome")
    text = "Symptoms include fever. Other symptoms include fever."
    result = found(text)
    assert add(record, result) == 1
    (claim,) = record.symptoms
    assert [said.quote.start for said in claim.statements if said.quote] == [0, 24]


def test_a_second_status_stays_out_and_its_sentence_is_uncovered() -> None:
    record = model.Record(id="GARD:1", name="Lantern syndrome")
    result = found("There is no cure. There is no standard treatment.", "treatment")
    add(record, result)
    assert record.treatment_status is not None
    assert record.treatment_status.status == "no-cure"
    assert len(result.uncovered) == 1


def test_what_is_not_understood_is_listed() -> None:
    result = found("The lamp was lit at dusk. Symptoms include fever.")
    (sentence,) = result.uncovered
    assert (sentence.start, sentence.end) == (0, 25)

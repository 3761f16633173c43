"""Prose → claims: each rule by a sentence of ours, and the traps that no rule may spring.

The disease (Lantern syndrome, LS) and what is said of it are invented.
"""

from __future__ import annotations

import re
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


@pytest.mark.parametrize("verb", ["occur", "occurs in adults", "develop", "appear", "vary"])
def test_a_verb_behind_a_name_is_no_part_of_it(verb: str) -> None:
    claim = of(f"Fever and headache {verb}.", "symptoms")[-1]
    assert (claim.label, claim.match) == ("headache", "exact")


def test_a_percentage_behind_an_item_is_its_frequency() -> None:
    (claim,) = of("Signs were: Fever (75%)", "symptoms")
    assert (claim.label, claim.frequency) == ("Fever", "75%")
    # Between two words it stays: a label has its words as they stand.
    (claim,) = of("Symptoms include muscle (50 %) weakness.", "symptoms")
    assert (claim.label, claim.frequency) == ("muscle (50 %) weakness", "50%")


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
    assert not [claim for claim in of(text, "symptoms") if claim.holds and not claim.hedge]
    assert not [claim for claim in of(text, "symptoms", "overview") if claim.holds]


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
        ("Treatment includes avoidance of opioids and a low-salt diet.", ["opioids"], []),
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


# --- Read against the sentences of 2,000 answers: what was turned round, or said too strongly -----


@pytest.mark.parametrize(
    "text",
    [
        "The aim of treatment is to avoid drugs that may set off an attack.",
        "It is advised that patients stay active and avoid opioids and sedatives.",
        "Many patients with Lantern syndrome have a mild course and do not require medication.",
        "It has appeared as a side effect of treatment with drugs like tramadol.",
        "Care includes an examination, with dilation, to rule out glaucoma.",
        "The aim is to use as little treatment as possible.",
        "Chronic use is limited by important side effects of steroids.",
    ],
)
def test_what_is_avoided_not_needed_or_to_blame_is_no_treatment(text: str) -> None:
    assert [c.label for c in of(text, "treatments", "treatment") if c.relation == "applied"] == []


def test_what_helps_in_part_is_neither_denied_nor_affirmed() -> None:
    text = "Diet and supplements may ease some signs but generally do not improve growth."
    assert of(text, "treatments", "treatment") == []


def test_of_what_is_avoided_only_in_part_nothing_is_said() -> None:
    text = "Treatment includes avoiding pain medications that can harm the liver."
    assert of(text, "treatments", "treatment") == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("There is no treatment that stops the progression of the disease.", None),
        ("There are no treatments to slow the progression of Lantern syndrome.", None),
        ("There is no known medical treatment for Lantern syndrome.", None),
        ("There are no treatment guidelines for Lantern syndrome.", "no-standard-treatment"),
        ("There is no treatment that has been shown to work.", "no-treatment"),
    ],
)
def test_no_treatment_is_not_no_treatment_of_one_kind(text: str, status: str | None) -> None:
    claims = of(text, "treatment_status", "treatment")
    assert [claim.status for claim in claims] == ([status] if status else [])


@pytest.mark.parametrize(
    "text",
    [
        "The gene that causes Lantern syndrome is not known.",
        "Exactly how these mutations cause the disease is unknown.",
        "The genetic cause of type 1 is currently unknown.",
    ],
)
def test_a_gene_a_way_or_a_form_unknown_is_no_unknown_cause(text: str) -> None:
    assert of(text, "etiology_status", "causes") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "In some people with Lantern syndrome, the cause is unknown.",
            "In some people with Lantern syndrome",
        ),
        ("For most patients, the cause is unknown.", "For most patients"),
        ("The cause in the remaining cases is unknown.", "in the remaining cases"),
    ],
)
def test_for_whom_the_cause_is_unknown_is_in_the_texts_words(text: str, words: str) -> None:
    (claim,) = of(text, "etiology_status", "causes")
    assert claim.frequency == model.Words(words=words)


@pytest.mark.parametrize(
    "text",
    [
        "Lantern syndrome is also associated with short stature and deafness.",
        "It may be associated with various other skeletal or cardiac abnormalities.",
        "Affected people are at increased risk for strokes, which are accompanied by seizures.",
        "Most cases of cold skin result from lifestyle choices.",
        "Although it may be due to stress, the exact cause of this condition is unknown.",
    ],
)
def test_what_the_disease_brings_and_other_diseases_causes_are_no_causes(text: str) -> None:
    labels = [claim.label for claim in of(text, "causes", "causes")]
    assert labels in ([], ["stress"])


def test_a_cause_ends_where_another_statement_begins() -> None:
    text = "Most cases result from new mutations and occur in people with no family history."
    (claim,) = of(text, "causes", "causes")
    assert (claim.label, claim.frequency) == ("new mutations", model.Words(words="Most cases"))


def test_rarely_at_the_beginning_is_how_often() -> None:
    (claim,) = of("Rarely, it is caused by mutations in the LUX1 gene.", "causes", "causes")
    assert claim.frequency == model.Words(words="rarely")


@pytest.mark.parametrize(
    "text",
    [
        "Acquired Lantern syndrome is not inherited.",
        "Lantern syndrome acquisita is a rare disorder and is not inherited.",
        "If only one lump appears, Lantern syndrome is not inherited.",
        "Many cases are due to a new mutation and are not inherited from a parent.",
    ],
)
def test_of_a_form_or_under_a_condition_nothing_is_said_of_inheritance(text: str) -> None:
    assert [claim.label for claim in of(text, "inheritance", "inheritance")] == []


@pytest.mark.parametrize(
    ("text", "hedge", "words"),
    [
        ("It has been suggested that LS is inherited in an autosomal dominant manner.",
         "been suggested", None),
        ("It can be caused by mutations and is inherited in an autosomal dominant manner.",
         None, None),
        ("Most cases are inherited in an autosomal dominant manner.", None, "Most cases"),
        ("Rarely, it is inherited in an autosomal dominant manner.", None, "rarely"),
    ],
)  # fmt: skip
def test_how_surely_and_how_often_it_is_inherited(
    text: str, hedge: str | None, words: str | None
) -> None:
    (claim,) = of(text, "inheritance", "inheritance")
    assert (claim.hedge, claim.frequency) == (hedge, words and model.Words(words=words))


def test_most_cases_not_inherited_is_not_all() -> None:
    (claim,) = of("Most cases are not inherited.", "inheritance", "inheritance")
    assert (claim.negated, claim.frequency) == (True, model.Words(words="Most cases"))


@pytest.mark.parametrize(
    "text",
    [
        "Many people have a family history of allergies, such as fever or seizures.",
        "These seizures are rarely seen before noon.",
        "The cause of Lantern syndrome is unknown, but it may be associated with fatigue.",
        "Signs include a failure to seize, and inability to have a fever.",
    ],
)
def test_no_symptom_of_relatives_of_another_type_or_turned_round(text: str) -> None:
    assert [claim.term for claim in of(text, "symptoms") if claim.term] == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Type 2 spares the ear, whereas LS type 1 also causes hearing loss.", "type 1"),
        ("Infants with the acute neonatal form have hearing loss.", "acute neonatal form"),
        ("Hearing loss is seen in the classic type of LS.", "classic type"),
        ("Infants with the neonatal form look well, but they have hearing loss.", "neonatal form"),
        ("This late form is associated with hearing loss.", "late form"),
        ("This form is associated with hearing loss.", None),
        ("Lantern syndrome is a rare form of ear disease that causes hearing loss.", None),
        ("The most common form of hearing loss develops in LS.", None),
        ("Several types of hearing loss develop.", None),
    ],
)
def test_what_is_said_of_a_form_is_the_forms(text: str, form: str | None) -> None:
    for claim in of(text, "symptoms"):
        assert (claim.form, claim.holds) == (form, form is None)


def test_what_a_clause_says_holds_within_it() -> None:
    """Frequency, doubt and denial, each in its own."""
    text = (
        "Some people have seizures, but hearing loss is usually absent."
        " About half of people with Lantern syndrome have fever, and most have headaches."
    )
    found_ = {c.term: c.frequency for c in of(text, "symptoms") if c.holds}
    assert found_ == {
        "HP:0001250": model.Words(words="Some people"),
        "HP:0001945": model.Words(words="About half of people"),
        "HP:0002315": model.Words(words="most"),
    }


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("Fever is present in about 80 percent of people.", "about 80 percent"),
        ("Fever is seen in 80% of those affected.", "80%"),
        ("Fever (50 % of individuals) and headaches occur.", "50%"),
        ("Fever has been seen in 3 of 12 people.", "3/12"),
        ("About 1 in 5 people have fever.", "About 1 in 5"),
        ("LS causes fever in half of patients by age 30.", "in half of patients"),
        ("Most people have seizures and some have fever.", "some"),
        ("Seizures are common, but fever was seen in 2/14 people.", "2/14"),
    ],
)
def test_numbers_before_or_behind_a_sign(text: str, frequency: str) -> None:
    (claim,) = (c for c in of(text, "symptoms") if c.term == "HP:0001945")
    assert (getattr(claim.frequency, "words", None) or claim.frequency) == frequency


def test_mild_to_severe_is_either() -> None:
    assert [c.term for c in of("They have mild to severe fever.", "symptoms")] == ["HP:0001945"]
    assert not of("They have mild to severe fever.", "symptoms")[0].modifiers


def test_a_denial_behind_a_list_is_of_all_it_lists() -> None:
    assert not of("Fever, headaches and seizures are not seen.", "symptoms")
    terms = [
        c.term for c in of("Coughing and fever may occur in the absence of a cold.", "symptoms")
    ]
    assert terms == ["HP:0001945"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("While mild fever can occur, it passes.", ["mild fever"]),
        ("Signs include headaches and low muscle tone in one or both arms.", None),
        ("Affected people have hearing loss, such as those with ear disease.", ["hearing loss"]),
    ],
)
def test_labels_are_whole_phrases(text: str, labels: list[str] | None) -> None:
    told = [claim.label for claim in of(text, "symptoms")]
    assert labels is None or told == labels
    assert all(not re.search(r"^(?:while|and)\b|\b(?:in|one|as|with)$", label) for label in told)


@pytest.mark.parametrize(
    "text",
    [
        "Lantern syndrome is an inherited disorder that causes fever.",
        "Lantern syndrome is a rare genetic condition characterized by fever and odd movements.",
        "Lantern syndrome is an autoimmune disease marked by fever.",
        "People with this genetic disorder have fever.",
    ],
)
def test_what_kind_of_disease_it_is_hides_no_sign(text: str) -> None:
    assert "HP:0001945" in [claim.term for claim in of(text, "symptoms", "overview")]


@pytest.mark.parametrize(
    "text",
    [
        "Seizures are worse in summer due to heat, fever and friction.",
        "Seizures can be triggered by lack of sleep, fever, or stress.",
        "It may occur together with certain disorders such as fever.",
        "Lantern syndrome is a rare type of fever that affects the ear.",
        "A low fever diet may help people with seizures.",
    ],
)
def test_a_trigger_a_class_or_another_disease_is_no_symptom(text: str) -> None:
    assert not [c for c in of(text, "symptoms") if c.term == "HP:0001945" and c.holds]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Moss's fever may cause tremor.", ("Moss fever",)),
        ("Moss (Lichen) fever may cause tremor.", ("Moss fever",)),
        ("Moss-fever may cause tremor.", ("Moss fever",)),
        ("Moss fever may cause tremor.", ("Moss fever, type 1",)),
        ("Moss fevers may cause tremor.", ("Moss fever disease",)),
    ],
)
def test_the_diseases_own_name_in_another_spelling(text: str, names: tuple[str, ...]) -> None:
    passage = Passage(text, "symptoms", quote_at(0, 64 * "0"), names)
    assert [c.term for _, c in read(passage, LEXICON).claims] == ["HP:0001337"]  # type: ignore[attr-defined]


def test_a_gene_in_front_of_a_relative_clause() -> None:
    text = "LS is caused by mutations in the LUX1 gene, which provides instructions for a protein."
    assert [(c.label, c.relation) for c in of(text, "genes", "causes")] == [("LUX1", "causal")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It is thought to be an autoimmune disorder.", "autoimmune disorder"),
        ("Scientists suspect that hormones may play a role in LS.", "hormones"),
        ("This suggests a genetic component may be involved.", "genetic component"),
        ("Other environmental factors include smoking.", "smoking"),
        ("LS may develop after injury.", "injury"),
    ],
)
def test_what_is_supposed_is_associated(text: str, label: str) -> None:
    assert [(c.label, c.relation) for c in of(text, "causes", "causes")] == [(label, "associated")]


@pytest.mark.parametrize(
    ("text", "label", "relation"),
    [
        ("The main cause of LS is a lack of vitamin D.", "lack of vitamin D", "causes"),
        ("Heat can trigger attacks.", "Heat", "contributes"),
        ("Exposure to dust increases the risk of LS.", "Exposure to dust", "associated"),
        ("The cause is unknown in many; some are due to infection.", "infection", "causes"),
    ],
)
def test_what_stands_before_or_behind_its_verb(text: str, label: str, relation: str) -> None:
    assert [(c.label, c.relation) for c in of(text, "causes", "causes")] == [(label, relation)]


@pytest.mark.parametrize(
    "text",
    [
        "LS has been linked to vaccines, but no evidence supports this.",
        "The most common cause of LS is thought to be unknown.",
        "An error in cell division may cause some eggs to have it.",
        "Factors that can trigger attacks are many.",
    ],
)
def test_what_was_thought_of_or_is_unknown_is_no_cause(text: str) -> None:
    assert not of(text, "causes", "causes")


def test_what_stands_in_a_list_with_treatments_is_one() -> None:
    text = "Treatment may include physical therapy, glowstones, and wheelchairs."
    labels = [claim.label for claim in of(text, "treatments", "treatment")]
    assert sorted(labels) == ["glowstones", "physical therapy", "wheelchairs"]
    text = "They may benefit from occupational and physical therapy."
    labels = [claim.label for claim in of(text, "treatments", "treatment")]
    assert sorted(labels) == ["occupational and physical therapy", "physical therapy"]


def test_a_kind_of_drug_gives_way_to_the_named_one() -> None:
    text = "Medications such as aspirin may be used."
    assert [claim.label for claim in of(text, "treatments", "treatment")] == ["aspirin"]


def test_a_vitamins_letter_ends_its_sentence() -> None:
    text = "Some take vitamin E. Surgery is rare."
    assert [text[s.start : s.end] for s in split(text)] == [
        "Some take vitamin E.",
        "Surgery is rare.",
    ]


def test_a_sentence_too_long_is_not_read_but_listed() -> None:
    short = "Signs include fever."
    long = "Signs include " + "fever, " * 230 + "and seizures."
    assert len(long) > 1_600
    result = found(f"{short} {long}")
    assert [c.quote.end for _, c in result.claims if c.quote] == [len(short)]
    assert [(s.start, s.end) for s in result.uncovered] == [
        (len(short) + 1, len(short) + 1 + len(long))
    ]
    assert found(long[:1_500].rstrip(", ") + ".").claims


@pytest.mark.parametrize(
    "text",
    [
        "Medications that may be causing the condition should be discontinued.",
        "Whenever possible, immunosuppressive medications should be stopped.",
        "These drugs are prescribed for neurological, mental, or emotional disorders.",
    ],
)
def test_what_is_stopped_or_for_other_diseases_is_no_treatment(text: str) -> None:
    assert of(text, "treatments", "treatment") == []


def test_a_disease_in_capitals_is_no_gene() -> None:
    text = "It is caused by infection, trauma and diseases such as CADASIL."
    assert of(text, "causes", "causes")
    assert of(text, "genes", "causes") == []


@pytest.mark.parametrize(
    "text",
    [
        "Factors that are associated with an increased risk of LS include fever and fatigue.",
        "Fever has been observed; however, it is uncertain whether it is a feature.",
    ],
)
def test_risks_and_what_is_uncertain_are_no_symptoms(text: str) -> None:
    assert of(text, "symptoms") == []


@pytest.mark.parametrize(
    "text",
    [
        "They need to be on a special diet restricted in two amino acids, tyrosine and leucine.",
        "Eliminating triggers such as caffeine and other stimulants is often recommended.",
        "Measures are taken to reduce high levels of calcium, phosphate, and oxalate.",
        "Medications associated with development of LS include antibiotics and quinine.",
        "Drugs that may trigger an attack include aspirin and ibuprofen.",
    ],
)
def test_what_is_kept_low_or_brings_the_disease_on_is_no_treatment(text: str) -> None:
    labels = {claim.label for claim in of(text, "treatments", "treatment")}
    assert labels <= {"special diet"}


def test_what_a_mutation_that_causes_the_disease_does_is_no_cause() -> None:
    text = "The LUX1 mutation that causes Lantern syndrome involves a repeated segment."
    assert of(text, "causes", "causes") == []


@pytest.mark.parametrize(
    "text",
    [
        "Gene therapy has shown limited success.",
        "Steroids have had little benefit in LS.",
        "Steroids were of little use.",
        "Rest helps most people, but ibuprofen did not help.",
    ],
)
def test_of_little_success_is_not_effective(text: str) -> None:
    claim = of(text, "treatments", "treatment")[-1]
    assert (claim.negated, claim.status) == (True, "not-effective")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Patients should avoid smoking.", "smoking"),
        ("It is managed by avoiding exposure to the cold.", "exposure to the cold"),
        ("Treatment includes avoidance of fasting and a low-salt diet.", "fasting"),
    ],
)
def test_an_exposure_to_avoid_is_a_trigger_and_no_treatment(text: str, label: str) -> None:
    assert not [c for c in of(text, "treatments", "treatment") if c.relation == "contraindicated"]
    (cause,) = of(text, "causes", "treatment")
    assert (cause.label, cause.relation) == (label, "contributes")


def test_what_is_being_tested_is_under_study() -> None:
    text = "There are treatments that are being tested, including a gene therapy."
    assert {c.status for c in of(text, "treatments", "treatment")} == {"under-study"}


def test_what_causes_a_symptom_in_apposition_is_no_cause_of_the_disease() -> None:
    text = "They may develop cyanosis, a condition caused by low oxygen."
    assert of(text, "causes", "overview") == []
    (claim,) = of("LS, a rare disease caused by dust, is mild.", "causes", "overview")
    assert claim.label == "dust"

"""The answer card: the seed's own question answered from the graph, in three forms."""

from __future__ import annotations

import json
import re

import pytest
from cases import record

from gardkg import Record, Store
from gardkg.errors import UsageError
from gardkg.sparql.card import as_json, as_markdown, as_text, card
from gardkg.sparql.resolve import find_disease


def text(one: Record) -> list[str]:
    return [str(line) for line in as_text(card(Store.of([one]), one.id))]


def test_the_seeds_question_is_answered_with_references(seed_store: Store) -> None:
    answer = card(seed_store, "GARD:0007615")
    assert answer.question == "What causes scleromyxedema and how is it treated?"
    assert list(answer.sections)[:4] == ["Cause", "Treatment", "Affects", "Symptoms"]
    assert [line.label for line in answer.sections["Cause"][:2]] == ["cause unknown"] * 2
    shown = {str(line) for line in as_text(answer)}
    assert {
        "Scleromyxedema  GARD:0007615",
        "Generalized papular and sclerodermoid (related, incomplete)",
        "between 30 and 50 years of age (usually) [3]  2009-01-06",
        "hoarseness (can)  2009-01-06",
        "cause unknown [1][2]  2014-04-18",
        "lymphoma (associated with, in a few cases, reported) [4]  2014-04-18",
        "no standard treatment [2]  2014-04-18",
        "also in treatment (relatively long-term effect, few side effects, can) [2]  2014-04-18",
        "also in treatment (best option, considered) [2]  2014-04-18",
        "plasmapheresis (short term, effective, leads to relapse) [2]  2014-04-18",
        "[3] Liotta E.A. Lichen Myxedematosus. eMedicine. 2006. Accessed 2009-01-05.",
    } <= shown


def test_what_is_not_so_is_never_among_what_is(seed_store: Store) -> None:
    answer = card(seed_store, "scleromyxedema")
    assert [line.label for line in answer.sections["Not the case"]] == ["thyroid disorder"]
    assert "thyroid disorder" not in {line.label for line in answer.sections["Symptoms"]}


def test_every_kind_of_denial_is_under_not_the_case() -> None:
    """A denied site or cause, or a symptom seen in none, once stood among what is so."""
    shown = text(
        record("""
            symptoms:
              - {label: there, frequency: HP:0040284}
              - {label: denied, negated: true}
              - {label: excluded, frequency: HP:0040285}
              - {label: in none, frequency: 0/7}
              - {label: in no part, frequency: 0.0%}
            sites: [{label: the moon, negated: true}]
            causes: [{label: the sun, relation: causes, negated: true}]
            treatments:
              - {label: leeches, negated: true, status: not-effective}
              - {label: rowing, relation: contraindicated, status: avoid}
        """)
    )
    assert shown[1:3] == ["Symptoms", "there (very rare, 1–4%)"]
    at = shown.index("Not the case")
    assert shown[at + 1 : at + 7] == [
        "denied",
        "excluded (excluded, 0%)",
        "in no part (0%)",
        "in none (0/7)",
        "the moon",
        "the sun (causes)",
    ]
    assert "leeches (not effective)" in shown
    assert "rowing (contraindicated, avoid)" in shown


def test_frequency_of_each_kind_is_shown() -> None:
    shown = text(
        record("""
            symptoms: [{label: a, frequency: 5/12}, {label: b, frequency: {words: at times}}]
            sites: [{label: c, frequency: 37.5%}]
            causes: [{label: d, frequency: HP:0040283}]
        """)
    )
    assert {"a (5/12)", "b (at times)", "c (37.5%)"} <= set(shown)
    assert "d (associated with, occasional, 5–29%)" in shown


def test_the_card_is_the_whole_record() -> None:
    shown = text(
        record("""
            symptoms: [{label: Rigidity, frequency: 3/40}, {label: rigidity, hedge: may}]
            onset: [{label: in childhood}]
            course: [{label: slow, negated: true}]
            inheritance: [{label: from the mother}]
            genes: [{label: ABC1, relation: causal}]
            mappings: {exact: [MONDO:0015665], xref: [OMIM:100000]}
            not_stated: [treatments]
        """)
    )
    assert shown[1:] == [
        *("Symptoms", "Rigidity (3/40)", "also (may)"),
        *("Onset and course", "in childhood"),
        *("Inheritance", "from the mother"),
        *("Genes", "ABC1 (causes)"),
        *("Not the case", "slow"),
        *("Not stated", "treatment"),
        *("Called by others", "MONDO:0015665 (exact)", "OMIM:100000 (xref)"),
    ]


def test_a_record_of_a_file_shows_no_page_of_ours() -> None:
    shown = text(record("source: {file: a.txt, title: A letter}"))
    assert shown == ["Testing  GARD:0990009"]


def test_json_has_the_same_card(seed_store: Store) -> None:
    answer = card(seed_store, "7615")
    found = json.loads(as_json(answer))
    assert found["id"] == "GARD:0007615"
    assert [entry["n"] for entry in found["references"]] == [1, 2, 3, 4]
    assert found["sections"]["Cause"][0] == {
        "label": "cause unknown",
        "notes": [],
        "citations": [1, 2],
        "updated": "2014-04-18",
        "again": False,
        "section": "causes",
        "statement": found["sections"]["Cause"][0]["statement"],
        "frequency": None,
        "hedge": None,
        "term": None,
    }
    assert found["sections"]["Cause"][0]["statement"].startswith("record/GARD_0007615/statement/")


def test_markdown_escapes_what_could_be_markup() -> None:
    one = record("""
        symptoms: [{label: "*bold* [link](x) <b> `code`", citations: [1]}]
        citations: [{title: A_b_c, url: "https://example.org/"}]
    """)
    shown = as_markdown(card(Store.of([one]), one.id))
    assert "- \\*bold\\* \\[link\\](x) \\<b\\> \\`code\\` [1]" in shown
    assert "1. A\\_b\\_c." in shown
    assert shown.startswith("# Testing\n\n`GARD:0990009`\n")


# --- Which disease is meant ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "Lanternfish fever",
        "lanternfish FEVER ",
        "LFF",
        "Bioluminescent pyrexia with",  # a name that is cut off finds it all the same
        "lanternfish",  # a part, where it is of one disease only
        "GARD:0990001",
        "gard:990001",
        "990001",
        "https://rarediseases.info.nih.gov/diseases/990001/lanternfish-fever",
        "https://w3id.org/gardkg/disease/GARD_0990001",
        "MONDO:9990001",  # an id it is mapped to
    ],
)
def test_a_disease_is_found_by_any_name_and_id(store: Store, asked: str) -> None:
    assert find_disease(store, asked) == "https://w3id.org/gardkg/disease/GARD_0990001"


def test_names_in_other_scripts_and_forms(store: Store) -> None:
    wanted = "https://w3id.org/gardkg/disease/MONDO_9990005"
    assert find_disease(store, "réverbérite d’été") == wanted
    assert find_disease(store, "Re\u0301verbe\u0301rite d’e\u0301te\u0301") == wanted


def test_an_ambiguous_name_lists_who_is_meant(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        find_disease(store, "fever")
    assert str(caught.value) == (
        "'fever' may be: Abyssal fever (GARD:0990006); Lanternfish fever (GARD:0990001)"
    )


@pytest.mark.parametrize("asked", ["measles", "GARD:0000001", "", " ", '" } #', "\\"])
def test_an_unknown_name_is_said(store: Store, asked: str) -> None:
    with pytest.raises(UsageError, match="no disease is called"):
        find_disease(store, asked)


@pytest.mark.parametrize("local", ["GARD_9999999", "", "GARD_0990001/x", "GARD_0990001#x", "a b"])
def test_an_address_of_ours_that_is_no_disease_is_said(store: Store, local: str) -> None:
    with pytest.raises(UsageError, match="no disease is called"):
        find_disease(store, f"https://w3id.org/gardkg/disease/{local}")


def test_no_other_abbreviation_is_offered_for_one() -> None:
    one = record("synonyms: [NARP syndrome, MALS]")
    for asked in ("PFAPA syndrome", "measles"):
        with pytest.raises(UsageError, match="lists them"):
            find_disease(Store.of([one]), asked)


@pytest.mark.parametrize("asked", ["lanternfsh fever", "LANTERNFISH FEVR", "Fevris photophorica"])
def test_a_misspelt_name_gets_the_nearest(store: Store, asked: str) -> None:
    with pytest.raises(UsageError, match=r"did you mean Lanternfish fever \(GARD:0990001\)"):
        find_disease(store, asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Luminous fevers", "is a broader name of"),
        ("luminous  FEVERS", "is a broader name of"),
        ("luminous fev", "is part of a broader name of"),
    ],
)
def test_69_a_broader_name_does_not_answer_for_the_disease(
    store: Store, asked: str, said: str
) -> None:
    lanternfish = "Lanternfish fever (GARD:0990001)"
    with pytest.raises(UsageError) as caught:
        find_disease(store, asked)
    assert str(caught.value) == f"{asked!r} {said} {lanternfish}; did you mean {lanternfish}?"


def test_69_a_broader_name_that_is_part_of_another_diseases_name() -> None:
    """The one disease that has it as a part is a guess, and no answer."""
    store = Store.of(
        [
            record("synonyms: [{label: Glows, scope: broad}]"),
            Record(id="GARD:0990010", name="Cold glows"),
        ]
    )
    with pytest.raises(UsageError) as caught:
        find_disease(store, "glows")
    assert str(caught.value) == (
        "'glows' is a broader name of Testing (GARD:0990009); "
        "did you mean Testing (GARD:0990009); Cold glows (GARD:0990010)?"
    )


def test_69_an_incomplete_broad_name_is_none_either() -> None:
    one = record("synonyms: [{label: Glows of the, scope: broad, incomplete: true}]")
    with pytest.raises(UsageError, match="is a broader name of"):
        find_disease(Store.of([one]), "glows of the")


def test_a_diseases_own_name_comes_before_anothers_synonym() -> None:
    others = Record(id="GARD:0990010", name="Glows")
    for scope in ("exact", "related", "narrow", "broad"):
        one = record(f"synonyms: [{{label: glows, scope: {scope}}}]")
        assert find_disease(Store.of([one, others]), "glows").endswith("GARD_0990010")


def test_the_card_shows_scopes_and_broader_names_apart(store: Store) -> None:
    answer = card(store, "GARD:0990001")
    shown = [str(line) for line in as_text(answer)]
    called = shown[shown.index("Also called") : shown.index("Broader names")]
    assert {"LFF (exact)", "Lanternfish fever of trawlermen (narrow)"} <= set(called)
    assert shown[shown.index("Broader names") + 1] == "Luminous fevers"
    assert "**Broader names** Luminous fevers" in as_markdown(answer)
    names = {name["name"]: name["scope"] for name in json.loads(as_json(answer))["names"]}
    assert names["Luminous fevers"] == "broad"


def test_every_line_of_the_card_is_in_the_markdown(seed_store: Store) -> None:
    answer = card(seed_store, "7615")
    shown = re.sub(r"\\", "", as_markdown(answer))
    for lines in answer.sections.values():
        assert all(line.label in shown for line in lines)


def test_the_card_in_python(seed_store: Store) -> None:
    import gardkg

    shown = gardkg.show("scleromyxedema", seed_store)
    assert repr(shown) == "<gardkg card of Scleromyxedema, GARD:0007615: 43 statements>"
    assert "\n\nCause\n  cause unknown [1][2]  2014-04-18\n    also in overview" in str(shown)
    assert shown._repr_markdown_() == as_markdown(shown)

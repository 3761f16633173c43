"""What the words of a record give away, as ``check`` tells it: denials, hedges, dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import record
from command import gardkg

from gardkg.errors import Finding
from gardkg.records import checks
from gardkg.terms.obo import Term, Terms

DENIES = "says it is not so, and is not negated"
OFTEN = "says how often, not how sure"


def told(fields: str, language: str = "en") -> list[Finding]:
    one = record(fields)
    one.language = language
    return [found for found in checks.check(one) if found.severity == "warning"]


@pytest.mark.parametrize(
    "label",
    [
        *("no fever", "No fever", "  no  fever", "not febrile", "without fever", "never a fever"),
        *("absence of fever", "Lack of fever", "negative for fever", "free of fever"),
        *("there is no fever", "usually without fever", "has no fever", "a lack of fever"),
        *("fever not present", "fever was never observed", "a total absence of fever"),
        *(
            "with no fever",
            "does not itch",
            "sometimes no fever",
            "(no fever)",
            "none",
            "w/o fever",
        ),
        *(
            "isn't feverish",
            "isn’t feverish",
            "neither fever nor rash",
            "fever: no",
            "denies fever",
        ),
        *("patients have no fever", "tested negative for fever", "fever negative", "but no fever"),
    ],
)
@pytest.mark.parametrize("topic", ["symptoms", "sites", "onset", "genes", "causes", "treatments"])
def test_69_a_label_that_denies_without_negated(topic: str, label: str) -> None:
    (found,) = told(f"{topic}: [{{label: {label!r}}}]")
    assert (found.pointer, found.message) == (f"{topic}[0].label", DENIES)
    assert found.hint is not None
    assert found.hint.startswith("add negated: true")
    assert not told(f"{topic}: [{{label: {label!r}, negated: true}}]")
    assert not told(f"{topic}: [{{label: {label!r}, frequency: 0/7}}]")


@pytest.mark.parametrize(
    "label",
    [
        *("nodules", "notched teeth", "nose bleeds", "absences", "lacking energy", "Noonan-like"),
        *("fever, not responding to aspirin", "headache without aura", "no longer walks"),
        *("no. of teeth reduced", "No. 5", "NO synthase deficiency", "No-reflow", "not always"),
        *("nails that do not grow", "microcoria (pupils are not responsive)"),
        *("nephropathy", "negative mood", "neverending cough", "freezing", "absent reflexes"),
    ],
)
def test_a_label_that_only_looks_like_a_denial(label: str) -> None:
    assert not told(f"symptoms: [{{label: {label!r}}}]")


def test_a_status_a_course_or_another_language_may_say_no() -> None:
    assert not told("etiology_status: {label: not known, status: unknown}")
    assert not told("treatment_status: {label: no standard treatment, status: no-treatment}")
    assert not told("course: [{label: not progressive}]\ninheritance: [{label: not inherited}]")
    assert not told("symptoms: [{label: no dorso}]", language="pt")


def test_a_terms_own_name_is_no_denial() -> None:
    claim = "label: Lack of insight, term: HP:0000757"
    named = "term_label: Lack of insight"
    assert not told(f"symptoms: [{{{claim}, match: exact, {named}}}]")
    assert told(f"symptoms: [{{{claim}, match: broad, {named}}}]")
    (found,) = told(f"symptoms: [{{{claim}, match: exact}}]")
    assert found.hint is not None
    assert found.hint.endswith("if HP:0000757 is called so, add term_label")
    known = Terms({"HP:0000757": Term("Lack of insight", synonyms=[("No insight", "EXACT")])})
    for label in ("Lack of insight", "no insight"):
        one = record(f"symptoms: [{{label: {label}, term: HP:0000757, match: exact}}]")
        assert not list(checks.check(one, known.is_name))


def test_69_no_fever_is_told_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    claim = "{label: no fever, term: HP:0001945, match: exact}"
    path.write_text(f"id: GARD:0990009\nname: Testing\nsymptoms: [{claim}]\n", "utf-8")
    done = gardkg("check", path)
    assert (done.returncode, done.stderr) == (0, "1 good record, 0 errors, 1 warning\n")
    assert f'warning: symptoms[0].label: {DENIES}; got "no fever"; add negated: true' in done.stdout


# --- Hedges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hedge",
    [
        *("sometimes", "often", "usually", "typically", "generally", "in some cases", "commonly"),
        *("in a few cases", "rarely", "in most people", "most often", "may often", "at times"),
        *("in about half", "occasionally", "in many", "seldom", "Usually", "50%", "1 in 10"),
        *("one in ten", "3/10", "rare", "uncommon", "most", "HP:0040283"),
    ],
)
def test_a_hedge_that_is_a_frequency(hedge: str) -> None:
    (found,) = told(f"symptoms: [{{label: a, hedge: {hedge}}}]")
    assert (found.pointer, found.message) == ("symptoms[0].hedge", OFTEN)
    assert found.hint == "write it as frequency: {words: …}"
    assert not told(f"symptoms: [{{label: a, frequency: {{words: {hedge}}}}}]")
    assert not told(f"symptoms: [{{label: a, hedge: {hedge}}}]", language="de")


def test_a_hedge_of_one_letter_wherever_it_stands() -> None:
    found = told("""
        causes: [{label: a, stated: [{hedge: may}, {hedge: a}]}]
        synonyms: [{label: b, hedge: "?"}]
    """)
    assert [one.pointer for one in found] == ["causes[0].stated[1].hedge", "synonyms[0].hedge"]
    assert {one.message for one in found} == {
        "expected how sure the source is (may, can, reported)"
    }


def test_a_hedge_is_looked_at_in_each_claim_of_a_place() -> None:
    found = told("""
        sections: {s: {heading: A}}
        symptoms: [{label: a, in: s}, {label: b, in: s, hedge: often}, {label: c, in: s, hedge: x}]
    """)
    assert [one.pointer for one in found] == ["symptoms[1].hedge", "symptoms[2].hedge"]


@pytest.mark.parametrize(
    "hedge",
    [
        *("may", "can", "reported", "suspected", "some researchers believe", "is thought to"),
        *(
            "several case reports",
            "almost certainly",
            "not known to be",
            "most likely",
            "usually held to be",
        ),
    ],
)
def test_what_is_a_hedge_is_left_alone(hedge: str) -> None:
    assert not told(f"symptoms: [{{label: a, hedge: {hedge}}}]")


# --- Dates --------------------------------------------------------------------------------------

CITING = """
    sections: {{old: {{heading: A, updated: 2009-01-06}}, new: {{heading: B, updated: {updated}}}}}
    symptoms: [{{label: a, in: old, citations: [1]}}, {{label: b, in: new, citations: [1]}}]
    citations: [{{title: A, accessed: {accessed}}}]
"""


@pytest.mark.parametrize(
    ("updated", "accessed", "warned"),
    [
        ("2014-04-18", "2014-04-18", False),
        ("2014-04-18", "2015-03-01", False),  # some months may be a slip of the page's own
        ("2014-04-18", "2016-01-01", True),
        ("2009-01-06", "2012-01-01", True),
    ],
)
def test_a_reference_looked_at_years_after_its_sections(
    updated: str, accessed: str, warned: bool
) -> None:
    found = told(CITING.format(updated=updated, accessed=accessed))
    assert [one.pointer for one in found] == ["citations[0].accessed"] * warned


def test_a_reference_of_a_section_without_a_date_cannot_be_judged() -> None:
    text = CITING.format(updated="2009-01-06", accessed="2020-01-01")
    assert told(text)
    assert not told(text.replace("new: {heading: B, updated: 2009-01-06}", "new: {heading: B}"))

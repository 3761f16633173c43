"""What is typed wrong in records by hand, and the one line that mends it.

Each record is as somebody would have written it who read no manual; what it is told names the
place and the next step.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gardkg import load_records
from gardkg.errors import RecordError
from gardkg.records.reader import read_records

HEAD = "id: GARD:0005728\nname: Actinomycosis\n"
A = "sections: {overview: {heading: What?}}\n"

MISTAKES = [
    # what is behind HEAD (or, with an id, all of it); what is told
    ('source: {title: "On it}\nsymptoms: []\n', "3:17: error: this quote is never closed; close"),
    ("source: {title: 'On it}\nsymptoms: []\n", "3:17: error: this quote is never closed; close"),
    (
        "citations: [{title: On it #2 of 3}]\n",
        "3:26: error: did not find expected ',' or '}'; \" #\" begins a comment; quote the text",
    ),
    (
        "citations: [{title: On it: a study}]\n",
        "3:19: error: did not find expected ',' or '}'; quote text that holds \": \"",
    ),
    ("id: GARD:0005728\nname:Actinomycosis\n", '2:6: error: expected a space behind ":"'),
    ("symptoms: [{label: a, citations: 1}]\n", 'expected a list; got "1"; write [1]'),
    (
        'symptoms: [{label: a, citations: "1, 2"}]\n',
        'symptoms[0].citations: expected a list; got "1, 2"; write [1, 2]',
    ),
    (
        "citations: [{title: x, authors: Doe J}]\n",
        'citations[0].authors: expected a list; got "Doe J"; write [Doe J]',
    ),
    ("symptoms: [{label: a, frequency: 90 %}]\n", "; write 90%"),
    ("symptoms: [{label: a, frequency: 90 percent}]\n", "; write 90%"),
    ("symptoms: [{label: a, frequency: 0.9}]\n", "; write 90%"),
    ("symptoms: [{label: a, frequency: 5 of 9}]\n", "; write 5/9"),
    ("symptoms: [{label: a, frequency: 5 out of 9}]\n", "; write 5/9"),
    (
        "symptoms: [{label: a, frequency: Very frequent}]\n",
        "; for words write {words: Very frequent}, or HP:0040281",
    ),
    ("id: ORPHA-777\nname: A\n", 'or ORPHA:777; got "ORPHA-777"; did you mean "ORPHA:777"?'),
    ("id: Actinomycosis\nname: A\n", "id: expected an id such as GARD:0007615 or ORPHA:777"),
    (A + "symptoms: [{label: a, section: overview}]\n", 'unknown field; did you mean "in"?'),
    (A + "symptoms: [{label: a, in: Overview}]\n", 'got "Overview"; known: overview'),
    (
        "sections:\noverview: {heading: What?}\n",
        'sections: expected keys with values; got ""; indent what belongs to sections below it',
    ),
    ("symptoms: [{label: a, in: overview}]\n", 'got "overview"; the record has none; add it'),
    ("symptoms: [{label: no fever}]\n", "; add negated: true"),
    ("categories: [“Rare”]\n", 'part of the text; got "“Rare”"; write "…", or none'),
]


def told(text: str, folder: Path) -> list[str]:
    path = folder / "a.yaml"
    path.write_text(text if text.startswith("id:") else HEAD + text, "utf-8")
    found: list[str] = []
    for _ in read_records([path], lambda problem: found.append(str(problem))):
        pass
    return found


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_a_mistake_can_be_mended_from_its_line(text: str, said: str, tmp_path: Path) -> None:
    found = told(text, tmp_path)
    assert any(said in line for line in found), found


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028"])
def test_lines_may_end_in_any_way_that_yaml_knows(end: str, tmp_path: Path) -> None:
    text = end.join(["id: GARD:0005728", "name:Actinomycosis", ""])
    assert told(text, tmp_path)[0].endswith('2:6: error: expected a space behind ":"')


SHORTER = [
    ("symptoms: [fever]\n", "symptoms: [{label: fever}]\n"),
    ("symptoms:\n  - fever\n  - {label: cough}\n", "symptoms: [{label: fever}, {label: cough}]\n"),
    ("treatments: [rest]\n", "treatments: [{label: rest}]\n"),
    ("source: https://example.org/a\n", "source: {url: https://example.org/a}\n"),
    ("sections: {signs: What is it?}\n", "sections: {signs: {heading: What is it?}}\n"),
    ("citations: [{pmid: PMID:123}]\n", "citations: [{pmid: 123}]\n"),
    ("citations: [{pmid: https://pubmed.ncbi.nlm.nih.gov/123/}]\n", "citations: [{pmid: 123}]\n"),
    ("citations: [{doi: https://doi.org/10.1000/1}]\n", "citations: [{doi: 10.1000/1}]\n"),
    ("citations: [{doi: doi:10.1000/1}]\n", "citations: [{doi: 10.1000/1}]\n"),
    (
        "symptoms: [{label: fever, term: HP_0001945, match: exact}]\n",
        "symptoms: [{label: fever, term: HP:0001945, match: exact}]\n",
    ),
    (
        "symptoms: [{label: a, term: http://purl.obolibrary.org/obo/HP_0001945, match: exact}]\n",
        "symptoms: [{label: a, term: HP:0001945, match: exact}]\n",
    ),
]


@pytest.mark.parametrize(("short", "long"), SHORTER)
def test_what_is_written_shorter_is_the_same_record(short: str, long: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    read = []
    for text in (short, long):
        path.write_text(HEAD + text, "utf-8")
        read += load_records(path)
    assert read[0] == read[1]


def test_a_short_form_that_is_none_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + 'symptoms: [" "]\nsource: a page\n', "utf-8")
    with pytest.raises(RecordError) as caught:
        load_records(path)
    assert [str(problem).partition("a.yaml:")[2] for problem in caught.value.problems] == [
        '3:12: error: symptoms[0]: expected a symptom with keys; got " "',
        '4:9: error: source: expected a source with keys; got "a page"',
    ]


def test_problems_in_python(tmp_path: Path) -> None:
    import gardkg

    (tmp_path / "a.yaml").write_text(HEAD + "symptoms: [{label: no fever}]\n", "utf-8")
    (tmp_path / "b.yaml").write_text("id: GRAD:1\nname: B\n", "utf-8")
    found = gardkg.check(tmp_path)
    assert [(problem.severity, problem.line) for problem in found] == [("warning", 3), ("error", 1)]
    assert gardkg.check(tmp_path / "a.yaml")[0].pointer == "symptoms[0].label"

"""What is typed wrong in records by hand, and the one line that mends it.

Each record is as somebody would have written it who read no manual; what it is told names the
place and the next step.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import ROOT

from gardkg import load_records
from gardkg.errors import Problem, RecordError
from gardkg.records.reader import read_records

HEAD = "id: GARD:0005728\nname: Actinomycosis\n"
HAND = ROOT / "tests" / "bad" / "hand"
#: What is told of each file, but for its name.
SAID = (HAND / "said.txt").read_text("utf-8").splitlines()


def told(text: str, folder: Path) -> list[str]:
    path = folder / "a.yaml"
    path.write_text(text if text.startswith("id:") else HEAD + text, "utf-8")
    found: list[str] = []
    for _ in read_records([path], lambda problem: found.append(str(problem))):
        pass
    return found


def test_a_mistake_can_be_mended_from_its_line() -> None:
    """``python -m records.test_hand_mistakes`` in ``tests/`` writes what is said now."""
    assert said() == SAID
    assert len({line.partition(":")[0] for line in SAID}) == len([*HAND.glob("*.yaml")]) > 49


def said() -> list[str]:
    found: list[str] = []
    for path in sorted(HAND.glob("*.yaml")):
        problems: list[Problem] = []
        for _ in read_records([path], problems.append):
            pass
        found += (str(problem).replace(str(path), path.name, 1) for problem in problems)
    return found


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


if __name__ == "__main__":
    (HAND / "said.txt").write_text("\n".join(said()) + "\n", "utf-8")

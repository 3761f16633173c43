"""Records in files: what is read is what is written, and all that is wrong is said in one run."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from cases import FICTIONAL, ROOT, SEED
from hypothesis import given
from strategies import WHOLE, records

from gardkg import GardkgError, Record, load_records, to_yaml
from gardkg.errors import FileError, RecordError
from gardkg.records.checks import check
from gardkg.records.reader import read_records

EVERY = sorted([*FICTIONAL.glob("*.yaml"), *ROOT.glob("records/*.yaml")])


def errors(*paths: str | Path) -> list[str]:
    """The problems of a run, paths shortened to names."""
    found: list[str] = []
    for _ in read_records(paths, lambda problem: found.append(str(problem))):
        pass
    return [line.replace(f"{Path(paths[0]).parent}/", "", 1) for line in found]


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


# --- There and back -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
@pytest.mark.long
def test_yaml_to_model_to_yaml_to_model(path: Path, tmp_path: Path) -> None:
    (first,) = load_records(path)
    copy = written(tmp_path / "copy.yaml", to_yaml(first))
    (second,) = load_records(copy)
    assert second == first
    assert to_yaml(second) == to_yaml(first)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_json_and_json_lines_hold_the_same(path: Path, tmp_path: Path) -> None:
    (record,) = load_records(path)
    data = msgspec.json.encode(record)
    (tmp_path / "a.json").write_bytes(msgspec.json.format(data))
    (tmp_path / "a.jsonl").write_bytes(data + b"\n\n")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data))
    for name in ("a.json", "a.jsonl", "a.jsonl.gz"):
        assert load_records(tmp_path / name) == [record]


@pytest.mark.long
@WHOLE
@given(record=records())
def test_any_record_survives_yaml_and_json(record: Record, tmp_path_factory: object) -> None:
    """Every field, with text that is hard on quoting; and the strategies make good records."""
    assert not [finding for finding in check(record) if finding.severity == "error"]
    folder = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    copies = {
        "copy.yaml": to_yaml(record).encode(),
        "copy.json": msgspec.json.encode(record),
        "copy.jsonl": msgspec.json.encode(record),
    }
    for name, data in copies.items():
        (folder / name).write_bytes(data)
        assert load_records(folder / name) == [record], name


def test_the_first_line_tells_editors_the_schema() -> None:
    record = Record(id="GARD:0990009", name="Testing")
    assert to_yaml(record, "../record.schema.json") == (
        "# yaml-language-server: $schema=../record.schema.json\nid: GARD:0990009\nname: Testing\n"
    )
    for path in EVERY:
        first, _, _ = path.read_text("utf-8").partition("\n")
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).resolve() == ROOT / "ontology" / "record.schema.json"


def test_yaml_is_written_as_a_person_would(tmp_path: Path) -> None:
    """What a claim is comes before where it is said, short things stand on one line, no default
    is spelled out."""
    text = """\
id: GARD:0990009
name: Testing
symptoms:
- label: fever
  term: HP:0001945
  match: exact
  in: about
  citations: [1]

citations:
- title: A title
  date: '2014'
"""
    text = text.replace("\nsymptoms:", "\n\nsections:\n  about: {heading: About}\n\nsymptoms:")
    (record,) = load_records(written(tmp_path / "a.yaml", text))
    assert to_yaml(record) == text


# --- One spelling of an id ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        "GARD:0990009",
        "GARD:990009",
        "gard:990009",
        "990009",
        "0990009",
        "https://rarediseases.info.nih.gov/diseases/990009/testing",
        "https://rarediseases.info.nih.gov/gard/990009/testing",
        "https://rarediseases.info.nih.gov/?gard_id=0990009",
    ],
)
def test_every_spelling_of_an_id_is_read_as_one(spelling: str, tmp_path: Path) -> None:
    (record,) = load_records(written(tmp_path / "a.yaml", f"id: {spelling}\nname: Testing\n"))
    assert record.id == "GARD:0990009"


def test_ids_and_links_to_them_become_canonical_together(tmp_path: Path) -> None:
    text = """
        id: Orphanet:99
        name: Testing
        parents: [gard:7]
        mappings: {exact: [mondo:0000001], xref: [{id: SCTID:100000, via: mesh:D000001}]}
    """
    (record,) = load_records(written(tmp_path / "a.yaml", text))
    assert (record.id, record.parents) == ("ORPHA:99", ["GARD:0000007"])
    assert record.mappings.exact == ["MONDO:0000001"]
    (xref,) = record.mappings.xref
    assert (xref.id, xref.via) == ("SNOMEDCT:100000", "MESH:D000001")  # type: ignore[union-attr]


# --- All that is wrong --------------------------------------------------------------------------


def test_three_records_tell_all_their_problems_in_one_run(tmp_path: Path) -> None:
    """Each with file, line, column, pointer, what was expected and the next step."""
    written(
        tmp_path / "a.yaml",
        """\
id: GRAD:7
name: A
symptom: []
symptoms:
  - {label: fever, frequency: Common}
""",
    )
    written(
        tmp_path / "b.yaml",
        """\
id: GARD:8
sections: {about: {heading: About, updated: 4/18/2014}}
treatments:
  - label: rest
    in: abuot
    citations: [2]
    negated: maybe
citations: [{title: One}]
""",
    )
    written(tmp_path / "c.json", '{"id": "GARD:9",\n "name": "C", "sites": [{"label": 3}, {}]}')
    assert errors(tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.json") == [
        'a.yaml:1:5: error: id: expected a registered prefix; got "GRAD"; did you mean "GARD"?',
        'a.yaml:3:1: error: symptom: unknown field; did you mean "symptoms"?',
        "a.yaml:5:31: error: symptoms[0].frequency: expected a HP:004028x band, n/m or percent;"
        ' got "Common"; for words write {words: Common}',
        "b.yaml:1:1: error: name: this field is required",
        "b.yaml:2:45: error: sections.about.updated: expected a date as YYYY-MM-DD;"
        ' got "4/18/2014"; write 2014-04-18 if that is month/day/year',
        'b.yaml:5:9: error: treatments[0].in: no such section; got "abuot"; known: about',
        "b.yaml:6:17: error: treatments[0].citations[0]: no reference [2]; the record has 1",
        'b.yaml:7:14: error: treatments[0].negated: expected true or false; got "maybe"',
        "c.json:2:39: error: sites[1].label: this field is required",
    ]


def test_good_records_are_read_and_bad_ones_told(tmp_path: Path) -> None:
    good = written(tmp_path / "good.yaml", "id: 7\nname: Good\n")
    bad = written(tmp_path / "bad.yaml", "id: 8\n")
    found: list[object] = []
    assert [r.name for r in read_records([bad, good], found.append)] == ["Good"]
    assert len(found) == 1
    with pytest.raises(RecordError) as caught:
        load_records(bad, good)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.pointer) == (str(bad), 1, "name")


def test_a_warning_does_not_keep_a_record_back(tmp_path: Path) -> None:
    """Both affirmed and denied: that may be what the sources say."""
    text = """\
id: 990009
name: Testing
symptoms:
  - {label: fever, term: HP:0001945, match: exact}
  - {label: heat, term: HP:0001945, match: exact, negated: true}
"""
    path = written(tmp_path / "a.yaml", text)
    assert errors(path) == [
        "a.yaml:5:5: warning: symptoms[1]: both affirmed and denied, here and at symptoms[0];"
        ' got "heat"'
    ]
    assert len(load_records(path)) == 1


def test_a_term_with_two_labels_is_told(tmp_path: Path) -> None:
    text = """\
id: 7
name: A
symptoms:
  - {label: a, term: HP:0000989, match: exact, term_label: Pruritus}
  - {label: b, term: HP:0000989, match: broad, term_label: Wrong}
"""
    assert errors(written(tmp_path / "a.yaml", text)) == [
        "a.yaml:5:60: warning: symptoms[1].term_label: HP:0000989 has another label at"
        ' symptoms[0]; one of them is written; got "Wrong"; check --terms says which is right'
    ]


def test_a_name_given_twice_is_told_for_they_are_written_as_one(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.yaml", "id: 7\nname: A\nsynonyms: [LF, {label: lf, scope: exact}]\n"
    )
    assert errors(path) == [
        "a.yaml:3:16: warning: synonyms[1]: the same name as synonyms[0]; they are written as one;"
        ' got "lf"; keep one'
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name: " "', "a.yaml:2:7: error: name: expected text of 1 to 60000 characters"),
        (
            "name: A\nsymptoms: [{label: a, frequency: 100.5%}]",
            "a.yaml:3:34: error: symptoms[0].frequency: expected a HP:004028x band, n/m or percent",
        ),
        (
            "name: A\nsource: {license: 'http://a b'}",
            "a.yaml:3:19: error: source.license: expected an absolute IRI",
        ),
    ],
    ids=["blank text", "more than all", "an address that is none"],
)
def test_what_could_not_be_written_is_refused_when_read(
    text: str, said: str, tmp_path: Path
) -> None:
    """Each of these once passed ``check`` and then broke or bent the export."""
    (problem,) = errors(written(tmp_path / "a.yaml", f"id: 7\n{text}\n"))
    assert problem.startswith(said)


def test_a_folder_is_searched_for_records_and_a_missing_path_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    written(tmp_path / "deep" / "b.yml", "id: 2\nname: B\n")
    written(tmp_path / "a.jsonl", '{"id": "1", "name": "A"}\n{"id": "3", "name": "C"}\n')
    written(tmp_path / "notes.md", "no record")
    written(tmp_path / ".hidden.yaml", "no: record")
    assert [record.name for record in load_records(tmp_path)] == ["A", "C", "B"]
    with pytest.raises(FileError, match="no such file or folder"):
        load_records(tmp_path / "nowhere")


def test_the_fictional_records_are_clean() -> None:
    """Six, without a warning; and nobody could take them for real."""
    found: list[object] = []
    six = list(read_records([FICTIONAL], found.append))
    assert (len(six), found) == (6, [])
    for record in six:
        assert "99900" in record.id or record.id.startswith("GARD:099")
        for entry in record.citations:
            assert entry.container == "Journal of Imaginary Medicine" or "example.org" in (
                entry.url or ""
            )
            assert entry.pmid is None or entry.pmid.startswith("999")


def test_an_error_is_one_of_ours() -> None:
    """Whoever calls gardkg catches one class."""
    with pytest.raises(GardkgError):
        load_records("no/such/folder")
    assert SEED.exists()

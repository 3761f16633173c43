"""SSSOM tables as the specification has them: each row is taken, or told why not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cases import ROOT
from command import gardkg

from gardkg.errors import FileError
from gardkg.importers.sssom import Mappings

STRANGERS = ROOT / "tests" / "strangers"
SHARED = ROOT.parent / "shared" / "data" / "mondo"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tsubject_label\n"
ROW = "MONDO:0990001\tskos:exactMatch\tGARD:0990001\tsemapv:ManualMappingCuration\tlantern\n"
Read = Callable[[str], Mappings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str) -> Mappings:
        path = tmp_path / "a.sssom.tsv"
        path.write_text(text, "utf-8")
        return Mappings.read([str(path)])

    return read


def of_lantern(mappings: Mappings) -> list[tuple[str, str]]:
    return [(r.subject, r.predicate) for r in mappings.of_disease.get("GARD:0990001", [])]


EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"


@pytest.mark.parametrize(
    "subject",
    [
        *("MONDO:0990001", "mondo:0990001", "http://purl.obolibrary.org/obo/MONDO_0990001"),
        *("<http://purl.obolibrary.org/obo/MONDO_0990001>", "mine:0990001", "MONDO_0990001"),
    ],
)
@pytest.mark.parametrize(
    "object_",
    [
        *("GARD:0990001", "GARD:990001", "gard:990001", "NIHGARD:990001", "page:990001"),
        "https://rarediseases.info.nih.gov/diseases/990001/lanternfish-fever",
        "https://rarediseases.info.nih.gov/?gard_id=990001",
    ],
)
def test_both_ends_are_ids_in_any_spelling(subject: str, object_: str, read: Read) -> None:
    head = (
        "#curie_map:\n#  mine: http://purl.obolibrary.org/obo/MONDO_\n"
        "#  page: https://rarediseases.info.nih.gov/diseases/\n"
    )
    row = ROW.replace("MONDO:0990001", subject).replace("GARD:0990001", object_)
    assert of_lantern(read(head + COLUMNS + row)) == [("MONDO:0990001", EXACT)]


@pytest.mark.parametrize(
    "predicate",
    ["skos:exactMatch", EXACT, f"<{EXACT}>", "s:exactMatch"],
)
def test_a_predicate_is_its_address(predicate: str, read: Read) -> None:
    head = "# curie_map:\n#   s: http://www.w3.org/2004/02/skos/core#\n"
    row = ROW.replace("skos:exactMatch", predicate)
    assert of_lantern(read(head + COLUMNS + row)) == [("MONDO:0990001", EXACT)]


def test_a_predicate_of_another_meaning_is_told(read: Read) -> None:
    rows = "".join(ROW.replace("skos:exactMatch", p) for p in ("owl:sameAs",) * 4)
    said = list(read(COLUMNS + rows).lines())
    assert said[0].endswith("4 rows = 0 read + 4 left out")
    assert "predicate not understood (owl:sameAs): 4 (line 2, 3, 4, …)" in said[1]


def test_metadata_are_yaml(read: Read) -> None:
    head = (
        "#curie_map:\n#  \"mine\": 'http://purl.obolibrary.org/obo/MONDO_'\n"
        '#mapping_set_id: "https://example.org/sets/a: b#c"\n#creator_id:\n#  - orcid:1\n'
    )
    mappings = read(head.replace(" b#c", "b") + COLUMNS + ROW.replace("MONDO:", "mine:"))
    (row,) = mappings.of_disease["GARD:0990001"]
    assert (row.subject, row.source) == ("MONDO:0990001", "https://example.org/sets/a:b")


def test_what_the_metadata_say_of_all_rows_a_row_may_leave_out(read: Read) -> None:
    head = "#mapping_justification: semapv:LexicalMatching\n#predicate_id: skos:closeMatch\n"
    mappings = read(head + "subject_id\tobject_id\nMONDO:0990001\tGARD:0990001\n")
    (row,) = mappings.of_disease["GARD:0990001"]
    assert row.justification == "semapv:LexicalMatching"
    assert row.predicate.endswith("closeMatch")


def test_short_rows_lack_what_is_empty(read: Read) -> None:
    assert of_lantern(read(COLUMNS + ROW.replace("\tlantern", ""))) == [("MONDO:0990001", EXACT)]


def test_commas_are_read_as_well(read: Read) -> None:
    assert of_lantern(read((COLUMNS + ROW).replace("\t", ","))) == [("MONDO:0990001", EXACT)]


@pytest.mark.parametrize("mark", ["\u2028", "\x0b", "\x85", "\x0c"])
def test_a_line_ends_where_its_line_break_is(mark: str, read: Read) -> None:
    mappings = read(COLUMNS + ROW.replace("lantern", f"lan{mark}tern") + ROW)
    assert len(of_lantern(mappings)) == 2


def test_a_quotation_mark_that_is_not_closed_is_an_error_with_its_line() -> None:
    with pytest.raises(FileError, match=r"12-quote.sssom.tsv:4: a quotation mark"):
        Mappings.read([str(STRANGERS / "12-quote.sssom.tsv")])


def test_a_row_is_taken_without_a_justification_that_can_be_read() -> None:
    mappings = Mappings.read([str(STRANGERS / "20-justification.sssom.tsv")])
    rows = mappings.of_disease["GARD:0007999"]
    assert [row.subject for row in rows] == [
        *("MONDO:0099001", "MONDO:0099002", "DOID:99001", "ICD10WHO:A99.1", "ICD11:1234567")
    ]
    assert [row.justification for row in rows[:2]] == ["semapv:UnspecifiedMatching"] * 2
    assert [why for _, why in mappings.doubts] == [
        "justification not understood (Lexical)",
        "justification not understood (none)",
    ]


def test_an_id_without_its_zeros_is_the_same() -> None:
    mappings = Mappings.read([str(STRANGERS / "11-unpadded-subject.sssom.tsv")])
    assert [row.object for row in mappings.of_term["GARD:0007999"]] == ["MONDO:0099001"]


@pytest.mark.parametrize(
    "tables",
    [
        ("--mappings", "a.sssom.tsv", "b.sssom.tsv"),
        ("--mappings", "*.sssom.tsv"),
        ("--mappings=*.sssom.tsv",),
        ("--mappings", "a.sssom.tsv", "--mappings", "b.sssom.tsv"),
    ],
)
def test_several_tables_stand_behind_one_option(tables: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copy(STRANGERS / "page.txt", tmp_path)
    (tmp_path / "a.sssom.tsv").write_text(COLUMNS + ROW.replace("0990001\tsem", "0007999\tsem"))
    (tmp_path / "b.sssom.tsv").write_text(COLUMNS + ROW.replace("GARD:0990001", "OMIM:600001"))
    hp = STRANGERS / "72-hpbase.obo"
    for args in ((*tables, "page.txt"), ("page.txt", *tables)):
        done = gardkg("import", "page", *args, "--hp", hp, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "MONDO:0990001" in done.stdout
        assert "OMIM:600001" in done.stdout


def test_an_option_without_a_table_is_told(tmp_path: Path) -> None:
    """It was once dropped without a word."""
    done = gardkg("import", "page", STRANGERS / "page.txt", "--mappings", cwd=tmp_path)
    assert done.returncode == 2
    assert "'--mappings' requires an argument" in done.stderr


@pytest.mark.skipif(not os.path.isdir(SHARED), reason="the mapping sets of Mondo are not here")
def test_of_mondos_sets_every_row_is_taken_or_told() -> None:
    for path in sorted(SHARED.glob("*.tsv")):
        text = path.read_text("utf-8")
        rows = sum(bool(line) and not line.startswith("#") for line in text.split("\n")) - 1
        mappings = Mappings.read([str(path)])
        left = sum(map(len, mappings.left_out.values()))
        assert mappings.read_rows[str(path)] + left == rows
        assert left <= rows / 100, mappings.left_out.keys()

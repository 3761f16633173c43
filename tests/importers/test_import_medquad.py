"""MedQuAD's files → records: the archive's oddities, its bad files, and the real ones if at hand.

Diseases, answers and numbers are invented; HP terms are real. Numbered tests are rows of the
robustness table.
"""

from __future__ import annotations

import hashlib
import html
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from cases import SHARED, having, lines
from command import GARDKG, gardkg
from lexicons import lexicon

from gardkg import Record, load_records
from gardkg.errors import FileError, RecordError
from gardkg.importers import hpo_table
from gardkg.importers.medquad import reader as medquad
from gardkg.importers.medquad.xml import MAX_DEPTH, Document
from gardkg.importers.medquad.xml import read as read_document
from gardkg.importers.sssom import Mappings
from gardkg.records import checks
from gardkg.records.outputs import write_records

LEXICON = lexicon()
REAL = SHARED / "medquad-gard"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="needs MedQuAD in ../shared/data")

INTRODUCTION = (
    "The Human Phenotype Ontology provides the following list of signs. Signs and Symptoms"
    " Approximate number of patients (when available) "
)
CLOSING = " The Human Phenotype Ontology (HPO) has collected information on how often."


def document(
    *answers: tuple[str, str],
    number: str = "990001",
    name: str = "Lantern syndrome",
    synonyms: tuple[str, ...] = (),
    cuis: tuple[str, ...] = (),
    head: str = "",
) -> str:
    """A file as MedQuAD has them."""
    pairs = "".join(
        f'<QAPair pid="{n}"><Question qid="{n}" qtype="{kind}">What of it?</Question>'
        f"<Answer>{escape(text)}</Answer></QAPair>\n"
        for n, (kind, text) in enumerate(answers, 1)
    )
    url = f"https://rarediseases.info.nih.gov/gard/{number}/lantern-syndrome"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<Document id="0000001" source="GARD"'
        f' url="{url}">\n<Focus>{escape(name)}</Focus>\n<FocusAnnotations><UMLS><CUIs>'
        + "".join(f"<CUI>{cui}</CUI>" for cui in cuis)
        + "</CUIs></UMLS><Synonyms>"
        + "".join(f"<Synonym>{escape(synonym)}</Synonym>" for synonym in synonyms)
        + f"</Synonyms></FocusAnnotations>\n<QAPairs>\n{pairs}</QAPairs>\n</Document>\n"
    )


class Importer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def put(self, text: str | bytes, name: str = "") -> Path:
        self.count += 1
        path = self.folder / (name or f"{self.count:07}.xml")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def __call__(self, *texts: str, mappings: Mappings | None = None) -> list[Record]:
        """Import, hold the report to what it says, and read the records back, checked."""
        for text in texts:
            self.put(text)
        archive = medquad.read(str(self.folder), LEXICON, mappings)
        written = self.folder.parent / "out.jsonl"
        write_records(archive.records(), str(written))
        self.report = archive.report
        records = load_records(written)
        assert len(records) == self.report.records
        assert self.report.claims == sum(len(list(record.claims())) for record in records)
        return records


@pytest.fixture
def imported(tmp_path: Path) -> Importer:
    folder = tmp_path / "2_GARD_QA"
    folder.mkdir()
    return Importer(folder)


# --- Names, ids, sections -------------------------------------------------------------------------


def test_the_id_is_the_number_of_the_address(imported: Importer) -> None:
    (record,) = imported(document(("information", "It causes fever."), number="4228"))
    assert (record.id, record.name) == ("GARD:0004228", "Lantern syndrome")
    assert record.source is not None
    assert (record.source.file, record.source.license) == ("0000001.xml", medquad.LICENSE)


def test_names_keep_their_words_and_are_typed_by_their_tags(imported: Importer) -> None:
    names = ("Glow's palsy", "GLO1 (formerly)", "MPS V, FORMERLY", "Wick type (subtype)", "Glows")
    group = document(number="990002", name="Rushlight syndrome", synonyms=("Glows",))
    record, _ = imported(document(synonyms=names), group)
    got = {(s.label, s.type, s.scope, s.wording) for s in record.synonyms if not isinstance(s, str)}
    assert got == {
        ("Glow's palsy", None, "related", None),
        ("GLO1", "previous", "related", "GLO1 (formerly)"),
        ("MPS V", "previous", "related", "MPS V, FORMERLY"),
        ("Wick type (subtype)", None, "narrow", None),
        ("Glows", None, "broad", None),
    }


def test_a_cui_of_several_files_is_no_diseases_own(imported: Importer) -> None:
    other = document(number="990002", name="Rushlight syndrome", cuis=("C0000001",))
    record, _ = imported(document(cuis=("C0000001", "C0000002", "C0000002", "C12")), other)
    assert [m.id for m in record.mappings.xref if not isinstance(m, str)] == ["UMLS:C0000002"]
    assert [remark.got for remark in imported.report.remarks] == ["C0000001", "C12", "C0000001"]


def test_the_question_an_answer_repeats_is_its_heading(imported: Importer) -> None:
    text = "What are the signs of Lantern syndrome? Symptoms include fever."
    (record,) = imported(document(("symptoms", text), ("symptoms", "They include tremor.")))
    assert {key: section.heading for key, section in record.sections.items()} == {
        "symptoms": "What are the signs of Lantern syndrome?",
        "symptoms-2": "What of it?",
    }


@pytest.mark.parametrize("text", ["", "  ", "How might it be treated?", " What now? "])
def test_an_answer_that_is_only_its_question_is_reported(imported: Importer, text: str) -> None:
    (record,) = imported(document(("treatment", text), ("symptoms", "Symptoms include fever.")))
    assert list(record.sections) == ["symptoms"]
    assert [r.message for r in imported.report.remarks] == [
        "an answer that is empty or only its question"
    ]


# --- Quotes and coverage --------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "It isn't rare & <new>. ", "Café é. ", "\r\nA line.\r\n"])
def test_every_claim_quotes_its_sentence_in_the_file(imported: Importer, before: str) -> None:
    text = f"{before}Symptoms include fever, the patient's tremor & pain (<5%). It stays."
    path = imported.put(document(("symptoms", text)).replace("'", "&apos;"))
    (record,) = imported()
    raw = path.read_bytes().decode()
    assert record.symptoms
    for claim in record.symptoms:
        assert claim.quote is not None
        said = html.unescape(raw[claim.quote.start : claim.quote.end])
        assert said == "Symptoms include fever, the patient's tremor & pain (<5%)."
        assert claim.quote.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    (*_, last) = imported.report.uncovered
    assert raw[last.quote.start : last.quote.end] == last.text == "It stays."


def test_the_coverage_names_each_sentence(imported: Importer, tmp_path: Path) -> None:
    imported(document(("symptoms", "Symptoms include fever. The lamp\tburns.")))
    medquad.write_coverage(imported.report.uncovered, str(tmp_path / "coverage.tsv"))
    head, row = (tmp_path / "coverage.tsv").read_text().splitlines()
    assert head.split("\t")[-1] == "sentence"
    assert row.split("\t")[1:3] == ["GARD:0990001", "symptoms"]
    assert row.endswith("The lamp burns.")


def test_drafts_are_marked_in_the_graph(imported: Importer) -> None:
    (record,) = imported(document(("symptoms", "Symptoms include fever.")))
    found = lines(record)
    assert having(found, "biolink:agent_type", "text_mining_agent")
    assert having(found, "biolink:has_evidence", "ECO:0007320")
    assert checks.drafted(record) == (1, 1)


# --- HPO's table ----------------------------------------------------------------------------------


def test_the_table_is_split_into_rows(imported: Importer) -> None:
    rows = (
        "Seizures 75% Autosomal recessive inheritance 5% Severe - Infantile onset -"
        " Tremor 7.5% Fever 3/9 Headache 3 of 4 2-3 toe bells - Pneumonia % Seizures 75%"
        " Deafness 0/2"
    )
    (record,) = imported(document(("symptoms", f"{INTRODUCTION}{rows}{CLOSING}")))
    assert [(c.label, c.term, c.frequency) for c in record.symptoms] == [
        ("Seizures", "HP:0001250", "75%"),
        ("Tremor", "HP:0001337", "7.5%"),
        ("Fever", "HP:0001945", "3/9"),
        ("Headache", "HP:0002315", "3/4"),
        ("2-3 toe bells", None, None),
        ("Pneumonia", "HP:0002090", None),
        ("Deafness", "HP:0000365", "0/2"),
    ]
    (inheritance,) = record.inheritance
    assert (inheritance.term, inheritance.frequency) == ("HP:0000007", "5%")
    assert [c.term for c in record.course] == ["HP:0012828"]
    assert [c.term for c in record.onset] == ["HP:0003593"]
    assert (imported.report.rows, imported.report.merged) == (11, 1)
    assert [p.got for p in imported.report.without_term] == ["2-3 toe bells"]
    assert not having(lines(record), "GARD:0990001 RO:0002200 HP:0000365")


def test_a_comment_in_a_label_narrows_its_term(imported: Importer) -> None:
    (record,) = imported(document(("symptoms", f"{INTRODUCTION}Tremor (feet) -{CLOSING}")))
    (claim,) = record.symptoms
    assert (claim.label, claim.term, claim.match) == ("Tremor (feet)", "HP:0001337", "broad")


@pytest.mark.parametrize(
    ("often", "frequency"),
    [("90%", "90%"), ("100%", "100%"), ("101%", None), ("9/3", None), ("0/0", None), ("-", None)],
)
def test_a_frequency_that_is_none_is_not_kept(often: str, frequency: str | None) -> None:
    assert hpo_table.frequency(often) == frequency


# --- Mappings -------------------------------------------------------------------------------------

HEAD = "#curie_map:\n#  GARD: https://example.org/\n# mapping_set_version: https://example.org/v1\n"
COLUMNS = (
    "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\n"
)


@pytest.fixture
def sssom(tmp_path: Path) -> Callable[..., Mappings]:
    def read(*rows: str, head: str = HEAD + COLUMNS) -> Mappings:
        path = tmp_path / "set.sssom.tsv"
        path.write_text(head + "".join(row.replace(" ", "\t") + "\n" for row in rows))
        return Mappings.read([str(path)])

    return read


def test_what_is_composed_through_an_xref_stays_one(
    imported: Importer, sssom: Callable[..., Mappings]
) -> None:
    mappings = sssom(
        "MONDO:0990001 lantern oboInOwl:hasDbXref GARD:0990001 _ semapv:ManualMappingCuration",
        "MONDO:0990001 lantern skos:exactMatch Orphanet:990 Lantern semapv:ManualMappingCuration",
        "MONDO:0990002 other skos:exactMatch Orphanet:991 Other semapv:ManualMappingCuration",
    )
    (record,) = imported(document(("symptoms", "It causes fever.")), mappings=mappings)
    assert not record.mappings.exact
    direct, chained = record.mappings.xref
    assert not isinstance(direct, str)
    assert not isinstance(chained, str)
    assert (direct.id, direct.label, direct.justification) == (
        "MONDO:0990001", "lantern", "semapv:ManualMappingCuration",
    )  # fmt: skip
    assert (chained.id, chained.justification, chained.via) == (
        "ORPHA:990", "semapv:MappingChaining", "MONDO:0990001",
    )  # fmt: skip
    assert chained.source == "https://example.org/v1"


def test_disagreements_are_told_and_kept_as_xrefs(
    imported: Importer, sssom: Callable[..., Mappings]
) -> None:
    mappings = sssom(
        "MONDO:0990001 a skos:exactMatch GARD:0990001 _ semapv:ManualMappingCuration",
        "MONDO:0990002 b skos:exactMatch GARD:0990001 _ semapv:ManualMappingCuration",
        "MONDO:0990001 a skos:exactMatch OMIM:600001 A semapv:ManualMappingCuration",
        "MONDO:0990001 a skos:exactMatch OMIM:600002 B semapv:ManualMappingCuration",
        "MONDO:0990001 a skos:exactMatch GRAD:1 B semapv:ManualMappingCuration",
    )
    (record,) = imported(document(("symptoms", "It causes fever.")), mappings=mappings)
    told = [remark.got or "" for remark in imported.report.remarks]
    assert [text.split(" ")[0] for text in told] == ["GARD:0990001", "MONDO:0990001"]
    assert [why for _, why in mappings.left_out] == ["object_id not understood (GRAD:…)"]
    assert {m.id for m in record.mappings.xref if not isinstance(m, str)} == {
        "OMIM:600001", "OMIM:600002",
    }  # fmt: skip


def test_a_table_without_its_columns_is_refused(sssom: Callable[..., Mappings]) -> None:
    with pytest.raises(FileError, match="missing: subject_id, predicate_id"):
        sssom(head="a\tb\n")


GOOD_ROW = "MONDO:0990001\ta\tskos:exactMatch\tGARD:0990001\tA\tsemapv:ManualMappingCuration\t\t1:1"


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        (0, "sssom:NoTermFound", "no match was found"),
        (3, "SSSOM:NoTermFound", "no match was found"),
        (3, "<https://w3id.org/sssom/NoTermFound>", "no match was found"),
        (3, "unknown:NoTermFound", "no match was found"),
        (3, "sssom:Nothing", "no match was found"),
        (3, "", "no subject or no object"),
        (2, "skos:noMatch", "predicate not understood (skos:noMatch)"),
        (6, "Not", 'predicate_modifier is "Not"'),
        (7, "1:0", "no match was found"),
        (7, "0:1", "no match was found"),
        (3, "GARD:x", "object_id not understood (GARD:…)"),
        (5, "a\tb", "more columns than its table"),
    ],
)
def test_70_a_row_that_maps_nothing_is_told(
    tmp_path: Path, column: int, value: str, why: str
) -> None:
    cells = GOOD_ROW.split("\t")
    cells[column] = value
    head = COLUMNS.rstrip() + "\tpredicate_modifier\tmapping_cardinality\n"
    path = tmp_path / "a.sssom.tsv"
    path.write_text(HEAD + head + GOOD_ROW + "\n" + "\t".join(cells) + "\n")
    mappings = Mappings.read([str(path)])
    assert mappings.left_out == {(str(path), why): [6]}
    assert mappings.read_rows == {str(path): 1}
    assert [len(rows) for rows in mappings.of_disease.values()] == [1]
    assert not mappings.of_term
    assert f"{path}: 2 rows = 1 read + 1 left out" in list(mappings.lines())


def test_70_a_quotation_mark_that_is_not_closed_swallows_no_rows(
    sssom: Callable[..., Mappings],
) -> None:
    row = "MONDO:0990001 %s skos:exactMatch GARD:0990001 _ semapv:ManualMappingCuration"
    assert sssom(row % '"quoted"').of_disease["GARD:0990001"][0].label == "quoted"
    with pytest.raises(FileError, match=r"set.sssom.tsv:5: a quotation mark"):
        sssom(row % '"open', row % "next")
    with pytest.raises(FileError, match="field larger than field limit"):
        sssom(row % ("a" * 140_000))


# --- Bad files: one is reported, the rest imported ------------------------------------------------

GOOD = document(("symptoms", "Symptoms include fever."), number="990009", name="Good")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"caf\xe9", "expected UTF-8"),
        (b"\xff\xfe<\x00D\x00", "expected UTF-8"),
        (b"", "not XML: no element found"),
        (b"<Document><Focus>", "not XML"),
        (b"<html><p>Not found</p></html>", "expected <Document>"),
        (document(name="\x85").encode(), "control characters"),
        (document(name="").encode(), "expected a Focus"),
        (document(name="x" * 60_001).encode(), "expected a Focus"),
        (document(number="x").encode(), "expected the address of a GARD page"),
        (b"<Document>" + b"<a>" * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (GOOD.encode(), "the same disease as"),
    ],
)
def test_13_a_bad_file_is_named_and_the_rest_imported(
    imported: Importer, bad: bytes, said: str
) -> None:
    imported.put(GOOD, "0000000.xml")
    imported.put(bad, "bad.xml")
    (record,) = imported()
    assert record.name == "Good"
    told = [problem.message for problem in (*imported.report.problems, *imported.report.remarks)]
    assert any(said in message for message in told), told


def test_75_an_exception_of_one_file_is_told_and_the_rest_imported(
    imported: Importer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it is, and where it is raised; ``--debug`` shows where."""
    from gardkg.cli import main as cli

    for n, name in enumerate(("Good", "In its XML", "In its prose", "Good too")):
        imported.put(document(("symptoms", "Symptoms include fever."), number=f"99{n}", name=name))
    read_one, prose_of = medquad.read_document, medquad.prose.read

    def reading(path: str) -> Document:
        if path.endswith("2.xml"):
            raise IndexError("list index out of range")
        return read_one(path)

    def understanding(passage: medquad.prose.Passage, *_: object) -> medquad.prose.Found:
        if passage.names[0] == "In its prose":
            raise RecursionError("\x1b[31m too deep")
        return prose_of(passage, LEXICON)

    monkeypatch.setattr(medquad, "read_document", reading)
    monkeypatch.setattr(medquad.prose, "read", understanding)
    assert [record.name for record in imported()] == ["Good", "Good too"]
    first, second = imported.report.problems
    assert "0000002.xml: error: IndexError: list index out of range; left out" in str(first)
    assert "0000003.xml: error: RecursionError: <U+001B>[31m too deep; left out" in str(second)
    output = str(imported.folder.parent / "x.jsonl")
    monkeypatch.setattr("gardkg.terms.lexicon.Lexicon.read", lambda *_: LEXICON)
    for debug in ((), ("--debug",)):
        monkeypatch.setattr(
            "sys.argv", ["gardkg", "import", "medquad", str(imported.folder), "-o", output, *debug]
        )
        with pytest.raises(SystemExit) as done:
            cli.main()
        assert done.value.code == 1
        assert len(load_records(output)) == 2
        assert ("Traceback" in capsys.readouterr().err) == bool(debug)


def test_75_a_folder_within_that_cannot_be_listed_costs_itself(imported: Importer) -> None:
    imported.put(GOOD)
    (imported.folder / "loop").symlink_to("loop")
    depth, here = 2_200, Path.cwd()
    os.chdir(imported.folder)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        os.chdir(here)
        (record,) = imported()
    finally:
        os.chdir(imported.folder)
        for _ in range(depth):
            os.chdir("d")
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")
        os.chdir(here)
    assert record.name == "Good"
    assert ["File name too long" in str(p) for p in imported.report.problems] == [True]


def test_75_markup_within_an_answer_loses_none_of_it(imported: Importer) -> None:
    text = document(("symptoms", "Symptoms include FEVER and tremor."))
    (record,) = imported(text.replace("FEVER", "<i>fever</i>"))
    assert [claim.label for claim in record.symptoms] == ["fever", "tremor"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{10 * f"&{a};"}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "head",
    [
        BOMB + "]>\n",
        '<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd">\n',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n',
    ],
)
def test_42_a_doctype_is_refused_before_it_is_read(imported: Importer, head: str) -> None:
    imported.put(document(("symptoms", "j"), head=head).replace(">j<", ">&j;<"), "bomb.xml")
    start = time.monotonic()
    (record,) = imported(GOOD)
    assert time.monotonic() - start < 5
    assert record.name == "Good"
    (problem,) = imported.report.problems
    assert "no DOCTYPE" in problem.message


def test_43_links_and_pipes_are_told_and_never_opened(imported: Importer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.xml").write_text(document(name="Secret", number="1"))
    (imported.folder / "link.xml").symlink_to(outside / "secret.xml")
    (imported.folder / "folder").symlink_to(outside)
    os.mkfifo(imported.folder / "pipe.xml")
    (imported.folder / "folder.xml").mkdir()
    imported.put(GOOD, "within/good.xml")
    (record,) = imported()
    assert record.name == "Good"
    assert sorted(Path(problem.path).name for problem in imported.report.problems) == [
        "folder", "link.xml", "pipe.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["../../etc/passwd", "a/b", "9" * 300, "%2e%2e"])
def test_44_an_id_is_a_number_or_nothing(imported: Importer, number: str) -> None:
    imported.put(document(number=number), "x" * 250 + ".xml")
    (record,) = imported(GOOD)
    assert record.name == "Good"
    assert len(imported.report.problems) == 1


def test_44_a_name_of_300_characters_is_a_name(imported: Importer) -> None:
    (record,) = imported(document(("symptoms", "It causes fever."), name=300 * "L"))
    assert record.name == 300 * "L"


def test_no_record_is_an_error_and_no_folder_too(imported: Importer, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="has no"):
        imported()
    with pytest.raises(FileError, match="cannot be read"):
        medquad.read(str(tmp_path / "nowhere"), LEXICON)
    imported.put("no XML", "bad.xml")
    archive = medquad.read(str(imported.folder), LEXICON)
    with pytest.raises(RecordError):
        list(archive.records())


# --- The command line -----------------------------------------------------------------------------


def test_the_command_reports_and_exits_with_1_where_a_file_was_bad(imported: Importer) -> None:
    imported.put(GOOD)
    output = str(imported.folder.parent / "gard.jsonl.gz")
    done = gardkg("import", "medquad", str(imported.folder), "-o", output)
    assert done.returncode == 0, done.stderr
    assert "1 files: 1 records, 1 claims" in done.stderr
    assert "draft: GARD:0990009 Good: 1 of 1 claim\n" in gardkg("check", output).stderr
    before = Path(output).read_bytes()
    imported.put("no XML", "bad.xml")
    done = gardkg("import", "medquad", str(imported.folder), "-o", output)
    assert done.returncode == 1
    assert "bad.xml: error: not XML" in done.stderr
    assert Path(output).read_bytes() == before
    assert gardkg("import", "medquad", str(imported.folder), "-o", "x.txt").returncode == 2
    assert gardkg("import", "medquad", "nowhere", "-o", output).returncode == 3


@needs_real
def test_62_ctrl_c_leaves_no_partial_file(tmp_path: Path) -> None:
    command = [*GARDKG, "import", "medquad", str(REAL), "-o", str(tmp_path / "gard.jsonl")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        for _ in range(200):
            time.sleep(0.05)
            if list(tmp_path.iterdir()):
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert not list(tmp_path.iterdir())


# --- The real files -------------------------------------------------------------------------------


@needs_real
def test_the_real_files() -> None:
    """All names, all rows, all quotes; the rates are benchmarks/importers.py's to print."""
    from gardkg.terms.lexicon import Lexicon

    archive = medquad.read(str(REAL), Lexicon.read())
    report = archive.report
    quoted = 0
    for record in archive.records():
        path, source = archive.documents[record.id]
        assert not [finding for finding in checks.check(record) if finding.severity == "error"]
        assert record.name == " ".join(source.name.text.split())
        for where, claim in zip(record.pointers(), record.claims(), strict=True):
            for said in claim.statements:
                assert said.agent == "automatic", (path, where)
                assert said.quote is not None, (path, where)
                quoted += 1
    assert not report.problems
    assert (report.files, report.records, report.rows) == (2000, 2000, 36_983)
    assert quoted >= report.claims
    assert len(report.without_term) / report.rows < 0.03


@needs_real
def test_the_quotes_of_real_files_are_where_they_say() -> None:
    for path in sorted(REAL.glob("xml/*.xml"))[::40]:
        raw, found = path.read_bytes().decode(), read_document(str(path))
        assert isinstance(found, Document)
        for pair in found.pairs:
            text = pair.answer.text
            for start, end in ((0, len(text)), (len(text) // 3, len(text) // 2)):
                if end > start:
                    quote = pair.answer.quote(start, end)
                    assert html.unescape(raw[quote.start : quote.end]) == text[start:end]

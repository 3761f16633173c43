"""Rows 1–35 of the robustness table: bad records and terms. A test bears the number of its row.

A case is a file in ``tests/bad``. What is wrong with it stands in its first lines,
``# expect: line:column: error: …``, or, where its first bytes matter, in ``EXPECTED`` below.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pty
import re
import resource
import subprocess
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import ROOT, SEED, having, lines, record, triples
from chance import examples
from command import GARDKG, gardkg
from hypothesis import example, given
from hypothesis import strategies as st
from readers import by_rdflib, need, reads

from gardkg import export
from gardkg.errors import FileError, TermError
from gardkg.files.foreign import foreign
from gardkg.identifiers import PREFIXES, checked_iri, checked_language, expand, file_stem
from gardkg.records.reader import read_records
from gardkg.records.yaml_nodes import MAX_DEPTH, MAX_DOCUMENT, MAX_MARKS
from gardkg.serialize.formats import FORMATS

BAD = sorted(path for path in (ROOT / "tests" / "bad").iterdir() if path.is_file())

EXPECTED = {
    "03_duplicate_key.json": [
        '3:2: error: key "name" stands twice, first on line 2; keep one',
    ],
    "03_duplicate_key.jsonl": [
        '1:35: error: key "name" stands twice, first on line 1, column 22; keep one',
        '2:58: error: symptoms[0]: key "label" stands twice, first on line 2, column 46; keep one',
    ],
    "12_utf16.yaml": [
        "1:1: error: expected UTF-8; got UTF-16; save it as UTF-8",
    ],
    "12_utf16_without_mark.yaml": [
        "1:2: error: character U+0000 is not allowed",
    ],
    "13_latin1.yaml": [
        "2:8: error: expected UTF-8; got byte 0xE9 at offset 24; save it as UTF-8",
    ],
    "13_cut_within_a_character.yaml": [
        "2:11: error: expected UTF-8; got byte 0xC3 at offset 28; save it as UTF-8",
    ],
    "13_surrogate_bytes.yaml": [
        "2:8: error: expected UTF-8; got byte 0xED at offset 24; save it as UTF-8",
    ],
    "13_latin1.jsonl": [
        "2:31: error: expected UTF-8; got byte 0xE9 at offset 30; save it as UTF-8",
    ],
    "14_lone_surrogate.json": [
        "1:32: error: name: character U+D800 is not allowed in text",
    ],
    "14_lone_surrogate.jsonl": [
        "1:29: error: name: character U+DFFF is not allowed in text",
    ],
    "15_controls.jsonl": [
        "1:29: error: name: character U+0000 is not allowed in text",
        "2:31: error: Invalid control character",
        "3:29: error: name: character U+FFFE is not allowed in text",
        "4:29: error: name: character U+009B is not allowed in text",
        "5:29: error: name: character U+000C is not allowed in text",
    ],
    "16_nested.json": [
        "1:47: error: nested deeper than 32 levels",
    ],
    "16_nested.jsonl": [
        "1:46: error: nested deeper than 32 levels",
    ],
    "17_not_a_number.json": [
        "1:79: error: expected a JSON value",
    ],
    "17_huge_integer.jsonl": [
        "1:71: error: affected_ages[0].min: expected a whole number from 0 to 200; got "
        f'"{"9" * 77}..."',
    ],
    "19_empty.yaml": [
        "1:1: error: expected a record; the file is empty",
    ],
    "19_empty.json": [
        "1:1: error: expected a JSON value",
    ],
    "19_list.json": [
        '1:1: error: expected a record with keys; got "a list"',
    ],
    "19_several_documents.json": [
        "2:1: error: expected one record",
    ],
    "19_cut_off.json": [
        "1:32: error: Unterminated string",
    ],
    "31_same_id_twice.jsonl": [
        "2:1: error: id: GARD:0990001 is also at FILE:1; one record a disease",
        "3:1: error: id: GARD:0990001 is also at FILE:1; one record a disease",
        "5:1: error: id: ORPHA:990009 is also at FILE:4; one record a disease",
    ],
    "33_parent_cycle.jsonl": [
        "1:1: error: parents: parents lead back: "
        "GARD:0990001 → GARD:0990002 → GARD:0990003 → GARD:0990001",
    ],
    "35_no_records.jsonl": [
        "error: no records; expected files that end in .yaml .yml .json .jsonl (.gz .zst .bz2 .xz)",
    ],
}


def problems(*paths: Path) -> list[str]:
    """The problem lines of files, in order; the first file's name is left out."""
    found: list[str] = []
    for _ in read_records(paths, lambda problem: found.append(str(problem))):
        pass
    return [line.replace(str(paths[0]), "FILE").removeprefix("FILE:").lstrip() for line in found]


def written(path: Path, content: str | bytes) -> Path:
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return path


# --- Every file of tests/bad --------------------------------------------------------------------


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_bad(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """All problems are named, each in one line; nothing is written, and no traceback."""
    head = path.read_bytes().decode(errors="replace").splitlines()
    marked = [line[10:] for line in head if line.startswith("# expect: ")]
    assert problems(path) == (marked or EXPECTED[path.name])

    monkeypatch.chdir(tmp_path)  # so that what is executed would leave its trace here
    old = written(tmp_path / "old.nt", "old")
    for command in (["check", path], ["export", path, "-o", old]):
        assert main(monkeypatch, *command) == 1
        out, err = capfd.readouterr()
        said = [line for line in (out + err).splitlines() if line.startswith(f"{path}")]
        assert len(said) == len(problems(path))
        assert "Traceback" not in out + err
    assert [found.name for found in tmp_path.iterdir()] == ["old.nt"]
    assert old.read_text() == "old"


def main(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    """The exit code of a command run in this process, which is quick."""
    from gardkg.cli import main as cli

    monkeypatch.setattr("sys.argv", ["gardkg", *map(str, arguments)])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code


# --- 1, 16, 18: what would fill the memory or the stack -------------------------------------------


def within_limits(path: Path, stdin: bytes | None = None) -> list[str]:
    """The lines of ``gardkg check`` under 200 MB of address space more than it needs itself.

    A good record is checked in 60 MB. The loader would end by signal 11 on a full stack.
    """
    limit = 260 * 2**20
    start = time.monotonic()
    done = subprocess.run(
        [*GARDKG, "check", "-" if stdin is not None else str(path)],
        capture_output=True,
        input=stdin,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert time.monotonic() - start < 3  # a second, on a machine that has nothing else to do
    assert done.returncode == 1, done.stderr[-500:]
    assert b"Traceback" not in done.stderr
    return done.stdout.decode().replace(str(path), "FILE").splitlines()


def test_01_an_alias_bomb_is_cheap() -> None:
    (path,) = (path for path in BAD if path.name == "01_alias_bomb.yaml")
    assert len(within_limits(path)) == 8


DEEP = 100_000
NESTED = {
    "flow.yaml": "[" * DEEP,
    "closed.yaml": "[" * DEEP + "]" * DEEP,
    "flow_keys.yaml": "{a: " * DEEP,
    "blocks.yaml": "- " * DEEP,
    "complex_keys.yaml": "? " * DEEP,
    "values.yaml": "? a\n: " + "- " * DEEP,
    "indentation.yaml": "".join(f"{' ' * n}a:\n" for n in range(2000)),
    "other_line_breaks.yaml": "".join(f"{' ' * n}a:\r" for n in range(2000)),
    "lists.json": "[" * DEEP,
    "keys.json": '{"a": ' * DEEP,
    "lists.jsonl": '{"categories": ' + "[" * DEEP,
}


@pytest.mark.parametrize("name", NESTED)
def test_16_depth_is_capped_before_anything_is_loaded(name: str, tmp_path: Path) -> None:
    """The seed's record has 6 levels; PyYAML's C loader dies at some 10,000."""
    (line,) = within_limits(written(tmp_path / name, NESTED[name]))
    assert line.startswith("FILE:")
    assert line.endswith(f": error: nested deeper than {MAX_DEPTH} levels")


@pytest.mark.parametrize("text", ["[" * DEEP, '{"a": ' * DEEP, "- " * DEEP], ids=["[", "{", "-"])
def test_16_depth_is_capped_on_standard_input(text: str) -> None:
    (line,) = within_limits(Path("-"), text.encode())
    assert line.endswith(f": error: nested deeper than {MAX_DEPTH} levels")


def test_18_a_text_of_more_than_60000_characters(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", f"id: GARD:0990001\nname: {'a' * 60_001}\n")
    (line,) = problems(path)
    assert line.startswith("2:7: error: name: expected text of 1 to 60000 characters; got ")
    assert len(line) < 200


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_18_a_file_of_more_than_8_mi_characters(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name, '"' + "a" * MAX_DOCUMENT + '"')
    (line,) = within_limits(path)
    assert line.endswith(f"error: longer than {MAX_DOCUMENT} characters; a record is one disease")


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl"])
def test_18_more_values_than_a_record_has(name: str, tmp_path: Path) -> None:
    """A value of two bytes takes hundreds when it is a node."""
    head = '{"id": "GARD:0990001", "name": "Bad", "categories": ['
    path = written(tmp_path / name, head + "1," * MAX_MARKS + "1]}")
    (line,) = within_limits(path)
    assert "error: more than 100000 commas, colons and line breaks; a record is" in line


def test_18_a_line_without_end_is_read_in_part(tmp_path: Path) -> None:
    """Even if 100 KB unpack to 100 MB; and the record on the next line is found."""
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", 1) as stream:
        for _ in range(100):
            stream.write(b"a" * 2**20)
        stream.write(b'\n{"id": "GARD:0990001"}\n')
    assert within_limits(path) == [
        f"FILE:1:1: error: longer than {MAX_DOCUMENT} characters; a record is one disease",
        "FILE:2:1: error: name: this field is required",
    ]


def test_18_a_pointer_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Some 90,000 problems below one key of a million letters: once 22 GB."""
    text = f"a: &a x\n? {'k' * 10**6}\n: [{'*a,' * 90_000}]\n"
    (line,) = within_limits(written(tmp_path / "a.yaml", text))
    assert "error: expected a key of at most 64 characters" in line


# --- 4 – 13: what a text may look like ------------------------------------------------------------


def test_05_no_stays_text() -> None:
    """YAML 1.1 would read five of them as true, false and null."""
    one = record("name: no\nsynonyms: [on, yes, 'null', 'false', y]\nid: GARD:0990001\n")
    assert [one.name, *one.synonyms] == ["no", "on", "yes", "null", "false", "y"]
    (line,) = having(lines(one), "rdfs:label", '"no"')
    assert line == 'GARD:0990001 rdfs:label "no"@en'


def test_06_numbers_keep_their_digits() -> None:
    text = "citations: [{title: 1e3, volume: 0000123, issue: 12:30:45, pages: 1.10}]"
    found = lines(record(text))
    assert having(found, '"0000123"')
    assert having(found, '"12:30:45"')
    assert having(found, '"1.10"')
    assert having(found, '"1e3"')


def test_07_a_date_keeps_its_form() -> None:
    one = record("""
        sections: {causes: {heading: Causes, updated: 2014-04-18}}
        citations: [{title: a, date: 2014-04}, {title: b, date: 2014}]
    """)
    found = lines(one)
    assert having(found, "/section/causes", 'dcterms:modified "2014-04-18"^^xsd:date')
    assert having(found, '"2014-04"^^xsd:gYearMonth')
    assert having(found, '"2014"^^xsd:gYear')


def test_11_a_comment_that_cuts_a_value_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", "id: GARD:0990001\nname: a #b\n")
    line = '2:7: warning: name: what follows is a comment: "#b"; got "a"; quote the text to keep it'
    assert problems(path) == [line]
    assert gardkg("check", path).returncode == 0


def test_11_a_comment_apart_is_only_a_comment(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", "id: GARD:0990001 # not so sure\nname: 'a #b'\n")
    assert problems(path) == []


@pytest.mark.parametrize(
    ("mark", "end"), [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")], ids=["BOM", "CRLF", "2"]
)
def test_12_marks_and_line_ends_change_no_triple(mark: str, end: str, tmp_path: Path) -> None:
    text = SEED.read_text("utf-8")
    path = written(tmp_path / "a.yaml", mark + text.replace("\n", end))
    assert export(read_records([path], print), format="nt") == export(
        read_records([SEED], print), format="nt"
    )


# --- 21 – 30: terms -------------------------------------------------------------------------------

NO_IRI = {
    21: [f"http://example.org/{char}" for char in ' <>"{}|\\^`\n\t\x00\x7f\x85[]']
    + ["http://[::1"],
    22: [
        f"http://example.org/{text}"
        for text in ("%zz", "%", "%4", "\ue000", "\U000f0000", "\ud800", "\ufdd0", "\U0001fffe")
    ],
    23: ["", "_:x", "a", "a/b", "../a", "//example.org/a", "#a", "?a", "1a:b", "disease/../a"],
}


@pytest.mark.parametrize(
    ("row", "text"), [(row, text) for row, texts in NO_IRI.items() for text in texts], ids=ascii
)
def test_21_22_23_no_iri(row: int, text: str) -> None:
    """Whether it is written, or asked for in a query; rdflib writes some of these."""
    with pytest.raises(TermError):
        checked_iri(text)
    with pytest.raises(TermError):
        expand(text)


@examples(100, 10)
@given(text=st.text(st.sampled_from("a1:/?#[]@!'%2G.é\u00a0\u200e\ufdd0\U0001fffe"), max_size=8))
def test_21_22_23_what_is_taken_for_an_iri_strict_readers_take_too(text: str) -> None:
    iri = f"http://{text}"
    with contextlib.suppress(TermError):
        line = f"<{checked_iri(iri)}> <http://p.example> <http://o.example> .\n"
        ((subject, *_),) = ox.parse(input=line, format=ox.RdfFormat.N_TRIPLES)
        assert subject.value == iri


#: Rows 24 and 25, by what is special about them.
IRIS = {
    "24 IDN": "http://例え.jp/",
    "24 dots": "http://example.org/a/../b/./c",
    "24 port": "http://example.org:80/",
    "24 escape": "http://example.org/%20%c3%A9",
    "24 case": "HTTP://Example.ORG/",
    "25 full stop": "http://example.org/a.",
    "25 parentheses": "http://example.org/(SICI)1(2)",
    "25 digit": "http://example.org/1a",
    "25 marks": "http://example.org/~a;b,c=$d!'*@&?e=f#g",
}
#: Rows 26 and 27.
TEXTS = {
    "26 quotes": "\"a\" 'b'",
    "26 three quotes": 'a"""',
    "26 backslash": "\\ \\u0041 \\",
    "26 CR": "a\rb\r\nc",
    "26 line separator": "a\u2028b\u2029c\x85d",
    "26 markup": "<a>&amp;]]></a> %(label)s {label}",
    "27 right to left": "\u202ecba\u202c \u200f\u061c",
    "27 zero width": "a\u200bb\u200dc\ufeffd",
}


@pytest.mark.parametrize("reader", ["pyoxigraph", "rdflib", "rapper"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_24_25_26_27_come_back_as_they_were(suffix: str, reader: str, tmp_path: Path) -> None:
    """Addresses and texts, from every format, by every reader.

    But rapper resolves ``/../`` in the addresses of all that is not line by line.
    """
    read = need(reader)
    if not reads(reader, suffix):
        pytest.skip(f"{reader} reads no {suffix}")
    addresses = [iri for iri in IRIS.values() if iri.startswith("http:")]
    if reader == "rapper":
        addresses.remove(IRIS["24 dots"])
    fields = {
        "id": "GARD:0990001",
        "name": "".join(TEXTS.values()),
        "synonyms": list(TEXTS.values()),
        "citations": [{"title": "a", "url": iri} for iri in addresses],
    }
    (one,) = read_records([written(tmp_path / "a.json", json.dumps(fields))], print)
    expected = triples(export([one], format="nt"), "nt")
    kept = {term.value for triple in expected for term in triple}
    assert {*TEXTS.values(), *addresses} < kept
    assert list(read([(export([one], format=suffix), suffix)], tmp_path)) == [expected]


@pytest.mark.parametrize("suffix", FORMATS)
def test_26_every_character_of_the_first_plane(suffix: str, tmp_path: Path) -> None:
    """What no reader would return is refused; the rest comes back, whatever the format."""
    every = "".join(map(chr, [9, 10, 13, *range(0x20, 0x7F), 0x85, *range(0xA0, 0xD800)]))
    every += "".join(map(chr, range(0xE000, 0xFFFE)))
    halves = [every[:40_000], every[40_000:]]
    fields = {"id": "GARD:0990001", "name": "Every", "categories": halves}
    (one,) = read_records([written(tmp_path / "a.json", json.dumps(fields))], print)
    found = triples(export([one], format="nt"), "nt")
    assert set(halves) < {triple.object.value for triple in found}
    data = export([one], format=suffix)
    assert [triples(data, suffix), *by_rdflib([(data, suffix)], tmp_path)] == [found] * 2


@pytest.mark.parametrize("iri", IRIS.values(), ids=IRIS)
def test_24_25_nothing_is_normalised(iri: str) -> None:
    assert expand(iri) == checked_iri(iri) == iri


def test_27_a_terminal_shows_the_unseen(tmp_path: Path) -> None:
    """In a pipe they are data; on a terminal they would reorder the line."""
    path = written(tmp_path / "a.yaml", "id: GARD:0990001\nname: \u202ecba\u200b\n")
    command = [*GARDKG, "show", "990001", str(path)]
    assert "\u202ecba\u200b" in subprocess.run(command, capture_output=True, text=True).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        process.wait(60)
        assert "<U+202E>cba<U+200B>" in os.read(ours, 9999).decode()
    os.close(ours)


def test_27_a_problem_is_one_visible_line(tmp_path: Path) -> None:
    text = 'id: GARD:0990001\nname: Bad\nlanguage: "\\u202een\\n\\nfr"\n'
    assert problems(written(tmp_path / "a.yaml", text)) == [
        '3:11: error: language: expected a language tag such as "en" or "pt-br"; '
        'got "<U+202E>en<U+000A><U+000A>fr"'
    ]


@pytest.mark.parametrize("tag", ["", "en_GB", 'en"@', "en-", "-en", "en--gb", "en gb", "é", "x"])
def test_28_no_language_tag(tag: str) -> None:
    with pytest.raises(TermError):
        checked_language(tag)


@examples(100, 10)
@given(tag=st.text(st.sampled_from("abx19-"), max_size=12))
def test_28_what_is_taken_for_a_language_strict_readers_take_too(tag: str) -> None:
    with contextlib.suppress(TermError):
        line = f'<http://s.example> <http://p.example> "o"@{checked_language(tag)} .\n'
        list(ox.parse(input=line, format=ox.RdfFormat.N_TRIPLES))


def test_29_a_language_is_written_in_lower_case() -> None:
    same = [lines(record(f"language: {tag}")) for tag in ("pt-BR", "PT-br", "pt-br")]
    assert same[0] == same[1] == same[2]
    assert having(same[0], 'rdfs:label "Testing"@pt-br')


def test_30_composed_and_decomposed_twins_are_kept_and_named(tmp_path: Path) -> None:
    text = "id: GARD:0990001\nname: M\u00e9ni\u00e8re\nsynonyms:\n  - Me\u0301nie\u0300re\n"
    path = written(tmp_path / "a.yaml", text)
    assert problems(path) == [
        "4:5: warning: synonyms[0]: differs from name only in its Unicode normal form; "
        "write both alike"
    ]
    (one,) = read_records([path], print)
    assert having(lines(one), '"M\u00e9ni\u00e8re"@en')
    assert having(lines(one), '"Me\u0301nie\u0300re"@en')


# --- 44: names of files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["GARD:a/b", "GARD:../1", "GARD:" + "9" * 300, "MONDO:1/..", "ORPHA:1\\2", "GARD:.."]
)
def test_44_no_id_leaves_the_folder_or_is_too_long(text: str, tmp_path: Path) -> None:
    """A file in a folder is called after its disease."""
    path = written(tmp_path / "a.json", json.dumps({"id": text, "name": "Bad"}))
    (line,) = problems(path)
    assert ": error: id: " in line


def test_44_no_two_ids_have_one_file() -> None:
    """The colon becomes the first underscore of the name, for no prefix has one."""
    assert not [prefix for prefix in PREFIXES if "_" in prefix]
    assert file_stem("GARD:0990001") == "GARD_0990001"


# --- 31, 33, 35: records together -----------------------------------------------------------------


def test_31_one_id_in_two_files(tmp_path: Path) -> None:
    first = written(tmp_path / "a.yaml", "name: First\nid: GARD:0990001\n")
    url = "https://rarediseases.info.nih.gov/diseases/990001/second"
    second = written(tmp_path / "b.json", json.dumps({"name": "Second", "id": url}))
    assert problems(first, second) == [
        f"{second}:1:26: error: id: GARD:0990001 is also at FILE:2; one record a disease"
    ]


def test_33_a_cycle_of_parents_over_files(tmp_path: Path) -> None:
    one = written(tmp_path / "a.yaml", "id: MONDO:0000001\nname: A\nparents: [GARD:2]\n")
    two = written(tmp_path / "b.yaml", "id: GARD:2\nname: B\nparents: [mondo:0000001]\n")
    assert problems(one, two) == [
        "1:5: error: parents: parents lead back: MONDO:0000001 → GARD:0000002 → MONDO:0000001"
    ]


def test_33_a_diamond_is_no_cycle(tmp_path: Path) -> None:
    rows = [(1, []), (2, ["GARD:1"]), (3, ["GARD:1"]), (4, ["GARD:2", "GARD:3"])]
    data = [json.dumps({"id": f"GARD:{n}", "name": "A", "parents": above}) for n, above in rows]
    assert problems(written(tmp_path / "a.jsonl", "\n".join(data))) == []


@pytest.mark.parametrize("name", ["empty", "other"])
def test_35_a_folder_without_records_replaces_nothing(name: str, tmp_path: Path) -> None:
    """A mistyped folder may not become an empty graph."""
    (tmp_path / "empty").mkdir()
    written(tmp_path / "a.txt", "no record")
    old = written(tmp_path / "old.nt", "old")
    folder = tmp_path / "empty" if name == "empty" else tmp_path
    assert problems(folder) == [
        "error: no records; expected files that end in .yaml .yml .json .jsonl (.gz .zst .bz2 .xz)"
    ]
    assert gardkg("export", folder, "-o", old).returncode == 1
    assert old.read_text() == "old"


def test_35_an_empty_name_is_not_the_current_folder() -> None:
    """As of a variable of a script that was never set."""
    with pytest.raises(FileError, match='"": no such file'):
        list(read_records([""], print))


# --- Any bytes at all -----------------------------------------------------------------------------

SYNTAX = st.text(st.sampled_from("aid:name GARD1{}[],&*!?|>-#%@`'\"\\\n\r\t\ufeff\x00é\u2028"))


@st.composite
def spliced(draw: st.DrawFn) -> bytes:
    """The seed's record with some bytes in the place of others."""
    seed = SEED.read_bytes()
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, min(start + 40, len(seed))))
    return seed[:start] + draw(st.binary(max_size=8) | SYNTAX.map(str.encode)) + seed[end:]


@examples(100, 20)
@given(
    data=st.binary() | SYNTAX.map(str.encode) | spliced(),
    suffix=st.sampled_from(["yaml", "json", "jsonl"]),
)
@example(data=b"\xef\xbb\xbf\xef\xbb\xbf- a", suffix="yaml")
@example(data=b"<!--", suffix="yaml")
@example(data=b"PK\x03\x04", suffix="json")
def test_any_bytes_are_records_or_problems(
    data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is not read has a problem, or is named as foreign; what is read can be written."""
    path = written(tmp_path_factory.getbasetemp() / f"any.{suffix}", data)
    found = []
    if suffix != "jsonl" and (what := foreign(data, may_be_rdf=False)):
        with pytest.raises(FileError, match=re.escape(what)):
            list(read_records([path], found.append))
        return
    good = list(read_records([path], found.append))
    assert good or found
    assert all(str(problem).count("\n") == 0 for problem in found)
    for one in good:
        assert triples(export([one], format="nt"), "nt")


@examples(100, 8)
@given(
    text=st.text(st.characters(codec=None, exclude_categories=[]), min_size=1, max_size=20),
    suffix=st.sampled_from(["json", "jsonl"]),
)
@example(text="\ud83d\ude00", suffix="json")
@example(text="\x85\xa0\u2028", suffix="jsonl")
def test_any_text_comes_back_from_every_format_or_is_refused(
    text: str, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = json.dumps({"id": "GARD:0990001", "name": text, "categories": [text]})
    path = written(tmp_path_factory.getbasetemp() / f"text.{suffix}", document)
    found: list[object] = []
    good = list(read_records([path], found.append))
    assert bool(good) != bool(found)
    for one in good:
        assert one.name == json.loads(json.dumps(text))  # two halves of a character are one
        expected = triples(export([one], format="nt"), "nt")
        for kind in FORMATS:
            data = export([one], format=kind)
            assert [triples(data, kind), *by_rdflib([(data, kind)], path)] == [expected] * 2

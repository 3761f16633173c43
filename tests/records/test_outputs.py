"""Records written to files that are read as records again: YAML, a folder of it, JSON Lines."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from strategies import WHOLE, records

import gardkg
from gardkg import Record, load_records
from gardkg.cli.main import main
from gardkg.errors import FileError, FormatError, GardkgError, UsageError
from gardkg.model import Symptom
from gardkg.records.outputs import drafts_output, write_records

ONE, TWO = Record(id="GARD:0990001", name="One"), Record(id="GARD:0990002", name="Two")


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The exit code of ``gardkg ARGS``, and what it said."""

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gardkg", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return int(caught.value.code or 0), "".join(capsys.readouterr())

    before = signal.getsignal(signal.SIGTERM)
    yield call
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "drafts/"])
def test_what_is_written_is_what_is_read(name: str, tmp_path: Path) -> None:
    output = f"{tmp_path}/{name}"
    assert write_records([ONE, TWO], output) == 2
    assert load_records(output) == [ONE, TWO]


@WHOLE
@given(record=records())
def test_any_record(record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("records")
    for name in ("a.jsonl", "a.yaml"):
        gardkg.export([record], folder / name)
        assert load_records(folder / name) == [record]


def test_export_between_yaml_and_json_lines(tmp_path: Path, run: Run) -> None:
    write_records([ONE, TWO], str(tmp_path / "all.jsonl"))
    done = run("export", tmp_path / "all.jsonl", "-o", f"{tmp_path}/d/", "-t", "yaml")
    assert done == (0, f"{tmp_path}/d/: 2 records\n")
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == [
        "GARD_0990001.yaml",
        "GARD_0990002.yaml",
    ]
    assert run("export", tmp_path / "d", "-o", tmp_path / "again.jsonl")[0] == 0
    assert load_records(tmp_path / "again.jsonl") == [ONE, TWO]
    assert run("export", tmp_path / "d/GARD_0990001.yaml", "-t", "yaml") == (
        0,
        "id: GARD:0990001\nname: One\n",
    )


def test_a_yaml_file_holds_one_record(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"one record a file in YAML; use a folder \(DIR/\) or"):
        write_records([ONE, TWO], str(tmp_path / "a.yaml"))
    twice = [ONE, Record(id="GARD:0990001", name="Same")]
    with pytest.raises(FormatError, match=r"0990001\.yaml: two records of GARD:0990001"):
        write_records(twice, f"{tmp_path}/d/")
    assert [*tmp_path.iterdir()] == []


def test_what_a_person_has_put_into_a_record_is_kept(tmp_path: Path) -> None:
    draft = Record(id="GARD:0990001", name="One", symptoms=[Symptom(label="a", agent="automatic")])
    other = Record(id="GARD:0990001", name="One", symptoms=[Symptom(label="b", agent="automatic")])
    output = f"{tmp_path}/d/"
    write_records([draft], output)
    write_records([other], output)  # a machine's draft is no loss
    reviewed = Record(id="GARD:0990001", name="One", symptoms=[Symptom(label="c")])
    write_records([reviewed], output)
    write_records([reviewed], output)  # nothing changes
    with pytest.raises(UsageError, match="somebody has reviewed it; remove it, or write elsewhere"):
        write_records([TWO, draft], output)
    assert load_records(output) == [reviewed]


def test_an_importer_writes_lines_or_a_folder(tmp_path: Path) -> None:
    assert drafts_output("-").name == "JSON Lines"
    assert drafts_output("a.yaml").name == drafts_output("drafts/").name == "YAML"
    for name in ("a.ttl", "a", "a.json"):
        with pytest.raises(FormatError, match=r"expected a file of records; use \.yaml \.jsonl,"):
            drafts_output(name)


def test_the_folder_above_must_be_there(tmp_path: Path) -> None:
    for name in ("no/a.yaml", "no/a.ttl", "no/d/"):
        with pytest.raises(FileError, match=r"there is no folder .*/no; mkdir -p .*/no makes it"):
            gardkg.export([ONE], f"{tmp_path}/{name}")
    gardkg.export([ONE], f"{tmp_path}/d/")
    assert not (tmp_path / "no").exists()


def test_options_that_do_not_go_with_records(tmp_path: Path, run: Run) -> None:
    write_records([ONE], str(tmp_path / "a.yaml"))
    for words in (["-o", f"{tmp_path}/b.jsonl", "--manifest"], ["-o", f"{tmp_path}/b/", "--prune"]):
        done = run("export", tmp_path / "a.yaml", *words, "-t", "yaml")
        assert done[0] == 2, done
    with pytest.raises(GardkgError, match="JSON Lines is one file"):
        gardkg.export([ONE], f"{tmp_path}/d/", "jsonl")
    assert not (tmp_path / "d").exists()


def test_nothing_is_written_where_a_record_is_wrong(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.yaml").write_text("id: GARD:0990001\nname: One\nsymptom: [a]\n", "utf-8")
    code, said = run("export", tmp_path / "a.yaml", "-o", tmp_path / "b.yaml")
    assert code == 1
    assert "a.yaml:3:1: error: symptom: unknown field" in said
    assert not (tmp_path / "b.yaml").exists()

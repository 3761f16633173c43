"""``gardkg new``: a record to begin with shows every field, and rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import gardkg

from gardkg import Record, load_records
from gardkg.errors import TermError
from gardkg.records.reader import read_records
from gardkg.records.skeleton import skeleton


def test_it_is_a_good_record_as_it_stands_and_with_all_its_examples(tmp_path: Path) -> None:
    text = skeleton("gard:5728", "Actinomycosis: a name")
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    assert load_records(path) == [Record(id="GARD:0005728", name="Actinomycosis: a name")]
    # What is a sentence stays a comment.
    path.write_text(re.sub(r"^# (?=[a-z_]+:| )", "", text, flags=re.MULTILINE), "utf-8")
    told: list[str] = []
    (whole,) = read_records([path], lambda problem: told.append(str(problem)))
    assert told == []
    unsaid = {name for name in Record.__struct_fields__ if f"# {name}:" not in text}
    assert unsaid == {"id", "name"}
    assert whole.citations[0].pmid == "1"


def test_an_id_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(TermError):
        skeleton("Actinomycosis", "Actinomycosis")
    done = gardkg("new", "Actinomycosis", "A")
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected an id such as GARD:0007615" in done.stderr


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    assert gardkg("new", "GARD:5728", "A", "-o", str(path)).returncode == 0
    done = gardkg("new", "GARD:5728", "B", "-o", str(path))
    assert done.returncode == 3
    assert "is there already; nothing was written" in done.stderr
    assert "name: A\n" in path.read_text()

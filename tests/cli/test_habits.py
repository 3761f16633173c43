"""What leads on leads somewhere: each verb and option that is named is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import gardkg

from gardkg.cli.habits import ASKING, ELSEWHERE, OPTIONS, own_options
from gardkg.cli.main import cli


def test_every_verb_and_option_that_is_named_is_there() -> None:
    options = {option for verb in cli.commands.values() for option in own_options(verb)}
    for verb in ELSEWHERE.values():
        assert verb.split()[0] in {*cli.commands, "--version"}
    assert not set(ELSEWHERE) & set(cli.commands)
    assert set(OPTIONS.values()) <= options
    assert set(ASKING.values()) - {""} <= own_options(cli.commands["query"])


@pytest.mark.parametrize(
    ("typed", "comes"),
    [
        ("query treatments-t", "plain,treatments-to-avoid"),
        ("query treatments di", "plain,disease="),
        ("query x -t c", "plain,csv"),
        ("export -t n", "plain,nt"),
        ("load --store-type ox", "plain,oxigraph"),
        ("export rec", "file,rec"),
        ("export -o re", "file,re"),
    ],
)
def test_shells_complete(typed: str, comes: str) -> None:
    """As bash asks: the words so far, and which of them is being typed."""
    words = ["gardkg", *typed.split()]
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "gardkg"],
        env={**os.environ, **asked, "_GARDKG_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
    )
    assert comes in done.stdout.splitlines()


def test_problems_as_annotations(tmp_path: Path) -> None:
    (tmp_path / "a,b.yaml").write_text("id: GRAD:1\nname: A\n", "utf-8")
    done = gardkg("check", "a,b.yaml", "-t", "github", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == (
        "::error file=a%2Cb.yaml,line=1,col=5::id: expected a registered prefix; "
        'got "GRAD"; did you mean "GARD"?\n'
    )


def test_what_stands_behind_two_hyphens_is_no_option() -> None:
    done = gardkg("check", "--", "--out")
    assert done.returncode == 3
    assert "--out: no such file or folder" in done.stderr

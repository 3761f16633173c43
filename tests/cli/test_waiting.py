"""While one waits: a line on a terminal, nothing anywhere else."""

from __future__ import annotations

import io
import re
import sys
import time
from pathlib import Path

import pytest

from gardkg.cli import waiting as room
from gardkg.cli.options import say
from gardkg.cli.waiting import waiting
from gardkg.files.reading import opened


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, quiet: bool = False) -> str:
    """What stands on standard error after a while, of which something is told."""
    monkeypatch.setattr(room, "PATIENCE", 0.01)
    monkeypatch.setattr(room, "_AGAIN", 0.01)
    monkeypatch.setattr(sys, "stderr", stream)
    with waiting("asking", quiet):
        time.sleep(0.2)
        say("told")
        time.sleep(0.1)
    return stream.getvalue()


def test_a_terminal_is_told_and_the_line_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(Terminal(), monkeypatch)
    assert "asking, 0 s …" in said
    assert "\r\x1b[Ktold\n" in said  # nothing is printed into the line
    assert said.endswith("\r\x1b[K")


def test_how_much_of_the_files_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the bytes of what was opened, whether it is read or closed."""
    monkeypatch.setattr(room, "PATIENCE", 0.01)
    monkeypatch.setattr(room, "_AGAIN", 0.01)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(b"#" * 1_000_000)
    with waiting("checking", paths=[str(tmp_path)]):
        for name in ("a.yaml", "b.yaml"):
            with opened(str(tmp_path / name)) as stream:
                stream.read(500_000)
                time.sleep(0.1)
    told = re.findall(r"(\d+) %, \d+ s more", terminal.getvalue())
    assert [*dict.fromkeys(told)] == ["25", "75"]


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_pipes_and_the_quiet_are_not(
    stream: io.StringIO, quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(stream, monkeypatch, quiet=quiet) == "told\n"

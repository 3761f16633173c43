"""Completion as one sees it: bash, zsh and fish on a terminal, keys typed, TAB pressed."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest
from cases import ROOT
from readers import required

#: How each is started without anybody's settings, and told of our completion.
SHELLS = {
    "bash": (["--norc", "--noprofile"], 'eval "$(_GARDKG_COMPLETE=bash_source gardkg)"'),
    "zsh": (
        ["-f"],
        'autoload -U compinit; compinit -u -D; eval "$(_GARDKG_COMPLETE=zsh_source gardkg)"',
    ),
    "fish": (["--no-config"], "_GARDKG_COMPLETE=fish_source gardkg | source"),
}
_ESCAPES = re.compile(
    r"\x1b(\[[0-9;?<>=]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>])|\r"
)

LONG = "Periodic fever, aphthous stomatitis, pharyngitis and adenitis"

GARDKG = Path(sys.executable).with_name("gardkg")
Press = Callable[..., str]


def until(happens: Callable[[], bool]) -> None:
    """Wait for something, half a minute at most."""
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Press:
    """Types a line in a folder that has records, presses TAB, and gives what the line became.

    The line is run with ``echo`` in the place of ``gardkg``, so what is read is what the verb
    would have got, whatever the shell drew meanwhile.
    """
    required("shells")
    arguments, setup = SHELLS[request.param]
    (tmp_path / "records").symlink_to(ROOT / "records")
    (tmp_path / "notes.ttl").touch()
    # It leaves a mark when it has completed something.
    ours, mark = tmp_path / "bin" / "gardkg", tmp_path / "mark"
    ours.parent.mkdir()
    ours.write_text(f'#!/bin/sh\n{GARDKG} "$@"; touch {mark}\n', "utf-8")
    ours.chmod(0o755)
    environment = {
        "PATH": f"{ours.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "dumb" if request.param == "bash" else "xterm",
        "LANG": "C.UTF-8",
        "COLUMNS": "200",
    }
    child = pexpect.spawn(
        request.param, arguments, cwd=str(tmp_path), env=environment, encoding="utf-8", timeout=30,
        dimensions=(50, 200),
    )  # fmt: skip
    child.sendline(f"{setup}; echo re''ady")
    child.expect("ready\r")

    def press(line: str) -> str:
        mark.unlink(missing_ok=True)
        child.send(f"{line}\t")
        until(mark.exists)
        with suppress(pexpect.TIMEOUT):  # until it is drawn
            while child.read_nonblocking(4096, timeout=0.5):
                pass
        # To its beginning; the words are shown, each in brackets.
        child.send("\x01printf '<%s>' \x05; echo do''ne\r")
        child.expect("done\r")
        return _ESCAPES.sub("", child.before)

    return press


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("gardkg che", ["check"]),
        ("gardkg query treatm", ["query"]),
        ("gardkg query negated", ["query", "negated-symptoms"]),
        ("gardkg query treatments dis", ["query", "treatments", "disease="]),
        ("gardkg query treatments sclero", ["query", "treatments", "Scleromyxedema"]),
        ("gardkg query treatments disease=Wil", ["query", "treatments", "disease=Wilson disease"]),
        ("gardkg show Parsonage", ["show", "Parsonage Turner syndrome"]),
        ("gardkg show Tumor", ["Tumor necrosis factor receptor-associated periodic syndrome"]),
        ("gardkg query treatments Periodic", [LONG]),
        ("gardkg check notes", ["check", "notes.ttl"]),
        ("gardkg export -o notes", ["export", "-o", "notes.ttl"]),
        ("gardkg export -t ndj", ["export", "-t", "ndjsonld"]),
        ("gardkg load --to http://127.0.0.1 --store-type qle", ["qlever"]),
    ],
)  # fmt: skip
def test_tab(typed: str, words: list[str], shell: Press) -> None:
    shown = shell(typed)
    for word in words:
        assert f"<{word}>" in shown, shown

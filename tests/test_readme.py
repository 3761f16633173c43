"""The README's record becomes the README's Turtle; its commands print what it says they print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from gardkg import export, load_records
from gardkg.identifiers import PREFIXES

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.M | re.S)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the project's records, and gardkg on the path as after an install."""
    shutil.copytree(ROOT / "records", tmp_path / "records")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_the_record_becomes_the_turtle(folder: Path) -> None:
    (record,), (turtle,) = blocks(ROOT / "README.md", "yaml"), blocks(ROOT / "README.md", "turtle")
    Path("lanternfish.yaml").write_text(record)
    graph = set(ox.parse(export(load_records("lanternfish.yaml"), format="nt"), format=NT))
    header = export([], format="ttl").decode()
    shown = set(ox.parse(header + turtle, format=ox.RdfFormat.TURTLE))
    assert len(shown) > 8
    assert shown <= graph


NT = ox.RdfFormat.N_TRIPLES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_is_shown(page: Path, folder: Path) -> None:
    for block in blocks(page, "console"):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            done = subprocess.run(
                command, shell=True, text=True, stdout=-1, stderr=subprocess.STDOUT, timeout=60
            )
            assert done.stdout == shown, command
            assert done.returncode == 0, command


def test_the_python_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(ROOT / "README.md", "python")
    exec(code, {})  # noqa: S102  # that it runs as it stands is what is tested
    assert "plasmapheresis" in capsys.readouterr().out
    assert Path("gard.ttl").stat().st_size > 10_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_queries_shown_have_answers(page: Path) -> None:
    from gardkg import query

    for text in blocks(page, "sparql"):
        assert len(query(text, str(ROOT / "records"))) > 0  # type: ignore[arg-type]


def test_links_within_the_project_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_prefix_the_turtle_uses_is_declared() -> None:
    header = export([], format="ttl").decode()
    declared = set(re.findall(r"@prefix (\w+):", header))
    assert declared == {name for name, prefix in PREFIXES.items() if ":" in prefix.namespace}

"""docs/notebook.ipynb shows what its cells do now: it is run, in a kernel, from top to bottom."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import nbformat
import pytest
from notebooks import NOTEBOOK

STORED = nbformat.read(NOTEBOOK, as_version=4)


def shown(notebook: Any) -> list[tuple[str, str]]:
    """The code of each cell, and what it shows as text."""
    return [
        (cell.source, "".join(str(out.get("data", {}).get("text/plain")) for out in cell.outputs))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.long
def test_it_shows_what_its_cells_do() -> None:
    """In a process of its own, for a kernel leaves threads and event loops behind."""
    run = "import notebooks, nbformat; print(nbformat.writes(notebooks.executed()))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", run],
        cwd=NOTEBOOK.parents[1] / "tests",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert shown(nbformat.reads(done.stdout, as_version=4)) == shown(STORED)


def test_it_is_small_and_has_one_picture() -> None:
    assert NOTEBOOK.stat().st_size < 100_000
    outputs = [out for cell in STORED.cells for out in cell.get("outputs", [])]
    assert len([out for out in outputs if "image/png" in out.get("data", {})]) == 1
    assert not [out for out in outputs if out.output_type in ("error", "stream")]

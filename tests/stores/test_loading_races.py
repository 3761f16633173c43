"""Row 47: two loads onto one graph at the same moment never leave the union of their data.

GARDKG_RACES sets how many pairs run on each store as from two machines (10); on one, half of it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command import GARDKG

from stores.servers import Server
from stores.trial import triples
from stores.triples import G, lines

PAIRS = int(os.environ.get("GARDKG_RACES", "10"))
#: Of the two, in part the same; and of the graph that they replace.
SIZES = {"first": (400, 0), "second": (300, 200)}
OLD = lines(100, 5000)

pytestmark = pytest.mark.usefixtures("welcome")


def start(store: Server, folder: Path, name: str, state: Path) -> subprocess.Popen[str]:
    """A load of its own process, with its own or a common idea of what is locked."""
    file = folder / f"{name}.nt"
    file.write_bytes(lines(*SIZES[name]))
    command = [*GARDKG, "load", str(file), "--graph", G, "--to", store.url]
    return subprocess.Popen(
        [*command, "--store-type", store.name, "--timeout", "30", "-q"],
        env={**os.environ, "XDG_STATE_HOME": str(state)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def race(store: Server, folder: Path, states: tuple[Path, Path]) -> dict[str, tuple[int, str]]:
    """What the two loads ended with, and what they said."""
    store.put(G, OLD)
    both = [start(store, folder, name, state) for name, state in zip(SIZES, states, strict=True)]
    ends = {}
    for name, each in zip(SIZES, both, strict=True):
        _, said = each.communicate(timeout=60)
        ends[name] = (each.returncode, said)
    return ends


def live(store: Server) -> str:
    """Whose data is live; a failure if it is nobody's, or of both."""
    found = store.triples(G)
    (name,) = [name for name, size in SIZES.items() if triples(lines(*size)) == found] or [""]
    if not name:
        mixed = {name: len(triples(lines(*size)) & found) for name, size in SIZES.items()}
        pytest.fail(f"live are {len(found)} triples; of each {mixed}")
    return name


def test_47_on_one_machine_the_second_is_refused(store: Server, tmp_path: Path) -> None:
    """Or comes after the first; who was refused changed nothing."""
    states = (tmp_path / "state", tmp_path / "state")
    for _ in range(PAIRS // 2):
        ends = race(store, tmp_path, states)
        for code, said in ends.values():
            assert code == 0 or (code == 4 and "another load of it is running" in said), said
        assert ends[live(store)][0] == 0
        assert store.graphs() == {G}


def test_47_on_two_machines_never_the_union(store: Server, tmp_path: Path) -> None:
    """Neither knows of the other: one of them is live in the end, and nobody lied.

    Who ended well read its own graph back, unless the other came right after; who failed says so.
    """
    states = (tmp_path / "one", tmp_path / "other")
    for _ in range(PAIRS):
        ends = race(store, tmp_path, states)
        winner = live(store)
        assert {code for code, _ in ends.values()} <= {0, 4}, ends
        assert ends[winner][0] == 0 or "new graph is live" in ends[winner][1], ends
        assert store.graphs() == {G}

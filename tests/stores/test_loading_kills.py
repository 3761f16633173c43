"""Rows 46 and 51: the loader, or the store, is killed at any moment of a load.

GARDKG_KILLS_CLIENT (10) and GARDKG_KILLS_SERVER (5) set how often on each store.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chance import SEED
from command import GARDKG

from gardkg import load
from stores.conftest import CHOSEN, PASSWORD, USER
from stores.servers import SERVERS, Server, clear
from stores.trial import triples
from stores.triples import G, H, lines

CLIENT = int(os.environ.get("GARDKG_KILLS_CLIENT", "10"))
SERVER = int(os.environ.get("GARDKG_KILLS_SERVER", "5"))


class Loads:
    """Loads one after the other onto G, each with other triples, each a process of its own."""

    def __init__(self, store: Server, folder: Path) -> None:
        self.store, self.folder, self.turn = store, folder, 0
        # It takes a second for a thousand.
        self.size = 600 if store.name == "virtuoso" else 3000
        store.put(H, lines(10))
        self.undisturbed()

    @property
    def file(self) -> Path:
        return self.folder / "load.nt"

    def next(self) -> tuple[subprocess.Popen[bytes], set[str]]:
        """Begin the next; the process, and what it makes live."""
        self.turn += 1
        data = lines(self.size, self.turn * self.size)
        self.file.write_bytes(data)
        command = [*GARDKG, "load", str(self.file), "--graph", G, "--to", self.store.url]
        command += ["--store-type", self.store.name, "-q"]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL), triples(data)

    def undisturbed(self) -> float:
        """Seconds that a load takes."""
        begin = time.monotonic()
        process, self.live = self.next()
        assert process.wait(60) == 0
        return time.monotonic() - begin

    def is_whole(self, new: set[str], *, acknowledged: bool) -> None:
        """What is live is the old graph or the new one; the new one, if that was said."""
        found = self.store.triples(G)
        if found != new:
            assert not acknowledged, "an acknowledged load is lost"
            assert found == self.live, f"{len(found)} triples; {len(found & new)} of the new ones"

    def again(self, new: set[str]) -> None:
        """A plain rerun succeeds, and clears up what the killed one left."""
        load(str(self.file), graph=G, to=self.store.url, store_type=self.store.name)
        self.live = new
        assert self.store.triples(G) == new
        assert self.store.graphs() == {G, H}
        assert self.store.count(H) == 10
        assert list(self.folder.glob("state/gardkg/*/run-*")) == []


def moments(count: int, seconds: float) -> Iterator[float]:
    """Moments of a load, every one as likely."""
    chosen = random.Random(SEED)
    return (chosen.uniform(0, seconds) for _ in range(count))


@pytest.mark.usefixtures("welcome")
def test_46_the_loader_is_killed(store: Server, tmp_path: Path) -> None:
    loads = Loads(store, tmp_path)
    for moment in moments(CLIENT, loads.undisturbed()):
        process, new = loads.next()
        acknowledged = killed(process, moment)
        loads.is_whole(new, acknowledged=acknowledged)
        loads.again(new)


def killed(process: subprocess.Popen[bytes], moment: float) -> bool:
    """Kill -9 after so many seconds; whether it had ended well before."""
    try:
        return process.wait(moment) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


@pytest.fixture(params=[name for name in CHOSEN if name in {"oxigraph", "fuseki"}])
def mortal(
    request: pytest.FixtureRequest,
    running: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:
    """A store that only this test has, and may kill; it writes to disk."""
    running(request.param)  # or skip
    with SERVERS[request.param](tmp_path / "server") as server:
        monkeypatch.setenv("GARDKG_USER", server.user or USER)
        monkeypatch.setenv("GARDKG_PASSWORD", server.password or PASSWORD)
        yield server
    clear(tmp_path / "server")


def test_51_the_store_is_killed(mortal: Server, tmp_path: Path) -> None:
    """An acknowledged load outlives it; of any other the store has all or nothing."""
    loads = Loads(mortal, tmp_path)
    for moment in moments(SERVER, loads.undisturbed()):
        process, new = loads.next()
        try:
            acknowledged = process.wait(moment) == 0
        except subprocess.TimeoutExpired:
            acknowledged = False
        mortal.kill9()
        process.kill()
        process.wait()
        mortal.start()
        loads.is_whole(new, acknowledged=acknowledged)
        loads.again(new)


def test_51_a_load_survives_a_restart_of_the_store(mortal: Server, tmp_path: Path) -> None:
    """Killed and started again while the loader lives: whatever it then says is so."""
    loads = Loads(mortal, tmp_path)
    for moment in moments(max(1, SERVER // 5), loads.undisturbed()):
        process, new = loads.next()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        mortal.kill9()
        mortal.start()
        loads.is_whole(new, acknowledged=process.wait(90) == 0)
        loads.again(new)

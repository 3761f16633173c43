"""Rows 46 and 51: the loader, or the store, is killed at any moment of a load.

GARDKG_KILLS_CLIENT (10) and GARDKG_KILLS_SERVER (5) set how often on each store.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chance import SEED
from command import GARDKG

from gardkg import load
from gardkg.errors import StoreError
from gardkg.loading import load as loading
from gardkg.loading.staging import LEFT, STAGING
from gardkg.loading.swap import SAME
from gardkg.sparql.stores import KINDS
from stores.conftest import CHOSEN, PASSWORD, USER
from stores.exchange import Exchange
from stores.proxy import Proxy
from stores.servers import SERVERS, Server, clear
from stores.steps import Step
from stores.trial import at, triples
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


def arriving_late(exchange: Exchange) -> None:
    """As in a store that has all of a request, and much else to do."""
    exchange.body()
    time.sleep(exchange.plan.seconds)
    exchange.forward(exchange.body()).whole()


def cut_and_late(exchange: Exchange) -> None:
    """The store has all of a request whose connection is cut, and does it when it can."""
    exchange.body()
    exchange.reset()
    time.sleep(exchange.plan.seconds)
    exchange.forward(exchange.body()).whole()


class Interrupted:
    """Loads of forty graphs, each a process that gets a signal at a moment after its upload began.

    The proxy tells the moment, and what the store gets, it gets late: as from a store that is busy.
    """

    def __init__(self, store: Server, proxy: Proxy, folder: Path) -> None:
        self.store, self.proxy, self.folder = store, proxy, folder
        self.many = folder / "many.nq"
        self.graphs = {f"{G}/{n}" for n in range(40)}
        quads = (lines(100).replace(b" .", f" <{graph}> .".encode()) for graph in self.graphs)
        self.many.write_bytes(b"".join(quads))
        self.few = folder / "few.nt"
        self.few.write_bytes(lines(10))

    def load(self, number: int, moment: float, *, late: float) -> tuple[int, str]:
        """The exit code of a load that got a signal, and what it said."""
        self.proxy.clear()
        if late:
            self.proxy.inject(arriving_late, when=at("upload", self.store), seconds=late)
        url = self.proxy.through(self.store.url)
        command = [*GARDKG, "load", str(self.many), "--to", url, "--store-type", self.store.name]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            while not any(seen.write for seen in list(self.proxy.requests)):
                assert process.poll() is None
                time.sleep(0.005)
            time.sleep(moment)
            process.send_signal(number)
            said = process.communicate(timeout=60)[1]
        return process.returncode, said

    def again(self) -> None:
        """The next load, of something else, and at once."""
        url = self.proxy.through(self.store.url)
        load(str(self.few), graph=H, to=url, store_type=self.store.name)
        self.proxy.wait()

    def staged(self) -> set[str]:
        return {graph for graph in self.store.graphs() if graph.startswith(STAGING)}

    def journals(self) -> list[Path]:
        return list(self.folder.glob("state/gardkg/*/run-*"))


@pytest.fixture
def interrupted(store: Server, proxy: Proxy, tmp_path: Path, welcome: None) -> Interrupted:
    if KINDS[store.name].swap == "transaction":
        pytest.skip("nothing is staged")
    return Interrupted(store, proxy, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_46_what_comes_after_an_interrupt_is_tidied_up_after(
    number: int, interrupted: Interrupted
) -> None:
    """The store does what it was sent when the loader is gone, and the next load has begun."""
    code, said = interrupted.load(number, 0.2, late=1.5)
    assert code == (130 if number == signal.SIGINT else 143)
    assert f"interrupted; {SAME}\n{LEFT}\n" in said
    assert len(interrupted.journals()) == 1
    interrupted.again()
    assert interrupted.staged() == set()
    assert interrupted.journals() == []


@pytest.mark.parametrize(
    ("step", "timeout", "fails"),
    [(arriving_late, 1.0, True), (cut_and_late, None, False)],
    ids=["deadline", "cut"],
)
def test_51_what_comes_after_its_load_is_tidied_up_after(
    step: Step, timeout: float | None, fails: bool, interrupted: Interrupted
) -> None:
    """The deadline is over, or the connection is, and the store goes on; also if all went well."""
    proxy, store = interrupted.proxy, interrupted.store
    proxy.inject(step, when=at("upload", store), seconds=4)
    said: list[str] = []
    url = proxy.through(store.url)
    with contextlib.ExitStack() as stack:
        if fails:
            stack.enter_context(pytest.raises(StoreError, match=f"no answer in time; {SAME}"))
        source = str(interrupted.many)
        load(source, to=url, store_type=store.name, timeout=timeout, tell=said.append)
    assert LEFT in said
    assert len(interrupted.journals()) == 1
    proxy.wait()
    assert len(interrupted.staged()) > 0
    interrupted.again()
    assert interrupted.staged() == set()
    assert interrupted.journals() == []


def test_46_later_loads_look_again(
    interrupted: Interrupted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is busy for longer than the next load lasts."""
    monkeypatch.setattr(loading, "WAITED", 0.0)
    monkeypatch.setattr(loading, "LATE", 600.0)
    interrupted.load(signal.SIGINT, 0.2, late=4)
    interrupted.again()
    assert len(interrupted.staged()) > 0
    assert len(interrupted.journals()) == 1
    interrupted.again()
    assert interrupted.staged() == set()
    monkeypatch.setattr(loading, "LATE", 0.0)
    interrupted.again()
    assert interrupted.journals() == []


def test_46_interrupted_at_any_moment(interrupted: Interrupted) -> None:
    """Nothing in the way; whatever the store has got, after the next load it is gone."""
    for moment in moments(max(CLIENT // 2, 1), 1.0):
        code, said = interrupted.load(signal.SIGINT, moment, late=0)
        assert code in ({0} if "read back and the same" in said else {130}), said
        interrupted.again()
        assert interrupted.staged() == set()
        assert interrupted.journals() == []
        live = interrupted.store.graphs() - {H}
        if KINDS[interrupted.store.name].quads:
            assert live in (set(), interrupted.graphs)
        else:  # graph by graph (docs/loading.md): some of them, and these whole
            assert live <= interrupted.graphs
        assert {interrupted.store.count(graph) for graph in live} <= {100}


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

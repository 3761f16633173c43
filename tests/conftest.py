"""The seed's record and the fictional ones, which no test changes; a port that listens; and the
number that what a run leaves to chance comes from.
"""

import gc
import socket
import threading
from collections.abc import Iterator

import pytest
from cases import FICTIONAL, ROOT, SEED
from chance import SEED as CHANCE
from hypothesis import seed as seeded

from gardkg import Record, Store, load_records

STORES = ROOT / "tests" / "stores"


def pytest_collection_finish() -> None:
    """What was collected lives as long as the run: to walk it again and again takes a while."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of several processes one runs all that needs a store: each of them runs but once."""
    for item in items:
        if STORES in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stores"))


def pytest_sessionstart(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return  # one of several processes; what began them says it
    line = f"GARDKG_SEED={CHANCE} repeats what this run leaves to chance"
    session.config.get_terminal_writer().line(line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if (rounds := getattr(metafunc.function, "rounds", 1)) > 1:
        metafunc.fixturenames.append("examples_round")
        metafunc.parametrize("examples_round", range(rounds))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Each property has examples of its own; Hypothesis' one seed would give all the same."""
    if hasattr(test := getattr(item, "obj", None), "hypothesis"):
        seeded(f"{CHANCE} {item.name}")(test)


@pytest.fixture(scope="session")
def seed() -> Record:
    (record,) = load_records(SEED)
    return record


@pytest.fixture(scope="session")
def fictional() -> list[Record]:
    return load_records(FICTIONAL)


@pytest.fixture(scope="session")
def seed_store(seed: Record) -> Store:
    return Store.of([seed])


@pytest.fixture(scope="session")
def store(fictional: list[Record]) -> Store:
    """The graph of the six fictional records."""
    return Store.of(fictional)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A port on loopback, and every connection that was made to it."""
    connections: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            connections.append(address)
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", connections
    server.close()

"""The seed's record and the fictional ones, which no test changes; and a port that listens."""

import gc
import socket
import threading
from collections.abc import Iterator

import pytest
from cases import FICTIONAL, SEED

from gardkg import Record, Store, load_records


def pytest_collection_finish() -> None:
    """What was collected lives as long as the run: to walk it again and again takes a while."""
    gc.collect()
    gc.freeze()


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
                connections.append(server.accept()[1])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", connections
    server.close()

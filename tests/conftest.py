"""The seed's record and the fictional ones, which no test changes; a port that listens; and the
number that what a run leaves to chance comes from.
"""

import gc
import os
import socket
import threading
from collections.abc import Iterator
from inspect import ismodule

import pytest
from cases import FICTIONAL, ROOT, SEED
from chance import SEED as CHANCE
from hypothesis import seed as seeded
from readers import INSTALLED_WITH
from stores.install import missing

from gardkg import Record, Store, load_records

STORES = ROOT / "tests" / "stores"


def pytest_collection_finish() -> None:
    """What was collected lives as long as the run: to walk it again and again takes a while."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of several processes one runs all that needs a store: each of them runs but once.

    Quick are the tests of modules that start no process, server or long search (``make quick``).
    What needs a program that is not here is left out, and named in one line at the end.
    """
    if ABSENT and not config.option.collectonly:
        left_out = [item for item in items if _needs(item) & set(ABSENT)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _needs(item) & set(ABSENT)]
    for item in items:
        if STORES in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stores"))
        elif not _starts_something(item):
            item.add_marker(pytest.mark.quick)


#: Programs that are not here, unless all must be (GARDKG_ALL_STORES: then their tests fail).
ABSENT = {
    name: title
    for name, title in {
        "fuseki": "Fuseki",
        "rdf4j": "RDF4J",
        "virtuoso": "Virtuoso",
        "spark": "Spark",
        "rapper": "rapper",
        "w3c": "the W3C's test suites",
        "editor": "an editor's language server",
        "shells": "zsh and fish",
        "browser": "Chromium",
        "apache": "Apache",
        "engine": "the engine for pages",
    }.items()
    if not os.environ.get("GARDKG_ALL_STORES") and missing(name)
}


def _needs(item: pytest.Item) -> set[str]:
    """The programs that a test starts: told by its fixtures, and of which store or reader."""
    fixtures = getattr(item, "fixturenames", ())
    needs = {
        program
        for name, program in {
            "cluster": "spark",
            "corpus": "w3c",
            "editor": "editor",
            "shell": "shells",
            "browser": "browser",
            "apache": "apache",
            "engine": "engine",
        }.items()
        if name in fixtures
    }
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if "running" in fixtures:  # a store, of which "plain-fuseki" is one more
        named = {str(params.get(name)) for name in ("store", "plain", "mortal")}
        needs |= {program for program in ABSENT for name in named if program in name}
    needs.add(INSTALLED_WITH.get(params.get("reader", ""), ""))
    return needs


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ABSENT:
        terminalreporter.write_line(f"not tested here: {', '.join(ABSENT.values())}; make stores")


#: What starts processes and servers, and who reads with programs of others.
STARTERS = {"subprocess", "threading", "command", "readers", "robustness"}


def _starts_something(item: pytest.Item) -> bool:
    if item.get_closest_marker("long"):
        return True
    values = vars(item.module).values() if isinstance(item, pytest.Function) else ()
    homes = (
        value.__name__ if ismodule(value) else getattr(value, "__module__", "") for value in values
    )
    return not STARTERS.isdisjoint(home for home in homes if isinstance(home, str))


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

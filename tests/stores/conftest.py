"""``store``: each of the four servers, empty; ``proxy``: one before it.

A server starts when the first test asks for it and lives to the end of the session. Oxigraph is
always there; another one that is not installed skips its tests, unless GARDKG_ALL_STORES is set:
then they fail. GARDKG_STORES="fuseki virtuoso" chooses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gardkg.loading import load as loading
from stores.install import missing
from stores.proxy import Proxy
from stores.servers import PLAIN, SERVERS, Server, clear

ALL = bool(os.environ.get("GARDKG_ALL_STORES"))
CHOSEN = os.environ.get("GARDKG_STORES", " ".join(SERVERS)).split()
#: Told to a store that asks nobody's name; no output may hold them.
USER, PASSWORD = "visitor", "unasked-s3cret"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No lock, journal or password of whoever runs the tests; the next load forgets a journal."""
    monkeypatch.setattr(loading, "LATE", 0.0)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("GARDKG_USER", "GARDKG_PASSWORD", "GARDKG_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """A store by its name, running; it is started once."""
    servers: dict[str, Server] = {}
    with ExitStack() as stack:

        def start(name: str) -> Server:
            kind = {**SERVERS, **PLAIN}[name]
            if lacking := missing(kind.name):
                reason = f"{name}: {lacking} not installed; make stores installs all"
                if ALL or name == "oxigraph":
                    pytest.fail(reason, pytrace=False)
                pytest.skip(reason)
            if name not in servers:
                folder = tmp_path_factory.mktemp(name)
                stack.callback(clear, folder)
                servers[name] = stack.enter_context(kind(folder))
            if not servers[name].running:  # a test before ended it
                servers[name].start()
            return servers[name]

        yield start


@pytest.fixture(params=CHOSEN)
def store(request: pytest.FixtureRequest, running: Callable[[str], Server]) -> Server:
    """Each store in its turn, without any graph of ours."""
    server = running(request.param)
    server.reset()
    return server


@pytest.fixture(params=[name for name, kind in PLAIN.items() if kind.name in CHOSEN])
def plain(request: pytest.FixtureRequest, running: Callable[[str], Server]) -> Server:
    """Each store whose default graph is not the union of its graphs, empty."""
    server = running(request.param)
    server.reset()
    return server


@pytest.fixture
def welcome(store: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """We are whom the store lets write; one that asks nobody's name gets one, too."""
    monkeypatch.setenv("GARDKG_USER", store.user or USER)
    monkeypatch.setenv("GARDKG_PASSWORD", store.password or PASSWORD)


@pytest.fixture
def proxy(store: Server) -> Iterator[Proxy]:
    """Between a client and the store: ``proxy.through(store.url)``."""
    with Proxy(store.url) as between:
        yield between

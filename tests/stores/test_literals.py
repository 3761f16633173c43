"""Rows 21–30: what terms are after they went into a store and came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from gardkg import load
from gardkg.errors import StoreError
from stores.conftest import CHOSEN
from stores.literals import TERMS, canonical, full
from stores.rewrites import LOST, REWRITES
from stores.servers import Server, Virtuoso, clear
from stores.triples import G, lines

#: Virtuoso guesses from the first 64 kB what it is given, and may guess wrong.
FILLED = 1500
FILLER = lines(FILLED)
SUBJECT = "http://example.org/term/"


@pytest.fixture(params=CHOSEN)
def store(
    request: pytest.FixtureRequest, running: Callable[[str], Server], tmp_path: Path
) -> Iterator[Server]:
    """Each store without any graph; Virtuoso without a past.

    Where dates without a zone have ever been, it may refuse those with one: "Insert stopped
    because out of seg data".
    """
    server = running(request.param)
    if isinstance(server, Virtuoso):
        with Virtuoso(tmp_path / "server") as fresh:
            yield fresh
        clear(tmp_path / "server")
    else:
        server.reset()
        yield server


def rows(terms: list[str]) -> bytes:
    """Each term as the object of a subject of its own, which bears its number."""
    return b"".join(
        f"<{SUBJECT}{n}> <{SUBJECT}> {full(term)} .\n".encode() for n, term in enumerate(terms)
    )


def given_back(store: Server) -> dict[str, str]:
    """What each term has become, as far as it is another one."""
    accept = {"Accept": "application/n-triples"}
    response = store.request("GET", store.graph_url(G), headers=accept)
    response.raise_for_status()
    found = {}
    for line in response.content.decode().split("\n"):
        if line.startswith(f"<{SUBJECT}"):
            subject, _, rest = line.replace("\t", " ").split(" ", 2)
            term = TERMS[int(subject[len(SUBJECT) + 1 : -1])]
            found[term] = canonical(rest.rstrip(" ."))
    assert len(found) == len(TERMS)
    return {term: got for term, got in found.items() if got != canonical(full(term))}


def test_terms_come_back_as_they_were_or_as_the_list_says(store: Server) -> None:
    """Both ways: a rewrite that no longer happens is a mistake in the list.

    After a restart: what TDB2 still holds in memory is better than what it has written.
    """
    store.put(G, FILLER + rows(TERMS)).raise_for_status()
    store.restart()
    assert given_back(store) == {term: full(got) for term, got in REWRITES[store.name].items()}


@pytest.mark.usefixtures("welcome")
def test_a_load_of_all_is_verified(store: Server, tmp_path: Path) -> None:
    """The loader knows what the store does to each of them, and calls it the same."""
    kept = [term for term in TERMS if term not in LOST[store.name]]
    file = tmp_path / "terms.nt"
    file.write_bytes(FILLER + rows(kept))
    assert load(str(file), to=store.url, graph=G).triples == len(kept) + FILLED


@pytest.mark.usefixtures("welcome")
def test_a_load_of_what_is_lost_is_refused(store: Server, tmp_path: Path) -> None:
    """A value that would be another: what was live before stays."""
    store.put(G, lines(3))
    file = tmp_path / "term.nt"
    for term in LOST[store.name]:
        file.write_bytes(rows([term]))
        with pytest.raises(StoreError, match=r"not those that were sent|would change"):
            load(str(file), to=store.url, graph=G)
    assert store.count(G) == 3


def test_the_cases_are_what_they_seem() -> None:
    """Each is one term, and no two are the same."""
    parsed = list(ox.parse(FILLER + rows(TERMS), format=ox.RdfFormat.N_TRIPLES))
    assert len(parsed) == len(TERMS) + FILLED
    assert len(set(TERMS)) == len(TERMS)
    assert all(set(rewrites) <= set(TERMS) for rewrites in REWRITES.values())

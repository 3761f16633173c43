"""What a load leaves in each store, the embedded one too, is what it was given, and no more."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
import pytest
from cases import FICTIONAL

from gardkg import Store, export, load, load_records
from gardkg.errors import GardkgError, StoreError, UsageError
from gardkg.sparql.answer import select
from gardkg.sparql.endpoint import Endpoint
from gardkg.sparql.named import names
from gardkg.sparql.results import Source, Table
from stores.conftest import CHOSEN, PASSWORD, USER
from stores.literals import XSD
from stores.servers import Server, Virtuoso
from stores.triples import G, H, lines

#: Parameters without which these queries find nothing.
ASKED = {
    "claims-by-reference": {"work": "PMID:99000001"},
    "differential": {"phenotypes": "HP:0001945"},
    "diseases-by-symptom": {"phenotype": "HP:0001945"},
    "search": {"text": "fever"},
    "treatments": {"disease": "GARD:0990001"},
    "treatments-for-symptoms": {"phenotypes": "HP:0001945"},
}
#: Virtuoso counts its own graphs, too, its compiler gives up on one query (SQ142), and MINUS with
#: a table of predicates in it takes nothing away.
DIFFERING = {
    "virtuoso": [
        *("claims-without-direct-triple", "counts-by-class", "counts-by-predicate"),
        "differential",
    ]
}


class Target(Protocol):
    """Where one may load to, and what is there."""

    url: str

    def graphs(self) -> set[str]: ...

    def triples(self, graph: str) -> set[str]: ...


class Directory:
    """The embedded store's, as a test looks at a server."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)

    def graphs(self) -> set[str]:
        return {name for (name,) in self._rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}

    def triples(self, graph: str) -> set[str]:
        found = self._rows(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", str)
        return {" ".join(row) for row in found}

    def _rows(
        self, query: str, shown: Callable[[object], str] = lambda term: term.value
    ) -> set[tuple[str, ...]]:
        found = Store.open(self.url).run(query)
        assert isinstance(found, Table)
        return {tuple(map(shown, row)) for row in found.terms}


@pytest.fixture(params=["directory", *CHOSEN])
def target(
    request: pytest.FixtureRequest,
    running: Callable[[str], Server],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Target:
    """The embedded store and each server, empty."""
    if request.param == "directory":
        return Directory(tmp_path / "store")
    server = running(request.param)
    server.reset()
    monkeypatch.setenv("GARDKG_USER", server.user or USER)
    monkeypatch.setenv("GARDKG_PASSWORD", server.password or PASSWORD)
    return server


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes, str], str]:
    """A file with some text; each call makes one."""

    def write(text: str | bytes, suffix: str = "nt") -> str:
        path = tmp_path / f"{len(os.listdir(tmp_path))}.{suffix}"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return write


def triples(text: bytes) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}


def quads(text: bytes, graph: str) -> bytes:
    return text.replace(b" .\n", f" <{graph}> .\n".encode())


def test_named_queries_give_the_same_rows(target: Target) -> None:
    """Each record is a graph of its own, and the default graph is the union of them."""
    loaded = load(str(FICTIONAL), to=target.url)
    assert (loaded.graphs, loaded.triples) == (6, 1550)
    here = Store.read(str(FICTIONAL))
    there: Source = Endpoint(target.query) if isinstance(target, Server) else Store.open(target.url)
    found, differing = 0, []
    for name in names():
        rows = select(here, name, **ASKED.get(name, {}))
        found += len(rows) > 0
        try:
            if shown(select(there, name, **ASKED.get(name, {}))) != shown(rows):
                differing.append(name)
        except StoreError:
            differing.append(name)
    assert found > 35
    assert differing == DIFFERING.get(getattr(target, "name", ""), [])


def shown(table: Table) -> list[list[str]]:
    """Rows, without what SPARQL leaves open: how GROUP_CONCAT orders, how a value is written."""
    return [
        [
            " ".join(sorted(str(term.value).split())) if column == "citations" else value(term)
            for column, term in zip(table.columns, row, strict=True)
        ]
        for row in table.terms
    ]


def value(term: object) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean":
        return str(ox.Literal(int(term.value in {"1", "true"})))  # to Virtuoso, what is computed
    return re.sub(r'"([0-9]+)\.0+(%?")', r'"\1\2', str(term))


def test_a_second_load_leaves_nothing_of_the_first(
    target: Target, file: Callable[..., str]
) -> None:
    load(file(lines(300)), to=target.url, graph=G)
    load(file(lines(20, 290)), to=target.url, graph=G)
    assert target.triples(G) == triples(lines(20, 290))
    assert target.graphs() == {G}


def test_append_adds(target: Target, file: Callable[..., str]) -> None:
    load(file(lines(30)), to=target.url, graph=G, append=True)
    loaded = load(file(lines(30, 20)), to=target.url, graph=G, append=True)
    assert loaded.triples == 50
    assert target.triples(G) == triples(lines(50))
    assert target.graphs() == {G}


def test_a_graph_may_take_all(target: Target, file: Callable[..., str]) -> None:
    """Records, triples, and quads whose own graphs then do not count."""
    load(
        *(str(FICTIONAL), file(lines(3)), file(quads(lines(3, 10), H), "nq")),
        to=target.url,
        graph=G,
    )
    assert target.graphs() == {G}
    records = triples(export(load_records(FICTIONAL), format="nt"))
    assert len(target.triples(G)) == len(records) + 6  # numbers come back in other spellings


def test_a_file_with_quads_says_its_graphs(target: Target, file: Callable[..., str]) -> None:
    """In any order; each is replaced."""
    both = [quads(lines(1, n), graph) for n in range(50) for graph in (G, H)]
    load(file(b"".join(both), "nq"), to=target.url)
    assert target.triples(G) == target.triples(H) == triples(lines(50))
    trig = f"<{G}> {{ <{G}> <{G}> <{G}> }} <{H}> {{ <{H}> <{H}> <{H}> }}"
    load(file(trig, "trig"), to=target.url)
    assert target.triples(G) == {f"<{G}> <{G}> <{G}>"}
    assert target.triples(H) == {f"<{H}> <{H}> <{H}>"}
    assert target.graphs() == {G, H}


def test_triples_without_a_graph_are_refused(store: Server, file: Callable[..., str]) -> None:
    """Even behind others that have one; nothing of those is loaded."""
    with pytest.raises(UsageError, match="--graph IRI gives them one"):
        load(file(quads(lines(3), G), "nq"), file(lines(2)), to=store.url)
    assert store.graphs() == set()


@pytest.mark.parametrize("empty", ["nt", "nq", "jsonl"])
def test_row_35_nothing_replaces_nothing(
    target: Target, file: Callable[..., str], empty: str
) -> None:
    """What has nothing in it is an error: neither is the graph emptied, nor is it called done."""
    load(file(lines(3)), to=target.url, graph=G)
    with pytest.raises(GardkgError):
        load(file(b"", empty), to=target.url, graph=G)
    assert target.triples(G) == triples(lines(3))


def test_a_line_that_comes_twice_is_one_triple(target: Target, file: Callable[..., str]) -> None:
    loaded = load(file(lines(3) + lines(3)), file(lines(4)), to=target.url, graph=G)
    assert (loaded.graphs, loaded.triples) == (1, 4)
    assert target.triples(G) == triples(lines(4))


def test_blank_nodes_keep_their_shape(target: Target, file: Callable[..., str]) -> None:
    """One in two thousand lines stays one; the same name in another file is another node.

    Loaded again, they are replaced, not added to.
    """
    hub = b"".join(b'_:hub <http://example.org/p> "text %d" .\n' % n for n in range(1500))
    again = b'_:hub <http://example.org/p> "text 7" .\n'
    for _ in range(2):
        loaded = load(file(hub), file(again), to=target.url, graph=G)
        assert loaded.triples == 1501
        expected = hub + again.replace(b"_:hub", b"_:other")
        assert shape(target.triples(G)) == shape(triples(expected))
    assert target.graphs() == {G}


def test_blank_nodes_of_several_graphs(target: Target, file: Callable[..., str]) -> None:
    """In one document a node may stand in two graphs; each graph keeps its shape."""
    node = '_:a <http://example.org/p> _:b .\n_:b <http://example.org/p> "x" .\n'
    file_ = file(quads(node.encode(), G) + quads(node.encode(), H), "nq")
    load(file_, to=target.url)
    assert shape(target.triples(G)) == shape(target.triples(H)) == shape(triples(node.encode()))


def shape(found: set[str]) -> set[str]:
    """A graph whose blank nodes are named by where they stand."""
    text = "".join(f"{triple} .\n" for triple in found).encode()
    graph = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in graph}


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld", "nt.gz"])
def test_every_format_is_read(suffix: str, target: Target, file: Callable[..., str]) -> None:
    parsed = list(ox.parse(lines(20), format=ox.RdfFormat.N_TRIPLES))
    if suffix == "nt.gz":
        data = gzip.compress(lines(20))
    else:
        written = ox.serialize(
            [q.triple for q in parsed], format=ox.RdfFormat.from_extension(suffix)
        )
        assert written
        data = written
    load(file(data, suffix), to=target.url, graph=G)
    assert target.triples(G) == triples(lines(20))


def test_odd_names_of_graphs(target: Target, file: Callable[..., str]) -> None:
    """What has a meaning in a URL, in a query, or in none."""
    odd = ["http://example.org/a?b=c&d=e#f", "http://example.org/%20+é", "urn:x:(1),2", "a:b"]
    for graph in odd:
        load(file(lines(3)), to=target.url, graph=graph, append=True)
    assert target.graphs() == set(odd)
    load(file(b"".join(quads(lines(2), graph) for graph in odd), "nq"), to=target.url)
    assert [len(target.triples(graph)) for graph in odd] == [2] * 4


@pytest.mark.usefixtures("welcome")
def test_an_apostrophe_in_the_name_of_a_graph(store: Server, file: Callable[..., str]) -> None:
    """Virtuoso could never drop such a graph again: it is refused."""
    name = "http://example.org/it's"
    try:
        if store.name == "virtuoso":
            with pytest.raises(GardkgError):
                load(file(lines(3)), to=store.url, graph=name, append=True)
            assert store.graphs() == set()
        else:
            for count in (3, 2):
                load(file(lines(count)), to=store.url, graph=name)
            assert store.count(name) == 2
    finally:
        if isinstance(store, Virtuoso):
            store.isql("DB.DBA.SPARUL_CLEAR('http://example.org/it''s', 1);")

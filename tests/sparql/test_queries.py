"""The named queries: the rows of each, from the embedded store, from rdflib and from a server.

A case is a file of ``expected_queries/``: the command that asks, then the table of the answer.
IRIs stand as gardkg shows them, texts in quotes with their language, dates and numbers bare; an
empty cell is unbound. ``citations`` are in no order, for SPARQL gives none to GROUP_CONCAT.
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from cases import ROOT, SEED

from gardkg import Store, export, load_records, query
from gardkg.errors import GardkgError, UsageError
from gardkg.identifiers import PREFIXES, expand
from gardkg.sparql.guard import parameters, with_prefixes
from gardkg.sparql.named import Named, named, names
from gardkg.sparql.resolve import find_disease
from gardkg.sparql.results import Table

EXPECTED = Path(__file__).parent / "expected_queries"
Row = tuple[str, ...]


# --- The cases ----------------------------------------------------------------------------------


class Case(NamedTuple):
    """``gardkg query NAME [PATH] [-p name=value]…``, and what it gives."""

    query: Named
    records: Path
    params: dict[str, str]
    columns: Row
    rows: list[Row]


def read(path: Path) -> Case:
    command, header, *lines = path.read_text("utf-8").splitlines()
    tool, verb, name, *arguments = shlex.split(command.removeprefix("$ "))
    assert (tool, verb) == ("gardkg", "query")
    paths = [ROOT / word for word in arguments if "=" not in word and word != "-p"]
    columns = tuple(header.split("\t"))
    rows = [tuple(map(cell, line.split("\t"))) for line in lines]
    assert all(len(row) == len(columns) for row in rows), f"{path.name}: a row of another length"
    params = dict(word.split("=", 1) for word in arguments if "=" in word)
    return Case(named(name), paths[0] if paths else SEED, params, columns, rows)


def cell(text: str) -> str:
    """A cell as N-Triples."""
    if not text:
        return ""
    if literal := re.fullmatch(r'"(.*)"(?:@([a-z]+))?', text):
        return str(ox.Literal(literal[1], language=literal[2]))
    for pattern, kind in _BARE.items():
        if re.fullmatch(pattern, text):
            return str(ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"].namespace + kind)))
    return f"<{expand(text)}>"


_BARE = {
    r"[0-9]+": "integer",
    r"[0-9]+\.[0-9]+": "decimal",
    r"true|false": "boolean",
    r"\d{4}-\d\d-\d\d": "date",
}
CASES = {path.stem: path for path in sorted(EXPECTED.glob("*.tsv"))}


# --- The engines --------------------------------------------------------------------------------


class Engine(NamedTuple):
    """One graph in three engines."""

    store: Store
    graph: rdflib.Graph
    url: str


def by_store(engine: Engine, asked: Named, params: dict[str, str]) -> list[tuple[Any, ...]]:
    return _terms(query(asked.name, engine.store, **params))


def by_rdflib(engine: Engine, asked: Named, params: dict[str, str]) -> list[tuple[Any, ...]]:
    text = asked.bound(params, lambda _, name: find_disease(engine.store, name))
    return [tuple(map(_oxigraph, row)) for row in engine.graph.query(with_prefixes(text))]


def by_server(engine: Engine, asked: Named, params: dict[str, str]) -> list[tuple[Any, ...]]:
    text = asked.bound(params, lambda _, name: find_disease(engine.store, name))
    with _http("POST", f"{engine.url}/query", with_prefixes(text), "application/sparql-query") as r:
        found = ox.parse_query_results(r.read(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


ENGINES = {"embedded": by_store, "rdflib": by_rdflib, "server": by_server}


def _terms(result: object) -> list[tuple[Any, ...]]:
    assert isinstance(result, Table)
    return list(result.terms)


def _oxigraph(term: Any) -> ox.NamedNode | ox.Literal | None:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        kind = None if term.language else term.datatype
        return ox.Literal(
            str(term), language=term.language, datatype=kind and ox.NamedNode(str(kind))
        )
    assert term is None
    return None


def _http(method: str, url: str, body: str | bytes, kind: str) -> Any:
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": kind, "Accept": "application/sparql-results+json"}
    return urllib.request.urlopen(
        urllib.request.Request(url, data, headers, method=method),  # loopback
        timeout=30,
    )


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[bytes], str]]:
    """Starts an Oxigraph server with some N-Quads; all end with the session."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "pip install oxigraph"
    running: list[subprocess.Popen[bytes]] = []

    def start(quads: bytes) -> str:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            bind = f"127.0.0.1:{probe.getsockname()[1]}"
        command = [program, "serve", "--bind", bind, "--union-default-graph"]
        nowhere = subprocess.DEVNULL
        running.append(subprocess.Popen(command, stdout=nowhere, stderr=nowhere))
        for _ in range(200):
            try:
                _http("PUT", f"http://{bind}/store", quads, "application/n-quads").close()
                return f"http://{bind}"
            except urllib.error.URLError:
                time.sleep(0.05)
        raise TimeoutError(f"no server at {bind}")

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def engine(
    server: Callable[[bytes], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Engine]:
    """The engines that hold the graph of some records."""
    known: dict[Path, Engine] = {}

    def of(path: Path) -> Engine:
        if path not in known:
            records = load_records(path)
            turtle = tmp_path_factory.mktemp("graph") / "all.ttl"
            export(records, turtle)
            url = server(export(records, format="nq"))
            known[path] = Engine(Store.of(records), rdflib.Graph().parse(turtle), url)
        return known[path]

    return of


# --- Rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("path", CASES.values(), ids=CASES)
def test_rows(path: Path, ask: Any, engine: Callable[[Path], Engine]) -> None:
    case = read(path)
    found = ask(engine(case.records), case.query, case.params)
    rows = [tuple(map(_shown, case.columns, row)) for row in found]
    assert rows == [tuple(map(_shown, case.columns, row)) for row in case.rows]


def _shown(column: str, term: Any) -> str:
    """A term, without the two things in which engines may differ."""
    text = "" if term is None else str(term)
    if column == "citations":
        return " ".join(sorted(re.findall("[0-9]+", text), key=int))
    # Oxigraph writes decimals anew: 0.0 is 0.
    return re.sub(r'"([0-9]+)\.0+(%?")', r'"\1\2', text)


# --- Every query --------------------------------------------------------------------------------

HOSTILE = {
    "disease": [
        "x> } ; DROP ALL #",
        "GARD:7615> ?p ?o",
        '"',
        "",
        "\\",
        "\u2028",
        "?disease",
        "7615 7615",
    ],
    "term": ["HP:0001945> ?p ?o } #", "http://x/> <http://y/", "_:b", "HP:", "UNDEF", "a b", ""],
    "text": ['" } ; CLEAR ALL #', '"""', "\\", "\\u0022", "\n", "'", "}", "$text", "{", "\0"],
    "integer": ["3 } #", "1e9", "0x10", "UNDEF", "", "\u0663", "3; DROP ALL", "-1", "9" * 5000],
    "date": ["2031-05-06> }", '2031-05-06"', "today", "2031-02-30", "", "2031-05-06T00:00:00"],
}


def needed(name: str) -> dict[str, str]:
    """Some value for each parameter without which a query asks nothing."""
    params = named(name).params.items()
    return {key: {"text": "a"}.get(p.type, "HP:0001609") for key, p in params if p.needed}


def test_a_query_without_what_it_needs_is_refused(store: Store) -> None:
    assert {name for name in names() if needed(name)} == {
        "differential",
        "search",
        "treatments-for-symptoms",
    }
    with pytest.raises(UsageError, match=r"search: needs text: .*; gardkg query search TEXT"):
        query("search", store, text=" ")


@pytest.mark.parametrize("name", names())
def test_a_head_says_what_it_asks_takes_and_gives(name: str, store: Store) -> None:
    asked = named(name)
    assert name == name.lower().replace("_", "-")
    assert asked.question.endswith("?")
    assert len(asked.question) <= 100
    assert all(word == word.strip() != "" for word in asked.keywords)
    assert all(param.type in HOSTILE and param.help for param in asked.params.values())
    # What may be left open is a parameter.
    undefined = {key for key, value in parameters(asked.text).items() if value == "UNDEF"}
    assert undefined <= set(asked.params)
    result = query(name, store, **needed(name))
    assert isinstance(result, Table)
    assert result.columns == asked.columns


def test_every_query_has_its_rows() -> None:
    assert len(names()) >= 28
    assert {stem.partition(".")[0] for stem in CASES} == set(names())
    assert all(read(path).query.name == stem.partition(".")[0] for stem, path in CASES.items())
    assert all(read(path).columns == read(path).query.columns for path in CASES.values())


@pytest.mark.parametrize("name", names())
def test_an_empty_graph_gives_no_rows(name: str) -> None:
    assert _terms(query(name, Store.of([]), **needed(name))) == []
    assert list(rdflib.Graph().query(with_prefixes(named(name).text))) == []


@pytest.mark.parametrize("name", [name for name in names() if named(name).params])
def test_a_hostile_value_changes_nothing(name: str, store: Store) -> None:
    before = len(store)
    rows = query(name, store, **needed(name))
    for param, about in named(name).params.items():
        for value in HOSTILE[about.type]:
            try:
                result = query(name, store, **{param: value})
            except GardkgError:
                continue
            # It is a value like any other: it finds, at most, what is there.
            assert isinstance(result, Table)
            assert result.columns == named(name).columns
    assert len(store) == before
    assert query(name, store, **needed(name)) == rows

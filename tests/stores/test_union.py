"""Row 74: a store whose default graph is not the union of its graphs, and one that asks for it."""

from __future__ import annotations

import csv
import io

import pytest
from cases import FICTIONAL, ROOT
from command import gardkg

from gardkg import Store, load, query
from gardkg.errors import StoreError
from gardkg.loading.load import rehearse
from gardkg.sparql.answer import select
from gardkg.sparql.endpoint import Endpoint
from gardkg.sparql.named import names
from stores.proxy import Proxy
from stores.servers import Server
from stores.test_loading import ASKED, shown
from stores.test_loading_people import ADDRESSES
from stores.triples import G, H, lines

RECORDS = ROOT / "records"
DISEASE = "disease=scleromyxedema"
#: Patterns inside GRAPH beside those outside, in groups, in expressions and in subqueries.
MIXED = [
    "SELECT ?c ?g { ?c gardkg:disease ?d . GRAPH ?g { ?c a gardkg:TreatmentClaim } }",
    "SELECT ?c ?g { { SELECT ?c { ?c gardkg:disease ?d } } graph ?g { ?c rdfs:label ?l } }",
    "SELECT ?c (EXISTS { GRAPH ?g { ?c ?p ?o } } AS ?e) { ?c a gardkg:CauseClaim } VALUES () {()}",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } ?s a ?c } GROUP BY ?g",
    "SELECT ?c { ?c a gardkg:CauseClaim FILTER NOT EXISTS { GRAPH <urn:none> { ?c ?p ?o } } }",
    "SELECT DISTINCT ?x { # { GRAPH\n ?x a ?l FILTER(STR(?l) != '}') GRAPH ?g { ?x ?p ?o } }",
    "SELECT ?l { ?c gardkg:disease/rdfs:label ?l GRAPH ?g { ?c a gardkg:CauseClaim } }",
    "CONSTRUCT { ?c gardkg:in ?g } { ?c gardkg:disease ?d . GRAPH ?g { ?c a ?t } }",
    "ASK { ?c gardkg:disease ?d . GRAPH ?g { ?c a ?t } }",
]


def table(*arguments: object) -> list[tuple[str, ...]]:
    done = gardkg("query", *arguments, "-t", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(tuple(row) for row in csv.reader(io.StringIO(done.stdout)))


def test_74_the_same_address_loads_and_answers(plain: Server) -> None:
    """The first minute of somebody who started a store as its documentation says."""
    done = gardkg("load", RECORDS, "--to", plain.url)
    assert done.returncode == 0
    (line,) = (line for line in done.stderr.splitlines() if "default graph is empty" in line)
    assert f"gardkg query -e {plain.url} asks for the union" in line
    assert len(done.stderr.splitlines()) == 3
    asked = ("treatments", "-p", DISEASE)
    found = table(*asked, "-e", plain.url)
    assert len(found) > 3
    assert found == table(*asked, RECORDS)
    mixed = MIXED[0]
    assert table(mixed, "-e", plain.url) == table(mixed, RECORDS)


def test_74_every_question_gives_the_rows_of_the_embedded_store(plain: Server) -> None:
    load(str(FICTIONAL), to=plain.url)
    here, there = Store.read(str(FICTIONAL)), Endpoint(plain.url)
    for name in names():
        asked = ASKED.get(name, {})
        assert shown(select(there, name, **asked)) == shown(select(here, name, **asked)), name


@pytest.mark.parametrize("question", MIXED)
def test_74_a_query_with_graph(plain: Server, question: str) -> None:
    load(str(FICTIONAL), to=plain.url)
    found, wanted = query(question, plain.url), query(question, str(FICTIONAL))
    if question.startswith("SELECT"):
        assert sorted(shown(found)) == sorted(shown(wanted))  # type: ignore[arg-type]
    else:
        assert found == wanted


def test_74_at_every_address_that_a_load_takes(plain: Server) -> None:
    plain.put(G, lines(5))
    for behind in (*ADDRESSES[plain.name], "/query/"):
        found = query("SELECT ?s { ?s ?p ?o }", plain.url + behind)
        assert len(found) == 5, behind  # type: ignore[arg-type]


@pytest.mark.usefixtures("welcome")
def test_74_those_that_show_all_answer_at_every_address(store: Server) -> None:
    """And a load has nothing to add there."""
    done = gardkg("load", FICTIONAL, "--to", store.url)
    assert done.returncode == 0
    assert "default graph" not in done.stderr
    wanted = query(MIXED[0], str(FICTIONAL))
    for behind in ADDRESSES[store.name]:
        found = query(MIXED[0], store.url + behind)
        assert len(found) == len(wanted), behind  # type: ignore[arg-type]


def test_74_one_request_tells_the_store(plain: Server) -> None:
    plain.put(G, lines(5))
    with Proxy(plain.url) as proxy:
        there = Endpoint(proxy.through(plain.url))
        for _ in range(3):
            assert len(there.run("SELECT ?s { ?s ?p ?o }")) == 5  # type: ignore[arg-type]
        assert len(proxy.requests) == 4


def test_74_the_default_graph_counts_too(plain: Server) -> None:
    plain.put(G, lines(5))
    plain.execute("INSERT DATA { <urn:own> <urn:own> <urn:own> }")
    found = query("SELECT ?s { ?s ?p ?o }", plain.url)
    assert len(found) == 6  # type: ignore[arg-type]
    both = "SELECT ?s { ?s ?p ?o GRAPH ?g { ?t ?p ?o } }"
    if plain.name == "oxigraph":
        assert len(query(both, plain.url)) == 5  # type: ignore[arg-type]
    else:  # no query of it shows both
        with pytest.raises(StoreError, match="triples that are in no named graph"):
            query(both, plain.url)


def test_74_who_chose_graphs_in_the_address_gets_them(plain: Server) -> None:
    plain.put(G, lines(5))
    plain.put(H, lines(2))
    chosen = f"{plain.query}?default-graph-uri={H}"
    assert len(query("SELECT ?s { ?s ?p ?o }", chosen)) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("graph", [None, G])
def test_74_a_dry_run_tells_of_the_last_look(plain: Server, graph: str | None) -> None:
    with Proxy(plain.url) as proxy:
        to = proxy.through(plain.url)
        said = list(rehearse(str(FICTIONAL), to=to, store_type=plain.name, graph=graph))
        load(str(FICTIONAL), to=to, store_type=plain.name, graph=graph)
        methods = [
            line.split(" ")[0] for line in said if line.startswith(("POST h", "PUT h", "GET h"))
        ]
        assert methods == [seen.method for seen in proxy.requests]

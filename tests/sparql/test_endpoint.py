"""Rows 48–50 and 53–58 for queries: an endpoint's half answer never looks whole."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
import rdflib

from gardkg import Table, query
from gardkg.errors import StoreError, UsageError
from gardkg.files.how import read_as
from gardkg.sparql.endpoint import Endpoint
from gardkg.sparql.named import named, names

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?x { ?x a biolink:Disease }"
ROWS = json.dumps(
    {
        "head": {"vars": ["x"]},
        "results": {"bindings": [{"x": {"type": "literal", "value": str(n)}} for n in range(50)]},
    }
).encode()
JSON = {"Content-Type": "application/sparql-results+json"}

XSD = "http://www.w3.org/2001/XMLSchema#"
CAPPED = {**JSON, "X-SPARQL-MaxRows": "50"}
XML = {"Content-Type": "application/sparql-results+xml"}
HTML = {"Content-Type": "text/html"}
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server on loopback whose answers a test scripts; it keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append((self.path, dict(self.headers), body))
                answers = server.answers
                (answers.pop(0) if len(answers) > 1 else answers[0])(self)

            do_GET = do_POST

            def log_message(self, *args: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        # Asked each 10 ms whether it is to end; unasked it would be each half a second.
        threading.Thread(target=self.http.serve_forever, args=[0.01], daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/query"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def send(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)  # without a Server of its own
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def stop_in_the_middle(handler: BaseHTTPRequestHandler) -> None:
    send(200, ROWS[:400], {**JSON, "Content-Length": str(len(ROWS))})(handler)
    handler.close_connection = True


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(30)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte at a time: each read is quick, the answer never ends."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON["Content-Type"])
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def test_a_good_answer_is_a_table(server: Server) -> None:
    server.answers = [send(200, ROWS, JSON)]
    table = query(SELECT, server.url)
    assert len(table) == 50
    _, headers, body = server.requests[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["User-Agent"].startswith("gardkg/")
    assert parse_qs(body.decode())["query"][0].startswith("PREFIX biolink:")


# --- What some servers write, and what they mean --------------------------------------------------

URI = {"type": "uri", "value": "http://example.org/a"}


def of(*rows: object) -> bytes:
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode()


@pytest.mark.parametrize(
    ("cell", "term"),
    [
        (None, None),
        ({"type": "uri", "value": "nodeID://b10001"}, ox.BlankNode("b10001")),
        ({"type": "bnode", "value": "nodeID://b10001"}, ox.BlankNode("b10001")),
        ({"type": "literal", "value": "a", "xml:lang": ""}, ox.Literal("a")),
        (
            {"type": "typed-literal", "value": "1", "datatype": XSD + "int"},
            ox.Literal("1", datatype=ox.NamedNode(XSD + "int")),
        ),
        ({"type": "literal", "value": "1", "datatype": ""}, ox.Literal("1")),
    ],
)
def test_a_term_in_another_dialect_is_the_same(
    cell: object, term: ox.Literal | None, server: Server
) -> None:
    """QLever's null, Virtuoso's blank nodes, an empty language."""
    server.answers = [send(200, of({"x": URI}, {"x": cell}), JSON)]
    table = query("SELECT ?x { ?x ?p ?o }", server.url)
    assert isinstance(table, Table)
    assert [row[0] for row in table.terms] == [ox.NamedNode("http://example.org/a"), term]


def test_a_row_that_is_null_is_a_row_of_nothing(server: Server) -> None:
    server.answers = [send(200, of({"x": URI}, None, {}), JSON)]
    table = query("SELECT ?x { ?x ?p ?o }", server.url)
    assert isinstance(table, Table)
    assert [row[0] is None for row in table.terms] == [False, True, True]


RESULTS = (
    '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
    '<variable name="x"/></head><results><result><binding name="x">%s</binding></result>'
    "</results></sparql>"
)


@pytest.mark.parametrize("kind", ["application/xml", "text/xml", "text/xml; charset=UTF-8"])
@pytest.mark.parametrize(
    ("cell", "term"),
    [
        ("<uri>http://example.org/a</uri>", ox.NamedNode("http://example.org/a")),
        ('<literal xml:lang="">a</literal>', ox.Literal("a")),
        ("<bnode>nodeID://b1</bnode>", ox.BlankNode("b1")),
        ("<uri>nodeID://b1</uri>", ox.BlankNode("b1")),
    ],
)
def test_xml_of_any_kind_is_what_it_holds(
    cell: str, term: ox.NamedNode, kind: str, server: Server
) -> None:
    server.answers = [send(200, (RESULTS % cell).encode(), {"Content-Type": kind})]
    table = query("SELECT ?x { ?x ?p ?o }", server.url)
    assert isinstance(table, Table)
    assert [*table.terms] == [(term,)]


def test_rdf_comes_as_xml_of_any_kind_as_well(server: Server) -> None:
    data = rdflib.Graph().parse(data="<a:s> <a:b> 1 .", format="turtle").serialize(format="xml")
    server.answers = [send(200, data.encode(), {"Content-Type": "text/xml"})]
    assert len(query("CONSTRUCT WHERE { ?s ?p ?o }", server.url)) == 1  # type: ignore[arg-type]


def test_a_bad_term_of_an_answer_is_named_with_its_row(server: Server) -> None:
    bad = {"type": "uri", "value": "http://example.org/a b"}
    body = of({"x": URI}, {"x": bad}, {"x": URI})
    server.answers = [send(200, body, JSON)]
    with pytest.raises(StoreError, match=r"row 2: .*; --lenient leaves such rows out"):
        query("SELECT ?x { ?x ?p ?o }", server.url)
    server.answers = [send(200, body, JSON)]
    with read_as(lenient=True) as skipped:
        assert len(query("SELECT ?x { ?x ?p ?o }", server.url)) == 2  # type: ignore[arg-type]
    (left,) = skipped.values()
    assert left.count == 1
    assert left.first[0].startswith("row 2: ")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(stop_in_the_middle, "cut off", id="51-cut-mid-answer"),
        pytest.param(send(200, ROWS[:400], JSON), "cut off", id="57-truncated-json"),
        pytest.param(
            send(200, ROWS[:-2] + b"\nThe SPARQL operation has been cancelled", JSON),
            "cut off",
            id="57-error-behind-rows",
        ),
        pytest.param(send(200, b"", JSON), "cut off", id="57-empty"),
        pytest.param(send(200, ROWS, CAPPED), "incomplete", id="58-capped"),
        pytest.param(send(200, b"<!DOCTYPE a>", XML), "DOCTYPE", id="42-doctype"),
        pytest.param(send(200, b"<html>log in", HTML), "text/html", id="55-login-page"),
        pytest.param(send(401), "GARDKG_USER", id="55-401"),
        pytest.param(send(403), "GARDKG_USER", id="55-403"),
        pytest.param(send(500, b"boom"), "500; boom", id="50-500"),
        pytest.param(send(400, b"parse error"), "parse error", id="400"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_an_error(server: Server, answer: Answer, said: str) -> None:
    server.answers = [answer]
    with pytest.raises(StoreError, match=said):
        query(SELECT, server.url, timeout=5)
    assert len(server.requests) == 1


def test_48_nobody_listens(server: Server) -> None:
    server.http.shutdown()
    server.http.server_close()
    start = time.monotonic()
    with pytest.raises(StoreError, match="refused"):
        query(ASK, server.url)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("answer", [hang, drip])
def test_49_the_deadline_is_for_all_of_it(server: Server, answer: Answer) -> None:
    server.answers = [answer]
    start = time.monotonic()
    with pytest.raises(StoreError):
        query(ASK, server.url, timeout=1)
    assert time.monotonic() - start < 5


def test_50_a_busy_server_is_asked_again_when_it_says(server: Server) -> None:
    server.answers = [send(429, headers={"Retry-After": "0"}), send(503), send(200, ROWS, JSON)]
    assert len(query(SELECT, server.url, timeout=10)) == 50
    assert len(server.requests) == 3


def test_50_but_not_for_ever(server: Server) -> None:
    server.answers = [send(503, headers={"Retry-After": "0"})]
    with pytest.raises(StoreError, match="503"):
        query(SELECT, server.url, timeout=10)
    assert len(server.requests) == 5


def test_50_nor_beyond_the_deadline(server: Server) -> None:
    server.answers = [send(503, headers={"Retry-After": "3600"})]
    start = time.monotonic()
    with pytest.raises(StoreError, match="busy"):
        query(SELECT, server.url, timeout=3)
    assert time.monotonic() - start < 3


def test_53_54_a_redirect_is_not_followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GARDKG_USER", "me")
    monkeypatch.setenv("GARDKG_PASSWORD", "secret-of-mine")
    elsewhere = Server()
    elsewhere.answers = [send(200, ROWS, JSON)]
    server.answers = [send(302, headers={"Location": elsewhere.url})]
    with pytest.raises(StoreError, match="redirects are not followed") as error:
        query(SELECT, server.url)
    assert elsewhere.requests == []
    assert "secret-of-mine" not in str(error.value)
    elsewhere.http.shutdown()
    elsewhere.http.server_close()


def test_56_an_address_holds_no_credentials() -> None:
    with pytest.raises(UsageError) as error:
        Endpoint("http://me:secret-of-mine@127.0.0.1/query")
    assert "secret-of-mine" not in str(error.value)


def test_credentials_come_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [send(200, ROWS, JSON)]
    monkeypatch.setenv("GARDKG_TOKEN", "t0ken")
    query(SELECT, server.url)
    assert server.requests[0][1]["Authorization"] == "Bearer t0ken"


def test_every_named_query_is_sent_at_once(server: Server) -> None:
    """Telling a CONSTRUCT from a SELECT once took for ever behind ten prefixes."""
    server.answers = [send(200, b"", {"Content-Type": "text/html"})]
    for name in names():
        with pytest.raises(StoreError, match="text/html"):
            Endpoint(server.url).run(named(name).text)


# --- Which store it is, and what it shows ---------------------------------------------------------

NOTHING = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": []}}).encode()
NAMELESS: dict[str, str] = {}
OXIGRAPH = {"Server": "Oxigraph/0.5.13"}
FUSEKI = {"Fuseki-Request-Id": "7"}
UNION = "urn:x-arq:UnionGraph"
BOTH = {"default-graph-uri": [UNION, "urn:x-arq:DefaultGraph"]}


def forms(server: Server) -> list[dict[str, list[str]]]:
    return [parse_qs(body.decode(), keep_blank_values=True) for _, _, body in server.requests]


def knows(graph: bytes, named: bytes, headers: dict[str, str] | None = None) -> Answer:
    """Answers a query that names a graph in one way, and any other in another."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = handler.server.gardkg.requests[-1][2]  # type: ignore[attr-defined]
        send(200, named if b"GRAPH" in body else graph, {**JSON, **(headers or {})})(handler)

    return answer


@pytest.fixture
def knowing(server: Server) -> Server:
    server.http.gardkg = server  # type: ignore[attr-defined]
    return server


@pytest.mark.parametrize(
    ("headers", "parameters"),
    [
        (NAMELESS, {}),
        ({"Server": "nginx"}, {}),
        ({"Server": "Virtuoso/07.20.3229 (Linux)"}, {}),
        (OXIGRAPH, {"union-default-graph": [""]}),
        (FUSEKI, BOTH),
        ({"Server": "Apache Jena Fuseki"}, BOTH),
    ],
)  # fmt: skip
def test_74_a_store_gets_its_own_parameter_and_no_other(
    server: Server, headers: dict[str, str], parameters: dict[str, list[str]]
) -> None:
    server.answers = [send(200, ROWS, {**JSON, **headers})]
    there = Endpoint(server.url)
    for _ in range(2):
        assert len(there.run(SELECT)) == 50  # type: ignore[arg-type]
    first, *others = forms(server)
    assert first.keys() == {"query"}
    # Who needs none was asked once for each query.
    assert len(others) == (2 if parameters else 1)
    for form in others:
        assert {name: value for name, value in form.items() if name != "query"} == parameters


def test_74_a_query_that_names_graphs(server: Server) -> None:
    server.answers = [send(200, NOTHING, {**JSON, **FUSEKI})]
    there = Endpoint(server.url)
    there.run("SELECT ?x { ?x a ?c GRAPH ?g { ?x ?y ?z } }")
    *_, wrapped = (form["query"][0] for form in forms(server))
    assert f"GRAPH <{UNION}> {{ ?x a ?c GRAPH" in wrapped
    assert all(form.keys() == {"query"} for form in forms(server))


@pytest.mark.parametrize(
    ("behind", "query_path"),
    [("", "/query"), ("/", "/query"), ("/update", "/query"), ("/store?default", "/query")],
)
def test_74_a_store_is_found_behind_the_address_of_a_load(
    server: Server, behind: str, query_path: str
) -> None:
    server.answers = [send(404, b"not here", OXIGRAPH), send(200, ROWS, {**JSON, **OXIGRAPH})]
    root = server.url.removesuffix("/query")
    assert len(query(SELECT, root + behind)) == 50  # type: ignore[arg-type]
    assert [path for path, *_ in server.requests][1:] == [query_path]


def test_74_who_is_not_known_is_asked_at_one_address(server: Server) -> None:
    server.answers = [send(404, b"not here", {"Server": "nginx"})]
    with pytest.raises(StoreError, match="404; not here"):
        query(SELECT, server.url)
    assert len(server.requests) == 1
    for address in ("/sparql?apikey=1&x=2", "/a/b.php"):
        server.answers = [send(200, ROWS, JSON)]
        query(SELECT, server.url + address)
        assert server.requests[-1][0] == "/query" + address


def test_74_nothing_is_an_error_where_graphs_are_hidden(knowing: Server) -> None:
    knowing.answers = [knows(NOTHING, ROWS)]
    there = Endpoint(knowing.url)
    for _ in range(2):
        with pytest.raises(StoreError, match="default graph is empty and its named graphs are not"):
            there.run(SELECT)
    assert len(knowing.requests) == 4  # whether they are hidden was asked once
    with pytest.raises(StoreError, match="default graph is empty"):
        query("treatments", knowing.url, disease="scleromyxedema")
    assert len(there.run("SELECT ?x { GRAPH ?g { ?x ?y ?z } }")) == 50  # type: ignore[arg-type]


def test_74_a_count_of_nothing_is_nothing(knowing: Server) -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    cell = {"x": {"type": "literal", "value": "0", "datatype": integer}}
    count = {"head": {"vars": ["x"]}, "results": {"bindings": [cell]}}
    named_, counted = knows(NOTHING, ROWS), send(200, json.dumps(count).encode(), JSON)
    knowing.answers = [counted, named_]
    with pytest.raises(StoreError, match="default graph is empty"):
        query("SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", knowing.url)


def test_74_nothing_is_nothing_elsewhere(knowing: Server) -> None:
    """In an empty store; where the default graph has something; where nobody says."""
    for found in (knows(NOTHING, NOTHING), knows(NOTHING, ROWS, {"Server": "Virtuoso/7"})):
        knowing.answers = [found]
        assert len(query(SELECT, knowing.url)) == 0  # type: ignore[arg-type]
    knowing.answers = [send(200, NOTHING, JSON), send(200, ROWS, JSON)]
    assert len(query(SELECT, knowing.url)) == 0  # type: ignore[arg-type]
    knowing.answers = [send(200, NOTHING, JSON), send(400, b"no such query")]
    assert len(query(SELECT, knowing.url)) == 0  # type: ignore[arg-type]

"""The proxy breaks what it is told to, as it is told to, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from urllib3.exceptions import HTTPError

from stores.conftest import CHOSEN
from stores.exchange import Exchange
from stores.proxy import FAULTS, Proxy, method, path, reads, says
from stores.servers import Server
from stores.triples import G, H, lines

TRIPLES = {"Content-Type": "application/n-triples"}
UPDATE = {"Content-Type": "application/sparql-update"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

every_store = pytest.mark.parametrize("store", CHOSEN, indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, running: Callable[[str], Server]) -> Server:
    """Oxigraph, unless a case names another one; `proxy` stands before it."""
    server = running(getattr(request, "param", "oxigraph"))
    server.reset()
    return server


def put(proxy: Proxy, store: Server, body: object, **how: object) -> requests.Response:
    how = {"data": body, "headers": TRIPLES, "timeout": 10, **how}
    return store.request("PUT", proxy.through(store.graph_url(G)), **how)


def get(proxy: Proxy, store: Server, **how: object) -> requests.Response:
    how = {"headers": {"Accept": "application/n-triples"}, "timeout": 10, **how}
    return store.request("GET", proxy.through(store.graph_url(G)), **how)


@every_store
def test_what_is_not_meant_passes(store: Server, proxy: Proxy) -> None:
    body = lines(5_000)
    proxy.inject("status_500", when=method("DELETE"))
    assert put(proxy, store, body).ok
    assert store.count(G) == 5_000
    direct = store.request("GET", store.graph_url(G))
    through = store.request("GET", proxy.through(store.graph_url(G)))
    assert len(through.content) == len(direct.content)
    assert {seen.fault for seen in proxy.requests} == {""}
    last = [seen for seen in proxy.requests if seen.method == "PUT"][-1]
    assert (last.length, last.write) == (len(body), True)
    assert not store.password or store.password not in str(proxy.requests)


@every_store
def test_a_generator_passes_in_chunks(store: Server, proxy: Proxy) -> None:
    """Where one is asked who one is, it was sent in vain; what comes then is empty, and taken."""
    assert put(proxy, store, (lines(10, start) for start in range(0, 1000, 10))).ok
    assert store.count(G) == (0 if store.name == "virtuoso" else 1000)


@every_store
def test_done_but_never_confirmed(store: Server, proxy: Proxy) -> None:
    asked = store.name == "virtuoso"  # the first request is asked who it is
    proxy.inject("commit_then_reset", nth=2 if asked else 1)
    with pytest.raises(requests.ConnectionError):
        put(proxy, store, lines(20))
    assert store.count(G) == 20


@every_store
def test_a_count_that_lies(store: Server, proxy: Proxy) -> None:
    """The number is another one, in an answer that is well formed, packed or not."""
    store.put(G, lines(20))
    proxy.inject("other_digit")
    answer = store.request(
        "POST",
        proxy.through(store.query),
        data={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{G}> {{ ?s ?p ?o }} }}"},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "21"


#: How many of four triples are in Oxigraph afterwards; of the others none.
LEFT = {
    "anonymous_upload": 4,  # Oxigraph asks nobody's name
    "break_keep_alive": 4,
    "doubled": 4,
    "late_commit": 4,
    "lost_line": 3,
    "other_letter": 4,
    "repeated_after_next": 4,
    "short_upload": 2,
    "slow_answer": 4,
    "slow_upload": 4,
}
#: Nobody who looks at the body alone can tell.
TRUE = {"called_html", "dripping_answer", "slow_read", "stale_answer"}


def of(on: str) -> list[str]:
    return [name for name, fault in FAULTS.items() if fault.on == on]


def patience(name: str) -> float:
    return 1 if Exchange.hang in FAULTS[name].steps else 10


@pytest.mark.parametrize("name", of("write"))
def test_a_fault_of_writing(store: Server, proxy: Proxy, name: str) -> None:
    """It leaves in the store what it should, hangs nothing, and the next request is well."""
    proxy.inject(name, size=len(lines(2)), seconds=0.01)
    told = None
    try:
        with put(proxy, store, lines(4), timeout=patience(name), stream=True) as response:
            response.raw.read(1000)
            told = response.ok
    except (requests.RequestException, HTTPError):
        pass
    proxy.wait()
    assert [seen.fault for seen in proxy.requests] == [name]
    left = LEFT.get(name, 4 if name.startswith("commit_then_") else 0)
    assert store.count(G) == left
    if FAULTS[name].harmless:
        assert (told, left) == (True, 4)
    proxy.clear()
    assert put(proxy, store, lines(2)).ok
    assert store.count(G) == 2


@pytest.mark.parametrize("name", of("read"))
def test_a_fault_of_reading(store: Server, proxy: Proxy, name: str) -> None:
    store.put(G, lines(4))
    truth = get(proxy, store).content
    proxy.clear()
    proxy.inject(name, seconds=0.01)
    told = b""
    try:
        with get(proxy, store, timeout=patience(name), stream=True) as response:
            told = response.raw.read(1000, decode_content=True)
    except (requests.RequestException, HTTPError):
        pass
    proxy.wait()
    assert [seen.fault for seen in proxy.requests] == [name]
    assert (told == truth) == (name in TRUE)
    assert name in TRUE or not FAULTS[name].harmless
    assert get(proxy, store).content == truth


def test_which_one_and_how_often(store: Server, proxy: Proxy) -> None:
    proxy.inject("status_503", nth=2, times=2)
    told = [put(proxy, store, lines(1)).status_code for _ in range(4)]
    assert told == [seen.status for seen in proxy.requests] == [201, 503, 503, 204]
    proxy.inject("status_503", times=None, when=path("store", "graph="))
    assert [get(proxy, store).status_code for _ in range(3)] == [503] * 3


def test_which_one_by_what_it_says(store: Server, proxy: Proxy) -> None:
    proxy.inject("status_503", when=says(f"MOVE SILENT <{H}>"), times=None)
    url = proxy.through(store.update)
    move = f"MOVE SILENT <{H}> TO <{G}>"
    first = store.request("POST", url, data=f"DROP SILENT GRAPH <{H}>", headers=UPDATE)
    second = store.request("POST", url, data=move, headers=UPDATE)
    third = store.request("POST", url, data={"update": move})
    assert [each.status_code for each in (first, second, third)] == [204, 503, 503]


@pytest.mark.parametrize(
    ("verb", "where", "headers", "body", "write"),
    [
        ("GET", "/query?query=ASK%7B%7D", {}, "", False),
        ("HEAD", "/store", {}, "", False),
        ("PUT", "/store?default", TRIPLES, "", True),
        ("DELETE", "/store?default", {}, "", True),
        ("POST", "/store?default", TRIPLES, "", True),
        ("POST", "/update", UPDATE, "DROP ALL", True),
        ("POST", "/query", {"Content-Type": "application/sparql-query"}, "ASK {}", False),
        ("POST", "/query", FORM, "query=ASK+%7B%7D", False),
        ("POST", "/query", FORM, "query=PREFIX+a:+<a:>%0Aselect+*+{a:LOAD+?p+?o}", False),
        ("POST", "/update", FORM, "update=DROP+ALL", True),
        # Virtuoso's
        ("POST", "/sparql", FORM, "query=PREFIX+a:+<a:>%0Ainsert+data+{a:s+a:p+a:o}", True),
        # RDF4J's
        ("PUT", "/transactions/1?action=ADD", TRIPLES, "", True),
        ("POST", "/transactions/1?action=QUERY", FORM, "query=ASK+%7B%7D", False),
    ],
)
def test_what_is_a_write(
    store: Server,
    proxy: Proxy,
    verb: str,
    where: str,
    headers: dict[str, str],
    body: str,
    write: bool,
) -> None:
    proxy.inject("swallowed_200", when=lambda _: True)
    store.request(verb, proxy.through(f"http://-{where}"), data=body, headers=headers)
    assert [seen.write for seen in proxy.requests] == [write]


def test_a_redirect_leads_to_strangers(store: Server, proxy: Proxy) -> None:
    proxy.inject("redirect_307")
    response = put(proxy, store, lines(1))
    assert response.status_code == 307
    assert response.headers["Location"].startswith(proxy.elsewhere)
    assert proxy.strays == []
    assert (
        b"Sign in" in store.request("PUT", response.headers["Location"], auth=("me", "x")).content
    )
    (stray,) = proxy.strays
    assert stray.authorized
    assert stray.headers["authorization"] == "Basic …"


def test_going_down_and_coming_back(store: Server, proxy: Proxy) -> None:
    proxy.inject("goes_down")
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            put(proxy, store, lines(1))
    assert len(proxy.requests) == 1
    proxy.clear()
    assert put(proxy, store, lines(1)).ok


def test_an_old_write_comes_again(store: Server, proxy: Proxy) -> None:
    proxy.inject("repeated_after_next")
    assert put(proxy, store, lines(4)).ok
    assert put(proxy, store, lines(2)).ok
    proxy.wait()
    assert store.count(G) == 4


def test_a_cache_knows_better(store: Server, proxy: Proxy) -> None:
    """The first of two equal questions is remembered, the second told the same."""
    proxy.inject("stale_answer", times=2)
    store.put(G, lines(4))
    first = get(proxy, store).content
    store.put(G, lines(2))
    assert get(proxy, store).content == first
    assert get(proxy, store).content != first


def test_a_step_of_ones_own(store: Server, proxy: Proxy) -> None:
    def teapot(x: Exchange) -> None:
        x.reply(418, b"short and stout", Retry_After="never")

    proxy.inject(teapot, when=reads)
    response = get(proxy, store)
    assert (response.status_code, response.headers["Retry-After"]) == (418, "never")
    assert [seen.fault for seen in proxy.requests] == ["teapot"]


def test_waiting_for_what_does_not_end(store: Server, proxy: Proxy) -> None:
    proxy.inject("commit_then_hang", times=None)
    with pytest.raises(requests.Timeout):
        put(proxy, store, lines(1), timeout=0.2)
    proxy.wait()  # the client went away
    store.pause()
    try:
        with pytest.raises(requests.Timeout):
            get(proxy, store, timeout=0.2)
        with pytest.raises(TimeoutError):
            proxy.wait(0.1)
    finally:
        store.resume()

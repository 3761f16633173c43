"""What a person types and reads who loads a store, and who the store thinks they are."""

from __future__ import annotations

import re
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import pytest
from cases import FICTIONAL
from command import gardkg

from gardkg import load
from gardkg.loading.load import rehearse
from stores.exchange import Seen
from stores.proxy import Proxy, path
from stores.servers import Server
from stores.triples import G, H, lines

#: What people copy from elsewhere, behind the address of the store.
ADDRESSES = {
    "oxigraph": ["", "/", "/query", "/update", "/store", "/store?default", f"/store?graph={G}"],
    "fuseki": ["", "/", "/query", "/update", "/data", "/data?default", "/sparql", "/get"],
    "rdf4j": ["", "/", "/statements", "/statements?context=null", "/rdf-graphs/service"],
    "virtuoso": ["", "/", "/sparql", "/sparql/", "/sparql-auth", "/sparql?query="],
}
#: What the summary calls each store; and the stores that ask who writes.
TITLES = {
    "oxigraph": "Oxigraph 0.5.13",
    "fuseki": "Apache Jena Fuseki",
    "rdf4j": "Eclipse RDF4J, protocol 12",
    "virtuoso": "Virtuoso 07.20.3229",
}
ASKING = {"fuseki", "virtuoso"}


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """What is to be loaded."""
    found = tmp_path / "new.nt"
    found.write_bytes(lines(20, 5))
    return found


@pytest.fixture
def old(store: Server) -> None:
    """What is live before, in G; and H, which is none of our business."""
    store.put(G, lines(10))
    store.put(H, lines(3))


def is_unchanged(store: Server) -> bool:
    return store.graphs() == {G, H} and (store.count(G), store.count(H)) == (10, 3)


def told(done: CompletedProcess[str], code: int) -> str:
    """The last line on standard error of a command that ends with a code; nothing else is said."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.usefixtures("welcome")
def test_one_line_says_what_was_found_and_one_what_was_done(store: Server, tmp_path: Path) -> None:
    done = gardkg("load", FICTIONAL, "--to", store.url)
    assert (done.returncode, done.stdout) == (0, "")
    *_, found, summary = done.stderr.splitlines()
    assert found.startswith(f"{store.url}: {TITLES[store.name]}")
    assert re.fullmatch(
        re.escape(store.url)
        + r": 6 graphs, 1,550 triples in \d+\.\d s \([\d,]+/s\)[^;]*; read back and the same",
        summary,
    )
    quiet = gardkg("load", FICTIONAL, "--to", store.url, "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    asked = gardkg("query", "treatments", "-e", store.query, "-t", "tsv")
    assert (asked.returncode, asked.stderr) == (0, "")
    embedded = gardkg("query", "treatments", FICTIONAL, "-t", "tsv")
    # The order of citations is left open by SPARQL, the writing of decimals by the store.
    assert len(asked.stdout.splitlines()) == len(embedded.stdout.splitlines()) > 3


@pytest.mark.usefixtures("welcome", "old")
def test_the_store_is_recognised_at_what_people_type(
    store: Server, new: Path, proxy: Proxy
) -> None:
    for n, service in enumerate(ADDRESSES[store.name]):
        new.write_bytes(lines(n + 1))
        said: list[str] = []
        load(str(new), graph=G, to=proxy.through(store.url) + service, tell=said.append)
        assert said[0].startswith(f"{proxy.through(store.url)}: {TITLES[store.name]}")
        assert store.count(G) == n + 1
        assert store.graphs() == {G, H}


@pytest.mark.usefixtures("welcome")
def test_what_is_no_store_is_told(store: Server, new: Path, proxy: Proxy) -> None:
    """A page for people; a store that we do not know; nothing at all."""
    proxy.inject("login_page_instead", times=None)
    line = told(gardkg("load", new, "--graph", G, "--to", proxy.through(store.url)), 4)
    assert "--store-type says which store it is" in line
    proxy.shut()
    line = told(gardkg("load", new, "--graph", G, "--to", proxy.through(store.url)), 4)
    assert "Connection refused" in line
    assert not any(seen.write for seen in proxy.requests)


@pytest.mark.usefixtures("welcome", "old")
def test_what_makes_no_sense_sends_nothing(store: Server, proxy: Proxy, new: Path) -> None:
    to = ["--to", proxy.through(store.url)]
    bad = new.with_name("bad.nt")
    bad.write_text('<a:s> <a:p> "x" .\n<a:s> <a:p> .\n')
    for code, says, arguments in (
        (2, "IRI", [new, "--graph", "no iri"]),
        (2, "choose another", [new, "--graph", "urn:gardkg:staging:x"]),
        (2, "use auto oxigraph fuseki", [new, "--graph", G, "--store-type", "oxygraph"]),
        (2, "say --store-type", [new, "--graph", G, "--dry-run"]),
        (2, "--graph IRI gives them one", [new]),
        (3, "bad.nt: line 2: not what its suffix says", [new, bad, "--graph", G]),
        (3, "missing.nt: cannot be read", [new, "missing.nt", "--graph", G]),
    ):
        assert says in told(gardkg("load", *arguments, *to), code)
    assert proxy.requests == []
    assert is_unchanged(store)


@pytest.mark.usefixtures("welcome")
@pytest.mark.parametrize("more", [{}, {"append": True}, {"packed": True}], ids=str)
@pytest.mark.parametrize("many", [False, True], ids=["one graph", "many graphs"])
def test_a_dry_run_tells_what_a_real_one_sends(
    many: bool, more: dict[str, bool], store: Server, proxy: Proxy, new: Path
) -> None:
    """The same requests in the same order, but for names that are made up in each run."""
    what = str(FICTIONAL if many else new)
    how: dict[str, Any] = {"to": proxy.through(store.url), "store_type": store.name, **more}
    how["graph"] = None if many else G
    said = list(rehearse(what, **how))
    assert proxy.requests == []
    assert store.graphs() == set()
    graphs = [line for line in said if re.fullmatch(r"<.*> [\d,]+ triples", line)]
    assert len(graphs) == (6 if many else 1)
    asked = [line.split(" ", 1) for line in said if re.match("(GET|PUT|POST|DELETE) http", line)]
    load(what, **how)
    # Digest asks before it lets in; nothing of that is the load's own.
    sent = [seen for seen in proxy.requests if seen.status != 401]
    assert [(method, anonymous(url)) for method, url in asked] == [
        (seen.method, anonymous(proxy.through(store.root) + seen.path)) for seen in sent
    ]


@pytest.mark.usefixtures("welcome")
def test_a_dry_run_is_printed(store: Server, proxy: Proxy, new: Path) -> None:
    command = ["load", new, "--graph", G, "--to", proxy.through(store.url), "--dry-run"]
    done = gardkg(*command, "--store-type", store.name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"<{G}> 20 triples\n")
    assert f"{len(lines(20, 5)):,} bytes" in done.stdout
    assert proxy.requests == []


def anonymous(where: str) -> str:
    """A path without a run's or a transaction's own name."""
    found = re.sub(r"(staging:)(RUN|[0-9a-f]{12})\b", r"\1…", unquote(where))
    return re.sub(r"(transactions/)[^?]+", r"\1…", found)


@pytest.mark.usefixtures("welcome", "old")
@pytest.mark.parametrize("packed", [True, False])
def test_uploads_are_packed_where_the_store_unpacks(
    packed: bool, store: Server, proxy: Proxy, new: Path
) -> None:
    new.write_bytes(lines(2000))
    load(str(new), to=proxy.through(store.url), graph=G, packed=packed)
    assert store.triples(G) == {line[:-2] for line in lines(2000).decode().splitlines()}
    (upload,) = (seen for seen in proxy.requests if seen.length > 4000 and is_done(seen))
    wanted = packed and store.name != "virtuoso"  # it takes none
    assert ("content-encoding" in upload.headers) == wanted
    assert (upload.length < len(lines(2000)) / 4) == wanted


def is_done(seen: Seen) -> bool:
    return seen.write and 200 <= seen.status < 300


@pytest.mark.usefixtures("old")
def test_credentials_from_netrc(store: Server, new: Path, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text(
        f"machine 127.0.0.1 login {store.user or 'me'} password {store.password or 'x'}\n"
    )
    load(str(new), to=store.url, graph=G)
    assert store.count(G) == 20


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize("who", ["nobody", "a wrong password", "a wrong token", "a wrong netrc"])
def test_row_55_who_may_not_write_is_told_so_at_once(
    who: str,
    store: Server,
    proxy: Proxy,
    new: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is tried again: many stores lock out who is wrong too often."""
    if store.name not in ASKING:
        proxy.inject("status_401_basic", times=None)
    if who == "a wrong password":
        monkeypatch.setenv("GARDKG_USER", store.user or "me")
        monkeypatch.setenv("GARDKG_PASSWORD", "wr0ng-s3cret")
    elif who == "a wrong token":
        monkeypatch.setenv("GARDKG_TOKEN", "wr0ng-s3cret")
    elif who == "a wrong netrc":
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password wr0ng-s3cret\n")
    done = gardkg("load", new, "--graph", G, "--to", proxy.through(store.url))
    line = told(done, 4)
    assert " 401; " in line
    asked = "set GARDKG_USER and GARDKG_PASSWORD" if who == "nobody" else "the credentials given"
    assert asked in line
    assert line.endswith("what was live before is live")
    assert "s3cret" not in done.stdout + done.stderr
    assert "staging graphs are left" not in done.stderr
    assert is_unchanged(store)
    sent = [seen for seen in proxy.requests if seen.write]
    # By digest each request goes twice: the first is asked who it is.
    twice = store.name == "virtuoso" and who in {"a wrong password", "a wrong netrc"}
    assert len(sent) == (2 if twice else 1), [(seen.method, seen.path) for seen in sent]


@pytest.mark.usefixtures("old")
def test_56_no_credentials_in_an_address(store: Server, proxy: Proxy, new: Path) -> None:
    address = proxy.through(store.url).replace("://", "://me:unasked-s3cret@")
    done = gardkg("load", new, "--graph", G, "--to", address)
    assert "GARDKG_USER and GARDKG_PASSWORD" in told(done, 2)
    assert "s3cret" not in done.stderr
    assert proxy.requests == []


@pytest.mark.usefixtures("welcome", "old")
def test_row_53_a_redirect_is_not_followed(store: Server, proxy: Proxy, new: Path) -> None:
    proxy.inject(
        "redirect_302", times=None, when=path("staging") if store.name != "rdf4j" else None
    )
    done = gardkg("load", new, "--graph", G, "--to", proxy.through(store.url))
    assert "redirects are not followed" in told(done, 4)
    assert proxy.strays == []
    assert is_unchanged(store)

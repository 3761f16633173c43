"""What the stores' own bulk loaders make of our files: every graph, every quad."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from cases import FICTIONAL

from gardkg.loading import bulk
from gardkg.loading.bulk import write_bulk
from gardkg.loading.digest import XSD, canonical_triple
from gardkg.sparql.stores import KINDS
from stores.install import FUSEKI_JAR
from stores.servers import Fuseki, Server, Virtuoso
from stores.triples import G, H, lines

#: Written → read, where a store keeps the value and not the words.
REWRITTEN = {
    "fuseki": {
        f'"7.50"^^<{XSD}decimal>': f'"7.5"^^<{XSD}decimal>',
        f'"no number"^^<{XSD}integer>': f'"no number"^^<{XSD}integer>',
    },
    "virtuoso": {
        f'"7.50"^^<{XSD}decimal>': f'"7.5"^^<{XSD}decimal>',
        f'"007"^^<{XSD}integer>': f'"7"^^<{XSD}integer>',
        f'"1.0E0"^^<{XSD}double>': f'"1.0"^^<{XSD}double>',
        # It is read as far as it is a number, by PUT, too.
        f'"no number"^^<{XSD}integer>': f'"0"^^<{XSD}integer>',
        f'"1"^^<{XSD}boolean>': f'"true"^^<{XSD}boolean>',
        f'"P1D"^^<{XSD}duration>': f'"86400.0"^^<{XSD}duration>',
        f'"{10**23}"^^<{XSD}integer>': f'"{10**23}"^^<{XSD}decimal>',
    },
}
KEPT = [
    '""',
    '"' + 20_000 * "long " + '"',
    '"it\'s \\"so\\" \\\\ \\r\\n\\t"',
    '"caf\u00e9 \U0001f600 cafe\u0301 \u202e\u200b\u2028"',
    '"chat"@en-gb',
    f'"2020-01-02"^^<{XSD}date>',
    '"x"^^<http://example.org/type>',
    "<http://example.org/a%20b>",
    "<http://example.org/x(1).>",
    "<http://\u00e9.example/\u00fc>",
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], dict[str, Any]]:
    """Shards of some hundred quads in a folder: records, a large graph, literals, blank nodes."""
    monkeypatch.setattr(bulk, "QUADS", 500)
    odd = tmp_path / "odd.nq"

    def write(folder: Path, store: str) -> dict[str, Any]:
        kind = {"tdb2": "fuseki"}.get(store, store)
        values = [*KEPT, *REWRITTEN.get(kind, {}), "_:a", "_:b"]
        quads = [f"<{H}/s> <{H}/p{n}> {value} <{H}> .\n" for n, value in enumerate(values)]
        quads += [f"_:a <{H}/p> _:b <{graph}> .\n" for graph in (G, H)]
        quads += [f"{line[:-2]} <{G}> .\n" for line in lines(2000).decode().splitlines()]
        odd.write_text("".join(quads), "utf-8")
        write_bulk([str(FICTIONAL), str(odd)], str(folder), store)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert len(manifest["files"]) >= 5
        return manifest

    return write


def graphs(folder: Path, manifest: dict[str, Any], store: str) -> dict[str, Counter[bytes]]:
    """What the shards say, by graph, as the store writes it."""
    found: dict[str, Counter[bytes]] = {}
    for file in manifest["files"]:
        text = gzip.decompress((folder / file["name"]).read_bytes()).decode()
        for written, read in REWRITTEN[store].items():
            text = text.replace(written, read)
        for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS):
            name = str(quad.graph_name.value)
            found.setdefault(name, Counter())[canonical(quad.triple, store)] += 1
    return found


def canonical(triple: ox.Triple, store: str) -> bytes:
    """Blank nodes as _:b; and numbers, which records write in several ways, by value."""
    return canonical_triple(triple, KINDS[store].by_value)


def there(store: Server, graph: str) -> Counter[bytes]:
    text = "".join(f"{triple} .\n" for triple in store.triples(graph))
    parsed = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    return Counter(canonical(quad.triple, store.name) for quad in parsed)


def the_same(store: Server, folder: Path, manifest: dict[str, Any]) -> None:
    """Every graph holds what the shards say, and a blank node is one in all of them."""
    expected = graphs(folder, manifest, store.name)
    assert store.graphs() == expected.keys()
    assert len(expected) == manifest["graphs"] == 8
    assert sum(store.count(graph) for graph in expected) == manifest["distinct"]
    for graph, said in expected.items():
        assert there(store, graph) == said, graph
    pattern = f"<{H}/s> ?p ?a ; ?q ?b . ?a <{H}/p> ?b"
    joined = f"SELECT ?a {{ GRAPH <{H}> {{ {pattern} }} GRAPH <{G}> {{ ?a <{H}/p> ?b }} }}"
    assert len(store.sparql(joined)) == 1


def test_virtuoso(
    running: Callable[[str], Server],
    files: Callable[[Path, str], dict[str, Any]],
    tmp_path: Path,
) -> None:
    running("virtuoso")  # or skip; a kill after bulk loading has left it unable to take more
    with Virtuoso(tmp_path / "virtuoso") as store:
        folder = store.folder / "it's a folder"
        manifest = files(folder, "virtuoso")
        said = _isql(store, folder)
        shards = len(manifest["files"])
        assert said.count(".nq.gz") == said.count("2           NULL") == shards
        before, after = (
            [int(part) for part in line.split()]
            for line in said.splitlines()
            if len(line.split()) == 2 and line.split()[0].isdigit() and line.split()[1].isdigit()
        )
        added = [new - old for old, new in zip(before, after, strict=True)]
        assert added == [manifest["distinct"], 8]
        the_same(store, folder, manifest)
        # A checkpoint has written it.
        store.kill9()
        store.start()
        the_same(store, folder, manifest)
        # A second time nothing is left out, and nothing is new but the blank nodes.
        _isql(store, folder)
        counted = sum(map(store.count, store.graphs()))
        assert counted == manifest["distinct"] + 4


def _isql(store: Server, folder: Path) -> str:
    """As the terminal's line has it."""
    line = next(line for line in _typed(folder, "virtuoso") if line.startswith("isql-vt"))
    address = f"127.0.0.1:{store.sql_port}"  # type: ignore[attr-defined]
    environment = {**os.environ, "GARDKG_PASSWORD": store.password}
    done = subprocess.run(
        line.replace("localhost:1111", address),
        shell=True,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "***" not in done.stdout + done.stderr
    return done.stdout


def _typed(folder: Path, store: str) -> list[str]:
    return bulk.LOADERS[store].typed(str(folder))


def test_tdb2(
    running: Callable[[str], Server],
    files: Callable[[Path, str], dict[str, Any]],
    tmp_path: Path,
) -> None:
    running("fuseki")  # or skip; the database is another one's
    (tmp_path / "bin").mkdir()
    for command in ("tdbloader", "tdbquery"):
        # As the scripts of Jena's distribution do; its classes are in Fuseki's jar, too.
        script = tmp_path / "bin" / f"tdb2.{command}"
        script.write_text(f'#!/bin/sh\nexec java -Xmx512m -cp {FUSEKI_JAR} tdb2.{command} "$@"\n')
        script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}

    def load(database: str) -> subprocess.CompletedProcess[str]:
        (line,) = _typed(tmp_path / "bulk", "tdb2")
        line = line.replace("DATABASE", database)
        return subprocess.run(
            line, shell=True, env=environment, cwd=tmp_path, capture_output=True, text=True
        )

    manifest = files(tmp_path / "bulk", "tdb2")
    done = load("fuseki/tdb2")
    assert (done.returncode, done.stdout) == (2, "")  # there is no such folder to make it in
    with Fuseki(tmp_path / "fuseki") as store:
        store.stop()
        shutil.rmtree(store.folder / "tdb2", ignore_errors=True)
        done = load("fuseki/tdb2")
        assert done.returncode == 0, done.stdout + done.stderr
        store.start()
        the_same(store, tmp_path / "bulk", manifest)
    again = load("fuseki/tdb2")
    assert (again.returncode, again.stderr) == (1, f"{tmp_path}/fuseki/tdb2: is there already\n")
    # A shard is lost on the way: the database does not get its name.
    (tmp_path / "bulk" / manifest["files"][1]["name"]).write_bytes(gzip.compress(b""))
    done = load("other")
    assert done.returncode == 1
    assert f"not {manifest['distinct']},8" in done.stderr
    assert not (tmp_path / "other").exists()


@pytest.mark.skipif(not shutil.which("qlever"), reason="qlever: pip install qlever")
def test_what_qlever_makes_of_it(
    files: Callable[[Path, str], dict[str, Any]], tmp_path: Path
) -> None:
    """The program that reads a Qleverfile says what it would run; the engine is not at hand."""
    manifest = files(tmp_path / "bulk", "qlever")
    done = subprocess.run(
        ["qlever", "index", "--show"],
        cwd=tmp_path / "bulk",
        capture_output=True,
        text=True,
        check=True,
    )
    shards = " ".join(file["name"] for file in manifest["files"])
    assert f"zcat {shards} | qlever-index -i gardkg" in done.stdout + done.stderr
    assert "-F nq -f - -p false" in done.stdout + done.stderr

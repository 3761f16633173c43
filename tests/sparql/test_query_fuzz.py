"""Rows 38, 39 and 64 of the robustness table: the guard reads a query as the engine does.

Oxigraph itself is the judge: what it takes for a keyword, and when it opens a connection.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from itertools import islice

import pyoxigraph as ox
import pytest
from chance import SEED
from sparql_soup import Soup

from gardkg.errors import UsageError
from gardkg.identifiers import BASE, PREFIXES
from gardkg.sparql.guard import guard, with_prefixes

COUNT = int(os.environ.get("GARDKG_HOSTILE", "200")) * 10
ODD = max(100, COUNT // 10)
OURS = "".join(
    f"PREFIX {name}: <{'' if ':' in prefix.namespace else BASE}{prefix.namespace}>\n"
    for name, prefix in PREFIXES.items()
)
DATA = b"<http://x/a> <http://x/a> <http://x/a>, 1, true ; a <http://x/b> ."


@pytest.fixture
def engine() -> ox.Store:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TURTLE)
    return store


def answer(engine: ox.Store, text: str) -> tuple[str, str]:
    """Whether Oxigraph reads a query, and the first of what it says to it."""
    try:
        found = engine.query(text, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryBoolean):
            return "read", str(bool(found))
        # Blank nodes have a new name each time.
        first = sorted(re.sub(r"_:\w+", "_:b", str(row)) for row in islice(found, 50))
        return "read", "\n".join(first)
    except SyntaxError:
        return "not read", ""
    except (OSError, RuntimeError, ValueError) as error:
        return "read", type(error).__name__


def keywords(engine: ox.Store, text: str) -> set[str]:
    """Which of SERVICE and FROM are keywords: spelled otherwise, the query is none any more."""
    found: set[str] = set()
    if answer(engine, text)[0] == "not read":
        return found
    for word, other in (("SERVICE", "SERVICX"), ("FROM", "FRUM")):
        changed = re.sub(word, other, text, flags=re.IGNORECASE)
        if changed != text and answer(engine, changed)[0] == "not read":
            found.add(word)
    return found


@pytest.mark.xdist_group("hostile")
def test_64_what_reaches_out_is_refused_and_prefixes_change_no_meaning(
    engine: ox.Store, listener: tuple[str, list[object]]
) -> None:
    url, connections = listener
    soup = Soup(random.Random(SEED), url)
    passed, refused = [], []
    for _ in range(COUNT):
        text = soup.query()
        try:
            guard(text)
            passed.append(text)
        except UsageError:
            refused.append(text)
    let_pass = 0
    for text in passed:
        whole = with_prefixes(text)
        # A base is declared only where something is relative to it.
        ours = (f"BASE <{BASE}>\n" if whole.startswith(f"BASE <{BASE}>\n") else "") + OURS
        found = answer(engine, ours + text)
        if found[0] == "read":
            let_pass += 1
            assert not keywords(engine, ours + text), text
        assert answer(engine, whole) == found, text
    assert connections == []
    # Else it would have shown nothing.
    assert let_pass > COUNT // 10
    reached = [word for text in refused for word in keywords(engine, OURS + text)]
    assert {"SERVICE", "FROM"} <= set(reached)
    assert connections != []


def nested(chance: random.Random) -> str:
    """Something of SPARQL in something of SPARQL, or behind it, a few or very many times."""
    opening, closing, before, after = chance.choice(
        [
            ("(", ")", "SELECT * { FILTER(1=", ") }"),
            ("{", "}", "SELECT * {", "}"),
            ("!", "", "SELECT * { FILTER(", "true) }"),
            ("! ", "", "SELECT * { FILTER(", "true) }"),
            ("-", "", "SELECT * { FILTER(", "1) }"),
            ("- ", "", "SELECT * { FILTER(", "1) }"),
            ("1+", "", "SELECT * { FILTER(", "1) }"),
            ("1=1&&", "", "SELECT * { FILTER(", "1) }"),
            ("?x||", "", "SELECT * { FILTER(", "1) }"),
            ("(", ")*", "SELECT * { ?s (<a:a>", ") ?o }"),
            ("^", "", "SELECT * { ?s ", "<a:a> ?o }"),
            ("^(", ")", "SELECT * { ?s <a:a>/", "<a:a> ?o }"),
            ("a|", "", "SELECT * { ?s ", "a ?o }"),
            ("[?p ", "]", "SELECT * { ?s ?p ", " }"),
            ("(", ")", "SELECT * { ?s ?p (1", ") }"),
            ("<<(?s ?p ", ")>>", "SELECT * { ?s ?p ", "}"),
            ("<< ?s ?p ", ">>", "SELECT * { ?s ?p ", "}"),
            ("<<", ">>", "SELECT * {", "}"),
            ("TRIPLE(?s, ?p, ", ")", "SELECT * { FILTER(isTRIPLE(", ")) }"),
            ("STR(", ")", "SELECT * { FILTER(", ") }"),
            ("NOT EXISTS {FILTER ", "}", "SELECT * {FILTER ", "}"),
            ("1 IN (", ")", "SELECT * { FILTER(", ") }"),
            ("1,", "", "SELECT * { FILTER(1 IN (", "1)) }"),
            (" FILTER(?s)", "", "SELECT * { ?s ?p ?o", "}"),
            (" UNION {}", "", "SELECT * {{}", "}"),
            (" OPTIONAL {}", "", "SELECT * {", "}"),
            (" MINUS {?s ?p ?o}", "", "SELECT * {?s ?p ?o", "}"),
            ("OPTIONAL {", "}", "SELECT * {", "}"),
            ("{ SELECT * {", "}}", "SELECT * {", "}"),
            ("GRAPH ?g {", "}", "SELECT * {", "}"),
            ("{| ?p 1", "|}", "SELECT * { ?s ?p ?o", "}"),
        ]
    )
    times = chance.choice([3, 20, 63, 64, 65, 200, 2000, 90_000 // len(opening + closing)])
    middle = chance.choice(["", "1", "?x", "true"])
    return before + opening * times + middle + closing * chance.choice([times, times - 1]) + after


def test_38_nested_and_odd_queries_crash_nothing() -> None:
    """In a process of its own, which must not end by a signal; each has a fifth of a second."""
    chance = random.Random(SEED)
    texts = [nested(chance) for _ in range(ODD)]
    code = (
        "import os, sys, json\n"
        "from gardkg import Store, query\n"
        "from gardkg.errors import GardkgError\n"
        "store = Store.of([])\n"
        "for line in sys.stdin:\n"
        "    text = json.loads(line)\n"
        "    try: query(text, store, timeout=0.2)\n"
        "    except GardkgError: pass\n"
        "    sys.stdout.write('.'); sys.stdout.flush()\n"
        "os._exit(0)"
    )
    # A thread that is late goes on, so each process gets a few.
    for start in range(0, ODD, 50):
        batch = texts[start : start + 50]
        lines = "\n".join(map(json.dumps, batch))
        done = subprocess.run(
            [sys.executable, "-c", code], input=lines, capture_output=True, text=True
        )
        told = batch[len(done.stdout)][:80] if len(done.stdout) < len(batch) else ""
        assert (done.returncode, told) == (0, ""), done.stderr[-400:]

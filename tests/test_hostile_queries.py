"""Rows 36–41 and 59–61 of the robustness table: a query asks, and does nothing else."""

import contextlib
import os
import pty
import random
import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from chance import SEED
from command import GARDKG

from gardkg import Record, Store, query
from gardkg.errors import FileError, GardkgError, UsageError
from gardkg.model import Symptom
from gardkg.results import Table, to_csv
from gardkg.sparql import MAX_DEPTH, bind, guard, parameters, with_prefixes
from gardkg.terminal import visible

COUNT = int(os.environ.get("GARDKG_HOSTILE", "1000"))
SYMPTOMS = "SELECT ?label { VALUES ?label { UNDEF } ?c rdfs:label ?label }"


@pytest.fixture
def store() -> Store:
    return Store.of(
        [
            Record(
                id="GARD:0990001", name="Lanternfish fever", symptoms=[Symptom(label="hoarseness")]
            )
        ]
    )


# What breaks out of a string, an IRI, a comment or a group, in many spellings.
PIECES = [
    '"', "'", '"""', "\\", "\\\\", '\\"', "}", "{", ")", ".", ";", ">", "<", "#", "\n", "\r", "\t",
    "\u2028", "\u0000", "\\u0022", "\\u003E", "%22", "&quot;", "^^", "@en", "?label", "$x", "UNDEF",
    "DROP ALL", "INSERT DATA { <a:a> <a:a> <a:a> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL",
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }", "LOAD <file:///etc/passwd>", "} UNION {", "/*",
    "UNION", "FILTER(1=1)", "BIND(1 AS ?x)", "VALUES ?disease { <a:a> }", "\U0001f41f", "\ud83d",
]  # fmt: skip


def hostile_values() -> list[str]:
    """Every piece alone and behind a quote or a bracket: some 200 values."""
    return [before + piece + after for piece in PIECES for before, after in _AROUND]


_AROUND = [("", ""), ('" } ; ', " #"), ("x> } ", ""), ("') ", " {"), ("\\", "")]


def dump(store: Store) -> bytes:
    return store._quads.dump(format=ox.RdfFormat.N_QUADS) or b""


def test_36_hostile_parameters_change_nothing_and_open_no_socket(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    before = dump(store)
    values = hostile_values()
    assert len(values) >= 200
    chance = random.Random(SEED)
    values += ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(COUNT)]
    for value in values:
        # Text and disease names take any text and find nothing; half a character is refused.
        for name, params in (("symptoms", {"disease": value}), ("search", {"text": value})):
            with contextlib.suppress(GardkgError):
                query(name, store, **params)
    assert dump(store) == before


def test_36_a_text_parameter_is_a_literal_whatever_it_holds() -> None:
    """What binding writes is one literal to a real parser, not text of the query."""
    text = '" } ; DROP ALL #'
    assert list(parameters(SYMPTOMS)) == ["label"]
    from gardkg.syntaxes import escape

    bound = bind(SYMPTOMS, {"label": f'"{escape(text)}"'})
    quads = ox.Store()
    quads.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:p"), ox.Literal(text)))
    rows = list(quads.query(with_prefixes(bound).replace("rdfs:label", "<a:p>")))
    assert [row[0] for row in rows] == [ox.Literal(text)]


@pytest.mark.parametrize("value", ["HP:0001609> } DROP ALL", "http://x/> ?p ?o", "http://x y", ""])
def test_37_an_iri_parameter_that_is_none_is_refused(store: Store, value: str) -> None:
    with pytest.raises(GardkgError):
        query("diseases-by-symptom", store, phenotype=value)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
        "SELECT * " + "{" * 5_000 + "}" * 5_000,
        "SELECT * { ?a " + "(" * 3_000 + "<a:a>" + ")*" * 3_000 + " ?b }",
        "SELECT * { ?a ?b " + "[?c " * 3_000 + "1" + "]" * 3_000 + " }",
        "ASK { " + "?a ?b ?c . " * 20_000 + "}",
    ],
)
def test_38_deep_nesting_is_refused_before_it_is_parsed(store: Store, text: str) -> None:
    with pytest.raises(UsageError, match=r"deeper|longer"):
        query(text, store)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "1+" * 40_000 + "1) }",
        "SELECT * { FILTER(" + "!" * 90_000 + "true) }",
        "SELECT * { {}" + " UNION {}" * 10_000 + " }",
        "SELECT * { ?a " + "<a:a>/" * 10_000 + "<a:a> ?b }",
    ],
)
def test_38_long_chains_end_in_an_answer_or_an_error(text: str) -> None:
    """Chains nest too, inside the engine. In a process of its own: it must not end by a signal."""
    code = (
        "import sys; from gardkg import Store, query\n"
        "from gardkg.errors import GardkgError\n"
        "try: query(sys.stdin.read(), Store.of([]), timeout=2)\n"
        "except GardkgError as error: print('refused', error)\n"
        "import os; sys.stdout.flush(); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=text, text=True, timeout=60)
    assert done.returncode == 0


def test_38_the_depth_people_need_is_allowed(store: Store) -> None:
    text = "ASK " + "{" * (MAX_DEPTH - 1) + "?a ?b ?c" + "}" * (MAX_DEPTH - 1)
    assert query(text, store)


def test_39_nothing_reaches_out(store: Store, listener: tuple[str, list[object]]) -> None:
    url, connections = listener
    for text in (
        f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{url}> {{ ?s ?p ?o }}",
        f"LOAD <{url}>",
        f"SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    ):
        with pytest.raises(UsageError):
            query(text, store)
    assert connections == []


def test_39_words_in_strings_names_and_comments_are_only_words(store: Store) -> None:
    query('ASK { ?service rdfs:label "SERVICE <http://x/>" } # LOAD this', store)
    query("ASK { ?s <http://example.org/FROM> ?load }", store)


def test_40_a_file_is_not_loaded(store: Store) -> None:
    with pytest.raises(UsageError, match="LOAD"):
        query("LOAD <file:///etc/passwd>", store)


@pytest.mark.parametrize(
    "form", ["INSERT DATA { <a:a> <a:a> 1 }", "DELETE WHERE { ?s ?p ?o }", "DROP ALL"]
)
def test_40_an_update_is_no_query(store: Store, form: str) -> None:
    before = dump(store)
    with pytest.raises(UsageError):
        query(form, store)
    assert dump(store) == before


def test_41_a_remote_context_is_not_fetched(
    tmp_path: Path, listener: tuple[str, list[object]]
) -> None:
    url, connections = listener
    for n, context in enumerate((url, "file:///etc/passwd")):
        file = tmp_path / f"{n}.jsonld"
        file.write_text(f'{{"@context": "{context}", "@id": "a:a", "http://p/": 1}}')
        with pytest.raises(FileError):
            Store.read(str(file))
    assert connections == []


def test_59_escape_sequences_are_shown_on_a_terminal() -> None:
    assert visible("\x1b]0;owned\x07\u202e") == "<U+001B>]0;owned<U+0007><U+202E>"


def test_59_also_those_of_an_rdf_file(tmp_path: Path) -> None:
    """No record can hold one; what others wrote can. In a pipe it is data, in any format."""
    path = tmp_path / "a.nt"
    path.write_text(r'<a:a> <http://www.w3.org/2000/01/rdf-schema#label> "\u001B]0;owned\u0007" .')
    command = [*GARDKG, "query", "SELECT ?x { ?s rdfs:label ?x }", str(path), "-t", "csv"]
    done = subprocess.run(command, capture_output=True)
    assert done.stdout == b"x\r\n\x1b]0;owned\x07\r\n"
    for shown in (command[:-2], command):
        ours, theirs = pty.openpty()
        with subprocess.Popen(shown, stdout=theirs, stderr=theirs, stdin=theirs) as process:
            os.close(theirs)
            process.wait(60)
            told = os.read(ours, 9999)
        os.close(ours)
        assert b"<U+001B>]0;owned" in told
        assert b"\x1b]" not in told


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_60_a_formula_is_no_formula_in_safe_csv(cell: str) -> None:
    table = Table(("x",), [(ox.Literal(cell),)])
    assert to_csv(table) == f"x\r\n{cell}\r\n"
    assert to_csv(table, safe=True) == f"x\r\n'{cell}\r\n"


def test_61_a_notebook_shows_text_as_text() -> None:
    table = Table(
        ("<b>",),
        [(ox.Literal("<script>alert(1)</script>"),), (ox.NamedNode("javascript:alert(1)"),)],
    )
    html = table._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "href" not in html
    linked = Table(("x",), [(ox.NamedNode('https://example.org/?a="&b'.replace('"', "%22")),)])
    assert 'href="https://example.org/?a=%22&amp;b"' in linked._repr_html_()


def test_guard_is_not_fooled_by_what_hides_a_quote() -> None:
    """A comment sign in an IRI, a quote in a comment: neither hides what follows."""
    for text in (
        "ASK { <http://a/#> ?p ?o . SERVICE <http://x/> {} }",
        'ASK { ?s ?p ?o # "\n SERVICE <http://x/> {} }',
        'ASK { ?s ?p "a\\"" . SERVICE <http://x/> {} }',
        "ASK { ?s ?p '''a' ''' . SERVICE <http://x/> {} }",
    ):
        with pytest.raises(UsageError, match="SERVICE"):
            guard(text)

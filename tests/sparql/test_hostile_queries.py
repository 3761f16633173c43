"""Rows 36–41 and 59–61 of the robustness table: a query asks, and does nothing else."""

import contextlib
import os
import pty
import random
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from chance import SEED
from command import GARDKG

from gardkg import Record, Store, query
from gardkg.cli.terminal import visible
from gardkg.errors import FileError, GardkgError, UsageError
from gardkg.model import Symptom
from gardkg.sparql.guard import MAX_DEPTH, MAX_LENGTH, bind, guard, parameters, with_prefixes
from gardkg.sparql.result_formats import to_csv
from gardkg.sparql.results import Table

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
    from gardkg.rdf.syntaxes import escape

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


# Honest, each with words that would be off as keywords.
HONEST = [
    "PREFIX service: <http://x/> SELECT * { ?service service:from service:load, service:a.b }",
    "PREFIX service: <http://x/> SELECT * { GRAPH service:a { ?s ?p service:b {| ?q 1 |} } }",
    "PREFIX from: <http://x/> DESCRIBE from:a",
    "PREFIX from: <http://x/> SELECT * { ?s ?p ?o } ORDER BY from:f(?s)",
    "PREFIX load: <http://x/> SELECT (load:drop(?o) AS ?add) { ?s load:insert ?o }",
    "PREFIX ex: <http://x/> ASK { ?s ex:service/ex:from ex:SERVICE . FILTER(ex:load(?s) < 1) }",
    "BASE <http://x/> SELECT * { ?s <#service> <service> . VALUES (?a ?b) { (<#from> <#load>) } }",
    "BASE <http://x/> SELECT * { ?s ?p (<#a> <#b>) FILTER(?s IN (<#service>, <#from>)) }",
    'SELECT * { ?s ?p \'SERVICE <http://x/> {}\' ; a """FROM <a> \' "" # """@en }',
    "SELECT * { FILTER(?a<?b&&?c>?d) FILTER(?a<?b) FILTER(?c>?d) FILTER(<http://x><<http://y>) }",
    "SELECT * { ?s <http://x/o'neil> ?o # SERVICE <http://x/> {}\r\n }",
    "SELECT * { ?s ?p <http://x/service#from>, <urn:x:service>, _:service, 'a'@service }",
    "SELECT ?x WHERE { ?x ?p 1.5e3 . FILTER(!(?x = -1)) } LIMIT 5",
]


@pytest.mark.parametrize("text", HONEST)
def test_39_honest_queries_are_let_pass(text: str) -> None:
    guard(text)
    # The engine reads it as well, whatever it knows of the functions.
    with contextlib.suppress(ValueError, RuntimeError):
        ox.Store().query(with_prefixes(text))


TO = "<http://127.0.0.1:9/> { ?s ?p ?o }"
#: A row of the table each: where Oxigraph sees a keyword. All are queries to it.
HIDDEN = {
    "behind a dot": f"SELECT * {{ ?a a <a:b> .SERVICE {TO} }}",
    "behind an escape": f"PREFIX ex: <a:> SELECT * {{ OPTIONAL {{ ?z a ex:a\\#b }} SERVICE {TO} }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT{TO} }}",
    "behind a brace": f"SELECT * {{ {{}}SERVICE{TO} }}",
    "behind a number": f"SELECT * {{ ?s ?p 1SERVICE {TO} }}",
    "behind a decimal": f"SELECT * {{ ?s ?p 1.5SERVICE {TO} }}",
    "behind a string": f'SELECT * {{ ?s ?p "a"SERVICE {TO} }}',
    "behind true": f"SELECT * {{ ?s ?p trueSERVICE {TO} }}",
    "behind a variable": f"SELECT * {{ ?s ?p ?x.SERVICE {TO} }}",
    "behind a blank node": f"SELECT * {{ ?s ?p _:b .SERVICE {TO} }}",
    "behind a second dot": f"PREFIX ex: <http://x/> SELECT * {{ ?s ?p ex:a.b.SERVICE {TO} }}",
    "in a prefix": "PREFIX ex: <http://x/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
    "as a prefix": "PREFIX : <http://x/> PREFIX service: <a:> SELECT * { service:a { ?s ?p ?o } }",
    "behind a variable called graph": "PREFIX : <http://x/> PREFIX service: <a:> "
    "SELECT * { ?s ?p ?graph service:a { ?s ?p ?o } }",
    "behind true and a dot": "PREFIX : <http://x/> SELECT * { ?s ?p true.SERVICE:x { ?s ?p ?o } }",
    "in a local name": f"PREFIX p: <http://h:> SELECT * {{ ?s ?p p:SERVICE {TO} }}",
    "in another": f"PREFIX p: <http://h:> SELECT * {{ ?s ap:SERVICE {TO} }}",
    "in an IRI that is less than": f"SELECT * {{ FILTER(1<2)SERVICE#>\n{TO} }}",
    "behind a comment": f'SELECT * {{ FILTER(1<2)#>"""\nSERVICE {TO} #"""\n }}',
    "behind a quote": f"SELECT * {{ FILTER(''<'>')SERVICE {TO} #'\n }}",
    "behind an empty string": f'SELECT * {{ ?s ?p (""" ") . SERVICE {TO} #\\q"""\n }}',
    "behind half a character": f'SELECT * {{ ?s ?p (""" ") . SERVICE {TO} #\\uD800"""\n }}',
    "FROM glued": "ASKFROM<http://x/>{}",
    "FROM in a prefix": "PREFIX : <http://x/> PREFIX from: <a:> SELECT * from:x { ?s ?p ?o }",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_64_a_keyword_is_seen_wherever_the_engine_sees_it(text: str) -> None:
    assert ox.Store().query(text) is not None, "else it would show nothing"
    with pytest.raises(UsageError, match=r"^query:\d+:\d+: "):
        guard(text)


@pytest.mark.parametrize(
    "text",
    [
        'DEFINE get:soft "soft" SELECT * { ?s ?p ?o }',
        "JSON { 'a': ?s } WHERE { ?s ?p ?o }",
        "ASK {} ; DROP ALL",
        "SELECT * { BIND(<java:java.lang.System>(1) AS ?x) }",
        "PREFIX f: <java:org.example.> SELECT * { ?x f:list ?y }",
        "SELECT * { SERVICE <http://x/> LOADING { } }",
        f'SELECT * {{ ?s ?p <http://x/"a> . SERVICE {TO} # "\n }}',  # Jena reads it as an IRI
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_64_what_other_engines_would_do_is_refused_too(text: str) -> None:
    with pytest.raises(UsageError):
        guard(text)


@pytest.mark.parametrize(
    "text",
    ["ASK { ?s ?p 'a }", "ASK { ?s ?p ex:a%zz }", "ASK { ?s ?p \u00a01 }", "ASK { ?s ` ?o }",
     "ASK { ( }", "ASK {", "ASK }", "", "# nothing", "ASK { ?s ?p '\ud800' }"],
)  # fmt: skip
def test_64_what_cannot_be_cut_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError, match=r"^query:[^\n]+$"):
        guard(text)


def test_64_the_guard_takes_linear_time() -> None:
    for piece in ("a.", "a-", "<", "'", '"', "\\", "?", "a:", "1.", "_:a.", "@a-", "#", "((", "<a"):
        text = piece * (MAX_LENGTH // len(piece))
        start = time.process_time()
        with contextlib.suppress(UsageError):
            guard(f"ASK {{ {text[:-20]} }}")
        assert time.process_time() - start < 5, piece


def test_64_the_store_itself_guards(store: Store) -> None:
    for text in (f"SELECT * {{ SERVICE {TO} }}", "DROP ALL"):
        with pytest.raises(UsageError):
            store.run(text)


def test_64_an_endpoint_is_asked_nothing_that_is_off(listener: tuple[str, list[object]]) -> None:
    url, connections = listener
    for text in HIDDEN.values():
        with pytest.raises(UsageError):
            query(text, url)
    assert connections == []


def test_prefixes_are_added_to_what_is_used_and_not_declared() -> None:
    def added(text: str) -> list[str]:
        whole = with_prefixes(text)
        assert whole.endswith(text)
        return re.findall(r"^PREFIX (\S+): ", whole[: len(whole) - len(text)], re.MULTILINE)

    assert added("ASK { ?s rdfs:label 'skos:prefLabel' ; ?x <gardkg:a> } # biolink:a") == ["rdfs"]
    assert added("prefix rdfs:<a:> prefix skos.x:<b:> ASK { ?s rdfs:label skos.x:skos }") == []
    assert added("BASE <http://x/> PREFIXrdfs:<a> ASK { ?s rdfs:label ?o }") == []
    assert added("ASK { ?s rdfs:label\\#skos:x ?o FILTERskos:f(1) ?a ?b true.gardkg:x }") == [
        "gardkg", "rdfs", "skos",
    ]  # fmt: skip
    assert added("PREFIX é: <a:> PREFIX : <b:> ASK { ?s é:rdfs :skos }") == []


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

"""Row 67: RDF that nests is seen before it is parsed, for a parser's overflow ends the process."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import odd_rdf
import pyoxigraph as ox
import pytest
from cases import RDF, ROOT
from chance import SEED
from command import gardkg

from gardkg import Store, query
from gardkg.errors import FileError, FormatError, GardkgError, StoreError
from gardkg.files import nesting
from gardkg.files.nesting import MAX_TERMS, Refused, look_at
from gardkg.loading.bulk import write_bulk
from gardkg.loading.digest import canonical
from gardkg.sparql.endpoint import Endpoint
from gardkg.sparql.result_formats import written
from gardkg.sparql.results import Graph, Table
from gardkg.sparql.values import value_of

STRANGERS = ROOT / "tests" / "strangers"
DEEP = STRANGERS / "00-nested-triple-terms.nt.gz"
#: ``make fuzz`` reads 10,000.
COUNT = int(os.environ.get("GARDKG_HOSTILE", "300"))
ALL = "SELECT ?s ?o { ?s ?p ?o }"
A, P = ox.NamedNode("a:s"), ox.NamedNode("a:p")
SP = "<a:s> <a:p> "


def deep(levels: int, last: str = "<a:o>") -> str:
    return SP + levels * f"<<( {SP}" + last + levels * " )>>" + " .\n"


# --- Too deep -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "form"),
    [(suffix, form) for suffix, forms in odd_rdf.NESTED.items() for form in forms],
)
def test_67_whatever_nests_the_process_lives(
    suffix: str, form: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(odd_rdf.nested(suffix, form, 30_000))
    done = gardkg("query", "ASK {}", path)
    assert done.returncode in (0, 3)
    assert len(done.stderr.splitlines()) == (done.returncode == 3)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("query", "ASK {}", DEEP), 3),
        (("load", DEEP, "--to", "store"), 3),
        (("load", DEEP, "--to", "store", "--graph", "a:g"), 3),
        (("load", DEEP, "--to", "http://127.0.0.1:9/", "--graph", "a:g"), 3),
        (("diff", DEEP, DEEP), 3),
        (("describe", DEEP), 3),
        (("check", "--shapes", DEEP), 3),
        (("show", "x", DEEP), 3),
    ],
)
def test_67_every_verb_says_so_in_one_line(
    arguments: tuple[object, ...], code: int, tmp_path: Path
) -> None:
    done = gardkg(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert line == f"gardkg: {DEEP}: line 1: nested deeper than 64 triple terms"


@pytest.mark.parametrize("suffix", ["nt", "nq", "ttl", "trig"])
def test_67_the_bound_is_sixty_four(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(deep(1) + deep(MAX_TERMS))
    assert len(Store.read(str(path))) == 2
    path.write_text(deep(1) + "\n\n" + deep(MAX_TERMS + 1))
    with pytest.raises(FileError, match="line 4: nested deeper than 64 triple terms"):
        Store.read(str(path))


@pytest.mark.parametrize(
    "text",
    [
        f'{SP}"{100 * "<<( "}" .',
        f"{SP}'{100 * '<<( '}' .",
        f'{SP}"""{100 * "<<( "}\n\\""" <<( """ .',
        f"{SP}'''{100 * '<<( '}\n\"\"\" <<( ''' .",
        f"# {100 * '<<( '}\n{SP}1 .",
        f"<a:s> <a:p#{100 * '<<('}> 1 .".replace("<<(", "%3C"),
        f"@prefix a: <a:> . {SP}a:\\'\\# . {SP}<<( {SP}1 )>> .",
        100 * (deep(1) + deep(MAX_TERMS)),
    ],
)
def test_67_a_mark_in_a_text_a_comment_or_a_name_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(text)
    assert len(Store.read(str(path))) >= 1


def looked(data: bytes, format: ox.RdfFormat, size: int) -> str:
    """What comes of looking at data that comes in pieces."""
    look, rest = look_at(format), b""
    try:
        for at in range(0, len(data), size):
            rest += data[at : at + size]
            rest = rest[look.pass_on(rest, last=False) :]
        look.pass_on(rest, last=True)
    except Refused as error:
        return error.message
    return ""


@pytest.mark.parametrize("suffix", RDF)
def test_67_wherever_a_reader_stops_the_same_is_seen(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what the parser finds too deep is always refused."""
    for name, value in (("MAX_TERMS", 3), ("MAX_LEVELS", 12), ("_BLOCK", 8)):
        monkeypatch.setattr(nesting, name, value)
    tried = refused = 0
    for number in range(COUNT * 100):
        if number >= COUNT * 2 and tried > refused > 0:
            break  # enough, and of both kinds: few documents of a format may all be of one
        name, data = odd_rdf.document(SEED, number)
        if name != suffix or len(data) > 2_000:
            continue
        tried += 1
        whole = looked(data, RDF[suffix], len(data) + 1)
        refused += bool(whole)
        for size in (1, 3, 100):
            assert looked(data, RDF[suffix], size) == whole, data
        try:
            quads = list(ox.parse(data, format=RDF[suffix]))
        except (SyntaxError, ValueError):
            continue
        if not whole:
            with monkeypatch.context() as patch:
                patch.setattr(nesting, "MAX_TERMS", 3)
                for quad in quads:
                    nesting.see_depth(quad.object)
    assert tried > refused > 0


def test_67_odd_files_end_in_an_answer_or_an_error() -> None:
    child = ROOT / "tests" / "odd_rdf.py"
    command = [sys.executable, str(child), str(SEED), "0", str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"document {done.stdout.split()[-1:]}: {done.stderr}"
    assert done.stdout.split()[-1] == str(COUNT - 1)


# --- Answers --------------------------------------------------------------------------------------

_URI = '{"type":"uri","value":"a:s"}'
_TRIPLE = f'{{"type":"triple","value":{{"subject":{_URI},"predicate":{_URI},"object":'


def json_answer(levels: int) -> str:
    term = levels * _TRIPLE + _URI + levels * "}}"
    return f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{{"x":{term}}}]}}}}'


def xml_answer(levels: int) -> str:
    uri = "<uri>a:s</uri>"
    opens = f"<triple><subject>{uri}</subject><predicate>{uri}</predicate><object>"
    term = levels * opens + uri + levels * "</object></triple>"
    return (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
        f'<results><result><binding name="x">{term}</binding></result></results></sparql>'
    )


@pytest.fixture
def answering() -> Iterator[tuple[str, dict[str, object]]]:
    """A server that answers whatever it is told to."""
    answer: dict[str, object] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            data = str(answer["body"]).encode()
            self.send_response(200)
            self.send_header("Content-Type", str(answer["type"]))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", answer
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("levels", [65, 30_000])
@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("application/sparql-results+json", json_answer),
        ("application/sparql-results+xml", xml_answer),
        ("application/n-triples", deep),
        ("text/turtle", deep),
    ],
)
def test_67_an_answer_that_nests_too_deep_is_an_error(
    type_: str, body: object, levels: int, answering: tuple[str, dict[str, object]]
) -> None:
    url, answer = answering
    answer |= {"type": type_, "body": body(levels)}  # type: ignore[operator]
    done = gardkg("query", ALL, "-e", url)
    assert (done.returncode, done.stdout) == (4, "")
    assert len(done.stderr.splitlines()) == 1
    assert "nested deeper than" in done.stderr


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("application/sparql-results+json", json_answer(2)),
        ("application/sparql-results+xml", xml_answer(2)),
    ],
)
def test_67_triple_terms_of_an_answer_are_rows(
    type_: str, body: str, answering: tuple[str, dict[str, object]]
) -> None:
    url, answer = answering
    answer |= {"type": type_, "body": body}
    table = Endpoint(url).run(ALL)
    assert isinstance(table, Table)
    inner = "<<( <a:s> <a:s> <a:s> )>>"
    assert [list(row) for row in table] == [[f"<<( <a:s> <a:s> {inner} )>>"]]


def test_67_a_query_that_makes_them_deep_is_told() -> None:
    binds = " ".join(f"BIND(TRIPLE(<a:s>, <a:p>, ?x{n}) AS ?x{n + 1})" for n in range(1000))
    with pytest.raises(StoreError, match="nested deeper than 64"):
        query(f"SELECT ?x1000 {{ BIND(1 AS ?x0) {binds} }}", Store.of([]))


# --- Written --------------------------------------------------------------------------------------

TERM = '<<( <a:s> <a:p> <<( <a:s> <a:p> "a,\\"b"@ar--rtl )>> )>>'


@pytest.fixture
def rows(tmp_path: Path) -> Table:
    path = tmp_path / "a.ttl"
    path.write_text(f'{SP}{TERM}, "x"@en--ltr .')
    table = Store.read(str(path)).run("SELECT ?o { ?s ?p ?o } ORDER BY isTRIPLE(?o)")
    assert isinstance(table, Table)
    return table


def test_67_tables_are_written_as_the_drafts_say(rows: Table) -> None:
    quoted = TERM.replace('"', '""')
    assert written(rows, "csv").decode() == f'o\r\nx\r\n"{quoted}"\r\n'
    assert written(rows, "tsv").decode() == f'?o\n"x"@en--ltr\n{TERM}\n'
    assert written(rows, "table").decode() == f"o\nx\n{TERM}\n"
    assert [row.o for row in rows] == ["x", TERM]
    assert rows.to_pandas()["o"].tolist() == ["x", TERM]
    assert "&lt;&lt;( &lt;a:s&gt;" in rows._repr_html_()
    plain, triple = (row["o"] for row in json.loads(written(rows, "json"))["results"]["bindings"])
    assert plain == {"type": "literal", "value": "x", "xml:lang": "en", "its:dir": "ltr"}
    assert (triple["type"], [*triple["value"]]) == ("triple", ["subject", "predicate", "object"])


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_67_and_read_back_by_another(rows: Table, format_: str) -> None:
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    again = ox.parse_query_results(written(rows, format_), format=kinds[format_])
    assert isinstance(again, ox.QuerySolutions)
    assert [tuple(row) for row in again] == list(rows.terms)


def test_67_blank_nodes_in_csv_have_their_mark() -> None:
    node = ox.BlankNode("n1")
    assert written(Table(("x",), [(node,), (ox.Triple(node, P, node),)]), "csv") == (
        b"x\r\n_:n1\r\n<<( _:n1 <a:p> _:n1 )>>\r\n"
    )


@pytest.mark.parametrize("function", ["TRIPLE(<a:s>,<a:p>,1)", "SUBJECT(TRIPLE(<a:s>,<a:p>,1))"])
@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "xml"])
def test_67_what_a_query_makes_is_written(function: str, format_: str) -> None:
    done = gardkg(
        "query", f"SELECT ({function} AS ?t) {{}}", STRANGERS / "50-tripleterm.ttl", "-t", format_
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_67_where_there_is_no_place_for_them_it_is_said(tmp_path: Path) -> None:
    path = STRANGERS / "50-tripleterm.ttl"
    graph = Store.read(str(path)).run("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert isinstance(graph, Graph)
    for suffix in ("ttl", "nt", "rdf"):
        assert {q.triple for q in ox.parse(graph.serialize(suffix), format=RDF[suffix])} == set(
            graph
        )
    with pytest.raises(FormatError, match="cannot be written as jsonld"):
        graph.serialize("jsonld")
    with pytest.raises(FormatError, match="got a triple term"):
        graph.to_rdflib()
    done = gardkg("check", "--shapes", path)
    assert done.returncode == 3
    assert "holds a triple term, which SHACL has no word for" in done.stderr
    out = tmp_path / "a.jsonld"
    done = gardkg("query", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", path, "-t", "jsonld", "-o", out)
    assert (done.returncode, done.stdout, out.exists()) == (2, "", False)
    assert len(done.stderr.splitlines()) == 1


def test_67_a_digest_tells_directions_and_terms_apart() -> None:
    lines = [f"{SP}{term} ." for term in ('"x"@EN', '"x"@EN--ltr', '"x"@EN--rtl', TERM)]
    found = [canonical(line.encode()).decode() for line in lines]
    assert found == [line.replace("EN", "en") for line in lines]
    inner = canonical(b"_:x <a:p> <<( _:y <a:p> _:z )>> .")
    assert inner == b"_:b <a:p> <<( _:b <a:p> _:b )>> ."
    with pytest.raises(StoreError, match="nested deeper"):
        canonical(deep(30_000).encode())


def test_67_blank_nodes_within_are_one_with_those_without(tmp_path: Path) -> None:
    """Bulk files number them anew; a text that looks like one stays."""
    path = tmp_path / "a.nt"
    path.write_text('_:x <a:p> "_:x" .\n<a:s> <a:p> <<( _:x <a:p> <<( <a:s> <a:p> _:x )>> )>> .\n')
    write_bulk([str(path)], str(tmp_path / "bulk"), "tdb2", graph="a:g")
    (file,) = (tmp_path / "bulk").glob("*.nq.gz")
    assert sorted(gzip.decompress(file.read_bytes()).decode().splitlines()) == [
        "<a:s> <a:p> <<( _:b0 <a:p> <<( <a:s> <a:p> _:b0 )>> )>> <a:g> .",
        '_:b0 <a:p> "_:x" <a:g> .',
    ]


def test_67_what_diff_has_no_name_for_is_told_within_a_term_too(tmp_path: Path) -> None:
    for name, node in (("a", "_:x"), ("b", "<a:x>"), ("c", "<a:y>")):
        (tmp_path / f"{name}.nt").write_text(f"{SP}<<( {SP}{node} )>> .\n")
    done = gardkg("diff", tmp_path / "a.nt", tmp_path / "b.nt")
    assert (done.returncode, "has blank nodes" in done.stderr) == (3, True)
    done = gardkg("diff", tmp_path / "c.nt", tmp_path / "b.nt")
    assert "<<( <a:s> <a:p> <a:y> )>>" in done.stdout


def test_67_a_value_is_its_text() -> None:
    assert value_of(ox.Triple(A, P, ox.Literal(1))) == (
        '<<( <a:s> <a:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> )>>'
    )
    with pytest.raises(GardkgError):
        query("ASK { " + deep(70) + "}", Store.of([]))


@pytest.mark.parametrize("begin", [b"#", b"<http://a/", b'<a:s> <a:p> "'])
def test_67_a_token_without_an_end_is_one_line(begin: bytes, tmp_path: Path) -> None:
    """The parser holds 16 MiB of one; it once ended in a traceback."""
    path = tmp_path / "long.ttl"
    path.write_bytes(begin + b"x" * 17_000_000)
    with pytest.raises(FileError, match="a text or address too long to read"):
        Store.read(str(path))

"""Rows 57, 71 and 73: answers that are odd, cut or without end, as bytes on a socket."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
import tracemalloc
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import ROOT
from command import gardkg
from raw import JSON, NT, ROWS, XML, Raw, answer, chunked

from gardkg import query
from gardkg.errors import FileError, StoreError, visible
from gardkg.files.spool import lines
from gardkg.http import Request, Wire, unpacked
from gardkg.sparql.detect import recognise
from gardkg.sparql.results import Answer, Table

SELECT = "SELECT ?x { ?x ?y ?z }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
GZIP = "Content-Encoding: gzip"
LENGTH = str(len(ROWS))
#: What a terminal would obey: a title, a colour, a C1 control; and a mark that turns a line round.
ESCAPES = "\x1b]0;x\x07 \x1b[31m \x9b2J"


def refused(data: bytes, again: bytes = b"", question: str = SELECT, **how: int) -> str:
    """What is said of an answer that is none."""
    with Raw(data, again) as server, pytest.raises(StoreError) as error:
        query(question, server.url, **{"timeout": 5, **how})  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
    return str(error.value)


def rows(data: bytes) -> int:
    with Raw(data) as server:
        table = query(SELECT, server.url, timeout=10)
    assert isinstance(table, Table)
    return len(table)


# --- How long it is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        [f"Content-Length: {LENGTH}", f"Content-Length: {LENGTH}"],
        [f"Content-Length: {LENGTH}, {LENGTH}"],
        [f"Content-Length: {LENGTH},{LENGTH} ,\t{LENGTH}"],
        [f"Content-Length:    {LENGTH}   "],
    ],
)
def test_73_a_length_that_is_said_twice_is_one_length(fields: list[str]) -> None:
    assert rows(answer(ROWS, *fields, length=False)) == 50


@pytest.mark.parametrize(
    "length",
    ["²", "-5", "+12", "0x10", "1 2", "1_000", f"{LENGTH}.0", "", ",", "9" * 30, "9" * 5000],
)
def test_73_a_length_that_is_no_number(length: str) -> None:
    said = refused(answer(ROWS, f"Content-Length: {length}", length=False))
    assert f'Content-Length of "{length[:40]}' in said
    assert len(said) < 300


def test_73_two_lengths() -> None:
    assert "two Content-Lengths" in refused(answer(ROWS, "Content-Length: 12"))
    # In a process of its own, for urllib3 leaves the socket of such an answer to the collector.
    with Raw(answer(ROWS, f"Content-Length: {LENGTH}, 12", length=False)) as server:
        done = gardkg("query", SELECT, "-e", server.url)
    assert done.returncode == 4
    assert done.stderr.endswith("two Content-Lengths\n")


def test_73_in_chunks_the_length_does_not_count() -> None:
    body = chunked(ROWS[:100], ROWS[100:]) + b"0\r\n\r\n"
    fields = ["Transfer-Encoding: chunked", "Content-Length: 3"]
    assert rows(answer(body, *fields, length=False)) == 50


@pytest.mark.parametrize(
    "body",
    [
        chunked(ROWS),
        chunked(ROWS)[:-20],
        b"zz\r\n" + ROWS,
        b"-5\r\n" + ROWS,
        b"F" * 30 + b"\r\n" + ROWS,
        b"1" * 70_000,
    ],
    ids=["no end", "cut", "no number", "negative", "huge", "endless number"],
)
def test_57_chunks_that_are_cut(body: bytes) -> None:
    assert "cut off" in refused(answer(body, "Transfer-Encoding: chunked", length=False))


# --- Heads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ROWS, "speaks no HTTP"),
        (answer(status="HTTP/2 200 OK"), "another HTTP"),
        (answer(status="ICY 200 OK"), "speaks no HTTP"),
        (answer(status="HTTP/1.1 ²00 OK"), "speaks no HTTP"),
        (answer(status="HTTP/1.1 -1 OK"), "speaks no HTTP"),
        (answer(status="HTTP/1.1 1000 OK"), "speaks no HTTP"),
        (answer(status="HTTP/1.1 103 Early Hints"), "103"),
        (answer(status="HTTP/1.1 206 Partial Content"), "206"),
        (answer(status="HTTP/1.1 500 " + "x" * 70_000), "line without end"),
        (answer(ROWS, "X: " + "x" * 70_000), "line without end"),
        (answer(ROWS, *["X: y"] * 200), "too many headers"),
        (answer(ROWS, "nonsense"), "headers are broken"),
        (answer(ROWS, "X Y: z"), "headers are broken"),
        (answer(ROWS, "X\0: z"), "headers are broken"),
        (b"", "closed without an answer"),
        (b"HTTP/1.1 200 OK\r\n", "nothing known, not results"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "nothing known, not results"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "nothing known, not results"),
        (answer(b"", status="HTTP/1.1 204 No Content"), "cut off or broken"),
    ],
)  # fmt: skip
def test_73_a_head_that_is_none(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_73_a_status_before_the_status() -> None:
    assert rows(b"HTTP/1.1 100 Continue\r\n\r\n" * 5 + answer()) == 50


@pytest.mark.parametrize(
    "field",
    [
        "Set-Cookie: a=b; expires=\xff; version=x; max-age=zz",
        "X-Folded: a\r\n b",
        "Connection: \x1b",
        "Keep-Alive: timeout=²",
        "Retry-After: ²",
        "Location: http://[",
    ],
)
def test_73_headers_that_do_not_matter(field: str) -> None:
    assert rows(answer(ROWS, field)) == 50


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (f"{JSON}; charset=\xff\x1b", True),
        (f'{JSON};charset="', True),
        (f"{JSON.upper()} ;q=1;;=", True),
        (";;;=", False),
        ("", False),
        (f"{JSON}, text/html", False),
        ("x" * 9000, False),
    ],
)
def test_73_a_type_with_odd_parameters(kind: str, good: bool) -> None:
    if good:
        assert rows(answer(kind=kind)) == 50
    else:
        said = refused(answer(kind=kind))
        assert "not results" in said
        assert len(said) < 200


@pytest.mark.parametrize(
    "when",
    [
        "²", "1e400", "-1", "", "\x1b", "9" * 5000, "0.1",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Mon, 01 Jan 2030 00:00:00 +99999999",
    ],
)  # fmt: skip
def test_73_when_to_come_back_is_no_time(when: str) -> None:
    busy = answer(b"", f"Retry-After: {when}", status="HTTP/1.1 503 Busy")
    assert "503" in refused(busy, timeout=1)


def test_73_a_redirect_is_not_read_and_points_anywhere() -> None:
    for where in ("http://x/\xff", "http://[x", "", "http://x/" + "a" * 60_000):
        data = answer(b"", f"Location: {where}", status="HTTP/1.1 302 Found", length=False)
        said = refused(data, b" " * 65536)
        assert "redirects are not followed" in said
        assert len(said) < 400


@pytest.mark.parametrize(
    "challenge", ["Digest", "Digest x", "Digest realm=", 'Digest realm="a"', "Digest \xff\x1b"]
)
def test_73_a_challenge_that_is_none(challenge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is the page read that comes with it."""
    monkeypatch.setenv("GARDKG_USER", "me")
    monkeypatch.setenv("GARDKG_PASSWORD", "secret-of-mine")
    field = f"WWW-Authenticate: {challenge}"
    data = answer(b"", field, status="HTTP/1.1 401 Who", length=False)
    with (
        Raw(data, b" " * 65536) as server,
        Wire(5, "digest") as wire,
        pytest.raises(StoreError, match="401") as error,
        wire.send(Request("GET", server.url)),
    ):
        pass
    assert "secret-of-mine" not in str(error.value)


# --- Packed --------------------------------------------------------------------------------------


def test_71_packed_answers() -> None:
    packed = gzip.compress(ROWS)
    assert rows(answer(packed, GZIP)) == 50
    assert rows(answer(packed, GZIP.replace("gzip", " X-GZip "))) == 50
    assert rows(answer(ROWS, GZIP.replace("gzip", "identity"))) == 50
    members = gzip.compress(ROWS[:100]) + gzip.compress(b"") + gzip.compress(ROWS[100:])
    assert rows(answer(members, GZIP)) == 50
    assert rows(answer(packed + bytes(512), GZIP)) == 50


def test_71_a_packed_answer_is_whole_or_an_error() -> None:
    """Its length is right, and the lines before the cut are good: it once gave those."""
    triples = b"".join(b"<a:s> <a:p> <a:%d> .\n" % n for n in range(20_000))
    packed = gzip.compress(triples)
    for end in (0, 1, 9, 10, 11, len(packed) // 20, len(packed) // 2, *range(-9, 0)):
        body = packed[:end]
        said = "no gzip" if end == 1 else "cut off"  # half of its first mark is none
        assert said in refused(answer(body, GZIP, kind=NT), question=CONSTRUCT), end
        body = chunked(body) + b"0\r\n\r\n"
        data = answer(body, GZIP, "Transfer-Encoding: chunked", kind=NT, length=False)
        assert said in refused(data, question=CONSTRUCT), end
    with Raw(answer(packed, GZIP, kind=NT)) as server:
        assert len(query(CONSTRUCT, server.url)) == 20_000  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [0, 2, 15, 60, -8, -1])
def test_71_a_packed_answer_that_is_damaged(at: int) -> None:
    packed = bytearray(gzip.compress(ROWS))
    packed[at] ^= 0xFF
    assert "the answer is" in refused(answer(bytes(packed), GZIP))


def test_71_what_is_no_gzip() -> None:
    assert "no gzip" in refused(answer(ROWS, GZIP))
    assert "no gzip" in refused(answer(gzip.compress(ROWS) + b"more", GZIP))
    assert "broken" in refused(answer(gzip.compress(gzip.compress(ROWS)), GZIP))


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "gzip, gzip", "compress", ESCAPES])
def test_71_a_packing_that_nobody_asked_for(packing: str) -> None:
    body = zlib.compress(ROWS) if packing == "deflate" else gzip.compress(gzip.compress(ROWS))
    said = refused(answer(body, f"Content-Encoding: {packing}"))
    assert "only gzip was asked for" in said


# --- Too much ------------------------------------------------------------------------------------

MIB = 1 << 20


def blanks(mib: int) -> bytes:
    """So many MiB of blanks before an answer, packed a thousand to one."""
    packer = zlib.compressobj(9, wbits=31)
    packed = [packer.compress(b" " * MIB) for _ in range(mib)]
    return b"".join([*packed, packer.compress(ROWS), packer.flush()])


def test_71_an_answer_has_a_bound_that_an_option_raises() -> None:
    data = answer(blanks(5), GZIP)
    with Raw(data) as server:
        done = gardkg("query", SELECT, "-e", server.url, "--max-answer", 5)
        assert (done.returncode, done.stdout) == (4, "")
        (line,) = done.stderr.splitlines()
        assert line.endswith("the answer is larger than 5 MiB; --max-answer MIB allows more")
        done = gardkg("query", SELECT, "-e", server.url, "--max-answer", 6, "-t", "csv")
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 51)
        assert len(query(SELECT, server.url)) == 50  # type: ignore[arg-type]
        with pytest.raises(StoreError, match="larger than 1 MiB"):
            query(SELECT, server.url, max_answer=1)
    assert "larger than 1 MiB" in refused(answer(ROWS + b" " * MIB), max_answer=1)
    assert gardkg("query", SELECT, "-e", "http://127.0.0.1:9", "--max-answer", 0).returncode == 2


@pytest.mark.parametrize("kind", [JSON, NT])
def test_71_a_bomb_is_met_before_it_is_in_memory(kind: str) -> None:
    """Of 160 MiB of blanks in 160 kB, the process that asks never holds a third."""
    asks = (
        "import resource, sys; from gardkg import query\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: query(sys.argv[2], sys.argv[1], timeout=50, max_answer=150)\n"
        "except Exception as error: print(error)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    with Raw(answer(blanks(160), GZIP, kind=kind)) as server:
        done = subprocess.run(
            [sys.executable, "-c", asks, server.url, SELECT if kind == JSON else CONSTRUCT],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    said, mebibytes = done.stdout.splitlines()
    assert "larger than 150 MiB" in said
    assert int(mebibytes) < 50


@pytest.mark.parametrize(
    ("head", "again"),
    [
        (answer(b"", "Transfer-Encoding: chunked", length=False), chunked(b" " * MIB)),
        (answer(b"", length=False), b" " * MIB),
        (answer(b"", GZIP, length=False), gzip.compress(b"", mtime=0) * 10_000),
    ],
    ids=["chunks", "until it closes", "empty members"],
)
def test_71_an_answer_without_end(head: bytes, again: bytes) -> None:
    assert "larger than 20 MiB" in refused(head, again, timeout=50, max_answer=20)


@pytest.mark.parametrize(
    ("head", "again"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (
            answer(chunked(ROWS) + b"0\r\n", "Transfer-Encoding: chunked", length=False),
            b"X: y\r\n",
        ),
    ],
    ids=["statuses", "trailers"],
)
def test_71_what_is_not_counted_ends_in_time(head: bytes, again: bytes) -> None:
    start = time.monotonic()
    assert "no answer in time" in refused(head, again * 1000, timeout=1)
    assert time.monotonic() - start < 10


def test_71_an_error_page_without_end() -> None:
    for field, again in (("X: y", b"boom " * 9999), (GZIP, blanks(64))):
        data = answer(b"", field, status="HTTP/1.1 500 Sorry", length=False)
        said = refused(data, again)
        assert "500" in said
        assert len(said) < 600


def test_71_a_word_without_end() -> None:
    body = b'{"head":{"vars":["' + b"x" * (20 * MIB) + b'"]},"results":{"bindings":[]}}'
    assert "broken" in refused(answer(body), timeout=30)


def test_71_unpacking_takes_linear_time() -> None:
    """Also of members that hold nothing, which were once copied for each of them."""

    def seconds(data: bytes) -> float:
        start = time.perf_counter()
        for _ in unpacked([data]):
            pass
        return time.perf_counter() - start

    member = gzip.compress(b"", mtime=0)
    once, often = (min(seconds(member * n) for _ in range(3)) for n in (20_000, 160_000))
    assert often < 30 * once


def test_71_unpacking_holds_a_piece() -> None:
    tracemalloc.start()
    try:
        assert sum(map(len, unpacked([blanks(64)]))) == 64 * MIB + len(ROWS)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_71_a_line_without_end_is_not_held() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * MIB

    with pytest.raises(StoreError, match="a line of more than"):
        list(lines(endless(), 8 * MIB))


# --- Half an answer ------------------------------------------------------------------------------

SPARQL = '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
VALUE = '<result><binding name="x"><uri>a:b</uri></binding></result>'


@pytest.mark.parametrize(
    ("body", "kind", "question"),
    [
        ('{"head":{},"boolean":true', JSON, "ASK {}"),
        ('{"head":{},"boolean":true}x', JSON, "ASK {}"),
        ('{"head":{},"boolean":true}{"error":"late"}', JSON, "ASK {}"),
        (f"{SPARQL}<head/><boolean>true</boolean>", XML, "ASK {}"),
        (f'{SPARQL}<head><variable name="x"/></head><results>{VALUE}', XML, SELECT),
        (f'{SPARQL}<head><variable name="x"/></head><results>{VALUE}</results>', XML, SELECT),
        (
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<r:Description r:about="a:a"><r:value>x</r:value></r:Description>',
            "application/rdf+xml",
            CONSTRUCT,
        ),
        ("<a:s> <a:p> <a:o> .\n<a:s> <a:p> ", NT, CONSTRUCT),
    ],
)
def test_57_what_its_reader_would_take_for_whole(body: str, kind: str, question: str) -> None:
    assert "cut off or broken" in refused(answer(body.encode(), kind=kind), question=question)


def test_57_whole_answers() -> None:
    for body, kind in (
        (' {"head":{"link":[]},"boolean":true}\n', JSON),
        (f'<?xml version="1.0"?>\n{SPARQL}<head/><boolean>true</boolean></sparql>\n', XML),
    ):
        with Raw(answer(body.encode(), kind=kind)) as server:
            assert query("ASK {}", server.url) == Answer(True)


# --- What is put into a message ------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        answer(f"boom {ESCAPES}".encode(), status="HTTP/1.1 500 Sorry"),
        answer(b"", status=f"HTTP/1.1 500 {ESCAPES}"),
        answer(b"", f"Location: http://x/{ESCAPES}", status="HTTP/1.1 302 Found"),
        answer(kind=f"text/{ESCAPES.replace(';', '')}"),
        answer(ROWS, f"X-SPARQL-MaxRows: {ESCAPES}"),
        answer(ROWS, f"Content-Encoding: {ESCAPES}"),
        answer(ROWS, f"Content-Length: {ESCAPES}", length=False),
        answer(f'{{"head": {ESCAPES}'.encode()),
        answer(f"<a:s> <a:p> <a:{ESCAPES}> .".encode(), kind=NT),
    ],
)
@pytest.mark.parametrize("debug", [False, True])
def test_73_what_a_server_says_is_shown_by_number(data: bytes, debug: bool) -> None:
    with Raw(data) as server:
        asked = gardkg("query", SELECT, "-e", server.url, *(["--debug"] if debug else []))
    assert (asked.returncode, asked.stdout) == (1 if debug else 4, "")
    assert debug or len(asked.stderr.splitlines()) == 1
    assert not set("\x1b\x07\x9b") & set(asked.stderr)


def test_73_how_it_is_shown() -> None:
    with Raw(answer(b"\x1b]0;x\x07", status="HTTP/1.1 500 Sorry")) as server:
        asked = gardkg("query", SELECT, "-e", server.url)
        assert asked.stderr.endswith("500; <U+001B>]0;x<U+0007>\n")
        with pytest.raises(StoreError, match="\x1b]0;x\x07"):  # Python gets it as it is
            query(SELECT, server.url)
    with (
        Raw(answer(b"", f"Server: {ESCAPES}", status="HTTP/1.1 404 No")) as server,
        pytest.raises(StoreError, match="answered 404 as"),
    ):
        recognise(server.url)
    with Raw(answer(b"", f"Server: {ESCAPES}", status="HTTP/1.1 404 No")) as server:
        done = gardkg("load", ROOT / "records" / "scleromyxedema.yaml", "--to", server.url)
    assert done.returncode == 4
    assert "answered 404 as <U+001B>]0;x<U+0007> <U+001B>[31m <U+009B>2J" in done.stderr


def test_73_paths_and_arguments_are_shown_by_number(tmp_path: Path) -> None:
    odd = "\x1b]0;x\x07\u202e\x9b\u200b"
    broken = tmp_path / f"{odd}.ttl"
    broken.write_text(f"<a:{odd}> broken")
    for arguments in (
        ["check", f"{odd}.yaml"],
        ["check", odd],
        ["export", f"{odd}.yaml"],
        ["export", "records", "-o", f"x.{odd}"],
        ["query", odd],
        ["query", f"SELECT {odd}", "records/scleromyxedema.yaml"],
        ["query", "treatments", "records/scleromyxedema.yaml", "-p", odd],
        ["query", "treatments", "records/scleromyxedema.yaml", "-p", f"disease={odd}"],
        ["query", "treatments", "records/scleromyxedema.yaml", "-p", f"{odd}=1"],
        ["query", "treatments", "-t", odd],
        ["query", SELECT, str(broken)],
        ["query", SELECT, "-e", f"http://127.0.0.1:9/{odd}"],
        ["query", SELECT, "-e", f"http://{odd}"],
        ["show", odd, "records/scleromyxedema.yaml"],
        ["load", "records/scleromyxedema.yaml", "--to", f"http://127.0.0.1:9/{odd}"],
        ["load", "records/scleromyxedema.yaml", "--to", "http://h/", "--store-type", odd],
        ["load", "records/scleromyxedema.yaml", "--graph", odd, "--to", "http://h/"],
        ["diff", odd, odd],
        [odd],
        [f"--{odd}"],
    ):
        done = gardkg(*arguments, cwd=ROOT)
        assert done.returncode in {1, 2, 3, 4}, arguments
        assert not set(odd) - set("]0;x") & set(done.stderr), arguments
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()


def test_73_exceptions_keep_the_text_as_it_is() -> None:
    assert str(FileError("a\x1b", "is odd")) == "a\x1b: is odd"


def test_73_all_that_is_unseen_has_a_number() -> None:
    unseen = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    for number in range(0x110000):
        character = chr(number)
        if unicodedata.category(character) in unseen:
            assert visible(character) == f"<U+{number:04X}>"
        elif character.isalnum() and not 0x1100 <= number < 0x1200:
            assert number in {0x3164, 0xFFA0} or visible(character) == character

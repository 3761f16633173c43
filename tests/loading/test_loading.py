"""What loading stands on, without a store: digests, the spool, locks, and requests as text.

The same promises on real stores are in ``tests/stores``.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pyoxigraph as ox
import pytest
from cases import FICTIONAL
from chance import examples
from command import gardkg
from hypothesis import given
from hypothesis import strategies as st

from gardkg.errors import StoreError, UsageError
from gardkg.files.spool import Body, Spool, lines
from gardkg.http import HttpError, Wire, checked_url
from gardkg.loading import locks
from gardkg.loading.digest import XSD, canonical, digest, distinct_digest
from gardkg.loading.load import rehearse
from gardkg.loading.remote import Remote
from gardkg.sparql.detect import trimmed
from gardkg.sparql.stores import KINDS, Address
from gardkg.sparql.updates import move, swap

A, B, C = (b'<a:s> <a:p> "%d" .\n' % n for n in range(3))


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


# --- Digests -----------------------------------------------------------------------------------


def test_a_digest_depends_on_no_order() -> None:
    assert digest([A, B, C]) == digest([C, A, B])


@pytest.mark.parametrize("other", [[A], [A, C], [A, B, C], [A, B, B], [A, A], []])
def test_a_digest_tells_graphs_apart(other: list[bytes]) -> None:
    assert digest([A, B]) != digest(other)


@examples(100, 3)
@given(st.lists(st.sampled_from([A, B, C]), max_size=20))
def test_equal_lines_are_one_triple(given: list[bytes]) -> None:
    expected = digest(canonical(line) for line in set(given))
    assert distinct_digest(given) == expected


def test_blank_nodes_are_told_apart_but_not_by_name() -> None:
    two = [b"_:x <a:p> <a:o> .\n", b"_:y <a:p> <a:o> .\n"]
    renamed = [b"_:g1 <a:p> <a:o> .\n", b"_:g2 <a:p> <a:o> .\n"]
    assert distinct_digest(two) == distinct_digest(renamed)
    assert distinct_digest(two).triples == 2


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (rb'<a:s> <a:p> "caf\u00E9" .', '<a:s> <a:p> "café" .'),
        (b'<a:s>\t<a:p>\t"x"@EN\t.', '<a:s> <a:p> "x"@en .'),
        (b'<a:s> <a:p> "x"^^<%sstring> .' % XSD.encode(), '<a:s> <a:p> "x" .'),
        (b'<a:s> <a:p> "a\\"b\\\\c\\td" .', '<a:s> <a:p> "a\\"b\\\\c\\td" .'),
        (b'_:b7 <a:p> "x" .', '_:b <a:p> "x" .'),
        ('<a:s> <a:p> "é\u2028" .'.encode(), '<a:s> <a:p> "é\u2028" .'),
    ],
)
def test_a_line_has_one_canonical_form(written: bytes, same: str) -> None:
    assert canonical(written).decode() == same


@examples(100, 6)
@given(st.text(), st.sampled_from(["", "en", "de-AT"]))
def test_what_a_parser_reads_is_what_the_line_says(value: str, language: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in value):
        return
    literal = ox.Literal(value, language=language.lower()) if language else ox.Literal(value)
    node = ox.NamedNode("a:s")
    line = canonical(f"<a:s> <a:s> {literal} .".encode())
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    assert quad.triple == ox.Triple(node, node, literal)


def test_only_a_store_that_keeps_values_makes_two_spellings_one() -> None:
    long, short = (
        b'<a:s> <a:p> "%s"^^<%sdecimal> .' % (n, XSD.encode()) for n in (b"7.50", b"7.5")
    )
    assert canonical(long) != canonical(short)
    by_value = frozenset([XSD + "decimal"])
    assert canonical(long, by_value) == canonical(short, by_value)


def test_what_is_no_triple_is_an_error() -> None:
    with pytest.raises(StoreError, match="no triple"):
        canonical(b"<html>log in</html>")


# --- The spool, and bodies -----------------------------------------------------------------------


@examples(100, 3)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=9)), max_size=30))
def test_each_key_gets_its_bytes_back_in_their_order(written: list[tuple[str, bytes]]) -> None:
    with Spool[str]() as spool:
        for key, data in written:
            spool.add(key, data)
        for key in {key for key, _ in written}:
            whole = b"".join(data for other, data in written if other == key)
            assert b"".join(spool.read(key)) == whole
            assert spool.size(key) == len(whole)


@examples(100, 3)
@given(st.binary(max_size=50), st.integers(1, 7))
def test_lines_are_the_same_however_they_come(data: bytes, step: int) -> None:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    assert list(lines(pieces)) == list(lines([data]))
    assert b"".join(lines(pieces)) == data


@examples(100, 3)
@given(st.lists(st.binary(max_size=9), max_size=9), st.integers(1, 20))
def test_50_a_body_can_be_sent_again(pieces: list[bytes], size: int) -> None:
    whole = b"".join(pieces)
    body = Body(len(whole), lambda: pieces)
    for _ in range(2):
        body.seek(0)
        parts = []
        while part := body.read(size):
            parts.append(part)
        assert (b"".join(parts) == whole == body._pieces and False) or b"".join(parts) == whole


# --- Locks --------------------------------------------------------------------------------------


def test_one_load_a_graph() -> None:
    with locks.held("http://x/", ["urn:a", "urn:b"]):
        with pytest.raises(StoreError, match="<urn:b> at http://x/: another load of it is running"):
            locks.held("http://x/", ["urn:c", "urn:b"]).__enter__()
        with locks.held("http://x/", ["urn:c"]), locks.held("http://y/", ["urn:a"]):
            pass
    with locks.held("http://x/", ["urn:a"]):
        pass


def test_a_lock_holds_for_other_processes() -> None:
    code = "from gardkg.loading import locks; locks.held('http://x/', ['urn:a']).__enter__()"
    with locks.held("http://x/", ["urn:a"]):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
    assert "another load of it is running" in done.stderr


def test_the_journal_of_a_killed_run_is_found_once() -> None:
    journal = locks.Journal("http://x/", "1")
    journal.add(["urn:a", "urn:b"])
    assert list(locks.abandoned("http://x/")) == []  # it lives
    journal._file.close()  # as a kill would
    (found,) = locks.abandoned("http://x/")
    assert (found.path.name, found.graphs) == ("run-1", ["urn:a", "urn:b"])


def test_46_a_journal_that_a_kill_cut_off_names_what_is_whole() -> None:
    path = locks.state("http://x/") / "run-1"
    path.write_text("urn:a\nurn:b\nurn:hal")
    (found,) = locks.abandoned("http://x/")
    assert found.graphs == ["urn:a", "urn:b"]


def test_a_run_that_tidied_up_leaves_nothing() -> None:
    with locks.Journal("http://x/", "1") as journal:
        journal.add(["urn:a"])
        journal.remove(["urn:a"])
    assert not journal.path.exists()


def test_46_a_journal_is_as_old_as_the_end_of_its_run() -> None:
    with locks.Journal("http://x/", "1") as journal:
        journal.add(["urn:a"])
        os.utime(journal.path, (0, 0))
    (found,) = locks.abandoned("http://x/")
    assert 0 <= found.age < 3600


@pytest.mark.parametrize(
    ("ends", "wrote", "unsure"),
    [
        ([KeyboardInterrupt()], True, True),
        ([SystemExit(143)], True, True),
        ([OSError("the spool is gone")], True, True),
        ([HttpError("no answer in time")], True, True),
        ([HttpError("504", 504)], True, True),
        ([HttpError("403", 403)], False, False),
        ([None], True, False),
        ([None, HttpError("403", 403)], True, False),
        ([HttpError("cut"), None], True, True),
        ([HttpError("cut"), HttpError("403", 403)], True, True),
    ],
    ids=str,
)
def test_51_only_an_answer_tells_that_a_request_is_over(
    ends: list[BaseException | None],
    wrote: bool,
    unsure: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = Address(KINDS["oxigraph"], "http://127.0.0.1:9")
    with Wire(5) as wire:
        remote = Remote(address, wire, packed=False)
        for end in ends:
            monkeypatch.setattr(wire, "done", Mock(side_effect=end and [end]))
            with contextlib.suppress(BaseException):
                remote.change("CLEAR ALL")
    assert (remote.wrote, remote.unsure) == (wrote, unsure)


@pytest.mark.parametrize(("first", "unsure"), [(503, True), (429, False)])
@pytest.mark.parametrize("last", [204, 403])
def test_51_what_was_sent_twice_may_be_done_late(
    first: int, last: int, unsure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Mock(status_code=first, headers={"Retry-After": "0"}), Mock(status_code=last)]
    with Wire(5) as wire:
        remote = Remote(Address(KINDS["oxigraph"], "http://127.0.0.1:9"), wire, packed=False)
        monkeypatch.setattr(wire, "_once", Mock(side_effect=answers))
        monkeypatch.setattr(wire, "_refused", lambda *_: HttpError("no", last))
        monkeypatch.setattr(wire, "_sent", lambda *_: iter(()))
        with contextlib.suppress(HttpError):
            remote.change("CLEAR ALL", repeatable=True)
    assert (remote.wrote, remote.unsure) == (unsure or last == 204, unsure)


# --- Stores -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("http://127.0.0.1:3030/ds/", "fuseki"),
        ("http://127.0.0.1:3030/ds/query", "fuseki"),
        ("http://127.0.0.1:3030/ds/data?graph=urn:x", "fuseki"),
        ("http://127.0.0.1:3030/ds/update", "fuseki"),
    ],
)
def test_any_service_of_a_store_names_it(given: str, kind: str) -> None:
    assert trimmed(given, KINDS[kind]) == "http://127.0.0.1:3030/ds"


def test_a_swap_is_one_update_that_takes_its_mark_first() -> None:
    update = swap([("urn:g", "urn:h")], "urn:m", append=False)
    first = update.partition(";")[0]
    assert "<urn:m>" in first
    assert "SILENT" not in first
    assert update.index("DROP SILENT GRAPH <urn:g>") < update.index("INSERT { GRAPH <urn:g>")


def test_a_move_fails_first_unless_all_is_there() -> None:
    first, then = move("urn:g", "urn:h", "urn:m", 7).split(" ;\n")
    assert "GRAPH <urn:h>" in first
    assert "?n != 7" in first
    assert then == "MOVE GRAPH <urn:h> TO GRAPH <urn:g>"


def test_appending_drops_nothing() -> None:
    update = swap([("urn:g", "urn:h")], "urn:m", append=True)
    assert "GRAPH <urn:g> ;" not in update
    assert "DROP SILENT GRAPH <urn:g>" not in update


def test_no_graph_name_can_end_its_iri() -> None:
    address = Address(KINDS["oxigraph"], "http://x")
    assert address.put("urn:g&graph=urn:h", b"").url.count("graph=") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://x/", "expected an http or https address"),
        ("http://", "expected an http or https address"),
        ("http://x:y/", "Port could not be cast"),
        ("http://me:secret@x/", "an address holds no credentials"),
    ],
)
def test_56_an_address_is_one_and_holds_no_secret(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        checked_url(url)
    assert "secret" not in str(error.value)


# --- The command line ---------------------------------------------------------------------------

RECORDS = str(FICTIONAL)


def test_a_rehearsal_needs_to_be_told_the_store() -> None:
    with pytest.raises(UsageError, match="--store-type"):
        list(rehearse(RECORDS, to="http://127.0.0.1:9/", store_type="auto"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_rehearsal_sends_nothing(kind: str) -> None:
    said = list(rehearse(RECORDS, to="http://127.0.0.1:9/", store_type=kind))
    assert said[0].startswith("<https://w3id.org/gardkg/record/")
    assert any(line.startswith(("PUT ", "POST ")) for line in said)
    if kind == "virtuoso":  # whose update says how many triples must be there
        counts = [int(n) for n in re.findall(r"FILTER\(\?n != (\d+)\)", "\n".join(said))]
        assert len(counts) == 6
        assert min(counts) > 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "http://127.0.0.1:9/"], 4, "Connection refused"),
        (["--to", "http://127.0.0.1:9/", "--store-type", "grafdb"], 2, "unknown store type"),
        ([], 2, "Missing option '--to'"),
        (["--to", "http://127.0.0.1:9/", "--graph", "no iri"], 2, "--graph: expected"),
        (["--to", "http://me:secret@127.0.0.1:9/"], 2, "an address holds no credentials"),
    ],
    ids=["48-store-down", "unknown-type", "no-target", "23-bad-graph", "56-credentials"],
)
def test_what_cannot_be_loaded_is_said_in_one_line(
    arguments: list[str], code: int, said: str
) -> None:
    done = gardkg("load", RECORDS, *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_triples_need_a_graph(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_bytes(A)
    done = gardkg("load", str(file), "--to", "http://127.0.0.1:9/")
    assert done.returncode == 2
    assert "--graph IRI gives them one" in done.stderr

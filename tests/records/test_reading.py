"""Files as they are read: found, unpacked, and cut into pieces, of which none may be lost."""

from __future__ import annotations

import errno
import gzip
import json
import os
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from cases import ROOT, SEED
from command import gardkg

from gardkg import Store, export, load_records
from gardkg.errors import FileError
from gardkg.files import reading
from gardkg.records import inputs
from gardkg.records.inputs import Piece, pieces, record_files
from gardkg.serialize.graphs import graphs
from gardkg.serialize.parallel import export_files
from gardkg.terms.obo import Terms

ZSTD = zstandard.ZstdCompressor(write_checksum=True).compress
PACKERS = {"gz": gzip.compress, "zst": ZSTD}


def cut(path: Path) -> list[Piece]:
    return list(pieces([path], []))


def line(number: int) -> bytes:
    return b'{"id": "GARD:099%04d", "name": "Invented fever %d"}\n' % (number, number)


# --- Pieces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n", b""], ids=repr)
@pytest.mark.parametrize("size", range(1, 30))
def test_a_piece_is_whole_lines_and_knows_its_first(
    size: int, end: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PIECE", size)
    data = b"one\n\nthree is longer\n4\r\n\n\nseven" + end
    (tmp_path / "a.jsonl").write_bytes(data)
    found = cut(tmp_path / "a.jsonl")
    assert b"".join(piece.data for piece in found) == data
    for before, piece in pairwise(found):
        assert before.data.endswith(b"\n")
        assert piece.line == before.line + before.data.count(b"\n")
    assert found[0].line == 1


@pytest.mark.parametrize("pack", ["", "gz", "zst"])
@pytest.mark.parametrize("end", [b"\n", b""], ids=["more", "the end"])
@pytest.mark.parametrize("length", [99, 100, 101, 102, 110, 120, 1000])
@pytest.mark.parametrize("size", [1, 7, 64, 500])
def test_of_a_line_too_long_only_the_beginning_is_kept(
    size: int, length: int, end: bytes, pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the line behind it is another one still, with its own number."""
    monkeypatch.setattr(inputs, "PIECE", size)
    monkeypatch.setattr(inputs, "MAX_BYTES", 100)
    path = tmp_path / f"a.jsonl.{pack}".rstrip(".")
    data = b"first\n" + b"x" * length + (b"\nthird\nfourth\n" if end else b"")
    path.write_bytes(PACKERS[pack](data) if pack else data)
    found = {
        piece.line + n: text
        for piece in cut(path)
        for n, text in enumerate(piece.data.removesuffix(b"\n").split(b"\n"))
    }
    long = found.pop(2)
    assert found == ({1: b"first", 3: b"third", 4: b"fourth"} if end else {1: b"first"})
    assert set(long) == set(b"x")
    assert min(length, 101) <= len(long) <= min(length, 101 + size)


def test_problems_name_the_line_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PIECE", 100)
    lines = [line(n) for n in range(100)]
    for number in (3, 50, 98):
        lines[number] = b'{"id": "GARD:0990999"}\n'
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(lines))
    done = gardkg("check", path)
    assert [text.split(":")[1] for text in done.stdout.splitlines() if "required" in text] == [
        "4",
        "51",
        "99",
    ]


# --- What is packed -------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKERS)
def test_a_packed_file_that_is_cut_anywhere_is_refused(pack: str, tmp_path: Path) -> None:
    """A .zst that was cut once was the end of the records, without a word."""
    data = PACKERS[pack](b"".join(line(n) for n in range(200)))
    path = tmp_path / f"a.jsonl.{pack}"
    for end in (1, 2, 5, 20, len(data) // 2, len(data) - 9, len(data) - 1):
        path.write_bytes(data[:end])
        with pytest.raises(FileError, match="cannot be read"):
            load_records(path)
    path.write_bytes(data)
    assert len(load_records(path)) == 200


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize(
    "verb", [("check",), ("export", "-o", "gard.nt"), ("export", "-o", "gard.nt", "-j", "2")]
)
def test_and_said_in_one_line(pack: str, verb: tuple[str, ...], tmp_path: Path) -> None:
    name = f"a.jsonl.{pack}"
    (tmp_path / name).write_bytes(PACKERS[pack](b"".join(map(line, range(200))))[:-9])
    done = gardkg(*verb, name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith(f"gardkg: {name}: cannot be read: ")
    assert not (tmp_path / "gard.nt").exists()


@pytest.mark.parametrize("pack", PACKERS)
def test_packed_files_can_be_put_together(pack: str, tmp_path: Path) -> None:
    """As ``cat a.jsonl.gz b.jsonl.gz`` does; the parts need not end where lines do."""
    data = b"".join(map(line, range(100)))
    parts = [data[:1000], data[1000:1003], b"", data[1003:]]
    path = tmp_path / f"a.jsonl.{pack}"
    path.write_bytes(b"".join(map(PACKERS[pack], parts)))
    assert [one.id for one in load_records(path)] == [f"GARD:099{n:04}" for n in range(100)]


@pytest.mark.parametrize("pack", PACKERS)
def test_what_follows_a_packed_file_is_not_passed_over(pack: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.jsonl.{pack}"
    path.write_bytes(PACKERS[pack](line(1)) + line(2))
    with pytest.raises(FileError, match="cannot be read"):
        load_records(path)


# --- Folders --------------------------------------------------------------------------------------


def test_what_export_writes_line_by_line_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(line(1))
    names = ("b.jsonld.jsonl", "c.jsonld.jsonl.gz", "d.jsonld.jsonl.zst")
    for name in names:
        done = gardkg("export", tmp_path, "-o", tmp_path / name, "-q")
        assert (done.returncode, done.stderr) == (0, "")
    assert record_files(tmp_path) == [str(tmp_path / "a.jsonl")]


@pytest.mark.parametrize("verb", [("check",), ("export", "-o", "-"), ("load", "--to", "../store")])
def test_a_folder_below_that_cannot_be_read_is_told(verb: tuple[str, ...], tmp_path: Path) -> None:
    """Its records would be missing without a word. So deep, not even root can read one."""
    (tmp_path / "a.jsonl").write_bytes(line(1))
    name = 200 * "x"
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1 + 4096 // len(name)):
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    done = gardkg(*verb, tmp_path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith(f"gardkg: {tmp_path}/{name}/")
    assert said.endswith(f"/{name}: cannot be read: File name too long")


@pytest.mark.parametrize("jobs", [1, 2])
def test_and_by_whichever_process_reads(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that another user has shut."""
    shut = tmp_path / "shut"
    shut.mkdir()
    (tmp_path / "a.jsonl").write_bytes(line(1))
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path) == str(shut):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(FileError, match=r"/shut: cannot be read: Permission denied$"):
        export_files([str(tmp_path)], str(tmp_path / "gard.nt"), jobs=jobs)
    assert sorted(os.listdir(tmp_path)) == ["a.jsonl", "shut"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    """It may lead back."""
    (tmp_path / "a.jsonl").write_bytes(line(1))
    (tmp_path / "loop").symlink_to(tmp_path)
    assert record_files(tmp_path) == [str(tmp_path / "a.jsonl")]


# --- Many errors ----------------------------------------------------------------------------------


def bad_lines(path: Path, count: int) -> Path:
    path.write_text(
        "".join(json.dumps({"id": f"GARD:099{n:04}", "nmae": "A"}) + "\n" for n in range(count))
    )
    return path


def said(done: object) -> list[str]:
    text: Callable[[str], str] = lambda name: getattr(done, name)  # noqa: E731
    return (text("stdout") + text("stderr")).splitlines()


@pytest.mark.parametrize("verb", [("check",), ("export", "-o", "gard.nt", "-j", "1")])
@pytest.mark.parametrize(("most", "noun"), [(1, "error"), (3, "errors"), (4, "errors")])
def test_reading_stops_at_so_many_errors(
    most: int, noun: str, verb: tuple[str, ...], tmp_path: Path
) -> None:
    bad_lines(tmp_path / "a.jsonl", 9)
    done = gardkg(*verb, "a.jsonl", "--max-errors", most, cwd=tmp_path)
    found = said(done)
    assert done.returncode == 1
    assert f"a.jsonl: info: stopped after {most} {noun}; --max-errors N" in found
    assert sum(text.startswith("a.jsonl:") for text in found) == most + 1
    assert not (tmp_path / "gard.nt").exists()


@pytest.mark.parametrize("verb", [("check",), ("export", "-o", "gard.nt")])
def test_unasked_it_stops_at_a_thousand(verb: tuple[str, ...], tmp_path: Path) -> None:
    bad_lines(tmp_path / "a.jsonl", 1200)
    found = said(gardkg(*verb, "a.jsonl", cwd=tmp_path))
    assert "a.jsonl: info: stopped after 1,000 errors; --max-errors N" in found
    assert len(found) < 1010


# --- Bombs ----------------------------------------------------------------------------------------

STRANGERS = ROOT / "tests" / "strangers"
_SKIPPED = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"


def test_71_blank_lines_without_end_are_one_line_of_error() -> None:
    done = gardkg("check", STRANGERS / "06-bomb64.jsonl.zst")
    assert (done.returncode, done.stdout) == (3, "")
    (said,) = done.stderr.splitlines()
    assert said.endswith("line 1: more than 33,554,432 bytes of blank lines")


@pytest.mark.parametrize("pack", PACKERS)
def test_71_memory_is_bounded_whatever_it_unpacks_to(pack: str, tmp_path: Path) -> None:
    """A sip of a .zst once became all of it, and was copied for each piece of it."""
    path = tmp_path / f"a.jsonl.{pack}"
    path.write_bytes(PACKERS[pack](bytes(2**28)))
    tracemalloc.start()
    with reading.opened(str(path)) as stream:
        size = 0
        while piece := stream.read(inputs.PIECE):
            size += len(piece)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 2**28
    assert most < 2**26


@pytest.mark.parametrize("pack", PACKERS)
def test_71_what_no_data_unpacks_to_is_refused(
    pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gzip packs 1,030 times at most; text some thirty times."""
    monkeypatch.setattr(reading, "MUCH", 2**20)
    path = tmp_path / f"a.nt.{pack}"
    path.write_bytes(PACKERS[pack](b" " * 2**24))
    with pytest.raises(FileError, match="cannot be read: it unpacks to more than 1,000 times"):
        Store.read(str(path))
    lines = "".join(f'<a:{n}> <a:p> "{n * n}" .\n' for n in range(50_000)).encode()
    path.write_bytes(PACKERS[pack](lines))
    assert len(Store.read(str(path))) == 50_000


@pytest.mark.parametrize("frames", [1000, 4000])
def test_71_frames_with_nothing_in_them_are_passed_over(frames: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(frames * (_SKIPPED + ZSTD(b"")) + ZSTD(line(1)) + frames * _SKIPPED)
    assert [one.id for one in load_records(path)] == ["GARD:0990001"]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(frames * gzip.compress(b"") + gzip.compress(line(1)))
    assert len(load_records(path)) == 1


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("suffix", ["nt", "nq", "ttl", "trig", "jsonld", "rdf"])
def test_71_a_packed_rdf_file_that_is_cut_or_damaged_is_refused(
    suffix: str, pack: str, tmp_path: Path
) -> None:
    whole = PACKERS[pack](export(load_records(SEED), format=suffix))
    path = tmp_path / f"a.{suffix}.{pack}"
    middle = len(whole) // 2
    damaged = [whole[:end] for end in (3, middle, len(whole) - 8, len(whole) - 1)]
    damaged += [whole + b"garbage", whole[:middle] + bytes(20) + whole[middle + 20 :]]
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(FileError, match=r"cannot be read|not what its suffix says"):
            Store.read(str(path))
        with pytest.raises(FileError, match=r"cannot be read|not what its suffix says"):
            list(graphs([str(path)], graph="a:g"))
    path.write_bytes(whole)
    assert len(Store.read(str(path))) > 100


@pytest.mark.parametrize("pack", PACKERS)
def test_71_and_an_ontology(pack: str, tmp_path: Path) -> None:
    text = b"[Term]\nid: HP:0000001\nname: All\n"
    path = tmp_path / f"a.obo.{pack}"
    path.write_bytes(PACKERS[pack](text))
    assert Terms.read([str(path)]).terms["HP:0000001"].label == "All"
    path.write_bytes(PACKERS[pack](text)[:-8])
    with pytest.raises(FileError, match="cannot be read"):
        Terms.read([str(path)])
    path.write_bytes(PACKERS[pack](text + bytes(2**24)))
    with pytest.raises(FileError, match="line 4: longer than 1,048,576 bytes"):
        Terms.read([str(path)])

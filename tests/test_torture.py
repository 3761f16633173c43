"""Every write, sync, rename and opening of a file fails once, in its turn: nobody's data is lost.

A command is run again and again in this process; the first time its first call of the system
fails with an I/O error, the second time its second, until all have had their turn. Each time the
command says so in one line, and what is there is the whole old or the whole new output; or it
could do without that call, and ends well: what may be is named by the test.

GARDKG_TORTURE=all takes every format. What stores and networks do is in ``tests/stores``.
"""

from __future__ import annotations

import builtins
import errno
import gc
import io
import itertools
import mmap
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from importers.test_import_hpoa import HEAD, OBO, row

from gardkg import Store, export, load_records
from gardkg.cli.main import main
from gardkg.files.beside import Flowing
from gardkg.records import inputs
from gardkg.serialize.formats import FORMATS
from gardkg.sparql.store import build

pytestmark = pytest.mark.long

ALL = os.environ.get("GARDKG_TORTURE") == "all"
OLD = b"the old file\n"
EIO = os.strerror(errno.EIO)


class Torture:
    """The ``turn``-th call fails, of this process and of each that it starts."""

    def __init__(self) -> None:
        self.turn = self.calls = 0
        self.shared = mmap.mmap(-1, 16)

    def begin(self, turn: int) -> None:
        """Let the ``turn``-th call from now fail; none, if that is 0."""
        self.turn, self.calls = turn, 0
        self.shared[:] = bytes(16)

    def call(self, name: str) -> None:
        self.calls += 1
        if self.calls == self.turn:
            self.shared[: len(name)] = name.encode()
            raise OSError(errno.EIO, EIO)

    @property
    def met(self) -> str:
        """The call that failed, or nothing if there were not so many."""
        return self.shared[:].rstrip(b"\0").decode()


@pytest.fixture
def torture(monkeypatch: pytest.MonkeyPatch) -> Iterator[Torture]:
    """What the calls of this process go through."""
    torture = Torture()
    real_open = builtins.open

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **options: Any) -> Any:
            torture.call(name)
            return call(*args, **options)

        return wrapper

    class File(io.FileIO):
        """A file below Python's buffers."""

        def write(self, data: Any) -> Any:
            torture.call("write")
            return super().write(data)

        def readinto(self, buffer: Any) -> Any:
            torture.call("read")
            return super().readinto(buffer)

    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if mode not in ("rb", "wb"):
            torture.call("open")
            return real_open(file, mode, *args, **options)
        if not isinstance(file, int):
            torture.call("open")
        raw = File(file, mode)
        return io.BufferedReader(raw) if mode == "rb" else io.BufferedWriter(raw)

    for module in (builtins, io):
        monkeypatch.setattr(module, "open", opened)
    for name in ("open", "write", "pwrite", "fsync", "rename", "replace", "posix_fadvise"):
        monkeypatch.setattr(os, name, counted(name, getattr(os, name)))
    monkeypatch.setattr(Flowing, "write", counted("write", Flowing.write))
    yield torture
    torture.begin(0)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    """The exit code of a command, and the lines on standard error."""
    before, sys.argv = sys.argv, ["gardkg", *map(str, arguments)]
    handler = signal.getsignal(signal.SIGTERM)
    capsys.readouterr()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = before
        signal.signal(signal.SIGTERM, handler)
    code = ended.value.code or 0
    assert isinstance(code, int)
    return code, capsys.readouterr().err.splitlines()


#: What is there: each part of it by its name, and all of it that anybody would read.
State = dict[str, Any]


def torment(
    torture: Torture,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[object, ...],
    prepare: Callable[[], object],
    found: Callable[[], State],
    *may_fail: str,
) -> None:
    """Let every call of a command fail once.

    ``prepare`` puts the old output there, ``found`` says what is there; the calls ``may_fail``
    are harmless.
    """
    prepare()
    old = found()
    for _ in range(2):  # then all is imported that is imported only once
        prepare()
        assert run(capsys, *arguments) == (0, [])
    new = found()
    assert new != old
    harmless: set[str] = set()
    for turn in itertools.count(1):
        prepare()
        torture.begin(turn)
        code, said = run(capsys, *arguments)
        met = torture.met
        torture.begin(0)
        there = found()
        where = f"call {turn}, {met}: {said}"
        if not met or not code:
            assert (code, said, there) == (0, [], new), where
            harmless.add(met)
        else:
            assert len(said) == 1, where
            assert said[0].startswith("gardkg: "), where
            assert EIO in said[0] or "a process that was writing it has ended" in said[0], where
            for name in old | new:
                assert there.get(name) in (old.get(name), new.get(name)), where
            name = os.path.basename(said[0].split(": ")[1])
            assert "unchanged" not in said[0] or there.get(name) == old.get(name), where
            assert "is replaced" not in said[0] or there[name] == new[name], where
        if not met:
            break
    assert turn > 9
    assert harmless - {""} <= set(may_fail)


def files(folder: Path) -> State:
    """The files of a folder; what a failure left half-written the next run takes away."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some records, each a piece."""
    monkeypatch.setattr(inputs, "PIECE", 10)
    path = tmp_path / "source" / "source.jsonl"
    path.parent.mkdir()
    path.write_text(
        "".join(
            f'{{"id": "GARD:099000{n}", "name": "Invented fever {n}", "synonyms": ["Fever"]}}\n'
            for n in range(3)
        )
    )
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder; when the test has ended, nothing half-written is in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


# --- export ---------------------------------------------------------------------------------------

OUTPUTS = ["gard.nt", "gard.ttl.gz", "gard.jsonld.zst"]
OUTPUTS += [f"gard.{suffix}" for suffix in FORMATS if ALL and suffix != "nt"]


@pytest.mark.parametrize("options", [(), ("-j", "2")], ids=["one", "two"])
@pytest.mark.parametrize("name", OUTPUTS)
def test_export_to_a_file(
    name: str,
    options: tuple[str, ...],
    torture: Torture,
    capsys: pytest.CaptureFixture[str],
    source: Path,
    out: Path,
) -> None:
    """Of two processes, one may fail to read what the other has found to be the end.

    That the kernel may begin to write to the disk is no more than advice.
    """
    arguments = ("export", source, "-o", out / name, "-q", *options)
    may_fail = ["read", "posix_fadvise"] if options else []
    torment(
        *(torture, capsys, arguments, lambda: (out / name).write_bytes(OLD), lambda: files(out)),
        *may_fail,
    )
    assert os.listdir(out) == [name]


def test_export_with_a_manifest(
    torture: Torture, capsys: pytest.CaptureFixture[str], source: Path, out: Path
) -> None:
    """The export is replaced before its manifest; each is old or new as a whole."""
    arguments = ("export", source, "-o", out / "gard.nt", "-q", "--manifest")

    def prepare() -> None:
        (out / "gard.nt").write_bytes(OLD)
        (out / "gard.nt.manifest.json").unlink(missing_ok=True)

    torment(torture, capsys, arguments, prepare, lambda: files(out))
    assert sorted(os.listdir(out)) == ["gard.nt", "gard.nt.manifest.json"]


def test_export_to_a_folder(
    torture: Torture, capsys: pytest.CaptureFixture[str], source: Path, out: Path
) -> None:
    arguments = ("export", source, "-o", out, "-t", "nt", "-q")
    names = [*(f"GARD_099000{n}.nt" for n in range(3)), "index.tsv"]
    # Another's files are not replaced: these are ours, of another base.
    records = load_records(source)
    before = [export([one], format="nt", base="https://example.org/old/") for one in records]

    def prepare() -> None:
        for name, text in zip(names, before, strict=False):
            (out / name).write_bytes(text)
        (out / names[-1]).write_bytes(b"id\tname\tfile\n")

    torment(torture, capsys, arguments, prepare, lambda: files(out))
    assert sorted(os.listdir(out)) == names


# --- import ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hpoa.jsonl", "hpoa.jsonl.gz"])
def test_import(
    name: str, torture: Torture, capsys: pytest.CaptureFixture[str], tmp_path: Path, out: Path
) -> None:
    (tmp_path / "phenotype.hpoa").write_text(HEAD + row() + row(database_id="OMIM:990002"))
    (tmp_path / "hp.obo").write_text(OBO)
    arguments = ("import", "hpoa", tmp_path / "phenotype.hpoa", "--hp", tmp_path / "hp.obo", "-q")
    arguments = (*arguments, "-o", out / name)
    torment(torture, capsys, arguments, lambda: (out / name).write_bytes(OLD), lambda: files(out))
    assert os.listdir(out) == [name]


# --- load -----------------------------------------------------------------------------------------


def test_load_into_a_directory(
    torture: Torture, capsys: pytest.CaptureFixture[str], source: Path, out: Path
) -> None:
    """Our own calls: those of the engine are below Python. What counts is gardkg.json.

    What it opens to take a former store away it may fail to open: the next load takes it away.
    """
    one = source.with_name("one.jsonl")
    one.write_text('{"id": "GARD:0990009", "name": "The old fever"}\n')
    gc.freeze()  # what other tests keep is not walked each time

    def found() -> State:
        return {"gardkg.json": len(Store.open(str(out)))}

    def prepare() -> None:
        gc.collect()  # a store is locked until the last error's traceback has gone
        if not (out / "gardkg.json").exists() or found()["gardkg.json"] != 7:
            build([str(one)], str(out))

    torment(torture, capsys, ("load", source, "--to", out, "-q"), prepare, found, "open")
    assert len(list(out.glob("store-*"))) <= 2

"""``export -j``: several processes write the bytes, and say the words, that one would.

A piece is made so small here that a few hundred records are many of them.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import zstandard
from chance import SEED
from command import GARDKG, gardkg

from gardkg.errors import FileError, GardkgError, Problem, RecordError, TermError
from gardkg.rdf import syntaxes
from gardkg.records import inputs
from gardkg.records.reader import MAX_ERRORS, checked_records
from gardkg.serialize.export import write
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.parallel import export_files

OLD = b"the old file\n"
KILLS = int(os.environ.get("GARDKG_KILLS", "3"))


def line(number: int, **fields: Any) -> str:
    """A record of an invented disease, as a line."""
    symptoms = [{"label": f"symptom {n} of {number}"} for n in range(3)]
    record = {"id": f"GARD:099{number:04}", "name": f"Invented fever {number}"}
    return json.dumps(record | {"symptoms": symptoms} | fields) + "\n"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PIECE", 2000)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """300 records: some 30 pieces."""
    path = tmp_path / "source.jsonl"
    path.write_text("".join(map(line, range(300))))
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "gard.nt"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def by_one(path: Path, output: Path) -> bytes:
    write(checked_records([str(path)]), str(output), None)
    return output.read_bytes()


def by(jobs: int, path: Path, output: Path) -> bytes:
    export_files([str(path)], str(output), jobs=jobs)
    return output.read_bytes()


# --- The same bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [*FORMATS, "nt.gz", "jsonld.gz", "ttl.zst"])
def test_in_every_format(suffix: str, source: Path, tmp_path: Path) -> None:
    expected = by_one(source, tmp_path / f"one.{suffix}")
    for jobs in (2, 3):
        assert by(jobs, source, tmp_path / f"more.{suffix}") == expected


PACKERS = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress}


@pytest.mark.parametrize("pack", PACKERS)
def test_of_packed_input(pack: str, source: Path, tmp_path: Path) -> None:
    packed = tmp_path / f"packed.jsonl.{pack}"
    packed.write_bytes(PACKERS[pack](source.read_bytes()))
    assert by(2, packed, tmp_path / "b.ttl") == by_one(source, tmp_path / "a.ttl")


@pytest.mark.parametrize("jobs", [2, 3])
def test_of_a_folder_of_yaml(jobs: int, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    for number in range(20):
        path = folder / f"{number % 3}" / f"{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"id: GARD:099{number:04}\nname: Invented fever {number}\n")
    (folder / "more.jsonl").write_text("".join(map(line, range(50, 80))))
    expected = by_one(folder, tmp_path / "a.jsonld")
    assert by(jobs, folder, tmp_path / "b.jsonld") == expected


@pytest.mark.parametrize("suffix", ["nt", "jsonld", "jsonld.gz"])
@pytest.mark.parametrize(
    "text",
    [
        line(1),
        line(1).rstrip(),
        "\n\n" + "\n\n\n".join(map(line, range(40))) + "\n \n",
        "".join(map(line, range(40))).replace("\n", "\r\n"),
        "".join(map(line, range(40))).rstrip(),
        line(1) + "\n" * 9000 + line(2),
    ],
    ids=[
        "one record",
        "one without a line break",
        "empty lines",
        "CRLF",
        "no last line break",
        "pieces without a record",
    ],
)
def test_of_lines_of_any_kind(text: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text.encode())
    expected = by_one(path, tmp_path / f"a.{suffix}")
    for jobs in (2, 5):
        assert by(jobs, path, tmp_path / f"b{jobs}.{suffix}") == expected


def test_with_its_manifest(tmp_path: Path) -> None:
    """In pieces of the usual size: the file is long enough for some."""
    (tmp_path / "a.jsonl").write_text("".join(line(n, name="Fever " * 90) for n in range(900)))
    made = {}
    for jobs in ("1", "2"):
        command = ("export", "a.jsonl", "-o", "a.nt", "--manifest", "-j", jobs, "--allow-shrink")
        done = gardkg(*command, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "a.nt: 900 records\n")
        made[jobs] = [(tmp_path / f"a.nt{end}").read_bytes() for end in ("", ".manifest.json")]
    assert made["1"] == made["2"]
    (tmp_path / "a.jsonl").write_text("".join(map(line, range(600))))
    done = gardkg("export", "a.jsonl", "-o", "a.nt", "-j", "2", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("gardkg: a.nt: 600 records where 900 were; ")
    assert made["1"] == [(tmp_path / f"a.nt{end}").read_bytes() for end in ("", ".manifest.json")]


def test_what_can_be_read_only_once_is_read_by_one(source: Path, old: Path) -> None:
    """Several processes on one pipe would each have got some of it."""
    pipe = old.parent / "pipe.jsonl"
    os.mkfifo(pipe)
    feeding = subprocess.Popen(["cp", str(source), str(pipe)])
    done = gardkg("export", pipe, "-o", old, "-j", "2")
    feeding.wait()
    pipe.unlink()
    assert (done.returncode, done.stderr) == (0, f"{old}: 300 records\n")
    assert old.read_bytes() == by_one(source, old.with_name("one.nt"))


# --- The same words -------------------------------------------------------------------------------


def told(path: Path, output: Path, jobs: int, max_errors: int = MAX_ERRORS) -> list[str]:
    """The warnings, and then the errors, of an export that may fail."""
    found: list[Problem | GardkgError] = []
    try:
        if jobs == 1:
            write(checked_records([str(path)], found.append, max_errors), str(output), None)
        else:
            export_files(
                [str(path)], str(output), None, warn=found.append, jobs=jobs, max_errors=max_errors
            )
    except GardkgError as error:
        found += error.problems if isinstance(error, RecordError) else [error]
        assert output.read_bytes() == OLD
        assert os.listdir(output.parent) == [output.name]
    return list(map(str, found))


BAD = {
    7: '{"id": "GARD:0990007"}\n',
    60: '{"id": "GRAD:7", "name": "A", "symptom": [], "sites": [{}]}\n',
    61: "{\n",
    150: line(150, onset=[{"label": "late", "term": "HP:0003577"}]),
    200: '{"id": "GARD:0990200", "name": 3}\n',
    299: '{"id": 1}',
}


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(BAD.get(n) or line(n) for n in range(300)))
    return path


@pytest.mark.parametrize("jobs", [2, 3])
@pytest.mark.parametrize("max_errors", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize("suffix", ["nt", "nt.zst"])
def test_of_bad_lines(suffix: str, max_errors: int, jobs: int, bad: Path, old: Path) -> None:
    output = old.rename(old.with_name(f"gard.{suffix}"))
    expected = told(bad, output, 1, max_errors)
    assert len(expected) == max_errors + 1 or max_errors == 1000
    assert told(bad, output, jobs, max_errors) == expected


@pytest.mark.parametrize("jobs", [2, 3])
def test_of_all_records_together(jobs: int, tmp_path: Path, old: Path) -> None:
    """Ids given twice in pieces far apart; parents that lead back through several."""
    parents = {n: [f"GARD:099{(n + 97) % 300:04}"] for n in (10, 107, 204, 1)}
    lines = [line(n, parents=parents.get(n, [])) for n in range(300)]
    lines[298] = line(5)
    lines[120] = line(299, parents=["GARD:0990299"])
    path = tmp_path / "a.jsonl"
    path.write_text("".join(lines).replace("GARD:0990001", "GARD:0990010", 1))
    expected = told(path, old, 1)
    assert [text.partition("error: ")[2].partition(";")[0] for text in expected] == [
        f"id: GARD:0990010 is also at {path}:2",
        f"id: GARD:0990005 is also at {path}:6",
        f"id: GARD:0990299 is also at {path}:121",
        "parents: parents lead back: GARD:0990299 → GARD:0990299",
    ]
    assert told(path, old, jobs) == expected


@pytest.mark.parametrize("jobs", [2, 3])
def test_of_a_cycle_it_names_the_first_record(jobs: int, tmp_path: Path, old: Path) -> None:
    parents = {250: 20, 20: 130, 130: 250}
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(
            line(n, parents=[f"GARD:099{parents[n]:04}"] if n in parents else [])
            for n in range(300)
        )
    )
    (text,) = told(path, old, jobs)
    assert text == told(path, old, 1)[0]
    assert text.startswith(f"{path}:21:1: error: parents: parents lead back: GARD:0990020 → ")


def test_of_warnings(tmp_path: Path, old: Path) -> None:
    twice = {"synonyms": ["LF", {"label": "lf", "scope": "exact"}, "Lf"]}
    path = tmp_path / "a.jsonl"
    path.write_text("".join(line(n, **(twice if n % 50 == 0 else {})) for n in range(300)))
    expected = told(path, old, 1)
    assert len(expected) == 12
    assert told(path, old, 2) == expected


def test_of_no_records(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n" * 9000)
    assert told(path, old, 3) == told(path, old, 1) != []


@pytest.mark.parametrize("jobs", [2, 3])
def test_of_a_character_that_the_format_lacks(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading lets no such character pass; so one is declared one."""
    monkeypatch.setattr(syntaxes, "_NOT_XML", syntaxes.re.compile("☃"))
    path, output = tmp_path / "a.jsonl", tmp_path / "gard.rdf"
    path.write_text("".join(line(n, name="Ice ☃ fever" if n == 150 else "B") for n in range(300)))
    output.write_bytes(OLD)
    with pytest.raises(TermError) as one:
        by_one(path, output)
    with pytest.raises(TermError) as more:
        by(jobs, path, output)
    assert str(more.value) == str(one.value) != ""
    assert output.read_bytes() == OLD


#: What can be wrong with a record: by itself, by another, or only as it is written.
WRONG = {
    "bad": '{"id": "GRAD:7", "name": "A"}\n',
    "twice": line(0),
    "unwritable": line(900, name="Ice ☃ fever"),
}


@pytest.mark.parametrize("cut", [False, True], ids=["", "and cut off"])
@pytest.mark.parametrize("wrong", [*permutations(WRONG, 2), *permutations(WRONG)], ids="-".join)
def test_of_several_things_in_any_order(
    wrong: tuple[str, ...], cut: bool, tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors of records first, all of them; only then what the format cannot carry."""
    monkeypatch.setattr(syntaxes, "_NOT_XML", syntaxes.re.compile("☃"))
    lines = list(map(line, range(60)))
    for number, kind in zip((10, 25, 50), wrong, strict=False):  # each in a piece of its own
        lines[number] = WRONG[kind]
    data = gzip.compress("".join(lines).encode())
    path, output = tmp_path / "a.jsonl.gz", old.rename(old.with_name("gard.rdf"))
    path.write_bytes(data[:-9] if cut else data)
    for max_errors in (1, 1000):
        expected = told(path, output, 1, max_errors)
        assert cut or not any("☃" in text for text in expected)
        assert told(path, output, 2, max_errors) == expected


@pytest.mark.parametrize("max_errors", [2, 5, 7, 8])
@pytest.mark.parametrize("pack", PACKERS)
def test_of_packed_input_that_is_cut(
    pack: str, max_errors: int, source: Path, bad: Path, old: Path
) -> None:
    """That it is cut is told, unless reading stopped before, at so many errors."""
    for whole in (source, bad):
        path = whole.with_name(f"cut.jsonl.{pack}")
        path.write_bytes(PACKERS[pack](whole.read_bytes())[:-5])
        expected = told(path, old, 1, max_errors)
        assert "cut.jsonl" in expected[-1]
        assert told(path, old, 2, max_errors) == expected


def test_of_a_full_disk(source: Path, old: Path) -> None:
    for suffix in ("nt", "nt.gz"):
        output = old.with_name(f"gard.{suffix}")
        done = gardkg(
            *("export", source, "-o", output, "-j", "2", "-q"),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
        )
        said = "cannot be written: File too large; what was there is unchanged"
        assert (done.returncode, done.stderr) == (3, f"gardkg: {output}: {said}\n")
    assert os.listdir(old.parent) == [old.name]
    assert old.read_bytes() == OLD


def test_a_file_that_grows_while_it_is_read_is_refused(
    source: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one process sees of it, and another does not, would be lost."""
    of_file = inputs._of_file

    def growing(path: str, number: int) -> Iterator[inputs.Piece]:
        yield from of_file(path, number)
        with open(path, "a") as stream:  # whoever comes to the end later reads more
            stream.write("\n" * 3000)
            stream.flush()
        time.sleep(0.2)
        if os.getpid() % 2:
            yield inputs.Piece(path, number, 999, b"\n", lines=True)

    monkeypatch.setattr(
        "gardkg.serialize.parallel.pieces", lambda paths, files: growing_pieces(files)
    )

    def growing_pieces(files: list[str]) -> Iterator[inputs.Piece]:
        files.append(str(source))
        yield from growing(str(source), 0)

    with pytest.raises(FileError, match="changed while it was read"):
        by(2, source, old)
    assert old.read_bytes() == OLD


# --- Kills ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records enough for a second, and for some pieces of the usual size."""
    path = tmp_path_factory.mktemp("long") / "long.jsonl"
    path.write_text("".join(map(line, range(6000))))
    return path


def children(process: int) -> list[int]:
    """The processes that a process has started and that are not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process and state != "Z":
            found.append(int(path.parent.name))
    return found


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def at_work(long: Path, output: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """An export by two processes, and these."""
    command = [*GARDKG, "export", str(long), "-o", str(output), "-j", "2"]
    process = subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True)
    while len(team := children(process.pid)) < 2:
        assert process.poll() is None
        time.sleep(0.001)
    return process, team


@pytest.mark.parametrize("suffix", ["nt", "nt.gz"])
@pytest.mark.parametrize("killed", [0, 1])
def test_46_one_of_them_is_killed(killed: int, suffix: str, long: Path, old: Path) -> None:
    output = old.rename(old.with_name(f"gard.{suffix}"))
    process, team = at_work(long, output)
    os.kill(team[killed], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    said = "a process that was writing it has ended; what was there is unchanged"
    assert (process.returncode, out, err) == (3, "", f"gardkg: {output}: {said}\n")
    assert not any(map(is_running, team))
    assert output.read_bytes() == OLD
    assert os.listdir(output.parent) == [output.name]


@pytest.mark.parametrize("suffix", ["nt", "nt.gz"])
def test_46_the_first_of_them_is_killed(suffix: str, long: Path, source: Path, old: Path) -> None:
    """The others end soon, and the next run cleans up."""
    output = old.rename(old.with_name(f"gard.{suffix}"))
    process, team = at_work(long, output)
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while any(map(is_running, team)):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert output.read_bytes() == OLD
    assert os.listdir(output.parent) != [output.name]
    assert gardkg("export", source, "-o", output, "-j", "2").returncode == 0
    assert os.listdir(output.parent) == [output.name]
    assert output.read_bytes() == by_one(source, output.with_name(f"one.{suffix}"))


@pytest.mark.parametrize("to_all", [True, False], ids=["as a terminal does", "only the first"])
def test_62_interrupted(to_all: bool, long: Path, old: Path) -> None:
    process, team = at_work(long, old)
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "gardkg: interrupted")
    assert not any(map(is_running, team))
    assert old.read_bytes() == OLD
    assert os.listdir(old.parent) == [old.name]


def test_46_all_killed_at_any_moment(long: Path, old: Path) -> None:
    """Out of memory, say, or a machine that is turned off: the file is the old one or the new."""
    start = time.monotonic()
    assert gardkg("export", long, "-o", old, "-j", "2").returncode == 0
    needed = time.monotonic() - start
    new = old.read_bytes()
    moments = random.Random(SEED)
    for kill in range(KILLS):
        old.write_bytes(OLD)
        moment = moments.uniform(0, needed * 1.1)
        command = [*GARDKG, "export", str(long), "-o", str(old), "-j", "2"]
        process = subprocess.Popen(command, stdout=-1, stderr=-1, start_new_session=True)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        found = old.read_bytes()
        assert found in (OLD, new), f"kill {kill} after {moment:.3f} s"
    assert gardkg("export", long, "-o", old, "-j", "2").returncode == 0
    assert (old.read_bytes(), os.listdir(old.parent)) == (new, [old.name])


@pytest.mark.parametrize("most", [1, 2, 3])
def test_what_stands_behind_the_last_error_is_not_told(most: int, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("nam: x\n")
    (tmp_path / "b.yaml").write_text("{id: GARD:2, name: B, nam: x, synonyms: [x, X]}\n")
    told = [
        gardkg(
            *("export", "a.yaml", "b.yaml", "-o", "x.nt", "-j", jobs, "--max-errors", most),
            cwd=tmp_path,
        ).stderr
        for jobs in (1, 2)
    ]
    assert told[0] == told[1]

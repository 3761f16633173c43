"""Rows 45–47, 62 and 63 of the robustness table: faults of files, kills, and other machines.

Whatever happens, a file that was there is the whole old or the whole new one.
``GARDKG_KILLS`` raises the number of kills.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import gzip
import io
import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import ROOT, SEED
from chance import SEED as CHANCE
from command import GARDKG, gardkg

from gardkg import export, load_records
from gardkg.errors import FileError
from gardkg.files.replace import replaced
from gardkg.serialize.formats import FORMATS

KILLS = int(os.environ.get("GARDKG_KILLS", "10"))
OLD = b"the old file\n" * 1000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 small records: to read, map and write them takes about half a second."""
    symptoms = [{"label": f"symptom {n}"} for n in range(5)]
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    with path.open("w") as stream:
        for n in range(1, 2001):
            record = {"id": f"GARD:{n:07}", "name": f"Disease {n}", "symptoms": symptoms}
            stream.write(json.dumps(record) + "\n")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """A file that is to be replaced, alone in its folder; no test may leave more there."""
    path = tmp_path / "out" / "gard.nt"
    path.parent.mkdir()
    path.write_bytes(OLD)
    yield path
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def refused(*arguments: object, code: int, **options: object) -> str:
    """The one line on standard error of a command that ends with a code."""
    done = gardkg(*arguments, "-q", **options)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    return line


# --- 45: what cannot be read or written -----------------------------------------------------------


def test_45_a_full_device() -> None:
    line = refused("export", SEED, "-t", "nt", "-o", "/dev/full", code=3)
    assert line == "gardkg: /dev/full: cannot be written: No space left on device"


@pytest.mark.parametrize("suffix", ["nt", "jsonld", "nt.gz", "nt.zst"])
def test_45_a_disk_that_fills_up_while_a_file_is_replaced(suffix: str, tmp_path: Path) -> None:
    """The file may hold 4,000 bytes: the seed's graph needs more in any form."""
    path = tmp_path / f"gard.{suffix}"
    path.write_bytes(OLD)
    line = refused(
        "export",
        SEED,
        "-o",
        path,
        code=3,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
    )
    assert line == f"gardkg: {path}: cannot be written: File too large; what was there is unchanged"
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_45_a_disk_that_fails(failing: str, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """EIO, which a disk often tells only when all is to be made sure of."""

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(f"gardkg.files.replace.os.{failing}", fail)
    with pytest.raises(FileError, match="Input/output error; what was there is unchanged"):
        export(load_records(SEED), str(old))
    assert old.read_bytes() == OLD


def failing_folders(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every fsync of a folder fails with this number, and files are flushed."""
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr("gardkg.files.replace.os.fsync", fail)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES])
def test_a_file_system_that_flushes_no_folders_is_no_fault(
    number: int, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_folders(number, monkeypatch)
    export(load_records(SEED), str(old))
    assert old.read_bytes() == export(load_records(SEED), format="nt")


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_after_the_rename_is_told(
    number: int, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_folders(number, monkeypatch)
    with pytest.raises(FileError, match="is replaced, but a power cut may undo that"):
        export(load_records(SEED), str(old))
    assert old.read_bytes() == export(load_records(SEED), format="nt")


@pytest.mark.parametrize(
    "command",
    [
        ("check", ROOT / "tests" / "bad" / "32_citations.yaml"),
        ("export", SEED, "-t", "nt", "-q"),
        ("query", "treatments", SEED, "-q"),
        ("show", "scleromyxedema", SEED, "-q"),
        ("schema",),
        ("--help",),
    ],
    ids=lambda command: str(command[0]),
)
def test_45_standard_output_is_full(command: tuple[object, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*GARDKG, *map(str, command)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 3
    assert done.stderr == "gardkg: -: cannot be written: No space left on device\n"


def test_45_standard_output_is_closed(old: Path) -> None:
    """No file that is opened then may get its number, nor may data be lost in silence."""
    line = refused("export", SEED, code=3, preexec_fn=lambda: os.close(1))
    assert line == "gardkg: -: cannot be written: Bad file descriptor"
    done = gardkg("export", SEED, "-o", old, "-q", preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (0, "")
    assert old.read_bytes() == export(load_records(SEED), format="nt")


@pytest.mark.parametrize(
    ("output", "code", "said"),
    [
        ("nowhere/gard.nt", 3, "there is no folder nowhere; mkdir -p nowhere makes it"),
        ("a file/gard.nt", 3, "cannot be written: Not a directory"),
        ("a file/", 3, "cannot be made: File exists"),
        (f"{'a' * 300}.nt", 3, "cannot be written: File name too long"),
        (
            "gard.tll",
            2,
            'unknown format ".tll"; use .ttl .nt .nq .trig .jsonld .jsonld.jsonl .rdf .yaml .jsonl,'
            " or --format",
        ),
        (
            "gard",
            2,
            "no format; use a suffix (.ttl .nt .nq .trig .jsonld .jsonld.jsonl .rdf "
            ".yaml .jsonl) or --format",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_45_an_output_that_cannot_be(output: str, code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(OLD)
    line = refused("export", SEED, "-o", output, code=code, cwd=tmp_path)
    assert line.startswith(f"gardkg: {output}: {said}")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [OLD]


def test_45_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    line = refused("export", SEED, "-o", tmp_path / "gard.nt", code=3)
    assert "Permission denied" in line


def test_45_an_output_that_is_a_folder_gets_files(tmp_path: Path) -> None:
    """Without a slash too, as with cp and mv."""
    folder = tmp_path / "gard.nt"
    folder.mkdir()
    assert gardkg("export", SEED, "-o", folder, "-t", "nt").returncode == 0
    assert sorted(os.listdir(folder)) == ["GARD_0007615.nt", "index.tsv"]


def test_45_options_that_make_no_sense(old: Path) -> None:
    for option, said in (("-t", "unknown format 'foo'; use"), ("--base", "--base: expected an ")):
        assert refused("export", SEED, "-o", old, option, "foo", code=2).startswith(
            f"gardkg: {said}"
        )
    assert old.read_bytes() == OLD


@pytest.mark.parametrize("verb", ["check", "export"])
def test_45_an_input_that_cannot_be_read(verb: str, tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("nowhere")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9])
    (tmp_path / "plain.jsonl.gz").write_bytes(b"{}\n")
    for name, said in {
        "none.yaml": "no such file or folder",
        "link.yaml": "no such file or folder",
        "link.yaml/a.yaml": "no such file or folder",
        "cut.jsonl.gz": "cannot be read: it is cut off; no whole gzip file",
        "plain.jsonl.gz": "cannot be read: Not a gzipped file",
    }.items():
        line = refused(verb, name, code=3, cwd=tmp_path)
        assert line.startswith(f"gardkg: {name}: {said}")


def test_45_a_link_to_nothing_is_not_passed_over(tmp_path: Path) -> None:
    """A record that is missing from a folder may not vanish from its graph."""
    (tmp_path / "a.yaml").write_bytes(SEED.read_bytes())
    (tmp_path / "b.yaml").symlink_to("nowhere")
    line = refused("check", tmp_path, code=3)
    assert line == f"gardkg: {tmp_path}/b.yaml: cannot be read: No such file or directory"


def test_45_a_folder_that_is_called_like_a_record_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    (tmp_path / "a.yaml" / "seed.yaml").write_bytes(SEED.read_bytes())
    assert gardkg("check", tmp_path / "a.yaml").returncode == 0
    assert gardkg("check", tmp_path).returncode == 0


# --- 46 and 62: kills and interruptions -----------------------------------------------------------


def started(many: Path, old: Path) -> tuple[subprocess.Popen[str], Path]:
    """An export onto a file, and the file it is writing beside it."""
    command = [*GARDKG, "export", str(many), "-o", str(old)]
    process = subprocess.Popen(command, stdout=-1, stderr=-1, text=True)
    return process, old.with_name(f".{old.name}.part")


def when_writing(process: subprocess.Popen[str], part: Path) -> None:
    while not (part.exists() and part.stat().st_size) and process.poll() is None:
        time.sleep(0.001)


def test_46_killed_at_any_moment(many: Path, old: Path) -> None:
    """After kill -9 at random moments the file is whole, and the next run cleans up."""
    start = time.monotonic()
    assert gardkg("export", many, "-o", old).returncode == 0
    needed = time.monotonic() - start
    new = old.read_bytes()
    moments = random.Random(CHANCE)
    for kill in range(KILLS):
        before = OLD if kill % 2 else new
        old.write_bytes(before)
        moment = moments.uniform(0, needed * 1.1)
        process, _ = started(many, old)
        time.sleep(moment)
        process.kill()
        process.communicate()
        found = old.read_bytes()
        assert found in (before, new), f"kill {kill} after {moment:.3f} s"
    assert gardkg("export", many, "-o", old).returncode == 0
    assert old.read_bytes() == new


def test_46_killed_while_writing(many: Path, old: Path) -> None:
    process, part = started(many, old)
    when_writing(process, part)
    process.kill()
    process.communicate()
    assert part.exists()
    assert old.read_bytes() == OLD
    assert gardkg("export", SEED, "-o", old).returncode == 0
    assert not part.exists()
    assert old.read_bytes() == gardkg("export", SEED, "-t", "nt").stdout.encode()


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_62_interrupted(sent: signal.Signals, code: int, many: Path, old: Path) -> None:
    process, part = started(many, old)
    when_writing(process, part)
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, "")
    assert len(err.split("\n")) <= 3
    assert "Traceback" not in err
    assert old.read_bytes() == OLD


@pytest.mark.parametrize("later", [0, 0.01, 0.03, 0.1, 0.2])
def test_62_interrupted_twice(later: float, many: Path, old: Path) -> None:
    """By ``timeout -s INT``, and by whoever cannot wait: also when all is told."""
    process, part = started(many, old)
    when_writing(process, part)
    process.send_signal(signal.SIGINT)
    time.sleep(later)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert old.read_bytes() == OLD


@pytest.mark.parametrize(
    "command",
    [("export", SEED, "-t", "nt", "-q"), ("show", "scleromyxedema", SEED, "-q"), ("schema",)],
    ids=lambda command: str(command[0]),
)
def test_62_whoever_reads_has_gone(command: tuple[object, ...]) -> None:
    """As ``| head`` does: 141 is what a shell calls a broken pipe."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:
        done = subprocess.run([*GARDKG, *map(str, command)], stdout=pipe, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, b"")


def test_62_the_first_bytes_are_enough(many: Path) -> None:
    line = f"{sys.executable} -m gardkg export {many} -t nt | head -c 10"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("<https://w", "")


# --- 47: two runs onto one file -------------------------------------------------------------------


def test_47_the_second_run_onto_a_file_is_refused(old: Path) -> None:
    with replaced(str(old)) as stream:
        stream.write(b"the first run\n")
        line = refused("export", SEED, "-o", old, code=3)
        assert "another run is writing it" in line
        assert old.read_bytes() == OLD
    assert old.read_bytes() == b"the first run\n"


def test_47_and_within_one_process(old: Path) -> None:
    with (
        replaced(str(old)) as stream,
        pytest.raises(FileError, match="another run"),
        replaced(str(old)),
    ):
        pass
    assert stream.closed
    assert old.read_bytes() == b""


def test_47_many_runs_at_once_leave_one_whole_file(many: Path, old: Path) -> None:
    """Whoever comes first writes; nobody's bytes are mixed with another's."""
    running = [started(many, old)[0] for _ in range(3)]
    codes = []
    for process in running:
        _, err = process.communicate(timeout=60)
        codes.append(process.returncode)
        assert process.returncode == 0 or "another run is writing it" in err
    assert set(codes) <= {0, 3}
    assert 0 in codes
    assert old.read_bytes() == export(load_records(many), format="nt")


# --- 65: what has the name of the file that is written beside a target ----------------------------


@pytest.mark.parametrize("kind", ["left", "hard link"])
def test_65_what_is_beside_a_target_is_made_anew(kind: str, old: Path, tmp_path: Path) -> None:
    """What a killed run left may have another name too: it is unlinked, and never written to."""
    precious = tmp_path / "precious"
    precious.write_bytes(OLD)
    part = old.with_name(f".{old.name}.part")
    os.link(precious, part) if kind == "hard link" else part.write_bytes(OLD)
    assert gardkg("export", SEED, "-o", old).returncode == 0
    assert precious.read_bytes() == OLD
    assert old.read_bytes() == export(load_records(SEED), format="nt")


def test_46_a_file_system_that_locks_only_what_is_open_for_writing(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NFS does: what a killed run left is taken away there, too."""
    flock = fcntl.flock

    def of_nfs(descriptor: int, operation: int) -> None:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        flock(descriptor, operation)

    monkeypatch.setattr("gardkg.files.beside.fcntl.flock", of_nfs)
    old.with_name(f".{old.name}.part").write_bytes(OLD)
    export(load_records(SEED), old)
    assert old.read_bytes() == export(load_records(SEED), format="nt")


@pytest.mark.parametrize("kind", ["link", "link to nothing", "pipe", "folder"])
def test_65_what_no_run_of_ours_left_is_in_the_way(kind: str, tmp_path: Path) -> None:
    precious, part, path = tmp_path / "precious", tmp_path / ".gard.nt.part", tmp_path / "gard.nt"
    precious.write_bytes(OLD)
    path.write_bytes(OLD)
    if kind == "pipe":
        os.mkfifo(part)
    elif kind == "folder":
        part.mkdir()
    else:
        part.symlink_to("precious" if kind == "link" else "nowhere")
    line = refused("export", SEED, "-o", path, code=3)
    assert f"{part} is in the way, which no run of ours left; move it away" in line
    assert precious.read_bytes() == path.read_bytes() == OLD
    assert sorted(os.listdir(tmp_path)) == [part.name, path.name, precious.name]


def test_65_a_long_name_of_many_bytes_has_room_beside_it(tmp_path: Path) -> None:
    path = tmp_path / f"{'病' * 80}.nt"
    export(load_records(SEED), path)
    assert os.listdir(tmp_path) == [path.name]


def test_47_many_runs_and_kills_at_once_never_mix(many: Path, old: Path) -> None:
    """Runs that write two different graphs to one file, begun together; some are killed.

    At any time the file is one whole graph or the old file; who ends well has written its own.
    """
    graphs = [export(load_records(path), format="nt") for path in (many, SEED)]
    chance = random.Random(CHANCE)
    for _ in range(max(3, KILLS // 4)):
        old.write_bytes(OLD)
        running = []
        for path in (many, SEED, many, SEED):
            command = [*GARDKG, "export", str(path), "-o", str(old), "-q"]
            running.append(subprocess.Popen(command, stdout=-1, stderr=-1, text=True))
            time.sleep(chance.uniform(0, 0.05))
        for process in running[:2]:
            time.sleep(chance.uniform(0, 0.4))
            process.kill()
            assert old.read_bytes() in (OLD, *graphs)
        for process in running:
            _, err = process.communicate(timeout=60)
            assert process.returncode in (0, -signal.SIGKILL) or "another run is writing it" in err
        assert old.read_bytes() in (OLD, *graphs)
        if any(process.returncode == 0 for process in running):
            assert old.read_bytes() != OLD
    assert gardkg("export", SEED, "-o", old).returncode == 0
    assert old.read_bytes() == graphs[1]


def test_47_threads_that_race_for_one_file_never_mix(tmp_path: Path) -> None:
    """Each writes its own number many times; what a killed run left is thrown in between."""
    path, part = tmp_path / "x", tmp_path / ".x.part"
    found: list[bytes] = []

    def write(number: int) -> None:
        for _ in range(40):
            with contextlib.suppress(FileError), replaced(str(path)) as stream:
                for _ in range(20):
                    stream.write(b"%d\n" % number * 500)
            with contextlib.suppress(FileNotFoundError):
                found.append(path.read_bytes())
            with contextlib.suppress(FileExistsError), open(part, "x") as left:
                left.write("left by a killed run")

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {data.count(b"\n") for data in found} == {10_000}
    assert all(len(set(data.split())) == 1 for data in found)


# --- 45: the file that filled the disk is named ---------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB, where we may make one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


NO_SPACE = "cannot be written: No space left on device"


@pytest.mark.parametrize(
    "command",
    ["diff {records} {seed} -t patch -o {out}/x", "load {records} --bulk-files {out}/b --for tdb2"],
)
def test_45_a_full_folder_for_temporary_files_is_named(
    command: str, tiny: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    words = command.format(records=ROOT / "records", seed=SEED, out=out).split()
    line = refused(*words, code=3, env=os.environ | {"TMPDIR": str(tiny)})
    assert line == f"gardkg: {tiny}: {NO_SPACE}; TMPDIR names another"
    assert os.listdir(out) == []


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("export {records} -o {tiny}/x.nt", "x.nt"),
        ("export {records} -o {tiny}/x.nt.gz -j 2", "x.nt.gz"),
        ("load {records} --bulk-files {tiny}/b --for tdb2", "b/part-00001.nq.gz"),
        ("load {records} --to {tiny}/store", "store"),
        ("load {file} --to {tiny}/store", "store"),
    ],
)
def test_45_a_full_output_is_named(command: str, named: str, tiny: Path, tmp_path: Path) -> None:
    """Not what is read meanwhile; and nothing of it is left."""
    file = tmp_path / "gard.nq"
    export(load_records(ROOT / "records"), file)
    words = command.format(records=ROOT / "records", file=file, tiny=tiny).split()
    line = refused(*words, code=3)
    assert line.startswith(f"gardkg: {tiny}/{named}: {NO_SPACE}; what was there is ")
    assert os.listdir(tiny) == []


def test_45_a_full_journal_of_a_load_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gardkg.loading.locks import Journal

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with Journal("http://127.0.0.1:9/", "x") as journal:
        journal._file.close()
        journal._file = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115
        with pytest.raises(FileError, match=f"run-x: {NO_SPACE}"):
            journal.add(["a:g"])


def test_45_a_full_folder_for_uploads_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from gardkg.loading import bodies

    monkeypatch.setattr(
        "gardkg.loading.bodies.tempfile.TemporaryFile",
        lambda **_: open("/dev/full", "wb"),  # noqa: SIM115
    )
    with (
        pytest.raises(FileError, match=f"{NO_SPACE}; TMPDIR names another"),
        bodies.packed(io.BytesIO(b"x" * 100_000)),
    ):
        pass


# --- 63: another machine --------------------------------------------------------------------------

HERE = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
ELSEWHERE = {
    "no UTF-8": {
        "PYTHONHASHSEED": "12345",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Pacific/Kiritimati",
    },
    # Where it is installed: it sorts ö after o, and writes 1,5 for 1.5.
    "Germany": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": "de_DE.UTF-8",
        "PYTHONIOENCODING": "latin-1",
        "TZ": "Europe/Berlin",
    },
}


def everywhere(*arguments: object) -> dict[str, tuple[int, bytes]]:
    """The exit code and output of a command on every machine."""
    found = {}
    for place, changed in {"here": {}, **ELSEWHERE}.items():
        command = [*GARDKG, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, env=os.environ | HERE | changed)
        assert b"Traceback" not in done.stderr, place
        found[place] = done.returncode, done.stdout
    return found


@pytest.mark.parametrize("suffix", FORMATS)
def test_63_the_bytes_are_the_same_on_every_machine(suffix: str, tmp_path: Path) -> None:
    """Also what is read: the names of files, and a text that is not ASCII."""
    (tmp_path / "Ö.yaml").write_text("id: GARD:0990001\nname: Ménière — 病\n", "utf-8")
    (tmp_path / "seed.yaml").write_bytes(SEED.read_bytes())
    found = everywhere("export", tmp_path, "-t", suffix)
    assert "Ménière — 病".encode() in found["here"][1]
    assert found == dict.fromkeys(found, (0, found["here"][1]))


@pytest.mark.parametrize(
    ("command", "code", "holds"),
    [
        (("check", "a.yaml"), 1, "GARD:0990001 → GARD:0990001"),
        (("show", "990002", "b.yaml"), 0, "Ménière — 病"),
        (("query", "names", "b.yaml"), 0, "Ménière — 病"),
    ],
    ids=["check", "show", "query"],
)
def test_63_so_is_what_is_told(
    command: tuple[str, ...], code: int, holds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An arrow in a message may not become a traceback where there is none."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("id: GARD:0990001\nname: A\nparents: [GARD:0990001]\n")
    Path("b.yaml").write_text("id: 990002\nname: B\nsynonyms: [Ménière — 病]\n", "utf-8")
    found = everywhere(*command)
    assert holds in found["here"][1].decode()
    assert found == dict.fromkeys(found, (code, found["here"][1]))

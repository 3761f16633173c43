"""Export on a real Spark of two executors: what one machine writes, whatever happens to them.

Spark needs pyspark and Java; without them these tests skip, unless GARDKG_ALL_STORES is set.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from cases import FICTIONAL
from command import GARDKG, gardkg
from stores.install import missing

from gardkg import load_records
from gardkg.errors import FileError, FormatError, Problem, RecordError, UsageError
from gardkg.importers.hpoa import reader as hpoa
from gardkg.model import Record
from gardkg.records.reader import read_records
from gardkg.serialize import spark
from gardkg.serialize.export import chunks
from gardkg.serialize.formats import format_for
from gardkg.serialize.spark import hadoop
from gardkg.serialize.spark.rendering import InputChanged, OtherVersion, Split, pieces, text_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# About pandas, which we do not use with it.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")

ALL = bool(os.environ.get("GARDKG_ALL_STORES"))
#: A Java for jobs of seconds: quick to begin, and one thread for its own affairs.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
CLUSTER = {
    "spark.master": "local-cluster[2,1,768]",
    "spark.executor.memory": "768m",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[SparkSession]:
    """Spark with two executors, each a process of its own; the active session."""
    if lacking := missing("spark"):
        reason = f"spark: {lacking} not installed; make stores installs all"
        if ALL:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    import pyspark
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    for key, value in CLUSTER.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    logs = Path(pyspark.__file__).parent / "work" / session.sparkContext.applicationId
    session.stop()
    shutil.rmtree(logs, ignore_errors=True)


@pytest.fixture
def splits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small splits, so that there are many."""
    monkeypatch.setattr(hadoop, "SPLIT", 100_000)


def line(record: Record, id: str | None = None, **fields: Any) -> bytes:
    return (
        msgspec.json.encode(msgspec.structs.replace(record, id=id or record.id, **fields)) + b"\n"
    )


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three files: fictional records in a plain and a packed one, and some of HPO's.
    They begin, break and end their lines as files do that came a long way."""
    folder = tmp_path_factory.mktemp("bulk") / "b ü%20"
    (folder / "more").mkdir(parents=True)
    fictional = load_records(FICTIONAL)
    lines = [line(record, f"GARD:{n:07}") for n, record in enumerate(fictional * 50, 980000)]
    data = b"\xef\xbb\xbf" + b"".join(lines[:200]).replace(b"\n", b"\r\n", 20)
    (folder / "a.jsonl").write_bytes(data.replace(b"}\n", b"}\n\n  \n", 3).rstrip())
    (folder / "more" / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[200:])))
    records = hpoa.read().records()
    data = b"".join(line(record) for record, _ in zip(records, range(60), strict=False))
    (folder / "z.jsonl").write_bytes(data)
    return folder


def alone(*paths: Path, format: str = "nq") -> bytes:
    """What one machine writes of the same files."""
    problems: list[Problem] = []
    records = read_records(paths, problems.append)
    return b"".join(chunks(records, format_for("-", format)[0]))


def content(folder: Path) -> bytes:
    """The shards in their order; each is as the manifest says, and nothing else is there."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    found = b""
    for file in manifest["files"]:
        data = (folder / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        data = gzip.decompress(data) if file["name"].endswith(".gz") else data
        assert data.count(b"\n") == file["triples"]
        found += data
    for count in ("records", "triples"):
        assert manifest[count] == sum(file[count] for file in manifest["files"])
    names = {file["name"] for file in manifest["files"]} | {"manifest.json"}
    assert set(os.listdir(folder)) == names
    return found


@pytest.fixture(scope="module")
def undisturbed(cluster: SparkSession, bulk: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The manifest and the folder of an export during which nothing happened."""
    output = tmp_path_factory.mktemp("undisturbed") / "bulk.nq.gz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hadoop, "SPLIT", 100_000)
        return spark.export(str(bulk), str(output)), output


def test_shards_are_what_one_machine_writes(undisturbed: Any, bulk: Path) -> None:
    manifest, output = undisturbed
    assert content(output) == alone(bulk / "a.jsonl", bulk / "more/b.jsonl.gz", bulk / "z.jsonl")
    assert manifest == json.loads((output / "manifest.json").read_bytes())
    assert len(manifest["files"]) > 8
    assert (manifest["format"], manifest["records"]) == ("nq", 360)


def executors(session: SparkSession) -> list[int]:
    """The processes of the executors, which are children of the cluster's Java."""
    parent = str(session.sparkContext._gateway.proc.pid)
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path("/proc", process, "stat").read_text()
            command = Path("/proc", process, "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        if stat.rpartition(")")[2].split()[1] == parent and b"ExecutorBackend" in command:
            found.append(int(process))
    return sorted(found)


@pytest.mark.usefixtures("splits")
def test_a_killed_executor_changes_nothing(
    cluster: SparkSession, bulk: Path, tmp_path: Path, undisturbed: Any
) -> None:
    output = tmp_path / "bulk.nq.gz"
    killed: list[int] = []

    def kill() -> None:
        """Once a task has committed its files, and others are at work."""
        tasks = output / "_staging" / "_temporary" / "0"
        while not (tasks.exists() and any(tasks.glob("task_*"))):
            time.sleep(0.01)
        os.kill(executors(cluster)[0], signal.SIGKILL)
        killed.append(len(list(tasks.glob("task_*"))))

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    manifest, before = spark.export(str(bulk), str(output)), undisturbed[0]
    killer.join(10)
    assert killed[0] < len(before["files"])
    assert manifest == before
    assert content(output) == content(undisturbed[1])


def bad_lines() -> list[bytes]:
    """Records of which many are wrong, each in its way, far from one another."""
    first, *_ = load_records(FICTIONAL)
    good = [line(first, f"GARD:{990100 + n:07}", parents=[]) for n in range(60)]
    good[3] = good[3].replace(b'"name":"', b'"name":"\xe9', 1)  # Latin-1
    good[11] = b'{"id": "GARD:0990999", "name": "A", "name": "B"}\n'
    good[20] = line(first, "gard:990101", parents=[])
    good[25] = b'{"id": "GARD:0990998", "name": "\\ud800"}\n'
    good[33] = line(first, "GARD:0990133", parents=["GARD:0990155"])
    good[40] = b"so?\n"
    good[47] = b'{"id": "GARD:0990997", "name": "A", "nmae": "B"}\n'
    good[55] = line(first, "GARD:0990155", parents=["GARD:0990133"])
    return good


@pytest.mark.usefixtures("splits", "cluster")
def test_every_problem_is_told_as_on_one_machine(tmp_path: Path) -> None:
    """With its file and line, wherever a split begins; and nothing is published."""
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(b"".join(bad_lines()))
    expected: list[Problem] = []
    list(read_records([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], expected.append))
    told: list[Problem] = []
    with pytest.raises(RecordError) as raised:
        spark.export(str(tmp_path / "?.jsonl"), str(tmp_path / "out"), warn=told.append)
    assert raised.value.problems == tuple(p for p in expected if p.severity == "error")
    assert told == [p for p in expected if p.severity == "warning"]
    assert len(raised.value.problems) > 60
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("splits", "cluster")
def test_the_first_problems_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"".join(bad_lines()))
    with pytest.raises(RecordError) as raised:
        spark.export(str(tmp_path / "a.jsonl"), str(tmp_path / "out"), max_errors=2)
    assert [problem.line for problem in raised.value.problems] == [4, 12, 0]
    assert "only the first 2 are told" in str(raised.value)


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("held", ["thesis.odt", "_gardkg.lock", "manifest.json"])
def test_a_folder_that_holds_anything_is_left_alone(bulk: Path, tmp_path: Path, held: str) -> None:
    (tmp_path / held).write_text("kept", "utf-8")
    with pytest.raises(FileError, match="another run" if "lock" in held else "there already"):
        spark.export(str(bulk), str(tmp_path))
    assert (tmp_path / held).read_text("utf-8") == "kept"
    assert os.listdir(tmp_path) == [held]


@pytest.mark.usefixtures("cluster")
def test_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for output in ("file", "file/below"):
        with pytest.raises(FileError):
            spark.export(str(tmp_path / "file"), str(tmp_path / output))


@pytest.mark.usefixtures("cluster")
def test_input_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(os.urandom(9000))[:5000])
    cases = {
        "absent.jsonl": (FileError, r"/absent.jsonl: no such file or folder$"),
        "cut.jsonl.gz": (FileError, r"/cut.jsonl.gz: cannot be read: Unexpected end"),
        "empty.jsonl": (RecordError, r"/empty.jsonl: error: no records"),
    }
    (tmp_path / "out").mkdir()
    for name, (error, message) in cases.items():
        with pytest.raises(error, match=message):
            spark.export(str(tmp_path / name), str(tmp_path / "out"))
        assert os.listdir(tmp_path / "out") == []


@pytest.mark.usefixtures("cluster")
def test_workers_with_another_gardkg(
    bulk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "__version__", "9.9")
    with pytest.raises(UsageError, match=r"9\.9 here; install this gardkg for the workers"):
        spark.export(str(bulk / "a.jsonl"), str(tmp_path / "out"))
    assert os.listdir(tmp_path) == []


def test_the_command_line(cluster: SparkSession, tmp_path: Path) -> None:
    """In a Spark of its own, which says nothing; then in one that runs."""
    from click.testing import CliRunner

    from gardkg.cli.main import cli

    (tmp_path / "bad.jsonl").write_bytes(bad_lines()[11])
    configured = f"--master local[1] --driver-java-options '{JAVA}' pyspark-shell"
    done = subprocess.run(
        [*GARDKG, "export", "--engine", "spark", "bad.jsonl", "-o", "out"],
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": configured},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    place = f"{tmp_path}/bad.jsonl:1:37"
    assert done.stderr.splitlines()[0].startswith(f"{place}: error: ")
    assert done.stderr.splitlines()[1:] == ["gardkg: 1 error; nothing was written"]
    assert (done.returncode, done.stdout, os.listdir(tmp_path)) == (1, "", ["bad.jsonl"])

    (tmp_path / "good.jsonl").write_bytes(line(load_records(FICTIONAL)[0]))
    paths = [str(tmp_path / "good.jsonl"), "-o", str(tmp_path / "out.nt")]
    before = cluster.getActiveSession()
    result = CliRunner().invoke(cli, ["export", "--engine", "spark", *paths])
    assert result.exit_code == 0
    assert cluster.getActiveSession() is before is cluster
    assert content(tmp_path / "out.nt") == alone(tmp_path / "good.jsonl", format="nt")


@pytest.mark.skipif(not ALL, reason="one more Spark to start; GARDKG_ALL_STORES=1 does")
@pytest.mark.usefixtures("cluster")  # so there is one
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_nothing(bulk: Path, tmp_path: Path, number: signal.Signals) -> None:
    configured = f"--master local[1] --driver-java-options '{JAVA}' pyspark-shell"
    configured = f"--conf spark.sql.files.maxPartitionBytes=50k {configured}"
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": configured}
    command = [*GARDKG, "export", "--engine", "spark", str(bulk), "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        tasks = tmp_path / "out" / "_staging" / "_temporary" / "0"
        while process.poll() is None and not (tasks.exists() and any(tasks.glob("task_*"))):
            time.sleep(0.01)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    assert "Traceback" not in said
    assert os.listdir(tmp_path) == []


def test_usage(tmp_path: Path) -> None:
    """Told before any Spark is started."""
    for arguments, message in {
        ("-o", "out"): "name a file, folder or glob",
        ("a.jsonl",): "no standard output",
        ("a.yaml", "-o", "out"): "JSON Lines",
        ("a.jsonl", "-o", "out.ttl", "-t", "ttl"): "use nq.gz nq nt.gz nt",
        ("a.jsonl", "-o", "out", "--base", "x"): "--base: expected",
        ("a.jsonl", "-o", "out[1]"): "another name",
    }.items():
        done = gardkg("export", "--engine", "spark", *arguments, cwd=tmp_path)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    with pytest.raises(FormatError):
        spark.export("a.jsonl", "out", "jsonld")


def test_without_pyspark_or_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(UsageError, match=r"pip install 'gardkg\[spark\]'"):
        spark.export("a.jsonl", str(tmp_path / "out"))
    if missing("spark"):
        return
    done = gardkg(
        *("export", "--engine", "spark", "a.jsonl", "-o", "out"),
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("gardkg: Spark does not start; it needs Java 17")
    assert done.stderr.count("\n") == 1


def test_a_task_notices_what_is_not_as_it_was() -> None:
    lines = [(line(load_records(FICTIONAL)[0]), "file:/a.jsonl", 0)]
    splits = {("file:/a.jsonl", 0): Split("000", 0, 2)}
    with pytest.raises(InputChanged, match=r"/a.jsonl changed"):
        list(pieces(lines, splits, "nq", "https://example.org/", "0.1.0"))
    with pytest.raises(OtherVersion, match=r"9\.9 here"):
        list(pieces(lines, splits, "nq", "https://example.org/", "9.9"))


def test_a_line_that_is_too_long() -> None:
    (problem,) = text_of([b'"' + b"\xe9" * 40_000_000], "a.jsonl", 5, "nq", "https://example.org/")
    assert str(problem).startswith("a.jsonl:5:1: error: longer than ")

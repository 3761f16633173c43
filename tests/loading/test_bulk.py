"""Files for bulk loaders: the same for the same input, whole at any moment, and nobody else's."""

from __future__ import annotations

import errno
import gzip
import hashlib
import http.server
import json
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from cases import FICTIONAL, quads
from chance import SEED
from command import gardkg

from gardkg import export, load_records
from gardkg.errors import FileError, RecordError, TermError, UsageError
from gardkg.loading import bulk
from gardkg.loading.bulk import write_bulk
from gardkg.loading.loaders import LOADERS

G = "https://example.org/g"


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest; every file it names is there, and as it says."""
    said: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    for file in said["files"]:
        data = (folder / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert file["quads"] == gzip.decompress(data).count(b"\n")
    assert said["quads"] == sum(file["quads"] for file in said["files"])
    return said


def content(folder: Path) -> set[ox.Quad]:
    """What all shards say, in one document."""
    names = [file["name"] for file in manifest(folder)["files"]]
    return quads(b"".join(gzip.decompress((folder / name).read_bytes()) for name in names), "nq")


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def every_file(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


def triples(path: Path, start: int, count: int) -> str:
    lines = (f'<a:s{n}> <a:p> "{n}" .\n' for n in range(start, start + count))
    path.write_text("".join(lines), "utf-8")
    return str(path)


@pytest.mark.parametrize("store", LOADERS)
def test_records_become_shards_a_manifest_and_a_command(tmp_path: Path, store: str) -> None:
    said = write_bulk([str(FICTIONAL)], str(tmp_path / "bulk"), store)
    assert content(tmp_path / "bulk") == quads(export(load_records(FICTIONAL), format="nq"), "nq")
    found = manifest(tmp_path / "bulk")
    assert (found["for"], found["graphs"], found["quads"], found["distinct"]) == (
        *(store, 6),
        *(1550, 1550),
    )
    shard = found["files"][0]["name"]
    assert names(tmp_path / "bulk") == sorted([found["command"], "manifest.json", shard])
    command = (tmp_path / "bulk" / found["command"]).read_text("utf-8")
    assert shard in command
    assert "@" not in command.replace("--data @-", "")
    assert "1,550 quads" in said[0]
    assert str(tmp_path / "bulk") in said[1]


def test_equal_input_gives_equal_files(tmp_path: Path) -> None:
    nodes = tmp_path / "a.ttl"
    nodes.write_text("[] <a:p> [ <a:q> 'see <a:p> _:b0 <a:g> .' ] . <a:s> <a:p> '_:b1' .", "utf-8")
    for folder in ("one", "two", "two"):
        write_bulk([str(FICTIONAL), str(nodes)], str(tmp_path / folder), "tdb2", graph=G)
    assert every_file(tmp_path / "one") == every_file(tmp_path / "two")
    assert "see <a:p> _:b0 <a:g> ." in {quad.object.value for quad in content(tmp_path / "one")}


def test_shards_are_cut_and_blank_nodes_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "QUADS", 1000)
    source = triples(tmp_path / "a.nt", 0, 3500)
    nodes = tmp_path / "b.nt"
    nodes.write_text("".join(f"_:a <a:p{n}> _:b{n % 2} .\n" for n in range(2500)), "utf-8")
    write_bulk([str(nodes), source], str(tmp_path / "bulk"), "qlever", graph=G)
    found = manifest(tmp_path / "bulk")
    assert [file["quads"] for file in found["files"]] == [1000, 1000, 1000, 500, 2500]
    last = gzip.decompress((tmp_path / "bulk" / found["files"][-1]["name"]).read_bytes())
    assert last.startswith(b"_:b0 <a:p0> _:b1 <https://example.org/g> .\n_:b0 <a:p1> _:b2 ")
    assert "PARALLEL_PARSING = false\n" in (tmp_path / "bulk" / "Qleverfile").read_text("utf-8")


def test_lines_that_come_twice_are_counted_once(tmp_path: Path) -> None:
    sources = [triples(tmp_path / "a.nt", 0, 30), triples(tmp_path / "b.nt", 20, 30)]
    write_bulk(sources, str(tmp_path / "bulk"), "virtuoso", graph=G)
    found = manifest(tmp_path / "bulk")
    assert (found["quads"], found["distinct"], found["graphs"]) == (60, 50, 1)


def test_an_rdf_file_keeps_its_graphs(tmp_path: Path) -> None:
    data = b'<a:s> <a:p> "1" <a:g> .\n<a:s> <a:p> "1" <a:h> .\n'
    (tmp_path / "a.nq.gz").write_bytes(gzip.compress(data))
    write_bulk([str(tmp_path / "a.nq.gz")], str(tmp_path / "bulk"), "tdb2")
    assert content(tmp_path / "bulk") == quads(data, "nq")
    assert manifest(tmp_path / "bulk")["graphs"] == 2


def test_a_new_release_takes_the_place_of_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    write_bulk([triples(tmp_path / "a.nt", 0, 30)], str(folder), "tdb2", graph=G)
    old = names(folder)
    write_bulk([triples(tmp_path / "a.nt", 0, 31)], str(folder), "virtuoso", graph=G)
    assert names(folder) == sorted(
        ["load.sql", "manifest.json", manifest(folder)["files"][0]["name"]]
    )
    assert set(old) & set(names(folder)) == {"manifest.json"}


@pytest.mark.parametrize("stranger", ["thesis.odt", "load.sh", "manifest.json", ".hidden", "part/"])
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, stranger: str) -> None:
    folder = tmp_path / "bulk"
    folder.mkdir()
    if stranger.endswith("/"):
        (folder / stranger).mkdir()
    else:
        (folder / stranger).write_text("{}", "utf-8")
    with pytest.raises(FileError, match=stranger.strip("/")):
        write_bulk([str(FICTIONAL)], str(folder), "tdb2")
    assert names(folder) == [stranger.strip("/")]


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_where_no_folder_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(FileError):
        write_bulk([str(FICTIONAL)], str(tmp_path / place), "tdb2")


def test_an_unknown_store(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="use qlever, neptune, virtuoso, tdb2"):
        write_bulk([str(FICTIONAL)], str(tmp_path / "bulk"), "blazegraph")
    assert not (tmp_path / "bulk").exists()


BAD = {
    "no graph": ("<a:s> <a:p> <a:o> .", "a.nt", None, UsageError),
    "nothing": ("", "a.nt", G, FileError),
    "no RDF": ("<a:s> <a:p> <a:o> .\nso?", "a.nt", G, FileError),
    "no record": ("{id: GARD:0990001}", "a.yaml", None, RecordError),
    "no IRI": ("<a:s> <a:p> <a:o> .", "a.nt", "not an IRI", TermError),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr(bulk, "QUADS", 10)
    folder = tmp_path / "bulk"
    write_bulk([triples(tmp_path / "old.nt", 0, 30)], str(folder), "tdb2", graph=G)
    old = every_file(folder)
    text, name, graph, error = BAD[case]
    (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name)]
    if graph == G and text:
        paths.insert(0, triples(tmp_path / "good.nt", 50, 3000))
    with pytest.raises(error):
        write_bulk(paths, str(folder), "neptune", graph=graph)
    assert every_file(folder) == old


def test_a_disk_that_fails_at_any_file_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that stands loads the shards that stand, those of the manifest."""
    folder = tmp_path / "bulk"
    write_bulk([triples(tmp_path / "old.nt", 0, 9)], str(folder), "tdb2", graph=G)
    old, fsync, turns = every_file(folder), os.fsync, [0]

    def fail(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            turns[0] -= 1
            if not turns[0]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    monkeypatch.setattr("gardkg.files.replace.os.fsync", fail)
    source = triples(tmp_path / "new.nt", 9, 9)
    for turn in (1, 2, 3):  # the shard, the manifest, the command
        turns[0] = turn
        with pytest.raises(FileError, match="No space left on device"):
            write_bulk([source], str(folder), "tdb2", graph=G)
        assert every_file(folder) == old
    turns[0] = 4
    write_bulk([source], str(folder), "tdb2", graph=G)
    assert not every_file(folder).items() & old.items()


def test_no_input_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no triple"):
        write_bulk([], str(tmp_path), "tdb2")
    assert names(tmp_path) == []


def test_47_two_runs_into_one_folder(tmp_path: Path) -> None:
    with bulk._held(str(tmp_path)), pytest.raises(FileError, match="another run"):
        write_bulk([str(FICTIONAL)], str(tmp_path), "tdb2")


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """Without a manifest, too: of a first run."""
    left = (
        *("part-00001.nq.gz", "part-00002-0123456789ab.nq.gz"),
        *(".part-00003.nq.gz.part", ".load.sh.part", ".manifest.json.part"),
    )
    for name in left:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "Qleverfile").write_text(f"# {bulk.MARK}", "utf-8")
    write_bulk([str(FICTIONAL)], str(tmp_path), "tdb2")
    assert len(names(tmp_path)) == 3
    assert len(content(tmp_path)) == 1550


def test_46_a_kill_leaves_the_old_release_or_the_new(tmp_path: Path) -> None:
    """At random moments; the shards that stand are those of the manifest that stands."""
    sources = [triples(tmp_path / f"{n}.nt", n, 20_000) for n in (0, 1)]
    folder = tmp_path / "bulk"
    write_bulk(sources[:1], str(folder), "tdb2", graph=G)
    expected = {manifest(folder)["release"]}
    again = "import sys, gardkg.loading.bulk as b; b.QUADS = 3000; print(flush=True)\n"
    again += f"b.write_bulk(sys.argv[1:2], sys.argv[2], 'tdb2', graph={G!r})"
    subprocess.run([sys.executable, "-c", again, sources[1], tmp_path / "other"], check=True)
    expected.add(manifest(tmp_path / "other")["release"])
    moments = random.Random(SEED)
    for _ in range(int(os.environ.get("GARDKG_KILLS", "5"))):
        command = [sys.executable, "-c", again, sources[1], str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
        assert manifest(folder)["release"] in expected
        write_bulk(sources[:1], str(folder), "tdb2", graph=G)
        assert len(names(folder)) == 3


def test_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    done = gardkg("load", FICTIONAL, "--bulk-files", folder, "--for", "tdb2", "--graph", G)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"sh '{folder}'/load.sh DATABASE" in done.stderr
    assert manifest(folder)["graphs"] == 1
    done = gardkg("load", FICTIONAL, "--bulk-files", folder, "--for", "stardog")
    assert done.returncode == 2
    assert "use qlever, neptune, virtuoso, tdb2" in done.stderr


def test_memory_is_bounded(tmp_path: Path) -> None:
    source = triples(tmp_path / "a.nt", 0, 300_000)
    # Of the program alone: getrusage also counts what the process was before it ran it.
    peak = "import re, sys; from gardkg.cli.main import main; sys.argv[0] = 'gardkg'\n"
    peak += "try: main()\n"
    peak += "finally: print(*re.findall(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read()))"
    arguments = ["load", source, "--graph", G, "--bulk-files", tmp_path / "bulk", "--for", "tdb2"]
    done = subprocess.run(
        [sys.executable, "-c", peak, *map(str, arguments)], capture_output=True, check=True
    )
    assert int(done.stdout) < 150_000


@pytest.mark.parametrize("store", ["neptune", "tdb2"])
def test_scripts_are_posix_shell(tmp_path: Path, store: str) -> None:
    write_bulk([str(FICTIONAL)], str(tmp_path), store)
    subprocess.run(["sh", "-n", tmp_path / "load.sh"], check=True)
    done = subprocess.run(
        ["sh", tmp_path / "load.sh"], capture_output=True, text=True, env={}, check=False
    )
    assert done.returncode == 2
    assert "is to be the" in done.stderr


def test_what_neptune_is_asked(tmp_path: Path) -> None:
    """No Neptune: what is sent is held against its documentation's names."""
    asked: list[tuple[str, str, dict[str, str]]] = []

    class Loader(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers["Content-Type"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    copied = tmp_path / "copied"
    (tmp_path / "aws").write_text(f'#!/bin/sh\necho "$@" >> {copied}\n', "utf-8")
    (tmp_path / "aws").chmod(0o755)
    write_bulk([str(FICTIONAL)], str(tmp_path / "bulk"), "neptune")
    found = manifest(tmp_path / "bulk")
    with http.server.HTTPServer(("127.0.0.1", 0), Loader) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "NEPTUNE": f"http://127.0.0.1:{server.server_port}",
            "S3": "s3://bucket/gardkg",
            "ROLE": "arn:aws:iam::1:role/r",
            "AWS_REGION": "eu-west-1",
        }
        subprocess.run(["sh", tmp_path / "bulk" / "load.sh"], env=environment, check=True)
        server.shutdown()
    place = f"s3://bucket/gardkg/{found['release']}/"
    name = found["files"][0]["name"]
    assert copied.read_text("utf-8") == f"s3 cp {name} {place}{name}\n"
    request = {
        "source": place,
        "format": "nquads",
        "iamRoleArn": "arn:aws:iam::1:role/r",
        "region": "eu-west-1",
        "failOnError": "TRUE",
        "queueRequest": "TRUE",
    }
    assert asked == [("/loader", "application/json", request)]

"""``export --manifest``: the same bytes anywhere, counts that are so, and no shrinking unasked."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cases import FICTIONAL, ROOT, quads
from command import gardkg

from gardkg import Record, export, load_records
from gardkg.errors import FileError
from gardkg.identifiers import ONTOLOGY, ONTOLOGY_VERSION
from gardkg.serialize.formats import FORMATS


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The fictional records, in a folder of that name."""
    return shutil.copytree(FICTIONAL, tmp_path / "records")


def manifest(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def good(*arguments: object, cwd: Path) -> None:
    done = gardkg("export", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("suffix", [*FORMATS, "ttl.gz"])
def test_what_it_counts_is_so(suffix: str, records: Path, tmp_path: Path) -> None:
    good("records", "-o", f"gard.{suffix}", "--manifest", "-q", cwd=tmp_path)
    found = manifest(tmp_path / f"gard.{suffix}.manifest.json")
    data = (tmp_path / f"gard.{suffix}").read_bytes()
    all_quads = quads(export(load_records(records), format="nq"), "nq")
    claims = {
        q.subject
        for q in all_quads
        if q.predicate.value == ONTOLOGY + "disease" and "/claim/" in q.subject.value
    }  # type: ignore[union-attr]
    assert found["files"] == [
        {
            "name": f"gard.{suffix}",
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "records": 6,
            "triples": len(all_quads),
        }
    ]
    assert (found["records"], found["triples"]) == (6, len(all_quads))
    assert sum(found["claims"].values()) == len(claims)
    assert found["format"] == FORMATS[suffix.removesuffix(".gz")].media_type
    assert found["command"] == f"gardkg export records -o gard.{suffix} --manifest"
    assert found["ontology"] == ONTOLOGY_VERSION


def test_the_version_of_the_ontology_is_its_own() -> None:
    text = (ROOT / "ontology" / "gardkg.ttl").read_text("utf-8")
    assert re.search(r"owl:versionIRI <(.*)>", text)[1] == ONTOLOGY_VERSION  # type: ignore[index]


def test_63_the_same_bytes_from_another_folder_and_time(records: Path, tmp_path: Path) -> None:
    good("records", "-o", "gard.nt", "--manifest", "-q", cwd=tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    env = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = gardkg(
        "export", records, "-o", other / "gard.nt", "--manifest", "--allow-shrink", env=env
    )
    assert done.returncode == 0
    name = "gard.nt.manifest.json"
    assert (tmp_path / name).read_bytes() == (other / name).read_bytes()
    assert str(tmp_path) not in (other / name).read_text("utf-8")


def test_the_version_of_the_records_is_that_of_what_they_say(records: Path, tmp_path: Path) -> None:
    """Neither their order, nor the files they stand in; but every word."""
    read = load_records(records)

    def version(some: list[Record]) -> str:
        (tmp_path / "x.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, some)))
        good("x.jsonl", "-o", "x.nt", "--manifest", "-q", cwd=tmp_path)
        found = manifest(tmp_path / "x.nt.manifest.json")["records_sha256"]
        assert isinstance(found, str)
        return found

    good("records", "-o", "y.nt", "--manifest", "-q", cwd=tmp_path)
    first = version(read)
    assert (
        first == version(read[::-1]) == manifest(tmp_path / "y.nt.manifest.json")["records_sha256"]
    )
    read[0].symptoms[0].hedge = "perhaps"
    assert version(read) != first


def test_a_folder_has_one_for_all_its_files(records: Path, tmp_path: Path) -> None:
    good(
        "records",
        "-o",
        "out/",
        "-t",
        "jsonld",
        "--base",
        "https://b.example/",
        "--manifest",
        cwd=tmp_path,
    )
    found = manifest(tmp_path / "out" / "manifest.json")
    assert found["command"] == (
        "gardkg export records -o out/ -t jsonld --base https://b.example/ --manifest"
    )
    assert [file["name"] for file in found["files"]] == sorted(
        path.name for path in (tmp_path / "out").glob("*.jsonld")
    )
    for file in found["files"]:
        data = (tmp_path / "out" / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert found["triples"] == sum(file["triples"] for file in found["files"])


# --- Row 35 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["gard.ttl", "gard.nq.gz", "out/"])
def test_35_a_much_smaller_export_is_refused(output: str, records: Path, tmp_path: Path) -> None:
    good("records", "-o", output, "--manifest", "-q", cwd=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in sorted(records.glob("*.yaml"))[:2]:
        path.unlink()
        del before[path]
    # Also where --manifest is not said again.
    for arguments in (["--manifest"], []):
        done = gardkg("export", "records", "-o", output, *arguments, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr == (
            f"gardkg: {output}: 4 records where 6 were; what was there is unchanged; "
            "--allow-shrink replaces it\n"
        )
        assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    good("records", "-o", output, "--allow-shrink", cwd=tmp_path)
    path = tmp_path / (f"{output}manifest.json" if output == "out/" else f"{output}.manifest.json")
    assert manifest(path)["records"] == 4


def test_35_as_many_records_with_much_less_in_them(records: Path, tmp_path: Path) -> None:
    good("records", "-o", "gard.nt", "--manifest", "-q", cwd=tmp_path)
    for path in records.glob("*.yaml"):
        (one,) = load_records(path)
        path.write_text(f"id: {one.id}\nname: {one.name}\n", "utf-8")
    done = gardkg("export", "records", "-o", "gard.nt", cwd=tmp_path)
    assert done.returncode == 1
    assert re.match(r"gardkg: gard.nt: \d+ triples where \d+ were; ", done.stderr.replace(",", ""))


def test_35_a_little_less_is_no_shrinking(records: Path, tmp_path: Path) -> None:
    good("records", "-o", "gard.nt", "--manifest", "-q", cwd=tmp_path)
    first = manifest(tmp_path / "gard.nt.manifest.json")
    (records / "abyssal_fever.yaml").unlink()
    text = (records / "lanternfish_fever.yaml").read_text("utf-8")
    (records / "lanternfish_fever.yaml").write_text(text.replace("parents: [GARD:0990006]\n", ""))
    good("records", "-o", "gard.nt", cwd=tmp_path)
    second = manifest(tmp_path / "gard.nt.manifest.json")
    assert (first["records"], second["records"]) == (6, 5)


# --- A file and a manifest that do not fit --------------------------------------------------------


@pytest.fixture
def cut_off(records: Path, tmp_path: Path) -> Path:
    """What a kill leaves behind the file, before the manifest: a new file and the old manifest."""
    good("records", "-o", "gard.nt", "--manifest", "-q", cwd=tmp_path)
    (records / "abyssal_fever.yaml").unlink()
    text = (records / "lanternfish_fever.yaml").read_text("utf-8")
    (records / "lanternfish_fever.yaml").write_text(text.replace("parents: [GARD:0990006]\n", ""))
    export(load_records(records), tmp_path / "gard.nt")
    return tmp_path


def differs(folder: Path) -> str:
    found = hashlib.sha256((folder / "gard.nt").read_bytes()).hexdigest()
    expected = manifest(folder / "gard.nt.manifest.json")["files"][0]["sha256"]
    return (
        f'does not fit gard.nt.manifest.json: expected SHA-256 {expected}; got "{found}"; '
        "an export was cut off, or a file changed; export again"
    )


def test_check_tells_that_they_do_not_fit(cut_off: Path) -> None:
    done = gardkg("check", "gard.nt.manifest.json", cwd=cut_off)
    assert (done.returncode, done.stdout) == (1, f"gard.nt: error: {differs(cut_off)}\n")
    assert done.stderr == "the files of gard.nt.manifest.json checked, 1 error, 0 warnings\n"


def test_the_next_export_tells_it_too_and_mends_it(cut_off: Path) -> None:
    expected = f"gard.nt: warning: {differs(cut_off)}\ngard.nt: 5 records\n"
    done = gardkg("export", "records", "-o", "gard.nt", cwd=cut_off)
    assert (done.returncode, done.stderr) == (0, expected)
    done = gardkg("check", "gard.nt.manifest.json", cwd=cut_off)
    assert (done.returncode, done.stdout) == (0, "")
    done = gardkg("export", "records", "-o", "gard.nt", cwd=cut_off)
    assert (done.returncode, done.stderr) == (0, "gard.nt: 5 records\n")


def test_of_a_folder_every_file_is_checked(records: Path, tmp_path: Path) -> None:
    good("records", "-o", "out/", "--manifest", "-q", cwd=tmp_path)
    (tmp_path / "out" / "GARD_0990001.ttl").unlink()
    (tmp_path / "out" / "GARD_0990002.ttl").write_text("# changed\n")
    done = gardkg("check", "out/manifest.json", cwd=tmp_path)
    assert done.returncode == 1
    gone, changed = done.stdout.splitlines()
    assert gone == "out/GARD_0990001.ttl: error: is not there; manifest.json has it"
    assert changed.startswith("out/GARD_0990002.ttl: error: does not fit manifest.json: ")


def test_manifests_of_bulk_files_are_checked_too(tmp_path: Path) -> None:
    gardkg("load", FICTIONAL, "--bulk-files", tmp_path / "bulk", "--for", "tdb2")
    assert gardkg("check", tmp_path / "bulk" / "manifest.json").returncode == 0
    (shard,) = (tmp_path / "bulk").glob("*.gz")
    shard.write_bytes(shard.read_bytes()[:-1])
    assert gardkg("check", tmp_path / "bulk" / "manifest.json").returncode == 1


@pytest.mark.parametrize(
    ("text", "said"), [(None, "no such file"), ("{}", "is no manifest (Object missing")]
)
def test_what_is_no_manifest_cannot_be_checked(text: str | None, said: str, tmp_path: Path) -> None:
    if text:
        (tmp_path / "manifest.json").write_text(text)
    done = gardkg("check", "manifest.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"gardkg: manifest.json: {said}")


# --- What may go wrong ----------------------------------------------------------------------------


def test_standard_output_has_no_manifest(tmp_path: Path) -> None:
    done = gardkg("export", FICTIONAL, "--manifest")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gardkg: -: a manifest needs a file or a folder; -o names one\n"


def test_what_is_no_manifest_is_not_replaced(records: Path, tmp_path: Path) -> None:
    path = tmp_path / "gard.nt.manifest.json"
    path.write_text("{}")
    done = gardkg("export", "records", "-o", "gard.nt", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("gardkg: gard.nt.manifest.json: is no manifest (")
    assert not (tmp_path / "gard.nt").exists()


def test_bad_records_leave_the_manifest_as_it_was(records: Path, tmp_path: Path) -> None:
    good("records", "-o", "gard.nt", "--manifest", "-q", cwd=tmp_path)
    before = (tmp_path / "gard.nt.manifest.json").read_bytes()
    (records / "bad.yaml").write_text("id: GRAD:1\nname: Bad\n")
    assert gardkg("export", "records", "-o", "gard.nt", cwd=tmp_path).returncode == 1
    assert (tmp_path / "gard.nt.manifest.json").read_bytes() == before


def test_a_file_that_cannot_be_read_back_is_not_released(tmp_path: Path) -> None:
    from gardkg.serialize.manifest import Making

    part = tmp_path / "part"
    part.write_bytes(gzip.compress(b"<a:s> <a:p> no ."))
    making = Making(str(tmp_path / "x.ttl.gz"), ["records"])
    with pytest.raises(FileError, match="was not written well"):
        making.finished("x.ttl.gz", str(part))

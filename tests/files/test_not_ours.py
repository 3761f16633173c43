"""Rows 65, 66 and 78: what is not ours stays, and no output takes the place of an input."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from cases import FICTIONAL, ROOT, SEED
from command import GARDKG, gardkg

from gardkg import Store, export, load_records
from gardkg.cli.main import cli
from gardkg.cli.options import Reads, Verb, Writes
from gardkg.errors import FileError, UsageError
from gardkg.loading.bulk import write_bulk
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.parallel import export_files
from gardkg.sparql.directory import MARKER
from gardkg.sparql.store import build

OF_0_1_0 = ROOT / "tests" / "strangers" / "gardkg-0.1.0.json"
RECORD = "id: GARD:0990001\nname: Lanternfish fever\n"


def tree(folder: Path) -> dict[str, bytes | str]:
    """All that is in a folder; of links, where they lead."""
    return {
        str(path.relative_to(folder)): (
            f"link to {os.readlink(path)}"
            if path.is_symlink()
            else path.read_bytes()
            if path.is_file()
            else "folder or pipe"
        )
        for path in sorted(folder.rglob("*"))
    }


def refused(*arguments: object, code: int = 2, **options: object) -> str:
    """The one line of a command that ends with a code, and writes nothing to standard output."""
    done = gardkg(*arguments, **options)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("gardkg: ")
    return line


# --- 65: folders and files beside ours, in a store's folder ---------------------------------------


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(RECORD)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "d"
    path.mkdir()
    return path


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a folder like a store's": lambda d: (d / "store-photos" / "a").write_text("x"),
    "a folder with a store's name": lambda d: (d / "store-0123456789ab" / "a").write_text("x"),
    "a file": lambda d: (d / "thesis.txt").write_text("x"),
    "a hidden file": lambda d: (d / ".profile").write_text("x"),
    "a lock that holds something": lambda d: (d / ".lock").write_text("123"),
    "a link to a store": lambda d: (d / "store-0123456789ab").symlink_to("."),
    "another tool's gardkg.json": lambda d: (d / "gardkg.json").write_text('{"name": "x"}'),
    "an empty gardkg.json": lambda d: (d / "gardkg.json").write_text(""),
    "a deep gardkg.json": lambda d: (d / "gardkg.json").write_text("[" * 100_000),
    "a folder gardkg.json": lambda d: (d / "gardkg.json" / "a").write_text("x"),
    "a link gardkg.json": lambda d: (d / "gardkg.json").symlink_to(OF_0_1_0),
    "a pipe gardkg.json": lambda d: os.mkfifo(d / "gardkg.json"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_65_a_folder_that_is_not_ours_is_left_alone(kind: str, record: Path, folder: Path) -> None:
    needs = {"a folder like a store's": "store-photos", "a folder gardkg.json": "gardkg.json"}
    needs["a folder with a store's name"] = "store-0123456789ab"
    if kind in needs:
        (folder / needs[kind]).mkdir()
    FOREIGN[kind](folder)
    before = tree(folder)
    line = refused("load", record, "--to", folder)
    assert "nothing was changed; name" in line
    assert tree(folder) == before
    with pytest.raises(UsageError):
        build([str(record)], str(folder))
    assert tree(folder) == before


@pytest.mark.parametrize(
    "store", ["../x", "/tmp", "", ".", "..", "store-photos", "store-0123456789ab/..", "a\nb"]
)
def test_65_a_store_that_is_named_outside_its_folder_is_not_read(
    store: str, record: Path, folder: Path, tmp_path: Path
) -> None:
    build([str(record)], str(tmp_path / "x"))
    (folder / "store-photos").mkdir()
    text = json.loads(OF_0_1_0.read_text()) | {"store": store}
    (folder / "gardkg.json").write_text(json.dumps(text))
    before = tree(tmp_path)
    assert "it is not read" in refused("query", "names", "--store", folder, code=3)
    assert "nothing was changed" in refused("load", record, "--to", folder)
    assert tree(tmp_path) == before


def test_65_a_store_that_is_a_link_is_not_read(record: Path, folder: Path, tmp_path: Path) -> None:
    name = build([str(record)], str(tmp_path / "x")).store
    shutil.copy(tmp_path / "x" / "gardkg.json", folder)
    (folder / name).symlink_to(tmp_path / "x" / name)
    before = tree(tmp_path)
    assert "is a link" in refused("query", "names", "--store", folder, code=3)
    refused("load", record, "--to", folder)
    assert tree(tmp_path) == before


def test_65_what_is_put_beside_a_store_stays(record: Path, folder: Path) -> None:
    """Also what is put into a store of ours that is to be removed, and what has a store's name."""
    first = build([str(record)], str(folder)).store
    (folder / "store-photos").mkdir()
    (folder / "store-photos" / "a").write_text("x")
    (folder / "store-0123456789ab").mkdir()
    (folder / "store-0123456789ab" / "CURRENT").write_text("x")
    (folder / ".store-0123456789ab.part").mkdir()
    (folder / ".store-0123456789ab.part" / "CURRENT").write_text("x")
    (folder / first / "notes.txt").write_text("x")
    (folder / "notes.txt").write_text("x")
    foreign = {name: data for name, data in tree(folder).items() if data == b"x"}
    for n in range(4):
        record.write_text(RECORD + f"synonyms: [Fever {n}]\n")
        built = build([str(record)], str(folder))
        assert foreign.items() <= tree(folder).items()
        assert len(Store.open(str(folder))) == built.quads
    assert len(list(folder.glob("store-*/" + MARKER))) <= 3  # that which holds notes is one
    assert not (folder / first / "CURRENT").exists()


def test_65_a_name_that_is_taken_is_not_taken_away(record: Path, folder: Path) -> None:
    """A folder has the very name that the next store would get."""
    name = build([str(record)], str(folder)).store
    shutil.rmtree(folder)
    folder.mkdir()
    other = folder.with_name("b.yaml")
    other.write_text(RECORD.replace("0990001", "0990002"))
    build([str(other)], str(folder))
    (folder / name).mkdir()
    (folder / name / "a").write_text("x")
    assert build([str(record)], str(folder)).store == f"{name}-again"
    assert (folder / name / "a").read_text() == "x"
    assert len(Store.open(str(folder))) == 7


def of_0_1_0(record: Path, folder: Path) -> str:
    """A folder as version 0.1.0 left it after two builds: no store has a marker."""
    shutil.copy(OF_0_1_0, folder / "gardkg.json")
    (folder / ".lock").touch()
    counts = str(json.loads(OF_0_1_0.read_text())["store"])
    for name in (counts, "store-af2ff77f0b26"):
        quads = ox.Store(str(folder / name))
        quads.bulk_load(
            input=export(load_records(record), format="nq"), format=ox.RdfFormat.N_QUADS
        )
        quads.flush()
    return counts


def test_65_a_folder_of_version_0_1_0_is_ours(record: Path, folder: Path) -> None:
    counts = of_0_1_0(record, folder)
    assert len(Store.open(str(folder))) == 7
    first = build([str(record)], str(folder))
    assert counts in os.listdir(folder)  # whoever reads it may go on
    second = build([str(record)], str(folder))
    assert {counts, first.store, second.store} & set(os.listdir(folder)) == {
        first.store,
        second.store,
    }
    assert len(Store.open(str(folder))) == 7
    # Nothing shows that this one is ours.
    assert "store-af2ff77f0b26" in os.listdir(folder)


@pytest.mark.parametrize("place", ["new", "new/er/est", "d", "link"])
@pytest.mark.parametrize("fault", ["gone.yaml", "bad.yaml", "broken.ttl", "empty.ttl"])
def test_65_a_load_that_fails_touches_nothing(
    fault: str, place: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("id: GARD:0990001\nnmae: x\n")
    (tmp_path / "broken.ttl").write_text("<a:a> <a:b> .")
    (tmp_path / "empty.ttl").write_text("")
    (tmp_path / "link").symlink_to("d")
    before = tree(tmp_path)
    done = gardkg("load", tmp_path / fault, "--to", tmp_path / place)
    assert done.returncode in (1, 3)
    assert tree(tmp_path) == before


def test_65_a_failing_load_keeps_the_store(record: Path, folder: Path, tmp_path: Path) -> None:
    build([str(record)], str(folder))
    before = tree(folder)
    refused("load", tmp_path / "gone.yaml", "--to", folder, code=3)
    assert tree(folder).keys() == before.keys()
    assert len(Store.open(str(folder))) == 7


@pytest.mark.parametrize("place", ["records", "records/", "records/store", "link", "link/a/b", "."])
def test_65_a_store_does_not_mix_with_what_is_read(place: str, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.yaml").write_text(RECORD)
    (tmp_path / "link").symlink_to("records")
    before = tree(tmp_path)
    refused("load", "records", "--to", place, cwd=tmp_path)
    refused("load", ".", "--to", "store", cwd=tmp_path)
    assert tree(tmp_path) == before


def test_65_a_link_to_a_folder_is_built_in(record: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("d")
    for _ in range(2):
        assert gardkg("load", record, "--to", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert len(Store.open(str(tmp_path / "link"))) == len(Store.open(str(folder))) == 7


def test_46_what_a_build_that_was_killed_first_left_is_ours(record: Path, folder: Path) -> None:
    """Killed at any step of the first build: there is no gardkg.json yet."""
    (folder / ".lock").touch()
    (folder / ".store-0123456789ab.part").mkdir()
    (folder / "store-0123456789ab").mkdir()
    (folder / "store-0123456789ab" / MARKER).touch()
    (folder / "store-0123456789ab" / "CURRENT").write_text("x")
    (folder / ".gardkg.json.part").write_text("{")
    build([str(record)], str(folder))
    left = sorted(os.listdir(folder))
    assert left[:2] == [".lock", "gardkg.json"]
    assert len(left) == 3


@pytest.fixture
def loaded(record: Path, folder: Path, tmp_path: Path) -> Path:
    """A folder where a second store counts, and the first is still there; ``bad.yaml`` beside."""
    build([str(record)], str(folder))
    record.write_text(RECORD + "synonyms: [Fever]\n")
    build([str(record)], str(folder))
    (tmp_path / "bad.yaml").write_text("id: GARD:0990001\nnmae: x\n")
    return folder


def left_by_a_kill(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / MARKER).touch()
    (folder / name / "CURRENT").write_text("x")


@pytest.mark.parametrize("fault", ["gone.yaml", "bad.yaml"])
def test_65_a_failing_load_removes_no_store(fault: str, loaded: Path, tmp_path: Path) -> None:
    """Neither the one before, which somebody may read, nor what a killed build left."""
    left_by_a_kill(loaded, "store-0123456789ab")
    before = tree(loaded)
    assert len([name for name in before if name.endswith(MARKER)]) == 3
    for options in ([], ["--append"]):
        assert gardkg("load", tmp_path / fault, "--to", loaded, *options).returncode in (1, 3)
        assert tree(loaded) == before


def test_65_a_load_that_fails_at_its_end_removes_what_it_made(
    loaded: Path, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(loaded)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("gardkg.sparql.store.replaced", full)
        with pytest.raises(FileError, match="No space left"):
            build([str(record)], str(loaded))
    assert tree(loaded) == before


def test_46_a_load_that_is_killed_again_and_again_leaves_one_store(
    loaded: Path, record: Path
) -> None:
    """Under the name that the next one wants; the store before keeps its own."""
    second = json.loads((loaded / "gardkg.json").read_text())
    stores = {path.name for path in loaded.glob("store-*")}
    left_by_a_kill(loaded, f"{second['store']}-again")
    assert build([str(record)], str(loaded)).store == f"{second['store']}-again"
    assert {path.name for path in loaded.glob("store-*")} == (
        stores - {second["before"]} | {f"{second['store']}-again"}
    )
    left_by_a_kill(loaded, "store-0123456789ab")
    build([str(record)], str(loaded))
    assert len(list(loaded.glob("store-*"))) == 2


# --- 65: files beside ours, in a folder that is exported to ---------------------------------------

#: A file that is none of ours, where an export would write one.
STRANGERS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_text("mine"),
    "an empty file": lambda path: path.touch(),
    "another's RDF": lambda path: path.write_text("@base <http://a.example/> .\n<a> <b> <c> .\n"),
    "a link to a file": lambda path: path.symlink_to("../mine.yaml"),
    "a link to what we wrote": lambda path: path.symlink_to(f"../ours{path.suffix}"),
    "a link to nothing": lambda path: path.symlink_to("../nothing"),
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("options", ["-t ttl", "-t nt -j 2", "-t jsonld --manifest"])
def test_65_a_file_that_no_export_wrote_is_not_replaced(
    options: str, kind: str, record: Path, folder: Path, tmp_path: Path
) -> None:
    """It belongs to the last of the records: none of the others is written either."""
    suffix = options.split()[1]
    export(load_records(record), tmp_path / f"ours.{suffix}")
    (tmp_path / "mine.yaml").write_text(RECORD)
    (tmp_path / "first.yaml").write_text(RECORD.replace("0990001", "0990000"))
    stranger = folder / f"GARD_0990001.{suffix}"
    STRANGERS[kind](stranger)
    before = tree(tmp_path)
    line = refused("export", tmp_path / "first.yaml", record, "-o", f"{folder}/", *options.split())
    what = "is a link" if "link" in kind else "is there"
    assert line == (
        f"gardkg: {stranger}: {what}, and gardkg did not write it; nothing was written;"
        " name another folder, or move it away"
    )
    with pytest.raises(UsageError, match="did not write it"):
        export(load_records(tmp_path / "first.yaml", record), folder, suffix)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_65_what_an_export_wrote_is_replaced(suffix: str, record: Path, folder: Path) -> None:
    """Also under another base, through a link to the folder, and where there is no index yet."""
    file = folder / f"GARD_0990001.{FORMATS[suffix].ending}"
    record.write_text(RECORD + "synonyms: [Fever]\n")
    export(load_records(record), folder, suffix, base=f"https://{'b' * 60}.example/{'c/' * 999}")
    os.unlink(folder / "index.tsv")
    record.write_text(RECORD)
    folder.with_name("link").symlink_to("d")
    done = gardkg("export", record, "-o", folder.with_name("link"), "-t", suffix, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes() == export(load_records(record), format=suffix)


@pytest.mark.parametrize(
    ("suffix", "head"),
    {
        "ttl": "@base <https://w3id.org/gardkg/> .\n"
        "@prefix MONDO: <http://purl.obolibrary.org/obo/MONDO_> .\n"
        "@prefix ORPHA: <http://www.orpha.net/ORDO/Orphanet_> .\n",
        "nt": "<https://w3id.org/gardkg/disease/GARD_0990001>"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://w3id.org/biolink/vocab/Disease> .\n",
        "jsonld": '{"@context": {\n "@base": "https://w3id.org/gardkg/",\n "MONDO": {\n'
        '  "@id": "http://purl.obolibrary.org/obo/MONDO_",\n  "@prefix": true\n },\n',
        "ndjsonld": '{"@context":{"@base":"https://w3id.org/gardkg/","MONDO":{"@id":'
        '"http://purl.obolibrary.org/obo/MONDO_","@prefix":true},"ORPHA":{"@id":',
        "rdf": '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF\n'
        '    xmlns:DECIPHER="https://www.deciphergenomics.org/syndrome/"\n'
        '    xmlns:HGNC="http://identifiers.org/hgnc/"\n',
    }.items(),
)
def test_65_what_version_0_1_0_exported_is_ours(
    suffix: str, head: str, record: Path, folder: Path
) -> None:
    """As it began: whoever changes how a format begins has to know of what is there already."""
    for name in {suffix, {"ttl": "trig", "nt": "nq"}.get(suffix, suffix)}:
        (folder / f"GARD_0990001.{FORMATS[name].ending}").write_text(f"{head}and so on")
        export(load_records(record), folder, name)
        assert len(os.listdir(folder)) == 2
        os.unlink(folder / f"GARD_0990001.{FORMATS[name].ending}")


@pytest.mark.parametrize("options", [[], ["--manifest"], ["--manifest", "--allow-shrink"]])
@pytest.mark.parametrize("name", ["index.tsv", "manifest.json"])
@pytest.mark.parametrize("kind", ["a link to what we wrote", "a file", "JSON"])
def test_65_nor_is_an_index_or_manifest(
    kind: str, name: str, options: list[str], record: Path, folder: Path, tmp_path: Path
) -> None:
    if kind == "a file":
        (folder / name).write_text("mine")
    elif kind == "JSON":
        (folder / name).write_text('{"files": []}')
    else:
        assert gardkg("export", record, "-o", f"{tmp_path}/x/", "--manifest").returncode == 0
        (folder / name).symlink_to(f"../x/{name}")
    before = tree(tmp_path)
    line = refused("export", record, "-o", f"{folder}/", *options)
    assert line.startswith(f"gardkg: {folder}/{name}: is ")
    assert "and gardkg did not write it; nothing was written" in line
    assert tree(tmp_path) == before


def test_65_no_file_for_bulk_loaders_is_written_through_a_link(tmp_path: Path) -> None:
    write_bulk([str(SEED)], str(tmp_path / "bulk"), "tdb2")
    for path in sorted((tmp_path / "bulk").iterdir()):
        path.rename(tmp_path / path.name)
        path.symlink_to(tmp_path / path.name)
        before = tree(tmp_path)
        line = refused("load", SEED, "--bulk-files", tmp_path / "bulk", "--for", "tdb2", code=3)
        assert f"holds {path.name}, which --bulk-files did not write" in line
        assert tree(tmp_path) == before
        path.unlink()
        (tmp_path / path.name).rename(path)


def test_65_an_index_that_is_not_ours_is_not_replaced(record: Path, folder: Path) -> None:
    (folder / "index.tsv").write_text("my\tindex\n")
    line = refused("export", record, "-o", f"{folder}/")
    assert "index.tsv: is there, and gardkg did not write it" in line
    assert tree(folder) == {"index.tsv": b"my\tindex\n"}
    (folder / "index.tsv").unlink()
    os.mkfifo(folder / "index.tsv")
    refused("export", record, "-o", f"{folder}/")
    assert os.listdir(folder) == ["index.tsv"]


def test_65_an_example_does_not_replace_what_is_not_one(folder: Path) -> None:
    (folder / "treatments.ttl").write_text("<a:a> <a:b> <a:c> .\n")
    assert "gardkg did not write it" in refused("query", "--export-sparql-examples", folder)
    assert os.listdir(folder) == ["treatments.ttl"]
    (folder / "treatments.ttl").unlink()
    for _ in range(2):
        assert gardkg("query", "--export-sparql-examples", folder).returncode == 0
    (folder / "treatments.ttl").rename(folder.with_name("x.ttl"))
    (folder / "treatments.ttl").symlink_to("../x.ttl")
    before = tree(folder.parent)
    assert "is a link, and gardkg" in refused("query", "--export-sparql-examples", folder)
    assert tree(folder.parent) == before


def test_47_a_second_export_to_a_folder_is_refused(record: Path, folder: Path) -> None:
    from gardkg.files.replace import replaced

    export(load_records(record), f"{folder}/", "nt")
    before = tree(folder)
    with replaced(str(folder / "index.tsv")) as stream:
        line = refused("export", record, "-o", f"{folder}/", "-t", "ttl", code=3)
        stream.write(before["index.tsv"])  # type: ignore[arg-type]
    assert "another run is writing it" in line
    assert tree(folder) == before


# --- 66: an output that is an input ---------------------------------------------------------------

PAGE = "Summary\nLanternfish fever is a rare disease.\n"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with an input of every kind, each as it should be."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.yaml").write_text(RECORD)
    (tmp_path / "b.yaml").write_text(RECORD + "synonyms: [Fever]\n")
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }")
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "hp.obo").write_text("format-version: 1.2\n")
    (tmp_path / "maxo.obo").write_text("format-version: 1.2\n")
    (tmp_path / "m.sssom.tsv").write_text("subject_id\n")
    (tmp_path / "phenotype.hpoa").write_text("#x\n")
    (tmp_path / "qa").mkdir()
    (tmp_path / "qa" / "1.xml").write_text("<Document/>")
    export(load_records(tmp_path / "records"), tmp_path / "gard.ttl")
    build([str(tmp_path / "b.yaml")], str(tmp_path / "store"))
    return tmp_path


#: An input, and the commands that read it; the output comes last.
COMMANDS = [
    ("records/a.yaml", "export records -t nt -o"),
    ("records/a.yaml", "export records -t nt -j 2 -o"),
    ("records/a.yaml", "export records/a.yaml -t nt -o"),
    ("records/a.yaml", "export records -t nt --manifest -o"),
    ("records/a.yaml", "query names records -t csv -o"),
    ("gard.ttl", "query names gard.ttl -t csv -o"),
    ("q.rq", "query q.rq gard.ttl -t csv -o"),
    ("store/gardkg.json", "query names --store store -t csv -o"),
    ("b.yaml", "diff records b.yaml -o"),
    ("records/a.yaml", "diff records b.yaml -o"),
    ("gard.ttl", "diff gard.ttl b.yaml -t patch -o"),
    ("gard.ttl", "describe records -d gard.ttl -o"),
    ("records/a.yaml", "describe -o"),
    ("page.txt", "import page page.txt --hp hp.obo -o"),
    ("page.txt", "import page page.txt --hp hp.obo --force -o"),
    ("page.txt", "import page page.txt --hp hp.obo --merge -o"),
    ("hp.obo", "import page page.txt --hp hp.obo -o"),
    ("maxo.obo", "import page page.txt --hp hp.obo --maxo maxo.obo -o"),
    ("m.sssom.tsv", "import page page.txt --hp hp.obo --mappings m.sssom.tsv -o"),
    ("phenotype.hpoa", "import hpoa phenotype.hpoa --hp hp.obo -o"),
    ("hp.obo", "import hpoa phenotype.hpoa --hp hp.obo -o"),
    ("qa/1.xml", "import medquad qa --hp hp.obo -o"),
    ("hp.obo", "import medquad qa --hp hp.obo -o x.jsonl --coverage"),
    ("m.sssom.tsv", "import medquad qa --hp hp.obo --mappings m.sssom.tsv -o"),
]


@pytest.mark.parametrize(("file", "command"), COMMANDS)
def test_66_an_output_that_is_an_input_is_refused(file: str, command: str, inputs: Path) -> None:
    """By its name, by another way to it, by a hard link and by a symbolic one."""
    suffix = {"page": ".yaml", "hpoa": ".jsonl", "medquad": ".jsonl"}.get(command.split()[1], ".x")
    os.link(inputs / file, inputs / f"hard{suffix}")
    (inputs / f"soft{suffix}").symlink_to(file)
    before = tree(inputs)
    for output in (file, f"./qa/../{file}", inputs / file, f"hard{suffix}", f"soft{suffix}"):
        line = refused(*command.split(), output, cwd=inputs)
        assert line.startswith(f"gardkg: {output}: is one of the inputs")
        assert line.endswith("; nothing was written; name another output")
    assert tree(inputs) == before


@pytest.mark.parametrize(
    "command",
    ["check records", "show 'Lanternfish fever' records", "query names gard.ttl records/a.yaml"],
)
def test_66_standard_output_that_is_an_input_is_refused(command: str, inputs: Path) -> None:
    before = tree(inputs)
    words = [*GARDKG, *(word.strip("'") for word in command.replace(" fever'", "'").split())]
    with open(inputs / "records" / "a.yaml", "ab") as stream:
        done = subprocess.run(words, cwd=inputs, stdout=stream, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("gardkg: -: is one of the inputs (records/a.yaml); ")
    assert tree(inputs) == before


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0"])
def test_66_standard_input_is_an_input_too(name: str, inputs: Path) -> None:
    with open(inputs / "b.yaml", "rb") as stream:
        line = refused("export", name, "-t", "nt", "-o", "b.yaml", cwd=inputs, stdin=stream)
    assert line.startswith("gardkg: b.yaml: is one of the inputs")
    assert (inputs / "b.yaml").read_text().startswith(RECORD)


def test_66_of_a_folder_only_what_is_to_be_written_must_be_no_input(inputs: Path) -> None:
    for _ in range(2):
        assert gardkg("export", "records", "-o", "records/", cwd=inputs).returncode == 0
    assert sorted(os.listdir(inputs / "records")) == ["GARD_0990001.ttl", "a.yaml", "index.tsv"]
    assert gardkg("export", "records", "-o", "records/x.nt", cwd=inputs).returncode == 0
    (inputs / "out").mkdir()
    (inputs / "out" / "GARD_0990001.nt").write_text(RECORD)
    (inputs / "out" / "0.yaml").write_text(RECORD.replace("0990001", "0990000"))
    before = tree(inputs)
    arguments = ("out/GARD_0990001.nt", "out/0.yaml", "-t", "nt", "-o", "out/")
    line = refused("export", *arguments, code=3, cwd=inputs)
    assert line.startswith("gardkg: out/GARD_0990001.nt: is N-Triples, not a record; ")
    assert tree(inputs) == before


def test_66_nor_is_what_is_written_beside_an_output(inputs: Path) -> None:
    """The file that an output is first written to, and a manifest."""
    (inputs / ".x.nt.part").write_text(RECORD)
    (inputs / "y.nt.manifest.json").write_text('{"id": "GARD:0990001", "name": "A"}')
    before = tree(inputs)
    assert "is one of the inputs" in refused("export", ".x.nt.part", "-o", "x.nt", cwd=inputs)
    path = "y.nt.manifest.json"
    refused("export", path, "-o", "y.nt", "--manifest", code=3, cwd=inputs)
    line = refused("export", "records", "-o", "records/x.nt", "--manifest", cwd=inputs)
    assert "would be taken for a record" in line
    assert tree(inputs) == before


def test_66_two_outputs_are_two_files(inputs: Path) -> None:
    arguments = ("import", "medquad", "qa", "--hp", "hp.obo", "-o", "x.jsonl")
    line = refused(*arguments, "--coverage", "./x.jsonl", cwd=inputs)
    assert line == ("gardkg: ./x.jsonl: is named for two outputs; name another for one of them")


def test_66_bulk_files_do_not_sweep_away_what_they_are_made_of(tmp_path: Path) -> None:
    write_bulk([str(SEED)], str(tmp_path / "bulk"), "tdb2")
    before = tree(tmp_path)
    (shard,) = (tmp_path / "bulk").glob("part-*")
    line = refused("load", shard, "--bulk-files", tmp_path / "bulk", "--for", "tdb2")
    assert f"{shard}: is one of the inputs" in line
    assert tree(tmp_path) == before


def test_66_so_it_is_in_python(inputs: Path) -> None:
    path = str(inputs / "records" / "a.yaml")
    for jobs in (1, 2):
        with pytest.raises(UsageError, match="is one of the inputs"):
            export_files([str(inputs / "records")], path, "nt", jobs=jobs)
    assert Path(path).read_text() == RECORD


def test_66_a_draft_is_merged_into_the_record_that_is_there(inputs: Path) -> None:
    """What is there is no input of its own: --merge and --force are asked for."""
    (inputs / "x.yaml").write_text("id: GARD:0990001\nname: Lanternfish fever\n")
    for option in ("--force", "--merge"):
        done = gardkg(
            *("import", "page", "page.txt", "--hp", "hp.obo", "-o", "x.yaml", option), cwd=inputs
        )
        assert "is one of the inputs" not in done.stderr


def verbs(group: click.Group = cli) -> list[click.Command]:
    found: list[click.Command] = []
    for command in group.commands.values():
        found += verbs(command) if isinstance(command, click.Group) else [command]
    return found


@pytest.mark.parametrize("verb", verbs(), ids=lambda verb: str(verb.name))
def test_66_every_verb_says_what_it_reads_and_writes(verb: click.Command) -> None:
    """Whatever names a file or folder has a type that says so."""
    assert isinstance(verb, Verb)
    for param in verb.params:
        about = f"{param.human_readable_name} {param.metavar} {param.name}"
        if any(word in about for word in ("FILE", "DIR", "PATH", "SRC", "old", "new", "question")):
            assert isinstance(param.type, Reads | Writes), param.name


# --- 78: files of an earlier export ---------------------------------------------------------------


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Six records, exported to a folder with a manifest; then there are five."""
    shutil.copytree(FICTIONAL, tmp_path / "records")
    assert gardkg("export", "records", "-o", "o/", "--manifest", cwd=tmp_path).returncode == 0
    (tmp_path / "records" / "abyssal_fever.yaml").unlink()
    text = (tmp_path / "records" / "lanternfish_fever.yaml").read_text("utf-8")
    text = text.replace("parents: [GARD:0990006]\n", "")
    (tmp_path / "records" / "lanternfish_fever.yaml").write_text(text, "utf-8")
    return tmp_path


def again(folder: Path, *options: str, code: int = 0) -> list[str]:
    done = gardkg("export", "records", "-o", "o/", *options, cwd=folder)
    assert done.returncode == code, done.stderr
    return done.stderr.splitlines()


GONE = "GARD_0990006.ttl"
LEFT = f"o/: 1 file of an earlier export is left: {GONE}; --prune removes it"


@pytest.mark.parametrize("options", [[], ["-j", "2"]], ids=["one process", "two"])
def test_78_files_of_diseases_that_are_gone_are_named_and_pruned(
    options: list[str], exported: Path
) -> None:
    old = (exported / "o" / GONE).read_bytes()
    for _ in range(2):  # the new manifest knows of it, too
        assert again(exported, *options) == [LEFT, "o/: 5 records"]
        assert (exported / "o" / GONE).read_bytes() == old
    (exported / "o" / "notes.ttl").write_text("x")
    assert again(exported, "--prune", *options) == [
        f"o/: 1 file of an earlier export removed: {GONE}",
        "o/: 5 records",
    ]
    assert not (exported / "o" / GONE).exists()
    assert (exported / "o" / "notes.ttl").read_text() == "x"
    assert again(exported, "--prune", *options) == ["o/: 5 records"]
    assert gardkg("check", "o/manifest.json", cwd=exported).returncode == 0


@pytest.mark.parametrize("change", ["changed", "foreign", "link"])
def test_78_what_is_not_as_we_wrote_it_is_not_pruned(change: str, exported: Path) -> None:
    name = {"changed": GONE, "foreign": "MONDO_0000001.nt.gz", "link": GONE}[change]
    path = exported / "o" / name
    if change == "link":
        path.rename(exported / "precious.ttl")
        path.symlink_to("../precious.ttl")
    else:
        path.write_text("mine\n")
    before = path.read_bytes()
    lines = again(exported, "--prune")
    assert path.read_bytes() == before
    if change != "link":  # which was never a file that an export wrote
        assert f"o/: 1 file that this export did not write is left: {name}; " in "\n".join(lines)


def test_78_another_format_leaves_all_files_of_the_first(exported: Path) -> None:
    line, _ = again(exported, "-t", "nt")
    assert line.startswith("o/: 6 files of an earlier export are left: ")
    assert line.endswith(", …; --prune removes them")
    again(exported, "-t", "nt", "--prune")
    assert not list((exported / "o").glob("*.ttl"))
    assert len(list((exported / "o").glob("*.nt"))) == 5


def test_78_without_a_manifest_nothing_is_pruned(exported: Path) -> None:
    (exported / "o" / "manifest.json").unlink()
    before = (exported / "o" / GONE).read_bytes()
    for options in ([], ["--prune"]):
        line, _ = again(exported, *options)
        assert line == (
            f"o/: 1 file that this export did not write is left: {GONE}; no manifest here knows"
            " what is in there, so remove by hand what is old"
        )
    assert (exported / "o" / GONE).read_bytes() == before


def test_78_an_export_that_shrinks_prunes_nothing_unless_it_may(exported: Path) -> None:
    for path in sorted((exported / "records").glob("*.yaml"))[:3]:
        path.unlink()
    before = tree(exported / "o")
    again(exported, "--prune", code=1)
    assert tree(exported / "o") == before
    again(exported, "--prune", "--allow-shrink")
    assert len(list((exported / "o").glob("*.ttl"))) == 2


def test_78_a_manifest_that_names_what_no_export_writes_prunes_nothing(exported: Path) -> None:
    """Neither outside the folder, nor a file with a name that no export gives."""
    found = json.loads((exported / "o" / "manifest.json").read_text())
    for name in ("../precious.ttl", "precious.ttl", "GARD_0990001/../../precious.ttl"):
        found["files"].append(
            {
                "name": name,
                "bytes": 2,
                "sha256": hashlib.sha256(b"x\n").hexdigest(),
                "records": 1,
                "triples": 1,
            }
        )
    (exported / "o" / "manifest.json").write_text(json.dumps(found))
    for path in (exported / "precious.ttl", exported / "o" / "precious.ttl"):
        path.write_text("x\n")
    again(exported, "--prune")
    for path in (exported / "precious.ttl", exported / "o" / "precious.ttl"):
        assert path.read_text() == "x\n"


def test_78_prune_goes_with_a_folder(record: Path, tmp_path: Path) -> None:
    line = refused("export", record, "-o", tmp_path / "x.nt", "--prune")
    assert line == "gardkg: --prune goes with a folder that -o names, and without --engine spark"
    assert gardkg("export", record, "-o", f"{tmp_path}/new/", "--prune").returncode == 0


def test_what_cannot_be_read_is_said_by_who_reads_it(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        export_files([str(tmp_path / "gone")], str(tmp_path / "x.nt"))

"""The store in a directory: whole or not at all, one builder at a time, and knowing its age."""

import errno
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import ROOT, SEED
from chance import SEED as CHANCE
from command import GARDKG

from gardkg import Store, export, load_records, query
from gardkg.errors import FileError, RecordError, StoreError, UsageError
from gardkg.files.rdf import reading
from gardkg.release.subgraphs import parts
from gardkg.serialize.graphs import graphs
from gardkg.sparql.results import Graph, Table
from gardkg.sparql.store import build

RECORDS = str(SEED)
#: ``make fuzz`` kills more often.
KILLS = int(os.environ.get("GARDKG_KILLS_BUILD", "4"))
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(store: Store) -> int:
    (row,) = query(COUNT, store)  # type: ignore[misc]
    return int(row.n)


def test_a_directory_holds_what_the_records_say(tmp_path: Path) -> None:
    built = build([RECORDS], str(tmp_path / "store"))
    lines = export(load_records(RECORDS), format="nt").count(b"\n")
    assert built.quads == len(Store.open(str(tmp_path / "store"))) == lines


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "ttl.gz"])
def test_rdf_files_are_read_as_their_suffix_says(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"gard.{suffix}"
    export(load_records(RECORDS), str(file))
    assert count(Store.read(str(file))) == count(Store.read(RECORDS))


XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="a:">'
    '<rdf:Description rdf:about="a:a"><p:p>&j;</p:p></rdf:Description></rdf:RDF>'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{10 * f"&{a};"}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "read",
    [Store.read, lambda file: graphs([file], graph="a:g"), parts],
    ids=["ask", "load", "check"],
)
@pytest.mark.parametrize(
    "head",
    [
        BOMB + "]>",
        "<!--" + "-" * 65_500 + "-->" + BOMB.replace("DOCTYPE", "doctype") + "]>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["bomb", "far down", "remote", "file"],
)
def test_42_a_doctype_in_rdf_xml_is_refused(
    head: str, read: Callable[[str], Iterable[object]], tmp_path: Path
) -> None:
    """However it is read: to be asked, loaded or checked. The bomb once took all memory."""
    path = tmp_path / "a.rdf"
    path.write_text(head + XML)
    said = r"has a DOCTYPE that is elsewhere|an entity that is elsewhere|grow beyond 8 MiB"
    with pytest.raises(FileError, match=said):
        list(read(str(path)))


@pytest.mark.parametrize("at", range(65_520, 65_540))
def test_42_a_doctype_is_seen_wherever_a_reader_stops(at: int, tmp_path: Path) -> None:
    path = tmp_path / "a.rdf"
    path.write_text("<!--".ljust(at, "-") + "--><!DOCTYPE x SYSTEM 'y'>")
    with pytest.raises(FileError, match="has a DOCTYPE"), reading(str(path)) as stream:
        list(iter(lambda: stream.read(8192), b""))


def test_the_default_graph_is_the_union(tmp_path: Path) -> None:
    build([RECORDS, str(ROOT / "tests" / "fictional")], str(tmp_path))
    names = query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", Store.open(str(tmp_path)))
    assert len(names) == 7  # type: ignore[arg-type]
    assert count(Store.open(str(tmp_path))) > 2000


def test_a_store_knows_when_its_records_have_changed(tmp_path: Path) -> None:
    record = tmp_path / "a.yaml"
    record.write_text("{id: GARD:0990001, name: Lanternfish fever}")
    build([str(record)], str(tmp_path / "store"))
    store = Store.open(str(tmp_path / "store"))
    assert store.stale() == []
    os.utime(record, (0, 0))  # touched, not changed
    assert store.stale() == []
    record.write_text("{id: GARD:0990001, name: Lanternfish ague}")
    assert store.stale() == [str(record)]
    record.unlink()
    assert store.stale() == [str(record)]


def test_bad_records_leave_the_old_store(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("{id: GARD:0990001, name: Lanternfish fever}")
    bad.write_text("{id: GARD:0990001, nmae: Lanternfish fever}")
    build([str(good)], str(tmp_path / "store"))
    with pytest.raises(RecordError):
        build([str(bad)], str(tmp_path / "store"))
    assert count(Store.open(str(tmp_path / "store"))) == 7
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a:a> <a:b> .")
    with pytest.raises(FileError, match="not what its suffix says"):
        build([str(broken)], str(tmp_path / "store"))
    assert count(Store.open(str(tmp_path / "store"))) == 7


def test_the_name_says_what_the_quads_are_made_of(tmp_path: Path) -> None:
    """Of the same records, another base or one graph for all makes another store."""
    kinds = ({}, {"base": "https://b.example/"}, {"graph": "https://b.example/g"})
    names = [build([RECORDS], str(tmp_path / str(n)), **kind).store for n, kind in enumerate(kinds)]
    assert len(set(names)) == 3
    assert build([RECORDS], str(tmp_path / "once more")).store == names[0]


def test_another_base_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for base in ("https://a.example/", "https://b.example/"):
        build([RECORDS], str(tmp_path), base)
        found = query("SELECT ?d { ?d a biolink:Disease }", Store.open(str(tmp_path)))
        ((disease,),) = found.terms  # type: ignore[union-attr]
        assert disease.value == f"{base}disease/GARD_0007615"


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_what_failed_leaves_nothing(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All quads are in; then the disk fails, and gardkg.json cannot say so."""
    build([RECORDS], str(tmp_path))
    before = sorted(os.listdir(tmp_path))

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(f"gardkg.files.replace.os.{failing}", fail)
        with pytest.raises(FileError, match=r"gardkg\.json: cannot be written"):
            build([RECORDS], str(tmp_path), "https://b.example/")
    assert sorted(os.listdir(tmp_path)) == before
    assert count(Store.open(str(tmp_path))) == count(Store.read(RECORDS))


def test_what_counts_already_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """gardkg.json names the new store when its folder cannot be flushed."""

    def fail(_: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("gardkg.files.replace._sync_folder", fail)
    with pytest.raises(FileError, match="is replaced, but a power cut may undo that"):
        build([RECORDS], str(tmp_path))
    assert count(Store.open(str(tmp_path))) == count(Store.read(RECORDS))


@pytest.mark.parametrize("place", ["file", "file/store", "/proc/store"])
def test_where_no_directory_can_be(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be made"):
        build([RECORDS], str(tmp_path / place))


def test_47_a_second_builder_is_refused(tmp_path: Path) -> None:
    from gardkg.sparql.directory import ours

    build([RECORDS], str(tmp_path))
    before = count(Store.open(str(tmp_path)))
    with ours(str(tmp_path)), pytest.raises(FileError, match="another build"):
        build([RECORDS], str(tmp_path))
    assert count(Store.open(str(tmp_path))) == before


def test_46_killed_while_building(tmp_path: Path) -> None:
    """At random moments; the old store is served, or the new one, and the next build cleans up."""
    sources = RECORDS, str(ROOT / "records")
    old, new = (set(Store.read(source)._quads) for source in sources)

    def building(source: str) -> subprocess.Popen[bytes]:
        command = [*GARDKG, "load", source, "--to", str(tmp_path), "-q"]
        return subprocess.Popen(command)

    start = time.monotonic()
    assert building(sources[1]).wait() == 0
    needed = time.monotonic() - start
    build([sources[0]], str(tmp_path))
    moments = random.Random(CHANCE)
    for kill in range(KILLS):
        moment = moments.uniform(0, needed * 1.1)
        process = building(sources[1])
        time.sleep(moment)
        process.kill()
        process.wait()
        found = set(Store.open(str(tmp_path))._quads)
        assert found in (old, new), f"kill {kill} after {moment:.3f} s: {len(found)} quads"
        if found == new or kill % 2:  # every other time onto what the kill before left
            build([sources[0]], str(tmp_path))
            assert set(Store.open(str(tmp_path))._quads) == old
    assert building(sources[1]).wait() == 0
    assert len(list(tmp_path.glob("store-*"))) <= 2


def test_no_store_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="load PATH --to DIR"):
        Store.open(str(tmp_path))


def test_a_query_can_be_given_up(tmp_path: Path) -> None:
    store = Store.read(RECORDS)
    slow = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = STR(?i)) }"
    start = time.monotonic()
    with pytest.raises(StoreError, match=r"within 0\.5 s"):
        query(slow + " ORDER BY ?a", store, timeout=0.5)
    assert time.monotonic() - start < 3


def test_what_is_no_sparql_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="query"):
        query("SELECT ?x { ?x }", Store.of([]))
    with pytest.raises(UsageError, match=r"query:1:11: \{ is never closed"):
        query("SELECT ?x { ?x", Store.of([]))


def test_the_engine_and_ours_write_the_same_results() -> None:
    """Our JSON, XML, CSV and TSV against Oxigraph's own writers, read back."""
    from gardkg.sparql.result_formats import written
    from gardkg.sparql.results import Table

    store = Store.read(RECORDS)
    table = query("SELECT ?s ?o { ?s rdfs:label|biolink:negated ?o } ORDER BY ?s ?o", store)
    assert isinstance(table, Table)
    formats = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    formats["tsv"] = ox.QueryResultsFormat.TSV
    for name, kind in formats.items():
        again = ox.parse_query_results(written(table, name), format=kind)
        assert isinstance(again, ox.QuerySolutions)
        assert [tuple(row) for row in again] == list(table.terms)
    assert written(table, "csv").startswith(b"s,o\r\n")


def test_the_examples_are_turtle_that_holds_the_queries(tmp_path: Path) -> None:
    from gardkg.sparql.named import export_examples, names

    assert export_examples(str(tmp_path)) == len(names()) >= 25
    executable = ox.NamedNode("http://www.w3.org/ns/shacl#SPARQLExecutable")
    for file in tmp_path.glob("*.ttl"):
        triples = list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
        assert executable in {quad.object for quad in triples}
        texts = [q.object.value for q in triples if q.predicate.value.endswith("#select")]
        ox.Store().query(texts[0])


def test_labels_stand_beside_their_iris() -> None:
    found = query("SELECT ?d { ?d a biolink:Disease }", Store.read(RECORDS), labels=True).to_dicts()  # type: ignore[union-attr]
    assert found == [{"d": "GARD:0007615", "d_label": "Scleromyxedema"}]


def test_a_data_frame_has_the_rows() -> None:
    pandas = pytest.importorskip("pandas")
    frame = query("treatments", RECORDS, disease="scleromyxedema").to_pandas()  # type: ignore[union-attr]
    best = frame[frame["status"] == "gardkg:status-best-option"].iloc[0]
    assert (best["status_word"], best["relation_word"]) == ("best option", "applied to treat")
    assert best["citations"] == [2]
    assert isinstance(frame, pandas.DataFrame)
    assert "plasmapheresis" in set(frame["label"])


def test_columns_of_select_star_stand_as_the_query_has_them(seed_store: Store) -> None:
    found = seed_store.query("SELECT * { ?z a biolink:Disease ; rdfs:label ?a } # ?last")
    assert isinstance(found, Table)
    assert found.columns == ("z", "a")
    assert found[0].a == "Scleromyxedema"


def test_a_graph_declares_what_it_needs_in_order(seed_store: Store) -> None:
    what = "{ ?d rdfs:label ?l ; a biolink:Disease }"
    graph = seed_store.query(f"CONSTRUCT {what} {what}")
    assert isinstance(graph, Graph)
    lines = graph.serialize().decode().splitlines()
    assert [line.split()[1] for line in lines if line[:1] == "@"] == ["biolink:", "rdf:", "rdfs:"]

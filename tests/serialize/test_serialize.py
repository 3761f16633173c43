"""Six formats, one graph: whoever reads whichever file has the same triples.

The oracle is pyoxigraph, which wrote none of it; ``test_readers`` has three more.
"""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import zstandard
from cases import FICTIONAL, RDF, ROOT, SEED, lines, quads, record, triples
from hypothesis import given
from strategies import WHOLE, records

from gardkg import Record, export, load_records, to_rdflib
from gardkg.errors import FileError, FormatError, TermError
from gardkg.identifiers import BASE
from gardkg.serialize.formats import FORMATS, format_for

GOLDEN = ROOT / "tests" / "golden"
HOUSE = {"seed": SEED, "fictional": FICTIONAL}
#: rdflib warns of names that only rdflib's own code uses.
RDFLIBS_OWN = pytest.mark.filterwarnings("ignore:(Dataset[.]|ConjunctiveGraph):DeprecationWarning")


@pytest.fixture(scope="module", params=HOUSE)
def house(request: pytest.FixtureRequest) -> list[Record]:
    return load_records(HOUSE[request.param])


@pytest.fixture(scope="module")
def oracle(house: list[Record]) -> set[ox.Triple]:
    return triples(export(house, format="nt"), "nt")


# --- The six are one ----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_six_formats_hold_the_same_triples(
    house: list[Record], oracle: set[ox.Triple], suffix: str
) -> None:
    assert triples(export(house, format=suffix), suffix) == oracle


def test_each_line_of_json_ld_is_a_document_of_one_record(
    house: list[Record], oracle: set[ox.Triple]
) -> None:
    """Cut anywhere between lines, it is JSON-LD: each has its context and one whole record."""
    found = export(house, format="ndjsonld").splitlines()
    assert len(found) == len(house)
    union: set[ox.Triple] = set()
    for one, line in zip(house, found, strict=True):
        own = triples(line, "jsonld")
        assert own == triples(export([one], format="nt"), "nt")
        union |= own
    assert union == oracle


@pytest.mark.parametrize("suffix", ["nq", "trig"])
def test_each_record_is_the_graph_it_names(house: list[Record], suffix: str) -> None:
    found = quads(export(house, format=suffix), suffix)
    assert {quad.graph_name.value for quad in found} == {
        f"{BASE}record/{one.id.replace(':', '_')}" for one in house
    }
    for one in house:
        name = ox.NamedNode(f"{BASE}record/{one.id.replace(':', '_')}")
        own = {quad.triple for quad in found if quad.graph_name == name}
        assert own == triples(export([one], format="nt"), "nt")


def test_n_triples_are_spelled_as_pyoxigraph_spells_them(
    house: list[Record], oracle: set[ox.Triple]
) -> None:
    ours = export(house, format="nt").splitlines(keepends=True)
    theirs = ox.serialize(oracle, format=ox.RdfFormat.N_TRIPLES)
    assert set(ours) == set(theirs.splitlines(keepends=True))


def test_there_are_no_blank_nodes(oracle: set[ox.Triple]) -> None:
    assert not [t for t in oracle if ox.BlankNode in {type(t.subject), type(t.object)}]


@WHOLE
@given(one=records())
def test_any_record_is_the_same_in_six_formats(one: Record) -> None:
    """Hostile text, every field; the N-Triples are also spelled as pyoxigraph spells them.

    The writers stay the same over all examples, as they do over the records of one export.
    """
    data = document(one, "nt")
    expected = triples(data, "nt")
    assert set(data.splitlines(keepends=True)) == set(
        ox.serialize(expected, format=ox.RdfFormat.N_TRIPLES).splitlines(keepends=True)
    )
    for suffix in FORMATS:
        assert triples(document(one, suffix), suffix) == expected, suffix


WRITERS = {suffix: kind.writer(BASE) for suffix, kind in FORMATS.items()}


def document(one: Record, suffix: str) -> bytes:
    writer = WRITERS[suffix]
    return (writer.header + writer.record(one) + writer.footer).encode()


# --- Faults that were, and must not come back ----------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_term_without_a_label_is_only_its_iri(suffix: str) -> None:
    """It once left a hole in the JSON: ``"object": }``."""
    one = record("symptoms: [{label: rash, term: HP:0000988, match: exact}]")
    assert triples(export([one], format=suffix), suffix) == triples(
        export([one], format="nt"), "nt"
    )


def test_json_ld_keeps_all_matches_of_one_thing() -> None:
    """One wording, two claims, two broader terms: only the described one used to be written."""
    one = record("""
        symptoms:
          - {label: rash, term: HP:0000988, match: broad, term_label: Skin rash, sex: male}
          - {label: rash, term: HP:0000951, match: broad, sex: female}
    """)
    assert triples(export([one], format="jsonld"), "jsonld") == triples(
        export([one], format="nt"), "nt"
    )


# --- The base -----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "base", ["https://other.example/", "http://localhost:8080/a%20b/", "https://müller.example/ü/"]
)
def test_the_base_changes_our_own_iris_and_no_other(
    fictional: list[Record], base: str, suffix: str
) -> None:
    other = triples(export(fictional, format=suffix, base=base), suffix)

    def at_home(term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            assert term.value.removeprefix(base).startswith(("disease/", "record/", "claim/"))
            return ox.NamedNode(BASE + term.value.removeprefix(base))
        return term

    assert {ox.Triple(*map(at_home, triple)) for triple in other} == triples(
        export(fictional, format="nt"), "nt"
    )


@pytest.mark.parametrize(
    "base",
    [
        "https://example.org",
        "https://example.org/x#",
        "https://example.org/?q=/",
        "https://example.org/a/../",
        "file:///tmp/",
        "example.org/",
        "",
    ],
)
def test_a_base_that_would_not_resolve_as_spelled_is_refused(base: str) -> None:
    """Turtle and JSON-LD would resolve our paths elsewhere than N-Triples writes them."""
    with pytest.raises(TermError):
        export([], format="nt", base=base)


# --- Files --------------------------------------------------------------------------------------


UNPACK = {
    "gz": gzip.decompress,
    "zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@pytest.mark.parametrize("pack", UNPACK)
@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_packed_holds_the_same_bytes_and_no_time(
    fictional: list[Record], suffix: str, pack: str, tmp_path: Path
) -> None:
    first, second = tmp_path / f"one.{suffix}.{pack}", tmp_path / f"two.{suffix}.{pack}"
    export(fictional, str(first))
    os.utime(first, (0, 0))
    export(fictional, str(second))
    assert first.read_bytes() == second.read_bytes()
    assert UNPACK[pack](first.read_bytes()) == export(fictional, format=suffix)


def test_a_folder_gets_a_file_per_disease_and_an_index(
    fictional: list[Record], tmp_path: Path
) -> None:
    export(fictional, f"{tmp_path}/out/", "nt")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "GARD_0990001.nt",
        "GARD_0990002.nt",
        "GARD_0990003.nt",
        "GARD_0990006.nt",
        "MONDO_9990005.nt",
        "ORPHA_9990004.nt",
        "index.tsv",
    ]
    rows = (tmp_path / "out" / "index.tsv").read_text("utf-8").splitlines()
    assert rows[0] == "id\tname\tfile"
    assert sorted(rows[1:])[0] == "GARD:0990001\tLanternfish fever\tGARD_0990001.nt"
    for one in fictional:
        path = tmp_path / "out" / f"{one.id.replace(':', '_')}.nt"
        assert path.read_bytes() == export([one], format="nt")


def test_a_path_may_be_a_path(seed: Record, tmp_path: Path) -> None:
    export([seed], tmp_path / "a.nt")
    export([seed], tmp_path, "nt")
    assert (tmp_path / "a.nt").read_bytes() == (tmp_path / "GARD_0007615.nt").read_bytes()


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FileError, match="cannot be made"):
        export([], f"{tmp_path}/taken/")


def test_a_link_stays_a_link_and_its_target_is_replaced(seed: Record, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "gard.nt", tmp_path / "latest.nt"
    target.write_text("old")
    link.symlink_to(target)
    export([seed], str(link))
    assert link.is_symlink()
    assert target.read_bytes() == export([seed], format="nt")
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["gard.nt"]


def test_the_mode_of_a_file_is_kept(seed: Record, tmp_path: Path) -> None:
    path = tmp_path / "gard.nt"
    path.write_text("old")
    path.chmod(0o640)
    export([seed], str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_no_records_are_an_empty_document_of_the_format() -> None:
    for suffix in FORMATS:
        assert triples(export([], format=suffix), suffix) == set()


@pytest.mark.parametrize(
    ("path", "name", "suffix", "packed"),
    [
        ("x.ttl", None, "ttl", ""),
        ("x.jsonld.gz", None, "jsonld", "gz"),
        ("x.txt", "nt", "nt", ""),
        ("x.ttl", "nt", "nt", ""),
        ("x.jsonld.jsonl", None, "ndjsonld", ""),
        ("x.jsonld.jsonl.zst", None, "ndjsonld", "zst"),
        ("x.gz", "nt", "nt", "gz"),
        ("x.TTL", None, "ttl", ""),
        ("x.owl.gz", None, "rdf", "gz"),
        ("-", "Turtle", "ttl", ""),
        ("-", "application/ld+json", "jsonld", ""),
        ("-", "rdf/xml", "rdf", ""),
        ("-", "n-triples", "nt", ""),
    ],
)
def test_the_format_is_that_of_the_option_else_of_the_suffix(
    path: str, name: str | None, suffix: str, packed: str
) -> None:
    assert format_for(path, name) == (FORMATS[suffix], packed)


@pytest.mark.parametrize("path", ["x.tll", "x", "x.gz", ".ttl"])
def test_an_unknown_format_is_refused_and_the_known_are_named(path: str) -> None:
    with pytest.raises(FormatError, match=r"\.ttl \.nt \.nq \.trig \.jsonld \.jsonld\.jsonl \.rdf"):
        format_for(path)


# --- rdflib -------------------------------------------------------------------------------------


@RDFLIBS_OWN
def test_to_rdflib_gives_a_graph_or_a_dataset(fictional: list[Record]) -> None:
    graph = to_rdflib(fictional)
    dataset = to_rdflib(fictional, dataset=True)
    assert len(graph) == len(lines(*fictional))
    assert {str(g.identifier) for g in dataset.graphs() if len(g)} == {
        f"{BASE}record/{one.id.replace(':', '_')}" for one in fictional
    }
    assert (rdflib.URIRef("http://purl.obolibrary.org/obo/HP_0001945"), None, None) in graph
    assert dict(graph.namespaces())["biolink"] == rdflib.URIRef("https://w3id.org/biolink/vocab/")


# --- Golden -------------------------------------------------------------------------------------


GOLDEN_FILES = [
    (source, f"{source.stem}.{suffix}")
    for source in (SEED, FICTIONAL / "lanternfish_fever.yaml")
    for suffix in ("ttl", "nt", "jsonld")
]


@pytest.mark.parametrize(("source", "name"), GOLDEN_FILES, ids=[name for _, name in GOLDEN_FILES])
def test_golden(source: Path, name: str) -> None:
    """A change of the graph, or of how it is written, is seen and meant.

    First as graphs, which says what changed; then byte for byte, under two hash seeds. Only
    ``GARDKG_UPDATE_GOLDEN=1 pytest tests/serialize -k golden`` writes these files.
    """
    path, suffix = GOLDEN / name, name.rpartition(".")[2]
    data = export(load_records(source), format=suffix)
    if os.environ.get("GARDKG_UPDATE_GOLDEN") == "1":
        path.write_bytes(data)
    golden = path.read_bytes()
    assert triples(data, suffix) == triples(golden, suffix)
    assert data == golden
    for seed_ in ("1", "2"):
        command = [sys.executable, "-m", "gardkg", "export", str(source), "-t", suffix]
        strange = {"PYTHONHASHSEED": seed_, "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
        done = subprocess.run(command, capture_output=True, check=True, env=os.environ | strange)
        assert done.stdout == golden


def test_formats_of_the_oracle_are_all_of_ours() -> None:
    assert list(RDF) == [suffix for suffix in FORMATS if suffix != "ndjsonld"]

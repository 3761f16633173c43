"""``describe``: VoID and DCAT whose every count a query over the same data confirms."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from cases import FICTIONAL, RDF, ROOT
from command import gardkg
from rdflib import DCAT, DCTERMS, PROV, VOID, XSD

from gardkg import Store, export, load_records
from gardkg.release.void import OWN, Dataset, describe

BASE = "https://w3id.org/gardkg/"
SPDX = rdflib.Namespace(OWN["spdx"])
D = rdflib.URIRef(BASE + "dataset")
LICENSE = "https://example.org/licence"


def graph(data: bytes) -> rdflib.Graph:
    """As rdflib reads it, and pyoxigraph no otherwise."""
    found = rdflib.Graph().parse(data=data, format="turtle")
    again = rdflib.Graph()
    for quad in ox.parse(data, format=RDF["ttl"]):
        again.parse(data=f"{quad.triple} .", format="nt")
    assert set(found) == set(again)
    return found


@pytest.fixture(scope="module")
def described() -> rdflib.Graph:
    return graph(describe([str(FICTIONAL)], Dataset(license=LICENSE)))


def counts(
    found: rdflib.Graph, kind: rdflib.URIRef, what: rdflib.URIRef, n: rdflib.URIRef
) -> dict[str, int]:
    """Of each partition: its class or predicate, and its count."""
    parts = list(found.objects(D, kind))
    return {str(found.value(part, what)): int(str(found.value(part, n))) for part in parts}


def asked(store: Store, query: str) -> dict[str, int]:
    return {row[0].value: int(row[1].value) for row in store.run(query).terms}  # type: ignore[union-attr]


# A triple in two records' graphs is one of the dataset.
DISTINCT = "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"


def test_the_counts_are_exact(described: rdflib.Graph, store: Store) -> None:
    classes = counts(described, VOID.classPartition, VOID["class"], VOID.entities)
    assert classes == asked(store, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    predicates = counts(described, VOID.propertyPartition, VOID.property, VOID.triples)
    assert predicates == asked(store, f"SELECT ?p (COUNT(*) AS ?n) {{ {DISTINCT} }} GROUP BY ?p")
    for name, query in {
        "triples": f"SELECT ('' AS ?a) (COUNT(*) AS ?n) {{ {DISTINCT} }}",
        "distinctSubjects": "SELECT ('' AS ?a) (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT ('' AS ?a) (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
        "properties": "SELECT ('' AS ?a) (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "entities": "SELECT ('' AS ?a) (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o "
        f"FILTER(STRSTARTS(STR(?s), '{BASE}')) }}",
    }.items():
        assert int(str(described.value(D, VOID[name]))) == asked(store, query)[""], name


@pytest.mark.parametrize("suffix", ["ttl", "nq", "jsonld"])
def test_it_is_the_same_of_records_and_of_their_rdf(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"gard.{suffix}"
    export(load_records(FICTIONAL), path)
    assert describe([str(path)], Dataset()) == describe([str(FICTIONAL)], Dataset())


def test_every_term_is_in_its_vocabulary(described: rdflib.Graph, tmp_path: Path) -> None:
    """rdflib has the terms of each as they were published; SPDX has three of ours."""
    path = tmp_path / "x.nt.gz"
    export(load_records(FICTIONAL), path)
    full = graph(describe([str(FICTIONAL)], Dataset([str(path)], at="https://e.example/")))
    whole = full | described
    terms = set(whole.predicates()) | set(whole.objects(None, rdflib.RDF.type))
    for vocabulary in (VOID, DCAT, PROV, DCTERMS):
        assert rdflib.URIRef(vocabulary._NS + "nothing") not in vocabulary
        mine = {term for term in terms if str(term).startswith(str(vocabulary._NS))}
        assert mine
        assert not [term for term in mine if term not in vocabulary]
    terms |= set(whole.objects(None, SPDX.algorithm))
    assert {str(term).removeprefix(SPDX) for term in terms if str(term).startswith(SPDX)} == {
        *("checksum", "Checksum", "algorithm", "checksumAlgorithm_sha256", "checksumValue"),
    }


def test_a_file_is_a_distribution(tmp_path: Path) -> None:
    path = tmp_path / "all of it.ttl.gz"
    export(load_records(FICTIONAL), path)
    found = graph(describe([str(FICTIONAL)], Dataset([str(path)], at="https://e.example/x/")))
    (one,) = found.objects(D, DCAT.distribution)
    assert str(one) == BASE + "dataset/file/all%20of%20it.ttl.gz"
    data = path.read_bytes()
    assert found.value(one, DCAT.byteSize) == rdflib.Literal(
        str(len(data)), datatype=XSD.nonNegativeInteger
    )
    media = "https://www.iana.org/assignments/media-types/"
    assert str(found.value(one, DCAT.mediaType)) == media + "text/turtle"
    assert str(found.value(one, DCAT.compressFormat)) == media + "application/gzip"
    assert str(found.value(one, DCAT.downloadURL)) == "https://e.example/x/all%20of%20it.ttl.gz"
    checksum = found.value(one, SPDX.checksum)
    assert (
        str(found.value(checksum, SPDX.checksumValue)).lower() == hashlib.sha256(data).hexdigest()
    )


def test_the_pages_it_was_derived_from_have_their_licences(described: rdflib.Graph) -> None:
    page = rdflib.URIRef("https://example.org/imaginary/lanternfish-fever")
    assert page in set(described.objects(D, PROV.wasDerivedFrom))
    assert str(described.value(page, DCTERMS.license)) == "https://example.org/imaginary/licence"
    assert str(described.value(page, DCTERMS.title)) == "Lanternfish fever at a glance"
    assert str(described.value(D, DCTERMS.license)) == LICENSE


def test_no_licence_is_made_up_and_no_date() -> None:
    found = graph(describe([str(FICTIONAL)], Dataset()))
    assert found.value(D, DCTERMS.license) is None
    assert found.value(D, DCTERMS.issued) is None


def test_no_node_is_blank_and_another_base_moves_our_nodes() -> None:
    found = graph(describe([str(FICTIONAL)], Dataset(base="https://b.example/")))
    assert not [term for triple in found for term in triple if isinstance(term, rdflib.BNode)]
    assert found.value(rdflib.URIRef("https://b.example/dataset"), VOID.triples)
    assert not [s for s in found.subjects() if str(s).startswith(BASE)]


def test_the_command_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    shutil.copytree(FICTIONAL, tmp_path / "records")
    assert gardkg("export", "-o", "gard.nt", "-q", cwd=tmp_path).returncode == 0
    arguments = ("-d", "gard.nt", "--issued", "2031-05-06", "--license", LICENSE)
    done = gardkg("describe", *arguments, "-o", "void.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "void.ttl: 1 distribution\n"
    first = (tmp_path / "void.ttl").read_text("utf-8")
    assert 'dcterms:issued "2031-05-06"^^xsd:date' in first
    assert gardkg("describe", *arguments, cwd=tmp_path).stdout == first


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--license", "CC BY"], 2, "--license: expected"),
        (["--at", "https://e.example/x"], 2, "--at: expected"),
        (["--issued", "22.11.2026"], 2, "Invalid value for '--issued'"),
        (["-d", "no.ttl"], 3, "no.ttl: cannot be read: No such file"),
        (["-d", "no.pdf"], 2, 'no.pdf: unknown format ".pdf"'),
        (["no.yaml"], 3, "no.yaml: no such file or folder"),
    ],
)
def test_what_cannot_be_described(arguments: list[str], code: int, message: str) -> None:
    done = gardkg("describe", *arguments, cwd=ROOT)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr

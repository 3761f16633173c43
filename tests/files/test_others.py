"""RDF that others wrote: known by what it is, read with its own base and entities, or named."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
import zstandard
from cases import ROOT
from command import gardkg

from gardkg import Store
from gardkg.errors import FileError, UsageError
from gardkg.files.foreign import foreign
from gardkg.files.how import read_as
from gardkg.files.rdf import quads

STRANGERS = ROOT / "tests" / "strangers"
TURTLE = b'@prefix ex: <http://example.org/> .\nex:a ex:p "one" , "two"@en ; ex:q ex:b .\n'


def text(format: str) -> bytes:
    """The same three triples."""
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    return graph.serialize(format=format, encoding="utf-8")


#: What files end in, and what is in them.
ENDINGS = {
    **dict.fromkeys(("ttl", "TTL", "turtle", "n3"), "turtle"),
    **dict.fromkeys(("nt", "ntriples"), "nt"),
    **dict.fromkeys(("rdf", "owl", "xml", "rdfs", "RDF", "Owl"), "xml"),
    **dict.fromkeys(("jsonld", "json-ld", "json"), "json-ld"),
    "nq": "nt",
    "nquads": "nt",
    "trig": "turtle",
}
PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor().compress(data),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.mark.parametrize("pack", PACK)
@pytest.mark.parametrize("ending", ENDINGS)
def test_rdf_is_known_by_its_ending(ending: str, pack: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}{pack}"
    path.write_bytes(PACK[pack](text(ENDINGS[ending])))
    assert len(Store.read(str(path))) == 3


@pytest.mark.parametrize("ending", ["owl", "txt", "data", ""])
@pytest.mark.parametrize("format", ["turtle", "xml", "nt", "json-ld"])
def test_else_by_what_it_is(format: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}".rstrip(".")
    path.write_bytes(text(format))
    assert len(Store.read(str(path))) == 3


def test_who_knows_better_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_bytes(TURTLE)
    with pytest.raises(FileError, match="not what its suffix says"):
        Store.read(str(path))
    with read_as("Turtle"):
        assert len(Store.read(str(path))) == 3
    done = gardkg("query", "SELECT * {?s ?p ?o}", path, "--input-format", "ttl", "-t", "csv")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4
    said = "unknown format 'excel'; RDF is read as ttl nt nq"
    with pytest.raises(UsageError, match=said), read_as("excel"):
        pass


def test_what_is_relative_is_so_to_its_own_place(tmp_path: Path) -> None:
    path = shutil.copy(STRANGERS / "39-relative.ttl", tmp_path / "a b.ttl")
    found = {quad.subject.value for quad in quads(str(path))}
    assert found == {f"{(tmp_path / 'a b.ttl').as_uri()}#test.1"}
    # But what is published says nothing of where it was on this machine.
    for verb in (("load", path, "--to", tmp_path / "store"), ("describe", path)):
        done = gardkg(*verb)
        assert done.returncode == 3
        assert "relative address" in done.stderr
        assert "; --input-base IRI says what" in done.stderr
    assert not (tmp_path / "store").exists()
    done = gardkg(
        *("load", path, "--to", tmp_path / "store", "--input-base", "http://example.org/x")
    )
    assert done.returncode == 0
    rows = Store.open(str(tmp_path / "store")).query("SELECT DISTINCT ?s { ?s ?p ?o }")
    assert [row.s for row in rows] == ["http://example.org/x#test.1"]  # type: ignore[union-attr]


def test_json_ld_that_is_relative_to_nothing_loses_nothing(tmp_path: Path) -> None:
    """The parser drops such triples without a word."""
    path = tmp_path / "a.jsonld"
    path.write_text('{"@id": "x", "http://example.org/p": {"@id": "y"}}')
    assert len(Store.read(str(path))) == 1
    done = gardkg("load", path, "--to", tmp_path / "store")
    assert done.returncode == 3
    assert "has relative addresses" in done.stderr


def test_files_of_strangers_are_read() -> None:
    for name in ("66-bom.ttl", "30-entities.owl", "33-turtle-in.owl"):
        assert len(Store.read(str(STRANGERS / name))) > 0


def test_a_byte_order_mark_is_no_part_of_any_kind(tmp_path: Path) -> None:
    for ending, format in {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}.items():
        path = tmp_path / f"a.{ending}"
        path.write_bytes(b"\xef\xbb\xbf" + text(format))
        assert len(Store.read(str(path))) == 3, ending


# --- Entities -----------------------------------------------------------------------------------

XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/a"><e:p>%s</e:p></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("declared", "used", "value"),
    [
        ('<!ENTITY a "x">', "&a;&a;", "xx"),
        ("<!ENTITY a 'x \"y\"'>", "&a;", 'x "y"'),
        ('<!ENTITY b "&a;!"><!ENTITY a "x">', "&b;", "x!"),
        ('<!ENTITY a "1"><!ENTITY a "2">', "&a;", "1"),  # the first one counts
        ('<!ENTITY a "&amp;amp;">', "&a;", "&amp;"),
        ('<!-- <!ENTITY a "no"> --><!ENTITY a "yes">', "&a;", "yes"),
        ('<!ELEMENT x ANY><!ATTLIST x y CDATA "]>"><!ENTITY a "z">', "&a;", "z"),
        ('<!ENTITY a "x">', "<!-- &a; -->&a;", "x"),
    ],
)
def test_entities_of_its_own_stand_for_what_they_say(
    declared: str, used: str, value: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.rdf"
    path.write_text(f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [{declared}]>\n{XML % used}')
    (quad,) = quads(str(path))
    assert quad.object.value == value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "prolog",
    [
        '[<!ENTITY a SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % a "x"> %a;]',
        'SYSTEM "http://127.0.0.1:9/x.dtd"',
        'PUBLIC "x" "y" [<!ENTITY a "x">]',
        '[<!ENTITY a "&b;"><!ENTITY b "&a;">]',
        '[<!ENTITY a "<b/>">]',
        '[<!ENTITY a "&#60;b/>">]',
        "[" + "".join(f'<!ENTITY a{n} "&a{n + 1};">' for n in range(80)) + "]",
        '[<!ENTITY a "' + "x" * 900_000 + '">]',
    ],
)
def test_42_what_is_elsewhere_or_without_end_is_refused(prolog: str, tmp_path: Path) -> None:
    path = tmp_path / "a.rdf"
    path.write_text(f"<!DOCTYPE rdf:RDF {prolog}>{XML % ('&a;' * 500)}")
    with pytest.raises(FileError):
        Store.read(str(path))


# --- One bad term among many ---------------------------------------------------------------------


def test_a_bad_term_is_named_with_its_line() -> None:
    path = str(STRANGERS / "34-space-iri.ttl")
    with pytest.raises(FileError, match=r"line 3: a space in an address; --lenient leaves such"):
        Store.read(path)
    done = gardkg("query", "SELECT * {?s ?p ?o}", path, "--lenient", "-t", "csv")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    said = "left out 1 statement: line 3: a space in an address\n"
    assert done.stderr.endswith(said)


BAD = {
    "ttl": '@prefix e: <http://e.org/> .\ne:a e:p 1 .\ne:b e:p <http://e.org/x{y}> ; e:q 2 .\n'
    'e:c e:p <http://e.org/ y> .\nno:d e:p 3 .\ne:e e:p 4 .\n',
    "nt": '<http://e.org/a> <http://e.org/p> "1" .\n<http://e.org/ b> <http://e.org/p> "2" .\n'
    '<http://e.org/c> <http://e.org/p> "3 .\n<http://e.org/d> <http://e.org/p> "4" .\n',
    "rdf": XML % '</e:p><e:q rdf:resource="http://e.org/ x"/><e:q rdf:resource="http://e.org/y"/><e:p>',
    "jsonld": '[{"@id": "http://e.org/a", "http://e.org/p": [1, {"@id": "http://e.org/ x"}]}]',
}  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "kept", "left"), [("ttl", 2, 3), ("nt", 2, 2), ("rdf", 3, 1), ("jsonld", 1, 1)]
)
def test_leniently_what_is_bad_is_left_out_and_counted(
    ending: str, kept: int, left: int, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text(BAD[ending])
    with read_as(lenient=True) as skipped:
        assert len(list(quads(str(path)))) == kept
    assert skipped[str(path)].count == left
    assert len(skipped[str(path)].first) == min(left, 3)


def test_what_a_load_leaves_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(BAD["ttl"])
    refused = gardkg("load", path, "--to", tmp_path / "store")
    assert refused.returncode == 3
    assert "a.ttl: line 3: '{' in an address; --lenient leaves such out" in refused.stderr
    done = gardkg("load", path, "--to", tmp_path / "store", "--lenient")
    assert done.returncode == 0
    assert "a.ttl: left out 3 statements: line 3: '{' in an address" in done.stderr


# --- What is no RDF ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("31.owl", (STRANGERS / "31-owlxml.owl").read_bytes(), "is OWL/XML"),
        ("a.owl", b"Prefix(:=<http://e.org/>)\nOntology(<http://e.org/>)", "functional syntax"),
        ("a.omn", b"Prefix: : <http://e.org/>\nOntology: <http://e.org/>", "Manchester syntax"),
        ("a.ttl", b"<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page"),
        ("a.rdf", b"<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page"),
        ("a.html", b"<html lang=en><body>404</body></html>", "is a web page"),
        ("a.ttl", b"version https://git-lfs.github.com/spec/v1\noid x:0", "pointer of Git LFS"),
        ("a.xml", b'<?xml version="1.0"?>\n<JDBOR date="x"/>', "Orphadata"),
        ("a.xml", b'<?xml version="1.0"?>\n<prov:document xmlns:prov="x"/>', "is XML, but no RDF"),
        ("a.n3", b"{ <a:b> <a:c> <a:d> } => { <a:b> <a:c> <a:e> } .", "of N3 is no Turtle"),
        ("a.hpoa", b"#version: 1\ndatabase_id\tdisease_name\n", "gardkg import hpoa reads it"),
        ("a.tsv", b"#curie_map:\nsubject_id\tpredicate_id\n", "a table of mappings (SSSOM)"),
        ("hp.obo", b"format-version: 1.2\n", "OBO format"),
        ("a.yaml", b"id: https://e.org/x\nname: x\nprefixes:\n  a: b\nclasses: {}\n", "LinkML"),
        ("a.json", b'{"id": "x", "subject": {"id": "y"}, "phenotypicFeatures": []}', "phenopacket"),
        ("a.json", b'{"graphs": [{"nodes": []}]}', "OBO graph"),
        ("a.ttl", gzip.compress(TURTLE), "is gzip; end its name in .gz"),
        ("a.jsonld", (STRANGERS / "60-remote-context.jsonld").read_bytes(), "is not fetched"),
    ],
)  # fmt: skip
def test_what_is_no_rdf_is_named(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    """No refusal teaches YAML to somebody who brought something else."""
    path = tmp_path / name
    path.write_bytes(data)
    done = gardkg("query", "SELECT * {?s ?p ?o}", path)
    assert done.returncode == 3
    assert said in done.stderr
    assert "YAML" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_our_own_are_not_foreign() -> None:
    for data in (TURTLE, text("xml"), text("json-ld"), b"id: GARD:1\nname: A\n"):
        assert foreign(data) is None


# --- A check of nothing is no check --------------------------------------------------------------

SHAPE = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.org/S> a sh:NodeShape ; "
    "sh:targetClass <%s> ; sh:property [ sh:path <http://e.org/p> ; sh:maxCount 9 ] ."
)


@pytest.mark.parametrize("what", ["--shapes", "--quality"])
def test_a_check_of_what_has_no_disease_is_an_error(what: str) -> None:
    done = gardkg("check", what, STRANGERS / "64-plain.ttl")
    assert done.returncode == 1
    assert "no disease" in done.stdout


def test_shapes_that_look_at_nothing_are_an_error(tmp_path: Path) -> None:
    data, shapes = tmp_path / "a.ttl", tmp_path / "shapes.ttl"
    data.write_text("<http://e.org/a> a <http://e.org/C> .")
    shapes.write_text("<http://e.org/a> a <http://e.org/C> .")
    done = gardkg("check", data, "--shapes-file", shapes)
    assert done.returncode == 3
    assert "shapes.ttl: has no shape" in done.stderr
    shapes.write_text(SHAPE % "http://e.org/D")
    done = gardkg("check", data, "--shapes-file", shapes)
    assert done.returncode == 1
    assert "http://e.org/S: no node is its targetClass http://e.org/D" in done.stdout
    shapes.write_text(SHAPE % "http://e.org/C")
    done = gardkg("check", data, "--shapes-file", shapes)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 node checked" in done.stderr


def test_a_description_of_foreign_rdf_speaks_of_no_diseases() -> None:
    done = gardkg("describe", STRANGERS / "64-plain.ttl")
    assert done.returncode == 0
    assert "disease" not in done.stdout

"""The shapes: they say what the templates say, good graphs conform, and no fault slips through.

A case of ``shapes/`` is a file named as a shape is: what stands above its line conforms to that
shape, what stands below does not. It may lack what other shapes want.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from cases import FICTIONAL, ROOT, SHARED
from command import gardkg
from msgspec.structs import replace
from rdflib import RDF, XSD, Literal, URIRef
from test_ontology import predicate_rows

from gardkg import Store, export, load_records, model
from gardkg.identifiers import BASE, PREFIXES, expand
from gardkg.mapping.shapes import SH, SHAPES, turtle
from gardkg.mapping.templates import KINDS, RELATIONS, TABLES, TEMPLATES, WORK_TYPES
from gardkg.records.reader import read_records
from gardkg.release.shacl import Shapes
from gardkg.sparql.quality import quality, quality_queries

pyshacl = pytest.importorskip("pyshacl", reason="pyshacl is not installed")

GRAPH = rdflib.Graph().parse(data=turtle(), format="turtle")
#: How many records of the real sources are held to the shapes: all, if there are not so many.
RECORDS = int(os.environ.get("GARDKG_SHAPES", "2"))
FIXTURES = {path.stem: path for path in sorted((ROOT / "tests" / "shapes").glob("*.ttl"))}
HEADER = export([], format="ttl").decode()
HERE = URIRef(SHAPES + "#")


def sh(name: str) -> URIRef:
    return URIRef(SH + name)


def iri(curie: str) -> URIRef:
    return URIRef(expand(curie))


def caught(graph: rdflib.Graph, *shapes: str) -> set[tuple[str, str]]:
    """Which shapes a graph fails, and at which nodes; of all shapes, or of those named."""
    chosen = [HERE + name for name in shapes] or None
    _, report, text = pyshacl.validate(graph, shacl_graph=GRAPH, use_shapes=chosen)
    assert isinstance(report, rdflib.Graph), text
    results = list(report.objects(None, sh("result")))
    return {
        (
            str(report.value(r, sh("sourceShape"))).removeprefix(HERE),
            str(report.value(r, sh("focusNode"))),
        )
        for r in results
    }


# --- The file -----------------------------------------------------------------------------------


def test_the_published_file_is_made_from_the_templates() -> None:
    assert (ROOT / "ontology" / "shapes.ttl").read_text("utf-8") == turtle()


@pytest.mark.skipif(RECORDS < 20, reason="GARDKG_SHAPES=2000 runs it; it takes ten seconds")
def test_the_shapes_are_shacl() -> None:
    """SHACL has shapes for shapes."""
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=GRAPH, meta_shacl=True)
    assert conforms, text


def properties() -> dict[tuple[URIRef, Any], URIRef]:
    """Target class and path → the shape of that property."""
    found: dict[tuple[URIRef, Any], URIRef] = {}
    for shape, path in GRAPH.subject_objects(sh("path")):
        if str(shape).partition("#")[2][:1].isupper():  # those made from a template
            for target in GRAPH.objects(shape, sh("targetClass")):
                if isinstance(path, URIRef):
                    assert (target, path) not in found, f"{shape}: two shapes for one thing"
                    found[target, path] = shape
    return found


PROPERTIES = properties()
THINGS = {kind.thing for kind in KINDS.values() if kind.thing}


def test_every_row_of_a_template_has_a_shape_that_says_the_same() -> None:
    for template in (t for t in TEMPLATES if t.rows[0].predicate == "rdf:type"):
        first = template.rows[0]
        classes = first.constants[:1] or (
            THINGS if first.hole == "thing_type" else WORK_TYPES.values()
        )
        paths = [row.predicate for row in template.rows]
        for row in template.rows:
            table = [row.predicate] if row.predicate else TABLES[row.hole]
            for predicate in table:
                for name in classes:
                    shape = PROPERTIES.get((iri(name), iri(predicate)))
                    if row.hole == "direct" and shape is None:
                        continue  # it begins at the other end: the test below
                    assert shape, f"{name}: {predicate}"
                    _agrees(shape, row, paths.count(predicate) > 1)


def _agrees(shape: URIRef, row: Any, several: bool) -> None:
    low, high = (GRAPH.value(shape, sh(name)) for name in ("minCount", "maxCount"))
    shared = any(name in shape for name in ("#Work-", "#Source-"))
    said = row.hole == "statements" and "Label" not in shape
    if row.predicate != "rdf:type":
        assert (low is not None) == (said or not (row.optional or several)), shape
        assert (high is not None) == (not (row.repeated or shared or not row.predicate)), shape
    if not row.literal or several:
        return
    datatype = row.datatype or ("rdf:langString" if row.language else "xsd:string")
    assert GRAPH.value(shape, sh("datatype")) == iri(datatype)


def test_direct_triples_have_a_shape_at_the_end_where_they_begin() -> None:
    disease = {path for target, path in PROPERTIES if target == iri("biolink:Disease")}
    things = {path for target, path in PROPERTIES if target == iri("biolink:Treatment")}
    for relation in map(iri, RELATIONS.values()):
        assert (relation in disease) != (relation in things), relation


def test_no_shape_speaks_of_what_no_template_writes() -> None:
    written = {iri(row.predicate) for row in predicate_rows()}
    paths = {path for path in GRAPH.objects(None, sh("path")) if isinstance(path, URIRef)}
    for start in [p for p in GRAPH.objects(None, sh("path")) if not isinstance(p, URIRef)]:
        steps = {o for s in GRAPH.transitive_objects(start, None) for o in GRAPH.objects(s)}
        paths |= {o for o in steps - {RDF.nil} if isinstance(o, URIRef) and SH not in o}
    targets = {
        t for p in ("targetSubjectsOf", "targetObjectsOf") for t in GRAPH.objects(None, sh(p))
    }
    closed = {p for o in GRAPH.objects(None, sh("ignoredProperties")) for p in GRAPH.items(o)}
    assert (paths | targets | closed) - written == set()


# --- Fixtures -----------------------------------------------------------------------------------


def halves(name: str) -> tuple[rdflib.Graph, rdflib.Graph]:
    good, _, bad = FIXTURES[name].read_text("utf-8").partition("# --- fails ---")
    return tuple(rdflib.Graph().parse(data=HEADER + part, format="turtle") for part in (good, bad))  # type: ignore[return-value]


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture(name: str) -> None:
    good, bad = halves(name)
    assert name not in {shape for shape, _ in caught(good)}
    assert name in {shape for shape, _ in caught(bad)}


def test_every_rule_has_its_fixture() -> None:
    """A rule is a shape whose name begins with a small letter; the others have mutations."""
    shapes = {str(shape).removeprefix(HERE) for shape in GRAPH.subjects() if HERE in str(shape)}
    assert {name for name in shapes if name[0].islower()} == set(FIXTURES)


QUERIES = {
    "origin": {"statements-without-source"},
    "citations": {"citations-without-reference"},
    "numbers": {"numbers-used-twice"},
    "direct-triples": {"direct-triples-without-claim"},
    "positive-claims": {"claims-without-direct-triple"},
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_quality_query_finds_what_the_shape_finds(name: str, tmp_path: Path) -> None:
    for part, graph in zip(("good", "bad"), halves(name), strict=True):
        path = tmp_path / f"{part}.nt"
        path.write_bytes(graph.serialize(format="nt", encoding="utf-8"))
        found = {asked.query.name for asked in quality(Store.read(str(path))) if asked.rows}
        assert (QUERIES[name] <= found) == (part == "bad")


def test_claims_and_diseases_that_only_the_queries_tell(tmp_path: Path) -> None:
    path = tmp_path / "all.ttl"
    path.write_text(
        HEADER
        + """<claim/1> gardkg:disease <disease/GARD_0990008> .
        <disease/GARD_0990008> skos:prefLabel "Ague"@en .
        <disease/GARD_0990009> skos:prefLabel "ague"@en .
        HP:0001945 rdfs:label "Fever"@en , "Ague"@en .
        <record/GARD_0990009/reference/x> dcterms:references <record/GARD_0990009/work/x> ;
            dcterms:bibliographicCitation "x" ."""
    )
    found = {asked.query.name for asked in quality(Store.read(str(path))) if asked.rows}
    assert found >= {"claims-without-statement", "diseases-alike", "terms-with-two-labels"}
    assert "references-without-identifier" in found


def test_the_queries_know_all_relations() -> None:
    """SPARQL cannot read our table; the list stands in three of them."""
    listed = [q for q in quality_queries() if "RO:0002200" in q.text]
    assert len(listed) == 3
    for query in listed:
        assert all(
            f"{relation} " in query.text.replace("\n", " ") for relation in RELATIONS.values()
        )


# --- Mutations ----------------------------------------------------------------------------------

WRONG = URIRef("urn:wrong")


@pytest.fixture(scope="module")
def rich() -> rdflib.Graph:
    """Six diseases that say all there is to say, between them; two of them are given a source."""
    records = load_records(FICTIONAL)
    for record in records:
        record.source = record.source or model.Source(file="imaginary.xml")
    owner = next(record for record in records if any(s.onset for s in record.symptoms))
    said = next(symptom for symptom in owner.symptoms if symptom.onset)
    mentioned = replace(said, label="glow", term=None, match=None, term_label=None, stated=[])
    mentioned.rule, mentioned.form, mentioned.sites = model.MENTION, "late form", ["UBERON:0000970"]
    owner.symptoms.append(mentioned)
    return rdflib.Graph().parse(data=export(records, format="nt"), format="nt")


def test_what_is_to_be_mutated_conforms(rich: rdflib.Graph) -> None:
    assert caught(rich) == set()


def mutations(shape: URIRef, values: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """For each constraint of a property's shape, values that break it."""
    facts = {str(p).removeprefix(SH): o for p, o in GRAPH.predicate_objects(shape)}
    rest = values[1:]
    if "minCount" in facts:
        yield "minCount", []
    if "maxCount" in facts:
        yield (
            "maxCount",
            [*values, *(Literal(f"more {n}") for n in range(int(facts["maxCount"]) + 1))],
        )
    for name in ("datatype", "or"):
        if name in facts:
            yield name, [Literal("wrong", datatype=XSD.anyURI), *rest]
    compared = {"lessThan", "lessThanOrEquals"} & facts.keys()  # see the test of a file of those
    if not compared and facts.get("datatype") not in {None, RDF.langString, XSD.string}:
        yield "ill-formed", [Literal("wrong", datatype=facts["datatype"]), *rest]
    for name in ("nodeKind", "pattern", "in", "class"):
        if name in facts and facts["path"] != RDF.type:  # without its class it is no target
            plain = Literal("wrong", datatype=facts.get("datatype"))
            wrong = plain if name == "nodeKind" or "datatype" in facts else WRONG
            yield name, [wrong, *rest]
    kind = facts.get("datatype")
    if "minInclusive" in facts:
        yield "minInclusive", [Literal(int(facts["minInclusive"]) - 1, datatype=kind)]
    if "maxInclusive" in facts:
        yield "maxInclusive", [Literal(int(facts["maxInclusive"]) + 1, datatype=kind)]
    for name in ("lessThan", "lessThanOrEquals"):
        if name in facts:
            yield name, [Literal(199, datatype=kind)]


def focus(graph: rdflib.Graph, shape: URIRef, path: Any) -> URIRef:
    """A node of the shape's target that has the property, or else any."""
    classes = list(GRAPH.objects(shape, sh("targetClass")))
    nodes = [n for c in classes for n in graph.subjects(RDF.type, c)]
    for predicate in () if classes else GRAPH.objects(shape, sh("targetSubjectsOf")):
        nodes += graph.subjects(predicate)
    other = GRAPH.value(shape, sh("lessThan")) or GRAPH.value(shape, sh("lessThanOrEquals")) or path
    nodes.sort(
        key=lambda node: ((node, other, None) not in graph, (node, path, None) not in graph, node)
    )
    return nodes[0]


MADE = sorted(
    (shape, path)
    for shape, path in GRAPH.subject_objects(sh("path"))
    if str(shape).partition("#")[2][:1].isupper() and isinstance(path, URIRef)
)


#: A node without its class is found by what it has, or by what points to it.
LOOKING_AT_CLASSES = sorted(
    {str(shape).removeprefix(HERE) for shape in GRAPH.subjects(sh("class"))}
    | {name for name in FIXTURES if name.startswith("with-")}
    | {"own-things", "titled", "Statement-prov-wasDerivedFrom-type"}
    | {"Reference-dcterms-references-type"}
)


def test_every_mutation_of_a_property_is_caught(rich: rdflib.Graph) -> None:
    """Each constraint of each property, broken once: 100 % must be caught by its own shape."""
    tried, missed = 0, []
    for shape, path in MADE:
        node = focus(rich, shape, path)
        before = sorted(rich.objects(node, path))
        for name, values in mutations(shape, before):
            changed = {(node, path, value) for value in values}
            rich -= ((node, path, value) for value in before)
            rich += changed
            local = str(shape).removeprefix(HERE)
            tried += 1
            if path == RDF.type and not values:
                hit = bool(caught(rich, *LOOKING_AT_CLASSES))
            else:
                hit = (local, str(node)) in caught(rich, local)
            if not hit:
                missed.append((local, name, node))
            rich -= changed
            rich += {(node, path, value) for value in before}
    assert tried > 300
    assert not missed
    assert caught(rich) == set()


CLOSED = sorted(GRAPH.subjects(sh("closed"), Literal(True)))


@pytest.mark.parametrize("shape", CLOSED, ids=lambda shape: str(shape).removeprefix(HERE))
def test_every_mutation_of_a_node_is_caught(shape: URIRef, rich: rdflib.Graph) -> None:
    local = str(shape).removeprefix(HERE)
    kind = next(GRAPH.objects(shape, sh("targetClass")))
    node = next(
        n for c in GRAPH.objects(shape, sh("targetClass")) for n in rich.subjects(RDF.type, c)
    )
    for wrong in (
        (node, iri("gardkg:wibble"), Literal("x")),
        (node, iri("dcterms:publisher"), WRONG),
        (WRONG, RDF.type, kind),
        (rdflib.BNode(), RDF.type, kind),
    ):
        rich.add(wrong)
        assert local in {name for name, _ in caught(rich, local)}, wrong
        rich.remove(wrong)


# --- Records and files --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.read()


def test_our_records_conform(shapes: Shapes) -> None:
    paths = sorted((ROOT / "records").glob("*.yaml"), key=lambda path: path.stat().st_size)
    seed = ROOT / "records" / "scleromyxedema.yaml"
    for record in load_records(*{*paths[:RECORDS], seed}):
        assert list(shapes.check(record)) == []


@pytest.mark.skipif(
    RECORDS < 20 or not (SHARED / "medquad-gard").is_dir(),
    reason="GARDKG_SHAPES=2000 holds so many records of MedQuAD to the shapes",
)
def test_medquad_conforms(shapes: Shapes, tmp_path: Path) -> None:
    path = tmp_path / "medquad.jsonl"
    assert gardkg("import", "medquad", SHARED / "medquad-gard", "-o", path).returncode == 0
    count = 0
    for record in read_records([str(path)], lambda problem: None):
        assert list(shapes.check(record)) == []
        count += 1
        if count == RECORDS:
            break
    assert count == min(RECORDS, 2000)


def test_a_record_is_told_by_its_line(shapes: Shapes) -> None:
    [record] = load_records(FICTIONAL / "abyssal_fever.yaml")
    [finding] = shapes.check(record)
    assert finding.pointer == "symptoms[0]"
    assert "reaches neither a section nor a source" in finding.message


@pytest.mark.parametrize("suffix", ["ttl", "nq", "nt.gz"])
def test_a_file_is_told_disease_by_disease(suffix: str, shapes: Shapes, tmp_path: Path) -> None:
    """Whatever stands in one file, of each disease the same is told as of its record alone."""
    records = load_records(FICTIONAL)
    alone = {finding.message for record in records for finding in shapes.check(record)}
    path = tmp_path / f"all.{suffix}"
    export(records, path)
    assert {problem.message for problem in shapes.check_file(str(path))} == alone
    assert len(alone) == 11


def test_what_belongs_to_no_disease_is_told_too(shapes: Shapes, tmp_path: Path) -> None:
    path = tmp_path / "lost.ttl"
    graph = rdflib.Graph().parse(data=export(load_records(FICTIONAL / "keepers_cough.yaml")))
    claim = min(graph.subjects(RDF.type, iri("gardkg:SymptomClaim")))
    graph.remove((claim, iri("gardkg:disease"), None))
    graph.serialize(path, format="turtle")
    [problem] = shapes.check_file(str(path))
    assert problem.message.startswith(f"{claim.removeprefix(BASE)}: gardkg:disease: ")
    assert problem.message.endswith("expected exactly one: biolink:Disease")
    assert problem.got == "none"


def test_literals_are_checked_as_they_are_written(shapes: Shapes, tmp_path: Path) -> None:
    """A store would turn xsd:int into xsd:integer, and no longer know."""
    data = export(load_records(FICTIONAL / "keepers_cough.yaml"), format="nt").decode()
    path = tmp_path / "int.nt"
    path.write_text(data.replace("XMLSchema#nonNegativeInteger", "XMLSchema#int"))
    assert {problem.message.split(": ")[1] for problem in shapes.check_file(str(path))} == {
        "oa:start",
        "oa:end",
    }


def test_what_is_no_number_is_told(shapes: Shapes, tmp_path: Path) -> None:
    """pyshacl cannot compare it with another, and rdflib would log a traceback."""
    data = export(load_records(FICTIONAL / "keepers_cough.yaml"), format="nt").decode()
    path = tmp_path / "words.nt"
    path.write_text(data.replace('"17"^^', '"seventeen"^^'))
    told = [str(problem) for problem in shapes.check_file(str(path))]
    assert [line.split(": ")[3] for line in told] == ["oa:end"]


def test_the_command(tmp_path: Path) -> None:
    """The run a release makes: records, their graph, and the questions it must answer."""
    good = FICTIONAL / "keepers_cough.yaml"
    done = gardkg("check", good, "--shapes", "--quality")
    assert (done.returncode, "12 quality queries, 0 errors" in done.stderr) == (0, True)

    bad = tmp_path / "bad.ttl"
    bad.write_bytes(
        export(load_records(good)).replace(b"biolink:negated false", b"biolink:negated true")
    )
    done = gardkg("check", "--shapes", "--quality", bad)
    assert done.returncode == 1
    assert f"{bad}: error: GARD:0990002: RO:0002200: a direct triple" in done.stdout
    done = gardkg("check", "--quality", bad, "-q")
    assert done.returncode == 1
    assert f"{bad}: error: direct-triples-without-claim: " in done.stdout
    assert done.stderr == ""

    assert gardkg("load", good, "--to", tmp_path / "store").returncode == 0
    assert gardkg("check", "--quality", "--store", tmp_path / "store").returncode == 0
    assert gardkg("check", "--store", tmp_path / "store").returncode == 2
    listed = gardkg("query", "--list").stdout
    assert "12 more ask what a release may not leave open: gardkg check --quality" in listed
    assert "contradictions" not in listed


def test_shapes_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        f"""@prefix sh: <{SH}> . @prefix gardkg: <{PREFIXES["gardkg"].namespace}> .
        <urn:own> a sh:PropertyShape ; sh:targetClass gardkg:Section ; sh:severity sh:Warning ;
            sh:path gardkg:reviewed ; sh:minCount 1 ; sh:message "say who reviewed it" ."""
    )
    good = FICTIONAL / "keepers_cough.yaml"
    done = gardkg("check", good, "--shapes-file", own)
    assert done.returncode == 0
    assert ": warning: record/GARD_0990002/section/" in done.stdout
    assert 'gardkg:reviewed: say who reviewed it; got "none"' in done.stdout
    own.write_text("no Turtle")
    done = gardkg("check", good, "--shapes-file", own)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert gardkg("check", good, "--shapes-file", tmp_path / "none.ttl").returncode == 3
    own.write_text(f"<urn:own> a <{SH}PropertyShape> ; <{SH}targetNode> <urn:x> .")
    done = gardkg("check", good, "--shapes-file", own)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from gardkg.errors import UsageError

    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(UsageError, match=r"pip install 'gardkg\[shacl\]'"):
        Shapes.read()

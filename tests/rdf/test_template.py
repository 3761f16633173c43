"""Turtle with holes: how it is read, and that what comes out is RDF whatever is put in."""

from __future__ import annotations

import json

import msgspec
import pyoxigraph as ox
import pytest
from chance import examples
from hypothesis import given
from strategies import TEXT

from gardkg.errors import TermError
from gardkg.rdf.compile import Syntax, Written
from gardkg.rdf.syntaxes import JsonLd, NTriples, RdfXml, Turtle, context
from gardkg.rdf.template import Blank, Filled, Form, Node, Row, Shared, Template

THING = Template("""
{thing} a gardkg:Thing , skos:Concept ;
    rdfs:label "{label}"@{language} ;
    dcterms:issued "{day?}"^^xsd:date ;
    gardkg:count "{count?}"^^xsd:integer ;
    gardkg:part {parts*} ;
    dc:subject "{words*}" ;
    {near} {near} ;
    gardkg:whole {whole^members} .
""")
BASE = "https://w3id.org/gardkg/"
TABLES = {"near": {"skos:broadMatch": "broadMatch", "skos:closeMatch": "closeMatch"}}
LEAST = {"label": "A", "whole": "record/w"}
FULL = {
    "label": "A",
    "day": "2014-04-18",
    "count": "7",
    "parts": ["HP:0000001", "https://example.org/?a=b&c=%20"],
    "words": ["one", "two"],
    "near": {"skos:broadMatch": ["HP:0000002", "HP:0000003"], "skos:closeMatch": ["HP:0000004"]},
    "whole": "record/w",
}


def thing(values: dict[str, object]) -> Node:
    return Node(THING, "record/a", values, language="en")


def test_a_template_is_read_into_rows() -> None:
    assert THING.subject == "thing"
    assert THING.rows == [
        Row("rdf:type", constants=("gardkg:Thing", "skos:Concept")),
        Row("rdfs:label", hole="label", literal=True, language="language"),
        Row("dcterms:issued", hole="day", literal=True, datatype="xsd:date", optional=True),
        Row("gardkg:count", hole="count", literal=True, datatype="xsd:integer", optional=True),
        Row("gardkg:part", hole="parts", optional=True, repeated=True),
        Row("dc:subject", hole="words", literal=True, optional=True, repeated=True),
        Row("", hole="near", optional=True),
        Row("gardkg:whole", hole="whole", reverse="members"),
    ]


@pytest.mark.parametrize("text", ["{x} a true .", '{x} rdfs:label "constant" .', "{x} a [] ."])
def test_what_is_no_template_is_refused_at_once(text: str) -> None:
    """A bare ``true``, say, would be good Turtle and bad N-Triples."""
    with pytest.raises(ValueError, match="template: cannot read"):
        Template(text)


def test_n_triples_are_one_line_a_row() -> None:
    assert NTriples("https://b.example/").render(thing(LEAST)) == (
        "<https://b.example/record/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://w3id.org/gardkg/ontology#Thing> .\n"
        "<https://b.example/record/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://www.w3.org/2004/02/skos/core#Concept> .\n"
        '<https://b.example/record/a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en .\n'
        "<https://b.example/record/a> <https://w3id.org/gardkg/ontology#whole>"
        " <https://b.example/record/w> .\n"
    )


def test_turtle_is_what_a_person_reads() -> None:
    assert Turtle().render(thing(FULL)) == (
        """\
<record/a> a gardkg:Thing , skos:Concept ;
    rdfs:label "A"@en ;
    dcterms:issued "2014-04-18"^^xsd:date ;
    gardkg:count 7 ;
    gardkg:part HP:0000001 ,
        <https://example.org/?a=b&c=%20> ;
    dc:subject "one" ,
        "two" ;
    skos:broadMatch HP:0000002 ,
        HP:0000003 ;
    skos:closeMatch HP:0000004 ;
    gardkg:whole <record/w> .

"""
    )


def documents(node: Node) -> dict[str, tuple[str, ox.RdfFormat]]:
    """A node of ``THING`` in each syntax, as a whole document."""
    turtle, xml = Turtle(), RdfXml()
    json_ld = {"@context": context([THING], TABLES)}
    return {
        "nt": (NTriples().render(node), ox.RdfFormat.N_TRIPLES),
        "ttl": (turtle.header() + turtle.render(node), ox.RdfFormat.TURTLE),
        "rdf": (xml.header() + xml.render(node) + "</rdf:RDF>", ox.RdfFormat.RDF_XML),
        "jsonld": (
            json.dumps(json_ld)[:-1]
            # The whole is where the thing hangs: its own row is written in reverse.
            + ', "@id": "record/w", "members": ['
            + JsonLd(BASE, TABLES).render(node)
            + "]}",
            ox.RdfFormat.JSON_LD,
        ),
    }


@pytest.mark.parametrize("values", [LEAST, FULL], ids=["least", "full"])
def test_each_syntax_says_the_same(values: dict[str, object]) -> None:
    found = {
        name: {quad.triple for quad in ox.parse(text, format=kind)}
        for name, (text, kind) in documents(thing(values)).items()
    }
    assert len(found["nt"]) == (4 if values is LEAST else 13)
    assert found["ttl"] == found["rdf"] == found["jsonld"] == found["nt"]


@examples(100, 6)
@given(label=TEXT)
def test_any_text_is_a_literal_in_each_syntax(label: str) -> None:
    """Quotes, line ends, marks of direction, what looks like a hole: all of it comes back."""
    node = thing({"label": label, "words": [label], "whole": "record/w"})
    for text, kind in documents(node).values():
        values = {
            q.object.value for q in ox.parse(text, format=kind) if type(q.object) is ox.Literal
        }
        assert values == {label}


@pytest.mark.parametrize("iri", ["a b", "<x>", "https://example.org/\n", "_:x", "", "x:y z"])
def test_no_syntax_writes_what_is_no_iri(iri: str) -> None:
    for syntax in (NTriples(), Turtle(), RdfXml(), JsonLd(BASE, TABLES)):
        with pytest.raises(TermError):
            syntax.render(thing({"label": "A", "parts": [iri], "whole": "record/w"}))


def test_a_hole_that_must_be_filled_and_is_not() -> None:
    with pytest.raises(ValueError, match="label is not filled"):
        NTriples().render(thing({"label": None, "whole": "record/w"}))


# --- What is written once and used again ---------------------------------------------------------

PART = Template("""
<{part}> a gardkg:Part ;
    rdfs:label "{label}"@{language} ;
    gardkg:whole {whole} ;
    gardkg:near {near?} ;
    gardkg:count "{count}"^^xsd:integer .
""")


def part(name: str, shared: Shared | Blank, label: str, count: object, child: str) -> Node:
    inner = Node(PART, f"record/{name}/inner", {"label": "inner", "whole": child, "count": count})
    values = {"label": label, "shared": shared, "count": count}
    return Node(PART, f"record/{name}", values, {"near": [inner]}, "en")


@pytest.mark.parametrize(
    "syntax", [NTriples(), Turtle(), RdfXml(), JsonLd(BASE, TABLES), JsonLd(BASE, {}, lines=True)]
)
def test_a_form_with_its_values_is_the_node_itself(syntax: Syntax) -> None:
    """What is in the blanks is converted, escaped and checked as it is in a node."""
    blanks = ("name", "shared", "label", "count", "child")
    form = Form(part(*(Blank(name) for name in blanks)), blanks)  # type: ignore[arg-type]
    for name, label, count, child in (
        ("a", 'with "quotes", % and <marks>', 7, "HP:0000001"),
        ("b", "Ménière \ue000 line\nbreak", 123_456, "https://example.org/?a=%20"),
        ("a", "plain", 7, "record/c"),
    ):
        shared = Shared({"whole": "HP:0000002", "near": "record/n"})
        node = part(name, shared, label, count, child)
        filled = Filled(form, (name, shared, label, count, child))
        least = {"label": "w", "whole": "record/x", "count": 1}
        whole = Node(PART, "record/w", least, language="en")
        alone = msgspec.structs.replace(whole, children={"members": [node]})
        assert syntax.render(msgspec.structs.replace(whole, children={"members": [filled]})) == (
            syntax.render(alone)
        )
    with pytest.raises(TermError):
        syntax.render(
            Node(PART, "record/w", {}, {"x": [Filled(form, ("a", shared, "x", 1, "no IRI"))]})
        )


def test_a_blank_has_one_role() -> None:
    """Its values are converted in one way."""
    form = Form(Node(PART, "record/a", {"label": Blank("x"), "whole": Blank("x"), "count": 1}), ())
    with pytest.raises(ValueError, match="the blank x is a literal, and an IRI"):
        NTriples().render(Node(PART, "record/w", {}, {"x": [Filled(form, ())]}))


def test_what_is_remembered_is_bounded_and_what_is_asked_for_stays() -> None:
    made: list[str] = []

    def make(value: str) -> str:
        made.append(value)
        return value.upper()

    written = Written(make, limit=3)
    for value in ("a", "b", "a", "c", "d", "a", "e", "f", "a", "long" * 60, "long" * 60):
        assert written[value] == value.upper()
        assert len(written) + len(written.aside) <= 6
    assert [value for value in made if len(value) == 1] == ["a", "b", "c", "d", "e", "f"]
    assert len(made) == 8  # long texts hardly come twice


# --- The context --------------------------------------------------------------------------------


def test_a_key_of_the_context_is_a_hole_of_a_template() -> None:
    found = context([THING], TABLES)
    assert found["label"] == {"@id": "rdfs:label", "@container": "@language"}
    assert found["day"] == {"@id": "dcterms:issued", "@type": "xsd:date"}
    assert found["parts"] == {"@id": "gardkg:part", "@type": "@id"}
    assert found["words"] == {"@id": "dc:subject"}
    assert found["broadMatch"] == {"@id": "skos:broadMatch", "@type": "@id"}
    assert found["members"] == {"@reverse": "gardkg:whole"}
    assert found["HP"] == {"@id": "http://purl.obolibrary.org/obo/HP_", "@prefix": True}


@pytest.mark.parametrize(
    "other",
    [
        "{x} dcterms:title {label} .",  # one key, two meanings
        "{x} rdfs:seeAlso {skos} .",  # a key that would hide a prefix
    ],
)
def test_a_key_has_one_meaning(other: str) -> None:
    with pytest.raises(ValueError, match="two meanings"):
        context([THING, Template(other)], TABLES)

"""Turtle with holes: how it is read, and that what comes out is RDF whatever is put in."""

from __future__ import annotations

import json
import traceback

import pyoxigraph as ox
import pytest
from chance import examples
from hypothesis import given
from strategies import TEXT

from gardkg.errors import TermError
from gardkg.rdf.compile import Known, Place, Syntax, source_of
from gardkg.rdf.syntaxes import JsonLd, NTriples, RdfXml, Turtle, context
from gardkg.rdf.template import Row, Template

THING = Template("""
{thing} a gardkg:Thing , skos:Concept ;
    rdfs:label "{label}"@{language} ;
    dcterms:issued "{day?}"^^xsd:date ;
    gardkg:count "{count?}"^^xsd:integer ;
    gardkg:part {parts*} ;
    dc:subject "{words*}" ;
    {near} {near} ;
    gardkg:whole <{whole^members}> .
""")
WHOLE = Template("<{thing}> a gardkg:Whole ; ^{members} .")
BASE = "https://w3id.org/gardkg/"
TABLES = {"near": {"skos:broadMatch": "broadMatch", "skos:closeMatch": "closeMatch"}}
LEAST = {"label": "A"}
FULL = {
    "label": "A",
    "day": "2014-04-18",
    "count": "7",
    "parts": ["HP:0000001", "https://example.org/?a=b&c=%20"],
    "words": ["one", "two"],
    "near": {"skos:broadMatch": ["HP:0000002", "HP:0000003"], "skos:closeMatch": ["HP:0000004"]},
}
SYNTAXES = (NTriples(), Turtle(), RdfXml(), JsonLd(BASE, TABLES), JsonLd(BASE, TABLES, lines=True))


def thing(syntax: Syntax, values: dict[str, object]) -> tuple[Place, str]:
    """One ``THING``: its place, and what comes behind."""
    write = syntax.writers("en")[THING]
    return write("record/a", whole=syntax.place("record/w"), **values)


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
        Row("gardkg:whole", hole="whole", place=True, reverse="members"),
    ]
    assert WHOLE.hanging == ["members"]


@pytest.mark.parametrize("text", ["{x} a true .", '{x} rdfs:label "constant" .', "{x} a [] ."])
def test_what_is_no_template_is_refused_at_once(text: str) -> None:
    """A bare ``true``, say, would be good Turtle and bad N-Triples."""
    with pytest.raises(ValueError, match="template: cannot read"):
        Template(text)


def test_n_triples_are_one_line_a_row() -> None:
    assert thing(NTriples("https://b.example/"), LEAST)[1] == (
        "<https://b.example/record/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://w3id.org/gardkg/ontology#Thing> .\n"
        "<https://b.example/record/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://www.w3.org/2004/02/skos/core#Concept> .\n"
        '<https://b.example/record/a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en .\n'
        "<https://b.example/record/a> <https://w3id.org/gardkg/ontology#whole>"
        " <https://b.example/record/w> .\n"
    )


def test_turtle_is_what_a_person_reads() -> None:
    assert thing(Turtle(), FULL)[1] == (
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


def documents(values: dict[str, object]) -> dict[str, tuple[str, ox.RdfFormat]]:
    """The whole, and a ``THING`` that hangs on it, in each syntax, as a whole document."""

    def graph(syntax: Syntax) -> str:
        place, behind = thing(syntax, values)
        whole, text = syntax.writers("en")[WHOLE]("record/w", members=[place])
        return (text or whole) + behind

    turtle, xml = Turtle(), RdfXml()
    head = json.dumps({"@context": context([THING, WHOLE], TABLES)})[:-1]
    return {
        "nt": (graph(NTriples()), ox.RdfFormat.N_TRIPLES),
        "ttl": (turtle.header() + graph(turtle), ox.RdfFormat.TURTLE),
        "rdf": (xml.header() + graph(xml) + "</rdf:RDF>", ox.RdfFormat.RDF_XML),
        "jsonld": (f"{head}, {graph(JsonLd(BASE, TABLES))[1:]}", ox.RdfFormat.JSON_LD),
    }


@pytest.mark.parametrize("values", [LEAST, FULL], ids=["least", "full"])
def test_each_syntax_says_the_same(values: dict[str, object]) -> None:
    found = {
        name: {quad.triple for quad in ox.parse(text, format=kind)}
        for name, (text, kind) in documents(values).items()
    }
    assert len(found["nt"]) == (5 if values is LEAST else 14)
    assert found["ttl"] == found["rdf"] == found["jsonld"] == found["nt"]


@examples(100, 6)
@given(label=TEXT)
def test_any_text_is_a_literal_in_each_syntax(label: str) -> None:
    """Quotes, line ends, marks of direction, what looks like a hole: all of it comes back."""
    for text, kind in documents({"label": label, "words": [label]}).values():
        values = {
            q.object.value for q in ox.parse(text, format=kind) if type(q.object) is ox.Literal
        }
        assert values == {label}


@pytest.mark.parametrize("iri", ["a b", "<x>", "https://example.org/\n", "_:x", "", "x:y z"])
def test_no_syntax_writes_what_is_no_iri(iri: str) -> None:
    for syntax in SYNTAXES:
        with pytest.raises(TermError):
            thing(syntax, {"label": "A", "parts": [iri]})


def test_what_stands_twice_among_objects_is_one_triple() -> None:
    once, twice = ({"label": "A", "parts": ["HP:0000001"] * n} for n in (1, 2))
    for syntax in SYNTAXES:
        assert thing(syntax, twice) == thing(syntax, once)


# --- The functions that templates become ----------------------------------------------------------


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: type(syntax).__name__)
def test_a_template_is_a_signature(syntax: Syntax) -> None:
    write = syntax.writers("en")[THING]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'label'"):
        write("record/a", whole=syntax.place("record/w"))
    with pytest.raises(TypeError, match="unexpected keyword argument 'lable'"):
        write("record/a", "A", syntax.place("record/w"), lable="B")


def test_a_traceback_shows_the_source() -> None:
    """Its own, also where another template has the same subject."""
    syntax = NTriples()
    write = syntax.writers("en")
    other = Template('<{thing}> a gardkg:Other ; rdfs:label "{label}"@{language} .')
    write[THING], write[other]
    for template, name in ((THING, "gardkg:Thing skos:Concept"), (other, "gardkg:Other")):
        with pytest.raises(AttributeError) as raised:
            write[template]("record/a", 7, *([syntax.place("record/w")] * (template is THING)))
        shown = "".join(traceback.format_exception(raised.value))
        assert f'File "<gardkg NTriples {name} whole>"' in shown
        assert f"ontology#{name.split()[0].removeprefix('gardkg:')}>" in shown


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: type(syntax).__name__)
def test_no_value_is_part_of_a_source(syntax: Syntax) -> None:
    """Languages neither, which are a user's: the function finds its own among its globals."""
    before = source_of(syntax, THING)
    for language in ("tlh", "x-own", '"}{__import__}'):
        assert language not in before
        place, text = syntax.writers(language)[THING]("record/a", "A", syntax.place("record/w"))
        assert f"{language}" in place + text
    assert source_of(syntax, THING) == before


def test_a_part_is_written_once_for_several() -> None:
    with_part = Template(
        "<{a}> a gardkg:A ; {more} ; rdfs:seeAlso {next?} .",
        more=Template('<{a}> rdfs:label "{label}"@{language} ; gardkg:part {parts*} .'),
    )
    alone = Template(
        '<{a}> a gardkg:A ; rdfs:label "{label}"@{language} ; gardkg:part {parts*} ;'
        " rdfs:seeAlso {next?} ."
    )
    assert with_part.rows == alone.rows
    for syntax in SYNTAXES:
        write = syntax.writers("en")
        for parts in ([], ["HP:0000001", "HP:0000002"]):
            more = write.part(with_part, "more")("A", parts=parts)
            for name in ("record/a", "record/b"):
                assert write[with_part](name, more, next="HP:0000003") == (
                    write[alone](name, "A", parts=parts, next="HP:0000003")
                )


def test_a_term_that_says_nothing_is_not_written() -> None:
    term = Template('{term} rdfs:label "{label?}"@{language} ; {near} {near} .')
    for syntax in SYNTAXES:
        write = syntax.writers("en")[term]
        assert write("HP:0000001") == (syntax.iris["HP:0000001"], "")
        assert write("HP:0000001", label="") == write("HP:0000001")
    _, text = Turtle().writers("en")[term]("HP:0000001", near={"skos:broadMatch": ["HP:0000002"]})
    assert text == "HP:0000001 skos:broadMatch HP:0000002 .\n\n"


def test_what_is_known_is_bounded_and_what_is_asked_for_stays() -> None:
    made: list[str] = []

    def make(value: str) -> str:
        made.append(value)
        return value.upper()

    known = Known(make, limit=3)
    for value in ("a", "b", "a", "c", "d", "a", "e", "f", "a", "long" * 60, "long" * 60):
        assert known[value] == value.upper()
        assert len(known) + len(known.aside) <= 6
    assert [value for value in made if len(value) == 1] == ["a", "b", "c", "d", "e", "f"]
    assert len(made) == 8  # long texts hardly come twice
    several = Known(lambda values: values, limit=3)
    assert several["HP:0000001", "a" * 60_000] not in several
    assert several["HP:0000001", None] in several


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

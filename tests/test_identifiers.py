"""Ids: every spelling is one id, every id one IRI, and what RDF would choke on is refused."""

from __future__ import annotations

import pytest

from gardkg.errors import TermError
from gardkg.identifiers import (
    PREFIXES,
    canonical_curie,
    checked_iri,
    checked_language,
    contract,
    disease_id,
    disease_node,
    doi_iri,
    expand,
    file_stem,
)


@pytest.mark.parametrize(
    ("spelling", "id_"),
    [
        ("GARD:0007615", "GARD:0007615"),
        ("GARD:7615", "GARD:0007615"),
        ("gard:7615", "GARD:0007615"),
        ("7615", "GARD:0007615"),
        ("0007615", "GARD:0007615"),
        (" 7615 ", "GARD:0007615"),
        ("https://rarediseases.info.nih.gov/diseases/7615/scleromyxedema", "GARD:0007615"),
        ("https://rarediseases.info.nih.gov/diseases/7615/scleromyxedema/cases/1", "GARD:0007615"),
        ("https://rarediseases.info.nih.gov/gard/7615/scleromyxedema", "GARD:0007615"),
        ("http://www.rarediseases.info.nih.gov/gard/7615/x/case/22528", "GARD:0007615"),
        ("https://rarediseases.info.nih.gov/diseases/7615", "GARD:0007615"),
        ("https://rarediseases.info.nih.gov/?gard_id=0007615", "GARD:0007615"),
        ("Orphanet:167635", "ORPHA:167635"),
        ("ORDO:167635", "ORPHA:167635"),
        ("orpha:167635", "ORPHA:167635"),
        ("MIM:301500", "OMIM:301500"),
        ("mondo:0015665", "MONDO:0015665"),
        ("DECIPHER:1", "DECIPHER:1"),
    ],
)
def test_every_spelling_of_a_disease_id(spelling: str, id_: str) -> None:
    assert disease_id(spelling) == id_


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("GRAD:7615", 'did you mean "GARD"'),
        ("HP:0001609", "expected a disease id"),
        ("GARD:76155555", "seven digits"),
        ("GARD:76a", "seven digits"),
        ("12345678", "an id such as"),
        ("MONDO:15665", "seven digits"),  # only GARD's own pages leave zeros out
        ("OMIM:30150", "six digits"),
        ("ORPHA:0167635", "a number"),
        ("GARD:７６１５", "seven digits"),  # full-width digits
        ("GARD:7615\n8", "a CURIE"),
        ("", "an id such as"),
        ("https://rarediseases.info.nih.gov/about", "an id such as"),
        ("https://example.org/diseases/7615", "an id such as"),
    ],
)
def test_what_is_no_disease_id(text: str, message: str) -> None:
    with pytest.raises(TermError, match=message):
        disease_id(text)


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("mesh:D053718", "MESH:D053718"),
        ("SCTID:402468007", "SNOMEDCT:402468007"),
        ("hp:0001609", "HP:0001609"),
        ("HPO:0001609", "HP:0001609"),
        ("gard:7", "GARD:0000007"),
        ("ICD10CM:L98.5", "ICD10CM:L98.5"),
        ("pubmed:1", "PMID:1"),
    ],
)
def test_a_curie_has_one_spelling(text: str, curie: str) -> None:
    assert canonical_curie(text) == curie


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("HP:0001609", "http://purl.obolibrary.org/obo/HP_0001609"),
        ("ORPHA:167635", "http://www.orpha.net/ORDO/Orphanet_167635"),
        ("GARD:0007615", "https://w3id.org/gardkg/disease/GARD_0007615"),
        ("disease/GARD_0007615", "https://w3id.org/gardkg/disease/GARD_0007615"),
        ("gardkg:Statement", "https://w3id.org/gardkg/ontology#Statement"),
        # A full IRI is left as it is: ports, dots, escapes, case, other scripts.
        (
            "https://example.org:80/A/../b%20c;d=(e)?f#g",
            "https://example.org:80/A/../b%20c;d=(e)?f#g",
        ),
        ("https://bücher.example/日本", "https://bücher.example/日本"),
        ("urn:isbn:9", "urn:isbn:9"),
    ],
)
def test_expand(text: str, iri: str) -> None:
    assert expand(text) == iri


@pytest.mark.parametrize("name", PREFIXES)
def test_contract_undoes_expand(name: str) -> None:
    local = {"ICD10CM": "L98", "MESH": "D1", "UMLS": "C0000001", "NCIT": "C1"}
    local |= {"MEDGEN": "123", "ICD10WHO": "A99.1", "Wikidata": "Q1"}
    digits = {r"\d{7}": "0000001", r"[1-9]\d{5}": "100000", r"[1-9]\d{5,17}": "100000"}
    pattern = PREFIXES[name].local
    curie = f"{name}:{local.get(name) or digits.get(pattern) or ('1' if 'd' in pattern else 'x')}"
    assert canonical_curie(curie) == curie
    assert expand(contract(expand(curie))) == expand(curie)


def test_our_own_nodes_stand_under_the_base_and_the_ontology_does_not() -> None:
    base = "https://example.org/"
    assert expand("GARD:0000001", base) == "https://example.org/disease/GARD_0000001"
    assert expand("claim/x-1", base) == "https://example.org/claim/x-1"
    assert expand("gardkg:Statement", base) == "https://w3id.org/gardkg/ontology#Statement"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a b",
        "https://example.org/<a>",
        'https://example.org/"',
        "https://example.org/{a}",
        "https://example.org/a|b",
        "https://example.org/a^b",
        "https://example.org/`",
        "https://example.org/a\\b",
        "https://example.org/\n",
        "https://example.org/%zz",
        "https://example.org/%2",
        "https://example.org/\ue000",
        "https://example.org/\ud800",
        "https://example.org/\x7f",
        "relative/path",
        "//example.org/",
        "_:blank",
        "",
        " https://example.org/",
    ],
)
def test_what_is_no_iri(text: str) -> None:
    with pytest.raises(TermError):
        checked_iri(text)
    with pytest.raises(TermError):
        expand(text)


def test_language_tags_have_one_case() -> None:
    assert checked_language("EN") == "en"
    assert checked_language("pt-BR") == "pt-br"
    for tag in ("", "en_GB", 'en"@', "en-", "é"):
        with pytest.raises(TermError):
            checked_language(tag)
    with pytest.raises(TermError, match='write "en-GB"'):
        checked_language("en_GB")


def test_a_doi_keeps_its_odd_characters_escaped() -> None:
    doi = "10.1002/(SICI)1097-4571<1::AID>3.0.CO;2-é#?"
    assert doi_iri(doi) == (
        "https://doi.org/10.1002/(SICI)1097-4571%3C1::AID%3E3.0.CO;2-%C3%A9%23%3F"
    )
    assert checked_iri(doi_iri(doi)) == doi_iri(doi)


def test_names_of_files_and_nodes() -> None:
    assert disease_node("ORPHA:167635") == "disease/ORPHA_167635"
    assert file_stem("GARD:0007615") == "GARD_0007615"

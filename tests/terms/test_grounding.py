"""Words → terms: what is found, how it fits, and what is never found."""

from __future__ import annotations

import pytest
from cases import SHARED
from lexicons import lexicon

from gardkg.errors import FileError
from gardkg.terms.lexicon import Lexicon
from gardkg.terms.obo import Term, Terms

LEXICON = lexicon()


def found(text: str, kind: str = "symptom") -> list[tuple[str, str, str]]:
    mentions = LEXICON.find(text, kind)  # type: ignore[arg-type]
    return [(text[m.start : m.end], m.curie, m.match) for m in mentions]


def test_case_number_and_hyphens_change_no_word() -> None:
    assert found("SEIZURE, seizures; shoulder-pain") == [
        ("SEIZURE", "HP:0001250", "exact"),
        ("seizures", "HP:0001250", "exact"),
        ("shoulder-pain", "HP:0030834", "exact"),
    ]


def test_the_longest_name_stands_alone() -> None:
    assert found("shoulder pain") == [("shoulder pain", "HP:0030834", "exact")]


def test_no_name_goes_on_over_a_comma() -> None:
    assert found("weak shoulder, pain") == [("pain", "HP:0012531", "exact")]


@pytest.mark.parametrize(
    ("scope", "match"),
    [("EXACT", "exact"), ("NARROW", "broad"), ("BROAD", "narrow"), ("RELATED", "close")],
)
def test_a_synonym_fits_by_its_scope(scope: str, match: str) -> None:
    terms = {
        "HP:0000118": Term("Phenotypic abnormality"),
        "HP:0001250": Term("Seizure", parents=["HP:0000118"], synonyms=[("Fit", scope)]),
    }
    (mention,) = Lexicon(Terms(terms)).find("a fit", "symptom")
    assert (mention.match, mention.label) == (match, "Seizure")


@pytest.mark.parametrize(
    ("phrase", "curie"),
    [
        ("pain in the shoulder", "HP:0030834"),
        ("low levels of potassium", "HP:0002900"),
        ("decreased levels of renin in blood plasma", "HP:0003351"),
    ],
)
def test_a_whole_phrase_may_order_its_words_otherwise(phrase: str, curie: str) -> None:
    mention = LEXICON.phrase(phrase, "symptom")
    assert mention is not None
    assert mention.curie == curie


@pytest.mark.parametrize("text", ["vapours", "obsolete Vapours", "trm", "an invented sign", ""])
def test_no_id_is_invented(text: str) -> None:
    """Nor an obsolete term found, nor an abbreviation that is not in capitals."""
    assert not LEXICON.find(text, "symptom")
    assert LEXICON.phrase(text, "symptom") is None


def test_a_name_that_two_terms_share_is_nobodys() -> None:
    terms = {"HP:0000118": Term("Phenotypic abnormality")}
    for curie in ("HP:0000001", "HP:0000002", "HP:0000003"):
        terms[curie] = Term(curie, parents=["HP:0000118"], synonyms=[("The shakes", "EXACT")])
    assert not Lexicon(Terms(terms)).find("the shakes", "symptom")
    terms["HP:0000002"].label = "The shakes"
    (mention,) = Lexicon(Terms(terms)).find("the shakes", "symptom")
    assert mention.curie == "HP:0000002"


def test_no_diagnostic_procedure_is_a_treatment() -> None:
    assert found("surgery", "treatment") == [("surgery", "MAXO:0000004", "exact")]
    assert not found("magnetic resonance imaging procedure", "treatment")


def test_a_file_that_is_no_ontology_is_named(tmp_path: object) -> None:
    with pytest.raises(FileError, match="nowhere"):
        Lexicon.read(hp=f"{tmp_path}/nowhere.obo")


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs MAXO in ../shared/data")
def test_real_ontologies() -> None:
    real = Lexicon.read(others=[str(SHARED / "maxo" / "maxo-base.obo")])
    for phrase, kind, curie in (
        ("delayed gastric emptying", "symptom", "HP:0002578"),
        ("autosomal dominant inheritance", "inheritance", "HP:0000006"),
        ("infantile onset", "onset", "HP:0003593"),
        ("physical therapy", "treatment", "MAXO:0000011"),
    ):
        mention = real.phrase(phrase, kind)  # type: ignore[arg-type]
        assert mention is not None
        assert mention.curie == curie

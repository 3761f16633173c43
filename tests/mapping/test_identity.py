"""What a claim is called depends on what identifies it, and on nothing else.

What stands on the claim node is hashed; what stands on a statement is not.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date
from pathlib import Path

import msgspec
import pytest
from cases import having, lines, record
from chance import examples
from hypothesis import assume, given
from strategies import TEXT, WHOLE, records

from gardkg import Record, load_records, model, to_yaml
from gardkg.mapping.names import claim_id, reference_key, reference_keys, slug
from gardkg.model import (
    AffectedAge,
    Cause,
    Course,
    EtiologyStatus,
    Gene,
    Inheritance,
    Onset,
    Reference,
    Site,
    Symptom,
    Treatment,
    TreatmentStatus,
    Words,
)

DISEASE = "GARD:0990009"


def ids(one: Record) -> set[str]:
    return {claim_id(one.id, claim) for claim in one.claims()}


# --- Golden ids: these are links that others hold ------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        (Symptom(label="Hoarseness"), "symptom-91a258e58e05"),
        (Symptom(label="Hoarseness", negated=True), "symptom-86cc7f2bf88b"),
        (Symptom(label="hoarse", term="HP:0001609", match="exact"), "symptom-8f55d2479c3d"),
        (Site(label="eyes", term="UBERON:0000970", match="exact"), "site-daae6150b227"),
        (AffectedAge(label="30 to 50", min=30, max=50), "age-ef155af21425"),
        (Onset(label="at birth"), "onset-ac3da5472630"),
        (Course(label="in bouts"), "course-ce4e47b67300"),
        (Inheritance(label="dominant"), "inheritance-6864f14c4d42"),
        (Gene(label="LUNA1", relation="causal"), "gene-b2ded9f68821"),
        (Cause(label="fog", relation="causes"), "cause-306c657a8850"),
        (EtiologyStatus(label="nobody knows", status="unknown"), "etiology-status-e06cf3ddb8ec"),
        (Treatment(label="IVIG", term="MAXO:0001480", match="exact"), "treatment-b6f2b0ab11bd"),
        (
            TreatmentStatus(label="none", status="no-standard-treatment"),
            "treatment-status-e6d7257662a5",
        ),
    ],
)
def test_golden_ids(claim: model.Claim, name: str) -> None:
    """Nothing but a decision to break every link to a claim changes this table."""
    assert claim_id(DISEASE, claim) == f"GARD_0990009-{name}"


def test_an_id_is_the_hash_of_what_the_docstring_says() -> None:
    """So that another program can make it: compact JSON, SHA-256, twelve digits."""
    text = (
        '[1,"GARD:0990009","symptom","has_phenotype","HP:0001337",true,'
        '[["frequency","5/12"],["onset","HP:0003581"],["sex","female"],["site","UBERON:0000970"]]]'
    )
    claim = Symptom(
        label="tremor",
        term="HP:0001337",
        match="exact",
        negated=True,
        sex="female",
        onset="HP:0003581",
        sites=["UBERON:0000970"],
        frequency="5/12",
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert claim_id(DISEASE, claim) == f"GARD_0990009-symptom-{digest}"


# --- What changes nothing ------------------------------------------------------------------------

BASIS = {"label": "tremor", "term": "HP:0001337", "match": "exact"}


@pytest.mark.parametrize(
    "more",
    [
        {"label": "shaking"},  # on an exact match the term is what is meant
        {"term_label": "Tremor"},
        {"hedge": "may"},
        {"wording": "it shakes"},
        {"section": "about"},
        {"citations": [1, 2]},
        {"evidence": "ECO:0000304"},
        {"agent": "automatic"},
        {"stated": [model.Statement(section="about"), model.Statement(section="signs")]},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_stands_on_a_statement_is_no_part_of_the_id(more: dict[str, object]) -> None:
    assert claim_id(DISEASE, Symptom(**BASIS | more)) == claim_id(DISEASE, Symptom(**BASIS))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "label", ["Poor sleep", "poor  sleep", " poor\nsleep ", "POOR SLEEP", "poor\u00a0sleep"]
)
def test_case_and_white_space_of_a_label_are_no_part_of_the_id(label: str) -> None:
    assert claim_id(DISEASE, Symptom(label=label)) == claim_id(DISEASE, Symptom(label="poor sleep"))


def test_normal_forms_of_a_label_are_one() -> None:
    composed, decomposed = Symptom(label="Ménière"), Symptom(label="Me\u0301nie\u0300re")
    assert claim_id(DISEASE, composed) == claim_id(DISEASE, decomposed)


def test_status_effect_and_side_effects_are_a_statements() -> None:
    """What a treatment is worth is said by a place, and another may say otherwise."""
    plain = Treatment(label="rest")
    rich = Treatment(
        label="rest", status="best-option", effect=model.Effect(words="long"), side_effects="few"
    )
    assert claim_id(DISEASE, plain) == claim_id(DISEASE, rich)


def test_the_order_of_qualifiers_and_repeats_change_nothing() -> None:
    a, b = "UBERON:0000970", "UBERON:0002398"
    wanted = claim_id(DISEASE, Symptom(label="x", sites=[a, b]))
    assert claim_id(DISEASE, Symptom(label="x", sites=[b, a])) == wanted
    assert claim_id(DISEASE, Symptom(label="x", sites=[b, a, b])) == wanted


# --- What changes it -----------------------------------------------------------------------------


def test_each_part_of_the_identity_makes_another_id() -> None:
    claims: list[model.Claim] = [
        Symptom(label="x"),
        Symptom(label="y"),
        Symptom(label="x", negated=True),
        Symptom(label="x", term="HP:0001337", match="exact"),
        Symptom(label="x", frequency="HP:0040281"),
        Symptom(label="x", frequency="5/12"),
        Symptom(label="x", frequency="50%"),
        Symptom(label="x", frequency=Words(words="5/12")),
        Symptom(label="x", frequency=Words(words="often")),
        Symptom(label="x", onset="HP:0003581"),
        Symptom(label="x", sex="female"),
        Symptom(label="x", sex="male"),
        Symptom(label="x", sites=["UBERON:0000970"]),
        Symptom(label="x", sites=["UBERON:0000970", "UBERON:0002398"]),
        Symptom(label="x", modifiers=["HP:0012828"]),
        Site(label="x"),
        Cause(label="x"),
        Cause(label="x", relation="causes"),
        Gene(label="x"),
        Gene(label="x", relation="causal"),
        Treatment(label="x"),
        Treatment(label="x", relation="contraindicated"),
        EtiologyStatus(label="x", status="unknown"),
        EtiologyStatus(label="x", status="known"),
        TreatmentStatus(label="x", status="no-cure"),
        AffectedAge(label="x", min=3),
        AffectedAge(label="x", max=3),
        AffectedAge(label="x", min=3, unit="months"),
    ]
    assert len({claim_id(DISEASE, claim) for claim in claims}) == len(claims)
    assert claim_id("GARD:0000001", claims[0]) != claim_id(DISEASE, claims[0])


def test_a_term_that_is_no_exact_match_is_no_part_of_the_id() -> None:
    """A better broader term may be found later; the claim is still the source's words."""
    plain = claim_id(DISEASE, Symptom(label="shaking"))
    for match in ("broad", "narrow", "close"):
        claim = Symptom(label="shaking", term="HP:0001337", match=match)  # type: ignore[arg-type]
        assert claim_id(DISEASE, claim) == plain


# --- Of whole records ----------------------------------------------------------------------------

#: Lists whose order has no meaning. (That of citations has: [n] counts in it.)
UNORDERED = [*model.TOPICS, "synonyms", "categories", "parents", "not_stated"]


def reordered(one: Record) -> Record:
    changes = {
        name: list(reversed(getattr(one, name)))
        for name in UNORDERED
        if isinstance(getattr(one, name), list)
    }
    return msgspec.structs.replace(one, **changes)


def test_reordering_changes_no_id_and_no_triple_of_the_seed(seed: Record) -> None:
    assert ids(reordered(seed)) == ids(seed)
    assert lines(reordered(seed)) == lines(seed)


@pytest.mark.long
@WHOLE
@given(one=records())
def test_reordering_changes_no_id_of_any_record(one: Record) -> None:
    assert ids(reordered(one)) == ids(one)


def test_new_evidence_changes_no_id() -> None:
    before = record("""
        sections: {about: {heading: About}}
        symptoms: [{label: tremor, in: about}]
    """)
    after = record("""
        sections: {about: {heading: About, updated: 2031-01-01}, more: {heading: More}}
        symptoms:
          - label: tremor
            stated: [{in: about, hedge: may}, {in: more, citations: [1], agent: automatic}]
        citations: [{title: A new one}]
    """)
    assert ids(after) == ids(before)


def test_another_base_changes_no_id(fictional: list[Record]) -> None:
    at_home = {line for line in lines(*fictional) if line.startswith("claim/")}
    away = {
        line for line in lines(*fictional, base="https://example.org/") if line.startswith("claim/")
    }
    assert {line.split()[0] for line in at_home} == {line.split()[0] for line in away}


def test_renumbering_the_citations_changes_positions_only() -> None:
    """[1] and [2] change places, in the list and wherever they are cited."""
    text = """
        symptoms: [{{label: tremor, citations: [{0}]}}, {{label: cough, citations: [{0}, {1}]}}]
        citations: [{2}, {3}]
    """
    first, second = "{title: One, pmid: '1'}", "{title: Two, date: 2014-04}"
    before = lines(record(text.format(1, 2, first, second)))
    after = lines(record(text.format(2, 1, second, first)))
    one, two = "record/GARD_0990009/reference/PMID_1", "record/GARD_0990009/reference/2014-"
    assert having(before - after, "") == sorted(
        [*having(before, one, "schema:position", '"1"'), *having(before, two, "position", '"2"')]
    )
    assert len(before - after) == len(after - before) == 2


# --- Names of other things -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Esophageal aperistalsis", "esophageal-aperistalsis"),
        ("3 mm", "3-mm"),
        ("Fog  lung", "fog-lung"),
        ("Fog-lung", "fog-lung_60b56ca012af"),
        ("Fog (lung)", "fog-lung_398a8bfc0137"),
        ("発熱", "_3ea6a1b1b9ae"),
    ],
)
def test_a_slug_is_readable_and_what_it_drops_is_a_hash(text: str, name: str) -> None:
    assert slug(text) == name


@examples(100, 6)
@given(one=TEXT, other=TEXT)
def test_slugs_are_as_different_as_their_texts(one: str, other: str) -> None:
    """Up to case, white space and normal form, as labels are."""
    assume(claim_id(DISEASE, Symptom(label=one)) != claim_id(DISEASE, Symptom(label=other)))
    assert slug(one) != slug(other)


def test_no_text_is_spelled_like_the_hash_of_another() -> None:
    """Behind a hyphen the hash could be a word of another text."""
    hashed = slug("Ménière")
    assert hashed == "m-ni-re_bf38b7d1845c"
    assert slug("m ni re bf38b7d1845c") == "m-ni-re-bf38b7d1845c"
    assert slug("m ni re_bf38b7d1845c") != hashed


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (Reference(pmid="999000001", title="x"), "PMID_999000001"),
        (Reference(authors=["Netmaker C", "Abyss D"], title="x", date="2031-05"), "netmaker-2031-"),
        (Reference(title="x"), "reference-"),
        (Reference(authors=["渡辺"], title="x"), "reference-"),
    ],
)
def test_a_reference_is_named_by_what_it_is(entry: Reference, key: str) -> None:
    assert reference_key(entry).startswith(key)


def test_names_of_references_do_not_depend_on_their_order() -> None:
    entries = [
        Reference(title="One", url="https://example.org/1"),
        Reference(title="Two", pmid="1"),
        Reference(title="Two, once more", pmid="1"),
        Reference(title="Three", accessed=date(2031, 1, 1)),
        Reference(title="Three", accessed=date(2031, 1, 2)),
    ]
    keys = dict(zip(map(repr, entries), reference_keys(entries), strict=True))
    assert len(set(keys.values())) == 5  # two entries are two, though they are of one work
    shuffled = random.Random(7).sample(entries, 5)
    assert dict(zip(map(repr, shuffled), reference_keys(shuffled), strict=True)) == keys


def test_two_entries_of_one_article_keep_their_numbers() -> None:
    """[1] and [2] are two entries, read on two days; the work they point to is one."""
    found = lines(
        record("""
            symptoms: [{label: tremor, citations: [2]}]
            citations:
              - {title: One, pmid: "1", accessed: 2031-01-01}
              - {title: One, pmid: "1", accessed: 2031-02-02}
        """)
    )
    (cited,) = having(found, "cito:citesAsEvidence")
    entry = cited.split()[2]
    assert having(found, f"{entry} schema:position") == [
        f'{entry} schema:position "2"^^xsd:integer'
    ]
    assert having(found, f"{entry} dcterms:references") == [f"{entry} dcterms:references PMID:1"]


def test_no_two_statements_share_a_name() -> None:
    """A second statement of section "a" is not the first one of section "a-2"."""
    found = lines(
        record(
            """
            sections: {a: {heading: A}, a-2: {heading: B}, quote: {heading: C}}
            synonyms: [{label: fog, in: a}, {label: fog a, hedge: once}]
            symptoms:
              - label: tremor
                stated:
                  - {in: a}
                  - {in: a, hedge: may}
                  - {in: a-2}
                  - {in: quote, quote: {start: 1, end: 2, sha256: SHA}}
        """.replace("SHA", "0" * 64)
        )
    )
    assert len(having(found, "rdf:type gardkg:Statement")) == 6
    assert len(having(found, "prov:wasDerivedFrom")) == 6
    assert len(having(found, "rdf:type oa:TextPositionSelector")) == 1


def test_reading_it_again_gives_the_same_ids(seed: Record, tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    path.write_text(to_yaml(seed), "utf-8")
    (again,) = load_records(path)
    assert ids(again) == ids(seed)

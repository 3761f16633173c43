"""What is said of a form of a disease, and what is only mentioned, is not said of the disease."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from command import gardkg

from gardkg import Record, Store, diff, export, load_records, query, show
from gardkg.mapping.names import claim_id
from gardkg.model import Gene, Symptom, Treatment

RECORD = Record(
    id="GARD:0990001",
    name="Lantern syndrome",
    symptoms=[
        Symptom(label="fever", term="HP:0001945", match="exact"),
        Symptom(label="tremor", term="HP:0001337", match="exact", form="late form"),
        Symptom(label="rash", term="HP:0000988", match="exact", agent="automatic", rule="mention"),
    ],
    genes=[Gene(label="LUX1", relation="causal", form="type 2")],
    treatments=[Treatment(label="rest", form="late form", negated=True, status="not-effective")],
)


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.of([RECORD])


def test_neither_has_a_direct_triple(store: Store) -> None:
    found = query("SELECT ?t { ?d RO:0002200 ?t }", store).to_dicts()
    assert [row["t"] for row in found] == ["HP:0001945"]
    assert not query("ASK { ?x biolink:causes ?y }", store)


def test_a_form_is_part_of_what_a_claim_is() -> None:
    one, other = Symptom(label="a"), Symptom(label="a", form="late form")
    assert claim_id(RECORD.id, one) != claim_id(RECORD.id, other)
    assert claim_id(RECORD.id, one) == claim_id(RECORD.id, Symptom(label="a", rule="mention"))


def test_questions_tell_the_form_and_leave_out_what_is_only_mentioned(store: Store) -> None:
    rows = query("symptoms", store).to_dicts()
    assert [(row["label"], row["form"]) for row in rows] == [
        ("fever", None),
        ("tremor", "late form"),
    ]
    assert [row["label"] for row in query("symptoms", store, mentions=True).to_dicts()] == [
        "fever", "rash", "tremor",
    ]  # fmt: skip
    assert [row["form"] for row in query("genes", store).to_dicts()] == ["type 2"]


def test_the_card_says_of_which_form(store: Store) -> None:
    card = str(show("Lantern syndrome", store))
    assert "tremor" in card
    assert "late form only" in card
    assert "rash" not in card
    assert "rash" in str(show("Lantern syndrome", store, mentions=True))


def test_the_card_does_not_give_the_disease_what_its_form_has() -> None:
    both = [Symptom(label="tremor", form="late form"), Symptom(label="tremor", hedge="can")]
    card = str(show(Record(id=RECORD.id, name=RECORD.name, symptoms=both)))
    assert "  tremor (can)\n  tremor (late form only)" in card


def test_a_mention_is_marked_on_its_statement(store: Store) -> None:
    row = query(
        "SELECT ?level ?rule { ?c a gardkg:SymptomMention ; gardkg:statement ?s ."
        " ?s biolink:knowledge_level ?level ; gardkg:rule ?rule }",
        store,
    ).to_dicts()
    assert row == [{"level": "not_provided", "rule": "mention"}]


def test_said_once_and_mentioned_once_it_is_a_claim() -> None:
    said = Symptom(label="rash", term="HP:0000988", match="exact")
    both = Record(id=RECORD.id, name=RECORD.name, symptoms=[said, *RECORD.symptoms[2:]])
    graph = Store.of([both])
    assert query("ASK { ?d RO:0002200 HP:0000988 . ?c a gardkg:SymptomClaim }", graph)
    assert not query("ASK { ?c a gardkg:SymptomMention }", graph)


def test_files_check_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    from gardkg.records.outputs import write_records

    write_records([RECORD], str(path))
    assert load_records(path) == [RECORD]
    assert "form: late form" in path.read_text("utf-8")
    assert yaml.safe_load(path.read_text("utf-8"))["symptoms"][2]["rule"] == "mention"
    graph = tmp_path / "a.ttl"
    export([RECORD], str(graph))
    gardkg("check", str(graph), "--shapes")
    gardkg("check", str(graph), "--quality")
    told = gardkg("query", "symptoms", str(graph)).stdout
    assert "late form" in told
    assert "rash" not in told
    assert "rash" in gardkg("query", "symptoms", str(graph), "--mentions").stdout
    assert "rash" in gardkg("show", "Lantern syndrome", str(graph), "--mentions").stdout


def test_what_one_form_has_and_another_has_not_is_no_contradiction(tmp_path: Path) -> None:
    from gardkg.records.outputs import write_records

    denied = Symptom(label="tremor", term="HP:0001337", match="exact", negated=True)
    affirmed = RECORD.symptoms[1]
    path = tmp_path / "a.yaml"
    write_records([Record(id=RECORD.id, name="A", symptoms=[denied, affirmed])], str(path))
    assert "both affirmed" not in gardkg("check", str(path)).stdout
    plain = Symptom(label="tremor", term="HP:0001337", match="exact")
    path = tmp_path / "b.yaml"
    write_records([Record(id=RECORD.id, name="A", symptoms=[denied, plain])], str(path))
    told = gardkg("check", str(path))
    assert "both affirmed" in told.stdout + told.stderr


def test_a_change_of_form_is_told() -> None:
    other = Record(id=RECORD.id, name=RECORD.name, symptoms=[*RECORD.symptoms[:1]])
    assert {change.label for change in diff([RECORD], [other])} >= {"tremor", "rash"}


def test_all_formats_say_the_same() -> None:
    nt = set(ox.parse(export([RECORD], format="nt"), format=ox.RdfFormat.N_TRIPLES))
    ttl = set(ox.parse(export([RECORD], format="ttl"), format=ox.RdfFormat.TURTLE))
    assert nt == ttl

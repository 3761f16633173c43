"""A draft onto a record that somebody has reviewed: what they wrote stays, what is new is added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import record
from chance import examples
from hypothesis import given
from hypothesis import strategies as st

from gardkg import Record, load_records, model, to_yaml
from gardkg.errors import RecordError, UsageError
from gardkg.importers.draft_out import write_draft
from gardkg.importers.merge import merge
from gardkg.mapping.names import claim_id
from gardkg.records.checks import check
from gardkg.records.outputs import is_reviewed
from importers.test_import_page import ANSWER, OBO, run

REVIEWED = """\
source: {url: "https://rarediseases.info.nih.gov/gard/990009/testing"}
synonyms: [Test disease]
sections:
  signs: {heading: What are the signs?, updated: 2014-04-18}
symptoms:
- {label: fever, term: HP:0001945, match: exact, in: signs, citations: [1]}
- {label: glow, negated: true, in: signs}
treatments:
- {label: rest, in: signs, hedge: may}
not_stated: [genes]
citations:
- {authors: [Doe J], title: On testing, date: 2013, accessed: 2014-04-18}
"""

DRAFT = """\
source: {url: "https://rarediseases.info.nih.gov/gard/990009/testing"}
synonyms: [{label: test Disease, agent: automatic}, {label: Trial fever, agent: automatic}]
sections:
  symptoms: {heading: What are the signs?, updated: 2014-04-18}
  overview: {heading: What is it?, updated: 2016-09-29}
symptoms:
- {label: fevers, term: HP:0001945, match: exact, in: symptoms, citations: [2], agent: automatic}
- {label: Glow (in the dark), in: symptoms, agent: automatic}
- {label: cough, in: overview, citations: [1, 2], agent: automatic}
treatments:
- label: rest
  stated:
  - {in: symptoms, hedge: may, agent: automatic}
  - {in: overview, status: supportive, agent: automatic}
genes:
- {label: ABC1, in: overview, agent: automatic}
citations:
- {title: Another, date: 2020}
- {authors: [Doe J], title: On testing, date: 2013, accessed: 2014-04-18}
"""


def symptoms(found: Record) -> dict[str, list[int]]:
    return {claim.label: claim.citations for claim in found.symptoms}


def errors(found: Record) -> list[str]:
    return [finding.message for finding in check(found) if finding.severity == "error"]


def test_what_was_reviewed_stays_and_what_is_new_is_added() -> None:
    old, new = record(REVIEWED), record(DRAFT)
    merged = merge(old, new)
    found = merged.record
    assert not errors(found)
    # The same claim by the same section of the same page is no news, however it is put.
    assert symptoms(found) == {"fever": [1], "glow": [], "cough": [2, 1]}
    assert found.symptoms[1].negated
    assert [claim.agent for claim in found.symptoms] == ["manual", "manual", "automatic"]
    assert [(s.section, s.agent) for s in found.treatments[0].statements] == [
        ("signs", "manual"), ("overview", "automatic"),
    ]  # fmt: skip
    assert found.treatments[0].stated[1].status == "supportive"
    assert list(found.sections) == ["signs", "overview"]
    assert [entry.title for entry in found.citations] == ["On testing", "Another"]
    names = [s if isinstance(s, str) else s.label for s in found.synonyms]
    assert names == ["Test disease", "Trial fever"]
    assert not found.genes
    assert (merged.added, merged.stated) == (1, 1)
    assert list(merged.lines()) == [
        "1 claims, 1 places, 1 names and 0 other entries added",
        'symptoms: "Glow (in the dark)" not added: reviewed, and put otherwise',
        'genes: "ABC1" not added: the record says that its source states no genes',
    ]


def test_merging_again_adds_nothing() -> None:
    once = merge(record(REVIEWED), record(DRAFT)).record
    before = to_yaml(once)
    again = merge(once, record(DRAFT))
    assert (again.added, again.stated) == (0, 0)
    assert to_yaml(again.record) == before


def test_a_page_of_another_day_says_it_again() -> None:
    """The same heading with another date is another section; both dates are kept."""
    new = record(DRAFT.replace("updated: 2014-04-18", "updated: 2016-01-02"))
    found = merge(record(REVIEWED), new).record
    assert not errors(found)
    assert [str(section.updated) for section in found.sections.values()] == [
        "2014-04-18", "2016-01-02", "2016-09-29",
    ]  # fmt: skip
    assert [said.section for said in found.symptoms[0].statements] == ["signs", "symptoms"]


def test_the_same_sentence_is_no_new_place() -> None:
    quote = "quote: {start: 3, end: 9, sha256: " + "0" * 64 + "}"
    text = "symptoms:\n- {label: fever, %s%s}\n"
    old = record(text % (quote, ", hedge: may"))
    merged = merge(old, record(text % (quote, ", agent: automatic")))
    assert (merged.added, merged.stated) == (0, 0)
    other = quote.replace("3", "4", 1)
    merged = merge(merged.record, record(text % (other, ", agent: automatic")))
    assert (merged.added, merged.stated) == (0, 1)
    assert [said.hedge for said in merged.record.symptoms[0].statements] == ["may", None]


def test_one_status_is_not_joined_by_another() -> None:
    old = record("etiology_status: {label: known, status: known}")
    new = record("etiology_status: {label: unknown, status: unknown, agent: automatic}")
    merged = merge(old, new)
    assert merged.record.etiology_status
    assert merged.record.etiology_status.status == "known"
    assert merged.kept == [
        'etiology_status: "unknown" not added: the record has another etiology_status'
    ]
    merged = merge(record(""), new)
    assert merged.record.etiology_status == new.etiology_status


def test_another_disease_is_refused() -> None:
    with pytest.raises(UsageError, match="about GARD:0000007, the page about GARD:0990009"):
        merge(record("id: 7\nname: Testing"), record(""))


@pytest.mark.parametrize(
    ("text", "reviewed"),
    [
        ("", True),
        ("symptoms: [{label: a}]", True),
        ("symptoms: [{label: a, agent: automatic}]", False),
        ("symptoms: [{label: a, stated: [{agent: automatic}, {hedge: may}]}]", True),
        ("symptoms: [{label: a, agent: automatic}]\nsynonyms: [{label: b, scope: exact}]", True),
        ("symptoms: [{label: a, agent: automatic}]\nsynonyms: [b]", False),
    ],
)
def test_who_has_reviewed(text: str, reviewed: bool) -> None:
    assert is_reviewed(record(text)) == reviewed


# --- The file -------------------------------------------------------------------------------------


def test_a_reviewed_record_is_not_overwritten(tmp_path: Path, capsys: object) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "# yaml-language-server: $schema=s.json\nid: 990009\nname: Testing\n" + REVIEWED
    )
    kept = path.read_bytes()
    with pytest.raises(UsageError, match="somebody has reviewed it; --merge adds what is new"):
        write_draft(record(DRAFT), str(path))
    assert path.read_bytes() == kept
    assert write_draft(record(DRAFT), str(path), merging=True)
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=s.json\n")
    assert symptoms(load_records(path)[0]) == {"fever": [1], "glow": [], "cough": [2, 1]}
    assert write_draft(record(DRAFT), str(path), force=True) is None
    assert load_records(path) == [record(DRAFT)]
    # A draft that nobody has touched is replaced without being asked.
    write_draft(record(DRAFT.replace("cough", "croup")), str(path))
    assert "croup" in path.read_text("utf-8")


def test_what_is_no_record_is_not_overwritten_either(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("name: half")
    for merging in (False, True):
        with pytest.raises(RecordError, match="id: this field is required"):
            write_draft(record(DRAFT), str(path), merging=merging)
    assert path.read_text() == "name: half"
    write_draft(record(DRAFT), str(path), force=True)
    assert len(load_records(path)) == 1


def test_merging_into_nothing_writes_the_draft(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    assert write_draft(record(DRAFT), str(path), merging=True) is None
    assert load_records(path) == [record(DRAFT)]


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.txt").write_text(ANSWER)
    (tmp_path / "small.obo").write_text(OBO)
    out = tmp_path / "out.yaml"
    arguments = (tmp_path / "page.txt", "--hp", tmp_path / "small.obo", "-o", out)
    assert run(*arguments) == 0
    first = out.read_bytes()
    assert run(*arguments) == 0
    assert out.read_bytes() == first
    # A reviewer strikes the marks of a claim, and gives it another name.
    (found,) = load_records(out)
    found.symptoms[0].agent = "manual"
    found.symptoms[0].wording = found.symptoms[0].label
    out.write_text(to_yaml(found))
    reviewed = out.read_bytes()
    assert run(*arguments) == 2
    assert "somebody has reviewed it" in capsys.readouterr().err
    assert out.read_bytes() == reviewed
    assert run(*arguments, "--merge") == 0
    assert "0 claims, 0 places, 0 names and 0 other entries added" in capsys.readouterr().err
    assert out.read_bytes() == reviewed
    assert run(*arguments, "--force") == 0
    assert out.read_bytes() == first


# --- Any two records ------------------------------------------------------------------------------

_CLAIMS = st.lists(
    st.builds(
        model.Symptom,
        label=st.sampled_from(["fever", "Fever", "cough"]),
        negated=st.booleans(),
        section=st.sampled_from(["a", "b"]),
        citations=st.lists(st.sampled_from([1, 2]), unique=True),
        agent=st.sampled_from(["manual", "automatic"]),
        hedge=st.sampled_from([None, "may"]),
    ),
    max_size=4,
    unique_by=lambda claim: claim_id("GARD:0990009", claim),
)


def _records(claims: list[model.Symptom], turned: bool) -> Record:
    entries = [model.Reference(title="One"), model.Reference(title="Two")]
    return Record(
        id="GARD:0990009",
        name="Testing",
        sections={"a": model.Section(heading="A"), "b": model.Section(heading="B")},
        symptoms=claims,
        citations=entries[::-1] if turned else entries,
    )


def _manual(found: Record) -> Iterator[tuple[str, str | None, tuple[str | None, ...]]]:
    for claim in found.claims():
        for said in claim.statements:
            if said.agent == "manual":
                titles = tuple(found.citations[n - 1].title for n in said.citations)
                yield claim_id(found.id, claim), said.hedge, titles


@examples(200, 6)
@given(old=_CLAIMS, new=_CLAIMS, turned=st.booleans())
def test_no_reviewed_statement_is_lost_or_changed(
    old: list[model.Symptom], new: list[model.Symptom], turned: bool
) -> None:
    there = _records(old, turned=False)
    before = list(_manual(there))
    labels = [claim.label for claim in there.claims()]
    for claim in new:
        claim.agent = "automatic"
    merged = merge(there, _records(new, turned)).record
    assert not errors(merged)
    assert list(_manual(merged)) == before
    assert [claim.label for claim in merged.claims()][: len(labels)] == labels
    assert merge(merged, _records(new, turned)).added == 0


def test_what_is_not_taken_over_is_told_or_kept_as_a_wording() -> None:
    """A draft's label of a claim the record has, a name and a mapping of another kind."""
    old = record("""
sections: {a: {heading: A}, b: {heading: B}}
synonyms: [Itch, Scratch]
mappings: {xref: [MONDO:0000001]}
symptoms: [{label: Itching, term: HP:0000989, match: exact, in: a}]
""")
    new = record("""
sections: {a: {heading: A}, b: {heading: B}}
synonyms: [{label: itch, scope: exact, type: layperson, agent: automatic}, scratch]
mappings: {exact: [MONDO:0000001]}
symptoms: [{label: Pruritus, term: HP:0000989, match: exact, in: b, agent: automatic}]
""")
    merged = merge(old, new)
    assert [s.wording for s in merged.record.symptoms[0].statements] == [None, "Pruritus"]
    assert next(merged.lines()) == "0 claims, 1 places, 0 names and 0 other entries added"
    assert merged.kept == [
        'synonyms: "itch" not added as exact layperson: it is there',
        "mappings: MONDO:0000001 not added as exact: it is there",
    ]


def test_normal_forms_of_one_name_are_one_name() -> None:
    old = Record(id="GARD:0990009", name="M\u00e9ni\u00e8re")
    new = Record(id="GARD:0990009", name="Me\u0301nie\u0300re")
    assert merge(old, new).record.synonyms == []


def test_what_is_added_is_counted_and_marked() -> None:
    old = record("categories: [Fevers, Fevers]")
    new = record(
        "id: 990009\nname: Trial fever\nsynonyms: [Testing]\ncategories: [Fevers, Rare]\n"
        "parents: [8]\nmappings: {exact: [MONDO:0000001]}"
    )
    merged = merge(old, new)
    assert list(merged.lines()) == ["0 claims, 0 places, 1 names and 3 other entries added"]
    assert merged.record.synonyms == [model.Synonym(label="Trial fever", agent="automatic")]


@pytest.mark.parametrize(
    ("draft", "goes"),
    [
        ("name: Sign in", False),
        ("name: Sign in\nsynonyms: [Press here]", False),
        ("name: TESTING", True),
        ("name: test disease", True),  # a synonym of the record's
        ("name: Trial fever\nsynonyms: [testing]", True),
        (f"name: Trial fever\n{DRAFT}", True),  # renamed
    ],
)
def test_70_a_draft_with_only_the_id_of_a_record_is_not_merged(
    draft: str, goes: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("id: 990009\nname: Testing\n" + REVIEWED)
    kept = path.read_bytes()
    if goes:
        assert write_draft(record(f"id: 990009\n{draft}"), str(path), merging=True)
        return
    with pytest.raises(RecordError, match=r'a\.yaml: error: name: .* got "Sign in"'):
        write_draft(record(f"id: 990009\n{draft}"), str(path), merging=True)
    assert path.read_bytes() == kept

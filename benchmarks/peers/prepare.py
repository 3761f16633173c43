"""What the peers are given, made from the records before any clock runs.

    python prepare.py records.jsonl FOLDER [ids] [csv] [parquet]

* ``ids``: the same records with the names of claims, references and synonyms in them, for those
  who cannot hash;
* ``csv``, ``parquet``: tables of columns that a mapping can use as they stand, for those whose
  mappings know no conditions: one for each thing, and one for each thing that repeats. No
  column is called predicate, for morph-kgc has one of that name itself.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import shape

Row = dict[str, Any]
TABLES = {
    "records": "stem id name elsewhere page file license title",
    "synonyms": "stem key label incomplete",
    "references": "stem key position citation work",
    "works": "work type title container pmid",
    "claims": "claim stem class association label negated relation thing "
    "band count total percentage onset sex",
    "direct": "stem relation thing",
    "terms": "thing label",
    "modifiers": "claim modifier",
    "statements": "place stem claim evidence agent curated start end sha256",
    "cited": "place stem key work",
}


def with_ids(record: Row) -> Row:
    """The record with a ``key`` in each of what is named by a hash."""
    for entry in record.get("citations", ()):
        entry["key"] = shape.reference_name(entry)
    record["synonyms"] = [
        {"label": label, "key": shape.synonym_name(label)} for label in record.get("synonyms", ())
    ]
    for topic in shape.KINDS:
        for claim in record.get(topic, ()):
            claim["key"] = shape.claim_name(record["id"], topic, claim)
    return record


def obo(curie: str | None) -> str | None:
    return shape.OBO + curie.replace(":", "_") if curie else None


def rows(record: Row) -> Iterator[tuple[str, Row]]:
    """The rows of a record, each with its table. What is null is left out."""
    curie, stem = record["id"], shape.stem(record["id"])
    source = record["source"]
    yield (
        "records",
        {
            "stem": stem,
            "id": curie,
            "name": record["name"],
            "elsewhere": shape.elsewhere(curie),
            "page": source["url"],
            "file": source["file"],
            "license": source["license"],
            "title": source["title"],
        },
    )
    for label in record.get("synonyms", ()):
        own = {"stem": stem, "key": shape.synonym_name(label), "label": label}
        # A column, for SDM-RDFizer takes no constant of a datatype.
        yield "synonyms", own | {"incomplete": "false"}
    keys, works = [], []
    for position, entry in enumerate(record.get("citations", ()), 1):
        keys.append(shape.reference_name(entry))
        works.append(shape.work_address(f"{shape.BASE}record/{stem}", entry, keys[-1]))
        own = {"stem": stem, "key": keys[-1], "position": position, "work": works[-1]}
        yield "references", own | {"citation": shape.citation(entry)}
        about = {key: entry.get(key) for key in ("title", "container", "pmid")}
        yield "works", {"work": works[-1], "type": shape.WORK_TYPES[entry.get("type")], **about}
    for topic, (_, _, relation, class_, association) in shape.KINDS.items():
        for claim in record.get(topic, ()):
            key = shape.claim_name(curie, topic, claim)
            name, thing = f"{stem}-{key}", obo(claim["term"])
            yield (
                "claims",
                {
                    "claim": name,
                    "stem": stem,
                    "class": class_,
                    "association": association,
                    "label": claim["label"],
                    "negated": "true" if claim.get("negated") else "false",
                    "relation": relation,
                    "thing": thing,
                    "onset": obo(claim.get("onset")),
                    "sex": shape.SEXES.get(claim.get("sex", "")),
                    **frequency(claim.get("frequency", "")),
                },
            )
            if shape.positive(claim):
                yield "direct", {"stem": stem, "relation": relation, "thing": thing}
            yield "terms", {"thing": thing, "label": claim["label"]}
            for modifier in claim.get("modifiers", ()):
                yield "modifiers", {"claim": name, "modifier": obo(modifier)}
            for n, said in enumerate(claim.get("stated") or [claim], 1):
                place = key if n == 1 else f"{key}.{n}"
                own = {"place": place, "stem": stem, "claim": name, **said["quote"]}
                own |= {"evidence": obo(said["evidence"]), "agent": shape.AGENTS[said.get("agent")]}
                yield "statements", own | {"curated": said["curated"]}
                for number in said["citations"]:
                    cited = {"key": keys[number - 1], "work": works[number - 1]}
                    yield "cited", {"place": place, "stem": stem, **cited}


def frequency(text: str) -> Row:
    """The columns of a frequency."""
    if "/" in text:
        seen, _, total = text.partition("/")
        return {"count": int(seen), "total": int(total)}
    if "%" in text:
        return {"percentage": text[:-1]}
    return {"band": obo(text)}


def tables(records: Iterator[Row]) -> dict[str, list[tuple[Any, ...]]]:
    """All tables, their equal rows once: terms and works come again in many records."""
    found: dict[str, dict[tuple[Any, ...], None]] = {name: {} for name in TABLES}
    columns = {name: names.split() for name, names in TABLES.items()}
    for record in records:
        for name, row in rows(record):
            found[name][tuple(map(row.get, columns[name]))] = None
    return {name: list(of) for name, of in found.items()}


def as_csv(folder: Path, name: str, columns: list[str], found: list[tuple[Any, ...]]) -> None:
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(found)


def as_parquet(folder: Path, name: str, columns: list[str], found: list[tuple[Any, ...]]) -> None:
    import polars as pl

    schema = {c: pl.Int64 if c in NUMBERS else pl.String for c in columns}
    pl.DataFrame(found, schema, orient="row").write_parquet(folder / f"{name}.parquet")


NUMBERS = frozenset({"position", "count", "total", "start", "end"})
KINDS: dict[str, Callable[[Path, str, list[str], list[tuple[Any, ...]]], None]] = {
    "csv": as_csv,
    "parquet": as_parquet,
}


def main(source: str, target: str, *kinds: str) -> None:
    def records() -> Iterator[Row]:
        with open(source, encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    folder = Path(target)
    folder.mkdir(exist_ok=True)
    if "ids" in kinds:
        with open(folder / "ids.jsonl", "w", encoding="utf-8") as stream:
            for record in records():
                stream.write(json.dumps(with_ids(record), ensure_ascii=False) + "\n")
    if KINDS.keys() & set(kinds):
        for name, found in tables(records()).items():
            for kind in KINDS.keys() & set(kinds):
                KINDS[kind](folder, name, TABLES[name].split(), found)


if __name__ == "__main__":
    main(*sys.argv[1:])

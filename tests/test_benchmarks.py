"""The peers of ``benchmarks/export.py`` that need no environment of their own write our graph."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from cases import RDF, ROOT

from gardkg import export, load_records

PEERS = ROOT / "benchmarks" / "peers"
pytestmark = pytest.mark.skipif(not PEERS.is_dir(), reason="benchmarks/ is not in the sdist")
SHA256 = "8" * 64
#: Every part that the importer of hpoa fills, in diseases that nobody has.
RECORDS: list[dict[str, Any]] = [
    {
        "id": "OMIM:999001",
        "name": 'Lanternfish "fever" \\ 1 é',
        "synonyms": ["LF one", "Fièvre, 1", "A name that goes on for longer than a path should be"],
        "symptoms": [
            {"frequency": "01/2", "modifiers": ["HP:0012828", "HP:0012825"], "sex": "female"},
            {"term": "HP:0000005", "frequency": "0/9", "onset": "HP:0003577"},
            {"term": "HP:0000006", "negated": True, "agent": "automatic", "citations": [1, 2]},
            {"term": "HP:0000007", "frequency": "7.50%"},
            {"term": "HP:0000008", "frequency": "0%"},
            {"term": "HP:0000009", "frequency": "HP:0040285"},
            {"term": "HP:0000009", "frequency": "HP:0040281"},
        ],
        "citations": [
            {"pmid": "1"},
            {
                "title": "Said so.",
                "container": "A box",
                "type": "database-record",
                "url": "https://example.org/x",
            },
            {"title": "ISBN 1", "type": "book"},
        ],
    },
    {
        "id": "ORPHA:99",
        "name": "Other",
        "symptoms": [{"stated": 2}],
        "course": [{"term": "HP:0003680"}],
        "onset": [{"term": "HP:0003577", "frequency": "3/4"}],
        "inheritance": [{"term": "HP:0000006"}],
        "citations": [{"pmid": "1"}, {"type": "web-page", "url": "https://example.org/a?b#c"}],
    },
    {"id": "DECIPHER:9", "name": "Third", "onset": [{}], "citations": [{"title": "As printed"}]},
]


def written(path: Path) -> Path:
    """The records as JSON Lines, with what each claim must have."""
    source = {"url": "https://example.org/hpoa", "file": "x.hpoa", "title": "A file"}
    said = {"citations": [1], "evidence": "ECO:0006017", "curated": "2021-06-21"}
    with path.open("w") as lines:
        for record in RECORDS:
            full = {"source": source | {"license": "https://example.org/terms"}, **record}
            for topic in ("symptoms", "course", "onset", "inheritance"):
                claims = []
                for n, own in enumerate(record.get(topic, ())):
                    quote = {"start": n, "end": n + 9, "sha256": SHA256}
                    claim = {"term": "HP:0000001", **said, "quote": quote, **own}
                    if places := claim.pop("stated", 0):
                        keys = [*said, "quote"]
                        place = {key: claim.pop(key) for key in keys}
                        claim["stated"] = [
                            place | {"quote": quote | {"end": 99 + n}} for n in range(places)
                        ]
                    label = f"called {claim['term']}"
                    claims.append({"match": "exact", "label": label, "term_label": label, **claim})
                full |= {topic: claims} if claims else {}
            lines.write(json.dumps(full) + "\n")
    return path


@pytest.mark.parametrize(
    ("peer", "suffix"),
    [("pyoxigraph", "nt"), ("pyoxigraph", "jsonld"), ("rdflib", "nt"), ("rdflib", "jsonld")],
)
def test_a_peer_writes_the_graph_that_gardkg_writes(peer: str, suffix: str, tmp_path: Path) -> None:
    records, out = written(tmp_path / "records.jsonl"), tmp_path / f"out.{suffix}"
    program = PEERS / f"{peer}_.py"
    subprocess.run([sys.executable, str(program), str(records), str(out)], check=True)
    ours = ox.parse(export(load_records(records), format="nt"), format=RDF["nt"])
    theirs = ox.parse(path=str(out), format=RDF[suffix])
    assert {q.triple for q in theirs} == {q.triple for q in ours}

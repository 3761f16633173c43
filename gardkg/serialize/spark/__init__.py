"""JSON Lines → RDF on Spark: what ``serialize`` does to one record, done on many machines.

A line is read as bytes and becomes text where it is read; the text of a record stays together. Each
split of the input is one shard, so shards depend on the input and the size of splits alone: not
on the number of machines, nor on which of them failed. One job writes, through Hadoop's
committer: the shards, the ids with their parents, and what is wrong. Only ids are shuffled.

The output is a new or empty folder. Everything is staged within it; shards get their names when
all records are good, are read back for their checksums, and the manifest is written last: a
folder without one is no export. On failure what was made is removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gardkg import __version__
from gardkg.errors import MAX_ERRORS, FileError, FormatError, Problem, RecordError, UsageError
from gardkg.files.kinds import YAML, is_of
from gardkg.identifiers import BASE, checked_base
from gardkg.records.dataset_checks import Place, Register
from gardkg.records.inputs import MAX_BYTES
from gardkg.serialize.spark.hadoop import Folder, Spark, explained, read_many
from gardkg.serialize.spark.rendering import (
    COLUMNS,
    COUNTS,
    IDS,
    PROBLEMS,
    Line,
    Piece,
    Split,
    named,
    pieces,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

#: Formats without a header, so that each shard is a document; gzipped or not.
KINDS = ("nq.gz", "nq", "nt.gz", "nt")

#: So many shards are read at once for their checksums.
_READERS = 4

Splits = dict[tuple[str, int], Split]


def export(
    paths: str | Sequence[str],
    output: str,
    format: str | None = None,
    *,
    base: str = BASE,
    max_errors: int = MAX_ERRORS,
    warn: Callable[[Problem], None] = lambda problem: None,
) -> dict[str, Any]:
    """Write JSON Lines of records as shards of RDF; return the manifest.

    It runs in the active Spark session, or in one that Spark's own configuration describes (master,
    memory, credentials), by default on this machine. The workers' Python must have gardkg, too.

    Args:
        paths: files, folders or globs in any file system that Spark reads; ``.gz`` too.
        output: a folder that is new or empty, in any file system that Spark writes.
        format: ``nq.gz``, ``nq``, ``nt.gz`` or ``nt``; else the output's suffix, or ``nq.gz``.
        base: the address our own nodes stand under.
        max_errors: so many errors are told, the first ones; and so many warnings.
        warn: gets the warnings about records.

    Raises:
        RecordError: records have problems, an id stands twice, parents lead back; or there is none.
        UsageError: pyspark, Java or the workers' gardkg is missing; a path that is none for Spark.
        FormatError: another format.
        TermError: the base is none.
        FileError: the input cannot be read; the output is there, or cannot be written.

    >>> export("gard.jsonl", "out", "ttl")
    Traceback (most recent call last):
    ...
    gardkg.errors.FormatError: Spark writes no "ttl"; use nq.gz nq nt.gz nt
    """
    paths = _checked_paths([paths] if isinstance(paths, str) else paths, output)
    kind = _kind(output, format)
    base = checked_base(base)
    spark = Spark()

    def work() -> dict[str, Any]:
        with explained(output, "cannot be written"):
            folder = Folder(spark.session, output)
        try:
            return _export(spark.session, folder, paths, kind, base, max_errors, warn)
        except BaseException:
            spark.end()  # before that: a task that still runs would write anew
            folder.clear()
            raise

    return spark.run(work)


def _export(
    session: SparkSession,
    folder: Folder,
    paths: Sequence[str],
    kind: str,
    base: str,
    most: int,
    warn: Callable[[Problem], None],
) -> dict[str, Any]:
    with explained(", ".join(paths), "cannot be read"):
        lines = _lines(session, paths)
        splits = _splits(lines)
    if not splits:
        raise RecordError([_no_records(paths)])
    with explained(folder.path, "cannot be written"):
        _write(session, folder, lines, splits, kind, base)
        read_many(session)
        errors, warnings = _problems(session, folder, most)
        for problem in warnings:
            warn(problem)
        counts = _counts(session, folder)
        if not counts and not errors:
            errors = [_no_records(paths)]
        if errors:
            raise RecordError(errors)
        files = _publish(session, folder, counts, kind)
        manifest = {
            "gardkg": __version__,
            "format": kind.removesuffix(".gz"),
            "base": base,
            "records": sum(file["records"] for file in files),
            "triples": sum(file["triples"] for file in files),
            "files": files,
        }
        folder.finish(json.dumps(manifest, indent=1).encode() + b"\n")
    return manifest


def _checked_paths(paths: Sequence[str], output: str) -> list[str]:
    if not paths:
        raise UsageError("Spark needs the JSON Lines to read; name a file, folder or glob")
    if set(output) & set("*?[]{}"):
        raise UsageError(f"{output}: Spark takes *?[]{{}} for a pattern; use another name")
    for path in (*paths, output):
        if path == "-":
            raise UsageError("Spark reads no standard input and writes no standard output")
        if is_of(path, YAML):
            raise UsageError(f"{path}: Spark reads JSON Lines; without it YAML is read, too")
    return list(paths)


def _kind(output: str, name: str | None) -> str:
    if name is None:
        stem = output.rstrip("/")
        name = next((kind for kind in KINDS if stem.endswith(f".{kind}")), KINDS[0])
    if name not in KINDS:
        raise FormatError(f'Spark writes no "{name}"; use {" ".join(KINDS)}')
    return name


def _lines(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    """Each line as its bytes, the file, and the first byte of its split.

    Spark's text is the bytes of the file, whatever they are, as long as nothing asks for
    characters; ``sc.textFile`` would replace what is no UTF-8.
    """
    from pyspark.sql import functions as F

    options = {"lineSep": "\n", "recursiveFileLookup": True}
    data = F.substring(F.col("value").cast("binary"), 1, MAX_BYTES + 1)
    return (
        session.read.options(**options)
        .text(list(paths))
        .select(data.alias("line"), "_metadata.file_path", "_metadata.file_block_start")
    )


def _splits(lines: DataFrame) -> Splits:
    """The splits of the input in the order of files, each with its shard and its lines."""
    counted = lines.groupBy("file_path", "file_block_start").count().collect()
    splits: Splits = {}
    ordered = sorted(counted, key=lambda row: (named(row[0]), row[1]))
    for path, of_file in groupby(ordered, key=lambda row: row[0]):
        before = 0
        for _, start, count in of_file:
            splits[path, start] = Split(f"{len(splits):09}", before, count)
            before += count
    return splits


def _no_records(paths: Sequence[str]) -> Problem:
    return Problem(", ".join(paths), 0, 0, "", "no records; expected a line of JSON for each")


def _write(
    session: SparkSession, folder: Folder, lines: DataFrame, splits: Splits, kind: str, base: str
) -> None:
    """The one job that reads records: to staging, a file for each shard and those beside them."""
    known = session.sparkContext.broadcast(splits)
    suffix = kind.removesuffix(".gz")

    def task(rows: Iterable[Line]) -> Iterable[Piece]:
        return pieces(rows, known.value, suffix, base, __version__)

    written = session.createDataFrame(
        lines.rdd.mapPartitions(task), "file string, text binary", verifySchema=False
    )
    written.select("file", written.text.cast("string")).write.partitionBy("file").text(
        folder.staging, compression="gzip" if kind.endswith(".gz") else "none"
    )


def _rows(session: SparkSession, folder: Folder, name: str) -> DataFrame | None:
    """What stands in the files beside the shards, if anything does."""
    path = folder.staged(name)
    if path is None:
        return None
    return session.read.json(path, schema=COLUMNS[name], mode="FAILFAST", lineSep="\n")


def _counts(session: SparkSession, folder: Folder) -> list[Row]:
    """How many records and triples each shard has, in the order of shards."""
    rows = _rows(session, folder, COUNTS)
    return [] if rows is None else sorted(rows.collect())


def _problems(
    session: SparkSession, folder: Folder, most: int
) -> tuple[list[Problem], list[Problem]]:
    """The first errors and warnings: those of lines, then those of all records together."""
    from pyspark.sql import functions as F

    found = _rows(session, folder, PROBLEMS)
    told: dict[str, list[Problem]] = {"error": [], "warning": []}
    for severity, problems in told.items():
        if found is not None:
            of_it = found.where(F.col("severity") == severity).orderBy("path", "line", "number")
            rows = of_it.select("problem").limit(most + 1).collect()
            problems += (Problem(**json.loads(row.problem)) for row in rows)
        if severity == "error":
            problems += _together(session, folder, most)
        if len(problems) > most:
            left = f"only the first {most:,} are told"
            problems[most:] = [Problem("…", 0, 0, "", left, severity=problems[0].severity)]
    return told["error"], told["warning"]


def _together(session: SparkSession, folder: Folder, most: int) -> Iterator[Problem]:
    """Ids that stand twice and parents that lead back, of all records."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    ids = _rows(session, folder, IDS)
    if ids is None:
        return
    places: dict[tuple[str, int], tuple[str, list[str]]] = {}
    alike = Window.partitionBy("id").orderBy("path", "line")
    first = F.first(F.struct("path", "line")).over(alike).alias("first")
    again = ids.select("id", "path", "line", first, F.row_number().over(alike).alias("n"))
    for row in again.where("n > 1").orderBy("path", "line").limit(most + 1).collect():
        places[row.first.path, row.first.line] = places[row.path, row.line] = (row.id, [])
    # Whoever has no parents is in no cycle.
    for row in ids.where(F.size("parents") > 0).collect():
        places[row.path, row.line] = (row.id, row.parents)
    files = sorted({path for path, _ in places})
    register = Register()
    for (path, line), (id, parents) in sorted(places.items()):
        register.add(id, parents, Place(files.index(path), line, 1))
    for place, finding in register.findings(files):
        yield Problem(files[place.file], place.line, place.column, *finding)


def _publish(
    session: SparkSession, folder: Folder, counts: Sequence[Row], kind: str
) -> list[dict[str, Any]]:
    """Give the shards their names and read them back; what is in each, in the order of records.

    Raises:
        FileError: what is stored is not what was written.
    """
    names = {row.shard: f"part-{number:05}.{kind}" for number, row in enumerate(counts)}
    folder.publish(names)
    stored = session.read.text(folder.path, pathGlobFilter="part-*", lineSep="\n")
    lines = dict(map(tuple, stored.groupBy("_metadata.file_name").count().collect()))
    with ThreadPoolExecutor(_READERS) as readers:
        files = [
            {"name": name, "bytes": size, "sha256": digest}
            for name, (size, digest) in zip(
                names.values(), readers.map(folder.digest, names.values()), strict=True
            )
        ]
    for row, file in zip(counts, files, strict=True):
        if lines.get(file["name"]) != row.triples:
            wrong = f"{file['name']} has {lines.get(file['name'], 0):,} lines, not {row.triples:,}"
            raise FileError(folder.path, f"cannot be written: {wrong}")
        file |= {"records": row.records, "triples": row.triples}
    return files

"""What a worker does with the lines of a split: each becomes text, or problems.

Nothing here knows Spark: lines come as an iterator, and what belongs into files goes as one. A
task that is run twice gives the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import unquote

import gardkg
from gardkg.errors import Problem, TermError
from gardkg.records import inputs
from gardkg.records.reader import records_of
from gardkg.serialize.formats import FORMATS

#: The files beside the shards: JSON Lines of ids with their parents, problems, and counts.
IDS, PROBLEMS, COUNTS = "ids", "problems", "counts"
#: The columns of each, as Spark reads them. A problem is JSON within JSON: its texts may be such
#: that Java cannot hold them.
COLUMNS = {
    IDS: "id string, parents array<string>, path string, line long",
    PROBLEMS: "path string, line long, number long, severity string, problem string",
    COUNTS: "shard string, records long, triples long",
}

#: A line: its bytes, and the file and first byte of its split.
Line = tuple[bytes, str, int]
#: The name of a file, and what becomes a line of it, or many: without the last line break.
Piece = tuple[str, bytes]


class Split(NamedTuple):
    """A part of an input file: the shard it becomes, the lines before it and in it."""

    shard: str
    before: int
    lines: int


class Text(NamedTuple):
    """A good record as text, the number of its line, and what is compared over all records."""

    text: bytes
    line: int
    id: str
    parents: list[str]


class InputChanged(Exception):
    """A split has other lines than it had when they were counted."""


class OtherVersion(Exception):
    """The worker's gardkg is not the one that sent it the task."""


def text_of(
    lines: Iterable[bytes], path: str, first: int, suffix: str, base: str
) -> Iterator[Text | Problem]:
    """Each line's record as text, or what is wrong with it; warnings come before the text.

    Args:
        lines: JSON of a record each; blank ones are passed over.
        path: the file they are from.
        first: the number of the first of them.
        suffix: a format of ``formats.FORMATS`` without a header.
        base: the address our own nodes stand under.

    >>> lines = [b"", b'{"id": "GARD:0990001", "name": "Lanternfish fever"}', b'{"id": "GARD:1"}']
    >>> text, problem = text_of(lines, "a.jsonl", 7, "nt", "https://example.org/")
    >>> text.id, text.line, text.text.count(b"\\n")
    ('GARD:0990001', 8, 7)
    >>> str(problem)
    'a.jsonl:9:1: error: name: this field is required'
    """
    write = FORMATS[suffix].writer(base).record
    for number, line in enumerate(lines, first):
        problems: list[Problem] = []
        for record, _ in records_of(
            inputs.Piece(path, 0, number, line, lines=True), problems.append
        ):
            yield from problems
            if record is None:
                continue
            try:
                text = write(record).encode()
            except (TermError, UnicodeEncodeError) as error:
                yield Problem(path, number, 1, "", f"cannot be written: {error}")
            else:
                yield Text(text, number, record.id, record.parents)


def pieces(
    lines: Iterable[Line],
    splits: Mapping[tuple[str, int], Split],
    suffix: str,
    base: str,
    version: str,
) -> Iterator[Piece]:
    """What a task writes, of all the splits it was given.

    Raises:
        InputChanged: the input is not what was counted.
        OtherVersion: this is another gardkg than the driver's, of ``version``.
    """
    if version != gardkg.__version__:
        raise OtherVersion(f"gardkg is {gardkg.__version__} there, and {version} here")
    for (uri, start), some in groupby(lines, key=lambda line: line[1:]):
        split = splits.get((uri, start), Split("", 0, 0))
        yield from _of_split((bytes(line[0]) for line in some), named(uri), split, suffix, base)


def _of_split(
    lines: Iterator[bytes], path: str, split: Split, suffix: str, base: str
) -> Iterator[Piece]:
    read = problems = records = triples = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for line in lines:
            read += 1
            yield line

    for found in text_of(counted(), path, split.before + 1, suffix, base):
        if isinstance(found, Problem):
            problems += 1
            yield PROBLEMS, _problem(found, problems)
            continue
        records += 1
        triples += found.text.count(b"\n")
        yield split.shard, found.text[:-1]
        yield IDS, _json(id=found.id, parents=found.parents, path=path, line=found.line)
    if read != split.lines:
        raise InputChanged(f"{path} changed while it was read")
    if records:
        yield COUNTS, _json(shard=split.shard, records=records, triples=triples)


def _problem(problem: Problem, number: int) -> bytes:
    return _json(
        path=problem.path,
        line=problem.line,
        number=number,
        severity=problem.severity,
        problem=json.dumps(asdict(problem)),
    )


def _json(**values: Any) -> bytes:
    return json.dumps(values).encode()


def named(uri: str) -> str:
    """A file as its user names it: one of this machine without its scheme.

    >>> named("file:/tmp/a%20b.jsonl"), named("hdfs://host/a.jsonl")
    ('/tmp/a b.jsonl', 'hdfs://host/a.jsonl')
    """
    uri = unquote(uri)
    return "/" + uri.removeprefix("file:").lstrip("/") if uri.startswith("file:") else uri

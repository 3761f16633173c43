"""Record files → the model: YAML, JSON, JSON Lines. The way back is ``yaml_out``.

A file is decoded fast and checked (``checks``); only if it will not decode is it walked
for everything that is wrong (``explain``). Problems go to a callback, all of them, and a
record that has any is not yielded: whoever writes a file decides at the end whether to keep it.

Limits, so that memory is bounded: 8 Mi characters a record (a YAML or JSON file, a line of
JSON Lines), 60,000 characters a text, 32 levels, 100,000 commas, colons and line breaks.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from yaml.nodes import Node

from gardkg import checks, explain, nodes
from gardkg.errors import FileError, Problem, RecordError
from gardkg.json_nodes import compose_json
from gardkg.model import Record
from gardkg.patterns import conform

#: What a folder is searched for; other files in it are left alone.
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".jsonl.gz")

Report = Callable[[Problem], None]
#: A record, or None if it had problems, and where it stands.
Read = tuple[Record | None, checks.Place]
Check = Callable[[Record], Iterator[checks.Finding]]

_DECODER = msgspec.json.Decoder(Record)
# What JSON can smuggle past a reader: escaped or raw characters that no record may have.
_SUSPECT = re.compile(
    rb"\\u(?:00[01][0-9a-fA-F]|007[fF]|00[89]|[dD][89a-fA-F]|[fF]{3}[eEfF])|\\[bf]"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]"
)
_CUT = re.compile(r"[ \t]#(?=\S)")
#: What msgspec reads as a whole number though it is written otherwise: 10.0, 1e1, -0.
_SOFT_INTEGER = re.compile(r"[0-9](?:\.[0-9]|[eE][-+]?[0-9])|-0")
#: Bytes that 8 Mi characters have at most; no more of a record is read.
_MAX_BYTES = 4 * nodes.MAX_DOCUMENT
#: A line longer than this is held to all the limits of a file.
_LONG_LINE = nodes.MAX_MARKS


def load_records(*paths: str | Path) -> list[Record]:
    """Read records from files and folders, checked; ids in their one spelling.

    Args:
        paths: YAML, JSON or JSON Lines files (``.gz`` too), folders of them, or ``-``.

    Raises:
        RecordError: some have problems; it lists every one, of all files.
        FileError: a path does not exist or cannot be read.
    """
    return list(checked_records(paths))


def checked_records(
    paths: Iterable[str | Path], warn: Report = lambda problem: None
) -> Iterator[Record]:
    """Yield records one at a time, and fail at the end if any had a problem.

    For writing a stream that is kept only if all of it was good. ``warn`` is told what is no
    error.

    Raises:
        RecordError: some have problems; it lists every one, of all files.
        FileError: a path does not exist or cannot be read.
    """
    errors: list[Problem] = []
    yield from read_records(paths, lambda p: (errors.append if p.severity == "error" else warn)(p))
    if errors:
        raise RecordError(errors)


def read_records(
    paths: Iterable[str | Path], report: Report, check: Check = checks.check
) -> Iterator[Record]:
    """Yield the good records of files and folders, one at a time; report what is wrong.

    ``check`` finds what is wrong with a record as a whole; more can be asked for with it.

    Raises:
        FileError: a path does not exist or cannot be read.
    """
    ids: list[tuple[str, list[str], checks.Place]] = []
    paths = list(paths)
    count = 0
    for path in paths:
        for file in record_files(path):
            for record, place in _read_file(file, report, check):
                count += 1
                if record is not None:
                    ids.append((record.id, record.parents, place))
                    yield record
    for place, finding in checks.check_together(ids):
        report(_problem(place.path, place.line, place.column, finding))
    if not count:
        named = ", ".join(map(str, paths))
        expected = "expected files that end in " + " ".join(SUFFIXES)
        report(Problem(named, 0, 0, "", f"no records; {expected}"))


def record_files(path: str | Path) -> list[str]:
    """The files a path stands for: itself, or all record files below a folder, sorted.

    Raises:
        FileError: it does not exist.
    """
    if str(path) == "-":
        return ["-"]
    if not str(path):  # which pathlib takes for the current folder
        raise FileError('""', "no such file or folder")
    folder = Path(path)
    if (folder / "gardkg.json").is_file():
        raise FileError(str(path), "is a store, not records; ask it with --store")
    if folder.is_dir():
        found = (p for p in folder.rglob("*") if p.name.endswith(SUFFIXES) and p.name[0] != ".")
        # A link to nothing is not passed over: reading it says so.
        return sorted(str(p) for p in found if p.is_file() or not p.exists())
    if not folder.exists():
        raise FileError(str(path), "no such file or folder")
    return [str(path)]


def _read_file(path: str, report: Report, check: Check) -> Iterator[Read]:
    try:
        with ExitStack() as stack:
            stream: Any = sys.stdin.buffer
            if path != "-":
                stream = stack.enter_context(open(path, "rb"))
            if path.endswith(".gz"):
                stream = stack.enter_context(gzip.open(stream))
            if ".jsonl" in Path(path).suffixes:
                yield from _read_lines(path, _lines(stream), report, check)
                return
            data = stream.read(_MAX_BYTES + 1)
            if path == "-" and data.lstrip()[:1] == b"{" and not _is_one_json(data):
                data += stream.readline(_MAX_BYTES)
                lines = chain(_lines(io.BytesIO(data)), _lines(stream))
                yield from _read_lines(path, lines, report, check)
                return
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read: {reason}") from error
    is_json = path.endswith(".json") or (path == "-" and data.lstrip()[:1] == b"{")
    yield _read_document(path, data, report, check, is_json=is_json)


def _is_one_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return len(data.splitlines()) == 1
    return True


def _lines(stream: Any) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long for a record, the beginning."""
    while line := stream.readline(_MAX_BYTES + 1):
        yield line
        while len(line) > _MAX_BYTES and not line.endswith(b"\n"):
            line = stream.readline(_MAX_BYTES + 1)


def _read_lines(path: str, lines: Iterable[bytes], report: Report, check: Check) -> Iterator[Read]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = None
        if len(line) <= _LONG_LINE and not _is_suspect(line):
            with suppress(msgspec.DecodeError, ValueError):
                record = _decoded(line)
        if record is None or any(True for _ in check(record)):
            yield _read_document(path, line, report, check, is_json=True, line=number)
        else:
            yield record, checks.Place(f"{path}:{number}", path, number, 1)


def _is_suspect(line: bytes) -> bool:
    """Whether a line may hold a character that no record may have; most cannot, and quickly so."""
    if line.isascii() and b"\\" not in line and b"\x7f" not in line:
        return False  # raw controls are for the decoder to refuse
    return _SUSPECT.search(line) is not None


def _decoded(line: bytes) -> Record:
    """The record of a line.

    ValueError if a text has not its pattern, or a key stands twice, of which msgspec keeps the last.
    """
    record = _DECODER.decode(line)
    if not conform(record):
        raise ValueError
    # What encodes to as many bytes has lost none; this is how our own importers write.
    if len(msgspec.json.encode(record)) != len(line.strip()):
        json.loads(line, object_pairs_hook=_single)
    return record


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError
    return entries


def _read_document(
    path: str, data: bytes, report: Report, check: Check, *, is_json: bool, line: int = 1
) -> Read:
    """One record, its problems reported in the order they stand in the file."""
    problems: list[Problem] = []
    nowhere = checks.Place(path, path, line, 1)
    try:
        text = _text(data, line)
        root = compose_json(text, line) if is_json else nodes.compose(text)
    except nodes.Unreadable as error:
        report(_fault(path, error.fault))
        return None, nowhere
    faults: list[nodes.Fault] = []
    value = nodes.plain(root, faults)
    is_tree = not faults
    if is_tree and nodes.SUSPECT.search(text):
        faults += nodes.forbidden(root)
    record = None
    if not faults:
        record, faults = _decode(root, value)
        if record is not None and not is_json and _SOFT_INTEGER.search(text):
            faults = faults or explain.explain(root)[0]
    problems += [_fault(path, fault) for fault in faults]
    if record is not None:
        wrong = {fault.pointer for fault in faults}
        for finding in check(record):
            where = nodes.place(nodes.find(root, finding.pointer))
            # What follows from a value that was wrong already is not said again.
            if wrong.isdisjoint(_with_ancestors(finding.pointer)):
                problems.append(_problem(path, *where, finding))
    if is_tree and not is_json and _CUT.search(text):
        problems += [_fault(path, fault, "warning") for fault in nodes.cut_short(root, text)]
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column)):
        report(problem)
    row, column = nodes.place(nodes.find(root, "id"))
    place = checks.Place(f"{path}:{row}", path, row, column)
    good = record is not None and all(problem.severity == "warning" for problem in problems)
    return (record if good else None), place


def _decode(root: Node, value: Any) -> tuple[Record | None, list[nodes.Fault]]:
    try:
        record = msgspec.convert(value, Record, strict=False)
        if conform(record):
            return record, []
        said = "a text has not the form it must have"
    except msgspec.ValidationError as error:
        said = str(error)
    faults, record = explain.explain(root)
    if not faults:  # the walk knows less than what refused it: say what that said
        faults = [nodes.Fault(*nodes.place(root), "", said)]
    return record, faults


def _text(data: bytes, line: int) -> str:
    """The text of a file, which is UTF-8; a byte-order mark is no part of it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise nodes.Unreadable(line, 1, "expected UTF-8; got UTF-16", "save it as UTF-8")
    # What is too long is refused for that, and may have been cut within a character.
    errors = "strict" if len(data) <= _MAX_BYTES else "replace"
    try:
        return data.decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line += before.count(b"\n")
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"expected UTF-8; got byte 0x{data[error.start]:02X} at offset {error.start}"
        raise nodes.Unreadable(line, column, message, "save it as UTF-8") from None


def _with_ancestors(pointer: str) -> list[str]:
    """A pointer and all above it, as ``a.b[0]``, ``a.b``, ``a`` and the empty one of the root."""
    return [pointer, "", *(pointer[: mark.start()] for mark in re.finditer(r"[.\[]", pointer))]


def _fault(path: str, fault: nodes.Fault, severity: Any = "error") -> Problem:
    return Problem(path, *fault, severity=severity)


def _problem(path: str, line: int, column: int, finding: checks.Finding) -> Problem:
    return Problem(path, line, column, *finding)


# --- The schema -----------------------------------------------------------------------------------


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, made from the model; editors and validators read it."""
    schema = msgspec.json.schema(Record)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/gardkg/record.schema.json",
        "title": "A gardkg disease record",
        **schema,
    }

"""Record files → the model: YAML, JSON, JSON Lines. The way back is ``yaml_writer``.

A file is decoded fast and checked (``checks``); only if it will not decode is it walked
for everything that is wrong (``all_errors``). Problems go to a callback, all of them, and a
record that has any is not yielded: whoever writes a file decides at the end whether to keep it.

Limits, so that memory is bounded: 8 Mi characters a record (a YAML or JSON file, a line of
JSON Lines), 60,000 characters a text, 32 levels, 100,000 commas, colons and line breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
from yaml.nodes import Node

from gardkg.errors import MAX_ERRORS, FileError, Finding, Problem, RecordError
from gardkg.model import Record
from gardkg.records import checks, yaml_nodes
from gardkg.records.dataset_checks import Place, Register
from gardkg.records.inputs import MAX_BYTES, Piece, endings, pieces
from gardkg.records.json_nodes import column, compose_json
from gardkg.records.patterns import conform
from gardkg.records.shorthand import spell_out

Report = Callable[[Problem], None]
#: A record, or None if it had problems, and where it stands.
Read = tuple[Record | None, Place]
Check = Callable[[Record], Iterator[Finding]]

_DECODER = msgspec.json.Decoder(Record)
# What JSON can smuggle past a reader: escaped or raw characters that no record may have.
_SUSPECT = re.compile(
    rb"\\u(?:00[01][0-9a-fA-F]|007[fF]|00[89]|[dD][89a-fA-F]|[fF]{3}[eEfF])|\\[bf]"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]"
)
_CUT = re.compile(r"[ \t]#(?=\S)")
#: What msgspec reads as a whole number though it is written otherwise (10.0, 1e1, -0), where it
#: can be all of a value.
_SOFT_INTEGER = re.compile(
    r"""(?<![^\s:,\[{"'-])(?:[0-9]+(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|-0)"""
    r"""["']?[ \t]*(?:[,\]}#\r\n\x85\u2028\u2029]|\Z)"""
)
#: A line longer than this is held to all the limits of a file.
_LONG_LINE = yaml_nodes.MAX_MARKS


def load_records(*paths: str | Path) -> list[Record]:
    """Read records from files and folders, checked; ids in their one spelling.

    Args:
        paths: YAML, JSON or JSON Lines files (``.gz`` and ``.zst`` too), folders, or ``-``.

    Raises:
        RecordError: some have problems; it lists every one, of all files.
        FileError: a path does not exist or cannot be read.
    """
    return list(checked_records(paths))


def checked_records(
    paths: Iterable[str | Path],
    warn: Report = lambda problem: None,
    max_errors: int = MAX_ERRORS,
) -> Iterator[Record]:
    """Yield records one at a time, and fail at the end if any had a problem.

    For writing a stream that is kept only if all of it was good. ``warn`` is told what is no
    error. At ``max_errors`` the rest is not read.

    Raises:
        RecordError: some have problems; it lists every one, of all files.
        FileError: a path does not exist or cannot be read.
    """
    errors = Errors(warn, max_errors)
    with errors.together():
        yield from read_records(paths, errors)
    errors.end()


class Errors:
    """Problems as they come: errors are kept, to be raised together; warnings passed on."""

    def __init__(self, warn: Report, limit: int) -> None:
        self.warn, self.limit = warn, limit
        self.found: list[Problem] = []

    def __call__(self, problem: Problem) -> None:
        if problem.severity == "warning":
            self.warn(problem)
            return
        self.found.append(problem)
        if len(self.found) >= self.limit:
            stopped = f"stopped after {self.limit:,} error" + "s" * (self.limit > 1)
            stop = Problem(problem.path, 0, 0, "", stopped, None, "--max-errors N", "info")
            self.found.append(stop)
            self.end()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What cannot be read is told with the errors that were found before, if there are any.

        Raises:
            RecordError: there are.
        """
        try:
            yield
        except FileError as error:
            if self.found:
                self.found.append(Problem(error.path, 0, 0, "", error.message))
            self.end()
            raise

    def end(self) -> None:
        """Raise what was found.

        Raises:
            RecordError: there were errors.
        """
        if self.found:
            raise RecordError(self.found)


def read_records(
    paths: Iterable[str | Path], report: Report, check: Check = checks.check
) -> Iterator[Record]:
    """Yield the good records of files and folders, one at a time; report what is wrong.

    ``check`` finds what is wrong with a record as a whole; more can be asked for with it.

    Raises:
        FileError: a path does not exist or cannot be read.
    """
    paths = list(paths)
    files: list[str] = []
    register = Register()
    count = 0
    for piece in pieces(paths, files):
        for record, place in records_of(piece, report, check):
            count += 1
            if record is not None:
                register.add(record.id, record.parents, place)
                yield record
    report_together(paths, files, register, count, report)


def report_together(
    paths: Sequence[str | Path],
    files: Sequence[str],
    register: Register,
    count: int,
    report: Report,
) -> None:
    """Report what only all records together show: of ``count`` those in the register are good."""
    for place, finding in register.findings(files):
        report(_problem(files[place.file], place.line, place.column, finding))
    if not count:
        named = ", ".join(map(str, paths))
        expected = "expected files that end in " + endings()
        report(Problem(named, 0, 0, "", f"no records; {expected}"))


def records_of(piece: Piece, report: Report, check: Check = checks.check) -> Iterator[Read]:
    """Each record of a piece, or None for one with errors, and where it stands."""
    if not piece.lines:
        is_json = piece.path.endswith(".json") or (
            piece.path == "-" and piece.data.lstrip()[:1] == b"{"
        )
        yield _read_document(piece, piece.data, report, check, is_json=is_json, line=1)
        return
    for number, line in enumerate(piece.data.split(b"\n"), piece.line):
        if not line.strip():
            continue
        record = None
        if len(line) <= _LONG_LINE and not _is_suspect(line):
            with suppress(msgspec.DecodeError, ValueError):
                record = _decoded(line)
        findings = [] if record is None else list(check(record))
        if record is None or any(finding.severity == "error" for finding in findings):
            yield _read_document(piece, line, report, check, is_json=True, line=number)
            continue
        placed = [(column(line, finding.pointer), finding) for finding in findings]
        for at, finding in sorted(placed, key=itemgetter(0)):
            report(_problem(piece.path, number, at, finding))
        yield record, Place(piece.file, number, 1)


def _is_suspect(line: bytes) -> bool:
    """Whether a line may hold a character that no record may have; most cannot, and quickly so."""
    if line.isascii() and b"\\" not in line and b"\x7f" not in line:
        return False  # raw controls are for the decoder to refuse
    return _SUSPECT.search(line) is not None


def _decoded(line: bytes) -> Record:
    """The record of a line.

    ValueError if a text has not its pattern, or a key stands twice: msgspec keeps the last.
    """
    record = _DECODER.decode(line)
    if not conform(record):
        raise ValueError
    # What encodes to the same bytes has no key twice; this is how our own importers write. Fewer
    # bytes may be as many: a default that is left out can be as long as a key that stands twice.
    if msgspec.json.encode(record) != line.strip():
        json.loads(line, object_pairs_hook=_single)
    return record


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError
    return entries


def _read_document(
    piece: Piece, data: bytes, report: Report, check: Check, *, is_json: bool, line: int
) -> Read:
    """One record, its problems reported in the order they stand in the file."""
    path, problems = piece.path, list[Problem]()
    nowhere = Place(piece.file, line, 1)
    try:
        text = _text(data, line)
        root = compose_json(text, line) if is_json else yaml_nodes.compose(text)
    except yaml_nodes.Unreadable as error:
        report(_fault(path, error.fault))
        return None, nowhere
    spell_out(root)
    faults: list[yaml_nodes.Fault] = []
    value = yaml_nodes.plain(root, faults)
    is_tree = not faults
    if is_tree and yaml_nodes.SUSPECT.search(text):
        faults += yaml_nodes.forbidden(root)
    record = None
    if not faults:
        record, faults = _decode(root, value)
        if record is not None and not is_json and _SOFT_INTEGER.search(text):
            faults = faults or _explained(root)[0]
    problems += [_fault(path, fault) for fault in faults]
    if record is not None:
        wrong = {fault.pointer for fault in faults}
        above = {pointer for fault in faults for pointer in _with_ancestors(fault.pointer)}
        for finding in check(record):
            where = yaml_nodes.place(yaml_nodes.find(root, finding.pointer))
            # What follows from a value that was wrong already is not said again, nor is anything
            # warned of that might be otherwise with the right value in it.
            if finding.severity == "warning" and finding.pointer in above:
                continue
            if wrong.isdisjoint(_with_ancestors(finding.pointer)):
                problems.append(_problem(path, *where, finding))
    if is_tree and not is_json and (_CUT.search(text) or yaml_nodes.QUOTED.search(text)):
        odd = (*yaml_nodes.cut_short(root, text), *yaml_nodes.curly(root))
        problems += [_fault(path, fault, "warning") for fault in odd]
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column)):
        report(problem)
    row, at = yaml_nodes.place(yaml_nodes.find(root, "id"))
    place = Place(piece.file, row, at)
    good = record is not None and all(problem.severity == "warning" for problem in problems)
    return (record if good else None), place


def _decode(root: Node, value: Any) -> tuple[Record | None, list[yaml_nodes.Fault]]:
    try:
        record = msgspec.convert(value, Record, strict=False)
        if conform(record):
            return record, []
        said = "a text has not the form it must have"
    except msgspec.ValidationError as error:
        said = str(error)
    faults, record = _explained(root)
    if not faults:  # the walk knows less than what refused it: say what that said
        faults = [yaml_nodes.Fault(*yaml_nodes.place(root), "", said)]
    return record, faults


def _explained(root: Node) -> tuple[list[yaml_nodes.Fault], Record]:
    from gardkg.records.all_errors import explain  # hardly ever needed

    return explain(root)


def _text(data: bytes, line: int) -> str:
    """The text of a file, which is UTF-8; a byte-order mark is no part of it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise yaml_nodes.Unreadable(line, 1, "expected UTF-8; got UTF-16", "save it as UTF-8")
    # What is too long is refused for that, and may have been cut within a character.
    errors = "strict" if len(data) <= MAX_BYTES else "replace"
    try:
        return data.decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line += before.count(b"\n")
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"expected UTF-8; got byte 0x{data[error.start]:02X} at offset {error.start}"
        raise yaml_nodes.Unreadable(line, column, message, "save it as UTF-8") from None


def _with_ancestors(pointer: str) -> list[str]:
    """A pointer and all above it, as ``a.b[0]``, ``a.b``, ``a`` and the empty one of the root."""
    return [pointer, "", *(pointer[: mark.start()] for mark in re.finditer(r"[.\[]", pointer))]


def _fault(path: str, fault: yaml_nodes.Fault, severity: Any = "error") -> Problem:
    return Problem(path, *fault, severity=severity)


def _problem(path: str, line: int, column: int, finding: Finding) -> Problem:
    return Problem(path, line, column, *finding)

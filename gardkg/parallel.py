"""Export of whole files by several processes: the same bytes as by one.

Each process reads all of the input and renders every n-th piece of it. Where the text of a piece
begins is known when all before it are rendered: the offset goes round, from each process to the
next, and each writes its own text into the file. What is packed must be written in order: then
each sends its text to this process, which takes them in turn.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import BinaryIO

from gardkg.errors import FileError, GardkgError, Problem, RecordError
from gardkg.files import replaced
from gardkg.identifiers import BASE
from gardkg.reading import Piece, pieces
from gardkg.records import MAX_ERRORS, Errors, Report, records_of, report_together
from gardkg.register import Register
from gardkg.serialize import Notes, Writer, checked_base, encoded, format_for

#: What goes round: where the next text begins, and whether a record stands before it.
_TURN = struct.Struct("<Q?")


def export_files(
    paths: Sequence[str],
    output: str,
    format: str | None = None,
    base: str = BASE,
    jobs: int = 2,
    warn: Report = lambda problem: None,
    max_errors: int = MAX_ERRORS,
    *,
    notes: Notes | None = None,
) -> int:
    """Write the records of some paths to one file; return how many they are.

    Args:
        paths: records, folders of them, JSON Lines; no ``-``.
        output: a regular file, whose suffix gives the format, or ``format`` does.
        base: the address our own nodes stand under.
        jobs: how many processes.
        warn: gets the warnings, when all is read.
        max_errors: so many errors are told.
        notes: takes note of what is exported.

    Raises:
        RecordError: records have problems; the file that was there is unchanged, as it is when
        FormatError, TermError, FileError are raised: as by ``gardkg.export``.
    """
    kind, packing = format_for(output, format)
    writer = kind.writer(checked_base(base))
    before = partial(notes.finished, os.path.basename(output)) if notes else None
    with replaced(output, packing=packing, before=before) as stream:
        header = writer.header.encode()
        stream.write(header)
        stream.flush()
        file = None if packing else stream.fileno()
        task = _Task(paths, writer, jobs, file, max_errors, digest=notes is not None)
        with _team(task, len(header)) as connections:
            outcomes = _outcomes(connections, stream if packing else None, writer, output)
        count, digest = _judged(paths, outcomes, warn, max_errors)
        if notes:
            notes.passed(count, digest)
        if not packing:
            stream.seek(0, os.SEEK_END)
        stream.write(writer.footer.encode())
    return count


@dataclass(frozen=True)
class _Task:
    """What all processes are told; ``file`` is where they write, unless they are to send."""

    paths: Sequence[str]
    writer: Writer
    jobs: int
    file: int | None
    max_errors: int
    digest: bool


@dataclass
class _Outcome:
    """What a process has to say at its end."""

    files: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    digest: int = 0
    #: Too many errors, or what went wrong besides: the others need not go on.
    stopped: bool = False
    failure: GardkgError | None = None


@contextlib.contextmanager
def _team(task: _Task, start: int) -> Iterator[list[Connection]]:
    """The processes, at work; none is left when the block ends, however it ends."""
    context = multiprocessing.get_context("fork")
    turns = [os.pipe() for _ in range(task.jobs)]
    connections: list[Connection] = []
    processes = []
    try:
        for number in range(task.jobs):
            ours, theirs = context.Pipe(duplex=False)
            turn = turns[number][0], turns[(number + 1) % task.jobs][1]
            process = context.Process(target=_work, args=(task, number, theirs, *turn), daemon=True)
            process.start()
            theirs.close()  # or its end would not be seen
            connections.append(ours)
            processes.append(process)
        os.write(turns[0][1], _TURN.pack(start, False))
        yield connections
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        for connection in connections:
            connection.close()
        for end in (end for turn in turns for end in turn):
            os.close(end)


def _outcomes(
    connections: list[Connection], stream: BinaryIO | None, writer: Writer, output: str
) -> list[_Outcome]:
    """What each process has to say; before that, if they send it, their text is written."""
    outcomes: list[_Outcome] = []
    try:
        if stream:
            outcomes += _in_turn(connections, stream, writer)
        while connections:
            for connection in wait(connections):
                assert isinstance(connection, Connection)
                message = connection.recv()
                if isinstance(message, _Outcome):
                    connections.remove(connection)
                    outcomes.append(message)
                    if message.failure:
                        raise message.failure
                    if message.stopped:
                        return [message]
    except EOFError:
        message = "a process that was writing it has ended; what was there is unchanged"
        raise FileError(output, message) from None
    return outcomes


def _in_turn(connections: list[Connection], stream: BinaryIO, writer: Writer) -> Iterator[_Outcome]:
    """Write the texts, in order, until the first process has no more."""
    between = b""
    number = 0
    team = list(connections)
    while True:
        message = team[number % len(team)].recv()
        if isinstance(message, _Outcome):
            connections.remove(team[number % len(team)])
            if message.failure:
                raise message.failure
            yield message
            return
        if message:
            stream.write(between + message)
            between = writer.between.encode()
        number += 1


def _judged(
    paths: Sequence[str], outcomes: list[_Outcome], warn: Report, max_errors: int
) -> tuple[int, int]:
    """How many records there were, and the sum of their digests, if they are good together."""
    files = max((outcome.files for outcome in outcomes), key=len)
    place = {file: number for number, file in reversed(list(enumerate(files)))}
    register = Register()
    for outcome in outcomes:
        register.update(outcome.register)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    errors = Errors(warn, max_errors)
    for problem in sorted(problems, key=lambda p: (place[p.path], p.line, p.column)):
        errors(problem)
    count = sum(outcome.count for outcome in outcomes)
    report_together(paths, files, register, count, errors)
    errors.end()
    return count, sum(outcome.digest for outcome in outcomes)


def _work(task: _Task, number: int, report: Connection, turn: int, next_turn: int) -> None:
    """The life of one process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    outcome = _Outcome()
    parent = os.getppid()
    try:
        for count, piece in enumerate(pieces(task.paths, outcome.files)):
            if count % task.jobs != number:
                continue
            text = _rendered(task, piece, outcome)
            if os.getppid() != parent:
                return
            if task.file is None:
                report.send(text)
            elif not _write(task.file, text, task.writer.between.encode(), turn, next_turn, parent):
                return
    except RecordError:
        outcome.stopped = True
    except GardkgError as error:
        outcome.failure = error
    except OSError as error:
        outcome.failure = FileError("the output", f"cannot be written: {error.strerror or error}")
    with contextlib.suppress(BrokenPipeError):
        report.send(outcome)


def _rendered(task: _Task, piece: Piece, outcome: _Outcome) -> bytes:
    """The text of a piece's records; nothing, once a record had an error.

    Raises:
        RecordError: there are as many errors as are told.
        TermError: a value that the format cannot carry.
    """
    errors = Errors(outcome.problems.append, task.max_errors)
    errors.found = [p for p in outcome.problems if p.severity == "error"]
    texts: list[bytes] = []
    try:
        for record, place in records_of(piece, errors):
            outcome.count += 1
            if record is None:
                continue
            outcome.register.add(record.id, record.parents, place)
            if not errors.found:
                texts.append(encoded(task.writer.record(record)))
            if task.digest:
                from gardkg.manifest import digest

                outcome.digest += digest(record)
    finally:
        warnings = [p for p in outcome.problems if p.severity == "warning"]
        outcome.problems = warnings + errors.found
    return task.writer.between.encode().join(texts)


def _write(file: int, text: bytes, between: bytes, turn: int, next_turn: int, parent: int) -> bool:
    """Wait for our turn, pass it on, and write; False if there is nobody left to write for."""
    while not select.select([turn], [], [], 1)[0]:
        if os.getppid() != parent:
            return False
    at, follows = _TURN.unpack(os.read(turn, _TURN.size))
    if text and follows:
        text = between + text
    os.write(next_turn, _TURN.pack(at + len(text), follows or bool(text)))
    rest = memoryview(text)
    while rest:
        written = os.pwrite(file, rest, at)
        rest, at = rest[written:], at + written
    return True

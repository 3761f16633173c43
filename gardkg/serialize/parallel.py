"""Export of whole files by several processes: the same bytes as by one.

Each process reads all of the input and renders every n-th piece of it. Where the text of a piece
begins is known when all before it are rendered: the offset goes round, from each process to the
next, and each writes its own text into the file, one at a time: the kernel lets no two write to one
file, and those who try wait at its lock. What is packed must be written in order: then
each sends its text to this process, which takes them in turn. With the offset goes round that it
is over: a process had too many errors, and what comes behind its piece is not looked at.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from gardkg.errors import MAX_ERRORS, FileError, Problem, RecordError, TermError, checked_jobs
from gardkg.files.apart import reading
from gardkg.files.replace import is_replaceable, replaced
from gardkg.identifiers import BASE, checked_base
from gardkg.records.dataset_checks import Place, Register
from gardkg.records.inputs import Piece, files_read, pieces
from gardkg.records.outputs import saved_as
from gardkg.records.reader import Errors, Report, checked_records, records_of, report_together
from gardkg.serialize.export import Notes, write
from gardkg.serialize.formats import Writer, encoded, format_for
from gardkg.serialize.ordered import Alone, Turns, first_turn, write_at
from gardkg.serialize.team import team

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


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
    """Write the records of some paths; return how many they are.

    Records from a pipe, and output that is no regular file, take one process: a pipe is read
    once, and what cannot be taken back is written when all records are known to be good.

    Args:
        paths: records, folders of them, JSON Lines, or ``-``.
        output: a file, whose suffix gives the format, or ``format`` does; a folder, or ``-``.
        base: the address our own nodes stand under.
        jobs: how many processes; 0: one for each core.
        warn: gets the warnings; of several processes, when all is read.
        max_errors: so many errors are told.
        notes: takes note of what is exported.

    Raises:
        UsageError: ``jobs`` is no such number, or far more than the machine has cores.
        RecordError: records have problems; the file that was there is unchanged, as it is when
        FormatError, TermError, FileError are raised: as by ``gardkg.export``.
        UsageError: the output is one of the records.
    """
    jobs = checked_jobs(jobs)
    with reading(paths, files_read):
        return _export(paths, output, format, base, jobs, warn, max_errors, notes)


def _export(
    paths: Sequence[str],
    output: str,
    format: str | None,
    base: str,
    jobs: int,
    warn: Report,
    max_errors: int,
    notes: Notes | None,
) -> int:
    if not is_replaceable(output):
        return write(list(checked_records(paths, warn, max_errors)), output, format, base, notes)
    if jobs == 1 or saved_as(output, format) or any(map(_is_pipe, paths)):
        return write(checked_records(paths, warn, max_errors), output, format, base, notes)
    kind, pack = format_for(output, format)
    writer = kind.writer(checked_base(base))
    before = partial(notes.finished, os.path.basename(output)) if notes else None
    with replaced(output, pack=pack, before=before) as stream:
        header = writer.header.encode()
        stream.write(header)
        stream.flush()
        file = None if pack else stream.fileno()
        task = _Task(paths, writer, jobs, file, max_errors, digest=notes is not None)
        with _team(task, len(header)) as connections:
            outcomes = _outcomes(connections, stream if pack else None, output)
        count, digest = _judged(paths, outcomes, warn, max_errors)
        if notes:
            notes.passed(count, digest)
        if not pack:
            stream.seek(0, os.SEEK_END)
        stream.write(writer.footer.encode())
    return count


def _is_pipe(path: str) -> bool:
    # A missing path is told by whoever reads it.
    known = os.path.isfile(path) or os.path.isdir(path)
    return path == "-" or (os.path.exists(path) and not known)


@dataclass(frozen=True)
class _Task:
    """What all processes are told; ``file`` is where they write, unless they are to send."""

    paths: Sequence[str]
    writer: Writer
    jobs: int
    file: int | None
    max_errors: int
    digest: bool
    #: Who gave it; when that one has gone, nobody is left to work for.
    parent: int = field(default_factory=os.getpid)


@dataclass
class _Outcome:
    """What a process has to say at its end."""

    files: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    #: Whether a record had errors.
    failed: bool = False
    digest: int = 0
    #: The bytes of all that was read.
    read: int = 0
    #: The first record that the format cannot carry, and why.
    unwritable: tuple[Place, TermError] | None = None
    failure: FileError | OSError | None = None


@contextlib.contextmanager
def _team(task: _Task, start: int) -> Iterator[list[Connection]]:
    """The processes, at work, and between each and the next the pipe in which its turn comes."""
    turns = [os.pipe() for _ in range(task.jobs)]

    def work(number: int, report: Connection) -> None:
        _work(task, number, report, turns[number][0], turns[(number + 1) % task.jobs][1])

    try:
        with team(task.jobs, work) as connections:
            os.write(turns[0][1], first_turn(start))
            yield connections
    finally:
        for end in (end for turn in turns for end in turn):
            os.close(end)


def _outcomes(
    connections: list[Connection], stream: BinaryIO | None, output: str
) -> list[_Outcome]:
    """What each process has to say; before that, if they send it, their text is written."""
    from multiprocessing.connection import wait

    outcomes: list[_Outcome] = []
    team = deque(connections)
    while team:
        ready = wait(team)
        # Who is next to send text is heard first; if another one speaks, it has ended.
        connection = next(one for one in team if one in ready)
        message = _received(connection, output)
        if isinstance(message, _Outcome):
            if isinstance(message.failure, OSError):
                raise message.failure  # the others wait for its turn, which it did not pass on
            outcomes.append(message)
            team.remove(connection)
        elif stream:
            stream.write(message)
            team.rotate(-1 - team.index(connection))
    return outcomes


def _received(connection: Connection, output: str) -> _Outcome | bytes:
    """What a process sends.

    Raises:
        FileError: it has ended.
    """
    try:
        message: _Outcome | bytes = connection.recv()
    except (EOFError, OSError):
        said = "a process that was writing it has ended; what was there is unchanged"
        raise FileError(output, said) from None
    return message


def _judged(
    paths: Sequence[str], outcomes: list[_Outcome], warn: Report, max_errors: int
) -> tuple[int, int]:
    """How many records there were, and the sum of their digests, if they are good together.

    Of several things that are wrong, that is told which one process would have told.
    """
    files = max((outcome.files for outcome in outcomes), key=len)
    place = {file: number for number, file in reversed(list(enumerate(files)))}
    register = Register()
    for outcome in outcomes:
        register.update(outcome.register)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    errors = Errors(warn, max_errors)
    # Those of a document or line are in order already, and all of one process.
    for problem in sorted(problems, key=lambda p: (place[p.path], p.line)):
        errors(problem)
    for outcome in outcomes:
        if outcome.failure:
            with errors.together():
                raise outcome.failure
    if len({outcome.read for outcome in outcomes}) > 1:
        raise FileError(", ".join(paths), "changed while it was read; nothing was written")
    count = sum(outcome.count for outcome in outcomes)
    report_together(paths, files, register, count, errors)
    errors.end()
    if unwritable := [outcome.unwritable for outcome in outcomes if outcome.unwritable]:
        raise min(unwritable)[1]
    return count, sum(outcome.digest for outcome in outcomes)


def _work(task: _Task, number: int, report: Connection, turn: int, next_turn: int) -> None:
    """The life of one process."""
    deliver = partial(write_at, task.file) if task.file is not None else partial(_send, report)
    turns = Turns(turn, next_turn, task.parent, task.writer.between.encode(), deliver)
    with contextlib.suppress(Alone, OSError):  # nobody hears, and sees that we have ended
        report.send(_outcome(task, number, turns))


def _outcome(task: _Task, number: int, turns: Turns) -> _Outcome:
    """Read all, render every n-th piece, and deliver it when it is its turn."""
    outcome = _Outcome()
    errors = Errors(lambda problem: None, task.max_errors)

    def report(problem: Problem) -> None:
        outcome.problems.append(problem)
        errors(problem)

    try:
        for count, piece in enumerate(pieces(task.paths, outcome.files)):
            outcome.read += len(piece.data)
            if count % task.jobs != number:
                continue
            if not turns.keep(_rendered(task, piece, outcome, report)):
                break
        else:
            turns.end()
    except RecordError:  # that it was stopped is said by who knows all errors
        turns.end()
    except FileError as error:
        if turns.end():  # else nobody would have come so far
            outcome.failure = error
    except OSError as error:
        outcome.failure = error
    return outcome


def _rendered(task: _Task, piece: Piece, outcome: _Outcome, report: Report) -> bytes:
    """The text of a piece's records; nothing, once a record had an error or cannot be written.

    Raises:
        RecordError: there are as many errors as are told.
    """
    texts: list[bytes] = []
    for record, place in records_of(piece, report):
        outcome.count += 1
        if record is None:
            outcome.failed = True
            continue
        outcome.register.add(record.id, record.parents, place)
        if not outcome.failed and not outcome.unwritable:
            try:
                texts.append(encoded(task.writer.record(record)))
            except TermError as error:
                outcome.unwritable = place, error
        if task.digest:
            from gardkg.serialize.manifest import digest

            outcome.digest += digest(record)
    return task.writer.between.encode().join(texts)


def _send(report: Connection, at: int, text: bytes) -> None:
    report.send(text)

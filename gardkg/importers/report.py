"""Sources → draft records, one file a source; here is what they share: reading, and reporting.

Each importer says at its top what it understands and what it leaves out. What goes in comes out
as a claim, is merged with an equal one, or is reported: nothing vanishes.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from gardkg.errors import FileError, GardkgError, Problem, shortened
from gardkg.files import reading

#: Bytes of a source, unpacked; phenotype.hpoa, the largest known, has 34 million.
MAX_SOURCE = 2**27


@dataclass(frozen=True)
class Fault(Problem):
    """An exception that nobody foresaw, of one file or row; the rest was imported."""

    error: Exception | None = None


@contextmanager
def alone(path: str, problems: list[Problem], line: int = 0) -> Iterator[None]:
    """Let one file of many, or a row, fail alone: what it raises is told, and the rest goes on.

    What gardkg raises on purpose and what the system says are problems; any other exception is a
    ``Fault``. Memory that runs out is none of a file's: it ends the import.

    >>> problems = []
    >>> with alone("a.xml", problems):
    ...     raise FileError("a.xml", "not XML")
    >>> with alone("b.xml", problems):
    ...     raise IndexError("list index out of range")
    >>> print(problems[0], str(problems[1])[:59], sep="\\n")
    a.xml: error: not XML
    b.xml: error: IndexError: list index out of range; left out
    """
    try:
        yield
    except MemoryError:
        raise
    except FileError as error:
        problems.append(Problem(path, line, 0, "", error.message))
    except GardkgError as error:
        problems.append(Problem(path, line, 0, "", str(error)))
    except OSError as error:
        problems.append(Problem(path, line, 0, "", error.strerror or str(error)))
    except Exception as error:  # noqa: BLE001  # whatever it is, the other files are good
        what = f"{type(error).__name__}: {shortened(str(error))}; left out"
        hint = "a fault of gardkg's, please report it; --debug shows where"
        problems.append(Fault(path, line, 0, "", what, None, hint, error=error))


class Conflict(NamedTuple):
    """A term that some rows affirm of a disease and others deny; both kinds are imported.

    A row denies with NOT, and as well with a frequency of Excluded, 0/n or 0 %.
    """

    disease: str
    term: str
    label: str
    affirmed: list[int]
    """The rows, by their line in the file."""
    denied: list[int]

    def __str__(self) -> str:
        affirmed, denied = (", ".join(map(str, rows)) for rows in (self.affirmed, self.denied))
        what = f"{self.disease} {self.term} ({self.label})"
        return f"{what}: affirmed in line {affirmed}; denied in line {denied}"


@dataclass
class Report:
    """What became of the rows of a source: rows = claims + merged + reported."""

    rows: int = 0
    records: int = 0
    claims: int = 0
    merged: int = 0
    """Rows that make a claim of another row; a claim has a statement for each."""
    reported: list[tuple[str, Problem]] = field(default_factory=list)
    """Rows that became no claim, and why: an error if not understood, else a warning."""
    remarks: list[Problem] = field(default_factory=list)
    """What was kept only as printed, in rows that became claims."""
    renamed: list[Problem] = field(default_factory=list)
    """Obsolete terms that were taken as what replaced them."""
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The rows that could not be understood."""
        return [problem for _, problem in self.reported if problem.severity == "error"]

    @property
    def reasons(self) -> Counter[str]:
        """How many rows were reported, by reason."""
        return Counter(reason for reason, _ in self.reported)

    def lines(self, shown: int = 3) -> Iterator[str]:
        """The report as text; of each reason the first rows are named, by their line."""
        yield (
            f"{self.rows:,} rows = {self.claims:,} claims + {self.merged:,} merged"
            f" + {len(self.reported):,} reported; {self.records:,} records"
        )
        for reason, count in self.reasons.most_common():
            where = [str(problem.line) for why, problem in self.reported if why == reason]
            more = ", …" if count > shown else ""
            yield f"reported, {reason}: {count:,} (line {', '.join(where[:shown])}{more})"
        if self.remarks:
            yield f"kept as printed: {len(self.remarks):,}"
        if self.renamed:
            at = ", ".join(str(problem.line) for problem in self.renamed[:shown])
            more = ", …" if len(self.renamed) > shown else ""
            yield f"taken as what replaced them: {len(self.renamed):,} (line {at}{more})"
        if self.conflicts:
            yield f"both affirmed and denied: {len(self.conflicts):,}"


def read_text(path: str) -> tuple[str, str]:
    """The text of a source (``-`` is standard input), and the SHA-256 of its bytes.

    What ends in ``.gz``, ``.zst``, ``.bz2`` or ``.xz`` is unpacked first.

    Raises:
        FileError: it cannot be read, is larger than ``MAX_SOURCE``, or is not UTF-8.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_SOURCE + 1)
        else:
            with reading.opened(path) as stream:
                data = stream.read(MAX_SOURCE + 1)
    except OSError as error:
        raise FileError.unreadable(path, error) from error
    if len(data) > MAX_SOURCE:
        raise FileError(path, f"expected at most {MAX_SOURCE:,} bytes; got more")
    try:
        return data.decode("utf-8-sig"), hashlib.sha256(data).hexdigest()
    except UnicodeDecodeError as error:
        at, line = error.start, data.count(b"\n", 0, error.start) + 1
        got = f"byte 0x{data[at]:02X} at offset {at}, in line {line}"
        raise FileError(path, f"expected UTF-8; got {got}; save it as UTF-8") from None

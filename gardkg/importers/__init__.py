"""Sources → draft records, one file a source; here is what they share: writing, and reporting.

Each importer says at its top what it understands and what it leaves out. What goes in comes out
as a claim, is merged with an equal one, or is reported: nothing vanishes.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from gardkg import reading
from gardkg.errors import FileError, FormatError, Problem
from gardkg.files import packing, replaced
from gardkg.model import Record

#: What drafts are written to: every kind of JSON Lines that is read.
SUFFIXES = tuple(suffix for suffix in reading.SUFFIXES if suffix.startswith(".jsonl"))
#: Bytes of a source, unpacked; phenotype.hpoa, the largest known, has 34 million.
MAX_SOURCE = 2**27


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
        if self.conflicts:
            yield f"both affirmed and denied: {len(self.conflicts):,}"


def read_text(path: str) -> tuple[str, str]:
    """The text of a source (``-`` is standard input), and the SHA-256 of its bytes.

    What ends in ``.gz`` or ``.zst`` is unpacked first.

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
        raise reading.cannot_be_read(path, error) from error
    if len(data) > MAX_SOURCE:
        raise FileError(path, f"expected at most {MAX_SOURCE:,} bytes; got more")
    try:
        return data.decode("utf-8-sig"), hashlib.sha256(data).hexdigest()
    except UnicodeDecodeError as error:
        at, line = error.start, data.count(b"\n", 0, error.start) + 1
        got = f"byte 0x{data[at]:02X} at offset {at}, in line {line}"
        raise FileError(path, f"expected UTF-8; got {got}; save it as UTF-8") from None


def lines_output(output: str) -> str:
    """Return ``output`` if many records can be written to it.

    Raises:
        FormatError: it ends neither in ``.jsonl`` nor ``.jsonl.gz``, and is not ``-``.
    """
    if output != "-" and not output.endswith(SUFFIXES):
        raise FormatError(f"{output}: expected JSON Lines; use {' '.join(SUFFIXES)} or -")
    return output


def write_lines(records: Iterable[Record], output: str) -> None:
    """Write records as JSON Lines, one at a time; ``output`` changes only if all went well.

    Args:
        records: as an importer yields them; what they raise leaves the old file as it was.
        output: a file that ends in ``.jsonl`` or ``.jsonl.gz``, or ``-`` for standard output.

    Raises:
        FormatError: another suffix.
        FileError: it cannot be written.
    """
    lines_output(output)
    encode = msgspec.json.Encoder().encode
    with replaced(output, pack=packing(output)) as stream:
        stream.writelines(encode(record) + b"\n" for record in records)

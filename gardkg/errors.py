"""What gardkg raises, and the exit code each kind becomes.

    GardkgError
    ├── RecordError    records with problems, all of them listed             1
    ├── TermError      a value that cannot be an IRI, CURIE, tag or literal   1
    ├── ShrinkError    an export much smaller than the one it would replace    1
    ├── UsageError     an option or argument that makes no sense              2
    │   └── FormatError    a format nobody knows                              2
    ├── FileError      a file cannot be read or written                       3
    └── StoreError     a triple store refused or failed                       4

Exceptions carry data (path, line, value), so that a caller need not parse a
message; only the command line prints.
"""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

#: So many errors are told, unless more are asked for.
MAX_ERRORS = 1000


class GardkgError(Exception):
    """The root: everything gardkg raises on purpose."""

    exit_code = 1

    def __reduce__(self) -> Any:
        # An exception is remade of its message; ours are made of more.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[GardkgError], args: tuple[Any, ...], state: dict[str, Any]) -> GardkgError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place of a record file.

    ``line`` and ``column`` count from 1 (0: the file as a whole); ``pointer`` is the
    place in the record, as in ``symptoms[2].frequency``.

    >>> str(Problem("a.yaml", 14, 10, "symptoms[2].frequency", "expected n/m", "Common"))
    'a.yaml:14:10: error: symptoms[2].frequency: expected n/m; got "Common"'

    As text it is one line, short and visible, whatever the file holds:

    >>> str(Problem("a.yaml", 2, 7, "name", "too long", "\\x1b[31m" + 9000 * "a"))[:60]
    'a.yaml:2:7: error: name: too long; got "<U+001B>[31maaaaaaaa'
    """

    path: str
    line: int
    column: int
    pointer: str
    message: str
    got: str | None = None
    hint: str | None = None
    severity: Literal["error", "warning", "info"] = "error"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        what = f"{self.pointer}: {self.message}" if self.pointer else self.message
        if self.got is not None:
            what += f'; got "{shortened(self.got)}"'
        if self.hint:
            what += f"; {self.hint}"
        return visible(f"{where}: {self.severity}: {shortened(what, 500)}")


def shortened(text: str, width: int = 80) -> str:
    """The text, its end left out where it is longer than ``width``."""
    return text if len(text) <= width else text[: width - 3] + "..."


# Controls, format characters (bidirectional and zero-width marks), line separators, halves and
# private use, as Unicode has them (categories C* and Zl, Zp), and what else it lets a reader
# leave out (Default_Ignorable_Code_Point).
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def visible(text: str) -> str:
    """The text with every unseen character as its code point.

    >>> visible("a\\x1b[31mb\\u202ec")
    'a<U+001B>[31mb<U+202E>c'
    """
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


class Finding(NamedTuple):
    """Something that does not hold, at a pointer of one record."""

    pointer: str
    message: str
    got: str | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"


class RecordError(GardkgError):
    """Records have problems; ``problems`` lists every one, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class TermError(GardkgError, ValueError):
    """``value`` cannot be the RDF term it stands for."""

    def __init__(self, value: str, expected: str, hint: str = "") -> None:
        self.value, self.expected, self.hint = value, expected, hint
        super().__init__(
            f"expected {expected}; got {shortened(value)!r}" + (f"; {hint}" if hint else "")
        )


class ShrinkError(GardkgError):
    """An export is much smaller than the one it would replace: ``new`` of ``what``, not ``old``.

    >>> print(ShrinkError("gard.ttl", "records", 1040, 3))
    gard.ttl: 3 records where 1,040 were; what was there is unchanged; --allow-shrink replaces it
    """

    def __init__(self, path: str, what: str, old: int, new: int) -> None:
        self.path, self.what, self.old, self.new = path, what, old, new
        counted = f"{new:,} {what.removesuffix('s') if new == 1 else what}"
        super().__init__(
            f"{path}: {counted} where {old:,} were; what was there is unchanged; "
            "--allow-shrink replaces it"
        )


class UsageError(GardkgError):
    """An argument or option that makes no sense."""

    exit_code = 2


class FormatError(UsageError):
    """A format or suffix that is not in the table; the message lists those that are."""


class FileError(GardkgError):
    """A file or folder cannot be read or written; ``path`` says which."""

    exit_code = 3

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")

    @classmethod
    def unreadable(cls, path: str, error: Exception) -> FileError:
        """The error of a file, by that of the system or of unpacking.

        >>> print(FileError.unreadable("a.nt.gz", OSError(None, "it is cut off")))
        a.nt.gz: cannot be read: it is cut off
        """
        return cls(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


class StoreError(GardkgError):
    """A triple store refused or failed."""

    exit_code = 4


# --- What a user gives: judged once, for the command line and for Python --------------------------

#: A day is long for a query, and a week for a load; clocks overflow at some centuries.
MAX_SECONDS = 366 * 24 * 3600.0
#: So many processes, on any machine; more only wait for one another, and thousands fill it.
MAX_JOBS = max(64, 4 * (os.cpu_count() or 1))


def checked_timeout(seconds: float | None, name: str = "timeout") -> float | None:
    """Seconds to wait: more than none, and at most a year; None stays None.

    >>> checked_timeout(0.5)
    0.5
    >>> checked_timeout(float("nan"), "--timeout")
    Traceback (most recent call last):
    gardkg.errors.UsageError: --timeout: expected seconds, more than 0 and at most a year; got nan

    Raises:
        UsageError: it is no such number.
    """
    if seconds is None:
        return None
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if number and 0 < seconds <= MAX_SECONDS:  # which nan is not
        return float(seconds)
    raise UsageError(f"{name}: expected seconds, more than 0 and at most a year; {_got(seconds)}")


def checked_limit(rows: int | None, name: str = "limit") -> int | None:
    """How many rows at most: none or more; None stays None.

    Raises:
        UsageError: it is no such number.
    """
    return rows if rows is None else _whole(rows, name, 0, None, "a number of rows, 0 or more")


def checked_mebibytes(size: int | None, name: str = "max_answer") -> int | None:
    """How many MiB at most: one or more; None stays None.

    Raises:
        UsageError: it is no such number.
    """
    return size if size is None else _whole(size, name, 1, None, "a number of MiB, 1 or more")


def checked_jobs(jobs: int, name: str = "jobs") -> int:
    """How many processes; for 0, one for each core.

    Raises:
        UsageError: it is less than 0, or more than ``MAX_JOBS``.
    """
    return _whole(jobs, name, 0, MAX_JOBS, f"0 to {MAX_JOBS} processes") or os.cpu_count() or 1


def checked_text(value: str | None, name: str) -> str | None:
    """A name, address or other text that is not blank, and holds no NUL; None stays None.

    >>> checked_text(" ", "--store")
    Traceback (most recent call last):
    gardkg.errors.UsageError: --store: expected some text; got " "

    Raises:
        UsageError: it is no such text.
    """
    if value is not None and (not value.strip() or "\0" in value):
        raise UsageError(f"{name}: expected some text; {_got(value)}")
    return value


def _whole(value: int, name: str, least: int, most: int | None, what: str) -> int:
    try:
        number = operator.index(value)  # also numpy's
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or number < least or (most is not None and number > most):
        raise UsageError(f"{name}: expected {what}; {_got(value)}")
    return number


def _got(value: object) -> str:
    text = visible(shortened(str(value)))
    return f'got "{text}"' if isinstance(value, str) else f"got {text}"

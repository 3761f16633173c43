"""Numbers, addresses and names that a user gives: what they may be, said in one line.

The command line and the functions of Python ask here, so that a value is judged once.
"""

from __future__ import annotations

import operator
import os

from gardkg.errors import UsageError, shortened, visible

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

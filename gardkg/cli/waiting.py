"""What one waits for, on a terminal: a line that says so after a moment, and how long it takes.

How long it takes still is told by how much of the files is read, until all is.
Nothing of it goes into pipes or files, and what is told meanwhile takes its place.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from gardkg.errors import GardkgError

#: Seconds after which somebody wonders.
PATIENCE = 2.0
_AGAIN = 0.2
#: So much must be read before the rest is guessed.
_TELLING = 0.02
_CLEAR = "\r\x1b[K"
#: Held by whoever writes to standard error.
_LINE = threading.RLock()
_waiting = threading.Event()


@contextmanager
def waiting(what: str, quiet: bool = False, paths: Sequence[str] = ()) -> Iterator[None]:
    """Tell on standard error, if it is a terminal, what is being done while it is done.

    ``paths``: what is read for it, as far as files say how long that takes.
    """
    if quiet or not sys.stderr.isatty():
        yield
        return
    from gardkg.files import reading

    done, start = threading.Event(), time.monotonic()
    reading.watched = {}

    def tell() -> None:
        if done.wait(PATIENCE):
            return
        sizes = _sizes(paths)
        while not done.wait(_AGAIN):
            took, share = time.monotonic() - start, reading.share_read(sizes)
            still = _spoken(took, share) if _TELLING < share < 1 else ""
            with _LINE:
                _waiting.set()
                sys.stderr.write(f"{_CLEAR}{what}, {took:.0f} s{still} …")
                sys.stderr.flush()

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        reading.watched = None
        with away():
            pass


def _sizes(paths: Sequence[str]) -> dict[str, int]:
    """The files of some paths, and how many bytes each has."""
    from gardkg.records.inputs import files_read

    sizes: dict[str, int] = {}
    for path in paths:
        with suppress(GardkgError, OSError):  # whoever reads them says so
            sizes |= {file: os.stat(file).st_size for file in files_read(path)}
    return sizes


def _spoken(took: float, share: float) -> str:
    """How much of it is done, and how long the rest takes.

    >>> _spoken(30, 0.25), _spoken(100, 0.1)
    (', 25 %, 1:30 min more', ', 10 %, 15:00 min more')
    """
    more = round(took * (1 - share) / share)
    rest = f"{more} s" if more < 60 else f"{more // 60}:{more % 60:02} min"
    return f", {share:.0%}, {rest} more".replace("%", " %")


@contextmanager
def away() -> Iterator[None]:
    """Without the line, for as long as something else is written."""
    with _LINE:
        if _waiting.is_set():
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            _waiting.clear()
        yield

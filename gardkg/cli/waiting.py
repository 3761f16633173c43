"""What one waits for, on a terminal: a line that says so after a moment, and how long it takes.

Nothing of it goes into pipes or files, and what is told meanwhile takes its place.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds after which somebody wonders.
PATIENCE = 2.0
_AGAIN = 0.2
_CLEAR = "\r\x1b[K"
#: Held by whoever writes to standard error.
_LINE = threading.RLock()
_waiting = threading.Event()


@contextmanager
def waiting(what: str, quiet: bool = False) -> Iterator[None]:
    """Tell on standard error, if it is a terminal, what is being done while it is done."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    done, start = threading.Event(), time.monotonic()

    def tell() -> None:
        if done.wait(PATIENCE):
            return
        while not done.wait(_AGAIN):
            with _LINE:
                _waiting.set()
                sys.stderr.write(f"{_CLEAR}{what}, {time.monotonic() - start:.0f} s …")
                sys.stderr.flush()

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        with away():
            pass


@contextmanager
def away() -> Iterator[None]:
    """Without the line, for as long as something else is written."""
    with _LINE:
        if _waiting.is_set():
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            _waiting.clear()
        yield

"""Who loads which graph of which store: one run at a time, and no litter after a kill.

A folder for each store (under ``$XDG_STATE_HOME/gardkg``) holds ``graphs``, where a run locks a
byte for each of its target graphs, and a journal for each run, locked while the run lives, which
names what it has staged. A journal that nobody holds was left by a run that was killed, or that
ended without knowing what the store still makes of its last request.

This binds the runs of one user on one machine. Runs from elsewhere are kept apart by the store,
as far as it can (``docs/loading.md``).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gardkg.errors import FileError, StoreError

# A lock of the open file, not of the process: two threads exclude one another as well.
# https://man7.org/linux/man-pages/man2/fcntl.2.html, "Open file description locks"
_LOCK = getattr(fcntl, "F_OFD_SETLK", None)


class Journal:
    """What a run has staged in a store, as long as it is there.

    Raises:
        FileError: it cannot be written.
    """

    def __init__(self, url: str, run: str) -> None:
        self.run = run
        self.path = state(url) / f"run-{run}"
        self._graphs: dict[str, None] = {}
        try:
            self._file = open(self.path, "x", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise FileError(str(self.path), f"cannot be written: {error.strerror}") from error
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):  # what a full disk did not take was told
            if self._graphs:
                os.utime(self.path)  # until now requests were under way
            else:
                self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._file.close()

    def add(self, graphs: Iterable[str]) -> None:
        """Note graphs before they are made.

        Raises:
            FileError: the disk is full; none of them may be made.
        """
        new = dict.fromkeys(graphs)
        try:
            self._file.writelines(f"{graph}\n" for graph in new)
            self._file.flush()
        except OSError as error:
            raise FileError(str(self.path), f"cannot be written: {error.strerror}") from error
        self._graphs.update(new)

    def remove(self, graphs: Iterable[str]) -> None:
        """Forget graphs that are gone; in the file they stay, for to drop them twice is no harm."""
        for graph in graphs:
            self._graphs.pop(graph, None)


def state(url: str) -> Path:
    """The folder for a store.

    Raises:
        FileError: it cannot be made.
    """
    home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    folder = Path(home, "gardkg", hashlib.sha256(url.encode()).hexdigest()[:16])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"cannot be made: {error.strerror}; XDG_STATE_HOME names another place"
        raise FileError(str(folder), reason) from error
    return folder


@contextlib.contextmanager
def held(url: str, graphs: Iterable[str]) -> Iterator[None]:
    """Hold target graphs of a store.

    Raises:
        StoreError: another run holds one of them.
        FileError: locks cannot be kept.
    """
    path = state(url) / "graphs"
    try:
        file = open(path, "ab")  # noqa: SIM115
    except OSError as error:
        raise FileError(str(path), f"cannot be written: {error.strerror}") from error
    with file:
        for graph in graphs:
            if not _locked(file.fileno(), graph):
                raise StoreError(
                    f"<{graph}> at {url}: another load of it is running; nothing was sent"
                )
        yield


def _locked(descriptor: int, graph: str) -> bool:
    try:
        if _LOCK is None:  # a system without such locks: one load a store
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            at = int.from_bytes(hashlib.sha256(graph.encode()).digest()[:7]) + 1
            # struct flock: type, whence, start, length, process
            ask = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, at, 1, 0)
            fcntl.fcntl(descriptor, _LOCK, ask)
    except (BlockingIOError, PermissionError):
        return False
    return True


@dataclass(frozen=True)
class Abandoned:
    """A journal that nobody holds."""

    path: Path
    graphs: list[str]
    age: float
    """Seconds since its run ended, or last staged something if it was killed."""


def abandoned(url: str) -> Iterator[Abandoned]:
    """What runs that are gone may have left staged: each journal is held meanwhile."""
    for path in sorted(state(url).glob("run-*")):
        with contextlib.suppress(FileNotFoundError), open(path, encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # A name that the kill cut off was not used yet.
            graphs = [line.rstrip() for line in file if line.endswith("\n")]
            yield Abandoned(path, graphs, time.time() - os.fstat(file.fileno()).st_mtime)

"""The file that is written beside a target, before it takes the target's place.

It is made anew by each run and locked while it is written: so two runs never write one target, and
nothing that has its name already is opened for writing. What a killed run left is unlinked.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO

from gardkg.errors import visible
from gardkg.files.apart import refuse


@contextlib.contextmanager
def beside(target: str) -> Iterator[tuple[BinaryIO, str]]:
    """A locked temporary file in the target's folder, removed if it was not renamed."""
    temporary = _temporary(target)
    refuse(temporary)
    descriptor = _made(temporary)
    with io.BufferedWriter(Flowing(descriptor, "wb")) as stream:
        try:
            yield stream, temporary
        except BaseException:
            # Closing would flush to a full disk again; what it holds is given up.
            with contextlib.suppress(OSError):
                if is_at(descriptor, temporary):
                    os.unlink(temporary)
            with contextlib.suppress(OSError):
                stream.close()
            raise


def _temporary(target: str) -> str:
    """Where a file is written before it takes its place.

    >>> _temporary("/out/gard.nt")
    '/out/.gard.nt.part'
    """
    folder, name = os.path.split(target)
    # A name has at most 255 bytes, of which these are fewer.
    short = os.fsdecode(os.fsencode(name)[:200])
    return os.path.join(folder, f".{short}.part")


def _made(temporary: str) -> int:
    """Make a file that was not there, and lock it; the number of the open file.

    Who holds the lock of the file that has the name is the one who writes. What a killed run left
    has no lock any more: whoever locks it may unlink it, and nobody writes to what it did not make
    itself. A run that was slow to lock what it made may find it unlinked, and begins anew.
    """
    while True:
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            descriptor = os.open(temporary, flags, 0o666)
        except FileExistsError:
            _take_away(temporary)
            continue
        try:
            if locked(descriptor) and is_at(descriptor, temporary):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _take_away(temporary: str) -> None:
    """Unlink what a killed run left; it may have another name too, so it is not written to."""
    try:
        if not stat.S_ISREG(os.lstat(temporary).st_mode):
            said = f"{visible(temporary)} is in the way, which no run of ours left; move it away"
            raise OSError(None, said)
        descriptor, is_free = _opened_and_locked(temporary)
    except FileNotFoundError:
        return
    try:
        if not is_free:
            raise OSError(None, "another run is writing it")
        if is_at(descriptor, temporary):
            os.unlink(temporary)
    finally:
        os.close(descriptor)


def _opened_and_locked(path: str) -> tuple[int, bool]:
    """Open a file that is there, and try to lock it."""
    # NFS locks only what is open for writing, and says EBADF (flock(2)); nothing is written to it.
    for access in (os.O_RDONLY, os.O_RDWR):
        # Of a pipe that took its place meanwhile, nobody waits for the other end.
        descriptor = os.open(path, access | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return descriptor, locked(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno != errno.EBADF or access == os.O_RDWR:
                raise
    raise AssertionError("the last turn returns or raises")


def locked(descriptor: int) -> bool:
    """Whether the lock of an open file is ours now; it is until the file is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_at(descriptor: int, path: str) -> bool:
    """Whether an open file has that name still."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


class Flowing(io.FileIO):
    """A file that goes to the disk while it is written, so that ``fsync`` finds little to do."""

    waiting = 0

    def write(self, data: Any) -> int:
        written = super().write(data)
        self.waiting += written
        if self.waiting >= _AT_ONCE:
            let_flow(self.fileno(), self.tell() - self.waiting, self.waiting)
            self.waiting = 0
        return written


#: So many bytes at a time are sent on to the disk.
_AT_ONCE = 1 << 23


def let_flow(file: int, start: int, size: int) -> None:
    """Have the kernel send what a file, by its number, holds there on to the disk; no waiting.

    That they will not be needed says more than is meant, but it is the one such word Python has:
    Linux begins to write them, and drops what is written already, of which there is nothing yet.
    """
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):  # it is advice
            os.posix_fadvise(file, start, size, os.POSIX_FADV_DONTNEED)

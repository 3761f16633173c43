"""Writing a file so that whoever reads it finds the old one or the new one, never a part.

A regular file is written beside its target, flushed to disk and renamed over it; symbolic
links are followed first, so that a link stays one. A device or pipe is written directly.
Two runs onto one file: the second is refused. After a kill the next run cleans up.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import os
import stat
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from gardkg.errors import FileError


@contextlib.contextmanager
def replaced(
    path: str, *, compress: bool = False, before: Callable[[str], None] | None = None
) -> Iterator[BinaryIO]:
    """Open ``path`` for writing; it changes only when the block ends without an exception.

    ``-`` is standard output. With ``compress`` what is written is gzipped, without a time
    or name in the header, so that equal content gives equal bytes. ``before`` is called with the
    path of the finished file that is about to take the old one's place, and may still refuse.

    Raises:
        FileError: it cannot be written, or another run is writing it.
    """
    try:
        with _opened(path, before) as raw:
            if not compress:
                yield raw
                return
            with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
                yield cast(BinaryIO, packed)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        kept = "; what was there is unchanged" if is_replaceable(path) else ""
        raise FileError(path, f"cannot be written: {reason}{kept}") from error


def is_replaceable(path: str) -> bool:
    """Whether ``replaced`` can take back what was written to ``path``: a regular file."""
    if path == "-" or path.endswith("/"):  # a folder's files are kept one by one
        return False
    return os.path.isfile(path) or not os.path.exists(path)


@contextlib.contextmanager
def _opened(path: str, before: Callable[[str], None] | None) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(None, "it is a folder", path)
        with open(target, "wb") as stream:
            yield stream
        return
    with _beside(target) as (stream, name):
        yield stream
        stream.flush()
        if mode is not None:
            os.fchmod(stream.fileno(), stat.S_IMODE(mode))
        os.fsync(stream.fileno())
        if before:
            before(name)
        os.rename(name, target)
        _sync_folder(os.path.dirname(target))


@contextlib.contextmanager
def _beside(target: str) -> Iterator[tuple[BinaryIO, str]]:
    """A locked temporary file in the target's folder, removed if it was not renamed."""
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:200]}.part")
    while True:
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another run may have renamed the file away between open and lock.
            if os.path.samestat(os.fstat(descriptor), os.stat(temporary)):
                break
        except BlockingIOError:
            os.close(descriptor)
            raise OSError(None, "another run is writing it") from None
        except FileNotFoundError:
            pass
        os.close(descriptor)
    with open(descriptor, "wb") as stream:
        stream.truncate(0)
        try:
            yield stream, temporary
        except BaseException:
            # Closing would flush to a full disk again; what it holds is given up.
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            with contextlib.suppress(OSError):
                stream.close()
            raise


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Writing a file so that whoever reads it finds the old one or the new one, never a part.

A regular file is written beside its target, flushed to disk and renamed over it; symbolic
links are followed first, so that a link stays one. A device or pipe is written directly.
Two runs onto one file: the second is refused. After a kill the next run cleans up. What this run
reads is never written over: ``apart`` knows what that is.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import queue
import re
import shlex
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from gardkg.errors import FileError, UsageError, visible
from gardkg.files.apart import refuse
from gardkg.files.beside import beside, is_at

#: The manifest of a folder; that of a file is called like it, and then this.
MANIFEST = "manifest.json"


@contextlib.contextmanager
def replaced(
    path: str, *, pack: str = "", before: Callable[[str], None] | None = None
) -> Iterator[BinaryIO]:
    """Open ``path`` for writing; it changes only when the block ends without an exception.

    ``-`` is standard output. With a ``pack`` (one of ``PACKED``) what is written is packed, by
    a thread of its own, without a time or name in the header, so that equal content gives equal
    bytes. ``before`` is called with the path of the finished file that is about to take the old
    one's place, and may still refuse.

    Raises:
        FileError: it cannot be written, or another run is writing it.
        UsageError: it is one of the files that this run reads.
    """
    refuse(path)
    try:
        with _opened(path, before) as raw:
            if not pack:
                yield raw
                return
            with PACKED[pack](raw) as packed, _behind(packed) as ahead:
                yield ahead
    except BrokenPipeError:
        raise
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not is_folder(above := _above(path)):
            raise _nowhere(path, above) from None
        reason = error.strerror or str(error)
        kept = "; what was there is unchanged" if is_replaceable(path) else ""
        raise FileError(path, f"cannot be written: {reason}{kept}") from error


def _gzip(raw: BinaryIO) -> BinaryIO:
    # Level 4 takes half the time of 6, and a twentieth more room.
    return cast(BinaryIO, gzip.GzipFile("", "wb", 4, raw, mtime=0))


def _zstd(raw: BinaryIO) -> BinaryIO:
    import zstandard

    return cast(BinaryIO, zstandard.ZstdCompressor(level=3).stream_writer(raw, closefd=False))


def _bzip2(raw: BinaryIO) -> BinaryIO:
    import bz2

    return cast(BinaryIO, bz2.BZ2File(raw, "wb"))


def _xz(raw: BinaryIO) -> BinaryIO:
    import lzma

    return cast(BinaryIO, lzma.LZMAFile(raw, "wb"))


#: How a file is packed, by its last suffix.
PACKED: dict[str, Callable[[BinaryIO], BinaryIO]] = {
    "gz": _gzip,
    "zst": _zstd,
    "bz2": _bzip2,
    "xz": _xz,
}


class _Ahead(io.RawIOBase):
    """Takes what is written, for a thread to write on; a little of it waits at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self.waiting: queue.Queue[bytes | None] = queue.Queue(4)
        self.error: BaseException | None = None
        # Started when there is something to do: until then the process may fork.
        self.thread = threading.Thread(target=self._write, args=[stream], daemon=True)
        self.held: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held.append(data)
        self.size += len(data)
        if self.size >= _TOGETHER:
            self.pass_on()
        return len(data)

    def pass_on(self) -> None:
        if self.error:
            raise self.error
        if self.thread.ident is None:
            self.thread.start()
        self.waiting.put(b"".join(self.held))
        self.held, self.size = [], 0

    def end(self) -> None:
        if self.thread.ident is not None:
            self.waiting.put(None)
            self.thread.join()
        if self.error:
            raise self.error

    def _write(self, stream: BinaryIO) -> None:
        while (data := self.waiting.get()) is not None:
            try:
                if not self.error:
                    stream.write(data)
            except BaseException as error:  # noqa: BLE001 – told to the writer
                self.error = error


_TOGETHER = 1 << 18


@contextlib.contextmanager
def _behind(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Write to a stream by a thread, so that whoever writes need not wait."""
    ahead = _Ahead(stream)
    try:
        yield cast(BinaryIO, ahead)
        ahead.pass_on()
    finally:
        ahead.end()


def is_folder(output: str) -> bool:
    """Whether an output is a folder: there is one, or the path ends in a slash."""
    return output.endswith("/") or os.path.isdir(output)


def is_replaceable(path: str) -> bool:
    """Whether ``replaced`` can take back what was written to ``path``: a regular file."""
    if path.endswith("/"):  # a folder's files are kept one by one
        return False
    if _descriptor(path) is not None:
        return False
    return os.path.isfile(path) or not os.path.exists(path)


#: Names of what is open already. To open it anew would be another place in the same file.
_OPEN = re.compile(r"/(?:dev|proc/self)/fd/([0-9]+)|/dev/std(in|out|err)")


def _descriptor(path: str) -> int | None:
    """The number of an open file that is named: ``-`` is standard output."""
    if path == "-":
        return 1
    match = _OPEN.fullmatch(path)
    return match and (int(match[1]) if match[1] else ("in", "out", "err").index(match[2]))


@contextlib.contextmanager
def _opened(path: str, before: Callable[[str], None] | None) -> Iterator[BinaryIO]:
    descriptor = _descriptor(path)
    if descriptor == 1:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if descriptor is not None:
        with os.fdopen(os.dup(descriptor), "wb") as stream:
            yield stream
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
    with beside(target) as (stream, name):
        yield stream
        stream.flush()
        if mode is not None:
            os.fchmod(stream.fileno(), stat.S_IMODE(mode))
        os.fsync(stream.fileno())
        if before:
            before(name)
        if not is_at(stream.fileno(), name):
            raise OSError(None, f"{os.path.basename(name)}, which held it, was taken away")
        os.rename(name, target)
    try:
        _sync_folder(os.path.dirname(target))
    except OSError as error:
        said = f"is replaced, but a power cut may undo that: {error.strerror or error}"
        raise FileError(path, said) from error


@contextlib.contextmanager
def folder_for(path: str) -> Iterator[None]:
    """A folder, made if it is not there; if nothing is in it at the end, it is gone again.

    Raises:
        FileError: it cannot be made, or the one above it is not there.
    """
    made = False
    try:
        try:
            if not os.path.lexists(path.rstrip("/")):
                with contextlib.suppress(FileExistsError):
                    os.mkdir(path)
                    made = True
            if not os.path.isdir(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not is_folder(above := _above(path)):
                raise _nowhere(path, above) from None
            raise FileError(path, f"cannot be made: {error.strerror}") from error
        yield
    finally:
        if made:
            with contextlib.suppress(OSError):  # it holds something now
                os.rmdir(path)


def check_above(path: str) -> None:
    """See that the folder that a new one would be in is there.

    Raises:
        FileError: it is not.
    """
    if not is_folder(above := _above(path)):
        raise _nowhere(path, above)


def _above(path: str) -> str:
    """The folder that a file or folder is in, or would be."""
    return os.path.dirname(path.rstrip("/")) or "."


def _nowhere(path: str, folder: str) -> FileError:
    return FileError(path, f"there is no folder {folder}; mkdir -p {shlex.quote(folder)} makes it")


def keep_foreign(path: str, start: re.Pattern[bytes]) -> None:
    """Refuse to replace a file that nobody named, unless it begins as those that we write do.

    What it begins with is asked, and no index: that is there also after a run that was killed
    before it had one, and it is gone where somebody put a file of his own in the place of ours.
    A link leads to what was never ours to name, whatever it begins with.

    Raises:
        UsageError: it begins otherwise, or is no regular file.
        FileError: it cannot be read.
    """
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing is there, or whoever writes there says why not
        return
    found = b""
    if stat.S_ISREG(mode):  # a pipe would have us wait
        try:
            with open(path, "rb") as stream:
                found = stream.read(_BEGINNING)
        except OSError as error:
            raise FileError.unreadable(path, error) from error
    if not start.match(found):
        what = "is a link" if stat.S_ISLNK(mode) else "is there"
        said = f"{what}, and gardkg did not write it; nothing was written; name another folder"
        raise UsageError(f"{visible(path)}: {said}, or move it away")


#: So much of a file shows whose it is: an address, which may be long, and some lines.
_BEGINNING = 1 << 13


#: What a file system says that cannot flush a folder at all, as some of FUSE or of a network do:
#: it may not be opened, or flushing is no operation it has. PostgreSQL lets the first two pass as
#: well (``fsync_fname`` in ``src/common/file_utils.c``). A failing disk says EIO, ENOSPC, EDQUOT.
_NO_FLUSHING = {errno.EACCES, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def _sync_folder(folder: str) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # All is written, and no run on this file system could do more.
        if error.errno not in _NO_FLUSHING:
            raise

"""The folder of an embedded store: what in it is ours, which store counts, who may build there.

``gardkg.json`` names the store that counts. Each store is a folder that holds a marker
(``MARKER``). Those that version 0.1.0 built have none: only the one that ``gardkg.json`` names is
known to be ours, and is marked before another takes its place. Whatever else is in the folder is
not ours, and is never read, written over or removed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator

import msgspec
import pyoxigraph as ox

from gardkg.errors import FileError, UsageError, visible
from gardkg.files.beside import is_at, locked
from gardkg.files.kinds import INDEX
from gardkg.files.replace import folder_for

#: Names the store that counts.
#: Stands in each folder that we make for a store.
MARKER = "gardkg-store"
_LOCK = ".lock"
_NAME = re.compile(r"store-[0-9a-f]{12}(-again)*")
#: A store that has no marker yet.
_UNMARKED = re.compile(rf"\.{_NAME.pattern}\.part")
#: What the engine keeps in a folder (RocksDB, ``file/filename.cc``; Oxigraph's bulk loader).
_OF_ENGINE = re.compile(
    r"CURRENT|IDENTITY|LOCK|LOG(\.old\.\d+)?|(MANIFEST|OPTIONS)-\d+|OPTIONS-\d+\.dbtmp"
    r"|\d+\.(log|sst|blob|dbtmp)|bulk-\d+\.sst"
)
#: Our index has some hundred bytes for each file that was read.
_MOST = 1 << 28


class Input(msgspec.Struct, frozen=True):
    """A file a store was built from, as it was then."""

    path: str
    size: int
    modified: int
    sha256: str


class Built(msgspec.Struct, frozen=True, omit_defaults=True):
    """``gardkg.json``: which store counts, what it was built from, and which counted before."""

    store: str
    quads: int
    graphs: int
    base: str
    inputs: list[Input]
    before: str = ""


def built(directory: str) -> Built | None:
    """What ``gardkg.json`` says; None where there is none.

    Raises:
        FileError: what is there is not as we write it, or names a store that is not in the folder.
    """
    path = os.path.join(directory, INDEX)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise FileError(path, "is no regular file, so gardkg did not write it")
        with open(path, "rb") as stream:
            data = stream.read(_MOST + 1)
        if len(data) > _MOST:
            raise FileError(path, f"expected at most {_MOST:,} bytes; gardkg did not write it")
        found = msgspec.json.decode(data, type=Built)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError.unreadable(path, error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FileError(path, f"is not as gardkg writes it: {error}") from error
    if not _NAME.fullmatch(found.store):
        said = f'expected the name of a store beside it; got "{visible(found.store[:80])}"'
        raise FileError(path, f"{said}; it is not read")
    if os.path.islink(os.path.join(directory, found.store)):
        raise FileError(path, f"its {found.store} is a link; gardkg makes none, so it is not read")
    return found


def files_of(directory: str) -> Iterator[str]:
    """The files that are read of a folder, as ``apart`` asks for them."""
    with contextlib.suppress(FileError, OSError):  # whoever reads it says so
        if index := built(directory):
            yield os.path.join(directory, INDEX)
            for entry in os.scandir(os.path.join(directory, index.store)):
                yield entry.path


@contextlib.contextmanager
def ours(directory: str) -> Iterator[Built | None]:
    """Hold a folder to build in, and tell which store counts.

    When the block ends well, stores of ours are removed that counted before the last one did, or
    never; when it fails, nothing is. A folder that is not there is made, and is gone again if
    nothing was built in it.

    Raises:
        UsageError: it holds what we did not make, and no store of ours.
        FileError: another build holds it.
        OSError: it cannot be made or written.
    """
    with folder_for(directory):
        _check(directory)
        with _held(directory):
            # Another build may have ended meanwhile.
            yield _check(directory)
            if index := built(directory):
                _remove_others(directory, index)


def _check(directory: str) -> Built | None:
    """Which store counts, in a folder where we may build.

    Raises:
        UsageError: we may not.
    """
    try:
        index = built(directory)
    except FileError as error:
        if isinstance(error.__cause__, OSError):
            raise
        raise UsageError(f"{error}; nothing was changed; name another folder") from error
    if index is None:
        with os.scandir(directory) as entries:
            others = [entry.name for entry in entries if not _is_left(entry)]
        if others:
            said = f"holds {visible(min(others))}, and no store of ours; nothing was changed"
            raise UsageError(f"{visible(directory)}: {said}; name an empty folder, or a new one")
    return index


def _is_left(entry: os.DirEntry[str]) -> bool:
    """Whether something may have been left by a build that was killed before it made an index."""
    if entry.is_dir(follow_symlinks=False):
        return _is_marked(entry.path) or _is_unmarked(entry.path)
    if entry.name == f".{INDEX}.part":
        return entry.is_file(follow_symlinks=False)
    return entry.name == _LOCK and _is_empty_file(entry.path)


def _is_empty_file(path: str) -> bool:
    status = os.lstat(path)
    return stat.S_ISREG(status.st_mode) and status.st_size == 0


@contextlib.contextmanager
def _held(directory: str) -> Iterator[None]:
    """Hold the lock of a folder; if it was not there and nothing was built, it is gone again.

    Raises:
        FileError: another build holds it.
    """
    path = os.path.join(directory, _LOCK)
    was_there = os.path.lexists(path)
    while True:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(path, flags, 0o666)
        if not locked(descriptor):
            os.close(descriptor)
            raise FileError(directory, "another build is writing it; nothing was changed")
        if is_at(descriptor, path):
            break
        os.close(descriptor)
    try:
        yield
    finally:
        if not was_there and not os.path.lexists(os.path.join(directory, INDEX)):
            os.unlink(path)
        os.close(descriptor)


@contextlib.contextmanager
def new_store(directory: str, name: str, index: Built | None) -> Iterator[str]:
    """A marked folder for a store, by its name: the one that is wanted, or a like one.

    It has its marker before it has its name, so that no kill leaves a store without one. If the
    block fails, and the store does not count by then, it is gone again.

    What a killed build left under that name makes way, so that one that is tried again and again,
    and killed each time, does not fill the disk.
    """
    while not _is_free(directory, name, index):
        name += "-again"
    part, store = (os.path.join(directory, each) for each in (f".{name}.part", name))
    try:
        os.mkdir(part)
        mark(part)
        os.replace(part, store)
        yield name
    except BaseException:
        # Asked anew which counts: it may have been replaced before something failed.
        _remove_unless(built(directory), part)
        _remove_unless(built(directory), store)
        raise


def _is_free(directory: str, name: str, index: Built | None) -> bool:
    """Whether a store may get a name: nobody has it, or only what a killed build left."""
    paths = [os.path.join(directory, each) for each in (name, f".{name}.part")]
    for path in paths:
        _remove_unless(index, path)
    return not any(map(os.path.lexists, paths))


def mark(store: str) -> None:
    """Say of a store that it is ours, if it is still there."""
    path = os.path.join(store, MARKER)
    with contextlib.suppress(FileExistsError, FileNotFoundError, NotADirectoryError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))


def _is_marked(store: str) -> bool:
    marker = os.path.join(store, MARKER)
    known = _NAME.fullmatch(os.path.basename(store)) and not os.path.islink(store)
    return bool(known) and os.path.lexists(marker) and _is_empty_file(marker)


def _is_unmarked(store: str) -> bool:
    """Whether it is a folder that was made for a store, and in which there is nothing yet."""
    known = _UNMARKED.fullmatch(os.path.basename(store)) and not os.path.islink(store)
    return bool(known) and set(os.listdir(store)) <= {MARKER}


def _remove_others(directory: str, index: Built) -> None:
    """Remove the stores of ours that neither count nor did before: somebody may read that yet."""
    for name in os.listdir(directory):
        _remove_unless(index, os.path.join(directory, name))


def _remove_unless(index: Built | None, path: str) -> None:
    """Remove what is there, if it is a store of ours, unless it counts or did before."""
    if index and os.path.basename(path) in (index.store, index.before):
        return
    # What cannot be removed now is tried by the next build.
    with contextlib.suppress(OSError):
        if _is_marked(path) or _is_unmarked(path):
            _remove(path)


def _remove(store: str) -> None:
    """Remove what the engine made, and the folder if that is all; the marker is the last to go."""
    with os.scandir(store) as entries:
        names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    for name in filter(_OF_ENGINE.fullmatch, names):
        os.unlink(os.path.join(store, name))
    if set(os.listdir(store)) <= {MARKER}:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(store, MARKER))
        os.rmdir(store)


def open_store(directory: str, index: Built) -> ox.Store:
    """The store that counts, for reading.

    Raises:
        FileError: it cannot be opened.
    """
    try:
        return ox.Store.read_only(os.path.join(directory, index.store))
    except OSError as error:
        raise FileError(directory, f"the store cannot be opened: {error}") from error

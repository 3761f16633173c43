"""What a run reads, and that nothing it writes takes the place of any of it.

Whoever knows what is read says so with ``reading``, before it is read. Every output is opened by
``files.replaced``, which asks ``refuse``. So no verb has to check its own outputs, and none can
forget to. A file is known by its device and number: that finds hard links, symbolic links, another
case on a file system that knows none, and what the shell has opened as standard input or output.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from gardkg.errors import UsageError, visible

#: From a path as it is given to the files that are read for it.
Expand = Callable[[str], Iterable[str]]
#: A file's device and number.
_Key = tuple[int, int]
#: The files that are read, by what was given; None until they are first asked for.
_Read = dict[tuple[Expand, str], dict[_Key, str] | None]

_READ: ContextVar[_Read] = ContextVar("_READ")


def itself(path: str) -> list[str]:
    """A path that stands for one file."""
    return [path]


@contextmanager
def reading(paths: Iterable[str], expand: Expand = itself) -> Iterator[None]:
    """While the block runs, no output may be a file that is read for one of these paths.

    Args:
        paths: as they are given; ``-`` is standard input.
        expand: which files are read for a path. It is called when an output is there already.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file, reading([file.name]):
    ...     refuse(file.name)
    Traceback (most recent call last):
    ...
    gardkg.errors.UsageError: ...: is one of the inputs; nothing was written; name another output
    """
    said: _Read = {(expand, path): None for path in paths}
    # Two rooms may say the same of one run: the files of a folder are looked for once.
    token = _READ.set(said | _READ.get({}))
    try:
        yield
    finally:
        _READ.reset(token)


def is_known() -> bool:
    """Whether anybody has said what is read."""
    return bool(_READ.get({}))


def refuse(output: str) -> None:
    """Refuse an output that is there, and is read by this run.

    Args:
        output: a path; ``-`` is standard output.

    Raises:
        UsageError: it is an input.
    """
    if file := read_as(output):
        what = "" if file == output else f" ({visible(file)})"
        said = f"is one of the inputs{what}; nothing was written; name another output"
        raise UsageError(f"{visible(output)}: {said}")


def read_as(path: str) -> str | None:
    """The input that a file is, by the name that it is read by; ``-`` is standard output."""
    read = _READ.get({})
    key = _key(path, 1) if read else None
    if key is None:
        return None
    for given, found in read.items():
        if found is None:
            found = read[given] = _found(*given)
        if key in found:
            return found[key]
    return None


def folder_around(place: str, paths: Iterable[str]) -> str | None:
    """The folder among some paths that a place is, or lies in, whether or not it is there yet."""
    place = os.path.realpath(place)
    above = {place}
    while (place := os.path.dirname(place)) not in above:
        above.add(place)
    folders = [folder for folder in above if os.path.isdir(folder)]
    for path in filter(os.path.isdir, paths):
        if any(os.path.samefile(path, folder) for folder in folders):
            return path
    return None


def _found(expand: Expand, path: str) -> dict[_Key, str]:
    found: dict[_Key, str] = {}
    for file in ["-"] if path == "-" else expand(path):
        if key := _key(file, 0):
            found.setdefault(key, file)
    return found


def _key(path: str, standard: int) -> _Key | None:
    """A regular file's device and number. What else there is holds nothing that could be lost."""
    # What is no path at all, like the text of a query, is no file; nor is what cannot be seen.
    with suppress(OSError, ValueError):
        status = os.fstat(standard) if path == "-" else os.stat(path)
        if stat.S_ISREG(status.st_mode):
            return status.st_dev, status.st_ino
    return None


def refuse_twice(outputs: Iterable[str]) -> None:
    """Refuse two outputs of one run that are one file: the second would replace the first.

    Raises:
        UsageError: there are such.

    >>> refuse_twice(["a.jsonl", "./a.jsonl"])
    Traceback (most recent call last):
    ...
    gardkg.errors.UsageError: ./a.jsonl: is named for two outputs; name another for one of them
    """
    seen: set[object] = set()
    for output in outputs:
        if os.path.exists(output) and not os.path.isfile(output):
            continue  # a device takes all, and of a folder each file is judged
        places: set[object] = {os.path.realpath(output), _key(output, 1) or output}
        if places & seen:
            said = "is named for two outputs; name another for one of them"
            raise UsageError(f"{visible(output)}: {said}")
        seen |= places

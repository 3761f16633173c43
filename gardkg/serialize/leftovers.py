"""What an export to a folder finds there: files of diseases it no longer has, or of another format.

They are left and named. What gardkg is known to have written, ``--prune`` removes: the manifest
that was there names it, and it has that SHA-256 still. What is left is named by the new manifest
too, so that a later run knows it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence, Set

from gardkg.errors import visible
from gardkg.files.replace import PACKED
from gardkg.identifiers import PREFIXES
from gardkg.serialize.export import INDEX
from gardkg.serialize.formats import FORMATS

_ENDINGS = "|".join(re.escape(row.ending) for row in FORMATS.values())
_NAME = re.compile(
    rf"(?P<prefix>[A-Za-z]+)_(?P<local>[^.]+)\.(?:{_ENDINGS})(?:\.(?:{'|'.join(PACKED)}))?"
)
#: So many are named, and the others counted.
NAMED = 5


def looks_exported(name: str) -> bool:
    """Whether an export to a folder may have given a file its name.

    >>> [looks_exported(name) for name in ("GARD_0007615.ttl", "GARD_7615.ttl", "index.tsv")]
    [True, False, False]
    """
    match = _NAME.fullmatch(name)
    prefix = match and PREFIXES.get(match["prefix"])
    return bool(match and prefix and prefix.disease and re.fullmatch(prefix.local, match["local"]))


def found(folder: str, written: Set[str]) -> list[str]:
    """The files of a folder that look as if an export wrote them, and this one did not."""
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if entry.name not in written
            and looks_exported(entry.name)
            and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
        )


def indexed(folder: str) -> Iterator[str]:
    """The files that the index of a folder names."""
    with open(os.path.join(folder, INDEX), encoding="utf-8") as stream:
        next(stream)
        yield from (line.rstrip("\n").rpartition("\t")[2] for line in stream)


def told(folder: str, left: Sequence[str], known: Set[str], pruned: Sequence[str]) -> Iterator[str]:
    """What a person should know: what was removed, what is left, and what can be done about it.

    Args:
        left: the files that are left.
        known: those of them that ``--prune`` would remove.
        pruned: those that it removed.

    >>> print(*told("out/", ["GARD_0000007.ttl"], {"GARD_0000007.ttl"}, []))
    out/: 1 file of an earlier export is left: GARD_0000007.ttl; --prune removes it
    """
    folder = visible(folder)
    if pruned:
        yield f"{folder}: {_files(pruned)} of an earlier export removed: {_named(pruned)}"
    if ours := [name for name in left if name in known]:
        one = len(ours) == 1
        yield (
            f"{folder}: {_files(ours)} of an earlier export {'is' if one else 'are'} left:"
            f" {_named(ours)}; --prune removes {'it' if one else 'them'}"
        )
    if others := [name for name in left if name not in known]:
        are = "is" if len(others) == 1 else "are"
        yield (
            f"{folder}: {_files(others)} that this export did not write {are} left:"
            f" {_named(others)}; no manifest here knows what {are} in there, so remove by hand"
            " what is old"
        )


def _files(names: Sequence[str]) -> str:
    return f"{len(names):,} file{'' if len(names) == 1 else 's'}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")

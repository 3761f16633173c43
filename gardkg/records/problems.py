"""All problems of all records, as ``gardkg check`` tells them."""

from __future__ import annotations

import os
from contextlib import suppress

from gardkg.errors import MAX_ERRORS, Problem, RecordError
from gardkg.records.reader import Errors, read_records


def check(*paths: str | os.PathLike[str]) -> list[Problem]:
    """Every problem of every record of some paths, in the order of files and lines.

    Args:
        paths: records, folders of them, JSON Lines; without any, ``records``.

    Raises:
        FileError: a path does not exist, or a file cannot be read.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
    ...     _ = file.write("id: GRAD:1\\nname: A\\n")
    ...     file.flush()
    ...     [(problem.line, problem.message) for problem in check(file.name)]
    [(1, 'expected a registered prefix')]
    """
    found: list[Problem] = []
    errors = Errors(found.append, MAX_ERRORS)
    with suppress(RecordError), errors.together():
        for _ in read_records([os.fspath(path) for path in paths] or ["records"], errors):
            pass
    return sorted([*found, *errors.found], key=lambda p: (p.path, p.line, p.column))

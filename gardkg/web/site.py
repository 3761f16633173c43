"""A folder of pages and RDF, whole or not at all: what stands after the base is the path.

It is made beside its place and renamed when it is whole. A run that was killed between the two
renames left the old site as ``NAME.old``, and the next one puts it back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from typing import Any

from gardkg.errors import MAX_ERRORS, FileError, UsageError, checked_jobs
from gardkg.files.apart import folder_around, reading
from gardkg.files.beside import beside
from gardkg.files.replace import check_above
from gardkg.identifiers import BASE, checked_base
from gardkg.model import Record
from gardkg.records.inputs import files_read
from gardkg.records.reader import Report, checked_records
from gardkg.web.engine import engine as read_engine
from gardkg.web.making import INDEX, MADE, Plan, make


def site(
    records: Iterable[Record],
    output: str,
    *,
    at: str | None = None,
    base: str = BASE,
    engine: str | None = None,
    jobs: int = 1,
    force: bool = False,
) -> int:
    """Write the site of some records; return how many diseases it has.

    Args:
        records: as ``load_records`` or ``read_records`` give them.
        output: a folder that is new, empty, or a site of ours, which is replaced.
        at: the address it will be found under; pages then say theirs.
        base: the address our own nodes stand under.
        engine: the file that ``npm pack oxigraph@0.5.11`` writes; then queries run in the page.
        jobs: how many processes make the pages of diseases; 0: one for each core.
        force: replaces the folder whatever it holds.

    Raises:
        RecordError: a record does not hold together.
        UsageError: the folder is not ours, or ``jobs`` is no such number.
        FileError: it cannot be written, or the engine is another package; the site that was there
            is unchanged.
    """
    at, jobs = checked_base(at) if at else None, checked_jobs(jobs)
    plan = Plan("", at, checked_base(base), read_engine(engine) if engine else None, jobs)
    output = os.path.realpath(output)
    check_above(output)
    new, old = f"{output}.new", f"{output}.old"
    try:
        with beside(output) as (_, lock):  # so that of two runs the second is refused
            try:
                for folder in (output, new, old):
                    if not (force and folder == output and os.path.isdir(output)):
                        _check_ours(folder)
                if not os.path.lexists(output) and os.path.lexists(old):
                    os.rename(old, output)
                _remove(new)
                os.mkdir(new)
                count = make(records, plan._replace(folder=new))
                _remove(old)
                if os.path.lexists(output):
                    os.rename(output, old)
                os.rename(new, output)
                _remove(old)
            finally:
                os.unlink(lock)
                if os.path.isdir(new) and _is_ours(new):
                    _remove(new)
    except OSError as error:
        raise FileError(output, f"cannot be written: {error.strerror or error}") from error
    return count


def site_of_files(
    paths: Sequence[str],
    output: str,
    *,
    warn: Report = lambda problem: None,
    max_errors: int = MAX_ERRORS,
    **how: Any,
) -> int:
    """``site`` of the records of some paths.

    Args:
        paths: records, folders of them, JSON Lines, or ``-``.
        output: as for ``site``; no folder that is read, nor one within or around it.
        warn: gets the warnings.
        max_errors: so many errors are told.
        how: all else that ``site`` takes.

    Raises:
        RecordError, UsageError, FileError: as ``site``.
    """
    _keep_apart(paths, output)
    with reading(paths, files_read):
        return site(checked_records(paths, warn, max_errors), output, **how)


def _keep_apart(paths: Sequence[str], output: str) -> None:
    """A site among records would be read with them, and records within a site be replaced.

    Raises:
        UsageError: one lies within the other.
    """
    around = folder_around(output, paths)
    within = next((path for path in paths if path != "-" and folder_around(path, [output])), None)
    if around or within:
        said = f"lies in {around}" if around else f"holds {within}"
        raise UsageError(f"{output}: {said}, which is read; nothing was written; use a new folder")


def _remove(folder: str) -> None:
    """Remove a folder of ours, last of all what it is known by: a kill leaves what is ours."""
    if not os.path.lexists(folder):
        return
    for name in sorted(os.listdir(folder), key=INDEX.__eq__):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
    os.rmdir(folder)


def _check_ours(folder: str) -> None:
    """Refuse to replace or remove what nobody knows to be a site of ours."""
    if os.path.lexists(folder) and not _is_ours(folder):
        what = "is no site of gardkg's" if os.path.isdir(folder) else "is no folder"
        step = ", or --force" * os.path.isdir(folder)
        raise UsageError(f"{folder}: {what}; nothing was written; use a new folder{step}")


def _is_ours(folder: str) -> bool:
    """Whether a folder is a site, was to become one, or is empty."""
    if os.path.isdir(folder) and not os.listdir(folder):
        return True
    try:
        with open(os.path.join(folder, INDEX), encoding="utf-8") as stream:
            return bool(json.load(stream).get("made") == MADE)
    except (OSError, ValueError, AttributeError):
        return False

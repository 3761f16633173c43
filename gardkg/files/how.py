"""How the RDF files of a run are read: who knows says it once, and all who open one ask here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from gardkg.errors import UsageError
from gardkg.files.kinds import RDF, Kind, named
from gardkg.files.reading import rdf_kind

#: What there are parsers for.
PARSED = tuple(suffix for suffix, kind in RDF.items() if not kind.of_files)


@dataclass
class Skipped:
    """What was left out of a file that is read leniently."""

    count: int = 0
    first: list[str] = field(default_factory=list)
    """The first three, each with its place and what is wrong."""

    def add(self, what: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < TOLD:
            self.first.append(what)


@dataclass
class _How:
    format: str | None = None
    base: str | None = None
    lenient: bool = False
    skipped: dict[str, Skipped] = field(default_factory=dict)

    def note(self, source: str, what: str) -> None:
        """Count something that is left out of a file or an answer."""
        self.skipped.setdefault(source, Skipped()).add(what)


#: So many of what is left out are named.
TOLD = 3
_HOW: ContextVar[_How] = ContextVar("_HOW")


@contextmanager
def read_as(
    format: str | None = None, base: str | None = None, lenient: bool = False
) -> Iterator[dict[str, Skipped]]:
    """While the block runs, RDF files are read so; gives what was left out, by their names.

    Args:
        format: what they are, by any name it has, whatever they are called.
        base: what is relative in them stands under it.
        lenient: leaves out triples, and rows of answers, with a term that is none, instead of
            giving up.

    Raises:
        UsageError: there is no such format.
    """
    if format and not named(format, RDF):
        raise UsageError(f"unknown format {format!r}; RDF is read as {' '.join(PARSED)}")
    said = _How(format, base, lenient)
    token = _HOW.set(said)
    try:
        yield said.skipped
    finally:
        _HOW.reset(token)


def how() -> _How:
    """What was said of this run."""
    return _HOW.get(_How())


def kind_of(path: str) -> Kind | None:
    """The kind of an RDF file: as ``read_as`` says, else by its suffix or its first bytes."""
    said = how()
    if said.format and not os.path.isdir(path):
        return named(said.format, RDF)
    return rdf_kind(path)

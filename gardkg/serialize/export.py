"""Records → RDF text, one record after another: as bytes, a file, a folder, an rdflib graph.

Only one record is held at a time, but for a folder that is there: what is in it is judged before
the first file is written. Nothing depends on a clock, the locale or hash order: equal records give
equal bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol, overload

from gardkg.errors import Finding, Problem, RecordError, TermError
from gardkg.files.apart import is_known, refuse
from gardkg.files.replace import MANIFEST, folder_for, is_folder, keep_foreign, replaced
from gardkg.identifiers import BASE, PREFIXES, checked_base, file_stem
from gardkg.model import Record
from gardkg.records import checks
from gardkg.records.outputs import saved_as, write_records
from gardkg.records.patterns import conform
from gardkg.serialize.formats import (
    FORMATS,
    Format,
    beginning,
    encoded,
    format_for,
    graph_name,
)

if TYPE_CHECKING:
    import rdflib

#: Of a folder: which file is which disease's.
INDEX = "index.tsv"
_HEAD = b"id\tname\tfile\n"
_INDEX = re.compile(re.escape(_HEAD))


def chunks(records: Iterable[Record], kind: Format, base: str = BASE) -> Iterator[bytes]:
    """The document of some records, a piece a record.

    Raises:
        TermError: a value that the format cannot carry.
    """
    writer = kind.writer(checked_base(base))
    start = writer.header
    for record in records:
        yield encoded(start + writer.record(record))
        start = writer.between
    # Without any record the header is still due; behind one, only the footer is.
    yield encoded(writer.header + writer.footer if start is writer.header else writer.footer)


def named_graphs(records: Iterable[Record], base: str = BASE) -> Iterator[tuple[str, bytes]]:
    """The name and the N-Triples of each record's graph.

    Raises:
        TermError: a value that no format can carry.
    """
    writer = FORMATS["nt"].writer(checked_base(base))
    for record in records:
        yield base + graph_name(record), encoded(writer.record(record))


@overload
def export(
    records: Iterable[Record], output: None = None, format: str = "ttl", *, base: str = BASE
) -> bytes: ...
@overload
def export(
    records: Iterable[Record],
    output: str | os.PathLike[str],
    format: str | None = None,
    *,
    base: str = BASE,
) -> None: ...
def export(
    records: Iterable[Record],
    output: str | os.PathLike[str] | None = None,
    format: str | None = None,
    *,
    base: str = BASE,
) -> bytes | None:
    """Write records to a file, a folder or standard output; without one, return bytes of RDF.

    Args:
        records: as ``load_records`` or ``read_records`` give them.
        output: a file, whose suffix (``.gz``, ``.zst`` too) gives the format; ``-``; or a folder
            (it exists, or ends in ``/``), which gets a file per disease and ``index.tsv``.
        format: ``ttl``, ``nt``, ``nq``, ``trig``, ``jsonld``, ``ndjsonld`` or ``rdf``; into a
            file or folder also ``yaml`` and ``jsonl``: records again (``outputs.write_records``).
        base: the address our own nodes stand under.

    Raises:
        RecordError: a record does not hold together.
        FormatError: the format is not in the table.
        TermError: a value that cannot be written, or a base that is none.
        FileError: the file cannot be written; the one that was there is unchanged.
        UsageError: where a file of a folder would be, there is one that we did not write.

    >>> export([Record(id="GARD:0007615", name="Scleromyxedema")], format="nt").count(b"\\n")
    7
    """
    good = checked(records)
    if output is None:
        return b"".join(chunks(good, format_for("-", format or "ttl")[0], base))
    write(good, os.fspath(output), format, base)
    return None


def checked(records: Iterable[Record]) -> Iterator[Record]:
    """Pass records on that hold together, their ids in the one spelling.

    Raises:
        RecordError: one does not; its problems name the record, for it has no file.
    """
    for record in records:
        name = record.id
        findings = list(checks.check(record))
        if not conform(record):
            message = "a text has not the form its field must have"
            findings.append(Finding("", message, None, "gardkg check says which"))
        errors = [Problem(name, 0, 0, *one) for one in findings if one.severity == "error"]
        if errors:
            raise RecordError(errors)
        yield record


class Notes(Protocol):
    """Whoever takes note of an export, as ``manifest.Making`` does."""

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, as they pass."""

    def passed(self, records: int, digest: int) -> None:
        """Of records that passed elsewhere, how many, and the sum of their digests."""

    def all_passed(self) -> None:
        """All records are known, and the first file of a folder is about to be written."""

    def finished(self, name: str, part: str) -> None:
        """A file is written, as ``part``, and is about to take its place as ``name``."""

    def all_written(self) -> None:
        """All files of a folder have taken their places, and nobody else writes there."""


def write(
    records: Iterable[Record],
    output: str,
    format: str | None,
    base: str = BASE,
    notes: Notes | None = None,
) -> int:
    """``export`` of records that are known to be good, to a file or folder; how many they are.

    Raises:
        FormatError, TermError, FileError, UsageError: as ``export``.
    """
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in records:
            count += 1
            yield record

    if saved := saved_as(output, format):
        return write_records(records, output, saved)
    passing: Iterable[Record] = notes.passing(counted()) if notes else counted()
    if is_folder(output):
        kind = format_for("-", format or "ttl")[0]
        if notes or is_known() or os.path.isdir(output):
            passing = list(passing)
            for record in passing:  # before any is written
                path = os.path.join(output, f"{file_stem(record.id)}.{kind.ending}")
                refuse(path)
                keep_foreign(path, beginning(kind))
        if notes:
            notes.all_passed()
        _export_folder(passing, output, kind, base, notes)
        return count
    kind, pack = format_for(output, format)
    before = partial(notes.finished, os.path.basename(output)) if notes else None
    with replaced(output, pack=pack, before=before) as stream:
        try:
            for chunk in chunks(passing, kind, base):
                stream.write(chunk)
        except TermError:
            for _ in passing:  # what is wrong with any record is told before what cannot be written
                pass
            raise
    return count


def manifest_path(output: str) -> str:
    """Where the manifest of an output stands.

    >>> manifest_path("build/gard.ttl"), manifest_path("out/")
    ('build/gard.ttl.manifest.json', 'out/manifest.json')
    """
    return os.path.join(output, MANIFEST) if is_folder(output) else f"{output}.{MANIFEST}"


def _export_folder(
    records: Iterable[Record],
    folder: str,
    kind: Format,
    base: str,
    notes: Notes | None,
) -> None:
    """A file per disease; the index takes its place last, so it names only files that are there.

    Until then it is held, so that a second export to the folder is refused.
    """
    index = os.path.join(folder, INDEX)
    keep_foreign(index, _INDEX)
    # Made sure of before: what is old may be removed only when all else can be done.
    done = (lambda _: notes.all_written()) if notes else None
    with folder_for(folder), replaced(index, before=done) as rows:
        rows.write(_HEAD)
        for record in records:
            name = f"{file_stem(record.id)}.{kind.ending}"
            before = partial(notes.finished, name) if notes else None
            with replaced(os.path.join(folder, name), before=before) as stream:
                stream.writelines(chunks([record], kind, base))
            rows.write(f"{record.id}\t{' '.join(record.name.split())}\t{name}\n".encode())


@overload
def to_rdflib(
    records: Iterable[Record], *, dataset: Literal[False] = False, base: str = BASE
) -> rdflib.Graph: ...
@overload
def to_rdflib(
    records: Iterable[Record], *, dataset: Literal[True], base: str = BASE
) -> rdflib.Dataset: ...
def to_rdflib(
    records: Iterable[Record], *, dataset: bool = False, base: str = BASE
) -> rdflib.Graph | rdflib.Dataset:
    """The same graph as an ``rdflib.Graph``, or as a ``Dataset`` with a graph per record.

    >>> len(to_rdflib([Record(id="GARD:0007615", name="Scleromyxedema")]))
    7

    Raises:
        TermError: a value that cannot be a term.
    """
    import rdflib

    graph = rdflib.Dataset(default_union=True) if dataset else rdflib.Graph()
    data = export(records, format="nq" if dataset else "nt", base=base)
    graph.parse(data=data, format="nquads" if dataset else "nt")
    for name, prefix in PREFIXES.items():
        if ":" in prefix.namespace:
            graph.bind(name, prefix.namespace, replace=True)
    return graph

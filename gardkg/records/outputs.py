"""Records → the files they are read from: YAML, a record a file; JSON Lines, a record a line.

What a person has put into a record that is there is not overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import NoReturn

import msgspec

from gardkg.errors import FormatError, UsageError
from gardkg.files.kinds import RDF, SAVED, Kind, named, packing, suffixed
from gardkg.files.replace import folder_for, is_folder, replaced
from gardkg.identifiers import file_stem
from gardkg.model import Record, Said, Synonym
from gardkg.records.reader import load_records
from gardkg.records.yaml_writer import to_yaml


def saved_as(output: str, format: str | None = None) -> Kind | None:
    """The kind of records that an output holds, by the name of a format, else by its suffix.

    >>> saved_as("a.jsonl.gz").name, saved_as("drafts/", "yaml").name, saved_as("a.jsonld.jsonl")
    ('JSON Lines', 'YAML', None)
    """
    if format:
        return None if named(format, RDF) else named(format, SAVED)
    return None if suffixed(output, RDF) else suffixed(output, SAVED)


def drafts_output(output: str) -> Kind:
    """The kind of records an importer writes: into a folder YAML, to standard output JSON Lines.

    Raises:
        FormatError: the output is neither, nor does its suffix say which.
    """
    if is_folder(output):
        return SAVED["yaml"]
    return SAVED["jsonl"] if output == "-" else saved_as(output) or _unknown(output)


def _unknown(output: str) -> NoReturn:
    use = " ".join(f".{suffix}" for suffix in SAVED)
    raise FormatError(f"{output}: expected a file of records; use {use}, a folder (DIR/) or -")


def path_of(output: str, record: Record) -> str:
    """Where a record goes: a folder has a file for each.

    >>> path_of("drafts/", Record(id="GARD:0007615", name="Scleromyxedema")), path_of("-", None)
    ('drafts/GARD_0007615.yaml', '-')
    """
    if not is_folder(output):
        return output
    return os.path.join(output, f"{file_stem(record.id)}.yaml")


def write_records(records: Iterable[Record], output: str, kind: Kind | None = None) -> int:
    """Write records to a file, a folder or standard output; return how many they are.

    A file changes only if all went well; of a folder, none is written if one may not be.

    Args:
        records: good ones; what they raise leaves the old file as it was.
        output: a file, packed if its name says so; ``-``; or a folder, which gets a file a record.
        kind: a row of ``SAVED``; by default that of ``drafts_output``.

    Raises:
        FormatError: another suffix, two records for one YAML file, or lines for a folder.
        UsageError: a record that somebody has reviewed is there, and it is not the same.
        RecordError: what is there is no record.
        FileError: it cannot be read or written.
    """
    kind = kind or drafts_output(output)
    if kind.suffix == "yaml":
        return _write_yaml(records, output)
    if is_folder(output):
        raise FormatError(f"{output}: {kind.name} is one file; use a name that ends in .jsonl")
    count = 0
    encode = msgspec.json.Encoder().encode
    with replaced(output, pack=packing(output)) as stream:
        for count, record in enumerate(records, 1):  # noqa: B007  # the last one is told
            stream.write(encode(record) + b"\n")
    return count


def _write_yaml(records: Iterable[Record], output: str) -> int:
    all_of = list(records)
    if len(all_of) > 1 and not is_folder(output):
        lines = "-t jsonl" if output == "-" else "a name that ends in .jsonl"
        raise FormatError(f"{output}: one record a file in YAML; use a folder (DIR/) or {lines}")
    paths: set[str] = set()
    for record in all_of:
        path = path_of(output, record)
        if path in paths:
            raise FormatError(f"{path}: two records of {record.id}; JSON Lines can hold both")
        paths.add(path)
        _keep_reviewed(record, path)
    with folder_for(output) if is_folder(output) else nullcontext():
        for record in all_of:
            write_yaml(record, path_of(output, record))
    return len(all_of)


def write_yaml(record: Record, path: str, schema: str | None = None) -> None:
    """Write a record to a YAML file, whatever is there.

    ``schema``: what the file names for editors.

    Raises:
        FileError: it cannot be written.
    """
    data = to_yaml(record, schema).encode()
    with replaced(path, pack=packing(path)) as stream:
        stream.write(data)


def _keep_reviewed(record: Record, path: str) -> None:
    if path == "-" or not os.path.exists(path):
        return
    for there in load_records(path):
        if is_reviewed(there) and there != record:
            hint = "remove it, or write elsewhere"
            raise UsageError(f"{path}: somebody has reviewed it; {hint}; nothing was written")


def is_reviewed(record: Record) -> bool:
    """Whether a person has put something into a record: all of a draft is a machine's.

    >>> from gardkg.model import Symptom
    >>> is_reviewed(Record(id="GARD:1", name="A", symptoms=[Symptom(label="a")]))
    True
    """
    said = list(places(record))
    return not said or any(place.agent == "manual" for place in said)


def places(record: Record) -> Iterator[Said]:
    """Every place that says a claim or a name of a record."""
    for claim in record.claims():
        yield from claim.statements
    for synonym in record.synonyms:
        if isinstance(synonym, Synonym):
            yield from synonym.statements

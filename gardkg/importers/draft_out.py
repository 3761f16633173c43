"""A draft → its YAML file; what a person has reviewed is not overwritten."""

from __future__ import annotations

import os
from contextlib import nullcontext

from gardkg.errors import FormatError, Problem, RecordError, UsageError
from gardkg.files.kinds import YAML
from gardkg.files.replace import folder_for, is_folder, is_replaceable
from gardkg.importers.merge import Merged, merge
from gardkg.mapping.names import folded
from gardkg.model import Record
from gardkg.records import checks
from gardkg.records.outputs import is_reviewed, path_of, write_yaml
from gardkg.records.reader import load_records

_SUFFIXES = tuple(f".{suffix}" for suffix in YAML)

_SCHEMA = "# yaml-language-server: $schema="


def yaml_output(output: str) -> str:
    """Return ``output`` if a record can be written to it.

    Raises:
        FormatError: it is no folder, ends neither in ``.yaml`` nor ``.yml``, and is not ``-``.
    """
    if not (output == "-" or is_folder(output) or output.endswith(_SUFFIXES)):
        use = f"{' '.join(_SUFFIXES)}, a folder (DIR/) or -"
        raise FormatError(f"{output}: expected a YAML file; use {use}")
    return output


def write_draft(
    draft: Record, output: str, *, force: bool = False, merging: bool = False
) -> Merged | None:
    """Write a draft to a YAML file, or add it to the record that is there.

    Args:
        draft: a record that an importer made.
        output: a file that ends in ``.yaml``; a folder; ``-`` is standard output.
        force: replace whatever is there.
        merging: keep what is there, and add what is new; what was added is returned.

    Raises:
        UsageError: a reviewed record is there and neither is asked for, or it is another disease's.
        RecordError: what is there cannot be read as a record, or does not go with the draft.
        FormatError: another suffix.
        FileError: it cannot be read or written.
    """
    folder, output = output, path_of(yaml_output(output), draft)
    there = _there(output) if not force else None
    if there and not merging and is_reviewed(there):
        hint = "--merge adds what is new, --force replaces it"
        raise UsageError(f"{output}: somebody has reviewed it; {hint}; nothing was written")
    if there and merging:
        _check_same(there, draft, output)
    merged = merge(there, draft) if there and merging else None
    record = merged.record if merged else draft
    wrong = [finding for finding in checks.check(record) if finding.severity == "error"]
    if wrong:
        raise RecordError([Problem(output, 0, 0, *finding) for finding in wrong])
    schema = _schema(output) if there else None
    with folder_for(folder) if output != folder else nullcontext():
        write_yaml(record, output, schema)
    return merged


def _there(output: str) -> Record | None:
    if not is_replaceable(output) or not os.path.exists(output):
        return None
    (record,) = load_records(output)
    return record


def _check_same(there: Record, draft: Record, output: str) -> None:
    """Refuse a draft that has only the id in common with a record.

    GARD has renamed diseases, so another name is no fault in a draft that says something of its
    disease. One that says nothing would only add its name, and its id is but an address.
    """
    names, found = (
        {
            folded(name if isinstance(name, str) else name.label)
            for name in (one.name, *one.synonyms)
        }
        for one in (there, draft)
    )
    if there.id == draft.id and not names & found and not any(True for _ in draft.claims()):
        message = "a draft without claims, of a name that the record does not have; expected one"
        hint = "add the name to the record if it is the disease's; nothing was written"
        raise RecordError([Problem(output, 0, 0, "name", message, draft.name, hint)])


def _schema(output: str) -> str | None:
    """The schema that the file names for editors; the only comment that is kept."""
    with open(output, encoding="utf-8") as stream:
        first = stream.readline().rstrip()
    return first.removeprefix(_SCHEMA) if first.startswith(_SCHEMA) else None

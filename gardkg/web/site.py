"""A folder of pages and RDF, whole or not at all: what stands after the base is the path.

It is made beside its place and renamed when it is whole. A run that was killed between the two
renames left the old site as ``NAME.old``, and the next one puts it back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import jinja2

from gardkg import __version__
from gardkg.errors import FileError, UsageError
from gardkg.files.beside import beside
from gardkg.files.kinds import RDF
from gardkg.files.replace import check_above, replaced
from gardkg.identifiers import BASE, checked_base
from gardkg.model import Record
from gardkg.serialize.export import checked, export
from gardkg.web.pages import DENIED, Entry, Term, note_terms, page_of

#: By this file a folder is known to be a site of ours.
INDEX = "index.json"
_MADE = "gardkg site"
#: Of more diseases the index has ids and names alone.
_NAMED = 2000
#: The forms of a disease's graph beside its page, and their media types.
BESIDE = {suffix: RDF[suffix].media_type for suffix in ("ttl", "nt", "jsonld")}


def build(
    records: Iterable[Record], output: str, *, at: str | None = None, base: str = BASE
) -> int:
    """Write the site of some records; return how many diseases it has.

    Args:
        records: as ``load_records`` or ``read_records`` give them.
        output: a folder that is new, empty, or a site of ours, which is replaced.
        at: the address it will be found under; pages then say theirs.
        base: the address our own nodes stand under.

    Raises:
        RecordError: a record does not hold together.
        UsageError: the folder is not ours.
        FileError: it cannot be written; the site that was there is unchanged.
    """
    at = checked_base(at) if at else None
    output = os.path.realpath(output)
    check_above(output)
    new, old = f"{output}.new", f"{output}.old"
    try:
        with beside(output) as (_, lock):  # so that of two runs the second is refused
            try:
                for folder in (output, new, old):
                    _check_ours(folder)
                if not os.path.lexists(output) and os.path.lexists(old):
                    os.rename(old, output)
                _remove(new)
                os.mkdir(new)
                count = _write(records, new, at, base)
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
        said = "is no site of gardkg's; nothing was written; use a new folder"
        raise UsageError(f"{folder}: {said}")


def _is_ours(folder: str) -> bool:
    """Whether a folder is a site, was to become one, or is empty."""
    if os.path.isdir(folder) and not os.listdir(folder):
        return True
    try:
        with open(os.path.join(folder, INDEX), encoding="utf-8") as stream:
            return bool(json.load(stream).get("made") == _MADE)
    except (OSError, ValueError, AttributeError):
        return False


def _write(records: Iterable[Record], folder: str, at: str | None, base: str) -> int:
    site = _Site(folder, at)
    site.write(INDEX, json.dumps({"made": _MADE}))  # so a run that is killed leaves what is ours
    entries: list[Entry] = []
    noted: dict[str, Term] = {}
    for record in checked(records):
        page = page_of(record, base)
        entries.append(page.entry)
        note_terms(page, noted)
        for suffix in BESIDE:
            data = export([record], format=suffix, base=base)
            site.write(f"disease/{page.stem}.{suffix}", data)
        site.show("disease.html", page.path, page=page, denied=DENIED, beside=BESIDE)
    entries.sort(key=lambda entry: (entry.name.casefold(), entry.id))
    terms = [noted[curie] for curie in sorted(noted)]
    for term in terms:
        site.show("term.html", term.path, term=term)
    site.show("terms.html", "terms.html", terms=_by_ontology(terms))
    site.show("index.html", "index.html", entries=entries, named=len(entries) <= _NAMED)
    site.show("404.html", "404.html")
    rows = [f"{entry.id}\t{' '.join(entry.name.split())}\t{entry.path}\n" for entry in entries]
    site.write("diseases.tsv", "id\tname\tpage\n" + "".join(rows))
    for asset in ("style.css", "search.js"):
        site.write(asset, (files("gardkg.web") / "assets" / asset).read_bytes())
    about = {"made": _MADE, "version": __version__, "diseases": [entry[:3] for entry in entries]}
    site.write(INDEX, json.dumps(about, ensure_ascii=False, separators=(",", ":")) + "\n")
    if at:
        paths = [*(entry.path for entry in entries), *(term.path for term in terms)]
        site.show("sitemap.xml", "sitemap.xml", paths=paths)
    return len(entries)


def _by_ontology(terms: Iterable[Term]) -> dict[str, list[Term]]:
    """Terms by the prefix of their ontology, those that most diseases have first."""
    found: dict[str, list[Term]] = {}
    for term in sorted(terms, key=lambda term: (-len(term.has), term.label.casefold())):
        found.setdefault(term.curie.partition(":")[0], []).append(term)
    return found


class _Site:
    """Where files go, and what makes them: nothing of a record is ever markup."""

    def __init__(self, folder: str, at: str | None) -> None:
        self.folder, self.at = folder, at
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("gardkg.web"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(self, template: str, path: str, **values: Any) -> None:
        """Write a page; ``up`` leads from it to the top."""
        up = "../" * path.count("/")
        text = self._templates.get_template(template).render(path=path, up=up, at=self.at, **values)
        self.write(path, text)

    def write(self, path: str, data: str | bytes) -> None:
        """Write a file, its folder made."""
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with replaced(full) as stream:
            stream.write(data.encode() if isinstance(data, str) else data)

"""A SSSOM table, read as its specification says: metadata, prefixes, rows.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/. The metadata are YAML in
comments; what they say for all rows a row may leave out (propagated slots). An end is an id of
ours in whatever way it is written: a CURIE by the table's own ``curie_map``, by a prefix that the
format brings, by a prefix of ours in any spelling, or as an address.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import yaml

from gardkg.errors import FileError, TermError
from gardkg.identifiers import PREFIXES, canonical_curie, contract, disease_id, expand, split_curie
from gardkg.importers.report import read_text

#: Of the prefixes that every table has, the one that is none of ours.
_BUILT_IN = {"owl": "http://www.w3.org/2002/07/owl#"}
#: Other addresses of ids of ours, as tables have them.
_ELSEWHERE = [
    (re.compile(pattern, re.IGNORECASE), prefix)
    for pattern, prefix in {
        r"https?://(?:www\.)?omim\.org/(?:entry/|MIM:)(\d+)": "OMIM",
        r"https?://(?:www\.)?omim\.org/(?:phenotypicSeries/|MIM:)PS(\d+)": "OMIMPS",
        r"https?://identifiers\.org/(?:mesh[/:])(\w+)": "MESH",
        r"https?://(?:www\.)?orpha\.net/ORDO/Orphanet[_:](\d+)": "ORPHA",
        r"https?://(?:www\.)?identifiers\.org/([A-Za-z0-9.]+)[/:](\S+)": "",
        r"https?://(?:www\.)?bioregistry\.io/([A-Za-z0-9.]+):(\S+)": "",
    }.items()
]
#: Bytes of metadata.
_MOST = 1 << 20


@dataclass
class Line:
    """A row: its line in the file, and its cells by their columns."""

    number: int
    cells: Mapping[str, str]
    complete: bool = True

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "").strip()


class SssomTable:
    """A table that has been opened: its metadata, then its rows.

    Raises:
        FileError: it cannot be read, or lacks a column that is needed.
    """

    def __init__(self, path: str, needed: tuple[str, ...]) -> None:
        self.path, self.needed = path, needed
        text, _ = read_text(path)
        rows = enumerate((line.removesuffix("\r") for line in text.split("\n")), 1)
        lines = [(number, line) for number, line in rows if line.strip()]
        comments = [line for _, line in takewhile(lambda line: line[1].startswith("#"), lines)]
        self._body = lines[len(comments) :]
        self.metadata = _metadata(comments)
        found = self.metadata.get("curie_map")
        own = found if isinstance(found, dict) else {}
        self.curie_map = _BUILT_IN | {
            str(name): iri for name, iri in own.items() if isinstance(iri, str)
        }

    def rows(self) -> Iterator[Line]:
        """The rows; of one with other columns than the table ``complete`` is False.

        Raises:
            FileError: a column is missing, or a quotation mark is not closed.
        """
        comma = bool(self._body) and "\t" not in self._body[0][1] and "," in self._body[0][1]
        table = csv.reader((line for _, line in self._body), delimiter="," if comma else "\t")
        names: list[str] = []
        done = 0
        propagated = {k: str(v) for k, v in self.metadata.items() if isinstance(v, str | int)}
        try:
            for values in table:
                number, spans = self._body[done][0], table.line_num - done > 1
                done = table.line_num
                if spans:
                    what = "a quotation mark that is not closed before the end of its row"
                    raise FileError(f"{self.path}:{number}", what)
                if not names:
                    names = [name.strip() for name in values]
                    self._check(names, propagated)
                    continue
                cells = dict(zip(names, values, strict=False))
                said = {name: value for name, value in cells.items() if value.strip()}
                complete = not any(value.strip() for value in values[len(names) :])
                yield Line(number, propagated | said, complete)
        except csv.Error as error:
            at = f"{self.path}:{self._body[done][0]}" if done < len(self._body) else self.path
            raise FileError(at, f"not a table: {error}") from None
        if not names:
            self._check([], propagated)

    def _check(self, names: list[str], propagated: Mapping[str, str]) -> None:
        if missing := [one for one in self.needed if one not in names and one not in propagated]:
            what = f"expected a SSSOM table; missing: {', '.join(missing)}"
            raise FileError(self.path, what)

    def iri(self, text: str) -> str | None:
        """The address that a CURIE or address of the table stands for, if it can be told."""
        text = text.strip("<>")
        if "://" in text:
            return text
        prefix, colon, local = text.partition(":")
        if colon and (namespace := self.curie_map.get(prefix)):
            return namespace + local
        with suppress(TermError):
            return expand(canonical_curie(text) if split_curie(text) is None else text)
        return None

    def curie(self, text: str) -> str:
        """An end of a row as the one CURIE we have for it.

        Raises:
            TermError: it is none that we know.
        """
        if (iri := self.iri(text)) and (found := _known(iri)):
            return found
        return canonical_curie(text.strip("<>"))


def _known(iri: str) -> str | None:
    """The CURIE of ours that an address stands for, as far as it is one."""
    for pattern, prefix in _ELSEWHERE:
        if found := pattern.fullmatch(iri):
            parts = (prefix, *found.groups()) if prefix else found.groups()
            with suppress(TermError):
                return canonical_curie(":".join(parts))
    with suppress(TermError):
        if "rarediseases.info.nih.gov" in iri:
            return disease_id(iri)
        for name, prefix_ in PREFIXES.items():
            if ":" in prefix_.namespace and iri.startswith(prefix_.namespace):
                with suppress(TermError):
                    return canonical_curie(f"{name}:{iri.removeprefix(prefix_.namespace)}")
        short = contract(iri)
        return canonical_curie(short) if split_curie(short) else None
    return None


def _metadata(comments: list[str]) -> dict[str, Any]:
    """What the comments say; of what is no YAML, its ``key: value`` lines."""
    text = "\n".join(line.removeprefix("#") for line in comments)[:_MOST]
    with suppress(yaml.YAMLError, RecursionError, ValueError):
        found = yaml.safe_load(text)
        if isinstance(found, dict):
            return found
    pairs = (line.removeprefix("#").strip().partition(": ") for line in comments)
    return {key: value.strip().strip("\"'") for key, colon, value in pairs if colon}

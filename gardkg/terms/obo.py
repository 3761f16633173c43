"""Ontologies, read: what their terms are called, and how they hang together.

An OBO file is read for five things of each term: its label, its synonyms, its parents, whether it
is obsolete (and what replaces it), and the other ids it once had.
Format: OBO Flat File 1.4, https://owlcollab.github.io/oboformat/doc/obo-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

from gardkg.errors import FileError
from gardkg.files.reading import opened

#: Bytes of a line: a definition with all its references has room in it.
_MAX_LINE = 1 << 20


@dataclass
class Term:
    """A term of an ontology."""

    label: str = ""
    obsolete: bool = False
    replaced_by: str | None = None
    parents: list[str] = field(default_factory=list)
    synonyms: list[tuple[str, str]] = field(default_factory=list)
    """Its other names, each with its scope: EXACT, BROAD, NARROW or RELATED."""


# "text" SCOPE type [where from]; a quotation mark within the text is escaped.
_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" (EXACT|BROAD|NARROW|RELATED)\b')


@dataclass
class Terms:
    """The terms of some ontologies, by CURIE.

    A term of a prefix that none of them has cannot be judged, and is not.
    """

    terms: dict[str, Term]

    @cached_property
    def prefixes(self) -> set[str]:
        """The prefixes whose terms can be judged."""
        return {curie.partition(":")[0] for curie in self.terms}

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The terms of each label in lower case; of an obsolete term that which it had before."""
        found: dict[str, list[str]] = {}
        for curie, term in self.terms.items():
            found.setdefault(term.label.casefold().removeprefix("obsolete "), []).append(curie)
        return found

    @classmethod
    def read(cls, paths: Iterable[str]) -> Terms:
        """Read OBO files (``.gz`` and ``.zst`` too).

        Raises:
            FileError: one cannot be read, or has no terms.
        """
        terms: dict[str, Term] = {}
        for path in paths:
            found: dict[str, Term] = {}
            try:
                with opened(path) as stream:
                    _read(_lines(stream, path), found)
            except (OSError, UnicodeDecodeError) as error:
                raise FileError.unreadable(path, error) from error
            if not found:
                raise FileError(path, "has no terms; expected an ontology in OBO format")
            terms |= found
        return cls(terms)

    def below(self, root: str) -> set[str]:
        """The ids of a branch: ``root`` and what is below it by ``is_a``."""
        children: dict[str, list[str]] = {}
        for curie, term in self.terms.items():
            for parent in term.parents:
                children.setdefault(parent, []).append(curie)
        branch, todo = {root}, [root]
        while todo:
            new = set(children.get(todo.pop(), ())) - branch
            branch |= new
            todo += new
        return branch

    def current(self, curie: str) -> str:
        """What a term is called now: the last of those that replaced it; itself if none did.

        >>> terms = {"X:1": Term(obsolete=True, replaced_by="X:2"), "X:2": Term("two")}
        >>> Terms(terms).current("X:1"), Terms(terms).current("X:9")
        ('X:2', 'X:9')
        """
        seen = {curie}
        while (term := self.terms.get(curie)) and term.replaced_by:
            if term.replaced_by in seen or term.replaced_by not in self.terms:
                break
            curie = term.replaced_by
            seen.add(curie)
        return curie

    def is_name(self, curie: str, text: str) -> bool:
        """Whether a text is the label of a term, or an exact synonym, in any case."""
        term = self.terms.get(curie)
        names = (
            () if term is None else (term.label, *(s for s, how in term.synonyms if how == "EXACT"))
        )
        return text.casefold() in map(str.casefold, names)


def _lines(stream: BinaryIO, path: str) -> Iterator[str]:
    number = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        if len(line) == _MAX_LINE:
            raise FileError(path, f"line {number}: longer than {_MAX_LINE:,} bytes")
        yield line.decode()


#: What may stand behind a value: {source="x"}, and a comment. An escaped brace is part of it.
_QUALIFIERS = re.compile(r"(?<!\\)\s*\{[^{}]*(?<!\\)\}\s*(?=(?: ! .*)?$)")


def _id(value: str) -> str:
    """An id, without the comment behind it."""
    return value.strip().partition(" ")[0]


def _read(lines: Iterable[str], terms: dict[str, Term]) -> None:
    here: Term | None = None
    former: list[tuple[str, str]] = []
    curie = ""
    for line in lines:
        tag, _, value = _QUALIFIERS.sub("", line.rstrip("\r\n")).partition(": ")
        if line.startswith("["):
            here = Term() if line.startswith("[Term]") else None
        elif here is None:
            continue
        elif tag == "id":
            curie = _id(value)
            terms[curie] = here
        elif tag == "name":
            here.label = value.strip()
        elif tag == "is_a":
            here.parents.append(_id(value))
        elif tag == "synonym":
            if found := _SYNONYM.match(value):
                here.synonyms.append((found[1].replace("\\", ""), found[2]))
        elif tag == "is_obsolete":
            here.obsolete = value.startswith("true")
        elif tag == "replaced_by":
            here.replaced_by = _id(value)
        elif tag == "alt_id":
            former.append((_id(value), curie))
    for old, new in former:  # a merged term's own id lives on as another's alt_id
        terms.setdefault(old, Term(obsolete=True, replaced_by=new))

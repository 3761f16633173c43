"""A MedQuAD document as its texts, each of which knows where in the file it stands.

The reader is expat, told to refuse what a MedQuAD file has no use for: a DOCTYPE (and with it
entities that explode or reach outside), more than ``MAX_DEPTH`` levels, more than ``MAX_FILE``
bytes. Offsets are characters of the file's text, without a byte-order mark, as ``read_text``
gives it; an entity such as ``&apos;`` is one character here and six there.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple
from xml.parsers import expat

from gardkg import model
from gardkg.errors import FileError, shortened, visible
from gardkg.importers.report import read_text

MAX_FILE = 2**23
MAX_DEPTH = 32

_ENTITY = re.compile(r"&#?\w+;")
# Characters that XML allows and a record's text does not.
_CONTROLS = re.compile("[\x7f-\x9f\ufffe\uffff]")


class _Piece(NamedTuple):
    """A run of characters: where it begins, and its length, here and in the file."""

    at: int
    start: int
    size: int
    width: int


@dataclass
class Text:
    """What an element holds."""

    sha256: str
    pieces: list[_Piece] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """All of it; only when the file has been read."""
        return "".join(self._said)

    def add(self, said: str, start: int, width: int) -> None:
        """Put a run of characters to it, that is so wide in the file."""
        at = self.pieces[-1].at + self.pieces[-1].size if self.pieces else 0
        self.pieces.append(_Piece(at, start, len(said), width))
        self._said.append(said)

    def quote(self, start: int, end: int) -> model.Quote:
        """Where ``text[start:end]``, which is not empty, stands in the file."""
        first, last = self._piece(start), self._piece(end - 1)
        stop = last.start + (last.width if last.size != last.width else end - last.at)
        return model.Quote(start=first.start + start - first.at, end=stop, sha256=self.sha256)

    def _piece(self, at: int) -> _Piece:
        return self.pieces[bisect_right(self.pieces, at, key=lambda piece: piece.at) - 1]


@dataclass
class Pair:
    """A question, of MedQuAD's type for it, and its answer."""

    type: str
    asked: Text
    answer: Text

    @property
    def question(self) -> str:
        """The question as it is put."""
        return self.asked.text


@dataclass
class Document:
    """A MedQuAD file."""

    url: str
    name: Text
    synonyms: list[Text]
    cuis: list[str]
    pairs: list[Pair]
    sha256: str


def read(path: str) -> Document:
    """Read a MedQuAD file; a symbolic link, a pipe or a device is never opened.

    Raises:
        FileError: it cannot be read, is not such a file, or has what is refused.
    """
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise FileError(path, "expected a plain file; links, pipes and folders are not followed")
    if status.st_size > MAX_FILE:
        raise FileError(path, f"expected at most {MAX_FILE:,} bytes; got {status.st_size:,}")
    text, sha256 = read_text(path)
    found = _Reader(path, text, sha256).read()
    if found.attributes.get("source", "GARD") != "GARD":
        raise FileError(path, f'expected source="GARD"; got "{found.attributes["source"]}"')
    if not found.names:
        raise FileError(path, "expected a Focus, the name of the disease")
    return Document(
        url=found.attributes.get("url", ""),
        name=found.names[0],
        synonyms=found.synonyms,
        cuis=[cui.text.strip() for cui in found.cuis],
        pairs=found.pairs,
        sha256=sha256,
    )


class _Reader:
    def __init__(self, path: str, text: str, sha256: str) -> None:
        self.path, self.text, self.sha256 = path, text, sha256
        self.data = text.encode("utf-8")
        # How many characters begin before each byte; a text of bytes alone needs no table.
        self.characters = (
            None
            if len(self.data) == len(text)
            else [0, *accumulate((byte & 0xC0) != 0x80 for byte in self.data)]
        )
        self.attributes: dict[str, str] = {}
        self.names: list[Text] = []
        self.synonyms: list[Text] = []
        self.cuis: list[Text] = []
        self.pairs: list[Pair] = []
        self.open: list[tuple[str, Text | None]] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = False
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def read(self) -> _Reader:
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            where = f"{self.path}:{error.lineno}:{error.offset + 1}"
            raise FileError(where, f"not XML: {expat.ErrorString(error.code)}") from None
        return self

    def _refused(self, message: str) -> FileError:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return FileError(f"{self.path}:{line}:{column}", message)

    def _doctype(self, *_: object) -> None:
        raise self._refused("expected no DOCTYPE; a MedQuAD file has none")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) == MAX_DEPTH:
            raise self._refused(f"nested deeper than {MAX_DEPTH} levels")
        if not self.open and tag != "Document":
            got = visible(shortened(tag))
            raise self._refused(f'expected <Document>, as MedQuAD has it; got "{got}"')
        if tag == "Document":
            self.attributes = attributes
        around = self.open[-1][1] if self.open else None
        # What stands in an element of another name, as <i>, belongs to the one around it.
        self.open.append((tag, self._text(tag, attributes) or around))

    def _text(self, tag: str, attributes: dict[str, str]) -> Text | None:
        text = Text(self.sha256)
        for name, texts in (("Focus", self.names), ("Synonym", self.synonyms), ("CUI", self.cuis)):
            if tag == name:
                texts.append(text)
                return text
        if tag == "Question":
            self.pairs.append(Pair(attributes.get("qtype", ""), text, Text(self.sha256)))
            return text
        if tag == "Answer":
            if not self.pairs:
                self.pairs.append(Pair("", text, Text(self.sha256)))
            return self.pairs[-1].answer
        return None

    def _end(self, tag: str) -> None:
        self.open.pop()

    def _characters(self, data: str) -> None:
        tag, here = self.open[-1]
        if here is None:
            return
        if _CONTROLS.search(data):
            raise self._refused(f"expected no control characters in <{visible(shortened(tag))}>")
        at = self.parser.CurrentByteIndex
        start = self.characters[at] if self.characters else at
        entity = _ENTITY.match(self.text, start)
        width = len(data)
        if len(data) == 1 and entity:
            width = entity.end() - start
        elif data == "\n" and self.text.startswith("\r\n", start):
            width = 2
        here.add(data, start, width)

"""How deep RDF nests, seen before it is parsed: the parsers recurse, and cannot be stopped.

pyoxigraph's parsers end the process (signal 11) on a triple term within some 15,000 others, on
JSON 2,000 levels deep, on XML by ``parseType="Triple"``; a parser of XML takes time by the square
of the depth. Brackets, lists and annotations of Turtle cost them nothing, and are let pass.

So what is read goes through here: strings, IRIs and comments are told from marks as the parsers
tell them (of text that is not well formed both stop sooner or later, they first), in one pass
that holds no more than a token. Grammars: RDF 1.2 Turtle, §6.5 https://www.w3.org/TR/rdf12-turtle/,
RFC 8259, XML 1.0.
"""

from __future__ import annotations

import io
import re
from itertools import accumulate
from typing import BinaryIO, Protocol, cast

import pyoxigraph as ox

#: Triple terms in one another; SPARQL's own bound is the same.
MAX_TERMS = 64
#: Elements in one another, or objects and arrays of JSON.
MAX_LEVELS = 1000
_TOO_MANY_TERMS = f"nested deeper than {MAX_TERMS} triple terms"
#: So much is looked at at once.
_BLOCK = 1 << 16
#: Bytes of a tag or comment of XML, which must be seen whole.
_MAX_TAG = 1 << 26


class Refused(Exception):
    """What no parser may see; ``offset`` says behind which byte it stands at the latest."""

    def __init__(self, message: str, offset: int) -> None:
        self.message, self.offset = message, offset
        super().__init__(message)


class Unread(Exception):
    """The data could not be read; ``error`` says why."""

    def __init__(self, error: OSError) -> None:
        self.error = error
        super().__init__(str(error))


class Look(Protocol):
    """Looks at data as it comes, and remembers what it needs."""

    #: Bytes that were looked at before.
    offset: int

    def pass_on(self, data: bytes, last: bool) -> int:
        """How much of the data may be passed on; what is left comes again, with more.

        Raises:
            Refused: it nests too deep.
        """


class Terms:
    """N-Triples, N-Quads, Turtle and TriG: ``<<(`` in one another.

    Strings and IRIs end with their line, but for long strings, so that a block of whole lines
    without any mark need not be looked at closely.
    """

    def __init__(self, *marks: bytes) -> None:
        self.offset = self.depth = 0
        self.within = b""
        self._marks = marks

    def pass_on(self, data: bytes, last: bool) -> int:
        whole = len(data) if last else data.rfind(b"\n") + 1
        if whole and not self._is_plain(data):
            self._look(data[:whole], whole)
        elif not whole and len(data) >= _BLOCK:  # a line without an end
            whole = self._look(data, len(data) - 3)
        self.offset += whole
        return whole

    def _is_plain(self, data: bytes) -> bool:
        if self.depth or self.within not in (b"", b'"""', b"'''"):
            return False
        return not any(mark in data for mark in self._marks)

    def _look(self, data: bytes, end: int) -> int:
        """Take in the marks that begin before ``end``; where the rest begins."""
        at = 0
        while (found := _NEXT[self.within].search(data, at)) and found.start() < end:
            mark, at = found[0], found.end()
            if self.within:
                if not mark.startswith(b"\\"):
                    self.within = b""
            elif mark == b"<<(":
                self.depth += 1
                if self.depth > MAX_TERMS:
                    raise Refused(_TOO_MANY_TERMS, self.offset + at)
            elif mark == b")>>":
                self.depth -= self.depth > 0
            elif mark in _NEXT:
                self.within = mark
        return max(at, end)


_LINE = rb"[\n\r]"
#: What is looked for outside, and within what opened there.
_NEXT = {
    mark: re.compile(pattern, re.DOTALL)
    for mark, pattern in {
        b"": rb'"""|\'\'\'|["\']|<<\(|\)>>|<<|<|#|\\.',
        b'"""': rb'"""|\\.',
        b"'''": rb"'''|\\.",
        b'"': rb'"|\\.|' + _LINE,
        b"'": rb"'|\\.|" + _LINE,
        b"<": rb">|" + _LINE,
        b"#": _LINE,
    }.items()
}


class Json:
    """JSON-LD, and results in JSON: objects and arrays in one another."""

    def __init__(self) -> None:
        self.offset = self.depth = 0
        self.in_string = False

    def pass_on(self, data: bytes, last: bool) -> int:
        # An escape is not cut in two.
        cut = 0 if last else (len(data) - len(data.rstrip(b"\\"))) % 2
        whole = len(data) - cut
        bare = data[:whole]
        if b"\\" in bare:
            bare = bare.replace(b"\\\\", b"").replace(b'\\"', b"")
        # What is no mark is left out, then what stands between quotation marks.
        parts = bare.translate(None, _NO_MARK).split(b'"')
        marks = b"".join(parts[self.in_string :: 2])
        was, depth = self.depth, self.depth
        for depth in accumulate(map(_STEP.__getitem__, marks), initial=was):
            if depth > MAX_LEVELS:
                said = f"nested deeper than {MAX_LEVELS:,} levels"
                raise Refused(said, self.offset + self._where(data))
        self.depth = depth
        self.in_string ^= len(parts) % 2 == 0
        self.offset += whole
        return whole

    def _where(self, data: bytes) -> int:
        """Where data gets too deep: its end if nowhere."""
        depth, in_string = self.depth, self.in_string
        for found in re.finditer(rb'\\.|["\[\]{}]', data, re.DOTALL):
            if found[0] == b'"':
                in_string = not in_string
            elif not in_string:
                depth += _STEP.get(found[0][0], 0)
            if depth > MAX_LEVELS:
                return found.end()
        return len(data)


_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NO_MARK = bytes(set(range(256)) - {*_STEP, ord('"')})


class Xml:
    """RDF/XML, and results in XML: elements and triple terms in one another; and no DOCTYPE."""

    def __init__(self) -> None:
        self.offset = self.depth = 0
        #: The depths of the open elements that are triple terms, by ``rdf:parseType``.
        self.terms: list[int] = []

    def pass_on(self, data: bytes, last: bool) -> int:
        if b"<!" in data and (found := _DOCTYPE.search(data)):
            said = "has a DOCTYPE, whose entities could grow without end; write it without one"
            raise Refused(said, self.offset + found.end())
        whole = len(data)
        # What an attribute says may be written by numbers.
        suspect = b"Triple" in data or b"&" in data
        for tag in _TAG.finditer(data):
            start, end = tag.span()
            if end - start == 1:  # it has no end yet
                whole = whole if last else start
                break
            kind = data[start + 1]
            if kind == _SLASH:
                if self.terms and self.terms[-1] == self.depth:
                    self.terms.pop()
                self.depth -= 1
            elif kind not in _NO_ELEMENT and data[end - 2] != _SLASH:
                self.depth += 1
                if suspect and _TERM.search(data, start, end):
                    self.terms.append(self.depth)
                if self.depth > MAX_LEVELS:
                    said = f"nested deeper than {MAX_LEVELS:,} elements"
                    raise Refused(said, self.offset + end)
                if len(self.terms) > MAX_TERMS:
                    raise Refused(_TOO_MANY_TERMS, self.offset + end)
        if len(data) - whole > _MAX_TAG:
            said = f"holds a tag or comment of more than {_MAX_TAG:,} bytes"
            raise Refused(said, self.offset + whole)
        self.offset += whole
        return whole


_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?!!--|!\[CDATA\[|\?)[^\"'>]*+(?:\"[^\"]*\"[^\"'>]*+|'[^']*'[^\"'>]*+)*+>|<",
    re.DOTALL,
)
_TERM = re.compile(rb"parseType\s*=\s*(?:\"(?:[^\"]*&|Triple\")|'(?:[^']*&|Triple'))")
_SLASH, _NO_ELEMENT = ord("/"), b"!?"
#: As XML may not hold it but in its prolog, or a comment: in a text it is ``&lt;``.
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def look_at(format: ox.RdfFormat | ox.QueryResultsFormat) -> Look:
    """What looks at a document of a format."""
    if format in (ox.RdfFormat.JSON_LD, ox.QueryResultsFormat.JSON):
        return Json()
    if format in (ox.RdfFormat.RDF_XML, ox.QueryResultsFormat.XML):
        return Xml()
    if format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return Terms(b"<<(")
    return Terms(b"<<(", b'"""', b"'''")


def check(data: bytes, format: ox.RdfFormat | ox.QueryResultsFormat) -> None:
    """See that a whole document may be parsed.

    >>> check(b"<a:s> <a:p> " + 65 * b"<<( <a:s> <a:p> ", ox.RdfFormat.TURTLE)
    Traceback (most recent call last):
        ...
    gardkg.files.nesting.Refused: nested deeper than 64 triple terms

    Raises:
        Refused: it may not.
    """
    look_at(format).pass_on(data, last=True)


def see_depth(*terms: object) -> None:
    """See that terms which no text was seen of, but a query made, are as shallow.

    Raises:
        Refused: they are not.
    """
    for term in terms:
        depth = 0
        while isinstance(term, ox.Triple):
            depth, term = depth + 1, term.object
        if depth > MAX_TERMS:
            raise Refused(_TOO_MANY_TERMS, 0)


def bounded(stream: BinaryIO, format: ox.RdfFormat | ox.QueryResultsFormat) -> BinaryIO:
    """A document as it is read; reading what may not be parsed raises ``Refused``.

    And reading what cannot be read, ``Unread``.
    """
    return cast(BinaryIO, io.BufferedReader(_Bounded(stream, look_at(format)), _BLOCK))


class _Bounded(io.RawIOBase):
    """Passes on what was looked at."""

    def __init__(self, stream: BinaryIO, look: Look) -> None:
        self._stream, self._look = stream, look
        self._data, self._ready = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            # What had no end is looked at again, so that as much more is worth the while.
            try:
                more = self._stream.read(max(_BLOCK, len(self._data)))
            except OSError as error:  # told apart from one of whoever takes the data
                raise Unread(error) from error
            data = self._data + more
            if not data:
                return 0
            whole = self._look.pass_on(data, last=not more)
            self._ready, self._data = memoryview(data)[:whole], data[whole:]
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def close(self) -> None:
        self._stream.close()
        super().close()

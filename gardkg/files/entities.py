"""Entities of XML that a document declares itself, read under a bound: OWL files abbreviate so.

``<!ENTITY obo "http://…">`` in the prolog, and ``&obo;`` behind it. They are put in their place
before a parser sees the document, which then has no DOCTYPE. What lies outside the document is
never read, and what could grow without end is refused (XML 1.0, §4).
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO, cast

from gardkg.files.nesting import Refused, Unread

#: Bytes that entities may add to a document, besides ``RATIO`` times its own; entities within one
#: another; and the bytes of a prolog.
MOST, RATIO, LEVELS, PROLOG = 8 << 20, 64, 64, 1 << 20
_BLOCK = 1 << 16
#: What may stand before a DOCTYPE, or the element that is a document's whole.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[^\s\[>]+\s*(?P<outside>(?:SYSTEM|PUBLIC)\b[^\[>]*)?"
    rb"(?:\[(?P<inside>(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|<![^-](?:[^>\"']|\"[^\"]*\"|'[^']*')*>)*)\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
#: A document without a DOCTYPE has begun; so has what is no XML.
_ELEMENT = re.compile(rb"<[^?!]|[^<]")
_DECLARED = re.compile(
    rb"<!--.*?-->|<\?.*?\?>"
    rb"|<!ENTITY\s+(?:(?P<name>[\w.:-]+)\s+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')\s*>)?",
    re.DOTALL,
)
_USED = re.compile(rb"&([A-Za-z_][\w.:-]{0,200});")
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
#: Where nothing is replaced, up to its end; and what may be the beginning of such, or of a use.
_KEPT = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_NEXT = re.compile(rb"<!\[CDATA\[|<!--|&[A-Za-z_][\w.:-]{0,200};")
_PART = re.compile(rb"(?:&[\w.:-]{0,201}|<|<!|<!-|<!\[(?:C|CD|CDA|CDAT|CDATA)?)\Z")


def replaced(stream: BinaryIO) -> BinaryIO:
    """A document of XML as it is read, its own entities in their place and its DOCTYPE gone.

    Reading what may not be parsed raises ``Refused``; what cannot be read, ``Unread``.
    """
    return cast(BinaryIO, io.BufferedReader(_Replaced(stream), _BLOCK))


def entities(inside: bytes) -> dict[bytes, bytes]:
    """The entities that a prolog declares, each with all it stands for, as text of XML.

    >>> entities(b'<!ENTITY a "x"> <!ENTITY b "&a;&a;">')[b"b"]
    b'xx'

    Raises:
        Refused: one is elsewhere, holds markup, is in itself or far too long.
    """
    raw: dict[bytes, bytes] = {}
    for found in _DECLARED.finditer(inside):
        if found[0].startswith(b"<!ENTITY"):
            if not found["name"]:
                said = "declares an entity that is elsewhere, or of parameters; neither is read"
                raise Refused(said, found.start())
            value = found["double"] if found["double"] is not None else found["single"]
            raw.setdefault(found["name"], value)
    whole: dict[bytes, bytes] = {}
    for name in raw:
        whole[name] = _whole(name, raw, whole, ())
    return whole


def _whole(
    name: bytes, raw: dict[bytes, bytes], whole: dict[bytes, bytes], within: tuple[bytes, ...]
) -> bytes:
    if name in whole:
        return whole[name]
    if name in within or len(within) >= LEVELS:
        raise Refused(f"has entities that hold themselves, or {LEVELS} others in one another", 0)
    if b"<" in raw[name] or re.search(rb"&#(?:60|x0*3[cC]);", raw[name]):
        raise Refused(f"has an entity that holds markup: {name.decode(errors='replace')}", 0)

    def expand(found: re.Match[bytes]) -> bytes:
        used = found[1]
        if used in _PREDEFINED or used not in raw:
            return found[0]
        whole[used] = _whole(used, raw, whole, (*within, name))
        return whole[used]

    value = _USED.sub(expand, raw[name])
    if len(value) > MOST:
        raise Refused(f"has entities that grow beyond {MOST >> 20} MiB", 0)
    # It may come to stand between quotation marks of either kind.
    return value.replace(b'"', b"&#34;").replace(b"'", b"&#39;")


class _Replaced(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._entities = stream, dict[bytes, bytes]()
        self._data, self._ready, self._end = b"", memoryview(b""), b""
        self._read = self._added = 0
        self._begun = self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not (self._ended and not self._data):
            self._more()
            if not self._begun:
                self._begin()
            if self._begun:
                self._ready = memoryview(self._pass_on())
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def close(self) -> None:
        self._stream.close()
        super().close()

    def _more(self) -> None:
        try:
            data = self._stream.read(_BLOCK)
        except OSError as error:
            raise Unread(error) from error
        self._data += data
        self._read += len(data)
        self._ended = not data

    def _begin(self) -> None:
        """Take the DOCTYPE away; its lines stay, so that places behind it are where they were."""
        before = _BEFORE.match(self._data)
        start = before.end() if before else 0
        if self._data[start : start + 9].upper() == b"<!DOCTYPE":
            found = _DOCTYPE.match(self._data, start)
            if found is None:
                if self._ended or len(self._data) > PROLOG:
                    raise Refused("has a DOCTYPE that cannot be read", start)
                return
            if found["outside"]:
                raise Refused("has a DOCTYPE that is elsewhere, which is not read", found.end())
            self._entities = entities(found["inside"] or b"")
            lines = found[0].count(b"\n") * b"\n"
            self._data = self._data[:start] + lines + self._data[found.end() :]
        elif not (_ELEMENT.match(self._data, start) or self._ended or len(self._data) > PROLOG):
            return
        self._begun = True

    def _pass_on(self) -> bytes:
        """What is read, its entities replaced; the beginning of one waits for the rest."""
        if not self._entities and not self._end:
            data, self._data = self._data, b""
            return data
        out: list[bytes] = []
        at, data = 0, self._data
        while at < len(data):
            if self._end:
                close = data.find(self._end, at)
                if close < 0:
                    keep = len(data) if self._ended else max(at, len(data) - 2)
                    out.append(data[at:keep])
                    at = keep
                    break
                out.append(data[at : close + 3])
                at, self._end = close + 3, b""
                continue
            found = _NEXT.search(data, at)
            if not found:
                part = None if self._ended else _PART.search(data, at)
                keep = part.start() if part else len(data)
                out.append(data[at:keep])
                at = keep
                break
            out.append(data[at : found.start()])
            at = found.end()
            self._end = _KEPT.get(found[0], b"")
            text = self._entities.get(found[0][1:-1], found[0])
            self._added += len(text)
            if self._added > MOST + RATIO * self._read:
                raise Refused(f"has entities that grow beyond {MOST >> 20} MiB", 0)
            out.append(text)
        self._data = data[at:]
        return b"".join(out)

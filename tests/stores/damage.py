"""Bodies that were damaged on the way; each function takes one, and the byte where it happens."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

Change = Callable[[bytes, int], bytes]


def intact(body: bytes, at: int) -> bytes:
    return body


def empty(body: bytes, at: int) -> bytes:
    return b""


def half(body: bytes, at: int) -> bytes:
    return body[:at]


def half_of_lines(body: bytes, at: int) -> bytes:
    return body[: _line(body, at)[0]]


def torn(body: bytes, at: int) -> bytes:
    """The last line stops in its middle."""
    start, end = _line(body, at)
    return body[: (start + end) // 2]


def lost_line(body: bytes, at: int) -> bytes:
    """Of one line nothing is left."""
    start, end = _line(body, at)
    return body[:start] + body[end:]


def other_letter(body: bytes, at: int) -> bytes:
    """An N-Triples line stays one: the last letter or digit of its literal or name is another."""
    start, end = _line(body, at)
    places = [found.start() for found in re.finditer(rb"[a-zA-Z0-9]", body[start:end])]
    if not places:
        return body
    place = start + places[-1]
    old = body[place : place + 1]
    first, second = (b"1", b"2") if old.isdigit() else (b"a", b"b")
    return body[:place] + (second if old == first else first) + body[place + 1 :]


def other_digit(body: bytes, at: int) -> bytes:
    """The last number that stands alone, in JSON, XML, CSV or TSV, is another one."""
    numbers = list(re.finditer(rb'(?<![^\s">,])\d+(?![^\s"<,])', body))
    if not numbers:
        return body
    place = numbers[-1].end() - 1
    return body[:place] + b"%d" % ((body[place] - ord("0") + 1) % 10) + body[place + 1 :]


def not_utf8(body: bytes, at: int) -> bytes:
    return body[:at] + b"\xff" + body[at + 1 :]


def half_packed(body: bytes, at: int) -> bytes:
    packed = gzip.compress(body, mtime=0)
    return packed[: len(packed) // 2]


def half_and_an_excuse(body: bytes, at: int) -> bytes:
    """As Oxigraph does on a time-out."""
    return body[:at] + b"The SPARQL operation has been cancelled"


def _line(body: bytes, at: int) -> tuple[int, int]:
    """From where to where the line goes that has this byte, its end of line included."""
    end = body.find(b"\n", at) + 1
    return body.rfind(b"\n", 0, at) + 1, end or len(body)

"""Text that knows, of each of its characters, where in the source it stands.

What is read from a page is quoted by offsets into the page, and a page is more than its text:
tags and ``&amp;`` stand in between, and a line that an editor broke goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from gardkg import model

Kind = Literal["text", "heading", "item"]

_BULLET = re.compile(r"\s*(?:[•◦▪‣·●○*–—-]|\(?[0-9]{1,3}[.)])\s+(?=\S)|\s*[•◦▪‣●○](?=\S)")
#: The width at which programs break lines.
_WRAPPED = range(60, 121)
_NUMBERED = re.compile(r"\s*\[[0-9]{1,3}\]\s+(?=\S)")


@dataclass(frozen=True)
class Text:
    """A line or more of a source.

    ``starts`` and ``ends`` hold, for each character, the offsets in the source where it begins
    and ends; ``kind`` is what its markup says it is.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    kind: Kind = "text"

    @classmethod
    def at(cls, start: int, text: str, kind: Kind = "text") -> Text:
        """Text that stands in the source as it is, from ``start`` on."""
        end = start + len(text)
        return cls(text, range(start, end), range(start + 1, end + 1), kind)

    def cut(self, start: int, end: int) -> Text:
        """The part from ``start`` to ``end`` (exclusive), without white space around it.

        >>> Text.at(10, " a b ").cut(0, 5)
        Text(text='a b', starts=range(11, 14), ends=range(12, 15), kind='text')
        """
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        return Text(self.text[start:end], self.starts[start:end], self.ends[start:end], self.kind)

    @property
    def start(self) -> int:
        """Where in the source it begins."""
        return self.starts[0]

    def quote(self, start: int, end: int, sha256: str) -> model.Quote:
        """Where in the source the characters from ``start`` to ``end`` stand."""
        return model.Quote(start=self.starts[start], end=self.ends[end - 1], sha256=sha256)


def bulleted(line: Text) -> Text:
    """A line as it reads: an item has a bullet, whatever the source marks it with."""
    if line.kind != "item":
        return line
    at = [line.start] * 2
    return Text("• " + line.text, [*at, *line.starts], [*at, *line.ends], line.kind)


def joined(parts: Sequence[Text], mark: str) -> Text:
    """Texts as one, a one-character ``mark`` between them, which stands nowhere.

    >>> both = joined([Text.at(0, "a"), Text.at(7, "b")], " ")
    >>> both.text, both.quote(0, 3, "0" * 64).end
    ('a b', 8)
    """
    marked = [
        Text(part.text + mark, [*part.starts, part.ends[-1]], [*part.ends, part.ends[-1]])
        for part in parts[:-1]
    ]
    marked.append(parts[-1])
    return Text(
        "".join(part.text for part in marked),
        list(chain.from_iterable(part.starts for part in marked)),
        list(chain.from_iterable(part.ends for part in marked)),
        parts[0].kind,
    )


def lines(source: str) -> Iterator[Text]:
    """The lines of a plain text, empty ones too; a bullet makes an item, and is left out.

    >>> [(line.kind, line.text) for line in lines("One:\\n  • a b\\n\\n")]
    [('text', 'One:'), ('item', 'a b'), ('text', '')]
    """
    start = 0
    for line in source.splitlines(keepends=True):
        yield item(Text.at(start, line).cut(0, len(line)))
        start += len(line)


def item(line: Text) -> Text:
    """A line without its bullet or number, which makes it an item of a list."""
    if found := _BULLET.match(line.text) or _NUMBERED.match(line.text):
        rest = line.cut(found.end(), len(line.text))
        return Text(rest.text, rest.starts, rest.ends, "item")
    return line


def unwrapped(lines: Iterable[Text], stands_alone: Callable[[str], bool]) -> Iterator[Text]:
    """Lines of a plain text, those joined that are one line to the reader.

    A line goes on in the next if that one begins in lower case, a bracket is still open, or it
    has the width at which programs break lines, and does not end a sentence if the next has not;
    so that no sentence loses its "not". A line that ``stands_alone`` is never joined.

    >>> found = unwrapped(lines("It does\\nnot hurt.\\n\\nIt itches."), lambda text: False)
    >>> [line.text for line in found]
    ['It does not hurt.', '', 'It itches.']
    """
    held: list[Text] = []
    opened = 0
    for line in lines:
        if held and _goes_on(held, line, opened) and not stands_alone(line.text):
            held.append(line)
        else:
            if held:
                yield joined(held, " ")
            held, opened = [line], 0
            if not line.text or stands_alone(line.text):
                yield line
                held = []
        opened += line.text.count("(") - line.text.count(")")
    if held:
        yield joined(held, " ")


def _goes_on(held: list[Text], line: Text, opened: int) -> bool:
    """Whether a line goes on what is held, with so many brackets open."""
    if not line.text or line.kind == "item":
        return False
    if line.text[0].islower() or opened > 0:
        return True
    before = held[-1].text
    ended = before[-1] in ".?!]" and held[0].kind != "item"
    return len(before) in _WRAPPED and (not ended or len(line.text) in _WRAPPED)

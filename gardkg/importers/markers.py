"""The markers [1][2] of a text, and which references a sentence has by them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

#: One or more, as [1][2], [1, 2] or [1-3].
_GROUP = re.compile(r"(?:\[\d{1,5}(?:\s*[,;–-]\s*\d{1,5})*\]\s*)+")
_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_MAX_RANGE = 50


class _Marker(NamedTuple):
    start: int
    end: int
    numbers: list[int]
    ends: bool
    """Whether it stands behind the end of a sentence, and so for more than that one."""


class Markers:
    """The markers of a section's text, its paragraphs and items one a line.

    Args:
        text: the section; an item begins with a bullet.
        positions: where in the record's list the entry of a printed number stands.

    >>> markers = Markers("It is red. It itches.[2][1] It is rare.", {1: 1, 2: 2})
    >>> markers.of(0, 10), markers.of(11, 27), markers.of(28, 39)
    ([2, 1], [2, 1], [])
    """

    def __init__(self, text: str, positions: Mapping[int, int]) -> None:
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._markers: list[_Marker] = []
        self.dangling: list[tuple[int, int]] = []
        """Numbers that no entry has, and where in the text they stand."""
        for match in _GROUP.finditer(text):
            numbers = _numbers(match[0])
            self.dangling += [(n, match.start()) for n in numbers if n not in positions]
            known = [positions[n] for n in numbers if n in positions]
            before = match.start()
            while before and text[before - 1].isspace():
                before -= 1
            ends = text[max(0, before - 1) : before] in tuple(".?!")
            end = match.start() + len(match[0].rstrip())
            self._markers.append(_Marker(match.start(), end, list(dict.fromkeys(known)), ends))
        self._starts = [marker.start for marker in self._markers]
        self._lists = [*self._runs()]

    @property
    def without(self) -> str:
        """The text with spaces for its markers, so that all offsets stay what they are."""
        return _GROUP.sub(lambda match: re.sub(r"\S", " ", match[0]), self._text)

    def end(self, end: int) -> int:
        """Where a sentence ends whose last word ends at ``end``: behind its markers."""
        there = self._next(end)
        return there.end if there and not self._text[end : there.start].strip(" ") else end

    def _next(self, at: int) -> _Marker | None:
        """The first marker that begins at ``at`` or behind it."""
        n = bisect_left(self._starts, at)
        return self._markers[n] if n < len(self._markers) else None

    def _between(self, start: int, end: int) -> list[_Marker]:
        return self._markers[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def of(self, start: int, end: int) -> list[int]:
        """The references of the sentence from ``start`` to ``end``."""
        end = self.end(end)
        own = self._within(start, end)
        if own:
            return own
        line = bisect_right(self._lines, start) - 1
        stop = self._line_end(line)
        following = self._next(end)
        if following and following.end <= stop:
            return list(following.numbers) if following.ends else []
        return list(self._lists[line])

    def _runs(self) -> Iterator[list[int]]:
        """For each line, what an item there without a marker has from its list."""
        for items, run in groupby(range(len(self._lines)), self._is_item):
            lines = list(run)
            numbers = self._of_list(lines[0], lines[-1]) if items else []
            yield from (numbers for _ in lines)

    def _of_list(self, top: int, last: int) -> list[int]:
        """What its items have from a list: the leading sentence's references."""
        # A text may begin with its list.
        lead = self._between(self._lines[top - 1], self._lines[top]) if top else []
        if lead and not self._text[lead[-1].end : self._lines[top]].strip(" :\n"):
            return lead[-1].numbers
        # One marker behind the last item is the whole list's.
        within = self._between(self._lines[top], self._line_end(last))
        if len(within) == 1 and within[0].start >= self._lines[last] and within[0].ends:
            return within[0].numbers
        return []

    def _within(self, start: int, end: int) -> list[int]:
        found = (marker.numbers for marker in self._between(start, end))
        return list(dict.fromkeys(n for numbers in found for n in numbers))

    def _is_item(self, line: int) -> bool:
        return self._text.startswith("•", self._lines[line])

    def _line_end(self, line: int) -> int:
        return self._lines[line + 1] if line + 1 < len(self._lines) else len(self._text)


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for first, last in _RANGE.findall(text):
        low, high = int(first), int(last or first)
        found += range(low, high + 1) if low <= high < low + _MAX_RANGE else [low, high]
    return found

"""The markers [1][2] of a text, and which references a sentence has by them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
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
            ends = text[: match.start()].rstrip()[-1:] in tuple(".?!")
            end = match.start() + len(match[0].rstrip())
            self._markers.append(_Marker(match.start(), end, list(dict.fromkeys(known)), ends))

    @property
    def without(self) -> str:
        """The text with spaces for its markers, so that all offsets stay what they are."""
        return _GROUP.sub(lambda match: re.sub(r"\S", " ", match[0]), self._text)

    def end(self, end: int) -> int:
        """Where a sentence ends whose last word ends at ``end``: behind its markers."""
        there = next((m for m in self._markers if m.start >= end), None)
        return there.end if there and not self._text[end : there.start].strip(" ") else end

    def of(self, start: int, end: int) -> list[int]:
        """The references of the sentence from ``start`` to ``end``."""
        end = self.end(end)
        own = self._within(start, end)
        if own:
            return own
        line = bisect_right(self._lines, start) - 1
        stop = self._line_end(line)
        following = next((m for m in self._markers if m.start >= end and m.end <= stop), None)
        if following:
            return list(following.numbers) if following.ends else []
        return self._of_list(line) if self._is_item(line) else []

    def _of_list(self, line: int) -> list[int]:
        """What an item without a marker has from its list: the leading sentence's."""
        first = line
        while first and self._is_item(first):
            first -= 1
        last = line
        while last + 1 < len(self._lines) and self._is_item(last + 1):
            last += 1
        lead = [m for m in self._markers if self._lines[first] <= m.start < self._line_end(first)]
        # A text may begin with its list.
        top = first if self._is_item(first) else first + 1
        if top > first and lead and not self._text[lead[-1].end :].lstrip(" :")[:1].strip():
            return list(lead[-1].numbers)
        # One marker behind the last item is the whole list's.
        within = [m for m in self._markers if self._lines[top] <= m.start < self._line_end(last)]
        if len(within) == 1 and within[0].start >= self._lines[last] and within[0].ends:
            return list(within[0].numbers)
        return []

    def _within(self, start: int, end: int) -> list[int]:
        found = (m.numbers for m in self._markers if start <= m.start < end)
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

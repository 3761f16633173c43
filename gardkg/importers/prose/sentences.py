"""Text → sentences, by their offsets; and the items of a list that lost its bullets.

A sentence ends with its full stop and the markers behind it ([1][2]). It also ends where the next
one was glued to it ("arteriography.Surgery is"), and at an empty line. A list after a colon is one
sentence that leads, and one for each item, be it a line with a bullet or, where line breaks were
taken away, what begins with a capital: "may include: Muscle pain Joint stiffness Other signs are
rare." An item with a verb ends such a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

#: A longer sentence is no prose: it is not taken apart, nor read, so that no pattern can take long.
MAX_SENTENCE = 1_600


class Sentence(NamedTuple):
    """A sentence, by its offsets; end exclusive."""

    start: int
    end: int
    lead: tuple[int, int] | None = None
    """Of a list's item: where the sentence stands that introduces the list."""


# A full stop ends no sentence behind these.
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|al|spp?|var|Fig|No|U\.S|b\.i\.d)"
    r"|(?<![A-Za-z])[A-Z])\.$"
)
# Nor does a capital, but for these, of which it is a part: "vitamin A."
_LETTERED = re.compile(
    r"\b(?:vitamin|hepatitis|influenza|type|group|class|factor) [A-Z]\.$", re.IGNORECASE
)
_END = re.compile(
    r"""[.?!] (?: ["'”’)\]]* (?:\[\d+\])* ) (?= \s+ ["'“(]? [A-Z0-9] | \s*\Z | \s*\n )
                                                                          # the usual end
      | (?<= [a-z)] ) [.?!] (?: \[\d+\] )* (?= [A-Z][a-z] | [A-Z]{2,} \s )              # glued
      | (?= \n[^\S\n]*\n )                                              # a paragraph's end
      | (?= \n[^\S\n]* (?: [•*·‣o] | - | \d+[.)] ) \s )                 # a bullet
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")
_BULLET = re.compile(r"\s*(?:[•*·‣-]|o(?=\s)|\d{1,2}[.)](?=\s))\s*")
# The items of a list that lost its bullets: dashes that stand for them, or capitals.
_DASHES = re.compile(r"\s+-\s?(?=[A-Z])")
_CAPITALS = re.compile(r"(?<=[^\s(/&-])\s+(?=[A-Z][a-z]+)")
_LIST = re.compile(r":\s+(?=[A-Z])")
# What no item of a list has: a verb of a whole sentence.
VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|can|could|might|should|will|would|must|does|do"
    r"|include|includes|happens?|occurs?|appears?|usually|generally|often have|tends?|causes|varies"
    r"|experience|becomes?|recommend|believe|suspect)\b"
)
# Names and the like: a capital behind these words begins no item.
_GOES_ON = re.compile(
    r"(?:\b(?:of|the|a|an|and|or|and/or|with|in|to|for|by|from|as|type|on|at|than|called|stage"
    r"|vitamin|group|factor|grade|class)|[,;(])$",
    re.IGNORECASE,
)
#: Characters of the longest of these.
_LONGEST = len("vitamin")


def split(text: str) -> list[Sentence]:
    """The sentences of a text.

    >>> text = "Signs include: Wry neck Cold hands. They go.[1] So does pain.It stays."
    >>> [text[sentence.start:sentence.end] for sentence in split(text)]
    ['Signs include:', 'Wry neck', 'Cold hands.', 'They go.[1]', 'So does pain.', 'It stays.']
    """
    found: list[Sentence] = []
    lead: tuple[int, int] | None = None
    for start, end, bullet in _plain(text):
        if bullet and lead:
            found.append(Sentence(start, end, lead))
            continue
        parts = list(_listed(text, start, end))
        found += parts
        last = parts[-1]
        ends_open = text[last.start : last.end].rstrip().endswith(":")
        if ends_open or not bullet:
            lead = (last.start, last.end) if ends_open else None
    return found


def _plain(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where sentences and bulleted lines stand, and whether it is a bullet's."""
    start = 0
    for end in [*_ends(text), len(text)]:
        bullet = _BULLET.match(text, start, end) if _at_line(text, start, end) else None
        begin = bullet.end() if bullet else start
        while begin < end and text[begin].isspace():
            begin += 1
        stop = end
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if stop > begin:
            yield begin, stop, bool(bullet)
        start = end


def _at_line(text: str, start: int, end: int) -> bool:
    space = _SPACE.match(text, start, end)
    return start == 0 or bool(space and "\n" in space[0])


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        stop = text[max(0, match.start() - 11) : match.start() + 1] if match[0] else ""
        short = _SHORT.search(stop) and not _LETTERED.search(stop)
        if not (match[0].startswith(".") and short):
            yield match.end()


def _listed(text: str, start: int, end: int) -> Iterator[Sentence]:
    """A sentence, or the parts of one that holds a list without bullets."""
    while colon := _LIST.search(text, start, end) if end - start <= 4 * MAX_SENTENCE else None:
        items = _items(text, colon.end(), end)
        first, second = next(items, None), next(items, None)
        if first and not second and ("," in text[colon.end() : end] or VERB.search(text, *first)):
            break
        lead = (start, colon.start() + 1)
        yield Sentence(*lead)
        for n, (begin, stop) in enumerate(chain(filter(None, (first, second)), items)):
            if n and VERB.search(_bare(text[begin:stop])) and _subject(text[begin:stop]):
                # The list is over, and what follows is a sentence again, capitals and all.
                start = begin
                break
            yield Sentence(begin, stop, lead)
        else:
            return
    yield Sentence(start, end)


def _bare(text: str) -> str:
    return re.sub(r"\([^()]*\)", "", text)


def _subject(text: str) -> bool:
    """Whether a verb comes so soon that it is a sentence's, not one of a relative clause."""
    before = VERB.split(_bare(text), maxsplit=1)[0]
    return not re.search(r"\b(?:that|which|who|where|when|if|because)\b", before)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, dashed = start, _DASHES.search(text, start, end)
    for match in _DASHES.finditer(text, start, end) if dashed else _capitals(text, start, end):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if end > begin:
        yield begin, end


def _capitals(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where a capital begins an item: behind no word that goes on, and in no parentheses."""
    opened, at = 0, start
    for match in _CAPITALS.finditer(text, start, end):
        opened += text.count("(", at, match.start()) - text.count(")", at, match.start())
        at = match.start()
        ahead = max(start, at - _LONGEST)
        if opened <= 0 and not _GOES_ON.search(text, ahead, at):
            yield match

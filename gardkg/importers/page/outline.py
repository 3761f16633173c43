"""The parts of a page: told apart by topics where headings are lost; what stands twice, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gardkg.importers.page import words
from gardkg.importers.page.table import Remark, Row
from gardkg.importers.prose import Topic
from gardkg.importers.source_text import Text

#: Characters that make a line a paragraph; shorter ones may stand twice by chance.
_PARAGRAPH = 80
#: Paragraphs of a section that are looked for; no page of GARD's comes near.
_MOST = 200


@dataclass
class Part:
    """A section: the lines below a heading, or those of a topic where headings are lost."""

    heading: str | None
    topic: Topic | None
    at: Text | None = None
    lines: list[Text] = field(default_factory=list)
    updated: date | None = None
    rows: list[Row] = field(default_factory=list)
    """Of the HPO table, which stands below the lines."""

    @property
    def start(self) -> int:
        """Where in the source it begins, as far as that is known."""
        first = self.at or next(iter(self.lines), None)
        return first.start if first else 0


@dataclass
class Parts:
    """What a page consists of."""

    addresses: list[str] = field(default_factory=list)
    title: str = ""
    synonyms: list[Text] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    question: str = ""
    sections: list[Part] = field(default_factory=list)
    references: list[Text] = field(default_factory=list)
    number: str = ""
    """The number that the page calls its GARD id."""
    remarks: list[Remark] = field(default_factory=list)


def by_topic(parts: list[Part]) -> Iterator[Part]:
    """Parts without a heading, told apart by their topics; the first of a page is its summary.

    What a date ends is one section, whatever it touches. Without one each paragraph is looked at.
    """
    before: Topic | None = None
    for n, part in enumerate(parts):
        if part.heading is not None:
            yield part
            continue
        pieces: list[Part] = []
        for line in part.lines:
            about = words.topic_of(line.text, before) if line.kind != "item" else None
            if not (n or pieces):
                about = "overview"
            if not pieces or (about and not part.updated):
                pieces.append(Part(None, about))
            before = pieces[-1].topic = pieces[-1].topic or about
            pieces[-1].lines.append(line)
        if part.rows and (not pieces or (pieces[-1].topic == "overview" and not part.updated)):
            pieces.append(Part(None, "symptoms"))
        if not pieces:  # all of it was the list of references
            continue
        pieces[-1].updated, pieces[-1].rows = part.updated, part.rows
        if part.rows and pieces[-1].topic != "overview":
            before = pieces[-1].topic = "symptoms"
        yield from pieces


def without_repetitions(sections: list[Part]) -> None:
    """Leave out what stands under the same heading before: saved pages have a summary thrice."""
    before: dict[str | None, list[str]] = {}
    for part in sections:
        seen = before.setdefault(part.heading, [])
        kept: list[Text] = []
        for line in part.lines:
            spans = [(0, len(line.text))]
            for known in seen:
                spans = [rest for a, b in spans for rest in _around(line.text, a, b, known)]
            kept += [piece for a, b in spans if (piece := line.cut(a, b)).text]
            if len(line.text) >= _PARAGRAPH and len(seen) < _MOST:
                seen.append(line.text)
        part.lines = kept


def _around(text: str, start: int, end: int, known: str) -> Iterator[tuple[int, int]]:
    """What of a span is left without every place where ``known`` stands."""
    while (at := text.find(known, start, end)) >= 0:
        yield start, at
        start = at + len(known)
    yield start, end

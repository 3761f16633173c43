"""What a page's draft does not hold: sentences that no claim stands for, and what was left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from gardkg import model
from gardkg.errors import Problem
from gardkg.importers.prose import Sentence
from gardkg.importers.source_text import Text


class Report:
    """What became of a page, each thing with its line and column in the file."""

    def __init__(self, path: str, source: str) -> None:
        self.sentences = 0
        self.uncovered: list[Problem] = []
        """The sentences that no claim stands for."""
        self.remarks: list[Problem] = []
        """What was left out or changed, and why."""
        self._path = path
        self._breaks = [0, *(match.end() for match in re.finditer("\n", source))]

    def remark(self, at: int, message: str, got: str | None = None) -> None:
        """Say something of the place ``at``, a character of the source."""
        self.remarks.append(self._problem(at, message, got))

    def read(self, text: Text, sentences: Sequence[Sentence], left: Sequence[Sentence]) -> None:
        """Count the sentences of a text, and list those that are left without a claim."""
        self.sentences += len(sentences)
        for start, end, *_ in left:
            said = text.text[start:end]
            self.uncovered.append(self._problem(text.starts[start], "no claim stands for it", said))

    def _problem(self, at: int, message: str, got: str | None) -> Problem:
        row = bisect_right(self._breaks, at)
        shown = " ".join(got.split()) if got else None
        column = at - self._breaks[row - 1] + 1
        return Problem(self._path, row, column, "", message, shown, None, "warning")

    def lines(self, record: model.Record) -> Iterator[str]:
        """The report of a record as text: its claims by topic, and how much of the page they are.

        >>> next(Report("a.txt", "").lines(model.Record(id="GARD:0000001", name="A")))
        'GARD:0000001 A: no claims'
        """
        topics = Counter(pointer.partition("[")[0] for pointer in record.pointers())
        counts = ", ".join(f"{count} {topic}" for topic, count in topics.items())
        yield f"{record.id} {record.name}: {counts or 'no claims'}"
        covered = self.sentences - len(self.uncovered)
        yield f"{covered} of {self.sentences} sentences are represented"

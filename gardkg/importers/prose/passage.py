"""What goes into the reading of prose, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from gardkg import model
from gardkg.importers.prose.sentences import Sentence

Topic = Literal[
    "overview", "symptoms", "causes", "inheritance", "diagnosis", "treatment", "outlook"
]


@dataclass(frozen=True)
class Passage:
    """A section of a source, as it stands there: line breaks, bullets and [n] kept."""

    text: str
    topic: Topic
    """What its heading says that it is about."""
    quote: Callable[[int, int], model.Quote]
    """Offsets in ``text`` → the quote of the source; of a plain text, ``quote_at``."""
    names: tuple[str, ...] = ()
    """The disease's names: never its own symptoms, and what tells it from other diseases."""
    section: str | None = None
    """The key of the record's section."""


@dataclass
class Found:
    """What a passage says."""

    claims: list[tuple[str, model.Claim]] = field(default_factory=list)
    """Each with the field of the record that it belongs to, in the order of the text."""
    sentences: list[Sentence] = field(default_factory=list)
    uncovered: list[Sentence] = field(default_factory=list)
    """The sentences that no claim stands for."""
    quoted: dict[tuple[int, int], Sentence] = field(default_factory=dict)
    """The sentences of claims, by start and end of their quotes."""


def quote_at(start: int, sha256: str) -> Callable[[int, int], model.Quote]:
    """The quotes of a passage that begins at ``start`` of a plain text.

    >>> quote_at(100, 64 * "0")(3, 9).start
    103
    """
    return lambda a, b: model.Quote(start=start + a, end=start + b, sha256=sha256)

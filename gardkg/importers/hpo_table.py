"""HPO's table of a GARD page, flattened into prose, split back into its rows.

Line breaks gone, a row is a term and how often it is seen: ``Seizures 75%``, ``Ataxia -``. How
often is a percentage, ``n/m`` or ``n of m``, or ``-``, or a bare ``%`` where the number was lost.
A term of hp.obo may be called otherwise than it was then; its old label is a synonym of it, or it
is kept by that label. A comment of the source in parentheses is no part of a term's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from gardkg import model
from gardkg.records.patterns import converted
from gardkg.terms.lexicon import Kind, Lexicon, Mention
from gardkg.terms.renamed import belongs_elsewhere, former

#: The sentences before and behind the rows; a page may end within them.
OPENING = "The Human Phenotype Ontology provides the following list"
HEADING = "Approximate number of patients (when available)"
CLOSING = "The Human Phenotype Ontology (HPO) has collected information"

#: How often, the end of a row.
_OFTEN = re.compile(r"(?<=\s)(?:\d+(?:\.\d+)?%|\d+/\d+|\d+ of \d+|-|%)(?=\s|\Z)")
_SPACE = re.compile(r"\s*")
_COMMENT = re.compile(r"(?<!\s)\s*\([^()]*\)\s*")
_KINDS: dict[Kind, tuple[str, type[model.TermClaim]]] = {
    "symptom": ("symptoms", model.Symptom),
    "inheritance": ("inheritance", model.Inheritance),
    "onset": ("onset", model.Onset),
    "course": ("course", model.Course),
}


class Table(NamedTuple):
    """Where a table stands in a text, its introduction and explanation included."""

    start: int
    end: int
    rows: tuple[int, int]


class Row(NamedTuple):
    """A row of the table."""

    start: int
    end: int
    label: str
    often: str


def find(text: str) -> Table | None:
    """The table in an answer, if it has one.

    >>> find("It hurts. No table here.") is None
    True
    """
    opening = text.find(OPENING)
    heading = text.find(HEADING, opening) if opening >= 0 else -1
    if heading < 0:
        return None
    first = _behind_space(text, heading + len(HEADING))
    closing = text.find(CLOSING, first)
    return Table(opening, len(text), (first, closing if closing >= 0 else len(text)))


def _behind_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def rows(text: str, start: int, end: int) -> Iterator[Row]:
    """Split ``text[start:end]`` into rows; what is left at its end is a row without frequency.

    >>> text = "Wry neck 7.5% 2-3 toe syndactyly - Tics 3 of 4"
    >>> [(row.label, row.often) for row in rows(text, 0, len(text))]
    [('Wry neck', '7.5%'), ('2-3 toe syndactyly', '-'), ('Tics', '3 of 4')]
    """
    start = _behind_space(text, start)
    # A label has a character at least, and a space behind it.
    while often := _OFTEN.search(text, start + 2, end):
        yield Row(start, often.end(), text[start : often.start()].rstrip(), often[0])
        start = _behind_space(text, often.end())
    if rest := text[start:end].strip():
        begin = text.index(rest, start)
        yield Row(begin, begin + len(rest), rest, "")


def claim(row: Row, lexicon: Lexicon) -> tuple[str, model.TermClaim] | str:
    """The claim of a row, and its field of a record; without a term if no label is the row's.

    Of a row whose label is of a term that no claim has, that term.
    """
    label = " ".join(row.label.split())
    field, type_, mention = *_KINDS["symptom"], None
    for kind, place in _KINDS.items():
        mention = lexicon.phrase(label, kind)
        if mention is None and _COMMENT.search(label):
            mention = _broader(lexicon.phrase(_COMMENT.sub(" ", label).strip(), kind))
        if mention is not None:
            field, type_ = place
            break
    else:
        mention = former(label, "symptom", lexicon)
        if mention is None and (elsewhere := belongs_elsewhere(label, lexicon)):
            return elsewhere
    return field, type_(
        label=label,
        term=mention.curie if mention else None,
        match=mention.match if mention else None,
        term_label=mention.label if mention else None,
        frequency=frequency(row.often),
        agent="automatic",
    )


def _broader(mention: Mention | None) -> Mention | None:
    """What fits without the comment is broader than what the comment narrows."""
    return mention and mention._replace(match="broad" if mention.match == "exact" else "close")


def frequency(often: str) -> str | None:
    """A frequency as records have it; None if the source gives none.

    >>> frequency("3 of 4"), frequency("7.5%"), frequency("-"), frequency("12 of 7")
    ('3/4', '7.5%', None, None)
    """
    text = re.sub(r" of ", "/", often)
    try:
        value: str = converted(text, model.Frequency)
    except msgspec.ValidationError:
        return None
    count, slash, total = value.partition("/")
    return value if not slash or int(count) <= int(total) > 0 else None

"""Texts that no person wrote take an importer time in proportion to their length.

Each shape is read at two sizes, one twice the other, by the page importer as text, as a list of
references and as HTML, and by the rules of prose. Where a square hides the longer takes four times
as long, and the test fails at 3.5; what takes no time at all shows nothing, and is let by.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import pytest
from cases import ROOT
from chance import EXAMPLES, SEED
from lexicons import lexicon

from gardkg.errors import GardkgError
from gardkg.importers.citing import reference
from gardkg.importers.hpo_table import HEADING, OPENING, rows
from gardkg.importers.page import reader as page
from gardkg.importers.prose import Passage, Topic, quote_at, read

pytestmark = pytest.mark.long

LEXICON = lexicon()
#: Characters of the shorter text: in ``make test`` some shapes are tried, in long runs all.
SIZE = 20_000 if EXAMPLES else 5_000
#: Seconds of CPU below which a clock tells nothing.
NOTHING = 0.3
WORST = 3.5

#: What a text repeats: each where a square was found, or could be.
SHAPES = {
    "letters": "a",
    "words": "fever ",
    "words without spaces": "feverfever",
    "digits": "1",
    "numbers": "17 ",
    "percentages": "75% ",
    "commas": "fever, ",
    "semicolons": "; ",
    "full stops": ". ",
    "opened brackets": "(",
    "closed brackets": ") ",
    "glosses": "fever (a b) ",
    "square brackets": "[",
    "markers": "[1]",
    "markers with commas": "[1, 2, 3] ",
    "markers that begin": "[1, ",
    "opened quotes": '"a ',
    "and": "fever and ",
    "due to": "pain due to ",
    "caused by": "it is caused by ",
    "may": "it may be treated with surgery ",
    "not": "not effective in ",
    "dates": "January 6, 2009 ",
    "accessed": "Accessed 4/18/2014. ",
    "years": "2013; 1:1, ",
    "initials": "A. B. ",
    "authors": "Doe J, Roe R, et al. ",
    "addresses": "https://example.org/a ",
    "our addresses": "https://rarediseases.info.nih.gov/gard/",
    "table rows": "Wry neck 0001250\n",
    "headings": "Symptoms\n",
    "headings with text": "Symptoms\nLantern fever glows.\n",
    "questions": "What causes lantern fever?\n",
    "sentences": "Symptoms include fever. ",
    "paragraphs": "Symptoms include fever.\n",
    "no cure": "There is no cure. There is no treatment. ",
    "causes unknown": "The cause is unknown. ",
    "capitals": ": Abc is ",
    "items": "• fever\n",
    "numbered items": "1. fever\n",
    "names": "Lantern fever (LF) ",
    "adjectives": "peritoneal necrotic ",
    "see more": "a See More ",
    "labels": "Other Names: a; b\n",
    "blanks": " ",
    "blanks between": "fever" + " " * 40,
    "tabs": "\t",
    "carriage returns": "\r",
    "empty lines": "\n",
    "wide letters": "İ",
    "combining marks": "a\u0301",
    "hyphens": "a-",
    "slashes": "a/",
    "tags": "<p>fever",
    "nested tags": "<div>",
    "unclosed tags": "<a",
    "long tags": "<p class=",
    "attributes": '<meta a="1" b',
    "letters of a tag": "<" + "a" * 500,
    "quoted attributes": "<a \"'",
    "entities": "&amp;",
    "ampersands": "&a",
    "comments": "<!-- a -->",
    "opened comments": "<!--",
    "CDATA": "<![CDATA[a]]>",
    "instructions": "<?a ?>",
    "scripts": "<script>a</script>",
    "hidden": "<svg>",
    "table cells": "<td>fever 0001250",
}

PAGE = """\
https://rarediseases.info.nih.gov/gard/990009/lantern-fever

Lantern fever

Other Names:
{names}

Summary

Lantern fever is rare. Symptoms include {body}
{body}

What causes lantern fever?
It is caused by {body}

References
1. {references}
"""


def as_text(piece: str) -> Callable[[int], object]:
    return lambda size: _page(PAGE.format(names=(b := _of(piece, size)), body=b, references="a"))


def as_reference(piece: str) -> Callable[[int], object]:
    return lambda size: (
        reference("Doe J. " + _of(piece, size)),
        _page(PAGE.format(names="a", body="fever", references=_of(piece, size))),
    )


def as_html(piece: str) -> Callable[[int], object]:
    start = "<html><title>Lantern fever</title><h2>Symptoms</h2><p>"
    address = '<link rel="canonical" href="https://rarediseases.info.nih.gov/gard/990009">'
    return lambda size: _page(start + address + _of(piece, size))


def as_prose(piece: str) -> Callable[[int], object]:
    """Each topic; by sentences short enough to be read, and all in one."""

    def run(size: int) -> None:
        short = (_of(piece, 1_400) + ".\n\n") * (size // 1_400)
        for text in (_of(piece, size), "Symptoms include " + short):
            for topic in ("overview", "treatment"):
                names = ("Lantern fever", "fever", "a")
                about = cast(Topic, topic)
                read(Passage(text, about, quote_at(0, "0" * 64), names, "x"), LEXICON)

    return run


def as_table(piece: str) -> Callable[[int], object]:
    def run(size: int) -> None:
        text = OPENING + _of(piece, size // 2) + HEADING + " " + _of(piece, size)
        list(rows(text, 0, len(text)))
        _page(PAGE.format(names="a", body=text, references="a"))

    return run


Form = Callable[[str], Callable[[int], object]]
FORMS: tuple[Form, ...] = (as_text, as_reference, as_html, as_prose, as_table)


def _of(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _page(text: str) -> None:
    reader = page._Reader("a.html", text, "0" * 64, LEXICON, None)
    with suppress(GardkgError):
        reader.record()


def _time(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start


def grows(work: Callable[[int], object], size: int) -> float:
    """How many times as long twice the size takes, by the best time of each of a few tries."""
    once = twice = 9e9
    for _ in range(5):
        once, twice = min(once, _time(work, size)), min(twice, _time(work, 2 * size))
        if twice < NOTHING:
            return 1.0
        if 1 < twice / once < 2.6:
            break
    return twice / max(once, NOTHING / 8)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_72_twice_the_text_takes_twice_the_time(form: Form) -> None:
    chance = random.Random(f"{SEED} {form.__name__}")
    tried = list(SHAPES) if EXAMPLES else chance.sample(list(SHAPES), 8)
    found = {shape: grows(form(SHAPES[shape]), SIZE) for shape in tried}
    assert {shape: ratio for shape, ratio in found.items() if ratio >= WORST} == {}


def test_72_a_slow_reference() -> None:
    path = ROOT / "tests" / "strangers" / "10-slow-reference-40kB.txt"
    start = time.process_time()
    draft = page.read(str(path), LEXICON)
    assert time.process_time() - start < 5  # it took over a minute
    assert draft.record.citations[0].title


def test_a_square_is_found() -> None:
    """What the test above looks for, it sees."""
    assert grows(lambda size: [sum(range(size)) for _ in range(size // 4)], 6_000) >= WORST
    assert grows(lambda size: sum(range(size * 4_000)), 6_000) < WORST

"""Sentences that no person wrote: halves of real ones, joined at ``;``, ``, and`` and ``but``.

The rules were written on whole sentences; a list that breaks off, an "and" with nothing before it
and a clause in another's place stand in none of those. Whatever they make of one, nothing is
raised, each claim quotes its own sentence, and what no claim stands for is listed.
"""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pytest
from cases import SHARED
from chance import EXAMPLES, SEED
from lexicons import lexicon

from gardkg import model
from gardkg.importers.medquad.xml import read as read_document
from gardkg.importers.prose import Found, Passage, quote_at, read
from gardkg.importers.prose.passage import Topic
from gardkg.importers.prose.sentences import split

pytestmark = pytest.mark.long

COUNT = 2 * EXAMPLES or 400
JOINTS = ("; ", ", and ", " but ", "; and ", ", but ", ", ", "; ", ": ", " and ", " (", ") ", ". ")
TOPICS: tuple[Topic, ...] = ("overview", "symptoms", "causes", "inheritance", "treatment")
_JOINT = re.compile(r";\s*|,?\s+(?:and|but)\s+|[,:]\s+|\s*[()]\s*")
#: The labels of these are ours, not the sentence's.
_OWN = (model.EtiologyStatus.kind, model.TreatmentStatus.kind)
LEXICON = lexicon()
MEDQUAD = SHARED / "medquad-gard" / "xml"


def _of_ours() -> list[str]:
    """The sentences of the tests of prose."""
    source = (Path(__file__).parent / "test_prose.py").read_text("utf-8")
    texts = (n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant))
    return [text for text in texts if isinstance(text, str) and re.search(r"\w \w.*[.:]$", text)]


def _of_medquad() -> list[str]:
    """Some of the real ones, so that to read them takes no longer than to splice them."""
    files = sorted(MEDQUAD.glob("*.xml"))
    answers = (
        pair.answer.text
        for path in random.Random(f"{SEED} files").sample(files, min(len(files), 50 + COUNT // 40))
        for pair in read_document(str(path)).pairs
    )
    return [text[s.start : s.end] for text in answers for s in split(text) if s.end - s.start < 900]


def splice(chance: random.Random, sentences: list[str]) -> str:
    """The beginning of a sentence and the end of another, or of several."""
    text = ""
    for n in range(chance.choice((2, 2, 2, 3))):
        sentence = chance.choice(sentences)
        cuts = [match.span() for match in _JOINT.finditer(sentence)] or [(len(sentence),) * 2]
        before, after = chance.choice(cuts)
        text = text + chance.choice(JOINTS) + sentence[after:] if n else sentence[:before]
    return text


def held(text: str, topic: Topic, names: tuple[str, ...] = ()) -> Found:
    """What is read of a text, held to what is promised of any."""
    found = read(Passage(text, topic, quote_at(0, 64 * "0"), names, topic), LEXICON)
    spans = {(sentence.start, sentence.end): sentence for sentence in found.sentences}
    covered = set()
    for _, claim in found.claims:
        assert claim.quote is not None
        sentence = spans[claim.quote.start, claim.quote.end]
        said = " ".join(text[slice(*span)] for span in (sentence.lead, sentence[:2]) if span)
        words = "".join(said.split())
        if claim.kind not in _OWN and not claim.negated:
            assert "".join(claim.label.split()).strip(".") in words, (claim.label, said)
        covered |= {sentence[:2], sentence.lead}
    for sentence in found.sentences:
        assert (sentence in found.uncovered) == (sentence[:2] not in covered)
    # Between two sentences there is nothing but white space and bullets.
    nothing = re.compile(r"(?:[\s•*·‣o-]|\d{1,2}[.)])*")
    between = 0
    for start, end in sorted(spans):
        assert nothing.fullmatch(text, between, start), text
        between = end
    assert nothing.fullmatch(text, between), text
    return found


@pytest.mark.parametrize("source", ["ours", "real"])
def test_75_spliced_sentences_are_read_or_listed(source: str) -> None:
    if source == "real" and not MEDQUAD.is_dir():
        pytest.skip("needs MedQuAD in ../shared/data")
    sentences = _of_ours() if source == "ours" else _of_medquad()
    chance = random.Random(f"{SEED} {source}")
    claims = listed = 0
    for _ in range(COUNT):
        text = splice(chance, sentences)
        try:
            found = held(text, chance.choice(TOPICS), ("Lantern syndrome", "LS"))
        except Exception as error:
            error.add_note(f"spliced: {text!r}")
            raise
        claims += len(found.claims)
        listed += len(found.uncovered)
    assert claims > COUNT // 200  # by chance some 10 to 47 of 400
    assert listed > COUNT // 20


@pytest.mark.parametrize(
    "text",
    [
        "Symptoms include pain due to swelling of the hands; and after exercise, cramps.",
        "Symptoms include fever due to cold; and",
        "Symptoms include and or and/or; or plus, and.",
        "Symptoms include ; , and () (), ( and ) or.",
        "Treatment may include and, or; with and.",
        "It is caused by and; or, as well as, and/or.",
        "It affects and, or; and the.",
        "It is inherited in an, or, and manner; but.",
    ],
)
def test_75_a_list_with_nothing_in_it(text: str) -> None:
    for topic in TOPICS:
        held(text, topic)

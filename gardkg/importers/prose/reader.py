"""A passage → its claims: each sentence goes to the rules its section calls for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gardkg import model
from gardkg.importers.prose import causes, life, symptoms, treatments
from gardkg.importers.prose.cues import NAME
from gardkg.importers.prose.passage import Found, Passage, Topic
from gardkg.importers.prose.phrases import flat
from gardkg.importers.prose.sentences import MAX_SENTENCE, Sentence, split
from gardkg.mapping.names import claim_id
from gardkg.terms.lexicon import Lexicon

#: The fields of a record, by the claims' kind.
_FIELDS = {kind.kind: field for field, kind in model.TOPICS.items()}
_ABBREVIATION = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,14})\)")
_ONE = ("etiology_status", "treatment_status")


def read(passage: Passage, lexicon: Lexicon) -> Found:
    """Read a passage; every claim has ``agent: automatic`` and the quote of its sentence."""
    found = Found(sentences=split(passage.text))
    masked = _masked(passage.text, passage.names)
    covered: set[tuple[int, int]] = set()
    for sentence in found.sentences:
        for claim in _claims(passage, masked, sentence, lexicon):
            claim.section = passage.section
            claim.agent = "automatic"
            claim.quote = passage.quote(sentence.start, sentence.end)
            found.claims.append((_FIELDS[claim.kind], claim))
            found.quoted[claim.quote.start, claim.quote.end] = sentence
            covered.add((sentence.start, sentence.end))
            if sentence.lead:
                covered.add(sentence.lead)
    found.uncovered = [s for s in found.sentences if (s.start, s.end) not in covered]
    return found


def _claims(
    passage: Passage, masked: str, sentence: Sentence, lexicon: Lexicon
) -> Iterator[model.Claim]:
    topic, spans = passage.topic, [sentence[:2]]
    if passage.text[sentence.start : sentence.end].rstrip().endswith(("?", ":")):
        return
    if sentence.lead:
        spans.insert(0, sentence.lead)
    if any(stop - start > MAX_SENTENCE for start, stop in spans):
        return
    # A rule is shown the sentence and what leads it, and nothing else: it cannot read on into the
    # next one, nor take longer where the passage is long.
    text, masked = (_cut(whole, spans) for whole in (passage.text, masked))
    low = masked[-(sentence.end - sentence.start) :].lower()
    for rule, topics, words in _RULES:
        if topic in topics and (sentence.lead or not words or any(word in low for word in words)):
            yield from rule(text, masked, _alone(sentence), topic, lexicon)


def _cut(whole: str, spans: Iterable[tuple[int, int]]) -> str:
    return "\n".join(whole[start:stop] for start, stop in spans)


def _alone(sentence: Sentence) -> Sentence:
    """Where a sentence stands in what ``_cut`` leaves of its passage."""
    size = sentence.end - sentence.start
    if not sentence.lead:
        return Sentence(0, size)
    begin = sentence.lead[1] - sentence.lead[0]
    return Sentence(begin + 1, begin + 1 + size, (0, begin))


def _symptoms(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, topic, lexicon = given
    return symptoms.read(text, masked, sentence, topic == "symptoms", lexicon)


def _causes(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, topic, lexicon = given
    return causes.read(text, masked, sentence, topic == "causes", lexicon)


def _treatments(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, topic, lexicon = given
    return treatments.read(text, masked, sentence, topic == "treatment", lexicon)


def _ages(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, _, lexicon = given
    return life.ages(text, masked, sentence, lexicon)


def _sites(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, _, _ = given
    return life.sites(text, masked, sentence)


def _inheritance(*given: Any) -> Iterator[model.Claim]:
    text, masked, sentence, _, lexicon = given
    return life.inheritance(text, masked, sentence, lexicon)


Rule = Callable[..., Iterator[model.Claim]]
#: What reads a sentence, in which sections, and words of which a sentence has one if the rule can
#: find anything in it: to look for these is quick.
_RULES: tuple[tuple[Rule, tuple[Topic, ...], tuple[str, ...]], ...] = (
    (_symptoms, ("overview", "symptoms"), ()),
    (
        _ages,
        ("overview", "symptoms"),
        ("age", "life", "birth", "infan", "child", "adol", "adult", "year"),
    ),
    (_sites, ("overview", "symptoms"), ("affect", "involve")),
    (
        _inheritance,
        ("overview", "inheritance", "causes"),
        ("inherit", "sporadic", "random", "passed", "transmit", "famil", "genetic", "heredit"),
    ),
    (
        _causes,
        ("overview", "causes"),
        (
            *("caus", "due to", "result", "associat", "link", "relat", "trigger", "risk", "lead"),
            *("predispos", "secondary", "aris", "because", "responsible", "report", "involved"),
            *("role", "contribut", "unknown", "precipitat", "provok", "consequence"),
        ),
    ),
    (_treatments, ("overview", "treatment"), ()),
)


def _masked(text: str, names: Iterable[str]) -> str:
    """The text flat, and the disease's names rows of one sign, also those it abbreviates itself."""
    shown, low = list(flat(text)), _low(text)
    short: set[str] = set()
    for name in set(names):
        for start, end in _places(name, text, low):
            shown[start:end] = NAME * (end - start)
            if found := _ABBREVIATION.match(text, end):
                short.add(found[1])
    masked = "".join(shown)
    if short:
        sought = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
        masked = re.sub(rf"\b(?:{sought})\b", lambda found: NAME * len(found[0]), masked)
    return masked


def _low(text: str) -> str:
    """The text in lower case, letter by letter: a capital I with a dot would become two."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower()[0] for c in text)


def _places(name: str, text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where a name stands as words of their own; what is short is an abbreviation, in capitals."""
    exact = len(name) < 6 and name.isupper()
    where, sought = (text, name) if exact else (low, _low(name))
    start = where.find(sought)
    while sought and start >= 0:
        end = start + len(sought)
        end += where.startswith("s", end)
        if not (where[start - 1 : start].isalnum() or where[end : end + 1].isalnum()):
            yield start, end
        start = where.find(sought, end)


def add(record: model.Record, found: Found, known: dict[str, model.Claim] | None = None) -> int:
    """Put what was found into a record, and return how many claims were merged with equal ones.

    Args:
        record: gets the claims.
        found: loses those that the record cannot have.
        known: the claims of the record by their ids, if they are at hand; it is kept so.

    A record has one status of its etiology and one of its treatment: another one, that is not
    equal, stays out, and its sentence is uncovered if no other claim is of it.
    """
    if known is None:
        known = {claim_id(record.id, claim): claim for claim in record.claims()}
    merged = 0
    left: dict[int, model.Claim] = {}
    for topic, claim in found.claims:
        if topic in _ONE:
            there = getattr(record, topic)
            if there is not None and there.status != getattr(claim, "status", None):
                left[id(claim)] = claim
                continue
            same = there
        else:
            same = known.setdefault(claim_id(record.id, claim), claim)
        if same is None:
            setattr(record, topic, claim)
        elif same is claim:
            getattr(record, topic).append(claim)
        else:
            merged += 1
            say(same, claim)
    found.claims = [entry for entry in found.claims if id(entry[1]) not in left]
    quoted = {_place(claim) for _, claim in found.claims}
    uncovered = set(found.uncovered)
    for claim in left.values():
        sentence = found.quoted.get(_place(claim))
        if sentence and _place(claim) not in quoted and sentence not in uncovered:
            uncovered.add(sentence)
            found.uncovered.append(sentence)
    return merged


def _place(claim: model.Claim) -> tuple[int, int]:
    return (claim.quote.start, claim.quote.end) if claim.quote else (0, 0)


def say(first: model.Claim, claim: model.Claim) -> None:
    """Add to a claim where its equal is said; what says the same at the same place adds nothing."""
    kind = model.TreatmentStatement if isinstance(first, model.Treatment) else model.Statement
    names = kind.__struct_fields__
    if not first.stated:
        first.stated.append(kind(**{name: getattr(first, name) for name in names}))
        nowhere = kind()
        for name in names:
            setattr(first, name, getattr(nowhere, name))
    statement = kind(**{name: getattr(claim, name) for name in names})
    if claim.label != first.label and not statement.wording:
        statement.wording = claim.label
    # Places come in the order of the source: what is said at the same one came just before.
    for known in reversed(first.stated):
        if known == statement:
            return
        if known.quote != statement.quote:
            break
    first.stated.append(statement)

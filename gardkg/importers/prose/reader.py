"""A passage → its claims: each sentence goes to the rules its section calls for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from gardkg import model
from gardkg.importers.prose import causes, life, symptoms, treatments
from gardkg.importers.prose.cues import NAME
from gardkg.importers.prose.passage import Found, Passage, Topic
from gardkg.importers.prose.phrases import flat, whole
from gardkg.importers.prose.rules import EVERY, Trust
from gardkg.importers.prose.sentences import MAX_SENTENCE, Sentence, split
from gardkg.mapping.names import claim_id
from gardkg.terms.lexicon import Lexicon, Word, words

#: The fields of a record, by the claims' kind.
_FIELDS = {kind.kind: field for field, kind in model.TOPICS.items()}
_ABBREVIATION = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,14})\)")
_ONE = ("etiology_status", "treatment_status")


def read(passage: Passage, lexicon: Lexicon, trust: Trust = EVERY) -> Found:
    """Read a passage; every claim has ``agent: automatic``, its rule, and its sentence's quote."""
    found = Found(sentences=split(passage.text))
    masked = _masked(passage.text, passage.names)
    covered: set[tuple[int, int]] = set()
    for sentence in found.sentences:
        for claim in filter(trust.takes, _claims(passage, masked, sentence, lexicon)):
            claim.label = whole(claim.label)
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
    for rule, topics, gate in _RULES:
        if topic in topics and (sentence.lead or not gate or any(word in low for word in gate)):
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


Rule = Callable[..., Iterator[model.Claim]]
#: What reads a sentence, in which sections, and words of which a sentence has one if the rule can
#: find anything in it: to look for these is quick.
_RULES: tuple[tuple[Rule, tuple[Topic, ...], tuple[str, ...]], ...] = (
    (symptoms.read, ("overview", "symptoms", "diagnosis"), ()),
    (
        life.ages,
        ("overview", "symptoms"),
        ("age", "life", "birth", "infan", "child", "adol", "adult", "year"),
    ),
    (life.sites, ("overview", "symptoms"), ("affect", "involve")),
    (
        life.inheritance,
        ("overview", "inheritance", "causes"),
        ("inherit", "sporadic", "random", "passed", "transmit", "famil", "genetic", "heredit"),
    ),
    (
        causes.read,
        ("overview", "causes", "symptoms"),
        (
            *("caus", "due to", "result", "associat", "link", "relat", "trigger", "risk", "lead"),
            *("predispos", "secondary", "aris", "because", "responsible", "report", "involved"),
            *("role", "contribut", "unknown", "precipitat", "provok", "consequence", "thought"),
            *("believe", "consider", "suspect", "suggest", "component", "factor", "after"),
        ),
    ),
    (treatments.read, ("overview", "treatment"), ()),
)


def _masked(text: str, names: Iterable[str]) -> str:
    """The text flat, and the disease's names rows of one sign, also those it abbreviates itself."""
    masked = flat(text)
    shown = list(masked)
    short: set[str] = set()
    spellings = _spellings(tuple(names))
    # A name may have its abbreviation within it, in parentheses, or parentheses of its own.
    inside = any("(" in name for name in names)
    for where in (masked, text) if inside else (masked,):
        found = [word for word in words(where) if word[0] != "s"]
        at = 0
        while at < len(found):
            size = _longest(text, found, at, spellings)
            if size:
                start, end = found[at][1], found[at + size - 1][2]
                shown[start:end] = NAME * (end - start)
                for _, _, stop in found[at : at + size]:
                    if match := _ABBREVIATION.match(text, stop):
                        short.add(match[1])
            at += size or 1
    masked = "".join(shown)
    if short:
        sought = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
        masked = re.sub(rf"\b(?:{sought})\b", lambda found: NAME * len(found[0]), masked)
    return masked


def _longest(text: str, found: list[Word], at: int, spellings: Spellings) -> int:
    """How many words from one on are the longest of the disease's names."""
    for spelling, capitals in spellings.get(found[at][0], ()):
        there = found[at : at + len(spelling)]
        alike = [word for word, _, _ in there] == spelling
        if alike and capitals in ("", text[there[0][1] : there[-1][2]]):
            return len(spelling)
    return 0


#: By its first word: the words of a name, the longest first, and how an abbreviation is written.
Spellings = dict[str, list[tuple[list[str], str]]]
# What tells a disease from others of its group, and what only says that it is one.
_OF_GROUP = re.compile(r",? (?:type|types|subtype|form) [\dIVX]+[A-Za-z]?$|,? [IVX\d]+[A-Za-z]?$")
_SAYS_DISEASE = re.compile(r" (?:syndrome|disease|disorder)$", re.IGNORECASE)


@lru_cache(maxsize=16)
def _spellings(names: tuple[str, ...]) -> Spellings:
    """How a disease may be called: by its names, its group's, and without "syndrome"."""
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        group = _OF_GROUP.sub("", name)
        bare = _SAYS_DISEASE.sub("", name)
        for spelling in {name, group, bare if len(bare.split()) > 1 else name}:
            key = tuple(word for word, _, _ in words(spelling) if word != "s")  # Moss's fever
            if key and len("".join(key)) > 1:
                capitals = spelling if len(spelling) < 6 and spelling.isupper() else ""
                found[key] = capitals
    table: Spellings = {}
    for key in sorted(found, key=len, reverse=True):
        table.setdefault(key[0], []).append(([*key], found[key]))
    return table


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

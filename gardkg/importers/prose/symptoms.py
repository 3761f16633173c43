"""Sentences → symptoms: the names of signs first, then what their clause makes of them.

In a section about the disease or its signs, each term that a clause names is a symptom, unless the
clause denies it, blames it, treats it, tests for it, or is about somebody else; wording that no
term has is one only in a list that is introduced as one of signs. How surely and how often hold
for their clause, a form of the disease gets what is said of it. What stands in another section, or
with a treatment or a test, is a mention: the term is named there, and no more is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gardkg import model
from gardkg.importers.prose import cues, manner
from gardkg.importers.prose import symptom_words as say
from gardkg.importers.prose.phrases import SPOILING, Span, Thing, ground, things
from gardkg.importers.prose.sentences import VERB, Sentence
from gardkg.terms.lexicon import Lexicon, Mention

#: A longer wording of a name is more than the name.
_WORDS = 12
#: Terms that say too little by themselves.
_BARE = {"Pain", "Asthenia", "Neoplasm", "Abnormality of the skin", "Abnormality of movement"}


class _Clause(NamedTuple):
    """A clause, and what holds for all that it names."""

    start: int
    end: int
    lead: Span | None
    """What introduces it as a list's item."""
    strict: int
    """From where on its items are signs, whatever they are called."""
    mention: bool
    form: str | None = None
    """The form that the sentence is about, where "they" are those who have it."""


def read(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Symptom]:
    """The symptoms a sentence tells.

    Args:
        text: the passage.
        masked: the same flat, and the disease's names rows of ``NAME``.
        sentence: where to read.
        topic: what the section is about.
        lexicon: the names of terms.
    """
    elsewhere = topic not in ("overview", "symptoms")
    start, end, _ = sentence
    names = [
        found._replace(start=start + found.start, end=start + found.end)
        for found in lexicon.find(masked[start:end], "symptom")
    ]
    if elsewhere and not names:  # there only names count
        return
    if say.DOUBTED.search(masked, start, end):
        return
    for clause in _clauses(masked, sentence, topic == "symptoms", elsewhere):
        seen: list[Span] = []
        for thing in _candidates(text, masked, clause, names, lexicon):
            thing = _of_range(masked, thing, lexicon)
            place = thing.mention[:2] if thing.mention else (thing.start, thing.end)
            if any(place[0] < end and start < place[1] for start, end in seen):
                continue
            if not _is_symptom(masked, clause, thing):
                continue
            if thing.mention:
                seen.append(place)
                if not masked[slice(*place)].strip():  # its gloss names it: its words name no more
                    seen.append(_unglossed(masked, thing))
            if made := _symptom(text, masked, clause, thing):
                yield made


def _clauses(masked: str, sentence: Sentence, about: bool, elsewhere: bool) -> Iterator[_Clause]:
    start, end, lead = sentence
    if lead:
        opened = [*say.LIST.finditer(masked, *lead)]
        opening = masked[slice(*lead)]
        listed = bool(about or opened or say.NAMED.search(opening))
        if not say.ASIDE.search(opening) and not say.OTHER.search(opening):
            mention = elsewhere or not listed or bool(say.HANDLED.search(opening))
            yield _Clause(start, end, lead, start if listed else end, mention)
        return
    form = None
    for begin, stop in manner.clauses(masked, start, end):
        they = say.THEY.search(masked, begin, stop) or say.HAS.match(masked, begin)
        form = manner.form(masked, begin, stop) or (form if they else None)
        if say.ASIDE.search(masked, begin, stop):
            continue
        mention = elsewhere or bool(say.HANDLED.search(masked, begin, stop))
        if compared := say.COMPARED.search(masked, begin, stop):
            stop = compared.start()
        opened = [*say.LIST.finditer(masked, begin, stop)]
        strict = opened[0].end() if opened and not mention else stop
        yield _Clause(begin, stop, None, strict, mention, form if they else None)


def _candidates(
    text: str, masked: str, clause: _Clause, names: list[Mention], lexicon: Lexicon
) -> Iterator[Thing]:
    """What a clause may name: what it lists, then the names of terms wherever they stand."""
    begin = clause.start
    while begin < clause.end:
        cause = say.CAUSE.search(masked, begin, clause.end)
        stop = cause.start() if cause else clause.end
        if stop > begin:
            here = [name for name in names if begin <= name.start and name.end <= stop]
            glossed = "(" in text[begin:stop]
            # What a verb opens is a list; the words before it are none of its items.
            verbs = [verb.span() for verb in say.HAS.finditer(masked, begin, stop)]
            starts, stops = zip((begin, begin), *verbs, (stop, stop), strict=True)
            for a, b in zip(stops, starts[1:], strict=False):
                if clause.strict < b or glossed or any(a < n.end and n.start < b for n in here):
                    yield from things(text, a, b, lexicon, "symptom")
            if here or glossed:
                yield from _named(text, masked, (begin, stop), here, lexicon)
        if cause is None:
            return
        if say.LISTED_CAUSE.match(cause[0]) or say.WORSE.search(masked, begin, cause.start()):
            return
        turn = say.NEXT.search(masked, cause.end(), clause.end)
        while (
            turn and cause[0].lower().startswith("histor") and say.GOES_ON.match(masked, turn.end())
        ):
            turn = say.NEXT.search(masked, turn.end(), clause.end)
        begin = turn.end() if turn else clause.end


def _named(
    text: str, masked: str, within: Span, names: list[Mention], lexicon: Lexicon
) -> Iterator[Thing]:
    start, end = within
    for mention in names:
        parts = [*say.PART.finditer(masked, start, mention.start)]
        if not SPOILING.search(masked, parts[-1].end() if parts else start, mention.start):
            yield Thing(mention.start, mention.end, mention, [])
    for gloss in say.GLOSS.finditer(text, start, end):
        inner = ground(text, gloss.start() + 1, gloss.end() - 1, lexicon, "symptom")
        if inner.mention and inner.mention.match == "exact" and inner.mention[:2] == inner[:2]:
            yield inner


def _unglossed(masked: str, thing: Thing) -> Span:
    """Where a thing stands, as far as its gloss."""
    return thing.start, thing.start + len(masked[thing.start : thing.end].rstrip())


def _of_range(masked: str, thing: Thing, lexicon: Lexicon) -> Thing:
    """A thing that is "mild to severe" without how severe it is: it may be either."""
    if not thing.mention:
        return thing
    start, end = thing.mention[:2]
    degree = say.DEGREE.match(masked, start, end)
    if not degree or not say.RANGE.search(masked[: degree.end()]):
        return thing
    plain = lexicon.phrase(masked[degree.end() : end], "symptom")
    mention = plain and plain._replace(start=degree.end(), end=end)
    return thing._replace(mention=mention, modifiers=[])


def _is_symptom(masked: str, clause: _Clause, thing: Thing) -> bool:
    label = masked[thing.start : thing.end]
    if not label.strip():  # within a gloss, which is blank when flat
        return thing.mention is not None and thing.end > thing.start
    if say.MEANT.match(label):
        return False
    if thing.mention is not None:
        bare = thing.mention.label in _BARE and len(label.split()) < 2
        if "Ѫ" in label or bare or say.HEAD.match(masked, thing.mention.end):
            return False
        ahead = masked[clause.start : max(thing.start, thing.mention.start)]
        if not ahead.strip() and say.DEFINED.match(masked, thing.mention.end):
            return False
        if say.UNABLE.search(ahead) or say.PROPER.search(
            masked[clause.start : thing.mention.start]
        ):
            return False
        if say.KNOWN.search(ahead) and not re.match(r"\s+of\b", masked[thing.mention.end :][:6]):
            return False
        return bool(clause.lead or say.NAMED.search(ahead)) or not say.CLASS.search(ahead)
    if thing.start < clause.strict or "Ѫ" in label or say.NOT_A_SYMPTOM.search(label):
        return False
    if VERB.search(label) or not 1 <= len(label.split()) <= 9 or not re.search("[a-z]{4}", label):
        return False
    return bool(clause.lead) or (" " in label.strip() and bool(say.SIGN.search(label)))


def _negated(masked: str, start: int, thing: Thing) -> str | None:
    """The cue that denies a thing, if one does."""
    at = thing.mention.start if thing.mention else thing.end
    if thing.mention and masked[slice(*thing.mention[:2])].isspace():  # its gloss
        at = thing.start
    if either := say.EITHER.search(masked[start:at]):
        return either[0]
    before = cues.NOT_NEGATED.sub(lambda match: "~" * len(match[0]), masked[start:at])
    cue = None
    for match in cues.NEGATION.finditer(before):
        ahead = not before[: match.start()].strip() and "," in before[match.end() :]
        if not ahead and not cues.TURN.search(before, match.end()):
            cue = match
    if cue is None:
        return None
    if start + cue.start() >= thing.start:  # within the wording itself
        return cue[0] + "?"
    plain = [match for match in cues.ABSENT.finditer(before) if match.end() >= cue.end()]
    return plain[-1][0] if plain else cue[0]


def _symptom(text: str, masked: str, clause: _Clause, thing: Thing) -> model.Symptom | None:
    """A thing with what its clause makes of it; None if the clause does not give it."""
    since, at = clause.lead or (clause.start, thing.start)
    verbs = [*say.HAS.finditer(masked, since, at)]
    behind = None if clause.lead or verbs else say.IS.match(masked, thing.end, clause.end)
    subject = masked[since : verbs[0].end() if verbs else at]
    if not clause.lead and say.OTHER.search(
        masked, since, behind.end() if behind else len(subject) + since
    ):
        return None
    negation = _negated(masked, clause.start, thing)
    denied = behind and say.NOT_SO.search(
        masked, behind.start(), min(behind.end() + 15, clause.end)
    )
    if denied or (negation and not cues.ABSENT.fullmatch(negation.strip())):
        return None
    if negation and cues.SUBSET.search(masked, since, clause.end):
        return None
    said = clause.lead or (since, verbs[-1].end() if verbs else at)
    hedge, often = _manner(masked, said, behind)
    share = _share(text, masked, clause, thing)
    mention = thing.mention
    if mention and mention.match == "exact":
        whole = say.WHOLE.match(masked, mention.end) or masked[slice(*mention[:2])].isspace()
        if mention.label in _BARE or not whole:  # "abnormal eye" of "abnormal eye shape"
            mention = mention._replace(match="broad")
    place = thing.start, thing.end
    if mention and (in_whom := cues.FREQUENCY.match(masked, mention.end + 1, clause.end)):
        often = re.sub(r"\s+", " ", in_whom[0])
        place = thing.start, mention.end
    if mention and len(masked[slice(*place)].split()) > _WORDS:
        place = mention.start, mention.end
    made = model.Symptom(
        label=re.sub(r"\s+", " ", say.SHARE.sub("", text[slice(*place)])),
        term=mention.curie if mention else None,
        match=mention.match if mention else None,
        term_label=mention.label if mention else None,
        negated=bool(negation),
        rule=_rule(clause, thing, bool(negation)),
        form=clause.form
        or manner.form(masked, *(clause.lead or (clause.start, clause.end if behind else at))),
    )
    if not negation:
        made.hedge, made.modifiers = hedge, thing.modifiers
        made.frequency = model.Words(words=often) if often else None
        if share:
            plain = re.fullmatch(r"[\d.]+%|\d+/\d+", share)
            made.frequency = share if plain else model.Words(words=share)
    return made


def _manner(masked: str, said: Span, behind: re.Match[str] | None) -> tuple[str | None, str | None]:
    """How surely and how often, by what stands before a thing, else by its predicate behind it."""
    hedge, often = manner.hedge(masked, *said), manner.often(masked, *said)
    if risk := say.RISK.search(masked, *said):
        hedge = risk[0].lower()
    if behind and not hedge:
        hedge = manner.hedge(masked, *behind.span())
    if behind and not often:
        how = say.TELLS.search(behind[0])
        often = how[0] if how else manner.often(masked, said[0], behind.end())
    return hedge, often


def _rule(clause: _Clause, thing: Thing, negated: bool) -> str:
    """By what it was read."""
    if clause.mention:
        return model.MENTION
    if negated:
        return "symptom-denied"
    if thing.mention is None:
        return "symptom-worded"
    return "symptom-listed" if thing.start >= clause.strict else "symptom-named"


def _share(text: str, masked: str, clause: _Clause, thing: Thing) -> str | None:
    """In how many, in numbers: within or right behind the thing, else of its whole clause."""
    own = manner.share(text, thing.start, thing.end)
    if own is None and (behind := say.BEHIND.match(text, thing.end, clause.end)):
        own = manner.share(text, *behind.span(1))
    if own or clause.lead:
        return own
    return manner.share(masked, clause.start, clause.end)

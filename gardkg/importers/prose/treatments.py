"""Sentences → treatments, each with its polarity; and that there is none.

Clause by clause. One that says "not effective" denies what it is about, one that says "avoid"
forbids it; in any other with a negation, or a doubt whether it works, nothing is read. What is
listed is a treatment if MAXO names it, if its last word is one of treatments (therapy, surgery,
diet), or if it is a word like a drug's name where drugs are listed. Tests, specialists, and what
is a symptom never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from gardkg import model
from gardkg.importers.prose import cues, manner
from gardkg.importers.prose.phrases import Thing, trimmed
from gardkg.importers.prose.sentences import Sentence
from gardkg.importers.prose.treatment_words import (
    AFTER,
    AVOID,
    AVOIDED,
    AVOIDING,
    AVOIDS,
    BEFORE,
    CONDITION,
    CURE,
    DENIED,
    DOUBT,
    DRUG,
    EFFECTIVE,
    END,
    EXPOSURE,
    GENERIC,
    GLOSS,
    HEAD,
    HELPS,
    LIMITED,
    NO_TREATMENT,
    NONE,
    NOT_EFFECTIVE,
    NOT_READ,
    NOT_RESPONDING,
    ONLY,
    OPENING,
    PLACE,
    PLANS,
    PURPOSE,
    SPLIT,
    STANDARD,
    STATUSES,
    STOPPED,
    TESTS,
    TREAT,
    UNDER_STUDY,
)
from gardkg.terms.lexicon import Lexicon


class _Way(NamedTuple):
    """How a clause puts a treatment."""

    polarity: str
    subject: bool
    """Whether the treatments stand before their verb."""
    strong: bool
    """Whether the words before make a list of treatments, so that a drug's name is enough."""
    hedge: str | None
    frequency: str | None
    status: model.Status | None


def read(
    text: str, masked: str, sentence: Sentence, about: bool, lexicon: Lexicon
) -> Iterator[model.Treatment | model.TreatmentStatus]:
    """The treatments a sentence tells, and whether it says that there is none.

    Args:
        text: the passage.
        masked: the same flat, and the disease's names rows of ``NAME``.
        sentence: where to read.
        about: whether the section is about treatment.
        lexicon: the names of terms.
    """
    start, end, lead = sentence
    words = (masked[slice(*lead)] + " " if lead else "") + masked[start:end]
    if not (TREAT.search(words) or about):
        return
    yield from _status(masked, start, end)
    if NOT_READ.search(words):
        return
    seen: set[int] = set()
    for begin, stop in _clauses(masked, start, end):
        bare = _unconditioned(masked, begin, stop)
        for span, way in _listed(masked, begin, stop, lead, about):
            for thing in _things(text, bare, *span, way, lexicon):
                if thing.start not in seen:
                    seen.add(thing.start)
                    yield _treatment(text, thing, way)


def _status(masked: str, start: int, end: int) -> Iterator[model.TreatmentStatus]:
    match = NONE.search(masked, start, end)
    cure = CURE.search(masked, start, end)
    if not match and not cure:
        return
    kind: Any = "no-cure"
    label = "no cure"
    if not cure and match and "cure" not in match[0].lower():
        standard = STANDARD.search(match[0]) or PLANS.match(masked, match.end(), end)
        if LIMITED.match(masked, match.end(), end) or re.search(r"\b(?:medical|drug)\b", match[0]):
            return
        kind = "no-standard-treatment" if standard else "no-treatment"
        label = "no standard treatment" if standard else "no treatment"
    found = match or cure
    wording = re.sub(r"\s+", " ", found[0]).strip() if found else label
    yield model.TreatmentStatus(label=label, status=kind, wording=wording)


def _clauses(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    turns = cues.pattern(
        r";|,? (?:but(?! (?:may|can|might|could|often|usually|typically|generally|sometimes"
        r"|includes?)\b)|however|although|though|whereas|while|yet)\b,?|, (?:which|because"
        r"|since|so|as|and (?:it|they|this|these))\b"
    )
    begin = start
    for match in turns.finditer(masked, start, end):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    # "Although there is no cure, a diet may help": the first comma ends what was opened.
    yield begin, end


def _unconditioned(masked: str, start: int, end: int) -> str:
    """The text up to ``end``, the conditions of its last part blank."""
    bare = CONDITION.sub(lambda match: " " * len(match[0]), masked[start:end])
    return masked[:start] + bare


def _listed(
    masked: str, start: int, end: int, lead: tuple[int, int] | None, about: bool
) -> Iterator[tuple[tuple[int, int], _Way]]:
    """The parts of a clause that list treatments, and how they are put."""
    none = NONE.search(masked, start, end)
    if none:
        comma = masked.find(",", none.end(), end)
        if comma < 0:
            return
        start = comma + 1
    bare = _unconditioned(masked, start, end)
    if match := AVOIDED.search(bare, start, end):
        yield (start, match.start()), _way(masked, "avoid", start, match.end(), end)
        return
    if match := NOT_EFFECTIVE.search(bare, start, end):
        mixed = HELPS.search(bare, start, match.start())
        partly = mixed or re.match(
            r"\s+(?:in|for) (?:all|every|some|most|many)", bare[match.end() : end]
        )
        if not partly and not cues.HEDGE.search(match[0]) and not DOUBT.search(bare, start, end):
            object_ = NOT_RESPONDING.search(bare, start, end)
            where = (object_.end(), end) if object_ else (start, match.start())
            yield where, _way(masked, "not-effective", start, match.end(), end)
        return
    if match := AVOID.search(bare, start, end):
        yield (match.end(), end), _way(masked, "avoid", match.start(), match.end(), end)
        end = match.start()
    if match := AVOIDING.search(bare, start, end):
        first = SPLIT.search(masked, match.end(), end)
        stop = first.start() if first else end
        yield (match.end(), stop), _way(masked, "avoid", match.start(), match.end(), end)
        end = match.start()
    if STOPPED.search(masked, start, end):
        return
    if match := AVOIDS.search(bare, start, end):
        end = match.start()
    if DOUBT.search(bare, start, end) or _negated(bare, start, end):
        return
    study = UNDER_STUDY.search(masked, start, end)
    polarity = "under-study" if study else "positive"
    if lead:
        opening = masked[slice(*lead)]
        if cues.NEGATION.search(opening) or AVOIDS.search(opening):
            return
        if (about or TREAT.search(opening)) and not TESTS.search(opening):
            yield (start, end), _way(masked, polarity, *lead, lead[1], strong=True)
        return
    matches = [*AFTER.finditer(bare, start, end)]
    for n, match in enumerate(matches):
        stop = matches[n + 1].start() if n + 1 < len(matches) else end
        if DENIED.search(masked[start : match.start()]):
            continue
        yield (
            (match.end(), max(stop, match.end())),
            _way(masked, polarity, start, match.end(), stop, strong=True),
        )
    before = BEFORE.search(bare, start, end)
    if before and (about or TREAT.search(bare, start, end)):
        yield (
            (start, before.start()),
            _way(masked, polarity, start, before.end(), end, subject=True),
        )


def _negated(bare: str, start: int, end: int) -> bool:
    clean = cues.NOT_NEGATED.sub(" ", bare[start:end])
    return bool(cues.NEGATION.search(clean) or re.search(r"\b(?:fails?|failed|unable)\b", clean))


def _way(
    masked: str,
    polarity: str,
    start: int,
    end: int,
    stop: int,
    strong: bool = False,
    subject: bool = False,
) -> _Way:
    frequency = manner.often(masked, start, end) if polarity == "positive" else None
    status: model.Status | None = None
    if polarity == "positive":
        # A list's status stands before it, or right behind its verb.
        comma = masked.find(",", end, stop)
        stop = comma if comma >= 0 else stop
        for pattern, name in STATUSES:
            if status is None and pattern.search(masked, start, stop):
                status = name
    elif polarity == "avoid":
        status = "avoid"
    elif polarity == "not-effective":
        status = "not-effective"
    else:
        status = "under-study"
    if polarity == "positive" and status is None and EFFECTIVE.search(masked, start, end):
        status = "effective"
    return _Way(polarity, subject, strong, manner.hedge(masked, start, end), frequency, status)


def _things(
    text: str, masked: str, start: int, end: int, way: _Way, lexicon: Lexicon
) -> Iterator[Thing]:
    begin = start
    found: list[Thing] = []
    aside = False
    for match in [*SPLIT.finditer(masked, start, end), None]:
        stop = match.start() if match else end
        thing = _item(text, masked, begin, stop, way, lexicon)
        if thing is not None:
            found.append(thing)
        elif way.subject and not aside and not PLACE.match(masked, begin, stop):
            found = []  # a subject stands right before its verb
        # Behind "surgery to remove" the list may be of what is removed.
        aside = aside or bool(thing and PURPOSE.search(masked, thing.end, stop))
        if match:
            begin = match.end()
            if re.search(r"such as|including|like", match[0]):
                way = way._replace(strong=True)
    yield from found


def _item(
    text: str, masked: str, start: int, end: int, way: _Way, lexicon: Lexicon
) -> Thing | None:
    opening = OPENING.match(masked, start, end)
    start, end = trimmed(masked, opening.end() if opening else start, end)
    cut = END.search(masked, start, end)
    if cut:
        end = cut.start()
    start, end = trimmed(masked, start, end)
    label = re.sub(r"\s+", " ", masked[start:end]).strip(" ,;:.")
    if way.polarity == "avoid" and ONLY.match(text, end):
        return None
    if not label or len(label.split()) > 8 or len(label) < 3 or "Ѫ" in label:
        return None
    if NO_TREATMENT.search(label) or lexicon.phrase(label, "symptom"):
        return None
    mention = lexicon.phrase(label, "treatment")
    gloss = GLOSS.match(text, end)
    if mention is None and gloss:
        mention = lexicon.phrase(gloss[1], "treatment")
    head = label.split(" of ")[0]
    known = mention or re.search(HEAD.pattern + r"$", head, re.IGNORECASE)
    drug = way.strong and DRUG.fullmatch(label) and len(label) > 4
    exposed = way.polarity == "avoid" and EXPOSURE.search(label)
    if not known and not drug and not exposed:
        return None
    if way.polarity != "positive" and GENERIC.fullmatch(label):
        return None
    if gloss and len(gloss[1]) < 60:
        end = gloss.end()
    return Thing(start, end, mention and mention._replace(start=start, end=end), [])


def _treatment(text: str, thing: Thing, way: _Way) -> model.Treatment:
    mention = thing.mention
    frequency = model.Words(words=way.frequency) if way.frequency else None
    asserted = way.status == "effective" and not way.hedge and way.polarity == "positive"
    relation: Any = "treats" if asserted or way.polarity == "not-effective" else "applied"
    return model.Treatment(
        label=re.sub(r"\s+", " ", text[thing.start : thing.end]).strip(),
        term=mention.curie if mention else None,
        match=mention.match if mention else None,
        term_label=mention.label if mention else None,
        negated=way.polarity == "not-effective",
        relation="contraindicated" if way.polarity == "avoid" else relation,
        status=way.status,
        hedge=way.hedge if way.polarity in ("positive", "under-study") else None,
        frequency=frequency,
    )

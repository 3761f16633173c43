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
from gardkg.importers.prose import treatment_words as say
from gardkg.importers.prose.phrases import Thing, trimmed
from gardkg.importers.prose.sentences import VERB, Sentence
from gardkg.terms.lexicon import Lexicon


class _Way(NamedTuple):
    """How a clause puts a treatment."""

    polarity: str
    subject: bool
    """Whether the treatments stand before their verb."""
    strong: bool
    """Whether the words before make a list of treatments, so that a drug's name is enough."""
    rule: str
    item: bool
    """Whether it is a line of a list that is introduced as one of treatments."""
    hedge: str | None
    frequency: str | None
    status: model.Status | None


def read(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Treatment | model.TreatmentStatus | model.Cause]:
    """The treatments a sentence tells, what is to be avoided, and whether it says there is none.

    Args:
        text: the passage.
        masked: the same flat, and the disease's names rows of ``NAME``.
        sentence: where to read.
        topic: what the section is about.
        lexicon: the names of terms.
    """
    start, end, lead = sentence
    about = topic == "treatment"
    words = (masked[slice(*lead)] + " " if lead else "") + masked[start:end]
    if not (say.TREAT.search(words) or about):
        return
    yield from _status(masked, start, end)
    if lead and say.NOT_READ.search(masked, *lead):
        return
    found: dict[int, tuple[Thing, _Way]] = {}
    alone: list[int] = []
    for begin, stop in _clauses(masked, start, end):
        if say.NOT_READ.search(masked, begin, stop):
            continue
        bare = _unconditioned(masked, begin, stop)
        for span, way in _listed(masked, begin, stop, lead, about):
            things = [*_things(text, bare, *span, way, lexicon)]
            for thing, rule in things:
                found.setdefault(thing.start, (thing, way._replace(rule=rule or way.rule)))
            if len(things) == 1 and say.GENERIC.fullmatch(text[slice(*things[0][0][:2])]):
                alone.append(things[0][0].start)
    # "Medications that may help include aspirin": what is named stands for its kind.
    if len(found) > len(alone):
        for place in alone:
            found.pop(place, None)
    for thing, way in found.values():
        yield (
            _trigger(text, thing)
            if _is_exposure(text, thing, way)
            else _treatment(text, thing, way)
        )


def _is_exposure(text: str, thing: Thing, way: _Way) -> bool:
    """Whether what is to be avoided is no treatment: smoking, heat, fasting."""
    exposed = say.EXPOSURE.search(text[thing.start : thing.end].strip())
    return way.polarity == "avoid" and thing.mention is None and exposed is not None


def _trigger(text: str, thing: Thing) -> model.Cause:
    label = re.sub(r"\s+", " ", text[thing.start : thing.end]).strip()
    wording, rule = f"avoid {label}", "cause-avoided"
    return model.Cause(label=label, relation="contributes", wording=wording, rule=rule)


def _status(masked: str, start: int, end: int) -> Iterator[model.TreatmentStatus]:
    match = say.NONE.search(masked, start, end)
    cure = say.CURE.search(masked, start, end)
    if not match and not cure:
        return
    kind: Any = "no-cure"
    label = "no cure"
    if not cure and match and "cure" not in match[0].lower():
        standard = say.STANDARD.search(match[0]) or say.PLANS.match(masked, match.end(), end)
        if say.LIMITED.match(masked, match.end(), end) or re.search(
            r"\b(?:medical|drug)\b", match[0]
        ):
            return
        kind = "no-standard-treatment" if standard else "no-treatment"
        label = "no standard treatment" if standard else "no treatment"
    found = match or cure
    wording = re.sub(r"\s+", " ", found[0]).strip() if found else label
    yield model.TreatmentStatus(label=label, status=kind, wording=wording, rule="treatment-none")


def _clauses(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin, stop in manner.clauses(masked, start, end):
        for match in say.REASON.finditer(masked, begin, stop):
            if match.start() > begin:
                yield begin, match.start()
            begin = match.end()
        yield begin, stop


def _unconditioned(masked: str, start: int, end: int) -> str:
    """The text up to ``end``, the conditions of its last part blank."""
    bare = say.CONDITION.sub(lambda match: " " * len(match[0]), masked[start:end])
    return masked[:start] + bare


def _listed(
    masked: str, start: int, end: int, lead: tuple[int, int] | None, about: bool
) -> Iterator[tuple[tuple[int, int], _Way]]:
    """The parts of a clause that list treatments, and how they are put."""
    none = say.NONE.search(masked, start, end)
    if none:
        comma = masked.find(",", none.end(), end)
        if comma < 0:
            return
        start = comma + 1
    bare = _unconditioned(masked, start, end)
    if match := say.AVOIDED.search(bare, start, end):
        yield (start, match.start()), _way(masked, "avoid", start, match.end(), end)
        return
    if match := say.NOT_EFFECTIVE.search(bare, start, end):
        mixed = say.HELPS.search(bare, start, match.start())
        partly = mixed or re.match(
            r"\s+(?:in|for) (?:all|every|some|most|many)", bare[match.end() : end]
        )
        if (
            not partly
            and not cues.HEDGE.search(match[0])
            and not say.DOUBT.search(bare, start, end)
        ):
            object_ = say.NOT_RESPONDING.search(bare, start, end)
            where = (object_.end(), end) if object_ else (start, match.start())
            yield where, _way(masked, "not-effective", start, match.end(), end)
        return
    if match := say.AVOID.search(bare, start, end):
        yield (match.end(), end), _way(masked, "avoid", match.start(), match.end(), end)
        end = match.start()
    if match := say.AVOIDING.search(bare, start, end):
        first = say.SPLIT.search(masked, match.end(), end)
        stop = first.start() if first else end
        yield (match.end(), stop), _way(masked, "avoid", match.start(), match.end(), end)
        end = match.start()
    if say.STOPPED.search(masked, start, end):
        return
    if match := say.AVOIDS.search(bare, start, end):
        end = match.start()
    if say.DOUBT.search(bare, start, end) or _negated(bare, start, end):
        return
    study = say.UNDER_STUDY.search(masked, start, end)
    polarity = "under-study" if study else "positive"
    if lead:
        opening = masked[slice(*lead)]
        if cues.NEGATION.search(opening) or say.AVOIDS.search(opening):
            return
        if (about or say.TREAT.search(opening)) and not say.TESTS.search(opening):
            yield (start, end), _way(masked, polarity, *lead, lead[1], strong=True, item=True)
        return
    matches = [*say.AFTER.finditer(bare, start, end)]
    for n, match in enumerate(matches):
        stop = matches[n + 1].start() if n + 1 < len(matches) else end
        if say.DENIED.search(masked[start : match.start()]):
            continue
        yield (
            (match.end(), max(stop, match.end())),
            _way(masked, polarity, start, match.end(), stop, strong=True),
        )
    before = say.BEFORE.search(bare, start, end)
    if before and (about or say.TREAT.search(bare, start, end)):
        yield (
            (start, before.start()),
            _way(
                masked, polarity, start, before.end(), end, bool(say.GIVEN.search(before[0])), True
            ),
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
    item: bool = False,
) -> _Way:
    frequency = manner.often(masked, start, end) if polarity == "positive" else None
    status: model.Status | None = None
    if polarity == "positive":
        # A list's status stands before it, or right behind its verb.
        comma = masked.find(",", end, stop)
        stop = comma if comma >= 0 else stop
        for pattern, name in say.STATUSES:
            if status is None and pattern.search(masked, start, stop):
                status = name
    elif polarity == "avoid":
        status = "avoid"
    elif polarity == "not-effective":
        status = "not-effective"
    else:
        status = "under-study"
    if polarity == "positive" and status is None and say.EFFECTIVE.search(masked, start, end):
        status = "effective"
    rule = (
        polarity if polarity != "positive" else "item" if item else "said" if subject else "listed"
    )
    return _Way(
        polarity,
        subject,
        strong,
        f"treatment-{rule}",
        item,
        manner.hedge(masked, start, end),
        frequency,
        status,
    )


def _things(
    text: str, masked: str, start: int, end: int, way: _Way, lexicon: Lexicon
) -> Iterator[tuple[Thing, str | None]]:
    """The treatments of a stretch, each with the rule that finds it, if it is one of its own."""
    begin = start
    found: list[Thing] = []
    likely: list[Thing] = []
    aside = False
    for match in [*say.SPLIT.finditer(masked, start, end), None]:
        stop = match.start() if match else end
        thing, known = _item(text, masked, begin, stop, way, lexicon)
        named = match and re.search(r"such as|including|like", match[0])
        if thing and known and not (named and say.GENERIC.fullmatch(text[thing.start : thing.end])):
            found.append(thing)
        elif thing and not known and way.strong and not aside:
            # "Correction of water and electrolytes": the second is corrected too, and not done.
            of_both = found and begin and say.OF.search(text, found[-1].start, found[-1].end)
            if not (of_both and say.AND.fullmatch(masked, found[-1].end, thing.start)):
                likely.append(thing)
        elif (
            thing is None and way.subject and not aside and not say.PLACE.match(masked, begin, stop)
        ):
            found = []  # a subject stands right before its verb
        # Behind "surgery to remove" the list may be of what is removed.
        aside = aside or bool(thing and known and say.PURPOSE.search(masked, thing.end, stop))
        if match:
            begin = match.end()
            if named:
                way = way._replace(strong=True)
    # What stands in a list with treatments is one as well; an item of its own line needs none.
    if way.item or len(likely) <= 2 * len(found):
        halves = [_whole(masked, thing, found) for thing in likely]
        yield from ((thing, "treatment-beside") for thing in halves if thing)
    yield from ((thing, None) for thing in found)
    for thing in found:
        for gloss in say.GLOSS.finditer(text, thing.start, thing.end):
            inner = way._replace(strong="such as" in gloss[1])
            for match in say.PIECE.finditer(text, *gloss.span(1)):
                piece, known = _item(text, text, *match.span(), inner, lexicon)
                if piece and known and say.LISTS.match(gloss[1]):
                    yield piece, "treatment-glossed"


def _whole(masked: str, thing: Thing, found: list[Thing]) -> Thing | None:
    """Half of a coordination, as "occupational" of "occupational and physical therapy", whole."""
    if not say.HALF.fullmatch(masked, thing.start, thing.end):
        return thing
    behind = [
        f for f in found if f.start > thing.end and say.AND.fullmatch(masked, thing.end, f.start)
    ]
    return thing._replace(end=behind[0].end) if behind else None


def _item(
    text: str, masked: str, start: int, end: int, way: _Way, lexicon: Lexicon
) -> tuple[Thing | None, bool]:
    """What an item names, if it can be a treatment, and whether its words say that it is one."""
    opening = say.OPENING.match(masked, start, end)
    start, end = trimmed(masked, opening.end() if opening else start, end)
    cut = say.END.search(masked, start, end)
    exposed = way.polarity == "avoid" and say.EXPOSURE.search(masked[start:end].strip())
    if cut and not exposed:
        end = cut.start()
    start, end = trimmed(masked, start, end)
    label = re.sub(r"\s+", " ", masked[start:end]).strip(" ,;:.")
    if way.polarity == "avoid" and say.ONLY.match(text, end):
        return None, False
    if say.AVOIDS.match(masked, start) and way.polarity == "positive":
        return None, False
    if not label or len(label.split()) > 8 or len(label) < 3 or "Ѫ" in label:
        return None, False
    exposed = way.polarity == "avoid" and say.EXPOSURE.search(label)
    if (
        (not exposed and say.NO_TREATMENT.search(label))
        or VERB.search(label)
        or lexicon.phrase(label, "symptom")
    ):
        return None, False
    mention = lexicon.phrase(label, "treatment")
    gloss = say.GLOSS.match(text, end)
    if mention is None and gloss:
        mention = lexicon.phrase(gloss[1], "treatment")
    head = label.split(" of ")[0]
    known = mention or re.search(say.HEAD.pattern + r"$", head, re.IGNORECASE)
    given = way.strong or way.polarity != "positive"  # what is denied or forbidden was given
    drug = given and say.DRUG.fullmatch(label) and len(label) > 4
    sure = bool(known or drug or exposed)
    if not sure and (
        way.polarity != "positive" or len(label.split()) > 4 or not say.NOUN.search(label)
    ):
        return None, False
    if way.polarity != "positive" and say.GENERIC.fullmatch(label):
        return None, False
    if gloss and len(gloss[1]) < 60:
        end = gloss.end()
    return Thing(start, end, mention and mention._replace(start=start, end=end), []), sure


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
        rule=way.rule,
        status=way.status,
        hedge=way.hedge if way.polarity in ("positive", "under-study") else None,
        frequency=frequency,
    )

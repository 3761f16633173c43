"""Sentences → causes, genes, and that the cause is unknown; by what the sentence says, no more.

"Is caused by" and "results from" are causes; what is suspected, a risk or "associated with" is
associated, what triggers contributes. A gene is causal only where its mutations cause the disease.
A sentence about another disease, or with a negation that no rule reads, gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from gardkg import model
from gardkg.importers.prose import cause_words as say
from gardkg.importers.prose import cues, manner
from gardkg.importers.prose.phrases import trimmed
from gardkg.importers.prose.sentences import VERB, Sentence
from gardkg.terms.lexicon import Lexicon

Relation = Literal["associated", "contributes", "causes"]


_SUPPOSED = (("involved", say.INVOLVED), ("kind", say.KIND), ("component", say.COMPONENT))
# These are causes themselves, whatever is said before them.
_FACTORS = re.compile(r"(?:\w+ )?(?:causes|factors)\b", re.IGNORECASE)
# What a kind of cause is made of.
_NAMED = re.compile(r",?\s+(?:such as|including|like)\s+", re.IGNORECASE)
# Of the cases that the sentence is about.
_THESE = re.compile(r"(?:and |but )?(?:some|others|many|most|a few)(?: of them)?", re.IGNORECASE)
# It was thought of, and is not so.
_EVIDENCE = cues.pattern(
    r"\bno (?:\w+ )?(?:evidence|proof)\b|\bnot been (?:confirmed|proven|shown)\b"
)
# Whether it is involved is open.
_OPEN = cues.pattern(
    r"\b(?:has not been proven|not been (?:confirmed|identified)|no (?:specific|clear|evidence))\b"
)


class _Part(NamedTuple):
    start: int
    end: int
    relation: Relation
    hedge: str | None
    frequency: str | None
    listed: bool = False
    """An item of a list that was introduced as one."""
    rule: str = "cause-passive"
    form: str | None = None
    """The form of the disease that it causes."""


def read(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Cause | model.Gene | model.EtiologyStatus]:
    """The causes a sentence tells, the genes, and whether it says that the cause is unknown.

    Args:
        text: the passage.
        masked: the same flat, and the disease's names rows of ``NAME``.
        sentence: where to read.
        topic: what the section is about; among signs only what triggers or risks is a cause.
        lexicon: the names of terms.
    """
    start, end, lead = sentence
    about = topic == "causes"
    words = (masked[slice(*lead)] + " " if lead else "") + masked[start:end]
    if topic != "symptoms" and (match := _not_known(masked, start, end)):
        yield _unknown(text, masked, start, end, match)
    if say.NOT_READ.search(words) or _other_disease(words):
        return
    if does := say.DOES.search(masked, start, end):
        sentence = Sentence(start, does.start(), lead)
    for part in _parts(masked, sentence, about):
        part = part._replace(form=manner.form(masked, *(lead or (start, part.start))))
        if topic == "symptoms" and part.relation != "contributes":
            continue
        yield from _causes(text, masked, part, lexicon)


def _not_known(masked: str, start: int, end: int) -> re.Match[str] | None:
    """That the cause is unknown; not what gene causes it, how one does, or the cause of a form."""
    match = say.UNKNOWN.search(masked, start, end)
    while match and say.ACTS.search(masked, start, match.start()):
        match = say.UNKNOWN.search(masked, match.start() + 5, end)
    if match and not (say.NOT_UNKNOWN.search(match[0]) or say.NUMBERED.search(match[0])):
        return match
    return None


def _unknown(
    text: str, masked: str, start: int, end: int, match: re.Match[str]
) -> model.EtiologyStatus:
    often = re.search(r"\b(?:often|usually|generally|largely|mostly)\b", match[0])
    whom = (
        say.WHOM_BEFORE.match(masked, start, end)
        or say.WHOM_WITHIN.search(masked, match.start(), match.end())
        or say.WHOM_BEHIND.match(masked, match.end(), end)
    )
    whose = text[slice(*whom.span(1))].strip() if whom else often[0] if often else None
    return model.EtiologyStatus(
        label="cause unknown",
        status="unknown",
        rule="cause-unknown",
        wording=re.sub(r"\s+", " ", text[match.start() : match.end()]),
        frequency=model.Words(words=re.sub(r"\s+", " ", whose)) if whose else None,
    )


def _other_disease(words: str) -> bool:
    """Whether what is caused is named, and is no name of the disease: a form, another disease."""
    verb = say.CAUSED.search(words)
    subject = words[: verb.start()] if verb else words
    return bool(
        re.search(
            r"(?<![\wѪ])(?:[A-Z][\w'’-]*[\s-]+){1,5}(?:[Ss]yndrome|[Dd]isease|[Dd]eficiency)\b",
            subject,
        )
        or re.search(
            r"\b(?:[Tt]ypes?|[Ff]orms?|[Ss]ubtypes?|[Vv]ariants?) of (?!Ѫ)"
            r"|\bsymptoms\b|\bprotein\b|\bcases of (?!Ѫ|the\b|this\b|these\b)[a-z]",
            subject,
        )
    )


def _parts(masked: str, sentence: Sentence, about: bool) -> Iterator[_Part]:
    start, end, lead = sentence
    if lead:
        opening = [*say.CAUSED.finditer(masked, *lead)]
        if opening and not cues.NEGATION.search(masked, *lead):
            relation, doubt = _relation(masked, lead[0], opening[-1])
            often = manner.often(masked, *lead)
            yield _Part(start, end, relation, doubt, often, True, "cause-item")
        return
    found = [*say.CAUSED.finditer(masked, start, end)]
    for n, match in enumerate(found):
        stop = found[n + 1].start() if n + 1 < len(found) else end
        since = manner.clause(masked, start, match.start())
        ahead = masked[since : match.start()]
        if cues.NEGATION.search(
            cues.NOT_NEGATED.sub("", masked[since : match.end()])
        ) and not say.UNKNOWN.search(ahead):
            continue
        if not _subject(ahead, about, match) or _goes_with(masked, match, stop):
            continue
        if match["associated"] and _EVIDENCE.search(masked, match.end(), end):
            continue
        turn = say.TURN.search(masked, match.end(), stop)
        relation, doubt = _relation(masked, since, match)
        frequency = manner.often(masked, since, match.end())
        stop = turn.start() if turn else stop
        rule = f"cause-{match.lastgroup}"
        yield _Part(match.end(), stop, relation, doubt, frequency, rule=rule)
    for begin, stop in manner.clauses(masked, start, end) if about else ():
        doubted = say.SUSPECTED.search(masked, begin, stop)
        for rule, pattern in _SUPPOSED:
            thought = pattern.search(masked, begin, stop)
            if not thought or (rule == "component" and not doubted):
                continue
            if not (
                cues.NEGATION.search(masked, begin, thought.end())
                or _OPEN.search(masked, begin, stop)
            ):
                doubt = manner.hedge(masked, begin, thought.end())
                named = _NAMED.match(masked, thought.end(), stop)
                place = (named.end(), stop) if named else thought.span("cause")
                yield _Part(*place, "associated", doubt, None, rule=f"cause-{rule}")
    if triggers := say.TRIGGERS.match(masked[start:end]):
        here = start + triggers.start("cause"), start + triggers.end("cause")
        if not cues.NEGATION.search(triggers[0]):
            yield _Part(
                *here,
                "contributes",
                manner.hedge(triggers[0], 0, triggers.end()),
                None,
                rule="cause-trigger",
            )
    itself = say.ITSELF.search(masked, start, end)
    if itself and not found and not say.UNKNOWN.search(masked, start, end):
        yield _Part(itself.end(), end, "causes", None, None, rule="cause-passive")
    for match in say.CAUSES.finditer(masked, start, end):
        if re.search(r"\b(?:that|which)\s*$", match["cause"]):
            continue
        if not cues.NEGATION.search(masked, start, match.end()) and not found:
            doubt = manner.hedge(masked, *match.span("verb"))
            suspected = say.SUSPECTED.search(masked, start, match.end())
            relation = "associated" if suspected else "causes"
            yield _Part(*match.span("cause"), relation, doubt, None, rule="cause-changes")


def _goes_with(masked: str, match: re.Match[str], stop: int) -> bool:
    """Whether what is associated with the disease is something it has, and no cause."""
    if not match["associated"] or say.GENETIC.search(masked, match.end(), stop):
        return False
    also = re.search(r"\balso\b", match[0])
    return bool(also or say.FEATURES.match(masked, match.end(), stop))


def _subject(ahead: str, about: bool, match: re.Match[str]) -> bool:
    """Whether it is the disease that is caused."""
    if match["risk"] and re.match(r"at\b", match[0]) and say.AFFECTED.search(ahead):
        return False
    if match["risk"] or match["trigger"] or _FACTORS.match(match[0]):
        return True
    if match["after"] and not about:
        return False
    if say.PART_OF.search(ahead):
        return False
    if match["associated"] and not about:
        return False
    if re.match(r"caused\b", match[0]) and (
        re.search(r"\bcases\s*$", ahead)
        or re.search(r"[^Ѫ\s]\s*,\s*an? (?:[\w-]+\s+){1,3}$", ahead)  # "cyanosis, a condition …"
    ):
        return False
    if re.search(
        rf"\b{say.DISEASE}(?:\s+\([^)]*\))?\s*(?:(?:that|which)\s+)?(?:\w+ly\s+)?$|Ѫ\W*$"
        rf"|\b(?:cases|it)\b[^.;]{{0,60}}$",
        ahead,
        re.IGNORECASE,
    ):
        return True
    subject = rf"(?:^|[\s,])(?:it|they|Ѫ+[^.;]{{0,60}}|{say.DISEASE}[^.;]{{0,80}})$"
    ahead = ahead.strip()
    return (
        not ahead or bool(_THESE.fullmatch(ahead)) or bool(re.search(subject, ahead, re.IGNORECASE))
    )


def _relation(masked: str, since: int, match: re.Match[str]) -> tuple[Relation, str | None]:
    said = masked[since : match.end()]
    doubt = say.SUSPECTED.search(said)
    hedge = manner.hedge(masked, since, match.end()) or (doubt[0].lower() if doubt else None)
    if match["trigger"] or re.search(r"\btrigger", said, re.IGNORECASE):
        return "contributes", hedge
    # "May be caused by mutations in any of several genes" tells of several, not of a doubt.
    several = (
        doubt
        and doubt[0].lower() == "may"
        and say.GENETIC.match(masked[match.end() :].lstrip("an "))
    )
    if match["risk"] or match["associated"] or match["after"] or (doubt and not several):
        return "associated", hedge
    return "causes", hedge


def _causes(
    text: str, masked: str, part: _Part, lexicon: Lexicon
) -> Iterator[model.Cause | model.Gene]:
    whole = masked[part.start : part.end]
    if re.search(r"\bother than\b", whole):
        return
    if say.GENETIC.search(whole[:120]) and say.GENE_WORD.search(whole):
        yield from _genes(text, masked, part)
        return
    for start, end in _items(masked, part, lexicon):
        cause = _cause(text, masked, start, end, part, lexicon)
        if cause is None:
            continue
        yield cause
        genetic = part.listed or say.GENETIC.search(whole)
        if genetic and say.GENE.fullmatch(cause.label) and not say.NO_GENE.match(cause.label):
            yield _gene(cause.label, part)


def _items(masked: str, part: _Part, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """What a part lists. That something causes is said of a list only if it plainly is one."""
    spans, begin = [], part.start
    for match in [*say.SPLIT.finditer(masked, part.start, part.end), None]:
        spans.append((begin, match.start() if match else part.end))
        begin = match.end() if match else part.end
    named = say.INCLUDING.search(masked, part.start, part.end)
    if part.relation == "causes" and not (part.listed or named) and len(spans) > 1:
        texts = [masked[slice(*span)].split() for span in spans]
        last = say.LAST.search(masked, spans[-2][1], spans[-1][1])
        if not last or len(texts) < 3 or any(len(words) > 6 for words in texts):
            # An apposition, or more of the sentence: "an enzyme, also called …"
            spans = spans[:1] if len(texts[0]) > 2 else [(part.start, part.end)]
        elif any(len(words) < 2 for words in texts[:-1]):  # "bacterial, viral, or fungal infection"
            spans = [(part.start, part.end)]
    for span in spans:
        yield from _both(masked, *span, lexicon)


def _both(masked: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The two sides of an "and" that are terms each: lymphoma and leukemia."""
    match = re.compile(r"\s+(?:and|or)\s+").search(masked, start, end)
    sides = [(start, match.start()), (match.end(), end)] if match else []
    if match and all(lexicon.phrase(masked[slice(*side)], "symptom") for side in sides):
        return sides
    return [(start, end)]


def _gene(name: str, part: _Part) -> model.Gene:
    relation: Literal["associated", "causal"]
    relation = "causal" if part.relation == "causes" else "associated"
    return model.Gene(label=name, relation=relation, hedge=part.hedge, form=part.form, rule="gene")


def _genes(text: str, masked: str, part: _Part) -> Iterator[model.Cause | model.Gene]:
    """Changes in genes are one cause, as worded, and a claim for each gene."""
    cut = re.compile(
        r"\bthat\b|\bwhich\b|\band (?:is|are|can|occurs?|inherited)\b|\bresulting\b|\bleading\b"
        r"|\blocated\b|, (?:an?|some of)\b|(?<=factors), "
    ).search(masked, part.start, part.end)
    end = cut.start() if cut else part.end
    opening = say.OPENING.match(masked, part.start, end)
    start, end = trimmed(masked, opening.end() if opening else part.start, end)
    if end - start < 4:
        return
    label = re.sub(r"\s+", " ", text[start:end])
    if not say.GENETIC.search(label):
        return
    frequency = model.Words(words=part.frequency) if part.frequency else None
    yield model.Cause(
        label=label,
        relation=part.relation,
        hedge=part.hedge,
        frequency=frequency,
        form=part.form,
        rule=part.rule,
    )
    for match in say.GENE.finditer(masked, start, end):
        if not say.NO_GENE.match(match[1]):
            yield _gene(match[1], part)


def _cause(
    text: str, masked: str, start: int, end: int, part: _Part, lexicon: Lexicon
) -> model.Cause | None:
    opening = say.OPENING.match(masked, start, end)
    start = opening.end() if opening else start
    cut = say.END.search(masked, start, end)
    end = cut.start() if cut else end
    start, end = trimmed(masked, start, end)
    label = masked[start:end].strip()
    if (
        not label
        or say.NO_CAUSE.search(label)
        or VERB.match(label)
        or not 1 <= len(label.split()) <= 16
    ):
        return None
    if cues.NEGATION.search(label) or not re.search(r"[A-Za-z]{3}", label):
        return None
    mention = lexicon.phrase(label, "symptom")
    gloss = re.compile(r"\s*\([^()]{1,80}\)").match(text, end)
    return model.Cause(
        label=re.sub(r"\s+", " ", text[start : gloss.end() if gloss else end]).strip(),
        term=mention.curie if mention else None,
        match=mention.match if mention else None,
        term_label=mention.label if mention else None,
        relation=part.relation,
        hedge=part.hedge,
        frequency=model.Words(words=part.frequency) if part.frequency else None,
        form=part.form,
        rule=part.rule,
    )

"""Sentences → symptoms.

In a section about symptoms what a sentence lists is read as symptoms, elsewhere only what stands
with a verb that makes it one ("characterized by", "are common"). A list that is introduced as one
of symptoms keeps also the wording that no term has. Not read: sentences about other diseases,
tests, treatments, relatives and risks, and what is called a cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gardkg import model
from gardkg.importers.prose import cues, manner
from gardkg.importers.prose.phrases import Thing, things
from gardkg.importers.prose.sentences import VERB, Sentence
from gardkg.terms.lexicon import Lexicon

#: A sentence with one of these says nothing sure of this disease's symptoms.
NOT_READ = cues.table(
    r"""rule[sd]? out
    similar to
    (?:resembl|mimic|mistaken|misdiagnos|distinguish|differentiat|compar)\w*
    confused (?:with|for)
    (?:differs?|different) from
    such as those
    like those
    unlike
    (?:diagnos|screen)\w*
    prenatal (?:diagnos|test|screen)\w*
    (?:blood|genetic|laboratory|imaging) (?:tests?|testing|studies)
    biops(?:y|ies)
    test(?:s|ed|ing)?
    treat(?:ed|ment|ments|ing|s)?
    (?:therap|medication|drug|surg|vaccin)\w*
    carriers?
    relatives
    parents?
    family members?
    general population
    unaffected
    click
    visit
    web ?site
    information
    (?:mouse|mice|rats?|animals?)
    subtypes?
    (?:two|three|four|five|six|several|different|other|many|various) (?:\w+ )?(?:forms|types
    |variants|subtypes|diseases|disorders|conditions|syndromes)
    (?:caused|explained) by (?:a |an )?(?:different|other)
    in general
    factors? (?:that|which|associated|for|in)
    un(?:clear|certain|known) (?:whether|if)
    risk factors?
    triggers?
    once thought
    until recently
    causes? of (?:Ѫ+|(?:the|this) (?:condition|disorder|disease|syndrome))
    (?:whereas|while|in contrast)\b[^.;]*\btypes? (?:\d|[IVX]+)
    types? (?:\d|[IVX]+)\b[^.;]*\b(?:whereas|while|in contrast)"""
)
_LEAD = cues.one_line(
    r"""(?:signs?|symptoms?|features?|findings?|manifestations?|characteristics?|complications?
    |problems?|abnormalities|anomalies|complaints?|difficulties|issues|traits|effects|deformities
    |malformations|defects)"""
)
_MODAL = cues.one_line(
    rf"""(?:(?:may|can|might|could) )?(?:(?:also|then) )?(?:{cues.ADVERB} )?(?:also )?"""
)
_WHO = cues.one_line(
    rf"""(?:{cues.PEOPLE}(?: (?:with|who have) [^,.;]{{3,60}}?)?|who|it|and|also|patients?
    |Ѫ+(?: type \w+)?|disorder|condition|disease
    |syndrome|that|which|form|type|may|can|might|{cues.ADVERB})"""
)
#: What follows is a list of symptoms (``strict``), or may have some: then only terms are read.
AFTER = cues.pattern(
    rf"""\b(?:(?P<strict>
    {_LEAD}\b(?:(?!\b{_LEAD}\b|[.;:]).){{0,120}}?\b{_MODAL}
    (?:includes?|included|are|is|consists? of|involves?)(?: the following)?
    |{_LEAD},?\s+(?:such as|including|like|consisting of)
    |(?:be )?(?:{cues.ADVERB} |also |primarily |mainly |chiefly |further )*
    characteri[sz]ed (?:(?:also|clinically|primarily|mainly|chiefly|in part|{cues.ADVERB}) )?by
    |(?:triad|tetrad|combination|variety|constellation|range) of {_LEAD}
    (?: (?:including|such as|like))?
    |{_MODAL}(?:presents?|manifests?|presenting|manifesting) (?:itself )?(?:as|with)
    )|(?P<loose>{_WHO} {_MODAL}(?:have|has|had|experiences?|develops?|exhibits?|shows?|suffers? from
    |notices?|becomes?|appear|displays?|(?:be|are|is) born with|causes?|results? in|leads? to
    |(?:be|is|are) (?:also )?associated with|(?:be|is|are) (?:also )?(?:accompanied|followed
    |complicated) by|complain of|report|feel|include|includes)
    |(?:leading to|resulting in|causing)
    ))\b(?:\s*:)?\s*"""
)
#: What stands before is a symptom.
BEFORE = cues.pattern(
    rf"""(?<!\s)\s++{_MODAL}(?:is|are|was|were|be|(?:has|have)(?: also)? been|been|occurs?|develops?
    |appears?
    |presents?|happens?)\b(?: been)?(?: (?:also|first|an?|the|{cues.ADVERB}|very|quite|most
    |more|less))*
    (?: (?:common|frequent|seen|present|observed|reported|noted|found|typical|noticed|recognized
    |evident|apparent|appreciated|described|hallmark|characteristic|feature|uncommon|rare))?"""
)
_PRESENT = cues.pattern(
    r"common|frequent|seen|present|observed|noted|found|typical|occur|develop|appear"
)
#: From here to the next comma, or the end of the part, is the cause of what was listed.
CAUSE = cues.table(
    r"""(?:caused|triggered|brought on|induced|provoked|explained|followed) by
    due to
    because
    result(?:s|ing|ed)? from
    secondary to
    (?:related|attributed|owing) to
    as a result of
    after
    following
    (?:increased |higher |greater |lower |reduced |high |at )?(?:risk|chance|likelihood|odds)s?
    predispos\w+
    susceptib\w+
    prone to
    histor(?:y|ies)
    if
    when
    unless
    until
    prevent\w*
    avoid\w*
    compress\w+ of
    such as from
    from"""
)
_OTHER = re.compile(
    r"(?<![\wѪ])(?!(?:This|The|These|An?|Severe|Mild|Although|While|In|Because|When|If"
    r"|As|Some|Many|Most"
    r"|Affected|Other|Each|Any|Early|Acute|Chronic"
    r"|Classic)\b)(?:[A-Z][\w'’-]*[\s-]+){1,5}(?:syndrome|disease|disorder|anomaly"
    r"|sequence)\b"
    r"|\b(?:symptoms|signs|features|complications) of (?!Ѫ|the (?:condition|disorder"
    r"|disease|syndrome)"
    r"|this|these|it\b|affected|an? )[\w-]+(?: [\w-]+)?(?= (?:may |can |often |usually )*(?:include"
    r"|are|is)\b)"
)
_NOT_A_SYMPTOM = re.compile(
    r"^(?:\W|\d+\W*$|it\b|this|these|those|they|that|which|who|there|he|she|people"
    r"|patients?|individuals?|infants"
    r"|affected|signs?\b|symptoms?\b|features?$|problems?$|abnormalities$"
    r"|complications?$|mild$|moderate$|severe"
    r"$|death$|disease|disorder|conditions?\b|syndrome|Ѫ|cases?\b|onset|age|males?\b"
    r"|females?\b|children|adults"
    r"|men\b|women\b|varies|variable|others?$|more\b|all\b|none|etc|the following"
    r"|following|not\b|no\b|without"
    r"|(?:in|on|at|of|with|by|from|for)\b|(?:small|large|short|long|low|high|thin|broad|wide)$"
    r"|different|absence|possibl|although|however|while|but\b|mutation"
    r"|changes? in the .*gene)|\bgenes?\b|\b(?:such as|including|before|after|and|or|of"
    r"|in)$",
    re.IGNORECASE,
)


_NAMED = re.compile(rf"\b{_LEAD}\b", re.IGNORECASE)
_EITHER = cues.pattern(r"with or without\b[^,;]*$")
_NEXT = re.compile(r"[;:]|,\s")
_GOES_ON = cues.pattern(r"\s*(?:such as|including|like|e\.g\.)\s")
# Known already, or those who are affected: no symptom of them.
_MEANT = cues.pattern(r"\s*(?:these|those|this|that|(?:\w+ )?cases of)\b")
_TELLS = cues.pattern(
    r"(?<!most\s)(?<!more\s)(?<!less\s)\b(?:(?:very|quite) )?(?:common|frequent|uncommon|rare)\b|"
    + cues.ADVERB
)
_RISK = re.compile(r"\b(?:risk|chance|likelihood)\b", re.IGNORECASE)
#: A share of those who are affected, in the item itself.
_SHARE = re.compile(r"\(\s*((?:100|\d{1,2})(?:\.\d{1,6})?%)\s*\)")
#: Terms that say too little by themselves.
_BARE = {"Pain", "Asthenia", "Neoplasm", "Abnormality of the skin", "Abnormality of movement"}
#: What an item in a sentence has, if it is a sign that no term names.
_SIGN = re.compile(
    r"\b(?:pain|loss|weak|swell|swollen|problem|difficult|trouble|abnormal|delay|defect"
    r"|deform|malform|lesion"
    r"|nodul|tumou?r|cyst|growth|enlarge|decreas|increas|reduc|absen|impair|dysfunction"
    r"|failure|infection"
    r"|inflamm|ulcer|rash|bleed|spasm|movement|stiff|thick|thin|narrow|prominen|sparse"
    r"|missing|extra|fus"
    r"|unusual|lack|poor|low|high|small|short|large|accumulat|deposit|hardening|block"
    r"|bumps|bruit|production"
    r"|sensitiv|tender|discolor|redness|itch)\w*|\w{3,}(?:itis|osis|emia|uria|pathy"
    r"|plasia|megaly|trophy|algia"
    r"|penia|oma|edema|plegia|paresis|kinesia|phagia|pnea|genesis|esthesia|opia|ectomy"
    r"|sclerosis|stalsis)s?\b",
    re.IGNORECASE,
)


class _Region(NamedTuple):
    """A part of a sentence where symptoms are listed, and how."""

    start: int
    end: int
    strict: bool
    hedge: str | None
    frequency: str | None


def read(
    text: str, masked: str, sentence: Sentence, about: bool, lexicon: Lexicon
) -> Iterator[model.Symptom]:
    """The symptoms a sentence tells.

    Args:
        text: the passage.
        masked: the same flat, and the disease's names rows of ``NAME``.
        sentence: where to read.
        about: whether the section is about symptoms.
        lexicon: the names of terms.
    """
    start, end, lead = sentence
    words = (masked[slice(*lead)] + " " if lead else "") + masked[start:end]
    if NOT_READ.search(words) or _OTHER.search(words):
        return
    subset = cues.SUBSET.search(words)
    seen: set[tuple[int, str]] = set()
    for region in _regions(masked, sentence, about):
        for thing in _things(text, masked, region, lexicon):
            key = (thing.start, thing.mention.curie if thing.mention else "")
            if key in seen or not _is_symptom(masked, region, thing, bool(lead)):
                continue
            seen.add(key)
            negation = _negated(masked, start, thing)
            if negation and (subset or not cues.ABSENT.fullmatch(negation.strip())):
                continue
            yield _symptom(text, thing, region, bool(negation))


def _regions(masked: str, sentence: Sentence, about: bool) -> Iterator[_Region]:
    start, end, lead = sentence
    if lead:
        opened = [*AFTER.finditer(masked, *lead)]
        named = _NAMED.search(masked, *lead)
        if about or named or any(match["strict"] for match in opened):
            ahead = lead[0], opened[-1].end() if opened else lead[1]
            yield _Region(
                start, end, True, manner.hedge(masked, *ahead), manner.often(masked, *ahead)
            )
        return
    found = [*AFTER.finditer(masked, start, end)]
    hedge = frequency = None
    strict = False
    for n, match in enumerate(found):
        stop = found[n + 1].start() if n + 1 < len(found) else end
        nominal = n > 0 and not VERB.search(match[0])
        strict = bool(match["strict"]) or (nominal and strict)
        if not nominal:  # "such as" goes on as its verb began
            since = max(start, manner.clause(masked, start, match.start()))
            hedge, frequency = (
                manner.hedge(masked, *match.span()),
                manner.often(masked, since, match.end()),
            )
            if risk := _RISK.search(masked, since, match.end()):
                hedge = risk[0].lower()
        yield _Region(match.end(), stop, strict, hedge, frequency)
    before = BEFORE.search(masked, start, found[0].start() if found else end)
    if before and _PRESENT.search(before[0]):
        how = _TELLS.search(before[0])
        often = how[0] if how else manner.often(masked, start, before.end())
        yield _Region(start, before.start(), False, manner.hedge(masked, *before.span()), often)


def _things(text: str, masked: str, region: _Region, lexicon: Lexicon) -> Iterator[Thing]:
    """What a region lists, without what it calls a cause."""
    begin = region.start
    while begin < region.end:
        cause = CAUSE.search(masked, begin, region.end)
        stop = cause.start() if cause else region.end
        if stop > begin:
            yield from things(text, begin, stop, lexicon, "symptom")
        if cause is None:
            return
        turn = _NEXT.search(masked, cause.end(), region.end)
        while turn and cause[0].lower().startswith("histor") and _GOES_ON.match(masked, turn.end()):
            turn = _NEXT.search(masked, turn.end(), region.end)
        begin = turn.end() if turn else region.end


def _is_symptom(masked: str, region: _Region, thing: Thing, bullet: bool) -> bool:
    label = masked[thing.start : thing.end]
    if not label.strip():  # within a gloss, which is blank when flat
        return thing.mention is not None and thing.end > thing.start
    if _MEANT.match(label):
        return False
    if thing.mention is not None:
        return "Ѫ" not in label and (thing.mention.label not in _BARE or len(label.split()) > 1)
    if not region.strict or "Ѫ" in label or _NOT_A_SYMPTOM.search(label):
        return False
    if VERB.search(label) or not 1 <= len(label.split()) <= 9 or not re.search("[a-z]{4}", label):
        return False
    return bullet or (" " in label.strip() and bool(_SIGN.search(label)))


def _negated(masked: str, start: int, thing: Thing) -> str | None:
    """The cue that denies a thing, if one does."""
    at = thing.mention.start if thing.mention else thing.end
    if thing.mention and masked[slice(*thing.mention[:2])].isspace():  # its gloss
        at = thing.start
    if either := _EITHER.search(masked[start:at]):
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


def _symptom(text: str, thing: Thing, region: _Region, negated: bool) -> model.Symptom:
    wording = re.sub(r"\s+", " ", text[thing.start : thing.end])
    share = _SHARE.search(text, thing.start, thing.end)
    often = region.frequency
    frequency = share[1] if share else model.Words(words=often) if often else None
    mention = thing.mention
    if mention and mention.label in _BARE and mention.match == "exact":
        mention = mention._replace(match="broad")
    return model.Symptom(
        label=wording,
        term=mention.curie if mention else None,
        match=mention.match if mention else None,
        term_label=mention.label if mention else None,
        negated=negated,
        frequency=None if negated else frequency,
        hedge=None if negated else region.hedge,
        modifiers=[] if negated else thing.modifiers,
    )

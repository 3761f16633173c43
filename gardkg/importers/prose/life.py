"""Sentences → inheritance, ages, onset and sites: what is said of the disease as a whole.

Inheritance is read only where the disease itself is the one inherited, for an answer about one
disease often tells how another form of it runs in families.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gardkg import model
from gardkg.importers.prose import cues, manner
from gardkg.importers.prose.sentences import Sentence
from gardkg.terms.lexicon import Lexicon

_IT = (
    r"(?:Ѫ+|it|they|(?:this|the|these) (?:condition|disorder|disease|syndrome|form of Ѫ+"
    r"|genetic disorder|inherited disorder)s?|(?:most|some|many|all|other|few) (?:cases|people"
    r"|individuals)(?: (?:of|with) Ѫ+)?)"
)
_MODES = (
    r"(?:(?:autosomal|x-linked|y-linked|sex-linked|mitochondrial|maternal(?:ly)?|digenic"
    r"|multifactorial|polygenic)(?:[ -](?:dominant|recessive|semidominant|pseudo-?recessive))?)"
)
INHERITED = cues.pattern(
    rf"""\b(?:{_IT}\b[^.;]{{0,60}}?|and )\s*(?P<verb>(?:(?:may|can|might) be |(?:is|are
    |appears? to be|has been) ){{0,2}}(?:(?:also|usually|typically|generally|most often
    |thought to be|believed to be|reported to be|thought|often|sometimes) )*
    (?:inherited|transmitted|passed (?:down|on)?(?: through families)?))
    \s+(?:in |as |through )?(?:both )?(?:an? )?
    (?P<modes>{_MODES}(?:(?: \(?[\w ]*\)?)?(?:,|,? or|,? and|/) (?:an? )?{_MODES})*)"""
)
NOT_INHERITED = cues.pattern(
    rf"""\b{_IT}\b(?: [^.;,]{{0,40}}?)?(?:,[^.;,]{{0,80}},)? (?P<cue>(?:is|are) (?:(?:usually
    |typically|generally|also) )?not (?:(?:usually|typically|generally|thought to be
    |believed to be|an?) )*(?:inherited(?! from)|genetic|hereditary)
    |does not (?:usually )?run in families)\b"""
)
SPORADIC = cues.pattern(
    r"\b(?:most |many |some |all |these )?(?:cases|it|they"
    r"|Ѫ+)\b[^.;]{0,60}?\b(?:occurs? (?:sporadically|randomly)|(?:is|are) (?:usually |typically "
    r"|generally |thought to be )*sporadic)\b"
)
_MODE = re.compile(_MODES, re.IGNORECASE)

# Another form of the disease, of which the answer tells as well.
_FORM = cues.pattern(r"\b(?<!this\s)(?:forms?|types?|subtypes?|variants?)\b")

# Before the disease's name; another word makes it another form's: "acquired …".
_BARE = cues.pattern(
    r"""(?:^|[,;:()]|\b(?:of|with|that|the|and|but|because|since|although|while|as|most|many|some
    |other))\s*$"""
)
# A word behind the name that makes it a form's, or a condition.
_NARROWED = cues.pattern(
    rf"""{cues.NAME} (?!(?:itself|also|usually|typically|generally|syndromes?|diseases?|disorders?
    |tumou?rs?|and|cases|is|are|does)\b)[a-z]{{3,}}|\b(?:if|when|unless)\b"""
)

# How a clause begins that holds for some only.
_WHOM = cues.pattern(rf"\s*(?:however,? |although |while |but )?({cues.FREQUENCY.pattern})")

#: Between such ages.
AGES = cues.pattern(
    r"""\b(?:between (?:the )?ages? of (?P<a>\d{1,2}) (?:and|to) (?P<b>\d{1,2})
    |between (?P<c>\d{1,2}) (?:and|to) (?P<d>\d{1,2}) (?P<unit1>years?|months?|weeks?
    |days?)(?: of age| old)?|(?:from |at )?ages? (?:of )?(?P<e>\d{1,2}) ?(?:to|-|–
    |and) ?(?P<f>\d{1,2})(?: (?P<unit3>years?|months?|weeks?|days?))?|(?P<g>\d{1,2}) ?(?:-|–
    |to) ?(?P<h>\d{1,2}) (?P<unit2>years?|months?|weeks?) (?:of age|old))"""
)
_AFFECTS = cues.pattern(
    r"""\b(?:affects?|affected|occurs?|begins?|began|starts?|develops?|appears?|onset|present
    |presents|seen|symptomatic|diagnosed|become apparent|becomes apparent|noticed|noticeable
    |manifests?)\b"""
)
#: When it begins: the term of hp.obo, and how it is said.
ONSETS = (
    ("HP:0003577", cues.pattern(r"\b(?:at birth|present from birth|congenital onset)\b")),
    (
        "HP:0003623",
        cues.pattern(
            r"\b(?:in|during|within) the (?:neonatal|newborn) period\b|\bfirst (?:few )?(?:days"
            r"|weeks|month) of life\b"
        ),
    ),
    (
        "HP:0003593",
        cues.pattern(
            r"\b(?:in|during|from|since) (?:early |late )?infancy\b|\bfirst (?:few |several "
            r"|\w+ )?(?:months|year) of life\b|\bbefore (?:age )?(?:one|1)(?: year)?\b"
        ),
    ),
    ("HP:0011463", cues.pattern(r"\b(?:in|during) (?:early |late |mid-?)?childhood\b")),
    (
        "HP:0003621",
        cues.pattern(
            r"\b(?:in|during) (?:early |late )?(?:adolescence|the teenage years|the teens)\b"
        ),
    ),
    (
        "HP:0003581",
        cues.pattern(r"\b(?:in|during) (?:young |early |late |mid-?|middle )?adulthood\b"),
    ),
)
_BEGINS = cues.pattern(
    r"""\b(?:(?:signs? and symptoms?|symptoms?|features?|onset|Ѫ+|it|they|(?:the|this) (?:condition
    |disorder|disease|syndrome))\b[^.;]{0,70}?\b(?:begins?|starts?|appears?|develops?|presents?
    |becomes? (?:apparent|evident|noticeable)|(?:is
    |are) (?:usually |typically |generally |often |first )*(?:apparent|present|noticed|recognized
    |evident)|occurs?|manifests?|onset (?:is|occurs)))\b"""
)
_BODY = re.compile(
    r"(?:(?:the|other|upper|lower|internal|deep|long|small|large|central|peripheral|respiratory"
    r"|digestive|nervous|immune|extensive areas of|left|right|many parts of|certain|of|and"
    r"|areas?|parts?) )*(?:skin|face|knees?|elbows?|hands?|feet|foot|arms?|legs?|limbs?|eyes?"
    r"|ears?|nose|mouth|scalp|nails?|hair|teeth|bones?|joints?|muscles?|heart|lungs?|liver"
    r"|kidneys?|spleen|brain|spinal cord|spine|nerves?|nervous system|blood vessels|bladder"
    r"|stomach|intestines?|pharynx|larynx|airways?|throat|esophagus|pancreas|thyroid|organs?"
    r"|trunk|neck|chest|abdomen|hips?|shoulders?|fingers?|toes?|wrists?|ankles?|genitals|body"
    r"|systems?|tissues?|lymph nodes"
    r"|bone marrow|gums|lips|tongue|palate|ribs|skull|skeleton|jaw)",
    re.IGNORECASE,
)
SITES_BEFORE = cues.pattern(
    rf"^(?P<list>[^.;]{{3,120}}?) (?:(?:may|can|might) be |(?:is|are) )(?:(?:{cues.ADVERB}|most"
    rf"|also|commonly) )*(?:affected|involved)\b"
)
SITES_AFTER = cues.pattern(
    rf"\b(?:Ѫ+|it|(?:this|the) (?:condition|disorder|disease|syndrome)|that) (?:(?:may|can|might"
    rf"|primarily|mainly|also|{cues.ADVERB}) )*(?:affects?|involves?) (?P<list>[^.;:]{{3,140}})"
)
_ITEM = re.compile(
    r"\s*,\s*(?:(?:and|or|and/or|including)\b\s*)?|\s+(?:and/or|and|or|including)\s+", re.IGNORECASE
)


def inheritance(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Inheritance]:
    """How the disease is inherited, or that it is not."""
    start, end, _ = sentence
    for match in NOT_INHERITED.finditer(masked, start, end):
        since = manner.clause(masked, start, match.start())
        said = masked[since : match.start("cue")]
        named = match[0].startswith(cues.NAME)
        if _FORM.search(said) or _NARROWED.search(said):
            continue
        if named and not _BARE.search(masked[since : match.start()]):
            continue
        yield model.Inheritance(
            rule="inheritance-denied",
            label="inherited",
            negated=True,
            wording=_said(text, *match.span("cue")),
            frequency=_often(masked, since, match, "cue"),
        )
    for match in SPORADIC.finditer(masked, start, end):
        if not cues.NEGATION.search(match[0]) and (
            mention := lexicon.phrase("sporadic", "inheritance")
        ):
            yield model.Inheritance(
                label=_said(text, *match.span()),
                term=mention.curie,
                match=mention.match,
                term_label=mention.label,
                hedge=manner.hedge(masked, *match.span()),
                rule="inheritance-sporadic",
            )
    for match in INHERITED.finditer(masked, start, end):
        since = manner.clause(masked, start, match.start())
        ahead = masked[since : match.end()]
        if cues.NEGATION.search(ahead) or _FORM.search(ahead):
            continue
        for mode in _MODE.finditer(masked, *match.span("modes")):
            mention = lexicon.phrase(f"{mode[0]} inheritance", "inheritance") or lexicon.phrase(
                mode[0], "inheritance"
            )
            yield model.Inheritance(
                label=_said(text, *mode.span()),
                term=mention.curie if mention else None,
                match=mention.match if mention else None,
                term_label=mention.label if mention else None,
                hedge=manner.hedge(masked, *match.span("verb"))
                or _supposed(masked, since, match.start("verb")),
                frequency=_often(masked, since, match, "verb"),
                rule="inheritance",
            )


def _supposed(masked: str, start: int, end: int) -> str | None:
    """The doubt of a clause; a may or can of another verb is none."""
    hedge = manner.hedge(masked, start, end)
    return None if hedge in ("may", "might", "can", "could") else hedge


def _often(masked: str, since: int, match: re.Match[str], verb: str) -> model.Words | None:
    """How often, by an adverb of the verb, or by whom its clause begins with."""
    adverb = re.search(cues.ADVERB, match[verb], re.IGNORECASE)
    whom = _WHOM.match(masked, since)
    words = adverb[0] if adverb else whom[1] if whom else None
    words = words or manner.often(masked, match.start(), match.start(verb))
    if not words or cues.NAME in words:
        return None
    alone = re.fullmatch(cues.ADVERB, words, re.IGNORECASE)
    return model.Words(words=re.sub(r"\s+", " ", words.lower() if alone else words))


def ages(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Claim]:
    """Whom the disease affects, by age, and when it begins."""
    start, end, _ = sentence
    if cues.NEGATION.search(masked, start, end) or re.search(
        r"\b(?:type|form)s? ", masked[start:end]
    ):
        return
    for match in AGES.finditer(masked, start, end):
        if not _AFFECTS.search(masked, start, match.start()):
            continue
        numbers = [
            int(number) for name, number in match.groupdict().items() if number and len(name) == 1
        ]
        if len(numbers) == 2 and numbers[0] < numbers[1]:
            unit: Any = (match["unit1"] or match["unit2"] or match["unit3"] or "years").rstrip(
                "s"
            ) + "s"
            often = cues.FREQUENCY.search(masked, start, match.start())
            yield model.AffectedAge(
                rule="age",
                label=_said(text, *match.span()),
                min=numbers[0],
                max=numbers[1],
                unit=unit.lower(),
                frequency=model.Words(words=_said(text, *often.span())) if often else None,
            )
    begins = _BEGINS.search(masked, start, end)
    if not begins:
        return
    for curie, pattern in ONSETS:
        term = lexicon.terms.terms.get(curie)
        found = pattern.search(masked, begins.end(), min(end, begins.end() + 60))
        if term and found:
            whom = cues.FREQUENCY.search(masked, start, end)
            alone = whom and re.fullmatch(cues.ADVERB, whom[0], re.IGNORECASE)
            words = _said(text, *whom.span()).lower() if whom and alone else whom and whom[0]
            yield model.Onset(
                rule="onset",
                frequency=model.Words(words=_said(words, 0, len(words))) if words else None,
                label=_said(text, *found.span()),
                term=curie,
                match="exact",
                term_label=term.label,
                hedge=manner.hedge(masked, begins.start(), found.start()),
            )


def sites(
    text: str, masked: str, sentence: Sentence, topic: str, lexicon: Lexicon
) -> Iterator[model.Site]:
    """The parts of the body that the disease affects; only what is a list of such."""
    start, end, _ = sentence
    if cues.NEGATION.search(masked, start, end) or re.search(r"\bgenes?\b", masked[start:end]):
        return
    for pattern in (SITES_BEFORE, SITES_AFTER):
        match = pattern.search(masked[start:end])
        if not match:
            continue
        begin, stop = start + match.start("list"), start + match.end("list")
        whole = start + match.start(), start + match.end()
        for a, b in _places(masked, begin, stop):
            often = manner.often(masked, whole[0], begin if pattern is SITES_AFTER else whole[1])
            yield model.Site(
                rule="site",
                label=re.sub(r"^(?:the|other) ", "", _said(text, a, b), flags=re.IGNORECASE),
                hedge=manner.hedge(masked, *whole),
                frequency=model.Words(words=often) if often else None,
            )


def _places(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in [*_ITEM.finditer(masked, start, end), None]:
        stop = match.start() if match else end
        body = _BODY.match(masked, begin, stop)
        rest = masked[body.end() : stop].strip() if body else "-"
        if body and (not rest or re.match(r"(?:in|of|and|other than)\b|\W", rest)):
            yield body.span()
        elif begin == start:
            return
        begin = match.end() if match else stop


def _said(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", text[start:end]).strip(" ,;")

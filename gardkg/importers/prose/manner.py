"""How a clause says something: where it ends, of whom it is, how surely, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gardkg.importers.prose import cues

#: Where a clause ends: at a turn, and before an "and" with a subject of its own.
_BOUNDARY = cues.pattern(
    rf"""\s*;\s*(?:and )?(?=(?:however|but|in|it|they|this|these|those|some|most|many|others?|the
    |other|in contrast)\s)|,?\s+(?:but(?! also)|followed by|however|although|though|whereas|while
    |yet|in contrast)\b,?\s*|,\s+(?:and\s+)?(?=(?:it|they|most|some|many|few|all|others
    |{cues.SHARE}|the (?:condition|disease|disorder|syndrome))\b[^,;]{{0,60}}?\s(?:is|are|was
    |were|have|has|had|may|can|could|might|do|does|will|develop|experience|occurs?|appears?)\b)
    |\s+and\s+(?=(?:most|some|many|few|others|{cues.SHARE}) (?:\w+ ){{0,2}}?(?:is|are|have|has|may
    |can
    |develop|experience)\b)"""
)
# "Although …, the …": the first comma ends what was opened.
_OPENED = cues.pattern(
    r"""\W*(?:although|though|while|whereas|because|since)\b[^,;]*(?P<turn>,\s+)(?=(?:it|they|there
    |the|this|these|most|some|many|others?|mutations?|changes|Ѫ+)\b)"""
)
_TURNS = cues.pattern(r"[;:]|, (?:but|and|however|while|although) |\bbut |\bwhile ")
_ADVERB_LAST = cues.pattern(
    rf"\b({cues.ADVERB})(?: also)?(?: (?:be|is|are))? (?:the )?[\w-]+"
    r"(?: (?:by|with|of|as|in|to|born with|a|an|the following))*\s*:?\s*$"
)
_ADVERB_FIRST = cues.pattern(
    rf"\s*(?:however,? |but )?({cues.ADVERB})\s*(?=,|\b(?:it|the|this)\b|{cues.NAME})"
)
_QUANTIFIER = cues.pattern(
    r"""\s*(most|some|many|(?:a )?few|half|nearly all|almost all|all)(?= (?:also )?(?:have|has|had
    |may|can|develop|experience|are|become|show|suffer)\b)"""
)
# Another verb: how often belongs to it.
_OWN_VERB = cues.pattern(
    r"""\b(?:begin|began|start|develop|appear|var(?:y|ies)|differ|range|depend|occur|worsen
    |become)\w*\b(?=.*\b(?:and|that|which)\b)"""
)
_DIGIT = re.compile(r"\d")
_NUMBER = cues.pattern(
    r"""(?P<about>(?:about|approximately|around|roughly|nearly|almost|up to|as many as|more than
    |over|less than|fewer than|at least|an estimated
    |between) )?(?:(?P<percent>(?:\d{1,3}(?:\.\d{1,6})?\s?(?:%|percent|per cent)?\s?(?:-|–|to
    |and)\s?)?\d{1,3}(?:\.\d{1,6})?\s?(?:%|percent|per cent))|(?P<n>\d{1,4})(?: (?:of|out of
    |in) (?:the |every )?|/)(?P<m>\d{1,5})(?= |\)|$))"""
)
#: A part of those who have the disease, by its form.
_FORM = cues.pattern(
    rf"""\b(?:(?:with|of|in|have|has|the|an?|this|these)\s+|^\W*)(?P<form>(?!(?:this|these|all
    |both|any|each|no
    |most|many|several|some|other|others|various|different|two|three|four|five|six|certain|common
    |rare|multiple|of|with|in|have|has|the|a|an|is|Ѫ+|genetic|inherited|these)\b)(?:(?!(?:of|in
    |with|the|is|are|and|by|for|to|like|other|both|many|all|although|have|has|more|most|common
    |than)\b)[\w/-]+\s+){{1,4}}?(?:forms?|variants?|subtypes?|types?)(?! (?:of|in) (?!Ѫ
    |the (?:condition|disease|disorder)|this))|(?:{cues.NAME}+ )?(?:sub)?types? (?:\d+[A-Za-z]?
    |[IVX]+[A-Za-z]?)(?:(?:, | and |/| or )(?:\d+[A-Za-z]?|[IVX]+))*)\b"""
)
#: No form: it says how the disease is told from others.
_WHOLE = cues.pattern(
    r"\b(?:rare|common|severe|mild|milder|chronic|genetic|inherited|hereditary|main|only|blood"
    r"|cell|skin|body|tissue|muscle) (?:forms?|types?) (?:of|is|are)\b|\bdifferent\b"
)


def clauses(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence: a frequency, a doubt, a denial holds within its own.

    >>> said = "Some have pain, but fever is absent, and most have rashes"
    >>> [said[a:b] for a, b in clauses(said, 0, len(said))]
    ['Some have pain', 'fever is absent', 'most have rashes']
    """
    begin = start
    if opened := _OPENED.match(masked, start, end):
        yield start, opened.start("turn")
        begin = opened.end()
    for turn in _BOUNDARY.finditer(masked, begin, end):
        if turn.start() > begin:
            yield begin, turn.start()
        begin = turn.end()
    if end > begin:
        yield begin, end


def clause(masked: str, start: int, end: int) -> int:
    """Where the clause begins that goes on at ``end``."""
    turns = [*_TURNS.finditer(masked, start, end)]
    return turns[-1].end() if turns else start


def hedge(masked: str, start: int, end: int) -> str | None:
    """How sure it is, in the source's words: the last may or can, else the last of the others."""
    found = [
        re.sub(r"\s+", " ", match[0]).lower() for match in cues.HEDGE.finditer(masked, start, end)
    ]
    modal = [word for word in found if word in ("may", "might", "can", "could")]
    found = modal or found
    return found[-1] if found else None


def often(masked: str, start: int, end: int) -> str | None:
    """How often, by an adverb before the last verb or by whom the clause is about."""
    adverb = _ADVERB_LAST.search(masked, start, end)
    if adverb:
        return adverb[1].lower()
    if first := _ADVERB_FIRST.match(masked, start, end) or _QUANTIFIER.match(masked, start, end):
        return first[1].lower()
    whom = cues.FREQUENCY.search(masked, start, end)
    if whom and not _OWN_VERB.search(masked, whom.end(), end):
        alone = re.fullmatch(cues.ADVERB, whom[0], re.IGNORECASE)
        return None if alone else re.sub(r"\s+", " ", whom[0])
    return None


def share(text: str, start: int, end: int) -> str | None:
    """The one share that a stretch gives in numbers: 75%, 3/9, or its words.

    >>> share("Fever is seen in 80 percent of them", 0, 35), share("in about 10% of", 0, 15)
    ('80%', 'about 10%')
    """
    if not _DIGIT.search(text, start, end):
        return None
    found = [*_NUMBER.finditer(text, start, end)]
    if len(found) != 1:
        return None
    (match,) = found
    words = re.sub(r"\s+", " ", match[0]).strip()
    if match["n"]:
        exact = int(match["n"]) <= int(match["m"]) and not match["about"]
        return f"{match['n']}/{match['m']}" if exact else words
    number = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)\s?(?:%|percent|per cent)", words, re.IGNORECASE)
    return f"{number[1]}%" if number and float(number[1]) <= 100 else words


def form(masked: str, start: int, end: int) -> str | None:
    """The form or type of the disease that a clause is about, if it is about one.

    >>> said = "Infants with the acute neonatal form become lethargic"
    >>> form(said, 0, len(said))
    'acute neonatal form'
    """
    clause = masked[start:end]
    found = _FORM.search(clause)
    if found is None or _WHOLE.search(clause, max(0, found.start() - 12)):
        return None
    words = re.sub(rf"\s+|{cues.NAME}+", " ", found["form"])
    return " ".join(words.split()) or None

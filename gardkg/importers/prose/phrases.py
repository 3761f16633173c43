"""A stretch of a sentence → the things it lists, and the terms that these name.

A thing is cut down, from the right at its prepositions and from the left at its adjectives, until
what is left is a term's name; its head is never cut off, so "seizure medication" names no seizure.
Severity and course (severe, progressive) become modifiers. Where what was cut off places the thing
elsewhere (pain *in the arm*), the term is broader than the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from gardkg.importers.prose import cues
from gardkg.importers.prose.sentences import VERB
from gardkg.terms.lexicon import Kind, Lexicon, Mention

Span = tuple[int, int]


class Thing(NamedTuple):
    """Something a sentence lists."""

    start: int
    end: int
    mention: Mention | None
    """The term it names; its offsets are the passage's."""
    modifiers: list[str]
    """HP ids of how severe, or of what course, it is."""


_PARENTHESES = re.compile(r"\([^()]*\)|\[\d+\]")
_GLOSS = re.compile(r"\s*\([^()]*\)")
_LISTS = re.compile(
    r"\s*(?:i\.e\.,?|e\.g\.,?|such as|including|for example,?|like|causing|resulting in)\s",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"""\s*[;,]\s*(?:(?:and/or|and|or|as\swell\sas|plus|but\salso)\b\s*)?
      | \s*,?\s*\b(?:in\sthe\sabsence\sof|without)\s+
      | \s+(?:along\swith|in\saddition\sto|as\swell\sas|followed\sby|such\sas|including
          |(?:(?:is|are)\s)?associated\swith|consisting\sof|leading\sto|resulting\sin|causing
          |called|known\sas)\s+
      | \s+[-–]\s+ | \s*:\s+""",
    re.IGNORECASE | re.VERBOSE,
)
# A gloss that tells only a part of its item.
_AMONG = re.compile(
    r"\s*(?:particularly|especially|usually|mostly|mainly|primarily|often|sometimes)\b",
    re.IGNORECASE,
)
_NO_ITEM = re.compile(
    r"(?:after|before|during|on|in|at|of|to|from|with|by|without)\b", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and/or|and|or|plus)\s+|\s*/\s*(?=[a-z]{4})", re.IGNORECASE)
# The opening of an item that those behind it share.
_SHARED = re.compile(
    r"(?:[\w-]+\s+)?(?:levels?|amounts?|concentrations?|loss|lack|absence|enlargement"
    r"|inflammation|paralysis|malformations?|tumou?rs|cysts|abnormalities|weakness"
    r"|stiffness)\s+(?:of|in)\s+(?:the\s+)?|(?:difficult(?:y|ies)|trouble|problems)\s+(?:with\s+"
    r"|in\s+)?(?=\w+ing\b)"
    r"|(?:delayed|impaired|abnormal|poor)\s+(?=\w+\s*$)",
    re.IGNORECASE,
)
#: What opens a list's item and is no part of it.
_OPENING = re.compile(
    r"""(?:\s*(?:["'“]|(?:and/or|and|or|but|also|both|either|the|an?|other|others|any|some
    |their|its|his|her
    |such\sas|including|include[sd]?|like|especially|particularly|in\sparticular|e\.g\.,?
    |i\.e\.,?|namely
       |for\sexample,?|possibly|possible|occasionally|often|usually|sometimes|rarely|frequently
       |commonly|more|most|very|various|certain|different|many|several|multiple\stypes\sof
       |episodes?\sof|bouts?\sof|attacks?\sof|periods?\sof|signs?\sof|symptoms?\sof|features?\sof
       |presence\sof|development\sof|the\spresence\sof|degrees?\sof|varying\sdegrees?\sof|types?\sof
       |problems?\ssuch\sas|a\ssudden|sudden\sonset\sof|onset\sof|even|eventually|then
    |triad\sof|tetrad\sof|combination\sof|is|are|was|were|be|been|being|by|with|as|to|of
    |have|has|had|having|experience|develop)\b))+\s*""",
    re.IGNORECASE | re.VERBOSE,
)
#: Where a phrase can be cut from the right. Behind a place the rest says less than the phrase.
_PLACE = (
    r"of|in|on|at|around|over|under|behind|along|across|throughout|affecting|involving|within|near"
)
_CUT = re.compile(
    rf"""\s+(?:(?P<place>{_PLACE})|that|which|who|whose|where|when|while|with|without|due
    |because|caused|after
    |before|during|from|for|by|to|as|upon|beginning|starting|developing|leading|resulting
    |causing|especially
    |particularly|mainly|primarily|mostly|such|including|like|early|later|late|throughout
    |until|than
       |between|associated|related|seen|found|present|noted|worsening|over|if|so|often|usually
       |about|and/or|and|or)\s
      | \s+(?:early|later|often|usually|sometimes|occasionally|frequently|alone|only|too|itself)\W*$
      | ["”',.;:]+\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# A clause that makes what it follows something narrower.
_RESTRICTS = re.compile(r"\s+that\s+(?:develop|appear|begin|start|occur|affect|involve)")
_WORD = re.compile(r"\S+?[\s-]+(?=\w)")
# What stands before a name and is no adjective of it.
_NO_ADJECTIVE = re.compile(
    rf"{VERB.pattern}\W+|\b(?:that|which|of|with|from|by|in|to|for|and|or|as|while"
    rf"|develop|have|also"
    r"|experience)\s+"
)
_TRAILING = re.compile(
    r"(?:\s+(?:and|or|and/or|that|which|the|a|an|of|in|with|to|by|is|as|soon))+$"
)
#: Before a name these make it another thing, or none.
SPOILING = re.compile(
    r"\b(?:no|not|non|without|absent|absence|normal|risk|history|possible|pseudo|anti|prevent\w*"
    r"|treat\w*|near|maternal|parental|fear|minus|pre|previous|suspected|never|lack|lacking"
    r"|healthy|unaffected|controlled|failure|fail(?:s|ed|ing)?|inability|unable|decreased?"
    r"|reduced|low|lower|loss|impaired|diminished|limited|poor|deficient|missing|less|fewer"
    r"|resistan\w+|relie\w+|improved?|free)\b",
    re.IGNORECASE,
)
# Of these what follows is the head: "episodes of confusion" are confusion.
_QUANTITY = re.compile(
    r"\b(?:episodes?|bouts?|attacks?|periods?|degrees?|amounts?|types?|forms?|signs?|symptoms?"
    r"|development|presence|onset|variety|range|rates?|levels?|cases?|triad|combination|kinds?"
    r"|sets?"
    r"|numbers?)\s+of\s+$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\b(?:mild|moderate|slight|partial|variable|subtle)\s+to\s+$", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:of|in|on|at|with|to|from|by|for|than)\s+$", re.IGNORECASE)


@lru_cache(maxsize=8)
def flat(text: str) -> str:
    """The text with what stands in parentheses, and markers, blank: of the same length."""
    return _PARENTHESES.sub(lambda match: " " * len(match[0]), text).replace("\xa0", " ")


def things(text: str, start: int, end: int, lexicon: Lexicon, kind: Kind) -> Iterator[Thing]:
    """What ``text[start:end]`` lists: between its commas, and where that is no name, its ands.

    What items share is given to each: "hearing and vision loss" lists two losses, "low levels of
    iron and zinc" two low levels.
    """
    masked, shared = flat(text), ""
    for begin, stop in _parts(masked, start, end, _COMMA):
        thing = ground(text, begin, _with_gloss(text, stop, end), lexicon, kind)
        parts = [*_parts(masked, begin, stop, _AND)]
        # Of "hands; and after exercise" an "and" may be all that a part has.
        if len(parts) < 2 or (thing.mention and _AND.search(masked, *thing.mention[:2])):
            found = [thing]
        else:
            found = [*_coordinated(text, masked, thing, parts, end, lexicon, kind)]
        for one in found:
            if one.mention is None and shared:
                one = _shared(text, masked, shared, one, lexicon, kind)
            if opening := _SHARED.match(masked, *trimmed(masked, one.start, one.end)):
                shared = opening[0]
            yield one
        yield from _in_gloss(text, begin, _with_gloss(text, stop, end), lexicon, kind)


# What all separators have something of; to look for it is quicker than for them.
_MAY_PART = re.compile(
    r"[,;:–/]| - |\bor\b|\band\b|with|such|including|associated|consisting|leading|resulting"
    r"|causing"
    r"|called|known|followed|addition|well|plus",
    re.IGNORECASE,
)


def _parts(masked: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[Span]:
    begin = start
    for match in (
        separator.finditer(masked, start, end) if _MAY_PART.search(masked, start, end) else ()
    ):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if end > begin:
        yield begin, end


def _with_gloss(text: str, stop: int, end: int) -> int:
    gloss = _GLOSS.match(text, stop, end)
    return gloss.end() if gloss else stop


def _coordinated(
    text: str, masked: str, whole: Thing, parts: list[Span], end: int, lexicon: Lexicon, kind: Kind
) -> Iterator[Thing]:
    """The items of "a, b and c", each with the head or the place that the last one gives all."""
    texts = [masked[slice(*trimmed(masked, *part))] for part in parts]
    if any(_NO_ITEM.match(text) for text in texts[1:]):
        yield whole
        return
    head, tail = _head(texts[-1])
    before = re.match(rf".*\b(?:{_PLACE})\s+(?:the\s+)?", texts[0], re.IGNORECASE)
    halved = False
    for n, (begin, stop) in enumerate(parts):
        thing, own = ground(text, begin, _with_gloss(text, stop, end), lexicon, kind), texts[n]
        wider: list[str] = []
        if n + 1 < len(parts):
            wider += [f"{own} {tail}"] if tail else []
            if thing.mention is None:
                words = head.split()
                wider += [f"{own} {' '.join(words[-k:])}" for k in range(1, len(words) + 1)]
        elif thing.mention is None and before and len(own.split()) < 3:
            wider = [before[0] + own]
        mentions = (lexicon.phrase(phrase, kind) for phrase in wider)
        if mention := next((mention for mention in mentions if mention), None):
            first = begin if n and not (before and wider[0].startswith(before[0])) else parts[0][0]
            first, _ = trimmed(masked, first, stop)
            thing = Thing(
                *_whole(text, first, whole.end), mention._replace(start=begin, end=stop), []
            )
        elif thing.mention is None and len(own.split()) == 1:
            if n:  # half of "abnormal arms and hands"
                continue
            halved = True
            thing = thing._replace(end=whole.end)
        elif halved and thing.mention and thing.mention.match == "exact":
            # Of "speech and language impairment" a term for the one is narrower than the whole.
            first, mention = whole.start, thing.mention._replace(match="narrow")
            thing = Thing(first, thing.end, mention, thing.modifiers)
        yield thing


def _head(phrase: str) -> tuple[str, str]:
    """A phrase's words up to its first preposition; and, if this is of place, from there."""
    cut = _CUT.search(phrase)
    head = phrase[: cut.start()] if cut else phrase
    return head, phrase[cut.start() :].strip() if cut and cut["place"] else ""


def _shared(
    text: str, masked: str, shared: str, thing: Thing, lexicon: Lexicon, kind: Kind
) -> Thing:
    own = masked[slice(*trimmed(masked, thing.start, thing.end))]
    for cut in [None, *_CUT.finditer(own)]:
        part = own[: cut.start()] if cut else own
        mention = lexicon.phrase(shared + part, kind) if 0 < len(part.split()) < 3 else None
        if mention and mention.match == "exact":
            return thing._replace(mention=mention._replace(start=thing.start, end=thing.end))
    return thing


def _in_gloss(text: str, start: int, end: int, lexicon: Lexicon, kind: Kind) -> Iterator[Thing]:
    """What a gloss lists: (such as …), (i.e. …)."""
    for gloss in _PARENTHESES.finditer(text, start, end):
        opening = _LISTS.match(text, gloss.start() + 1, gloss.end() - 1)
        if opening:
            inner = (
                text[: gloss.start()].replace("(", " ")
                + " "
                + text[gloss.start() + 1 : gloss.end() - 1]
            )
            yield from things(inner, opening.end(), gloss.end() - 1, lexicon, kind)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without what opens an item and is no part of it."""
    opening = _OPENING.match(text, start, end)
    start = min(opening.end(), end) if opening else start
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")%"):
        end -= 1
    return start, end


def ground(text: str, start: int, end: int, lexicon: Lexicon, kind: Kind) -> Thing:
    """Say which term an item names, by its words or else by its gloss in parentheses."""
    masked = flat(text)
    begin, stop = trimmed(masked, start, end)
    found = _name(masked, begin, stop, lexicon, kind)
    gloss = _gloss(text, start, end, lexicon, kind)
    if gloss and (found is None or _better(masked, text, gloss, found[0])):
        return Thing(*_whole(text, begin, end), gloss, [])
    if found is None:
        return Thing(*_whole(text, begin, end), None, [])
    mention, modifiers = found
    for word in _NO_ADJECTIVE.finditer(masked, begin, mention.start):
        begin = word.end()
    verb = VERB.search(masked, mention.end, stop)
    return Thing(*_whole(text, begin, verb.start() if verb else end), mention, modifiers)


def _better(masked: str, text: str, gloss: Mention, main: Mention) -> bool:
    """Whether the gloss alone is exact, or has its term's own label, the item a mere synonym."""
    if main.match != "exact" or gloss.match != "exact":
        return gloss.match == "exact"
    if len(text[gloss.start : gloss.end].split()) == 1:  # a word of its own for it
        return gloss.curie != main.curie
    by_label = text[gloss.start : gloss.end].casefold() == gloss.label.casefold()
    return by_label and masked[main.start : main.end].strip().casefold() != main.label.casefold()


def _gloss(text: str, start: int, end: int, lexicon: Lexicon, kind: Kind) -> Mention | None:
    """The term that an item's gloss names: low muscle tone (hypotonia)."""
    for gloss in _PARENTHESES.finditer(text, start, end):
        if _AMONG.match(text, gloss.start() + 1):
            continue
        inner = trimmed(text, gloss.start() + 1, gloss.end() - 1)
        if mention := lexicon.phrase(text[slice(*inner)], kind):
            return mention._replace(start=inner[0], end=inner[1])
    return None


def _whole(text: str, start: int, end: int) -> Span:
    """An item's span with its gloss, without what ends it."""
    while end > start and text[end - 1] in " \t\n\xa0,;:.":
        end -= 1
    loose = _TRAILING.search(text, start, end)
    return start, loose.start() if loose else end


# What is left of a phrase that was cut in two.
_CUT_OFF = re.compile(
    r"(?:[\s,;:]+(?:in|on|of|at|with|to|from|by|for|and|or|such|as|including)\b"
    r"(?:\s+(?:one|both|either|some|many|the|an?|each))?|\s+(?:also|often|usually|sometimes))+[\s,;:]*$",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    r"^(?:(?:while|although|though|because|when|if|since|and|or|but|also|by|with)\s+)+",
    re.IGNORECASE,
)


def whole(label: str) -> str:
    """A label without what is left of its neighbours, its brackets in pairs.

    >>> whole("While mild splenomegaly"), whole("muscle wasting in one"), whole("rash (of the")
    ('mild splenomegaly', 'muscle wasting', 'rash')
    """
    found = _CUT_OFF.sub("", _LEFT_OVER.sub("", label))
    if found.count("(") > found.count(")"):
        found = found[: found.rindex("(")]
    elif found.count(")") > found.count("("):
        found = found[found.index(")") + 1 :]
    found = _CUT_OFF.sub("", found.strip(" ,;:"))
    return found or label


def _name(
    text: str, start: int, end: int, lexicon: Lexicon, kind: Kind
) -> tuple[Mention, list[str]] | None:
    """The term that the longest part of an item with its head names."""
    stops = [(end, False)]
    cuts = [match for match in _CUT.finditer(text, start, end) if match.start() > start]
    verb = VERB.search(text, start, end)
    if verb and verb.start() > start:
        cuts = [cut for cut in cuts if cut.start() < verb.start()]
        stops = [(verb.start(), False)]
    for cut in reversed(cuts):  # "in half of patients" is how often, and no place
        often = cues.FREQUENCY.match(text, cut.start() + 1)
        stops.append((cut.start(), bool(cut["place"]) and not often))
    # No name has these words, so no phrase with one is a name.
    strange = [start + at for at in lexicon.unknown(text[start:end], kind)]
    for stop, placed in stops:
        begin: int | None = start
        while begin is not None and begin < stop:
            named = not any(begin <= at < stop for at in strange)
            mention = lexicon.phrase(text[begin:stop], kind) if named else None
            if mention:
                if SPOILING.search(text, start, begin):
                    return None
                match = mention.match
                if match == "exact" and (placed or _RESTRICTS.match(text, stop)):
                    match = "broad"
                where = mention._replace(start=begin, end=stop, match=match)
                return where, _modifiers(text, start, begin, lexicon)
            begin = _next_word(text, begin, stop)
    return None


def _next_word(text: str, start: int, end: int) -> int | None:
    """Where the next word begins, unless the head would be left behind."""
    match = _WORD.match(text, start, end)
    if match is None:
        return None
    ahead = text[max(start, match.end() - 30) : match.end()]
    if _PREPOSITION.search(ahead) and not (_RANGE.search(ahead) or _QUANTITY.search(ahead)):
        return None
    return match.end()


def _modifiers(text: str, start: int, end: int, lexicon: Lexicon) -> list[str]:
    """The HP ids of the adjectives before a name."""
    found = []
    for match in re.finditer(r"[A-Za-z]{4,}", text[start:end]):
        modifier = lexicon.phrase(match[0], "course")
        if modifier and modifier.match == "exact" and modifier.curie != "HP:0003674":
            found.append(modifier.curie)
    return sorted(set(found))

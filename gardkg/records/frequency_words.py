"""How often, in words: the English of *usually*, *in a few cases*, *a third of patients*.

``checks`` finds by it a frequency that stands where a hedge should; the importers read by it.
"""

from __future__ import annotations

import re


def pattern(text: str) -> re.Pattern[str]:
    """A pattern laid out over lines; a space in it is all the white space that stands there.

    >>> bool(pattern('''may
    ...                 |might have been''').fullmatch("might   have been"))
    True
    """
    return re.compile(one_line(text), re.IGNORECASE)


def one_line(text: str) -> str:
    """What ``pattern`` compiles, to be a part of others."""
    joined = "".join(line.strip() for line in text.splitlines())
    return re.sub(" (?![?*+{])", r"\\s++", joined).replace(" ", r"\s+")


#: Whom a sentence is about.
PEOPLE = one_line(
    r"""(?:(?:affected|older|younger|young|adult|male|female|other|these|all) )*
    (?:people|persons?|patients?|individuals?|infants?|newborns?|bab(?:y|ies)|children|child
    |adolescents?|teenagers?|adults?|men|women|males?|females?|boys|girls|famil(?:y|ies)|cases
    |those|they)"""
)
#: A share of them, in numbers and in words.
SHARE = one_line(
    r"""(?:(?:about|approximately|around|roughly|nearly|almost|up to|more than|over|less than
    |at least|an estimated) )?
    (?:(?:\d+(?:\.\d+)?\s?(?:-|–|to|and)\s?)?\d+(?:\.\d+)?\s?(?:%|percent)
    |half|(?:one|two|three)[- ](?:third|quarter|fourth|half)s?
    |(?:the |a )?(?:vast |large |small )?(?:majority|minority|number|proportion|fraction))"""
)
ADVERB = one_line(
    r"""(?:almost always|nearly always|very often|most often|quite often
    |less (?:commonly|often|frequently)|more rarely|most commonly|very rarely|always|usually|often
    |commonly|frequently|typically|generally|sometimes|occasionally|rarely|infrequently
    |uncommonly)"""
)
#: How often, in words. Each alternative stands for a frequency of what its clause says.
FREQUENCY = pattern(
    rf"""\b(?:
    (?:in|for|of|among) (?:{SHARE}(?: of)?
    |(?:a )?few|some|many|most|several|rare|all|almost all|nearly all|severe)
    \s+(?:the |all )?{PEOPLE}
    |(?:in|for|of|among) {SHARE}
    |{SHARE} of (?:the |all )?{PEOPLE}
    |(?:a few|few|some|many|most|several|nearly all|almost all|all) {PEOPLE}
    |{ADVERB}
    |not uncommon(?:ly)?)(?!\w)"""
)

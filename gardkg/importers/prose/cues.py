"""The words that say how a sentence means what it says: tables, and nothing that decides.

In the tradition of NegEx (Chapman et al. 2001, https://doi.org/10.1006/jbin.2001.1029): a cue has
a scope, which goes on to the end of its clause. Sentences are matched flat: what stands in
parentheses is blank, and each name of the disease is a row of ``NAME``: a letter, so that a name
is a word, of an alphabet that no source of ours is written in.
"""

from __future__ import annotations

import re

from gardkg.records.frequency_words import ADVERB as ADVERB
from gardkg.records.frequency_words import FREQUENCY as FREQUENCY
from gardkg.records.frequency_words import PEOPLE as PEOPLE
from gardkg.records.frequency_words import SHARE as SHARE
from gardkg.records.frequency_words import one_line as one_line
from gardkg.records.frequency_words import pattern as pattern

NAME = "Ѫ"


def table(text: str) -> re.Pattern[str]:
    """One pattern of the alternatives in a text, two spaces between them, each of whole words.

    A line that begins with ``|`` goes on the one before.

    >>> table("in the absence of  without").findall("without it, in the absence of them")
    ['without', 'in the absence of']
    """
    lines = re.split(r"\s*\n\s*|\s{2,}", re.sub(r"\n\s*\|", "|", text.strip()))
    return pattern(rf"\b(?:{'|'.join(line for line in lines if line)})(?!\w)")


HEDGE = table(
    r"""may  might  can  could  possibl[ey]  potential(?:ly)?  likely  probably
    (?:is |are |was |were |been )?(?:thought|believed|suspected|proposed|suggested|considered
    |presumed)
    (?:has |have )?been (?:reported|described|noted)  (?:is|are) (?:reported|said)
    reported(?:ly)?  suspect(?:ed)?  appears? to  seems? to
    researchers (?:believe|suspect|think)  perhaps"""
)
#: Not a negation, though it has the word of one.
NOT_NEGATED = table(
    r"""not (?:only|just|simply|merely|necessarily|limited to|uncommon|unusual|always)
    no (?:doubt|longer)  with or without  if not  whether or not  not yet"""
)
#: What follows within the clause is not there.
NEGATION = table(
    r"""in the absence of  without  no  not  cannot
    (?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|wo|ca|do|does)n['’]?t
    never  neither  nor  free (?:of|from)  rather than  instead of  except(?: for| that)?
    other than  unlike  negative for  lacks(?! of)  spared?  exclud\w+  rul\w+ out  unaffected
    unremarkable  normal"""
)
#: A negation so plain that what follows may be recorded as absent.
ABSENT = table(
    r"""in the absence of  without  (?:is|are) not associated with
    (?:do|does) not (?:have|cause|affect|develop|experience|involve)  there (?:is|are) no"""
)
#: Where a negation's scope ends.
TURN = pattern(
    r"""[;:]|\b(?:but|however|although|though|whereas|while|yet|except|and (?:may|can|is|are|has
    |have))\b|, (?:which|who|and (?:often|usually|may|can))\b"""
)
#: Not of all who are affected.
SUBSET = table(
    r"""some  many  most  several  few  cases?  forms?  types?  subtypes?  children  adults?
    infants?  newborns?  females?  males?  wom[ae]n  m[ae]n  carriers?  unless  until  except
    often  usually  may  can  might  if  percent  typically  generally  sometimes  rarely"""
)

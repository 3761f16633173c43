"""What the words of a record give away: a denial that is not marked, a hedge that is none.

Nothing here is certain, so all of it is a warning. The words are English; records in other
languages are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import date
from functools import lru_cache

from gardkg import model
from gardkg.errors import Finding

#: Whether a text is a name of a term: its label or an exact synonym.
IsName = Callable[[str, str], bool]

#: Claims whose labels name a thing that is there. A status, a course and a way of inheritance may
#: well be that something is not.
_OF_THINGS = (
    model.Symptom,
    model.Site,
    model.Onset,
    model.Gene,
    model.Cause,
    model.Treatment,
)
_VERBS = "do|does|did|is|are|was|were|has|have|had"
_DENIAL = re.compile(
    rf"""[\s(]*(?:(?:there\s+(?:is|are|was|were)|(?:patients?\s+)?(?:ha[sd]|have)|with|and|but|usually
          |often|generally|typically|sometimes|rarely|an?|the|complete|total|congenital)\s+)*
      (?:no(?!\s+(?:longer|doubt)|[-.])|not(?!\s+(?:only|always|necessarily|uncommon))|never|none
        |neither|nor|without|w/o|denie[sd]|(?:absence|lack)\s+of|free\s+(?:of|from))(?!\w)
    |[^(]*(?<!\bthat\s)(?<!\bwhich\s)(?<!\bwho\s)\b(?:{_VERBS})(?:n['’]t|\s+(?:not(?!\s+only)|never))\b
    |.*\bnegative\s+for\b
    |.*(?:\b(?:not|never)\s+(?:present|seen|found|observed|reported|detected|affected|involved)
      |:\s*(?:no|none|absent)|\b(?:negative|excluded|ruled\s+out))\s*\)?\s*\Z""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
#: One of these words is in each text that ``_DENIAL`` matches.
_CUES = {
    *("no", "not", "never", "none", "neither", "nor", "without", "w/o", "denies", "denied", "free"),
    *("absence", "lack", "negative", "excluded", "out", "absent"),
    *(f"{verb}n{mark}t" for verb in _VERBS.split("|") for mark in "'’"),
}
#: Labels that deny nothing: most come again. The set is bounded.
_PLAIN: set[str] = set()
_MANY = 50_000
#: Besides those of ``frequency_words``, which sentences are read by.
_OFTEN = re.compile(
    r"\b(?:seldom|mostly|mainly|largely|normally|regularly|at times|now and then|from time to time"
    r"|in general|as a rule|as often as not|(?:in)?frequent|(?:un)?common|rare|occasional|usual"
    r"|typical|few|some|many|most|several|all|majority|minority|half|HP:00402[0-9]{2}"
    r"|(?:[0-9]+|one|two|three|four) ?(?:/|in|of|out of) ?(?:[0-9]+|ten|a hundred|a thousand))\b"
    r"|[0-9]+(?:\.[0-9]+)? ?%",
    re.IGNORECASE,
)
#: What may stand beside them in a hedge that says nothing else.
_FILLER = {
    *("a", "an", "the", "but", "can", "may", "is", "are", "be", "been", "it", "only", "and", "or"),
    *("in", "of", "for", "among", "other", "certain", "one", "two", "people", "patient"),
    *("patients", "case", "cases"),
}
#: Days after a section's date that a reference of it may have been looked at.
_SLACK = 366


def denials(
    record: model.Record, labels: Set[str], claims: Sequence[model.Claim], is_name: IsName
) -> Iterator[Finding]:
    """Labels that say something is not so, of claims that say it is.

    Args:
        record: whose ``claims`` they are.
        labels: those of the claims, each once.
        claims: in the order of the record.
        is_name: knows the names of terms.
    """
    new = labels - _PLAIN
    if not new or not record.language.startswith("en"):
        return
    denying = set(filter(denies, new))
    if len(_PLAIN) > _MANY:
        _PLAIN.clear()
    _PLAIN.update(new - denying)
    if not denying:
        return
    for pointer, claim in zip(record.pointers(), claims, strict=True):
        if not isinstance(claim, _OF_THINGS) or not claim.positive or claim.label not in denying:
            continue
        own = claim.match == "exact" and claim.term
        if own and (_same(claim.label, claim.term_label) or is_name(own, claim.label)):
            continue
        hint = "add negated: true, or label it by what is there and keep these words in wording"
        if own and not claim.term_label:
            hint += f"; if {own} is called so, add term_label"
        message = "says it is not so, and is not negated"
        yield Finding(f"{pointer}.label", message, claim.label, hint, "warning")


def denies(label: str) -> bool:
    """Whether a label says that something is not so.

    >>> denies("No fever"), denies("nodules")
    (True, False)
    """
    words = label.lower().replace("(", " ").replace(")", " ").split()
    if _CUES.isdisjoint(words) or not _DENIAL.match(label):
        return False
    # Nitric oxide is no denial, but a whole label in capitals may be one.
    return not label.startswith("NO ") or label.isupper()


def _same(label: str, name: str | None) -> bool:
    return name is not None and " ".join(label.split()).casefold() == name.casefold()


def hedge(said: model.Said, where: str, language: str) -> list[Finding]:
    """A hedge that is a single letter, or how often something is so."""
    if not said.hedge or not (message := _no_hedge(said.hedge)):
        return []
    if not language.startswith("en"):
        return []
    hint = "write it as frequency: {words: …}" if "often" in message else "write the source's words"
    return [Finding(f"{where}.hedge", message, said.hedge, hint, "warning")]


@lru_cache(maxsize=4096)
def _no_hedge(text: str) -> str:
    from gardkg.records.frequency_words import FREQUENCY

    if len(text.strip()) < 2 or text.strip().lower() in {"an", "the"}:
        return "expected how sure the source is (may, can, reported)"
    rest = _OFTEN.sub(" ", FREQUENCY.sub(" ", text))
    if rest != text and _FILLER.issuperset(re.findall(r"\w+", rest.lower())):
        return "says how often, not how sure"
    return ""


def accessed(record: model.Record) -> Iterator[Finding]:
    """References that were looked at years after every section that cites them was written."""
    latest: dict[int, date] = {}
    undated: set[int] = set()
    dates = {key: section.updated for key, section in record.sections.items()}
    if not any(entry.accessed for entry in record.citations) or not any(dates.values()):
        return
    places = [claim.statements for claim in record.claims()]
    places += [name.statements for name in record.synonyms if isinstance(name, model.Synonym)]
    for statements in places:
        for said in statements:
            day = dates.get(said.section or "")
            for number in said.citations:
                if day is None:
                    undated.add(number)
                else:
                    latest[number] = max(day, latest.get(number, day))
    for n, entry in enumerate(record.citations):
        day = latest.get(n + 1)
        if day is None or n + 1 in undated or not entry.accessed:
            continue
        if (entry.accessed - day).days > _SLACK:
            message = f"years after what cites it was written, {day}"
            hint = "check both dates against the page"
            yield Finding(f"citations[{n}].accessed", message, str(entry.accessed), hint, "warning")

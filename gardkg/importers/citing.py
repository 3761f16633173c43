"""An entry of a page's reference list → its fields, as far as they are certain; and US dates.

GARD writes ``Authors. Title. Container. Date; volume(issue):pages. Address. Accessed m/d/yyyy.``
Read from the end: what has a form of its own (access date, PMID, DOI, address, date with volume)
is taken out first, and what is left is split at its full stops. Three parts are authors, title and
container only if the first reads as persons; two are title and container unless the first can
only be persons. Where that is not clear, all of it stays together as the title.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from gardkg import model
from gardkg.errors import TermError
from gardkg.identifiers import checked_iri
from gardkg.records.patterns import converted

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH += r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:19|20)[0-9]{2}"
_US = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
#: A date as the lists have it: 4/18/2014; April, 2014; April 18, 2014; 18 April 2014; 2014 Apr 18.
_DATE = (
    rf"(?:{_US}|{_MONTH}(?:[ -]{_DAY}\b)?,?\s*{_YEAR}|{_DAY}\s+{_MONTH},?\s*{_YEAR}"
    rf"|{_YEAR}(?:[ -]{_MONTH}(?:[/-]{_MONTH})?(?:[ -]{_DAY}\b)?)?)"
)
_ACCESSED = re.compile(rf"\b(?:Accessed|Retrieved)(?:\s+on)?:?\s+({_DATE})[)\].;,]*", re.I)
_URL = re.compile(
    r"(?:(?:Available at|Available from|Retrieved from):?\s*)?<?(https?://[^\s<>]+)>?"
)
_PMID = re.compile(r"\b(?:PMID|PubMed(?: ID)?):?\s*([1-9][0-9]{0,8})\b[)\].;,]*", re.I)
_DOI = re.compile(r"\b(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)(10\.[0-9]{4,9}/\S+)", re.I)
_PLACE = r"[A-Z]?[0-9]+(?:-[0-9]+)?(?:\s*\([^()]{1,20}\))?"
_PAGES = r"[A-Za-z]{0,3}[0-9]+[A-Za-z]?(?:\s*[-–]\s*[A-Za-z]{0,3}[0-9]+)?"
#: Where and when: a date, maybe with volume(issue):pages behind it, at the end of the entry.
_DATED = re.compile(
    rf"(?:^|[.;,?!]\s+|\()(?P<date>{_DATE})\)?"
    rf"(?:\s*;\s*(?:(?P<volume>[A-Z]?[0-9]+(?:-[0-9]+)?)?\s*(?:\((?P<issue>[^()]{{1,20}})\))?"
    rf"\s*(?::\s*(?P<pages>{_PAGES}(?:\s*,\s*{_PAGES})*))?)?)?[\s.;,]*$"
)
# eMedicine begins with a capital too.
_PART = re.compile(r"(?<=[.?!])\s+(?=[\"“'(\[]?[a-z]?[A-Z0-9])")
_INITIAL_FIRST = re.compile(r"[A-Z]\.")
_INITIAL_LAST = re.compile(r"(?:^|[\s.])[A-Z]\.$")
_INITIALS = r"(?:[A-Z]\.?[ -]?){1,3}(?:,? (?:Jr|Sr|II|III|MD|PhD)\.?)?"
_SURNAME = r"(?:(?:van|von|de|der|den|di|da|du|del|la|le|el|ter|ten) ){0,3}"
_SURNAME += r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"
#: Surname and initials, which only a person has: Zaba R; Liotta E.A.; De Vivo D.
_PERSON = re.compile(rf"{_SURNAME},? {_INITIALS}")
#: Given names and a surname; a title can look the same.
_NAMED = re.compile(r"[A-Z][a-z]+(?: [A-Z]\.?)?(?: (?:van|von|de|der|la))?(?: [A-Z][\w'’-]+){1,2}")
_NO_PERSON = re.compile(
    r"(?i)\b(?:disease|syndrome|disorder|information|page|institute|national|cent(?:er|re)|clinic"
    r"|foundation|association|society|organization|library|medicine|health|fact|sheet|genetics?"
    r"|department|hospital|university|staff|medline\w*|orphanet|omim|overview|of|the|and|in)\b"
)
_PUBLISHER = re.compile(r"[A-Z][\w .'-]+(?:, [A-Z]{2})?: ?[A-Z].*")


def us_date(text: str) -> date | None:
    """The day of a date in words or as month/day/year, the order GARD writes; None if it is none.

    >>> us_date("4/18/2014"), us_date("April 18, 2014"), us_date("2/30/2014")
    (datetime.date(2014, 4, 18), datetime.date(2014, 4, 18), None)
    """
    spelled = partial_date(text.strip())
    return date.fromisoformat(spelled) if spelled and len(spelled) == 10 else None


def partial_date(text: str) -> str | None:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD; None if it is none, or no day of the calendar.

    >>> partial_date("April, 2014"), partial_date("2013 Mar-Apr"), partial_date("January 6, 2009")
    ('2014-04', '2013', '2009-01-06')
    """
    if not re.fullmatch(_DATE, text, re.I | re.A):  # not the letters that only fold to ours
        return None
    if "/" in text and (numbers := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", text)):
        month, day, year = map(int, numbers.groups())
    else:
        found = re.search(_YEAR, text)
        assert found
        year = int(found[0])
        named = re.findall(r"[A-Za-z]{3,}", text)
        if len(named) != 1:  # none, or two months of which neither is the date
            return f"{year:04}"
        month = _MONTHS.index(named[0][:3].lower()) + 1
        days = re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", text)
        if not days:
            return f"{year:04}-{month:02}"
        day = int(days[0])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def reference(text: str) -> model.Reference:
    """The entry a text stands for; of what is not certain the wording is kept in its title.

    >>> entry = reference("Doe J, Roe R. On lanterns. J Rare. April, 2013; 30(2):12-6. "
    ...     "Accessed 4/18/2014.")
    >>> entry.authors, entry.title, entry.container, entry.date, entry.volume, entry.pages
    (['Doe J', 'Roe R'], 'On lanterns', 'J Rare', '2013-04', '30', '12-6')
    >>> entry.accessed
    datetime.date(2014, 4, 18)
    """
    entry = model.Reference()
    rest = _spaced(text)
    if found := _ACCESSED.search(rest):
        entry.accessed = us_date(found[1])
        if entry.accessed:  # else the words stay where they are
            rest = _without(rest, found, " ;,.([")
    if found := _PMID.search(rest):
        entry.pmid = found[1]
        rest = _without(rest, found, " ;,([")
    if found := _DOI.search(rest):
        entry.doi = _valid(_ended(found[1]), model.Doi)
        rest = _without(rest, found, " ;,") if entry.doi else rest
    if (found := _URL.search(rest)) and (url := _address(found[1])):
        entry.url = url
        rest = _without(rest, found, " ")
    rest = rest.strip(" ;,")
    if (found := _DATED.search(rest)) and (day := partial_date(found["date"])):
        entry.date = day
        entry.volume, entry.issue, entry.pages = found["volume"], found["issue"], found["pages"]
        mark = rest[found.start()]  # the full stop before the date, or a question mark
        rest = rest[: found.start()] + (mark if mark in ".?!" else "")
    _named(entry, rest.strip(" ;,"))
    if entry.volume:
        entry.type = "article"
    elif entry.url:
        entry.type = "web-page"
    if not (entry.title or entry.url or entry.pmid or entry.doi):
        return model.Reference(title=_spaced(text) or text)
    return entry


def _named(entry: model.Reference, text: str) -> None:
    """Authors, title, container and publisher of what stands before the date."""
    parts = [part for part in _parts(text) if _bare(part)]
    if len(parts) > 2 and _PUBLISHER.fullmatch(_bare(parts[-1])) and ":" not in parts[-2]:
        entry.publisher = _bare(parts.pop())
    persons = _persons(_bare(parts[0]), certain=len(parts) != 3) if len(parts) > 1 else []
    # The title of an article may hold full stops; what stands before its volume is a journal.
    if persons and (len(parts) < 4 or entry.volume):
        entry.authors = persons
        parts = [parts[1], *parts[2:]]
    elif len(parts) != 2:
        entry.title, entry.publisher = _bare(text) or None, None
        return
    if len(parts) > 1:
        entry.container = _bare(parts.pop())
    entry.title = _bare(" ".join(parts))


def _parts(text: str) -> list[str]:
    """Cut at full stops, but not between the initials of a name: E. A. Liotta is one part."""
    parts: list[list[str]] = []
    for part in _PART.split(text):
        if parts and _INITIAL_LAST.search(parts[-1][-1]) and _INITIAL_FIRST.match(part):
            parts[-1].append(part)
        else:
            parts.append([part])
    return [" ".join(pieces) for pieces in parts]


def _persons(text: str, *, certain: bool) -> list[str]:
    """The authors of a list of names; none if it may be something else."""
    alone = re.sub(r",?\s+et al\.?$", "", text)
    names = re.split(r"\s*[,;]\s*(?:and |& )?|\s+(?:and|&)\s+", alone)
    if not all(_PERSON.fullmatch(name) for name in names):
        plain = all(_PERSON.fullmatch(name) or _NAMED.fullmatch(name) for name in names)
        if certain or not plain or _NO_PERSON.search(alone):
            return []
    return names if alone == text else [*names, "et al"]


def _bare(part: str) -> str:
    """Without the full stop that ends it, which initials keep."""
    part = part.strip(" ;,")
    return part[:-1].rstrip() if part.endswith(".") and not re.search(r"\.[A-Z]\.$", part) else part


def _without(text: str, found: re.Match[str], marks: str) -> str:
    """The text around something, without the marks that led to it."""
    before, after = text[: found.start()].rstrip(marks), text[found.end() :].strip(" .;,")
    return f"{before} {after}".strip() if after else before


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _ended(text: str) -> str:
    """An address or DOI without the marks of the sentence it stands in."""
    text = text.rstrip(".;,'\"”]")
    return text[:-1] if text.endswith(")") and text.count("(") < text.count(")") else text


def _address(text: str) -> str | None:
    try:
        return _valid(checked_iri(_ended(text)), model.Url)
    except TermError:
        return None


def _valid(text: str, kind: object) -> str | None:
    try:
        value: str = converted(text, kind)
    except msgspec.ValidationError:
        return None
    return value

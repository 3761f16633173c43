"""What a page calls its disease, and whether a name on it was cut off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

# What a question is about: "What is X?", "What can you tell me about X?".
_ABOUT = re.compile(
    r"What (?:is|are|can you tell me about|do you know about) (?!the\b)(.{2,160}?)\s*\?", re.I
)
_SLUG = re.compile(r"/(?:gard|diseases|Condition)/[0-9]{1,7}/(?:QnA/[0-9]+/)?([\w.%-]+)", re.I)
# What no name ends with; a name turned round may end with "of" (Glow, defect of).
_OPEN = re.compile(r"(?:\b(?:and|or|the|with|due to|in|by|to|for|from)|[,(/–-]|\.\.\.|…)$")
_ADJECTIVE = re.compile(r"[A-Z-]+(?:oid|ous|ar|al|ic|ary|iform|ative)", re.I)
_PARTICIPLE = re.compile(r"[A-Z]{2,}ed", re.I)
#: Characters that a name has at most, on a page or in its address.
_LONGEST = 300
#: And that it has at least in an address.
_SHORTEST = 3


def page_name(
    address: str, titles: Sequence[str], questions: Sequence[str], texts: Iterable[str]
) -> str:
    """The name of the disease: the title's, a question's, or the address's as the text writes it.

    A title or question is taken if it says what the address says; if none does, the words of the
    address where they stand in the text; if they do not, the title, then the question.

    >>> page_name("https://rarediseases.info.nih.gov/gard/1/lantern-fever", [],
    ...     ["What causes lantern fever?"], ["Lantern fever is rare."])
    'Lantern fever'
    """
    asked = [asked_about(question) for question in questions]
    candidates = [" ".join(name.split()) for name in [*titles, *asked] if name]
    candidates = [name for name in candidates if len(name) <= _LONGEST and not is_menu(name)]
    slug = address_words(address)
    same = _letters(slug)
    texts = [*candidates, *texts, *questions]
    for name in candidates:
        if _letters(name) == same:
            return _capital(name, texts)
    if slug and (name := _written(slug, texts)):
        return _capital(name, texts)
    if candidates:
        return _capital(candidates[0], texts)
    words = re.sub(r"[-_.%]+", " ", slug).strip()
    return words[:1].upper() + words[1:]


def asked_about(question: str) -> str:
    """What a question asks for as a whole; nothing if it asks for a part, as its causes.

    >>> asked_about("What is lantern fever?"), asked_about("What causes lantern fever?")
    ('lantern fever', '')
    """
    match = _ABOUT.match(question)
    return match[1] if match else ""


def is_cut_off(name: str) -> bool:
    """Whether a name breaks off: behind a small word, or behind the second of two adjectives.

    >>> is_cut_off("Generalized papular and sclerodermoid"), is_cut_off("Fibrosis, pulmonary")
    (True, False)
    """
    is_open = name.count("(") > name.count(")")
    return bool(is_open or _OPEN.search(name) or _ends_in_adjectives(name))


def _ends_in_adjectives(name: str) -> bool:
    """Whether it is adjectives, the last two with an "and" or "or" between."""
    *before, first, conjunction, last = ["", "", "", *name.split(" ")]
    return (
        conjunction.lower() in ("and", "or")
        and all(map(_ADJECTIVE.fullmatch, (first, last)))
        and all(_ADJECTIVE.fullmatch(word) or _PARTICIPLE.fullmatch(word) for word in before[3:])
    )


def address_words(address: str) -> str:
    """The words of an address that name a disease, as they stand there; none if there are none.

    >>> address_words("https://rarediseases.info.nih.gov/diseases/1/lantern-fever")
    'lantern-fever'
    """
    found = _SLUG.search(address)
    words = re.sub(r"\.(?:aspx|html?)$", "", found[1]) if found else ""
    return "" if is_menu(words) or len(words) < _SHORTEST else words[:_LONGEST]


def is_menu(text: str) -> bool:
    """Whether a text is a word of a site's menu, and no disease's name.

    >>> is_menu("Diseases"), is_menu("index"), is_menu("Hansen's disease")
    (True, True, False)
    """
    return text.strip().casefold() in _MENU


_WORDS = """
disease diseases browse about news search home index default menu resources contact print faqs cases
questions glossary espanol español case page overview summary symptoms causes treatment navigation
skip guides publications genetic conditions
"""
_MENU = {
    *_WORDS.split(),
    *("about gard", "contact us", "about the disease", "contact gard", "rare diseases", "see more"),
}


def same_words(one: str, other: str) -> bool:
    """Whether two names differ in no letter, whatever stands between the letters.

    >>> same_words("Lantern fever", "lantern-fever")
    True
    """
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def _written(slug: str, texts: Iterable[str]) -> str:
    """The words of an address as a text writes them, with its hyphens, accents and apostrophes."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", slug) if word]
    pattern = re.compile(
        r"[^\w]{1,3}".join("['’]?".join(map(re.escape, word)) for word in words), re.I
    )
    best = ""
    for text in texts:
        plain = "".join(unicodedata.normalize("NFD", character)[0] for character in text)
        for match in pattern.finditer(plain):
            shown = " ".join(text[match.start() : match.end()].split())
            if shown[:1].isupper():
                return shown
            best = best or shown
    return best


def _capital(name: str, texts: Iterable[str]) -> str:
    """The name as a sentence begins with it; a name that is written small everywhere gets one."""
    if not name[:1].islower() or any(c.isupper() for c in name.split()[0]):
        return name
    whole = re.compile(re.escape(name), re.IGNORECASE)
    for text in texts:
        for match in whole.finditer(text):
            if match[0][:1].isupper():
                return match[0]
    return name[0].upper() + name[1:]

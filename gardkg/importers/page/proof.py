"""Whether a page that was read tells of its disease, or only has its address.

An app's shell, an error, a login or a notice is served at a disease's address too, with the site's
headings and menus. No headline proves itself, however often the page says its words:

* Where the headline, or a question that is a heading, agrees with the address, a section that is
  headed or dated must speak of the disease: answer a question on it, have a sentence that it is the
  subject of, or say what has a term. Where all headings and dates are lost, it must speak of the
  disease, and say something; or name it in a sentence, and say what has a term.
* Where the name that agrees stands only in the text, for the page is called otherwise or a line of
  the menu stands above it, a sentence must name it, and one say what has a term.
* Where the address has no words, or those of a name that the page does not have, one sentence must
  do both; or a heading asks what that is, and the text below it tells.

Rows of HPO's table stand only on pages of diseases. No list of what errors say is needed, nor would
it ever be whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from gardkg import model
from gardkg.importers.page.names import address_words, asked_about, same_words
from gardkg.importers.page.outline import Part, Parts

#: Names that are looked for; no disease of GARD's has as many.
_MOST = 100
_ENDED = re.compile(r"[\w)\]\"”’%][.?!](?:\s|\[|$)")
#: What follows a disease that is spoken of, perhaps behind its short name: not "page", nor an end.
_VERB = re.compile(
    r"(?: \([^()]{1,80}\))?,? (?:(?:is|are|was|were|has|have|can|may|might|does|do|affects?|causes?"
    r"|occurs?|belongs?|refers?|results?|begins?|usually|often|sometimes|also|typically)\b)",
    re.IGNORECASE,
)
#: What stands before it: nothing of the sentence, or those who have it.
_BEFORE = re.compile(r"(?:\A|[.?!:\])\"”]\s)(?:the |an? )?\Z|\bwith (?:an? )?\Z", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")


def tells_of(
    record: model.Record, page: Parts, headline: str, source: str, *, without_terms: bool = False
) -> bool:
    """Whether a page tells of the disease it is filed under.

    Args:
        record: what was read of it.
        page: its parts.
        headline: what it calls itself; empty where it does not.
        source: the file, which the record's quotes point into.
        without_terms: no ontology was there, so what would have a term has none.
    """
    if any(part.rows for part in page.sections):
        return True
    found = [part for part in page.sections if part.lines]
    marked = [part for part in found if part.updated or (part.heading and part.topic)]
    labels = [record.name]
    labels += [name if isinstance(name, str) else name.label for name in record.synonyms[:_MOST]]
    named = _pattern(labels)
    facts = list(_facts(record, without_terms))
    slugs = [slug for address in page.addresses if (slug := address_words(address))]
    if not any(same_words(label, slug) for label in labels for slug in slugs):
        quotes = (unescape(_TAG.sub("", source[at.start : at.end])) for at in facts)
        return any(_defines(part, record.name) for part in marked if not headline) or (
            bool(marked) and any(named.search(" ".join(quote.split())) for quote in quotes)
        )
    names_it = any(_names(part, named) for part in marked or found)
    if not (any(same_words(headline, slug) for slug in slugs) or _asks(found, named, headline)):
        return names_it and bool(facts)
    speaks = any(_speaks(part, named) for part in marked or found)
    if marked:
        return speaks or bool(facts)
    return (speaks and any(True for _ in record.claims())) or (names_it and bool(facts))


def _pattern(labels: Sequence[str]) -> re.Pattern[str]:
    """What finds the names in a text; of one in the singular the plural too."""
    names = "|".join(re.escape(" ".join(label.split())) for label in labels)
    return re.compile(rf"(?<!\w)(?:{names})(?:s|es)?(?!\w)", re.IGNORECASE)


def _asks(found: Sequence[Part], named: re.Pattern[str], headline: str) -> bool:
    """Whether a heading is a question that names the disease; so does the answer, if need be."""
    asked = [part for part in found if _is_question(part, named)]
    return any(not headline or any(map(named.search, _sentences(part))) for part in asked)


def _is_question(part: Part, named: re.Pattern[str]) -> bool:
    return bool(part.heading and part.heading.endswith("?") and named.search(part.heading))


def _defines(part: Part, name: str) -> bool:
    """Whether it is headed "What is X?", and answered by X."""
    asked = same_words(asked_about(part.heading or ""), name)
    return asked and any(map(_pattern([name]).search, _sentences(part)))


def _speaks(part: Part, named: re.Pattern[str]) -> bool:
    """Whether it answers a question on the disease, or has a sentence whose subject that is."""
    sentences = list(_sentences(part))
    if _is_question(part, named):
        return bool(sentences)
    return any(
        _VERB.match(text, found.end())
        and _BEFORE.search(text[max(0, found.start() - 16) : found.start()])
        for text in sentences
        for found in named.finditer(text)
    )


def _names(part: Part, named: re.Pattern[str]) -> bool:
    """Whether a part has a sentence, and one that names the disease if its heading does not."""
    sentences = list(_sentences(part))
    if part.heading and named.search(part.heading):
        return bool(sentences)
    return any(map(named.search, sentences))


def _sentences(part: Part) -> Iterator[str]:
    """The lines that have one."""
    texts = (" ".join(line.text.split()) for line in part.lines)
    return (text for text in texts if _ENDED.search(text))


def _facts(record: model.Record, without_terms: bool) -> Iterator[model.Quote]:
    """Where the page says what an ontology or a gene's symbol has a word for: errors do not."""
    known = (model.Gene, model.Symptom, model.Inheritance) if without_terms else model.Gene
    for claim in record.claims():
        if isinstance(claim, known) or getattr(claim, "term", None):
            yield from (said.quote for said in claim.statements if said.quote)

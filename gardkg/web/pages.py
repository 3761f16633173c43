"""A record → what its page shows: the card's lines as claims, each with its address and its links.

It knows no predicate: all it shows is on the card, which is asked of the record's own graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gardkg.identifiers import BASE, expand, file_stem
from gardkg.model import Record
from gardkg.records.checks import drafted
from gardkg.sparql.card import Card, Line, card
from gardkg.sparql.store import Store

#: What stands under such a heading is not so.
DENIED = "Not the case"


@dataclass
class Statement:
    """One place that says a claim: its fragment, how it is put there, by whom and when."""

    id: str
    section: str | None
    notes: list[str]
    citations: list[int]
    updated: str | None


@dataclass
class Claim:
    """What is said, once, and the places that say it; ``id`` is its fragment."""

    id: str
    label: str
    term: str | None
    statements: list[Statement] = field(default_factory=list)

    @property
    def term_path(self) -> str | None:
        """Where the page of its term stands in the site."""
        return term_path(self.term) if self.term else None


def term_path(curie: str) -> str:
    """Where the page of a term stands in a site.

    >>> term_path("HP:0001609")
    'term/HP_0001609.html'
    """
    return f"term/{file_stem(curie)}.html"


class Entry(NamedTuple):
    """What lists say of a disease: all that is kept of it when its page is written."""

    id: str
    name: str
    path: str
    names: tuple[str, ...]


@dataclass
class Page:
    """What the page of a disease shows."""

    card: Card
    stem: str
    """The name of its files: GARD_0007615."""
    language: str
    sections: dict[str, list[Claim]]
    drafts: int
    """How many of its claims only a machine has read."""

    @property
    def path(self) -> str:
        """Where it stands in the site."""
        return f"disease/{self.stem}.html"

    @property
    def entry(self) -> Entry:
        """What lists say of it."""
        names = tuple(name.name for name in self.card.names)
        return Entry(self.card.id, self.card.name, self.path, names)

    def terms(self) -> Iterable[tuple[str, str, bool]]:
        """The terms of its claims, what the source calls each, and whether it is denied."""
        for title, claims in self.sections.items():
            for claim in claims:
                if claim.term:
                    yield claim.term, claim.label, title == DENIED


def page_of(record: Record, base: str = BASE) -> Page:
    """The page of a good record.

    >>> page = page_of(Record(id="GARD:0007615", name="Scleromyxedema"))
    >>> page.path, page.sections
    ('disease/GARD_0007615.html', {})

    Raises:
        RecordError, TermError: it does not hold together.
    """
    shown = card(Store.of([record], base), record.id)
    sections = {title: _claims(lines) for title, lines in shown.sections.items()}
    stem = file_stem(record.id)
    return Page(shown, stem, record.language, sections, drafted(record)[0])


def _claims(lines: Iterable[Line]) -> list[Claim]:
    """Lines as claims: what has one name in the graph stands once."""
    claims: dict[str, Claim] = {}
    for line in lines:
        # record/STEM/statement/KIND-HASH/SECTION: the claim's name is before the section's.
        name, _, place = (line.statement or "").rpartition("/statement/")[2].partition("/")
        claim = claims.setdefault(name, Claim(name, line.label, line.term))
        fragment = f"{name}-{place}"
        claim.statements.append(
            Statement(fragment, line.section, line.notes, line.citations, line.updated)
        )
    return [*claims.values()]


@dataclass
class Term:
    """A term of an ontology, and the diseases whose sources speak of it, with their words."""

    curie: str
    label: str
    has: list[tuple[Entry, str]] = field(default_factory=list)
    has_not: list[tuple[Entry, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where its page stands in the site."""
        return term_path(self.curie)

    @property
    def iri(self) -> str:
        """Its own address."""
        return expand(self.curie)


def note_terms(page: Page, terms: dict[str, Term]) -> None:
    """Add to some terms, by their ids, what a page says of them."""
    for curie, label, denied in page.terms():
        term = terms.setdefault(curie, Term(curie, label))
        some = term.has_not if denied else term.has
        if some[-1:] != [(page.entry, label)]:  # a page has what is called alike together
            some.append((page.entry, label))

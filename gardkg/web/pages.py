"""A record → what its page shows: the card's lines as claims, each with its address and its links.

It knows no predicate: what it shows is on the card, which is asked of the record's own graph, or
stands in the record. What follows ``claim/STEM-``, ``record/STEM/statement/`` and the like in an
address of the graph is the fragment of the page, with ``-`` for ``/``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gardkg.identifiers import BASE, file_stem
from gardkg.mapping.names import claim_id, reference_keys, slug
from gardkg.model import Record, TermClaim, in_words
from gardkg.sparql.answer import select
from gardkg.sparql.card import Card, Line, only_card
from gardkg.sparql.store import Store
from gardkg.web.schema_org import condition

#: What stands under such a heading is not so.
DENIED = "Not the case"


@dataclass
class Statement:
    """One place that says a claim: its fragment, how it is put there, by whom and when.

    ``quote``: from which character of the source to which its sentence stands.
    """

    id: str
    section: str | None
    notes: list[str]
    hedge: str | None
    citations: list[int]
    updated: str | None
    quote: tuple[int, int] | None


@dataclass
class Claim:
    """What is said, once, and the places that say it; ``id`` is its fragment."""

    id: str
    label: str
    term: str | None
    frequency: str | None
    is_draft: bool
    """Whether only a machine has read it."""
    statements: list[Statement] = field(default_factory=list)

    @property
    def term_path(self) -> str | None:
        """Where the page of its term stands in the site."""
        return term_path(self.term) if self.term else None

    @property
    def often(self) -> str | None:
        """Its frequency, for a person."""
        return in_words(self.frequency) if self.frequency else None


def term_path(curie: str) -> str:
    """Where the page of a term stands in a site.

    >>> term_path("HP:0001609")
    'term/HP_0001609.html'
    """
    return f"term/{file_stem(curie)}.html"


def work_path(iri: str) -> str:
    """Where the page of a publication stands in a site.

    >>> work_path("PMID:123"), work_path("https://doi.org/10.1000/182")
    ('work/PMID_123.html', 'work/https-doi-org-10-1000-182_84fdc7dd08ad.html')
    """
    return f"work/{file_stem(iri) if iri.startswith('PMID:') else slug(iri)}.html"


class Section(NamedTuple):
    """A part of the source: its key, its heading and its date."""

    key: str
    heading: str
    updated: str | None


class Entry(NamedTuple):
    """What lists say of a disease."""

    id: str
    name: str
    stem: str
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its page stands in the site."""
        return f"disease/{self.stem}.html"


class Mention(NamedTuple):
    """What lists say of a claim: its fragment, its heading, and by whom it is said."""

    id: str
    heading: str
    label: str
    term: str | None
    works: tuple[int, ...]
    """Which of the works that its page mentions it stands on."""


class Mentions(NamedTuple):
    """All that lists say of what is on a page; it is small, for all of them are held at once."""

    entry: Entry
    claims: list[Mention]
    called: dict[str, str]
    """Terms, and their own labels as far as the record has them."""
    works: list[tuple[str, str]]
    """Publications that have an address, each with the text of its reference."""
    triples: int


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
    parts: list[Section]
    """The parts of its source."""
    categories: list[str]
    parents: list[str]
    reference_keys: list[str]
    labels: dict[str, str]
    """Terms, and their own labels."""
    triples: int
    schema_org: dict[str, object]

    @property
    def path(self) -> str:
        """Where it stands in the site."""
        return self.entry.path

    @property
    def entry(self) -> Entry:
        """What lists say of it."""
        names = tuple(name.name for name in self.card.names)
        return Entry(self.card.id, self.card.name, self.stem, names)

    def mentions(self) -> Mentions:
        """What lists say of what is on it."""
        works = {ref["work"]: ref["text"] for ref in self.card.references if ref["work"]}
        numbers = {work: n for n, work in enumerate(works)}
        of_reference = {ref["n"]: numbers.get(ref["work"]) for ref in self.card.references}
        claims = []
        for heading, some in self.sections.items():
            for claim in some:
                cited = (of_reference.get(n) for said in claim.statements for n in said.citations)
                on = tuple(sorted({n for n in cited if n is not None}))
                claims.append(Mention(claim.id, heading, claim.label, claim.term, on))
        return Mentions(self.entry, claims, self.labels, [*works.items()], self.triples)


def page_of(record: Record, triples: bytes, base: str = BASE) -> Page:
    """The page of a good record, whose graph is written already, as N-Triples.

    >>> from gardkg import export
    >>> record = Record(id="GARD:0007615", name="Scleromyxedema")
    >>> page = page_of(record, export([record], format="nt"))
    >>> page.path, page.sections
    ('disease/GARD_0007615.html', {})
    """
    store = Store.of_triples(triples, base)
    shown = only_card(store)
    drafts = {
        claim_id(record.id, claim).partition("-")[2]
        for claim in record.claims()
        if all(said.agent == "automatic" for said in claim.statements)
    }
    quotes = _quotes(store, record)
    return Page(
        shown,
        file_stem(record.id),
        record.language,
        {title: _claims(lines, drafts, quotes) for title, lines in shown.sections.items()},
        len(drafts),
        [
            Section(key, part.heading, part.updated.isoformat() if part.updated else None)
            for key, part in record.sections.items()
        ],
        record.categories,
        record.parents,
        reference_keys(record.citations),
        {
            claim.term: claim.term_label
            for claim in record.claims()
            if isinstance(claim, TermClaim) and claim.term and claim.term_label
        },
        len(store),
        condition(record),
    )


def _quotes(store: Store, record: Record) -> dict[str, tuple[int, int]]:
    """Where in the source the sentence of each statement stands, by the statement's path."""
    if not any(said.quote for claim in record.claims() for said in claim.statements):
        return {}
    rows = select(store, "quotes").to_dicts()
    return {row["statement"]: (row["start"], row["end"]) for row in rows}


def _claims(
    lines: Iterable[Line], drafts: set[str], quotes: dict[str, tuple[int, int]]
) -> list[Claim]:
    """Lines as claims: what has one name in the graph stands once."""
    claims: dict[str, Claim] = {}
    for line in lines:
        # record/STEM/statement/KIND-HASH/SECTION: the claim's name is before the section's.
        path = line.statement or ""
        place = path.rpartition("/statement/")[2]
        name = place.partition("/")[0].partition(".")[0]
        new = Claim(name, line.label, line.term, line.frequency, name in drafts)
        claims.setdefault(name, new).statements.append(
            Statement(
                place.replace("/", "-"),
                *(line.section, line.notes, line.hedge, line.citations, line.updated),
                quotes.get(path),
            )
        )
    return [*claims.values()]

"""What pages mention → lists over all diseases: terms, publications, words, and what is shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple

from gardkg.identifiers import expand
from gardkg.web.pages import DENIED, Entry, Mention, Mentions, term_path, work_path

#: The lists: name of the page, its title, and the kinds of claims it has; none: all others.
LISTS = {
    "symptoms": ("Symptoms", ("symptom",)),
    "treatments": ("Treatments", ("treatment",)),
    "genes": ("Genes", ("gene",)),
    "terms": ("Onset, course, inheritance, sites and causes", ()),
}
#: So large is the heat map at most.
_ROWS, _COLUMNS = 60, 20


class At(NamedTuple):
    """Where something is said: the disease, the fragment of its page, and in which words."""

    entry: Entry
    id: str
    label: str

    @property
    def path(self) -> str:
        """Where that stands in the site."""
        return f"{self.entry.path}#{self.id}"


@dataclass
class Term:
    """A term of an ontology, and where it is said, or said not, to be so."""

    curie: str
    label: str
    kind: str
    """That of the first claim: symptom, treatment, …"""
    has: list[At] = field(default_factory=list)
    has_not: list[At] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where its page stands in the site."""
        return term_path(self.curie)

    @property
    def iri(self) -> str:
        """Its own address."""
        return expand(self.curie)


@dataclass
class Work:
    """A publication, and what stands on it."""

    name: str
    text: str
    supports: list[tuple[At, bool]] = field(default_factory=list)
    """Where, and whether it is denied there."""

    @property
    def path(self) -> str:
        """Where its page stands in the site."""
        return work_path(self.name)

    @property
    def iri(self) -> str:
        """Its own address."""
        return expand(self.name)


@dataclass
class Lists:
    """All that is known of all diseases together."""

    entries: list[Entry] = field(default_factory=list)
    terms: dict[str, Term] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    words: dict[str, list[At]] = field(default_factory=dict)
    """Claims without a term, by their kind."""
    triples: int = 0
    _named: set[str] = field(default_factory=set)

    def add(self, mentions: Mentions) -> None:
        """Add what a page mentions."""
        entry = mentions.entry
        self.entries.append(entry)
        self.triples += mentions.triples
        works = [self.works.setdefault(name, Work(name, text)) for name, text in mentions.works]
        for claim in mentions.claims:
            at = At(entry, intern(claim.id), intern(claim.label))
            for n in claim.works:
                works[n].supports.append((at, claim.heading == DENIED))
            self._add_term(claim, at, mentions.called)

    def _add_term(self, claim: Mention, at: At, called: dict[str, str]) -> None:
        kind = claim.id.rpartition("-")[0]
        if not claim.term:
            if claim.heading != DENIED:
                self.words.setdefault(kind, []).append(at)
            return
        term = self.terms.setdefault(claim.term, Term(claim.term, claim.label, kind))
        if claim.term not in self._named and (label := called.get(claim.term)):
            self._named.add(claim.term)
            term.label = label
        (term.has_not if claim.heading == DENIED else term.has).append(at)

    def finished(self) -> None:
        """Bring all into an order that depends on what is said alone."""
        self.entries.sort(key=lambda entry: (entry.name.casefold(), entry.id))
        for term in self.terms.values():
            term.has.sort(key=_order)
            term.has_not.sort(key=_order)
        for work in self.works.values():
            work.supports.sort(key=lambda one: _order(one[0]))

    def pages(self) -> set[str]:
        """Where the pages of diseases, terms and publications stand in the site."""
        some = (self.entries, self.terms.values(), self.works.values())
        return {one.path for each in some for one in each}

    def terms_of(self, name: str) -> list[Term]:
        """The terms that a list has, those that most diseases have first."""
        wanted = LISTS[name][1]
        others = {kind for _, kinds in LISTS.values() for kind in kinds}
        found = (t for t in self.terms.values() if _is_of(t.kind, wanted, others))
        return sorted(found, key=lambda term: (-len(term.has), term.label.casefold(), term.curie))

    def words_of(self, name: str) -> list[At]:
        """What a list has that sources say in words for which there is no term."""
        wanted = LISTS[name][1]
        others = {kind for _, kinds in LISTS.values() for kind in kinds}
        kinds = [kind for kind in self.words if _is_of(kind, wanted, others)]
        found = (at for kind in kinds for at in self.words[kind])
        return sorted(found, key=lambda at: (at.label.casefold(), *_order(at)))

    def works_cited(self) -> list[Work]:
        """The publications, those that most stands on first."""
        return sorted(self.works.values(), key=lambda work: (-len(work.supports), work.name))

    def shared(self) -> tuple[list[Term], list[tuple[Entry, list[At | None]]]]:
        """The symptoms that most diseases share, and the diseases that have most of them."""
        terms = [term for term in self.terms_of("symptoms") if len(_diseases(term.has)) > 1]
        terms = terms[:_COLUMNS]
        where = {(at.entry.id, term.curie): at for term in terms for at in reversed(term.has)}
        count = Counter(disease for disease, _ in where)
        rows = [entry for entry in self.entries if count[entry.id] > 1]
        rows.sort(key=lambda entry: -count[entry.id])
        return terms, [
            (entry, [where.get((entry.id, term.curie)) for term in terms]) for entry in rows[:_ROWS]
        ]


def _is_of(kind: str, wanted: tuple[str, ...], others: set[str]) -> bool:
    return kind in wanted if wanted else kind not in others


def _order(at: At) -> tuple[str, str, str]:
    return at.entry.name.casefold(), at.entry.id, at.id


def _diseases(some: Iterable[At]) -> set[str]:
    return {at.entry.id for at in some}

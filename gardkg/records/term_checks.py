"""Holding the terms of records against the ontologies they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gardkg.errors import Finding
from gardkg.model import TOPICS, Record, TermClaim
from gardkg.model.fields import own_terms
from gardkg.terms.obo import Terms


class TermChecks:
    """What ontologies have to say of the terms of records.

    A term of a prefix that none of them has cannot be judged, and is not; ``unknown`` counts these.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.unknown: Counter[str] = Counter()

    def check(self, record: Record) -> Iterator[Finding]:
        """A finding for each unknown, obsolete or mislabelled term of a record."""
        for pointer, curie, label in _mentions(record):
            term = self.terms.terms.get(curie)
            prefix = curie.partition(":")[0]
            if prefix not in self.terms.prefixes:
                self.unknown[prefix] += 1
                continue
            if term is None:
                yield Finding(pointer, "no such term", curie, None)
            elif term.obsolete:
                hint = f"replaced by {term.replaced_by}" if term.replaced_by else None
                yield Finding(pointer, "the term is obsolete", curie, hint)
            elif label is not None and label != term.label:
                where = pointer.removesuffix("term") + "term_label"
                yield Finding(where, f'expected the label of {curie}, "{term.label}"', label, None)


def _mentions(record: Record) -> Iterator[tuple[str, str, str | None]]:
    for pointer, claim in zip(record.pointers(), record.claims(), strict=True):
        if isinstance(claim, TermClaim) and claim.term:
            yield f"{pointer}.term", claim.term, claim.term_label
        for name in _OWN_TERMS[type(claim)]:
            value = getattr(claim, name)
            if isinstance(value, list):
                yield from ((f"{pointer}.{name}[{n}]", one, None) for n, one in enumerate(value))
            elif value is not None:
                yield f"{pointer}.{name}", value, None


_OWN_TERMS = {kind: own_terms(kind) for kind in TOPICS.values()}

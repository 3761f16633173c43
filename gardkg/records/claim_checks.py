"""What more than one field of a claim must tell to be judged, and the one spelling of its terms.

A finding's pointer begins at the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from gardkg import model
from gardkg.errors import Finding, TermError
from gardkg.identifiers import canonical_curie, checked_iri
from gardkg.model.fields import defaults, list_fields, own_terms, roles, twice, values_of
from gardkg.records import word_checks


def claim_findings(
    record: model.Record, claim: model.Claim, well: set[tuple[object, ...]]
) -> list[Finding]:
    """The findings of a claim; their pointers begin at the claim."""
    found = said_findings(record, claim, well)
    if isinstance(claim, model.TermClaim):
        if claim.term:
            try:
                claim.term = _of_kind(claim.term, claim.ontologies)
            except TermError as error:
                found.append(term_finding(".term", error))
            if not claim.match:
                hint = "exact, broad, narrow or close"
                found.append(Finding("", "a term needs its match", claim.term, hint))
        elif claim.match or claim.term_label:
            found.append(Finding("", "match and term_label need a term"))
    if isinstance(claim.frequency, str) and not _is_share(claim.frequency):
        message = "expected n of m, m above 0 and n at most m"
        found.append(Finding(".frequency", message, claim.frequency))
    if any(_SELDOM[type(claim)](claim)):
        found += _qualifying(claim, own_terms(type(claim)))
        found += given_twice(claim, JUDGED, ".")
    if own := _OF_KIND.get(type(claim)):
        found += own(claim)
    return found


#: Lists of which it is said elsewhere what stands in them twice, and for some that it may not.
JUDGED = frozenset({"synonyms", "citations", *model.Mappings.__struct_fields__})
#: What most claims have none of: terms that qualify them, and lists.
_SELDOM = {
    kind: values_of(dict.fromkeys((*own_terms(kind), *list_fields(kind, JUDGED))))
    for kind in model.TOPICS.values()
}


@lru_cache(maxsize=16_384)
def _is_share(frequency: str) -> bool:
    """Whether a count is of at least one, and no more than there are; all else is."""
    if "/" not in frequency:
        return True
    count, total = map(int, frequency.split("/"))
    return count <= total > 0


def _qualifying(claim: model.Claim, names: tuple[str, ...]) -> Iterator[Finding]:
    """What is wrong with the terms in a claim's own fields; the others get their one spelling."""
    for name in names:
        value, prefixes = getattr(claim, name), roles(type(claim))[name].prefixes
        if isinstance(value, list):
            for n, one in enumerate(value):
                try:
                    value[n] = _of_kind(one, prefixes)
                except TermError as error:
                    yield term_finding(f".{name}[{n}]", error)
        elif value is not None:
            yield from set_curie(claim, name, f".{name}", prefixes)


def _age(claim: model.AffectedAge) -> list[Finding]:
    if claim.min is None and claim.max is None:
        return [Finding("", "expected min, max or both")]
    if claim.min is not None and claim.max is not None and claim.min > claim.max:
        return [Finding(".min", f"expected at most max, {claim.max}", str(claim.min))]
    return []


def _treatment(claim: model.Treatment) -> list[Finding]:
    found: list[Finding] = []
    if claim.relation == "treats" and all(said.hedge for said in claim.statements):
        message, hint = "asserted to treat, but every place hedges", "write relation: applied"
        found.append(Finding(".relation", message, None, hint, "warning"))
    for where, said in _places(claim):
        status = (
            said.status if isinstance(said, model.Treatment | model.TreatmentStatement) else None
        )
        if status == "not-effective" and not claim.negated:
            message, hint = "not effective, but not negated", "add negated: true"
            found.append(Finding(f"{where}.status", message, None, hint))
        if status == "avoid" and claim.relation != "contraindicated":
            message, hint = "to be avoided, but applied", "add relation: contraindicated"
            found.append(Finding(f"{where}.status", message, None, hint))
    return found


#: What is to be checked of one kind of claim only.
_OF_KIND: dict[type, Callable[[Any], list[Finding]]] = {
    model.AffectedAge: _age,
    model.Treatment: _treatment,
}


def _places(claim: model.Claim | model.Synonym) -> Sequence[tuple[str, model.Said]]:
    """The places that say a claim, each with its pointer from the claim on."""
    if not claim.stated:
        return (("", claim),)
    return [(f".stated[{n}]", said) for n, said in enumerate(claim.stated)]


def said_findings(
    record: model.Record, claim: model.Claim | model.Synonym, well: set[tuple[object, ...]]
) -> list[Finding]:
    """Where a claim is said: sections that exist, [n] that have an entry.

    ``well`` is what places of the record said before, and it was well; most say no other.
    """
    found: list[Finding] = []
    quote = claim.quote
    if not claim.stated and (quote is None or quote.start < quote.end):
        here = claim.section, claim.evidence, *claim.citations
        if here in well and not claim.hedge:  # as most are
            return found
    if claim.stated:
        for name, absent in defaults(type(claim.stated[0])).items():
            if getattr(claim, name, absent) != absent:
                key = "in" if name == "section" else name
                message, hint = f'"{key}" stands beside "stated"', "move it into one of its places"
                found.append(Finding(f".{key}", message, None, hint))
    for where, said in _places(claim):
        # Evidence that is rewritten must be so in each of them.
        evidence = said.evidence
        said_here = said.section, evidence, *said.citations
        if said_here not in well:
            wrong = _place(record, said, where, is_claim=isinstance(claim, model.Claim))
            found += wrong
            if not wrong and said.evidence is evidence:
                well.add(said_here)
        if said.hedge:
            found += word_checks.hedge(said, where, record.language)
        if (quote := said.quote) and quote.start >= quote.end:
            found.append(Finding(f"{where}.quote", "expected start before end"))
    return found


def _place(record: model.Record, said: model.Said, where: str, *, is_claim: bool) -> list[Finding]:
    found: list[Finding] = []
    if said.section is not None:
        if said.section not in record.sections:
            known = "known: " + ", ".join(islice(record.sections, 12))
            known = known if record.sections else "the record has none; add it to sections"
            found.append(Finding(f"{where}.in", "no such section", said.section, known))
    elif record.sections and is_claim:
        found.append(Finding(where, 'expected "in": the section that says it'))
    for n, number in enumerate(said.citations):
        if number > len(record.citations):
            message = f"no reference [{number}]; the record has {len(record.citations)}"
            found.append(Finding(f"{where}.citations[{n}]", message))
        if number in said.citations[:n]:
            found.append(Finding(f"{where}.citations[{n}]", f"[{number}] stands twice"))
    if said.evidence:
        found += set_curie(said, "evidence", f"{where}.evidence", ("ECO",))
    return found


def given_twice(
    part: msgspec.Struct, but: frozenset[object], before: str = ""
) -> Iterator[Finding]:
    """What stands twice in a list: once is what is written of it."""
    for found in twice(part, but=but):
        message = f"the same as {found.first}; written once"
        yield Finding(before + found.pointer, message, found.shown, "keep one", "warning")


def set_curie(owner: object, name: str, pointer: str, prefixes: tuple[str, ...]) -> list[Finding]:
    """Give a field its canonical CURIE, of one of the prefixes where any are given."""
    text = getattr(owner, name)
    try:
        curie = _of_kind(text, prefixes)
    except TermError as error:
        return [term_finding(pointer, error)]
    if curie is not text and curie != text:
        setattr(owner, name, curie)
    return []


@lru_cache(maxsize=16_384)
def _of_kind(text: str, prefixes: tuple[str, ...]) -> str:
    try:
        curie = canonical_curie(text)
    except TermError:
        if ":" in text or not prefixes:
            raise
        raise TermError(text, f"the id of a term of {', '.join(prefixes)}") from None
    if prefixes and curie.partition(":")[0] not in prefixes:
        raise TermError(text, "a term of " + ", ".join(prefixes))
    return curie


def address_findings(pointer: str, url: str) -> Iterator[Finding]:
    try:
        checked_iri(url)
    except TermError as error:
        yield term_finding(pointer, error)


def term_finding(pointer: str, error: TermError) -> Finding:
    return Finding(pointer, f"expected {error.expected}", error.value, error.hint or None)

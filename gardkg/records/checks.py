"""What needs more than one field to be judged, and the one spelling of every id.

``check`` is run on each record that decoded: it rewrites ids to their canonical form and
reports what does not hold together. What needs all records is for ``dataset_checks``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any

import msgspec

from gardkg import model
from gardkg.errors import Finding, TermError
from gardkg.identifiers import canonical_curie, checked_iri, checked_language, disease_id
from gardkg.model.fields import defaults, list_fields, own_terms, roles, twice, values_of
from gardkg.records import word_checks


def check(
    record: model.Record, is_name: word_checks.IsName = lambda term, text: False
) -> Iterator[Finding]:
    """Every finding in one record; its ids are canonical afterwards.

    ``is_name`` knows the names of terms, where ontologies are at hand.
    """
    yield from _identity(record)
    yield from _mappings(record)
    yield from _references(record)
    well: set[tuple[object, ...]] = set()
    for topic, claims in record.topics():
        for n, claim in enumerate(claims):
            for finding in _claim(record, claim, well):
                where = topic if claim is getattr(record, topic) else f"{topic}[{n}]"
                yield finding._replace(pointer=where + finding.pointer)
    for n, synonym in enumerate(record.synonyms):
        if isinstance(synonym, model.Synonym):
            for finding in _said(record, synonym, set()):
                yield finding._replace(pointer=f"synonyms[{n}]{finding.pointer}")
    for n, topic in enumerate(record.not_stated):
        if getattr(record, topic):
            yield Finding(f"not_stated[{n}]", f"the record has {topic}, so it is stated", topic)
    yield from _same_names(record)
    yield from word_checks.accessed(record)
    claims = record.claims()
    labels = {*map(_LABEL, claims)}
    yield from word_checks.denials(record, labels, claims, is_name)
    yield from _twins(record, claims)
    yield from _contradictions(record, claims)
    yield from _term_labels(record, claims)
    # Claims are looked into one by one; and two that are equal have one label.
    differ = len(labels) == len(claims)
    yield from _twice(record, _NO_CLAIMS if differ else _OF_RECORDS)


def drafted(record: model.Record) -> tuple[int, int]:
    """How many claims of a record only a machine has read, and how many it has.

    >>> claims = [model.Symptom(label="a", agent="automatic"), model.Symptom(label="b")]
    >>> drafted(model.Record(id="GARD:1", name="A", symptoms=claims))
    (1, 2)
    """
    claims = record.claims()
    return sum(all(said.agent == "automatic" for said in c.statements) for c in claims), len(claims)


def _identity(record: model.Record) -> Iterator[Finding]:
    try:
        record.id = disease_id(record.id)
    except TermError as error:
        yield _term_finding("id", error)
    try:
        record.language = checked_language(record.language)
    except TermError as error:
        yield _term_finding("language", error)
    for n, parent in enumerate(record.parents):
        try:
            record.parents[n] = disease_id(parent)
        except TermError as error:
            yield _term_finding(f"parents[{n}]", error)
    if record.source and record.source.url:
        yield from _address("source.url", record.source.url)
    if record.source and (record.source.license or "").startswith(("http://", "https://")):
        yield from _address("source.license", record.source.license or "")


def _mappings(record: model.Record) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for strength in model.Mappings.__struct_fields__:
        entries = getattr(record.mappings, strength)
        for n, entry in enumerate(entries):
            pointer = f"mappings.{strength}[{n}]"
            mapping = model.Mapping(id=entry) if isinstance(entry, str) else entry
            for name, kind in (("id", ""), ("via", ""), ("justification", "semapv")):
                value = getattr(mapping, name)
                if value is not None:
                    where = f"{pointer}.{name}" if mapping is entry else pointer
                    yield from _set_curie(mapping, name, where, (kind,) if kind else ())
            if mapping is not entry:
                entries[n] = mapping.id
            if mapping.source:
                yield from _address(f"{pointer}.source", mapping.source)
            if mapping.id in seen:
                yield Finding(pointer, f"{mapping.id} is mapped twice, first at {seen[mapping.id]}")
            seen.setdefault(mapping.id, pointer)


def _references(record: model.Record) -> Iterator[Finding]:
    seen: dict[tuple[str | None, ...], list[int]] = {}
    named: dict[tuple[str, str], int] = {}
    for n, entry in enumerate(record.citations):
        pointer = f"citations[{n}]"
        if not (entry.title or entry.url or entry.pmid or entry.doi or entry.container):
            yield Finding(pointer, "expected a title, container, url, pmid or doi")
        if entry.url:
            yield from _address(f"{pointer}.url", entry.url)
        if entry.date and not _exists(entry.date):
            yield Finding(f"{pointer}.date", "there is no such date", entry.date)
        for name, one in (("pmid", entry.pmid), ("doi", entry.doi), ("url", entry.url)):
            value = one and (one.lower() if name == "doi" else one)
            other = value and named.setdefault((name, value), n + 1)
            if other and other != n + 1 and record.citations[other - 1] != entry:
                message = (
                    f"the same {name} as [{other}]; a work is written once, as [{other}] has it"
                )
                yield Finding(f"{pointer}.{name}", message, one, "keep one", "warning")
                break
        alike = seen.setdefault((entry.pmid, entry.doi, entry.url, entry.title, entry.pages), [])
        for other in alike:
            if record.citations[other - 1] == entry:
                yield Finding(pointer, f"the same reference as [{other}]", None, "keep one")
                break
        else:
            alike.append(n + 1)


def _exists(partial: str) -> bool:
    """Whether a year, month or day is one of the calendar, which has no year 0."""
    try:
        date.fromisoformat((partial + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _claim(
    record: model.Record, claim: model.Claim, well: set[tuple[object, ...]]
) -> list[Finding]:
    """The findings of a claim; their pointers begin at the claim."""
    found = _said(record, claim, well)
    if isinstance(claim, model.TermClaim):
        if claim.term:
            try:
                claim.term = _of_kind(claim.term, claim.ontologies)
            except TermError as error:
                found.append(_term_finding(".term", error))
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
        found += _twice(claim, _JUDGED, ".")
    if own := _OF_KIND.get(type(claim)):
        found += own(claim)
    return found


#: Lists of which it is said elsewhere what stands in them twice, and for some that it may not.
_JUDGED = frozenset({"synonyms", "citations", *model.Mappings.__struct_fields__})
#: What most claims have none of: terms that qualify them, and lists.
_SELDOM = {
    kind: values_of(dict.fromkeys((*own_terms(kind), *list_fields(kind, _JUDGED))))
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
                    yield _term_finding(f".{name}[{n}]", error)
        elif value is not None:
            yield from _set_curie(claim, name, f".{name}", prefixes)


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


def _said(
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
        found += _set_curie(said, "evidence", f"{where}.evidence", ("ECO",))
    return found


def _same_names(record: model.Record) -> Iterator[Finding]:
    """Synonyms given twice: one name is one node, with the scope and type of the closest."""
    seen: dict[str, int] = {}
    for n, synonym in enumerate(record.synonyms):
        label = synonym if isinstance(synonym, str) else synonym.label
        key = " ".join(unicodedata.normalize("NFC", label).split()).casefold()
        if key in seen:
            message = f"the same name as synonyms[{seen[key]}]; they are written as one"
            yield Finding(f"synonyms[{n}]", message, label, "keep one", "warning")
        seen.setdefault(key, n)


def _twice(part: msgspec.Struct, but: frozenset[object], before: str = "") -> Iterator[Finding]:
    """What stands twice in a list: once is what is written of it."""
    for found in twice(part, but=but):
        message = f"the same as {found.first}; written once"
        yield Finding(before + found.pointer, message, found.shown, "keep one", "warning")


_OF_RECORDS = frozenset({*_JUDGED, *model.TOPICS.values()})
_NO_CLAIMS = frozenset({*_OF_RECORDS, *model.TOPICS})


def _twins(record: model.Record, claims: list[model.Claim]) -> Iterator[Finding]:
    """Texts that look the same and are not: NFC and NFD forms of one label."""
    seen: dict[str, tuple[str, str]] = {}
    labels = [("name", record.name)]
    labels += [
        (f"synonyms[{n}]", s if isinstance(s, str) else s.label)
        for n, s in enumerate(record.synonyms)
    ]
    if not all(map(str.isascii, map(_LABEL, claims))):
        placed = zip(record.pointers(), claims, strict=True)
        labels += [(f"{pointer}.label", claim.label) for pointer, claim in placed]
    for pointer, label in labels:
        if label.isascii():
            continue
        first, where = seen.setdefault(unicodedata.normalize("NFC", label), (label, pointer))
        if first != label:
            message = f"differs from {where} only in its Unicode normal form"
            yield Finding(pointer, message, None, "write both alike", "warning")


def _contradictions(record: model.Record, claims: list[model.Claim]) -> Iterator[Finding]:
    """Claims that are both affirmed and denied: both are kept, and named."""
    if len({*map(_POSITIVE, claims)}) < 2:
        return
    seen: dict[tuple[str, str], tuple[str, bool]] = {}
    for pointer, claim in zip(record.pointers(), claims, strict=True):
        where, positive = seen.setdefault(_about(claim), (pointer, claim.positive))
        if positive != claim.positive:
            message = f"both affirmed and denied, here and at {where}"
            yield Finding(pointer, message, claim.label, None, "warning")


def _term_labels(record: model.Record, claims: list[model.Claim]) -> Iterator[Finding]:
    """Terms that are called this and that: one label of a term is written."""
    terms = [claim for claim in claims if isinstance(claim, model.TermClaim)]
    labels = {*map(_LABELLED, terms)}
    if len(labels) == len({term for term, _ in labels}):
        return
    seen: dict[str, tuple[str, str]] = {}
    for pointer, claim in zip(record.pointers(), claims, strict=True):
        if isinstance(claim, model.TermClaim) and claim.term and claim.term_label:
            first, where = seen.setdefault(claim.term, (claim.term_label, pointer))
            if first != claim.term_label:
                message = f"{claim.term} has another label at {where}; one of them is written"
                hint = "check --terms says which is right"
                yield Finding(f"{pointer}.term_label", message, claim.term_label, hint, "warning")


_LABEL, _POSITIVE = attrgetter("label"), attrgetter("positive")
_LABELLED = attrgetter("term", "term_label")


def _about(claim: model.Claim) -> tuple[str, str]:
    if isinstance(claim, model.TermClaim) and claim.match == "exact" and claim.term:
        return claim.kind, claim.term
    return claim.kind, claim.label.casefold()


def _set_curie(owner: object, name: str, pointer: str, prefixes: tuple[str, ...]) -> list[Finding]:
    """Give a field its canonical CURIE, of one of the prefixes where any are given."""
    text = getattr(owner, name)
    try:
        curie = _of_kind(text, prefixes)
    except TermError as error:
        return [_term_finding(pointer, error)]
    if curie is not text and curie != text:
        setattr(owner, name, curie)
    return []


@lru_cache(maxsize=16_384)
def _of_kind(text: str, prefixes: tuple[str, ...]) -> str:
    curie = canonical_curie(text)
    if prefixes and curie.partition(":")[0] not in prefixes:
        raise TermError(text, "a term of " + ", ".join(prefixes))
    return curie


def _address(pointer: str, url: str) -> Iterator[Finding]:
    try:
        checked_iri(url)
    except TermError as error:
        yield _term_finding(pointer, error)


def _term_finding(pointer: str, error: TermError) -> Finding:
    return Finding(pointer, f"expected {error.expected}", error.value, error.hint or None)

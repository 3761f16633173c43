"""What needs more than one field to be judged, and the one spelling of every id.

``check`` is run on each record that decoded: it rewrites ids to their canonical form and
reports what does not hold together. What needs all records is for ``dataset_checks``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from gardkg import model
from gardkg.errors import Finding, TermError
from gardkg.identifiers import checked_language, disease_id
from gardkg.records import word_checks
from gardkg.records.claim_checks import (
    JUDGED,
    address_findings,
    claim_findings,
    given_twice,
    said_findings,
    set_curie,
    term_finding,
)


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
            for finding in claim_findings(record, claim, well):
                where = topic if claim is getattr(record, topic) else f"{topic}[{n}]"
                yield finding._replace(pointer=where + finding.pointer)
    for n, synonym in enumerate(record.synonyms):
        if isinstance(synonym, model.Synonym):
            for finding in said_findings(record, synonym, set()):
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
    yield from given_twice(record, _NO_CLAIMS if differ else _OF_RECORDS)


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
        yield term_finding("id", error)
    try:
        record.language = checked_language(record.language)
    except TermError as error:
        yield term_finding("language", error)
    for n, parent in enumerate(record.parents):
        try:
            record.parents[n] = disease_id(parent)
        except TermError as error:
            yield term_finding(f"parents[{n}]", error)
    if record.source and record.source.url:
        yield from address_findings("source.url", record.source.url)
    if record.source and (record.source.license or "").startswith(("http://", "https://")):
        yield from address_findings("source.license", record.source.license or "")


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
                    yield from set_curie(mapping, name, where, (kind,) if kind else ())
            if mapping is not entry:
                entries[n] = mapping.id
            if mapping.source:
                yield from address_findings(f"{pointer}.source", mapping.source)
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
            yield from address_findings(f"{pointer}.url", entry.url)
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


_OF_RECORDS = frozenset({*JUDGED, *model.TOPICS.values()})
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
        if claim.form or claim.mentioned:  # another form may have it
            continue
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

"""What needs more than one field to be judged, and the one spelling of every id.

``check`` is run on each record that decoded: it rewrites ids to their canonical form and
reports what does not hold together. ``check_together`` is for what needs all records.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from gardkg import model
from gardkg.errors import TermError
from gardkg.identifiers import canonical_curie, checked_iri, checked_language, disease_id


class Finding(NamedTuple):
    """Something that does not hold, at a pointer of one record."""

    pointer: str
    message: str
    got: str | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"


#: The ontologies whose terms a claim of each kind may have.
TERMS = {
    "symptom": ("HP",),
    "site": ("UBERON",),
    "onset": ("HP",),
    "course": ("HP",),
    "inheritance": ("HP",),
    "gene": ("HGNC", "NCBIGene"),
    "treatment": ("MAXO", "CHEBI", "NCIT"),
    "cause": ("MONDO", "HP", "CHEBI", "NCIT", "ORPHA", "OMIM"),
}


@lru_cache(maxsize=50_000)
def _curie(text: str) -> str:
    return canonical_curie(text)


def check(record: model.Record) -> Iterator[Finding]:
    """Every finding in one record; its ids are canonical afterwards."""
    yield from _identity(record)
    yield from _mappings(record)
    yield from _references(record)
    for pointer, claim in zip(record.pointers(), record.claims(), strict=True):
        yield from _claim(record, pointer, claim)
    for n, synonym in enumerate(record.synonyms):
        if isinstance(synonym, model.Synonym):
            yield from _said(record, f"synonyms[{n}]", synonym)
    for n, topic in enumerate(record.not_stated):
        if getattr(record, topic):
            yield Finding(f"not_stated[{n}]", f"the record has {topic}, so it is stated", topic)
    yield from _same_names(record)
    yield from _twins(record)
    yield from _contradictions(record)


def drafted(record: model.Record) -> tuple[int, int]:
    """How many claims of a record only a machine has read, and how many it has.

    >>> claims = [model.Symptom(label="a", agent="automatic"), model.Symptom(label="b")]
    >>> drafted(model.Record(id="GARD:1", name="A", symptoms=claims))
    (1, 2)
    """
    claims = [claim for claim in record.claims()]
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
    seen: dict[bytes, int] = {}
    for n, entry in enumerate(record.citations):
        pointer = f"citations[{n}]"
        if not (entry.title or entry.url or entry.pmid or entry.doi or entry.container):
            yield Finding(pointer, "expected a title, container, url, pmid or doi")
        if entry.url:
            yield from _address(f"{pointer}.url", entry.url)
        if entry.date and not _exists(entry.date):
            yield Finding(f"{pointer}.date", "there is no such date", entry.date)
        key = repr(entry).encode("utf-8", "surrogatepass")
        if key in seen:
            yield Finding(pointer, f"the same reference as [{seen[key]}]", None, "keep one")
        seen.setdefault(key, n + 1)


def _exists(partial: str) -> bool:
    """Whether a year, month or day is one of the calendar, which has no year 0."""
    try:
        date.fromisoformat((partial + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _claim(record: model.Record, pointer: str, claim: model.Claim) -> Iterator[Finding]:
    yield from _said(record, pointer, claim)
    if isinstance(claim, model.TermClaim):
        if claim.term:
            yield from _set_curie(claim, "term", f"{pointer}.term", TERMS[claim.kind])
            if not claim.match:
                yield Finding(
                    pointer, "a term needs its match", claim.term, "exact, broad, narrow or close"
                )
        elif claim.match or claim.term_label:
            yield Finding(pointer, "match and term_label need a term")
    yield from _frequency(f"{pointer}.frequency", claim.frequency)
    match claim:
        case model.Symptom():
            if claim.onset:
                yield from _set_curie(claim, "onset", f"{pointer}.onset", ("HP",))
            for name, kind in (("sites", "UBERON"), ("modifiers", "HP")):
                values = getattr(claim, name)
                for n, value in enumerate(values):
                    try:
                        values[n] = _of_kind(value, (kind,))
                    except TermError as error:
                        yield _term_finding(f"{pointer}.{name}[{n}]", error)
        case model.AffectedAge():
            if claim.min is None and claim.max is None:
                yield Finding(pointer, "expected min, max or both")
            elif claim.min is not None and claim.max is not None and claim.min > claim.max:
                yield Finding(
                    f"{pointer}.min", f"expected at most max, {claim.max}", str(claim.min)
                )
        case model.Treatment():
            yield from _treatment(pointer, claim)


def _treatment(pointer: str, claim: model.Treatment) -> Iterator[Finding]:
    if claim.relation == "treats" and all(said.hedge for said in claim.statements):
        message, hint = "asserted to treat, but every place hedges", "write relation: applied"
        yield Finding(f"{pointer}.relation", message, None, hint, "warning")
    for where, said in _places(pointer, claim):
        status = (
            said.status if isinstance(said, model.Treatment | model.TreatmentStatement) else None
        )
        if status == "not-effective" and not claim.negated:
            yield Finding(
                f"{where}.status", "not effective, but not negated", None, "add negated: true"
            )
        if status == "avoid" and claim.relation != "contraindicated":
            yield Finding(
                f"{where}.status",
                "to be avoided, but applied",
                None,
                "add relation: contraindicated",
            )


def _frequency(pointer: str, frequency: str | model.Words | None) -> Iterator[Finding]:
    if isinstance(frequency, str) and "/" in frequency:
        count, total = map(int, frequency.split("/"))
        if total == 0 or count > total:
            yield Finding(pointer, "expected n of m, m above 0 and n at most m", frequency)


def _places(pointer: str, claim: model.Claim | model.Synonym) -> Iterator[tuple[str, model.Said]]:
    if not claim.stated:
        yield pointer, claim
    for n, said in enumerate(claim.stated):
        yield f"{pointer}.stated[{n}]", said


def _said(
    record: model.Record, pointer: str, claim: model.Claim | model.Synonym
) -> Iterator[Finding]:
    """Where a claim is said: sections that exist, [n] that have an entry."""
    if claim.stated:
        for name in type(claim.stated[0]).__struct_fields__:
            value = getattr(claim, name, None)
            if value not in (None, [], "manual"):
                key = "in" if name == "section" else name
                yield Finding(
                    f"{pointer}.{key}",
                    f'"{key}" stands beside "stated"',
                    None,
                    "move it into one of its places",
                )
    for where, said in _places(pointer, claim):
        if said.section is not None and said.section not in record.sections:
            yield Finding(
                f"{where}.in",
                "no such section",
                said.section,
                "known: " + ", ".join(islice(record.sections, 12)),
            )
        elif said.section is None and record.sections and isinstance(claim, model.Claim):
            yield Finding(where, 'expected "in": the section that says it')
        seen: set[int] = set()
        for n, number in enumerate(said.citations):
            if number > len(record.citations):
                message = f"no reference [{number}]; the record has {len(record.citations)}"
                yield Finding(f"{where}.citations[{n}]", message)
            if number in seen:
                yield Finding(f"{where}.citations[{n}]", f"[{number}] stands twice")
            seen.add(number)
        if said.evidence:
            yield from _set_curie(said, "evidence", f"{where}.evidence", ("ECO",))
        if said.quote and said.quote.start >= said.quote.end:
            yield Finding(f"{where}.quote", "expected start before end")


def _same_names(record: model.Record) -> Iterator[Finding]:
    """Synonyms given twice: one name is one node, and has the first one's scope and type."""
    seen: dict[str, int] = {}
    for n, synonym in enumerate(record.synonyms):
        label = synonym if isinstance(synonym, str) else synonym.label
        key = " ".join(unicodedata.normalize("NFC", label).split()).casefold()
        if key in seen:
            message = f"the same name as synonyms[{seen[key]}]; only that one is written"
            yield Finding(f"synonyms[{n}]", message, label, "keep one", "warning")
        seen.setdefault(key, n)


def _twins(record: model.Record) -> Iterator[Finding]:
    """Texts that look the same and are not: NFC and NFD forms of one label."""
    seen: dict[str, tuple[str, str]] = {}
    labels = [("name", record.name)]
    labels += [
        (f"synonyms[{n}]", s if isinstance(s, str) else s.label)
        for n, s in enumerate(record.synonyms)
    ]
    labels += [(f"{pointer}.label", claim.label) for pointer, claim in zip(record.pointers(), record.claims(), strict=True)]
    for pointer, label in labels:
        if label.isascii():
            continue
        first, where = seen.setdefault(unicodedata.normalize("NFC", label), (label, pointer))
        if first != label:
            message = f"differs from {where} only in its Unicode normal form"
            yield Finding(pointer, message, None, "write both alike", "warning")


def _contradictions(record: model.Record) -> Iterator[Finding]:
    """Claims that are both affirmed and denied: both are kept, and named."""
    seen: dict[tuple[str, str], tuple[str, bool]] = {}
    for pointer, claim in zip(record.pointers(), record.claims(), strict=True):
        if not isinstance(claim, model.TermClaim):
            continue
        about = claim.term if claim.match == "exact" and claim.term else claim.label.casefold()
        where, positive = seen.setdefault((claim.kind, about), (pointer, claim.positive))
        if positive != claim.positive:
            message = f"both affirmed and denied, here and at {where}"
            yield Finding(pointer, message, claim.label, None, "warning")


def _set_curie(
    owner: object, name: str, pointer: str, prefixes: tuple[str, ...]
) -> Iterator[Finding]:
    """Give a field its canonical CURIE, of one of the prefixes where any are given."""
    try:
        setattr(owner, name, _of_kind(getattr(owner, name), prefixes))
    except TermError as error:
        yield _term_finding(pointer, error)


def _of_kind(text: str, prefixes: tuple[str, ...]) -> str:
    curie = _curie(text)
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


class Place(NamedTuple):
    """Where a record's id and parents stand: what ``check_together`` reports by."""

    where: str
    path: str
    line: int
    column: int


def check_together(
    records: Iterable[tuple[str, list[str], Place]],
) -> Iterator[tuple[Place, Finding]]:
    """Ids given twice and parents that lead back, over all records of a run."""
    places: dict[str, Place] = {}
    parents: dict[str, list[str]] = {}
    for record, above, place in records:
        if record in places:
            message = f"{record} is also at {places[record].where}"
            yield place, Finding("id", message, None, "one record a disease")
            continue
        places[record], parents[record] = place, above
    for cycle in _cycles(parents):
        message = "parents lead back: " + " → ".join(cycle)
        yield places[cycle[0]], Finding("parents", message)


def _cycles(parents: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Each cycle once, found by walking up without recursion."""
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        stack = [iter([start])]
        while stack:
            above = next(stack[-1], None)
            if above is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif above in path:
                yield [*path[path.index(above) :], above]
            elif above not in done and above in parents:
                path.append(above)
                stack.append(iter(parents[above]))

"""A new draft of a record that people have worked on → the record, what is new added to it.

What was reviewed stays as it is: every claim, name, section, reference and mapping of the old
record, in its order. Added, with its mark ``agent: automatic``:

* a claim that the old record does not have (``names.claim_id``); of one it has, the places that
  say it and are new. A place is not new if the old record quotes the same sentence, or, where it
  quotes another file or nothing, has the same section of the same page.
* the sections and references this needs, names, mappings, categories, parents.

Not added, each reported: a claim that a reviewer has put otherwise (same kind, label and place,
another term, qualifier or polarity); one of a topic the record lists as ``not_stated``; a second,
different status of etiology or treatment; a name or mapping the record has as one of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
from msgspec.structs import replace

from gardkg import model
from gardkg.errors import UsageError
from gardkg.mapping.names import citation_text, claim_id, folded

_ONE = ("etiology_status", "treatment_status")


@dataclass
class Merged:
    """What a merge did."""

    record: model.Record
    added: int = 0
    """Claims that are new."""
    stated: int = 0
    """New places of claims the record had."""
    names: int = 0
    others: int = 0
    """New mappings, categories and parents."""
    kept: list[str] = field(default_factory=list)
    """What the draft says and the record does not take over, and why."""

    def lines(self) -> Iterator[str]:
        """What it did, as text."""
        claims = f"{self.added:,} claims, {self.stated:,} places, {self.names:,} names"
        yield f"{claims} and {self.others:,} other entries added"
        yield from dict.fromkeys(self.kept)


def merge(old: model.Record, new: model.Record) -> Merged:
    """Add to a record what a draft of the same disease has and it has not; both are used up.

    Raises:
        UsageError: they are about two diseases.
    """
    if old.id != new.id:
        raise UsageError(f"the record is about {old.id}, the page about {new.id}; nothing merged")
    merged = Merged(old)
    _Merger(old, new, merged).run()
    return merged


class _Merger:
    def __init__(self, old: model.Record, new: model.Record, merged: Merged) -> None:
        self.old, self.new, self.merged = old, new, merged
        self.same_page = bool(old.source and new.source and old.source.url == new.source.url)
        self.sections: dict[str, str] = {}
        self.numbers: dict[int, int] = {}
        self.claims = {claim_id(old.id, claim): claim for claim in old.claims()}
        self.named: dict[tuple[str, str], list[model.Claim]] = {}
        for topic in model.TOPICS:
            for claim in _of_topic(old, topic):
                self.named.setdefault((topic, _named(claim)), []).append(claim)
        #: What is looked for again and again, by what it is looked for.
        self.old_sections = {
            msgspec.json.encode(s): key for key, s in reversed(old.sections.items())
        }
        self.old_works: dict[tuple[str, str], list[int]] = {}
        for n, entry in enumerate(old.citations, 1):
            self._index(entry, n)

    def run(self) -> None:
        """Names and mappings, then claim by claim with what each needs."""
        old, new = self.old, self.new
        old.source = old.source or new.source
        for name in ("categories", "parents"):
            known = getattr(old, name)
            there, before = set(known), len(known)
            known += [entry for entry in getattr(new, name) if entry not in there]
            self.merged.others += len(known) - before
        names = {folded(_label(name)): name for name in (*old.synonyms, old.name)}
        for synonym in (model.Synonym(label=new.name, agent="automatic"), *new.synonyms):
            known = names.get(folded(_label(synonym)))
            if known is None:
                old.synonyms.append(synonym)
                self._place(synonym)
                self.merged.names += 1
            elif known is not old.name and _sort(synonym) not in (_sort(known), _sort("")):
                words = " ".join(filter(None, _sort(synonym)))
                self.merged.kept.append(
                    f'synonyms: "{_label(synonym)}" not added as {words}: it is there'
                )
        mapped = {entry.id for entry in _mappings(old.mappings)}
        for strength in model.Mappings.__struct_fields__:
            for entry in getattr(new.mappings, strength):
                name = entry if isinstance(entry, str) else entry.id
                if name not in mapped:
                    getattr(old.mappings, strength).append(entry)
                    self.merged.others += 1
                elif name not in {known.id for known in _of_strength(old.mappings, strength)}:
                    self.merged.kept.append(
                        f"mappings: {name} not added as {strength}: it is there"
                    )
        for topic, kind in model.TOPICS.items():
            for claim in _of_topic(new, topic):
                self._claim(topic, kind, claim)

    def _claim(self, topic: str, kind: type[model.Claim], claim: model.Claim) -> None:
        known = self.claims.get(claim_id(self.old.id, claim))
        places = [said for said in claim.statements if not self._has(known, said)]
        if known is None:
            places = [said for said in places if not self._otherwise(topic, claim, said)]
        if not places:
            return
        if topic in self.old.not_stated:
            self._keep(topic, claim, f"the record says that its source states no {topic}")
        elif known is not None:
            self.merged.stated += len(places)
            for said in places:
                self._state(known, said, claim.label)
        elif topic in _ONE and getattr(self.old, topic):
            self._keep(topic, claim, f"the record has another {topic}")
        else:
            whole = _with_places(claim, places)
            for said in whole.statements:
                self._place(said)
            if topic in _ONE:
                setattr(self.old, topic, whole)
            else:
                getattr(self.old, topic).append(whole)
            self.merged.added += 1

    def _has(self, known: model.Claim | None, said: model.Said) -> bool:
        return known is not None and any(self._is_same(place, said) for place in known.statements)

    def _is_same(self, place: model.Said, said: model.Said) -> bool:
        """Whether a place of the old record is one of the new, though it may be put otherwise."""
        if place.quote and said.quote and place.quote.sha256 == said.quote.sha256:
            return place.quote == said.quote
        return self.same_page and place.section == self._section_of(said.section)

    def _otherwise(self, topic: str, claim: model.Claim, said: model.Said) -> bool:
        """Whether a reviewer has read the same place under the same label, and put it otherwise."""
        for other in self.named.get((topic, _named(claim)), ()):
            places = [place for place in other.statements if place.agent == "manual"]
            if any(self._is_same(place, said) for place in places):
                self._keep(topic, claim, "reviewed, and put otherwise")
                return True
        return False

    def _keep(self, topic: str, claim: model.Claim, why: str) -> None:
        self.merged.kept.append(f'{topic}: "{claim.label}" not added: {why}')

    def _state(self, known: model.Claim, said: model.Said, label: str) -> None:
        """Add a place to a claim, which may so far carry its only one itself."""
        kind = model.TreatmentStatement if isinstance(known, model.Treatment) else model.Statement
        names = kind.__struct_fields__
        stated: list[model.Statement] = known.stated
        if not stated:
            nowhere = kind()
            stated.append(kind(**{name: getattr(known, name) for name in names}))
            for name in names:
                setattr(known, name, getattr(nowhere, name))
        values: dict[str, Any] = {name: getattr(said, name, None) for name in names}
        if label != known.label:
            values["wording"] = said.wording or label
        place = kind(**values)
        self._place(place)
        stated.append(place)

    # --- What a place needs ----------------------------------------------------------------------

    def _place(self, said: object) -> None:
        """Let a place point to the sections and references of the old record."""
        if isinstance(said, model.Said):
            if said.section is not None:
                said.section = self._section(said.section)
            said.citations = list(dict.fromkeys(self._number(n) for n in said.citations))

    def _section_of(self, key: str | None) -> str | None:
        """The old record's key of a new section, if it has that section."""
        if key is None or key in self.sections:
            return self.sections.get(key or "")
        return self.old_sections.get(msgspec.json.encode(self.new.sections[key]))

    def _section(self, key: str) -> str:
        if key not in self.sections:
            known = self._section_of(key)
            if known is None:
                # The same heading with another date is another section of another day.
                known = next(name for name in _numbered(key) if name not in self.old.sections)
                self.old.sections[known] = self.new.sections[key]
                self.old_sections[msgspec.json.encode(self.new.sections[key])] = known
            self.sections[key] = known
        return self.sections[key]

    def _number(self, number: int) -> int:
        if number not in self.numbers:
            entry = self.new.citations[number - 1]
            near = {n for key in _keys(entry) for n in self.old_works.get(key, ())}
            same = [n for n in sorted(near) if _is_same(self.old.citations[n - 1], entry)]
            if not same:
                self.old.citations.append(entry)
                self._index(entry, len(self.old.citations))
            self.numbers[number] = same[0] if same else len(self.old.citations)
        return self.numbers[number]

    def _index(self, entry: model.Reference, number: int) -> None:
        for key in _keys(entry):
            self.old_works.setdefault(key, []).append(number)


def _keys(entry: model.Reference) -> Iterator[tuple[str, str]]:
    """What two entries that are one have in common, one of these at least."""
    for name in ("pmid", "doi", "url"):
        if value := getattr(entry, name):
            yield name, value
    yield "title", folded(entry.title or "") if entry.title else citation_text(entry)


def _numbered(key: str) -> Iterator[str]:
    yield key
    yield from (f"{key}-{n}" for n in count(2))


def _of_topic(record: model.Record, topic: str) -> list[Any]:
    value = getattr(record, topic)
    return value if isinstance(value, list) else [value] if value else []


def _is_same(one: model.Reference, other: model.Reference) -> bool:
    """Whether two entries are one: the same PMID or DOI, else the same text."""
    for name in ("pmid", "doi"):
        if getattr(one, name) and getattr(other, name):
            return bool(getattr(one, name) == getattr(other, name))
    if folded(one.title or "") == folded(other.title or "") and one.title:
        return one.accessed == other.accessed or citation_text(one) == citation_text(other)
    return one == other


def _with_places(claim: model.Claim, places: list[model.Said]) -> model.Claim:
    """A claim with some of its places only."""
    if not claim.stated or len(places) == len(claim.stated):
        return claim
    return replace(claim, stated=[place for place in claim.stated if place in places])


def _mappings(mappings: model.Mappings) -> Iterator[model.Mapping]:
    for strength in model.Mappings.__struct_fields__:
        yield from _of_strength(mappings, strength)


def _of_strength(mappings: model.Mappings, strength: str) -> Iterator[model.Mapping]:
    for entry in getattr(mappings, strength):
        yield model.Mapping(id=entry) if isinstance(entry, str) else entry


def _label(name: str | model.Synonym) -> str:
    return name if isinstance(name, str) else name.label


def _sort(name: str | model.Synonym) -> tuple[str, str | None]:
    """What kind of name it is: a plain one is no more than related."""
    synonym = model.Synonym(label=name) if isinstance(name, str) else name
    return synonym.scope, synonym.type


def _named(claim: model.Claim) -> str:
    """A claim's label without what it explains in brackets, which a reviewer leaves out."""
    return folded(re.sub(r"(?<!\s)\s*\([^()]*\)", "", claim.label) or claim.label)

"""What changed between two versions, in the words of a record: claims, names, references…

The graphs are compared, so any two forms of the data can be: what is in one only is grouped by
what it is about, and read back (``read_graph``). A claim that got another address because of what
it says now (its frequency, say) is one that changed, not one that went and one that came; so is
a reference whose text was corrected, and who cites it did not change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox
from msgspec.structs import replace

from gardkg.identifiers import BASE, contract
from gardkg.mapping.names import citation_text
from gardkg.model import Reference
from gardkg.model.fields import defaults
from gardkg.release.change import Change, Fields, How, Said
from gardkg.release.matching import (
    CLAIMS,
    TITLES,
    by_kind,
    by_position,
    by_section,
    by_term,
    by_wording,
    by_work,
    hashable,
    in_common,
    in_text,
    label_of,
    paired,
)
from gardkg.release.partition import Part, Triples, Version, parts
from gardkg.release.read_graph import Item, Words, read
from gardkg.release.wordings import WORDS

_RANK = {word: rank for rank, word in enumerate(WORDS)}
#: The order in which the changes of a disease are told.
_ORDER = ("disease", "name", "mapping", "record", "source", *CLAIMS, "section", "reference")
#: Texts of references as like as this, at one number, are the same one, corrected.
_ALIKE = 0.6

#: What was and what is; at least one of them.
Pair = tuple[Item | None, Item | None]
_NOTHING = Item("", "", {})


def diff(old: Version, new: Version, *, base: str = BASE) -> Iterator[Change]:
    """What changed from one version of the data to another.

    The order of a record's lists says nothing, but that of its references is their number.

    Args:
        old, new: a path (records, a folder of them, JSON Lines, an RDF file), or records.
        base: where our own nodes stand, in both.

    Raises:
        RecordError: records have problems.
        FileError: a file cannot be read, is not the RDF its suffix says, or has blank nodes.
        TermError: a base that is none.

    >>> from gardkg import Record
    >>> old = Record(id="GARD:7", name="A", synonyms=["B"])
    >>> new = Record(id="GARD:7", name="A", synonyms=["C"])
    >>> for change in diff([old], [new]):
    ...     print(change.name, change)
    A - name "B": scope related
    A + name "C": scope related
    """
    shared: list[Pair] = []
    retold: set[str] = set()
    came: set[str] = set()
    went: set[str] = set()
    for part in parts(old, new, base):
        before, after = read(part.old, base), read(part.new, base)
        came |= _mentioned(part.new - part.old, base)
        went |= _mentioned(part.old - part.new, base)
        if part.disease:
            disease = _Disease(part, before, after)
            yield from disease.changes()
            retold |= disease.retold
        elif pairs := _differing(before, after):
            shared += pairs
        else:
            yield _in_the_graph_only(part, "")
    # A work or term that came or went with what cites it is no change of its own.
    for was, now in sorted(shared, key=_place):
        alone = not (was and now)
        if was and now and now.id in retold:
            was = _retold(was, now)
            if _content(was) == _content(now):
                continue
        if not (alone and (now.id in came if now else was and was.id in went)):
            yield _change(Part("", set(), set()), "", was, now)


def _retold(was: Item, now: Item) -> Item:
    """A work as it was, but for what the text of its references told already."""
    fields = {word: value for word, value in was.fields.items() if word not in _IN_TEXT}
    fields |= {word: value for word, value in now.fields.items() if word in _IN_TEXT}
    return was._replace(fields=fields)


def _is_in_text(name: str, absent: object) -> bool:
    plain = Reference(title="A title")
    other = replace(plain, **{name: ["1999"] if isinstance(absent, list) else "1999"})
    return citation_text(other) != citation_text(plain)


#: The fields of a reference that its text is made of.
_IN_TEXT = {name for name, absent in defaults(Reference).items() if _is_in_text(name, absent)}


def _mentioned(triples: Triples, base: str) -> set[str]:
    return {contract(t.object.value, base) for t in triples if isinstance(t.object, ox.NamedNode)}


def _differing(before: dict[str, Item], after: dict[str, Item]) -> list[Pair]:
    """What is not the same in both, by address; what says nothing is as good as none."""
    pairs = [(before.get(id_), after.get(id_)) for id_ in {**before, **after}]
    return [(was, now) for was, now in pairs if _content(was) != _content(now)]


def _content(item: Item | None) -> Any:
    if item is None or not (item.fields or item.said):
        return None
    return item.what, item.fields, Counter(map(hashable, item.said))


def _place(pair: Pair) -> tuple[int, str, bool, str]:
    item = pair[1] or pair[0] or _NOTHING
    order = _ORDER.index(item.what) if item.what in _ORDER else len(_ORDER)
    return order, label_of(item), pair[1] is not None, item.id


class _Disease:
    """The changes of one disease."""

    def __init__(self, part: Part, before: dict[str, Item], after: dict[str, Item]) -> None:
        self.part, self.before, self.after = part, before, after
        #: Old address of a reference → its new one.
        self.renamed: dict[str, str] = {}
        #: The works of references whose text changed, so that their titles are told already.
        self.retold: set[str] = set()

    def changes(self) -> list[Change]:
        was, now = _disease_of(self.before), _disease_of(self.after)
        name = str((now or was or _NOTHING).fields.get("name", ""))
        if was is None and now:
            return [self._whole("added", name, now, self.after)]
        if now is None and was:
            return [self._whole("removed", name, was, self.before)]
        pairs = [*self._references(), *self._others()]
        found = [
            _change(self.part, name, was, now, self._old, self._new)
            for was, now in sorted(pairs, key=_place)
        ]
        # What changed may be the address of a node only, which no field shows.
        told = [c for c in found if c.change != "changed" or c.fields or c.said or c.was]
        return told or [_in_the_graph_only(self.part, name)]

    def _whole(self, how: How, name: str, disease: Item, side: dict[str, Item]) -> Change:
        """A disease that came or went, its claims and references only counted."""
        kinds = Counter("claims" if i.what in CLAIMS else f"{i.what}s" for i in side.values())
        counts: Words = {word: str(kinds[word]) for word in ("claims", "references") if kinds[word]}
        fields = _fields({}, counts) if how == "added" else _fields(counts, {})
        return Change(self.part.disease, name, how, "disease", "", disease.id, fields)

    def _references(self) -> list[Pair]:
        """Changed references: the same work, or the same number and much the same text."""
        old, new = (
            {id_: item for id_, item in side.items() if item.what == "reference"}
            for side in (self.before, self.after)
        )
        gone = [item for id_, item in old.items() if id_ not in new]
        come = [item for id_, item in new.items() if id_ not in old]
        matched, gone, come = paired(gone, come, by_work, in_text)
        more, gone, come = paired(gone, come, by_position, in_text, _ALIKE)
        matched += more
        self.renamed = {was.id: now.id for was, now in matched}
        matched += [(old[id_], new[id_]) for id_ in old if id_ in new]
        pairs: list[Pair] = [
            (was, now) for was, now in matched if _named(was.fields) != _named(now.fields)
        ]
        self.retold = {
            str(now.fields["work"])
            for was, now in pairs
            if was and now and "work" in now.fields and _differ(was, now, "text")
        }
        return [*pairs, *((item, None) for item in gone), *((None, item) for item in come)]

    def _others(self) -> list[Pair]:
        """What else changed; claims that are another only by their qualifiers are paired."""
        old = {id_: self._recited(item) for id_, item in self.before.items()}
        pairs: list[Pair] = []
        gone: list[Item] = []
        come: list[Item] = []
        for was, now in _differing(old, self.after):
            what = (now or was or _NOTHING).what
            if what == "reference" or (what == "work" and not (was and now)):
                continue  # told by _references; a work comes and goes with its reference
            if was and now:
                pairs.append((was, now))
            elif was:
                gone.append(was)
            elif now:
                come.append(now)
        for key in (by_wording, by_term, by_kind):
            matched, gone, come = paired(gone, come, key, in_common)
            pairs += matched
        return [*pairs, *((item, None) for item in gone), *((None, item) for item in come)]

    def _recited(self, item: Item) -> Item:
        """An old item with the new addresses of its references."""
        said = tuple(
            {
                word: tuple(sorted(self.renamed.get(name, name) for name in value))
                if word == "citations"
                else value
                for word, value in fields.items()
            }
            for fields in item.said
        )
        return item._replace(said=said)

    def _old(self, fields: Words) -> Words:
        names = {new: old for old, new in self.renamed.items()}
        return _numbered(fields, self.before, names)

    def _new(self, fields: Words) -> Words:
        return _numbered(fields, self.after, {})


def _differ(one: Item, other: Item, word: str) -> bool:
    return one.fields.get(word) != other.fields.get(word)


def _disease_of(items: dict[str, Item]) -> Item | None:
    return next((item for item in items.values() if item.what == "disease"), None)


def _in_the_graph_only(part: Part, name: str) -> Change:
    """What says the same in other triples: numbers of statements, or a file edited by hand."""
    gone, come = len(part.old - part.new), len(part.new - part.old)
    fields: Fields = {"triples removed": (None, str(gone)), "triples added": (None, str(come))}
    return Change(part.disease, name, "changed", "graph", "", "", fields)


def _numbered(fields: Words, items: dict[str, Item], names: dict[str, str]) -> Words:
    """The fields of a statement, its references as [n]."""
    if "citations" not in fields:
        return fields
    numbers = []
    for name in fields["citations"]:
        item = items.get(names.get(name, name), _NOTHING)
        numbers.append(f"[{item.fields['position']}]" if "position" in item.fields else name)
    return {**fields, "citations": tuple(sorted(numbers, key=lambda n: (len(n), n)))}


def _named(fields: Words) -> Words:
    """Fields without the addresses of our own nodes, which only repeat what these are called."""
    return {
        word: value
        for word, value in fields.items()
        if word not in ("work", "source") or not str(value).startswith("record/")
    }


def _same(fields: Words) -> Words:
    return fields


def _change(
    part: Part,
    name: str,
    was: Item | None,
    now: Item | None,
    old: Callable[[Words], Words] = _same,
    new: Callable[[Words], Words] = _same,
) -> Change:
    item, before, after = now or was or _NOTHING, was or _NOTHING, now or _NOTHING
    fields = _fields(_named(before.fields), _named(after.fields))
    how: How = "changed" if was and now else "added" if now else "removed"
    if how != "changed":
        # Its label stands before them, and that it is not negated goes without saying.
        fields.pop(TITLES.get(item.what, "label"), None)
        for word in ("negated", "incomplete"):
            if "no" in fields.get(word, ()):
                del fields[word]
    said = tuple(_said(before.said, after.said, old, new))
    former = before.id if was and before.id != item.id else None
    return Change(part.disease, name, how, item.what, label_of(item), item.id, fields, said, former)


def _fields(old: Words, new: Words) -> Fields:
    words = sorted({*old, *new}, key=lambda word: (_RANK.get(word, len(_RANK)), word))
    pairs = {word: (old.get(word), new.get(word)) for word in words}
    return {word: pair for word, pair in pairs.items() if pair[0] != pair[1]}


def _said(
    before: Sequence[Words],
    after: Sequence[Words],
    old: Callable[[Words], Words],
    new: Callable[[Words], Words],
) -> Iterator[Said]:
    """The places that say it: those that changed, by section, those that came and that went."""
    had, has = Counter(map(hashable, before)), Counter(map(hashable, after))
    went = [Item("", "", dict(key)) for key in sorted((had - has).elements())]
    came = [Item("", "", dict(key)) for key in sorted((has - had).elements())]
    pairs, gone, come = paired(went, came, by_section, in_common)
    if len(gone) == len(come) == 1:  # it moved
        pairs, gone, come = [*pairs, (gone[0], come[0])], [], []
    for was, now in pairs:
        fields = _fields(old(was.fields), new(now.fields))
        # Other references may have the same numbers.
        fields = fields or _fields(was.fields, now.fields)
        yield Said("changed", str(was.fields.get("in", "")), fields)
    for item in come:
        shown = new(item.fields)
        yield Said("added", str(shown.pop("in", "")), _fields({}, shown))
    for item in gone:
        shown = old(item.fields)
        yield Said("removed", str(shown.pop("in", "")), _fields(shown, {}))

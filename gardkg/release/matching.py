"""Which of the things that went is which of those that came: they have one key, and are alike."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from gardkg.model import TOPICS
from gardkg.release.read_graph import Item, Value, Words

CLAIMS = tuple(claim.kind for claim in TOPICS.values())
#: A record has one of each of these, so the new one is the old one changed.
_SINGLE = ("etiology-status", "treatment-status")
#: The fields that name a thing, where it is not its label.
TITLES = {"reference": "position", "work": "title", "source": "title"}


def paired(
    gone: Iterable[Item],
    come: Iterable[Item],
    key: Callable[[Item], Hashable],
    likeness: Callable[[Item, Item], float],
    least: float = 0,
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Those that went and came with one key, the most alike together; and both that are left."""
    waiting: dict[Hashable, list[Item]] = defaultdict(list)
    for item in come:
        waiting[key(item)].append(item)
    pairs, left = [], []
    for item in gone:
        near = waiting.get(key(item), []) if key(item) else []
        best = max(near, key=lambda one: likeness(item, one), default=None)
        if best is not None and likeness(item, best) >= least:
            near.remove(best)
            pairs.append((item, best))
        else:
            left.append(item)
    return pairs, left, [item for items in waiting.values() for item in items]


def label_of(item: Item) -> str:
    """What people call it: its label, the CURIE of a mapping, the key of a section, [n]."""
    if item.what in ("mapping", "section"):
        name = item.id.rpartition("/")[2]
        return name.replace("_", ":", 1) if item.what == "mapping" else name
    if item.what in ("disease", "record"):
        return ""
    label = str(item.fields.get(TITLES.get(item.what, "label"), item.id))
    return f"[{label}]" if item.what == "reference" else label


def hashable(fields: Words) -> tuple[tuple[str, Value], ...]:
    """Fields as a key."""
    return tuple(sorted(fields.items()))


# Keys: what has none is not paired.


def by_work(item: Item) -> Hashable:
    return item.fields.get("work")


def by_position(item: Item) -> Hashable:
    return item.fields.get("position")


def by_section(item: Item) -> Hashable:
    return ("in", item.fields.get("in"))


def by_wording(item: Item) -> Hashable:
    return item.what in CLAIMS and (item.what, label_of(item).casefold())


def by_term(item: Item) -> Hashable:
    return item.what in CLAIMS and "term" in item.fields and (item.what, item.fields["term"])


def by_kind(item: Item) -> Hashable:
    return item.what in _SINGLE and item.what


# Likeness.


def in_common(one: Item, other: Item) -> float:
    """How many fields and places are the same."""
    places = set(map(hashable, one.said)) & set(map(hashable, other.said))
    return len(set(hashable(one.fields)) & set(hashable(other.fields))) + len(places)


def in_text(one: Item, other: Item) -> float:
    """How like the texts of two references are, from 0 to 1."""
    texts = str(one.fields.get("text", "")), str(other.fields.get("text", ""))
    return difflib.SequenceMatcher(None, *texts, autojunk=False).ratio()

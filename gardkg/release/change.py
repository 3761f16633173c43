"""A change as data and as text, and the forms a list of changes is written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Literal

import msgspec

from gardkg.errors import shortened, visible
from gardkg.release.partition import Part
from gardkg.release.read_graph import Value

How = Literal["added", "removed", "changed"]
#: A field's old and new value; None where it has none.
Fields = dict[str, tuple[Value | None, Value | None]]
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


@dataclass(frozen=True)
class Said:
    """A place that says something, and what changed about it; ``section`` is empty for none."""

    change: How
    section: str
    fields: Fields = field(default_factory=dict)

    def __str__(self) -> str:
        fields = _listed(self.change, self.fields)
        if self.change == "changed":
            return f"{self.place}: {fields}"
        verb = "now said" if self.change == "added" else "no longer said"
        return f"{verb} {self.place}" + (f" ({fields})" if fields else "")

    @property
    def place(self) -> str:
        return f"in {self.section}" if self.section else "in the record"


@dataclass(frozen=True)
class Change:
    """One thing that was added, removed or changed.

    Args:
        disease: the CURIE of the disease it is about; empty for what records share.
        name: that disease's name.
        change: what became of the thing.
        what: its kind: ``symptom`` or another claim's, ``name``, ``reference``…
        label: its wording.
        id: its address, shortened.
        fields: what changed about it, old and new; of one that came or went all it had.
        said: the places that say it and changed.
        was: the address it had, where that is another.

    >>> print(Change("GARD:7", "A", "changed", "symptom", "itch", "claim/x",
    ...     {"frequency": ("5/12", "7/12")}, (Said("added", "signs", {"hedge": (None, "may")}),)))
    ~ symptom "itch": frequency 5/12 → 7/12; now said in signs (hedge may)
    """

    disease: str
    name: str
    change: How
    what: str
    label: str
    id: str
    fields: Fields = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    was: str | None = None

    def __str__(self) -> str:
        label = f' "{shortened(self.label)}"' if self.label else ""
        said = [str(said) for said in self.said]
        if self.change != "changed":  # where it stands, or stood
            said = [text.partition("said ")[2] for text in said]
        details = "; ".join(filter(None, [_listed(self.change, self.fields), *said]))
        return visible(f"{_SIGNS[self.change]} {self.what}{label}" + (details and f": {details}"))


def _listed(change: How, fields: Fields) -> str:
    if change == "changed":
        return ", ".join(
            f"{word} {_text(word, old)} → {_text(word, new)}" for word, (old, new) in fields.items()
        )
    return ", ".join(
        f"{word} {_text(word, new if old is None else old)}" for word, (old, new) in fields.items()
    )


def _text(word: str, value: Value | None) -> str:
    if isinstance(value, tuple):
        value = ("" if word == "citations" else ", ").join(value)
    return shortened(value or "none")


def as_text(changes: Iterable[Change]) -> Iterator[str]:
    """Lines for people: each disease, and below it a line for each change."""
    for (disease, name), group in groupby(changes, lambda change: (change.disease, change.name)):
        title = f"{name} ({disease})" if disease else "Works, terms and pages that records share"
        yield visible(title)
        yield from (f"  {change}" for change in group)


def as_json(changes: Iterable[Change]) -> Iterator[bytes]:
    """One JSON array of objects with the fields of ``Change``, a line each."""
    before = b"[\n"
    for change in changes:
        shown = {key: value for key, value in asdict(change).items() if value}
        yield before + msgspec.json.encode(shown)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def as_patch(parts: Iterable[Part]) -> Iterator[bytes]:
    """An RDF Patch (https://afs.github.io/rdf-delta/rdf-patch) that makes the new of the old."""
    before = b"TX .\n"  # not told until there is a part, for reading may fail
    for part in parts:
        for mark, triples in (("D", part.old - part.new), ("A", part.new - part.old)):
            yield before + "".join(sorted(f"{mark} {triple} .\n" for triple in triples)).encode()
            before = b""
    yield before + b"TC .\n"

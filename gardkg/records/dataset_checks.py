"""What only all records of a run can show: ids given twice, parents that lead back."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gardkg.errors import Finding


class Place(NamedTuple):
    """Where a record's id stands: the number of its file, the line, the column."""

    file: int
    line: int
    column: int


class Register:
    """The ids of all records of a run, and what only all of them can show.

    Some twenty bytes a record, for there may be millions; findings take a hundred more.
    """

    def __init__(self) -> None:
        self._ids = bytearray()
        self._places = array("Q")
        self._parents: dict[str, tuple[int, list[str]]] = {}

    def add(self, id: str, parents: list[str], place: Place) -> None:
        """Take a record in."""
        packed = place.file << 48 | place.line << 16 | min(place.column, 0xFFFF)
        self._ids += id.encode() + b"\n"
        self._places.append(packed)
        if parents:
            self._parents.setdefault(id, (packed, parents))

    def update(self, other: Register) -> None:
        """Take in what another has."""
        self._ids += other._ids
        self._places += other._places
        for id, found in other._parents.items():
            self._parents[id] = min(found, self._parents.get(id, found))

    def __len__(self) -> int:
        return len(self._places)

    def findings(self, files: Sequence[str]) -> Iterator[tuple[Place, Finding]]:
        """Ids given twice and parents that lead back; ``files`` are the names of the files."""
        ids = bytes(self._ids).split(b"\n")[:-1]
        if len(set(ids)) < len(ids):
            first: dict[bytes, Place] = {}
            for packed, name in sorted(zip(self._places, ids, strict=True)):
                place = _unpacked(packed)
                there = first.setdefault(name, place)
                if there is not place:
                    where = f"{files[there.file]}:{there.line}"
                    message = f"{name.decode()} is also at {where}"
                    yield place, Finding("id", message, None, "one record a disease")
        # In the order of their places, whoever read them.
        in_order = sorted(self._parents.items(), key=lambda item: item[1])
        for cycle in _cycles({id: parents for id, (_, parents) in in_order}):
            message = "parents lead back: " + " → ".join(cycle)
            yield _unpacked(self._parents[cycle[0]][0]), Finding("parents", message)


def _unpacked(place: int) -> Place:
    return Place(place >> 48, place >> 16 & 0xFFFFFFFF, place & 0xFFFF)


def _cycles(parents: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Each cycle once, found by walking up without recursion."""
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        stack = [iter([start])]
        while stack:
            above = next(stack[-1], None)
            if above is None:
                stack.pop()
                if path:
                    done.add(path.popitem()[0])
            elif above in path:
                way = list(path)
                yield [*way[way.index(above) :], above]
            elif above not in done and above in parents:
                path[above] = None
                stack.append(iter(parents[above]))

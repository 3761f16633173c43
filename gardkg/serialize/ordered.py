"""Whose turn it is among processes that write one text together: each part where it belongs.

The place of the next part goes round in pipes, from each process to the next.
"""

from __future__ import annotations

import os
import select
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from gardkg.files.beside import let_flow

#: What goes round: where the next text begins, whether a record stands before it, and whether
#: all is over.
_TURN = struct.Struct("<Q??")
#: So many texts a process keeps, when it is ahead of the others.
_AHEAD = 2


def first_turn(start: int) -> bytes:
    """What the first process hears: that its text begins there, and nothing is before it."""
    return _TURN.pack(start, False, False)


class Alone(Exception):
    """Nobody is left to work for."""


@dataclass
class Turns:
    """What waits for its turn, where the turn comes from, and where it goes on to."""

    mine: int
    next: int
    parent: int
    between: bytes
    deliver: Callable[[int, bytes], None]
    texts: deque[bytes] = field(default_factory=deque)

    def keep(self, text: bytes) -> bool:
        """Deliver a text, or keep it until it is our turn; False if all is over."""
        self.texts.append(text)
        while self.texts and (len(self.texts) > _AHEAD or self._is_ours(0)):
            if not self._take(self.texts.popleft()):
                return False
        return True

    def end(self) -> bool:
        """Deliver what is kept, and tell the others that it is over; False if it was."""
        while self.texts:
            if not self._take(self.texts.popleft()):
                return False
        return self._take(b"", over=True)

    def _is_ours(self, seconds: float) -> bool:
        return bool(select.select([self.mine], [], [], seconds)[0])

    def _take(self, text: bytes, over: bool = False) -> bool:
        while not self._is_ours(1):
            if os.getppid() != self.parent:
                raise Alone
        at, follows, was_over = _TURN.unpack(os.read(self.mine, _TURN.size))
        if text and follows:
            text = self.between + text
        if not (over or was_over):
            self.deliver(at, text)
        end = at + len(text), follows or bool(text), over or was_over
        os.write(self.next, _TURN.pack(*end))
        return not was_over


def write_at(file: int, at: int, text: bytes) -> None:
    """Write all of a text into a file, given by its number, from some byte on."""
    rest = memoryview(text)
    while rest:
        written = os.pwrite(file, rest, at)
        let_flow(file, at, written)
        rest, at = rest[written:], at + written

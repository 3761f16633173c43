"""Values by their key, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Known(dict[Any, Any]):
    """What is made of each value, a text or several, kept, for most come again.

    The table is bounded: long texts are not kept, and when it has ``limit`` entries all are put
    aside; those that are asked for come back.
    """

    #: A longer text hardly ever comes again.
    long = 200

    def __init__(self, make: Callable[[Any], Any], limit: int = 1 << 14) -> None:
        super().__init__()
        self.make, self.limit = make, limit
        self.aside: dict[Any, Any] = {}

    def __missing__(self, value: Any) -> Any:
        made = self.aside.get(value)
        if made is None:
            made = self.make(value)
            size = len(value) if isinstance(value, str) else sum(map(len, filter(None, value)))
            if size > self.long:
                return made
        if len(self) >= self.limit:
            self.aside = dict(self)
            self.clear()
        self[value] = made
        return made

"""Two graphs' names, and N-Triples to put into them."""

from __future__ import annotations

G, H = "http://example.org/g", "http://example.org/h"


def lines(count: int, start: int = 0) -> bytes:
    """So many different triples, one a line; from the same start the same."""
    return b"".join(
        b'<http://example.org/s%d> <http://example.org/p> "text %d" .\n' % (n, n)
        for n in range(start, start + count)
    )

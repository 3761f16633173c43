"""Making graphs live within one transaction, as RDF4J's protocol has them.

Nothing is staged: others see nothing of it before it is committed, and it is read back before.
A transaction that nobody ends (a killed client) is rolled back by the server after a minute.
https://rdf4j.org/documentation/reference/rest-api/
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gardkg.errors import StoreError
from gardkg.loading.remote import Remote
from gardkg.loading.swap import SAME, TIDY, Graphs, Run, difference, until_live
from gardkg.sparql.updates import dropping


def load(run: Run, batch: Sequence[str]) -> Graphs:
    """Make the graphs of a batch live; what is live then.

    Raises:
        StoreError: they are not, or it cannot be told; it says which graph is live.
    """
    try:
        sent = run.sent(batch)
        before = run.remote.counts(batch)
        expected = run.expected(sent, before)
    except StoreError as error:
        raise StoreError(f"{error}; {SAME}") from error

    def swapping() -> None:
        with _begun(run.remote) as inside:
            if not run.append:
                inside.change(dropping(batch))
            run.fill([(graph, graph) for graph in batch], inside)
            found = inside.digests(batch)
            if found != expected:
                raise StoreError(difference(expected, found))
            inside.done(inside.address.commit())

    until_live(run, expected, before, swapping)
    return expected


@contextlib.contextmanager
def _begun(remote: Remote) -> Iterator[Remote]:
    """The store as it is within a transaction; whatever ends it early rolls it back."""
    inside = replace(remote.address, transaction=remote.begun())
    try:
        yield remote.at(inside)
    except BaseException:
        with contextlib.suppress(StoreError), remote.wire.anew(TIDY) as wire:
            wire.done(inside.roll_back())
        raise

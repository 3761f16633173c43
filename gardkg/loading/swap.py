"""Making graphs live, and looking whether they are: only what is read back tells.

A request that failed may have been done, and one that succeeded may not.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from gardkg.errors import StoreError
from gardkg.files.spool import Spool
from gardkg.http import HttpError
from gardkg.loading.digest import Digest, distinct_digest
from gardkg.loading.locks import Journal
from gardkg.loading.rehearsal import NoJournal
from gardkg.loading.remote import Remote
from gardkg.sparql.stores import AGAIN

TRIES = 3
SAME = "what was live before is live"
NEW = "yet the new graph is live"
MIXED = "what is live is neither the old nor the new graph; load it again"
UNKNOWN = "it cannot be told whether the old or the new graph is live; load it again"
#: Seconds for tidying up, and for looking, after a failure.
TIDY = 20.0

Graphs = dict[str, Digest]


@dataclass
class Run:
    """One load: the store, what goes there, and whom to tell."""

    remote: Remote
    spool: Spool[str]
    append: bool
    journal: Journal | NoJournal
    tell: Callable[[str], None]
    uploading: float = 0.0
    """Seconds spent sending."""
    batches: int = 0

    def sent(self, batch: Sequence[str]) -> Graphs:
        """What graphs hold in the spool, equal lines counted once."""
        by_value = self.remote.address.kind.by_value
        return {graph: distinct_digest(self._lines(graph), by_value) for graph in batch}

    def _lines(self, graph: str) -> Iterator[bytes]:
        kind = self.remote.address.kind
        for line in self.spool.lines(graph):
            if kind.loses and (lost := kind.loses.search(line)):
                literal = lost[0].partition(b"^^")[0].decode()
                raise StoreError(f"<{graph}>: {kind.title} would change {literal} later")
            yield line

    def expected(self, sent: Graphs, before: dict[str, int]) -> Graphs:
        """What will be live, where so many triples were."""
        if not self.append:
            return sent
        by_value = self.remote.address.kind.by_value
        return {
            graph: distinct_digest(
                chain(self.remote.lines(graph), self.spool.lines(graph)), by_value
            )
            if before[graph]
            else digest
            for graph, digest in sent.items()
        }

    def fill(self, pairs: Sequence[tuple[str, str]], remote: Remote | None = None) -> None:
        """Send graphs, and count the seconds."""
        start = time.monotonic()
        try:
            (remote or self.remote).fill(self.spool, pairs)
        finally:
            self.uploading += time.monotonic() - start


def until_live(
    run: Run,
    expected: Graphs,
    before: dict[str, int],
    swap: Callable[[], None],
    settle: Callable[[Remote], None] = lambda remote: None,
) -> None:
    """Swap until the graphs that are expected are live.

    Args:
        run: the load.
        expected: the graphs, as they should be.
        before: how many triples they had.
        swap: makes them live, as far as the store lets it.
        settle: sees to it that no swap that is on its way is done any more.

    Raises:
        StoreError: they are not live, or it cannot be told.
    """
    with saying(run, lambda: _state(run, expected, before, settle)):
        said = _tried(run, expected, swap)
    if said:
        raise StoreError(f"{said}; {_state(run, expected, before, settle)}")


def _tried(run: Run, expected: Graphs, swap: Callable[[], None]) -> str:
    """Swap, and look, a few times; why it failed, or nothing."""
    said = ""
    for attempt in range(TRIES):
        final = False
        try:
            swap()
        except StoreError as error:
            said = str(error)
            final = isinstance(error, HttpError) and error.status not in AGAIN | {0, 409}
        try:
            found = run.remote.digests(list(expected))
        except StoreError as error:
            # Who cannot be asked what is live should not be told to change it.
            said, final = said or str(error), True
        else:
            if found == expected:
                return ""
            said = said or difference(expected, found)
        if final:
            break
        # Whoever still works on it, or on what is in its way, gets a moment: also the last time,
        # for what is told then is told for good.
        time.sleep(min(0.5 * 2**attempt, max(run.remote.wire.left, 0.0)))
    return said


@contextlib.contextmanager
def saying(run: Run, state: Callable[[], str]) -> Iterator[None]:
    """Whoever interrupts a load is told what is live."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        run.tell(f"interrupted; {state()}")
        raise


def _state(
    run: Run, expected: Graphs, before: dict[str, int], settle: Callable[[Remote], None]
) -> str:
    """Which graphs are live, after all."""
    with run.remote.wire.anew(TIDY) as wire:
        remote = run.remote.over(wire)
        try:
            settle(remote)
            if remote.digests(list(expected)) == expected:
                return NEW
            return SAME if remote.counts(list(expected)) == before else MIXED
        except StoreError:
            return UNKNOWN


def difference(sent: Graphs, found: Graphs) -> str:
    """The first graph that is not what it should be."""
    name = next(name for name in sent if found[name] != sent[name])
    wanted, got = sent[name].triples, found[name].triples
    if wanted == got:
        return f"<{name}>: {got:,} triples arrived, but not those that were sent"
    return f"<{name}>: expected {wanted:,} triples; got {got:,}"

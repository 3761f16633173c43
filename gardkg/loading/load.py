"""Graphs → a running triple store, and knowing that they arrived.

Each named graph is replaced as a whole: hold its lock; send it under a staging name; read that
back and compare digests; make it live in one request, or one transaction; read what is live and
compare again; drop the staging graph. What a store answers on the way is never taken for the
truth: a request that failed may have been done, and one that succeeded may not. What a store
cannot promise stands in ``docs/loading.md``.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType

from gardkg.errors import StoreError, TermError, UsageError, checked_timeout
from gardkg.files.spool import Spool
from gardkg.http import Wire, checked_url
from gardkg.identifiers import BASE, checked_iri
from gardkg.loading import locks, staging, transaction
from gardkg.loading.rehearsal import NoJournal, Rehearsal
from gardkg.loading.remote import Remote
from gardkg.loading.staging import STAGING
from gardkg.loading.swap import NEW, SAME, Run, saying
from gardkg.serialize.graphs import graphs
from gardkg.sparql.detect import check_known, recognise
from gardkg.sparql.store import build
from gardkg.sparql.stores import Address, Kind

#: What goes together in one upload: more would make a failure cost more, less would cost requests.
TRIPLES, GRAPHS = 100_000, 500
#: Seconds a load may take, besides one for each thousand triples, if nobody says otherwise.
PATIENCE = 600.0
PATIENCE_AT_THE_END = 10.0
#: Seconds that a store may go on with a request whose client is gone: the end of the next load
#: waits for so many, and later loads look again for so many.
WAITED, LATE = 2.0, 600.0

Tell = Callable[[str], None]
#: Is told what is going on, how many more triples of it are done, and of how many (0: unknown).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What is live now, and has been read back."""

    url: str
    store: str
    graphs: int
    triples: int
    seconds: float
    uploading: float
    """Seconds of it that went into sending."""


@dataclass
class Plan:
    """What is to be loaded."""

    spool: Spool[str]
    counts: dict[str, int] = field(default_factory=dict)
    """Lines by graph; a line that comes twice counts twice."""
    blank: set[str] = field(default_factory=set)
    """Graphs that may have blank nodes: sent one by one, for a node is one only in a request."""

    @classmethod
    def read(
        cls,
        spool: Spool[str],
        paths: Sequence[str],
        base: str,
        graph: str | None,
        progress: Progress,
    ) -> Plan:
        """Read all of it first, so that nothing is sent if any of it is bad."""
        plan = cls(spool)
        for name, data in graphs(paths, base, graph):
            spool.add(name, data)
            lines = data.count(b"\n")
            plan.counts[name] = plan.counts.get(name, 0) + lines
            if b"_:" in data:
                plan.blank.add(name)
            progress("reading", lines, 0)
        return plan

    def check(self, kind: Kind) -> None:
        """See that a kind of store takes the names of the graphs.

        Raises:
            StoreError: it does not.
        """
        if barred := [name for name in self.counts if set(kind.bars) & set(name)]:
            reason = f"{kind.title} never drops a graph with {kind.bars} in its name"
            raise StoreError(f"<{barred[0]}>: {reason}; nothing was sent")

    @property
    def triples(self) -> int:
        """Lines in all."""
        return sum(self.counts.values())

    def batches(self, together: bool) -> Iterator[list[str]]:
        """Graphs that are sent in one upload, if the store takes several in one."""
        batch: list[str] = []
        size = 0
        for graph, count in self.counts.items():
            alone = not together or graph in self.blank
            if batch and (alone or size + count > TRIPLES or len(batch) == GRAPHS):
                yield batch
                batch, size = [], 0
            batch.append(graph)
            # Nothing joins a graph that must be alone.
            size = TRIPLES if alone else size + count
        if batch:
            yield batch


def load(
    *paths: str,
    to: str,
    graph: str | None = None,
    append: bool = False,
    base: str = BASE,
    store_type: str = "auto",
    timeout: float | None = None,
    packed: bool | None = None,
    tell: Tell = lambda message: None,
    progress: Progress = lambda what, done, total: None,
) -> Loaded:
    """Load records and RDF files into a store, and verify that they are live there.

    Args:
        paths: records, folders of them, JSON Lines, RDF files.
        to: the address of the store; or a directory, for the embedded one.
        graph: the one graph that all goes into; without it a record is a graph of its own, and
            a file with quads says its graphs itself.
        append: add to the graphs that are there, rather than replace them.
        base: where the nodes of records stand.
        store_type: a name in ``stores.KINDS``; ``auto`` asks the store.
        timeout: seconds for all of it; ten minutes and one second for each thousand triples.
        packed: whether uploads are gzipped; by default where the store takes it and is elsewhere.
        tell: gets what a person should know and no error says.
        progress: as ``Progress`` says.

    Raises:
        RecordError, FileError, TermError: the input cannot be read; nothing was sent.
        UsageError: the address, the store type, the graph name or ``timeout`` make no sense.
        StoreError: the store refused, failed, was late, or lacks what was sent; which is live.
    """
    start = time.monotonic()
    timeout = checked_timeout(timeout)
    _check_graph(graph)
    check_known(store_type)
    if "://" not in to:
        built = build(paths, to, base, graph, append)
        return Loaded(to, "directory", built.graphs, built.quads, time.monotonic() - start, 0.0)
    checked_url(to)
    with Spool[str]() as spool:
        plan = Plan.read(spool, paths, base, graph, progress)
        address = recognise(to, store_type, tell)
        plan.check(address.kind)
        with (
            locks.held(address.url, plan.counts),
            locks.Journal(address.url, secrets.token_hex(6)) as journal,
            Wire(timeout or PATIENCE + plan.triples / 1000, address.kind.scheme) as wire,
        ):
            remote = Remote(
                address,
                wire,
                _packed(address, packed),
                lambda triples: progress("sending", triples, plan.triples),
                lambda triples: progress("reading back", triples, 2 * plan.triples),
            )
            run = Run(remote, spool, append, journal, tell)
            live = _run(run, plan)
    took, name = time.monotonic() - start, address.kind.name
    return Loaded(address.url, name, len(plan.counts), live, took, run.uploading)


def _run(run: Run, plan: Plan) -> int:
    """Load what is planned, between two looks for what killed loads left; how much is live."""
    remote = run.remote
    with saying(run, lambda: SAME):
        _clear_up(remote, run.tell, for_good=False)
    triples = _all(run, list(plan.batches(remote.address.kind.quads)))
    with saying(run, lambda: NEW):
        _clear_up(remote, run.tell, for_good=True)
        if triples:
            _look(remote, run.tell)
    return triples


def rehearse(
    *paths: str,
    to: str,
    store_type: str,
    graph: str | None = None,
    append: bool = False,
    base: str = BASE,
    packed: bool | None = None,
) -> Iterator[str]:
    """The graphs that ``load`` would load, and every request that it would make; nothing is sent.

    Raises:
        RecordError, FileError, TermError, UsageError, StoreError: as ``load``, of what needs no
            answer of the store.
    """
    if store_type == "auto":
        raise UsageError("to send nothing is not to ask what store it is; say --store-type")
    _check_graph(graph)
    address = recognise(checked_url(to), store_type)
    said: list[str] = []
    with Spool[str]() as spool, Spool[int]() as held:
        plan = Plan.read(spool, paths, base, graph, lambda *what: None)
        plan.check(address.kind)
        yield from (f"<{name}> {count:,} triples" for name, count in plan.counts.items())
        wire = Rehearsal(held, address.kind.by_value, said.append)
        remote = Remote(address, wire, _packed(address, packed))
        run = Run(remote, spool, append, NoJournal(), said.append)
        for batch in plan.batches(address.kind.quads):
            _flow(run).load(run, batch)
            yield from said
            said.clear()
        if plan.triples:
            _look(remote, said.append)
            yield from said


def _check_graph(graph: str | None) -> None:
    try:
        if graph is not None and checked_iri(graph).startswith(STAGING):
            raise UsageError(f"{graph}: this is where graphs wait to be checked; choose another")
    except TermError as error:
        raise UsageError(f"--graph: {error}") from None


def _packed(address: Address, wanted: bool | None) -> bool:
    return address.kind.gzip and (not address.local if wanted is None else wanted)


def _flow(run: Run) -> ModuleType:
    return transaction if run.remote.address.kind.swap == "transaction" else staging


def _all(run: Run, batches: Sequence[Sequence[str]]) -> int:
    """Load every batch; how many triples are live in their graphs."""
    done = triples = 0
    for batch in batches:
        total = sum(map(len, batches))
        try:
            live = _flow(run).load(run, batch)
        except StoreError as error:
            raise StoreError(_of_all(str(error), done, len(batch), total)) from error
        except (KeyboardInterrupt, SystemExit):
            if done:
                run.tell(f"but of {total:,} graphs {done:,} are new and live")
            raise
        triples += sum(digest.triples for digest in live.values())
        done += len(batch)
    return triples


def _of_all(said: str, done: int, batch: int, total: int) -> str:
    """What the error of a batch says of its own graphs, said of all graphs of the load."""
    reason, _, state = said.rpartition("; ")
    done += batch if state == NEW else 0
    if done in (0, total):
        return said
    whole = f"of {total:,} graphs {done:,} are new and live"
    return (
        f"{reason}; {whole}, the others as they were"
        if state in (SAME, NEW)
        else f"{said}; {whole}"
    )


def _clear_up(remote: Remote, tell: Tell, *, for_good: bool) -> None:
    """Drop what runs that are gone left staged.

    Before anything else, so that no swap of theirs comes late; and once more at the end, for a
    store may have been busy with an upload whose client was gone. If that was not long ago it
    may still be, and the journal stays.
    """
    for journal in locks.abandoned(remote.address.url):
        try:
            if for_good and journal.graphs:
                time.sleep(max(0.0, min(WAITED, WAITED - journal.age)))
            staging.drop(remote, journal.graphs)
        except StoreError as error:
            tell(f"warning: what a killed load left staged is still there: {error}")
        else:
            if for_good and (journal.age > LATE or not journal.graphs):
                journal.path.unlink(missing_ok=True)


def _look(remote: Remote, tell: Tell) -> None:
    """Tell if a query that names no graph finds nothing of what was loaded.

    The load is over and good, so that a store which does not answer now is not asked for long.
    """
    address = remote.address
    if address.kind.shows_all:
        return
    with contextlib.suppress(StoreError), remote.wire.anew(PATIENCE_AT_THE_END) as wire:
        if not remote.over(wire).shows_all():
            url, kind = address.url, address.kind
            step = (
                f"gardkg query -e {url} asks for the union of all; for others, {kind.serving}"
                if kind.union
                else "ask with GRAPH ?g { … }, or let it serve the union of its graphs"
            )
            tell(
                f"{url}: its default graph is empty, so that a query which names no graph finds "
                f"nothing; {step}"
            )

"""Making graphs live by way of staging graphs, and one update."""

from __future__ import annotations

from collections.abc import Sequence

from gardkg.errors import StoreError
from gardkg.loading.remote import Remote
from gardkg.loading.swap import NEW, SAME, TIDY, TRIES, Graphs, Run, difference, saying, until_live
from gardkg.sparql.updates import dropping, marking, move, swap, sweeping

#: Where graphs stand until they are checked.
STAGING = "urn:gardkg:staging:"
LEFT = "the next load removes what this one left, if anything"


def load(run: Run, batch: Sequence[str]) -> Graphs:
    """Make the graphs of a batch live; what is live then.

    Raises:
        StoreError: they are not, or it cannot be told; it says which graph is live.
    """
    run.batches += 1
    name = f"{STAGING}{run.journal.run}:{run.batches}"
    mark = f"{name}:mark"
    staged = {graph: f"{name}:{n}" for n, graph in enumerate(batch)}
    litter = [mark, f"{mark}:taken", *staged.values()]
    run.journal.add(litter)  # before they are made: a kill may come between
    try:
        with saying(run, lambda: SAME):
            try:
                sent = run.sent(batch)
                _stage(run, staged, sent)
                before = run.remote.counts(batch)
                expected = run.expected(sent, before)
                there = run.remote.counts(list(staged.values()))
            except StoreError as error:
                raise StoreError(f"{error}; {SAME}") from error
        marked = run.remote.address.kind.rolls_back or run.append
        if marked:
            update = swap(staged.items(), mark, append=run.append)
        else:
            ((target, staging),) = staged.items()
            update = move(target, staging, mark, there[staging])

        def swapping() -> None:
            if marked:
                run.remote.change(marking(mark), repeatable=True)
            run.remote.change(update)

        # Without its mark, or its staging graph, no swap that is on its way can be done.
        settled = [mark] if marked else litter
        until_live(run, expected, before, swapping, lambda remote: drop(remote, settled))
    except BaseException:
        if not run.remote.wrote:
            run.journal.remove(litter)  # refused at the door: nothing is there
            raise
        # Whatever ended this, also the deadline or Ctrl-C, gets a moment to tidy up.
        with run.remote.wire.anew(TIDY) as wire:
            _tidy(run, run.remote.over(wire), litter)
        raise
    with saying(run, lambda: NEW):
        _tidy(run, run.remote, litter)
    return expected


def _stage(run: Run, staged: dict[str, str], sent: Graphs) -> None:
    """Send graphs under their staging names, and see that all of them arrived."""
    wanted = {staged[graph]: digest for graph, digest in sent.items()}
    for attempt in range(TRIES):
        if attempt:  # what was sent is whole, so the store, or something on the way, is not
            drop(run.remote, list(wanted))
        run.fill(list(staged.items()))
        found = run.remote.digests(list(wanted))
        if found == wanted:
            return
    arrived = {graph: found[staged[graph]] for graph in sent}
    raise StoreError(difference(sent, arrived))


def _tidy(run: Run, remote: Remote, litter: Sequence[str]) -> None:
    """Drop what was staged; what cannot be dropped stays in the journal for the next load.

    So does what may come late: a store goes on with a request whose client is gone.
    """
    try:
        drop(remote, litter)
    except StoreError as error:
        run.tell(f"warning: staging graphs are left, the next load drops them: {error}")
    except (KeyboardInterrupt, SystemExit):
        run.tell(LEFT)
        raise
    else:
        if run.remote.unsure:
            run.tell(LEFT)
        else:
            run.journal.remove(litter)


def drop(remote: Remote, litter: Sequence[str]) -> None:
    """Drop the mark, then staging graphs: a late swap must not find the one without the other.

    Raises:
        StoreError: the store refused, or did not do it.
    """
    if not litter:
        return
    mark, *graphs = litter
    remote.change(dropping([mark]), repeatable=True)
    if not graphs:
        return
    if most := remote.address.kind.sweep:
        for graph, count in remote.counts(graphs).items():
            for _ in range(count // most):
                remote.change(sweeping(graph, most), repeatable=True)
    remote.change(dropping(graphs), repeatable=True)
    if any(remote.counts(graphs).values()):
        raise StoreError(
            f"{remote.address.url}: said that staging graphs are dropped, and has them"
        )

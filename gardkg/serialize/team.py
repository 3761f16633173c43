"""Processes that work for this one, each with a connection to it; none outlives the work."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: What must not reach a process before it knows what to do about it.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: What each does: it gets its number, and its end of the connection.
Work = Callable[[int, "Connection"], None]


@contextlib.contextmanager
def team(jobs: int, work: Work) -> Iterator[list[Connection]]:
    """So many processes, at work; none is left when the block ends, however it ends.

    They are forked, so they have what this process has. When it has gone, a process that
    reads its connection sees its end, for nobody else holds the other one.
    """
    import multiprocessing  # of no use to one process, and slow to import

    context = multiprocessing.get_context("fork")
    connections: list[Connection] = []
    processes = []
    try:
        for number in range(jobs):
            ours, theirs = context.Pipe()
            connections.append(ours)
            process = context.Process(
                target=_begin, args=(work, number, theirs, list(connections)), daemon=True
            )
            before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
            try:
                process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()  # or its end would not be seen
            processes.append(process)
        yield connections
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        for connection in connections:
            connection.close()


def _begin(work: Work, number: int, report: Connection, others: Sequence[Connection]) -> None:
    """The life of one process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for connection in others:
        connection.close()  # or whoever sends would not see that nobody hears
    work(number, report)

"""Spooled graphs as the bodies of requests, and such a body packed."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import IO, BinaryIO, cast

from gardkg.files.spool import Body, Spool, no_room

#: Is told how many triples more were sent.
Count = Callable[[int], None]


def triples(spool: Spool[str], graph: str, sent: Count) -> BinaryIO:
    """A spooled graph as the body of a request."""

    def pieces() -> Iterator[bytes]:
        for piece in spool.read(graph):
            yield piece
            sent(piece.count(b"\n"))

    return cast(BinaryIO, Body(spool.size(graph), pieces))


def quads(spool: Spool[str], pairs: Sequence[tuple[str, str]], sent: Count) -> BinaryIO:
    """Spooled graphs under other names as the body of a request, in N-Quads."""
    size = 0
    for source, target in pairs:
        size += spool.size(source)
        size += sum(1 for _ in spool.lines(source)) * (len(target.encode()) + 3)

    def pieces() -> Iterator[bytes]:
        for source, target in pairs:
            end = f" <{target}> .\n".encode()
            graph = spool.lines(source)
            while part := b"".join([line[:-3] + end for line in islice(graph, 1000)]):
                yield part
                sent(part.count(b"\n"))

    return cast(BinaryIO, Body(size, pieces))


@contextmanager
def packed(body: BinaryIO) -> Iterator[BinaryIO]:
    """A temporary file that holds a body, packed.

    Raises:
        FileError: the folder for temporary files cannot be written, or is full.
    """
    try:
        file = tempfile.TemporaryFile(prefix="gardkg-")  # noqa: SIM115 – closed below
    except OSError as error:
        raise no_room(error) from error
    try:
        _pack(body, file)
        yield cast(BinaryIO, file)
    finally:
        with suppress(OSError):  # what a full disk did not take is given up
            file.close()


def _pack(body: BinaryIO, file: IO[bytes]) -> None:
    packer = gzip.GzipFile("", "wb", 1, file, mtime=0)
    while data := body.read(1 << 18):
        try:
            packer.write(data)
        except OSError as error:
            raise no_room(error) from error
    try:
        packer.close()
        file.flush()
    except OSError as error:
        raise no_room(error) from error

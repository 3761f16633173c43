"""Bytes made in a thread of their own while their reader takes in those before them."""

from __future__ import annotations

import contextvars
import io
import queue
import threading
from collections.abc import Iterable
from typing import BinaryIO, cast


def made_ahead(pieces: Iterable[bytes]) -> BinaryIO:
    """A stream of pieces, made in a thread while those before them are read.

    >>> made_ahead([b"one, ", b"two"]).read(5)
    b'one, '
    """
    return cast(BinaryIO, _Stream(pieces))


class _Stream(io.RawIOBase):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._queue: queue.Queue[bytes | BaseException | None] = queue.Queue(64)
        self._rest = b""
        # What was said of the run holds in the thread, too.
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._produce, pieces), daemon=True).start()

    def _produce(self, pieces: Iterable[bytes]) -> None:
        try:
            for piece in pieces:
                self._queue.put(piece)
            self._queue.put(None)
        except BaseException as error:  # noqa: BLE001  # raised again in the reader
            self._queue.put(error)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = self._queue.get()
            if piece is None:
                self._queue.put(None)
                return b""
            if isinstance(piece, BaseException):
                raise piece
            self._rest = piece
        size = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

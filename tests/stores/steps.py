"""What a fault is made of: each step does one thing to an exchange.

After the last step the proxy ends the connection without a reset: whatever was sent arrives.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import formatdate

from stores import damage, wire
from stores.damage import Change
from stores.exchange import Exchange
from stores.wire import Cut, Fields

Step = Callable[[Exchange], object]
#: What belongs there and what is sent → what is sent, and the header fields that announce it.
Framing = Callable[[bytes, bytes], tuple[bytes, Fields]]
Value = str | Callable[[Exchange], str]

# Of the request.


def read_half(x: Exchange) -> None:
    # A body in chunks does not say how long it is.
    x.read(x.cut(x.length or 2000))


def do(x: Exchange) -> None:
    """The store does what it is asked to, and has said so."""
    # In plain: RDF4J packs its answers where it may, and damage must be to what is in them.
    x.forward(without="accept-encoding").whole()


def send(change: Change) -> Step:
    """The store is asked with another body, whose length fits it."""

    def step(x: Exchange) -> None:
        body = x.body()
        x.forward(change(body, x.cut(len(body)))).whole()

    return step


def send_without(field: str) -> Step:
    return lambda x: x.forward(without=field).whole()


def send_half(x: Exchange) -> None:
    """The store gets half of the announced body, and then the end."""
    body = x.body()
    half = body[: x.cut(len(body))]
    # What the store makes of it, if anything, the client is not to know.
    with contextlib.suppress(OSError, ValueError, Cut):
        x.forward(half, announced=max(1, len(body)), patience=5).whole()


def send_in_sips(x: Exchange) -> None:
    sip = max(1, (x.length or 10_000) // 10)

    def sips() -> Iterator[bytes]:
        for piece in x.pieces():
            for start in range(0, len(piece), sip):
                time.sleep(x.plan.seconds / 20)
                yield piece[start : start + sip]

    x.forward(sips()).whole()


def repeat(x: Exchange) -> None:
    """After the next write."""
    x.proxy.later.append(x)


def do_once(x: Exchange) -> None:
    """As a cache: the store is asked only what it was not asked before."""
    key = (x.method, x.path, x.body())
    if key not in x.plan.memory:
        do(x)
        x.plan.memory[key] = x.said
    x.said = x.plan.memory[key]


# Of the answer.


def reply(status: int, body: bytes = b"", **fields: Value) -> Step:
    """An answer of our own; ``Content_Type="…"``, and some fields depend on the request."""

    def step(x: Exchange) -> None:
        given = {name: each if isinstance(each, str) else each(x) for name, each in fields.items()}
        x.reply(status, body, **given)

    return step


def elsewhere(x: Exchange) -> str:
    return x.proxy.elsewhere + x.path


def itself(x: Exchange) -> str:
    return x.path


def in_two_seconds(_: Exchange) -> str:
    return formatdate(time.time() + 2, usegmt=True)


def raw(said: bytes) -> Step:
    return lambda x: x.client.sendall(said)


def fail(x: Exchange) -> None:
    x.head(500, [])


def echo(x: Exchange) -> None:
    """A page that repeats every header of the request, as those for developers do."""
    told = wire.head("You said:", x.fields)
    x.reply(500, told, Content_Type="text/plain")


def fitting(_: bytes, sent: bytes) -> tuple[bytes, Fields]:
    return sent, [("Content-Length", str(len(sent)))]


def promised(whole: bytes, sent: bytes) -> tuple[bytes, Fields]:
    return sent, [("Content-Length", str(len(whole)))]


def unmeasured(_: bytes, sent: bytes) -> tuple[bytes, Fields]:
    return sent, []


def in_open_chunks(_: bytes, sent: bytes) -> tuple[bytes, Fields]:
    """In chunks, without the one that ends them."""
    return wire.chunk(sent), [("Transfer-Encoding", "chunked")]


def back(
    change: Change = damage.intact, framing: Framing = fitting, close: bool = True, **changed: str
) -> Step:
    """What the store said, with changes, to the client."""

    def step(x: Exchange) -> None:
        whole = x.said.whole()
        body, announced = framing(whole, change(whole, x.cut(len(whole))))
        x.relay_head(announced, close, **changed)
        x.client.sendall(body)

    return step


# Of time and of the connection.


def pause(x: Exchange) -> None:
    time.sleep(x.plan.seconds)


def let_it_arrive(_: Exchange) -> None:
    """A reset overtakes what the client has not read yet."""
    time.sleep(0.05)


def go_down(x: Exchange) -> None:
    x.proxy.shut()


def flood(said: bytes) -> Step:
    """The same again and again, for ever."""

    def step(x: Exchange) -> None:
        while not x.proxy.closed:
            x.client.sendall(said * 10_000)
            time.sleep(0.01)

    return step


def drip(x: Exchange) -> None:
    """What the store said, ten bytes in `seconds`."""
    whole = x.said.whole()
    x.relay_head([("Content-Length", str(len(whole)))])
    _drip(x, (bytes([byte]) for byte in whole))


def drip_dots(x: Exchange) -> None:
    """As many as `inject` was told; for ever, if nothing."""
    _drip(x, itertools.repeat(b".") if x.plan.size is None else [b"."] * x.plan.size)


def _drip(x: Exchange, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        if x.proxy.closed:
            raise Cut
        x.client.sendall(piece)
        time.sleep(x.plan.seconds / 10)

"""Which store answers at an address, told from its answers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from gardkg.errors import StoreError, UsageError, shortened
from gardkg.http import HttpError, Request, Response, Wire
from gardkg.sparql.stores import KINDS, Address, Kind

#: Seconds a store may take to say who it is.
PATIENCE = 10.0


def recognise(
    url: str, name: str = "auto", tell: Callable[[str], None] = lambda m: None
) -> Address:
    """The store at an address, or at one of its services (…/query, …/data).

    Args:
        url: as a person would give it.
        name: the store's type, in ``stores.KINDS``; ``auto`` asks the store.
        tell: gets what was found.

    Raises:
        UsageError: the type is unknown.
        StoreError: nothing answers there, or nothing that is known.
    """
    check_known(name)
    if name != "auto":
        return Address(KINDS[name], trimmed(url, KINDS[name]))
    with Wire(PATIENCE) as wire:
        kind, said = _asked(url, wire)
    address = Address(kind, trimmed(url, kind))
    tell(f"{address.url}: {said}")
    return address


def check_known(name: str) -> None:
    """See that a store's type is one.

    Raises:
        UsageError: it is not; the message names all.
    """
    if name not in {"auto", *KINDS}:
        raise UsageError(f"unknown store type {shortened(name)!r}; use auto {' '.join(KINDS)}")


def trimmed(url: str, kind: Kind) -> str:
    """The address of the store, without that of one of its services.

    >>> trimmed("http://127.0.0.1:3030/ds/data", KINDS["fuseki"])
    'http://127.0.0.1:3030/ds'
    """
    url = url.partition("?")[0].rstrip("/")
    for service in kind.services:
        if url.endswith(service.rstrip("/")):
            return url.removesuffix(service.rstrip("/"))
    return url


def by_headers(headers: Mapping[str, str]) -> Kind | None:
    """The kind of store that an answer's headers name.

    >>> by_headers({"Server": "Oxigraph/0.5.13"}).title
    'Oxigraph'
    """
    server = headers.get("Server", "")
    for kind in KINDS.values():
        if (kind.server and server.startswith(kind.server)) or (
            kind.header and kind.header in headers
        ):
            return kind
    return None


def by_address(url: str) -> Kind | None:
    """The first kind of store whose addresses look like this one."""
    url = url.partition("?")[0]
    return next((k for k in KINDS.values() if k.within and k.within in url), None)


def _asked(url: str, wire: Wire) -> tuple[Kind, str]:
    """The kind of store, and its own words for itself."""
    plain = {"Accept": "text/plain, application/json;q=0.9, */*;q=0.5"}
    answer = wire.probe(Request("GET", url, plain))
    if kind := by_headers(answer.headers):
        server = shortened(answer.headers.get("Server", "") or kind.title)
        return kind, server.replace("/", " ", 1).strip()
    for kind in KINDS.values():
        if kind.within in url and (said := _owned(kind, url, wire)):
            return kind, said
    raise StoreError(f"{url}: {_unknown(answer)}; --store-type says which store it is")


def _owned(kind: Kind, url: str, wire: Wire) -> str:
    """How a store of a kind calls itself; nothing if it is no such store."""
    if not kind.answer:
        return kind.title if kind.within else ""
    root = trimmed(url, kind)
    if kind.within:
        root = root.partition(kind.within)[0]
    said = _text(wire, root + kind.asking)
    if not kind.answer.match(said):
        return ""
    return f"{kind.title}, protocol {said}" if said.isdigit() else kind.title


def _text(wire: Wire, url: str) -> str:
    """The beginning of what is answered; nothing if that is an error."""
    with contextlib.suppress(HttpError), wire.send(Request("GET", url)) as response:
        return next(wire.pieces(response), b"")[:2000].decode("utf-8", "replace").strip()
    return ""


def _unknown(answer: Response) -> str:
    server = answer.headers.get("Server")
    return f"answered {answer.status_code}" + (f" as {shortened(server)}" if server else "")

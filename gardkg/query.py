"""Named queries, and asking them of a store.

A query file is SPARQL that any tool runs as it stands. Its head says what it answers; a
parameter is a line ``VALUES ?name { UNDEF }``, and to bind it is to put a term for UNDEF.
"""

from __future__ import annotations

import re
from importlib.resources import files

from gardkg.errors import UsageError
from gardkg.identifiers import expand
from gardkg.store import Store

_PARAMETER = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")


def named_query(name: str) -> str:
    """The text of a query of ``gardkg/queries``.

    Raises:
        UsageError: there is none of that name.
    """
    file = files("gardkg") / "queries" / f"{name}.rq"
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not file.is_file():
        raise UsageError(f"no query {name!r}")
    return file.read_text("utf-8")


def ask(store: Store, name: str, **iris: str) -> list[dict[str, str | None]]:
    """The rows of a named query, its parameters bound to IRIs (CURIEs, or paths of ours).

    Raises:
        UsageError: no such query, or it has no such parameter.
        TermError: a value that is no IRI.
        StoreError: the query failed.
    """
    text = named_query(name)
    unknown = set(iris) - set(_PARAMETER.findall(text))
    if unknown:
        raise UsageError(f"query {name!r} has no parameter {', '.join(sorted(unknown))}")

    def bound(match: re.Match[str]) -> str:
        value = iris.get(match[1])
        # An IRI that passed expand has no character that could end it here.
        return f"VALUES ?{match[1]} {{ <{expand(value, store.base)}> }}" if value else match[0]

    return store.select(_PARAMETER.sub(bound, text))

"""The embedded store: Oxigraph, in memory.

The default graph of every query is the union of the named graphs, so that a query need not
know that each record is a graph of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph

from gardkg.errors import StoreError
from gardkg.identifiers import BASE, PREFIXES
from gardkg.model import Record
from gardkg.serialize import export


class Store:
    """Quads one can ask. ``Store.of(records)`` fills one.

    >>> store = Store.of([Record(id="GARD:0007615", name="Scleromyxedema")])
    >>> store.select("SELECT ?name { ?d a biolink:Disease ; rdfs:label ?name }")
    [{'name': 'Scleromyxedema'}]
    """

    def __init__(self, base: str = BASE) -> None:
        self.base = base
        self._quads = pyoxigraph.Store()

    @classmethod
    def of(cls, records: Iterable[Record], base: str = BASE) -> Store:
        """A store in memory with the graphs of some records."""
        store = cls(base)
        data = export(records, format="nq", base=base)
        store._quads.bulk_load(input=data, format=pyoxigraph.RdfFormat.N_QUADS)
        return store

    def select(self, query: str) -> list[dict[str, str | None]]:
        """The rows of a SELECT query, each value as its text; unbound variables are None.

        Our prefixes need not be declared.

        Raises:
            StoreError: the query cannot be read, or is no SELECT.
        """
        prefixes = {n: p.namespace for n, p in PREFIXES.items() if ":" in p.namespace}
        try:
            rows = self._quads.query(query, use_default_graph_as_union=True, prefixes=prefixes)
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"query: {error}") from error
        if not isinstance(rows, pyoxigraph.QuerySolutions):
            raise StoreError("query: expected SELECT")
        names = [variable.value for variable in rows.variables]
        return [{n: v and v.value for n, v in zip(names, row, strict=True)} for row in rows]

    def __len__(self) -> int:
        return len(self._quads)

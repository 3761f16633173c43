"""Asking a remote endpoint by the SPARQL 1.1 Protocol, and never taking a part for the whole.

POST, with the query as a form, which every server takes (Virtuoso 7 never answers the other
way); JSON results, N-Triples for graphs. ``wire`` holds the deadline and follows no redirect.
An answer that stops early, that is no result at all, or that the server says it cut, is an error.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from gardkg import nesting
from gardkg.arguments import checked_limit, checked_timeout
from gardkg.errors import StoreError
from gardkg.identifiers import BASE
from gardkg.results import Answer, Graph, Result, Table
from gardkg.sparql import gives_graph, guard, with_prefixes
from gardkg.wire import Request, Response, Wire, checked_url

DEADLINE = 60.0
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"


class Endpoint:
    """A SPARQL endpoint.

    Raises:
        UsageError: the address is no http(s) address, or holds credentials.
    """

    def __init__(self, url: str, base: str = BASE) -> None:
        self.url, self.base = checked_url(url), base

    def run(
        self,
        query: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> Result:
        """Run a query there that ``sparql.guard`` lets pass.

        Raises:
            UsageError: the query is refused, or ``timeout`` or ``limit`` is no such number.
            StoreError: the endpoint refused, failed, was late, or gave only a part.
        """
        guard(query, allow_service=allow_service)
        timeout, limit = checked_timeout(timeout), checked_limit(limit)
        with Wire(timeout or DEADLINE) as wire, wire.send(self._asking(query)) as response:
            body = b"".join(wire.pieces(response))
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._check_whole(response)
        found: Any = None
        try:
            if format := _GRAPHS.get(kind) or _RESULTS.get(kind):
                nesting.check(body, format)
            if kind in _GRAPHS:
                triples = sorted((q.triple for q in ox.parse(body, format=_GRAPHS[kind])), key=str)
                return Graph(triples[:limit])
            if kind not in _RESULTS:
                raise StoreError(f"{self.url}: answered {kind or 'nothing known'}, not results")
            found = ox.parse_query_results(body, format=_RESULTS[kind])
            if isinstance(found, ox.QueryBoolean):
                return Answer(bool(found))
            columns = tuple(variable.value for variable in found.variables)
            rows = [tuple(row) for row in found]
            for row in rows:
                nesting.see_depth(*row)
        except nesting.Refused as error:
            raise StoreError(f"{self.url}: the answer {error}, and is not read") from error
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"{self.url}: the answer is cut off or broken: {' '.join(str(error).split())}"
            ) from error
        finally:
            found = None  # an error's traceback may outlive this thread, and only it may drop it
        return Table(columns, rows[:limit], self.base)

    def _asking(self, query: str) -> Request:
        text = with_prefixes(query)
        headers = {
            "Accept": "application/n-triples" if gives_graph(query) else _ACCEPT,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"query": text}).encode()
        return Request("POST", self.url, headers, body, repeatable=True)

    def _check_whole(self, response: Response) -> None:
        # Virtuoso says so when it cut the rows, and only there.
        if cap := response.headers.get("X-SPARQL-MaxRows"):
            raise StoreError(f"{self.url}: incomplete; the server gives at most {cap} rows")
        if response.headers.get("X-SPARQL-Anytime") or "X-Exec-Milliseconds" in response.headers:
            raise StoreError(f"{self.url}: incomplete; the server stopped at its time limit")


_RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}

"""Asking a remote endpoint by the SPARQL 1.1 Protocol, and never taking a part for the whole.

POST, with the query as a form, which every server takes (Virtuoso 7 never answers the other
way); JSON results, N-Triples for graphs. A total deadline holds over
connecting, waiting and reading, retries included. Redirects are not followed, so neither query
nor credentials reach another host. An answer that stops early, that is no result at all, or that
the server says it cut, is an error.
"""

from __future__ import annotations

import os
import re
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pyoxigraph as ox
import requests
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import HTTPError

from gardkg import __version__
from gardkg.errors import StoreError, UsageError
from gardkg.identifiers import BASE
from gardkg.results import Answer, Graph, Result, Table
from gardkg.sparql import skeleton, with_prefixes

DEADLINE = 60.0
CONNECT = 8.0
RETRIES = 4
#: Answers that may be better a moment later.
_AGAIN = frozenset({429, 502, 503, 504})
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_IS_GRAPH = re.compile(r"^\s*(?:(?:PREFIX|BASE)\b[^\n]*\s+)*(CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def credentials() -> AuthBase | None:
    """Who we are, from GARDKG_TOKEN, or GARDKG_USER and GARDKG_PASSWORD; else from netrc."""
    if token := os.environ.get("GARDKG_TOKEN"):
        return _Bearer(token)
    if user := os.environ.get("GARDKG_USER"):
        return HTTPBasicAuth(user, os.environ.get("GARDKG_PASSWORD", ""))
    return None


class Endpoint:
    """A SPARQL endpoint.

    Raises:
        UsageError: the address is no http(s) address, or holds credentials.
    """

    def __init__(self, url: str, base: str = BASE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"{url}: expected an http or https address")
        if parts.username or parts.password:
            raise UsageError("an address holds no credentials; set GARDKG_USER and GARDKG_PASSWORD")
        self.url, self.base = url, base

    def run(self, query: str, *, timeout: float | None = None, limit: int | None = None) -> Result:
        """Run a query there.

        Raises:
            StoreError: the endpoint refused, failed, was late, or gave only a part.
        """
        deadline = time.monotonic() + (timeout or DEADLINE)
        text = with_prefixes(query)
        response, body = self._post(text, deadline)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._check_whole(response)
        try:
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
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"{self.url}: the answer is cut off or broken: {' '.join(str(error).split())}"
            ) from error
        return Table(columns, rows[:limit], self.base)

    def _post(self, text: str, deadline: float) -> tuple[requests.Response, bytes]:
        headers = {
            "Accept": "application/n-triples" if _IS_GRAPH.search(skeleton(text)) else _ACCEPT,
            "User-Agent": f"gardkg/{__version__}",
        }
        wait = 0.5
        for attempt in range(RETRIES + 1):
            left = deadline - time.monotonic()
            if left <= 0:
                raise StoreError(f"{self.url}: no answer in time")
            try:
                with requests.post(
                    self.url,
                    data={"query": text},
                    headers=headers,
                    auth=credentials(),
                    timeout=(min(CONNECT, left), left),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    again = _AGAIN if attempt < RETRIES else frozenset()
                    if response.status_code in again:
                        wait = _retry_after(response, wait)
                    else:
                        body = self._read(response, deadline)
                        self._check_status(response, body)
                        return response, body
            except requests.RequestException as error:
                raise StoreError(f"{self.url}: {_reason(error)}") from error
            if time.monotonic() + wait > deadline:
                raise StoreError(f"{self.url}: busy ({response.status_code}) to the deadline")
            time.sleep(wait)
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """The body, read as it comes: a server that drips must not outlive the deadline."""
        pieces = []
        try:
            while piece := response.raw.read1(65536, decode_content=True):
                pieces.append(piece)
                if time.monotonic() > deadline:
                    raise StoreError(f"{self.url}: no answer in time")
        except HTTPError as error:
            raise StoreError(f"{self.url}: the answer is cut off: {_reason(error)}") from error
        announced = response.headers.get("Content-Length")
        if announced is not None and response.raw.tell() != int(announced):
            raise StoreError(f"{self.url}: the answer is cut off")
        return b"".join(pieces)

    def _check_status(self, response: requests.Response, body: bytes) -> None:
        status = response.status_code
        if status == 200:
            return
        said = " ".join(body[:300].decode("utf-8", "replace").split())
        if 300 <= status < 400:
            where = response.headers.get("Location", "elsewhere")
            hint = f"it points to {where}; redirects are not followed"
        elif status in {401, 403}:
            hint = "set GARDKG_USER and GARDKG_PASSWORD, or GARDKG_TOKEN"
        else:
            hint = said or response.reason
        raise StoreError(f"POST {self.url}: {status}; {hint}")

    def _check_whole(self, response: requests.Response) -> None:
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


def _retry_after(response: requests.Response, otherwise: float) -> float:
    """Seconds to wait: Retry-After as a number or a date, RFC 9110 §10.2.3."""
    given = response.headers.get("Retry-After", "")
    if given.isdigit():
        return float(given)
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except (TypeError, ValueError):
        return otherwise


def _reason(error: Exception) -> str:
    """The end of an exception's chain in few words; it holds no header and no credential."""
    inner: BaseException = error
    while inner.__cause__ or inner.__context__:
        inner = inner.__cause__ or inner.__context__  # type: ignore[assignment]
    return getattr(inner, "strerror", None) or type(inner).__name__

"""Which store answers: what each is asked stands in its row, and nothing else tells them apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gardkg.errors import StoreError
from gardkg.sparql.detect import recognise


@contextmanager
def server(answers: dict[str, str]) -> Iterator[str]:
    """A server that has these pages, and says nothing of itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path, "").encode()
            self.send_response_only(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *what: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{found.server_port}"
        finally:
            found.shutdown()
            thread.join()


PROTOCOL = {"/rdf4j-server/protocol": "12"}


@pytest.mark.parametrize(
    ("answers", "path", "kind", "said"),
    [
        (PROTOCOL, "/rdf4j-server/repositories/a", "rdf4j", "Eclipse RDF4J, protocol 12"),
        # It speaks RDF4J's protocol, and has a service of its own besides.
        (
            {"/protocol": "12", "/rest/info/version": '{"productVersion": "10.8"}'},
            "/repositories/a/statements",
            "graphdb",
            "GraphDB",
        ),
        ({"/?cmd=stats": '{"num-triples": 5}'}, "/", "qlever", "QLever"),
    ],
)
def test_a_store_is_known_by_what_its_row_asks(
    answers: dict[str, str], path: str, kind: str, said: str
) -> None:
    told: list[str] = []
    with server(answers) as url:
        assert recognise(url + path, tell=told.append).kind.name == kind
    assert told[0].endswith(f": {said}")


def test_what_answers_as_no_store_does_is_none() -> None:
    with server({"/protocol": "a page"}) as url, pytest.raises(StoreError, match="--store-type"):
        recognise(f"{url}/repositories/a")

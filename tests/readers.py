"""Four who read RDF and had no part in writing it: each gives documents back as sets of triples.

rapper (Debian: raptor2-utils) reads no JSON-LD; riot is Apache Jena's, from the jar of Fuseki.
``make stores`` installs both. A reader that is not there skips its tests, unless
GARDKG_ALL_STORES is set: then they fail.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from cases import as_read, triples
from stores.install import FUSEKI_JAR, missing

#: A document and its format, and all that it says.
Document = tuple[bytes, str]
Graph = set[ox.Triple]
Reader = Callable[[Iterable[Document], Path], Iterator[Graph]]

RDFLIB = {"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}
RAPPER = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "trig": "trig", "rdf": "rdfxml"}


def by_pyoxigraph(documents: Iterable[Document], folder: Path) -> Iterator[Graph]:
    for data, suffix in documents:
        yield triples(data, suffix)


def by_rdflib(documents: Iterable[Document], folder: Path) -> Iterator[Graph]:
    for data, suffix in documents:
        yield _by_rdflib(*as_read(data, suffix))


def _by_rdflib(data: bytes, suffix: str) -> Graph:
    """With every number as it was written, not as rdflib would write it."""
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():  # of names that only rdflib's own code uses
            warnings.simplefilter("ignore", DeprecationWarning)
            dataset = rdflib.Dataset(default_union=True)
            dataset.parse(data=data, format=RDFLIB.get(suffix, suffix))
            return {ox.Triple(*map(_term, triple)) for triple in dataset.triples((None,) * 3)}
    finally:
        rdflib.NORMALIZE_LITERALS = True


def _term(term: object) -> ox.NamedNode | ox.Literal:
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(term.datatype) if term.datatype and not term.language else None
        return ox.Literal(str(term), language=term.language, datatype=datatype)
    assert isinstance(term, rdflib.URIRef), "we write no blank nodes"
    return ox.NamedNode(term)


def by_rapper(documents: Iterable[Document], folder: Path) -> Iterator[Graph]:
    for data, suffix in documents:
        command = ["rapper", "-q", "-i", RAPPER[suffix], "-o", "ntriples", "-", "http://a.example/"]
        done = subprocess.run(command, input=data, capture_output=True, check=True)
        assert done.stderr == b""
        yield triples(done.stdout, "nt")


#: riot writes what it logs among what it reads, unless told otherwise; its warnings are of style.
LOGGING = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
"""
END = b'<http://end.example/> <http://end.example/> "end" .\n'


def by_riot(documents: Iterable[Document], folder: Path) -> Iterator[Graph]:
    """All of them by one call, as it takes seconds to start: between two stands a file of END."""
    names = []
    for number, (data, suffix) in enumerate(documents):
        data, suffix = as_read(data, suffix)
        names += [f"{number}.{suffix}", "end.nt"]
        (folder / names[-2]).write_bytes(data)
    (folder / "end.nt").write_bytes(END)
    (folder / "logging.properties").write_text(LOGGING)
    java = ["java", "-Dlog4j2.configurationFile=logging.properties", "-cp", str(FUSEKI_JAR)]
    command = [*java, "riotcmd.riot", "--output=nquads", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    *graphs, rest = done.stdout.split(END)
    assert (len(graphs), rest) == (len(names) // 2, b"")
    for graph in graphs:
        yield triples(graph, "nq")


READERS: dict[str, Reader] = {
    "pyoxigraph": by_pyoxigraph,
    "rdflib": by_rdflib,
    "rapper": by_rapper,
    "riot": by_riot,
}
#: They resolve ``/../`` in addresses, but for those of N-Triples and N-Quads.
RESOLVE = {"rapper", "riot"}


def reads(reader: str, suffix: str) -> bool:
    """Whether a reader knows a format."""
    return reader != "rapper" or suffix in RAPPER


def need(reader: str) -> Reader:
    """A reader by its name, or the end of the test."""
    if reader in INSTALLED_WITH:
        required(INSTALLED_WITH[reader])
    return READERS[reader]


#: Readers that are no packages of Python.
INSTALLED_WITH = {"riot": "fuseki", "rapper": "rapper"}


def required(name: str) -> None:
    """The end of the test, if what ``install.py`` calls so is not there."""
    if lacking := missing(name):
        end = pytest.fail if os.environ.get("GARDKG_ALL_STORES") else pytest.skip
        end(f"{lacking}: not installed; make stores installs all")

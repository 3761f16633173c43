"""The embedded store: Oxigraph, in memory or in a directory.

The default graph of every query is the union of the named graphs, so that a query need not
know that each record is a graph of its own.

A directory holds finished stores that are never written again, and ``gardkg.json``, which names
the one that counts, what it was built from, and with which digest. Building makes a new store
beside the old one and then replaces that file: readers find the old store or the new one, a
kill leaves the old one, and a second builder is refused. What else there is in the directory
is left alone (``directory``).
"""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pyoxigraph as ox

from gardkg.errors import FileError, StoreError, UsageError, checked_limit, checked_timeout, visible
from gardkg.files.ahead import made_ahead
from gardkg.files.apart import folder_around, reading
from gardkg.files.kinds import INDEX
from gardkg.files.nesting import Refused, see_depth
from gardkg.files.rdf import put_into, rdf_format
from gardkg.files.reading import measured
from gardkg.files.replace import replaced
from gardkg.identifiers import BASE
from gardkg.model import Record
from gardkg.records.inputs import files_read, record_files
from gardkg.records.reader import checked_records
from gardkg.serialize.export import checked, chunks
from gardkg.serialize.formats import FORMATS
from gardkg.serialize.graphs import graphs
from gardkg.sparql.answer import answered
from gardkg.sparql.directory import Built, Input, built, mark, new_store, open_store, ours
from gardkg.sparql.engine_errors import told
from gardkg.sparql.guard import guard, starred, with_prefixes
from gardkg.sparql.results import Answer, Graph, Result, Table, in_order

if TYPE_CHECKING:
    import rdflib

_NQUADS = ox.RdfFormat.N_QUADS
#: Engines recurse over a query; ``sparql.guard`` bounds it, and this is room for the bound.
_STACK = 256 * 2**20


class Store:
    """Quads one can ask.

    >>> store = Store.of([Record(id="GARD:0007615", name="Scleromyxedema")])
    >>> store.run("SELECT ?name { ?d a biolink:Disease ; rdfs:label ?name }").to_dicts()
    [{'name': 'Scleromyxedema'}]
    """

    def __init__(self, quads: ox.Store, base: str = BASE, built: Built | None = None) -> None:
        self.base, self.built, self._quads = base, built, quads

    @classmethod
    def of(cls, records: Iterable[Record], base: str = BASE) -> Store:
        """A store in memory with the graphs of some records."""
        quads = ox.Store()
        quads.bulk_load(
            input=made_ahead(chunks(checked(records), FORMATS["nq"], base)), format=_NQUADS
        )
        return cls(quads, base)

    @classmethod
    def of_graph(cls, graph: rdflib.Graph) -> Store:
        """A store in memory with the triples of an rdflib graph."""
        return cls.of_triples(graph.serialize(format="nt", encoding="utf-8"))

    @classmethod
    def of_triples(cls, data: bytes, base: str = BASE) -> Store:
        """A store in memory with some N-Triples, written by who knows them to be good."""
        quads = ox.Store()
        quads.bulk_load(input=data, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return cls(quads, base)

    def query(self, question: str, **how: Any) -> Result:
        """``gardkg.query`` of this store, with the same options.

        >>> Store.of([Record(id="GARD:0007615", name="Scleromyxedema")]).query("diseases").head()
        disease       id            label           name
        GARD:0007615  GARD:0007615  Scleromyxedema
        1 row
        """
        return answered(question, self, **how)

    def __repr__(self) -> str:
        return f"<gardkg.Store of {len(self):,} triples>"

    @classmethod
    def read(cls, *paths: str, base: str = BASE) -> Store:
        """A store in memory of records and RDF files (how these are read: ``files.how.read_as``).

        Raises:
            RecordError: records have problems.
            FileError: a file cannot be read, or is not the RDF its suffix says.
        """
        quads = ox.Store()
        _fill(quads, paths, base)
        return cls(quads, base)

    @classmethod
    def open(cls, directory: str) -> Store:
        """The store that ``build`` made in a directory, for reading.

        Raises:
            FileError: there is none.
        """
        index = built(directory)
        if index is None:
            raise FileError(directory, "no store; gardkg load PATH --to DIR builds one")
        return cls(open_store(directory, index), index.base, index)

    def __len__(self) -> int:
        return len(self._quads)

    def stale(self) -> list[str]:
        """The files that have changed or gone since this store was built from them."""
        return [] if self.built is None else [i.path for i in self.built.inputs if _changed(i)]

    def run(
        self,
        query: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> Result:
        """Run a query that ``sparql.guard`` lets pass.

        Our prefixes need not be declared. After ``timeout`` seconds the answer is given up.

        Raises:
            UsageError: the query is refused, or ``timeout`` or ``limit`` is no such number.
            StoreError: the query cannot be read or failed, or took too long.
        """
        guard(query, allow_service=allow_service)
        timeout, limit = checked_timeout(timeout), checked_limit(limit)
        text = with_prefixes(query, self.base)
        done: queue.Queue[Result | Exception] = queue.Queue(1)

        def work() -> None:
            try:
                done.put(self._run(text, limit))
            except Exception as error:  # noqa: BLE001  # handed to the thread that asked
                done.put(error)

        before = threading.stack_size(_STACK)
        try:
            threading.Thread(target=work, daemon=True).start()
        finally:
            threading.stack_size(before)
        try:
            result = done.get(timeout=timeout)
        except queue.Empty:
            raise StoreError(f"query: no answer within {timeout:g} s") from None
        if isinstance(result, SyntaxError | ValueError | OSError | RuntimeError | Refused):
            raise StoreError(told(result, query, text.removesuffix(query))) from result
        if isinstance(result, Exception):
            raise result
        return in_order(result, starred(query))

    def _run(self, query: str, limit: int | None) -> Result:
        found: Any = self._quads.query(query, use_default_graph_as_union=True)
        try:
            if isinstance(found, ox.QueryBoolean):
                return Answer(bool(found))
            if isinstance(found, ox.QueryTriples):
                triples = sorted(_first(found, limit), key=str)
                return Graph(triples)
            columns = tuple(variable.value for variable in found.variables)
            rows = [tuple(row) for row in _first(found, limit)]
            for row in rows:
                see_depth(*row)
            return Table(columns, rows, self.base)
        finally:
            found = None  # an error's traceback may outlive this thread, and only it may drop it


def _first(items: Iterable[Any], limit: int | None) -> Iterator[Any]:
    for n, item in enumerate(items):
        if n == limit:
            return
        yield item


# --- Building -----------------------------------------------------------------------------------


def build(
    paths: Sequence[str],
    directory: str,
    base: str = BASE,
    graph: str | None = None,
    append: bool = False,
) -> Built:
    """Build the store of a directory anew from records and RDF files.

    Args:
        paths: records, folders of them, JSON Lines, RDF files.
        directory: where the store is, or will be.
        base: where the nodes of records stand.
        graph: the one named graph that all goes into.
        append: keep what is there, and add to it.

    Raises:
        RecordError: records have problems.
        UsageError: the directory holds what we did not make and no store of ours, or is within a
            folder that is read.
        FileError: an input cannot be read, the directory cannot be written, or another
            build is running there. What was there is still there.
    """
    if not directory:
        raise UsageError("expected a directory to build the store in; got an empty name")
    try:
        _keep_apart(paths, directory)
        with reading(paths, files_read), ours(directory) as before:
            return _build(paths, directory, before, base, graph, append)
    except OSError as error:
        reason = error.strerror or _of_engine(error) or str(error)
        said = f"cannot be written: {reason}; what was there is still there"
        raise FileError(error.filename or directory, said) from error


def _keep_apart(paths: Sequence[str], directory: str) -> None:
    """A store within a folder of records would be read with them the next time.

    Raises:
        UsageError: it would be.
    """
    if folder := folder_around(directory, paths):
        said = f"is in {visible(folder)}, which is read; nothing was changed"
        raise UsageError(f"{visible(directory)}: {said}; name another folder")


def _build(
    paths: Sequence[str],
    directory: str,
    before: Built | None,
    base: str,
    graph: str | None,
    append: bool,
) -> Built:
    inputs = [_input(file) for path in paths for file in _files(path)]
    if append and before:
        inputs = before.inputs + inputs
    with new_store(directory, _name(inputs, base, graph), before) as name:
        quads = ox.Store(os.path.join(directory, name))
        _fill(quads, paths, base, graph, published=True)
        if not len(quads):
            raise FileError(directory, "nothing to load; what was there is still there")
        if append and before:
            quads.bulk_extend(open_store(directory, before))
        quads.flush()
        if before:
            mark(os.path.join(directory, before.store))
        named = sum(1 for _ in quads.named_graphs())
        index = Built(name, len(quads), named, base, inputs, before.store if before else "")
        with replaced(os.path.join(directory, INDEX)) as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(index)) + b"\n")
    return index


def _of_engine(error: OSError) -> str:
    """The reason in what the engine says: it tells it twice, and which of its files it wrote."""
    return str(error).rpartition(": ")[2] if str(error).startswith("IO error: ") else ""


def _name(inputs: list[Input], base: str, graph: str | None) -> str:
    """What a store is called: after all that its quads are made of."""
    made_of = [base, graph, [file.sha256 for file in inputs]]
    return f"store-{hashlib.sha256(msgspec.json.encode(made_of)).hexdigest()[:12]}"


def _files(path: str) -> list[str]:
    return [path] if rdf_format(path) else record_files(path)


def _input(path: str) -> Input:
    if path == "-":
        return Input(path, 0, 0, "")
    status, digest = measured(path)
    return Input(os.path.abspath(path), status.st_size, status.st_mtime_ns, digest)


def _changed(known: Input) -> bool:
    if known.path == "-":
        return False
    try:
        status = os.stat(known.path)
        if (status.st_size, status.st_mtime_ns) == (known.size, known.modified):
            return False
        return _input(known.path).sha256 != known.sha256
    except (OSError, FileError):
        return True


def _fill(
    quads: ox.Store,
    paths: Sequence[str],
    base: str,
    graph: str | None = None,
    *,
    published: bool = False,
) -> None:
    """Put records and RDF files into a store; with ``graph``, all of it into that one.

    ``published``: no place of this machine may come to stand in it.
    """
    if graph:
        # Of a file with quads, the graphs' own names are given up: only parsing it can do that.
        stream = made_ahead(data for _, data in graphs(paths, base, graph))
        to = ox.NamedNode(graph)
        quads.bulk_load(input=stream, format=ox.RdfFormat.N_TRIPLES, to_graph=to)
        return
    records = [path for path in paths if not rdf_format(path)]
    if records:
        stream = made_ahead(chunks(checked_records(records), FORMATS["nq"], base))
        quads.bulk_load(input=stream, format=_NQUADS)
    for path in paths:
        if rdf_format(path):
            put_into(quads, path, published=published)

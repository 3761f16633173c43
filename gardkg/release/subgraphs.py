"""An RDF file, disease by disease: what a check that is slow and hungry is given at a time.

The triples are put into a temporary database that spills to disk, as they are written in the
file. Oxigraph's store would write numbers anew, and their datatypes are what is checked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from gardkg.errors import FileError, shortened
from gardkg.files.rdf import quads
from gardkg.identifiers import expand
from gardkg.mapping.templates import TEMPLATES
from gardkg.sparql.values import beyond_rdf11, n3

_TYPE, _DISEASE = f"<{expand('rdf:type')}>", f"<{expand('biolink:Disease')}>"
#: The predicates by which a node hangs on the one they point to.
_HANGING = {f"<{expand(row.predicate)}>" for t in TEMPLATES for row in t.rows if row.reverse}
_HANGS = "p IN ({})".format(", ".join(f"'{predicate}'" for predicate in sorted(_HANGING)))


class Part(NamedTuple):
    """Triples in N-Triples, and which of their nodes, as IRIs, are another part's to judge."""

    data: bytes
    others: frozenset[str]


def parts(path: str) -> Iterator[Part]:
    """Yield each disease with all that is said of it, then what belongs to none.

    A part holds all that its nodes point to; other diseases only by their class. What terms,
    treatments and works have to do with other diseases is left out.

    Raises:
        FileError: the file cannot be read, is not the RDF its suffix says, or holds no triple.
    """
    with closing(sqlite3.connect("")) as rows:  # without a name it is temporary
        rows.execute("CREATE TABLE triples (s, p, o, line)")
        rows.executemany("INSERT INTO triples VALUES (?, ?, ?, ?)", _read(path))
        rows.execute("CREATE INDEX subjects ON triples (s)")
        rows.execute(f"CREATE INDEX hanging ON triples (o) WHERE {_HANGS}")
        rows.execute("CREATE TABLE told (node PRIMARY KEY) WITHOUT ROWID")
        yield from _parts(rows, path)


def _read(path: str) -> Iterator[tuple[str, str, str, str]]:
    for quad in quads(path):
        if what := beyond_rdf11(quad.object):
            said = f"holds {what}, which SHACL has no word for and pyshacl cannot read"
            raise FileError(path, f"{said}: {shortened(str(quad.triple))}")
        yield str(quad.subject), str(quad.predicate), n3(quad.object), f"{quad.triple} .\n"


def _parts(rows: sqlite3.Connection, path: str) -> Iterator[Part]:
    of_class = rows.execute(
        "SELECT DISTINCT s FROM triples WHERE p = ? AND o = ?", (_TYPE, _DISEASE)
    )
    diseases = frozenset(s for (s,) in of_class)
    count = 0
    for start in sorted(diseases):
        count += 1
        yield _part(rows, start, diseases)
    for (start,) in rows.execute("SELECT DISTINCT s FROM triples"):
        count += 1
        if not rows.execute("SELECT 1 FROM told WHERE node = ?", (start,)).fetchone():
            yield _part(rows, start, diseases)
    if not count:
        raise FileError(path, "holds no triple; nothing was checked")


def _part(rows: sqlite3.Connection, start: str, diseases: frozenset[str]) -> Part:
    """Walk from a node to all that it points to or that hangs on it, but into no other disease."""
    lines: dict[str, None] = {}
    others: set[str] = set()
    found, todo = {start}, [start]
    while todo:
        node = todo.pop()
        near: list[str] = []
        for p, o, line in rows.execute("SELECT p, o, line FROM triples WHERE s = ?", (node,)):
            if o in diseases and o != start:
                if node != start and start in diseases:
                    continue
                lines[f"{o} {_TYPE} {_DISEASE} .\n"] = None
                others.add(o)
            elif p != _TYPE and o[0] in "<_":
                near.append(o)
            lines[line] = None
        hanging = rows.execute(f"SELECT s FROM triples WHERE o = ? AND {_HANGS}", (node,))
        near += (s for (s,) in hanging)
        fresh = [other for other in near if other not in found]
        found.update(fresh)
        todo += fresh
    for node in found:
        if not rows.execute("INSERT OR IGNORE INTO told VALUES (?)", (node,)).rowcount:
            others.add(node)
    return Part("".join(lines).encode(), frozenset(node.strip("<>") for node in others))

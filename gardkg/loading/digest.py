"""Whether two graphs are the same, without holding or sorting either.

The digest of a graph is the number of its triples and the sum, modulo 2²⁵⁶, of the SHA-256 of
each triple's canonical N-Triples line. Sums do not depend on order, so both sides are streamed.

Canonical is the form of https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples, with language
tags in lower case (they are compared so), every blank node as ``_:b`` (its label is not data),
and, for a store that keeps numbers and times by value, each of those in one spelling: that
of Oxigraph, whose store writes them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, cast

import pyoxigraph as ox

from gardkg.errors import StoreError
from gardkg.files import nesting
from gardkg.files.spool import Spool

XSD = "http://www.w3.org/2001/XMLSchema#"
_MODULUS = 2**256
# As canonical as it gets: ASCII, one space between terms, nothing escaped, no xsd:string spelled
# out. Nearly all lines are such; the others are parsed.
_CANONICAL = re.compile(
    rb"<[!-~]+> <[!-~]+> "
    rb'(?:<[!-~]+>|"[ !#-\[\]-~]*"(?:@[a-z]+(?:-[a-z0-9]+)*|\^\^<([!-~]+(?<!XMLSchema#string))>)?)'
    rb" \.\n?"
)


class Digest(NamedTuple):
    """How many triples, and the sum of their hashes.

    >>> a, b = b'<a:s> <a:p> "1" .', b'<a:s> <a:p> "2" .'
    >>> digest([a, b]) == digest([b, a]) != digest([a])
    True
    """

    triples: int = 0
    total: int = 0

    def __add__(self, other: object) -> Digest:
        if not isinstance(other, Digest):
            return NotImplemented
        return Digest(self.triples + other.triples, (self.total + other.total) % _MODULUS)

    def __str__(self) -> str:
        return f"{self.triples:,} triples, {self.total:064x}"


def canonical(line: bytes, by_value: frozenset[str] = frozenset()) -> bytes:
    """A line of N-Triples in its canonical form, without line break.

    Args:
        line: one triple.
        by_value: datatypes whose literals are one when their values are.

    >>> canonical(b'<a:s>\\t<a:p> "caf\\\\u00e9"@FR .').decode()
    '<a:s> <a:p> "café"@fr .'
    >>> decimal = XSD + "decimal"
    >>> canonical(b'<a:s> <a:p> "7.50"^^<%s> .' % decimal.encode(), frozenset([decimal]))
    b'<a:s> <a:p> "7.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .'

    Raises:
        StoreError: it is no triple.
    """
    if match := _CANONICAL.fullmatch(line):
        datatype = match[1]
        if datatype is None or datatype.decode() not in by_value:
            return line.rstrip(b"\n")
    try:
        nesting.check(line, ox.RdfFormat.N_TRIPLES)
        (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    except (SyntaxError, ValueError, nesting.Refused) as error:
        raise StoreError(f"no triple: {line[:80]!r}; {error}") from error
    return canonical_triple(quad.triple, by_value)


def canonical_triple(triple: ox.Triple, by_value: frozenset[str] = frozenset()) -> bytes:
    """The canonical line of a triple; see ``canonical``."""
    return f"{_parts(triple, by_value)} .".encode()


def _parts(triple: ox.Triple, by_value: frozenset[str]) -> str:
    subject, predicate, object_ = triple
    if isinstance(object_, ox.Triple):
        last = f"<<( {_parts(object_, by_value)} )>>"
    elif isinstance(object_, ox.Literal):
        if object_.language:
            language, direction = object_.language.lower(), object_.direction
            object_ = ox.Literal(object_.value, language=language, direction=direction)
        elif object_.datatype.value in by_value:
            object_ = _by_value(object_.value, object_.datatype.value)
        last = str(object_)
    else:
        last = _node(object_)
    return f"{_node(subject)} {predicate} {last}"


def _node(term: ox.NamedNode | ox.BlankNode) -> str:
    return "_:b" if isinstance(term, ox.BlankNode) else str(term)


@lru_cache(4096)
def _by_value(lexical: str, datatype: str) -> ox.Literal:
    """One literal for all of the same value, as Oxigraph keeps it; itself if it has no value.

    Integers are decimals (https://www.w3.org/TR/xmlschema11-2/#integer): Virtuoso says so of
    those beyond 31 bits.
    """
    store, node = ox.Store(), ox.NamedNode("urn:x")
    literal = ox.Literal(lexical.strip(" \t\r\n"), datatype=ox.NamedNode(datatype))
    store.add(ox.Quad(node, node, literal))
    (quad,) = store
    found = cast(ox.Literal, quad.object)
    if found.datatype.value == XSD + "integer":
        return _by_value(found.value, XSD + "decimal")
    return found


def digest(lines: Iterable[bytes]) -> Digest:
    """The digest of canonical lines, each counted as often as it stands there."""
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(hashlib.sha256(line).digest())
    return Digest(count, total % _MODULUS)


def distinct_digest(lines: Iterable[bytes], by_value: frozenset[str] = frozenset()) -> Digest:
    """The digest of the graph that N-Triples lines make, equal lines counted once.

    Hashes wait in a temporary file, in 256 parts by their first byte, and only one part is
    sorted out at a time: some hundred bytes are held for each thousand lines, but 32 for each
    line with a blank node.

    >>> line = b'<a:s> <a:p> "1" .\\n'
    >>> distinct_digest([line, line]).triples
    1
    """
    blank: set[bytes] = set()
    found = Digest()
    with Spool[int]() as hashes:
        for line in lines:
            plain = canonical(line, by_value)
            key = hashlib.sha256(plain).digest()
            if b"_:b" not in plain:
                hashes.add(key[0], key)
            elif line not in blank:
                # Two blank nodes are two, though each is written _:b.
                blank.add(line)
                found += Digest(1, int.from_bytes(key))
        for part in hashes:
            data = b"".join(hashes.read(part))
            keys = {data[at : at + 32] for at in range(0, len(data), 32)}
            found += Digest(len(keys), sum(map(int.from_bytes, keys)) % _MODULUS)
    return found

"""RDF files of others, read: whatever is wrong with one is told as the file's error.

How the files of a run are read is said once (``how``).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from gardkg.errors import FileError, shortened
from gardkg.files import entities, nesting
from gardkg.files.foreign import foreign
from gardkg.files.how import TOLD, Skipped, how, kind_of
from gardkg.files.kinds import RDF, Kind, suffixed, unpacked
from gardkg.files.reading import first_bytes, opened

_PIECE = 1 << 18
_BOM = b"\xef\xbb\xbf"
#: The base of files whose addresses are published: what is relative in one is found by it.
_NOWHERE = "x-gardkg-relative:///"


def rdf_format(path: str) -> ox.RdfFormat | None:
    """What reads an RDF file; None for anything else."""
    kind = kind_of(path)
    return parser(kind) if kind else None


def parser(kind: Kind) -> ox.RdfFormat:
    """What reads a kind of RDF."""
    found = ox.RdfFormat.from_media_type(kind.media_type)
    assert found, kind
    return found


def document(triples: Sequence[ox.Triple], kind: Kind, known: Mapping[str, str]) -> bytes:
    """Triples as a document, which declares those of the known prefixes that it needs, in order.

    Raises:
        OSError, ValueError: they cannot be written so.
    """
    text = "\n".join(map(str, triples))
    used = {name: space for name, space in sorted(known.items()) if f"<{space}" in text}
    prefixes = used if kind.suffix in ("ttl", "rdf") else {}
    data = ox.serialize(triples, format=parser(kind), prefixes=prefixes) or b""
    if kind.suffix != "ttl":
        return data
    # The engine writes them in an order of its own.
    lines = data.splitlines(keepends=True)
    count = sum(line.startswith(b"@prefix ") for line in lines[: len(prefixes)])
    return b"".join([*sorted(lines[:count]), b"\n" * bool(count), *lines[count:]])


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """An RDF file to be parsed: unpacked, and with bounds to what parsers cannot bear.

    Whatever goes wrong while it is read and parsed is told as the file's error.

    Raises:
        FileError: it cannot be read, is not what its suffix says, or nests too deep.
    """
    kind = kind_of(path)
    assert kind
    try:
        with nesting.bounded(_whole(path, kind), parser(kind)) as stream:
            yield stream
    except nesting.Refused as error:
        raise FileError(path, _line(path, error.offset) + error.message) from error
    except nesting.Unread as error:
        raise FileError.unreadable(path, error.error) from error
    except MemoryError as error:  # the parser's, for a token of more than 16 MiB
        said = shortened(" ".join(str(error).split()))
        raise FileError(path, f"holds a text or address too long to read: {said}") from error
    except (SyntaxError, ValueError) as error:
        raise FileError(path, _told(path, kind, error)) from error


def _whole(path: str, kind: Kind) -> BinaryIO:
    """A file from behind its byte-order mark, the entities it declares in their place."""
    stream = opened(path)
    try:
        if hasattr(stream, "peek") and stream.peek(3)[:3] == _BOM:
            stream.read(3)
    except OSError as error:
        stream.close()
        raise nesting.Unread(error) from error
    return entities.replaced(stream) if kind.suffix == "rdf" else stream


# --- What is wrong with one ---------------------------------------------------------------------

_WHERE = re.compile(r"Parser error (?:at|between) line (\d+)[^:]*: (.*?)(?: \(line \d+\))?\Z")
_BAD_IRI = re.compile(r"error while parsing IRI '(.*?)': (.*)\Z")
_POINT = re.compile(r"Invalid IRI code point '(.*)'")
_LENIENT = "--lenient leaves such out"


def _told(path: str, kind: Kind, error: Exception) -> str:
    """What a parser says of a file, in words: the line, what is wrong, and the next step."""
    head = first_bytes(path)
    if what := foreign(head):
        return what
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is UTF-16; iconv -t UTF-8 makes UTF-8 of it"
    said = " ".join(str(error).split())
    line = ""
    if found := _WHERE.match(said):
        line, said = f"line {found[1]}: ", found[2]
    elif found := _BAD_IRI.match(said):
        line, said = _line_with(path, found[1]), f"{found[2]}: {shortened(found[1])}"
    if "No scheme found" in said:
        return f"{line}a relative address; --input-base IRI says what it stands under"
    if "LoadDocumentCallback" in said:
        said = "its @context is at an address, and is not fetched"
        return f"{said}; put the context itself into the file"
    if (words := _in_words(said)) != said:
        return f"{line}{words}; {_LENIENT}"
    if unpacked(path).lower().endswith(".n3"):
        step = "what of N3 is no Turtle (formulas, rules) is no RDF"
        return f"{line}{said}; {step}"
    by_suffix = suffixed(path, RDF) == kind and not how().format
    taken = "what its suffix says" if by_suffix else f"the {kind.name} it looks like"
    return f"{line}not {taken}: {said}"


def _in_words(said: str) -> str:
    """What is wrong with a term: parsers name code points."""
    if found := _POINT.search(said):
        mark = found[1].replace("\\\\", "\\")
        what = "a space" if mark == " " else f"{mark!r}" if mark.isprintable() else "a control"
        return f"{what} in an address" + said[found.end() :]
    if "language subtag" in said or "language tag" in said:
        return "no language tag" + said.partition("invalid")[2]
    return said


def _line(path: str, offset: int) -> str:
    """Which line a byte of a file is in; nothing for a pipe, which is not read twice."""
    if not os.path.isfile(path):
        return ""
    with opened(path) as stream:
        lines = sum(piece.count(b"\n") for piece in _pieces(stream, offset))
    return f"line {lines + 1}: "


def _line_with(path: str, text: str) -> str:
    """The first line of a file that has a text; nothing of what is not read twice."""
    if os.path.isfile(path):
        wanted = text.encode()
        with opened(path) as stream:
            for number, line in enumerate(iter(lambda: stream.readline(_PIECE), b""), 1):
                if wanted in line:
                    return f"line {number}: "
    return ""


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes of a stream, some at a time."""
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)
        yield piece


# --- Quads --------------------------------------------------------------------------------------


def quads(path: str, *, published: bool = False) -> Iterator[ox.Quad]:
    """The quads of an RDF file; its blank nodes are no other file's.

    Args:
        path: the file.
        published: what is relative in it stands under ``read_as``'s base alone, and not under the
            file's own place, which is nobody's business.

    Raises:
        FileError: as ``reading``, or something is relative, and nobody says to what.
    """
    said = how()
    base = said.base or (_NOWHERE if published else _own(path))
    with reading(path) as stream:
        if said.lenient:
            found = _lenient(path, stream, base, said.skipped.setdefault(path, Skipped()))
        else:
            found = ox.parse(
                stream, format=rdf_format(path), base_iri=base, rename_blank_nodes=True
            )
        if base != _NOWHERE:
            yield from found
            return
        for quad in found:
            if relative := next((iri for iri in _iris(quad) if iri.startswith(_NOWHERE)), None):
                shown = shortened(relative.removeprefix(_NOWHERE))
                step = "--input-base IRI says what they stand under"
                raise FileError(path, f'has relative addresses ("{shown}"); {step}')
            yield quad


def _own(path: str) -> str | None:
    """The address of a file, for what is relative in it."""
    return Path(path).resolve().as_uri() if path != "-" else None


def _lenient(path: str, stream: BinaryIO, base: str | None, skipped: Skipped) -> Iterator[ox.Quad]:
    """All that can be read; what is left out is counted."""
    format = rdf_format(path)
    if format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        # One name in all its lines, and no other file's.
        mark = hashlib.sha256(os.path.abspath(path).encode()).hexdigest()[:16]
        for quad in _good_lines(stream, format, skipped):
            yield _renamed(quad, mark)
        return
    # Of XML and JSON a parser cannot go on behind an error, so it must not see it: it takes what
    # is no term, too, and that is left out here. Of Turtle it goes on behind the statement.
    sees = format in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
    parsed = iter(
        ox.parse(stream, format=format, base_iri=base, rename_blank_nodes=True, lenient=not sees)
    )
    before = ""
    while True:
        try:
            quad = next(parsed)
        except StopIteration:
            return
        except SyntaxError as error:
            found = _WHERE.match(" ".join(str(error).split()))
            if not found or found[0] == before:  # nothing behind it can be read
                raise
            before = found[0]
            skipped.add(f"line {found[1]}: {_in_words(found[2])}")
            continue
        if bad := next(filter(None, map(_bad, _terms(quad))), None):
            where = _line_with(path, bad[0]) if len(skipped.first) < TOLD else ""
            skipped.add(f"{where}{bad[1]}: {shortened(bad[0])}")
        else:
            yield quad


def _good_lines(stream: BinaryIO, format: ox.RdfFormat, skipped: Skipped) -> Iterator[ox.Quad]:
    """The quads of lines that are good, some lines at a time."""
    number = 0
    while lines := stream.readlines(_PIECE):
        try:
            yield from list(ox.parse(b"".join(lines), format=format))
        except SyntaxError:
            for at, line in enumerate(lines, number + 1):
                try:
                    yield from list(ox.parse(line, format=format))
                except SyntaxError as error:
                    found = _WHERE.match(" ".join(str(error).split()))
                    skipped.add(f"line {at}: {_in_words(found[2] if found else str(error))}")
        number += len(lines)


def _renamed(term: Any, mark: str) -> Any:
    """A term, or what is made of terms, whose blank nodes' names begin with a mark."""
    if isinstance(term, ox.BlankNode):
        return ox.BlankNode(f"{mark}{term.value}")
    if isinstance(term, ox.Quad | ox.Triple) and "_:" in str(term):
        return type(term)(*(_renamed(part, mark) for part in term))
    return term


def _terms(term: object) -> Iterator[object]:
    if isinstance(term, ox.Quad | ox.Triple):
        for part in term:
            yield from _terms(part)
    else:
        yield term


def _iris(quad: ox.Quad) -> Iterator[str]:
    return (term.value for term in _terms(quad) if isinstance(term, ox.NamedNode))


def _bad(term: object) -> tuple[str, str] | None:
    """The text of a term that is none, and what is wrong with it."""
    if isinstance(term, ox.NamedNode):
        return _bad_iri(term.value)
    if isinstance(term, ox.Literal) and term.language and not _LANGUAGE.fullmatch(term.language):
        return term.language, "no language tag"
    return None


_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@lru_cache(maxsize=16_384)
def _bad_iri(iri: str) -> tuple[str, str] | None:
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        return iri, _in_words(str(error))
    return None


def put_into(store: ox.Store, path: str, *, published: bool = False) -> None:
    """Put an RDF file into a store, or, if anything is wrong with it, nothing of it.

    Raises:
        FileError: as ``quads``.
    """
    said = how()
    format = rdf_format(path)
    # In JSON-LD what is relative to nothing is dropped without a word.
    if said.lenient or (published and not said.base and format == ox.RdfFormat.JSON_LD):
        store.bulk_extend(quads(path, published=published))
        return
    base = said.base or (None if published else _own(path))
    with reading(path) as stream:
        store.bulk_load(input=stream, format=format, base_iri=base)

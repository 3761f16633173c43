"""The table of formats: how a record becomes the text of each, and which format a file has.

Quad formats put each record into the graph it names.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from gardkg.errors import FormatError, TermError
from gardkg.files.kinds import RDF, ROWS, SAVED, Kind, named, packing, suffixed, unpacked
from gardkg.identifiers import BASE, file_stem
from gardkg.mapping.disease import written
from gardkg.mapping.templates import TABLES, TEMPLATES
from gardkg.model import Record
from gardkg.rdf.syntaxes import JsonLd, NTriples, RdfXml, Turtle, context


class Writer(NamedTuple):
    """One document being written: what stands before, between and after its records."""

    header: str
    record: Callable[[Record], str]
    between: str = ""
    footer: str = ""


@dataclass(frozen=True, kw_only=True)
class Format(Kind):
    """A kind of RDF that records are written in."""

    make: Callable[[str], Writer]

    def writer(self, base: str) -> Writer:
        """What writes documents with our own nodes under an address; many files have one.

        To make it takes longer than to write a record, for its templates are compiled.
        """
        return _writer(self, base)


@lru_cache(maxsize=16)
def _writer(kind: Format, base: str) -> Writer:
    return kind.make(base)


def _ntriples(base: str) -> Writer:
    syntax = NTriples(base)
    return Writer("", lambda record: written(record, syntax))


def _nquads(base: str) -> Writer:
    # No literal has a raw line break, so each is the end of a triple; a single character is
    # found in a third of the time.
    syntax = NTriples(base, end="\n")

    def write(record: Record) -> str:
        graph = syntax.iris[graph_name(record)]
        return written(record, syntax).replace("\n", f" {graph} .\n")

    return Writer("", write)


def _turtle(base: str) -> Writer:
    syntax = Turtle(base)
    return Writer(syntax.header(), lambda record: written(record, syntax))


def _trig(base: str) -> Writer:
    syntax = Turtle(base)

    def write(record: Record) -> str:
        graph = syntax.iris[graph_name(record)]
        return f"{graph} {{\n\n{written(record, syntax)}}}\n\n"

    return Writer(syntax.header(), write)


def jsonld_context(base: str = BASE) -> dict[str, Any]:
    """The context of our JSON-LD, as every document and ``ontology/context.jsonld`` have it."""
    return context(TEMPLATES, TABLES, base)


def _jsonld(base: str) -> Writer:
    syntax = JsonLd(base, TABLES)
    head = json.dumps(jsonld_context(base), indent=1, ensure_ascii=False)
    return Writer(
        f'{{"@context": {head},\n"@graph": [\n',
        lambda record: written(record, syntax),
        ",\n",
        "\n]}\n",
    )


def _ndjsonld(base: str) -> Writer:
    syntax = JsonLd(base, TABLES, lines=True)
    head = json.dumps(jsonld_context(base), separators=(",", ":"), ensure_ascii=False)
    head = f'{{"@context":{head},'
    return Writer("", lambda record: f"{head}{written(record, syntax)[1:]}\n")


def _rdfxml(base: str) -> Writer:
    syntax = RdfXml(base)
    return Writer(
        syntax.header(),
        lambda record: written(record, syntax),
        footer="</rdf:RDF>\n",
    )


_WRITERS = {
    "ttl": _turtle,
    "nt": _ntriples,
    "nq": _nquads,
    "trig": _trig,
    "jsonld": _jsonld,
    "ndjsonld": _ndjsonld,
    "rdf": _rdfxml,
}
#: The formats, by the suffix they are chosen by.
FORMATS = {suffix: Format(**vars(kind), make=_WRITERS[suffix]) for suffix, kind in RDF.items()}
_ALLOWED = " ".join(f".{row.ending}" for row in (*FORMATS.values(), *SAVED.values()))


#: So much of a document's beginning as no other writer's has: of N-Triples, two thirds of a line.
_ENOUGH = 120


@cache
def beginning(kind: Format) -> re.Pattern[bytes]:
    """How every document with a record begins that we write in a format, whatever the base.

    >>> bool(beginning(FORMATS["nt"]).match(b"<http://a.example/s> <http://a.example/p> 1 ."))
    False
    """
    record, writer = Record(id="GARD:0000001", name="-"), kind.writer(BASE)
    text = re.escape((writer.header + writer.record(record))[:_ENOUGH])
    for ours in (BASE, file_stem(record.id)):
        text = text.replace(re.escape(ours), r'[^\s"<>]+')
    return re.compile(text.encode())


def graph_name(record: Record) -> str:
    """The path of a record's named graph: that of its record node."""
    return f"record/{file_stem(record.id)}"


def format_for(path: str, name: str | None = None) -> tuple[Format, str]:
    """The format of a file, from its name or its suffix, and how it is packed.

    >>> format_for("gard.ttl.gz")[0].name, format_for("-", "nt")[0].name
    ('Turtle', 'N-Triples')
    >>> format_for("gard.jsonld.jsonl.zst")[1]
    'zst'

    Raises:
        FormatError: neither is in the table.
    """
    kind = named(name, RDF) if name else suffixed(path, RDF)
    if kind:
        return FORMATS[kind.suffix], packing(path)
    if name:
        raise FormatError(f"unknown format {name!r}; use {' '.join((*FORMATS, *SAVED))}")
    suffix = os.path.splitext(unpacked(path))[1]
    if not suffix:
        raise FormatError(f"{path}: no format; use a suffix ({_ALLOWED}) or --format")
    if suffixed(path, ROWS):
        step = f"{suffix} is a table of answers: gardkg query QUESTION PATH -o {path}"
        raise FormatError(f"{path}: no format of RDF; {step}")
    raise FormatError(f'{path}: unknown format "{suffix}"; use {_ALLOWED}, or --format')


def encoded(text: str) -> bytes:
    """A text as UTF-8.

    Raises:
        TermError: it holds half a character.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        bad = text[error.start]
        raise TermError(bad, f"text; U+{ord(bad):04X} is half a character") from None

"""The kinds of files, as data: what their names end in, and their media types (IANA's).

``serialize.formats`` adds how records are written in each; ``sparql.result_formats``, how
answers are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gardkg.errors import FormatError


@dataclass(frozen=True)
class Kind:
    """A row: the suffix by which a kind is known and chosen, and what it is."""

    suffix: str
    name: str
    media_type: str
    quads: bool = False
    #: What the names of its files end in, where that is not the suffix.
    of_files: str = ""
    #: What others call it, or end its files in.
    aliases: tuple[str, ...] = ()
    #: How it begins, behind white space and comments, as nothing else does that we read.
    begins: re.Pattern[bytes] | None = None

    @property
    def ending(self) -> str:
        """What the names of its files end in, without the first dot."""
        return self.of_files or self.suffix

    @property
    def is_graph(self) -> bool:
        """Whether one graph is one document of it."""
        return not (self.quads or self.of_files)


def _table(*kinds: Kind) -> dict[str, Kind]:
    return {kind.suffix: kind for kind in kinds}


_IRI = rb"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>"
#: RDF 1.1.
RDF = _table(
    Kind(
        *("ttl", "Turtle", "text/turtle"),
        aliases=("turtle", "n3", "text/n3", "notation3"),
        begins=re.compile(rb"(?i:@?(prefix\s+[^\s:]*:|base)\s*<)"),
    ),
    Kind("nt", "N-Triples", "application/n-triples", aliases=("ntriples", "ntriple")),
    Kind(
        *("nq", "N-Quads", "application/n-quads"),
        quads=True,
        aliases=("nquads", "nquad"),
        # N-Triples are N-Quads, too.
        begins=re.compile(rb"(%s|_:\S+)[ \t]+%s[ \t]+[^\n]*[ \t>\"]\.\s*(\n|$)" % (_IRI, _IRI)),
    ),
    Kind("trig", "TriG", "application/trig", quads=True),
    Kind(
        *("jsonld", "JSON-LD", "application/ld+json"),
        aliases=("json", "json-ld", "application/json"),
        begins=re.compile(rb'[\[{][^"]*"@(context|graph|id|type)"'),
    ),
    Kind("ndjsonld", "newline-delimited JSON-LD", "application/x-ndjson", of_files="jsonld.jsonl"),
    Kind(
        *("rdf", "RDF/XML", "application/rdf+xml"),
        aliases=("rdfxml", "rdf-xml", "xml", "owl", "rdfs", "application/xml", "text/xml"),
        begins=re.compile(
            rb"(?s)(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE.*?(?=<(?:\w+:)?RDF\b)|\s)*<(\w+:)?RDF\b"
        ),
    ),
)
#: One graph in one document.
GRAPHS = {suffix: kind for suffix, kind in RDF.items() if kind.is_graph}
#: Rows of a SELECT, for programs.
ROWS = _table(
    Kind("csv", "SPARQL 1.1 CSV", "text/csv"),
    Kind("tsv", "SPARQL 1.1 TSV", "text/tab-separated-values", aliases=("tab",)),
    Kind(
        *("json", "SPARQL 1.1 JSON", "application/sparql-results+json"),
        aliases=("srj", "application/json"),
    ),
    Kind(
        *("xml", "SPARQL XML", "application/sparql-results+xml"),
        aliases=("srx", "application/xml"),
    ),
)
#: The same, for people.
SHOWN = _table(
    Kind("table", "text", "text/plain", of_files="txt", aliases=("text",)),
    Kind("md", "Markdown", "text/markdown", aliases=("markdown",)),
    Kind("html", "HTML", "text/html", aliases=("htm",)),
    Kind(
        *("xlsx", "Excel"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        aliases=("excel",),
    ),
)
#: Records.
RECORDS = _table(
    Kind("yaml", "YAML", "application/yaml", aliases=("yml",)),
    Kind("yml", "YAML", "application/yaml"),
    Kind("json", "JSON", "application/json"),
    Kind("jsonl", "JSON Lines", "application/x-ndjson"),
)
#: What a verb tells a person or a program.
TOLD = _table(
    Kind("text", "text", "text/plain", of_files="txt", aliases=("txt",)),
    SHOWN["md"],
    RECORDS["json"],
    Kind("patch", "RDF Patch", "application/rdf-patch", aliases=("rdfp", "rdf-patch")),
    Kind("github", "GitHub's annotations", "text/x-github"),
)
#: What records are written in that is read as records again.
SAVED = {suffix: RECORDS[suffix] for suffix in ("yaml", "jsonl")}
#: What files of YAML, of JSON Lines and of SPARQL end in.
YAML, LINES, QUESTIONS = ("yaml", "yml"), ("jsonl",), ("rq", "sparql")
#: What a folder holds that is a store.
INDEX = "gardkg.json"
#: How a file of any kind may be packed: its last suffix, and the media type of that.
PACKED = {
    "gz": "application/gzip",
    "zst": "application/zstd",
    "bz2": "application/x-bzip2",
    "xz": "application/x-xz",
}


def named(word: str, kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind in a table that a suffix, a name or a media type means, in any case.

    >>> [named(word, RDF).suffix for word in ("Turtle", "n-triples", "text/turtle", ".nq", "xml")]
    ['ttl', 'nt', 'ttl', 'nq', 'rdf']
    >>> named("xml", ROWS).name, named("obo", RDF)
    ('SPARQL XML', None)
    """
    word = word.strip().lower().removeprefix(".")
    for kind in kinds.values():
        if word in (kind.suffix, kind.name.lower(), kind.media_type, kind.ending, *kind.aliases):
            return kind
    return None


def suffixed(path: str, kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind in a table that a file has, by the end of its name, packed or not.

    >>> suffixed("gard.TTL.gz", RDF).name, suffixed("gard", RDF)
    ('Turtle', None)
    """
    name = unpacked(path).rpartition("/")[2].lower()
    for kind in kinds.values():
        if kind.of_files and name.endswith(f".{kind.of_files}"):
            return kind
    stem, _, suffix = name.rpartition(".")
    return named(suffix, kinds) if stem else None


def of_output(path: str, kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind of an output by its name; None for standard output, and for what is no file.

    >>> of_output("a.csv.gz", ROWS).name, of_output("b.TTL", RDF).name, of_output("-", RDF)
    ('SPARQL 1.1 CSV', 'Turtle', None)

    Raises:
        FormatError: the name tells of none in the table.
    """
    if path == "-" or (os.path.exists(path) and not os.path.isfile(path)):
        return None
    if kind := suffixed(path, kinds):
        return kind
    known = " ".join(dict.fromkeys(f".{kind.ending}" for kind in kinds.values()))
    raise FormatError(f"{path}: no format; use a suffix ({known}) or --format")


def sniffed(head: bytes) -> Kind | None:
    """The kind of RDF that data is, by its first bytes; of records, None.

    >>> sniffed(b"# mine\\n@prefix ex: <http://example.org/> .").name, sniffed(b"id: GARD:1")
    ('Turtle', None)
    """
    head = _AHEAD.sub(b"", head)
    return next((kind for kind in RDF.values() if kind.begins and kind.begins.match(head)), None)


_AHEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s+|#[^\n]*(?:\n|\Z))*")


def packing(path: str) -> str:
    """How a file of that name is packed: a key of ``PACKED``, or nothing.

    >>> packing("gard.nt.zst"), packing("gard.nt"), packing("-")
    ('zst', '', '')
    """
    suffix = path.rpartition(".")[2]
    return suffix if suffix in PACKED and suffix != path else ""


def unpacked(path: str) -> str:
    """The name of a file without that of its packing.

    >>> unpacked("gard.nt.zst"), unpacked("gard.nt")
    ('gard.nt', 'gard.nt')
    """
    return path.removesuffix(f".{packing(path)}")


def is_store(path: str) -> bool:
    """Whether a folder is a store that ``load`` built."""
    return os.path.isfile(os.path.join(path, INDEX))


def is_address(text: str) -> bool:
    """Whether a text names a server, and no file.

    >>> is_address("http://127.0.0.1:7878"), is_address("records")
    (True, False)
    """
    return text.startswith(("http://", "https://"))


def is_of(path: str, kinds: Iterable[str]) -> bool:
    """Whether the name of a file, packed or not, ends in one of some suffixes.

    >>> is_of("a.jsonl.gz", ["jsonl"]), is_of("hp.obo", RECORDS)
    (True, False)
    """
    return unpacked(path).endswith(tuple(f".{suffix}" for suffix in kinds))

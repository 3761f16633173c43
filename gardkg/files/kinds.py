"""The kinds of files, as data: what their names end in, and their media types (IANA's).

``serialize.formats`` adds how records are written in each; ``sparql.result_formats``, how
answers are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A row: the suffix by which a kind is known and chosen, and what it is."""

    suffix: str
    name: str
    media_type: str
    quads: bool = False
    #: What the names of its files end in, where that is not the suffix.
    of_files: str = ""

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


#: RDF 1.1.
RDF = _table(
    Kind("ttl", "Turtle", "text/turtle"),
    Kind("nt", "N-Triples", "application/n-triples"),
    Kind("nq", "N-Quads", "application/n-quads", quads=True),
    Kind("trig", "TriG", "application/trig", quads=True),
    Kind("jsonld", "JSON-LD", "application/ld+json"),
    Kind("ndjsonld", "newline-delimited JSON-LD", "application/x-ndjson", of_files="jsonld.jsonl"),
    Kind("rdf", "RDF/XML", "application/rdf+xml"),
)
#: Rows of a SELECT.
ROWS = _table(
    Kind("csv", "SPARQL 1.1 CSV", "text/csv"),
    Kind("tsv", "SPARQL 1.1 TSV", "text/tab-separated-values"),
    Kind("json", "SPARQL 1.1 JSON", "application/sparql-results+json"),
    Kind("xml", "SPARQL XML", "application/sparql-results+xml"),
)
#: Records.
RECORDS = _table(
    Kind("yaml", "YAML", "application/yaml"),
    Kind("yml", "YAML", "application/yaml"),
    Kind("json", "JSON", "application/json"),
    Kind("jsonl", "JSON Lines", "application/x-ndjson"),
)
#: How a file of any kind may be packed: its last suffix, and the media type of that.
PACKED = {"gz": "application/gzip", "zst": "application/zstd"}


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


def is_of(path: str, kinds: Iterable[str]) -> bool:
    """Whether the name of a file, packed or not, ends in one of some suffixes.

    >>> is_of("a.jsonl.gz", ["jsonl"]), is_of("hp.obo", RECORDS)
    (True, False)
    """
    return unpacked(path).endswith(tuple(f".{suffix}" for suffix in kinds))

"""pyoxigraph: every triple of a generator, streamed to its serializer.

python pyoxigraph_.py records.jsonl out.nt|.ttl|.jsonld
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox
from shape import walker


def graph(path: str) -> Iterator[ox.Triple]:
    """The triples of each record in turn; only one record is held."""
    triples = walker(
        ox.NamedNode,
        ox.Literal,
        lambda text: ox.Literal(text, language="en"),
        lambda text, datatype: ox.Literal(text, datatype=datatype),
    )
    decode = msgspec.json.Decoder().decode
    with open(path, "rb") as lines:
        for line in lines:
            for subject, predicate, object_ in triples(decode(line)):
                yield ox.Triple(subject, predicate, object_)


def main(source: str, target: str) -> None:
    format = ox.RdfFormat.from_extension(Path(target).suffix[1:])
    assert format is not None
    ox.serialize(graph(source), target, format=format)


if __name__ == "__main__":
    main(*sys.argv[1:])

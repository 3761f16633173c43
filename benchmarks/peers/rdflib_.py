"""rdflib: a Graph is filled with terms, and serialized.

python rdflib_.py records.jsonl out.nt|.ttl|.jsonld
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from shape import walker

FORMATS = {".nt": "nt", ".ttl": "turtle", ".jsonld": "json-ld"}


def main(source: str, target: str) -> None:
    triples = walker(
        URIRef,
        Literal,
        lambda text: Literal(text, lang="en"),
        # As it is spelled: rdflib would write some numbers and dates anew.
        lambda text, datatype: Literal(text, datatype=datatype, normalize=False),
    )
    graph = Graph()
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            for triple in triples(json.loads(line)):
                graph.add(triple)
    graph.serialize(target, format=FORMATS[Path(target).suffix], encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

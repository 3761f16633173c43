"""LinkML: objects of generated classes, dumped to an rdflib graph.

python linkml_.py records.jsonl out.nt
"""

from __future__ import annotations

import json
import logging
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linkml.generators.pythongen import PythonGenerator
from linkml_runtime.dumpers import rdflib_dumper
from linkml_runtime.utils.schemaview import SchemaView
from prepare import rows
from rdflib import RDF, Graph, URIRef
from shape import BASE, OBO_IN_OWL, ONTOLOGY

SCHEMA = str(Path(__file__).with_name("linkml.yaml"))
#: The slots of direct triples, by their predicates' last part.
DIRECT = {
    "RO_0002200": "phenotypes",
    "hasOnset": "onsets",
    "hasCourse": "courses",
    "has_mode_of_inheritance": "modes",
}


def objects(make: Any, record: dict[str, Any]) -> Iterator[Any]:
    """The objects of a record; what repeats is gathered from the rows of the tables."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table, row in rows(record):
        tables[table].append(row)
    (about,) = tables["records"]
    stem = about["stem"]
    disease, here = f"{BASE}disease/{stem}", f"{BASE}record/{stem}"
    direct = defaultdict(list)
    for row in tables["direct"]:
        direct[DIRECT[row["relation"].replace("#", "/").rpartition("/")[2]]].append(row["thing"])
    labels = [row["label"] for row in tables["synonyms"]]
    names = [f"{here}/name/{row['key']}" for row in tables["synonyms"]]
    yield make.Disease(
        node=disease,
        label=about["name"],
        preferred=about["name"],
        identifier_=about["id"],
        elsewhere=about["elsewhere"],
        alternatives=labels,
        related=labels,
        names=names,
        **direct,
    )
    for name, label in zip(names, labels, strict=True):
        scope = OBO_IN_OWL + "hasRelatedSynonym"
        yield make.Name(node=name, literal_form=label, scope=scope, incomplete="false")
    source = {key: about[key] for key in ("page", "file", "license")}
    yield make.Record(node=here, topic=disease, **source)
    yield make.Source(node=about["page"], title=about["title"])
    for row in tables["references"]:
        own = {key: row[key] for key in ("position", "citation", "work")}
        yield make.Reference(node=f"{here}/reference/{row['key']}", part_of=here, **own)
    for row in tables["works"]:
        own = {key: row[key] for key in ("title", "container", "pmid")}
        yield make.Work(node=row["work"], a=[row["type"]], **own)
    for row in tables["terms"]:
        yield make.Term(node=row["thing"], label=row["label"])

    said, cites, works, modifiers = (defaultdict(list) for _ in range(4))
    for row in tables["statements"]:
        said[row["claim"]].append(f"{here}/statement/{row['place']}")
    for row in tables["cited"]:
        cites[row["place"]].append(f"{here}/reference/{row['key']}")
        works[row["place"]].append(row["work"])
    for row in tables["modifiers"]:
        modifiers[row["claim"]].append(row["modifier"])
    for row in tables["claims"]:
        own = {key: row[key] for key in row.keys() - {"claim", "stem", "class", "association"}}
        yield make.Claim(
            node=f"{BASE}claim/{row['claim']}",
            a=[row[key] for key in ("class", "association") if row[key]],
            disease=disease,
            subject=disease,
            modifiers=modifiers[row["claim"]],
            statements=said[row["claim"]],
            **own,
        )
    for row in tables["statements"]:
        place = row["place"]
        yield make.Statement(
            node=f"{here}/statement/{place}",
            record=here,
            level="knowledge_assertion",
            quote=f"{here}/quote/{place}",
            cites=cites[place],
            publications=works[place],
            **{key: row[key] for key in ("evidence", "agent", "curated")},
        )
        quote = {key: row[key] for key in ("start", "end", "sha256")}
        yield make.Quote(node=f"{here}/quote/{place}", **quote)


def main(source: str, target: str) -> None:
    logging.disable(logging.WARNING)
    make = PythonGenerator(SCHEMA).compile_module()
    view, graph = SchemaView(SCHEMA), Graph()
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            for thing in objects(make, json.loads(line)):
                rdflib_dumper.inject_triples(thing, view, graph)
    # Each object has the type of its class; these classes are none of the graph's.
    for name in ("Claim", "Term", "Work"):
        graph.remove((None, RDF.type, URIRef(ONTOLOGY + name)))
    graph.serialize(target, format="nt", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

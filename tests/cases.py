"""What the tests share: records from a few lines of YAML, and their graphs as readable sets."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

import pyoxigraph as ox

from gardkg import Record, export, load_records
from gardkg.identifiers import BASE, contract

ROOT = Path(__file__).parent.parent
FICTIONAL = ROOT / "tests" / "fictional"
SEED = ROOT / "records" / "scleromyxedema.yaml"
#: Data that is no part of the project; tests that read it skip where it is absent.
SHARED = ROOT.parent / "shared" / "data"

RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def record(text: str) -> Record:
    """A checked record; ``id`` and ``name`` are given where the text has none."""
    text = dedent(text)
    if not re.search(r"^id:", text, re.MULTILINE):
        text = "id: GARD:0990009\nname: Testing\n" + text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.yaml")
        path.write_text(text, "utf-8")
        (found,) = load_records(path)
    return found


def as_read(data: bytes, suffix: str) -> tuple[bytes, str]:
    """An export and its format as readers know it: lines of JSON-LD are a list of documents."""
    if suffix != "ndjsonld":
        return data, suffix
    assert data == b"" or data.endswith(b"}\n")
    return b"[" + b",".join(data.splitlines()) + b"]", "jsonld"


def quads(data: bytes, suffix: str) -> set[ox.Quad]:
    """A document as pyoxigraph reads it; without a base, so a relative IRI would not pass."""
    data, suffix = as_read(data, suffix)
    return set(ox.parse(input=data, format=RDF[suffix]))


def triples(data: bytes, suffix: str) -> set[ox.Triple]:
    """The same without graph names."""
    return {quad.triple for quad in quads(data, suffix)}


def lines(*records: Record, base: str = BASE) -> set[str]:
    """The triples of records, one a line, in CURIEs: ``GARD:0990009 rdfs:label "Testing"@en``."""
    found = triples(export(records, format="nt", base=base), "nt")
    return {" ".join(_shown(term, base) for term in triple) for triple in found}


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, base: str) -> str:
    if isinstance(term, ox.NamedNode):
        return contract(term.value, base)
    if isinstance(term, ox.Literal) and not term.language:
        kind = contract(term.datatype.value, base)
        return f'"{term.value}"' + ("" if kind == "xsd:string" else f"^^{kind}")
    return str(term)


def having(found: Iterable[str], *parts: str) -> list[str]:
    """The lines that hold all of the parts, sorted."""
    return sorted(line for line in found if all(part in line for part in parts))

"""Files that packages bring, which nobody here wrote: what they hold, as rdflib counts it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import rdflib
from cases import ROOT
from stores.install import W3C

from gardkg import Store
from gardkg.errors import GardkgError
from gardkg.files.kinds import RDF

pytest.importorskip("pyshacl")
(SHACL,) = importlib.util.find_spec("pyshacl").submodule_search_locations  # type: ignore[union-attr]
BROUGHT = [
    *sorted((Path(SHACL) / "assets").glob("*.ttl")),
    *sorted((ROOT / "ontology").glob("*.ttl")),
    *sorted(W3C.rglob("manifest.ttl")),
]
FORMATS = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}


@pytest.mark.parametrize("path", BROUGHT, ids=lambda path: "/".join(path.parts[-2:]))
def test_it_has_as_many_triples_as_rdflib_counts(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format=FORMATS[path.suffix], publicID=path.as_uri())
    rows = Store.read(str(path)).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert [row.n for row in rows] == [len(graph)]  # type: ignore[union-attr]


def test_each_file_is_read_or_refused_for_what_it_is() -> None:
    """None of thousands ends in another error, or in a lesson about YAML."""
    endings = {f".{suffix}" for suffix in RDF}
    files = [path for path in sorted(W3C.rglob("*")) if path.suffix in endings]
    refused: list[str] = []
    for path in files:
        try:
            Store.read(str(path))
        except GardkgError as error:
            refused.append(str(error))
    assert [said for said in refused if "YAML" in said or "\n" in said] == []
    assert len(refused) <= len(files) / 2

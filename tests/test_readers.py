"""What we write, as four others read it: the same triples from every format.

The seed, the fictional records, text that is allowed and hard, and any record at all. These are
made first and then read together, as riot takes seconds to start; a failure names its record.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import triples
from chance import SEED
from hypothesis import Phase, given, settings
from hypothesis import seed as seeded
from readers import READERS, RESOLVE, Graph, need, reads
from strategies import FEWER, HOSTILE, records

from gardkg import Record, export
from gardkg.model import Reference
from gardkg.serialize.formats import FORMATS

#: Texts and addresses that are allowed and hard: quotes, line ends, marks of direction, ports.
HARD = Record(
    id="GARD:0990009",
    name="Hard",
    categories=list(HOSTILE),
    citations=[
        Reference(title="A", url="http://example.org:80/a;b=(c)?d=e&f=%20'#g."),
        Reference(title="B", url="https://müller.example/ü/日本"),
        Reference(title="C", doi='10.1000/a<b>"c"(d).'),
    ],
)


@pytest.fixture(scope="module", params=range(FEWER.rounds))
def written(
    request: pytest.FixtureRequest, seed: Record, fictional: list[Record]
) -> list[list[Record]]:
    """The records of each document."""
    found = [[seed], fictional, [HARD]]

    @seeded(f"{SEED} written {request.param}")
    @settings(FEWER.settings, phases=[Phase.generate])  # nothing is asked yet, so nothing fails
    @given(one=records())
    def collect(one: Record) -> None:
        found.append([one])

    collect()
    return found


@pytest.mark.parametrize("reader", READERS)
def test_whatever_is_written_is_the_same_to_all(
    reader: str, written: list[list[Record]], tmp_path: Path
) -> None:
    read = need(reader)
    formats = [suffix for suffix in FORMATS if reads(reader, suffix)]
    documents = ((export(some, format=suffix), suffix) for some in written for suffix in formats)
    graphs = read(documents, tmp_path)
    for some in written:
        expected = triples(export(some, format="nt"), "nt")
        for suffix in formats:
            found = next(graphs)
            if reader in RESOLVE:
                found, expected = resolved(found), resolved(expected)
            assert found == expected, f"{suffix}: {some}"
    assert list(graphs) == []


def resolved(graph: Graph) -> Graph:
    """The same, with each address as they resolve it."""

    def term(one: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
        return ox.NamedNode(one.value.replace("/../", "/")) if type(one) is ox.NamedNode else one

    return {ox.Triple(*map(term, triple)) for triple in graph}

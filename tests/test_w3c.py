"""The W3C's test suites as a corpus: every text and address in them, in every format of ours.

rdflib's source package holds the suites of RDF 1.1, SPARQL 1.1 and N3; ``make stores`` fetches it.
What its good files say is put into records: each text, address and language comes back from every
format, by four readers, or is refused in one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import RDF, triples
from readers import READERS, RESOLVE, need, reads, required
from stores.install import W3C

from gardkg import Record, export
from gardkg.errors import Problem
from gardkg.model import Reference
from gardkg.records.reader import read_records
from gardkg.serialize.formats import FORMATS


@pytest.fixture(scope="module")
def corpus() -> dict[str, set[str]]:
    """The addresses, texts and languages of every file that a strict reader takes."""
    required("w3c")
    found: dict[str, set[str]] = {"url": set(), "text": set(), "language": set()}
    for path in sorted(W3C.rglob("*.*")):
        if path.stem == "manifest" or path.suffix[1:] not in RDF:
            continue
        base = f"http://www.w3.org/2013/tests/{path.name}"
        try:
            quads = list(ox.parse(path=path, format=RDF[path.suffix[1:]], base_iri=base))
        except (SyntaxError, ValueError):  # that it is refused is what most of these test
            continue
        for term in (term for quad in quads for term in quad):
            if isinstance(term, ox.NamedNode):
                found["url"].add(term.value)
            elif isinstance(term, ox.Literal):
                found["text"].add(term.value)
                found["url"].add(term.datatype.value)
                found["language"] |= {term.language} if term.language else set()
    return found


#: Where a record has such a term.
FIELDS: dict[str, Callable[[str], dict[str, object]]] = {
    "url": lambda term: {"citations": [{"title": "a", "url": term}]},
    "text": lambda term: {"name": term},
    "language": lambda term: {"language": term},
}
#: What records refuse of each: other schemes and what RFC 3987 has not; nothing to see, controls.
REFUSED = {
    "url": r"citations\[0\]\.url: expected an (http or https address|absolute IRI)",
    "text": r"name: (expected text of 1 to|character U\+00[01789][0-9A-F] is not allowed)",
    "language": r"(?!)",
}


@pytest.fixture(scope="module")
def kept(
    corpus: dict[str, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What records take of it; each of the others is refused, in one line."""
    path = tmp_path_factory.mktemp("w3c") / "terms.jsonl"
    taken = {}
    for kind, found in corpus.items():
        terms = sorted(found)
        records = (
            {"id": f"GARD:{number:07}", "name": "A", **FIELDS[kind](term)}
            for number, term in enumerate(terms, 1)
        )
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        problems: list[Problem] = []
        good = {int(one.id[-7:]) for one in read_records([path], problems.append)}
        refused = [problem for problem in problems if problem.severity == "error"]
        assert good.isdisjoint(problem.line for problem in refused)
        assert len(good) + len(refused) == len(terms)
        for problem in refused:
            assert re.search(REFUSED[kind], str(problem)), problem
            assert "\n" not in str(problem)
        taken[kind] = [terms[number - 1] for number in sorted(good)]
    return taken


def test_nearly_all_of_it_can_be_said(
    corpus: dict[str, set[str]], kept: dict[str, list[str]]
) -> None:
    """So that the next test is one."""
    assert len(kept["text"]) > 0.99 * len(corpus["text"]) > 1000
    assert len(kept["url"]) > 0.8 * len(corpus["url"]) > 1000
    assert set(kept["language"]) == corpus["language"] > {"en-us", "fr"}


@pytest.mark.parametrize("reader", READERS)
def test_it_comes_back_from_every_format(
    reader: str, kept: dict[str, list[str]], tmp_path: Path
) -> None:
    read = need(reader)
    urls = [term for term in kept["url"] if reader not in RESOLVE or "/." not in term]
    one = Record(
        id="GARD:0990001",
        name="W3C",
        categories=kept["text"],
        citations=[Reference(title="a", url=url) for url in urls],
    )
    more = [
        Record(id=f"GARD:099{number:04}", name="A", language=tag)
        for number, tag in enumerate(kept["language"], 2)
    ]
    expected = triples(export([one, *more], format="nt"), "nt")
    terms = {term.value for triple in expected for term in triple}
    assert terms > {*kept["text"], *urls}
    formats = [suffix for suffix in FORMATS if reads(reader, suffix)]
    documents = [(export([one, *more], format=suffix), suffix) for suffix in formats]
    for suffix, found in zip(formats, read(documents, tmp_path), strict=True):
        assert found == expected, suffix

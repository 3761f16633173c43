"""The table of kinds: what other rooms add to it has no row of its own, and lacks none."""

from __future__ import annotations

from gardkg.files import kinds, reading, replace
from gardkg.files.rdf import rdf_format
from gardkg.serialize.formats import FORMATS
from gardkg.sparql.result_formats import TABLES


def test_each_kind_has_who_writes_it() -> None:
    assert list(FORMATS) == list(kinds.RDF)
    assert sorted(TABLES) == sorted({**kinds.ROWS, **kinds.SHOWN})
    assert list(kinds.GRAPHS) == ["ttl", "nt", "jsonld", "rdf"]


def test_each_packing_is_packed_and_unpacked() -> None:
    assert list(replace.PACKED) == list(reading.UNPACK) == list(kinds.PACKED)


def test_what_is_only_written_is_not_read() -> None:
    read = [suffix for suffix in kinds.RDF if rdf_format(f"no-such-file.{suffix}.gz")]
    assert read == ["ttl", "nt", "nq", "trig", "jsonld", "rdf"]
    assert rdf_format("a.jsonld.jsonl") is rdf_format("a.yaml") is None

"""What a dataset is and holds, for catalogues and for machines: VoID and DCAT.

VoID (https://www.w3.org/TR/void/): triples, things of each class, triples of each predicate. DCAT 3
(https://www.w3.org/TR/vocab-dcat-3/): licence, date, files with their size and SHA-256 (SPDX).
PROV: the pages it was derived from, each with the licence its records name. All counts are exact:
a triple that two records state is one. Nothing depends on a clock, and no node is blank.

The terms of this room are no part of the graph of a record, so neither are its prefixes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import quote

import pyoxigraph as ox

from gardkg.files.kinds import GRAPHS, PACKED
from gardkg.files.rdf import document
from gardkg.files.reading import measured
from gardkg.identifiers import BASE, ONTOLOGY_VERSION, PREFIXES, checked_iri, contract, expand
from gardkg.mapping.templates import DISEASE, KINDS, RECORD, SOURCE, STATEMENT
from gardkg.rdf.counts import Counts
from gardkg.rdf.template import Template
from gardkg.release.partition import Triples, disjoint
from gardkg.serialize.formats import format_for

#: The prefixes of a description besides those of the table, as their specifications have them.
OWN = {
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
}
TITLE = "Claims about rare diseases, with their references"
_MEDIA = "https://www.iana.org/assignments/media-types/"


@dataclass
class Dataset:
    """What is said about a dataset that its triples do not say.

    Args:
        files: its distributions, as they stand on this machine.
        title: its name, in English; by default one that says what it is about.
        license: the address of its licence.
        issued: when it was released.
        at: the address, ending in a slash, that its files will be under.
        base: where our own nodes stand.
    """

    files: Sequence[str] = ()
    title: str | None = None
    license: str | None = None
    issued: date | None = None
    at: str | None = None
    base: str = BASE


def describe(paths: Sequence[str], dataset: Dataset, format: str = "ttl") -> bytes:
    """Describe records and RDF files as one dataset, in a format of one graph.

    Raises:
        RecordError: records have problems.
        FileError: a file cannot be read, or is not the RDF its suffix says.
        FormatError: a distribution whose suffix is in no table.
        TermError: an address that is none.
    """
    found = _Found(dataset.base)
    for triples in disjoint(paths, dataset.base):
        found.add(triples)
    described = [*_Description(dataset, found).triples()]
    known = OWN | {n: p.namespace for n, p in PREFIXES.items() if ":" in p.namespace}
    return document(described, GRAPHS[format], known)


class _Found:
    """What the triples of a dataset hold."""

    def __init__(self, base: str) -> None:
        self.base, self.counts, self.example = base, Counts(), ""
        #: Subjects under the base, and the others.
        self.own, self.foreign = 0, set[str]()
        #: Page → what is said of it: its licences and titles.
        self.pages: dict[str, set[tuple[str, ox.NamedNode | ox.Literal]]] = defaultdict(set)

    def add(self, triples: Triples) -> None:
        """Take in more triples; no triple may come twice, and no subject of ours in two calls."""
        self.counts.add(triples)
        subjects = {str(triple.subject).strip("<>") for triple in triples}
        own = {subject for subject in subjects if subject.startswith(self.base)}
        self.own += len(own)
        self.foreign |= subjects - own
        diseases = (name for name in own if name.startswith(self.base + "disease/"))
        self.example = self.example or min(diseases, default="")
        records, pages = (
            {t.subject for t in triples if t.object == _node(_class(template))}
            for template in (RECORD, SOURCE)
        )
        derived = {page.value for _, page in _said(triples, records, RECORD, "source")}
        for page in derived:
            self.pages[page] |= _said(triples, records, RECORD, "license", "rights")
        for subject in pages:
            self.pages[str(subject).strip("<>")] |= _said(triples, {subject}, SOURCE, "heading")


def _said(
    triples: Triples, subjects: Set[object], template: Template, *holes: str
) -> set[tuple[str, ox.NamedNode | ox.Literal]]:
    """What is said of some subjects in some holes of their template: predicates and values."""
    predicates = {_node(row.predicate): row.predicate for row in template.rows if row.hole in holes}
    return {
        (predicates[triple.predicate], triple.object)
        for triple in triples
        if triple.predicate in predicates
        and triple.subject in subjects
        and isinstance(triple.object, ox.NamedNode | ox.Literal)
    }


class _Description:
    """The triples of a description."""

    def __init__(self, dataset: Dataset, found: _Found) -> None:
        self.dataset, self.found, self.name = dataset, found, dataset.base + "dataset"

    def triples(self) -> Iterator[ox.Triple]:
        counts, found = self.found.counts, self.found
        name = self.name
        yield from _about(name, "rdf:type", _node("void:Dataset"), _node("dcat:Dataset"))
        is_ours = bool(counts.classes[expand(_class(DISEASE))])
        title = self.dataset.title or (TITLE if is_ours else "An RDF dataset")
        yield from _about(name, "dcterms:title", _english(title))
        yield from _about(name, "dcterms:description", _english(self._in_words()))
        yield from self._released(name)
        if is_ours:
            yield from _about(name, "dcterms:conformsTo", ox.NamedNode(ONTOLOGY_VERSION))
        yield from _about(name, "prov:wasDerivedFrom", *map(ox.NamedNode, sorted(found.pages)))
        yield from _about(name, "void:uriSpace", ox.Literal(self.dataset.base))
        if found.example:
            yield from _about(name, "void:exampleResource", ox.NamedNode(found.example))
        yield from _about(name, "void:vocabulary", *self._vocabularies())
        yield from _about(name, "void:triples", _count(counts.triples))
        yield from _about(name, "void:entities", _count(found.own))
        yield from _about(name, "void:distinctSubjects", _count(found.own + len(found.foreign)))
        yield from _about(name, "void:classes", _count(len(counts.classes)))
        yield from _about(name, "void:properties", _count(len(counts.properties)))
        yield from self._partitions("class", "void:entities", counts.classes)
        yield from self._partitions("property", "void:triples", counts.properties)
        for path in self.dataset.files:
            yield from self._distribution(path)
        for page, said in sorted(found.pages.items()):
            yield from _about(page, "rdf:type", _node("prov:Entity"))
            for predicate, value in sorted(said, key=str):
                yield from _about(page, predicate, value)

    def _in_words(self) -> str:
        classes = self.found.counts.classes
        claims = sum(classes[expand(kind.claim_class)] for kind in KINDS.values())
        if not classes[expand(_class(DISEASE))]:
            of = f"{len(classes):,} classes" if classes else "things without a class"
            return f"{self.found.counts.triples:,} triples about {of}."
        return (
            f"What pages about {classes[expand(_class(DISEASE))]:,} rare diseases say: "
            f"{claims:,} claims, made by {classes[expand(_class(STATEMENT))]:,} statements with "
            "their references, dates and hedges. Not medical advice."
        )

    def _released(self, name: str) -> Iterator[ox.Triple]:
        if self.dataset.license:
            license_ = ox.NamedNode(checked_iri(self.dataset.license))
            yield from _about(name, "dcterms:license", license_)
        if self.dataset.issued:
            day = ox.Literal(self.dataset.issued.isoformat(), datatype=_node("xsd:date"))
            yield from _about(name, "dcterms:issued", day)

    def _vocabularies(self) -> list[ox.NamedNode]:
        """The namespaces of our table that the predicates and classes are from."""
        used = {*self.found.counts.classes, *self.found.counts.properties}
        spaces = {p.namespace for p in PREFIXES.values() if p.namespace.endswith(("/", "#"))}
        found = {space for space in spaces for iri in used if iri.startswith(space)}
        return [ox.NamedNode(space) for space in sorted(found)]

    def _partitions(
        self, kind: str, counted: str, counts: Mapping[str, int]
    ) -> Iterator[ox.Triple]:
        rows = sorted((contract(iri, self.dataset.base), iri) for iri in counts)
        names = {
            iri: f"{self.name}/{kind}/{quote(short.replace(':', '_', 1), safe='')}"
            for short, iri in rows
        }
        yield from _about(self.name, f"void:{kind}Partition", *map(ox.NamedNode, names.values()))
        for iri, name in names.items():
            yield from _about(name, "rdf:type", _node("void:Dataset"))
            yield from _about(name, f"void:{kind}", ox.NamedNode(iri))
            yield from _about(name, counted, _count(counts[iri]))

    def _distribution(self, path: str) -> Iterator[ox.Triple]:
        kind, packed = format_for(path)
        status, digest = measured(path)
        file = os.path.basename(path)
        name = f"{self.name}/file/{quote(file, safe='')}"
        yield from _about(self.name, "dcat:distribution", ox.NamedNode(name))
        yield from _about(name, "rdf:type", _node("dcat:Distribution"))
        yield from _about(name, "dcterms:title", ox.Literal(file))
        yield from self._released(name)
        yield from _about(name, "dcat:mediaType", ox.NamedNode(_MEDIA + kind.media_type))
        if packed:
            packed_as = ox.NamedNode(_MEDIA + PACKED[packed])
            yield from _about(name, "dcat:compressFormat", packed_as)
        bytes_ = ox.Literal(str(status.st_size), datatype=_node("xsd:nonNegativeInteger"))
        yield from _about(name, "dcat:byteSize", bytes_)
        if self.dataset.at:
            address = ox.NamedNode(checked_iri(self.dataset.at + quote(file, safe="")))
            yield from _about(name, "dcat:downloadURL", address)
            yield from _about(self.name, "void:dataDump", address)
        checksum = f"{name}/sha256"
        yield from _about(name, "spdx:checksum", ox.NamedNode(checksum))
        yield from _about(checksum, "rdf:type", _node("spdx:Checksum"))
        yield from _about(checksum, "spdx:algorithm", _node("spdx:checksumAlgorithm_sha256"))
        value = ox.Literal(digest, datatype=_node("xsd:hexBinary"))
        yield from _about(checksum, "spdx:checksumValue", value)


def _class(template: Template) -> str:
    return template.rows[0].constants[0]


@cache
def _node(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(OWN[prefix] + local if prefix in OWN else expand(curie))


def _about(
    subject: str, predicate: str, *objects: ox.NamedNode | ox.Literal
) -> Iterator[ox.Triple]:
    for object_ in objects:
        yield ox.Triple(ox.NamedNode(subject), _node(predicate), object_)


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_node("xsd:integer"))

"""Where a record's claims come from, as nodes: record, source, sections, references, works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gardkg import model
from gardkg.identifiers import PREFIXES, doi_iri
from gardkg.mapping.names import citation_text, reference_key, reference_keys
from gardkg.mapping.templates import KINDS, RECORD, REFERENCE, SECTION, SOURCE, WORK, WORK_TYPES
from gardkg.model.fields import defaults
from gardkg.rdf.template import Node


class Provenance:
    """The names that a record's statements point to, and the nodes behind them."""

    def __init__(self, record: model.Record, name: str, disease: str) -> None:
        self.record, self.name, self.disease = record, name, disease
        keys = reference_keys(record.citations)
        self._references = [f"{name}/reference/{key}" for key in keys]
        self._works = work_names(record.citations, name)
        self._cited: dict[tuple[int, ...], tuple[list[str], list[str]]] = {}

    def cited(self, numbers: list[int]) -> tuple[list[str], list[str]]:
        """The references [n] stand for, and their works; many claims of a record share them."""
        key = tuple(numbers)
        if key not in self._cited:
            works = (self._works[n - 1] for n in numbers)
            self._cited[key] = [self._references[n - 1] for n in numbers], [*dict.fromkeys(works)]
        return self._cited[key]

    def place(self, section: str | None) -> str:
        """What a statement is derived from: its section, or the record as a whole."""
        return f"{self.name}/section/{section}" if section else self.name

    def node(self) -> Node:
        """The record's own node, with what hangs on it."""
        record, language = self.record, self.record.language
        source = record.source or model.Source()
        license_ = source.license or ""
        is_link = license_.startswith(("http://", "https://"))
        # A file has no address of its own, but its title needs a node.
        source_node = source.url or (source.title and f"{self.name}/source")
        values = {
            "disease": self.disease,
            "source": source_node,
            "source_file": source.file,
            "question": source.question,
            "license": license_ if is_link else None,
            "rights": None if is_link else license_,
            "not_stated": [KINDS[model.TOPICS[t].kind].claim_class for t in record.not_stated],
        }
        children = {"sections": self._section_nodes(), "references": self._reference_nodes()}
        if source.title and source_node:
            title = {"heading": source.title}
            children["source"] = [Node(SOURCE, source_node, title, language=language)]
        children = {key: nodes for key, nodes in children.items() if nodes}
        return Node(RECORD, self.name, values, children, language)

    def _section_nodes(self) -> list[Node]:
        nodes = []
        for key, section in self.record.sections.items():
            values = {
                "heading": section.heading,
                "updated": section.updated and section.updated.isoformat(),
                "record": self.name,
            }
            nodes.append(Node(SECTION, self.place(key), values, language=self.record.language))
        return nodes

    def _reference_nodes(self) -> list[Node]:
        nodes = []
        works = _works(self.record.citations, self._works)
        for n, entry in enumerate(self.record.citations):
            work = self._works[n]
            values = {
                "position": str(n + 1),
                "citation": citation_text(entry),
                "accessed": entry.accessed and entry.accessed.isoformat(),
                "record": self.name,
                "work": work,
            }
            # It hangs on the first of the entries that point to it.
            described = works.pop(work, None)
            children = {"work": [_work(described, work)]} if described else {}
            nodes.append(Node(REFERENCE, self._references[n], values, children))
        return nodes


def work_names(entries: Sequence[model.Reference], record: str) -> list[str]:
    """The publication each entry points to: by PMID, DOI or address, else a node of ours.

    An article is one, though one entry has its PMID and its DOI, and another its DOI only; and
    case makes no other DOI.

    >>> both, one = model.Reference(pmid="1", doi="10.1000/A"), model.Reference(doi="10.1000/a")
    >>> work_names([both, one, model.Reference(title="B")], "record/GARD_0000001")
    ['PMID:1', 'PMID:1', 'record/GARD_0000001/work/reference-a1a06dd13348']
    """
    articles: dict[str, str] = {}
    for entry in entries:
        if entry.pmid:
            articles[PREFIXES["PMID"].namespace + entry.pmid] = f"PMID:{entry.pmid}"
        if entry.doi:
            name = f"PMID:{entry.pmid}" if entry.pmid else doi_iri(entry.doi)
            for address in (entry.doi.lower(), doi_iri(entry.doi)):
                # Whatever their order: a PMID before an address, as its letter is.
                articles[address] = min(articles.get(address, name), name)
    names = []
    for entry in entries:
        if entry.pmid:
            name = f"PMID:{entry.pmid}"
        elif entry.doi:
            name = articles[entry.doi.lower()]
        elif entry.url:
            name = articles.get(entry.url, entry.url)
        else:
            name = f"{record}/work/{reference_key(entry)}"
        names.append(name)
    return names


def _works(entries: Sequence[model.Reference], names: Sequence[str]) -> dict[str, model.Reference]:
    """What the entries say of each work: the first of them, and what others say besides."""
    works: dict[str, model.Reference] = {}
    for entry, name in zip(entries, names, strict=True):
        known = works.setdefault(name, entry)
        if known is not entry:
            more = {
                field: value
                for field, absent in defaults(model.Reference).items()
                if getattr(known, field) == absent != (value := getattr(entry, field))
            }
            works[name] = msgspec.structs.replace(known, **more)
    return works


def _work(entry: model.Reference, name: str) -> Node:
    issued = entry.date or ""
    values: dict[str, Any] = {
        "work_type": WORK_TYPES[entry.type],
        "title": entry.title,
        "authors": entry.authors,
        "container": entry.container,
        "publisher": entry.publisher,
        "issued_day": issued if len(issued) == 10 else None,
        "issued_month": issued if len(issued) == 7 else None,
        "issued_year": issued if len(issued) == 4 else None,
        "volume": entry.volume,
        "issue": entry.issue,
        "pages": entry.pages,
        "pmid": entry.pmid,
        "doi": entry.doi,
        "page": entry.url if entry.url != name else None,
    }
    return Node(WORK, name, values)

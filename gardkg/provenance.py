"""Where a record's claims come from, as nodes: record, source, sections, references, works."""

from __future__ import annotations

from typing import Any

from gardkg import model
from gardkg.identifiers import doi_iri
from gardkg.identity import citation_text, reference_key, reference_keys
from gardkg.template import Node
from gardkg.vocabulary import KINDS, RECORD, REFERENCE, SECTION, SOURCE, WORK, WORK_TYPES


class Provenance:
    """The names that a record's statements point to, and the nodes behind them."""

    def __init__(self, record: model.Record, name: str, disease: str) -> None:
        self.record, self.name, self.disease = record, name, disease
        keys = reference_keys(record.citations)
        self._references = [f"{name}/reference/{key}" for key in keys]
        self._works = [_work(entry, name) for entry in record.citations]
        self._cited: dict[tuple[int, ...], tuple[list[str], list[str]]] = {}

    def cited(self, numbers: list[int]) -> tuple[list[str], list[str]]:
        """The references [n] stand for, and their works; many claims of a record share them."""
        key = tuple(numbers)
        if key not in self._cited:
            works = (self._works[n - 1].subject for n in numbers)
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
        described: dict[str, list[Node]] = {}
        for n, (name, work) in enumerate(zip(self._references, self._works, strict=True)):
            entry = self.record.citations[n]
            values = {
                "position": str(n + 1),
                "citation": citation_text(entry),
                "accessed": entry.accessed and entry.accessed.isoformat(),
                "record": self.name,
                "work": work.subject,
            }
            # Two entries may point to one work, and say different things of it.
            alike = described.setdefault(work.subject, [])
            children = {} if work in alike else {"work": [work]}
            alike.append(work)
            nodes.append(Node(REFERENCE, name, values, children))
        return nodes


def _work(entry: model.Reference, record: str) -> Node:
    """The publication an entry points to: by PMID, DOI or address, else a node of ours."""
    if entry.pmid:
        name = f"PMID:{entry.pmid}"
    elif entry.doi:
        name = doi_iri(entry.doi)
    elif entry.url:
        name = entry.url
    else:
        name = f"{record}/work/{reference_key(entry)}"
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

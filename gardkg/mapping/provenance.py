"""Where a record's claims come from, as resources: record, source, sections, references, works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gardkg import model
from gardkg.identifiers import PREFIXES, doi_iri
from gardkg.mapping.names import citation_text, reference_key, reference_keys
from gardkg.mapping.templates import KINDS, RECORD, REFERENCE, SECTION, SOURCE, WORK, WORK_TYPES
from gardkg.model.fields import defaults
from gardkg.rdf.compile import Place, Syntax, Write


class Provenance:
    """The names that a record's statements point to, and the resources behind them."""

    def __init__(self, record: model.Record, name: str, disease: str) -> None:
        self.record, self.name, self.disease = record, name, disease
        keys = reference_keys(record.citations)
        self._names = [f"{name}/reference/{key}" for key in keys]
        self._works = work_names(record.citations, name)
        self._cited: dict[tuple[int, ...], tuple[list[str], list[str]]] = {}

    def cited(self, numbers: list[int]) -> tuple[list[str], list[str]]:
        """The references [n] stand for, and their works; many claims of a record share them."""
        key = tuple(numbers)
        if key not in self._cited:
            works = (self._works[n - 1] for n in numbers)
            self._cited[key] = [self._names[n - 1] for n in numbers], [*dict.fromkeys(works)]
        return self._cited[key]

    def place(self, section: str | None) -> str:
        """What a statement is derived from: its section, or the record as a whole."""
        return f"{self.name}/section/{section}" if section else self.name

    def written(self, syntax: Syntax) -> tuple[Place, str]:
        """The record's own resource, with what hangs on it."""
        record, write = self.record, syntax.writers(self.record.language)
        source = record.source or model.Source()
        license_ = source.license or ""
        is_link = license_.startswith(("http://", "https://"))
        # A file has no address of its own, but its title needs a resource.
        address = source.url or (source.title and f"{self.name}/source")
        described = ""
        place = address and syntax.iris[address]
        if source.title and address:
            place, described = write[SOURCE](address, source.title)
        here = syntax.place(self.name)
        sections, behind = _together(self._sections(write[SECTION], here))
        references, behind_references = _together(self._references(syntax, here))
        name, text = write[RECORD](
            self.name,
            syntax.place(self.disease),
            source=place,
            source_file=source.file,
            question=source.question,
            license=license_ if is_link else None,
            rights=None if is_link else license_,
            not_stated=[KINDS[model.TOPICS[t].kind].claim_class for t in record.not_stated],
            sections=sections,
            references=references,
        )
        return name, text + behind + behind_references + described

    def _sections(self, write: Write, here: Place) -> Iterator[tuple[Place, str]]:
        for key, section in self.record.sections.items():
            updated = section.updated and section.updated.isoformat()
            yield write(self.place(key), section.heading, here, updated=updated)

    def _references(self, syntax: Syntax, here: Place) -> Iterator[tuple[Place, str]]:
        write = syntax.writers("")
        works = _works(self.record.citations, self._works)
        for n, entry in enumerate(self.record.citations):
            name = self._works[n]
            work, behind = syntax.iris[name], ""
            # It hangs on the first of the entries that point to it.
            if described := works.pop(name, None):
                work, behind = _work(write[WORK], described, name)
            accessed = entry.accessed and entry.accessed.isoformat()
            words = citation_text(entry)
            place, text = write[REFERENCE](
                self._names[n], str(n + 1), words, here, work, accessed=accessed
            )
            yield place, text + behind


def _together(written: Iterable[tuple[Place, str]]) -> tuple[list[Place], str]:
    """Several resources: their places, and all that comes behind."""
    found = list(written)
    return [place for place, _ in found], "".join([text for _, text in found])


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


def _work(write: Write, entry: model.Reference, name: str) -> tuple[Place, str]:
    issued = entry.date or ""
    return write(
        name,
        WORK_TYPES[entry.type],
        title=entry.title,
        authors=entry.authors,
        container=entry.container,
        publisher=entry.publisher,
        issued_day=issued if len(issued) == 10 else None,
        issued_month=issued if len(issued) == 7 else None,
        issued_year=issued if len(issued) == 4 else None,
        volume=entry.volume,
        issue=entry.issue,
        pages=entry.pages,
        pmid=entry.pmid,
        doi=entry.doi,
        page=entry.url if entry.url != name else None,
    )

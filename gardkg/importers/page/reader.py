"""A page of NIH's GARD, as text or HTML of its three eras → one draft record.

Understood: the addresses the page has had and "GARD ID" (the id); the title, the questions or the
address (the name); other names, categories, the visitor's question; sections with their headings
and "Last updated" (month/day/year); the list of references, numbered by its order, and the markers
[1][2] that point into it; the table of HPO terms with its bands; and what ``prose`` reads of the
sections: symptoms, sites, ages, inheritance, genes, causes, treatments.

* A marker behind a sentence also stands for the sentences before it, back to the marker before or
  to the beginning of the paragraph; a marker within a sentence stands for that sentence only. The
  items of a list without markers have those of the sentence that leads it. A number that no entry
  has is reported, and the citation left out.
* Where a saved page has lost its headings, a section is what a date or the HPO table ends, else
  what is about one topic; it is called by its topic, and its heading says that there was none.
* Text that stands on a page twice or three times is read once.

Left out, each reported: sentences that no claim stands for; sections about organisations, research,
numbers of people; dates and numbers that are none. Nothing is fetched. Every claim is marked
``agent: automatic`` and quotes its sentence by offsets into the file.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

import msgspec

from gardkg import model
from gardkg.errors import FileError, Problem, RecordError, TermError, visible
from gardkg.identifiers import checked_iri, disease_id
from gardkg.importers.citing import reference
from gardkg.importers.html_text import Page, declares_entities, is_html
from gardkg.importers.page.names import is_cut_off, page_name
from gardkg.importers.page.outline import Parts
from gardkg.importers.page.parts import parts, stands_alone
from gardkg.importers.page.proof import tells_of
from gardkg.importers.page.report import Report
from gardkg.importers.page.sections import Sections
from gardkg.importers.prose import EVERY, Trust
from gardkg.importers.report import read_text
from gardkg.importers.source_text import lines, unwrapped
from gardkg.importers.sssom import Mappings
from gardkg.records import checks
from gardkg.terms.lexicon import Lexicon

#: Characters of a page; the largest GARD has had are about 200,000.
MAX_PAGE = 2**22
LICENSE = "NIH web page; its own terms apply"

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_FORMERLY = re.compile(r"\s*(?:\(\s*formerly\s*\)|,\s*formerly)$", re.I)
_HOST = re.compile(r"^https?://(?:www\.)?rarediseases\.info\.nih\.gov/", re.I)
# Addresses of before 2013: /GARD/Condition/7615/QnA/22528, /GARD/Disease.aspx?DiseaseID=7615.
_OLD = re.compile(
    r"rarediseases\.info\.nih\.gov/(?:.*?DiseaseID=|(?:[a-z]+/){0,3})([0-9]{1,7})\b", re.I
)


#: How archives name the copy of a page, and what stands before one on a disk.
_ARCHIVE = re.compile(
    r"^https?://(?:web\.archive\.org/web|archive\.(?:ph|today|is|org)(?:/web)?"
    r"|webcache\.googleusercontent\.com/search\?q=cache:[^:]*:)/?(?:\d{4,14}[a-z_]*/)?"
    r"(?=https?:|(?:www\.)?rarediseases)"
)
_COPY = re.compile(r"(?:^|[/\\])((?:www\.)?rarediseases\.info\.nih\.gov[/\\].*)", re.I)
_WEB = re.compile(r"(?:https?:)?//|(?:www\.)?rarediseases\.info", re.I)

# The site's own names, which its titles have beside the page's.
_SITE = re.compile(r"GARD|NIH|NCATS|(?:Genetic and Rare Diseases|National)\b.*", re.I)
_NIH = re.compile(r"https?://(?:[\w-]+\.)*nih\.gov(?:[:/?#]|$)|(?!https?:)", re.I)
_SPANISH = re.compile(r"/(?:espanol|es)/", re.I)
#: Characters of an address; servers take no more.
MAX_ADDRESS = 2_000


class Draft(NamedTuple):
    """A record read from a page, and what it does not hold."""

    record: model.Record
    report: Report


def read(
    path: str, lexicon: Lexicon, mappings: Mappings | None = None, trust: Trust = EVERY
) -> Draft:
    """Read a page (``-`` is standard input).

    Args:
        path: text or HTML.
        lexicon: the terms to look for.
        mappings: cross-references of GARD ids.
        trust: how far the rules that read prose are trusted.

    Raises:
        FileError: it cannot be read, is no UTF-8, or is nothing a page can be.
        RecordError: it does not say which disease it is about, or tells nothing of it.
    """
    source, sha256 = read_text(path)
    _check(path, source)
    reader = _Reader(path, source, sha256, lexicon, mappings, trust)
    return Draft(reader.record(), reader.report)


def _check(path: str, source: str) -> None:
    if len(source) > MAX_PAGE:
        raise FileError(path, f"expected at most {MAX_PAGE:,} characters; got {len(source):,}")
    if not source.strip():
        raise FileError(path, "is empty; expected a page of GARD")
    if found := _CONTROLS.search(source):
        what = f"character U+{ord(found[0]):04X} at offset {found.start()}"
        raise FileError(path, f"expected text; got {what}")
    if declares_entities(source):
        raise FileError(path, "declares entities of its own in a DOCTYPE; expected HTML or text")


def _id(address: str) -> str | None:
    """The disease an address of GARD's is of."""
    found = _OLD.search(address)
    for spelling in (address, found[1] if found else ""):
        try:
            return disease_id(spelling)
        except TermError:
            continue
    return None


def original(address: str) -> str:
    """The address of a page of which an archive or a disk has a copy; nothing of no page's.

    >>> original("https://web.archive.org/web/2018/https://rarediseases.info.nih.gov/gard/1/a")
    'https://rarediseases.info.nih.gov/gard/1/a'
    >>> original("file:///C:/x/rarediseases.info.nih.gov/gard/1/a.html"), original("index.html")
    ('https://rarediseases.info.nih.gov/gard/1/a.html', '')
    """
    address = _ARCHIVE.sub("", address.strip())
    if not _WEB.match(address) and (found := _COPY.search(address)):
        return f"https://{found[1]}".replace("\\", "/")
    return address if _WEB.match(address) else ""


class _Reader:
    def __init__(
        self,
        path: str,
        source: str,
        sha256: str,
        lexicon: Lexicon,
        mappings: Mappings | None,
        trust: Trust = EVERY,
    ) -> None:
        self.path, self.source, self.sha256 = path, source, sha256
        self.lexicon, self.mappings, self.trust = lexicon, mappings, trust
        self.report = Report(path, source)
        self.title = self.language = ""
        if is_html(source):
            html = Page(source)
            self.parts: Parts = parts(html.lines)
            self.parts.addresses += html.addresses
            self.parts.addresses = list(filter(None, map(original, self.parts.addresses)))
            self.language = html.language
            titles = re.split(r"\s+[|–-]\s+", html.title)
            self.title = next((t for t in titles if not _SITE.fullmatch(t)), titles[0])
        else:
            self.parts = parts(unwrapped(lines(source), stands_alone))

    def record(self) -> model.Record:
        """The record; then ``report`` is whole."""
        page = self.parts
        curie, url = self._identity()
        headings = [part.heading or "" for part in page.sections]
        name = page_name(
            " ".join(page.addresses),
            [page.title, self.title],
            [*headings, page.question],
            self._texts(),
        )
        if not name:
            message = "no name of a disease; expected a title or a question that has it"
            raise RecordError([Problem(self.path, 1, 1, "", message)])
        record = model.Record(id=curie, name=name, source=self._origin(url))
        record.categories = page.categories
        self._synonyms(record)
        positions = self._references(record)
        for disagreement in self.mappings.add_to(record) if self.mappings else ():
            self.report.remark(0, "mappings disagree", disagreement)
        sections = Sections(record, self.lexicon, positions, self.report, self.sha256, self.trust)
        for part in page.sections:
            sections.add(part)
        lacks = bool(self.lexicon.lacks)
        title = page.title or self.title
        if not tells_of(record, page, title, self.source, without_terms=lacks):
            message = "tells of no disease; expected a section, answer or table of it"
            hint = "save the page as a browser shows it, with its text"
            hint = self.lexicon.lacks or hint
            raise RecordError([Problem(self.path, 1, 1, "", message, name, hint)])
        for remark in page.remarks:
            self.report.remark(remark.at.start, remark.message, remark.at.text)
        self.report.remarks.sort(key=lambda problem: (problem.line, problem.column))
        wrong = [finding for finding in checks.check(record) if finding.severity == "error"]
        if wrong:
            raise RecordError([Problem(self.path, 0, 0, *finding) for finding in wrong])
        return record

    def _identity(self) -> tuple[str, str | None]:
        page = self.parts
        addresses = [address for address in page.addresses if len(address) <= MAX_ADDRESS]
        spoken = self.language or next(("es" for a in addresses if _SPANISH.search(a)), "en")
        if spoken.lower().partition("-")[0] != "en":
            raise self._refused("expected a page in English", spoken)
        known = {curie: address for address in reversed(addresses) if (curie := _id(address))}
        if addresses and not known and not any(_NIH.match(address) for address in addresses):
            raise self._refused("expected an address of GARD's", addresses[0])
        if page.number:
            known.setdefault(disease_id(page.number), "")
        if len(known) > 1:
            raise self._refused("expected one disease", " and ".join(reversed(known)))
        for curie, address in known.items():
            return curie, self._address(address) if address else None
        hint = "put the page's address in a first line of its own"
        raise RecordError([Problem(self.path, 1, 1, "id", "no GARD id on the page", None, hint)])

    def _refused(self, message: str, got: str) -> RecordError:
        return RecordError([Problem(self.path, 1, 1, "", message, got)])

    def _address(self, text: str) -> str | None:
        try:
            return checked_iri(text)
        except TermError:
            self.report.remark(0, "no address by the rules; left out", text)
            return None

    def _origin(self, url: str | None) -> model.Source:
        page = self.parts
        return model.Source(
            url=url,
            file=visible(os.path.basename(self.path)) if self.path != "-" else None,
            title=self.title or None,
            question=page.question or None,
            license=LICENSE if url and _HOST.match(url) else None,
        )

    def _texts(self) -> list[str]:
        return [line.text for part in self.parts.sections for line in part.lines]

    def _synonyms(self, record: model.Record) -> None:
        seen = {record.name.casefold()}
        for printed in self.parts.synonyms:
            label = " ".join(printed.text.split())
            if label.casefold() in seen:
                continue
            seen.add(label.casefold())
            former = _FORMERLY.sub("", label)
            cut = is_cut_off(label)
            record.synonyms.append(
                model.Synonym(
                    label=former,
                    type="previous" if former != label else None,
                    wording=label if former != label else None,
                    incomplete=cut,
                    agent="automatic",
                    quote=printed.quote(0, len(printed.text), self.sha256),
                )
            )
            if cut:
                self.report.remark(
                    printed.start, "a name that is cut off; kept as incomplete", label
                )

    def _references(self, record: model.Record) -> dict[int, int]:
        """Fill in the list; where each printed number stands in it, for one entry stands once."""
        positions: dict[int, int] = {}
        known: dict[bytes, int] = {}
        for number, line in enumerate(self.parts.references, 1):
            entry = reference(line.text)
            positions[number] = known.setdefault(msgspec.json.encode(entry), len(known) + 1)
            if positions[number] <= len(record.citations):
                self.report.remark(line.start, f"the same as [{positions[number]}]")
            else:
                record.citations.append(entry)
        return positions

"""MedQuAD's GARD part, a folder of XML files → draft records, one per disease.

Source: https://github.com/abachaa/MedQuAD, folder 2_GARD_QA: question-answer pairs made about 2017
of GARD's pages, line breaks, bullets and non-ASCII letters taken away; CC BY 4.0.

* The disease's id is the GARD number of the file's ``url``; the file's own ``id`` is MedQuAD's.
* ``Focus`` is the name, ``Synonym`` the synonyms. What is tagged (formerly) is a previous name,
  what is a (type) or (subtype) is narrower, what another file of the folder has too is broader,
  being the name of a group.
* ``CUI`` is a cross-reference, unless several files have it: then it is no disease's own.
* An answer is a section; the question it repeats is its heading. HPO's table becomes a claim a
  row (``hpo_table``), the rest is read as prose (``prose``).
* Every claim quotes its row or sentence: its offsets in the file and the file's SHA-256.

Left out, each reported: an answer that is empty or only its question, a CUI of several files, a
name that is no name (longer than a record takes), a row whose label no term has (its claim stays),
sentences that no claim stands for, markers such as [9184], which point to no list. A file that
cannot be read is reported, and so is what is no plain file: links are not followed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from gardkg import model
from gardkg.errors import FileError, Problem, RecordError, TermError, visible
from gardkg.files.replace import replaced
from gardkg.identifiers import disease_id
from gardkg.importers import hpo_table, prose
from gardkg.importers.medquad.xml import Document, Pair, Text
from gardkg.importers.medquad.xml import read as read_document
from gardkg.importers.report import alone
from gardkg.importers.sssom import Mappings
from gardkg.terms.lexicon import Lexicon

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "MedQuAD: Medical Question Answering Dataset, GARD"
#: Where the CUIs come from: MedQuAD's authors, by a method of their own.
SOURCE = "https://github.com/abachaa/MedQuAD"

#: MedQuAD's types of questions, and the topic of the answer.
TOPICS: dict[str, prose.Topic] = {
    "information": "overview",
    "symptoms": "symptoms",
    "causes": "causes",
    "inheritance": "inheritance",
    "exams and tests": "diagnosis",
    "treatment": "treatment",
    "outlook": "outlook",
}
_QUESTION = re.compile(r"\s*([^?]{3,240}\?)\s*")
_ASKS = re.compile(
    r"\s*(?:what|how|is|are|do|does|can|why|when|who|where|which|if|will|should)\b", re.IGNORECASE
)
_MARKER = re.compile(r"\[\d+\]")
_FORMERLY = re.compile(r"\s*(?:\(\s*formerly\s*\)|,\s*formerly)\s*$", re.IGNORECASE)
_KIND = re.compile(r"\((?:sub)?type\)\s*$", re.IGNORECASE)


@dataclass
class Sentence:
    """A sentence of a source that no claim stands for."""

    path: str
    disease: str
    section: str
    quote: model.Quote
    text: str


@dataclass
class Report:
    """What became of the files: rows = claims + merged, sentences = covered + uncovered."""

    files: int = 0
    records: int = 0
    rows: int = 0
    """Rows of HPO's tables; each is a claim or merged with one."""
    without_term: list[Problem] = field(default_factory=list)
    """Rows whose label no term has."""
    claims: int = 0
    merged: int = 0
    """Claims, of rows and of prose, that were equal to another of their record."""
    sentences: int = 0
    uncovered: list[Sentence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Files that could not be read, or not whole."""
    remarks: list[Problem] = field(default_factory=list)
    """What was left out of files that became records."""

    def lines(self) -> Iterator[str]:
        """The report as text."""
        without = len(self.uncovered)
        read = f"{self.records:,} records, {self.claims:,} claims, {self.merged:,} merged"
        yield f"{self.files:,} files: {read}"
        yield f"{self.rows:,} rows of tables, {len(self.without_term):,} of them without a term"
        yield (
            f"{self.sentences:,} sentences: {self.sentences - without:,} with a claim,"
            f" {without:,} without"
        )
        if self.remarks:
            for message, count in Counter(remark.message for remark in self.remarks).most_common():
                yield f"left out, {message}: {count:,}"


def read(
    folder: str,
    lexicon: Lexicon,
    mappings: Mappings | None = None,
    trust: prose.Trust = prose.EVERY,
) -> Archive:
    """Read the files of a folder, and of the folders in it.

    Raises:
        FileError: it is no folder, or has no XML file.
    """
    archive = Archive(folder, lexicon, mappings, trust)
    for path in _files(folder, archive.report.problems):
        archive.report.files += 1
        with alone(path, archive.report.problems):
            archive.add(path, read_document(path))
    if not archive.report.files:
        raise FileError(folder, "has no .xml files; expected MedQuAD's folder 2_GARD_QA")
    return archive


def _files(folder: str, problems: list[Problem]) -> Iterator[str]:
    """The XML files of a folder, in order; links are told, and not followed."""
    waiting = [*_entries(folder)]
    while waiting:
        entry = waiting.pop()
        is_file = entry.name.endswith(".xml")
        if entry.is_symlink():
            if is_file or os.path.isdir(entry.path):
                problems.append(Problem(entry.path, 0, 0, "", "a link; links are not followed"))
        elif entry.is_dir(follow_symlinks=False):
            with alone(entry.path, problems):
                waiting += _entries(entry.path)
        elif is_file:
            yield entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds, the last first."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name, reverse=True)
    except OSError as error:
        raise FileError.unreadable(folder, error) from error


def files_read(folder: str) -> Iterator[str]:
    """The files that are read of a folder, as ``apart`` asks for them."""
    with suppress(FileError):  # whoever reads it says so
        yield from _files(folder, [])


def write_coverage(uncovered: Iterable[Sentence], output: str) -> None:
    """Write the sentences that no claim stands for as a table, a line each.

    Raises:
        FileError: it cannot be written.
    """
    with replaced(output) as stream:
        stream.write(b"file\tdisease\tsection\tstart\tend\tsha256\tsentence\n")
        for one in uncovered:
            quote = one.quote
            said = visible(" ".join(one.text.split()))
            where = (visible(one.path), one.disease, one.section)
            cells = (*where, quote.start, quote.end, quote.sha256, said)
            stream.write("\t".join(map(str, cells)).encode() + b"\n")


@dataclass
class Archive:
    """A folder that has been read: its documents, by the ids of their diseases."""

    folder: str
    lexicon: Lexicon
    mappings: Mappings | None = None
    trust: prose.Trust = prose.EVERY
    documents: dict[str, tuple[str, Document]] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    """In how many files a name is, folded."""
    cuis: Counter[str] = field(default_factory=Counter)
    report: Report = field(default_factory=Report)

    def add(self, path: str, document: Document) -> None:
        """Put a document to the others; a second one of a disease is reported."""
        try:
            curie = disease_id(document.url)
        except TermError as error:
            message = "url: expected the address of a GARD page, for its number is the id"
            self.report.problems.append(Problem(path, 0, 0, "", message, document.url, error.hint))
            return
        if curie in self.documents:
            message = f"{curie}: the same disease as {self.documents[curie][0]}; left out"
            self.report.problems.append(Problem(path, 0, 0, "", message))
            return
        self.documents[curie] = (path, document)
        self.names.update({_folded(name.text) for name in (document.name, *document.synonyms)})
        self.cuis.update(set(document.cuis))

    def records(self) -> Iterator[model.Record]:
        """Yield a record per disease, in the order of the files; then ``report`` is whole.

        Raises:
            RecordError: no file became a record.
        """
        for curie, (path, document) in self.documents.items():
            made: list[model.Record] = []
            with alone(path, self.report.problems):
                made.append(_Reader(self, path, document, curie).record())
            for record in made:
                self.report.records += 1
                self.report.claims += sum(1 for _ in record.claims())
                yield record
        if not self.report.records:
            nothing = Problem(self.folder, 0, 0, "", "no file became a record")
            raise RecordError(self.report.problems or [nothing])


class _Reader:
    def __init__(self, archive: Archive, path: str, document: Document, curie: str) -> None:
        self.archive, self.report, self.lexicon = archive, archive.report, archive.lexicon
        self.path, self.document, self.curie = path, document, curie
        self.known: dict[str, model.Claim] = {}
        self.topics: Counter[str] = Counter()

    def record(self) -> model.Record:
        name = self._name(self.document.name)
        if name is None:
            raise FileError(self.path, "expected a Focus, the name of the disease")
        record = model.Record(
            id=self.curie,
            name=name,
            source=model.Source(
                url=self.document.url,
                file=visible(os.path.basename(self.path)),
                title=TITLE,
                license=LICENSE,
            ),
        )
        self._synonyms(record)
        self._mappings(record)
        for pair in self.document.pairs:
            self._answer(record, pair)
        return record

    def _name(self, text: Text) -> str | None:
        name = " ".join(text.text.split())
        if not name or len(name) > model.MAX_TEXT:
            self._remark("a name that is empty or too long", name)
            return None
        return name

    def _synonyms(self, record: model.Record) -> None:
        known = {_folded(record.name)}
        for text in self.document.synonyms:
            name = self._name(text)
            if name is None or _folded(name) in known:
                continue
            known.add(_folded(name))
            start = len(text.text) - len(text.text.lstrip())
            synonym = model.Synonym(
                label=name,
                agent="automatic",
                quote=text.quote(start, len(text.text.rstrip())),
            )
            if tag := _FORMERLY.search(name):
                synonym.label, synonym.type, synonym.wording = name[: tag.start()], "previous", name
            elif _KIND.search(name):
                synonym.scope = "narrow"
            elif self.archive.names[_folded(name)] > 1:
                synonym.scope = "broad"
            record.synonyms.append(synonym)

    def _mappings(self, record: model.Record) -> None:
        for cui in dict.fromkeys(self.document.cuis):
            if not re.fullmatch(r"C\d{7}", cui, re.ASCII):
                self._remark("a CUI that is none", cui)
            elif self.archive.cuis[cui] > 1:
                self._remark("a CUI that several files have", cui)
            else:
                record.mappings.xref.append(
                    model.Mapping(
                        id=f"UMLS:{cui}",
                        justification="semapv:UnspecifiedMatching",
                        source=SOURCE,
                    )
                )
        if self.archive.mappings:
            for disagreement in self.archive.mappings.add_to(record):
                self._remark("a mapping that disagrees with another", disagreement)

    def _answer(self, record: model.Record, pair: Pair) -> None:
        text = pair.answer.text
        question = _QUESTION.match(text)
        if question and not _ASKS.match(question[1]):
            question = None
        start = question.end() if question else len(text) - len(text.lstrip())
        if not text[start:].strip():
            self._remark("an answer that is empty or only its question", pair.question)
            return
        topic = TOPICS.get(pair.type)
        if topic is None:
            self._remark("a type of question that is none of GARD's", pair.type)
            return
        self.topics[topic] += 1
        key = f"{topic}-{self.topics[topic]}" if self.topics[topic] > 1 else topic
        heading = " ".join((question[1] if question else pair.question).split()) or topic
        record.sections[key] = model.Section(heading=heading)
        table = hpo_table.find(text)
        self._prose(record, pair.answer, start, table.start if table else len(text), topic, key)
        if table:
            self._table(record, pair.answer, table, key)

    def _prose(
        self,
        record: model.Record,
        answer: Text,
        start: int,
        end: int,
        topic: prose.Topic,
        key: str,
    ) -> None:
        for marker in _MARKER.findall(answer.text[start:end]):
            self._remark("a marker that points to no list", marker)
        names = tuple(
            name.label if isinstance(name, model.Synonym) else name
            for name in (record.name, *record.synonyms)
        )
        passage = prose.Passage(
            answer.text[start:end],
            topic,
            lambda a, b: answer.quote(start + a, start + b),
            names,
            key,
        )
        found = prose.read(passage, self.lexicon, self.archive.trust)
        self.report.merged += prose.add(record, found, self.known)
        self.report.sentences += len(found.sentences)
        for sentence in found.uncovered:
            quote = passage.quote(sentence.start, sentence.end)
            said = passage.text[sentence.start : sentence.end]
            self.report.uncovered.append(Sentence(self.path, record.id, key, quote, said))

    def _table(self, record: model.Record, answer: Text, table: hpo_table.Table, key: str) -> None:
        found = prose.Found()
        for row in hpo_table.rows(answer.text, *table.rows):
            self.report.rows += 1
            made = hpo_table.claim(row, self.lexicon)
            if isinstance(made, str):
                self._remark(f"{made}, which a row names, is no sign of a patient", row.label)
                continue
            topic, claim = made
            claim.section = key
            claim.quote = answer.quote(row.start, row.end)
            found.claims.append((topic, claim))
            if claim.term is None:
                message = "no term of hp.obo has this label; kept without one"
                self.report.without_term.append(
                    Problem(self.path, 0, 0, "symptoms", message, claim.label, None, "warning")
                )
            if row.often not in ("-", "%", "") and claim.frequency is None:
                self._remark("a frequency that is none", row.often)
        self.report.merged += prose.add(record, found, self.known)

    def _remark(self, message: str, got: str) -> None:
        self.report.remarks.append(Problem(self.path, 0, 0, "", message, got, None, "warning"))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()

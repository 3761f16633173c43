"""A section of a page → claims: its sentences by ``prose``, the rows of its table, its markers."""

from __future__ import annotations

from collections import Counter

from gardkg import model
from gardkg.importers import hpo_table, prose
from gardkg.importers.markers import Markers
from gardkg.importers.page import glance, words
from gardkg.importers.page.outline import Part
from gardkg.importers.page.report import Report
from gardkg.importers.page.table import Row
from gardkg.importers.prose.sentences import split
from gardkg.importers.source_text import Text, bulleted, joined
from gardkg.terms.lexicon import Lexicon

#: Branches of HP whose terms are no symptoms; the table holds them all the same.
_BRANCHES: dict[str, type[model.TermClaim]] = {
    "HP:0000005": model.Inheritance,
    "HP:0003674": model.Onset,
    "HP:0012823": model.Course,
}
#: Characters of a paragraph that is read; the longest known has 3,000. What no person wrote could
#: take a rule forever.
MAX_PARAGRAPH = 6_000
_FIELDS = {kind: field for field, kind in model.TOPICS.items()}


class Sections:
    """The sections of a record, as they are added.

    Args:
        record: gets sections and claims; its names are no symptoms of its own.
        lexicon: the terms to look for.
        positions: where in the record's list the entry of a printed number stands.
        report: is told what becomes no claim.
        sha256: of the file, for the quotes.
    """

    def __init__(
        self,
        record: model.Record,
        lexicon: Lexicon,
        positions: dict[int, int],
        report: Report,
        sha256: str,
        trust: prose.Trust,
    ) -> None:
        self._trust = trust
        self._record, self._lexicon, self._positions = record, lexicon, positions
        self._report, self._sha256 = report, sha256
        self._kinds = [(lexicon.terms.below(root), kind) for root, kind in _BRANCHES.items()]
        names = [name if isinstance(name, str) else name.label for name in record.synonyms]
        self._names = (record.name, *names)
        self._claims: dict[str, model.Claim] = {}
        self._topics: Counter[str] = Counter()

    def add(self, part: Part) -> None:
        """Read a part of the page into the record."""
        if not part.lines and not part.rows:
            return
        if part.topic is None and not part.rows:
            if (part.heading or "").casefold() in words.HEADINGS:
                message = "says nothing that a record holds; left out"
                self._report.remark(part.start, message, part.heading)
            elif text := self._joined(part.lines):  # the answer to a question no field is for
                sentences = split(text.text)
                self._report.read(text, sentences, sentences)
            return
        topic = part.topic or "symptoms"
        key = self._key(topic)
        heading = part.heading or f"{topic.capitalize()} (no heading in the file)"
        self._record.sections[key] = model.Section(heading=heading, updated=part.updated)
        if text := self._joined([x for x in part.lines if not self._is_glance(x, key)]):
            self._text(text, topic, key)
        self._put(prose.Found([self._row(row, key) for row in part.rows]))

    def _key(self, topic: prose.Topic) -> str:
        """The topic, and a number where the page comes back to it."""
        self._topics[topic] += 1
        return f"{topic}-{self._topics[topic]}" if self._topics[topic] > 1 else topic

    def _put(self, found: prose.Found) -> None:
        prose.add(self._record, found, self._claims)

    def _joined(self, lines: list[Text]) -> Text | None:
        """The lines as one text, without those that no person wrote."""
        kept = []
        for line in lines:
            if len(line.text) <= MAX_PARAGRAPH or hpo_table.find(line.text):
                kept.append(bulleted(line))
            else:
                message = f"longer than {MAX_PARAGRAPH:,} characters; not read"
                self._report.remark(line.start, message, line.text[:80])
        return joined(kept, "\n") if kept else None

    def _is_glance(self, line: Text, key: str) -> bool:
        """Whether a line is one of the fixed sentences, and so is not read as prose."""
        found = glance.read(line.text, self._lexicon)
        for _, claim in found:
            claim.section, claim.agent = key, "automatic"
            claim.quote = line.quote(0, len(line.text), self._sha256)
        self._put(prose.Found(found))
        self._report.sentences += bool(found)
        return bool(found)

    def _text(self, text: Text, topic: prose.Topic, key: str) -> None:
        markers = Markers(text.text, self._positions)
        sentences: dict[tuple[int, int], tuple[int, int]] = {}

        def quote(start: int, end: int) -> model.Quote:
            found = text.quote(start, markers.end(end), self._sha256)
            sentences[found.start, found.end] = start, end
            return found

        # Pages of about 2016 have the table as its rows alone, with percentages behind them.
        table = hpo_table.find(text.text)
        without = markers.without[: table.start if table else None]
        found = prose.read(
            prose.Passage(without, topic, quote, self._names, key), self._lexicon, self._trust
        )
        for _, claim in found.claims:
            claim.label = " ".join(claim.label.split())  # a marker within leaves spaces
            for said in claim.statements:
                if said.quote:
                    said.citations = markers.of(*sentences[said.quote.start, said.quote.end])
        for row in hpo_table.rows(text.text, *table.rows) if table else ():
            made = hpo_table.claim(row, self._lexicon)
            if isinstance(made, str):
                message = f"{made}, which it names, is no sign of a patient; left out"
                self._report.remark(text.starts[row.start], message, row.label)
                continue
            field, claim = made
            claim.section, claim.quote = key, text.quote(row.start, row.end, self._sha256)
            found.claims.append((field, claim))
            if claim.term is None:
                self._report.remark(text.starts[row.start], "no term has this label", claim.label)
        self._put(found)
        for number, at in markers.dangling:
            message = f"no reference [{number}]; the citation is left out"
            self._report.remark(text.starts[at], message)
        self._report.read(text, found.sentences, found.uncovered)

    def _row(self, row: Row, key: str) -> tuple[str, model.Claim]:
        """The claim of a row of the HPO table, and its field; the page itself names the term."""
        terms = self._lexicon.terms.terms
        curie, known = row.curie, terms.get(row.curie)
        if known and known.obsolete:  # a page keeps the id that a term had before it was merged
            curie = known.replaced_by or curie
            known = terms.get(curie)
        kind = next((kind for below, kind in self._kinds if curie in below), model.Symptom)
        claim = kind(
            label=row.label,
            frequency=row.band,
            section=key,
            agent="automatic",
            quote=row.line.quote(0, len(row.line.text), self._sha256),
        )
        if known and not known.obsolete:
            claim.term, claim.match, claim.term_label = curie, "exact", known.label
        else:
            self._report.remark(row.line.start, f"no such term in hp.obo as {curie}", row.label)
        return _FIELDS[kind], claim

"""A page's lines → its parts: names, question, sections with dates, HPO table, references.

One reading serves the three eras, for saved pages mix them: a line is a label, a heading, a date,
a row of the table, an entry of the list of references, furniture, or text of the section it
stands in. What is text, and what it means, is ``page``'s and ``prose``'s to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gardkg.importers.citing import us_date
from gardkg.importers.page import table, words
from gardkg.importers.page.outline import Part, Parts, by_topic, without_repetitions
from gardkg.importers.page.table import Remark
from gardkg.importers.prose import Topic
from gardkg.importers.source_text import Text

#: A date behind the text it is of, on the same line.
_DATED = re.compile(r"(?<=\S)\s+Last updated:?\s+(\S+)$", re.I)
#: What only an entry of a list of references has.
_CITED = re.compile(r"\bAccessed\b|https?://|\b(?:19|20)[0-9]{2}\b.{0,40}$", re.I)
_MORE = re.compile(r"(?<!\s)\s+(?:See|Show|Read) (?:More|Less)$")
_SURELY_CITED = re.compile(r"\bAccessed [0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\.?$", re.I)


def parts(lines: Iterable[Text]) -> Parts:
    """Read the lines of a page into its parts."""
    reader = _Reader()
    for line in lines:
        reader.read(line)
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self.page = Parts()
        self._in = "head"
        self._asked: list[str] = []
        self._has_text = self._told_ages = False
        self._part: Part | None = None
        self._table = table.Table(self.page.remarks)

    def read(self, line: Text) -> None:
        text = " ".join(line.text.split())
        if not text:
            # A blank line ends what was said on one line; a list goes on behind it.
            if self._in == "categories":
                self._in = "head"
            return
        if (asked := words.DATED_QUESTION.fullmatch(text)) and words.topic(asked["heading"])[0]:
            self._headed(line, asked["heading"], words.topic(asked["heading"])[1], known=True)
            if self._part:
                self._part.updated = us_date(asked["date"])
            return
        if (dated := _DATED.search(line.text)) and us_date(dated[1]):
            self.read(line.cut(0, dated.start()))
            line = line.cut(dated.start(), len(line.text))
            text = line.text
        if self._labelled(line, text):
            return
        if self._table.reads(line, text):
            self._in = "body"
            if self._table.rows:
                self._current().rows += self._table.rows
                self._table.rows = []
            return
        if words.FURNITURE.match(text):
            return
        if self._in == "question":
            self._asked.append(text)
            return
        if words.AGES.fullmatch(text):
            self._ages(line)
            return
        is_heading, about = words.topic(text) if line.kind != "item" else (False, None)
        if is_heading or line.kind == "heading":
            self._headed(line, text, about, known=is_heading)
        elif self._in == "synonyms" and (line.kind == "item" or ";" in text or self._is_name(text)):
            self._names(line)
        elif self._in == "categories" and self._is_name(text):
            self._categories(text)
            self._in = "categories" if line.kind == "item" else "head"
        elif self._in == "references" and not self._is_entry(line, text):
            self.page.remarks.append(Remark(line, "below the list of references; left out"))
            self._in = "aside"
        elif self._in == "aside":
            pass
        elif self._in == "references" or self._is_cited(line, text):
            if self._part and not self.page.references:
                # The list began before an entry that can be nothing else.
                self.page.references = _trailing_references(self._part)
            self._in, self._part = "references", None
            self.page.references.append(line)
        elif self._in == "head" and not self.page.title and self._is_title(text):
            self.page.title = text
        else:
            self._in = "body"
            if self._part and self._part.heading is None and self._part.rows:
                self._part = None  # where headings are lost, the table still ends the symptoms
            self._has_text = True
            self._current().lines.append(line)

    def _labelled(self, line: Text, text: str) -> bool:
        """Whether the line is a label, an address or a date, and is done with."""
        page = self.page
        if words.ADDRESS.fullmatch(text) and not page.sections:
            page.addresses.append(text)
        elif (found := words.GARD_ID.fullmatch(text)) and found[1]:
            page.number = page.number or found[1]
        elif found := words.SYNONYMS.fullmatch(text):
            if self._table.is_open or (found[1] and page.sections):
                return False
            self._in = "synonyms"
            if found[1]:
                self._names(_ending(line, found[1]))
        elif found := words.CATEGORIES.fullmatch(text):
            self._in = "categories"
            self._categories(found[1])
        elif found := words.QUESTION.fullmatch(text):
            self._in, self._asked = "question", [found[1] or ""]
        elif words.ANSWER.fullmatch(text):
            self._in = "head"
        elif words.REFERENCES.fullmatch(text):
            self._in, self._part = "references", None
        elif (found := words.UPDATED.fullmatch(text)) and self._in != "references":
            self._dated(line, found[1])
        else:
            return False
        return True

    def _categories(self, text: str) -> None:
        self.page.categories += [part for part in re.split(r"\s*[;,]\s*", text) if part]

    def _dated(self, line: Text, text: str) -> None:
        day = us_date(text)
        if day is None:
            self.page.remarks.append(Remark(line, "expected a date as month/day/year; left out"))
        elif self._part is None:
            self.page.remarks.append(Remark(line, "a date below no text; left out"))
        else:
            self._part.updated = day
        self._part, self._in = None, "body"

    def _headed(self, line: Text, text: str, about: Topic | None, *, known: bool) -> None:
        if not known and not self.page.title and self._is_title(text):
            self.page.title = text
            return
        self._part = Part(text, about, line)
        self.page.sections.append(self._part)
        self._in = "body"

    def _ages(self, line: Text) -> None:
        if not self._told_ages:
            message = "ages of which only the screen shows the ones that apply; left out"
            self.page.remarks.append(Remark(line, message))
            self._told_ages = True

    def _current(self) -> Part:
        if self._part is None:
            self._part = Part(None, None)
            self.page.sections.append(self._part)
        return self._part

    def _names(self, line: Text) -> None:
        found = (
            [line]
            if line.kind == "item"
            else [line.cut(*match.span()) for match in re.finditer(r"[^;]+", line.text)]
        )
        for name in found:
            if ending := _MORE.search(name.text):
                name = name.cut(0, ending.start())
            if name.text:
                self.page.synonyms.append(name)

    def _is_name(self, text: str) -> bool:
        return len(text) <= 160 and text[-1] not in ".?!:]" and ". " not in text

    def _is_title(self, text: str) -> bool:
        return not self._has_text and self._is_name(text)

    def _is_entry(self, line: Text, text: str) -> bool:
        """Whether a line below "References" can be an entry, and not what furnishes the page."""
        return line.kind == "item" or "." in text or bool(_CITED.search(text))

    def _is_cited(self, line: Text, text: str) -> bool:
        """An entry of a list without a heading: an access date, or an item below all sections."""
        if _SURELY_CITED.search(text):
            return True
        below = self._part is None and bool(self.page.sections)
        return below and line.kind == "item" and bool(_CITED.search(text))

    def finished(self) -> Parts:
        page = self.page
        page.question = " ".join(filter(None, self._asked))
        if not page.references and page.sections:
            page.references = _trailing_references(page.sections[-1])
        page.sections = list(by_topic(page.sections))
        without_repetitions(page.sections)
        # A menu names the headings too, and a summary may stand there twice.
        read = {part.heading for part in page.sections if part.lines or part.rows}
        for part in page.sections:
            if part.at and part.topic and part.heading not in read:
                page.remarks.append(Remark(part.at, "no text below the heading"))
        return page


def _trailing_references(part: Part) -> list[Text]:
    """The items that end a page, if each is an entry of a list of references."""
    count = 0
    for line in reversed(part.lines):
        if line.kind != "item" or not _CITED.search(line.text):
            break
        count += 1
    found = part.lines[len(part.lines) - count :]
    del part.lines[len(part.lines) - count :]
    return found


def _ending(line: Text, text: str) -> Text:
    """The end of a line that is ``text``, whatever white space stands in it."""
    left = len(text) - text.count(" ")
    at = len(line.text)
    while left:
        at -= 1
        left -= not line.text[at].isspace()
    return line.cut(at, len(line.text))


def stands_alone(text: str) -> bool:
    """Whether a line is whole by its form: a heading, label, date, address or row of the table.

    >>> stands_alone("Last updated: 4/18/2014"), stands_alone("which are often affected")
    (True, False)
    """
    labels = (words.SYNONYMS, words.CATEGORIES, words.QUESTION, words.ANSWER, words.REFERENCES)
    forms = (*labels, words.UPDATED, words.ADDRESS, words.GARD_ID, words.AGES)
    return (
        any(form.fullmatch(text) for form in forms)
        or (words.FURNITURE.match(text) is not None and len(text) < 60)
        or words.topic(text)[0]
        or table.is_part(text)
    )

"""The table of HPO terms that GARD pages had from 2016 to 2021, line by line.

A band ("80%-99% of people have these symptoms") stands over its rows. A row is a term, maybe its
other names, and the digits of its HP id: on one line, its cells parted by tabs where the page was
HTML, or on lines of their own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gardkg.importers.page import words
from gardkg.importers.source_text import Text, joined
from gardkg.model import BANDS

#: The bands of the table of 2016–2021, which are HPO's.
_BANDS = {
    f"{band.low}%-{band.high}%" if band.low < band.high else f"{band.high}%": curie
    for curie, band in BANDS.items()
}
_BAND = re.compile(r"(?P<band>[0-9]+%(?:\s*[-–]\s*[0-9]+%)?) of people have these symptoms.*")
_NO_BAND = re.compile(r"percent of people who have these symptoms is not available.*", re.I)
_SHOWING = re.compile(r"showing\b.{0,12}\bof [0-9]+\b.{0,3}", re.I)
_ROW = re.compile(r"(?<=\S)\s+(?:HP:?)?(?P<id>[0-9]{7})\Z")
_ID = re.compile(r"(?:HP:?)?(?P<id>[0-9]{7})")
_MORE = re.compile(r"\[\s*more\s*\]", re.I)
#: Of the lines of a row, none is longer.
_MAX_CELL = 160


class Row(NamedTuple):
    """A term of the table, and HPO's band for the one it stands under."""

    line: Text
    label: str
    curie: str
    band: str | None


class Remark(NamedTuple):
    """Something of the page that was not taken as it stands, and why."""

    at: Text
    message: str


class Table:
    """The table, as its lines come by.

    >>> table = Table([])
    >>> for line in ("30%-79% of people have these symptoms", "Seizures 0001250"):
    ...     assert table.reads(Text.at(0, line), line)
    >>> table.rows[0][1:]
    ('Seizures', 'HP:0001250', 'HP:0040282')
    """

    def __init__(self, remarks: list[Remark]) -> None:
        self.is_open = False
        self.rows: list[Row] = []
        """The rows read, until somebody takes them away."""
        self._remarks = remarks
        self._band: str | None = None
        self._cells: list[Text] = []
        self._had_rows = False

    def reads(self, line: Text, text: str) -> bool:
        """Whether a line (``text``: with single spaces) is one of the table."""
        if found := _BAND.fullmatch(text):
            printed = re.sub(r"\s", "", found["band"]).replace("–", "-")
            self.is_open, self._band = True, _BANDS.get(printed)
            if self._band is None:
                self._remarks.append(Remark(line, "no band of HPO; its rows have no frequency"))
        elif _NO_BAND.fullmatch(text):
            self.is_open, self._band = True, None
        elif _SHOWING.fullmatch(text):
            # It stands above the table and below it.
            self.is_open = not (self.is_open and self._had_rows)
            self._had_rows, self._band, self._cells = False, None, []
        elif not self.is_open:
            return False
        elif words.FURNITURE.match(text):
            pass
        elif found := _ROW.search(text) or (self._cells and _ID.fullmatch(text)) or None:
            self._row([*self._cells, line], found["id"])
        elif len(text) > _MAX_CELL or text[-1] in ".?" or words.topic(text)[0]:
            self.is_open = False
            return False
        else:
            self._cells.append(line)
        return True

    def _row(self, cells: list[Text], digits: str) -> None:
        # The cells behind the first hold other names and the id.
        name = _ROW.sub("", cells[0].text.strip().split("\t")[0])
        name = " ".join(_MORE.sub("", name).split())
        self.rows.append(Row(joined(cells, "\t"), name, f"HP:{digits}", self._band))
        self._cells, self._had_rows = [], True


def is_part(text: str) -> bool:
    """Whether a line can only be the table's.

    >>> is_part("Seizures 0001250"), is_part("Seizures")
    (True, False)
    """
    forms = (_BAND, _NO_BAND, _SHOWING, _ID)
    return bool(_ROW.search(text)) or any(form.fullmatch(text) for form in forms)

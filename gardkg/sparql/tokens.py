"""SPARQL cut into tokens as an engine cuts it, or not at all.

The terminals are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, with 1.2's triple
terms and directions. Oxigraph has no lexer: its parser tries rule after rule at each character.
So where the standard and Oxigraph cut otherwise, these are Oxigraph's tokens:

- a keyword ends where its letters end (``SERVICESILENT<…>``): a word here is all letters in a row;
- a local name holds one dot in its middle; a second one ends it;
- ``<`` behind an operand is an operator, also where an IRI could begin (``?a<?b&&?c>?d``).

What cannot be cut is refused: text that two readers cut in two ways could hide anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple, NoReturn

from gardkg.errors import UsageError, shortened, visible

Kind = Literal["iri", "name", "blank", "variable", "language", "string", "number", "word", "mark"]


class Token(NamedTuple):
    """A piece of a query: what it is, its text, where it begins, and the brackets around it."""

    kind: Kind
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def prefix(self) -> str:
        """Of a prefixed name, what stands before the colon."""
        return self.text.partition(":")[0]

    @property
    def local(self) -> str:
        """Of a prefixed name, what stands behind the colon."""
        return self.text.partition(":")[2]

    def says(self, word: str) -> bool:
        """Whether it is this keyword, in any case."""
        return self.kind == "word" and self.text.upper() == word


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_CHAR = rf"[{_BASE}_{_MORE}-]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?#@%]"
_PREFIX = rf"[{_BASE}]{_CHAR}*+(?:\.++{_CHAR}++)*+"
_LOCAL = (
    rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:{_CHAR}|:|{_ESCAPED})*+"
    rf"(?:\.++(?:{_CHAR}|:|{_ESCAPED})++)?+"
)
_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IN_STRING = rf"\\[tbnrf\"'\\]|{_CODE}"

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)++")
_RUN = re.compile(_PREFIX)
_NAME = re.compile(rf":(?:{_LOCAL})?+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*+")
_IRI = re.compile(rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE})*+>")
_LONG = {
    quote: re.compile(rf"{quote * 3}(?:{quote}{{0,2}}+(?:[^{quote}\\]|{_IN_STRING}))*+{quote * 3}")
    for quote in "\"'"
}
_OTHER: dict[str, tuple[Kind, re.Pattern[str]]] = {
    '"': ("string", re.compile(rf'"(?:[^"\\\n\r]++|{_IN_STRING})*+"')),
    "'": ("string", re.compile(rf"'(?:[^'\\\n\r]++|{_IN_STRING})*+'")),
    "_": ("blank", re.compile(rf"_:[{_BASE}_0-9]{_CHAR}*+(?:\.++{_CHAR}++)*+")),
    "?": ("variable", re.compile(rf"[?$][{_BASE}_0-9][{_BASE}_{_MORE}]*+")),
    "@": ("language", re.compile(r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+")),
    "0": (
        "number",
        re.compile(r"(?:[0-9]++\.[0-9]*+|\.?[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++"),
    ),
}
_OTHER |= {"$": _OTHER["?"], ".": _OTHER["0"]} | dict.fromkeys("123456789", _OTHER["0"])
_MARK = re.compile(r"\^\^|&&|\|\||[<>!]=|[{}()\[\];,.=<>!&|+*/^?~-]")
_POINT = re.compile(_CODE)
_HALF = re.compile("[\ud800-\udfff]")
_CLOSES = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>"}


def place(query: str, at: int) -> str:
    """Where in a query that is, for a message.

    >>> place("ASK {\\n ? }", 7)
    'query:2:2'
    """
    return f"query:{query.count(chr(10), 0, at) + 1}:{at - query.rfind(chr(10), 0, at)}"


@lru_cache(maxsize=32)  # a card asks some twelve queries, of each record the same
def tokens(query: str) -> tuple[Token, ...]:
    """The tokens of a query, without blanks and comments.

    >>> [token.text for token in tokens("ASK{?s a ex:a\\\\#b FILTER(?s<1.e5)}# no")]
    ['ASK', '{', '?s', 'a', 'ex:a\\\\#b', 'FILTER', '(', '?s', '<', '1.e5', ')', '}']

    Raises:
        UsageError: it cannot be cut, or its brackets do not match.
    """
    if half := _HALF.search(query):
        _refuse(query, half.start(), "holds half a character")
    for escape in _POINT.finditer(query):
        # SPARQL lets an escape stand for a character of its grammar; nobody needs that.
        if (code := int(escape[0][2:], 16)) < 0x80:
            _refuse(query, escape.start(), f"write the character itself instead of {escape[0]}")
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            _refuse(query, escape.start(), f"there is no character {escape[0]}")
    return tuple(_Cutter(query).cut())


def _refuse(query: str, at: int, what: str) -> NoReturn:
    raise UsageError(f"{place(query, at)}: {what}")


class _Cutter:
    """Cuts a query, and keeps in mind within which brackets it is.

    What a bracket holds says whether ``<`` behind an operand is an operator: in an
    ``expression`` it is; among ``terms`` and in a ``group`` it begins an IRI. In a ``query``
    (SELECT and what follows) round brackets hold expressions. ``unsure`` is what we cannot tell.
    """

    def __init__(self, query: str) -> None:
        self.query = query
        self.found: list[Token] = []
        self.open: list[tuple[str, str, int]] = [("", "query", 0)]
        #: Up to here, no letters begin a prefixed name: looked at once, or it takes quadratic time.
        self.no_name = 0

    def cut(self) -> list[Token]:
        at, query = 0, self.query
        while True:
            if blank := _BLANK.match(query, at):
                at = blank.end()
            if at == len(query):
                break
            kind, text = self._next(at)
            depth = len(self.open) - 1
            if kind == "word" and text[:6].upper() == "SELECT" and self._previous() == "{":
                self.open[-1] = ("{", "query", self.open[-1][2])
            elif kind == "mark":
                self._bracket(text, at)
                depth = min(depth, len(self.open) - 1)
            self.found.append(Token(kind, text, at, depth))
            at += len(text)
        if len(self.open) > 1:
            bracket, _, where = self.open[-1]
            _refuse(query, where, f"{bracket} is never closed")
        return self.found

    def _next(self, at: int) -> tuple[Kind, str]:
        query, first = self.query, self.query[at]
        if first == "<":
            return self._angle(at)
        if first in "\"'" and query.startswith(first * 3, at):
            # An engine that cannot read it may see an empty string and then another.
            if match := _LONG[first].match(query, at):
                return "string", match[0]
        elif first in _OTHER:
            kind, pattern = _OTHER[first]
            if match := pattern.match(query, at):
                return kind, match[0]
        elif name := self._name(at):
            return "name", name
        if match := _WORD.match(query, at):
            return "word", match[0]
        top = _CLOSES.get(self.open[-1][0], "")
        if len(top) > 1 and query.startswith(top, at):
            return "mark", top
        if match := _MARK.match(query, at):
            return "mark", match[0]
        self._unreadable(at)

    def _unreadable(self, at: int) -> NoReturn:
        got = visible(shortened(self.query[at : at + 30].partition("\n")[0], 24))
        _refuse(self.query, at, f'cannot be read from here on: "{got}"')

    def _name(self, at: int) -> str:
        if at < self.no_name:
            return ""
        prefix = _RUN.match(self.query, at)
        end = prefix.end() if prefix else at
        if match := _NAME.match(self.query, end):
            return self.query[at : match.end()]
        self.no_name = end
        return ""

    def _angle(self, at: int) -> tuple[Kind, str]:
        query, inside = self.query, self.open[-1][1]
        if inside == "expression" and self._behind_operand():
            return "mark", "<=" if query.startswith("<=", at) else "<"
        for mark in ("<<(", "<<"):
            if query.startswith(mark, at):
                return "mark", mark
        if match := _IRI.match(query, at):
            if inside == "unsure" and self._behind_operand() and "://" not in match[0]:
                _refuse(
                    query, at, "an IRI, or less than? Write the IRI in full, or a blank behind <"
                )
            return "iri", match[0]
        # Other engines let an IRI hold a quote.
        self._unreadable(at)

    def _previous(self, back: int = 1) -> str:
        """The text of the token before, as far as it is a mark or a word."""
        if len(self.found) < back or self.found[-back].kind not in {"mark", "word"}:
            return ""
        return self.found[-back].text

    def _behind_operand(self) -> bool:
        before = self.found[-1]
        if before.kind in {"mark", "word"}:
            return before.text in {")", "}", "]", ")>>"} or before.text.endswith(("true", "false"))
        return True

    def _bracket(self, mark: str, at: int) -> None:
        if mark in _CLOSES:
            self.open.append((mark, self._holds(mark), at))
        elif mark in _CLOSES.values():
            if _CLOSES.get(self.open[-1][0]) != mark:
                _refuse(self.query, at, f"{mark} closes nothing that is open")
            self.open.pop()

    def _holds(self, mark: str) -> str:
        around = self.open[-1][1]
        if mark == "{":
            return "group"
        if mark != "(" or self._previous().upper().endswith("VALUES"):
            return "terms"
        if around == "query":
            return "expression"
        if around != "group":
            return around
        before = self.found[-1]
        filtered = "FILTER" in self._previous(2).upper()
        if before.kind == "word":
            word = before.text.upper()
            if "FILTER" in word or word.endswith("BIND") or filtered:
                return "expression"
            return "terms" if before.text == "a" else "unsure"
        if before.kind in {"iri", "name"}:
            glued = before.kind == "name" and "FILTER" in before.prefix.upper()
            return "expression" if filtered else "unsure" if glued else "terms"
        return "terms"

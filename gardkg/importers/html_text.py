"""HTML → its lines of text, each character with its place in the source.

One pass over tags and character references; nothing is executed, fetched or expanded, and the
time grows with the length only (``html.parser`` of Python 3.11 needs the square of it for
``<a<a<a…``). A tag begins a new line, says what kind of line it is, or does nothing, so that
unclosed and misplaced ones do no harm. Left out: comments, scripts, styles and what else is
never shown. A page that declares entities of its own is no HTML; a reference that HTML does not
know stays as it is written.
"""

from __future__ import annotations

import html
import re
import string

from gardkg.importers.source_text import Kind, Text, item

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
#: Their content is no markup, up to their own end tag.
_RAW = {"script", "style", "textarea"}
_UNSEEN = {"template", "svg", "select", "noscript", "iframe", "object", "video", "audio"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BREAKS = _HEADINGS | {
    *("title", "body", "p", "div", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "pre"),
    *("table", "thead", "tbody", "tr", "caption", "section", "article", "aside", "header"),
    *("footer", "nav", "main", "form", "fieldset", "blockquote", "address", "figure"),
    *("figcaption", "details", "summary", "label", "button"),
}
_IS_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|table|ul|h[1-6]|p)(?:\s[^<>]*)?>", re.I
)
_DECLARES = re.compile(r"<!DOCTYPE[^<>]*\[|<!ENTITY", re.I)
# Quoted values may hold < and >; where the quotes do not match, they are no quotes.
_ATTRIBUTES = r"""(?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}')*+|[^<>]*+"""
_MARK = re.compile(
    rf"<!--|<[!?][^<>]*>|<(?P<tag>/?[a-zA-Z][a-zA-Z0-9]*+)(?P<attributes>{_ATTRIBUTES})>"
    r"|&\#?[a-zA-Z0-9]{1,32};?"
)
#: What browsers and SingleFile say in a comment of where a page was saved from.
_SAVED = re.compile(r"(?:\bsaved from url=\(\d+\)|^\s*url:\s*)(\S+)", re.MULTILINE)
#: So much of a comment is looked at.
_COMMENT = 4000
_ATTRIBUTE = re.compile(
    r"""(?<![a-z:-])([a-z][a-z:-]*+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I
)


def is_html(source: str) -> bool:
    """Whether a source is HTML rather than plain text.

    >>> is_html("<p>a</p>"), is_html("weight loss (<20 pounds, p>0)")
    (True, False)
    """
    return _IS_HTML.search(source) is not None


def declares_entities(source: str) -> bool:
    """Whether it brings entities of its own, as XML may and HTML may not."""
    return _DECLARES.search(source) is not None


class Page:
    """The lines of an HTML page, its title and the addresses it gives as its own.

    >>> page = Page("<title>T</title><h2>Is it?</h2><ul><li>a &amp; b<li>c</ul>")
    >>> [(line.kind, line.text) for line in page.lines]
    [('heading', 'Is it?'), ('item', 'a & b'), ('item', 'c')]
    >>> page.title, page.lines[1].start
    ('T', 39)
    """

    def __init__(self, source: str) -> None:
        self.lines: list[Text] = []
        self.title = ""
        self.addresses: list[str] = []
        self.language = ""
        """As its own tag says; empty if it does not."""
        self._source = source
        self._shown: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kind: Kind = "text"
        self._in_title = False
        lower = source.translate(_LOWER)  # str.lower would lengthen a capital I with a dot
        last_end = {tag: lower.rfind(f"</{tag}") for tag in _RAW | _UNSEEN}
        hidden, depth, at = "", 0, 0
        while found := _MARK.search(source, at):
            if not hidden:
                self._text(at, found.start())
            at = found.end()
            if found[0] == "<!--":
                end = source.find("-->", at)
                if saved := _SAVED.search(source, at, min(end if end >= 0 else at, at + _COMMENT)):
                    self.addresses.append(html.unescape(saved[1]))
                at = end + 3 if end >= 0 else len(source)
            elif found[0][0] == "&":
                if not hidden:
                    self._reference(found)
            elif found["tag"]:
                name = found["tag"].lower().lstrip("/")
                opens = found["tag"][0] != "/" and not found["attributes"].endswith("/")
                if hidden:
                    depth += (opens or -1) if name == hidden else 0
                    hidden = hidden if depth else ""
                elif opens and name in _RAW and last_end[name] > at:
                    at = lower.find(f"</{name}", at)
                elif opens and name in _UNSEEN and last_end[name] > at:
                    hidden, depth = name, 1
                else:
                    self._tag(found["tag"].lower(), found)
        if not hidden:
            self._text(at, len(source))
        self._break()

    def _tag(self, tag: str, found: re.Match[str]) -> None:
        if tag in ("html", "link", "meta", "base"):
            values = {k.lower(): a or b or c for k, a, b, c in _ATTRIBUTE.findall(found[0])}
            if tag == "html":
                self.language = values.get("lang") or values.get("xml:lang", "")
            elif (
                tag == "base"
                or values.get("rel") == "canonical"
                or "og:url" in (values.get("property"), values.get("name"))
            ):
                address = values.get("href") or values.get("content", "")
                self.addresses += filter(None, [html.unescape(address)])
        elif tag in ("td", "th"):
            self._add("\t", found.start(), found.start())
        elif tag in _BREAKS:
            self._break("heading" if tag in _HEADINGS else "item" if tag == "li" else "text")
            self._in_title = tag == "title"
        elif tag[0] == "/" and tag[1:] in _BREAKS:
            self._break()
            self._in_title, self._kind = False, "text"

    def _text(self, start: int, end: int) -> None:
        # A line break in the source is a space, as a browser shows it.
        self._shown.append(re.sub("[\n\r\t\v\f\x85\u2028\u2029]", " ", self._source[start:end]))
        self._starts += range(start, end)
        self._ends += range(start + 1, end + 1)

    def _reference(self, found: re.Match[str]) -> None:
        shown = html.unescape(found[0])
        if shown == found[0] or "\ufffd" in shown or len(shown) > 2:
            self._text(found.start(), found.end())  # no such character: it stays as written
        else:
            self._add(shown, found.start(), found.end())

    def _add(self, shown: str, start: int, end: int) -> None:
        self._shown.append(shown)
        self._starts += [start] * len(shown)
        self._ends += [end] * len(shown)

    def _break(self, kind: Kind = "text") -> None:
        """End the line; the next is of this kind."""
        shown = "".join(self._shown)
        if shown.strip():
            line = Text(shown, self._starts, self._ends, self._kind).cut(0, len(shown))
            if self._in_title:
                self.title = self.title or " ".join(line.text.split())
            else:
                self.lines.append(item(line) if line.kind == "text" else line)
            self._kind = "text"
        # In <li><p> or <h2><div> the item or heading has not begun yet.
        self._kind = kind if kind != "text" else self._kind
        self._shown, self._starts, self._ends = [], [], []

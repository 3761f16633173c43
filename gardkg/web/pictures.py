"""Pictures by hand: a record as a tree of links, and how often something is so as a bar.

They are SVG within a page, coloured by its style sheet. Texts are escaped here, for the pages take
what these functions give as markup.
"""

from __future__ import annotations

import html

from markupsafe import Markup

from gardkg.model.values import in_words, percent_of

#: In units of the picture: the height of a line, where kinds and claims begin, and its width.
_LINE, _KINDS, _CLAIMS, _WIDTH = 20, 210, 400, 800
_LONGEST = 52


def bar(frequency: str) -> Markup:
    """How often something is so, from least to most, of a hundred; nothing where that is words.

    >>> print(bar("HP:0040282"))
    <svg class="bar" viewBox="0 0 100 10" role="img" aria-label="frequent, 30–79%">\
<rect class="all" width="100" height="10"/><rect x="30" width="49" height="10"/></svg>
    """
    if not (span := percent_of(frequency)):
        return Markup()
    low, high = span
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" role="img" aria-label="{}">'
        '<rect class="all" width="100" height="10"/>'
        '<rect x="{:g}" width="{:g}" height="10"/></svg>'
    ).format(in_words(frequency), *_drawn(low, high))


def _drawn(low: float, high: float) -> tuple[float, float]:
    """Where a bar begins and how wide it is: a single number from 0; never too thin to see."""
    start = 0 if low == high else low
    return start, max(round(high - start, 1), 1) if high else 0


def tree(name: str, kinds: dict[str, list[tuple[str, str]]]) -> Markup:
    """A disease, the kinds of what is said of it, and each claim with the fragment it leads to.

    >>> print(tree("A", {"Symptoms": [("symptom-1", "b & c")]})[:60])
    <svg class="tree" viewBox="0 0 800 40" width="800" height="4
    """
    height = (sum(map(len, kinds.values())) + 1) * _LINE
    root = height / 2
    lines: list[str] = []
    texts = [_text(4, root, _short(name, 28), ' class="strong"')]
    row = 1
    for kind, claims in kinds.items():
        middle = (row + (len(claims) - 1) / 2) * _LINE
        lines.append(_curve(_KINDS - 16, root, _KINDS - 4, middle))
        texts.append(_text(_KINDS, middle, kind))
        for fragment, label in claims:
            lines.append(_curve(_CLAIMS - 60, middle, _CLAIMS - 4, row * _LINE))
            text = _text(_CLAIMS, row * _LINE, _short(label))
            texts.append(f'<a href="#{html.escape(fragment)}">{text}</a>')
            row += 1
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    return Markup("\n".join([f'<svg class="tree" {size}>', *lines, *texts, "</svg>"]))


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _text(x: float, y: float, text: str, attributes: str = "") -> str:
    return f'<text x="{x:g}" y="{y + 4:g}"{attributes}>{html.escape(text)}</text>'


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    between = (x1 + x2) / 2
    path = f"M{x1:g} {y1:g}C{between:g} {y1:g} {between:g} {y2:g} {x2:g} {y2:g}"
    return f'<path d="{path}"/>'

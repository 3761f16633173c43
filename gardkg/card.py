"""The answer card of one disease, made of the graph's answers to the named queries.

One card, three forms: text for a terminal or pipe, Markdown, JSON. Every line carries the
``[n]`` of its references, and the references follow as the page has them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from gardkg.errors import TermError, UsageError
from gardkg.identifiers import disease_id
from gardkg.query import ask
from gardkg.store import Store

Row = dict[str, str | None]


@dataclass
class Line:
    """One statement: what, how put (hedge, frequency, status…), its references and date.

    ``again``: it says the same as the line before, in another place.
    """

    label: str
    notes: list[str] = field(default_factory=list)
    citations: list[int] = field(default_factory=list)
    updated: str | None = None
    again: bool = False


@dataclass
class Card:
    """What the graph answers about one disease."""

    id: str
    name: str
    question: str | None
    page: str | None
    names: list[str]
    sections: dict[str, list[Line]]
    references: list[dict[str, Any]]


def card(store: Store, disease: str) -> Card:
    """Ask the store for everything a card shows; ``disease`` is an IRI of ``find_disease``.

    Raises:
        StoreError: a query failed.
    """
    (record,) = ask(store, "record", disease=disease)[:1]
    affects = ask(store, "affects", disease=disease)
    symptoms = ask(store, "symptoms", disease=disease)
    sections = {
        "Affects": _lines(affects, _quality),
        "Symptoms": _lines((row for row in symptoms if row["negated"] == "false"), _quality),
        "Not the case": _lines((row for row in symptoms if row["negated"] == "true"), _quality),
        "Cause": _lines(ask(store, "causes", disease=disease), _relation),
        "Treatment": _lines(ask(store, "treatments", disease=disease), _treatment),
    }
    return Card(
        id=_text(record["id"]),
        name=_text(record["label"]),
        question=record["question"],
        page=record["page"],
        names=[
            _text(row["name"]) + (" (incomplete)" if row["incomplete"] == "true" else "")
            for row in ask(store, "names", disease=disease)
        ],
        sections={title: lines for title, lines in sections.items() if lines},
        references=[
            {"n": int(_text(row["n"])), "text": row["reference"], "accessed": row["accessed"]}
            for row in ask(store, "references", disease=disease)
        ],
    )


def find_disease(store: Store, text: str) -> str:
    """The IRI of the disease that a name, a synonym or an id means.

    Raises:
        UsageError: none or more than one; the message lists what comes near.
    """
    wanted = _folded(text)
    spelled = _disease_id(text)
    exact: dict[str, str] = {}
    near: dict[str, str] = {}
    for row in ask(store, "diseases"):
        disease, label, name = _text(row["disease"]), _text(row["label"]), row["name"]
        shown = f"{label} ({row['id']})"
        if row["id"] == spelled or wanted in {_folded(label), _folded(name or "")}:
            exact[disease] = shown
        elif wanted and (wanted in _folded(label) or wanted in _folded(name or "")):
            near[disease] = shown
    found = exact or near
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise UsageError(f"no disease is called {text!r}")
    raise UsageError(f"{text!r} may be: " + "; ".join(sorted(found.values())[:12]))


def _disease_id(text: str) -> str | None:
    try:
        return disease_id(text)
    except TermError:
        return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def _text(value: str | None) -> str:
    return value or ""


def _lines(rows: Iterable[Row], notes: Callable[[Row], list[str]]) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        numbers = sorted(int(n) for n in _text(row["citations"]).split())
        label = _text(row["label"])
        again = bool(lines) and lines[-1].label == label
        lines.append(Line(label, notes(row), numbers, row["updated"], again))
    return lines


def _word(iri: str | None) -> str:
    """The readable end of one of our concepts: …#status-best-option → best option."""
    return _text(iri).rpartition("#")[2].partition("-")[2].replace("-", " ")


def _quality(row: Row) -> list[str]:
    return [note for note in (row.get("frequency"), row.get("hedge")) if note]


def _relation(row: Row) -> list[str]:
    relation = _text(row["relation"]).rpartition("/")[2].replace("_", " ")
    return ([] if "#" in relation else [relation]) + _quality(row)


def _treatment(row: Row) -> list[str]:
    effect = row["effect"] or _word(row["duration"])
    side_effects = row["side_effects"]
    notes = [
        "not effective" if row["negated"] == "true" else "",
        "contraindicated" if _text(row["relation"]).endswith("contraindicated_in") else "",
        _word(row["status"]),
        f"effect {effect}" if effect else "",
        f"leads to {_word(row['outcome'])}" if row["outcome"] else "",
        f"{side_effects} side effects" if side_effects else "",
    ]
    return list(dict.fromkeys(note for note in [*notes, *_quality(row)] if note))


# --- The three forms ----------------------------------------------------------------------------


def as_json(card: Card) -> str:
    """The card as JSON, with the fields of ``Card``."""
    return json.dumps(asdict(card), indent=2, ensure_ascii=False) + "\n"


def as_markdown(card: Card) -> str:
    """The card as Markdown; what could be markup in a label is escaped."""
    out = [f"# {_md(card.name)}", "", f"`{card.id}`" + (f" · <{card.page}>" if card.page else "")]
    if card.question:
        out += ["", f"> {_md(card.question)}"]
    if card.names:
        out += ["", "**Also called** " + "; ".join(map(_md, card.names))]
    for title, lines in card.sections.items():
        out += ["", f"## {title}", ""]
        out += [("  " * line.again) + f"- {_md(_joined(line))}{_marks(line)}" for line in lines]
    if card.references:
        out += ["", "## References", ""]
        out += [f"{ref['n']}. {_md(_reference(ref))}" for ref in card.references]
    return "\n".join(out) + "\n"


def as_text(card: Card) -> list[tuple[str, str]]:
    """The card as lines, each with its role: title, heading, item, again or plain."""
    out = [("title", f"{card.name}  {card.id}")]
    if card.question:
        out.append(("plain", card.question))
    if card.names:
        out += [("heading", "Also called"), *(("item", name) for name in card.names)]
    for title, lines in card.sections.items():
        out.append(("heading", title))
        out += [("again" if line.again else "item", _joined(line) + _marks(line)) for line in lines]
    if card.references:
        out.append(("heading", "References"))
        out += [("item", f"[{ref['n']}] {_reference(ref)}") for ref in card.references]
    if card.page:
        out.append(("plain", f"From {card.page}"))
    return out


def _joined(line: Line) -> str:
    return ("also" if line.again else line.label) + (
        f" ({', '.join(line.notes)})" if line.notes else ""
    )


def _marks(line: Line) -> str:
    marks = "".join(f"[{n}]" for n in line.citations)
    return (f" {marks}" if marks else "") + (f"  {line.updated}" if line.updated else "")


def _reference(ref: dict[str, Any]) -> str:
    return f"{ref['text']}" + (f" Accessed {ref['accessed']}." if ref["accessed"] else "")


def _md(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_[]<>#|&" else c for c in text)

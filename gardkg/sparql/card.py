"""The answer card of one disease, made of the graph's answers to the named queries.

One card, three forms: text for a terminal or pipe, Markdown, JSON. Every line carries the
``[n]`` of its references, and the references follow as the page has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from gardkg.mapping.templates import MATCHES, RELATIONS
from gardkg.model import in_words
from gardkg.sparql.answer import select
from gardkg.sparql.resolve import find_disease
from gardkg.sparql.results import Source
from gardkg.sparql.values import word

Row = dict[str, Any]
#: The section in the name of a statement, ``record/…/statement/…/SECTION``.
_SECTION = re.compile(r"/statement/[^/]+/([^/.]+)")
_CURIE = re.compile(r"[A-Z][A-Za-z]*:[A-Za-z0-9.]+")


@dataclass
class Line:
    """One statement: what, how put, its references and date.

    ``notes``: status, effect and the like. ``again``: it says the same as the line before, in
    another place, which ``section`` names. ``statement``: its path under the base. ``term``: that
    of an ontology.
    """

    label: str
    notes: list[str] = field(default_factory=list)
    frequency: str | None = None
    hedge: str | None = None
    citations: list[int] = field(default_factory=list)
    updated: str | None = None
    again: bool = False
    section: str | None = None
    statement: str | None = None
    term: str | None = None

    @property
    def put(self) -> str:
        """How it is put, for a person: notes, frequency, hedge."""
        often = in_words(self.frequency) if self.frequency else None
        return ", ".join(dict.fromkeys(filter(None, [*self.notes, often, self.hedge])))


@dataclass
class Name:
    """Another name: how near it is to the disease's own, and whether it was cut off."""

    name: str
    scope: str
    incomplete: bool = False


@dataclass(repr=False)
class Card:
    """What the graph answers about one disease."""

    id: str
    name: str
    question: str | None
    page: str | None
    names: list[Name]
    sections: dict[str, list[Line]]
    mappings: list[tuple[str, str]]
    """Ids of others, each with how near what they mean is: exact, broad, …, xref."""
    not_stated: list[str]
    """Topics that its source does not speak of."""
    references: list[dict[str, Any]]

    def __str__(self) -> str:
        return "\n".join(line.laid_out for line in as_text(self))

    def __repr__(self) -> str:
        lines = sum(map(len, self.sections.values()))
        return f"<gardkg card of {self.name}, {self.id}: {lines} statements>"

    def _repr_markdown_(self) -> str:
        return as_markdown(self)


def card(source: Source, disease: str) -> Card:
    """Ask for everything a card shows; ``disease`` is any name or id of one.

    Raises:
        UsageError: no disease is called so, or several are.
        StoreError: a query failed.
    """
    iri = find_disease(source, disease)
    return _card(lambda name: select(source, name, disease=iri).to_dicts())


def only_card(source: Source) -> Card:
    """The card of the one disease that a source has: no query needs to look for it.

    Raises:
        StoreError: a query failed.
    """
    return _card(lambda name: select(source, name).to_dicts())


def _card(rows: Callable[[str], list[Row]]) -> Card:
    record = rows("record")[0]
    return Card(
        id=record["id"],
        name=record["label"],
        question=record["question"],
        page=record["page"],
        names=[Name(row["name"], word(row["scope"]), row["incomplete"]) for row in rows("names")],
        sections=_sections(rows, answers_first=bool(record["question"])),
        mappings=_mapped(rows("mappings")),
        not_stated=[word(row["topic"]) for row in rows("not-stated")],
        references=[
            {
                "n": row["n"],
                "text": row["reference"],
                "accessed": _text(row["accessed"]) or None,
                "work": None if row["work"].startswith("record/") else row["work"],
            }
            for row in rows("references")
        ],
    )


def _mapped(rows: list[Row]) -> list[tuple[str, str]]:
    """The ids of others, the nearest first."""
    return [
        (row["other"], nearness)
        for nearness, match in MATCHES.items()
        for row in rows
        if row["match"] == match
    ]


def _sections(rows: Callable[[str], list[Row]], *, answers_first: bool) -> dict[str, list[Line]]:
    """What is said, by topic; what is not the case stands apart."""
    asked = ("affects", "symptoms", "causes", "treatments", "inheritance", "genes")
    said = {name: rows(name) for name in asked}
    begins = rows("onset-and-course")
    is_so = {name: [row for row in some if not _denied(row)] for name, some in said.items()}
    is_not = {name: [row for row in some if _denied(row)] for name, some in said.items()}
    answers = {
        "Cause": _lines(is_so["causes"], _relation),
        "Treatment": _lines(filter(_is_care, said["treatments"]), _treatment),
    }
    others = {
        "Affects": _lines(is_so["affects"], _nothing),
        "Symptoms": _lines(is_so["symptoms"], _nothing),
        "Onset and course": _lines((row for row in begins if not row["negated"]), _nothing),
        "Inheritance": _lines(is_so["inheritance"], _nothing),
        "Genes": _lines(is_so["genes"], _relation),
    }
    sections = {**answers, **others} if answers_first else {**others, **answers}
    sections["Not the case"] = [
        *_lines([*is_not["symptoms"], *is_not["affects"]], _nothing),
        *_lines(is_not["causes"], _relation),
        *_lines([*(row for row in begins if row["negated"]), *is_not["inheritance"]], _nothing),
        *_lines(is_not["genes"], _relation),
        *_lines((row for row in is_not["treatments"] if not _is_care(row)), _treatment),
    ]
    return {title: lines for title, lines in sections.items() if lines}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _denied(row: Row) -> bool:
    """Whether it is said not to be so, or was seen in none."""
    return bool(row.get("absent", row["negated"]))


def _place(row: Row) -> tuple[bool, str, str]:
    """What is said of the whole ("cause unknown") before what is said of one thing, or a form."""
    whole = _text(row.get("relation")).startswith("gardkg:")
    return not whole, _text(row["label"]).casefold(), _text(row.get("form"))


def _lines(rows: Iterable[Row], notes: Callable[[Row], list[str]]) -> list[Line]:
    """A line a statement, those of one thing together, whatever its case."""
    lines: list[Line] = []
    of: tuple[str, str] | None = None
    for row in sorted(rows, key=_place):
        numbers = sorted(int(n) for n in _text(row["citations"]).split())
        label = row["label"]
        before, of = of, _place(row)[1:]
        again = of == before
        statement, updated = _text(row["statement"]), _text(row.get("updated")) or None
        section = _SECTION.search(statement)
        form = [f"{row['form']} only"] if row.get("form") else []
        line = Line(
            label, [*form, *notes(row)], row.get("frequency"), row.get("hedge"), numbers, updated
        )
        line.again, line.section = again, section and section[1]
        line.statement, line.term = statement or None, _term(row)
        lines.append(line)
    return lines


def _term(row: Row) -> str | None:
    """The term of an ontology that a row is about; a node of ours is none."""
    found = (_text(row.get(name)) for name in ("phenotype", "treatment", "mode", "gene", "term"))
    return next((term for term in found if _CURIE.fullmatch(term)), None)


def _nothing(row: Row) -> list[str]:
    return []


def _relation(row: Row) -> list[str]:
    return [word(row["relation"])] * row["relation"].startswith("biolink:")


def _is_care(row: Row) -> bool:
    """Whether a row belongs to the treatments: that something does not work does."""
    return not row["absent"] or (row["negated"] and row["relation"] == RELATIONS["treats"])


def _treatment(row: Row) -> list[str]:
    effect = row["effect"] or word(row["duration"])
    side_effects = row["side_effects"]
    notes = [
        "contraindicated" if row["relation"] == RELATIONS["contraindicated_in"] else "",
        "not effective" if row["negated"] and row["relation"] == RELATIONS["treats"] else "",
        word(row["status"]),
        effect if effect.startswith("effect") else f"{effect} effect" if effect else "",
        f"leads to {word(row['outcome'])}" if row["outcome"] else "",
        f"{side_effects} side effects" if side_effects else "",
    ]
    return list(dict.fromkeys(filter(None, notes)))


# --- The three forms ----------------------------------------------------------------------------


def as_json(card: Card) -> str:
    """The card as JSON, with the fields of ``Card``."""
    return json.dumps(asdict(card), indent=2, ensure_ascii=False) + "\n"


def as_markdown(card: Card) -> str:
    """The card as Markdown; what could be markup in a label is escaped."""
    out = [f"# {_md(card.name)}", "", f"`{card.id}`" + (f" · <{card.page}>" if card.page else "")]
    if card.question:
        out += ["", f"> {_md(card.question)}"]
    for title, names in _titled(card.names):
        out += ["", f"**{title}** " + "; ".join(map(_md, names))]
    for title, lines in card.sections.items():
        out += ["", f"## {title}", ""]
        out += [("  " * line.again) + f"- {_md(_joined(line))}{_marks(line)}" for line in lines]
    if card.not_stated:
        out += ["", "## Not stated", "", _md(", ".join(card.not_stated))]
    if card.mappings:
        out += ["", "## Called by others", ""]
        out += [f"- {_md(other)} ({match})" for other, match in card.mappings]
    if card.references:
        out += ["", "## References", ""]
        out += [f"{ref['n']}. {_md(_reference(ref))}" for ref in card.references]
    return "\n".join(out) + "\n"


class Shown(NamedTuple):
    """A line of the card: its role (title, heading, item, again, denied or plain) and its text.

    ``notes`` is how it is put; ``marks`` are its references; ``date`` is its section's.
    """

    role: str
    text: str
    notes: str = ""
    marks: str = ""
    date: str = ""

    @property
    def indent(self) -> str:
        """What stands before it."""
        return {"item": "  ", "denied": "  ", "again": "    "}.get(self.role, "")

    @property
    def laid_out(self) -> str:
        """The line as plain text, a heading behind an empty line."""
        return ("\n" if self.role == "heading" else "") + self.indent + str(self)

    def __str__(self) -> str:
        notes = f" ({self.notes})" if self.notes else ""
        marks = f" {self.marks}" if self.marks else ""
        return f"{self.text}{notes}{marks}" + (f"  {self.date}" if self.date else "")


def as_text(card: Card) -> list[Shown]:
    """The card as lines."""
    out = [Shown("title", f"{card.name}  {card.id}")]
    if card.question:
        out.append(Shown("plain", card.question))
    names = _titled(card.names)
    for title, some in [] if card.question else names:
        out += [Shown("heading", title), *(Shown("item", name) for name in some)]
    for title, lines in card.sections.items():
        out.append(Shown("heading", title))
        out += (_shown(line, denied=title == "Not the case") for line in lines)
    for title, some in names if card.question else []:
        out += [Shown("heading", title), *(Shown("item", name) for name in some)]
    if card.not_stated:
        out += [Shown("heading", "Not stated"), Shown("item", ", ".join(card.not_stated))]
    if card.mappings:
        out.append(Shown("heading", "Called by others"))
        out += (Shown("item", other, match) for other, match in card.mappings)
    if card.references:
        out.append(Shown("heading", "References"))
        out += [Shown("item", f"[{ref['n']}] {_reference(ref)}") for ref in card.references]
    if card.page:
        out.append(Shown("plain", f"From {card.page}"))
    return out


def _shown(line: Line, *, denied: bool) -> Shown:
    role = "again" if line.again else "denied" if denied else "item"
    marks = "".join(f"[{n}]" for n in line.citations)
    return Shown(role, _called(line), line.put, marks, line.updated or "")


def _called(line: Line) -> str:
    """What is said; where it is said again, in which section."""
    if not line.again:
        return line.label
    return f"also in {line.section}" if line.section else "also"


def _titled(names: list[Name]) -> list[tuple[str, list[str]]]:
    """Names under their titles; a broader one is no name of the disease, and stands apart."""
    called = [_named(name) for name in names if name.scope != "broad"]
    broader = [_named(name) for name in names if name.scope == "broad"]
    return [(t, some) for t, some in (("Also called", called), ("Broader names", broader)) if some]


def _named(name: Name) -> str:
    notes = [name.scope] * (name.scope not in {"", "broad"}) + ["incomplete"] * name.incomplete
    return f"{name.name} ({', '.join(notes)})" if notes else name.name


def _joined(line: Line) -> str:
    return _called(line) + (f" ({line.put})" if line.put else "")


def _marks(line: Line) -> str:
    marks = "".join(f"[{n}]" for n in line.citations)
    return (f" {marks}" if marks else "") + (f"  {line.updated}" if line.updated else "")


def _reference(ref: dict[str, Any]) -> str:
    work = f" {ref['work']}" if ref["work"] and ref["work"] not in ref["text"] else ""
    return str(ref["text"]) + work + (f" Accessed {ref['accessed']}." if ref["accessed"] else "")


def _md(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_[]<>#|&" else c for c in text)

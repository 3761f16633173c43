"""The named questions in a site: what each asks, as a text to run, and its answer when it was made.

A site of many triples has no answers: to hold all of them takes more memory than pages do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from gardkg.identifiers import BASE, ONTOLOGY, PREFIXES, expand
from gardkg.mapping.templates import MATCHES, RELATIONS, SCOPES
from gardkg.sparql.answer import select
from gardkg.sparql.guard import bind, with_prefixes
from gardkg.sparql.named import GROUPS, Named, named, names
from gardkg.sparql.store import Store
from gardkg.sparql.values import Term, value_of, word
from gardkg.web.links import RULES, link
from gardkg.web.lists import Lists
from gardkg.web.ontology import terms

#: Of more triples the page asks before it loads them, and no answers are made.
MANY = 300_000
#: So many rows of an answer stand on its page; the CSV has all.
SHOWN = 200


@dataclass
class Cell:
    """A value of an answer, and what it links to."""

    text: str
    href: str | None


@dataclass
class Answered:
    """A question with its text and, where it was asked, its answer."""

    query: Named
    text: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    count: int | None
    csv: str | None


def all_questions() -> dict[str, list[Named]]:
    """The named questions by their groups."""
    found = [named(name) for name in names()]
    return {group: [one for one in found if one.group == group] for group in GROUPS}


def answers(store: Store | None, lists: Lists, base: str = BASE) -> Iterator[Answered]:
    """Each named question; with a store also its answer, where it needs no parameter."""
    pages, called = lists.pages(), {entry.id: entry.name for entry in lists.entries}
    for query in (named(name) for name in names()):
        text = with_prefixes(query.text, base)
        if store is None or any(param.needed for param in query.params.values()):
            yield Answered(query, text, (), [], None, None)
            continue
        table = select(store, query.name)
        shown = table.select(*query.main(table)) if query.shown else table
        first = shown.terms[:SHOWN]
        rows = [[_cell(term, called, pages, base) for term in row] for row in first]
        yield Answered(query, text, shown.columns, rows, len(table), table.to_csv())


def _cell(term: Term | None, called: Mapping[str, str], pages: Set[str], base: str) -> Cell:
    """A value for a person: a disease by its name, a term of ours by its word."""
    if term is None:
        return Cell("", None)
    value = value_of(term, base)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", None)
    text = str(value)
    if not isinstance(term, ox.NamedNode):
        return Cell(text, None)
    return Cell(called.get(text) or word(text) or text, link(term.value, pages, base))


def script(lists: Lists, base: str = BASE) -> str:
    """What the page of queries must know: the questions with their parameters, what diseases and
    terms are called, our prefixes, and where addresses lead in the site."""
    known: dict[str, Any] = {
        "BASE": base,
        "ONTOLOGY": ONTOLOGY,
        "MANY": MANY,
        "TRIPLES": lists.triples,
        "RULES": [[*rule] for rule in RULES],
        "PREFIXES": {
            name: p.namespace if ":" in p.namespace else base + p.namespace
            for name, p in PREFIXES.items()
        },
        "QUESTIONS": {
            group: [_question(one) for one in some] for group, some in all_questions().items()
        },
        "DISEASES": [[f"disease/{e.stem}", e.id, e.name, *e.names] for e in lists.entries],
        "TERMS": [
            [expand(term.curie), term.curie, term.label]
            for term in sorted(lists.terms.values(), key=lambda term: term.curie)
        ],
        "PLACES": {
            **{term.iri: term.path for _, term in sorted(lists.terms.items())},
            **{work.iri: work.path for _, work in sorted(lists.works.items())},
        },
        "WORDS": {expand(curie, base): said for curie in _own_terms() if (said := word(curie))},
    }
    lines = (f"const {name} = {_json(value)};\n" for name, value in known.items())
    return '"use strict";\n' + "".join(lines)


#: What a query's file says of it before it begins; the page shows that otherwise.
_HEAD = re.compile(r"\A(?:#.*\n)+")


def _own_terms() -> Iterator[str]:
    """The terms that ``word`` may have a word for."""
    for table in (RELATIONS, SCOPES, MATCHES):
        yield from table.values()
    yield from (f"gardkg:{term.id}" for some in terms().values() for term in some)


def _question(query: Named) -> dict[str, Any]:
    """A question for the page, with <urn:param:NAME> where the terms of a parameter stand."""
    marks = {name: f"<urn:param:{name}>" for name in query.params}
    return {
        "name": query.name,
        "question": query.question,
        "text": _HEAD.sub("", bind(query.text, marks)),
        "params": [
            {
                "name": name,
                "type": param.type,
                "many": param.many,
                "needed": param.needed,
                "default": param.default,
                "help": param.help,
            }
            for name, param in query.params.items()
        ],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")

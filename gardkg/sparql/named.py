"""The named queries: one ``queries/*.rq`` file a question, runnable as it stands by any tool.

The head of a file says what it answers:

    # question: How is a disease treated, with what effect, and who says so?
    # param disease: disease — the disease
    # keywords: treatment, therapy
    # columns: label, status, citations
    # shown: label, status

What is ``shown`` of its columns a person sees; all of them where it says nothing. A question about
how the dataset stands has ``# group: upkeep`` in its head.

A query that a release must answer has ``# severity: ERROR`` (WARN, INFO) in its head: its rows are
what is wrong, or to be looked at.

A parameter is a line ``VALUES ?disease { UNDEF }`` of the query; what stands in the braces is
its default. Its type is disease (a name, synonym or id), term (a CURIE or IRI), text, integer or
date; with ``*`` it takes several, separated by commas; with ``!`` one is needed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from gardkg.errors import UsageError
from gardkg.files.replace import folder_for, keep_foreign, replaced
from gardkg.identifiers import ONTOLOGY, PREFIXES, canonical_curie, expand, split_curie
from gardkg.rdf.syntaxes import escape
from gardkg.sparql.guard import bind, form_of, parameters, with_prefixes

if TYPE_CHECKING:
    from gardkg.sparql.results import Table

_HEAD = re.compile(
    r"^# (question|severity|keywords|columns|shown|group|param (\w+)): (.*)$", re.MULTILINE
)


#: The questions, as a list groups them.
GROUPS = ("About one disease", "Across diseases", "Upkeep", "Checks of quality")


@dataclass(frozen=True)
class Param:
    """A parameter of a query: its type, whether it takes several, its default, what it means.

    ``needed``: without a value for it the query asks nothing.
    """

    type: str
    many: bool
    needed: bool
    default: str
    help: str


#: Gives the IRI of what is called so: of a "disease", or of a "term".
Find = Callable[[str, str], str]


@dataclass(frozen=True)
class Named:
    """A query with a name."""

    name: str
    question: str
    params: Mapping[str, Param]
    keywords: tuple[str, ...]
    columns: tuple[str, ...]
    text: str
    severity: str = ""
    shown: tuple[str, ...] = ()
    upkeep: bool = False

    @property
    def group(self) -> str:
        """Of which questions it is one."""
        if self.severity:
            return GROUPS[3]
        kinds = [param.type for param in self.params.values()]
        return GROUPS[2 if self.upkeep else 0 if kinds[:1] == ["disease"] else 1]

    def main(self, table: Table) -> tuple[str, ...]:
        """The columns of an answer that a person sees; of which form it is, where a row says so."""
        if not self.shown or "form" not in table.columns:
            return self.shown
        at = table.columns.index("form")
        return (
            (*self.shown, "form") if any(row[at] is not None for row in table.terms) else self.shown
        )

    def bound(self, values: Mapping[str, object], find: Find) -> str:
        """The query's text with terms for its parameters.

        ``find`` gives the IRI that a name of a disease, or of a term, means.

        Raises:
            UsageError: a value for no parameter of this query, or of the wrong type.
            TermError: a value that is no CURIE or IRI.
        """
        self.check(values)
        for name, param in self.params.items():
            if param.needed and not str(values.get(name, "")).strip():
                step = f"gardkg query {self.name} {name.upper()}"
                raise UsageError(f"query {self.name}: needs {name}: {param.help}; {step}")
        terms = {
            name: _terms(self.name, name, self.params[name], value, find)
            for name, value in values.items()
        }
        return bind(self.text, terms)

    def check(self, values: Mapping[str, object]) -> None:
        """See that it has parameters of these names.

        Raises:
            UsageError: it has not.
        """
        unknown = [name for name in values if name not in self.params]
        if unknown:
            known = ", ".join(self.params) or "none"
            raise UsageError(f"query {self.name}: no parameter {unknown[0]!r}; it has: {known}")

    def about(self) -> str:
        """What it answers, what it takes and what it gives, for a person."""
        lines = [self.question, ""]
        for name, param in self.params.items():
            several = ", several by commas" if param.many else ""
            several += ", needed" if param.needed else ""
            plain = re.sub(r'^"([^"]*)".*', r"\1", param.default)
            default = "" if param.default == "UNDEF" else f" (default {plain})"
            lines.append(f"  {name}={param.type.upper()}  {param.help}{several}{default}")
        return "\n".join([*lines, "", "Columns: " + ", ".join(self.columns)])


def _terms(query: str, name: str, param: Param, value: object, find: Find) -> str:
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    if not param.many:
        given = given if isinstance(value, list | tuple) else [str(value)]
        if len(given) != 1:
            raise UsageError(f"query {query}: {name} takes one value")
    try:
        return " ".join(_term(param.type, str(text).strip(), find) for text in given)
    except ValueError as error:
        raise UsageError(f"query {query}: {name}: expected {param.type}; {error}") from None


def _term(kind: str, text: str, find: Find) -> str:
    """One value as an N-Triples term: nothing of it can end the term and begin something else."""
    if kind == "disease":
        return f"<{find(kind, text)}>"
    if kind == "term":
        if ":" not in text and "_" not in text:
            return f"<{find(kind, text)}>"
        is_curie = split_curie(text) or "://" not in text
        return f"<{expand(canonical_curie(text) if is_curie else text)}>"
    if kind == "integer":
        return str(int(text))
    if kind == "date":
        try:
            day = date.fromisoformat((text + "-01-01")[: max(10, len(text))])
        except ValueError:
            raise ValueError(f"a year, month or day such as 2014-04-18; got {text!r}") from None
        return f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'
    return f'"{escape(text)}"'


@cache
def names() -> tuple[str, ...]:
    """The names of all queries, sorted."""
    folder = files("gardkg.sparql") / "queries"
    return tuple(sorted(f.name[:-3] for f in folder.iterdir() if f.name.endswith(".rq")))


@cache
def named(name: str) -> Named:
    """The query of a name.

    Raises:
        UsageError: there is none; the message says which are near.
    """
    if name not in names():
        import difflib

        near = difflib.get_close_matches(name, names(), 3, 0.6)
        sign = f"gardkg query diseases-by-symptom {name}"
        others = f"of a disease: gardkg show {name}; of a sign: {sign}; query --list names them all"
        hint = f"did you mean {', '.join(near)}?" if near else others
        raise UsageError(f"no query {name!r}; {hint}")
    text = (files("gardkg.sparql") / "queries" / f"{name}.rq").read_text("utf-8")
    head: dict[str, str] = {}
    params: dict[str, Param] = {}
    defaults = parameters(text)
    for key, param, value in _HEAD.findall(text):
        if param:
            kind, _, help_ = value.partition(" — ")
            plain = kind.rstrip("*!")
            params[param] = Param(plain, "*" in kind, "!" in kind, defaults[param], help_)
        else:
            head[key] = value
    return Named(
        name,
        head["question"],
        params,
        tuple(head["keywords"].split(", ")),
        tuple(head["columns"].split(", ")),
        text,
        head.get("severity", ""),
        tuple(head["shown"].split(", ")) if "shown" in head else (),
        "group" in head,
    )


def export_examples(folder: str) -> int:
    """Write each query as a ``sh:SPARQLExecutable`` in Turtle; return how many.

    The form of https://github.com/sib-swiss/sparql-examples, so that endpoints can list them.

    Raises:
        FileError: the folder cannot be written.
        UsageError: there is a file of that name, which is none of these.
    """
    head = f"@prefix ex: <{ONTOLOGY}query-> .\n"
    ours = re.compile(re.escape(head.encode()))
    with folder_for(folder):
        for name in names():
            keep_foreign(os.path.join(folder, f"{name}.ttl"), ours)
        for name in names():
            with replaced(os.path.join(folder, f"{name}.ttl")) as stream:
                stream.write(f"{head}{_example(name)}".encode())
    return len(names())


def _example(name: str) -> str:
    """A query as an example in Turtle, behind its first line."""
    query = named(name)
    form = form_of(query.text)
    keywords = " , ".join(f'"{escape(word)}"' for word in query.keywords)
    return f"""@prefix rdf: <{PREFIXES["rdf"].namespace}> .
@prefix rdfs: <{PREFIXES["rdfs"].namespace}> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

ex:{name} a sh:SPARQLExecutable , sh:SPARQL{form.capitalize()}Executable ;
    rdfs:comment "{escape(query.question)}"@en ;
    sh:{form.lower()} "{escape(with_prefixes(query.text))}" ;
    schema:keywords {keywords} .
"""

"""SPARQL text before it is run: what it may not hold, the prefixes it lacks, its parameters.

Parsers recurse, and an engine's overflow cannot be caught; a query can call other servers or
load files. So a query's shape is looked at first, with its strings, IRIs and comments out of
sight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gardkg.errors import UsageError
from gardkg.identifiers import PREFIXES

#: Brackets and groups in one another. The named queries need 5.
MAX_DEPTH = 64
MAX_LENGTH = 100_000

# In the order SPARQL's own grammar takes them: what hides other text.
_HIDDEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|#[^\n\r]*",
    re.DOTALL,
)
_ELSEWHERE = re.compile(
    r"(?<![\w?$:.-])(SERVICE|LOAD|FROM|INSERT|DELETE|DROP|CLEAR|CREATE|ADD|MOVE|COPY)(?![\w:.-])",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_USED = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w-]*):")
_DECLARED = re.compile(r"PREFIX\s+([A-Za-z][\w-]*)?:", re.IGNORECASE)
_OPTIONAL = re.compile(r"\bOPTIONAL\s*\{", re.IGNORECASE)
_DATASET = re.compile(r"(?<![\w?$:@-])(GRAPH|FROM)(?![\w:-])", re.IGNORECASE)
_PARAMETER = re.compile(r"VALUES\s+\?(\w+)\s*\{([^{}]*)\}")


def skeleton(query: str) -> str:
    """The query with strings, IRIs and comments blanked, so that what remains is its grammar."""
    return _HIDDEN.sub(lambda match: " " * len(match[0]), query)


def guard(query: str, *, allow_service: bool = False) -> None:
    """Refuse a query that could crash an engine or reach beyond the store.

    ``allow_service`` lets SERVICE pass; updates, LOAD and FROM never do.

    Raises:
        UsageError: the query is too long or too deep, or asks for what is off.
    """
    if len(query) > MAX_LENGTH:
        raise UsageError(f"query: longer than {MAX_LENGTH:,} characters")
    for match in _ESCAPED.finditer(query):
        code = int(match[1] or match[2], 16)
        # SPARQL lets an escape stand for a character of its grammar; nobody needs that.
        if code < 0x80:
            raise UsageError(f"query: write the character itself instead of {match[0]}")
    bones = skeleton(query)
    depth = 0
    for mark in re.findall(r"[][(){}]", bones):
        depth += 1 if mark in "[({" else -1
        if depth > MAX_DEPTH:
            raise UsageError(f"query: nested deeper than {MAX_DEPTH} levels")
    for match in _ELSEWHERE.finditer(bones):
        word = match[1].upper()
        if word == "SERVICE":
            if not allow_service:
                raise UsageError("query: SERVICE is off; --allow-service lets it reach out")
        elif word == "FROM":
            raise UsageError("query: FROM is off; the default graph is the union of all graphs")
        else:
            raise UsageError(f"query: {word} is no part of a query; this tool only asks")


def with_prefixes(query: str) -> str:
    """The query with a PREFIX line for each of our prefixes that it uses and does not declare.

    >>> with_prefixes("ASK { ?d a biolink:Disease }").splitlines()[0]
    'PREFIX biolink: <https://w3id.org/biolink/vocab/>'
    """
    bones = skeleton(query)
    missing = sorted(set(_USED.findall(bones)) - set(_DECLARED.findall(bones)))
    known = [n for n in missing if n in PREFIXES and ":" in PREFIXES[n].namespace]
    return "".join(f"PREFIX {n}: <{PREFIXES[n].namespace}>\n" for n in known) + query


def graph_words(query: str) -> set[str]:
    """The words of a query that name graphs: GRAPH, FROM.

    Rather one too many than one too few: a name may have a dot in it, and such a word behind.

    >>> graph_words("SELECT ?graph { ?s ?p 'FROM' . graph ?graph { ?s ?p ?o } }")
    {'GRAPH'}
    """
    return {word.upper() for word in _DATASET.findall(skeleton(query))}


def within(query: str, graph: str) -> str:
    """The query with all that it looks for outside any GRAPH looked for in one graph.

    >>> within("SELECT ?s (EXISTS { ?s ?p ?o } AS ?e) { ?s a ?c GRAPH ?g { ?s ?p ?o } }", "urn:u")
    'SELECT ?s (EXISTS { ?s ?p ?o } AS ?e) { GRAPH <urn:u> { ?s a ?c GRAPH ?g { ?s ?p ?o } } }'
    """
    bones = skeleton(query)
    groups, depth = [], 0
    for match in re.finditer(r"[][(){}]", bones):
        if match[0] in "[({":
            if match[0] == "{" and not depth:
                groups.append(match.start())
            depth += 1
        else:
            depth -= 1
    # Of CONSTRUCT the first is its template, of all other queries their pattern.
    nth = 1 if re.search(r"(?<![\w?$:.-])CONSTRUCT(?![\w:.-])", bones, re.IGNORECASE) else 0
    if nth >= len(groups):
        return query
    start = groups[nth] + 1
    end = _closing(bones, start)
    return f"{query[:start]} GRAPH <{graph}> {{{query[start:end]}}} {query[end:]}"


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query and their defaults: its lines ``VALUES ?name { … }``.

    >>> parameters("ASK { VALUES ?n { 3 } VALUES ?disease { UNDEF } }")
    {'n': '3', 'disease': 'UNDEF'}
    """
    return {name: default.strip() for name, default in _PARAMETER.findall(query)}


def bind(query: str, terms: Mapping[str, str]) -> str:
    """The query with its parameters' terms, each written as N-Triples writes it.

    The terms are given again in each OPTIONAL that mentions the parameter: Oxigraph builds the
    right side of an OPTIONAL on its own, and would else build it for all diseases.

    The caller gives terms, never text of a user: ``named.Named.bound`` makes them.

    >>> bind("ASK { VALUES ?d { UNDEF } OPTIONAL { ?c gardkg:disease ?d } }", {"d": "<a:b>"})
    'ASK { VALUES ?d { <a:b> } OPTIONAL { VALUES ?d { <a:b> } ?c gardkg:disease ?d } }'
    """
    bones = skeleton(query)
    inserts: list[tuple[int, int, str]] = []
    for match in _PARAMETER.finditer(query):
        if match[1] in terms:
            inserts.append((*match.span(), _values(match[1], terms)))
    for match in _OPTIONAL.finditer(bones):
        group = bones[match.end() : _closing(bones, match.end())]
        named = [name for name in terms if re.search(rf"\?{name}\b", group)]
        if named:
            again = " ".join(_values(name, terms) for name in named)
            inserts.append((match.end(), match.end(), f" {again}"))
    for start, end, text in sorted(inserts, reverse=True):
        query = query[:start] + text + query[end:]
    return query


def _values(name: str, terms: Mapping[str, str]) -> str:
    return f"VALUES ?{name} {{ {terms[name]} }}"


def _closing(bones: str, at: int) -> int:
    """Where the group that was opened just before ``at`` ends."""
    depth = 1
    for match in re.finditer(r"[{}]", bones[at:]):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return at + match.start()
    return len(bones)

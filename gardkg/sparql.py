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
_VARIABLE = re.compile(r"VALUES\s+\?(\w+)\s*\{|[?$](\w+)")
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


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query and their defaults: its lines ``VALUES ?name { … }``.

    >>> parameters("ASK { VALUES ?n { 3 } VALUES ?disease { UNDEF } }")
    {'n': '3', 'disease': 'UNDEF'}
    """
    return {name: default.strip() for name, default in _PARAMETER.findall(query)}


def bind(query: str, terms: Mapping[str, str]) -> str:
    """The query with its parameters' terms, each written as N-Triples writes it.

    One term also takes the variable's place in the patterns: engines that build the right side
    of every OPTIONAL on its own, as Oxigraph does, would else build it for all diseases.

    The caller gives terms, never text of a user: ``named.Named.bound`` makes them.

    >>> bind("ASK { VALUES ?d { UNDEF } ?c gardkg:disease ?d }", {"d": "<a:b>"})
    'ASK { VALUES ?d { <a:b> } ?c gardkg:disease <a:b> }'
    """
    bones = skeleton(query)
    start, end = bones.find("{"), bones.rfind("}")
    declared = {match.start(): match[1] for match in _PARAMETER.finditer(query)}
    out: list[str] = []
    at = 0
    for match in _VARIABLE.finditer(bones, start, end):
        name = match[1] or match[2]
        if name not in terms or match.start() < at:
            continue
        if line := _PARAMETER.match(query, match.start()):
            out += [query[at : match.start()], f"VALUES ?{name} {{ {terms[name]} }}"]
            at = line.end()
        elif " " not in terms[name] or terms[name].startswith('"'):
            out += [query[at : match.start()], terms[name]]
            at = match.end()
    assert all(name in declared.values() for name in terms)
    return "".join([*out, query[at:]])

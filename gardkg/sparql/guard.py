"""SPARQL text before it is run: what it may not hold, the prefixes it lacks, its parameters.

Parsers recurse, and an engine's overflow cannot be caught; a query can call other servers or
load files. So a query's tokens are looked at first, and what is no query of known form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NoReturn

from gardkg.errors import UsageError
from gardkg.identifiers import BASE, PREFIXES
from gardkg.sparql.tokens import Token, place, tokens

#: Brackets and groups in one another, and negations. The named queries need 5.
MAX_DEPTH = 64
MAX_LENGTH = 100_000

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# What a query's first word begins with; a name may follow DESCRIBE without a blank.
_HEADS: dict[str, tuple[str, ...]] = {"word": FORMS, "name": ("DESCRIBE",)}
_UPDATES = "LOAD|INSERT|DELETE|DROP|CLEAR|CREATE|ADD|MOVE|COPY"
# Oxigraph reads a keyword wherever its letters begin, also behind other letters.
_ELSEWHERE = re.compile(rf"SERVICE|FROM|{_UPDATES}", re.IGNORECASE)
# With these, any local name makes an IRI. Behind http://host it may become a wrong port, and then
# Oxigraph takes the prefix alone for the name, and reads the local name as what follows it.
_WHOLE = re.compile(
    r"[A-Za-z][\w+.-]*:(?!//)|(?:[A-Za-z][\w+.-]*:)?//[^/?#]*[/?#]|(?!//)[^:]*[/?#]"
)


def guard(query: str, *, allow_service: bool = False) -> None:
    """Refuse a query that could crash an engine or reach beyond the store.

    ``allow_service`` lets SERVICE pass; updates, LOAD and FROM never do.

    >>> guard("SELECT * { ?service a ex:service }")
    >>> guard("SELECT * { ?s ?p 1 SERVICESILENT<http://x/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    gardkg.errors.UsageError: query:1:20: SERVICE is off; --allow-service lets it reach out

    Raises:
        UsageError: the query is too long or too deep, asks for what is off, or cannot be cut
            into tokens.
    """
    if len(query) > MAX_LENGTH:
        raise UsageError(f"query: longer than {MAX_LENGTH:,} characters")
    found = tokens(query)
    _guard_depth(query, found)
    declared, form = _prologue(query)
    for n, token in enumerate(found):
        if token.kind == "word":
            _guard_words(query, token, token.text, allow_service)
        elif token.kind == "name":
            _guard_name(query, found, n, declared, form, allow_service)
        elif token.text == ";" and not token.depth:
            _refuse(query, token, "one query at a time; expected no ; here")
        elif token.kind == "iri" and token.text[1:6].lower() == "java:":
            _refuse(query, token, "java: runs what an engine finds on its disk, and is off")


def _guard_depth(query: str, found: Sequence[Token]) -> None:
    negations = 0
    for token in found:
        # Each ! is a level of its own, as a bracket is.
        negations = negations + 1 if token.text == "!" else 0
        deep = token.kind == "mark" and token.text[0] in "[({<" and token.depth >= MAX_DEPTH
        if deep or negations > MAX_DEPTH:
            _refuse(query, token, f"nested deeper than {MAX_DEPTH} levels")


def _guard_words(query: str, token: Token, text: str, allow_service: bool) -> None:
    for match in _ELSEWHERE.finditer(text):
        word = match[0].upper()
        if word == "SERVICE":
            if not allow_service:
                _refuse(query, token, "SERVICE is off; --allow-service lets it reach out")
        elif word == "FROM":
            _refuse(query, token, "FROM is off; the default graph is the union of all graphs")
        else:
            _refuse(query, token, f"{word} is no part of a query; this tool only asks")


def _guard_name(
    query: str,
    found: Sequence[Token],
    n: int,
    declared: Mapping[str, str],
    form: Token,
    allow_service: bool,
) -> None:
    """Refuse a prefixed name in which Oxigraph may see keywords, as in ``SERVICEex:a {``."""
    name, before = found[n], found[n - 1].text.upper() if found[n - 1].kind == "word" else ""
    after = [token.text for token in found[n + 1 : n + 3]]
    held = name.prefix.upper()
    # Before a brace, an honest name is that of a graph; ``{|`` is an annotation.
    graph = before.endswith("GRAPH") or after == ["{", "|"]
    if "SERVICE" in held and after[:1] == ["{"] and name.depth and not graph:
        _guard_words(query, name, "SERVICE", allow_service)
    # FROM stands outside of all groups; honest names there are described, or functions.
    honest = before == "DESCRIBE" or after[:1] == ["("]
    if "FROM" in held and name.start > form.start and not name.depth and not honest:
        _guard_words(query, name, "FROM", allow_service)
    if _may_fall_apart(name, declared):
        _guard_words(query, name, name.local, allow_service)


def _may_fall_apart(name: Token, declared: Mapping[str, str]) -> bool:
    """Whether Oxigraph may read the prefix alone as a name, and the local name as what follows."""
    return any(
        name.prefix.endswith(prefix) and not _WHOLE.match(namespace)
        for prefix, namespace in declared.items()
    )


def _refuse(query: str, token: Token, what: str) -> NoReturn:
    raise UsageError(f"{place(query, token.start)}: {what}")


def _prologue(query: str) -> tuple[dict[str, str], Token]:
    """The prefixes that a query declares, each with its namespace, and the token of its form.

    Raises:
        UsageError: it is no query of the four forms.
    """
    declared: dict[str, str] = {}
    found = tokens(query)
    n = 0
    while n < len(found):
        token = found[n]
        value = found[n + 1] if n + 1 < len(found) else token
        if token.says("VERSION") or (token.says("BASE") and value.kind == "iri"):
            n += 2
        elif token.says("PREFIX") and value.kind == "name" and not value.local:
            declared[value.prefix] = found[n + 2].text[1:-1] if n + 2 < len(found) else ""
            n += 3
        # Oxigraph wants no blank behind it.
        elif token.kind == "name" and token.text[:6].upper() == "PREFIX" and not token.local:
            declared[token.prefix[6:]] = value.text[1:-1]
            n += 2
        elif token.text.upper().startswith(_HEADS.get(token.kind, ())):
            return declared, token
        else:
            _guard_words(query, token, token.text, False)
            _refuse(query, token, f"expected a query: {', '.join(FORMS)}")
    raise UsageError(f"query: no query in it; expected {', '.join(FORMS)}")


def gives_graph(query: str) -> bool:
    """Whether a query's answer is triples: CONSTRUCT or DESCRIBE.

    >>> gives_graph("PREFIX select: <http://x/> # ASK\\nDESCRIBE select:a")
    True

    Raises:
        UsageError: it is no query, or cannot be cut into tokens.
    """
    return form_of(query) in {"CONSTRUCT", "DESCRIBE"}


def form_of(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        UsageError: it is no query, or cannot be cut into tokens.
    """
    text = _prologue(query)[1].text.upper()
    return next(form for form in FORMS if text.startswith(form))


def starred(query: str) -> list[str]:
    """Of SELECT * the variables, in the order in which the query has them first.

    >>> starred("SELECT * { ?z ?p ?a . ?a ?p ?z }"), starred("SELECT ?z { ?z ?p ?a }")
    (['z', 'p', 'a'], [])
    """
    found = tokens(query)
    behind = found[found.index(_prologue(query)[1]) + 1 :]
    star = next((token for token in behind if token.kind != "word"), None)
    if star is None or star.text != "*":
        return []
    return list(dict.fromkeys(token.text[1:] for token in found if token.kind == "variable"))


def with_prefixes(query: str, base: str = BASE) -> str:
    """The query with a PREFIX line for each of our prefixes that it uses and does not declare.

    What stands relative to the base, as ``<disease/GARD_0007615>``, stands so in a table, too.

    >>> with_prefixes("ASK { ?d a biolink:Disease }").splitlines()[0]
    'PREFIX biolink: <https://w3id.org/biolink/vocab/>'

    Raises:
        UsageError: it is no query, or cannot be cut into tokens.
    """
    declared, _ = _prologue(query)
    names = [token for token in tokens(query) if token.kind == "name"]
    used = {name.prefix for name in names} - set(declared)
    for name in names:
        if ":" in name.local and _may_fall_apart(name, declared):
            used.update(name.local.split(":"))
    # Oxigraph lets a keyword stand right before a name: FILTERex:f(?x).
    known = sorted(
        name
        for name in PREFIXES
        if name not in declared and any(prefix.endswith(name) for prefix in used)
    )
    relative = any(token.kind == "iri" and ":" not in token.text for token in tokens(query))
    head = f"BASE <{base}>\n" if relative and not _BASE.search(query) else ""
    return head + "".join(f"PREFIX {n}: <{_namespace(n, base)}>\n" for n in known) + query


_BASE = re.compile(r"\bBASE\b", re.IGNORECASE)


def _namespace(name: str, base: str) -> str:
    namespace = PREFIXES[name].namespace
    return namespace if ":" in namespace else base + namespace


def undeclared(query: str) -> Token | None:
    """The first name whose prefix neither the query declares nor we.

    >>> undeclared("ASK { ?d a ex:Disease, biolink:Gene }").prefix
    'ex'
    """
    declared, _ = _prologue(query)
    known = {*declared, *PREFIXES}
    names = (token for token in tokens(query) if token.kind == "name")
    return next((name for name in names if name.prefix not in known), None)


def names_graphs(query: str) -> bool:
    """Whether a query says GRAPH. (FROM, which would as well, the guard refuses.)

    >>> names_graphs("ASK { ?graph ?p 'GRAPH' }"), names_graphs("ASK { ?s ?p 1graph?g { } }")
    (False, True)

    Raises:
        UsageError: it cannot be cut into tokens.
    """
    # A keyword may stand right before a name: GRAPHex:g. Then ex: is what is declared.
    return any(
        "GRAPH" in (token.text if token.kind == "word" else token.prefix).upper()
        for token in tokens(query)
        if token.kind == "word" or (token.kind == "name" and token.prefix.upper() != "GRAPH")
    )


def within(query: str, graph: str) -> str:
    """The query with all that it looks for outside any GRAPH looked for in one graph.

    >>> within("SELECT ?s (EXISTS { ?s ?p ?o } AS ?e) { ?s a ?c GRAPH ?g { ?s ?p ?o } }", "urn:u")
    'SELECT ?s (EXISTS { ?s ?p ?o } AS ?e) { GRAPH <urn:u> { ?s a ?c GRAPH ?g { ?s ?p ?o } } }'

    Raises:
        UsageError: it is no query, or cannot be cut into tokens.
    """
    found = tokens(query)
    groups = [n for n, token in enumerate(found) if token.text == "{" and not token.depth]
    # Of CONSTRUCT the first is its template, of all other queries their pattern.
    groups = groups[form_of(query) == "CONSTRUCT" :]
    if not groups:
        return query
    start, end = found[groups[0]].end, found[_closing(found, groups[0])].start
    return f"{query[:start]} GRAPH <{graph}> {{{query[start:end]}}} {query[end:]}"


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query and their defaults: its lines ``VALUES ?name { … }``.

    >>> parameters("ASK { VALUES ?n { 3 } VALUES ?disease { UNDEF } }")
    {'n': '3', 'disease': 'UNDEF'}

    Raises:
        UsageError: it cannot be cut into tokens.
    """
    return {name: query[at:end].strip() for name, _, at, end in _values_of(tokens(query))}


def bind(query: str, terms: Mapping[str, str]) -> str:
    """The query with its parameters' terms, each written as N-Triples writes it.

    The terms are given again in each OPTIONAL that mentions the parameter: Oxigraph builds the
    right side of an OPTIONAL on its own, and would else build it for all diseases.

    The caller gives terms, never text of a user: ``named.Named.bound`` makes them.

    >>> bind("ASK { VALUES ?d { UNDEF } OPTIONAL { ?c gardkg:disease ?d } }", {"d": "<a:b>"})
    'ASK { VALUES ?d { <a:b> } OPTIONAL { VALUES ?d { <a:b> } ?c gardkg:disease ?d } }'

    Raises:
        UsageError: it cannot be cut into tokens.
    """
    found = tokens(query)
    inserts = [
        (start, end + 1, _values(name, terms))
        for name, start, _, end in _values_of(found)
        if name in terms
    ]
    for n, (word, brace) in enumerate(pairwise(found)):
        if word.says("OPTIONAL") and brace.text == "{":
            group = found[n + 2 : _closing(found, n + 1)]
            mentioned = {token.text[1:] for token in group if token.kind == "variable"}
            if again := " ".join(_values(name, terms) for name in terms if name in mentioned):
                inserts.append((brace.end, brace.end, f" {again}"))
    for start, end, text in sorted(inserts, reverse=True):
        query = query[:start] + text + query[end:]
    return query


def _values_of(found: Sequence[Token]) -> list[tuple[str, int, int, int]]:
    """Each ``VALUES ?name { … }``: its name, where it starts, and where its braces stand."""
    return [
        (name.text[1:], word.start, brace.end, found[_closing(found, n + 2)].start)
        for n, (word, name, brace) in enumerate(zip(found, found[1:], found[2:], strict=False))
        if word.says("VALUES") and name.kind == "variable" and brace.text == "{"
    ]


def _values(name: str, terms: Mapping[str, str]) -> str:
    return f"VALUES ?{name} {{ {terms[name]} }}"


def _closing(found: Sequence[Token], at: int) -> int:
    """Which token closes the bracket that is token ``at``."""
    depth = found[at].depth
    return next(n for n in range(at + 1, len(found)) if found[n].depth == depth)

"""What the engine says of a query it cannot read, in one line: where, what, and the next step.

pyoxigraph tells every token that might have come; a person wants to know what stands there.
"""

from __future__ import annotations

import difflib
import re

from gardkg.errors import shortened
from gardkg.identifiers import PREFIXES
from gardkg.sparql.guard import undeclared
from gardkg.sparql.tokens import place

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SHOWN = 30


def told(error: Exception, query: str, before: str = "") -> str:
    """The line about an error; ``before`` was put before the query.

    >>> told(SyntaxError("error at 2:22: expected one of Prefix not found, ['%']"),
    ...     "SELECT * { ?x ex:foo ?z }", "PREFIX a: <a:>\\n")
    'query:1:15: the prefix ex: is not declared; PREFIX ex: <…> before the query declares it'
    """
    said = " ".join(str(error).split())
    found = _AT.match(said)
    if not found:
        return f"query: {said}"
    line, column = int(found[1]) - before.count("\n"), int(found[2])
    lines = query.split("\n")
    if not 1 <= line <= len(lines):
        return f"query: {shortened(said, 300)}"
    if name := undeclared(query):
        near = difflib.get_close_matches(name.prefix, PREFIXES, 1, 0.6)
        declare = f"PREFIX {name.prefix}: <…> before the query declares it"
        step = f"did you mean {near[0]}:?" if near else declare
        where = place(query, name.start)
        return f"{where}: the prefix {name.prefix}: is not declared; {step}"
    text = lines[line - 1]
    rest = text[column - 1 :].strip() or " ".join(lines[line:]).strip()
    if "IRI parsing failed" in found[3]:
        return f"query:{line}:{column}: this is no whole address; write it with its scheme"
    if not rest:
        return f"query:{line}:{column}: the query ends here, and is not whole"
    return f"query:{line}:{column}: cannot be read from here on: {shortened(rest, _SHOWN)}"

"""JSON as the nodes of ``yaml_nodes``, so that its mistakes have a line and column too.

Only files that are not bulk come here, and lines of JSON Lines that did not decode.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in the stubs
from typing import Any

import msgspec
from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gardkg.records.yaml_nodes import MAX_DEPTH, POINTER, Unreadable, check_size

_SPACE = re.compile(r"[ \t\r\n]*")
#: How json's messages end, for a place to follow.
_DANGLING = re.compile(r"(?: starting)? at$")
_LITERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")


def compose_json(text: str, line: int = 1) -> Node:
    """The root node of a JSON document; ``line`` is the number of its first line.

    Raises:
        Unreadable: no JSON, too long, or nested too deeply.
    """
    check_size(text, line)
    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def mark(at: int) -> Mark:
        row = bisect_right(starts, at) - 1
        return Mark("", at, row + line - 1, at - starts[row], None, 0)

    def fail(at: int, message: str) -> Unreadable:
        where = mark(at)
        return Unreadable(where.line + 1, where.column + 1, message)

    def skip(at: int) -> int:
        return _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too

    def string(at: int) -> tuple[ScalarNode, int]:
        try:
            value, end = scanstring(text, at + 1, True)
        except JSONDecodeError as error:
            raise fail(error.pos, _DANGLING.sub("", error.msg)) from None
        tag = "tag:yaml.org,2002:str"
        return ScalarNode(tag, value, mark(at), mark(end), style='"'), end

    def node(at: int, depth: int) -> tuple[Node, int]:
        if depth > MAX_DEPTH:
            raise fail(at, f"nested deeper than {MAX_DEPTH} levels")
        at = skip(at)
        here = text[at : at + 1]
        if here == '"':
            return string(at)
        if here in {"{", "["}:
            return members(at, depth, "}" if here == "{" else "]")
        literal = _LITERAL.match(text, at)
        if not literal:
            raise fail(at, "expected a JSON value")
        tag = "tag:yaml.org,2002:str"
        return ScalarNode(tag, literal[0], mark(at), mark(literal.end())), literal.end()

    def members(start: int, depth: int, close: str) -> tuple[Node, int]:
        entries: list[Any] = []
        at = skip(start + 1)
        while text[at : at + 1] != close:
            if close == "}":
                if text[at : at + 1] != '"':
                    raise fail(at, "expected a key in double quotes")
                key, at = string(at)
                at = skip(at)
                if text[at : at + 1] != ":":
                    raise fail(at, 'expected ":"')
                item, at = node(at + 1, depth + 1)
                entries.append((key, item))
            else:
                item, at = node(at, depth + 1)
                entries.append(item)
            at = skip(at)
            if text[at : at + 1] == ",":
                at = skip(at + 1)
                if text[at : at + 1] == close:
                    raise fail(at, 'a "," too many')
            elif text[at : at + 1] != close:
                raise fail(at, f'expected "," or "{close}"')
        tag = "tag:yaml.org,2002:" + ("map" if close == "}" else "seq")
        kind = MappingNode if close == "}" else SequenceNode
        return kind(tag, entries, mark(start), mark(at + 1)), at + 1

    root, end = node(0, 1)
    end = skip(end)
    if end != len(text):
        raise fail(end, "expected one record")
    return root


def column(line: bytes, pointer: str) -> int:
    """The column, from 1, of what ``symptoms[1].label`` leads to, or of the nearest above it.

    For a line that decoded: only what stands on the way is looked at again.

    >>> column(b'{"id": "GARD:1", "symptoms": [{"label": "a"}, {"label": "b"}]}', "symptoms[1]")
    47
    """
    here = line.strip()
    at = line.index(here)
    for key, index in POINTER.findall(pointer):
        try:
            before, here = _field(here, key) if key else _item(here, int(index))
        except (msgspec.DecodeError, LookupError, ValueError):
            break
        at += before
    return len(line[:at].decode()) + 1


def _field(text: bytes, key: str) -> tuple[int, bytes]:
    """What stands before the value of a key, and the value."""
    at = 0
    for name, raw in msgspec.json.decode(text, type=dict[str, msgspec.Raw]).items():
        at = text.index(b'"%s"' % name.encode(), at) + len(name) + 2
        at = text.index(value := bytes(raw), at)
        if name == key:
            return at, value
        at += len(value)
    raise LookupError


def _item(text: bytes, index: int) -> tuple[int, bytes]:
    at = 0
    for n, raw in enumerate(msgspec.json.decode(text, type=list[msgspec.Raw])):
        at = text.index(value := bytes(raw), at)
        if n == index:
            return at, value
        at += len(value)
    raise LookupError

"""JSON as the nodes of ``yaml_nodes``, so that its mistakes have a line and column too.

Only files that are not bulk come here, and lines of JSON Lines that did not decode.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in the stubs
from typing import Any

import msgspec
from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gardkg.records.yaml_nodes import MAX_DEPTH, POINTER, Unreadable, check_size

_STR = "tag:yaml.org,2002:str"
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
    document = _Document(text, line)
    root, end = document.node(0, 1)
    end = document.skip(end)
    if end != len(text):
        raise document.fail(end, "expected one record")
    return root


class _Document:
    """A text of JSON; what is read of it comes with where it ends."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line = text, line
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def mark(self, at: int) -> Mark:
        row = bisect_right(self.starts, at) - 1
        return Mark("", at, row + self.line - 1, at - self.starts[row], None, 0)

    def fail(self, at: int, message: str) -> Unreadable:
        where = self.mark(at)
        return Unreadable(where.line + 1, where.column + 1, message)

    def skip(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]  # it matches nothing too

    def node(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > MAX_DEPTH:
            raise self.fail(at, f"nested deeper than {MAX_DEPTH} levels")
        at = self.skip(at)
        match self.text[at : at + 1]:
            case '"':
                return self.string(at)
            case "{":
                return self.members(at, depth, "}", self.entry, MappingNode)
            case "[":
                return self.members(at, depth, "]", self.node, SequenceNode)
        literal = _LITERAL.match(self.text, at)
        if not literal:
            raise self.fail(at, "expected a JSON value")
        return ScalarNode(_STR, literal[0], self.mark(at), self.mark(literal.end())), literal.end()

    def string(self, at: int) -> tuple[ScalarNode, int]:
        try:
            value, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.fail(error.pos, _DANGLING.sub("", error.msg)) from None
        return ScalarNode(_STR, value, self.mark(at), self.mark(end), style='"'), end

    def entry(self, at: int, depth: int) -> tuple[tuple[Node, Node], int]:
        """A key and its value."""
        if self.text[at : at + 1] != '"':
            raise self.fail(at, "expected a key in double quotes")
        key, at = self.string(at)
        at = self.skip(at)
        if self.text[at : at + 1] != ":":
            raise self.fail(at, 'expected ":"')
        value, at = self.node(at + 1, depth)
        return (key, value), at

    def members(
        self,
        start: int,
        depth: int,
        close: str,
        member: Callable[[int, int], tuple[Any, int]],
        kind: type[MappingNode | SequenceNode],
    ) -> tuple[Node, int]:
        """What an object or array holds."""
        members: list[Any] = []
        at = self.skip(start + 1)
        while self.text[at : at + 1] != close:
            one, at = member(at, depth + 1)
            members.append(one)
            at = self.skip(at)
            if self.text[at : at + 1] == ",":
                at = self.skip(at + 1)
                if self.text[at : at + 1] == close:
                    raise self.fail(at, 'a "," too many')
            elif self.text[at : at + 1] != close:
                raise self.fail(at, f'expected "," or "{close}"')
        tag = f"tag:yaml.org,2002:{'map' if kind is MappingNode else 'seq'}"
        return kind(tag, members, self.mark(start), self.mark(at + 1)), at + 1


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

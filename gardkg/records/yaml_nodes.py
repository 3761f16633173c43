"""A document as nodes that know their line and column, refused before it can do harm.

YAML is read by libyaml without any implicit typing: a plain scalar stays what was written
(``no``, ``0000123``, ``1.10``), and what it means is for the model to say. JSON becomes the
same nodes. Refused, each with its place: aliases, tags, duplicate and complex keys, more
than one document, and nesting deeper than a record can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # not in the stubs
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: No record nests deeper than 8; the C parser overflows its stack at some 10,000.
MAX_DEPTH = 32
#: Characters of one document. The seed's record has about 15,000.
MAX_DOCUMENT = 8 * 2**20
#: Commas, colons and line breaks of one document, of which every value needs one: a value
#: takes a hundred times the memory of its text.
MAX_MARKS = 100_000
#: Characters of a key; the longest field has 16, a section's key up to 48.
MAX_KEY = 64

#: Nesting that no C stack minds; below it depth is seen when the nodes are walked.
_SAFE_DEPTH = 500
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_KIND_TAGS: dict[type[Node], str] = {
    ScalarNode: "tag:yaml.org,2002:str",
    SequenceNode: "tag:yaml.org,2002:seq",
    MappingNode: "tag:yaml.org,2002:map",
}
_PLAIN_TAGS = frozenset(_KIND_TAGS.values())
POINTER = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Fault(NamedTuple):
    """What is wrong with a document at a place; lines and columns count from 1."""

    line: int
    column: int
    pointer: str
    message: str
    got: str | None = None
    hint: str | None = None


class Unreadable(Exception):  # never leaves this package: it becomes a Problem
    """A document that has no nodes at all."""

    def __init__(self, line: int, column: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.fault = Fault(line, column, "", message, None, hint)


def place(node: Node) -> tuple[int, int]:
    """The line and column where a node begins."""
    return _counted(node.start_mark)


def _counted(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def compose(text: str) -> Node:
    """The root node of a YAML document.

    Raises:
        Unreadable: no YAML, no document or several, too long, or nested too deeply.
    """
    check_size(text)
    try:
        _check_depth(text)
        root = yaml.compose(text, Loader=_Loader)  # type: ignore[arg-type]  # it composes
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, text) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode()  # libyaml counts bytes
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"character U+{ord(text[len(before)]):04X} is not allowed"
        raise Unreadable(line, column, message) from None
    if root is None:
        raise Unreadable(1, 1, "expected a record; the file is empty")
    return root


def _unreadable(error: yaml.MarkedYAMLError, text: str) -> Unreadable:
    """What libyaml says, where the mistake stands: it reads on until nothing fits any more."""
    message = (error.problem or "not YAML").removeprefix("but ")
    line, column = _counted(error.problem_mark or error.context_mark)
    first, start = _counted(error.context_mark)
    if "quoted scalar" in (error.context or "") and "unexpected end" in message:
        return Unreadable(first, start, "this quote is never closed", "close it on its line")
    lines = _BREAK.split(text)
    if line <= len(lines) and (within := _QUOTE_WITHIN.search(lines[line - 1])):
        advice = "write '' for a quote within quotes"
        return Unreadable(line, within.end() + 1, "the text ends at this quote", advice)
    if "could not find expected ':'" in message and (glued := _GLUED.match(lines[first - 1])):
        return Unreadable(first, glued.end() + 1, 'expected a space behind ":"')
    if "did not find expected ',' or" in message:
        for number in range(max(first, 1), min(line, len(lines)) + 1):
            for mark, advice in _FLOW:
                if found := mark.search(lines[number - 1]):
                    return Unreadable(number, found.start() + 1, message, advice)
    return Unreadable(line, column, message, _advice(message))


#: What YAML 1.1 counts as the end of a line.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
#: A key, and a value that stands too near.
_GLUED = re.compile(r"\s*(?:- )?[A-Za-z_]+:(?=\S)")
#: What ends a text within { } or [ ], and what to do about it.
_FLOW = (
    (re.compile(r"(?<=[^\s,{\[]) +#"), '" #" begins a comment; quote the text to keep it'),
    (
        re.compile(r": (?=[^,{}\[\]\"']*: )"),
        'quote text that holds ": ", or put a comma between the entries',
    ),
    (re.compile(r"\[[^\]]*(?=\})"), "close [ with ]"),
    (re.compile(r"\{[^}]*(?=\])"), "close { with }"),
)
#: A text within quotes in which such a quote stands.
_QUOTE_WITHIN = re.compile(r"(?:: |- )'[^']*'(?=\w)")


def check_size(text: str, line: int = 0) -> None:
    """Refuse a document whose nodes would fill the memory, before they are made."""
    if len(text) > MAX_DOCUMENT:
        raise Unreadable(line, 1, f"longer than {MAX_DOCUMENT} characters", _ONE_DISEASE)
    if len(text) > MAX_MARKS and sum(map(text.count, ",:\n\r")) > MAX_MARKS:
        message = f"more than {MAX_MARKS} commas, colons and line breaks"
        raise Unreadable(line, 1, message, _ONE_DISEASE)


_ONE_DISEASE = "a record is one disease"


def _advice(message: str) -> str | None:
    if "mapping values are not allowed" in message:
        return 'quote text that holds ": "'
    if "cannot start any token" in message:
        return "indent with spaces, and quote text that begins with % @ ` or a tab"
    if "expected '-' indicator" in message:
        return "indent this line as those it belongs to"
    if "another document" in message:
        return "one record a file"
    return None


class _Loader(CParser):
    """libyaml's parser, every node's tag as written or the plain one of its kind."""

    def descend_resolver(self, parent: object, index: object) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:
        return _KIND_TAGS[kind]

    def dispose(self) -> None: ...


def _check_depth(text: str) -> None:
    """Refuse what could overflow the C stack, by its events, which need none."""
    if len(text) < _SAFE_DEPTH or (
        text.count("[") + text.count("{") < _SAFE_DEPTH
        and not any(_may_be_deep(line) for line in text.splitlines())
    ):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):  # type: ignore[arg-type]  # it parses
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise Unreadable(*_counted(event.start_mark), _TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _may_be_deep(line: str) -> bool:
    indent = len(line) - len(line.lstrip(" "))
    return indent + line.count("- ") + line.count("? ") > _SAFE_DEPTH // 2


def plain(root: Node, faults: list[Fault]) -> Any:
    """The Python value of a node: str, None, list, dict; what may not be goes to ``faults``."""
    seen: set[int] = set()
    told: set[tuple[int, int]] = set()

    def value(node: Node, pointer: str, depth: int, near: Node) -> Any:
        if node.tag not in _PLAIN_TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            faults.append(Fault(*place(node), pointer, "a tag is not part of a record", tag))
            return None
        if id(node) in seen:
            message = "an alias is not part of a record"
            hint = f"write out what stands on line {place(node)[0]}"
            if (id(near), id(node)) not in told:  # once is enough for a list
                faults.append(Fault(*place(near), pointer, message, None, hint))
            told.add((id(near), id(node)))
            return None
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            text: str = node.value
            return None if text in _NULLS and not node.style else text
        if depth > MAX_DEPTH:
            faults.append(Fault(*place(node), pointer, _TOO_DEEP))
            return None
        if isinstance(node, SequenceNode):
            return [
                value(item, f"{pointer}[{n}]", depth + 1, node) for n, item in enumerate(node.value)
            ]
        entries: dict[str, Any] = {}
        first: dict[str, tuple[int, int]] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                faults.append(Fault(*place(key), pointer, "expected a key of plain text"))
                continue
            name = key.value
            if len(name) > MAX_KEY:
                message = f"expected a key of at most {MAX_KEY} characters"
                faults.append(Fault(*place(key), pointer, message, name))
                continue
            inner = f"{pointer}.{name}" if pointer else name
            if name in entries:
                line, column = first[name]
                message = f'key "{name}" stands twice, first on line {line}'
                if line == place(key)[0]:  # a line of JSON Lines is a whole record
                    message += f", column {column}"
                faults.append(Fault(*place(key), pointer, message, None, "keep one"))
                continue
            first[name] = place(key)
            entries[name] = value(item, inner, depth + 1, key)
        return entries

    return value(root, "", 1, root)


_NULLS = frozenset({"", "~", "null"})


def find(root: Node, pointer: str) -> Node:
    """The node that ``symptoms[2].frequency`` leads to, or the nearest above it."""
    here = root
    for key, index in POINTER.findall(pointer):
        if key and isinstance(here, MappingNode):
            inner = next((item for name, item in here.value if name.value == key), None)
        elif index and isinstance(here, SequenceNode) and int(index) < len(here.value):
            inner = here.value[int(index)]
        else:
            inner = None
        if inner is None:
            break
        here = inner
    return here


def scalars(node: Node, pointer: str = "") -> Iterator[tuple[str, ScalarNode]]:
    """Every scalar below a node that ``plain`` accepted, keys too, with its pointer."""
    if isinstance(node, ScalarNode):
        yield pointer, node
    elif isinstance(node, SequenceNode):
        for n, item in enumerate(node.value):
            yield from scalars(item, f"{pointer}[{n}]")
    else:
        for key, item in node.value:
            inner = f"{pointer}.{key.value}" if pointer else key.value
            yield inner, key
            yield from scalars(item, inner)


# Characters that no RDF syntax carries alike: controls, surrogates, noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: A text in which such a character may stand, raw or escaped.
SUSPECT = re.compile(_FORBIDDEN.pattern + r"|\\[0abefvuxUN_LP]")


def forbidden(root: Node) -> Iterator[Fault]:
    """A fault for every scalar with a character that no RDF syntax carries."""
    for pointer, node in scalars(root):
        if bad := _FORBIDDEN.search(node.value):
            message = f"character U+{ord(bad[0]):04X} is not allowed in text"
            yield Fault(*place(node), pointer, message)


#: A value within quotes that YAML does not know.
QUOTED = re.compile("[“„]")
_CURLY = re.compile("[“„][^“„”]*[”“]")


def curly(root: Node) -> Iterator[Fault]:
    """A fault for every plain value that stands within typographic quotes: were they meant?"""
    for pointer, node in scalars(root):
        # The words of a source may have their own.
        if not node.style and not pointer.endswith("wording") and _CURLY.fullmatch(node.value):
            message = "these quotes become part of the text"
            yield Fault(*place(node), pointer, message, node.value, 'write "…", or none')


def cut_short(root: Node, text: str) -> Iterator[Fault]:
    """A fault for every plain value that a ``#`` behind a space ends: was it meant as text?"""
    lines = text.split("\n")
    for pointer, node in scalars(root):
        end = node.end_mark
        if not node.style and end.line < len(lines):
            rest = lines[end.line][end.column :]
            if re.match(r"[ \t]+#\S", rest):
                message = f'what follows is a comment: "{rest.strip()}"'
                yield Fault(*place(node), pointer, message, node.value, "quote the text to keep it")

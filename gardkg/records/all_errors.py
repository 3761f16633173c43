"""Every way in which a document is not a record, where msgspec would stop at the first.

It walks the model's types over the document's nodes. It runs only when decoding failed, and
returns besides the problems a record with harmless values in the bad places, so that the
checks that need a whole record can still report theirs.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
from msgspec import inspect
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gardkg import model
from gardkg.records import advice
from gardkg.records.advice import is_null
from gardkg.records.patterns import pattern_of
from gardkg.records.yaml_nodes import Fault, find, place

KEY = pattern_of(model.Key)
_RECORD = inspect.type_info(model.Record)
#: What stands in for a value that is wrong, by what is wanted.
_HARMLESS: dict[type, Any] = {
    inspect.IntType: 0,
    inspect.BoolType: False,
    inspect.DateType: date.min,
}


def explain(root: Node) -> tuple[list[Fault], model.Record]:
    """All faults of a document as a record, and the record with the rest of it."""
    walk = _Walk(root)
    return walk.faults, walk.value(root, _RECORD, "")


class _Walk:
    def __init__(self, root: Node) -> None:
        self.faults: list[Fault] = []
        sections = find(root, "sections")
        #: The keys that claims may name.
        self.sections = (
            [str(key.value) for key, _ in sections.value]
            if isinstance(sections, MappingNode) and sections is not root
            else []
        )

    def value(self, node: Node, wanted: inspect.Type, pointer: str) -> Any:
        schema: dict[str, str] = {}
        if isinstance(wanted, inspect.Metadata):
            schema = wanted.extra_json_schema or {}
            wanted = wanted.type
        if isinstance(wanted, inspect.UnionType):
            return self._one_of(node, wanted, pointer)
        if isinstance(wanted, inspect.StructType):
            return self._struct(node, wanted, pointer)
        if isinstance(wanted, inspect.ListType):
            if not isinstance(node, SequenceNode):
                self._wrong(node, pointer, "a list", advice.for_list(node, _field(pointer)))
                return []
            return [
                self.value(item, wanted.item_type, f"{pointer}[{n}]")
                for n, item in enumerate(node.value)
            ]
        if isinstance(wanted, inspect.DictType):
            if not isinstance(node, MappingNode):
                self._wrong(node, pointer, "keys with values", advice.below(node, pointer))
                return {}
            return {
                self.value(key, wanted.key_type, f"{pointer}.{key.value}"): self.value(
                    item, wanted.value_type, f"{pointer}.{key.value}"
                )
                for key, item in node.value
            }
        return self._scalar(node, wanted, pointer, schema)

    def _struct(self, node: Node, wanted: inspect.StructType, pointer: str) -> Any:
        fields = {field.encode_name: field for field in wanted.fields}
        given: dict[str, Any] = {}
        if not isinstance(node, MappingNode):
            # EtiologyStatus → an etiology status
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", wanted.cls.__name__).lower()
            expected = f"a{'n' * (name[0] in 'aeiou')} {name} with keys"
            hint = advice.for_part(node, _field(pointer), fields)
            self._wrong(node, pointer, expected, hint)
            entries = []
        else:
            entries = node.value
        for key, item in entries:
            inner = f"{pointer}.{key.value}" if pointer else key.value
            field = fields.get(key.value)
            if field is None:
                hint = advice.for_unknown(key.value, fields, top=not pointer)
                # The pointer is the key's: what else stands beside it is judged all the same.
                self.faults.append(Fault(*place(key), inner, "unknown field", None, hint))
            else:
                given[field.name] = self.value(item, field.type, inner)
        for field in wanted.fields:
            if field.required and field.name not in given:
                inner = f"{pointer}.{field.encode_name}" if pointer else field.encode_name
                if isinstance(node, MappingNode):
                    self.faults.append(Fault(*place(node), inner, "this field is required"))
                given[field.name] = self._harmless(field.type, inner)
        return wanted.cls(**given)

    def _one_of(self, node: Node, wanted: inspect.UnionType, pointer: str) -> Any:
        kinds = [kind for kind in wanted.types if not isinstance(kind, inspect.NoneType)]
        if is_null(node) and len(kinds) < len(wanted.types):
            return None
        structs = [kind for kind in kinds if isinstance(kind, inspect.StructType)]
        scalars = [kind for kind in kinds if kind not in structs]
        if isinstance(node, MappingNode) and structs:
            return self.value(node, structs[0], pointer)
        return self.value(node, (scalars or structs)[0], pointer)

    def _scalar(
        self, node: Node, wanted: inspect.Type, pointer: str, schema: dict[str, str]
    ) -> Any:
        pattern = schema.get("pattern", "")
        if isinstance(node, ScalarNode) and not is_null(node):
            try:
                return _converted(node.value, wanted, pattern)
            except ValueError:
                pass
        expected = schema.get("description") or _spoken(wanted)
        longest = wanted.max_length if isinstance(wanted, inspect.StrType) else None
        if "description" in schema and longest and len(str(node.value)) > longest:
            expected += f" of at most {longest} characters"
        hint = advice.for_value(node, wanted, pattern, _field(pointer))
        if pattern == KEY and self.sections and pointer.endswith(".in"):
            hint = "known: " + ", ".join(self.sections)
        self._wrong(node, pointer, expected, hint)
        return self._harmless(wanted, pointer)

    def _harmless(self, wanted: inspect.Type, pointer: str) -> Any:
        if isinstance(wanted, inspect.Metadata):
            wanted = wanted.type
        if isinstance(wanted, inspect.StrType):
            return pointer  # some text, and another one in each place
        if isinstance(wanted, inspect.LiteralType):
            return wanted.values[0]
        return _HARMLESS.get(type(wanted))

    def _wrong(self, node: Node, pointer: str, expected: str, hint: str | None = None) -> None:
        got = node.value if isinstance(node, ScalarNode) else _KINDS[type(node)]
        self.faults.append(Fault(*place(node), pointer, f"expected {expected}", got, hint))


_KINDS: dict[type[Node], str] = {MappingNode: "keys with values", SequenceNode: "a list"}


def _field(pointer: str) -> str:
    """The field that a pointer ends in."""
    return pointer.rpartition(".")[2]


def _converted(text: str, wanted: inspect.Type, pattern: str) -> Any:
    """The value msgspec makes of a scalar; ValueError where it would refuse."""
    match wanted:
        case inspect.StrType(min_length=low, max_length=high):
            if (low and len(text) < low) or (high and len(text) > high):
                raise ValueError
            if not re.search(pattern, text):
                raise ValueError
            return text
        case inspect.LiteralType(values=values):
            if text not in values:
                raise ValueError
            return text
        case inspect.IntType(ge=low, le=high):
            if not re.fullmatch(r"0|-?[1-9][0-9]{0,18}", text):
                raise ValueError
            number = int(text)
            if (low is not None and number < low) or (high is not None and number > high):
                raise ValueError
            return number
        case inspect.BoolType():
            return msgspec.convert(text, bool, strict=False)
        case inspect.DateType():
            return msgspec.convert(text, date)
    raise AssertionError(f"the model has a type this walk does not know: {wanted}")


def _spoken(wanted: inspect.Type) -> str:
    match wanted:
        case inspect.LiteralType(values=values):
            return "one of " + ", ".join(map(str, values))
        case inspect.IntType(ge=low, le=high):
            between = "" if low is None else f" from {low}" + (f" to {high}" if high else " on")
            return "a whole number" + between
        case inspect.BoolType():
            return "true or false"
        case inspect.DateType():
            return "a date as YYYY-MM-DD"
        case inspect.StrType(max_length=high) if high:
            return f"text of 1 to {high} characters"
    return "text"

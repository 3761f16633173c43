"""The JSON Schema of a record, and the page of its fields: made from the model and its docstrings.

The schema takes what a parser of YAML 1.2 makes of a record that ``check`` finds good: to it
``date: 2006`` is a number, and ``label: true`` no text. It takes the short forms, too.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from gardkg import model
from gardkg.records.shorthand import PREFIXES, SHORT

Schema = dict[str, Any]


def json_schema() -> Schema:
    """The JSON Schema of a record; editors and validators read it.

    Each field is described by what stands below it in the model.

    >>> properties = json_schema()["$defs"]["Symptom"]["properties"]
    >>> properties["hedge"]["description"]
    'How sure the source is, in its words: may, can, reported. How often is a frequency.'
    """
    schema = msgspec.json.schema(model.Record)
    parts: Schema = schema["$defs"]
    for node in _nodes(parts):
        if "pattern" in node and "description" in node:  # editors say it instead of the pattern
            node["patternErrorMessage"] = f"expected {node['description']}"
    for name, part in parts.items():
        for field, text in _described(getattr(model, name)).items():
            part["properties"][field]["description"] = text
    _take_short_forms(parts)
    _take_typed(parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/gardkg/record.schema.json",
        "title": "A gardkg disease record",
        **schema,
    }


def _described(struct: type[msgspec.Struct]) -> dict[str, str]:
    """What stands below the fields of a struct, its own and inherited, by their names in a file."""
    keys = dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))
    texts: dict[str, str] = {}
    for kind in reversed(_line(struct)):
        texts |= _docstrings(inspect.getmodule(kind))[kind.__name__]
    return {keys[name]: text for name, text in texts.items()}


def _line(struct: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """A struct and those it extends, the nearest first."""
    return [kind for kind in struct.__mro__ if kind.__module__.startswith(model.__name__)]


@cache
def _docstrings(module: ModuleType | None) -> dict[str, dict[str, str]]:
    """The texts below the fields of each class of a module, which Python does not keep."""
    assert module
    classes: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            texts = classes[node.name] = {}
            for field, below in zip(node.body, node.body[1:], strict=False):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ) if "ClassVar" not in ast.unparse(field):
                        texts[name] = inspect.cleandoc(text).replace("\n", " ").replace("``", "`")
    return classes


# --- What a file may have besides -----------------------------------------------------------------


def _take_short_forms(parts: Schema) -> None:
    """Beside a part, the one text that may stand for it; and what may stand before an id."""
    for field, inner in SHORT.items():
        holder = parts["Record"]["properties"][field]
        (part,) = (node["$ref"].rpartition("/")[2] for node in _nodes(holder) if "$ref" in node)
        short = {**_text(parts[part]["properties"][inner]), "description": f"its {inner}"}
        for key in ("items", "additionalProperties"):
            if key in holder:
                holder[key] = {"anyOf": [holder[key], short]}
                break
        else:
            holder["anyOf"].append(short)
    for field, prefix in PREFIXES.items():
        text = _text(parts["Reference"]["properties"][field])
        text["pattern"] = text["pattern"].replace("^", f"^(?:{prefix})?", 1).replace("$", "/?$")


#: What YAML 1.2 makes of such texts, where they are not within quotes.
_TYPED = {"integer": "2006", "number": "1.5", "boolean": "true"}


def _take_typed(parts: Schema) -> None:
    """Numbers and booleans, where a text may look like one: we read what was written."""
    for node in list(_nodes(parts)):
        if node.get("type") == "string" and "pattern" in node:
            typed = [kind for kind, text in _TYPED.items() if re.search(node["pattern"], text)]
            node["type"] = ["string", *typed] if typed else "string"


def _nodes(schema: Any) -> Iterator[Schema]:
    """All objects of a schema, from the outermost in."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, dict | list):
            yield from _nodes(inner)


def _text(schema: Schema) -> Schema:
    """That of the text which a field takes."""
    return next(node for node in _nodes(schema) if node.get("type") == "string")


# --- The page -------------------------------------------------------------------------------------


def fields_page() -> str:
    """The fields of a record as Markdown: a table for each part, what it extends named above it.

    >>> "| `hedge` | text |" in fields_page()
    True
    """
    parts = msgspec.json.schema(model.Record)["$defs"]
    seen: set[type] = set()
    lines = ["# The fields of a record", "", _ABOVE]
    for name, part in parts.items():
        texts = _described(getattr(model, name))
        for kind in reversed(_line(getattr(model, name))):
            if kind in seen or kind is model.Part:
                continue
            seen.add(kind)
            lines += ["", *_section(kind, part, texts)]
    return "\n".join(lines) + "\n"


_ABOVE = """What `gardkg schema --fields` prints. What the fields mean together, and which shorter
forms are taken, is in [records.md](records.md)."""


def _section(kind: type[msgspec.Struct], part: Schema, texts: dict[str, str]) -> Iterator[str]:
    _, above, *_ = kind.__mro__
    inherited = getattr(above, "__struct_encode_fields__", ())
    own = [field for field in kind.__struct_encode_fields__ if field not in inherited]
    yield f"## {kind.__name__}"
    yield ""
    extends = f" Has what a [{above.__name__}](#{above.__name__.lower()}) has." if inherited else ""
    yield inspect.cleandoc(kind.__doc__ or "").replace("``", "`") + extends
    if own:
        yield from ("", "| field | takes | what |", "|---|---|---|")
    for field in own:
        needed = ", **needed**" if field in part["required"] else ""
        yield f"| `{field}` | {_spoken(part['properties'][field])}{needed} | {texts[field]} |"


def _spoken(schema: Schema) -> str:
    """What a field takes, in words."""
    match schema:
        case {"anyOf": choices}:
            return " or ".join(_spoken(one) for one in choices if one.get("type") != "null")
        case {"$ref": name}:
            part = name.rpartition("/")[2]
            return f"[{part}](#{part.lower()})"
        case {"items": item}:
            return f"list: {_spoken(item)}"
        case {"additionalProperties": dict(item)}:
            return f"keys with {_spoken(item)}"
        case {"enum": words}:
            return " ".join(f"`{word}`" for word in words)
        case {"type": "boolean"}:
            return "`true` `false`"
        case {"type": "string", "format": "date"}:
            return "date"
        case {"type": "string", "description": str(text)}:
            return text.replace("|", "\\|")
        case {"type": "string"}:
            return "text"
        case _:
            return "number"

"""The model → YAML as a person would write it: short things on one line, claims before places.

What is read from it is the same record; comments are not kept, for the model has none.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from gardkg.model import Claim, Effect, Quote, Record, Said, Section, Synonym, Words

WIDTH = 96
#: Written on one line, if it is no longer than ``WIDTH``; a quote always, its hash is most of it.
_SHORT = (Section, Words, Effect, Quote, Said, Synonym)
#: What a claim is comes before where it is said, though the struct inherits it the other way.
_FIRST = ("label", "term", "match", "term_label")
_LAST = (*Said.__struct_encode_fields__, "stated")


def to_yaml(record: Record, schema: str | None = None) -> str:
    """A record as YAML; reading it gives the same record.

    ``schema``, an address or path, goes into a first line that editors read.

    >>> print(to_yaml(Record(id="GARD:0007615", name="Scleromyxedema")), end="")
    id: GARD:0007615
    name: Scleromyxedema
    """
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    body: str = yaml.dump(
        _ordered(record), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    # A blank line before and behind what takes more than one; no text begins at the margin.
    return head + re.sub(r"(\n[ -].*)\n(?=[a-z])|\n(?=[a-z_]+:\n)", r"\1\n\n", body)


class _Line(dict[str, Any]):
    """A mapping on one line."""


class _Row(list[Any]):
    """A list on one line."""


class _Dumper(yaml.CSafeDumper):
    pass


def _line(dumper: Any, value: _Line) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _row(dumper: Any, value: _Row) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Line, _line)
_Dumper.add_representer(_Row, _row)


def _ordered(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return _struct(value)
    if isinstance(value, list):
        items = [_ordered(item) for item in value]
        plain = not any(isinstance(item, dict | list) for item in items)
        return _Row(items) if plain and _width(items) < WIDTH // 2 else items
    if isinstance(value, dict):
        return {key: _ordered(item) for key, item in value.items()}
    return value


def _struct(value: msgspec.Struct) -> dict[str, Any]:
    """Its fields by their names in a file, without those that have their default."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(value)}
    if isinstance(value, Claim | Synonym):
        own = {key: field for key, field in fields.items() if key not in _LAST}
        first = {key: field for key, field in own.items() if key in _FIRST}
        fields = first | own | fields
    out = {}
    for key, field in fields.items():
        inner = getattr(value, field.name)
        if field.required or not _is_default(inner, field):
            out[key] = _ordered(inner)
    if isinstance(value, Quote) or (
        isinstance(value, _SHORT) and not isinstance(value, Claim) and _width(out) < WIDTH - 8
    ):
        return _Line(out)
    return out


def _width(value: Any) -> int:
    """About how many characters a value takes on one line."""
    if isinstance(value, dict):
        return sum(len(key) + 4 + _width(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(2 + _width(item) for item in value)
    return len(str(value))


def _is_default(value: Any, field: Any) -> bool:
    if field.default_factory is not msgspec.NODEFAULT:
        return bool(value == field.default_factory())
    return bool(value == field.default)

"""The patterns of a record's texts, each run once for every different text.

msgspec checks types, bounds and lengths as it decodes. Patterns it would run in Python's ``re``,
one by one, which took three times as long as all the rest; and most texts of a large file –
dates, terms, the labels of terms – stand in it many times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter, call
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from gardkg.model import Curie, Text
from gardkg.model.fields import types_of


class _Pattern:
    """A pattern; a part that may stand in the place of a text is looked into."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.search = re.compile(pattern).search

    def fits(self, text: Any) -> bool:
        if isinstance(text, msgspec.Struct):
            return conform(text)
        return text is None or self.search(text) is not None


class _Texts(dict[tuple[Any, ...], bool]):
    """Whether some texts match, each its pattern; what was found is remembered, within bounds."""

    limit = 16_384

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        super().__init__()
        self.fits = [pattern.fits for pattern in patterns]

    def __missing__(self, texts: tuple[Any, ...]) -> bool:
        found = all(map(call, self.fits, texts))
        if len(self) >= self.limit:
            self.clear()
        if all(text is None or (isinstance(text, str) and len(text) < 100) for text in texts):
            self[texts] = found
        return found


def pattern_of(kind: Any) -> str:
    """The pattern that a type of the model gives its texts."""
    wanted = inspect.type_info(kind)
    assert isinstance(wanted, inspect.Metadata)
    return str((wanted.extra_json_schema or {})["pattern"])


class _Shape(NamedTuple):
    """What of a struct has a pattern: the texts, and the fields that hold more than one text."""

    plain: Callable[[Any], tuple[str | None, ...]] | None
    texts: Callable[[Any], tuple[str | None, ...]] | None
    fitting: _Texts
    others: Callable[[Any], tuple[Any, ...]] | None
    inner: tuple[_Pattern | None, ...]
    """The pattern of each of them."""


_NOT_BLANK, _CURIE = pattern_of(Text), pattern_of(Curie)
_PATTERNS: dict[str, _Pattern] = {}
_SHAPES: dict[type, _Shape] = {}


def conform(part: msgspec.Struct) -> bool:
    """Whether each text of a record, or of a part of one, matches the pattern of its field.

    >>> from gardkg import model
    >>> conform(model.Symptom(label="Hoarseness")), conform(model.Symptom(label=" "))
    (True, False)
    """
    shape = _SHAPES.get(type(part)) or _shape(type(part))
    if shape.plain:
        for text in shape.plain(part):
            if text is not None and text.isspace():
                return False
    if shape.texts and not shape.fitting[shape.texts(part)]:
        return False
    if shape.others:
        for value, pattern in zip(shape.others(part), shape.inner, strict=False):
            if value and not _each(value, pattern):
                return False
    return True


def _all_conform(parts: Sequence[msgspec.Struct]) -> bool:
    """Whether each of these does: a list goes through the steps together, which C does."""
    kind = type(parts[0])
    if len(parts) < 4 or len(set(map(type, parts))) > 1:
        return all(map(conform, parts))
    shape = _SHAPES.get(kind) or _shape(kind)
    if shape.plain:
        texts = chain.from_iterable(map(shape.plain, parts))
        if any(map(str.isspace, filter(None, texts))):
            return False
    if shape.texts and not all(map(shape.fitting.__getitem__, map(shape.texts, parts))):
        return False
    if shape.others:
        columns = zip(*map(shape.others, parts), strict=True)
        for column, pattern in zip(columns, shape.inner, strict=False):
            values = list(filter(None, column))
            if values and not _each(values, pattern):
                return False
    return True


def converted(value: Any, kind: Any) -> Any:
    """What ``msgspec.convert`` makes of a value, held to the patterns too.

    >>> from gardkg import model
    >>> converted("3/4", model.Frequency)
    '3/4'

    Raises:
        msgspec.ValidationError: it is no such thing.
    """
    made = msgspec.convert(value, kind, strict=False)
    if not _each(made, _pattern_of(kind)):
        raise msgspec.ValidationError("Expected text of the form its field wants")
    return made


@cache
def _pattern_of(kind: Any) -> _Pattern | None:
    return _inside(inspect.type_info(kind))[1]


def _each(value: Any, pattern: _Pattern | None) -> bool:
    """A part, a text, a list of either, or a table with parts."""
    if isinstance(value, msgspec.Struct):
        return conform(value)
    if isinstance(value, list):
        if isinstance(value[0], msgspec.Struct) and pattern is None:
            return _all_conform(value)
        return all(_each(item, pattern) for item in value)
    if isinstance(value, dict):
        return all(_each(key, pattern) and conform(part) for key, part in value.items())
    return pattern is None or pattern.fits(value)


def _shape(struct: type) -> _Shape:
    texts: dict[str, _Pattern] = {}
    others: dict[str, _Pattern | None] = {}
    for name, wanted in types_of(struct).items():
        kinds, pattern = _inside(wanted)
        if pattern and pattern.pattern == _CURIE and inspect.StructType not in kinds:
            continue  # ``checks`` judges those
        # A part that may stand for a text is frozen, so that it can be looked up like one.
        if kinds <= {inspect.StrType, inspect.NoneType, inspect.StructType} and pattern:
            texts[name] = pattern
        elif pattern or inspect.StructType in kinds:
            others[name] = pattern
    # That a text is not blank is quicker seen than looked up.
    plain = [name for name, pattern in texts.items() if pattern.pattern == _NOT_BLANK]
    held = {name: pattern for name, pattern in texts.items() if name not in plain}
    shape = _Shape(
        _fields(plain),
        _fields(held),
        _Texts(held.values()),
        _fields(others),
        (*others.values(),),
    )
    return _SHAPES.setdefault(struct, shape)


def _fields(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives the values of some fields, as a tuple however many they are."""
    match list(names):
        case []:
            return None
        case [name]:
            return attrgetter(name, name)  # of a single one it makes no tuple
        case several:
            return attrgetter(*several)


def _inside(wanted: inspect.Type) -> tuple[set[type], _Pattern | None]:
    """The kinds of values a field may hold, at any depth, and the pattern of its texts."""
    match wanted:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            kinds, _ = _inside(inner)
            pattern = (schema or {}).get("pattern", "")
            if pattern and pattern not in _PATTERNS:
                _PATTERNS[pattern] = _Pattern(pattern)
            return kinds, _PATTERNS.get(pattern)
        case inspect.UnionType(types=types):
            parts = [_inside(kind) for kind in types]
        case inspect.ListType(item_type=item):
            parts = [({inspect.ListType}, None), _inside(item)]
        case inspect.DictType(key_type=key, value_type=value):
            parts = [({inspect.DictType}, None), _inside(key), _inside(value)]
        case _:
            return {type(wanted)}, None
    patterns = [pattern for _, pattern in parts if pattern]
    return set[type]().union(*(kinds for kinds, _ in parts)), patterns[0] if patterns else None

"""What a field of the model is to a claim, read off the structs: no list of fields is kept twice.

A field that is added to a struct is in these lists from then on. So it is part of what identifies
a claim, a claim that has it is not written by a form that knows nothing of it, and a list that
it holds is looked through for things that stand there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec
from msgspec import inspect

from gardkg import model

#: What claims have that is looked at by name, wherever it matters: who, what, and how often.
_COMMON = frozenset({"label", "negated", "frequency", "term", "match", "term_label", "stated"})


def place_of(kind: type[model.Claim]) -> type[model.Statement]:
    """The struct of the places that say a claim of a kind.

    >>> place_of(model.Symptom).__name__, place_of(model.Treatment).__name__
    ('Statement', 'TreatmentStatement')
    """
    (place,) = _structs(types_of(kind)["stated"])
    assert issubclass(place, model.Statement)
    return place


def own_fields(kind: type[model.Claim]) -> tuple[str, ...]:
    """The fields of a kind of claim that neither all claims have nor the places that say it.

    >>> own_fields(model.Symptom), own_fields(model.Treatment)
    (('form', 'onset', 'sex', 'sites', 'modifiers'), ('form', 'relation'))
    """
    known = {*_COMMON, *place_of(kind).__struct_fields__}
    return tuple(name for name in kind.__struct_fields__ if name not in known)


def values_of(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of some fields, as a tuple however many they are.

    >>> values_of(["label"])(model.Site(label="a")), values_of([])(model.Site(label="a"))
    (('a',), ())
    """
    match list(names):
        case []:
            return lambda part: ()
        case [name]:
            get = attrgetter(name)
            return lambda part: (get(part),)
        case several:
            return attrgetter(*several)


@cache
def defaults(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """What the fields of a struct are if they are not given.

    >>> defaults(model.Effect)
    {'duration': None, 'outcome': None, 'words': None}
    """
    fields = [field for field in msgspec.structs.fields(kind) if not field.required]
    return {
        field.name: field.default
        if field.default_factory is msgspec.NODEFAULT
        else field.default_factory()
        for field in fields
    }


@cache
def own_terms(kind: type[model.Claim]) -> tuple[str, ...]:
    """Those of its own fields that hold a CURIE, or a list of them.

    >>> own_terms(model.Symptom), own_terms(model.Treatment)
    (('onset', 'sites', 'modifiers'), ())
    """
    return tuple(name for name in own_fields(kind) if _is_curie(types_of(kind)[name]))


@cache
def roles(kind: type[model.Claim]) -> dict[str, model.Role]:
    """What each of its own fields is to a claim, as its type is annotated.

    >>> {name: (role.name, role.prefixes) for name, role in roles(model.Symptom).items()}["onset"]
    ('qualifier', ('HP',))
    >>> {name: role.name for name, role in roles(model.EtiologyStatus).items()}
    {'form': 'qualifier', 'status': 'object'}
    """
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: next(
            (mark for mark in get_args(hints[name]) if isinstance(mark, model.Role)),
            model.Qualifier(),
        )
        for name in own_fields(kind)
    }


def list_fields(kind: type[msgspec.Struct], but: frozenset[object]) -> tuple[str, ...]:
    """The fields in which ``twice`` looks for lists.

    >>> list_fields(model.Symptom, frozenset({"citations"}))
    ('stated', 'sites', 'modifiers')
    """
    return _lists(kind, but).names


# --- Lists ----------------------------------------------------------------------------------------


class Twice(NamedTuple):
    """A thing that stands twice in a list: where, where first, and what of it can be shown."""

    pointer: str
    first: str
    shown: str | None


def twice(
    part: msgspec.Struct, pointer: str = "", but: frozenset[object] = frozenset()
) -> Iterator[Twice]:
    """Each thing that stands in a list of a part, or of one below it, and has stood there before.

    ``but``: the names of lists that are passed over, though what stands in them is looked into;
    and structs that are not looked into.

    >>> one = model.Record(id="GARD:1", name="A", categories=["a", "b", "a"])
    >>> [(found.pointer, found.first) for found in twice(one)]
    [('categories[2]', 'categories[0]')]
    """
    lists = _lists(type(part), but)
    for field, value in zip(lists.fields, lists.all(part), strict=True):
        if not value:
            continue
        here = f"{pointer}.{field.key}" if pointer else field.key
        if isinstance(value, msgspec.Struct):
            yield from twice(value, here, but)
        elif isinstance(value, dict):
            for word, item in value.items():
                yield from twice(item, f"{here}.{word}", but)
        else:
            if len(value) > 1 and field.judged:
                yield from _repeated(value, here)
            if field.deep and _may_hold(value, but):
                for n, item in enumerate(value):
                    if isinstance(item, msgspec.Struct):
                        yield from twice(item, f"{here}[{n}]", but)


class _Field(NamedTuple):
    """A field that holds a list, or parts that hold some; ``key``: its name in a file.

    ``judged``: what stands twice in it is told. ``deep``: what stands in it may hold lists.
    """

    key: str
    judged: bool
    deep: bool


class _Lists(NamedTuple):
    """The fields of a struct that hold lists; ``all`` gives their values.

    ``values`` and ``below`` give those of each that is not deep, and of each that is.
    """

    names: tuple[str, ...]
    fields: list[_Field]
    all: Callable[[Any], tuple[Any, ...]]
    values: list[Callable[[Any], Any]]
    below: list[Callable[[Any], Any]]


@cache
def _lists(kind: type[msgspec.Struct], but: frozenset[object]) -> _Lists:
    flat: dict[str, str] = {}
    deep: dict[str, str] = {}
    names = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    for name, wanted in types_of(kind).items():
        if any(_holds_lists(inner, but) for inner in _structs(wanted)):
            deep[name] = names[name]
        elif name not in but and any(
            isinstance(one, inspect.ListType) for one in _alternatives(wanted)
        ):
            flat[name] = names[name]
    fields = [_Field(key, name not in but, name in deep) for name, key in (flat | deep).items()]
    return _Lists(
        (*flat, *deep),
        fields,
        values_of(flat | deep),
        [*map(attrgetter, flat)],
        [*map(attrgetter, deep)],
    )


def _holds_lists(kind: type[msgspec.Struct], but: frozenset[object]) -> bool:
    return kind not in but and bool(_lists(kind, but).fields)


def _may_hold(parts: Sequence[Any], but: frozenset[object]) -> bool:
    """Whether one of many parts can hold a list of two: most do not, and C finds that out."""
    kind, *others = {*map(type, parts)}
    if others or not issubclass(kind, msgspec.Struct):
        return bool(others)
    lists = _lists(kind, but)
    return any(any(map(below, parts)) for below in lists.below) or any(
        any(map(values, parts)) and max(map(len, map(values, parts))) > 1 for values in lists.values
    )


def _repeated(items: Sequence[Any], pointer: str) -> Iterator[Twice]:
    keys: list[Hashable] = [
        msgspec.json.encode(item) if isinstance(item, msgspec.Struct) else item for item in items
    ]
    if len({*keys}) == len(keys):
        return
    first: dict[Hashable, int] = {}
    for n, key in enumerate(keys):
        if (at := first.setdefault(key, n)) != n:
            one = items[n]
            shown = getattr(one, "label", None) if isinstance(one, msgspec.Struct) else str(one)
            yield Twice(f"{pointer}[{n}]", f"{pointer}[{at}]", shown)


# --- Types ----------------------------------------------------------------------------------------


def types_of(kind: type[msgspec.Struct]) -> dict[str, inspect.Type]:
    """The types of a struct's fields; those of the whole model are looked into once.

    >>> list(types_of(model.Quote))
    ['start', 'end', 'sha256']
    """
    return {field.name: field.type for field in _described()[kind].fields}


@cache
def _described() -> dict[type, inspect.StructType]:
    """The structs of a record, each with what msgspec tells of its fields."""
    found: dict[type, inspect.StructType] = {}

    def look(wanted: inspect.Type) -> None:
        match wanted:
            case inspect.StructType(cls=cls, fields=fields) if cls not in found:
                found[cls] = wanted
                for field in fields:
                    look(field.type)
            case inspect.Metadata(type=inner) | inspect.ListType(item_type=inner):
                look(inner)
            case inspect.DictType(value_type=inner):
                look(inner)
            case inspect.UnionType(types=types):
                for inner in types:
                    look(inner)

    look(inspect.type_info(model.Record))
    return found


def _alternatives(wanted: inspect.Type) -> Iterator[inspect.Type]:
    """A type, or those of a union, without what is noted about them."""
    if isinstance(wanted, inspect.Metadata):
        yield from _alternatives(wanted.type)
    elif isinstance(wanted, inspect.UnionType):
        for kind in wanted.types:
            yield from _alternatives(kind)
    else:
        yield wanted


def _structs(wanted: inspect.Type) -> Iterator[type[msgspec.Struct]]:
    """The structs that a field may hold, itself or in a list or table."""
    for kind in _alternatives(wanted):
        match kind:
            case inspect.StructType(cls=cls):
                yield cls
            case inspect.ListType(item_type=item):
                yield from _structs(item)
            case inspect.DictType(value_type=value):
                yield from _structs(value)


_CURIE = inspect.type_info(model.Curie)


def _is_curie(wanted: inspect.Type) -> bool:
    if wanted == _CURIE:
        return True
    match wanted:
        case inspect.UnionType(types=types):
            return any(map(_is_curie, types))
        case inspect.ListType(item_type=item):
            return _is_curie(item)
    return False

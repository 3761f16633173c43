"""Every field of the model is accounted for, wherever claims are written, named, checked, compared.

The fields are read off the structs, so one that is added tomorrow is tried by these tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from gardkg import Record, diff, model
from gardkg.identifiers import BASE
from gardkg.mapping.names import claim_id
from gardkg.model.fields import own_terms, place_of, roles
from gardkg.records.checks import check
from gardkg.records.patterns import converted
from gardkg.serialize.formats import FORMATS

KINDS = list(model.TOPICS.values())


def as_text(one: Record, suffix: str = "nt") -> str:
    return FORMATS[suffix].writer(BASE).record(one)


# --- Every field ----------------------------------------------------------------------------------

#: Values of many types; of each field, those that it takes are tried.
CANDIDATES: tuple[Any, ...] = (
    *(1, 2, "HP:0000011", "HP:0000012", "a", "b", "1/9", "2/9", "2014", "2015", True, False),
    *("2014-01-01", "2015-01-01", "https://e.example/1", "https://e.example/2", "10.1000/1"),
    *("10.1000/2", "7" * 64, "8" * 64, {"start": 1, "end": 2, "sha256": "7" * 64}),
    *({"start": 1, "end": 3, "sha256": "7" * 64}, {"words": "often"}, {"words": "seldom"}),
)


def words_of(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    for part in get_args(hint):
        yield from words_of(part)


def two_values(kind: type[msgspec.Struct], name: str) -> tuple[Any, Any]:
    """Two values of a field that differ, neither of them its default."""
    hint = get_type_hints(kind, include_extras=True)[name]
    default = getattr(kind, name, None) if name == "label" else None
    found: list[Any] = []
    prefixes = {"evidence": ("ECO",), "term": getattr(kind, "ontologies", ())}
    if issubclass(kind, model.Claim):
        prefixes |= {field: role.prefixes for field, role in roles(kind).items()}
    terms = [f"{prefix}:{n}" for prefix in prefixes.get(name) or () for n in (1000011, 1000012)]
    for candidate in (*terms, *words_of(hint), *CANDIDATES):
        for value in (candidate, [candidate], [{"in": candidate}]):
            try:
                made = converted(value, hint)
            except msgspec.ValidationError:
                continue
            if made not in found and made != default:
                found.append(made)
    assert len(found) > 1, f"{kind.__name__}.{name}: no two values of it are known to this test"
    return found[0], found[1]


def claim(kind: type[model.Claim], letter: str, /, **more: Any) -> Any:
    needed = {
        f.name: two_values(kind, f.name)[0] for f in msgspec.structs.fields(kind) if f.required
    }
    values = needed | {"label": letter}
    if issubclass(kind, model.TermClaim):
        values |= {"term": f"{kind.ontologies[0]}:100000{ord(letter) - 96}", "match": "exact"}
    if "stated" not in more:
        values["section"] = "a"
    return kind(**values | more)


def of_claims(*claims: model.Claim) -> Record:
    (topic,) = (topic for topic, kind in model.TOPICS.items() if kind is type(claims[0]))
    single = "status" in topic
    return Record(
        id="GARD:0990009",
        name="Testing",
        sections={"a": model.Section(heading="A"), "b": model.Section(heading="B")},
        citations=[model.Reference(title="One"), model.Reference(title="Two")],
        **{topic: claims[0] if single else list(claims)},
    )


def pairs(kind: type[model.Claim]) -> Iterator[tuple[str, Any, Any]]:
    """Two claims of a kind that differ in one field, of themselves or of a place that says them."""
    for name in kind.__struct_fields__:
        one, other = two_values(kind, name)
        yield name, {name: one}, {name: other}
    place = place_of(kind)
    for name in place.__struct_fields__:
        one, other = ({"section": "a", name: value} for value in two_values(place, name))
        yield (
            f"stated.{name}",
            {"stated": [place(**one)]},
            {"stated": [place(**other)]},
        )
    for struct, name in ((model.Quote, "quote"), (model.Effect, "effect")):
        if name in place.__struct_fields__:
            whole = {n: two_values(struct, n)[0] for n in struct.__struct_fields__}
            for inner in struct.__struct_fields__:
                changed = whole | {inner: two_values(struct, inner)[1]}
                yield f"{name}.{inner}", {name: struct(**whole)}, {name: struct(**changed)}


CASES = [
    pytest.param(kind, one, other, id=f"{kind.kind}-{name}")
    for kind in KINDS
    for name, one, other in pairs(kind)
]


@pytest.mark.parametrize(("kind", "one", "other"), CASES)
def test_every_field_of_a_claim_is_its_own(
    kind: type[model.Claim], one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Two claims with two values: each shows its own."""
    both = of_claims(claim(kind, "a", **one), claim(kind, "b", **other))
    # The second claim's value is seen, though the first had another.
    first = of_claims(claim(kind, "a", **one))
    second = of_claims(claim(kind, "a", **other))
    assert as_text(first) != as_text(second)
    if len(both.claims()) == 2:
        alike = of_claims(claim(kind, "a", **one), claim(kind, "b", **one))
        assert as_text(both) != as_text(alike)


def passes(kind: type[model.Claim], one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a record with either is one that can be."""
    both = (of_claims(claim(kind, "a", **values)) for values in (one, other))
    return not any(found.severity == "error" for each in both for found in check(each))


@pytest.mark.parametrize(("kind", "one", "other"), [case for case in CASES if passes(*case.values)])
def test_what_changes_on_a_claim_is_told_in_its_words(
    kind: type[model.Claim], one: dict[str, Any], other: dict[str, Any]
) -> None:
    old, new = (of_claims(claim(kind, "a", **values)) for values in (one, other))
    told = list(diff([old], [new]))
    assert told
    assert not [change for change in told if change.what == "graph"]


#: What of a claim does not identify it, though no place says it.
UNNAMED = {"term_label", "stated"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_what_stands_on_a_claim_is_part_of_its_id(kind: type[model.Claim]) -> None:
    """And what stands on a statement is not."""
    for name in kind.__struct_fields__:
        one, other = (
            claim_id("GARD:1", claim(kind, "a", **{name: value}))
            for value in two_values(kind, name)
        )
        if name in UNNAMED or name in place_of(kind).__struct_fields__:
            assert one == other, name
        elif name == "label" and (issubclass(kind, model.TermClaim) or one == other):
            pass  # the term, the status or the ages are what is meant
        else:
            assert one != other, name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_term_of_a_claim_is_checked(kind: type[model.Claim]) -> None:
    for name in (*own_terms(kind), *({"term"} & {*kind.__struct_fields__}), "evidence"):
        listed = isinstance(two_values(kind, name)[0], list)
        bad = claim(kind, "a", **{name: ["NOPE:1"] if listed else "NOPE:1"})
        found = [one.pointer for one in check(of_claims(bad)) if one.got == "NOPE"]
        assert len(found) == 1, name
        assert f".{name}" in found[0]


# --- What else a record holds ---------------------------------------------------------------------

PARTS: dict[type[msgspec.Struct], tuple[str, Any]] = {
    model.Reference: ("citations", lambda part: [part]),
    model.Section: ("sections", lambda part: {"a": part}),
    model.Source: ("source", lambda part: part),
    model.Synonym: ("synonyms", lambda part: [part]),
    model.Mapping: ("mappings", lambda part: model.Mappings(exact=[part])),
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in PARTS for name in kind.__struct_fields__]
)
def test_every_field_of_a_part_shows(kind: type[msgspec.Struct], name: str) -> None:
    texts = []
    for value in two_values(kind, name):
        needed = {f.name: "a" for f in msgspec.structs.fields(kind) if f.required}
        if kind is model.Mapping:
            needed["id"] = "ORPHA:1"
        field, held = PARTS[kind]
        whole: dict[str, Any] = {
            "sections": {"a": model.Section(heading="A"), "b": model.Section(heading="B")},
            "citations": [model.Reference(title="One"), model.Reference(title="Two")],
            field: held(kind(**needed | {name: value})),
        }
        texts.append(as_text(Record(id="GARD:0990009", name="Testing", **whole)))
    assert texts[0] != texts[1]


def test_the_walk_knows_every_struct_of_the_model() -> None:
    """One that is added to the model is added here, or is part of one that is."""
    told = {*KINDS, *map(place_of, KINDS), *PARTS, model.Quote, model.Effect, model.Words}
    told |= {model.Record, model.Mappings}
    schema = json.loads(json.dumps(msgspec.json.schema(Record)))["$defs"]
    assert {*schema} == {kind.__name__ for kind in told}

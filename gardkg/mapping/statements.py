"""The places that say a claim, as resources: where, how surely, on what references and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from gardkg import model
from gardkg.mapping.provenance import Provenance
from gardkg.mapping.templates import AGENTS, EVIDENCE, LEVELS, QUOTE, STATEMENT, concept
from gardkg.model.fields import values_of
from gardkg.rdf.compile import Part, Place, Syntax

_OF_TREATMENTS = frozenset({model.Treatment, model.TreatmentStatement})
#: All that a place says, but for what is no part of the values that many places share.
_ALIKE = values_of(
    name for name in model.Said.__struct_fields__ if name not in ("wording", "citations", "quote")
)
_OF_QUOTE = values_of(model.Quote.__struct_fields__)


class Said:
    """What a place says but for its quote: many claims of a record share it."""

    __slots__ = ("part", "values")

    def __init__(self, values: dict[str, Any], part: Part) -> None:
        self.values, self.part = values, part


#: One place that says a claim: what it says, its section, and its quote.
Statement = tuple[Said, str | None, model.Quote | None]


class Statements:
    """The statements of one record; what they share is written once for all of them."""

    def __init__(self, provenance: Provenance, syntax: Syntax, language: str) -> None:
        self.provenance, self.name = provenance, provenance.name
        write = syntax.writers(language)
        self._place, self._part = syntax.place, write.part(STATEMENT, "said")
        self._statement, self._quote = write[STATEMENT], write[QUOTE]
        self._said: dict[object, Said] = {}

    def of_all(self, places: Iterable[tuple[str, model.Said]], label: str) -> list[Statement]:
        """The places that say one thing, each once; another label in one becomes its wording."""
        statements: list[Statement] = []
        for named, said in places:
            # One that has a wording and another label says both.
            both = dict.fromkeys((said.wording, named if named != label else None))
            wordings: list[str | None] = [text for text in both if text]
            for wording in wordings or [None]:
                statement = self.of(said, wording)
                if statement not in statements:
                    statements.append(statement)
        return statements

    def of(self, said: model.Said, wording: str | None) -> Statement:
        cited = said.citations if len(said.citations) < 2 else sorted(said.citations)
        key: tuple[object, ...] = wording, *_ALIKE(said), *cited
        own = {}
        if type(said) in _OF_TREATMENTS:
            own = _of_treatment(cast(model.TreatmentStatement, said))
            key = (*own.values(), key)
        shared = self._said.get(key)
        if shared is None:
            cites, publications = self.provenance.cited(said.citations)
            values = {
                "derived_from": self.provenance.place(said.section),
                "wording": wording,
                "hedge": said.hedge,
                **own,
                "evidence": said.evidence or EVIDENCE[said.agent, bool(cites)],
                "cites": cites,
                "publications": publications,
                "agent_type": AGENTS[said.agent],
                "rule": said.rule,
                "knowledge_level": LEVELS[said.rule == model.MENTION],
                "curated": said.curated and said.curated.isoformat(),
            }
            shared = self._said[key] = Said(values, self._written(values))
        return shared, said.section, said.quote

    def _written(self, values: dict[str, Any]) -> Part:
        places = {
            "derived_from": self._place(values["derived_from"]),
            "cites": [self._place(name) for name in values["cites"]],
        }
        return self._part(**values | places)

    def written(self, owner: str, statements: list[Statement]) -> tuple[Sequence[Place], str]:
        """All of them, each with its quote, named by their owner and section."""
        if len(statements) == 1:
            (statement,) = statements
            place, text = self._one(_name(owner, statement), statement)
            return (place,), text
        made = [
            self._one(name, statement)
            for name, statement in zip(_names(owner, statements), statements, strict=True)
        ]
        return [place for place, _ in made], "".join([text for _, text in made])

    def _one(self, name: str, statement: Statement) -> tuple[Place, str]:
        said, _, quote = statement
        if not quote:
            return self._statement(f"{self.name}/statement/{name}", said.part)
        where, behind = self._quote(f"{self.name}/quote/{name}", *_OF_QUOTE(quote))
        place, text = self._statement(f"{self.name}/statement/{name}", said.part, quote=where)
        return place, text + behind


def _name(owner: str, statement: Statement) -> str:
    # Neither owners nor sections hold a slash or a dot, so no two names can meet.
    section = statement[1]
    return f"{owner}/{section}" if section else owner


def _names(owner: str, statements: list[Statement]) -> list[str]:
    """A name for each; a second one of a section gets a number, whatever order they stand in."""
    names = [_name(owner, statement) for statement in statements]
    if len(set(names)) < len(names):
        used: dict[str, int] = {}
        for n in sorted(range(len(names)), key=lambda n: _content(statements[n])):
            name = names[n]
            count = used[name] = used.get(name, 0) + 1
            if count > 1:
                names[n] = f"{name}.{count}"
    return names


def _content(statement: Statement) -> tuple[object, ...]:
    said, _, quote = statement
    # What is not said comes before what is.
    values = {k: sorted(v) if isinstance(v, list) else v or "" for k, v in said.values.items()}
    return (quote.start, quote.end, repr(quote)) if quote else (), str(values)


def _of_treatment(said: model.Treatment | model.TreatmentStatement) -> dict[str, str | None]:
    effect = said.effect or model.Effect()
    return {
        "treatment_status": said.status and concept("status", said.status),
        "effect_duration": effect.duration and concept("duration", effect.duration),
        "effect_outcome": effect.outcome and concept("outcome", effect.outcome),
        "effect_in_words": effect.words,
        "side_effects": said.side_effects,
    }

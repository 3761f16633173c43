"""The places that say a claim, as nodes: where, how surely, on what references and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from gardkg import model
from gardkg.mapping.provenance import Provenance
from gardkg.mapping.templates import AGENTS, EVIDENCE, QUOTE, STATEMENT, concept
from gardkg.model.fields import values_of
from gardkg.rdf.template import Node, Shared

_OF_TREATMENTS = frozenset({model.Treatment, model.TreatmentStatement})
#: All that a place says, but for what is no part of the values that many places share.
_ALIKE = values_of(
    name for name in model.Said.__struct_fields__ if name not in ("wording", "citations", "quote")
)
#: One place that says a claim: all but the quote is alike in many of them.
Statement = tuple[Shared, str | None, model.Quote | None]


class Statements:
    """The statements of one record; what they share is made once for all of them."""

    def __init__(self, provenance: Provenance, language: str) -> None:
        self.provenance, self.name, self.language = provenance, provenance.name, language
        self.said: dict[object, Shared] = {}

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
        shared = self.said.get(key)
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
                "knowledge_level": "knowledge_assertion",
                "curated": said.curated and said.curated.isoformat(),
            }
            shared = self.said[key] = Shared(values)
        return shared, said.section, said.quote

    def nodes(self, owner: str, statements: list[Statement]) -> list[Node]:
        """Each with what hangs on it, named by its owner and section."""
        nodes: list[Node] = []
        for (shared, _, quote), said in zip(statements, _names(owner, statements), strict=True):
            values: dict[str, Any] = {"said": shared}
            children = {}
            if quote:
                values["quote"] = name = f"{self.name}/quote/{said}"
                children["quote"] = [Node(QUOTE, name, msgspec.structs.asdict(quote))]
            name = f"{self.name}/statement/{said}"
            nodes.append(Node(STATEMENT, name, values, children, self.language))
        return nodes


def _names(owner: str, statements: list[Statement]) -> list[str]:
    """A name for each; a second one of a section gets a number, whatever order they stand in."""
    # Neither owners nor sections hold a slash or a dot, so no two names can meet.
    names = [f"{owner}/{section}" if section else owner for _, section, _ in statements]
    if len(set(names)) < len(names):
        used: dict[str, int] = {}
        for n in sorted(range(len(names)), key=lambda n: _content(statements[n])):
            name = names[n]
            count = used[name] = used.get(name, 0) + 1
            if count > 1:
                names[n] = f"{name}.{count}"
    return names


def _content(statement: Statement) -> tuple[object, ...]:
    shared, _, quote = statement
    # What is not said comes before what is.
    values = {k: sorted(v) if isinstance(v, list) else v or "" for k, v in shared.values.items()}
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

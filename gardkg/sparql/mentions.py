"""Questions that count what is only mentioned: a term that a place names, and no more is sure."""

from __future__ import annotations

import re
from typing import Any

from gardkg.mapping.templates import OF_SYMPTOM
from gardkg.sparql.results import Result, Source

#: A claim of a symptom has this class, and what is mentioned has not.
_CLAIM = re.compile(r"\ba\s+gardkg:SymptomClaim\b")


class WithMentions:
    """A source of which a question about claims of symptoms is asked of mentions too.

    >>> from gardkg import Record, Store
    >>> from gardkg.model import Symptom
    >>> record = Record(id="GARD:0007615", name="A", symptoms=[Symptom(label="b", rule="mention")])
    >>> asked = Store.of([record])
    >>> ask = "ASK { ?claim a gardkg:SymptomClaim }"
    >>> bool(asked.run(ask)), bool(WithMentions(asked).run(ask))
    (False, True)
    """

    def __init__(self, source: Source) -> None:
        self._source, self.base = source, source.base

    def run(self, query: str, **how: Any) -> Result:
        """What the source answers."""
        return self._source.run(_CLAIM.sub(OF_SYMPTOM, query), **how)

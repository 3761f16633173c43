"""Prose → claims.

    passage = Passage(text, "symptoms", quote_at(start, sha256), names, "symptoms")
    found = read(passage, Lexicon.read())
    add(record, found)

Every claim has ``agent: automatic`` and the quote of its sentence. What no rule reads is listed
as uncovered: a sentence is rather left out than understood halfway.
"""

from gardkg.importers.prose.passage import Found, Passage, Topic, quote_at
from gardkg.importers.prose.reader import add, read
from gardkg.importers.prose.rules import EVERY, Trust
from gardkg.importers.prose.sentences import Sentence

__all__ = ["EVERY", "Found", "Passage", "Sentence", "Topic", "Trust", "add", "quote_at", "read"]

"""What terms were called before: old tables have the labels of their day.

Three ways lead from an old label to a term: ``renamed.tsv``, which compares two releases of HP; the
term that replaced an obsolete one; and HP's change from "Abnormality of the x" to "Abnormal x
morphology". None leads to the root of a branch, which says nothing. What is found so is near, not
exact: nobody has compared what the terms mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from gardkg.terms.lexicon import Kind, Lexicon, Mention

_ABNORMALITY = re.compile(r"abnormality of (?:the )?(.+)", re.IGNORECASE)
_NOW = ("Abnormal {} morphology", "Abnormality of {} morphology", "Abnormal morphology of {}")


def former(label: str, kind: Kind, lexicon: Lexicon) -> Mention | None:
    """The term that was once called so, if it is of that kind.

    >>> from gardkg.terms.obo import Term, Terms
    >>> lexicon = Lexicon(Terms({
    ...     "HP:0000118": Term("Phenotypic abnormality"),
    ...     "HP:0002823": Term("Abnormal femur morphology", parents=["HP:0000118"]),
    ... }))
    >>> former("Abnormality of the femur", "symptom", lexicon).match
    'close'
    """
    for curie in _candidates(label, kind, lexicon):
        now = lexicon.terms.current(curie)
        term = lexicon.terms.terms.get(now)
        if term and not term.obsolete and lexicon.kind(now) == kind:
            return Mention(0, len(label), now, "close", term.label)
    return None


def belongs_elsewhere(label: str, lexicon: Lexicon) -> str | None:
    """The term that a label names, or once named, which is of no kind that a record's claim is."""
    terms = lexicon.terms
    for curie in terms.labels.get(label.casefold(), ()):
        now = terms.current(curie)
        if terms.terms[now].obsolete:
            continue  # what it was is known to nobody, and it may well be a sign
        kind = lexicon.kind(now)
        if kind is None or (terms.terms[curie].obsolete and kind != "symptom"):
            return now
    return None


def _candidates(label: str, kind: Kind, lexicon: Lexicon) -> Iterator[str]:
    if curie := _renamed().get(label.casefold()):
        yield curie
    if found := _ABNORMALITY.fullmatch(label):
        thing = found[1]
        for name in dict.fromkeys((thing, re.sub("es$", "is", thing), re.sub("s$", "", thing))):
            for form in _NOW:
                if mention := lexicon.phrase(form.format(name), kind):
                    yield mention.curie
    terms = lexicon.terms
    for curie in terms.labels.get(label.casefold(), ()):
        if terms.terms[curie].obsolete and terms.terms[curie].replaced_by:
            yield curie


@cache
def _renamed() -> dict[str, str]:
    text = (files("gardkg.terms") / "renamed.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line[0] != "#")
    return {label.casefold(): curie for label, curie in rows if curie != "id"}

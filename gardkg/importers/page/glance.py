"""The fixed sentences of "Disease at a Glance" (from 2022), which name genes and ages.

They are made by a program from a database, so they are read by their form alone. GARD's ages are
its own (an infant is 1 to 23 months old), near to HPO's and not the same: hence ``match: close``.
"""

from __future__ import annotations

import re

from gardkg import model
from gardkg.terms.lexicon import Lexicon

#: GARD's ages, and the onset of HPO that is nearest.
AGES = {
    "older adult": "HP:0003584",
    "prenatal": "HP:0030674",
    "newborn": "HP:0003623",
    "infant": "HP:0003593",
    "child": "HP:0011463",
    "adolescent": "HP:0003621",
    "adult": "HP:0003581",
}
_GENES = re.compile(
    r".*\bfollowing genes?(?:\(s\))? (?:is|are) known to cause this disease:?\s*(.+)"
)
_GENE = re.compile(r"[A-Z][A-Z0-9orf-]{1,14}")
_BEGIN = re.compile(
    r"Symptoms of this disease (?P<hedge>may |can )?(?:usually |typically )?"
    r"(?:begin|start(?: to appear)?) (?P<ages>(?:as|in) [\w ,]{3,200})\.?"
)
_AGE = re.compile(rf"\b({'|'.join(AGES)})\b", re.IGNORECASE)


def read(line: str, lexicon: Lexicon) -> list[tuple[str, model.Claim]]:
    """The claims of a line, each with its field of a record; none if it is no such sentence.

    >>> from gardkg.terms.obo import Terms
    >>> found = read("Symptoms of this disease may start to appear as an Infant and as a Child.",
    ...     Lexicon(Terms({})))
    >>> [(field, claim.label, claim.hedge) for field, claim in found]
    [('onset', 'Infant', 'may'), ('onset', 'Child', 'may')]
    """
    if (found := _GENES.fullmatch(line)) and (genes := _symbols(found[1])):
        return [("genes", model.Gene(label=gene, relation="causal")) for gene in genes]
    if found := _BEGIN.fullmatch(line):
        hedge = (found["hedge"] or "").strip() or None
        return [("onset", _onset(age, hedge, lexicon)) for age in _AGE.findall(found["ages"])]
    return []


def _symbols(text: str) -> list[str]:
    """Genes, if nothing else is listed."""
    names = [name for name in re.split(r"[,;\s]+|\band\b", text.rstrip(". ")) if name]
    return names if all(_GENE.fullmatch(name) for name in names) else []


def _onset(age: str, hedge: str | None, lexicon: Lexicon) -> model.Onset:
    curie = AGES[age.lower()]
    term = lexicon.terms.terms.get(curie)
    claim = model.Onset(label=age, hedge=hedge)
    if term and not term.obsolete:
        claim.term, claim.match, claim.term_label = curie, "close", term.label
    return claim

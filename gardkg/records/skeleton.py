"""A record to begin with: what it can say, commented out, an example in each place.

Whoever takes the marks away has a record that is good, so that each line shows its field rightly.
"""

from __future__ import annotations

from gardkg.identifiers import disease_id
from gardkg.model import Record
from gardkg.records.yaml_writer import to_yaml

_HEAD = """\
# One disease, as one source has it: take the mark away before what it says, drop the rest.
# Every field: docs/fields.md. What is wrong, with its line: gardkg check FILE
"""
_REST = """\
# language: en
# categories: [Rare skin disease]
# parents: [MONDO:0000001]
# synonyms:
#   - {label: Another name, scope: exact}
#   - {label: AN, scope: related, type: abbreviation}
# mappings: {exact: [MONDO:0000002], xref: [OMIM:100000]}
# source: {url: "https://example.org/page", title: The page, question: How is it treated?}

# The parts of the page, each with its date; claims name them by "in".
# sections:
#   overview: {heading: What is it?, updated: 2026-01-31}

# What it says. label: the source's words; [1]: the first of citations; hedge: may, can, reported.
# affected_ages:
#   - {label: adults, min: 18, in: overview}
# onset:
#   - {label: in childhood, term: HP:0011463, match: exact, in: overview}
# course:
#   - {label: slowly progressive, in: overview}
# symptoms:
#   - {label: fever, term: HP:0001945, match: exact, in: overview, citations: [1]}
#   - {label: cough, frequency: {words: in some cases}, hedge: may, in: overview}
#   - {label: rash, negated: true, in: overview}
# sites:
#   - {label: the lungs, in: overview}
# inheritance:
#   - {label: not inherited, in: overview}
# genes:
#   - {label: ABC1, relation: associated, in: overview}
# etiology_status: {label: cause unknown, status: unknown, in: overview}
# causes:
#   - {label: a bacterium, relation: causes, in: overview}
# treatment_status: {label: no cure, status: no-cure, in: overview}
# treatments:
#   - {label: rest, status: supportive, in: overview, citations: [1]}

# Topics that the source was read for and says nothing of, such as [genes, sites].
# not_stated: []

# The references, in the source's order: the first is [1].
# citations:
#   - {authors: [Doe J], title: On it, container: A journal, date: 2025-03, pmid: 1}
"""


def skeleton(disease: str, name: str) -> str:
    """The text of a record of a disease, to be filled in.

    >>> skeleton("gard:5728", "Actinomycosis").splitlines()[2:4]
    ['id: GARD:0005728', 'name: Actinomycosis']

    Raises:
        TermError: it is no id of a disease.
        RecordError: it is no name.
    """
    return _HEAD + to_yaml(Record(id=disease_id(disease), name=name)) + _REST

"""From a record to nodes of the graph: the one room that knows predicates.

The rules, and what they leave out:

* A claim's node carries what identifies it; where it is said, how surely and on what
  references is on its statements. Equal claims of a record are one node with the
  statements of all.
* The direct triple (disease has phenotype …) is written when a claim is positive: not
  negated, and its frequency not Excluded, 0/n or 0 %. So a naive query returns nothing absent.
* A term stands for the claim's object only on an exact match. Else the object is a node of
  our own with the source's words, and the term is its broader, narrower or close match.
* Treatments and genes are the subject, the disease the object, as in Biolink. A treatment's
  predicate follows from its relation and hedges (``qualifiers.treatment_predicate``).
* A plain synonym is written for complete names only. Names that differ in case only are one,
  with the closest of their scopes.
* Left out: YAML comments and the order of claims. The order of references is their position.
"""

from __future__ import annotations

from collections.abc import Sequence

from gardkg import model
from gardkg.identifiers import disease_node, file_stem
from gardkg.mapping.claims import Claims
from gardkg.mapping.names import slug
from gardkg.mapping.templates import (
    ALT_LABEL,
    DISEASE,
    HIDDEN_LABEL,
    MAPPING,
    MATCHES,
    SCOPES,
    SYNONYM,
    SYNONYM_TYPES,
)
from gardkg.model.fields import values_of
from gardkg.rdf.template import Filled, Node


def disease_graph(record: model.Record) -> Node:
    """The whole graph of a record, as the tree of nodes that hangs on its disease.

    The record must have passed ``checks``: ids are canonical, each [n] has its entry.
    """
    return _Graph(record).node()


class _Graph:
    """The state of one record's mapping."""

    def __init__(self, record: model.Record) -> None:
        self.record, self.language = record, record.language
        self.claims = Claims(record)
        self.name, self.disease = self.claims.name, self.claims.disease

    def node(self) -> Node:
        record = self.record
        claims = self.claims.nodes()
        names, synonyms, cut_off = self._synonyms()
        mapped, mappings = self._mappings()
        gard = record.id.partition(":")[2] if record.id.startswith("GARD:") else None
        values = {
            "label": record.name,
            "preferred_name": record.name,
            "identifier": record.id,
            "page": gard and f"https://rarediseases.info.nih.gov/?gard_id={gard}",
            "categories": record.categories,
            "parents": [disease_node(parent) for parent in record.parents],
            "names": names,
            "mapped": mapped if gard else _with_itself(record.id, mapped),
            "direct": self.claims.direct,
            "synonyms": [node.subject for node in synonyms],
            "incomplete_names": [node.subject for node in cut_off],
        }
        children: dict[str, Sequence[Node | Filled]] = {
            "synonyms": synonyms,
            "incomplete_names": cut_off,
            "claims": claims,
            "mappings": mappings,
            "record": [self.claims.provenance.node()],
        }
        children = {key: nodes for key, nodes in children.items() if nodes}
        return Node(DISEASE, self.disease, values, children, self.language)

    # Names and mappings

    def _synonyms(self) -> tuple[dict[str, list[str]], list[Node], list[Node]]:
        alike: dict[str, list[model.Synonym]] = {}
        for entry in self.record.synonyms:
            synonym = model.Synonym(label=entry) if isinstance(entry, str) else entry
            alike.setdefault(slug(synonym.label), []).append(synonym)
        names: dict[str, list[str]] = {}
        nodes: list[Node] = []
        for name, same in alike.items():
            synonym = min(same, key=_closeness)
            places = ((one.label, said) for one in same for said in one.statements)
            places = (place for place in places if _OF_SAID(place[1]) != _NOT_SAID)
            statements = self.claims.statements.of_all(places, synonym.label)
            said = self.claims.statements.nodes(f"name-{name}", statements)
            values = {
                "literal_form": synonym.label,
                "scope": SCOPES[synonym.scope],
                "synonym_type": synonym.type and SYNONYM_TYPES[synonym.type],
                "incomplete": "true" if synonym.incomplete else "false",
                "statements": [node.subject for node in said],
            }
            children = {"statements": said} if said else {}
            nodes.append(Node(SYNONYM, f"{self.name}/name/{name}", values, children, self.language))
            if synonym.incomplete:
                names.setdefault(HIDDEN_LABEL, []).append(synonym.label)
            else:
                names.setdefault(ALT_LABEL, []).append(synonym.label)
                names.setdefault(SCOPES[synonym.scope], []).append(synonym.label)
        # SKOS-XL makes a plain synonym of every altLabel; what is cut off is a hidden label.
        complete = [node for node in nodes if node.values["incomplete"] == "false"]
        cut_off = [node for node in nodes if node.values["incomplete"] == "true"]
        return names, complete, cut_off

    def _mappings(self) -> tuple[dict[str, list[str]], list[Node]]:
        mapped: dict[str, list[str]] = {}
        nodes = []
        for strength, predicate in MATCHES.items():
            for entry in getattr(self.record.mappings, strength):
                mapping = model.Mapping(id=entry) if isinstance(entry, str) else entry
                mapped.setdefault(predicate, []).append(mapping.id)
                name = f"{self.name}/mapping/{file_stem(mapping.id)}"
                values = {
                    "label": mapping.label,
                    "disease": self.disease,
                    "subject": self.disease,
                    "predicate": predicate,
                    "object": mapping.id,
                    "justification": mapping.justification,
                    "mapping_source": mapping.source,
                    "via": mapping.via,
                }
                # The labels of Mondo's mapping sets are English.
                nodes.append(Node(MAPPING, name, values, language="en"))
        return mapped, nodes


_OF_SAID = values_of(model.Said.__struct_fields__)
#: What a name says that gives no place.
_NOT_SAID = _OF_SAID(model.Said())


def _closeness(synonym: model.Synonym) -> tuple[int, bool, str, str]:
    """By which of equal names they are one: the closest scope, the complete one, whatever order."""
    return list(SCOPES).index(synonym.scope), synonym.incomplete, synonym.type or "~", synonym.label


def _with_itself(curie: str, mapped: dict[str, list[str]]) -> dict[str, list[str]]:
    """The cross-references of a disease whose id has an IRI elsewhere, that IRI among them."""
    exact = MATCHES["exact"]
    return mapped | {exact: list(dict.fromkeys([curie, *mapped.get(exact, ())]))}

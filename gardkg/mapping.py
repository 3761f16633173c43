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
  predicate follows from its relation and hedges (``_treatment_predicate``).
* A plain synonym is written for complete names only.
* Left out: YAML comments and the order of claims. The order of references is their position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gardkg import model
from gardkg.identifiers import disease_node, file_stem
from gardkg.identity import claim_id, slug
from gardkg.provenance import Provenance
from gardkg.template import Node, Shared
from gardkg.vocabulary import (
    AGENTS,
    ALT_LABEL,
    CAUSAL_GENE,
    CAUSE_RELATIONS,
    CONTRAINDICATION,
    DISEASE,
    EVIDENCE,
    GENE,
    HIDDEN_LABEL,
    KINDS,
    MAPPING,
    MATCHES,
    OWN_THING,
    QUOTE,
    RELATIONS,
    SCOPES,
    SEXES,
    STATEMENT,
    SYNONYM,
    SYNONYM_TYPES,
    TERM,
    TREATMENT,
    concept,
)


def disease_graph(record: model.Record) -> Node:
    """The whole graph of a record, as the tree of nodes that hangs on its disease.

    The record must have passed ``checks``: ids are canonical, each [n] has its entry.
    """
    return _Graph(record).node()


class _Graph:
    """The state of one record's mapping: what its claims share, and the things it spoke of."""

    def __init__(self, record: model.Record) -> None:
        self.record = record
        self.language = record.language
        self.disease = disease_node(record.id)
        self.name = "record/" + file_stem(record.id)
        self.provenance = Provenance(record, self.name, self.disease)
        # What claims, and what statements, have alike.
        self.about = {
            negated: Shared({"disease": self.disease, "negated": word})
            for negated, word in ((False, "false"), (True, "true"))
        }
        self.relations: dict[str, Shared] = {}
        self.said: dict[object, Shared] = {}
        self.claims = list(record.claims())
        terms = [claim for claim in self.claims if isinstance(claim, model.TermClaim)]
        self.term_labels = {c.term: c.term_label for c in terms if c.term and c.term_label}
        #: The disease's own direct triples, predicate → objects, and the nodes of things.
        self.direct: dict[str, dict[str, None]] = {}
        self.things = self._things(terms)
        self.described: set[str] = set()

    def node(self) -> Node:
        record = self.record
        claims = self._claims()
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
            "direct": self.direct,
            "synonyms": [node.subject for node in synonyms],
            "incomplete_names": [node.subject for node in cut_off],
        }
        children = {
            "synonyms": synonyms,
            "incomplete_names": cut_off,
            "claims": claims,
            "mappings": mappings,
            "record": [self.provenance.node()],
        }
        children = {key: nodes for key, nodes in children.items() if nodes}
        return Node(DISEASE, self.disease, values, children, self.language)

    # Claims and statements

    def _claims(self) -> list[Node]:
        merged: dict[str, tuple[model.Claim, list[_Statement]]] = {}
        for claim in self.claims:
            name = claim_id(self.record.id, claim)
            if name not in merged:
                merged[name] = claim, []
            first, statements = merged[name]
            for said in claim.statements:
                wording = said.wording
                if claim.label != first.label and not wording:
                    wording = claim.label
                statement = self._statement(said, wording)
                if statement not in statements:
                    statements.append(statement)
        return [self._claim(name, *entry) for name, entry in merged.items()]

    def _claim(self, name: str, claim: model.Claim, statements: list[_Statement]) -> Node:
        kind = KINDS[claim.kind]
        template = kind.template
        nodes = self._statement_nodes(name.partition("-")[2], statements)
        children: dict[str, list[Node]] = {}
        values: dict[str, Any] = {
            "label": claim.label,
            "about": self.about[claim.negated],
        }
        if claim.frequency is not None:
            values |= _frequency(claim.frequency)
        values["statements"] = _one_or_more([node.subject for node in nodes])
        if isinstance(claim, model.TermClaim):
            if kind.relation:
                predicate = RELATIONS[kind.relation]
            elif isinstance(claim, model.Treatment):
                predicate = RELATIONS[_treatment_predicate(claim, statements)]
                template = CONTRAINDICATION if claim.relation == "contraindicated" else TREATMENT
            elif isinstance(claim, model.Cause):
                predicate = RELATIONS[CAUSE_RELATIONS[claim.relation]]
            else:
                assert isinstance(claim, model.Gene)
                causal = claim.relation == "causal"
                template = CAUSAL_GENE if causal else GENE
                predicate = RELATIONS["causes" if causal else "associated_with"]
            thing = self._thing_name(claim)
            if kind.inverse:
                owner, there = self.things[thing].values["direct"], self.disease
                values |= {"subject": thing, "predicate": predicate, "object": there}
            else:
                owner, there = self.direct, thing
                values["relation"], values["object"] = self._from_disease(predicate), thing
            if claim.positive:
                owner.setdefault(predicate, {})[there] = None
            if thing not in self.described:
                children["subject" if kind.inverse else "object"] = [self._described(thing)]
        if own := _OWN_VALUES.get(type(claim)):
            own(claim, values)
        children["statements"] = nodes
        return Node(template, "claim/" + name, values, children, self.language)

    def _from_disease(self, predicate: str) -> Shared:
        if predicate not in self.relations:
            values = {"subject": self.disease, "predicate": predicate}
            self.relations[predicate] = Shared(values)
        return self.relations[predicate]

    def _statement(self, said: model.Said, wording: str | None) -> _Statement:
        key: tuple[object, ...] = (
            *(wording, said.section, said.hedge, said.evidence, said.agent, said.curated),
            *said.citations,
        )
        own = {}
        if isinstance(said, model.Treatment | model.TreatmentStatement):
            own = _of_treatment(said)
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

    def _statement_nodes(self, owner: str, statements: list[_Statement]) -> list[Node]:
        """Name each by its owner and section; a second one of a section gets a number."""
        nodes: list[Node] = []
        used: dict[str, int] = {}
        for shared, section, quote in statements:
            # Neither owners nor sections hold a slash or a dot, so no two names can meet.
            said = f"{owner}/{section}" if section else owner
            count = used[said] = used.get(said, 0) + 1
            if count > 1:
                said += f".{count}"
            values: dict[str, Any] = {"said": shared}
            children = {}
            if quote:
                values["quote"] = name = f"{self.name}/quote/{said}"
                place = {
                    "start": str(quote.start),
                    "end": str(quote.end),
                    "sha256": quote.sha256,
                }
                children["quote"] = [Node(QUOTE, name, place)]
            name = f"{self.name}/statement/{said}"
            nodes.append(Node(STATEMENT, name, values, children, self.language))
        return nodes

    # What claims are about

    def _things(self, claims: Iterable[model.TermClaim]) -> dict[str, Node]:
        """Terms, and nodes of ours, each with all its matches."""
        things: dict[str, Node] = {}
        for claim in claims:
            name = self._thing_name(claim)
            if name not in things:
                things[name] = (
                    _term(name, self.term_labels.get(name))
                    if name == claim.term
                    else self._own_thing(name, claim)
                )
            if claim.term and claim.match and name != claim.term:
                matches = things[name].values["match"]
                matches.setdefault(MATCHES[claim.match], {})[claim.term] = None
        return things

    def _own_thing(self, name: str, claim: model.TermClaim) -> Node:
        values: dict[str, Any] = {
            "thing_type": KINDS[claim.kind].thing,
            "label": claim.label,
            "match": {},
            "direct": {},
        }
        return Node(OWN_THING, name, values, language=self.language)

    def _thing_name(self, claim: model.TermClaim) -> str:
        if claim.term and claim.match == "exact":
            return claim.term
        word = "phenotype" if claim.kind == "symptom" else claim.kind
        return f"{self.name}/{word}/{slug(claim.label)}"

    def _described(self, name: str) -> Node:
        """The node of a thing at its first mention, with the labels of what it matches."""
        self.described.add(name)
        thing = self.things[name]
        matched: list[Node] = []
        for terms in thing.values.get("match", {}).values():
            new = [t for t in terms if t in self.term_labels and t not in self.things]
            new = [t for t in new if t not in self.described]
            self.described.update(new)
            matched += [_term(term, self.term_labels[term]) for term in new]
        if not matched:
            return thing
        return Node(thing.template, name, thing.values, {"match": matched}, thing.language)

    # Names and mappings

    def _synonyms(self) -> tuple[dict[str, list[str]], list[Node], list[Node]]:
        names: dict[str, list[str]] = {}
        nodes: dict[str, Node] = {}
        for entry in self.record.synonyms:
            synonym = model.Synonym(label=entry) if isinstance(entry, str) else entry
            name = f"{self.name}/name/{slug(synonym.label)}"
            if name in nodes:
                continue
            statements = [
                self._statement(said, said.wording)
                for said in synonym.statements
                if any(getattr(said, key) not in (None, [], "manual") for key in _SAID)
            ]
            said = self._statement_nodes(f"name-{slug(synonym.label)}", statements)
            values = {
                "literal_form": synonym.label,
                "scope": SCOPES[synonym.scope],
                "synonym_type": synonym.type and SYNONYM_TYPES[synonym.type],
                "incomplete": "true" if synonym.incomplete else "false",
                "statements": [node.subject for node in said],
            }
            children = {"statements": said} if said else {}
            nodes[name] = Node(SYNONYM, name, values, children, self.language)
            if synonym.incomplete:
                names.setdefault(HIDDEN_LABEL, []).append(synonym.label)
            else:
                names.setdefault(ALT_LABEL, []).append(synonym.label)
                names.setdefault(SCOPES[synonym.scope], []).append(synonym.label)
        # SKOS-XL makes a plain synonym of every altLabel; what is cut off is a hidden label.
        complete = [node for node in nodes.values() if node.values["incomplete"] == "false"]
        cut_off = [node for node in nodes.values() if node.values["incomplete"] == "true"]
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


# --- What part of a record fills which hole ---------------------------------------------------

_SAID = model.Said.__struct_fields__
#: One place that says a claim: all but the quote is alike in many of them.
_Statement = tuple[Shared, str | None, model.Quote | None]


def _term(term: str, label: str | None) -> Node:
    # The labels of HP, MAXO, UBERON and HGNC are English, whatever the record's language.
    return Node(TERM, term, {"label": label, "direct": {}}, language="en")


def _with_itself(curie: str, mapped: dict[str, list[str]]) -> dict[str, list[str]]:
    """The cross-references of a disease whose id has an IRI elsewhere, that IRI among them."""
    exact = MATCHES["exact"]
    return mapped | {exact: list(dict.fromkeys([curie, *mapped.get(exact, ())]))}


def _treatment_predicate(claim: model.Treatment, statements: list[_Statement]) -> str:
    """Which of Biolink's treatment predicates: ``treats`` is only asserted, or denied."""
    if claim.relation == "contraindicated":
        return "contraindicated_in"
    if claim.negated or claim.relation == "treats":
        return "treats"
    hedged = all(shared.values["hedge"] for shared, _, _ in statements)
    return "applied_to_treat" if hedged else "treats_or_applied_or_studied_to_treat"


def _frequency(frequency: str | model.Words | None) -> dict[str, str]:
    """Four kinds of frequency, kept apart: a band, a count, a percentage, words."""
    if frequency is None:
        return {}
    if isinstance(frequency, model.Words):
        return {"frequency_in_words": frequency.words}
    if frequency.endswith("%"):
        return {"percentage": frequency[:-1]}
    if "/" in frequency:
        count, _, total = frequency.partition("/")
        return {"count": str(int(count)), "total": str(int(total))}
    return {"frequency": frequency}


def _of_treatment(said: model.Treatment | model.TreatmentStatement) -> dict[str, str | None]:
    effect = said.effect or model.Effect()
    return {
        "treatment_status": said.status and concept("status", said.status),
        "effect_duration": effect.duration and concept("duration", effect.duration),
        "effect_outcome": effect.outcome and concept("outcome", effect.outcome),
        "effect_in_words": effect.words,
        "side_effects": said.side_effects,
    }


def _one_or_more(names: list[str]) -> str | list[str]:
    """What most often is a single one, as the single one: it need not be gone through."""
    return names if len(names) > 1 else names[0]


def _of_symptom(claim: model.Symptom, values: dict[str, Any]) -> None:
    if claim.onset:
        values["onset"] = claim.onset
    if claim.sex:
        values["sex"] = SEXES[claim.sex]
    if claim.sites:
        values["sites"] = claim.sites
    if claim.modifiers:
        values["modifiers"] = claim.modifiers


def _of_age(claim: model.AffectedAge, values: dict[str, Any]) -> None:
    values["minimum_age"] = None if claim.min is None else str(claim.min)
    values["maximum_age"] = None if claim.max is None else str(claim.max)
    values["age_unit"] = concept("unit", claim.unit)


def _of_etiology(claim: model.EtiologyStatus, values: dict[str, Any]) -> None:
    values["etiology"] = concept("etiology", claim.status)


def _of_care(claim: model.TreatmentStatus, values: dict[str, Any]) -> None:
    values["care"] = concept("care", claim.status)


#: What only one kind of claim has.
_OWN_VALUES: dict[type, Callable[[Any, dict[str, Any]], None]] = {
    model.Symptom: _of_symptom,
    model.AffectedAge: _of_age,
    model.EtiologyStatus: _of_etiology,
    model.TreatmentStatus: _of_care,
}

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

from typing import Any

from gardkg import model
from gardkg.identifiers import disease_node, doi_iri, file_stem
from gardkg.identity import citation_text, claim_id, reference_key, reference_keys, slug
from gardkg.template import Node
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
    RECORD,
    REFERENCE,
    RELATIONS,
    SCOPES,
    SECTION,
    SEXES,
    SOURCE,
    STATEMENT,
    SYNONYM,
    SYNONYM_TYPES,
    TERM,
    TREATMENT,
    WORK,
    WORK_TYPES,
    concept,
)


def disease_graph(record: model.Record) -> Node:
    """The whole graph of a record, as the tree of nodes that hangs on its disease.

    The record must have passed ``checks``: ids are canonical, each [n] has its entry.
    """
    return _Graph(record).node()


class _Graph:
    """The state of one record's mapping: its references' names, and the things it spoke of."""

    def __init__(self, record: model.Record) -> None:
        self.record = record
        self.language = record.language
        self.disease = disease_node(record.id)
        self.name = "record/" + file_stem(record.id)
        keys = reference_keys(record.citations)
        self.references = [f"{self.name}/reference/{key}" for key in keys]
        self.works = [self._work(entry) for entry in record.citations]
        #: The disease's own direct triples, predicate → objects, and the nodes of things.
        self.direct: dict[str, dict[str, None]] = {}
        self.terms = [c for _, c in record.claims() if isinstance(c, model.TermClaim)]
        self.term_labels = {c.term: c.term_label for c in self.terms if c.term and c.term_label}
        self.things = self._things()
        self.described: set[str] = set()

    def node(self) -> Node:
        record = self.record
        claims = self._claims()
        names, synonyms, cut_off = self._synonyms()
        mapped, mappings = self._mappings()
        gard = record.id.partition(":")[2] if record.id.startswith("GARD:") else None
        values = {
            "disease": self.disease,
            "label": record.name,
            "preferred_name": record.name,
            "language": self.language,
            "identifier": record.id,
            "page": gard and f"https://rarediseases.info.nih.gov/?gard_id={gard}",
            "categories": record.categories,
            "parents": [disease_node(parent) for parent in record.parents],
            "names": names,
            "mapped": mapped if gard else _with_itself(record.id, mapped),
            "direct": self.direct,
            "synonyms": [node.values["synonym"] for node in synonyms],
            "incomplete_names": [node.values["synonym"] for node in cut_off],
        }
        children = {
            "synonyms": synonyms,
            "incomplete_names": cut_off,
            "claims": claims,
            "mappings": mappings,
            "record": [self._record()],
        }
        return Node(DISEASE, values, {key: nodes for key, nodes in children.items() if nodes})

    # Claims and statements

    def _claims(self) -> list[Node]:
        merged: dict[str, tuple[model.Claim, list[dict[str, Any]]]] = {}
        for _, claim in self.record.claims():
            name = claim_id(self.record.id, claim)
            first, statements = merged.setdefault(name, (claim, []))
            for said in claim.statements:
                values = self._statement(said, cited=bool(said.citations))
                if claim.label != first.label and not said.wording:
                    values["wording"] = claim.label
                if values not in statements:
                    statements.append(values)
        return [self._claim(name, *entry) for name, entry in merged.items()]

    def _claim(self, name: str, claim: model.Claim, statements: list[dict[str, Any]]) -> Node:
        kind = KINDS[claim.kind]
        template = kind.template
        nodes = self._statement_nodes(name.partition("-")[2], statements)
        values: dict[str, Any] = {
            "claim": "claim/" + name,
            "label": claim.label,
            "language": self.language,
            "disease": self.disease,
            "negated": "true" if claim.negated else "false",
            "statements": [node.values["statement"] for node in nodes],
            **_frequency(claim.frequency),
        }
        children: dict[str, list[Node]] = {}
        if isinstance(claim, model.TermClaim):
            if isinstance(claim, model.Treatment):
                predicate = RELATIONS[_treatment_predicate(claim, statements)]
                template = CONTRAINDICATION if claim.relation == "contraindicated" else TREATMENT
            elif isinstance(claim, model.Gene):
                template = CAUSAL_GENE if claim.relation == "causal" else GENE
                causal = claim.relation == "causal"
                predicate = RELATIONS["causes" if causal else "associated_with"]
            elif isinstance(claim, model.Cause):
                predicate = RELATIONS[CAUSE_RELATIONS[claim.relation]]
            else:
                predicate = RELATIONS[kind.relation]
            thing, described = self._thing(claim)
            here, there = (thing, self.disease) if kind.inverse else (self.disease, thing)
            values |= {"subject": here, "predicate": predicate, "object": there}
            if claim.positive:
                owner = self.things[thing].values["direct"] if kind.inverse else self.direct
                owner.setdefault(predicate, {})[there] = None
            if described:
                children["subject" if kind.inverse else "object"] = described
        values |= _own_values(claim)
        return Node(template, values, children | {"statements": nodes})

    def _statement(self, said: model.Said, *, cited: bool) -> dict[str, Any]:
        values: dict[str, Any] = {
            "language": self.language,
            "derived_from": f"{self.name}/section/{said.section}" if said.section else self.name,
            "wording": said.wording,
            "hedge": said.hedge,
            "evidence": said.evidence or EVIDENCE[said.agent, cited],
            "cites": [self.references[n - 1] for n in said.citations],
            "publications": list(
                dict.fromkeys(self.works[n - 1].values["work_node"] for n in said.citations)
            ),
            "agent_type": AGENTS[said.agent],
            "knowledge_level": "knowledge_assertion",
            "curated": said.curated and said.curated.isoformat(),
            "quote": said.quote,
        }
        if isinstance(said, model.Treatment | model.TreatmentStatement):
            effect = said.effect or model.Effect()
            values |= {
                "treatment_status": said.status and concept("status", said.status),
                "effect_duration": effect.duration and concept("duration", effect.duration),
                "effect_outcome": effect.outcome and concept("outcome", effect.outcome),
                "effect_in_words": effect.words,
                "side_effects": said.side_effects,
            }
        return values

    def _statement_nodes(self, owner: str, statements: list[dict[str, Any]]) -> list[Node]:
        """Name each by its owner and section; a second one of a section gets a number."""
        nodes: list[Node] = []
        used: dict[str, int] = {}
        for values in statements:
            section = values["derived_from"].partition("/section/")[2]
            # Neither owners nor sections hold a slash or a dot, so no two names can meet.
            said = owner + (f"/{section}" if section else "")
            used[said] = used.get(said, 0) + 1
            if used[said] > 1:
                said += f".{used[said]}"
            values = values | {"statement": f"{self.name}/statement/{said}"}
            children = {}
            if quote := values["quote"]:
                values["quote"] = f"{self.name}/quote/{said}"
                parts = {"start": str(quote.start), "end": str(quote.end), "sha256": quote.sha256}
                children["quote"] = [Node(QUOTE, {"quote_node": values["quote"], **parts})]
            nodes.append(Node(STATEMENT, values, children))
        return nodes

    def _things(self) -> dict[str, Node]:
        """What the claims are about: terms, and nodes of ours, each with all its matches."""
        things: dict[str, Node] = {}
        for claim in self.terms:
            name = self._thing_name(claim)
            if name == claim.term:
                things.setdefault(name, _term(name, self.term_labels.get(name)))
                continue
            values = {
                "thing": name,
                "thing_type": KINDS[claim.kind].thing,
                "label": claim.label,
                "language": self.language,
                "match": {},
                "direct": {},
            }
            thing = things.setdefault(name, Node(OWN_THING, values))
            if claim.term and claim.match:
                thing.values["match"].setdefault(MATCHES[claim.match], {})[claim.term] = None
        return things

    def _thing_name(self, claim: model.TermClaim) -> str:
        if claim.term and claim.match == "exact":
            return claim.term
        word = "phenotype" if claim.kind == "symptom" else claim.kind
        return f"{self.name}/{word}/{slug(claim.label)}"

    def _thing(self, claim: model.TermClaim) -> tuple[str, list[Node]]:
        """The node a claim is about, and its description where this is its first mention."""
        name = self._thing_name(claim)
        if name in self.described:
            return name, []
        self.described.add(name)
        thing = self.things[name]
        children: dict[str, list[Node]] = {}
        for match, terms in thing.values.get("match", {}).items():
            new = [t for t in terms if t in self.term_labels and t not in self.things]
            new = [t for t in new if t not in self.described]
            self.described.update(new)
            if new:
                children[match] = [_term(term, self.term_labels[term]) for term in new]
        return name, [thing._replace(children=children)]

    # Names, mappings, references

    def _synonyms(self) -> tuple[dict[str, list[str]], list[Node], list[Node]]:
        names: dict[str, list[str]] = {}
        nodes: dict[str, Node] = {}
        for entry in self.record.synonyms:
            synonym = model.Synonym(label=entry) if isinstance(entry, str) else entry
            name = f"{self.name}/name/{slug(synonym.label)}"
            if name in nodes:
                continue
            statements = [
                self._statement(said, cited=bool(said.citations))
                for said in synonym.statements
                if any(getattr(said, key) not in (None, [], "manual") for key in _SAID)
            ]
            said = self._statement_nodes(f"name-{slug(synonym.label)}", statements)
            values = {
                "synonym": name,
                "literal_form": synonym.label,
                "language": self.language,
                "scope": SCOPES[synonym.scope],
                "synonym_type": synonym.type and SYNONYM_TYPES[synonym.type],
                "incomplete": "true" if synonym.incomplete else "false",
                "statements": [node.values["statement"] for node in said],
            }
            nodes[name] = Node(SYNONYM, values, {"statements": said} if said else {})
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
                values = {
                    "mapping": f"{self.name}/mapping/{file_stem(mapping.id)}",
                    "label": mapping.label,
                    "language": "en",  # as are the labels of Mondo's mapping sets
                    "disease": self.disease,
                    "subject": self.disease,
                    "predicate": predicate,
                    "object": mapping.id,
                    "justification": mapping.justification,
                    "mapping_source": mapping.source,
                    "via": mapping.via,
                }
                nodes.append(Node(MAPPING, values))
        return mapped, nodes

    def _record(self) -> Node:
        source = self.record.source or model.Source()
        license_ = source.license or ""
        is_link = license_.startswith(("http://", "https://"))
        values = {
            "record": self.name,
            "disease": self.disease,
            "language": self.language,
            # A file has no address of its own, but its title needs a node.
            "source": source.url or (source.title and f"{self.name}/source"),
            "source_file": source.file,
            "question": source.question,
            "license": license_ if is_link else None,
            "rights": None if is_link else license_,
            "not_stated": [KINDS[model.TOPICS[t].kind].claim_class for t in self.record.not_stated],
        }
        sections = [
            Node(
                SECTION,
                {
                    "section": f"{self.name}/section/{key}",
                    "heading": section.heading,
                    "language": self.language,
                    "updated": section.updated and section.updated.isoformat(),
                    "record": self.name,
                },
            )
            for key, section in self.record.sections.items()
        ]
        children = {"sections": sections, "references": self._references()}
        if source.title:
            values_ = {"source_node": values["source"], "heading": source.title}
            children["source"] = [Node(SOURCE, values_ | {"language": self.language})]
        return Node(RECORD, values, {key: nodes for key, nodes in children.items() if nodes})

    def _references(self) -> list[Node]:
        nodes = []
        described: set[str] = set()
        for n, (name, work) in enumerate(zip(self.references, self.works, strict=True)):
            entry = self.record.citations[n]
            values = {
                "reference": name,
                "position": str(n + 1),
                "citation": citation_text(entry),
                "accessed": entry.accessed and entry.accessed.isoformat(),
                "record": self.name,
                "work": work.values["work_node"],
            }
            known = values["work"] in described
            described.add(values["work"])
            nodes.append(Node(REFERENCE, values, {} if known else {"work": [work]}))
        return nodes

    def _work(self, entry: model.Reference) -> Node:
        """The publication an entry points to: by PMID, DOI or address, else a node of ours."""
        name = f"{self.name}/work/{reference_key(entry)}"
        if entry.pmid:
            name = f"PMID:{entry.pmid}"
        elif entry.doi:
            name = doi_iri(entry.doi)
        elif entry.url:
            name = entry.url
        issued = entry.date or ""
        values = {
            "work_node": name,
            "work_type": WORK_TYPES[entry.type],
            "title": entry.title,
            "authors": entry.authors,
            "container": entry.container,
            "publisher": entry.publisher,
            "issued_day": issued if len(issued) == 10 else None,
            "issued_month": issued if len(issued) == 7 else None,
            "issued_year": issued if len(issued) == 4 else None,
            "volume": entry.volume,
            "issue": entry.issue,
            "pages": entry.pages,
            "pmid": entry.pmid,
            "doi": entry.doi,
            "page": entry.url if entry.url != name else None,
        }
        return Node(WORK, values)


# --- What part of a record fills which hole ---------------------------------------------------

_SAID = model.Said.__struct_fields__


def _term(term: str, label: str | None) -> Node:
    # The labels of HP, MAXO, UBERON and HGNC are English, whatever the record's language.
    return Node(TERM, {"thing": term, "label": label, "language": "en", "direct": {}})


def _with_itself(curie: str, mapped: dict[str, list[str]]) -> dict[str, list[str]]:
    """The cross-references of a disease whose id has an IRI elsewhere, that IRI among them."""
    exact = MATCHES["exact"]
    return mapped | {exact: list(dict.fromkeys([curie, *mapped.get(exact, ())]))}


def _treatment_predicate(claim: model.Treatment, statements: list[dict[str, Any]]) -> str:
    """Which of Biolink's treatment predicates: ``treats`` is only asserted, or denied."""
    if claim.relation == "contraindicated":
        return "contraindicated_in"
    if claim.negated or claim.relation == "treats":
        return "treats"
    hedged = all(values["hedge"] for values in statements)
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


def _own_values(claim: model.Claim) -> dict[str, Any]:
    """What only one kind of claim has."""
    match claim:
        case model.Symptom():
            return {
                "onset": claim.onset,
                "sex": claim.sex and SEXES[claim.sex],
                "sites": claim.sites,
                "modifiers": claim.modifiers,
            }
        case model.AffectedAge():
            return {
                "minimum_age": None if claim.min is None else str(claim.min),
                "maximum_age": None if claim.max is None else str(claim.max),
                "age_unit": concept("unit", claim.unit),
            }
        case model.EtiologyStatus():
            return {"etiology": concept("etiology", claim.status)}
        case model.TreatmentStatus():
            return {"care": concept("care", claim.status)}
    return {}

"""A record's claims, as resources: what is claimed, with which qualifiers, and of what thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from gardkg import model
from gardkg.identifiers import disease_node, file_stem
from gardkg.mapping.names import claim_id, slug
from gardkg.mapping.provenance import Provenance
from gardkg.mapping.qualifiers import NOTHING, OWN_VALUES, frequency_values, treatment_predicate
from gardkg.mapping.statements import Statement, Statements
from gardkg.mapping.templates import (
    CAUSAL_GENE,
    CAUSE_RELATIONS,
    CONTRAINDICATION,
    KINDS,
    MATCHES,
    OWN_THING,
    RELATIONS,
    TERM,
)
from gardkg.rdf.compile import Place, Syntax
from gardkg.rdf.template import Template

#: Predicate → objects, each once, in the order they came.
Table = dict[str, dict[Place, None]]
#: A claim, and all the places of its record that say it.
_Claim = tuple[model.Claim, list[Statement]]
#: The fields whose claims have the disease as their object.
_INVERSE = attrgetter(*(t for t, kind in model.TOPICS.items() if KINDS[kind.kind].inverse))


class _Thing(NamedTuple):
    """A thing of ours, in the source's words."""

    kind: str
    label: str
    matches: dict[str, dict[str, None]]
    """Predicate → terms."""


class Claims:
    """The claims of one record, what they share, and the things they are about."""

    def __init__(self, record: model.Record, syntax: Syntax) -> None:
        self.record, self.iris = record, syntax.iris
        stem = file_stem(record.id)
        self.name, self.head = f"record/{stem}", len(stem) + 1
        self.disease = syntax.place(disease_node(record.id))
        self.provenance = Provenance(record, self.name, disease_node(record.id))
        self.statements = Statements(self.provenance, syntax, record.language)
        self.write = syntax.writers(record.language)
        # The labels of HP, MAXO, UBERON and HGNC are English, whatever the record's language.
        self.write_term = syntax.writers("en")[TERM]
        self.term = syntax.writers("en").known(TERM, "label")
        self.claims = record.claims()
        self.has_inverse = any(_INVERSE(record))
        terms = [claim for claim in self.claims if isinstance(claim, model.TermClaim)]
        labels = {(c.term, c.term_label) for c in terms if c.term and c.term_label}
        self.term_labels = dict(labels)
        if len(self.term_labels) < len(labels):  # one label, whatever the order of the claims
            self.term_labels = dict(sorted(labels, reverse=True))
        #: The disease's own direct triples; and those of things, by their names.
        self.direct: Table = defaultdict(dict)
        self.direct_of: dict[str, Table] = {}
        self.about_terms = {claim.term for claim in terms if claim.match == "exact"}
        self.things = self._own_things(terms)
        self.described: set[str] = set()

    def written(self) -> tuple[list[Place], str]:
        """Each different claim; equal ones are one, with the statements of all."""
        alike: dict[str, list[model.Claim]] = {}
        disease = self.record.id
        for claim in self.claims:
            alike.setdefault(claim_id(disease, claim), []).append(claim)
        claims = [(name, *self._merged(same)) for name, same in alike.items()]
        for _, claim, statements in claims if self.has_inverse else ():
            # A thing is written at its first mention, with the triples of all its claims.
            if isinstance(claim, model.TermClaim) and KINDS[claim.kind].inverse and claim.holds:
                predicate = self._relation(claim, statements)[1]
                triples = self.direct_of.setdefault(self._name_of(claim), {})
                triples.setdefault(predicate, {})[self.disease] = None
        made = [self._claim(name, claim, said) for name, claim, said in claims]
        return [place for place, _ in made], "".join([text for _, text in made])

    def _merged(self, alike: list[model.Claim]) -> _Claim:
        """A claim, and others that are equal, with all the places that say it, each once."""
        claim = alike[0]
        if len(alike) == 1 and not claim.stated:  # which nearly all of large sources are
            return claim, [self.statements.of(claim, claim.wording)]
        # Whichever stands first, the label is the same one, and the spelling of the frequency.
        chosen = min(alike, key=lambda claim: (claim.label, repr(claim.frequency)))
        places = ((claim.label, said) for claim in alike for said in claim.statements)
        return chosen, self.statements.of_all(places, chosen.label)

    def _claim(
        self, name: str, claim: model.Claim, statements: list[Statement]
    ) -> tuple[Place, str]:
        said, behind = self.statements.written(name[self.head :], statements)
        values: Mapping[str, Any] = NOTHING
        if claim.frequency is not None:
            values = frequency_values(claim.frequency)
        kind = KINDS[claim.kind]
        if claim.form:
            values = {**values, "form": claim.form}
        if (own := OWN_VALUES.get(type(claim))) and (found := own(claim)):
            values = {**values, **found}
        path, negated = "claim/" + name, "true" if claim.negated else "false"
        if not isinstance(claim, model.TermClaim):
            write = self.write[kind.template]
            place, text = write(path, claim.label, self.disease, negated, statements=said, **values)
            return place, text + behind
        template, predicate = self._relation(claim, statements)
        thing = self._name_of(claim)
        there, first = self.iris[thing], ""
        if not kind.inverse and claim.holds:
            self.direct[predicate][there] = None
        if thing not in self.described:
            there, first = self._described(thing)
        one, other = (there, self.disease) if kind.inverse else (self.disease, there)
        about = path, claim.label, self.disease, negated, one, predicate, other
        place, text = self.write[template](*about, statements=said, **values)
        return place, f"{text}{first}{behind}"

    @staticmethod
    def _relation(claim: model.TermClaim, statements: list[Statement]) -> tuple[Template, str]:
        """By which template a claim is written, and its predicate."""
        kind = KINDS[claim.kind]
        if kind.mention and all(said.values["rule"] == model.MENTION for said, _, _ in statements):
            return kind.mention, RELATIONS[kind.relation]
        if kind.relation:
            return kind.template, RELATIONS[kind.relation]
        if isinstance(claim, model.Treatment):
            barred = claim.relation == "contraindicated"
            predicate = RELATIONS[treatment_predicate(claim, statements)]
            return CONTRAINDICATION if barred else kind.template, predicate
        if isinstance(claim, model.Cause):
            return kind.template, RELATIONS[CAUSE_RELATIONS[claim.relation]]
        assert isinstance(claim, model.Gene)
        if claim.relation == "causal":
            return CAUSAL_GENE, RELATIONS["causes"]
        return kind.template, RELATIONS["associated_with"]

    # What claims are about

    def _own_things(self, claims: Iterable[model.TermClaim]) -> dict[str, _Thing]:
        """Things of ours for what has no term of its own, each with all its matches."""
        things: dict[str, _Thing] = {}
        own = [claim for claim in claims if claim.match != "exact" or not claim.term]
        # Labels that differ in case have one thing; it is called the same in whatever order.
        for claim in sorted(own, key=attrgetter("label")):
            name = self._name_of(claim)
            thing = things.setdefault(name, _Thing(KINDS[claim.kind].thing, claim.label, {}))
            if claim.term and claim.match:
                thing.matches.setdefault(MATCHES[claim.match], {})[claim.term] = None
        return things

    def _name_of(self, claim: model.TermClaim) -> str:
        if claim.term and claim.match == "exact":
            return claim.term
        word = "phenotype" if claim.kind == "symptom" else claim.kind
        return f"{self.name}/{word}/{slug(claim.label)}"

    def _described(self, name: str) -> tuple[Place, str]:
        """A thing at its first mention, with the labels of the terms that it matches."""
        self.described.add(name)
        direct = self.direct_of.get(name)
        thing = self.things.get(name)
        if thing is None:
            label = self.term_labels.get(name)
            if direct is None:
                found: tuple[Place, str] = self.term[name, label]
                return found
            return self.write_term(name, label=label, direct=direct)
        behind = ""
        match: Table = {}
        for predicate, terms in thing.matches.items():
            objects = match[predicate] = {}
            for term in terms:
                place = self.iris[term]
                seen = term in self.about_terms or term in self.described
                if term in self.term_labels and not seen:
                    self.described.add(term)
                    place, text = self.term[term, self.term_labels[term]]
                    behind += text
                objects[place] = None
        place, text = self.write[OWN_THING](
            name, thing.kind, thing.label, match=match, direct=direct or {}
        )
        return place, text + behind

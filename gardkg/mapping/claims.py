"""A record's claims, as nodes: what is claimed, with which qualifiers, and of what thing.

Most claims of a large source are alike but for a few values. Such claims have a form: the node
that this room makes of any claim, made once of one with blanks for those values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from gardkg import model
from gardkg.identifiers import disease_node, file_stem
from gardkg.mapping.names import claim_id, slug
from gardkg.mapping.provenance import Provenance
from gardkg.mapping.qualifiers import (
    NO_FREQUENCY,
    OWN_VALUES,
    frequency_values,
    one_or_more,
    treatment_predicate,
)
from gardkg.mapping.statements import Statement, Statements
from gardkg.mapping.templates import (
    CAUSAL_GENE,
    CAUSE_RELATIONS,
    CONTRAINDICATION,
    GENE,
    KINDS,
    MATCHES,
    OWN_THING,
    RELATIONS,
    TERM,
    TREATMENT,
)
from gardkg.model.fields import defaults, own_fields, values_of
from gardkg.rdf.template import Blank, Filled, Form, Node, Shared


class Claims:
    """The claims of one record, what they share, and the things they are about."""

    def __init__(self, record: model.Record) -> None:
        self.record, self.language = record, record.language
        self.disease, self.stem = disease_node(record.id), file_stem(record.id)
        self.name = "record/" + self.stem
        self.provenance = Provenance(record, self.name, self.disease)
        self.statements = Statements(self.provenance, self.language)
        self.about = {
            negated: Shared({"disease": self.disease, "negated": word})
            for negated, word in ((False, "false"), (True, "true"))
        }
        self.relations: dict[str, Shared] = {}
        self.claims = record.claims()
        terms = [claim for claim in self.claims if isinstance(claim, model.TermClaim)]
        labels = {(c.term, c.term_label) for c in terms if c.term and c.term_label}
        self.term_labels = dict(labels)
        if len(self.term_labels) < len(labels):  # one label, whatever the order of the claims
            self.term_labels = dict(sorted(labels, reverse=True))
        #: The disease's own direct triples, predicate → objects, and the nodes of things.
        self.direct: dict[str, dict[str, None]] = {}
        #: The terms that claims are about; and the nodes of things, as far as there are any yet.
        self.about_terms = {claim.term for claim in terms if claim.match == "exact"}
        self.things = self._own_things(terms)
        #: Terms that may have direct triples of their own.
        self.subjects = {claim.term for claims in _INVERSE(record) for claim in claims}
        self.described: set[str] = set()

    def nodes(self) -> list[Node | Filled]:
        """A node for each different claim; equal ones are one, with the statements of all."""
        alike: dict[str, list[model.Claim]] = {}
        disease = self.record.id
        for claim in self.claims:
            alike.setdefault(claim_id(disease, claim), []).append(claim)
        return [
            self._filled(name, claims) or self._merged(name, claims)
            for name, claims in alike.items()
        ]

    def _merged(self, name: str, alike: list[model.Claim]) -> Node:
        """A claim, and others that are equal, with all the places that say it, each once."""
        # Whichever stands first, the label is the same one, and the spelling of the frequency.
        chosen = min(alike, key=lambda claim: (claim.label, repr(claim.frequency)))
        places = ((claim.label, said) for claim in alike for said in claim.statements)
        statements = self.statements.of_all(places, chosen.label)
        return self._claim(name, chosen, statements)

    def _claim(
        self,
        name: str,
        claim: model.Claim,
        statements: list[Statement],
        frequency: Mapping[str, str] | None = None,
        place: str | None = None,
    ) -> Node:
        kind = KINDS[claim.kind]
        template = kind.template
        nodes = self.statements.nodes(place or name.partition("-")[2], statements)
        children: dict[str, list[Node]] = {}
        values: dict[str, Any] = {"label": claim.label, "about": self.about[claim.negated]}
        if claim.frequency is not None:
            values |= frequency or frequency_values(claim.frequency).table()
        values["statements"] = one_or_more([node.subject for node in nodes])
        if isinstance(claim, model.TermClaim):
            if kind.relation:
                predicate = RELATIONS[kind.relation]
            elif isinstance(claim, model.Treatment):
                predicate = RELATIONS[treatment_predicate(claim, statements)]
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
                owner, there = self._thing(thing).values["direct"], self.disease
                values |= {"subject": thing, "predicate": predicate, "object": there}
            else:
                owner, there = self.direct, thing
                values["relation"], values["object"] = self._from_disease(predicate), thing
            if claim.positive:
                owner.setdefault(predicate, {})[there] = None
            if thing not in self.described:
                children["subject" if kind.inverse else "object"] = [self._described(thing)]
        if own := OWN_VALUES.get(type(claim)):
            own(claim, values)
        children["statements"] = nodes
        return Node(template, "claim/" + name, values, children, self.language)

    def _filled(self, name: str, alike: list[model.Claim]) -> Filled | None:
        """A claim as nearly all of large sources are: about a term, said in one place.

        Whatever decides what its node and those that hang on it look like is part of the form's
        key; all that is different from claim to claim is a value.
        """
        claim = alike[0]
        frequent = _FREQUENT.get(type(claim))
        if frequent is None or len(alike) > 1 or not isinstance(claim, model.TermClaim):
            return None
        if claim.match != "exact" or not claim.term or claim.stated:
            return None
        term, quote = claim.term, claim.quote
        predicate, others, absent = frequent
        # A form knows nothing of what only some claims have.
        if term in self.subjects or (others and others(claim) != absent):
            return None
        if quote and _BESIDES and _BESIDES(quote) != _NOTHING:
            return None
        if claim.positive:
            self.direct.setdefault(predicate, {})[term] = None
        label = None
        if term not in self.described:
            self.described.add(term)
            label = self.term_labels.get(term)
        often = NO_FREQUENCY if claim.frequency is None else frequency_values(claim.frequency)
        key = type(claim), claim.negated, label is None, quote is None, often.names, self.language
        form = _FORMS.get(key)
        if form is None:
            if len(_FORMS) > 1000:  # each language has its own
                _FORMS.clear()
            form = _FORMS[key] = _form(claim, label, often.names, self.language)
        said, section, _ = self.statements.of(claim, claim.wording)
        place = name[len(self.stem) + 1 :]
        if section:
            place = f"{place}/{section}"
        values = self.stem, name, place, claim.label, term, label, said
        where = _OF_QUOTE(quote) if quote else ()
        return Filled(form, (*values, *where, *often.values))

    def _from_disease(self, predicate: str) -> Shared:
        if predicate not in self.relations:
            values = {"subject": self.disease, "predicate": predicate}
            self.relations[predicate] = Shared(values)
        return self.relations[predicate]

    # What claims are about

    def _own_things(self, claims: Iterable[model.TermClaim]) -> dict[str, Node]:
        """Nodes of ours for what has no term of its own, each with all its matches."""
        things: dict[str, Node] = {}
        own = [claim for claim in claims if claim.match != "exact" or not claim.term]
        # Labels that differ in case have one thing; it is called the same in whatever order.
        for claim in sorted(own, key=attrgetter("label")):
            name = self._thing_name(claim)
            if name not in things:
                things[name] = self._own_thing(name, claim)
            if claim.term and claim.match:
                matches = things[name].values["match"]
                matches.setdefault(MATCHES[claim.match], {})[claim.term] = None
        return things

    def _thing(self, name: str) -> Node:
        """The node of a thing: one of ours, or a term."""
        if name not in self.things:
            self.things[name] = _term(name, self.term_labels.get(name))
        return self.things[name]

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
        thing = self._thing(name)
        matched: list[Node] = []
        for terms in thing.values.get("match", {}).values():
            new = [t for t in terms if t in self.term_labels and t not in self.about_terms]
            new = [t for t in new if t not in self.described]
            self.described.update(new)
            matched += [_term(term, self.term_labels[term]) for term in new]
        if not matched:
            return thing
        return Node(thing.template, name, thing.values, {"match": matched}, thing.language)


_FORMS: dict[tuple[object, ...], Form] = {}
#: What is different from claim to claim of a form; besides, its quote, and its frequency under
#: several names.
_BLANKS = ("stem", "claim", "place", "label", "term", "term_label", "said")
_QUOTE = tuple(n for n in model.Quote.__struct_fields__ if n not in defaults(model.Quote))
_OF_QUOTE = values_of(_QUOTE)
#: What a quote need not have, and as yet no quote can: a form has no blank for it.
_BESIDES = values_of(defaults(model.Quote)) if defaults(model.Quote) else None
_NOTHING = tuple(defaults(model.Quote).values())


class _Frequent(NamedTuple):
    """A kind of claim that is written by forms: from the disease to what it is about.

    ``others`` gives all that such a claim may have besides, and ``absent`` is that it has none.
    """

    predicate: str
    others: Callable[[Any], tuple[Any, ...]] | None
    absent: tuple[Any, ...]


def _frequent(kind: type[model.Claim], predicate: str) -> _Frequent:
    names = own_fields(kind)
    others = values_of(names) if names else None
    return _Frequent(predicate, others, tuple(defaults(kind).get(name) for name in names))


_FREQUENT = {
    kind: _frequent(kind, RELATIONS[relation])
    for kind in model.TOPICS.values()
    if (relation := KINDS[kind.kind].relation)
}
#: The fields whose claims have the disease as their object.
_INVERSE = attrgetter(*(t for t, kind in model.TOPICS.items() if KINDS[kind.kind].inverse))


def _form(
    claim: model.TermClaim, label: str | None, frequency: tuple[str, ...], language: str
) -> Form:
    """The form of claims that are alike: one of them, with blanks in the place of its values."""
    names = (*_BLANKS, *(_QUOTE if claim.quote else ()), *frequency)
    blank: dict[str, Any] = {name: Blank(name) for name in names}
    # What is not named here is as good as not there: nothing of the first claim stays on others.
    one = type(claim)(
        label=blank["label"],
        term=blank["term"],
        term_label=label and blank["term_label"],
        match=claim.match,
        negated=claim.negated,
        frequency=claim.frequency,
    )
    topic: dict[str, Any] = {t: [one] for t, kind in model.TOPICS.items() if type(one) is kind}
    record = model.Record(id=blank["stem"], name="", language=language, **topic)
    quote = model.Quote(**{name: blank[name] for name in _QUOTE}) if claim.quote else None
    claims = Claims(record)
    if label is None:
        claims.described.add(blank["term"])
    values = {name: blank[name] for name in frequency}
    said: list[Statement] = [(blank["said"], None, quote)]
    return Form(claims._claim(blank["claim"], one, said, values, blank["place"]), names)


def _term(term: str, label: str | None) -> Node:
    # The labels of HP, MAXO, UBERON and HGNC are English, whatever the record's language.
    return Node(TERM, term, {"label": label, "direct": {}}, language="en")

"""From a record to the resources of its graph, as text in any syntax.

The rules, and what they leave out:

* A claim's resource carries what identifies it; where it is said, how surely and on what
  references is on its statements. Equal claims of a record are one with the
  statements of all.
* The direct triple (disease has phenotype …) is written when a claim is positive: not
  negated, and its frequency not Excluded, 0/n or 0 %. So a naive query returns nothing absent.
* A term stands for the claim's object only on an exact match. Else the object is one of
  our own with the source's words, and the term is its broader, narrower or close match.
* Treatments and genes are the subject, the disease the object, as in Biolink. A treatment's
  predicate follows from its relation and hedges (``qualifiers.treatment_predicate``).
* A plain synonym is written for complete names only. Names that differ in case only are one,
  with the closest of their scopes.
* Left out: YAML comments and the order of claims. The order of references is their position.
"""

from __future__ import annotations

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
from gardkg.rdf.compile import Place, Syntax

#: What a name is called in paths, the closest of the synonyms that are it, and all of them.
_Name = tuple[str, model.Synonym, list[model.Synonym]]


def written(record: model.Record, syntax: Syntax) -> str:
    """The whole graph of a record, as text: the disease, and all that hangs on it.

    The record must have passed ``checks``: ids are canonical, each [n] has its entry.

    Raises:
        TermError: a value cannot be the term its hole wants.
    """
    place, behind = _Graph(record, syntax).written()
    return behind or place


class _Graph:
    """The state of one record's mapping."""

    def __init__(self, record: model.Record, syntax: Syntax) -> None:
        self.record, self.syntax = record, syntax
        self.write = syntax.writers(record.language)
        self.claims = Claims(record, syntax)
        self.name, self.disease = self.claims.name, self.claims.disease

    def written(self) -> tuple[Place, str]:
        record, syntax = self.record, self.syntax
        claims, of_claims = self.claims.written()
        names = [(name, min(same, key=_closeness), same) for name, same in self._alike().items()]
        complete, of_complete = self._synonyms(names, incomplete=False)
        cut_off, of_cut_off = self._synonyms(names, incomplete=True)
        mapped, mappings, of_mappings = self._mappings()
        provenance, of_record = self.claims.provenance.written(syntax)
        gard = record.id.partition(":")[2] if record.id.startswith("GARD:") else None
        place, text = self.write[DISEASE](
            disease_node(record.id),
            *(record.name, record.name, record.id),
            page=gard and f"https://rarediseases.info.nih.gov/?gard_id={gard}",
            categories=record.categories,
            parents=[syntax.place(disease_node(parent)) for parent in record.parents],
            names=_plain(names),
            mapped=mapped if gard else _with_itself(record.id, mapped),
            direct=self.claims.direct,
            synonyms=complete,
            incomplete_names=cut_off,
            claims=claims,
            mappings=mappings,
            record=[provenance],
        )
        return place, "".join((text, of_complete, of_cut_off, of_claims, of_mappings, of_record))

    # Names and mappings

    def _alike(self) -> dict[str, list[model.Synonym]]:
        """The synonyms by what they are called in paths; several may be one name."""
        alike: dict[str, list[model.Synonym]] = {}
        for entry in self.record.synonyms:
            synonym = model.Synonym(label=entry) if isinstance(entry, str) else entry
            alike.setdefault(slug(synonym.label), []).append(synonym)
        return alike

    def _synonyms(self, names: list[_Name], *, incomplete: bool) -> tuple[list[Place], str]:
        """Those that are complete, or were cut off in the source."""
        found: list[Place] = []
        texts = ""
        for name, synonym, same in names:
            if synonym.incomplete != incomplete:
                continue
            places = ((one.label, said) for one in same for said in one.statements)
            places = (place for place in places if _OF_SAID(place[1]) != _NOT_SAID)
            statements = self.claims.statements.of_all(places, synonym.label)
            said, behind = self.claims.statements.written(f"name-{name}", statements)
            place, text = self.write[SYNONYM](
                f"{self.name}/name/{name}",
                *(synonym.label, SCOPES[synonym.scope], "true" if incomplete else "false"),
                synonym_type=synonym.type and SYNONYM_TYPES[synonym.type],
                statements=said,
            )
            found.append(place)
            texts += text + behind
        return found, texts

    def _mappings(self) -> tuple[dict[str, list[str]], list[Place], str]:
        mapped: dict[str, list[str]] = {}
        places: list[Place] = []
        texts = ""
        # The labels of Mondo's mapping sets are English.
        write = self.syntax.writers("en")[MAPPING]
        for strength, predicate in MATCHES.items():
            for entry in getattr(self.record.mappings, strength):
                mapping = model.Mapping(id=entry) if isinstance(entry, str) else entry
                mapped.setdefault(predicate, []).append(mapping.id)
                place, text = write(
                    f"{self.name}/mapping/{file_stem(mapping.id)}",
                    *(self.disease, self.disease, predicate, mapping.id),
                    label=mapping.label,
                    justification=mapping.justification,
                    mapping_source=mapping.source,
                    via=mapping.via,
                )
                places.append(place)
                texts += text
        return mapped, places, texts


def _plain(names: list[_Name]) -> dict[str, list[str]]:
    """Plain names by their predicates: SKOS-XL makes one of every altLabel, so what is cut off
    is a hidden label."""
    plain: dict[str, list[str]] = {}
    for _, synonym, _ in names:
        if synonym.incomplete:
            plain.setdefault(HIDDEN_LABEL, []).append(synonym.label)
        else:
            plain.setdefault(ALT_LABEL, []).append(synonym.label)
            plain.setdefault(SCOPES[synonym.scope], []).append(synonym.label)
    return plain


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

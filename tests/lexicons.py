"""A small lexicon: real ids of HP and MAXO, so that labels are theirs; everything else invented."""

from __future__ import annotations

from gardkg.terms.lexicon import Lexicon
from gardkg.terms.obo import Term, Terms

_ROOTS = {
    "HP:0000118": "Phenotypic abnormality",
    "HP:0000005": "Mode of inheritance",
    "HP:0012823": "Clinical modifier",
    "HP:0003674": "Onset",
    "MAXO:0000002": "therapeutic procedure",
    "MAXO:0000003": "diagnostic procedure",
}
_SIGNS = {
    "HP:0001250": ("Seizure", [("Seizures", "EXACT"), ("Epilepsy", "RELATED")]),
    "HP:0002315": ("Headache", [("Headaches", "EXACT")]),
    "HP:0001945": ("Fever", []),
    "HP:0000365": ("Hearing impairment", [("Hearing loss", "RELATED"), ("Deafness", "EXACT")]),
    "HP:0000572": ("Visual loss", [("Vision loss", "EXACT")]),
    "HP:0001252": ("Hypotonia", [("Low muscle tone", "EXACT")]),
    "HP:0030834": ("Shoulder pain", []),
    "HP:0012531": ("Pain", []),
    "HP:0000820": ("Abnormality of the thyroid gland", [("Thyroid disorder", "EXACT")]),
    "HP:0002900": ("Hypokalemia", [("Decreased circulating potassium level", "EXACT")]),
    "HP:0003351": ("Decreased circulating renin concentration", []),
    "HP:0002665": ("Lymphoma", []),
    "HP:0001909": ("Leukemia", []),
    "HP:0002090": ("Pneumonia", []),
    "HP:0001337": ("Tremor", [("TRM", "EXACT")]),
}
_OTHERS = {
    "HP:0000006": ("Autosomal dominant inheritance", "HP:0000005"),
    "HP:0000007": ("Autosomal recessive inheritance", "HP:0000005"),
    "HP:0003745": ("Sporadic", "HP:0000005"),
    "HP:0012828": ("Severe", "HP:0012823"),
    "HP:0003676": ("Progressive", "HP:0012823"),
    "HP:0003593": ("Infantile onset", "HP:0003674"),
    "HP:0011463": ("Childhood onset", "HP:0003674"),
    "MAXO:0000004": ("surgical procedure", "MAXO:0000002"),
    "MAXO:0000011": ("physical therapy", "MAXO:0000002"),
    "MAXO:0000424": ("magnetic resonance imaging procedure", "MAXO:0000003"),
}


def lexicon() -> Lexicon:
    terms = {curie: Term(label) for curie, label in _ROOTS.items()}
    terms["HP:0003674"].parents.append("HP:0012823")
    for curie, (label, synonyms) in _SIGNS.items():
        terms[curie] = Term(label, parents=["HP:0000118"], synonyms=synonyms)
    for curie, (label, parent) in _OTHERS.items():
        terms[curie] = Term(label, parents=[parent])
    terms["MAXO:0000004"].synonyms.append(("surgery", "EXACT"))
    terms["HP:0000999"] = Term("obsolete Vapours", obsolete=True, parents=["HP:0000118"])
    return Lexicon(Terms(terms))

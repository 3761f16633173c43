"""The one prefix table; CURIE ↔ IRI; every spelling of a disease id → one id.

An IRI is written in three ways in gardkg: as a CURIE of this table (``HP:0001609``), in
full (``https://…``), or relative to the base of our own nodes (``disease/GARD_0007615``).
``expand`` turns all three into a full IRI, and refuses what RDF does not allow.

Sources of the namespaces: the OBO Foundry PURLs, Mondo's and HPO's own prefix
declarations, and for ORPHA, MESH and SNOMEDCT the linked data their owners publish.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, urljoin

from gardkg.errors import TermError

BASE = "https://w3id.org/gardkg/"
ONTOLOGY = "https://w3id.org/gardkg/ontology#"
#: The owl:versionIRI of ontology/gardkg.ttl, which a test compares.
ONTOLOGY_VERSION = "https://w3id.org/gardkg/ontology/0.1.0"
OBO = "http://purl.obolibrary.org/obo/"

#: A number without a length of its own; the longest in use, of genes, have nine digits.
_NUMBER = r"[1-9]\d{0,11}"


@dataclass(frozen=True)
class Prefix:
    """A row of the prefix table.

    ``local`` is the pattern of what follows the colon, and bounds its length, for it becomes a
    part of IRIs and the name of a file; ``disease`` marks the prefixes a
    record's id may have; ``padded``: zeros missing at the front are filled in, as GARD's own
    pages leave them out.
    """

    namespace: str
    local: str = r"[A-Za-z_][A-Za-z0-9_-]{0,63}"
    disease: bool = False
    padded: int = 0


PREFIXES: dict[str, Prefix] = {
    # What we write about: GARD publishes no IRIs, so its ids are nodes of ours.
    "GARD": Prefix("disease/GARD_", r"\d{7}", disease=True, padded=7),
    "MONDO": Prefix(OBO + "MONDO_", r"\d{7}", disease=True),
    "ORPHA": Prefix("http://www.orpha.net/ORDO/Orphanet_", _NUMBER, disease=True),
    "OMIM": Prefix("https://omim.org/entry/", r"[1-9]\d{5}", disease=True),
    "DECIPHER": Prefix("https://www.deciphergenomics.org/syndrome/", _NUMBER, disease=True),
    # What claims point to.
    "HP": Prefix(OBO + "HP_", r"\d{7}"),
    "MAXO": Prefix(OBO + "MAXO_", r"\d{7}"),
    "UBERON": Prefix(OBO + "UBERON_", r"\d{7}"),
    "ECO": Prefix(OBO + "ECO_", r"\d{7}"),
    "PATO": Prefix(OBO + "PATO_", r"\d{7}"),
    "CHEBI": Prefix(OBO + "CHEBI_", _NUMBER),
    "NCIT": Prefix(OBO + "NCIT_", r"C\d{1,12}"),
    "HGNC": Prefix("http://identifiers.org/hgnc/", _NUMBER),
    "NCBIGene": Prefix("http://identifiers.org/ncbigene/", _NUMBER),
    # Where else a disease is described.
    "OMIMPS": Prefix("https://omim.org/phenotypicSeries/PS", r"[1-9]\d{5}"),
    "UMLS": Prefix("http://linkedlifedata.com/resource/umls/id/", r"C\d{7}"),
    "MESH": Prefix("http://id.nlm.nih.gov/mesh/", r"[A-Z]\d{1,12}"),
    "SNOMEDCT": Prefix("http://snomed.info/id/", r"[1-9]\d{5,17}"),
    "ICD10CM": Prefix(
        "http://purl.bioontology.org/ontology/ICD10CM/",
        r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4}|-[A-Z][0-9][0-9A-Z])?",
    ),
    # With the addresses that the bioregistry has for them (PyPI's bioregistry 0.15.6).
    "DOID": Prefix(OBO + "DOID_", r"\d{1,7}"),
    "EFO": Prefix("http://www.ebi.ac.uk/efo/EFO_", r"\d{7}"),
    "MEDGEN": Prefix("https://www.ncbi.nlm.nih.gov/medgen/", r"(CN?)?\d{2,7}"),
    "MedDRA": Prefix("http://purl.bioontology.org/ontology/MEDDRA/", _NUMBER),
    "ICD10WHO": Prefix(
        "https://icd.who.int/browse10/2019/en#/", r"[A-Z]\d\d(\.\d{1,2})?(-[A-Z]\d\d(\.\d)?)?"
    ),
    "ICD11": Prefix("http://id.who.int/icd/entity/", _NUMBER),
    "Wikidata": Prefix("http://www.wikidata.org/entity/", r"Q[1-9]\d{0,11}"),
    "NORD": Prefix("https://rarediseases.org/?p=", _NUMBER),
    "PMID": Prefix("http://www.ncbi.nlm.nih.gov/pubmed/", _NUMBER),
    # The vocabularies we write in.
    "gardkg": Prefix(ONTOLOGY),
    "rdf": Prefix("http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    "rdfs": Prefix("http://www.w3.org/2000/01/rdf-schema#"),
    "xsd": Prefix("http://www.w3.org/2001/XMLSchema#"),
    "skos": Prefix("http://www.w3.org/2004/02/skos/core#"),
    "skosxl": Prefix("http://www.w3.org/2008/05/skos-xl#"),
    "dc": Prefix("http://purl.org/dc/elements/1.1/"),
    "dcterms": Prefix("http://purl.org/dc/terms/"),
    "prov": Prefix("http://www.w3.org/ns/prov#"),
    "foaf": Prefix("http://xmlns.com/foaf/0.1/"),
    "schema": Prefix("http://schema.org/"),
    "oa": Prefix("http://www.w3.org/ns/oa#"),
    "fabio": Prefix("http://purl.org/spar/fabio/"),
    "cito": Prefix("http://purl.org/spar/cito/"),
    "prism": Prefix("http://prismstandard.org/namespaces/basic/2.0/"),
    "biolink": Prefix("https://w3id.org/biolink/vocab/"),
    "oboInOwl": Prefix("http://www.geneontology.org/formats/oboInOwl#"),
    "RO": Prefix(OBO + "RO_", r"\d{7}"),
    "OMO": Prefix(OBO + "OMO_", r"\d{7}"),
    "semapv": Prefix("https://w3id.org/semapv/vocab/"),
    "sssom": Prefix("https://w3id.org/sssom/"),
}

#: Other spellings of a prefix, lower-cased. Any letter case of a prefix itself is understood.
ALIASES = {
    "orphanet": "ORPHA",
    "ordo": "ORPHA",
    "sctid": "SNOMEDCT",
    "mim": "OMIM",
    "hpo": "HP",
    "pubmed": "PMID",
    "nihgard": "GARD",
    "do": "DOID",
    "icd10": "ICD10WHO",
    "icd11.foundation": "ICD11",
    "wd": "Wikidata",
    "mimps": "OMIMPS",
    "medgen.uid": "MEDGEN",
    "entrez": "NCBIGene",
}
_SPELLINGS = {name.lower(): name for name in PREFIXES} | ALIASES

#: A CURIE whose local part Turtle, SPARQL and every reader of them take without escapes.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_SPOKEN = {
    **{r"\d{7}": "seven digits", r"[1-9]\d{5}": "six digits"},
    _NUMBER: "a number of at most 12 digits",
}

_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9.]*):(\S+)")
#: HP_0001609, as OBO files and addresses have it.
_OBO_FORM = re.compile(r"(?:https?://purl\.obolibrary\.org/obo/)?([A-Za-z][A-Za-z0-9]*)_(C?\d+)")

# GARD's own pages, in the forms they have had: /diseases/7615/name, /gard/7615/name, /?gard_id=…
_GARD_URL = re.compile(
    r"https?://(?:www\.)?rarediseases\.info\.nih\.gov/"
    r"(?:(?:diseases|gard)/(\d{1,7})(?:[/?#].*)?|\?gard_id=(\d{1,7}))",
    re.IGNORECASE,
)

# RFC 3987, sections 2.2 and 4.1: what strict readers hold an IRI to. A scheme; no space,
# control, direction mark, quote, bracket or backslash; every % starts an escape; no private-use
# or noncharacters; one # at most; a port of digits. Brackets round an IPv6 host are not taken.
_NOT_IN_IRI = (
    r"\x00-\x20\s<>\"{}|\\^`%#\[\]\x7f-\x9f\u200e\u200f\u202a-\u202e"
    r"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 14))
    + r"\U000e0000-\U0010ffff"
)


def _run(without: str = "") -> str:
    return rf"(?:[^{_NOT_IN_IRI}{without}]|%[0-9A-Fa-f]{{2}})*+"


_IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    rf"(?://(?:{_run('/?@')}@)?{_run('/?@:')}(?::[0-9]*)?(?=[/?#]|\Z)|(?!//)){_run()}(?:#{_run()})?"
)
_RELATIVE = re.compile(r"(?:disease|record|claim)(?:/(?!\.)[A-Za-z0-9_.-]+)+")
# BCP 47: RFC 5646, section 2.1, but for grandfathered tags and languages of more letters, of
# which there is none: those are names, as in English.
_LANGUAGE = re.compile(
    r"""(?: [a-z]{2,3} (?: -[a-z]{3} ){0,3} )                   # language
        (?: -[a-z]{4} )? (?: -(?: [a-z]{2} | [0-9]{3} ) )?      # script, region
        (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*          # variants
        (?: -[0-9a-wy-z] (?: -[a-z0-9]{2,8} )+ )*               # extensions
        (?: -x (?: -[a-z0-9]{1,8} )+ )?                         # private use
      | x (?: -[a-z0-9]{1,8} )+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def canonical_curie(text: str) -> str:
    """Return the one spelling of a CURIE: registered prefix, digits padded.

    >>> canonical_curie("Orphanet:167635"), canonical_curie("mesh:D053718")
    ('ORPHA:167635', 'MESH:D053718')
    >>> canonical_curie("GARD:7615")
    'GARD:0007615'

    Raises:
        TermError: no CURIE, an unknown prefix, or a local part its prefix does not have.
    """
    match = _CURIE.fullmatch(text)
    if "_" in text:
        match = _OBO_FORM.fullmatch(text) or match
    if not match:
        raise TermError(text, "a CURIE such as HP:0001609")
    name = _SPELLINGS.get(match[1].lower())
    if name is None:
        near = difflib.get_close_matches(match[1].lower(), _SPELLINGS, 1, 0.7)
        if match[2].startswith("//"):
            raise TermError(text, "an id such as ORPHA:777", "write the id that the address has")
        hint = f'did you mean "{_SPELLINGS[near[0]]}"?' if near else ""
        raise TermError(match[1], "a registered prefix", hint)
    prefix, local = PREFIXES[name], match[2]
    if prefix.padded and local.isascii() and local.isdigit():
        local = local.zfill(prefix.padded)
    if not _local(name).fullmatch(local):
        raise TermError(text, f"{name}: and {_SPOKEN.get(prefix.local, prefix.local)}")
    return f"{name}:{local}"


@cache
def _local(name: str) -> re.Pattern[str]:
    return re.compile(PREFIXES[name].local, re.ASCII)


def disease_id(text: str) -> str:
    """Return the one id of a disease, from any of its spellings.

    A bare number, ``GARD:7615`` in any case, and the addresses GARD's page has had, old and
    new, are one GARD id; MONDO, ORPHA, OMIM and DECIPHER ids are ids too.

    >>> disease_id("7615")
    'GARD:0007615'
    >>> disease_id("https://rarediseases.info.nih.gov/diseases/7615/scleromyxedema")
    'GARD:0007615'
    >>> disease_id("Orphanet:167635")
    'ORPHA:167635'

    Raises:
        TermError: no spelling of a disease id; the message names a near prefix if there is one.
    """
    text = text.strip()
    if match := "/" in text and _GARD_URL.fullmatch(text):
        text = "GARD:" + (match[1] or match[2])
    elif text.isdecimal() and text.isascii() and len(text) <= 7:
        text = "GARD:" + text
    try:
        curie = canonical_curie(text)
    except TermError as error:
        if ":" in text and not re.search("[,; ]", text):
            raise
        if ":" in text:
            raise TermError(text, "one id", "what else it is called goes to mappings") from None
        hint = f'did you mean "{text.replace("-", ":")}"?' if "-" in text else error.hint
        raise TermError(text, "an id such as GARD:0007615 or ORPHA:777", hint) from None
    if not PREFIXES[curie.partition(":")[0]].disease:
        names = ", ".join(name for name, prefix in PREFIXES.items() if prefix.disease)
        raise TermError(text, f"a disease id ({names})")
    return curie


def disease_node(curie: str) -> str:
    """The path, under the base, of our node for a disease."""
    return "disease/" + file_stem(curie)


def file_stem(curie: str) -> str:
    """The name a disease has in paths and file names; no id that was checked has a separator."""
    return curie.replace(":", "_", 1)


def split_curie(text: str) -> tuple[str, str] | None:
    """Split a CURIE of the table into prefix and local part; None for anything else."""
    name, colon, local = text.partition(":")
    return (name, local) if colon and name in PREFIXES and not local.startswith("//") else None


def checked_base(base: str) -> str:
    """A base our paths can follow, resolved as it is spelled: an http(s) IRI that ends in /.

    Raises:
        TermError: it is not.
    """
    plain = checked_iri(base).startswith(("http://", "https://")) and base.endswith("/")
    if not plain or urljoin(base, "record/x") != base + "record/x":
        raise TermError(base, 'an http(s) address that ends in "/", without "?", "#" or dots')
    return base


def expand(text: str, base: str = BASE) -> str:
    """Return the full IRI of a CURIE, a full IRI, or a path of ours under ``base``.

    A full IRI is returned as it stands: nothing is normalised, decoded or lower-cased.

    >>> expand("HP:0001609")
    'http://purl.obolibrary.org/obo/HP_0001609'
    >>> expand("disease/GARD_0007615")
    'https://w3id.org/gardkg/disease/GARD_0007615'

    Raises:
        TermError: the text is none of the three, or has characters no IRI may have.
    """
    if split := split_curie(text):
        namespace = PREFIXES[split[0]].namespace
        text = namespace + split[1]
        if ":" in namespace and PLAIN_LOCAL.fullmatch(split[1]):
            return text
    if _RELATIVE.fullmatch(text):
        return base + text
    return checked_iri(text)


@lru_cache(maxsize=16_384)
def checked_iri(text: str) -> str:
    """Return ``text`` if it is an absolute IRI that RDF 1.1 and RFC 3987 allow.

    Raises:
        TermError: it is relative, empty, a blank node, or has a forbidden character.
    """
    if text.startswith("_:") or not _IRI.fullmatch(text):
        raise TermError(text, 'an absolute IRI without spaces or <>"{}|^`\\[]')
    return text


@lru_cache(maxsize=256)
def checked_language(tag: str) -> str:
    """Return a language tag in the one case gardkg writes: lower, as RDF 1.1 compares it.

    >>> checked_language("EN")
    'en'

    Raises:
        TermError: not well-formed by BCP 47 (``en_GB``, empty, quotes…).
    """
    if not _LANGUAGE.fullmatch(tag):
        hint = f'write "{tag.replace("_", "-")}"' if "_" in tag else ""
        raise TermError(tag, 'a language tag such as "en" or "pt-br"', hint)
    return tag.lower()


def doi_iri(doi: str) -> str:
    """The IRI of a DOI; characters an IRI may not have are percent-encoded."""
    return "https://doi.org/" + quote(doi, safe="/:;()._-~")


@lru_cache(maxsize=50_000)
def contract(iri: str, base: str = BASE) -> str:
    """The shortest readable form of an IRI: a CURIE, a path of ours, or the IRI itself.

    >>> contract("http://purl.obolibrary.org/obo/HP_0001609")
    'HP:0001609'
    >>> contract("https://w3id.org/gardkg/disease/ORPHA_1"), contract("https://example.org/x")
    ('disease/ORPHA_1', 'https://example.org/x')
    """
    for name, namespace in _BY_LENGTH:
        full = namespace if ":" in namespace else base + namespace
        if iri.startswith(full) and PLAIN_LOCAL.fullmatch(iri, len(full)):
            return f"{name}:{iri[len(full) :]}"
    return iri.removeprefix(base) if _RELATIVE.fullmatch(iri.removeprefix(base)) else iri


_BY_LENGTH = sorted(
    ((name, prefix.namespace) for name, prefix in PREFIXES.items()),
    key=lambda row: -len(row[1]),
)

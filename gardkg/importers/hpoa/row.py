"""A row of phenotype.hpoa: its columns, and the claim and references they stand for.

What a column becomes is told at the top of ``hpoa``; what cannot be is ``Refused``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec

from gardkg import model
from gardkg.errors import TermError
from gardkg.identifiers import PREFIXES, canonical_curie, checked_iri
from gardkg.records.patterns import converted
from gardkg.terms.obo import Terms

#: HPO's evidence codes: the ECO term, and who asserts. ECO itself names HPO:PCS and HPO:ICE;
#: IEA and TAS are http://purl.obolibrary.org/obo/eco/gaf-eco-mapping.txt
EVIDENCE: dict[str, tuple[str, Literal["manual", "automatic"]]] = {
    "IEA": ("ECO:0000501", "automatic"),
    "PCS": ("ECO:0006017", "manual"),
    "TAS": ("ECO:0000304", "manual"),
    "ICE": ("ECO:0006019", "manual"),
}
#: Aspects that no field of a record stands for.
LEFT_OUT = {"H": "past medical history", "M": "clinical modifier of no symptom"}
#: Databases whose entries are references: their name, and where the page of an entry is.
DATABASES = {
    "OMIM": ("Online Mendelian Inheritance in Man", "https://omim.org/entry/"),
    "ORPHA": ("Orphanet", "https://www.orpha.net/en/disease/detail/"),
    "DECIPHER": ("DECIPHER", "https://www.deciphergenomics.org/syndrome/"),
}
ONSET, MODIFIER = "HP:0003674", "HP:0012823"

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_ISBN = re.compile(r"ISBN(-1[03])?:[0-9-]{9,16}[0-9X]")
#: Ids of articles, as such or as addresses.
_PUBMED = re.compile(
    r"(?:PMID:|https?://(?:www\.)?(?:ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/))"
    r"([1-9][0-9]{0,8})/?(?:\?.*)?"
)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMC = re.compile(r"(?:PMC(?:ID)?:\s*|https?://\S*/articles/)?PMC([0-9]{1,9})/?", re.IGNORECASE)
_CURATED = re.compile(r"^[^\[\]]+\[([0-9]{4}-[0-9]{2}-[0-9]{2})\]$")


class Row(NamedTuple):
    """A row, its columns by the names of the header."""

    database_id: str
    disease_name: str
    qualifier: str
    hpo_id: str
    reference: str
    evidence: str
    onset: str
    frequency: str
    sex: str
    modifier: str
    aspect: str
    biocuration: str


class Refused(Exception):  # never leaves the importer: it becomes a line of the report
    """A row that becomes no claim, because of a column ("": the whole row).

    ``left_out`` says why if the row is understood, and a record has no place for it.
    """

    def __init__(self, column: str, message: str, hint: str = "", left_out: str = "") -> None:
        super().__init__(message)
        self.column, self.message, self.hint, self.left_out = column, message, hint, left_out


def disease(text: str) -> str:
    """The id of the disease a line is about; the line is text, and has twelve columns.

    Raises:
        Refused: it does not, or has no id of a disease.
    """
    count = text.count("\t") + 1
    if count != len(Row._fields):
        raise Refused("", f"expected {len(Row._fields)} columns; got {count}")
    if _CONTROLS.search(text):
        raise Refused("", "expected no control characters")
    if len(text) > model.MAX_TEXT:
        raise Refused("", f"expected at most {model.MAX_TEXT:,} characters")
    return _disease_id(text[: text.index("\t")].strip())


@lru_cache(maxsize=1_000)
def _disease_id(text: str) -> str:
    try:
        curie = canonical_curie(text)
    except TermError as error:
        raise Refused("database_id", f"expected {error.expected}", error.hint) from None
    if not PREFIXES[curie.partition(":")[0]].disease:
        names = ", ".join(name for name, prefix in PREFIXES.items() if prefix.disease)
        raise Refused("database_id", f"expected an id of {names}")
    return curie


@dataclass
class Reader:
    """Rows → claims, by the labels and branches of an hp.obo."""

    terms: Terms
    onsets: set[str] = field(init=False)
    modifiers: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.onsets = self.terms.below(ONSET)
        self.modifiers = self.terms.below(MODIFIER)

    def claim(self, row: Row) -> tuple[str, model.TermClaim]:
        """The claim a row makes, without where it says so, and its field of a record.

        Raises:
            Refused: it makes none.
        """
        if not row.disease_name.strip():
            raise Refused("disease_name", "expected a name")
        if row.aspect in LEFT_OUT:
            raise Refused("aspect", "no field of a record", "", LEFT_OUT[row.aspect])
        if row.qualifier not in ("", "NOT"):
            raise Refused("qualifier", "expected NOT or nothing")
        if row.evidence not in EVIDENCE:
            raise Refused("evidence", f"expected {', '.join(EVIDENCE)}")
        term = self.terms.current(row.hpo_id)
        label = self._label(term)
        evidence, agent = EVIDENCE[row.evidence]
        values: dict[str, Any] = {
            "label": label,
            "term": term,
            "match": "exact",
            "term_label": label,
            "negated": row.qualifier == "NOT",
            "frequency": _frequency(row.frequency),
            "evidence": evidence,
            "agent": agent,
        }
        qualifiers = self._qualifiers(row)
        if row.aspect == "P":
            return "symptoms", model.Symptom(**values, **qualifiers)
        if row.aspect not in ("I", "C"):
            raise Refused("aspect", "expected P, I, C, H or M")
        for column in ("onset", "sex", "modifier"):
            if getattr(row, column):
                left_out = "onset, course or inheritance with onset, sex or modifier"
                raise Refused(column, "no field of such a claim", "", left_out)
        if row.aspect == "I":
            return "inheritance", model.Inheritance(**values)
        if term in self.onsets:
            return "onset", model.Onset(**values)
        return "course", model.Course(**values)

    def _label(self, curie: str) -> str:
        term = self.terms.terms.get(curie)
        if term is None or term.obsolete:
            what = "an obsolete term" if term else "no such term"
            raise Refused("hpo_id", f"{what} in hp.obo", "give the one of its release with --hp")
        return term.label

    def _qualifiers(self, row: Row) -> dict[str, Any]:
        onset = self.terms.current(row.onset)
        if onset and onset not in self.onsets:
            raise Refused("onset", f"expected a term below {ONSET}")
        if row.sex.upper() not in ("", "MALE", "FEMALE"):
            raise Refused("sex", "expected MALE or FEMALE")
        modifiers = {self.terms.current(part) for part in _parts(row.modifier)}
        if not self.modifiers.issuperset(modifiers):
            raise Refused("modifier", f"expected terms below {MODIFIER}, with ; between")
        return {
            "onset": onset or None,
            "sex": row.sex.lower() or None,
            "modifiers": sorted(modifiers),
        }


@lru_cache(maxsize=10_000)
def _frequency(text: str) -> str | None:
    if not text:
        return None
    try:
        value: str = converted(text, model.Frequency)
    except msgspec.ValidationError:
        raise Refused("frequency", "expected a HP:004028x band, n/m or percent") from None
    count, slash, total = value.partition("/")
    if slash and not int(count) <= int(total) > 0:
        raise Refused("frequency", "expected n of m, m above 0 and n at most m")
    return value


@lru_cache(maxsize=10_000)
def _parts(text: str) -> tuple[str, ...]:
    """What stands between semicolons, each once."""
    return tuple(dict.fromkeys(part for part in map(str.strip, text.split(";")) if part))


@lru_cache(maxsize=10_000)
def references(text: str) -> tuple[str, ...]:
    """The references of a column, each once, CURIEs in their one spelling.

    >>> references("PMID:1;pmid: 2, PMID:3|DOI:10.1000/a,b")
    ('PMID:1', 'PMID:2', 'PMID:3', 'DOI:10.1000/a,b')
    """
    parts = (part for one in _parts(text) for part in _BETWEEN.split(one))
    return tuple(dict.fromkeys(_spelled(_COLON.sub(r"\1:", part.strip())) for part in parts))


#: What else stands between references: a comma or bar before the next.
_BETWEEN = re.compile(r"[,|]\s*(?=[A-Za-z][A-Za-z-]*:)|\|")
_COLON = re.compile(r"^([A-Za-z]+):\s+")


def _spelled(text: str) -> str:
    try:
        return canonical_curie(text)
    except TermError:
        return text


def reference(text: str) -> tuple[model.Reference, bool]:
    """The entry of a record's list that a reference becomes, and whether it was understood."""
    name, _, local = text.partition(":")
    if found := _PUBMED.fullmatch(text):
        return model.Reference(pmid=found[1]), True
    if (found := _DOI.fullmatch(text)) and _is_address(f"https://doi.org/{found[1]}"):
        return model.Reference(doi=found[1]), True
    if found := _PMC.fullmatch(text):
        page = f"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC{found[1]}/"
        return model.Reference(title=f"PMC{found[1]}", type="article", url=page), True
    if name in DATABASES and re.fullmatch(PREFIXES[name].local, local, re.ASCII):
        title, page = DATABASES[name]
        entry = model.Reference(
            title=text, container=title, type="database-record", url=page + local
        )
        return entry, True
    if name in ("http", "https") and _is_address(text):
        return model.Reference(type="web-page", url=text), True
    if _ISBN.fullmatch(text):
        return model.Reference(type="book", title=text), True
    return model.Reference(title=text), False


def _is_address(text: str) -> bool:
    try:
        converted(checked_iri(text), model.Url)
    except (TermError, msgspec.ValidationError):
        return False
    return True


@lru_cache(maxsize=10_000)
def latest(text: str) -> date | None:
    """The last date of ``who[when];who[when]``; of a part without one nothing, None without any.

    >>> latest("HPO:a[2009-02-17]; HPO:b[2021-06-21];HPO:a[2012-01-01]")
    datetime.date(2021, 6, 21)
    >>> latest("HPO:a[2009-02-17];HPO:b;HPO:c[2009-02-30]")
    datetime.date(2009, 2, 17)
    """
    days = []
    for part in _parts(text):
        if found := _CURATED.match(part):
            with suppress(ValueError):
                days.append(date.fromisoformat(found[1]))
    return max(days, default=None)

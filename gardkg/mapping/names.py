"""What a claim, a name and a reference are called, so that they keep it from export to export.

No name depends on the order of a list, on a clock or on chance: it is a readable head and, where
that could be shared, a hash of what identifies the thing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from gardkg import model
from gardkg.identifiers import file_stem
from gardkg.mapping.templates import KINDS
from gardkg.model.fields import defaults, roles, values_of


def claim_id(disease: str, claim: model.Claim) -> str:
    """The name of a claim: disease, kind, and twelve hex digits of what identifies it.

    The digits are the head of SHA-256 over compact JSON of ``[1, disease CURIE, kind,
    relation word, object, negated, [[qualifier, value]…]]``. The object is the term on an
    exact match, else the label, NFC, case-folded, its white space collapsed. What stands on
    a statement (wording, hedge, status, references, dates) is not part of it.

    >>> claim_id("GARD:0007615", model.Symptom(label="Hoarseness"))
    'GARD_0007615-symptom-faef5706a573'
    """
    kind = claim.kind
    relation = _RELATION.get(kind)
    if relation is None:
        relation = claim.relation  # type: ignore[attr-defined]  # its kind leaves a choice
    if isinstance(claim, model.TermClaim):
        thing = (claim.match == "exact" and claim.term) or "label:" + folded(claim.label)
    else:
        thing = _object(claim)
    identity = 1, disease, kind, relation, thing, claim.negated, _qualifiers(claim)
    digest = hashlib.sha256(_ENCODE(identity)).hexdigest()[:12]
    return f"{_stem(disease)}-{kind}-{digest}"


_ENCODE = msgspec.json.Encoder().encode
#: All claims of a record are asked for in turn.
_stem = lru_cache(maxsize=64)(file_stem)
#: The relation of the kinds that have one only.
_RELATION = {
    kind.kind: KINDS[kind.kind].relation
    for kind in model.TOPICS.values()
    if "relation" not in kind.__struct_fields__
}


def _object(claim: model.Claim) -> str:
    if isinstance(claim, model.AffectedAge):
        low, high = ("" if n is None else n for n in (claim.min, claim.max))
        return f"{low}..{high} {claim.unit}"
    assert isinstance(claim, model.EtiologyStatus | model.TreatmentStatus)
    return claim.status


def _qualifiers(claim: model.Claim) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    frequency = claim.frequency
    if isinstance(frequency, str):
        found.append(("frequency", _number(frequency)))
    elif frequency:
        found.append(("frequency", "words:" + folded(frequency.words)))
    if not (own := _OWN[type(claim)]):
        return found
    words, get, absent = own
    if (values := get(claim)) != absent:
        for word, value, default in zip(words, values, absent, strict=True):
            if isinstance(value, list):
                found += [(word.removesuffix("s"), one) for one in value]
            elif value != default:
                found.append((word, value))
    return sorted(set(found)) if len(found) > 1 else found


class _Own(NamedTuple):
    """The qualifiers of a kind of claim besides its frequency: all else that it has of its own."""

    words: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    absent: tuple[Any, ...]


def _own(kind: type[model.Claim]) -> _Own | None:
    words = tuple(name for name, role in roles(kind).items() if role.name == "qualifier")
    if not words:
        return None
    return _Own(words, values_of(words), tuple(defaults(kind).get(word) for word in words))


_OWN = {kind: _own(kind) for kind in model.TOPICS.values()}


@lru_cache(maxsize=16_384)
def _number(frequency: str) -> str:
    """One spelling of a count or percentage, for 05/12 is 5/12 and 70.0% is 70%."""
    if "/" in frequency:
        return "/".join(str(int(n)) for n in frequency.split("/"))
    if frequency.endswith("%"):
        return f"{Decimal(frequency[:-1]).normalize():f}%"
    return frequency


def folded(text: str) -> str:
    """A text without what spellings of it differ in: normal form, white space, case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def slug(text: str) -> str:
    """A readable name for a path, injective up to case: what it drops returns as a hash.

    >>> slug("Esophageal aperistalsis"), slug("Ménière")
    ('esophageal-aperistalsis', 'm-ni-re_bf38b7d1845c')
    """
    plain = folded(text)
    words = _words(plain)
    if words.replace("-", " ") == plain:
        return words
    # No word holds the underscore, so no other text's words can look like this one's hash.
    return f"{words}_{_digest(plain.encode())}"


def citation_text(entry: model.Reference) -> str:
    """An entry as one line, in the order its fields have; access dates stand apart.

    >>> citation_text(model.Reference(authors=["Doe J", "Roe R"], title="On x", date="2013-04",
    ...     container="J Rare", volume="30", issue="2", pages="1-2"))
    'Doe J, Roe R. On x. J Rare. 2013-04; 30(2):1-2.'
    """
    volume = (entry.volume or "") + (f"({entry.issue})" if entry.issue else "")
    place = ":".join(filter(None, (volume, entry.pages)))
    dated = "; ".join(filter(None, (entry.date, place)))
    named = (", ".join(entry.authors), entry.title, entry.container, entry.publisher, dated)
    text = " ".join(part if part[-1] in ".?!" else part + "." for part in named if part)
    return text or entry.url or entry.doi or f"PMID:{entry.pmid}"


def reference_keys(entries: Sequence[model.Reference]) -> list[str]:
    """A name for each entry of a list; those that would share one have a hash of the whole entry.

    >>> reference_keys([model.Reference(pmid="123"), model.Reference(pmid="123", pages="4")])
    ['PMID_123_090ebb845b34', 'PMID_123_970da6d36ddd']
    """
    keys = [reference_key(entry) for entry in entries]
    uses = Counter(keys)
    return [
        key if uses[key] == 1 else f"{key}_{_digest(msgspec.json.encode(entry))}"
        for key, entry in zip(keys, entries, strict=True)
    ]


def reference_key(entry: model.Reference) -> str:
    """A name for an entry that does not depend on its place in the list, nor on when it was read.

    >>> reference_key(model.Reference(pmid="123"))
    'PMID_123'
    >>> for author in ("Doe J", "Doe, Jane", "Jane Doe", "J. Doe", "Doe JA Jr"):
    ...     assert reference_key(model.Reference(authors=[author])).startswith("doe-")
    """
    if entry.pmid:
        return f"PMID_{entry.pmid}"
    author = _family_name(entry.authors[0]) if entry.authors else ""
    readable = f"{author} {(entry.date or '')[:4]}".strip() or "reference"
    words = _words(readable.lower()) or "reference"
    read_any_day = msgspec.structs.replace(entry, accessed=None)
    return f"{words}-{_digest(msgspec.json.encode(read_any_day))}"


def _family_name(author: str) -> str:
    """Of an author as printed, one word of the family's name: "Doe J", "Doe, Jane", "Jane Doe"."""
    family, comma, _ = author.partition(",")
    words = [word for word in family.split() if word not in {"Jr", "Jr.", "Sr", "Sr."}]
    if not words:
        return ""
    last = words[-1].replace(".", "").replace("-", "")
    has_initials_behind = last.isupper() and len(last) <= 3
    return words[0] if comma or has_initials_behind else words[-1]


def _words(text: str) -> str:
    """What of a text can stand in a path, and no more than can be read at a glance."""
    return "-".join(re.findall(r"[a-z0-9]+", text))[:48].strip("-")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]

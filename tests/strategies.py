"""Hypothesis strategies for whole valid records: every field, and text that is allowed but hostile.

What a strategy makes passes ``checks`` without an error; a test of this module says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from chance import examples
from hypothesis import strategies as st

from gardkg import model

#: For properties that read and write whole records; and for those that take longer over each.
WHOLE, FEWER = examples(60), examples(20, 1 / 3)

#: What has broken a writer or a reader somewhere before.
HOSTILE = (
    "\"quoted\" and 'so'",
    'three """ and a \\',
    "ends in a backslash \\",
    "\\u0041 \\n \\t no escapes",
    "tab\there, line\nbreak",
    "CR\rand CRLF\r\nand NEL\x85",
    " space around ",
    "\u2028line and paragraph\u2029",
    "\u202eright to left\u202c\u200b",
    "\ufeffmark",
    "🧬 \U0001f9d1\u200d\U0001f52c",
    "Me\u0301nie\u0300re",
    "Ménière",
    "a < b > c & d ]]> </x> <!--",
    "{label} %(label)s %s {0} $x @en ^^xsd:date",
    "<https://example.org/> . _:b0 a true .",
    "# no comment",
    "key: value",
    "- item",
    "no",
    "null",
    "~",
    "0123",
    "1.10",
    "12:30:45",
    "2014-04-18",
    "!!python/object",
    "*alias &anchor",
    "@base <x> .",
    "%TAG",
    "...",
    "---",
    "\U0001fffe\ufdd0 noncharacters",
)
# Controls but TAB, LF, CR and NEL, surrogates, U+FFFE and U+FFFF are refused by the reader.
_CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc"],
    exclude_characters="\ufffe\uffff",
    include_characters="\t\n\r\x85",
)
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(_CHARACTERS, min_size=1, max_size=24).filter(lambda text: not text.isspace()),
)

URLS = st.sampled_from(
    [
        "https://example.org/a",
        "http://example.org:80/../a;b=(c)?d=e&f=%20'#g.",
        "https://müller.example/ü/日本",
        "https://example.org/~a/!$*,@",
    ]
)
DOIS = st.sampled_from(["10.1000/182", '10.1000/a<b>"c"', "10.1002/(SICI)1097:1%3E2.0.CO;2-é\\|^`"])
LANGUAGES = st.sampled_from(["en", "fr", "pt-br", "zh-hant-tw"])
KEYS = st.sampled_from(["about", "a", "a-2", "causes", "quote", "x" * 48])


def curie(
    prefix: str, low: int = 1, high: int = 9_999_999, width: int = 0
) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{prefix}:{n:0{width}}")


HP, MAXO, UBERON, MONDO = (curie(prefix, width=7) for prefix in ("HP", "MAXO", "UBERON", "MONDO"))
DISEASES = st.one_of(
    curie("GARD", width=7),
    MONDO,
    curie("ORPHA"),
    curie("OMIM", 100_000, 999_999),
    curie("DECIPHER"),
)
MAPPED = st.one_of(
    DISEASES,
    curie("UMLS:C", width=7).map(lambda text: text.replace("C:", "C")),
    curie("SNOMEDCT", 100_000),
    st.sampled_from(["MESH:D053718", "ICD10CM:L98.5", "OMIMPS:100100"]),
)
TERMS = {
    model.Symptom: HP,
    model.Site: UBERON,
    model.Onset: HP,
    model.Course: HP,
    model.Inheritance: HP,
    model.Gene: st.one_of(curie("HGNC"), curie("NCBIGene")),
    model.Cause: st.one_of(MONDO, HP),
    model.Treatment: st.one_of(MAXO, curie("CHEBI"), st.just("NCIT:C62634")),
}


@st.composite
def _counts(draw: st.DrawFn) -> str:
    total = draw(st.integers(1, 9_999_999))
    return f"{draw(st.integers(0, total))}/{total}"


FREQUENCIES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.integers(0, 5).map(lambda n: f"HP:004028{n}"),
    _counts(),
    st.sampled_from(["0%", "0.0%", "5%", "37.5%", "99.999999%", "100%", "100.0%"]),
    st.builds(model.Words, words=TEXT),
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
EFFECTS = st.builds(
    model.Effect,
    duration=st.sampled_from([None, "short-term", "long-term"]),
    outcome=st.sampled_from([None, "cure", "relapse"]),
    words=st.none() | TEXT,
)
# Two statuses bind the claim: "not-effective" a negation, "avoid" a contraindication.
STATUSES = st.sampled_from([None, "best-option", "first-line", "under-study", "last-resort"])
#: The keys that are a treatment's own, wherever it is said.
_TREATED = {"status": STATUSES, "effect": st.none() | EFFECTS, "side_effects": st.none() | TEXT}


@st.composite
def quotes(draw: st.DrawFn) -> model.Quote:
    start = draw(st.integers(0, 10**6))
    end = start + draw(st.integers(1, 10**6))
    return model.Quote(start=start, end=end, sha256=draw(st.sampled_from("0a")) * 64)


@st.composite
def said(draw: st.DrawFn, sections: list[str], references: int) -> dict[str, Any]:
    """The keys of one place that says something."""
    numbers = st.lists(st.integers(1, references), max_size=3, unique=True) if references else None
    return {
        "section": draw(st.sampled_from(sections)) if sections else None,
        "citations": [] if numbers is None else draw(numbers),
        "wording": draw(st.none() | TEXT),
        "hedge": draw(st.none() | TEXT),
        "evidence": draw(st.sampled_from([None, "ECO:0000304"])),
        "agent": draw(st.sampled_from(["manual", "automatic"])),
        "curated": draw(st.none() | DAYS),
        "quote": draw(st.none() | quotes()),
    }


@st.composite
def claims(draw: st.DrawFn, kind: type[model.Claim], sections: list[str], references: int) -> Any:
    """A claim of a kind, said in one place or in several."""
    place = said(sections, references)
    treated = _TREATED if kind is model.Treatment else {}
    statement = model.TreatmentStatement if treated else model.Statement

    def one_place() -> dict[str, Any]:
        return draw(place) | {key: draw(value) for key, value in treated.items()}

    values: dict[str, Any] = {
        "label": draw(TEXT),
        "negated": draw(st.booleans()),
        "frequency": draw(FREQUENCIES),
    }
    if draw(st.booleans()):
        values |= one_place()
    else:
        several = draw(st.integers(1, 3))
        values["stated"] = [statement(**one_place()) for _ in range(several)]
    if issubclass(kind, model.TermClaim) and draw(st.booleans()):
        values["term"] = draw(TERMS[kind])
        values["match"] = draw(st.sampled_from(["exact", "broad", "narrow", "close"]))
        values["term_label"] = draw(st.none() | TEXT)
    if kind is model.Symptom:
        values["onset"] = draw(st.none() | HP)
        values["sex"] = draw(st.sampled_from([None, "female", "male"]))
        values["sites"] = draw(st.lists(UBERON, max_size=2))
        values["modifiers"] = draw(st.lists(HP, max_size=2))
    elif kind is model.AffectedAge:
        low, high = sorted(draw(st.tuples(st.integers(0, 200), st.integers(0, 200))))
        values["min"], values["max"] = draw(st.sampled_from([(low, high), (None, 3), (3, None)]))
        values["unit"] = draw(st.sampled_from(["years", "months", "weeks", "days"]))
    elif kind is model.EtiologyStatus:
        values["status"] = draw(st.sampled_from(["unknown", "suspected", "known"]))
    elif kind is model.TreatmentStatus:
        values["status"] = draw(st.sampled_from(["no-standard-treatment", "no-cure"]))
    elif kind is model.Gene:
        values["relation"] = draw(st.sampled_from(["associated", "causal"]))
    elif kind is model.Cause:
        values["relation"] = draw(st.sampled_from(["associated", "contributes", "causes"]))
    elif kind is model.Treatment:
        values["relation"] = draw(st.sampled_from(["applied", "treats", "contraindicated"]))
    return kind(**values)


@st.composite
def synonyms(draw: st.DrawFn, sections: list[str], references: int) -> Any:
    label = draw(TEXT)
    if draw(st.booleans()):
        return label
    place = said(sections, references)
    values: dict[str, Any] = {
        "label": label,
        "scope": draw(st.sampled_from(["exact", "broad", "narrow", "related"])),
        "type": draw(st.sampled_from([None, "abbreviation", "layperson", "misspelling"])),
        "incomplete": draw(st.booleans()),
    }
    if draw(st.booleans()):
        values |= draw(place)
    else:
        values["stated"] = [model.Statement(**draw(place)) for _ in range(2)]
    return model.Synonym(**values)


@st.composite
def references(draw: st.DrawFn) -> model.Reference:
    values: dict[str, Any] = {
        "authors": draw(st.lists(TEXT, max_size=2)),
        "title": draw(st.none() | TEXT),
        "publisher": draw(st.none() | TEXT),
        "date": draw(st.sampled_from([None, "2014", "2014-04", "2014-04-18"])),
        "volume": draw(st.none() | TEXT),
        "issue": draw(st.none() | TEXT),
        "pages": draw(st.none() | TEXT),
        "type": draw(st.sampled_from([None, "article", "web-page", "book"])),
        "url": draw(st.none() | URLS),
        "pmid": draw(st.sampled_from([None, "1", "999000001"])),
        "doi": draw(st.none() | DOIS),
        "accessed": draw(st.none() | DAYS),
    }
    needed = ("title", "url", "pmid", "doi")
    container = None if any(values[key] for key in needed) else draw(TEXT)
    return model.Reference(container=container, **values)


@st.composite
def mappings(draw: st.DrawFn) -> model.Mappings:
    ids = draw(st.lists(MAPPED, max_size=4, unique=True))
    entries: dict[str, list[Any]] = {}
    for curie_ in ids:
        entry = curie_
        if draw(st.booleans()):
            entry = model.Mapping(
                id=curie_,
                label=draw(st.none() | TEXT),
                justification=draw(st.sampled_from([None, "semapv:MappingChaining"])),
                source=draw(st.none() | URLS),
                via=draw(st.none() | MONDO),
            )
        strength = draw(st.sampled_from(model.Mappings.__struct_fields__))
        entries.setdefault(strength, []).append(entry)
    return model.Mappings(**entries)


@st.composite
def records(draw: st.DrawFn) -> model.Record:
    """A whole record: any field may be there or not."""
    id_ = draw(DISEASES)
    cited = draw(st.lists(references(), max_size=3, unique_by=repr))
    sections = draw(
        st.dictionaries(
            KEYS, st.builds(model.Section, heading=TEXT, updated=st.none() | DAYS), max_size=3
        )
    )
    where = sorted(sections), len(cited)
    said_of: dict[str, Any] = {}
    for topic, kind in draw(st.lists(st.sampled_from(list(model.TOPICS.items())), unique=True)):
        several = topic not in ("etiology_status", "treatment_status")
        one = claims(kind, *where)
        said_of[topic] = draw(st.lists(one, min_size=1, max_size=2) if several else one)
    silent = [topic for topic in model.TOPICS if topic not in said_of]
    return model.Record(
        id=id_,
        name=draw(TEXT),
        language=draw(LANGUAGES),
        categories=draw(st.lists(TEXT, max_size=2)),
        parents=draw(st.lists(DISEASES.filter(lambda parent: parent != id_), max_size=2)),
        synonyms=draw(st.lists(synonyms(*where), max_size=3)),
        mappings=draw(mappings()),
        source=draw(
            st.none()
            | st.builds(
                model.Source,
                url=st.none() | URLS,
                file=st.none() | TEXT,
                title=st.none() | TEXT,
                question=st.none() | TEXT,
                license=st.none() | TEXT | URLS,
            )
        ),
        sections=sections,
        not_stated=draw(st.lists(st.sampled_from(silent), max_size=2, unique=True))
        if silent
        else [],
        citations=cited,
        **said_of,
    )

"""The words by which a GARD page is recognised: headings, labels and what only furnishes it.

From pages of three eras: print-friendly answers (about 2009–2015, headings are questions), the
disease page with the HPO table (2016–2021, headings of one word, often lost when a page is saved
as text), and "Disease at a Glance" (from 2022).
"""

from __future__ import annotations

import re

from gardkg.importers.prose.passage import Topic

#: Headings of one line; None: what stands below says nothing that a record holds.
HEADINGS: dict[str, Topic | None] = {
    "summary": "overview",
    "overview": "overview",
    "symptoms": "symptoms",
    "signs and symptoms": "symptoms",
    "cause": "causes",
    "causes": "causes",
    "inheritance": "inheritance",
    "diagnosis": "diagnosis",
    "testing": "diagnosis",
    "treatment": "treatment",
    "treatments": "treatment",
    "management": "treatment",
    "management guidelines": None,
    "fda-approved treatments": None,
    "prognosis": "outlook",
    "outlook": "outlook",
    "statistics": None,
    "population estimate": None,
    "estimated number of people with this disease": None,
    "what information does gard have for this disease?": None,
    "when do symptoms of this disease begin?": "symptoms",
    "age of onset": "symptoms",
    "what causes this disease?": "causes",
    "can this disease be passed down from parent to child?": "inheritance",
    "research": None,
    "clinical research resources": None,
    "clinical trials": None,
    "participating in clinical studies": None,
    "organizations": None,
    "patient organizations": None,
    "organizations supporting this disease": None,
    "advocacy and support groups": None,
    "find your community": None,
    "find a specialist": None,
    "healthcare resources": None,
    "social networking websites": None,
    "living with": None,
    "living with a genetic or rare disease": None,
    "financial resources": None,
    "testing resources": None,
    "related diseases": None,
    "learn more": None,
    "where to start": None,
    "in-depth information": None,
    "have a question?": None,
    "news & events": None,
    "news": None,
    "events": None,
    "gard answers": None,
    "questions sent to gard": None,
    "next steps": None,
}
#: What a question that is a heading asks about.
_ASKED: dict[Topic, str] = {
    "diagnosis": r"\bdiagnos|\btest(?:s|ed|ing)?\b|\bscreen",
    "treatment": r"\btreat|\bmanage|\btherap|\bcure[ds]?\b",
    "inheritance": r"\binherit|\bpassed\b|\brun in\b|\bhereditary\?|\bcarriers?\b|\bgenetic\?",
    "outlook": r"\boutlook\b|\bprognosis\b|\blife expectancy\b|\blong[- ]term\b",
    "symptoms": r"\bsigns?\b|\bsymptoms?\b|\bfeatures?\b|\bcomplications?\b",
    "causes": (
        r"\bcaus|\brisk factors?\b|\bgenes?\b|\bget\b|\bcontracted\b|\bacquired\b"
        r"|\bgenetic basis\b"
    ),
}
# What is X? But not: what are the signs of X?
_WHAT_IS = re.compile(rf"what (?:is|are|\(are\)|is \(are\)) (?!the\b|{_ASKED['symptoms']})", re.I)
#: What a paragraph without a heading is about, by the words of its first sentences; the topics in
#: the order that all pages have them in.
_SPOKEN: dict[Topic, str] = {
    "overview": r"(?!)",
    "symptoms": (
        r"\bsymptoms?\b|\bsigns\b|\bcharacterized by\b|\bpresents? with\b|\bfeatures?\b"
        r"|\baffects people\b|\b(?:individuals|people) with\b.{0,60}\b(?:have|experience|develop)\b"
    ),
    "causes": (
        r"\bcauses? (?:of|is|for|remains)\b|\bcaused by\b|\bresults? (?:from|when)\b|\bdue to\b"
        r"|\b(?:mutations?|changes?)\b.{0,15} in\b|\bdisease-causing\b"
    ),
    "inheritance": (
        r"\binherit(?:ed|ance)?\b|\bpassed (?:on|down|from)\b|\b(?:is|be|always) hereditary\b"
        r"|\bfamily history\b|\bsporadic(?:ally)?\b|\brun in families\b"
    ),
    "diagnosis": (
        r"\bdiagnos(?:is|ed|e|ing)\b|\b(?:genetic|carrier|prenatal) testing\b|\bgenetests\b"
    ),
    "treatment": (
        r"\btreat(?:ment|ments|ed|ing)?\b|\bmanage(?:ment|d)\b|\btherap(?:y|ies)\b|\bno cure\b"
        r"|^.{0,20}\b(?:surg(?:ery|ical)|medications?)\b"
    ),
    "outlook": r"\boutlook\b|\bprognosis\b|\blife expectancy\b|\blife span\b",
}
_QUESTION = re.compile(
    r"(?:What|How|Is|Are|Who|Can|Could|Does|Do|When|Why|Where|Which|Should|Will|Might|If|Has|Have"
    r"|Was|Were|Did)\b.{3,240}\?"
)

#: Lines that every page of an era has and that say nothing of the disease.
FURNITURE = re.compile(
    r"""your\ browser\ does\ not\ support | search\ for\ gard | skip\ to\ main
      | genetic\ and\ rare\ diseases\ information\ center | national\ center\ for\ advancing
      | print[\ -]friendly | see\ disclaimer | we\ have\ identified\ the\ following
      | if\ you\ still\ have\ questions | questions\ about\ rare\ diseases | disease\ at\ a\ glance
      | disease\ information$ | listen$
      | (?:see|read|show|learn)\ (?:more|less|all|answer)\b.{0,40}$
      | learn\ more: | (?:(?:medical\ terms?|other\ names|hpo\ id)\ ?){1,3}$
      | do\ you\ have\ (?:more|updated)\ information | this\ table\ lists\ symptoms
      | people\ with\ the\ same\ disease\ may\ not\ have
      | (?:the|this)\ information\ comes\ from\ a\ database
      | the\ hpo\ (?:collects|is)\b | this\ section\ is\ currently\ in\ development
      | back\ to\ top | contact\ (?:us|gard) | this\ information\ is\ currently\ in\ development
      | the\ most\ common\ ages\ for\ symptoms | references\ contain | the\ resources\ below
      | the\ following\ (?:information|section)\ describes""",
    re.VERBOSE | re.IGNORECASE,
)
#: The ages of "When do symptoms of this disease begin?"; those that apply are marked by colour.
AGES = re.compile(
    r"""(?:\s*(?: prenatal | before\ birth | newborn | birth\s?[-–]\s?4\ weeks | infant
      | 1\s?[-–]\s?23\ months | child | 2\s?[-–]\s?11\ years | adolescent | 12\s?[-–]\s?18\ years
      | (?:older\ )?adult | 19\s?[-–]\s?65\ years | 65\+?\ years(?:\ and\ older)? ))+""",
    re.VERBOSE | re.IGNORECASE,
)
SYNONYMS = re.compile(
    r"(?:(?:other|alternat(?:e|ive)) names?(?: for this (?:disease|condition))?"
    r"|(?:disease )?synonyms?|also known as)(?: ?\((?:s|synonyms|other names)\))?:?\s*(.*)",
    re.I,
)
CATEGORIES = re.compile(r"(?:disease )?categor(?:y|ies):?\s*(.*)", re.I)
QUESTION = re.compile(r"your question(?::\s*(.*)|\s*)", re.I)
ANSWER = re.compile(r"(?:our )?answer:?", re.I)
REFERENCES = re.compile(r"references:?(?: references contain .*)?", re.I)
UPDATED = re.compile(r"(?:page )?last (?:updated|reviewed)(?: on)?:?\s*(.+)", re.I)
#: A question that is a heading, its date on the same line.
DATED_QUESTION = re.compile(
    r"(?P<heading>[A-Z].{3,240}\?)\s*[(\[]?(?:last (?:updated|reviewed)(?: on)?:?\s*)?"
    r"(?P<date>[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}))[)\]]?\.?",
    re.I,
)
GARD_ID = re.compile(r"GARD(?:\s+(?:ID|number))?\s*[:#]?\s*(?:GARD:)?([0-9]{1,7})", re.I)
ADDRESS = re.compile(r"https?://\S+", re.I)


def topic(heading: str) -> tuple[bool, Topic | None]:
    """Whether a line is a heading, and what stands below it is about.

    >>> topic("How might lantern fever be treated?"), topic("Organizations"), topic("It is.")
    ((True, 'treatment'), (True, None), (False, None))
    """
    known = heading.casefold().rstrip(":")
    if known in HEADINGS:
        return True, HEADINGS[known]
    if not _QUESTION.fullmatch(heading):
        return False, None
    if _WHAT_IS.match(heading):
        return True, "overview"
    found = [
        (match.start(), about)
        for about, pattern in _ASKED.items()
        for match in re.finditer(pattern, heading, re.IGNORECASE)
    ]
    if not found:
        return True, None
    # The disease's name, which may be "inherited x", stands behind "what causes", "what are the
    # signs of", but before "be treated" and "diagnosed".
    return True, (min if heading.lower().startswith("what") else max)(found)[1]


def topic_of(paragraph: str, after: Topic | None = None) -> Topic | None:
    """What a paragraph without a heading is about: the first word that tells; None if none does.

    Below a paragraph about ``after`` only what comes later on every page is looked for.

    >>> topic_of("A diagnosis of lantern fever is based on its symptoms.")
    'diagnosis'
    >>> topic_of("As signs and symptoms are few, no treatment is needed.", after="diagnosis")
    'treatment'
    """
    order = list(_SPOKEN)
    found = [
        (match.start(), about)
        for about in order[order.index(after) + 1 if after else 0 :]
        if (match := re.search(_SPOKEN[about], paragraph[:240], re.IGNORECASE))
    ]
    return min(found)[1] if found else None

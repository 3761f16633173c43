"""The words by which signs are told, and what is none; tables, and nothing that decides."""

from __future__ import annotations

import re

from gardkg.importers.prose import cues

#: A clause with one of these is about somebody else, or about nothing sure.
ASIDE = cues.table(
    r"""carriers?  (?:relatives|parents?|siblings|family members?)(?! with)  general population
    click  visit  (?:more|further|additional|detailed) information  web ?site
    (?:mouse|mice|rats?|animals?)
    factors? (?:that|which|associated|for|in)  un(?:clear|certain|known) (?:whether|if)
    risk factors?  triggers?  once thought  until recently
    causes? (?:of|for) (?:Ѫ+|(?:the|this) (?:condition|disorder|disease|syndrome|type|form))
    contribut\w+ to  (?:plays?|played) a role  (?:the|its|exact) (?:\w+ )?cause"""
)
#: Whether the sentence tells a symptom is open.
DOUBTED = cues.pattern(
    r"\bun(?:clear|certain|known) (?:whether|if) (?:it|they|this|these)\b|\bmay be coincidental"
)
#: From one of these on a clause is about another disease.
COMPARED = cues.table(
    r"""rule[sd]? out  ruling out  (?:similar|identical|compared|in contrast) to
    (?:resembl|mimic|mistaken|misdiagnos|distinguish|differentiat)\w*  confused (?:with|for)
    (?:differs?|different) from  (?:such as|like) those
    (?:people|patients|individuals|women|men|those) with (?:certain|other|some|various)  unlike
    (?:a|another|rare|severe|mild|common|the|type of|most common) (?:\w+ )?(?:forms?|types?|kinds?
    |variants?|group|class) of (?!Ѫ)
    (?:is|are) (?:an?|the|one) (?:[\w,-]+ ){0,4}(?:form|type|kind|variant|subtype|group
    |class)s? of (?!Ѫ)
    (?:with|from|to|by|of|in|have|has) (?:an? |other |several )*(?:another|underlying|certain
    |genetic|inflammatory|inherited) (?:\w+ ){0,2}?(?:disorders?|diseases?|conditions?|syndromes?
    |cancers?)
    (?:or|and|any|of|with|other|frequent|similarly) (?:autoimmune|genetic|named) (?:disorders?
    |diseases?|conditions?)
    other than  allel\w+"""
)
#: What a clause with one of these names is treated, tested or prevented there.
HANDLED = cues.table(
    r"""treat(?:ed|ment|ments|ing|s|able)?  (?:therap|medicin|medication|drug|surg|vaccin)\w*
    manag(?:e|ed|ing|ement)  prevent\w*  (?:diagnos|screen)\w*  biops(?:y|ies)
    test(?:s|ed|ing)?  diets?"""
)
#: Before a name: the disease is one, or is called so; it is no sign of it.
CLASS = cues.pattern(
    r"""(?:^|[,;]|\b(?:that|which|who|Ѫ+|it|they|(?:this|the) (?:condition|disorder|disease
    |syndrome))\b)[^,;]{0,40}?\b(?:(?:is|are|was|were|be)(?: \w+ly)? (?:an?|the|one of the
    |considered(?: an?)?)|(?:called|termed|named|known as|referred to as|considered
    |refers to))(?: (?!(?:characteri[sz]ed|marked|causing|involving
    |affecting|where|by|with|that|which|sign|symptom
    |feature)\b)[\w()/-]+){0,6}\s*$"""
)
#: Behind a name it makes it a part of something else.
HEAD = cues.pattern(
    r"""(?:-like\b|-free\b|[ -](?:tone\b|tarda|congenita|medicines?|medications?|drugs?|therap(?:y
    |ies)|treatments?|diets?|surgery|tests?|testing|specialists?|clinics?|genes?|proteins?
    |syndromes?|gravis|virus(?:es)?|vaccines?|prevention|control|belt|of pregnancy|agents?
    |education|risk)\b)"""
)
LEAD = cues.one_line(
    r"""(?:signs?|symptoms?|features?|findings?|manifestations?|characteristics?|complications?
    |problems?|abnormalities|anomalies|complaints?|difficulties|issues|traits|effects|deformities
    |malformations|defects)"""
)
MODAL = cues.one_line(
    rf"""(?:(?:may|can|might|could) )?(?:(?:also|then) )?(?:{cues.ADVERB} )?(?:also )?"""
)
#: What follows is a list of signs: its items are some, also where no term names them.
LIST = cues.pattern(
    rf"""\b(?:
    {LEAD}\b(?:(?!\b{LEAD}\b|[.;:]).){{0,120}}?\b{MODAL}
    (?:includes?|included|are|is|consists? of|involves?)(?: the following)?
    |{LEAD},?\s+(?:such as|including|like|consisting of)
    |(?:be )?(?:{cues.ADVERB} |also |primarily |mainly |chiefly |further )*
    characteri[sz]ed (?:(?:also|clinically|primarily|mainly|chiefly|in part|{cues.ADVERB}) )?by
    |(?:triad|tetrad|combination|variety|constellation|range) of {LEAD}
    (?: (?:including|such as|like))?
    |{MODAL}(?:presents?|manifests?|presenting|manifesting) (?:itself )?(?:as|with)
    )\b(?:\s*:)?\s*"""
)
#: A verb by which whoever is the subject has what follows.
HAS = cues.pattern(
    rf"""\b{MODAL}(?:be |is |are |was |were |been |has |have )*(?:have|has|had|with|involves?
    |experiences?|experienced|develops?|exhibits?|shows?|suffers?|notices?|becomes?|appears?
    |displays?|born|causes?|results?|leads?|associated|accompanied|followed|complicated|complain
    |report|feel|includes?|characteri[sz]ed|presents?|manifests?|is|are|leading to|resulting in
    |causing|such as|including)\b"""
)
#: Behind a subject: that it is there, denied or not.
IS = cues.pattern(
    rf"""[^.;]{{0,120}}?\b{MODAL}(?:is|are|was|were|be|been|occurs?|develops?|appears?|presents?
    |happens?|remains?)\b(?: (?:also|been|first|an?|the|{cues.ADVERB}|very|quite|most|more|less
    |not|common|frequent|seen|present|observed|reported|noted|found|typical|uncommon|rare))*"""
)
NOT_SO = cues.pattern(
    r"""\b(?:(?:is|are|was|were|be|been) (?:\w+ly )?(?:absent|not|normal|unaffected|spared
    |preserved)
    |does not|do not|has not|have not|resolves? by)\b"""
)
TELLS = cues.pattern(
    r"(?<!most\s)(?<!more\s)(?<!less\s)\b(?:(?:very|quite) )?(?:common|frequent|uncommon|rare)\b|"
    + cues.ADVERB
)
RISK = re.compile(r"\b(?:risk|chance|likelihood)\b", re.IGNORECASE)
#: From here to the next comma, or the end of the part, is the cause of what was listed.
CAUSE = cues.table(
    r"""(?:caused|triggered|brought on|induced|provoked|explained) by  due to  because
    result(?:s|ing|ed)? from  secondary to  (?:related|attributed|owing) to  as a result of
    after  following  predispos\w+  susceptib\w+  prone to  histor(?:y|ies)  if  when  unless
    until  avoid\w*  compress\w+ of  such as from  from"""
)
# What brings it on is listed to the end of the clause.
LISTED_CAUSE = re.compile(r"(?:caused|triggered|brought on|induced|provoked) by", re.IGNORECASE)
WORSE = re.compile(r"\b(?:worse|worsen|aggravat|exacerbat|flare|relieve)\w*", re.IGNORECASE)
OTHER = re.compile(
    r"(?<![\wѪ])(?!(?:This|The|These|An?|Severe|Mild|Although|While|In|Because|When|If|As|Some"
    r"|Many|Most|Affected|Other|Each|Any|Early|Acute|Chronic|Classic|[A-Z][a-z]+(?:ing|ed|ive"
    r"|ous|al|ar))\b)(?:[A-Z][\w'’-]*[\s-]+){1,5}(?:syndrome|disease|disorder|anomaly"
    r"|sequence)\b|\b(?:symptoms|signs|features|complications) of (?!Ѫ|the (?:condition|disorder"
    r"|disease|syndrome)|this|these|it\b|affected|an? )[\w-]+(?: [\w-]+)?"
)
NOT_A_SYMPTOM = re.compile(
    r"^(?:\W|\d+\W*$|it\b|this|these|those|they|that|which|who|there|he|she|people|patients?"
    r"|individuals?|infants|affected|signs?\b|symptoms?\b|features?$|problems?$|abnormalities$"
    r"|complications?$|mild$|moderate$|severe$|death$|disease|disorder|conditions?\b|syndrome|Ѫ"
    r"|cases?\b|onset|age|males?\b|females?\b|children|adults|men\b|women\b|varies|variable"
    r"|others?$|difficulty$|more\b|all\b|none|etc|the following|following|not\b|no\b|without"
    r"|(?:in|on|at|of|with|by|from|for)\b|(?:small|large|short|long|low|high|thin|broad|wide)$"
    r"|different|absence|possibl|although|however|while|but\b|mutation|changes? in the .*gene)"
    r"|\bgenes?\b|\b(?:such as|including|before|after|and|or|of|in)$",
    re.IGNORECASE,
)
NAMED = re.compile(rf"\b{LEAD}\b", re.IGNORECASE)
EITHER = cues.pattern(r"with or without\b[^,;]*$")
NEXT = re.compile(r"[;:]|,\s")
THEY = cues.pattern(r"\b(?:they|it|these)\b")
PART = re.compile(r"[,;:()]|\s(?:and|or)\s", re.IGNORECASE)
GOES_ON = cues.pattern(r"\s*(?:such as|including|like|e\.g\.)\s")
# Known already, or those who are affected: no symptom of them.
MEANT = cues.pattern(r"\s*(?:these|those|this|that|(?:\w+ )?cases of)\b")
# A word before a name that makes it another disease's.
PROPER = re.compile(
    r"[^\s.:;(]\s+(?:[A-Z][a-z][\w'’-]*|[\w-]+-related|familial|hereditary|juvenile|multiple|incomplete)\s+$"
)
# What may stand behind a whole name.
WHOLE = cues.pattern(
    rf"""\s*(?:$|[^\w\s]|(?:and|or|and/or|nor|but|in|on|of|at|with|without|within|from|by|to|for
    |during|before|after|around|between|that|which|who|when|where|while|as|if|than|due|like
    |including|such|is|are|was|were|be|been|has|have|had|may|can|could|might|will|do|does
    |occur|develop|appear|begin|start|present|become|arise|result|worsen|persist|remain|vary
    |affecting|involving|resulting|leading|causing|characterized|caused|called|known|associated
    |{cues.ADVERB}|only|alone|also|\w+s\b|\w+ly\b|\w+ed\b|Ѫ)(?!\w))"""
)
# "Achalasia is a condition …" tells what the word means.
DEFINED = cues.pattern(
    r"\s+(?:is|are|refers? to) (?:an?|the)? ?(?:\w+ ){0,3}"
    r"(?:condition|disorder|disease|group|term)s?\b"
)
UNABLE = cues.pattern(r"\b(?:inability|unable|fail(?:s|ed|ure)?|never|not) to \w+ (?:an? )?$")
KNOWN = cues.pattern(r"(?:\b(?:these|those|this|that|such|of the)|^\W*the)\s+$")
GLOSS = re.compile(r"\(([^()]{3,60})\)")
#: What an item in a sentence has, if it is a sign that no term names.
SIGN = re.compile(
    r"\b(?:pain|loss|weak|swell|swollen|problem|difficult|trouble|abnormal|delay|defect|deform"
    r"|malform|lesion|nodul|tumou?r|cyst|growth|enlarge|decreas|increas|reduc|absen|impair"
    r"|dysfunction|failure|infection|inflamm|ulcer|rash|bleed|spasm|movement|stiff|thick|thin"
    r"|narrow|prominen|sparse|missing|extra|fus|unusual|lack|poor|low|high|small|short|large"
    r"|accumulat|deposit|hardening|block|bumps|bruit|production|sensitiv|tender|discolor|redness"
    r"|itch)\w*|\w{3,}(?:itis|osis|emia|uria|pathy|plasia|megaly|trophy|algia|penia|oma|edema"
    r"|plegia|paresis|kinesia|phagia|pnea|genesis|esthesia|opia|ectomy|sclerosis|stalsis)s?\b",
    re.IGNORECASE,
)
BEHIND = re.compile(r"\s*\(([^()]*\d[^()]*)\)")
#: In how many it is, in parentheses behind it: a frequency, and no part of what it is called. One
#: between two words stays: a label has its words as they stand.
SHARE = re.compile(r"\s*\([^()]*\d\s?(?:%|percent)[^()]*\)\Z", re.IGNORECASE)
#: "Mild to severe" says how severe it may be, and is no part of a name.
RANGE = cues.pattern(r"\b(?:mild|moderate|slight|minimal|partial)(?:ly)? to [\w-]+\s+$")
DEGREE = re.compile(r"(?:to\s+)?[\w-]+\s+")

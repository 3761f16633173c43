"""The words by which causes are told, and what is none; tables, and nothing that decides."""

from __future__ import annotations

import re

from gardkg.importers.prose import cues

DISEASE = (
    r"(?:Ѫ+|it|they|this|(?:this|the|these) (?:condition|disorder|disease|syndrome|illness"
    r"|tumou?rs?)|conditions?|disorders?|disease|syndrome)"
)
CAUSE = (
    r"(?:underlying |exact |specific |precise |genetic |primary |direct |main "
    r"|definite )*(?:causes?|etiology|reasons?|origin|pathogenesis)"
)
UNKNOWN = cues.pattern(
    rf"""\b(?:{CAUSE}\b[^.;]{{0,120}}?\b(?:is|are|remains?|has|have) (?:(?:currently|still|often
    |usually|generally|largely|mostly|presently|at present|been|as yet|yet|also) )*(?:unknown
    |unclear|uncertain|not (?:(?:yet|fully|completely|well|clearly|entirely|currently|been|always
    |exactly|precisely) )*(?:known|understood|clear|established|identified|determined)
    |poorly understood|disputed|idiopathic|unidentified)|(?:unknown|unidentified) (?:cause
    |etiology)|(?:no|without) (?:(?:known|apparent|clear|identifiable|single|specific) )+cause
    |(?:not|do not|don['’]?t|dont|not yet) (?:yet )?(?:know|understand|known
    |understood) (?:exactly |fully )?what causes|it is (?:not known|unknown
    |unclear) what causes)\b"""
)
NOT_UNKNOWN = cues.pattern(
    r"\b(?:other (?:\w+ )?causes|not always|how|why|mutations? cause|relationship|role|mechanism"
    r"|onset of|why some|symptoms? (?:is|are))\b"
)
NOT_READ = cues.table(
    r"""click  visit  chance of  (?:passing|pass) (?:on|along)  inherits?  siblings?  diagnos\w+
    tests?(?:ing)?  treat\w*  (?:mouse|mice)  resembl\w+  similar to  ruled? out  severity"""
)
#: From here on a sentence tells what a gene is for, or what it does.
DOES = cues.pattern(
    r"""(?:,? (?:which|that|and)|\. (?:the [\w-]+ gene|this gene
    |these genes)) (?:\w+ ){0,2}?(?:provides? instructions|gives? instructions|encodes?
    |codes? for|(?:makes?|produces?) (?:a|an|the)|(?:is|are) (?:needed|responsible|important
    |involved|located))"""
)
ADV = (
    r"(?:(?:also|usually|often|typically|generally|most often|most commonly|commonly|sometimes"
    r"|rarely|frequently|likely|probably|primarily|mainly|in most cases|always|almost always"
    r"|directly) )*"
)
#: What follows the disease and its verb is the cause.
CAUSED = cues.pattern(
    rf"""\b(?:(?P<passive>(?:is|are|was|were|be|been|can be|may be|being
    |as being) {ADV}(?:caused|induced|brought on|produced) {ADV}by|caused {ADV}by)
    |(?P<due>(?:is|are|be) {ADV}(?:due to|the result of|a result of|secondary to
    |a consequence of|because of)|results? {ADV}from|occurs? {ADV}(?:because of|due to
    |as a result of|secondary to))
    |(?P<trigger>(?:is|are|be|been) {ADV}(?:triggered|precipitated|provoked) {ADV}by
    |triggers? (?:for [\wѪ ]+ |of [\wѪ ]+ )?(?:(?:may|can|often|also) )?(?:include|includes
    |are)|(?:trigger|contribute to) [\wѪ ]+? include)
    |(?P<risk>risk factors? (?:for [\wѪ ,-]+? |of [\wѪ ,-]+? |associated with [\wѪ ,-]+? )?(?:(?:may
    |can|also) )?(?:include|includes|are|is)|(?:at (?:increased|higher|greater) risk
    |predispos\w+)[^.;]*\b(?:include|are))
    |(?P<after>(?:develops?|occurs?|happens?|begins?|seen) {ADV}(?:after|following|in response to))
    |(?P<associated>(?:is|are|been|be) {ADV}(?:associated|linked|related) (?:with|to)|(?:in
    |an?) association (?:with|between)|(?:causes|factors|possible causes|potential causes
    |common causes)\b[^.;:]{{0,140}}?\b(?:may |can |also |might )?(?:include|includes
    |including)|(?:has|have|had) been reported (?:(?:in association )?with|following|after))
    )\b(?: the following| other factors| a number of different factors)*(?:,? (?:such as
    |including|include))?\s*:?\s*"""
)
#: What stands before the verb and the disease is the cause.
CAUSES = cues.pattern(
    rf"""(?P<cause>(?:(?:changes|mutations?|alterations|variants?|deletions?|duplications?|defects?
    |abnormalit(?:y|ies)|errors?|a mutation|a change)\b[^.;]{{0,160}}?)) (?P<verb>(?:(?:can|may
    |might|(?:are|is|have been|has been) (?:known|found|shown|reported) to) )?(?:causes?
    |leads? to|results? in|(?:is|are) responsible for)) (?:{DISEASE}|most cases)"""
)
SUSPECTED = cues.pattern(
    r"\b(?:suspect\w*|thought|believed?|theor\w+|propos\w+|suggest\w*|hypothes\w+|possibl[ey]"
    r"|potential|may|might|could|likely|probably|appears?|seems?|presumed|perhaps|initially"
    r"|indicat\w*)\b"
)
GENETIC = re.compile(
    r"\b(?:mutations?|changes|deletions?|duplications?|genes?|chromosom\w*|alterations"
    r"|variants?)\b",
    re.IGNORECASE,
)
GENE = re.compile(
    r"(?<![\w-])([A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,6})?|C\d+orf\d+|MT-[A-Z0-9]+)(?![\w-])"
)
NO_GENE = re.compile(
    r"^(?:DNA|RNA|[IVX]+|[XY]|HIV|CNS|AIDS|OMIM|NIH|FDA|II|III|TYPE|GARD|USA|UK|EEG|MRI|ATP|[A-Z])$"
)
GENE_WORD = re.compile(r"\bgenes?\b|\bmutations? in\b|\bchanges?\s+in\b", re.IGNORECASE)
SPLIT = re.compile(
    r"\s*[;,]\s*(?:(?:and/or|and|or|as well as|but also|such as|including)\b\s*)?|\s+(?:and/or"
    r"|as well as|such as|including)\s+|\s+(?:and|or)\s+(?=(?:an?|the|other|certain|various"
    r"|possibly|some|use of)\b)"
    r"|\s+[-–]\s+",
    re.IGNORECASE,
)
END = re.compile(
    r"\s+(?:also|which|who|if|when|while|where|whose|because|although|however|but|is|are|was"
    r"|were|may|can|has|have|occurs?|becomes?|runs?|resulting|leading|causing|results?|leads?"
    r"|characterized|called|known|responsible|provid\w+|encod\w+|located|found"
    r"|that (?!\w+ the (?:immune|diaphragm|airway)))\b.*|\s+in (?:some|most|many|a few|rare"
    r"|people|individuals|several|\d+%?|about|approximately)\b.*|\s+(?:on"
    r"|of) chromosome\b.*(?<=zzz)",
    re.IGNORECASE | re.DOTALL,
)
NO_CAUSE = re.compile(
    r"\b(?:exact|underlying) cause|^(?:leading to|resulting in|causing|accompanied by|name a few"
    r"|(?:more )?than|which|(?:an )?(?:increased|higher|greater) risk)\b|^(?:multiple genetic"
    r"|viral|bacterial|hormonal|irritant|surgical)$|^(?:these|this|those|another (?:condition"
    r"|disorder|disease|problem)|(?:a )?(?:variety|number|range) of$|(?:a )?(?:variety|number"
    r"|range) of [\w ]*(?:conditions|disorders|diseases|factors|causes|things|triggers))(?!\w)"
    r"|^(?:\W*|unknown|idiopathic|factors?|other factors|causes?|conditions?|cases?|both|either"
    r"|one|it|they|this|these|those|the following|following|various|many|several|a variety"
    r"|variety|genetic|environmental|inherited|sporadic|hereditary|multifactorial|symptoms?"
    r"|signs?|syndrome|disease|disorder|other|others|etc|not|no|none|different|the disease"
    r"|the condition|certain conditions|number of different factors|number of factors"
    r"|individuals?|people|family|families|age|unclear|combination|a combination|patients?)$"
    r"|^(?:in|on|at|for|by|to|as|not|no|how|what|whether|without|if|when|because|although"
    r"|however)\b|Ѫ",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"\s*(?:(?:the|an?|any|one of|either|both|several|various|certain(?= \w+ \w+ )|other|some"
    r"|also|such as|including|like|e\.g\.,?|i\.e\.,?|possibly|a variety of"
    r"|a number of|many|following|in some cases|sometimes|rarely)\b\s*)*",
    re.IGNORECASE,
)


# Where a list of causes ends and another statement begins.
TURN = cues.pattern(
    r"""; (?:however|but|it|this|these|some|in|the)\b|,? (?:but|however|although|while|whereas)\b
    |, (?:which|and (?:is|it|can|may|has))\b|\band (?:is|are|can|may|its|it|they|often|usually
    |occurs?|inherited)\b"""
)
_THOUGHT = r"(?:thought|believed|considered|suspected|suggested|proposed|presumed|hypothesized)"
#: What may be involved, as far as is thought: its three ways of being said.
INVOLVED = cues.pattern(
    rf"""(?:\b(?:(?:suspect|believe|suggest|speculate|propose|theorize|possible|likely|evidence
    |found)\w* that|because|however|while|although|case),? |^\W*|[,;] )(?!(?:it|this|these|they
    |which|that|there)\b)(?P<cause>(?:(?!\b(?:suspect|believ|suggest|speculat|theor|propos|possib
    |likely|found)\w*)[^,.;]){{3,110}}?)(?P<verb>(?:(?:may|might|could|can|appears? to|seems? to
    |(?:is|are) (?:also )?{_THOUGHT} to) (?:(?:additionally|also
    |in some cases) )?(?:be (?:involved|linked|related|associated|responsible)
    |plays? an? (?:\w+ )?role|contribute|interact|predispose|be (?:the|a|an) (?:\w+ )?(?:cause
    |trigger|risk factor)))|(?:(?:may|can|also) )*increases? (?:the
    |a person['’]s|one['’]s) (?:risk|chance|likelihood)|(?:is|are) (?:the
    |an?)(?: \w+){{0,2}} (?:cause|trigger
    |risk factor))s?(?=\s*(?:$|[,.;]|in (?:some|many|most|causing|its|this|Ѫ+|the (?:cause
    |development|onset|condition|disease|disorder))|to (?:the (?:cause|development|onset)|its
    |cause|causing|Ѫ+|the (?:condition|disease|disorder))|for (?:Ѫ+|the (?:condition|disease
    |disorder))|with (?:some|many|other|Ѫ+|the (?:condition|disease|disorder))
    |of (?:developing |getting )?(?:Ѫ+
    |the (?:condition|disease|disorder)))\b|\s*$|[,.;])"""
)
#: What stands before triggers attacks, or the disease.
TRIGGERS = cues.pattern(
    rf"""^\W*(?!(?:factors|things|conditions) (?:that|which))(?P<cause>[^.;]{{3,120}}?)
     (?P<verb>(?:(?:may|can|will|often|also|sometimes) )*(?:triggers?|precipitates?|provokes?
    |brings? on)) (?:an? |the )?(?:{DISEASE}|attacks?|episodes?|flares?|symptoms?)\b"""
)
#: The cause itself is what follows.
ITSELF = cues.pattern(
    rf"""\b(?:main|most common|primary|usual|leading|major|only|sole) causes? of (?:most cases of )?
    {DISEASE} (?:is|are) (?!(?:un|not|still|currently|probabl|likely|thought|believed|considered
    |suspected|available)\w*)"""
)
KIND = cues.pattern(
    rf"""\b(?:is|are|be
    |it) (?:also |generally |likely |probably )?(?:{_THOUGHT} )?(?:to be )?(?P<cause>(?:an? )?
    (?:autoimmune|immune-mediated|infectious)(?: (?:disorder|disease|condition|reaction
    |response)))"""
)
COMPONENT = cues.pattern(
    r"""\b(?P<cause>(?:genetic|environmental|hereditary|autoimmune|hormonal|immune|developmental
    |viral|infectious)(?:(?:,|,? and|,? or|/)? (?:genetic|environmental|hereditary|autoimmune
    |hormonal|immune|developmental|viral|bacterial|infectious))* (?:components?|factors?
    |predisposition|basis|susceptibility|causes?))\b"""
)


WHOM = r"(?:cases|people|persons|individuals|patients|families|children|instances)"
WHOM_BEFORE = cues.pattern(
    rf"(?:however,? )?((?:in|for|among) [^,.;]{{0,40}}\b{WHOM}\b[^,.;]{{0,60}}?)(?=,| the | its )"
)
WHOM_BEHIND = cues.pattern(rf"\s*,?\s*(in [^,.;]{{0,40}}\b{WHOM}\b[^,.;(]*)")
WHOM_WITHIN = cues.pattern(
    rf"""\b((?:in|of|for) (?:the )?(?:remain|other|some|many|most|few
    |several)[^,.;]{{0,30}}\b{WHOM}\b)"""
)
#: Before "cause" these make it a verb: what is unknown is a gene, or how it acts.
ACTS = cues.pattern(
    r"\b(?:that|which|who|how|why|genes?|mutations?|changes|may|can|might|could|to|also)\s+$"
)
#: A numbered form of the disease.
NUMBERED = cues.pattern(r"\b(?:types?|forms?|subtypes?) (?:\d|[IVX]+\b)")
#: What goes with a disease and is no cause of it.
FEATURES = cues.pattern(
    r"""(?:(?:various|several|many|a variety of) )?other [^.;]{0,80}?\b(?:abnormalit|anomal|feature
    |symptom|malformation|finding|problem)"""
)
#: At risk of what the disease brings: they have it.
AFFECTED = cues.pattern(
    r"\b(?:affected|people|persons?|patients?|individuals?|children|men|women)\b[^,;]*$"
)
INCLUDING = re.compile(r"\b(?:such as|including)\s", re.IGNORECASE)
#: The conjunction before the last item of a list.
LAST = re.compile(r"\b(?:and/or|and|or)\s", re.IGNORECASE)
#: What is caused is a part of the disease, not the disease.
PART_OF = cues.pattern(
    r"""\b(?:symptoms?|signs?|features?|complications?|problems?|manifestations?|episodes?|attacks?
    |damage|death|proteins?|when|if|whether|unless|where|enzyme|severity|risk|effects?
    |inflammation|pain|difficulties|weakness|how|unclear|paralysis|seizures?|loss)\b"""
)

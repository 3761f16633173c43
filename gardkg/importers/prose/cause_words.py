"""The words by which causes are told, and what is none; tables, and nothing that decides."""

from __future__ import annotations

import re

from gardkg.importers.prose import cues

DISEASE = (
    r"(?:Ѫ+|it|they|this|(?:this|the|these) (?:condition|disorder|disease|syndrome"
    r"|illness|tumou?rs?)|conditions?|disorders?|disease|syndrome)"
)
CAUSE = (
    r"(?:underlying |exact |specific |precise |genetic |primary |direct |main |definite )*"
    r"(?:causes?"
    r"|etiology|reasons?|origin|pathogenesis)"
)
UNKNOWN = cues.pattern(
    rf"""\b(?:{CAUSE}\b[^.;]{{0,120}}?\b(?:is|are|remains?|has|have) (?:(?:currently|still
    |often|usually|generally|largely|mostly|presently|at present|been|as yet|yet|also) )*
    (?:unknown|unclear|uncertain|not (?:(?:yet|fully|completely|well|clearly|entirely
    |currently|been|always|exactly|precisely) )*(?:known|understood|clear|established
    |identified|determined)|poorly understood|disputed|idiopathic|unidentified)
    |(?:unknown|unidentified) (?:cause|etiology)|(?:no|without) (?:(?:known|apparent|clear
    |identifiable|single|specific) )+cause
    |(?:not|do not|don['’]?t|dont|not yet) (?:yet )?(?:know|understand|known
    |understood) (?:exactly |fully )?what causes|it is (?:not known|unknown
    |unclear) what causes)\b"""
)
NOT_UNKNOWN = cues.pattern(
    r"\b(?:other (?:\w+ )?causes|not always|how|why|mutations? cause|relationship|role"
    r"|mechanism|onset of|why some|symptoms? (?:is|are))\b"
)
NOT_READ = cues.table(
    r"""click
    visit
    chance of
    (?:passing|pass) (?:on|along)
    inherits?
    siblings?
    diagnos\w+
    tests?(?:ing)?
    treat\w*
    (?:mouse|mice)
    resembl\w+
    similar to
    ruled? out
    provides? instructions
    (?:encodes?|makes?) (?:a|an|the) (?:protein|enzyme)
    severity"""
)
ADV = (
    r"(?:(?:also|usually|often|typically|generally|most often|most commonly|commonly"
    r"|sometimes|rarely|frequently|likely|probably|primarily|mainly|in most cases|always"
    r"|almost always|directly) )*"
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
    |can|also) )?(?:include|includes|are)|(?:at (?:increased|higher|greater) risk
    |predispos\w+)[^.;]*\b(?:include|are))
    |(?P<associated>(?:is|are|been|be) {ADV}(?:associated|linked|related) (?:with|to)|(?:in
    |an?) association (?:with|between)|(?:causes|factors|possible causes|potential causes
    |common causes)\b[^.;:]{{0,60}}?\b(?:may |can |also |might )?(?:include|includes
    |including)|(?:has|have|had) been reported (?:(?:in association )?with|following|after))
    )\b(?: the following| other factors| a number of different factors)*(?:,? (?:such as
    |including|include))?\s*:?\s*"""
)
#: What stands before the verb and the disease is the cause.
CAUSES = cues.pattern(
    rf"""(?P<cause>(?:(?:changes|mutations?|alterations|variants?|deletions?|duplications?
    |defects?|abnormalit(?:y|ies)|errors?|a mutation
    |a change)\b[^.;]{{0,160}}?)) (?P<verb>(?:(?:can|may|might|(?:are|is|have been
    |has been) (?:known|found|shown|reported) to) )?(?:causes?|leads? to|results? in|(?:is
    |are) responsible for)) (?:{DISEASE}|most cases)"""
)
SUSPECTED = cues.pattern(
    r"\b(?:suspect\w*|thought|believed?|theor\w+|propos\w+|suggest\w*|hypothes\w+"
    r"|possibl[ey]|potential|may|might|could|likely|probably|appears?|seems?|presumed"
    r"|perhaps|initially|indicat\w*)\b"
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
    r"\s*[;,]\s*(?:(?:and/or|and|or|as well as|but also|such as|including)\b\s*)?"
    r"|\s+(?:and/or|as well as|such as|including)\s+|\s+(?:and|or)\s+(?=(?:an?|the|other"
    r"|certain|various|possibly|some|use of)\b)"
    r"|\s+[-–]\s+",
    re.IGNORECASE,
)
END = re.compile(
    r"\s+(?:also|which|who|if|when|while|where|whose|because|although|however|but|is|are|was"
    r"|were|may|can|has|have|occurs?|becomes?|runs?|resulting|leading|causing|results?|leads?"
    r"|characterized|called|known|responsible|provid\w+|encod\w+|located|found"
    r"|that (?!\w+ the (?:immune|diaphragm|airway)))\b.*|\s+in (?:some|most|many|a few"
    r"|rare|people|individuals|several|\d+%?|about|approximately)\b.*|\s+(?:on"
    r"|of) chromosome\b.*(?<=zzz)",
    re.IGNORECASE | re.DOTALL,
)
NO_CAUSE = re.compile(
    r"\b(?:exact|underlying) cause|^(?:leading to|resulting in|causing|accompanied by|name a few"
    r"|(?:more )?than|which|(?:an )?(?:increased|higher|greater) risk)\b"
    r"|^(?:multiple genetic|viral|bacterial|hormonal|irritant|surgical)$|"
    r"^(?:these|this|those|another (?:condition|disorder|disease|problem)"
    r"|(?:a )?(?:variety|number|range) of$|(?:a )?(?:variety|number|range) of"
    r" [\w ]*(?:conditions|disorders|diseases|factors|causes|things|triggers))(?!\w)|"
    r"^(?:\W*|unknown|idiopathic|factors?|other factors|causes?|conditions?|cases?|both"
    r"|either|one|it|they|this|these|those|the following|following|various|many|several"
    r"|a variety|variety|genetic|environmental|inherited|sporadic|hereditary"
    r"|multifactorial|symptoms?|signs?|syndrome|disease|disorder|other|others|etc|not|no"
    r"|none|different|the disease|the condition"
    r"|certain conditions|number of different factors|number of factors|individuals?"
    r"|people|family|families|age|unclear|combination|a combination|patients?)$|^(?:in"
    r"|on|at|for|by|to|as|not|no|how|what|whether|without|if|when|because|although"
    r"|however)\b|Ѫ",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"\s*(?:(?:the|an?|any|one of|either|both|several|various|certain(?= \w+ \w+ )|other"
    r"|some|also|such as|including|like|e\.g\.,?|i\.e\.,?|possibly|a variety of"
    r"|a number of|many|following|in some cases|sometimes|rarely)\b\s*)*",
    re.IGNORECASE,
)


# Where a list of causes ends and another statement begins.
TURN = cues.pattern(
    r"""; (?:however|but|it|this|these|some|in|the)\b|,? (?:but|however|although|while|whereas)\b
    |, (?:which|and (?:is|it|can|may|has))\b
    |\band (?:is|are|can|may|its|it|they|often|usually|occurs?|inherited)\b"""
)
#: What may be involved, as far as is thought.
INVOLVED = cues.pattern(
    r"""\bthat (?P<cause>[^,.;]{3,90}?) (?P<verb>(?:may|might|could) (?:(?:additionally|also) )?
    (?:be involved|play a role|contribute|be responsible|be (?:the|a) cause))\b"""
)


WHOM = r"(?:cases|people|persons|individuals|patients|families|children|instances)"
WHOM_BEFORE = cues.pattern(
    rf"(?:however,? )?((?:in|for|among) [^,.;]{{0,40}}\b{WHOM}\b[^,.;]{{0,60}}?)(?=,| the | its )"
)
WHOM_BEHIND = cues.pattern(rf"\s*,?\s*(in [^,.;]{{0,40}}\b{WHOM}\b[^,.;(]*)")
WHOM_WITHIN = cues.pattern(
    rf"""\b((?:in|of|for) (?:the )?(?:remain|other|some|many|most|few|several)[^,.;]{{0,30}}
    \b{WHOM}\b)"""
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
    r"""\b(?:symptoms?|signs?|features?|complications?|problems?|manifestations?|episodes?
    |attacks?|damage|death
    |proteins?|when|if|whether|unless|where|enzyme|severity|risk|effects?|inflammation|pain|difficulties|weakness
    |how|unclear|paralysis|seizures?|loss)\b"""
)

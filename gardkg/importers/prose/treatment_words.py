"""The words by which treatments are told, and what is none; tables, and nothing that decides."""

from __future__ import annotations

import re

from gardkg import model
from gardkg.importers.prose import cues

#: Nothing sure of this disease's treatment.
NOT_READ = cues.table(
    r"""click  visit  web ?sites?  link
    we (?:recommend|suggest|were|are|found|do|did|strongly|could|encourage|cannot)
    (?:talk|speak|speaking|discuss|discussed|consult) (?:to|with|these|this|your|the)
    should (?:discuss|consult|speak|talk)  (?:mouse|mice|animals?)  similar to
    (?:differ|different) from
    (?:two|three|several|other|many) (?:\w+ )?(?:forms|types|diseases|disorders|conditions)
    misdiagnos\w+  (?:resources?|information) (?:on|about|regarding)
    (?:more|further|additional|specific|detailed|personalized|limited|little) information
    risks? of  rul(?:e|es|ed|ing) out
    (?:associated with|linked to) (?:the )?(?:development|onset)
    (?:drugs|medications|medicines|agents|substances|chemicals) (?:that|which) (?:(?:may|can|might
    |could|are known to) )?(?:be )?(?:cause|causing|trigger|worsen|induce|provoke|aggravate)
    side effects? of
    (?:due to|caused by|induced by|triggered by|secondary to) (?:\w+ )?(?:treatments?|therap(?:y
    |ies)|medications?|drugs?|use of|administration|chemotherapy|radiation)
    complications? of (?:treatment|surgery|therapy)  survival"""
)
#: A doubt: nothing is read in its clause.
DOUBT = cues.table(
    r"""whether  un(?:clear|known|certain|proven|likely)  controversial
    not (?:yet |been |fully |well |clear(?:ly)? )*(?:known|clear|proven|confirmed|established
    |determined|understood|approved|available)
    (?:insufficient|not enough|no conclusive|conflicting) (?:evidence|information|data|experience
    |success|help|benefit|value|use|effect)
    (?:more|further|additional|longer) (?:research|stud(?:y|ies)|observation)  may not
    might not  not (?:always|all|every|as|only|limited|necessar\w+|needed|required|indicated)
    mixed (?:results|success)  concerns?
    (?:serious|significant|severe|common|important|toxic|adverse) side effects?  adverse
    used to be  historically  formerly  in the past  without treatment  (?:un|not )treated
    no (?:specific )?(?:treatment|therapy) (?:is|may be)? ?(?:necessary|needed|required)
    (?:is|are|may be) (?:rarely|seldom|hardly) (?:needed|necessary|required|indicated)"""
)
#: A condition that a treatment is for; its own negations say nothing of the treatment.
CONDITION = cues.pattern(
    rf"""(?:^|(?<=[,;.]\s))(?:in )?(?:(?:some|most|many|all|the) )?{cues.PEOPLE} (?:who|whose|with
    |that|without)\b[^,;.]*?(?= (?:(?:also|often|usually|typically|generally) )?(?:may|can|should
    |might|could|will|must|need|needs|require|requires|benefit|undergo|receive|take)\b)|\b(?:if
    |when|unless|until|once|in case|only after|for (?:those|people|patients|individuals|children
    |whom)|in (?:those|people|patients|individuals|children|cases|situations|adults)|(?:those
    |people|patients|individuals|children|cases) (?:who|whose|that|where)|(?:that|who) (?:do|does
    |did|has|have|is|are|cannot|can)|because|since)\b[^,;.:]*?(?=[,;.:]|\s(?:includes?|may|might
    |should)\b|$)"""
)
DEGREE = (
    r"(?:(?:very|generally|usually|typically|often|particularly|especially|always|completely"
    r"|highly|extremely|consistently|shown to be|found to be|proven to be|proven|known to be"
    r"|thought to be|considered|considered to be|been|be|been shown to be|been found to be"
    r"|been proven) )*"
)
NOT_EFFECTIVE = cues.pattern(
    rf"""\b(?:(?:is|are|was|were|has|have|had|be)(?: been)? (?:not|never) {DEGREE}(?:effective
    |helpful
    |beneficial|useful|successful|of (?:benefit|value|use))|(?:is|are|was|were|has been|have been
    |be) {DEGREE}(?:ineffective|unsuccessful|unhelpful)|(?:do|does|did|has|have) not (?:(?:seem
    |appear|been shown|been found) to )?(?:help|helped|work|worked|improve|improved|alleviate
    |respond to|responded to|benefit from)|(?:has|have|had|shows?|showed|is|are|provides?
    |provided) (?:of )?(?:no|little or no) (?:(?:known|proven|clear|beneficial
    |significant) )*(?:effect|benefit|value|improvement)|(?:has|have|had|shows?|showed|shown
    |with|is|are|was|were)(?: been| shown)? (?:only )?(?:of )?(?:only )?(?:limited|little|minimal
    |poor) (?:success|effect
    |effectiveness|benefit|value|response|help|use)|(?:has|have)(?: been)? (?:attempted|tried
    |used)[^.;,]* (?:with no|without) (?:(?:evidence of|any|clear) )?(?:benefit|success|effect
    |improvement))\b"""
)
NOT_RESPONDING = cues.pattern(
    r"\b(?:(?:do|does|did|has|have) not (?:respond(?:ed)? to|benefit from)|(?:unresponsive"
    r"|resistant|refractory) to)\b"
)
OFTEN = r"(?:(?:also|always|generally|typically|usually|strictly) )?"
AVOIDED = cues.pattern(
    rf"""\b(?:(?:should|must|need to|needs to|ought to) {OFTEN}be avoided|(?:is
    |are) {OFTEN}(?:contraindicated|to be avoided|best avoided|not (?:recommended|advised
    |advisable|safe))|(?:should|must) {OFTEN}(?:not|never) be (?:used|given|taken|prescribed
    |administered|performed))\b"""
)
AVOID = cues.pattern(
    rf"""\b(?:(?:should|must|(?:is|are|advised|encouraged|important|recommended|necessary|needs?) to
    |recommended that [\w ]+?) {OFTEN}avoid(?! (?!smoking|fasting|snacking|drinking)\w+ing\b)
    |(?:should|must) {OFTEN}(?:not|never) (?:be given|take|receive|use|undergo|eat))\b"""
)
#: Whatever else follows such a word is not given.
AVOIDS = cues.pattern(
    r"""\b(?:avoid(?:s|ed|ing|ance of)?|refrain(?:s|ing)?|abst(?:ain|inence)\w*|discontinu\w+
    |stopping|eliminat(?:e|es|ing|ion of)|limiting|restricting|cut(?:ting)? (?:out|down|back)
    |withdrawal (?:of|from)|(?:restricted|low|limited|reduced|free) in|free (?:of|from)
    |levels? of)\b"""
)
#: Said of the treatment before it: it ends.
STOPPED = cues.pattern(
    r"\b(?:be|being|is|are|been) (?:\w+ly )?(?:discontinued|stopped|withdrawn|withheld"
    r"|eliminated)\b"
)
#: Right before its verb: not required, no longer used.
DENIED = cues.pattern(r"(?:\b(?:not|never|cannot|no longer|rarely|seldom)|n['’]t) (?:\w+ly )?$")
#: Behind what is avoided: some of them are.
ONLY = cues.pattern(r"(?:\s*\([^)]*\))? (?:that|which|who)\b")
#: Said before "not effective": then this holds of a part only.
HELPS = cues.pattern(
    r"\b(?:may|can|might|could|helps?|improves?|relieves?|alleviates?|(?:is"
    r"|are) (?:\w+ )?(?:used|effective))\b"
)
#: Of these only the first thing that follows is avoided; what else is listed may be a treatment.
AVOIDING = cues.pattern(r"\b(?:avoidance of|avoiding)\b")
#: What is listed is done to find something out, or is a cause.
TESTS = re.compile(r"evaluat|test|screen|monitor|surveill|examin|diagnos|caus|trigger")
UNDER_STUDY = cues.table(
    r"""under (?:investigation|study|development|evaluation)
    being (?:studied|investigated|tested|explored|evaluated|developed|researched)
    (?:in )?clinical trials?  experimental(?:ly)?  investigational"""
)
STATUSES: tuple[tuple[re.Pattern[str], model.Status], ...] = (
    (cues.table("treatment of choice\nbest\npreferred\nmost effective"), "best-option"),
    (
        cues.table("first[- ]line\ninitial(?:ly)?\nfirst choice\ntried first\nfirst line"),
        "first-line",
    ),
    (cues.table("short[- ]term"), "short-term"),
    (cues.table("maintenance"), "maintenance"),
    (cues.table("last resort"), "last-resort"),
)
EFFECTIVE = cues.pattern(
    rf"\b(?:is|are|was|were|(?:has|have) been) {DEGREE}(?:effective|successful|beneficial"
    rf"|helpful)\b"
)

CARE = (
    r"(?:treatments?|management|therap(?:y|ies)|treatment options?|options|interventions?"
    r"|medications?|medicines?|drugs?|agents?|measures?|strateg(?:y|ies)|approach(?:es)?|care"
    r"|regimens?|procedures?|plans?|techniques?|surger(?:y|ies)|modalit(?:y|ies)|supplements?"
    r"|antibiotics|analgesics|steroids|immunosuppressants|diets?)"
)
VERBS = (
    r"(?:(?:may|can|might|could|should|will|often|usually|typically|generally|also|sometimes"
    r"|additionally|primarily|mainly|commonly|frequently|currently|has|have|had|is|are|was|were"
    r"|be|been) )*"
)
#: What follows is a list of treatments.
AFTER = cues.pattern(
    rf"""\b(?:{CARE}\b(?:(?!\b(?:include|involve|consist)).){{0,120}}? {VERBS}(?:includes?|included
    |including|involves?|involved|consists? of|consisted of|focus(?:es)? on(?= \w+ing)
    |revolves? around)(?: (?:the following|primarily|mainly|the use of))*
    |{CARE}(?: [\wѪ ]{{0,40}})?,?\s+(?:such as|like|including|e\.g\.)
    |{CARE} [^.;:]{{3,80}}?,\s+including|(?:choose|opt) to (?:have|undergo|use)|referred (?:for
    |to)|{VERBS}prescribes?|(?:start|begin)s? with|(?:beginning|starting|initiating)|(?:^
    |\. ?)(?:examples|options) {VERBS}(?:includes?|are)|in the areas? of|(?:^|, )(?:this|these
    |they|options) {VERBS}(?:includes?|involves?)|recommended that [\w ]{{3,40}} (?:have|use|take
    |receive|follow|eat)|(?:treated|managed|controlled|corrected|relieved|alleviated|improved
    |helped|repaired|accomplished|achieved|supplemented|prevented|lessened|combined
    |addressed) (?:\w+ly )?(?:with|by|using|through|via)|responds?(?: (?:well|favorably
    |dramatically|best|positively))? to|responded(?: well)? to|(?:benefit|benefits
    |benefited) from|{VERBS}(?:undergo|undergoes|receive|receives|be given|be offered|take|taking
    |requires?|needs?|recommend(?:s|ed)?(?! that)|suggest|consider|use|uses|using)
    |{CARE} (?:for [\wѪ ]+ |of [\wѪ ]+ )?{VERBS}(?:is|are|be)(?: with)?|treatment with
    |therapy with|use of|administration of|injections? of)\b(?:\s*:)?\s*"""
)
#: What stands before is one.
BEFORE = cues.pattern(
    rf"""(?<!\s)\s++(?:{VERBS}(?:used|prescribed|given|recommended|considered|necessary|needed
    |required|helpful|effective|beneficial|useful|indicated|suggested|performed|attempted
    |tried|administered|offered|successful|warranted|advised|appropriate|done|available
    |employed|provided|initiated|of benefit|made)
    |(?:is|are|remains?|may be|can be|has been|have been)
    \s+(?:currently |often |usually |also |generally |considered |typically )*(?:the |an? )?
    (?:\w+[- ]){{0,3}}(?:treatment|option|mainstay|cornerstone|therapy|choice|line
    |alternative|approach)
    |(?:may|can|might|could|will|should|often|usually|typically|generally|sometimes
    |also)(?: also| often| significantly)? (?:help|improve|relieve|reduce|control|correct
    |alleviate|prevent|lessen|decrease|stop|slow|restore|manage|treat|provide|work|be|allow
    |minimize)
    |(?:will|can|may) (?:also )?benefit
    |(?:helps?|improves?|prevents?|relieves?|reduces?|controls?|corrects?|alleviates?|provides?|aims?)
    |(?:is|are|has been|have been) (?:the most )?(?:common|under|being))\b"""
)
#: A thing of which this is said is a drug, if it is called like one.
GIVEN = re.compile(r"\b(?:used|prescribed|administered)\b")
TREAT = cues.pattern(
    r"\b(?:treat|manag|therap|surg|medica|medicin|drug|prescri|supplement|diet|cure|option)"
)
NOT_ONE = (
    r"(?:(?:known|specific|standard|definitive|proven|effective|established|approved|particular"
    r"|curative|universal|standardized|consensus|available|single|satisfactory|direct|targeted"
    r"|medical|drug|or|and) )*"
)
NONE = cues.pattern(
    rf"""\b(?:there (?:is|are|exists?)(?: (?:currently|presently|at present|at this time
    |unfortunately
    |also|still))*,? (?:no|not (?:currently |yet )?an?) {NOT_ONE}(?:cures?|treatments?|therap(?:y
    |ies))\b(?! at all)|no {NOT_ONE}(?:cure|treatments?|therap(?:y|ies)) (?:(?:currently
    |presently) )?(?:exists?|(?:is|are|was|has been)(?: (?:currently|yet
    |known to be))* (?:available|known|found|shown|proven|established|identified))|(?:has|have|is
    |with) no (?:known )?cure|no (?:known )?cure\b)"""
)
CURE = cues.pattern(
    r"\b(?:no(?: \w+)? cure|cannot be cured|not curable|incurable|cure (?:has )?(?:not|yet to))\b"
)
STANDARD = cues.pattern(
    r"standard|specific|definitive|proven|established|approved|consensus|universal|curative"
    r"|particular|single|targeted|direct|satisfactory"
)

#: There is no treatment that stops it: another one there may be.
LIMITED = cues.pattern(
    r"\s*(?:(?:that|which) (?!(?:has|have|is|are)\b)|to (?!(?:be|treat|manage)\b))"
)
PLANS = cues.pattern(r"\s*(?:guidelines?|plans?|protocols?|regimens?|recommendations?)\b")

HEAD = re.compile(
    r"\b(?:\w*(?:therap(?:y|ies)|surger(?:y|ies)|chemotherapy|ectom(?:y|ies)|plast(?:y|ies)"
    r"|ostom(?:y|ies)|otom(?:y|ies)|pheresis|desis)|treatments?|medications?|medicines?|drugs?"
    r"|agents?|diets?|supplements?|supplementation|transplants?|transplantation|transfusions?"
    r"|infusions?|injections?|implants?|implantation|inhibitors?|blockers?|antagonists?"
    r"|agonists?|replacements?|exercises?|splints?|splinting|brac(?:es?|ing)|stents?|stenting"
    r"|pacemakers?|defibrillators?|aids?|orthotics?|orthoses|shoes|glasses|lenses|prosthe\w+"
    r"|devices?|wheelchairs?|walkers?|antibiotics?|antivirals?|antifungals?|antihistamines?"
    r"|antidepressants?|anticonvulsants?|antipsychotics?|anticoagulants?|antiepileptics?"
    r"|diuretics|analgesics?|steroids?|\w*steroids|immunosuppress\w+|nsaids?|relievers|relaxants"
    r"|sedatives|stimulants|tranquilizers|laxatives|softeners|antacids|bisphosphonates|retinoids"
    r"|statins|\w+-blockers|barbiturates|benzodiazepines|opioids|narcotics|chelators?|vitamins?"
    r"|minerals?|formulas?|creams?|ointments?|lotions?|gels?|emollients?|moisturizers?"
    r"|sunscreens?|drops|tears|compress(?:es)?|massage|acupuncture|services|meals|collars?"
    r"|crutches|canes|pads|dressings?|stretching|biofeedback|phototherapy|hyperthermia|removal"
    r"|excision|resection|repair|reconstruction|correction|decompression|ablation|dilation"
    r"|drainage|debridement|amputation|fusion|grafts?|grafting|ligation|embolization|bypass"
    r"|shunts?|shunting|fixation|osteotomy|osteosynthesis|arthrodesis|release|radiation"
    r"|irradiation|cryotherapy|photocoagulation|laser|dialysis|plasmapheresis|immunoglobulins?"
    r"|immunoglob\w+|ivig|exchange|hydration|fluids?|oxygen|ventilation|support|stimulation"
    r"|rehabilitation|intervention|interventions|counsel(?:ing|ling)|psychotherapy|education"
    r"|training|insertion|rest|ice|heat|application|immobilization|casting|traction|compression"
    r"|elevation|restriction|modifications?|feeding|feedings|tubes?|cessation|hormones?|insulin"
    r"|interferons?|globulins?|enzymes?|factors?|concentrates?|antibod(?:y|ies)|antitoxin"
    r"|vaccines?|toxin|chelation|phlebotomy|procedures?|operations?|approaches|strategies"
    r"|measures|techniques|care|management|plates?|bone marrow|stem cells?|tracheostomy|acid"
    r"|iron|zinc|copper|calcium|potassium|magnesium|biotin|carnitine|l-carnitine"
    r"|cofactors?|coenzyme q\w*|arginine|citrate|heparin|warfarin|aspirin)\b",
    re.IGNORECASE,
)
DRUG = re.compile(
    r"(?:[A-Za-z-]{2,}(?:mab|nib|ine|in|ol|ide|ate|one|am|il|cillin|azole|vir|pril|cept|phen|pam"
    r"|lam|artan|ium|ane|ic|yl|ole|ex|ir|cin|sone|lone|lin|rin|tal|toin|mide|zine|xate|parin|fen"
    r"|gabalin|dopa))(?: (?:sodium|acid|mofetil|hydrochloride|citrate|alfa|beta|toxin))?"
    r"|[A-Z][a-z]+(?: acid)?|[A-Z]{2,5}(?:-\w+)?|[a-z]+ic acid"
    r"|botulinum toxin(?: type \w)?",
)
#: No treatments, whatever verb they stand with.
NO_TREATMENT = re.compile(
    r"^\w+(?:more|ever|fore|ally)$|"
    r"\bside effects?\b|\binvolv|\binclud|^research\b|\bavoid|\brecommend|^(?:without|little|few"
    r"|fewer)\b|^(?:(?:immediate|prompt|further|early) )?treatments?(?: of\b.*)?$|^(?:school"
    r"|home|work|alcohol|control|protocol|oral|skin|brain|vision|function|protein|origin|sodium"
    r"|margin|region|reason|person|animal|hospital|trial|pattern|woman|human|(?:in)?appropriate"
    r"|problematic|vital|mental|genital|national|liver|palate|nutritionists)$|^(?:best|only|main"
    r"|first|first-line|primary|most|preferred|recommended|definitive|standard|mainstay"
    r"|effective|available|current|other|usual|specific|mainstays?)\b.*\b(?:treatments?|options?"
    r"|therap(?:y|ies)|choice|approach(?:es)?|line)$|\b(?:biops(?:y|ies)|imaging|mri|cts?|scans?"
    r"|ultrasounds?|ultrasonography|x-?rays?|tests?|testing|screening|monitoring|evaluations?"
    r"|assessments?|examinations?|exams?|follow-?ups?|angiography|arteriography|\w*graphy"
    r"|\w*grams?|eeg|ecg|ekg|surveillance|consultations?|diagnos(?:is|es|tic)|referrals?"
    r"|puncture|physicians?|doctors?|specialists?|teams?|surgeons?|geneticists?|therapists?"
    r"|cardiologists?|\w+ologists?|pediatricians?|providers?|professionals?|colonoscop\w+"
    r"|\w*scop(?:y|ies)|symptoms?|patients?|people|individuals?|persons?|children|information"
    r"|guidelines|research|trials?|stud(?:y|ies)|reports?|literature|severity|age|location|size"
    r"|stage|extent|need|goals?|case|cases|results?|effects?|outcomes?|prognosis|visits?|history"
    r"|pregnancy|observation|watchful|nothing|none|one|it|this|these|they|that|which|who|there"
    r"|options?|condition|disease|disorder|syndrome|Ѫ+|cure|success|relief|effectiveness"
    r"|evidence|benefits?|questions?|insurance|treatment plan|genetic counseling|affected|family"
    r"|parents?|complications?|problems?|defects?|features?|signs?|anomalies|abnormalities"
    r"|deformities|malformations|infections?|lesions?|tumou?rs?|cancers?|seizures?|pain|anemia"
    r"|diabetes|attention|lifestyle|years?|months?|weeks?|time|quality)$|^(?:based|depend|direct"
    r"|aimed|focused|typically|generally|usually|often|always|symptomatic|supportive|individual"
    r"|focus|the most|most|necessary|needed|required|available|possible|difficult|similar"
    r"|determined|not|no|when|if|whether|how|only|important|unknown|limited|successful|effective"
    r"|different|variable|varied|varies|other treatments?|treatment|treatments|therapy|therapies"
    r"|surgical|medical|management|care|approach|approaches|strategies|measures|techniques"
    r"|medication to|other|procedures?|interventions?|support|drugs?$|agents?$|alone|training"
    r"|education|acid|fluids?|factors?|enzymes?|devices?|rest of|aids?$)$|^(?:no|this|these"
    r"|those|such|each|all|that|it|its|his|her|their|further)\b|^(?:depend|based on|directed"
    r"|aimed|focus|tailored|designed|more|less|as |in |on |at |to |for |by |with |from |based"
    r"|until|during|before|after|lack|loss|increased|decreased|reduced|reduction|risk"
    r"|early diagnosis|prompt|improve|prevent|treat\b|treating|lower|lowering|maintain"
    r"|reduce|control|manag)",
    re.IGNORECASE,
)
#: Too general to be denied or forbidden: what is meant was said elsewhere.
GENERIC = re.compile(
    r"(?:(?:initial|other|additional|various|many|most|several|standard|available|current"
    r"|certain|specific|different|unnecessary|such|harsh|all) )?(?:treatments?|therap(?:y|ies)"
    r"|medications?|medicines?|drugs?|agents?|activit(?:y|ies)"
    r"|foods?|procedures?|interventions?|options?|measures?)",
    re.IGNORECASE,
)
#: What may be avoided and is no treatment.
EXPOSURE = re.compile(
    r"\b(?:fasting|alcohol|smoking|snacking|stress|infections?|exertion|(?:exposure to"
    r"|contact with) [\w ]+|tobacco|caffeine|sun(?:light)?|(?:sun|cold|heat|light) exposure"
    r"|sports|exercise|foods?|activit(?:y|ies)|protein|lactose|gluten|fructose|sucrose|galactose"
    r"|cold|heat"
    r"|anesthetics?|anesthesia|contraceptives?)$",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"\s*[;,]\s*(?:(?:and/or|and|or|as well as|plus|but also|then|such as|including"
    r"|e\.g\.)\b\s*)?|\s+(?:and/or|and|or|as well as|plus|along with|in addition to|followed by"
    r"|combined with|such as|including|together with|with or without|versus|like)\s+"
    r"|\s+[-–]\s+|\s*:\s+|\s*/\s*(?=[a-z]{5})",
    re.IGNORECASE,
)
GLOSS = re.compile(r"\s*\(([^()]*)\)")
PURPOSE = re.compile(r"\b(?:to \w+|for|in|placed|used)\b", re.IGNORECASE)
PLACE = re.compile(r"\s*(?:in|of|on|at|for|to|with|during|depending)\b", re.IGNORECASE)
END = re.compile(
    r"\s+(?:to|for|in|that|which|who|if|when|while|where|depending|during|before|after|until"
    r"|unless|because|due|is|are|was|were|may|can|might|could|should|will|would|has|have|had|as"
    r"|so|at|from|by|used|given|since|although|though|often|usually|generally|typically"
    r"|sometimes|also|under|throughout|on|aimed|directed|needed|based|alone|helps?|placed|called"
    r"|known|beginning|starting|within|per|via|over|until|than|about|instead|rather|with|without"
    r"|into|early|only|through|can|prior|immediately|regularly|daily|once|twice"
    r"|every)\b.*",
    re.IGNORECASE | re.DOTALL,
)
OPENING = re.compile(
    r"\s*(?:(?:the|an?|any|some|other|both|either|additional|various|different|certain|several"
    r"|specific|appropriate|regular|many|use of|using|taking|following|administration of"
    r"|trial of|treatment with|therapy with|addition of|combination of|combinations of|doses? of"
    r"|high doses? of|a course of|courses of|course of|giving|performing|daily|e\.g\.,?|i\.e\.,?"
    r"|with|by|also|possibly|sometimes|often|occasionally|in some cases|currently|hence|thus"
    r"|through|via|while|although|though|medications like|medications such as|a combination of"
    r"|starting|having|receiving|undergoing|wearing|drugs called|medications called"
    r"|a medication called|for example|rarely|initially|first|then|usually|even|especially"
    r"|unfortunately|fortunately|however|therefore|generally|typically"
    r"|according to the literature|consists? of|include[sd]?|including|involves?|of|to use"
    r"|placement of|a|early|aggressive|prompt|careful|more|traditionally|recently"
    r"|long-term use of|lifelong|life-long)\b[\s,]*)*",
    re.IGNORECASE,
)
# Behind it a clause gives a reason, or goes on about what was named.
REASON = cues.pattern(r", (?:which|because|since|so|as)\b")
HALF = re.compile(
    r"(?:[\w-]+ )*(?:\w+(?:al|ic|ive|ary|ed)|speech|language|\w+-(?:term|fat|protein|calorie))",
    re.I,
)
OF = re.compile(r"\bof\b")
AND = re.compile(r"\s*(?:and/or|and|or|/)\s*")
PIECE = re.compile(r"(?:(?!\s+(?:and|or)\s)[^,;])+")
LISTS = re.compile(
    r"\s*(?:such as|including|e\.g\.|i\.e\.|for example|like)\b|[^,]+,", re.IGNORECASE
)
# What may be a thing that is given, used or done; an adverb, a person or a place is none.
NOUN = re.compile(
    r"^(?!.*\b(?:people|patients?|individuals|children|infants|adults|those|symptoms?|disease|doctor"
    r"|example|therefore|however|risk|life|time|years?|other|hospital|institutions?|cases?|availability|duration"
    r"|costs?|supply|age|weight|able|off|can|trigger|studies|article|suggests?|promotes?|movement"
    r"|development|tolerance|imbalances?|disorders?|\w+omas?|concretions|range|substance|levels?)\b"
    r"|adds |helps? |makes? |keeps? |eat |drink |\w+ly$)[\w][\w' /-]*[a-z0-9]$",
    re.IGNORECASE,
)

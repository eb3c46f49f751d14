"""How designs are named in titles and sentences, and which words do not name the design of the study at hand."""

from __future__ import annotations

import re

from evidence_search.profile.sieve import Sieved

_R = r"randomi[sz]ed"
_WORDS = r"(?:[\w/-]+,? (?:and )?)"
_CROSS = r"cross-?\s?over|latin[- ]square"


def _any(*patterns: str) -> Sieved:
    return Sieved("|".join(patterns))


PROTOCOL_TITLE = _any(
    r"(?:study|trial|review) protocol\b", r"(?<!per-)(?<!per )\bprotocol (?:for|of)\b", r"[:.-] (?:a |the )?(?:[\w-]+ "
    r"){0,3}protocol\b",
    r"rationale(?: and|,) (?:study |trial )?(?:design|methods|protocol)", r"design and rationale", r"registered report",
    r"methods of an? (?:[\w-]+,? ){0,5}trial", r"^(?:a )?statistical analysis plan\b",
)  # fmt: skip
PRECLINICAL_TITLE = _any(r"\bpre-?clinical (?:[\w-]+,? ){0,5}(?:trial|study|experiment)\b")
META_ANALYSIS = _any(r"meta-?\s?analy\w+", r"meta-?regression")
SYSTEMATIC_REVIEW = _any(
    r"systematic(?:ally)? (?:[\w-]+ ){0,4}?review\w*", r"systemic review\b", r"(?:scoping|umbrella|integrative) review\w*",
    r"review\w* (?:[\w-]+ ){0,2}systematically", r"systematic(?:ally)? (?:literature )?search\w*", r"prisma\b",
)  # fmt: skip
REVIEWS = _any(r"review|meta-?\s?anal|\bsearch|databases?\b|literature|\b(?:trials|studies) (?:were )?(?:included|identified)")
"""Words without which nothing shows that studies were gathered."""
GUIDELINE_TITLE = _any(
    r"practice guidelines?\b", r"consensus (?:guidelines?|statement|recommendations?)\b", r"guidelines? (?:on|for the|"
    r"from the)\b",
    r"position (?:statement|paper)\b", r"(?:expert|clinical|treatment) recommendations\b",
)  # fmt: skip
CASE_TITLE = _any(
    r"\bcase (?:reports?|study)\b(?! control)",
    r"\bcase series\b",
    r"\ba case of\b",
    r": a case\b(?![- ]control| (?:in point|for|against)\b)",
    r"\b(?:two|three|four) cases\b",
)
CASE_SERIES = _any(
    r"\bcase series\b", r"\bseries of (?:\d+|\w+) (?:cases|patients)\b",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|\d+) (?:[\w-]+ ){0,2}cases\b",
    r"\b(?:report|describe|present)\w* [^.;]{0,90}\bin (?:two|three|four|five) (?:[\w-]+ ){0,3}(?:patients|women|men|children|"
    r"adolescents|veterans)\b",
    r"\b(?:we|authors) (?:report|describe|present) (?:on )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:[\w-]+ "
    r"){0,3}(?:patients|cases)\b",
)  # fmt: skip
OBSERVATIONAL_TITLE = _any(
    r"\b(?:observational|cohort|cross-sectional|case[- ]control|registry|epidemiological|longitudinal|"
    r"retrospective)(?:,? [\w-]+){0,3} "
    r"(?:study|analysis|survey|comparison|evaluation)\b",
    r"\b(?:chart|medical records?) review\b", r"\bsurvey\b", r"\bcase[- ]control\b",
)  # fmt: skip
REVIEW_TITLE = _any(r"\breview\b", r"\boverview\b", r"\bupdate\b", r"\bprimer\b")
NARRATIVE_TITLE = _any(r"(?<!systematic )\bnarrative (?:literature )?review\b", r"\b(?:mini|literature)-?review\b")
NOT_A_REVIEW = _any(r"systematic|scoping|umbrella|meta-?\s?analy|chart|record|case|retrospective|self-reported")
RANDOMISED_TITLE = _any(rf"\b{_R}\b", r"\brandomi[sz]ation\b", r"\brandomly\b")
NOT_RANDOMISED = _any(
    r"\bnon-?\s?randomi[sz]ed\b", r"\b(?:not|without|lack of) (?:[\w-]+ )?randomi[sz]\w+", r"\bunrandomi[sz]ed\b"
)
ABOUT_TRIALS_PLURAL = _any(r"\b(?:trials|studies)\b", r"\breview\b")
ABOUT_TRIALS = _any(r"\breview", r"meta-?\s?analy", r"\b(?:trials|studies|rcts)\b", r"extension", r"\bcomment")
EXTENSION_TITLE = _any(
    r"open-?\s?label (?:[\w-]+ ){0,2}extension", r"\bextension (?:study|trial|phase)\b", r"long-term extension"
)

_DRAWN = r"(?:assigned|allocated|divided|assign|allocate|received?|receiving|assigning|separated|distributed|grouped)"
_TREATING = r"(?:infus|treat|drug|dose|placebo|saline|session|test day|arm|received|administ|given)"
CROSSOVER = _any(
    _CROSS, rf"{_TREATING}[^.;]{{0,120}} in (?:a )?(?:[\w-]+,? ){{0,3}}?(?:random|{_R}|counterbalanced) order\b",
    rf"\bin (?:a )?(?:random|{_R}|counterbalanced) order[^.;]{{0,120}}{_TREATING}",
    rf"\border of [^.;]{{0,60}}{_TREATING}[^.;]{{0,30}} (?:was|were) (?:random|counterbalanced)",
    r"\bwithin-subjects?\b,? (?:[\w-]+,? ){0,4}(?:design|study|trial|comparison)",
)  # fmt: skip
"""Words that say that everybody got all that was compared."""
EARLIER = _any(
    r"\b(?:we|our group|our team) (?:have )?(?:previously|earlier)\b",
    r"\bour (?:previous|prior|earlier)\b",
    r"\b(?:an?|one|another|recent) (?:[\w-]+,? ){0,6}(?:study|trial) (?:showed|found|demonstrated|reported)\b",
)
"""Words of what the authors did before."""
OWN_RANDOMISATION = _any(
    rf"\b(?:were|was|been|are|then|we) (?:[\w-]+ ){{0,4}}?{_R}\b(?! (?:controlled |clinical |placebo-controlled "
    rf")*(?:trials|studies))",
    rf"\bwill be (?:[\w-]+ ){{0,2}}?{_R}\b", rf"\b(?:and|be) {_R} (?:to|into|in a)\b", rf"\brandomly {_DRAWN}\b",
    r"\brandom(?:i[sz]ed)? (?:assignment|allocation)\b", rf"\b{_R} (?:to|into|1:1|2:1|either|\()",
    rf"\b(?:patients|participants|subjects|volunteers|adults|children|women|men|groups) {_R}\b",
    rf"{_TREATING}[^.;]{{0,120}} in (?:a )?(?:random|{_R}) order\b", rf"\bin (?:a )?(?:random|{_R}) "
    rf"order[^.;]{{0,120}}{_TREATING}",
    r"\brandom,? (?:double-blind,? )?cross-?over\b", r"\brandom number (?:tables?|generators?)\b", r"\bdrawing lots\b",
    r"\brandomly (?:administered|given|treated)\b",
    rf"\b(?:study|trial) {_R} (?:\d|(?:[\w-]+ ){{0,2}}(?:patients|participants|adults|people|women|men))",
)  # fmt: skip
"""Words that say of the people of the study at hand that they were drawn by lot."""

OWN_TRIAL = _any(
    rf"\b(?:this|an?|the present|our|design:|first|the) {_WORDS}{{0,8}}?{_R},? ?{_WORDS}{{0,8}}?"
    r"(?:trial|study|design|fashion|manner|experiment)\b",
    rf"\b{_R},? {_WORDS}{{0,8}}?(?:trial|study|design|fashion|manner)"
    r"(?=,| (?:of|was|in|with|comparing|to|conducted|that|we|\())",
    rf"\b{_R} in a\b",
    rf"\b(?:single|two)-(?:site|cent(?:er|re)), {_R}",
    rf"^(?:\w+: )?{_R}\b",
)
"""Words that call the study at hand a randomised trial, unless one is wished for."""

NOT_OWN = _any(
    r"\b(?:future|further|larger?|additional|more|definitive|adequately|previous|prior|earlier|existing|other|several|"
    r"published|"
    rf"few|recent|no|most|all|only|many|included|eligible|these|various|of|from|two|three|four|five|six|\d+) "
    rf"{_WORDS}{{0,6}}{_R}"
    rf" ?{_WORDS}{{0,6}}(?:trials|studies|evidence)", rf"{_R} {_WORDS}{{0,6}}(?:trials?|stud(?:y|ies)|evidence) (?:\w+ "
    rf")?(?:is|are|will be|"
    r"would|should|needed|required|warranted|have|has (?:shown|found|demonstrated))",
    rf"\b{_R} (?:controlled |clinical |placebo-controlled |double-blind )*(?:trials|studies|rcts)\b",
    rf"\b{_R},? (?:[\w-]+,? (?:or |and )?){{1,4}}(?:trials|studies) (?:reported|showed|found|were)\b", r"\bsearch(?:ed)?\b",
    r"mendelian randomi", r"\bemulat\w+",
    r"\b(?:markov|simulation|decision[- ]analytic|economic|cost-effectiveness) (?:[\w-]+ )?model",
    r"\brandomly (?:selected|sampled|chosen)", r"\brecent (?:[\w-]+ )?(?:evidence|"
    r"data) from",
)  # fmt: skip
"""Words of randomisation that speak of other studies, or of drawing a sample."""

WISHED = _any(
    r"\b(?:need(?:s|ed)?|warrant\w*|requir\w+|necessary|indicated|should|would|could|future|further|later|await\w*|"
    r"recommend\w*|"
    r"calls? for|promising|merits?|justif\w+|previous|larger)\b"
)
"""Words of a trial that is wished for."""

_WISHED_AFTER = 80
"""Characters after the name of a trial in which a wish for it stands."""
_NEW_CLAUSE = re.compile(r"[;:]| (?:to|that|in which|whether|where|who|comparing) ")


def wished(text: str, said: re.Match[str]) -> bool:
    """Whether the design named at `said` is wished for: before it, or soon after it in the same clause.

    >>> text = "A randomised crossover design was used to see whether one infusion could help."
    >>> wished(text, re.search("randomised crossover design", text))
    False
    """
    after = _NEW_CLAUSE.split(text[said.end() : said.end() + _WISHED_AFTER], maxsplit=1)[0]
    return bool(WISHED.search(text[: said.end()]) or WISHED.search(after))


FUTURE = _any(
    r"\bwill (?:be|receive|undergo|assess|evaluate|compare|test|examine|determine|recruit|enrol+|include|"
    r"investigate)\b"
)
PLAN = _any(
    r"\b(?:purpose|aim|objective|goal) of (?:this|the) (?:[\w-]+ ){0,4}(?:study|trial) (?:is|are) to\b",
    r"\bthe investigators (?:will|hypothesi[sz]e|propose|plan|aim|intend|want|use)\b", r"\b(?:study|trial) intends to\b",
    r"\bstudy hypothesis\b", r"\bshall be\b", r"\b(?:study|trial) is being (?:conducted|performed)\b",
    r"\bwe (?:will|plan to|propose to)\b",
)  # fmt: skip
DONE = _any(
    r"\b(?:were|was) (?:[\w-]+ )?(?:recruited|enrol+ed|randomi[sz]ed|assessed|measured|included|performed|conducted|"
    r"administered|assigned|"
    r"treated|compared|examined|studied|given|obtained|collected|scanned|associated|significant\w*|reduced|increased)\b",
    r"\b(?:participated|received|underwent|found|completed|showed|improved|experienced)\b",
)  # fmt: skip
PAST = _any(
    r"\bresults?:", r"\d ?±", r"\bfindings:", r"\bp ?[<=>] ?0?\.\d", r"\b(?:showed|revealed|were found|was found|were observed|"
    r"significantly)\b",
    r"\bcompleted (?:the )?(?:study|trial)\b",
)  # fmt: skip

ANIMAL = re.compile(
    r"\b(?:rats?|mice|mouse|murine|rodents?|rabbits?|guinea pigs?|gerbils?|hamsters?|dogs?|canine|cats|feline|sheep|"
    r"lambs?|ovine|"
    r"piglets?|pigs?|porcine|swine|monkeys?|macaques?|baboons?|marmosets?|horses?|cattle|calves|bovine|goats?|primates?|"
    r"zebrafish|"
    r"(?-i:[Ff]ish)|frogs?|"
    r"Xenopus|Drosophila|flies|C\. elegans|Caenorhabditis elegans|birds?|chicks?|chickens?|pigeons?|quail|squirrels?|"
    r"voles?|ferrets?|"
    r"Sprague[- ]Dawley|Wistar|C57BL/6\w*|animal models?|animals)\b",
    re.IGNORECASE,
)
ANIMAL_TITLE = re.compile(
    r"\b(?:in|of|on|the) (?:[\w-]+ ){0,4}?(?:rats?|mice|mouse|rabbits?|dogs?|gerbils?|monkeys?|piglets?|sheep|zebrafish|"
    r"hamsters?|"
    r"guinea pigs?)\b|\b(?:rat|mouse|murine|rodent) models?\b", re.I
)  # fmt: skip
PEOPLE_TITLE = _any(
    r"\b(?:patients|clinical trial|volunteers|participants|adults|children|youth|veterans|adolescents|students|men|women|"
    r"infants|"
    r"people)\b"
)
IN_VITRO = _any(
    r"\bin vitro\b", r"\bcell (?:lines?|cultures?)\b", r"\bcultured\b", r"\bpatch[- ]clamp\b", r"\b(?:brain |hippocampal "
    r"|cortical )?slices\b",
    r"\b(?:induced )?pluripotent\b", r"\btransfect\w+", r"\bHEK[- ]?293\b", r"\bSH-SY5Y\b", r"\bPC-?12\b",
    r"\bfibroblasts\b", r"\brecombinant\b",
    r"\b(?:neurons|astrocytes|microglia|cells)\b",
)  # fmt: skip
CASE = _any(
    r"\bcase (?:reports?|study)\b", r"\ba case of\b", r"\b(?:this|the|our) case\b", r"\b\d+[- ](?:year|month|week|"
    r"day)s?[- ]old\b",
    r"\bwe (?:report|describe|present) (?:on )?(?:a|an|the)\b", r"\b(?:a|the|our|this) patient\b",
)  # fmt: skip
REVIEW = _any(
    r"\b(?:this|the present|our|here,? we|we) (?:[\w-]+ ){0,2}review\w*", r"\bthis (?:article|paper|chapter)\b",
    r"\breview(?:s|ed)?\b", r"\boverview\b",
    r"\b(?:discuss|summari[sz]e|highlight|outline)(?:es|s|ed)?\b", r"\bliterature\b", r"\bupdate\b",
)  # fmt: skip
PROTOCOL = _any(
    r"\b(?:study|trial|this|review|the|present) protocol\b", r"(?<!per-)(?<!per )\bprotocol (?:for|of|describes)\b",
    r"\bwill (?:be|receive|undergo|examine|"
    r"assess|evaluate|compare|test|investigate|include|recruit|determine|conduct)\b", r"\bthis (?:study|trial) (?:aims "
    r"to|is designed to)\b",
    r"\brationale and design\b", r"\bdesigned to\b",
)  # fmt: skip
REGISTRY = re.compile(r"\s*INTERVENTION:.*?(?:CONDITION|PRIMARY OUTCOME):", re.DOTALL)
"""A trial registry's entry as bibliographic databases print it: the form of what is planned."""
BLINDED_OR_PLACEBO = _any(r"\b(?:double|triple)[- ]?(?:blind\w*|mask\w*)", r"\bplacebo[- ]controlled\b")
PLACEBO_GIVEN = _any(
    r"\bplacebo[- ]controlled(?:,| and)? (?:[\w-]+,? ){0,4}(?:trial|study|design|manner|fashion|experiment)\b",
    r"\b(?:received|given|administered|infus\w+|treated with|inject\w+|dose)\b[^.;]{0,90}\b(?:or|and|versus|vs\.?) "
    r"(?:[\w-]+ ){0,2}placebo\b",
)  # fmt: skip
DOUBLE_BLIND = _any(
    r"\b(?:study|trial|design)s? (?:was|were|is) (?:[\w-]+,? ){0,2}(?:single|double|triple)[- ]?(?:blind\w*|mask\w*)",
    r"\b(?:partially|assessor|observer)[- ]blinded controlled (?:[\w-]+ ){0,2}trial\b",
    r"\b(?:single|double|triple)[- ]?(?:blind\w*|mask\w*)[^.]*?\b(?:trial|study|design|fashion|manner|conditions|protocol)\b",
    rf"\b(?:{_CROSS}) (?:[\w-]+ ){{0,2}}(?:trial|study|design|fashion|manner|protocol)\b",
)

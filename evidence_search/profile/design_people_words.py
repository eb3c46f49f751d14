"""How studies of people without lots name their designs, and words of what was done to people."""

from __future__ import annotations

import re

from evidence_search.profile.sieve import Sieved
from evidence_search.records import Design


def _any(*patterns: str) -> Sieved:
    return Sieved("|".join(patterns))


NAMED_HUMAN: tuple[tuple[Design, tuple[str, ...], Sieved], ...] = (
    (Design.OTHER, ("mendelian", "econom", "cost", "budget"), _any(
        r"\bmendelian randomi[sz]ation\b", r"\bcost-per-\w+", r"\bestimated? the economic\b",
        r"\b(?:cost-(?:effectiveness|utility|benefit|minimi[sz]ation)|budget impact|economic) (?:analysis|evaluation|"
        r"model\w*|study)\b",
    )),
    (Design.PHARMACOVIGILANCE, ("pharmacov", "report", "faers", "vigi", "disprop", "approval", "marketing"), _any(
        r"pharmacovigilance", r"adverse events? reporting system", r"\bfaers\b", r"vigibase", r"disproportionality "
        r"(?:analys\w+|study)",
        r"reporting odds ratio", r"spontaneous(?:ly)? report\w*", r"\bpost-?(?:approval data|marketing surveillance)\b",
    )),
    (Design.NON_RANDOMISED_TRIAL, ("trial", "study", "design", "quasi", "open", "pre",), _any(
        r"\bnon-?\s?randomi[sz]ed (?:[\w-]+,? ){0,5}(?:trial|study|design|comparison|controlled)", r"\bquasi-?\s?experiment\w*",
        r"\bsingle-(?:arm|group) (?:[\w-]+,? ){0,4}(?:trial|study)", r"\bopen-?\s?label\w*,? (?:[\w-]+,? ){0,5}(?:trial|"
        r"study|pilot|extension|phase)\b",
        r"\bopen (?:clinical |pilot |treatment )?(?:trial|study)\b", r"\bpre-?\s?(?:and|/|-)?\s?post-?\s?(?:test|"
        r"treatment|intervention)? ?(?:design|study)",
        r"\buncontrolled (?:[\w-]+ ){0,3}(?:trial|study)", r"\bproof-of-concept (?:[\w-]+ ){0,2}(?:trial|study)\b",
        r"\bpilot (?:clinical )?(?:trial|study)\b",
        r"\bphase (?:[1-4]|i{1,3}v?|iv)[ab]? (?:[\w-]+,? ){0,5}(?:trial|study)\b", r"\b(?:this|our|the present|(?:is|was|"
        r"conducted|performed) an?) "
        r"(?:[\w-]+,? ){0,4}clinical trial\b(?! data)",
        r"\bwithin-subjects? (?:design|study)",
        r"\b(?:controlled|blind\w*|cross-?over)(?:,| and)? (?:[\w-]+,? ){0,4}(?:trial|study|design)\b",
    )),
    (Design.CASE_CONTROL, ("case-", "case ",), _any(r"\bcase[- ]control(?:led)? (?:[\w-]+ ){0,2}(?:study|design|analysis|"
        r"sample)",
    r"\bnested case[- ]control", r"\bcase[- ]control\b(?! studies)")),
    (Design.CROSS_SECTIONAL, ("section", "survey", "self-admin",), _any(
        r"\bcross-?\s?sectional\w*", r"\b(?:online|web-based|internet|anonymous|national|postal|population) (?:[\w-]+ "
        r"){0,2}survey\b",
        r"\bsurvey (?:study|of)\b", r"\bself-administered questionnaires?\b",
    )),
    (Design.COHORT, ("cohort", "spective", "retroactive", "longitud", "observ", "real-world", "natural", "regist", "popul",
    "record", "chart", "claims", "follow",), _any(
        r"\bcohort (?:study|analysis|design)\b", r"\b(?:retrospective|retroactive|prospective|longitudinal|observational|"
        r"real-world|naturalistic|registry-based|population-based)(?:ly)?(?! memory),? (?:[\w-]+,? ){0,4}(?:cohort|study|"
        r"analysis|"
        r"review|evaluation|survey|data|follow-?up|series|examined|reviewed|evaluated|analy[sz]ed|assessed|"
        r"collected)\b", r"\bretrospective(?:ly)?\b",
        r"\b(?:chart|medical records?|record) reviews?\b",
        r"\b(?:electronic (?:health|medical) records?|claims data\w*|medical charts)\b", r"\bfollow-?up study\b",
        r"\b(?:birth|clinical|patient|inception|national|large) cohorts?\b", r"\blongitudinal(?:ly)?\b(?! fascicul)",
        r"\bobservational\b", r"\bprospective(?:ly)?\b(?! memory)",
    )),
)  # fmt: skip
"""Designs of studies of people that were not randomised, letters one of which is in each name, and the names; the
more telling first."""

WISHED = re.compile(
    r"\b(?:needed|warranted|required|future|further|recent(?:ly)?|lack of|few|largest|to date|(?:previous(?:ly)?|prior|"
    r"earlier) "
    r"(?:[\w-]+ ){0,3}(?:stud\w+|trials?|work|research|reports?|findings|data|shown|reported|evidence|literature)|"
    r"should be|would be|studies have|evidence from|trials have|remains to be|to be determined|cited|letter)\b",
    re.IGNORECASE,
)
OF_OTHERS = Sieved(
    r"\b(?:(?:previous(?:ly)?|prior|earlier|recent) (?:[\w-]+ )?(?:stud\w+|trials?|work|research|reports?|findings|shown|"
    r"reported)|"
    r"future|further (?:[\w-]+ )?(?:studies|trials|research)|needed|warranted|(?:studies|trials|reports|authors|evidence) "
    r"(?:have|has|suggest\w*|show\w*|demonstrat\w*|indicat\w*|report\w*|of)|(?:has|have) been (?:used|shown|reported|suggested|"
    r"associated|proposed))\b"
)
"""Words of a sentence that may tell of other studies."""

BACKGROUND = re.compile(r"\s*(?:background|rationale|introduction|context|importance)\b[^.]{0,40}?:", re.IGNORECASE)
"""The beginning of a sentence that tells what was known."""

_NOUNS = (
    r"patients|participants|volunteers|subjects|adults|adolescents|children|women|men|individuals|veterans|people|persons|"
    r"students|controls|infants|boys|girls|inpatients|outpatients|physicians|pairs|families"
)
_PEOPLE = rf"(?:{_NOUNS})"
_COUNT = r"(?:\d+|all|both|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty(?:-[a-z]+)?)"
_TESTS = (
    r"(?!(?:[\w-]+ ){0,4}(?:(?:rs-)?f?mri|magnetic|imaging|scan\w*|assess\w*|interview\w*|pet|spect|examination|"
    r"test\w*|evaluation)\b)"
)
"""Not followed by what people undergo to be examined."""
OBSERVED = Sieved(
    r"\b(?:hazard ratios?|nationwide|review of \d+ (?:cases|patients)|records (?:[\w-]+ ){0,4}(?:were|was) "
    r"(?:searched|reviewed)|(?:patient|national|disease|treatment|naturalistic|our) registry|registry (?:data|"
    r"study|of)|consecutive (?:[\w-]+ ){0,3}(?:patients|cases|subjects)|cumulative "
    r"incidence|incidence rates?|retroactive(?:ly)?|(?:charts|medical records|case files) of|birth cohort|naturalistic "
    r"sample|(?:all-cause|cardiovascular|overall|in-hospital|long-term) (?:mortality|survival)|"
    r"followed(?:[- ]up)? (?:for|over|up|during|until)|(?:mean|median|years?|months?)(?:-| of )follow-?up|follow-?up "
    r"(?:of|period|"
    r"duration)|reviewed (?:\d+|the)(?: [\w-]+){0,3} (?:patients|cases))\b"
)
"""A study that looks on: what follows is a cohort."""
TREATED = Sieved(
    rf"\b{_PEOPLE}\b[^.;]{{0,100}}?\b(?:(?:received|underwent) {_TESTS}|treated with|implanted|(?:was|were) (?:[\w-]+ "
    rf")?(?:treated|"
    r"administered|given|infused|trained|injected|allocated|assigned|divided|taught|exposed|irradiated|operated)\b)|"
    rf"\b(?:administered|given|infused|implanted|infusions?|injections?|performed|inserted)\b[^.;]{{0,60}}?\b(?:to|in|on|for) "
    rf"(?:{_COUNT}|healthy|the) (?:[\w-]+ ){{0,4}}?{_PEOPLE}\b|\bstudy drug\b"
)
"""People, and what was done to them: what follows is a trial."""
STUDIED = Sieved(
    rf"\b(?:{_COUNT}|healthy|normal|these|of the|our|among|between|with|in) (?:[\w-]+,? ){{0,5}}?{_PEOPLE}\b|"
    rf"\b(?:cases|users|attendees|{_NOUNS}) (?:were|was|had|received|showed|reported|underwent|completed|who|"
    rf"with)\b|\bn ?= ?\d"
)
"""People as a study has them: counted, or said to have done or got something."""
QUESTIONED = Sieved(r"\b(?:questionnaires?|interviews?|surveys?|discrete-choice|web-based|online)\b")
ASKED = Sieved(
    r"\b(?:questionnaires?|interviews?|interviewed|surveys?|surveyed|prevalence|respondents|non-?users|abusers|polydrug|"
    r"(?:drug|"
    r"ecstasy|mdma|ketamine|cannabis|recreational|regular|chronic|abstinent|current|heavy|experienced) (?:[\w-]+ )?users|"
    r"(?:healthy|matched|age-matched|normal) (?:[\w-]+ )?controls?)\b"
)
"""Users, respondents, controls: people as they are."""
COMPARED_AS_THEY_ARE = Sieved(
    r"\b(?:chronic|regular|recreational|current|heavy|abstinent|dependent|experienced|frequent) (?:[\w-]+ )?(?:users|abusers)\b"
    r"[^.;]{0,80}\b(?:controls|non-?users|poly-?drug users)\b"
)
"""Users and those they are compared with: nothing was given, even where the text tells what the drug does when it is."""
_ACTS = r"(?:treatment|stimulation|training|surgery|intervention|therapy|program(?:me)?|procedure|operation|exercise|sessions)"
GIVEN = Sieved(
    r"(?<!clinician-)(?<!clinician )(?<!self-)\badminist(?:ered|ration of)\b|\b(?:(?:was|were) (?:treated|given|infused|"
    r"implanted|"
    rf"trained|injected)|treated with|infusions?|open-?label|(?:received|underwent|completed|after|following|before|"
    rf"during) {_TESTS}"
    rf"(?:[\w-]+ ){{0,4}}?{_ACTS}|{_ACTS} (?:was|were|group|on)|\d ?mg)\b"
)
"""Something done, where it is sure that it was to people."""
OPERATED = Sieved(
    r"\bpost-?operative(?:ly)? (?:follow-?up|outcomes?|survival|complications?|course|results)|\bsurgical(?:ly)? "
    r"(?:treat|resect|interven)\w+|\boperated\b|\b(?:after|underwent) surgery\b"
)
"""An operation that was not the study's doing, where it is sure that it was on people."""
ASSESSED = Sieved(
    r"\b(?:completed|controls|compared (?:with|to)|correlat\w+|associat\w+|users|assessed|measured|examined|imaging|scans?|"
    r"odds ratios?)\b"
)
"""Something measured, where it is sure that it was in people."""
TRIED = Sieved(
    r"\b(?:infusions?|infused|mg/kg|mg kg|placebo|open-?label|ketamine (?:treatment|challenge)|single (?:administration|dose)|"
    r"acute (?:[\w-]+ )?effects? of|sub-?ana?esthetic|pre-?medication)\b"
)
"""Words of an experiment with a drug."""
LOTS = Sieved(
    r"\brandom(?!ly (?:selected|sampled|chosen))\w*|\bplacebo\b|\b(?:single|double|triple)[- ]?blind\w*|\bcross-?over\b"
)
"""Words of a trial that may have drawn lots."""
NO_LOTS = re.compile(
    r"\b(?:no|not|non|without|lack(?: of)?|absence of|limit\w+)\b[^.;]{0,60}?(?:random|placebo|blind)", re.IGNORECASE
)
DONE = (
    (Design.COHORT, OBSERVED),
    (Design.NON_RANDOMISED_TRIAL, TREATED),
    (Design.CROSS_SECTIONAL, ASKED),
)
DONE_LIKELY = (
    (Design.NON_RANDOMISED_TRIAL, GIVEN),
    (Design.COHORT, OPERATED),
    (Design.CROSS_SECTIONAL, ASSESSED),
)

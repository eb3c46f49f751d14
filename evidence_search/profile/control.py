"""What a study's treatment was held against: placebo, an active treatment, something else, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, Subject, found
from evidence_search.records import Design

_WITHOUT_PATIENTS = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.NARRATIVE_REVIEW, Design.GUIDELINE})
"""Designs that treat nobody themselves."""
_NOT_ASKED = frozenset({Design.ANIMAL_STUDY, Design.IN_VITRO_STUDY})

_RANDOMISED = frozenset({Design.RANDOMISED_CONTROLLED_TRIAL, Design.RANDOMISED_CROSSOVER_TRIAL, Design.PROTOCOL})
_COMPARING = _RANDOMISED | {Design.NON_RANDOMISED_TRIAL, Design.COHORT}
_TREATING = frozenset({Design.NON_RANDOMISED_TRIAL, Design.COHORT, Design.CASE_SERIES, Design.CASE_REPORT})
_ONE_GROUP = _TREATING | {Design.CROSS_SECTIONAL, Design.PROTOCOL}
_PLACEBO = re.compile(
    r"\bplacebos?\b(?:[- ]controlled)?|\bsham(?:[- ]controlled)?\b|\binactive (?:control|comparator)\b|"
    r"\b(?:normal |physiological |isotonic |0\.9% )?saline (?:placebo|control|group|condition|infusion|injection|vehicle|"
    r"session|arm)\w*|"
    r"\b(?:or|versus|vs\.?|and|to|with|than|against|\d+ for) (?:(?:a|an|the|intravenous|normal|physiological|isotonic|0\.9%) "
    r"){0,2}saline\b|"
    r"\bsaline[- ]controlled\b|\bsaline (?:or|versus|vs\.?) ",
    re.IGNORECASE,
)
_SALINE = re.compile(
    r"\b(?:receiv(?:ed?|ing)|given|administered|injected|infused|groups? \w+)\b(?:(?!dilut|dissolv|mixed|in \d|with \d|"
    r"flush|prepared|contain)[^.;]|\.\d){0,60}?\b(?:(?:normal|plain|physiological|isotonic) saline|"
    r"0\.9% (?:saline|sodium chloride|nacl))\b|"
    r"\b(?:receiv(?:ed|ing)|given|administered) \d[\d.]* ?ml(?:/kg)? (?:of )?saline\b|"
    r"\b(?:saline|sodium chloride) (?:was|were) (?:injected|given|administered|infused)\b",
    re.IGNORECASE,
)
_NO_PLACEBO = re.compile(
    r"\b(?:no|not|without|lack(?:s|ed|ing)?(?: of)?|absence of|absent|non)[- ](?:an? |any |the )?(?:[\w-]+,? (?:and |or "
    r")?){0,5}?(?:placebo|sham)|"
    r"\bplacebo(?:[- ](?:control\w*|group|arm))*,? (?:\w+ )?(?:was|is|were|are) (?:not|lacking|absent)|\bplacebo "
    r"(?:effects?|respon\w+|theory)\b",
    re.IGNORECASE,
)
_ELSEWHERE = Sieved(
    r"\b(?:previous|prior|earlier|recent|existing|published|other|several|many) (?:[\w-]+,? ){0,5}(?:stud(?:y|ies)|"
    r"trials?|work|research|"
    r"reports?|findings|evidence|data|literature|years)\b|\b(?:we|was|were|have|has) (?:been )?(?:previously|recently)\b|"
    r"\b(?:future|further|needed|warranted|required|have (?:shown|demonstrated)|has been shown|search\w*|literature)\b|"
    r"\b(?:larger|randomi[sz]ed|placebo-?\s?controlled)(?: [\w-]+)? (?:trials|studies) (?:are|is|have)\b",
)
"""Words of studies by others or studies wished for."""
_TO_COME = Sieved(r"\b(?:subsequent|upcoming|forthcoming) (?:[\w()-]+,? ){0,6}(?:trials?|stud(?:y|ies)|rcts?)\b")
"""A study that this one prepares; the sentence may tell of this one too."""
_NO_CONTROL = Sieved(
    r"\b(?:no|without|lack(?:s|ed|ing)?(?: of)?|absence of)(?: an?| any| the)? (?:[\w-]+,? (?:and |or )?){0,5}(?:control|"
    r"comparison|"
    r"comparator)s?(?: (?:group|arm|condition))?",
)
_ACTIVE_PLACEBO = Sieved(
    r"\bactive \([\w ]{3,30}\)[- ]controlled|\bactive(?:[- ]|, )(?:placebo|control\w*|compar\w+)|\b(?:psycho)?active placebo|"
    r"\bplacebo \(?(?:midazolam|diphenhydramine|"
    r"remifentanil|lorazepam|"
    r"niacin|methylphenidate|ketorolac|fentanyl)|\bmidazolam (?:\([^)]*\) )?(?:as )?(?:an? )?(?:active )?(?:placebo|"
    r"control)\w*|\bmidazolam-controlled",
)
_AND_MIDAZOLAM = Sieved(
    r"\b(?:double-blind|cross-?over|randomi[sz]ed)\b[^.;]*\bketamine\b(?:[^.;]|\.\d){0,30}?"
    r" (?P<against>(?:and|or|versus|vs\.?) (?:[\w./-]+ ){0,2}midazolam)\b",
)
"""The placebo of trials of ketamine that is felt, where the design is not known by its name."""
_INERT = re.compile(
    r"\bsaline\b|\binactive placebo\b|\bmatching placebo\b|\bplacebo (?:nasal|tablet|capsule|pill)", re.IGNORECASE
)
_COMPARATOR = (
    r"midazolam|ketorolac|propofol|thiopental|thiopentone|methohexital|etomidate|fentanyl|remifentanil|sufentanil|"
    r"morphine|oxycodone|"
    r"hydromorphone|tramadol|lidocaine|bupivacaine|ropivacaine|magnesium|dexmedetomidine|clonidine|quetiapine|"
    r"aripiprazole|olanzapine|"
    r"escitalopram|citalopram|sertraline|fluoxetine|venlafaxine|duloxetine|imipramine|amitriptyline|nortriptyline|"
    r"lithium|valproate|"
    r"lamotrigine|pregabalin|gabapentin|haloperidol|droperidol|prochlorperazine|metoclopramide|sumatriptan|dihydroergotamine|"
    r"diphenhydramine|lorazepam|diazepam|triazolam|scopolamine|dextromethorphan|memantine|amantadine|nitrous oxide|niacin|"
    r"buprenorphine|methadone|alfentanil|nalbuphine|meperidine|pethidine|neostigmine|paracetamol|acetaminophen|remimazolam|"
    r"methylphenidate|d-amphetamine|amphetamine|modafinil|psilocybin|electroconvulsive therapy|ECT|transcranial magnetic "
    r"stimulation|"
    r"esketamine|racemic ketamine|ketamine"
)
_ACTIVE = re.compile(
    rf"\b(?:versus|vs\.?|compared (?:with|to)|comparison (?:with|of|between)|comparing|against|or|relative to|both) "
    rf"(?:(?!contraindicat|allerg|hypersens|intoleran)[\w./-]+ ){{0,3}}?"
    rf"(?P<drug>{_COMPARATOR})\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    rf"\b(?:versus|vs\.?|compared (?:with|to)|comparison with|comparing|against) (?:[\w-]+ ){{0,2}}?(?P<drug>(?!ketamine|"
    rf"esketamine|racemic){_COMPARATOR})\b",
    re.IGNORECASE,
)
"""Stricter: in a study that was not randomised, `or` and doses of ketamine seldom name a comparator."""
_OTHER = re.compile(
    r"\b(?:treatment as usual|standard (?:of )?care|usual care|wait(?:ing)?[- ]?list|no treatment|delayed treatment|"
    r"control (?:group|condition|arm|"
    r"subjects|participants|sample|session|task)s?|(?:healthy|matched|normal|comparison|drug-na[iï]ve|non-?using|"
    r"polydrug|cannabis|user) controls?|"
    r"controls|comparison (?:group|subjects)|non-?users|non-?(?:ecstasy|MDMA|ketamine|drug)[- ](?:using|users?)|(?:drug|"
    r"ecstasy|MDMA|substance)-na[iï]ve|"
    r"nai?ve (?:participants|subjects|controls)|(?:into|to|of) (?:two|three|four|2|3|4) groups|matched (?:to|with)|"
    r"compared (?:with|to) (?:those|patients|individuals|participants|people|"
    r"adults|users|persons|subjects|women|men|healthy|matched)|(?:users|patients|attempters) (?:and|versus|vs\.?) (?:\w+ "
    r")?(?:non|controls|healthy))\b",
    re.IGNORECASE,
)
_OTHER_LETTERS = (
    "usual", "standard", "wait", "no treat", "delayed", "control", "compar", "non", "naive", "naïve", "groups", "users",
    "matched",
)  # fmt: skip
_NONE = Sieved(
    r"\b(?:single-(?:arm|group)|one-arm|uncontrolled|non-?controlled|open-?\s?label\w*|open (?:clinical |pilot |"
    r"treatment )?(?:trial|study)|"
    r"(?:no|without|lack of|lacking|lacked|absence of)(?: an?| any| the)? (?:[\w-]+,? (?:and |or )?){0,4}(?:placebo|"
    r"control|comparat\w+|"
    r"comparison)(?:[- ]?(?:group|arm|condition))?|not placebo-controlled|case (?:report|series|study)|"
    r"year-old|chart review|clinical experience)\b",
)
"""Words that tell of one group only."""
_GIVEN = re.compile(
    r"\b(?:all (?:patients|participants|subjects) (?:received|were (?:given|treated))|received|"
    r"(?:was|were) (?:administered|given|treated|infused)|treated with|underwent|administration of|infusions?|"
    r"administered|sessions?)\b",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    r"\b(?:receiving|treatment with (?:es)?ketamine|response to (?:es)?ketamine|(?:pre|post)[- ](?:es)?ketamine|"
    r"(?:es)?ketamine(?:-assisted)? (?:treatments?|administration|therapy|program\w*|use))\b",
    re.IGNORECASE,
)
"""Weaker: the treatment is only spoken of as given."""
_COMPARES = Sieved(
    r"\b(?:controlled (?:study|trials?)|(?:pre|post)-?guideline|(?:both|experimental|treatment) groups|"
    r"compar(?:e|es|ed|ing) (?:the )?(?:[\w-]+ ){0,4}?(?:efficacy|effects?|effectiveness|safety|outcomes?) of "
    r"(?:both|[\w-]+ and)|"
    r"propensity|between[- ]group|(?:the|both) (?:two|three) groups|compared with (?:the )?[\w-]+ group|"
    r"following groups|hazard|odds ratio|matched|randomi[sz]ed (?:to|into)|randomly|control (?:group|"
    r"condition)|"
    r"counterbalanced|two arms|real-world comparative|compared with (?:an? )?(?:cohort|group)|"
    r"(?:received|given|administered|or|and|versus) (?:\d[\d.]* ?ml(?:/kg)? (?:of )?)?(?:normal |isotonic )?saline)\b",
)


def control(subject: Subject, design: Finding | None) -> Finding | None:
    """Return `placebo`, `active`, `other`, `none` or `not applicable`; None when unclear.

    `detail["comparator"]` names an active one. Of studies of studies and guidelines control is `not applicable`, with the
    design's quote. An active placebo (midazolam) is `active`. A study with several
    controls is called by the first of that order.
    """
    value = design.value if design else None
    if value in _NOT_ASKED:
        return None
    if design and value in _WITHOUT_PATIENTS:
        return replace(design, field=Field.CONTROL, value="not applicable")
    sentences = (*subject.abstract, subject.heading)
    said = _placebo(sentences) or _active(sentences, value) or _other(sentences) or _none(sentences, value)
    if not said and design and value in (Design.RANDOMISED_CONTROLLED_TRIAL, Design.RANDOMISED_CROSSOVER_TRIAL):
        return replace(design, field=Field.CONTROL, value="other")  # people were drawn by lot for something else
    return said


def _placebo(sentences: Sequence[Sentence]) -> Finding | None:
    active = None
    for sentence in containing(sentences, ("placebo", "sham", "saline", "inactive")):
        said = _PLACEBO.search(sentence.text) or _SALINE.search(sentence.text)
        if not said or _is_to_come(sentence, said) or _NO_PLACEBO.search(sentence.text) or _ELSEWHERE.search(sentence.text):
            continue
        instead = _ACTIVE_PLACEBO.search(sentence.text)
        if not instead or _INERT.search(sentence.text):
            return None if active else found(Field.CONTROL, "placebo", sentence, said)
        active = active or found(Field.CONTROL, "active", sentence, instead)
    return active


def _is_to_come(sentence: Sentence, said: re.Match[str]) -> bool:
    ahead = _TO_COME.search(sentence.text)
    return ahead is not None and ahead.start() <= said.start() < ahead.end()


def _active(sentences: Sequence[Sentence], design: Value | None) -> Finding | None:
    pattern = _ACTIVE if design in _RANDOMISED else _AGAINST
    for sentence in containing(
        sentences, ("active", "midazolam", "versus", " vs", "compar", "against", " or ", "relative", "both")
    ):
        said = _ACTIVE_PLACEBO.search(sentence.text)
        against = pattern.search(sentence.text) if design in _COMPARING or sentence.in_title else None
        midazolam = None if said or against else _AND_MIDAZOLAM.search(sentence.text)
        if not (said or against or midazolam) or _ELSEWHERE.search(sentence.text) or _NO_CONTROL.search(sentence.text):
            continue
        if said:
            return found(Field.CONTROL, "active", sentence, said)
        if against:
            return found(Field.CONTROL, "active", sentence, against, comparator=against["drug"].lower())
        if midazolam:
            return found(Field.CONTROL, "active", sentence, midazolam["against"], comparator="midazolam")
    return None


def _other(sentences: Sequence[Sentence]) -> Finding | None:
    for sentence in containing(sentences, _OTHER_LETTERS):
        said = _OTHER.search(sentence.text)
        if said and not _ELSEWHERE.search(sentence.text) and not _NO_CONTROL.search(sentence.text):
            return found(Field.CONTROL, "other", sentence, said)
    return None


def _none(sentences: Sequence[Sentence], design: Value | None) -> Finding | None:
    """One group, in so many words; or people who were all given something, in a study that compares with nothing at all."""
    if design not in _ONE_GROUP:
        return None
    own = (sentence.text for sentence in sentences if not _ELSEWHERE.search(sentence.text))
    compares = any(_COMPARES.search(_NO_CONTROL.sub("", text)) for text in own)
    patterns = (_NONE,) if compares or design not in _TREATING else (_NONE, _GIVEN, _SPOKEN_OF)
    told = ((sentence, pattern.search(sentence.text)) for pattern in patterns for sentence in sentences)
    return next((found(Field.CONTROL, "none", sentence, said) for sentence, said in told if said), None)

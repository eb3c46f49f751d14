"""Which design of its group a study is, and the sentence that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evidence_search.profile import design_names as names
from evidence_search.profile import design_people
from evidence_search.profile.design_shown import Shown, by_name
from evidence_search.profile.design_stated import found_itself, reported_under_headings, reviewing
from evidence_search.profile.focus import methods
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import Design


def member(group: str, subject: Subject) -> Shown | None:
    """Return the design of a group's study, None when nothing in it shows one."""
    if not subject.title and not subject.abstract:
        return None
    return _MEMBERS[group](subject)


def own_randomisation(subject: Subject) -> tuple[Sentence, re.Match[str]] | None:
    """Return where the study says that it was itself randomised: the abstract's sentences, the title, then the methods."""
    for sentence in (*subject.abstract, subject.heading, *methods(subject)):
        if matched := _randomised_itself(sentence):
            return sentence, matched
    return None


def _randomised_itself(sentence: Sentence) -> re.Match[str] | None:
    if "andom" not in sentence.text:
        return None
    if sentence.in_title:
        told = names.RANDOMISED_TITLE.search(sentence.text)
        return None if names.ABOUT_TRIALS.search(sentence.text) or names.NOT_RANDOMISED.search(sentence.text) else told
    if any(others.search(sentence.text) for others in (names.NOT_OWN, names.NOT_RANDOMISED, names.EARLIER)):
        return None
    if told := names.OWN_RANDOMISATION.search(sentence.text):
        return told
    told = names.OWN_TRIAL.search(sentence.text)
    return None if told and names.wished(sentence.text, told) else told


def blinded(subject: Subject) -> bool:
    """Whether the study calls itself double-blind, placebo- or sham-controlled, or counterbalanced."""
    return any(
        names.BLINDED_OR_PLACEBO.search(sentence.text)
        and not names.WISHED.search(sentence.text)
        and not names.EARLIER.search(sentence.text)
        for sentence in containing((subject.heading, *subject.abstract), ("blind", "mask", "placebo"))
    )


def planned(subject: Subject) -> bool:
    """Whether the study says what will be done and nothing of what was found: twice, or once and nothing was done either."""
    sentences = subject.abstract
    future = sum(bool(names.FUTURE.search(sentence.text)) for sentence in containing(sentences, (" will ",)))
    if future < 2 and not any(names.PLAN.search(sentence.text) for sentence in sentences):
        return False
    past = (names.PAST,) if future >= 2 else (names.PAST, names.DONE)
    return not any(pattern.search(sentence.text) for pattern in past for sentence in sentences)


def _systematic(subject: Subject) -> Shown | None:
    """Return a meta-analysis or systematic review, a narrative one where the studies were not sought by a system."""
    if any(names.REVIEWS.search(sentence.text) for sentence in (subject.heading, *subject.abstract)):
        if names.META_ANALYSIS.search(subject.title) or _pooled_itself(subject.abstract):
            return by_name(Design.META_ANALYSIS, names.META_ANALYSIS, subject, "systematic")
        if names.SYSTEMATIC_REVIEW.search(subject.title) or _sought(subject.abstract):
            return by_name(Design.SYSTEMATIC_REVIEW, names.SYSTEMATIC_REVIEW, subject, "systematic")
    return _narrative(subject) if names.REVIEW_TITLE.search(subject.title) or reviewing(subject) else None


def _sought(sentences: Sequence[Sentence]) -> bool:
    return any(_SOUGHT.search(_OTHERS_REVIEWS.sub("", sentence.text)) for sentence in sentences)


_SOUGHT = Sieved(
    r"systematic(?:ally)? (?:[\w-]+ ){0,4}?review(?!s\b)|review\w* (?:[\w-]+ ){0,2}systematically|systematic(?:ally)? "
    r"(?:[\w-]+ ){0,2}search|\b(?:scoping|umbrella|integrative|rapid|cochrane) review|prisma\b|preferred reporting items|"
    r"\b(?:pubmed|medline|embase|psyc(?:h)?info|psyclit|cochrane (?:library|central|database)|scopus|web of science|"
    r"google scholar|"
    r"cinahl)\b|\b(?:data|literature|bibliographic)\s?bases? (?:were|was)|\b(?:literature|electronic|database|"
    r"computeri[sz]ed) search|"
    r"\bsearched\b|\b(?:studies|trials|articles|reports|papers|publications) (?:that |which )?(?:were |was )?(?:included|"
    r"identified|met|retrieved|selected|eligible)|\b(?:we|were) (?:included|identified|found|selected)\b"
)
"""Words of a review whose studies were sought by a plan."""
_OTHERS_REVIEWS = re.compile(
    r"\b(?:informed by|based on|according to|previous|prior|recent|several|existing|published|many|numerous|include|are|and) "
    r"(?:[\w-]+ ){0,3}?systematic reviews?(?: data)?\b(?! (?:and meta-analys[ei]s )?(?:\(|guideline|statement))",
    re.IGNORECASE,
)


def reported(subject: Subject) -> bool:
    """Whether at least two sentences tell what was found, and fewer what will be done."""
    future = sum(bool(names.FUTURE.search(sentence.text)) for sentence in containing(subject.abstract, (" will ",)))
    return future < 2 and sum(bool(names.PAST.search(sentence.text)) for sentence in subject.abstract) >= 2


_REPORTING_RULE = re.compile(
    r"systematic reviews? and meta-?\s?analys[ei]s(?=,? ?(?:[\[(]?prisma|statement|guideline|extension))|"
    r"preferred reporting items[^.;]*?meta-?\s?analys[ei]s",
    re.IGNORECASE,
)
"""The name of a rule for reporting, which reviews without a meta-analysis follow too."""


def _pooled_itself(sentences: Sequence[Sentence]) -> bool:
    told = (_REPORTING_RULE.sub("", s.text) for s in containing(sentences, ("meta",)))
    return any(_OWN_POOLING.search(text) and not _NOT_POOLED.search(text) for text in told)


_OWN_POOLING = re.compile(
    r"\b(?:we|this|our|the present|methods?:?|using|by|with|design:?|performed|conducted|random[- ]effects?|network|"
    r"proportional|multivariate|quantitative) (?:[\w,-]+ ){0,6}?meta-?\s?analy|"
    r"meta-?\s?analy\w+ (?:was|were|is|are|showed|included|of|using|indicated|revealed|found)",
    re.IGNORECASE,
)
_NOT_POOLED = re.compile(
    r"\b(?:no|not|without|precluded|unable)\b[^.]*meta-?\s?analy|meta-?\s?analy\w+ (?:was|were) not|"
    r"\b(?:several|previous|reported in|recent|many|existing|only) (?:[\w-]+ ){0,4}meta-?\s?analy|reviews and meta-?analyses\b|"
    r"\bplanned\b[^.]*meta-?\s?analy",
    re.IGNORECASE,
)


def _randomised(subject: Subject) -> Shown:
    told = containing((subject.heading, *subject.abstract), ("cross", "latin", "order", "within"))
    crossed = any(names.CROSSOVER.search(s.text) and not names.EARLIER.search(s.text) for s in told)
    design = Design.RANDOMISED_CROSSOVER_TRIAL if crossed else Design.RANDOMISED_CONTROLLED_TRIAL
    if said := own_randomisation(subject):
        return Shown(design, said[0], said[1].group())
    return by_name(design, names.BLINDED_OR_PLACEBO, subject, "randomised")


def _case(subject: Subject) -> Shown:
    if names.CASE_SERIES.search(subject.title) or any(names.CASE_SERIES.search(s.text) for s in subject.abstract):
        return by_name(Design.CASE_SERIES, names.CASE_SERIES, subject, "case")
    return by_name(Design.CASE_REPORT, names.CASE, subject, "case")


def _narrative(subject: Subject) -> Shown | None:
    """Return a guideline or narrative review; None for own findings under a heading, or in a text that names no review."""
    if names.GUIDELINE_TITLE.search(subject.title):
        return by_name(Design.GUIDELINE, names.GUIDELINE_TITLE, subject, "narrative")
    shown = by_name(Design.NARRATIVE_REVIEW, names.REVIEW, subject, "narrative")
    called = names.REVIEW_TITLE.search(subject.title) or any(_CALLED_REVIEW.search(s.text) for s in subject.abstract)
    named = shown.printed and (called or not reported_under_headings(subject))
    return shown if named or not found_itself(subject) else None


_CALLED_REVIEW = Sieved(r"\b(?:this|the present|our) (?:[\w-]+ ){0,2}review\b")
_MEMBERS: dict[str, Callable[[Subject], Shown | None]] = {
    "systematic": _systematic,
    "randomised": _randomised,
    "case": _case,
    "narrative": _narrative,
    "human": design_people.named,
    "protocol": lambda subject: by_name(Design.PROTOCOL, names.PROTOCOL, subject, "protocol"),
    "animal": lambda subject: by_name(Design.ANIMAL_STUDY, names.ANIMAL, subject, "animal"),
    "in vitro": lambda subject: by_name(Design.IN_VITRO_STUDY, names.IN_VITRO, subject, "in vitro"),
}

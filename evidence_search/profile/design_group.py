"""Which design of its group a study is, and the sentence that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence_search.profile import design_names as names
from evidence_search.profile.design_model import weightiest
from evidence_search.profile.focus import methods
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import Design

WEIGHED = 12
"""Sentences weighed against each other at most; an abstract seldom has more that match."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A design, the sentence that shows it, and the words that name it (empty when the sentence as a whole does)."""

    design: Design
    sentence: Sentence
    printed: str = ""


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
    if names.NOT_OWN.search(sentence.text) or names.NOT_RANDOMISED.search(sentence.text):
        return None
    if told := names.OWN_RANDOMISATION.search(sentence.text):
        return told
    return None if names.WISHED.search(sentence.text) else names.OWN_TRIAL.search(sentence.text)


def blinded(subject: Subject) -> bool:
    """Whether the study calls itself double-blind, placebo- or sham-controlled, or counterbalanced."""
    return any(
        names.BLINDED_OR_PLACEBO.search(sentence.text) and not names.WISHED.search(sentence.text)
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


def _named(design: Design, pattern: Sieved | re.Pattern[str], subject: Subject, group: str = "") -> Shown:
    """Show a design by the sentence that names it, by the title, or else by the sentence that speaks most for its group."""
    matching = [(s, m) for s in subject.abstract if (m := pattern.search(s.text))]
    if matching:
        place = weightiest([s.text for s, _ in matching[:WEIGHED]], group) if group and len(matching) > 1 else 0
        return Shown(design, matching[place][0], matching[place][1].group())
    if titled := pattern.search(subject.title):
        return Shown(design, subject.heading, titled.group())
    return Shown(design, _strongest(subject, group))


def _strongest(subject: Subject, group: str) -> Sentence:
    sentences = subject.abstract[: WEIGHED * 2] or (subject.heading,)
    return sentences[weightiest([s.text for s in sentences], group)] if group else sentences[0]


def _systematic(subject: Subject) -> Shown | None:
    if not any(names.REVIEWS.search(sentence.text) for sentence in (subject.heading, *subject.abstract)):
        return None
    if names.META_ANALYSIS.search(subject.title) or _pooled_itself(subject.abstract):
        return _named(Design.META_ANALYSIS, names.META_ANALYSIS, subject, "systematic")
    return _named(Design.SYSTEMATIC_REVIEW, names.SYSTEMATIC_REVIEW, subject, "systematic")


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
    r"\b(?:several|previous|reported in|recent|many|existing) (?:[\w-]+ ){0,4}meta-?\s?analy",
    re.IGNORECASE,
)


def _randomised(subject: Subject) -> Shown:
    told = containing((subject.heading, *subject.abstract), ("cross", "latin"))
    crossed = any(names.CROSSOVER.search(sentence.text) for sentence in told)
    design = Design.RANDOMISED_CROSSOVER_TRIAL if crossed else Design.RANDOMISED_CONTROLLED_TRIAL
    if said := own_randomisation(subject):
        return Shown(design, said[0], said[1].group())
    return _named(design, names.BLINDED_OR_PLACEBO, subject, "randomised")


def _case(subject: Subject) -> Shown:
    if names.CASE_SERIES.search(subject.title) or any(names.CASE_SERIES.search(s.text) for s in subject.abstract):
        return _named(Design.CASE_SERIES, names.CASE_SERIES, subject, "case")
    return _named(Design.CASE_REPORT, names.CASE, subject, "case")


def _narrative(subject: Subject) -> Shown:
    if names.GUIDELINE_TITLE.search(subject.title):
        return _named(Design.GUIDELINE, names.GUIDELINE_TITLE, subject, "narrative")
    return _named(Design.NARRATIVE_REVIEW, names.REVIEW, subject, "narrative")


def _human(subject: Subject) -> Shown | None:
    """Return the design that the title names, or else the first that a sentence names."""
    if not names.EXTENSION_TITLE.search(subject.title) and (masked := _masked(subject)):
        return masked
    for sentence in (subject.heading, *subject.abstract):
        lower = sentence.text.lower()
        for design, letters, pattern in names.NAMED_HUMAN:
            said = pattern.search(sentence.text) if any(map(lower.__contains__, letters)) else None
            if said and not _of_others(sentence, said):
                return _named(design, pattern, subject) if sentence.in_title else Shown(design, sentence, said.group())
    return None


def done_to_people(subject: Subject) -> Shown | None:
    """Return the design that follows from what was done to whom, for a study of people that names none."""
    for design, pattern in (
        (Design.COHORT, names.FOLLOWED),
        (Design.NON_RANDOMISED_TRIAL, names.GIVEN),
        (Design.CROSS_SECTIONAL, names.ASSESSED),
    ):
        if any(pattern.search(s.text) for s in (subject.heading, *subject.abstract)):
            return _named(design, pattern, subject, "human")
    return None


def _masked(subject: Subject) -> Shown | None:
    """A blinded or crossover trial that does not say whether it drew lots: called neither randomised nor not."""
    for sentence in containing((subject.heading, *subject.abstract), ("blind", "mask", "placebo", "cross", "latin")):
        said = names.DOUBLE_BLIND.search(sentence.text) or names.PLACEBO_GIVEN.search(sentence.text)
        if said and not names.WISHED.search(sentence.text):
            return Shown(Design.OTHER, sentence, said.group())
    return None


def _of_others(sentence: Sentence, said: re.Match[str]) -> bool:
    """A design that is wished for, or that earlier studies had, is not the study's own."""
    return bool(_WISHED.search(sentence.text)) or bool(
        re.match(r"\s+(?:are|is) (?:needed|warranted|required)", sentence.text[said.end() :])
    )


_WISHED = re.compile(
    r"\b(?:needed|warranted|required|future|further|previous(?:ly)?|prior|earlier|recent(?:ly)?|lack of|few|largest|to date|"
    r"should be|would be|studies have|evidence from|trials have)\b",
    re.IGNORECASE,
)

_MEMBERS: dict[str, Callable[[Subject], Shown | None]] = {
    "systematic": _systematic,
    "randomised": _randomised,
    "case": _case,
    "narrative": _narrative,
    "human": _human,
    "protocol": lambda subject: _named(Design.PROTOCOL, names.PROTOCOL, subject, "protocol"),
    "animal": lambda subject: _named(Design.ANIMAL_STUDY, names.ANIMAL, subject, "animal"),
    "in vitro": lambda subject: _named(Design.IN_VITRO_STUDY, names.IN_VITRO, subject, "in vitro"),
}

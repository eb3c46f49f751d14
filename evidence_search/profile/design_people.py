"""Designs of studies of people that drew no lots: as the study names its own, or else as follows from what was done to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.profile import design_names as names
from evidence_search.profile import design_people_words as words
from evidence_search.profile.design_shown import Shown, by_name
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import Design


def named(subject: Subject) -> Shown | None:
    """Return the design that the title names, or else the first that a sentence names."""
    if not names.EXTENSION_TITLE.search(subject.title) and (masked := _masked(subject)):
        return masked
    for sentence in (subject.heading, *subject.abstract):
        for design, letters, pattern in words.NAMED_HUMAN:
            said = pattern.search(sentence.text) if any(map(sentence.lower.__contains__, letters)) else None
            if said and not _of_others(sentence, said):
                return by_name(design, pattern, subject) if sentence.in_title else Shown(design, sentence, said.group())
    return None


def done_to_people(subject: Subject, sure: bool) -> Shown | None:
    """Return the design that follows from what was done to whom, for a study of people that names none; None when unclear.

    Only from sentences that tell of this study, and where it is not `sure` that it is one of people, only from those that say
    what was done to them. What was tried with a drug is not cross-sectional; what was blinded or drawn by lot may be a
    randomised trial, so neither is it called one without randomisation, nor anything that is only likely.
    """
    told = [sentence for sentence in (subject.heading, *subject.abstract) if not _elsewhere(sentence)]
    if not any(words.STUDIED.search(sentence.text) for sentence in told):
        return None
    if users := _first(Design.CROSS_SECTIONAL, words.COMPARED_AS_THEY_ARE, told):
        return users
    lots = any(words.LOTS.search(sentence.text) and not words.NO_LOTS.search(sentence.text) for sentence in told)
    never = {Design.CROSS_SECTIONAL} if any(words.TRIED.search(sentence.text) for sentence in told) else set()
    if lots:
        never.add(Design.NON_RANDOMISED_TRIAL)
    rules = (*words.DONE, *(words.DONE_LIKELY if sure and not lots else ()))
    possible = (_first(design, pattern, told) for design, pattern in rules if design not in never)
    return next(filter(None, possible), None)


def _elsewhere(sentence: Sentence) -> bool:
    return bool(words.BACKGROUND.match(sentence.text) or words.OF_OTHERS.search(sentence.text))


def _first(design: Design, pattern: Sieved, told: Sequence[Sentence]) -> Shown | None:
    for sentence in told:
        said = pattern.search(sentence.text)
        if said and not (design is Design.NON_RANDOMISED_TRIAL and words.QUESTIONED.search(sentence.text)):
            return Shown(design, sentence, said.group())
    return None


def _masked(subject: Subject) -> Shown | None:
    """A blinded or crossover trial that does not say whether it drew lots: called neither randomised nor not."""
    for sentence in containing((subject.heading, *subject.abstract), ("blind", "mask", "placebo", "cross", "latin")):
        said = names.DOUBLE_BLIND.search(sentence.text) or names.PLACEBO_GIVEN.search(sentence.text)
        if said and not names.wished(sentence.text, said) and not _of_others(sentence, said):
            return Shown(Design.OTHER, sentence, said.group())
    return None


def _of_others(sentence: Sentence, said: re.Match[str]) -> bool:
    """A design that is wished for, or that earlier studies had, is not the study's own."""
    return bool(words.WISHED.search(sentence.text)) or bool(
        re.match(r"\s+(?:are|is) (?:needed|warranted|required)", sentence.text[said.end() :])
    )

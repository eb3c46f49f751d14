"""The phase of a trial, and whether a study looked forwards or back, where the text says so."""

from __future__ import annotations

import re

from evidence_search.findings import Field, Finding
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import Sentence, Subject, found
from evidence_search.records import Design

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PHASE = re.compile(
    r"\bphase[- ](?P<low>[1-4]|iv|i{1,3})[ab]?(?:[/-](?P<high>[1-4]|iv|i{1,3})[ab]?)?\b(?=,? (?:[\w-]+[,/]? (?:and "
    r")?){0,7}(?:trial|study|design|rct)\b)|"
    r"\b(?:trial|study)[,:]? \(?phase[- ](?P<after>[1-4]|iv|i{1,3})[ab]?\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:trials|studies) (?:are|is|were|have|of|show|demonstrat)|\b(?:previous|prior|earlier|future|further|needed|"
    r"warranted|planned|"
    r"completed|published|two|three|several|ongoing|pooled)\b",
    re.IGNORECASE,
)
_TIMING = Sieved(r"\b(?:retrospective|prospective)(?:ly)?\b(?! (?:memory|recruitment|observation(?:al)? (?:phase|period)))")
_WISHED = re.compile(
    r"\b(?:needed|warranted|required|future|further|previous|prior|should|review of|studies|"
    r"trials)\b",
    re.IGNORECASE,
)
_MANY_STUDIES = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.NARRATIVE_REVIEW, Design.GUIDELINE})


def phase(subject: Subject) -> Finding | None:
    """Return the trial's phase as a whole number from 1 to 4; `detail["to"]` is the higher one of a `phase 1/2` trial."""
    for sentence in (*subject.abstract, subject.heading):
        if "hase" not in sentence.text or _OF_OTHERS.search(sentence.text):
            continue
        if said := _PHASE.search(sentence.text):
            low = _number(said["low"] or said["after"])
            return found(Field.PHASE, low, sentence, said, **({"to": _number(said["high"])} if said["high"] else {}))
    return None


def _number(printed: str) -> int:
    return _ROMAN.get(printed.lower()) or int(printed)


def timing(subject: Subject, design: Finding | None) -> Finding | None:
    """Return `prospective` or `retrospective` where the study says it of itself; None for a study of studies."""
    if design and design.value in _MANY_STUDIES:
        return None
    for sentence in (subject.heading, *subject.abstract):
        said = _TIMING.search(sentence.text)
        if said and not _elsewhere(sentence):
            return found(Field.TIMING, said.group().lower().removesuffix("ly"), sentence, said)
    return None


def _elsewhere(sentence: Sentence) -> bool:
    return bool(_WISHED.search(sentence.text))

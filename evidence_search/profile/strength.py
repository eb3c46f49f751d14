"""How far a study's design carries, in words, and what lowers that where the study says so itself.

Levels are those of the Oxford Centre for Evidence-Based Medicine for the question "does this treatment help?" (OCEBM Levels of
Evidence Working Group, 2011): 1 systematic review of randomised trials, 2 randomised trial, 3 non-randomised controlled cohort
or follow-up study, 4 case series, case-control or without controls of its own time, 5 reasoning from mechanisms. Where a level
hangs on something the study does not say, it is left open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.even import evened, restored
from evidence_search.profile.lowering import lowered_by
from evidence_search.profile.subject import Subject
from evidence_search.records import Design

_ORDER: tuple[Design, ...] = (
    Design.GUIDELINE, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.RANDOMISED_CONTROLLED_TRIAL,
    Design.RANDOMISED_CROSSOVER_TRIAL, Design.NON_RANDOMISED_TRIAL, Design.COHORT, Design.CASE_CONTROL, Design.CROSS_SECTIONAL,
    Design.PHARMACOVIGILANCE, Design.CASE_SERIES, Design.CASE_REPORT, Design.NARRATIVE_REVIEW, Design.PROTOCOL,
    Design.ANIMAL_STUDY, Design.IN_VITRO_STUDY, Design.OTHER,
)  # fmt: skip
UNKNOWN_ORDER = len(_ORDER)
"""Place of a study whose design is not known: behind every known one."""

_FIXED: dict[Design, tuple[str, int]] = {
    Design.RANDOMISED_CONTROLLED_TRIAL: ("randomised trial", 2),
    Design.RANDOMISED_CROSSOVER_TRIAL: ("randomised crossover trial", 2),
    Design.CASE_CONTROL: ("case-control study", 4),
    Design.CASE_SERIES: ("case series", 4),
    Design.CROSS_SECTIONAL: ("cross-sectional study", 4),
    Design.PHARMACOVIGILANCE: ("spontaneous reports", 4),
    Design.CASE_REPORT: ("case report", 5),
    Design.NARRATIVE_REVIEW: ("narrative review", 5),
    Design.ANIMAL_STUDY: ("animal study", 5),
    Design.IN_VITRO_STUDY: ("in vitro study", 5),
}
"""Words and level. Case reports and cross-sectional studies are not in the table: put below series, and beside them."""
_REVIEWS: dict[Design, str] = {
    Design.META_ANALYSIS: "meta-analysis of randomised trials",
    Design.SYSTEMATIC_REVIEW: "systematic review of randomised trials",
}
_BY_CONTROL: dict[Design, str] = {Design.NON_RANDOMISED_TRIAL: "non-randomised trial", Design.COHORT: "cohort"}
_CONTROLLED = frozenset({"placebo", "active", "other"})
_RANDOMISED_TRIALS = re.compile(r"\brandomi[sz]ed\b|\brcts?\b", re.IGNORECASE)
_SILENT = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.NARRATIVE_REVIEW, Design.GUIDELINE, Design.PROTOCOL,
                     Design.ANIMAL_STUDY, Design.IN_VITRO_STUDY})  # fmt: skip
"""Designs whose words of weakness are mostly about other studies."""


def evidence_order(design: Design | str | None) -> int:
    """Return a place to sort by, 0 the strongest; unknown designs come last.

    >>> evidence_order("randomised controlled trial") < evidence_order("cohort") < evidence_order(None)
    True
    """
    return _ORDER.index(Design(design)) if design in frozenset(Design) else UNKNOWN_ORDER


def find(subject: Subject, findings: Sequence[Finding] = ()) -> list[Finding]:
    """Return the strength that the design among `findings` gives, with its quote, and what the text says lowers it."""
    design = next((finding for finding in findings if finding.field is Field.DESIGN), None)
    graded = _graded(design, subject, findings) if design else None
    lowering = [] if design and design.value in _SILENT else restored(lowered_by(evened(subject), findings), subject)
    return [graded, *lowering] if graded else lowering


def _graded(design: Finding, subject: Subject, findings: Sequence[Finding]) -> Finding | None:
    if design.value == Design.PROTOCOL:
        return _with(design, "no results yet: protocol")
    words, level = _level(design.value, subject, findings)
    if not words:
        return None
    return _with(design, f"level {level}: {words}", level) if level else _with(design, f"level 3 or 4: {words}")


def _with(design: Finding, value: str, level: int = 0) -> Finding:
    detail: dict[str, Value] = {"level": level} if level else {}
    return replace(design, field=Field.STRENGTH, value=value, detail=detail)


def _level(design: Value, subject: Subject, findings: Sequence[Finding]) -> tuple[str, int]:
    """Return the words and the level, 0 where it hangs on a control group that is not told of."""
    if design in _REVIEWS:
        read = (subject.title, *(sentence.text for sentence in subject.abstract))
        return (_REVIEWS[Design(design)], 1) if any(map(_RANDOMISED_TRIALS.search, read)) else ("", 0)
    if design in _BY_CONTROL:
        control = next((finding.value for finding in findings if finding.field is Field.CONTROL), None)
        words = _BY_CONTROL[Design(design)]
        if control == "none":
            return f"{words} without a control group", 4
        return (f"controlled {words}", 3) if control in _CONTROLLED else (words, 0)
    return _FIXED[Design(design)] if design in _FIXED else ("", 0)

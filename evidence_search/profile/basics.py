"""Condition and design from a study's title, keywords and publication types, where those say it outright.

Deliberately narrow: a title that names a condition is about it. What is not said is left unknown, for curated values and
fuller profiles to fill.
"""

from __future__ import annotations

import re

from evidence_search.records import Design, Metadata

CONDITIONS: dict[str, str] = {
    "depression": r"depress(?:ion|ive|ed)\b|antidepressant",
    "bipolar depression": r"bipolar",
    "suicidal ideation": r"suicid",
    "PTSD": r"\bptsd\b|post-?\s?traumatic stress",
    "CRPS": r"\bcrps\b|complex regional pain|reflex sympathetic dystrophy",
    "fibromyalgia": r"fibromyalgia",
    "migraine": r"migraine",
    "cluster headache": r"cluster headache",
    "neuropathic pain": r"neuropathic|neuralgia|phantom limb",
    "chronic pain": r"chronic (?:\w+[ -]){0,2}pain",
    "cancer pain": r"(?<!non)(?<!non[- ])cancer (?:\w+ )?pain|pain in (?:\w+ )?cancer",
    "anxiety": r"anxiety|anxious",
    "OCD": r"\bocd\b|obsessive[- ]compulsive",
    "healthy volunteers": r"healthy (?:\w+ )?(?:volunteers|subjects|participants|adults)",
}
"""The library's conditions and the words of a title that name them."""

_DESIGNS: tuple[tuple[Design, str], ...] = (
    (Design.PROTOCOL, r"study protocol|trial protocol|protocol (?:for|of) an?\b|: (?:a )?protocol\b|clinical trial protocol"),
    (Design.META_ANALYSIS, r"meta-?\s?analys"),
    (Design.SYSTEMATIC_REVIEW, r"systematic (?:\w+ )?review"),
    (Design.GUIDELINE, r"practice guideline|consensus (?:guidelines|statement)"),
    (Design.NON_RANDOMISED_TRIAL, r"non-?\s?randomi[sz]ed"),
    (Design.RANDOMISED_CROSSOVER_TRIAL, r"randomi[sz]ed[^.]*cross-?over|cross-?over[^.]*randomi[sz]ed"),
    (Design.RANDOMISED_CONTROLLED_TRIAL, r"randomi[sz]ed"),
    (Design.CASE_SERIES, r"case series"),
    (Design.CASE_REPORT, r"case reports?\b"),
    (Design.CASE_CONTROL, r"case-control"),
    (Design.CROSS_SECTIONAL, r"cross-sectional"),
    (Design.COHORT, r"\bcohort\b"),
    (Design.NON_RANDOMISED_TRIAL, r"open-label (?:trial|study)"),
    (Design.ANIMAL_STUDY, r"\bin (?:rats|mice|a rat|a mouse)\b|\brat model|mouse model"),
)
_PUBLICATION_TYPES: tuple[tuple[str, Design], ...] = (
    ("clinical trial protocol", Design.PROTOCOL),
    ("meta-analysis", Design.META_ANALYSIS),
    ("systematic review", Design.SYSTEMATIC_REVIEW),
    ("practice guideline", Design.GUIDELINE),
    ("guideline", Design.GUIDELINE),
    ("randomized controlled trial", Design.RANDOMISED_CONTROLLED_TRIAL),
    ("case reports", Design.CASE_REPORT),
    ("review", Design.NARRATIVE_REVIEW),
)


def conditions_named(metadata: Metadata) -> tuple[str, ...]:
    """Return the library's conditions that the title or the keywords name, in a fixed order."""
    named = "\n".join((metadata.title, *metadata.keywords))
    return tuple(name for name, pattern in CONDITIONS.items() if re.search(pattern, named, re.IGNORECASE))


def design_named(metadata: Metadata) -> Design | None:
    """Return the design that the title or else the publication types state, None when neither does.

    A title is more specific than a type: PubMed calls a protocol of a randomised trial by both names.
    """
    for design, pattern in _DESIGNS:
        if re.search(pattern, metadata.title, re.IGNORECASE) and not _is_about(design, metadata.title):
            return design
    types = {kind.lower() for kind in metadata.publication_types}
    return next((design for name, design in _PUBLICATION_TYPES if name in types), None)


def _is_about(design: Design, title: str) -> bool:
    """A review *of* randomised trials is not one."""
    return design is Design.RANDOMISED_CONTROLLED_TRIAL and bool(re.search(r"review|trials\b", title, re.IGNORECASE))

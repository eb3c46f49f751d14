"""What kind of study it is, its blinding, control, phase and direction in time, each with the sentence that says so.

Titles name designs outright and are believed first, then PubMed's publication types; what neither says, a linear classifier
of eight groups decides (`design_model.py`), and rules over sentences tell the designs of a group apart. A study that the
classifier is not sure of has no design.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile import design_model
from evidence_search.profile import design_names as names
from evidence_search.profile.blinding import blinding
from evidence_search.profile.control import control
from evidence_search.profile.design_group import blinded, member, own_randomisation, planned, reported
from evidence_search.profile.design_people import done_to_people
from evidence_search.profile.design_people_words import NAMED_HUMAN
from evidence_search.profile.design_shown import Shown
from evidence_search.profile.design_stated import essay, notice, one_case, reviewing
from evidence_search.profile.design_timing import phase, timing
from evidence_search.profile.even import evened, restored
from evidence_search.profile.focus import READ_LENGTH, focused
from evidence_search.profile.subject import Sentence, Subject, found
from evidence_search.records import Design

SURE = 0.05
"""How far the likeliest group's score must lie above the next one's.

Held out on StudyTypeTeller, 0.93 of the designs given are right here (95% given), 0.93 at 0.12 (94%), 0.94 at 0.3 (90%)."""
UNNAMED = 0.5
"""The same, for a study of people that names no design."""
CERTAIN = 1.0
"""The same, where there is less than `ENOUGH_TEXT` to go by."""
ENOUGH_TEXT = 200
"""Characters of abstract below which only the title is believed."""

_TYPES: tuple[tuple[str, Design], ...] = (
    ("clinical trial protocol", Design.PROTOCOL),
    ("meta-analysis", Design.META_ANALYSIS),
    ("network meta-analysis", Design.META_ANALYSIS),
    ("systematic review", Design.SYSTEMATIC_REVIEW),
    ("scoping review", Design.SYSTEMATIC_REVIEW),
    ("practice guideline", Design.GUIDELINE),
    ("guideline", Design.GUIDELINE),
    ("randomized controlled trial", Design.RANDOMISED_CONTROLLED_TRIAL),
    ("case reports", Design.CASE_REPORT),
    ("review", Design.NARRATIVE_REVIEW),
)
"""PubMed's publication types that name a design, the more specific first."""

_BESIDE = 150
"""Characters beside the words on lots in which a plan would be told; a sentence may run on over headings."""
_TREATING = frozenset({"human", "randomised"})
"""Groups that are told apart by what the study says of its own randomisation."""

Ranking = Sequence[tuple[str, float]]


def find(subject: Subject) -> list[Finding]:
    """Return design, blinding, control, phase and timing, each where the study says it; of a letter the design alone."""
    even = focused(evened(subject))
    design = design_of(even)
    if notice(even):
        return restored((design,) if design else (), subject)
    others = (blinding(even, design), control(even, design), phase(even), timing(even, design))
    return restored((finding for finding in (design, *others) if finding), subject)


def design_of(subject: Subject, ranking: Ranking | None = None) -> Finding | None:
    """Return the design with its sentence, None when unclear; `ranking` stands in for the classifier's in cross-validation."""
    if apart := notice(subject):
        return _finding(apart)
    group = title_group(subject.title)
    if group == "human" and not _ONLY_OBSERVED.search(subject.title) and own_randomisation(subject):
        group = None
    if group is None and (typed := _typed(subject)):
        return typed
    group, margin = (group, SURE) if group else _judged(subject, ranking)
    shown = member(group, subject) if group else None
    if group == "human" and not shown:
        shown = done_to_people(subject, margin >= UNNAMED)
        if not shown and margin < UNNAMED and essay(subject):
            shown = member("narrative", subject)
    return _finding(shown)


_ONLY_OBSERVED = re.compile(
    r"\b(?:retrospective|cohort|cross-sectional|case[- ]control|registry|survey|review)\b", re.IGNORECASE
)
"""Words of a title that leave no room for lots; people of a `longitudinal` or `observational` study may have drawn them."""


def title_group(title: str) -> str | None:
    """Return the group that a title names outright, None when it names none.

    A protocol names what it is a protocol of, a review what it reviews: the first that applies is meant.
    """
    if names.PROTOCOL_TITLE.search(title):
        return "protocol"
    if names.META_ANALYSIS.search(title) or names.SYSTEMATIC_REVIEW.search(title):
        return "systematic"
    if names.GUIDELINE_TITLE.search(title) or names.NARRATIVE_TITLE.search(title):
        return "narrative"
    if names.CASE_TITLE.search(title):
        return "case"
    if names.PRECLINICAL_TITLE.search(title):
        return "animal"
    observed = names.OBSERVATIONAL_TITLE.search(title) and not (
        names.RANDOMISED_TITLE.search(title) or names.ANIMAL.search(title)
    )
    return "human" if observed and not names.ABOUT_TRIALS_PLURAL.search(title) else None


def _typed(subject: Subject) -> Finding | None:
    """Return the design that a publication type names, by the text where that tells it more exactly, or else by the type."""
    given = {kind.lower(): kind for kind in subject.publication_types}
    for name, design in _TYPES:
        if name in given:
            told = member(_TOLD[design], subject) if design in _TOLD and _told(design, subject) else None
            return _finding(told) or Finding(Field.DESIGN, design.value, given[name], None, None, Origin.METADATA, given[name])
    return None


def _told(design: Design, subject: Subject) -> bool:
    if design is Design.RANDOMISED_CONTROLLED_TRIAL:
        return own_randomisation(subject) is not None
    sought = names.SYSTEMATIC_REVIEW if design is Design.NARRATIVE_REVIEW else names.CASE_SERIES
    return any(sought.search(sentence.text) for sentence in subject.abstract)


_TOLD = {
    Design.RANDOMISED_CONTROLLED_TRIAL: "randomised",
    Design.NARRATIVE_REVIEW: "systematic",
    Design.CASE_REPORT: "case",
}
"""Designs that PubMed's types do not tell from narrower ones (crossover trials, systematic reviews, case series)."""


def _finding(shown: Shown | None) -> Finding | None:
    return found(Field.DESIGN, shown.design.value, shown.sentence, shown.printed) if shown else None


def _judged(subject: Subject, ranking: Ranking | None) -> tuple[str | None, float]:
    """Return the group by the classifier, or by the title alone where there is no text to classify, and how clear it is."""
    text = " ".join(sentence.text for sentence in subject.abstract)[:READ_LENGTH]
    if names.REGISTRY.match(text):
        return "protocol", SURE
    if not text:
        return _by_title(subject), SURE
    if names.EXTENSION_TITLE.search(subject.title) and not names.RANDOMISED_TITLE.search(subject.title):
        return "human", SURE
    order = list(ranking) if ranking else design_model.ranked(subject.title, text)
    if len(text) < ENOUGH_TEXT and order[0][1] - order[1][1] < CERTAIN:
        return _by_title(subject), SURE
    if names.REVIEW_TITLE.search(subject.title) and not names.NOT_A_REVIEW.search(subject.title):
        return next(group for group, _ in order if group in ("narrative", "systematic")), SURE
    if _ruled_out(order, subject, text):
        order = order[1:]
    return _stated(subject, order) or _corrected(subject, order), order[0][1] - order[1][1]


def _ruled_out(order: list[tuple[str, float]], subject: Subject, text: str) -> bool:
    """Whether the likeliest group cannot be: no animal is named, or people alone in the title; a plan that has results."""
    (first, high), (second, low) = order[:2]
    if first == "animal":
        title = subject.title
        people = second in _OF_PEOPLE and high - low < UNNAMED * 2 and names.PEOPLE_TITLE.search(title)
        return not names.ANIMAL.search(f"{title} {text}") or bool(people and not names.ANIMAL.search(title))
    return first == "protocol" and not planned(subject) and reported(subject)


_OF_PEOPLE = frozenset({"human", "randomised", "case"})


def _stated(subject: Subject, order: list[tuple[str, float]]) -> str | None:
    """Return the group that the study states outright, where the classifier sees another that it is easily taken for."""
    first = order[0][0]
    if first in _TAKEN_FOR_CASES and "case" in dict(order[:3]) and one_case(subject):
        return "case"
    return "narrative" if first in _TAKEN_FOR_REVIEWS and reviewing(subject) else None


_TAKEN_FOR_REVIEWS = frozenset({"human", "protocol", "animal", "in vitro"})
_TAKEN_FOR_CASES = frozenset({"human", "narrative", "animal", "case"})


def _corrected(subject: Subject, order: list[tuple[str, float]]) -> str | None:
    """Return the likeliest group, put right by what the study says outright; None when the next one is as likely."""
    (first, high), (second, low) = order[:2]
    if first not in _TREATING:
        return first if high - low >= SURE else None
    said = own_randomisation(subject)
    if planned(subject) or (said and _ahead(*said)):
        return "protocol"
    if said:
        return "randomised"
    if (first == "randomised" and not blinded(subject)) or (second in _TREATING and high - low < SURE):
        return "human"
    return first if high - low >= SURE else None


def _ahead(sentence: Sentence, said: re.Match[str]) -> bool:
    """Whether the words beside those on lots tell what will be done."""
    return names.FUTURE.search(sentence.text, max(0, said.start() - _BESIDE), said.end() + _BESIDE) is not None


def _by_title(subject: Subject) -> str | None:
    title = subject.title
    if own_randomisation(subject):
        return "randomised"
    if names.REVIEW_TITLE.search(title) and not names.NOT_A_REVIEW.search(title):
        return "narrative"
    if any(pattern.search(title) for _, _, pattern in NAMED_HUMAN) and not names.ABOUT_TRIALS_PLURAL.search(title):
        return "human"
    return "animal" if names.ANIMAL_TITLE.search(title) else None

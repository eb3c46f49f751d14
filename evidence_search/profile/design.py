"""What kind of study it is, its blinding, control, phase and direction in time, each with the sentence that says so.

Titles name designs outright and are believed first, then PubMed's publication types; what neither says, a linear classifier
of eight groups decides (`design_model.py`), and rules over sentences tell the designs of a group apart. A study that the
classifier is not sure of has no design.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile import design_model
from evidence_search.profile import design_names as names
from evidence_search.profile.blinding import blinding
from evidence_search.profile.control import control
from evidence_search.profile.design_group import Shown, blinded, done_to_people, member, own_randomisation, planned
from evidence_search.profile.design_timing import phase, timing
from evidence_search.profile.even import evened, restored
from evidence_search.profile.focus import READ_LENGTH, focused
from evidence_search.profile.subject import Subject, found
from evidence_search.records import Design

SURE = 0.05
"""How far the likeliest group's score must lie above the next one's.

Held out on StudyTypeTeller, 0.91 of the designs given are right here (98% given), 0.92 at 0.12 (96%), 0.93 at 0.3 (91%)."""
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

_TREATING = frozenset({"human", "randomised"})
"""Groups that are told apart by what the study says of its own randomisation."""

Ranking = Sequence[tuple[str, float]]


def find(subject: Subject) -> list[Finding]:
    """Return design, blinding, control, phase and timing, each where the study says it."""
    even = focused(evened(subject))
    design = design_of(even)
    others = (blinding(even, design), control(even, design), phase(even), timing(even, design))
    return restored((finding for finding in (design, *others) if finding), subject)


def design_of(subject: Subject, ranking: Ranking | None = None) -> Finding | None:
    """Return the design with its sentence, None when unclear; `ranking` stands in for the classifier's in cross-validation."""
    group = title_group(subject.title)
    if group is None and (typed := _typed(subject)):
        return typed
    group, margin = (group, SURE) if group else _judged(subject, ranking)
    shown = member(group, subject) if group else None
    if group == "human" and not shown and margin >= UNNAMED:
        shown = done_to_people(subject)
    return _finding(shown)


def title_group(title: str) -> str | None:
    """Return the group that a title names outright, None when it names none.

    A protocol names what it is a protocol of, a review what it reviews: the first that applies is meant.
    """
    if names.PROTOCOL_TITLE.search(title):
        return "protocol"
    if names.META_ANALYSIS.search(title) or names.SYSTEMATIC_REVIEW.search(title):
        return "systematic"
    if names.GUIDELINE_TITLE.search(title):
        return "narrative"
    if names.CASE_TITLE.search(title):
        return "case"
    observed = names.OBSERVATIONAL_TITLE.search(title) and not names.RANDOMISED_TITLE.search(title)
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
    if order[0][0] == "animal" and not names.ANIMAL.search(f"{subject.title} {text}"):
        order = order[1:]
    return _corrected(subject, order), order[0][1] - order[1][1]


def _corrected(subject: Subject, order: list[tuple[str, float]]) -> str | None:
    """Return the likeliest group, put right by what the study says outright; None when the next one is as likely."""
    (first, high), (second, low) = order[:2]
    if first not in _TREATING:
        return first if high - low >= SURE else None
    said = own_randomisation(subject)
    if planned(subject) or (said and names.FUTURE.search(said[0].text)):
        return "protocol"
    if said:
        return "randomised"
    if (first == "randomised" and not blinded(subject)) or (second in _TREATING and high - low < SURE):
        return "human"
    return first if high - low >= SURE else None


def _by_title(subject: Subject) -> str | None:
    title = subject.title
    if own_randomisation(subject):
        return "randomised"
    if names.REVIEW_TITLE.search(title) and not names.NOT_A_REVIEW.search(title):
        return "narrative"
    if any(pattern.search(title) for _, _, pattern in names.NAMED_HUMAN) and not names.ABOUT_TRIALS_PLURAL.search(title):
        return "human"
    return "animal" if names.ANIMAL_TITLE.search(title) else None

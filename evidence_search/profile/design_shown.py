"""A design with the sentence that shows it, and how that sentence is found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence_search.profile.design_model import weightiest
from evidence_search.profile.sieve import Sieved
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


def by_name(design: Design, pattern: Sieved | re.Pattern[str], subject: Subject, group: str = "") -> Shown:
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

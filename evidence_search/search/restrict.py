"""What a question itself rules in or out: fields, years, words that must not or must be there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evidence_search.records import Filters
from evidence_search.search.evidence import Evidence, LoadedPassage, Mask, Positions
from evidence_search.search.understand_words import Stems
from evidence_search.search.understood import Understood
from evidence_search.text.wording import Group, Wording

Ranked = list[tuple[int, float, list[int]]]


def within(evidence: Evidence, understood: Understood, stems: Stems, passing: Mask) -> tuple[Mask, Positions | None]:
    """Return the studies that may answer, and the passages that hold every phrase, None where the question has none.

    Phrases are found by their stems here; `holds` tells on the text itself whether they stand there as asked.
    """
    low, high = understood.years
    if low is not None or high is not None:
        # A study whose year is not known passes no filter on it; one that is retracted was dealt with before.
        passing = passing & evidence.passing(Filters(year_from=low, year_to=high, include_retracted=True))
    if understood.fields:
        passing = passing & evidence.having(understood.fields)
    for words in understood.excluded:
        if sought := tuple(stems(words)):
            passing = passing.copy()
            passing[evidence.holding(_phrase(sought))] = False
    if not understood.phrases:
        return passing, None
    at = evidence.passages_at([int(n) for n in np.flatnonzero(passing)])
    for words in filter(stems, understood.phrases):  # one of signs alone is for the text to tell
        at = np.intersect1d(at, evidence.passages_holding(_phrase(tuple(stems(words)))), assume_unique=True)
    only = np.zeros_like(passing)
    only[evidence.study_of[at]] = True
    return only, at


def _phrase(stems: tuple[str, ...]) -> Group:
    return Group((Wording(stems),))


def stating(ranked: Ranked, positions: Positions, at: Positions) -> Ranked:
    """Return ranked studies with only those of their passages that are among the given ones."""
    kept = set(at.tolist())
    found = [(number, score, [i for i in members if int(positions[i]) in kept]) for number, score, members in ranked]
    return [each for each in found if each[2]]


def holds(passage: LoadedPassage, title: str, phrases: Sequence[str]) -> bool:
    """Whether every phrase stands word for word in a passage or its study's title, in any case and with any white space."""
    texts = [_even(passage.text[passage.start : passage.end]), _even(title)]
    return all(any(_stands(_even(phrase), text) for text in texts) for phrase in phrases)


def _even(text: str) -> str:
    return " ".join(text.casefold().split())


def _stands(phrase: str, text: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(phrase) : at + len(phrase) + 1]
        # subtle: a phrase may begin or end with a sign, beside which anything may stand.
        if not (before.isalnum() and phrase[0].isalnum()) and not (after.isalnum() and phrase[-1].isalnum()):
            return True
        at = text.find(phrase, at + 1)
    return False

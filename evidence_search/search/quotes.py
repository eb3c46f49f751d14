"""The sentences of a study that answer the question, verbatim with their place.

A study's passages are thinned to those worth reading, each of their sentences is scored (`quote_scorer`), and each passage
gives its best one as a quote, with a neighbour where one is needed or as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Quote
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_cues import leans
from evidence_search.search.quote_features import Asked, Sentence, Stems, features
from evidence_search.search.quote_scorer import SIGN, model_for, sought
from evidence_search.text.passages import pages_of

AS_GOOD = 1.0
"""Log odds within which the next sentence joins the quote.

SciFact, cross-validated: the quote holds a sentence people named in 0.720 with one sentence, 0.754 at 1.0 (1.15 sentences on
average), 0.782 at 2.0 (1.36 sentences).
"""

SHORTEST = 40
"""Characters below which a sentence is a quote only where there is no other in its passage; the same goes for a question."""

_POOR = 1000.0


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of a study with its quote; a higher score answers the question better, below -100 only a scrap was there."""

    passage: LoadedPassage
    quote: Quote
    score: float


def pick_quotes(
    asked: Asked, studies: Sequence[tuple[bool, Sequence[LoadedPassage]]], stems: Stems, count: int
) -> list[list[Quoted]]:
    """Return for each study its best passages, at most `count`, best first, each with the quote that answers best.

    `studies` are (whether the full text is there, passages found). A quote is one to three whole sentences of a
    paragraph (the best, the next where it is as good, the one before where the best leans on it): `passage.text[start:end]`,
    nothing else. Ties fall to what comes first in the study.
    """
    wanted = sought(asked.text)
    read = [
        [passages[i] for i in model_for(full).best_passages(passages, asked.vector, wanted, count)]
        for full, passages in studies
    ]
    if not any(read):
        return [[] for _ in studies]
    sentences, rows = features(asked, read, stems)
    full_of = np.array([studies[s.study][0] for s in sentences])
    scores = np.where(full_of, *(model_for(full).sentences(rows, wanted.result) for full in (True, False)))
    scores += SIGN * wanted.shown_by(s.text for s in sentences)
    quoted: list[list[Quoted]] = [[] for _ in studies]
    edges = np.flatnonzero(np.diff([-1, *(s.passage for s in sentences), -1]))
    flat = [passage for passages in read for passage in passages]
    for start, end in pairwise(edges.tolist()):
        own = sentences[start:end]
        quoted[own[0].study].append(_quote(flat[own[0].passage], own, scores[start:end]))
    for found in quoted:
        found.sort(key=lambda q: -q.score)
    return quoted


def _quote(passage: LoadedPassage, sentences: Sequence[Sentence], scores: NDArray[np.float32]) -> Quoted:
    poor = np.array([s.end - s.start < SHORTEST or s.text.endswith("?") for s in sentences])
    fit = scores - _POOR * (poor & ~poor.all())
    best = int(np.argmax(fit))
    first, last = best, best
    if last + 1 < len(sentences) and fit[best] - fit[last + 1] <= AS_GOOD and _joined(passage, sentences, last):
        last += 1
    if first > 0 and leans(sentences[first].text) and _joined(passage, sentences, first - 1):
        first -= 1
    start, end = sentences[first].start, sentences[last].end
    quote = Quote(passage.text[start:end], start, end, pages_of(passage.all_pages, start, end))
    return Quoted(passage, quote, float(scores[best] - _POOR * poor[best]))


def _joined(passage: LoadedPassage, sentences: Sequence[Sentence], i: int) -> bool:
    """Whether sentence i and the next stand in one paragraph: a quote does not run over its end."""
    return "\n" not in passage.text[sentences[i].end : sentences[i + 1].start]

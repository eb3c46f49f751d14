"""The sentences of a passage that answer the question, verbatim with their place.

Nothing is encoded here: sentence vectors were pooled at ingest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import cosines
from evidence_search.records import Quote
from evidence_search.search.evidence import LoadedPassage
from evidence_search.text.passages import pages_of

WORDS_WEIGHT = 0.5
"""How much shared words count beside the cosine.

The best sentence of the right abstract is one that people named as evidence (SciFact, 564 pairs): 0.488 without words, 0.555 to
0.560 at any weight from 0.3 to 1 (benchmarks/quotes.py).
"""

JOIN_WITHIN = 0.92
"""A neighbouring sentence joins the quote when it scores this share of the best one."""

MOST_SENTENCES = 2
SHORTEST = 40
"""Characters below which a sentence is a quote only where the others fit far worse; the same goes for a question."""


def pick_quote(
    passage: LoadedPassage,
    vector: NDArray[np.float32] | None,
    weights: Mapping[str, float],
    stems: Callable[[str], Sequence[str]],
) -> Quote:
    """Return the one or two sentences that fit the question best.

    `weights` holds the question's stems and how much each says. The quote is `passage.text[start:end]`, nothing else.
    """
    sentences = passage.sentences or ((passage.start, passage.end),)
    scores = _scores(passage, sentences, vector, weights, stems)
    best = int(np.argmax(scores))
    first = last = best
    neighbours = [i for i in (best - 1, best + 1) if 0 <= i < len(sentences)]
    partner = max(neighbours, key=lambda i: float(scores[i]), default=None)
    if MOST_SENTENCES > 1 and partner is not None and 0 < JOIN_WITHIN * scores[best] <= scores[partner]:
        first, last = min(best, partner), max(best, partner)
    start, end = sentences[first][0], sentences[last][1]
    if "\n\n" in passage.text[start:end]:  # a quote does not run over a paragraph's end
        start, end = sentences[best]
    return Quote(passage.text[start:end], start, end, pages_of(passage.all_pages, start, end))


def _scores(
    passage: LoadedPassage,
    sentences: Sequence[tuple[int, int]],
    vector: NDArray[np.float32] | None,
    weights: Mapping[str, float],
    stems: Callable[[str], Sequence[str]],
) -> NDArray[np.float32]:
    total = sum(weights.values()) or 1.0
    words = np.zeros(len(sentences), dtype=np.float32)
    for i, (start, end) in enumerate(sentences):
        found = set(stems(passage.text[start:end]))
        words[i] = sum(weight for stem, weight in weights.items() if stem in found) / total
    scores = WORDS_WEIGHT * words
    if vector is not None and len(passage.sentence_vectors) == len(sentences):
        scores = scores + cosines(passage.sentence_vectors, vector)
    poor = np.array([end - start < SHORTEST or passage.text[end - 1] == "?" for start, end in sentences])
    return np.where(poor & ~poor.all(), scores - 1.0, scores).astype(np.float32)

"""A second reading of the first studies by a cross-encoder, for who has one and the time: none ships with the program.

A cross-encoder reads question and passage together, which costs a forward pass a passage where the ranker costs none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from evidence_search.search.evidence import Evidence, Positions, Scores
from evidence_search.search.fuse import DECIMALS, to_unit_range
from evidence_search.search.ranker import Ranked

RERANKED = 20
"""Studies read again, each by its best passage."""

Rerank = Callable[[str, Sequence[str]], Scores]
"""A score for each text, higher for a better answer to the question, shape (len(texts),); on any scale."""


def rerank(evidence: Evidence, question: str, ranked: Ranked, positions: Positions, score: Rerank) -> Ranked:
    """Return studies with the first `RERANKED` in the order of both opinions, half and half, each brought to 0..1 over them.

    Scores stay between the highest and the lowest they had, so that the others stay behind. Ties fall by study number.
    """
    first = ranked[:RERANKED]
    if len(first) < 2:
        return ranked
    excerpts = evidence.excerpts([int(positions[members[0]]) for _, _, members in first])
    titles = [evidence.describe(number).metadata.title for number, _, _ in first]
    texts = [f"{title}\n{excerpt.text}".strip() for title, excerpt in zip(titles, excerpts, strict=True)]
    learned = np.array([own for _, own, _ in first], dtype=np.float32)
    both = (to_unit_range(learned) + to_unit_range(np.asarray(score(question, texts), dtype=np.float32))) / 2
    low, high = float(learned.min()), float(learned.max())
    again = [
        (number, round(low + (high - low) * float(share), DECIMALS), members)
        for (number, _, members), share in zip(first, both, strict=True)
    ]
    return sorted(again, key=lambda found: (-found[1], found[0])) + ranked[RERANKED:]

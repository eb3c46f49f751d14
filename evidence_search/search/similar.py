"""Studies like a given one: near in meaning to what it says as a whole, and sharing the words of its title."""

from __future__ import annotations

import numpy as np

from evidence_search.quantised import unit
from evidence_search.search.evidence import Evidence, Mask, Scores
from evidence_search.search.fuse import CANDIDATES, gather, rank_studies
from evidence_search.text.wording import plain_groups


def similar(evidence: Evidence, number: int, vectors: Scores, passing: Mask, limit: int) -> list[tuple[int, float]]:
    """Return (study number, score 0 to 1) of the studies most like study `number`, best first, without itself.

    `vectors` are its passages' unit vectors, (n, dimension); their mean stands for the study.
    """
    vector = unit(vectors.mean(axis=0))
    others = passing.copy()
    others[number] = False
    if not others.any():
        return []
    words = plain_groups(dict.fromkeys(evidence.stems(evidence.describe(number).metadata.title)))
    none = np.empty(0, dtype=np.int64)
    candidates = gather(evidence, vector, words, others, CANDIDATES, none)
    found = [(other, score) for other, score, _ in rank_studies(candidates, evidence.study_of)]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:limit]

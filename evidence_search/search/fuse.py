"""Putting two rankings of passages together, and passages into studies.

Raw cosines and BM25 scores are not on one scale and averaging them is a known trap; each is brought to 0..1 over the
question's candidates first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidence_search.search.evidence import Evidence, Mask, Positions, Scores
from evidence_search.text.wording import Group

DECIMALS = 6
"""Scores are rounded to before they order anything."""

CANDIDATES = 300
"""Passages each side proposes."""

WHOLE_STUDY = 0.6
"""Share of the whole study's BM25 in the words' side; the rest is the passage's own.

A question's words are often spread over a study: the condition in its title, the dose in its methods, the harm in its results.
nDCG@10 with 0, 0.3, 0.5 and 0.7: SciFact (train) 0.737, 0.740, 0.742, 0.740; starter library (dev) 0.719, 0.727, 0.731, 0.738.
"""

WHOLE_STUDIES = 100
"""Studies scored as wholes."""

DENSE_WEIGHT = 0.5
"""Share of the cosine in the sum; the rest is BM25. 0.5 was best or within 0.002 of it on SciFact and dev."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages proposed for a question, by position, with what each side says of them; rank 0 means not proposed."""

    positions: Positions
    fused: Scores
    cosine: Scores
    dense_rank: NDArray[np.int64]
    bm25: Scores
    lexical_rank: NDArray[np.int64]
    study_bm25: Scores
    """BM25 of the whole study a passage belongs to."""


def gather(
    evidence: Evidence,
    vector: Scores | None,
    groups: Sequence[Group],
    passing: Mask,
    limit: int,
    named: Positions,
    dense_weight: float = DENSE_WEIGHT,
) -> Candidates:
    """Return the passages either side proposes, scored by both.

    A passage only BM25 proposed gets its true cosine too; one only the vectors proposed has BM25 zero. `vector` None leaves
    the dense side out, no groups the lexical one. `named` are passages of studies the question names, candidates whatever
    their scores.
    """
    near, _ = evidence.nearest(vector, limit, passing) if vector is not None else _nothing()
    words, bm25 = evidence.matching(groups, limit, passing) if groups else _nothing()
    positions = np.union1d(np.union1d(near, words), named)
    cosine = evidence.cosines(vector, positions) if vector is not None else np.zeros(len(positions), dtype=np.float32)
    lexical = np.zeros(len(positions), dtype=np.float32)
    lexical[np.searchsorted(positions, words)] = bm25
    whole = _of_whole_studies(evidence, groups, passing, positions)
    share = WHOLE_STUDY if whole.any() else 0.0
    by_words = (1 - share) * to_unit_range(lexical) + share * to_unit_range(whole)
    weight = dense_weight if vector is not None and groups else float(vector is not None)
    fused = weight * to_unit_range(cosine) + (1 - weight) * by_words
    ranks = _ranks(positions, near), _ranks(positions, words)
    # Rounded, so that the last bits of a sum, which may depend on the number of threads, decide nothing.
    return Candidates(positions, np.round(fused, DECIMALS).astype(np.float32), cosine, ranks[0], lexical, ranks[1], whole)


def _of_whole_studies(evidence: Evidence, groups: Sequence[Group], passing: Mask, positions: Positions) -> Scores:
    """Return for each passage the BM25 of its whole study, zero for those not among the best."""
    numbers, scores = evidence.matching_studies(groups, WHOLE_STUDIES, passing) if groups else _nothing()
    if len(numbers) == 0 or len(positions) == 0:
        return np.zeros(len(positions), dtype=np.float32)
    order = np.argsort(numbers)
    numbers, scores = numbers[order], scores[order]
    studies = evidence.study_of[positions]
    at = np.minimum(np.searchsorted(numbers, studies), len(numbers) - 1)
    return np.where(numbers[at] == studies, scores[at], 0).astype(np.float32)


def to_unit_range(scores: Scores) -> Scores:
    """Return scores brought linearly to 0..1 (min-max); all zero when they do not differ.

    >>> to_unit_range(np.array([2.0, 4.0, 3.0], dtype=np.float32)).tolist()
    [0.0, 1.0, 0.5]
    """
    if len(scores) == 0 or scores.max() == scores.min():
        return np.zeros(len(scores), dtype=np.float32)
    return np.asarray((scores - scores.min()) / (scores.max() - scores.min()), dtype=np.float32)


def rank_studies(candidates: Candidates, study_of: Positions) -> list[tuple[int, float, list[int]]]:
    """Return (study number, score, its candidates' indices best first) of each study proposed, best first.

    A study scores as its best passage. Equal scores are ordered by study number, which follows the study id.
    """
    order = np.lexsort((candidates.positions, -candidates.fused))
    studies: dict[int, list[int]] = {}
    for i, number in zip(order.tolist(), study_of[candidates.positions[order]].tolist(), strict=True):
        studies.setdefault(number, []).append(i)
    # Adding a share of the second and third passage's scores lowered nDCG@10 on SciFact.
    ranked = [(number, float(candidates.fused[members[0]]), members) for number, members in studies.items()]
    return sorted(ranked, key=lambda found: (-found[1], found[0]))


def _nothing() -> tuple[Positions, Scores]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)


def _ranks(positions: Positions, proposed: Positions) -> NDArray[np.int64]:
    ranks = np.zeros(len(positions), dtype=np.int64)
    ranks[np.searchsorted(positions, proposed)] = np.arange(1, len(proposed) + 1)
    return ranks

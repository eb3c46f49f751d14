"""Two rankings of passages become one of studies, with every number worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.search.evidence import Mask, Positions, Scores
from evidence_search.search.fuse import Candidates, gather, rank_studies, to_unit_range
from evidence_search.text.wording import plain_groups
from tests.stubs import StubEvidence

NONE = np.empty(0, dtype=np.int64)
EVERYTHING = np.ones(1, dtype=bool)


class Fixed(StubEvidence):
    """Five passages with given cosines and BM25 scores; each side proposes its best `limit`."""

    COSINES = np.array([0.9, 0.5, 0.7, 0.1, 0.3], dtype=np.float32)
    WORDS = np.array([0.0, 4.0, 2.0, 8.0, 0.0], dtype=np.float32)

    def __init__(self) -> None:
        super().__init__([])

    def nearest(self, vector: Scores, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        order = np.argsort(-self.COSINES)[:limit]
        return order, self.COSINES[order]

    def matching(self, stems: object, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        order = np.argsort(-self.WORDS)[: min(limit, 3)]
        return order, self.WORDS[order]

    def cosines(self, vector: Scores, positions: Positions) -> Scores:
        return self.COSINES[positions]


VECTOR = np.ones(1, dtype=np.float32)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([2, 4, 3], [0, 1, 0.5]), ([5, 5, 5], [0, 0, 0]), ([7], [0]), ([], []), ([-1, 1], [0, 1])],
)
def test_to_unit_range(scores: list[float], expected: list[float]) -> None:
    assert to_unit_range(np.array(scores, dtype=np.float32)).tolist() == expected


def test_both_sides_are_scored_over_the_same_candidates() -> None:
    """Two from each side: 0 and 2 by cosine, 3 and 1 by words.

    Cosines 0.9, 0.5, 0.7, 0.1 become 1, 0.5, 0.75, 0; words 0, 4, 0, 8 become 0, 0.5, 0, 1: passage 2 was not proposed for
    its words, so they count nothing, while 3 and 1 get their true cosines.
    """
    found = gather(Fixed(), VECTOR, plain_groups(["w"]), EVERYTHING, 2, NONE)
    assert found.positions.tolist() == [0, 1, 2, 3]
    assert found.cosine.tolist() == Fixed.COSINES[:4].tolist()
    assert found.bm25.tolist() == [0, 4, 0, 8]
    assert found.fused == pytest.approx([0.5, 0.5, 0.375, 0.5])
    assert found.dense_rank.tolist() == [1, 0, 2, 0]
    assert found.lexical_rank.tolist() == [0, 2, 0, 1]


def test_the_weight_of_the_cosine() -> None:
    found = gather(Fixed(), VECTOR, plain_groups(["w"]), EVERYTHING, 2, NONE, dense_weight=0.25)
    assert found.fused == pytest.approx([0.25, 0.5, 0.1875, 0.75])


class Close(Fixed):
    """Passages 0 and 1 differ by what another number of threads can make of one sum."""

    COSINES = np.array([0.5, 0.5 + 6e-8, 0.7, 0.1, 0.3], dtype=np.float32)
    WORDS = np.zeros(5, dtype=np.float32)


def test_the_last_bits_of_a_sum_order_nothing() -> None:
    found = gather(Close(), VECTOR, [], EVERYTHING, 5, NONE)
    assert found.cosine[0] < found.cosine[1]
    assert found.fused[0] == found.fused[1]


class Spread(Fixed):
    """The same passages, two of study 0 and three of study 1; study 1 as a whole holds the question's words, 0 does not."""

    def __init__(self) -> None:
        super().__init__()
        self.study_of = np.array([0, 0, 1, 1, 1])

    def matching_studies(self, stems: object, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        return np.array([1]), np.array([12.0], dtype=np.float32)


def test_the_whole_studys_words_count() -> None:
    """Of the words' half 0.6 is the study's: 0 for passages 0 and 1, 1 for 2 and 3; the passages' own words count 0.4."""
    found = gather(Spread(), VECTOR, plain_groups(["w"]), EVERYTHING, 2, NONE)
    assert found.study_bm25.tolist() == [0, 0, 12, 12]
    assert found.fused == pytest.approx([0.5, 0.25 + 0.5 * 0.4 * 0.5, 0.375 + 0.5 * 0.6, 0.5 * (0.4 + 0.6)])


def test_one_side_alone() -> None:
    dense = gather(Fixed(), VECTOR, [], EVERYTHING, 3, NONE)
    assert dense.positions.tolist() == [0, 1, 2]
    assert dense.fused == pytest.approx([1, 0, 0.5])
    assert not dense.lexical_rank.any()
    lexical = gather(Fixed(), None, plain_groups(["w"]), EVERYTHING, 3, NONE)
    assert lexical.positions.tolist() == [1, 2, 3]
    assert lexical.fused == pytest.approx([1 / 3, 0, 1], abs=1e-6)
    assert not lexical.dense_rank.any() and not lexical.cosine.any()


def test_no_side_at_all() -> None:
    found = gather(Fixed(), None, [], EVERYTHING, 3, NONE)
    assert len(found.positions) == len(found.fused) == 0
    assert rank_studies(found, NONE) == []


def test_passages_of_a_named_study_are_candidates_whatever_they_score() -> None:
    found = gather(Fixed(), VECTOR, plain_groups(["w"]), EVERYTHING, 1, np.array([4], dtype=np.int64))
    assert found.positions.tolist() == [0, 3, 4]
    assert (found.dense_rank[2], found.lexical_rank[2], found.bm25[2]) == (0, 0, 0)
    assert found.fused == pytest.approx([0.5, 0.5, 0.125])


def candidates(fused: list[float], positions: list[int] | None = None) -> Candidates:
    count = len(fused)
    places = np.array(range(count) if positions is None else positions, dtype=np.int64)
    zeros, ranks = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.int64)
    return Candidates(places, np.array(fused, dtype=np.float32), zeros, ranks, zeros, ranks, zeros)


def test_a_study_scores_as_its_best_passage() -> None:
    ranked = rank_studies(candidates([0.25, 0.75, 0.5, 0.5]), np.array([0, 0, 1, 1]))
    assert ranked == [(0, 0.75, [1, 0]), (1, 0.5, [2, 3])]


def test_equal_studies_are_ordered_by_number_and_equal_passages_by_position() -> None:
    ranked = rank_studies(candidates([0.5, 0.5, 0.5, 0.5], [2, 5, 7, 9]), np.array([9, 9, 3, 9, 9, 1, 9, 3, 9, 1]))
    assert ranked == [(1, 0.5, [1, 3]), (3, 0.5, [0, 2])]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), max_size=20))
def test_every_candidate_stands_once_under_its_study(pairs: list[tuple[int, int]]) -> None:
    fused = [score / 8 for _, score in pairs]
    ranked = rank_studies(candidates(fused), np.array([study for study, _ in pairs], dtype=np.int64))
    assert sorted(i for _, _, members in ranked for i in members) == list(range(len(pairs)))
    assert [score for _, score, _ in ranked] == sorted((score for _, score, _ in ranked), reverse=True)
    for number, score, members in ranked:
        assert {pairs[i][0] for i in members} == {number}
        assert score == max(fused[i] for i in members) == fused[members[0]]

"""Sentence vectors as small integers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.quantised import cosines, quantise, unit


def unit_rows(seed: int, count: int, dimension: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_worked_example() -> None:
    """The largest component becomes 127, the others in proportion: 0.6/0.8 of 127 is 95.25."""
    assert quantise(np.array([[0.6, -0.8]], dtype=np.float32)).tolist() == [[95, -127]]
    assert cosines(np.array([[0, 5], [3, 4]], dtype=np.int8), np.array([0, 1], dtype=np.float32)).tolist() == [
        1.0,
        np.float32(0.8),
    ]


def test_nothing_and_zeros() -> None:
    assert quantise(np.empty((0, 4), dtype=np.float32)).shape == (0, 4)
    zeros = quantise(np.zeros((2, 4), dtype=np.float32))
    assert zeros.dtype == np.int8 and not zeros.any()
    assert cosines(zeros, np.array([1, 0, 0, 0], dtype=np.float32)).tolist() == [0.0, 0.0]


@given(st.integers(0, 10_000), st.integers(2, 40), st.sampled_from([8, 64, 384]))
def test_cosines_and_their_order_are_kept(seed: int, count: int, dimension: int) -> None:
    rows, question = unit_rows(seed, count, dimension), unit_rows(seed + 1, 1, dimension)[0]
    exact, kept = rows @ question, cosines(quantise(rows), question)
    assert np.abs(exact - kept).max() < 0.01
    for i in range(count):
        clearly_lower = exact < exact[i] - 0.02
        assert (kept[clearly_lower] < kept[i]).all()


def test_a_vector_is_brought_to_length_one() -> None:
    assert unit(np.array([3.0, 4.0], dtype=np.float32)).tolist() == pytest.approx([0.6, 0.8])
    assert unit(np.zeros(2, dtype=np.float32)).tolist() == [0.0, 0.0]

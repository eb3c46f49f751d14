"""Sentence vectors as small integers: a quarter of the bytes, the same order of cosines to three digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return rows as int8: each component times 127 over its row's largest, rounded.

    The direction is all that is kept; `cosines` restores unit length.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    return np.asarray(np.rint(vectors * (127.0 / largest)), dtype=np.int8)


def cosines(quantised: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each quantised row, shape (n, dimension), with a unit vector, shape (dimension,)."""
    rows = quantised.astype(np.float32)
    norms = np.maximum(np.sqrt((rows * rows).sum(axis=1)), 1e-12)
    return np.asarray((rows @ vector) / norms, dtype=np.float32)

"""Vectors of length 1; those of sentences as small integers: a quarter of the bytes, cosines in order to three digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a vector, shape (dimension,), brought to length 1; one without length stays as it is."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)


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

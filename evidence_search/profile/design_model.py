"""The trained classifier of a study's kind: eight groups of designs that read alike.

A linear model over words, pairs and cues of title and abstract (`design_words.py`), made by `benchmarks/train_design.py`.
A group's score is its bias and the weights of the features present, over the square root of how many are present: long and
short abstracts count alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.profile.design_words import features, tokens

WEIGHTS = Path(__file__).parent / "weights" / "design.json"

SCALE = 100
"""Weights are kept as whole hundredths."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of shape (features, groups), in hundredths, and biases of shape (groups,).

    Whole numbers, so that a sum is the same in whatever order a set gives its features.
    """

    groups: tuple[str, ...]
    rows: dict[str, int]
    weights: NDArray[np.int32]
    bias: NDArray[np.float32]

    def scores(self, told: set[str]) -> NDArray[np.float32]:
        """Return a score for each group, in the order of `groups`; above 0 speaks for it."""
        rows = [self.rows[name] for name in self.rows.keys() & told]
        summed: NDArray[np.float32] = self.weights[rows].sum(axis=0).astype(np.float32)
        return summed / np.float32(SCALE * max(1, len(rows)) ** 0.5) + self.bias


@cache
def model() -> Model:
    """Return the shipped model."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    rows = {name: row for row, name in enumerate(kept["weights"])}
    weights = np.array(list(kept["weights"].values()), dtype=np.int32)
    return Model(tuple(kept["groups"]), rows, weights, np.array(kept["bias"], dtype=np.float32))


def ranked(title: str, text: str) -> list[tuple[str, float]]:
    """Return the groups with their scores, the likeliest first; ties by name."""
    learned = model()
    scored = zip(learned.groups, learned.scores(features(tokens(title), tokens(text))).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def weightiest(sentences: Iterable[str], group: str) -> int:
    """Return the place of the sentence that speaks most for a group; the first of equals.

    Raises ValueError when there is no sentence or no such group.
    """
    learned = model()
    column = learned.groups.index(group)
    weighed = [float(learned.scores(features([], tokens(sentence)))[column]) for sentence in sentences]
    return weighed.index(max(weighed))

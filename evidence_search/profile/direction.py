"""Which way a named outcome came out in a comparison: increased, decreased, or no significant difference.

A multinomial logistic regression over the features of `direction_features`, and for finding the sentence a logistic
regression over those of `direction_evidence`. Trained by `benchmarks/train_direction.py` on Evidence Inference (Lehman et al.
2019, DeYoung et al. 2020); what it reaches on articles held out stands in `benchmarks/README.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from evidence_search.profile.direction_evidence import evidence_features
from evidence_search.profile.direction_features import features
from evidence_search.profile.linear import trained

INCREASED, DECREASED, NONE = "increased", "decreased", "none"
LABELS = (INCREASED, DECREASED, NONE)

READ_ON = 4
"""How many of the best sentences are weighed together; cross-validated, more gain nothing."""


def direction_of(sentence: str, outcome: str, intervention: str, comparator: str, context: str = "") -> tuple[str, float]:
    """Return what a sentence says of an outcome under `intervention` against `comparator`, and the probability.

    The label is one of `LABELS`. `context` is text in which abbreviations and groups are explained, such as the abstract.
    """
    shares = _shares(features(sentence, outcome, intervention, comparator, context))
    best = max(range(len(LABELS)), key=lambda at: shares[at])
    return LABELS[best], shares[best]


def direction_in(
    sentences: Sequence[str], outcome: str, intervention: str, comparator: str, context: str = ""
) -> tuple[str, str, float]:
    """Return the direction of an outcome in a text, the sentence that tells most of it, and the probability.

    Raises:
        ValueError: There is no sentence.
    """
    if not sentences:
        raise ValueError("direction_in needs at least one sentence")
    weights: Mapping[str, float] = trained("direction")["evidence"]
    last = max(1, len(sentences) - 1)
    scores = [
        sum(
            weights.get(name, 0.0) * value
            for name, value in evidence_features(s, at / last, outcome, intervention, comparator, context).items()
        )
        for at, s in enumerate(sentences)
    ]
    order = sorted(range(len(sentences)), key=lambda at: (-scores[at], at))[:READ_ON]
    trust = [math.exp(scores[at] - scores[order[0]]) for at in order]
    each = [_shares(features(sentences[at], outcome, intervention, comparator, context)) for at in order]
    whole = [sum(t * shares[k] for t, shares in zip(trust, each, strict=True)) / sum(trust) for k in range(len(LABELS))]
    best = max(range(len(LABELS)), key=lambda k: whole[k])
    telling = max(range(len(order)), key=lambda i: trust[i] * each[i][best])
    return LABELS[best], sentences[order[telling]], whole[best]


def _shares(found: Mapping[str, float]) -> list[float]:
    """Return the probability of each of `LABELS`."""
    artefact = trained("direction")
    weights: Mapping[str, Sequence[float]] = artefact["weights"]
    sums = list(artefact["intercepts"])
    for name, value in found.items():
        row = weights.get(name)
        if row is not None:
            for at, weight in enumerate(row):
                sums[at] += weight * value
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    return [power / sum(powers) for power in powers]

"""Whether the library answers a question at all, from several signs at once.

A question is covered when some study near the top speaks of nearly all its ideas, when its meaning is near to a passage, and
when none of the things it names is unknown to the library. The signs are shares and cosines, so that they mean the same in
another library; `benchmarks/train_verdict.py` fits their weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from evidence_search.records import Judgement, Verdict
from evidence_search.search.evidence import Evidence, Positions, Scores
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_words import words_of
from evidence_search.search.understood import Understood

STUDIES = 10
"""Studies near the top among which one must cover the question."""

NAMING = frozenset({"drug", "condition", "scale"})
"""Kinds of the vocabulary that name a thing: a study without it is about something else."""

_SHARES = {"words": 0.3}
NAMING_SHARE, PLAIN_SHARE = 1.5, 0.35
"""How much an idea of the question counts beside its rarity: what is named more, plain English words less.

Area under the curve of coverage alone, dev questions: 0.971 with equal shares, 0.991 with these.
"""

SIGNS = ("cosine", "covered", "unknown")
"""Cosine of the nearest passage; largest share of the question's ideas in one study; whether a thing it names is in none."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a question's being covered."""

    cosine: float
    covered: float
    unknown: tuple[str, ...]
    """Words of the question for things that no study speaks of."""

    @property
    def values(self) -> tuple[float, float, float]:
        """The signs in the order of `SIGNS`."""
        return self.cosine, self.covered, float(bool(self.unknown))


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over standardised signs, and where its probability of being covered is cut."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    answered_from: float
    partly_from: float

    def probability(self, signs: Signs) -> float:
        """Return the probability that a question is covered."""
        standard = [(v - m) / s for v, m, s in zip(signs.values, self.means, self.scales, strict=True)]
        total = self.intercept + sum(w * x for w, x in zip(self.weights, standard, strict=True))
        return float(1 / (1 + np.exp(-total)))


@cache
def shipped() -> Model:
    """Return the model that `benchmarks/train_verdict.py` wrote."""
    kept = json.loads(Path(__file__).with_name("weights").joinpath("verdict.json").read_text(encoding="utf-8"))
    return Model(
        tuple(kept["means"]), tuple(kept["scales"]), tuple(kept["weights"]), kept["intercept"],
        kept["answered_from"], kept["partly_from"],
    )  # fmt: skip


def read_signs(evidence: Evidence, understood: Understood, lexicon: Lexicon, studies: Sequence[int], cosine: Scores) -> Signs:
    """Return the signs of a question for the studies found, best first, and the cosines of its candidates."""
    groups = understood.groups
    by_stem = {stem: word for word in words_of(understood.typed, lexicon.stems) for stem in word.stems}
    count = int(evidence.study_of.max()) + 1 if len(evidence.study_of) else 0
    top = np.array(studies[:STUDIES], dtype=np.int64)
    weights = np.zeros(len(groups))
    held = np.zeros((len(groups), len(top)))
    unknown: list[str] = []
    for i, group in enumerate(groups):
        having: Positions = evidence.holding(group)
        typed = [by_stem[stem] for stem in group.typed if stem in by_stem]
        plain = not group.kind and all(lexicon.knows(word.plain) for word in typed)
        weights[i] = _share(group.kind, plain) * np.log(1 + (count - len(having) + 0.5) / (len(having) + 0.5))
        held[i] = np.isin(top, having)
        if len(having) == 0 and (group.kind in NAMING or (not group.kind and not plain)):
            unknown.append(" ".join(dict.fromkeys(word.text for word in typed)))
    total = float(weights.sum())
    covered = float((weights @ held).max()) / total if total and len(top) else 0.0
    nearest = float(cosine.max()) if len(cosine) else 0.0
    return Signs(round(nearest, 6), round(covered, 6), tuple(dict.fromkeys(filter(None, unknown))))


def _share(kind: str, plain: bool) -> float:
    if kind in NAMING:
        return NAMING_SHARE
    return PLAIN_SHARE if plain else _SHARES.get(kind, 1.0)


def judge(signs: Signs, found: int, named: bool, model: Model | None = None) -> Judgement:
    """Return the verdict on a question with its probability. Nothing found is not covered; a study it names is an answer."""
    model = model or shipped()
    probability = round(model.probability(signs), 4)
    if not found:
        return Judgement(Verdict.NOT_COVERED, 0.0, signs.unknown)
    if named or probability >= model.answered_from:
        return Judgement(Verdict.ANSWERED, 1.0 if named else probability, signs.unknown)
    verdict = Verdict.PARTLY if probability >= model.partly_from else Verdict.NOT_COVERED
    return Judgement(verdict, probability, signs.unknown)

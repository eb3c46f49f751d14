"""Studies and their passages in order, by two linear models read from `weights/ranker.json`.

Trained by `benchmarks/train_ranker.py` on questions whose relevant studies or passages people named. The file names each
feature with its weight, so that it can be read. Features are brought to 0..1 over the question's own candidates first: what
carries over from one library to another is how candidates differ, not how high they score.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Section, SectionKind
from evidence_search.search.evidence import Evidence, Positions, Scores
from evidence_search.search.features import FEATURES, Rows, Stems, Wanted, features
from evidence_search.search.fuse import DECIMALS, Candidates, rank_studies
from evidence_search.search.quote_cues import Role, role_of_name

READ = 70
"""Passages whose text is read, first by cosine and words.

nDCG@10 with 100 and 70: starter library's dev questions 0.850 and 0.849, SciFact (250 claims) 0.768 and 0.768; reading is most
of the time that ranking takes.
"""

STUDIES = 60
"""Studies put in order anew; the others stay behind them in the order of cosine and words.

nDCG@10 by cross-validation with 30 and 60: SciFact 0.754 and 0.757, BioASQ 0.837 and 0.840 (features of the first trials).
"""

STUDY_FEATURES = (*FEATURES, "mean cosine")
"""Of a study: the greatest value of each feature among its passages that were read, and the mean of its three best cosines."""

SECTION_FEATURES = ("aim", "method", "result", "conclusion", "abstract", "table", "caption")
"""Of a passage when a question asks for a result: the part of the paper it stands in."""

Ranked = list[tuple[int, float, list[int]]]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of `STUDY_FEATURES`, of `FEATURES` and of `SECTION_FEATURES`."""

    study: NDArray[np.float64]
    passage: NDArray[np.float64]
    section: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """The candidates that were read, as indices best first by the passage model, each with its score."""

    chosen: Positions
    scores: Scores

    @classmethod
    def nothing(cls) -> Read:
        """Return that nothing was read."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def load_model(stored: Mapping[str, Mapping[str, float]]) -> Model:
    """Return the models of a mapping as `weights/ranker.json` holds it; a feature without a weight counts nothing."""
    return Model(
        _vector(stored["study"], STUDY_FEATURES),
        _vector(stored["passage"], FEATURES),
        _vector(stored["section"], SECTION_FEATURES),
    )


@cache
def shipped_model() -> Model:
    """Return the models that ship with the program."""
    path = files("evidence_search.search").joinpath("weights/ranker.json")
    return load_model(json.loads(path.read_text(encoding="utf-8")))


def _vector(weights: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([weights.get(name, 0.0) for name in names], dtype=np.float64)


def rank_learned(
    evidence: Evidence, wanted: Wanted, candidates: Candidates, stems: Stems, model: Model | None = None
) -> tuple[Ranked, Read]:
    """Return (study number, score 0..1, its candidates' indices best first) of each study proposed, best first.

    Beside them what was read. Equal scores are ordered by study number, which follows the study id.
    """
    first = rank_studies(candidates, evidence.study_of)
    chosen = choose(candidates, evidence.study_of)
    if len(chosen) == 0:
        return first, Read.nothing()
    rows = features(evidence, wanted, candidates, chosen, stems)
    return order(first, evidence.study_of[candidates.positions[chosen]], chosen, rows, model or shipped_model())


def choose(candidates: Candidates, study_of: Positions) -> Positions:
    """Return the candidates to read, as ascending indices: the first `READ` passages of the first `STUDIES` studies."""
    by_score = np.lexsort((candidates.positions, -candidates.fused))
    studies = study_of[candidates.positions[by_score]]
    _, firsts = np.unique(studies, return_index=True)
    kept = studies[np.sort(firsts)[:STUDIES]]
    return np.sort(by_score[np.isin(studies, kept)][:READ])


def order(first: Ranked, studies: Positions, chosen: Positions, rows: Rows, model: Model) -> tuple[Ranked, Read]:
    """Return studies in order by the model, those that were not read behind them, and the passages read by theirs."""
    numbers, study_rows = of_studies(studies, rows)
    scores = dict(zip(numbers.tolist(), _share(scaled(study_rows), model.study).tolist(), strict=True))
    by_passage = np.round(scaled(rows) @ model.passage, DECIMALS)
    best = np.lexsort((chosen, -by_passage))
    read = Read(chosen[best], by_passage[best].astype(np.float32))
    floor = min(scores.values())
    ranked = [(number, scores.get(number, floor * score), members) for number, score, members in first]
    ranked.sort(key=lambda found: (found[0] not in scores, -found[1], found[0]))
    return _placed(ranked, read), read


def _placed(ranked: Ranked, read: Read) -> Ranked:
    """Return studies with their candidates in the order they have in `read`, those that were not read behind them."""
    place = {i: at for at, i in enumerate(read.chosen.tolist())}

    def placed(members: list[int]) -> list[int]:
        return sorted(members, key=lambda i: place.get(i, len(place))) if len(members) > 1 else members

    return [(number, score, placed(members)) for number, score, members in ranked]


def of_studies(studies: Positions, rows: Rows) -> tuple[Positions, Rows]:
    """Return study numbers, ascending, and a row of `STUDY_FEATURES` for each, from the rows of their passages."""
    numbers, inverse = np.unique(studies, return_inverse=True)
    greatest = np.full((len(numbers), rows.shape[1]), -np.inf, dtype=np.float32)
    np.maximum.at(greatest, inverse, rows)
    sizes = np.bincount(inverse)
    by_study = np.lexsort((-rows[:, 0], inverse))
    among = np.arange(len(rows)) - np.concatenate([[0], np.cumsum(sizes)[:-1]])[inverse[by_study]] < 3
    sums = np.bincount(inverse[by_study][among], weights=rows[by_study, 0][among])
    mean = sums / np.minimum(sizes, 3)
    return numbers, np.concatenate([greatest, mean[:, None].astype(np.float32)], axis=1)


def scaled(rows: Rows) -> NDArray[np.float64]:
    """Return each column brought linearly to 0..1; all zero where it does not differ."""
    values = rows.astype(np.float64)
    low, span = values.min(axis=0), values.max(axis=0) - values.min(axis=0)
    return np.asarray(np.where(span > 1e-9, (values - low) / np.maximum(span, 1e-9), 0.0), dtype=np.float64)


def _share(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weighted sums as shares of the greatest that could be, 0..1, rounded."""
    low, high = np.minimum(weights, 0).sum(), np.maximum(weights, 0).sum()
    return np.asarray(np.round((rows @ weights - low) / max(high - low, 1e-12), DECIMALS))


def for_result(read: Read, sections: Sequence[Section], model: Model | None = None) -> Read:
    """Return what was read in order for a question that asks for a result: by the part of the paper too.

    `sections` are those of the passages, in the order of `read`.
    """
    weights = (model or shipped_model()).section
    scores = np.round(read.scores + section_features(sections) @ weights, DECIMALS)
    best = np.lexsort((read.chosen, -scores))
    return Read(read.chosen[best], scores[best].astype(np.float32))


def results_first(evidence: Evidence, ranked: Ranked, positions: Positions, read: Read, model: Model | None = None) -> Ranked:
    """Return studies as given, the passages of each in the order they have for a question that asks for a result."""
    shown = {i for _, _, members in ranked for i in members}
    kept = np.array([int(i) in shown for i in read.chosen], dtype=bool)
    own = Read(read.chosen[kept], read.scores[kept])
    sections = evidence.sections(positions[own.chosen].tolist()) if len(own.chosen) else []
    return _placed(ranked, for_result(own, sections, model))


def section_features(sections: Sequence[Section]) -> NDArray[np.float64]:
    """Return what `SECTION_FEATURES` names of each section, 0 or 1."""
    roles = (Role.AIM, Role.METHOD, Role.RESULT, Role.CONCLUSION)
    kinds = (SectionKind.ABSTRACT, SectionKind.TABLE, SectionKind.CAPTION)
    rows = [[*(role_of_name(s.name) is r for r in roles), *(s.kind is k for k in kinds)] for s in sections]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(SECTION_FEATURES))

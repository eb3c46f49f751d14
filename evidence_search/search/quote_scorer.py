"""How well sentences and passages answer a question: linear models over `quote_features`, read from `weights/quotes.json`.

Trained by `benchmarks/train_quotes.py` on sentences that people named as evidence: claims and abstracts (SciFact), outcomes of
trials and their full texts (Evidence Inference), questions and digests (`benchmarks/questions/quotes.jsonl`). The file names
each feature with its weight, so that it can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import cosines
from evidence_search.records import SectionKind, SourceKind
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_asked import Sought, tells
from evidence_search.search.quote_cues import Role, role_of_name
from evidence_search.search.quote_features import FEATURES, FORM

TOPICAL = frozenset(
    {"words", "words as typed", "rarest word", "pairs", "numbers", "words rare here", "cosine", "table", "caption", "limit"}
    | {"introduces", *FORM}
)
"""Features that say what a sentence is about and whether it has the form that is asked for, and not whether it states a result:
all that counts when a question asks for something else, as a dose or who was left out."""

PASSAGE_FEATURES = ("cosine", "role aim", "role method", "role result", "role conclusion", "table", "caption", "abstract")
"""What is looked at to choose a study's passages before their sentences are read: a sentence's best cosine, and the section."""

TOLD_IN_PASSAGE = 0.15
"""Cosine that a passage gains for holding a sentence in the form that is asked for. Set by hand, as large as the difference
between a passage on the subject and one beside it: nobody labelled such passages of full texts."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of `FEATURES` (sentences, for a result and for anything else) and of `PASSAGE_FEATURES`."""

    result: NDArray[np.float32]
    other: NDArray[np.float32]
    passage: NDArray[np.float32]

    def sentences(self, rows: NDArray[np.float32], result: bool) -> NDArray[np.float32]:
        """Return a score a row of features, higher for a better answer; differences of scores are log odds."""
        return np.asarray(rows @ (self.result if result else self.other), dtype=np.float32)

    def best_passages(
        self, passages: Sequence[LoadedPassage], vector: NDArray[np.float32] | None, wanted: Sought, count: int
    ) -> list[int]:
        """Return which passages' sentences are worth reading, in their order."""
        if len(passages) <= count:
            return list(range(len(passages)))
        rows = passage_features(passages, vector)
        if wanted.result:
            scores = rows @ self.passage
        else:
            told = [bool(tells(p.text[p.start : p.end], p.section.name, wanted.wants, wanted.forms)) for p in passages]
            scores = rows[:, 0] + TOLD_IN_PASSAGE * np.array(told, dtype=np.float32)
        return sorted(np.argsort(-scores, kind="stable")[:count].tolist())


def passage_features(passages: Sequence[LoadedPassage], vector: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Return what `PASSAGE_FEATURES` names of each passage, shape (len(passages), len(PASSAGE_FEATURES))."""
    rows = np.array([_of_section(p.section.name, p.section.kind) for p in passages], dtype=np.float32)
    sizes = np.array([len(p.sentence_vectors) for p in passages])
    if vector is not None and sizes.all():
        near = cosines(np.concatenate([p.sentence_vectors for p in passages]), vector)
        rows[:, 0] = np.maximum.reduceat(near, np.r_[0, np.cumsum(sizes)[:-1]])
    return rows


@lru_cache(maxsize=4096)
def _of_section(name: str, kind: SectionKind) -> tuple[float, ...]:
    role = role_of_name(name)
    roles = (Role.AIM, Role.METHOD, Role.RESULT, Role.CONCLUSION)
    kinds = (SectionKind.TABLE, SectionKind.CAPTION, SectionKind.ABSTRACT)
    return (0.0, *(float(role is each) for each in roles), *(float(kind is each) for each in kinds))


@cache
def model_for(kind: SourceKind) -> Model:
    """Return the model for studies of which that kind of text is there."""
    stored = json.loads(files("evidence_search.search").joinpath("weights/quotes.json").read_text(encoding="utf-8"))
    chosen = stored[kind.value]
    return Model(
        _vector(chosen["result"], FEATURES), _vector(chosen["other"], FEATURES), _vector(stored["passage"], PASSAGE_FEATURES)
    )


def _vector(weights: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float32]:
    return np.array([weights.get(name, 0.0) for name in names], dtype=np.float32)

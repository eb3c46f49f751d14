"""How well sentences and passages answer a question: linear models over `quote_features`, read from `weights/quotes.json`.

Trained by `benchmarks/train_quotes.py` on sentences that people named as evidence: claims and abstracts (SciFact), outcomes of
trials and their full texts (Evidence Inference). The file names each feature with its weight, so that it can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import cosines
from evidence_search.records import SectionKind
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_cues import Role, role_of_name
from evidence_search.search.quote_features import FEATURES

TOPICAL = frozenset({"words", "rarest word", "pairs", "numbers", "words rare here", "cosine", "table", "caption"})
"""Features that say what a sentence is about, and not whether it states a result: all that counts when a question asks for
something else, as a dose or who was left out."""

PASSAGE_FEATURES = ("cosine", "role aim", "role method", "role result", "role conclusion", "table", "caption", "abstract")
"""What is looked at to choose a study's passages before their sentences are read: a sentence's best cosine, and the section."""

_DOSE_ASKED = re.compile(
    r"\b(?:what|which|how (?:much|high|many mg))\W+(?:(?!effect|compar|impact|influence|change|differ)\w+\W+){0,5}?"
    r"(?:dos(?:e|es|age|ing)|regimens?|schedules?|protocols?|mg|infusion rates?)\b"
    r"|^\W*(?:\w+\W+){0,6}(?:dos(?:e|es|age|ing)|regimens?|protocols?)\W*$"
    r"|\bhow (?:much|many|often)\b[^.?]{0,80}\b(?:given|used|tried|needed)\b|\bdosing\b|\bdoses? (?:used|tried|given|and)\b",
    re.IGNORECASE,
)
_PEOPLE_ASKED = re.compile(
    r"\b(?:who|(?:which|what|how many) (?:patients|people|participants|subjects|studies))\b[^.?]{0,60}"
    r"\b(?:excluded|included|eligible|enrolled|studied|recruited|randomi[sz]ed|left out|took part)\b"
    r"|\b(?:left out|barred|excluded|enrolled)\b|\b(?:exclusion|inclusion|eligibility) criteria\b",
    re.IGNORECASE,
)
_MANNER_ASKED = re.compile(
    r"\bhow (?:was|were|is|are|do (?:you|they|i|we)|does one|to)\b[^.?]{0,50}\b(?:given|give|administ\w+|infused?|"
    r"measured?|defined?|diagnosed?|assessed?|blind(?:ed|ing)?|randomi[sz]ed)\b|\bwhich routes?\b"
    r"|\b(?:definition of|what is meant by|what does \S+ (?:mean|stand for))\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\d\s?(?:mg|µg|μg|mcg|g)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"exclu|eligib|inclusion|left out|not (?:allowed|admitted)|barred|\b\d+ (?:\w+ ){0,3}(?:patients|people|participants|"
    r"adults|subjects|women|men|children|veterans|volunteers)\b",
    re.IGNORECASE,
)

SIGN = 2.0
"""Log odds that a sentence gains for holding what a question of a dose or of people must be answered with.

Set by hand, as large as the weight of a heading: nobody labelled such sentences.
"""

SIGN_OF_PASSAGE = 0.15
"""Cosine that a passage gains for holding such a sentence."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question wants of a sentence: a result, or something else that has a sign to be known by, or none."""

    result: bool
    sign: re.Pattern[str] | None = None

    def shown_by(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Return 1 for each text that has the sign, else 0."""
        return np.array([bool(self.sign and self.sign.search(text)) for text in texts], dtype=np.float32)


def sought(question: str) -> Sought:
    """Return what a question asks for: a result, unless it asks for a dose, who took part, how a thing was done, or a word.

    >>> sought("does ketamine relieve CRPS?").result, sought("what dose of ketamine was used in CRPS?").result
    (True, False)
    """
    if _DOSE_ASKED.search(question):
        return Sought(False, _DOSE)
    if _PEOPLE_ASKED.search(question):
        return Sought(False, _PEOPLE)
    return Sought(not _MANNER_ASKED.search(question))


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
            scores = rows[:, 0] + SIGN_OF_PASSAGE * wanted.shown_by(p.text[p.start : p.end] for p in passages)
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


def asks_for_result(question: str) -> bool:
    """Whether a question asks what was found; see `sought`."""
    return sought(question).result


@cache
def model_for(full_text: bool) -> Model:
    """Return the model for studies of which the full text is there, or for abstracts and digests."""
    stored = json.loads(files("evidence_search.search").joinpath("weights/quotes.json").read_text(encoding="utf-8"))
    chosen = stored["full text" if full_text else "abstract"]
    return Model(
        _vector(chosen["result"], FEATURES), _vector(chosen["other"], FEATURES), _vector(stored["passage"], PASSAGE_FEATURES)
    )


def _vector(weights: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float32]:
    return np.array([weights.get(name, 0.0) for name in names], dtype=np.float32)

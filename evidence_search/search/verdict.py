"""Whether the library answers a question at all.

It does when one of its studies comes near to the question in meaning and speaks of what is asked: the cosine of a study's best
sentence and the share of the question's ideas that stand in it are added, and the best study counts. Both are taken of the
same study, because in any library some passage is near and some words are there. Neither is fitted to a library's subject: the
sum is turned into a probability by two numbers that `benchmarks/train_verdict.py` fits over several collections at once.

Tried beside it without a gain in collections left out of the fit: the cosine's distance from the library's own background (its
mean and spread over a sample of passages), gaps between the first and later studies, BM25 as a share of the most it could be,
agreement of words and meaning, the coverage of one passage or sentence, words of the question unknown to the library.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from evidence_search.quantised import cosines
from evidence_search.records import Judgement, Verdict
from evidence_search.search.evidence import Evidence, Mask, Positions, Scores
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_words import words_of
from evidence_search.search.understood import EVERYDAY, Talk, Understood
from evidence_search.text.wording import Group

STUDIES = 5
"""Studies at the top among which one must answer; `train_verdict.py` says what fewer would give."""

PASSAGES = 3
"""Passages of each that are read."""

COVERED = 0.6
"""What the share of ideas counts beside the cosine; `train_verdict.py` says what other values would give."""

PLAIN_SHARE = 0.6
"""How much an idea in plain English words (`sleep`, `husband`) counts beside its rarity; ideas of medicine count whole.

Set by hand: fitted to the starter library's dev questions it was 0.35, and other collections are judged best with 1. Where an
idea was understood from everyday words they count `EVERYDAY` of that.
"""

TALKED, MEANT, NOTHING = 0.1, 0.4, 0.2
"""What is added to the signs of a question that is put as people talk, for a study of what such questions leave unsaid (`it` is
the treatment): always; times the probability of those ideas it may mean that the study speaks of; and, taken away, times the
probability that it means nothing people ask about here.

Such a question lies further from any sentence, and its words stand in no study, though one answers it. Set by hand: of 182 lay
questions that the starter library answers (benchmarks/questions: extra a to e) 39% were refused without it, 16% are with it; of
60 others (extra-f1) 40% and 15%. Of the 45 of dev that it does not answer 87% are refused either way, of 30 lay ones 83% and
73%. Added for any study, not those of the subject alone, it cost other collections 0.01 to 0.04 of the area under the curve.
"""

NAMING = frozenset({"drug", "condition", "scale"})
"""Kinds of the vocabulary that name a thing: where no study has it, people are told so."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a question's being covered by one study."""

    cosine: float
    """Of its best sentence with the question."""
    covered: float
    """Share of the question's ideas that stand in it, 0 to 1, rare ones counting more."""
    unknown: tuple[str, ...]
    """Words of the question for things that no study speaks of: said, not counted."""
    talk: float = 0.0
    """What is added for what a question put as people talk probably means; below 0 where that is nothing asked about here."""

    @property
    def sum(self) -> float:
        """What is judged."""
        return self.cosine + COVERED * self.covered + self.talk


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic curve over the signs' sum, and from which probabilities a question is answered, or partly."""

    slope: float
    middle: float
    answered_from: float
    partly_from: float

    def probability(self, signs: Signs) -> float:
        """Return the probability that a question is covered."""
        return float(1 / (1 + np.exp(-self.slope * (signs.sum - self.middle))))


@cache
def shipped() -> Model:
    """Return the model that `benchmarks/train_verdict.py` wrote."""
    kept = json.loads(Path(__file__).with_name("weights").joinpath("verdict.json").read_text(encoding="utf-8"))
    return Model(kept["slope"], kept["middle"], kept["answered_from"], kept["partly_from"])


@dataclass(frozen=True, slots=True)
class Found:
    """A study near the top: its number, and the positions of its best passages."""

    study: int
    passages: tuple[int, ...]


def read_signs(
    evidence: Evidence, understood: Understood, lexicon: Lexicon, vector: Scores | None, found: Sequence[Found]
) -> list[Signs]:
    """Return the signs of a question for each of the first studies found; `vector` is its unit vector, None where not encoded.

    Where nothing was found there are those of no study.
    """
    top = list(found[:STUDIES])
    shares, unknown = _coverage(evidence, understood, lexicon, [each.study for each in top])
    near = _nearness(evidence, vector, top)
    talk = _talk(evidence, understood.talk, [each.study for each in top])
    signs = [Signs(round(c, 6), round(s, 6), unknown, t) for c, s, t in zip(near, shares, talk, strict=True)]
    return signs or [Signs(0.0, 0.0, unknown)]


def _coverage(
    evidence: Evidence, understood: Understood, lexicon: Lexicon, studies: Sequence[int]
) -> tuple[list[float], tuple[str, ...]]:
    """Return the share of the question's ideas in each study, and the words of it that stand in no study of the library."""
    text_of = {stem: word for word in words_of(understood.typed, lexicon.stems) for stem in word.stems}
    count = int(evidence.study_of.max()) + 1 if len(evidence.study_of) else 0
    top = np.array(studies, dtype=np.int64)
    weights = np.zeros(len(understood.groups))
    held = np.zeros((len(understood.groups), len(top)))
    unknown: list[str] = []
    plain_share = PLAIN_SHARE * (EVERYDAY if understood.meant else 1.0)
    for i, group in enumerate(understood.groups):
        having = evidence.holding(group)
        typed = [text_of[stem] for stem in group.typed if stem in text_of]
        plain = _is_plain(group, [word.plain for word in typed], lexicon)
        weights[i] = (plain_share if plain else 1.0) * np.log(1 + (count - len(having) + 0.5) / (len(having) + 0.5))
        held[i] = _among(having, top)
        if len(having) == 0 and (group.kind in NAMING or not (group.kind or plain)):
            unknown.append(" ".join(dict.fromkeys(word.text for word in typed)))
    total = float(weights.sum())
    shares = (weights @ held / total).tolist() if total else [0.0] * len(top)
    return shares, tuple(dict.fromkeys(filter(None, unknown)))


def _talk(evidence: Evidence, talk: Talk | None, studies: Sequence[int]) -> list[float]:
    """Return what is added for each study to the signs of a question put as people talk; nothing for any other."""
    if talk is None:
        return [0.0] * len(studies)
    top = np.array(studies, dtype=np.int64)
    meant = np.zeros(len(top))
    for group, share in talk.likely:
        meant += share * _among(evidence.holding(group), top)
    of_subject = _among(evidence.holding(talk.subject), top)
    return [round(float(each), 6) for each in of_subject * (TALKED + MEANT * meant - NOTHING * talk.nothing)]


def _among(having: Positions, studies: Positions) -> Mask:
    """Return which studies are among those that have an idea.

    These are given in order, so that they are looked up, not sorted together as `isin` would.
    """
    if not len(having):
        return np.zeros(len(studies), dtype=bool)
    at = np.minimum(np.searchsorted(having, studies), len(having) - 1)
    return np.asarray(having[at] == studies)


def _is_plain(group: Group, words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether an idea is one of plain English, or a turn of phrase, rather than of medicine or a name."""
    return group.kind == "words" or (not group.kind and all(map(lexicon.knows, words)))


def _nearness(evidence: Evidence, vector: Scores | None, found: Sequence[Found]) -> list[float]:
    """Return the greatest cosine of a sentence of each study with the question; of a passage where it has no sentences."""
    if vector is None:
        return [0.0] * len(found)
    positions = [p for each in found for p in each.passages[:PASSAGES]]
    excerpts = evidence.excerpts(positions) if positions else []
    whole = evidence.cosines(vector, np.array(positions, dtype=np.int64)).tolist() if positions else []
    best = [
        float(cosines(excerpt.sentence_vectors, vector).max()) if len(excerpt.sentence_vectors) else own
        for excerpt, own in zip(excerpts, whole, strict=True)
    ]
    of_passage = dict(zip(positions, best, strict=True))
    return [max((of_passage[p] for p in each.passages[:PASSAGES]), default=0.0) for each in found]


def judge(studies: Sequence[Signs], found: int, named: bool, model: Model | None = None) -> Judgement:
    """Return the verdict on a question with its probability, by the study that covers it best.

    Nothing found is not covered; a study it names is an answer.
    """
    model = model or shipped()
    signs = max(studies, key=lambda each: each.sum)
    probability = round(model.probability(signs), 4)
    if not found:
        return Judgement(Verdict.NOT_COVERED, 0.0, signs.unknown)
    if named or probability >= model.answered_from:
        return Judgement(Verdict.ANSWERED, 1.0 if named else probability, signs.unknown)
    verdict = Verdict.PARTLY if probability >= model.partly_from else Verdict.NOT_COVERED
    return Judgement(verdict, probability, signs.unknown)

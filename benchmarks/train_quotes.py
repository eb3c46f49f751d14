"""Train the weights by which quotes are chosen, and say how good they are on questions they were not trained on.

Usage: python -m benchmarks.train_quotes SCIFACT INDEX TRIALS CORPUS TRIALS_INDEX JUDGED LIBRARY LIBRARY_INDEX [WEIGHTS]

SCIFACT is SciFact in the form `evaluate` reads, with `sentences` in `corpus.jsonl` and `evidence` (doc, sentences) in
`queries.jsonl`; INDEX the index folder that `evaluate SCIFACT` was run with. TRIALS is a file of a JSON object a line with
`pmcid`, `intervention`, `comparator`, `outcome` and `evidence` (each with `text`), as Evidence Inference can be written; CORPUS
and TRIALS_INDEX a library that holds those trials' full texts. JUDGED is `benchmarks/questions/quotes.jsonl` (`question`,
`study`, and in `gold` the sentences that answer it, word for word), LIBRARY and LIBRARY_INDEX the library it speaks of.
Prints a JSON object with cross-validated figures (five folds, by claim, article and study; the weights of a fold never saw its
questions) and, when WEIGHTS is given, writes the weights trained on everything there.

Abstracts and digests have a model each, both fitted to SciFact and JUDGED, in which one or the other counts more; that of full
texts is fitted to TRIALS, which holds one form of question alone, so that the weights of `FORM` are taken over from abstracts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quotes import Example, abstracts, judged, trials
from evidence_search.index import lexical
from evidence_search.search.quote_asked import sought
from evidence_search.search.quote_features import FEATURES, FORM, features
from evidence_search.search.quote_scorer import PASSAGE_FEATURES, TOPICAL, passage_features

FOLDS = 5
READ = 3
"""Passages of a full text whose sentences are read, as `search.quotes` has it; of anything shorter all are."""

SCIFACT_TIMES = 3
"""How often a claim of SciFact counts beside a judged question for abstracts.

Chosen by this script, set to 2, 3 and 4: the best sentence of SciFact was right in 0.713, 0.722 and 0.720.
"""

JUDGED_TIMES = 8
"""How often a judged question counts beside a claim of SciFact for digests.

Chosen on the first 175 questions, set to 2, 4 and 8: 0.840, 0.857 and 0.863; with the weights of abstracts 0.823.
"""

DONE_TIMES = 2
"""How often a judged question of what was done counts; of 211 judged questions there are 47."""

L2 = 0.03
STEPS = 400
RATE = 0.05

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """What one question chooses from: a row each, and which rows are right."""

    rows: Rows
    right: NDArray[np.bool_]


def fit(groups: Sequence[Group], columns: Sequence[int]) -> Rows:
    """Return the weights, 0 outside `columns`, under which right rows take the largest share of each group's softmax.

    Gradient ascent (Adam) on the mean log share over standardised columns, less `L2` times half the squared weights.
    """
    usable = [g for g in groups if g.right.any()]
    rows = np.concatenate([g.rows[:, columns] for g in usable])
    right = np.concatenate([g.right for g in usable])
    sizes = np.array([len(g.right) for g in usable])
    edges = np.r_[0, np.cumsum(sizes)[:-1]]
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = (rows - mean) / spread
    weights, first, second = (np.zeros(len(columns)) for _ in range(3))
    for step in range(1, STEPS + 1):
        share = _shares(rows @ weights, edges, sizes)
        of_right = np.repeat(np.add.reduceat(share * right, edges), sizes)
        gradient = rows.T @ (share * right / np.maximum(of_right, 1e-12) - share) / len(usable) - L2 * weights
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights += RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    found = np.zeros(usable[0].rows.shape[1])
    found[list(columns)] = weights / spread
    return found


def _shares(scores: Rows, edges: NDArray[np.int64], sizes: NDArray[np.int64]) -> Rows:
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, edges), sizes))
    return np.asarray(raised / np.repeat(np.add.reduceat(raised, edges), sizes))


def of_passages(example: Example) -> Group:
    """Return an example's passages as rows; right are those that hold evidence."""
    rows = passage_features(example.passages, example.asked.vector)
    return Group(rows.astype(np.float64), np.array([example.holds(p.start, p.end) for p in example.passages]))


def of_sentences(example: Example, passage_weights: Rows | None = None) -> Group:
    """Return the sentences of an example as rows; right are those that overlap evidence.

    Where weights are given, only its `READ` best passages are read.
    """
    passages = list(example.passages)
    if passage_weights is not None:
        scores = of_passages(example).rows @ passage_weights
        passages = [passages[i] for i in sorted(np.argsort(-scores, kind="stable")[:READ].tolist())]
    sentences, rows = features(example.asked, [passages], lexical.terms)
    return Group(rows.astype(np.float64), np.array([example.holds(s.start, s.end) for s in sentences]))


@dataclass(frozen=True, slots=True)
class Short:
    """Abstracts or digests: a group a question, its fold, and whether it asks for a result."""

    groups: list[Group]
    folds: list[int]
    result: list[bool]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Short:
        """Return examples ready to be learned from."""
        asks = [sought(e.asked.text).result for e in examples]
        return cls([of_sentences(e) for e in examples], folds([e.group for e in examples]), asks)

    def kept(self, without: int | None, result: bool | None = None) -> list[Group]:
        """Return the groups outside a fold, and of one kind of question where that is said."""
        rows = zip(self.groups, self.folds, self.result, strict=True)
        return [g for g, fold, asks in rows if fold != without and result in (None, asks)]


def folds(names: Sequence[str]) -> list[int]:
    """Return a fold for each name, the same for equal names."""
    places = np.random.default_rng(0).permutation(sorted(set(names))).tolist()
    fold = {name: place % FOLDS for place, name in enumerate(places)}
    return [fold[name] for name in names]


def short_models(scifact: Short, library: Short, without: int | None = None) -> dict[str, Rows]:
    """Return the weights of abstracts for a result and for anything else, fitted to what is outside a fold."""
    return _fitted(scifact.kept(without) * SCIFACT_TIMES, library, 1, SCIFACT_TIMES * DONE_TIMES, without)


def digest_models(scifact: Short, library: Short, without: int | None = None) -> dict[str, Rows]:
    """Return the same weights of digests."""
    return _fitted(scifact.kept(without), library, JUDGED_TIMES, JUDGED_TIMES * DONE_TIMES, without)


def _fitted(claims: Sequence[Group], library: Short, result: int, other: int, without: int | None) -> dict[str, Rows]:
    """Return weights fitted to claims and to judged questions, which count so many times by what they ask for."""
    return {
        "result": fit([*claims, *library.kept(without, True) * result], list(range(len(FEATURES)))),
        "other": fit([*claims, *library.kept(without, False) * other], topical_columns()),
    }


def full_models(groups: Sequence[Group], short: dict[str, Rows]) -> dict[str, Rows]:
    """Return the weights for full texts, those of `FORM` taken over."""
    form = [FEATURES.index(name) for name in FORM]
    models = {}
    for name, columns in (("result", list(range(len(FEATURES)))), ("other", topical_columns())):
        models[name] = fit(groups, [c for c in columns if c not in form])
        models[name][form] = short[name][form]
    return models


def held_out(scifact: Short, library: Short) -> dict[str, dict[str, float]]:
    """Return the cross-validated figures of abstracts and digests."""
    found: dict[str, list[tuple[bool, bool, bool]]] = {"abstracts": [], "abstracts, by topic alone": [], "digests": []}
    done = []
    for number in range(FOLDS):
        models, own = short_models(scifact, library, number), digest_models(scifact, library, number)
        for group, fold in zip(scifact.groups, scifact.folds, strict=True):
            if fold == number:
                found["abstracts"].append(placed(group, models["result"]))
                found["abstracts, by topic alone"].append(placed(group, models["other"]))
        for group, fold, result in zip(library.groups, library.folds, library.result, strict=True):
            if fold == number:
                found["digests"].append(placed(group, own["result" if result else "other"]))
                done += [] if result else [found["digests"][-1]]
    found["digests, what was done"] = done
    return {name: shares(rows) for name, rows in found.items()}


def placed(group: Group, weights: Rows) -> tuple[bool, bool, bool]:
    """Return whether the best sentence is right, and whether one of the best two and three is."""
    right = group.right[np.argsort(-(group.rows @ weights), kind="stable")]
    return bool(right[0]), bool(right[:2].any()), bool(right[:3].any())


def shares(rows: Sequence[tuple[bool, bool, bool]]) -> dict[str, float]:
    """Return what is reported of some questions."""
    best, two, three = (round(float(share), 3) for share in np.mean(rows, axis=0))
    return {
        "questions": len(rows),
        "best sentence is evidence": best,
        "one of the best two is": two,
        "one of the best three is": three,
    }


def held_out_full(examples: Sequence[Example], short: dict[str, Rows]) -> dict[str, dict[str, float]]:
    """Return the cross-validated figures of full texts."""
    fold = folds([e.group for e in examples])
    found: dict[str, list[tuple[bool, bool, bool]]] = {"result": [], "other": []}
    for number in range(FOLDS):
        training = [e for e, own in zip(examples, fold, strict=True) if own != number]
        passage_weights = passage_fit(training)
        models = full_models([of_sentences(e, passage_weights) for e in training], short)
        for example, own in zip(examples, fold, strict=True):
            if own == number:
                group = of_sentences(example, passage_weights)
                for name, weights in models.items():
                    found[name].append(placed(group, weights))
    return {"full texts": shares(found["result"]), "full texts, by topic alone": shares(found["other"])}


def topical_columns() -> list[int]:
    """Return the columns of features that say what a sentence is about."""
    return [i for i, name in enumerate(FEATURES) if name in TOPICAL]


def _named(weights: Rows, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if round(float(w), 4)}


def passage_fit(examples: Sequence[Example]) -> Rows:
    """Return the weights of passages."""
    return fit([of_passages(e) for e in examples], list(range(len(PASSAGE_FEATURES))))


def main() -> int:
    """Train, cross-validate, print and perhaps write."""
    scifact, index, statements, corpus, trials_index, questions, own, own_index = map(Path, sys.argv[1:9])
    claims, library = Short.of(abstracts(scifact, index)), Short.of(judged(questions, own, own_index))
    full = trials(statements, corpus, trials_index)
    short = short_models(claims, library)
    print(json.dumps({**held_out(claims, library), **held_out_full(full, short)}, indent=2))
    if len(sys.argv) > 9:
        passage_weights = passage_fit(full)
        long = full_models([of_sentences(e, passage_weights) for e in full], short)
        models = {
            "passage": _named(passage_weights, PASSAGE_FEATURES),
            "digest": {name: _named(weights, FEATURES) for name, weights in digest_models(claims, library).items()},
            "abstract": {name: _named(weights, FEATURES) for name, weights in short.items()},
            "full text": {name: _named(weights, FEATURES) for name, weights in long.items()},
        }
        Path(sys.argv[9]).write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

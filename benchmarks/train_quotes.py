"""Train the weights by which quotes are chosen, and say how good they are on questions they were not trained on.

Usage: python -m benchmarks.train_quotes SCIFACT INDEX TRIALS CORPUS TRIALS_INDEX [WEIGHTS]

SCIFACT is SciFact in the form `evaluate` reads, with `sentences` in `corpus.jsonl` and `evidence` (doc, sentences) in
`queries.jsonl`; INDEX the index folder that `evaluate SCIFACT` was run with. TRIALS is a file of a JSON object a line with
`pmcid`, `intervention`, `comparator`, `outcome` and `evidence` (each with `text`), as Evidence Inference can be written; CORPUS
and TRIALS_INDEX a library that holds those trials' full texts. Prints a JSON object with cross-validated figures (five folds,
by claim and by article; the weights of a fold never saw its questions) and, when WEIGHTS is given, writes the weights trained
on everything there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quotes import Example, abstracts, trials
from evidence_search.index import lexical
from evidence_search.search.quote_features import FEATURES, features
from evidence_search.search.quote_scorer import PASSAGE_FEATURES, TOPICAL, passage_features

FOLDS = 5
READ = 3
"""Passages of a study whose sentences are read, as `search.answer` has it."""

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


def of_sentences(example: Example, passage_weights: Rows) -> Group:
    """Return the sentences of an example's chosen passages as rows; right are those that overlap evidence."""
    scores = of_passages(example).rows @ passage_weights
    chosen = sorted(np.argsort(-scores, kind="stable")[:READ].tolist())
    sentences, rows = features(example.asked, [[example.passages[i] for i in chosen]], lexical.terms)
    return Group(rows.astype(np.float64), np.array([example.holds(s.start, s.end) for s in sentences]))


def cross_validated(examples: Sequence[Example], passage_weights_of: Callable[[Sequence[Example]], Rows]) -> dict[str, object]:
    """Return how often the best sentence, or one of the best three, is evidence, by all features and by topical ones."""
    names = sorted({e.group for e in examples})
    fold = {name: place % FOLDS for place, name in enumerate(np.random.default_rng(0).permutation(names).tolist())}
    tried = {"result": list(range(len(FEATURES))), "other": topical_columns()}
    best: dict[str, list[bool]] = {name: [] for name in tried}
    three: dict[str, list[bool]] = {name: [] for name in tried}
    for number in range(FOLDS):
        training = [e for e in examples if fold[e.group] != number]
        passage_weights = passage_weights_of(training)
        groups = [of_sentences(e, passage_weights) for e in training]
        held_out = [of_sentences(e, passage_weights) for e in examples if fold[e.group] == number]
        for name, columns in tried.items():
            weights = fit(groups, columns)
            for group in held_out:
                order = np.argsort(-(group.rows @ weights), kind="stable")
                best[name].append(bool(group.right[order[0]]))
                three[name].append(bool(group.right[order[:3]].any()))
    return {
        "questions": len(examples),
        "best sentence is evidence": round(float(np.mean(best["result"])), 3),
        "one of the best three is": round(float(np.mean(three["result"])), 3),
        "best sentence by topic alone": round(float(np.mean(best["other"])), 3),
    }


def topical_columns() -> list[int]:
    """Return the columns of features that say what a sentence is about."""
    return [i for i, name in enumerate(FEATURES) if name in TOPICAL]


def trained(examples: Sequence[Example], passage_weights: Rows) -> dict[str, dict[str, float]]:
    """Return both models of one kind of text, by feature."""
    groups = [of_sentences(e, passage_weights) for e in examples]
    columns = {"result": list(range(len(FEATURES))), "other": topical_columns()}
    return {name: _named(fit(groups, chosen), FEATURES) for name, chosen in columns.items()}


def _named(weights: Rows, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if round(float(w), 4)}


def passage_fit(examples: Sequence[Example]) -> Rows:
    """Return the weights of passages."""
    return fit([of_passages(e) for e in examples], list(range(len(PASSAGE_FEATURES))))


def main() -> int:
    """Train, cross-validate, print and perhaps write."""
    scifact, index, statements, corpus, trials_index = map(Path, sys.argv[1:6])
    short, full = abstracts(scifact, index), trials(statements, corpus, trials_index)
    passage_weights = passage_fit(full)
    print(
        json.dumps(
            {
                "abstracts": cross_validated(short, lambda training: passage_weights),
                "full texts": cross_validated(full, passage_fit),
            },
            indent=2,
        )
    )
    if len(sys.argv) > 6:
        models = {
            "passage": _named(passage_weights, PASSAGE_FEATURES),
            "abstract": trained(short, passage_weights),
            "full text": trained(full, passage_weights),
        }
        Path(sys.argv[6]).write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

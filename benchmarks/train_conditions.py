"""Train the scorer that tells which conditions an abstract is about, and cross-validate it.

Usage: python benchmarks/train_conditions.py DATA [--save]

DATA holds `psynamic/*_dev.jsonl`, abstracts with the conditions that people named. Every abstract that mentions a condition is
a row; a logistic regression (L2, C = 0.3) over features that all conditions share, with a few that are a condition's own.
Prints a JSON object of ten-fold figures; with `--save` fits on everything and writes
`evidence_search/profile/weights/conditions.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evidence_search.profile.condition_mentions import mentions
from evidence_search.profile.condition_words import HEALTHY
from evidence_search.profile.conditions import THRESHOLDS, TRAINED_ON, features_of, is_titled
from evidence_search.profile.linear import save, score
from evidence_search.profile.subject import subject_of

STRENGTH = 0.3
FOLDS = 10
LABELS = {**TRAINED_ON, "alcohol use disorder": "Alcoholism"}


@dataclass(frozen=True)
class Row:
    """A condition that an abstract mentions; `titled` where the title settles it, `holds` when people named it."""

    abstract: int
    source: str
    condition: str
    features: Sequence[str]
    titled: bool
    holds: bool


def read(data: Path) -> tuple[list[Row], dict[tuple[str, str], int]]:
    """Return the rows, and how often people named each condition in each file, mentioned or not."""
    rows: list[Row] = []
    named: dict[tuple[str, str], int] = {}
    abstract = 0
    for path in sorted((data / "psynamic").glob("*_dev.jsonl")):
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            labels = record["labels"].get("condition", [])
            subject = subject_of(record["title"], record["text"])
            made = mentions((subject.heading, *subject.sentences))
            healthy = bool(HEALTHY.search(record["text"]))
            for condition, label in LABELS.items():
                named[path.stem, condition] = named.get((path.stem, condition), 0) + (label in labels)
                if made.get(condition):
                    features = features_of(condition, made, record["title"], healthy)
                    titled = is_titled(made[condition], record["title"])
                    rows.append(Row(abstract, path.stem, condition, features, titled, label in labels))
            abstract += 1
    return rows, named


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Return the weights of the features; the intercept is added to `bias`, which every row has."""
    vectors = DictVectorizer()
    table = vectors.fit_transform([{name: 1 for name in row.features} for row in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(table, [row.holds for row in rows])
    weights = {str(name): float(weight) for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)}
    weights["bias"] += float(model.intercept_[0])
    return weights


def cross_validated(rows: Sequence[Row], named: dict[tuple[str, str], int]) -> dict[str, dict[str, dict[str, float]]]:
    """Return F1, precision and recall by condition and file, each fold scored by weights that did not see it."""
    fold = np.random.RandomState(0).randint(FOLDS, size=max(row.abstract for row in rows) + 1)
    said: list[bool] = [False] * len(rows)
    for number in range(FOLDS):
        weights = fit([row for row in rows if fold[row.abstract] != number])
        for place, row in enumerate(rows):
            if fold[row.abstract] == number:
                probability = 1 / (1 + np.exp(-score(row.features, weights)))
                said[place] = row.titled or bool(probability >= THRESHOLDS.get(row.condition, THRESHOLDS[""]))
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for (source, condition), all_named in named.items():
        mine = [
            (row.holds, yes) for row, yes in zip(rows, said, strict=True) if (row.source, row.condition) == (source, condition)
        ]
        right, given = sum(holds and yes for holds, yes in mine), sum(yes for _, yes in mine)
        figures.setdefault(condition, {})[source] = {
            "n": all_named,
            "f1": round(2 * right / max(1, given + all_named), 3),
            "precision": round(right / max(1, given), 3),
            "recall": round(right / max(1, all_named), 3),
        }
    return figures


def main() -> int:
    """Cross-validate, and write the weights when asked to."""
    rows, named = read(Path(sys.argv[1]))
    print(json.dumps(cross_validated(rows, named)))
    if "--save" in sys.argv[2:]:
        about = {
            "what": "whether an abstract is about a condition it mentions: logistic regression over the contexts of its words",
            "sources": "PsyNamic, conditions named by people",
            "made_by": "benchmarks/train_conditions.py",
            "date": date.today().isoformat(),
            "rows": len(rows),
        }
        save("conditions", about, fit(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

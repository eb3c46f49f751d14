"""Fit the weights of `search/verdict.py` on judged questions of which their library answers some and others not.

python -m benchmarks.train_verdict CORPUS INDEX QUESTIONS [--save]: a library's folder, its index, and a folder whose
`queries.jsonl` says `answerable` of each question. Prints one JSON object: the area under the ROC curve and F1 of "not covered"
by cross-validation over questions (5 folds, five shuffles), of each sign alone, and what would be written. `--save` writes
`evidence_search/search/weights/verdict.json`.

The cut between covered and not is at a probability of one half with both classes weighted alike; "answered" begins where no
more than one in fifty of the questions so called was unanswerable in cross-validation.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from evidence_search.library import Library
from evidence_search.records import Filters
from evidence_search.search.answer import rank
from evidence_search.search.verdict import SIGNS, STUDIES, Signs, read_signs
from evidence_search.settings import Settings

PARTLY_FROM = 0.5
MOST_WRONG = 0.02
TARGET = Path(__file__).resolve().parent.parent / "evidence_search/search/weights/verdict.json"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A question, whether its library answers it, and its signs."""

    text: str
    category: str
    answerable: bool
    signs: Signs


def main() -> None:
    corpus, index, folder = map(Path, sys.argv[1:4])
    questions = read_questions(corpus, index, folder)
    values = np.array([question.signs.values for question in questions])
    covered = np.array([question.answerable for question in questions])
    held_out, aucs, f1s = cross_validated(values, covered)
    model = fitted(values, covered)
    answered_from = threshold(held_out, covered)
    report = {
        "questions": len(questions),
        "not_answerable": int((~covered).sum()),
        "auroc": round(float(np.mean(aucs)), 4),
        "f1_not_covered": round(float(np.mean(f1s)), 4),
        "auroc_alone": {name: alone(values[:, i], covered) for i, name in enumerate(SIGNS)},
        "model": {**model, "answered_from": answered_from, "partly_from": PARTLY_FROM},
    }
    if "--save" in sys.argv:
        day = datetime.now(UTC).date().isoformat()
        about = f"Logistic regression over {', '.join(SIGNS)}; {len(questions)} questions of {folder.name}, {day}"
        kept = {"made_by": "benchmarks/train_verdict.py", "about": about, "signs": SIGNS, **report["model"]}  # type: ignore[dict-item]
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


def read_questions(corpus: Path, index: Path, folder: Path) -> list[Judged]:
    """Return the questions of a folder with their signs in a library."""
    found = []
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        snapshot = library.snapshot()
        tools = library.tools(snapshot)
        passing = snapshot.passing(Filters())
        for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            query = json.loads(line)
            ranking = rank(snapshot, query["text"], tools, passing, STUDIES)
            studies = [number for number, _, _ in ranking.studies]
            signs = read_signs(snapshot, ranking.understood, tools.lexicon, studies, ranking.candidates.cosine)
            found.append(Judged(query["text"], query.get("category", ""), query.get("answerable", True), signs))
    return found


def cross_validated(values: Floats, covered: NDArray[np.bool_]) -> tuple[Floats, list[float], list[float]]:
    """Return held-out probabilities (mean over shuffles), and AUROC and F1 of "not covered" of each shuffle."""
    runs, aucs, f1s = [], [], []
    for seed in range(5):
        held_out = np.zeros(len(covered))
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(values, covered):
            held_out[test] = probabilities(fitted(values[train], covered[train]), values[test])
        runs.append(held_out)
        aucs.append(float(roc_auc_score(covered, held_out)))
        f1s.append(float(f1_score(~covered, held_out < PARTLY_FROM)))
    return np.mean(runs, axis=0), aucs, f1s


def fitted(values: Floats, covered: NDArray[np.bool_]) -> dict[str, list[float] | float]:
    """Return means, scales, weights and intercept."""
    means, scales = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(class_weight="balanced").fit((values - means) / scales, covered)
    rounded = [[round(float(v), 4) for v in part] for part in (means, scales, model.coef_[0])]
    return {"means": rounded[0], "scales": rounded[1], "weights": rounded[2], "intercept": round(float(model.intercept_[0]), 4)}


def probabilities(model: dict[str, list[float] | float], values: Floats) -> Floats:
    standard = (values - np.array(model["means"])) / np.array(model["scales"])
    return np.asarray(1 / (1 + np.exp(-(standard @ np.array(model["weights"]) + model["intercept"]))))


def threshold(held_out: Floats, covered: NDArray[np.bool_]) -> float:
    """Return the least probability, in steps of 0.05, from which at most `MOST_WRONG` of the questions are not answerable."""
    for cut in np.arange(PARTLY_FROM, 1.0, 0.05):
        above = held_out >= cut
        if above.any() and float((~covered[above]).mean()) <= MOST_WRONG:
            return round(float(cut), 2)
    return 0.95


def alone(sign: Floats, covered: NDArray[np.bool_]) -> float:
    area = float(roc_auc_score(covered, sign))
    return round(max(area, 1 - area), 4)


if __name__ == "__main__":
    main()

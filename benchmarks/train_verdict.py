"""Fit the numbers of `search/verdict.py` over several collections at once, and measure them on one they were not fitted to.

python -m benchmarks.train_verdict CORPUS INDEX QUESTIONS EVALUATIONS COLLECTION … [--save]: a library's folder, its index, and
a folder whose `queries.jsonl` says `answerable` of each question (and its `category`, with `near` or `far` in it where it is
not); then the index folder `evaluate` was run with, and folders of judged questions in the form it reads. Prints one JSON
object. `--save` writes `evidence_search/search/weights/verdict.json`.

Questions of five kinds are put to each collection: `own` are answered by it; `removed` are the same with every study judged
relevant taken out of the search (others may still answer them, so that no verdict can be right on all); `foreign` are questions
of the other collections and of the library; `near` and `far` are the library's unanswerable ones. Each collection counts alike
in the fit, and so do both classes in it; `removed` counts half of `foreign`. Reported for each collection: the area under the
ROC curve and F1 of "not covered", `own` against each kind, with all numbers fitted to the other collections; for the library
also with its own questions in five folds among those fitted to.

The cut between covered and not is at one half; "answered" begins at the least probability from which no more than one in fifty
of the library's questions so called was unanswerable, in those folds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from benchmarks.verdict_questions import Row, collection, put
from evidence_search.evaluation import side_settings
from evidence_search.search.verdict import COVERED, STUDIES
from evidence_search.settings import Settings

REMOVED_COUNTS = 0.5
FOLDS = 5
PARTLY_FROM = 0.5
MOST_WRONG = 0.02
UNANSWERED = ("foreign", "removed", "near", "far")
TARGET = Path(__file__).resolve().parent.parent / "evidence_search/search/weights/verdict.json"

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """The rows as columns, with the sum that is judged."""

    where: NDArray[np.str_]
    kind: NDArray[np.str_]
    sums: Floats

    @classmethod
    def of(cls, rows: Sequence[Row], covered: float = COVERED, studies: int = STUDIES) -> Table:
        """Return rows as a table, whatever the share of ideas counts and however many studies are looked at."""
        sums = np.array([row.sum(covered, studies) for row in rows])
        return cls(np.array([row.where for row in rows]), np.array([row.kind for row in rows]), sums)

    @property
    def covered(self) -> Flags:
        """Whether each question is answered where it was put."""
        return np.asarray(self.kind == "own")


def weights(table: Table, among: Flags) -> Floats:
    """Return what each row counts: collections alike, both classes alike, `removed` half of the others."""
    counts = np.zeros(len(table.kind))
    for name in np.unique(table.where):
        here = among & (table.where == name)
        for kind in np.unique(table.kind[here]):
            rows = here & (table.kind == kind)
            counts[rows] = (REMOVED_COUNTS if kind == "removed" else 1.0) / rows.sum()
        for rows in (here & table.covered, here & ~table.covered):
            counts[rows] /= max(counts[rows].sum(), 1e-12)
    return counts


def fitted(table: Table, among: Flags) -> tuple[float, float]:
    """Return the slope and the middle of the logistic curve."""
    counts = weights(table, among)[among]
    x = table.sums[among][:, None]
    mean, spread = float(x.mean()), float(x.std())
    # Weights of mean one, so that the regularisation is that of as many rows.
    model = LogisticRegression().fit((x - mean) / spread, table.covered[among], sample_weight=counts / counts.mean())
    slope = float(model.coef_[0][0]) / spread
    return slope, mean - float(model.intercept_[0]) / slope


def probabilities(model: tuple[float, float], sums: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-model[0] * (sums - model[1]))))


def judged(covered: Flags, held_out: Floats) -> dict[str, float]:
    """Return the area under the curve, and F1 of "not covered"."""
    return {
        "auroc": round(float(roc_auc_score(covered, held_out)), 3),
        "f1": round(float(f1_score(~covered, held_out < PARTLY_FROM)), 3),
    }


def left_out(table: Table, name: str) -> dict[str, dict[str, float]]:
    """Return how a collection's questions are judged by what was fitted to the others, by kind."""
    found = probabilities(fitted(table, table.where != name), table.sums)
    here = table.where == name
    kinds = [kind for kind in UNANSWERED if (here & (table.kind == kind)).any()]
    rows = {kind: here & np.isin(table.kind, ("own", kind)) for kind in kinds}
    return {kind: judged(table.covered[at], found[at]) for kind, at in rows.items()}


def in_folds(table: Table, name: str) -> tuple[Floats, Flags]:
    """Return the held-out probabilities of a collection's own questions, and which are covered."""
    at = np.flatnonzero((table.where == name) & (table.kind != "foreign"))
    held_out = np.zeros(len(at))
    for _, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(at, table.kind[at]):
        among = np.ones(len(table.kind), dtype=bool)
        among[at[test]] = False
        held_out[test] = probabilities(fitted(table, among), table.sums[at[test]])
    return held_out, table.covered[at]


def threshold(held_out: Floats, covered: Flags) -> float:
    """Return the least probability, in steps of 0.05, from which at most `MOST_WRONG` of the questions are not answerable."""
    for cut in np.arange(PARTLY_FROM, 1.0, 0.05):
        above = held_out >= cut
        if above.any() and float((~covered[above]).mean()) <= MOST_WRONG:
            return round(float(cut), 2)
    return 0.95


def ablated(rows: Sequence[Row], name: str) -> dict[str, dict[str, float]]:
    """Return the mean area under the curve, each collection left out, for other values of the verdict's constants."""
    tried = [("COVERED", value, Table.of(rows, covered=value)) for value in (0.0, 0.3, 0.5, COVERED, 0.7, 1.0)]
    tried += [("STUDIES", value, Table.of(rows, studies=value)) for value in (1, 3, STUDIES)]
    report = {}
    for constant, value, table in tried:
        others = [left_out(table, each) for each in np.unique(table.where).tolist() if each != name]
        held_out, covered = in_folds(table, name)
        report[f"{constant} {value}"] = {
            "library, five folds": judged(covered, held_out)["auroc"],
            "others, foreign": round(float(np.mean([each["foreign"]["auroc"] for each in others])), 3),
            "others, removed": round(float(np.mean([each["removed"]["auroc"] for each in others])), 3),
        }
    return report


def main() -> None:
    """Put every question, fit, say how good it is and perhaps write."""
    given = [each for each in sys.argv[1:] if each != "--save"]
    corpus, index, folder, evaluations, *others = map(Path, given)
    own = collection("library", Settings(corpus.resolve(), index.resolve()), folder)
    every = [own, *(collection(f.name, side_settings(Settings(f, evaluations.resolve()), f), f) for f in others)]
    rows = [row for each in every for row in put(each, [o for o in every if o is not each], each is own)]
    table = Table.of(rows)
    held_out, covered = in_folds(table, own.name)
    slope, middle = fitted(table, np.ones(len(rows), dtype=bool))
    model = {
        "slope": round(slope, 3),
        "middle": round(middle, 4),
        "answered_from": threshold(held_out, covered),
        "partly_from": PARTLY_FROM,
    }
    if "--save" in sys.argv:
        save(model, f"{len(rows)} questions put to {', '.join(each.name for each in every)}")
    report = {
        "rows": len(rows),
        "left out of the fit": {each.name: left_out(table, each.name) for each in every},
        "library, five folds": judged(covered, held_out),
        "model": model,
        "auroc with other constants": ablated(rows, own.name),
    }
    print(json.dumps(report, indent=1))


def save(model: dict[str, float], fitted_to: str) -> None:
    """Write the weights."""
    about = f"Logistic curve over best sentence's cosine + COVERED × share of ideas; {fitted_to}"
    day = datetime.now(UTC).date().isoformat()
    kept = {"made_by": "benchmarks/train_verdict.py", "about": f"{about}, {day}", **model}
    TARGET.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

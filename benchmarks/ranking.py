"""Compare how studies are ranked with plain ways of doing it, question by question, and say what each feature adds.

Usage: python -m benchmarks.ranking LIBRARY FOLDER…

LIBRARY and FOLDERs as for `train_ranker.py`. Prints a JSON object: for each folder the mean nDCG@10 of BM25, of the encoder's
cosine, of their reciprocal ranks (Cormack et al. 2009, k = 60) and of their min-max sum, all from the question as typed and
encoded once, and of the learned ranking with each question ranked by a model fitted without its fold; against each baseline the
mean difference, wins, losses and a two-sided p of a paired randomisation test (sign flips); and nDCG@10 with each feature left
out of the fit.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from benchmarks.train_ranker import RIDGE_STUDIES, Case, held_out, judge_ndcg, opened, study_case
from evidence_search.evaluation import Question, load_questions, ndcg
from evidence_search.library import Library
from evidence_search.records import Filters
from evidence_search.search.fuse import CANDIDATES, Candidates, gather, to_unit_range
from evidence_search.search.ranker import STUDY_FEATURES
from evidence_search.search.understand import understand
from evidence_search.search.understood import AS_TYPED
from evidence_search.settings import Settings

FLIPS = 10_000
RRF_K = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """A folder's questions: each one's case, and its nDCG@10 by each baseline."""

    cases: list[Case]
    baselines: dict[str, list[float]]


def baselines(subject: Library, question: Question) -> dict[str, float]:
    """Return nDCG@10 of the plain rankings of a question's passages as typed; a study ranks as its best passage."""
    snapshot = subject.snapshot()
    tools = subject.tools(snapshot)
    asked = understand(question.text, tools.lexicon, AS_TYPED)
    vector, named = tools.encode(asked.typed), np.empty(0, dtype=np.int64)
    found = gather(snapshot, vector, asked.sought, snapshot.passing(Filters()), CANDIDATES, named)
    studies = snapshot.study_of[found.positions]
    return {
        name: ndcg([snapshot.study_ids[n] for n in _best_first(studies, scores)], question.relevant)
        for name, scores in _scores(found).items()
    }


def _scores(found: Candidates) -> dict[str, NDArray[np.float64]]:
    by_rank = [np.where(ranks > 0, 1 / (RRF_K + ranks), 0.0) for ranks in (found.dense_rank, found.lexical_rank)]
    return {
        "bm25": np.where(found.lexical_rank > 0, found.bm25, -1.0),
        "cosine": np.where(found.dense_rank > 0, found.cosine, -1.0),
        "reciprocal ranks": by_rank[0] + by_rank[1],
        "min-max": to_unit_range(found.cosine).astype(np.float64) + to_unit_range(found.bm25),
    }


def _best_first(studies: NDArray[np.int64], scores: NDArray[np.float64]) -> list[int]:
    ordered: list[int] = studies[np.lexsort((studies, -scores))].tolist()
    return list(dict.fromkeys(ordered))[:10]


def compare(library: Library, folder: Path) -> Compared:
    """Return a folder's cases and what the baselines make of them."""
    cases: list[Case] = []
    found: dict[str, list[float]] = {}
    with opened(library, folder) as subject:
        for question in load_questions(folder):
            case = study_case(subject, question) if question.relevant else None
            if case is not None:
                cases.append(case)
                for name, value in baselines(subject, question).items():
                    found.setdefault(name, []).append(value)
    return Compared(cases, found)


def significance(ours: list[float], theirs: list[float]) -> dict[str, float]:
    """Return the mean difference, wins, losses and the p of a paired randomisation test."""
    differences = np.array(ours) - np.array(theirs)
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(FLIPS, len(differences)))
    reached = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9
    return {
        "difference": round(float(differences.mean()), 4),
        "wins": int((differences > 1e-9).sum()),
        "losses": int((differences < -1e-9).sum()),
        "p": round((int(reached.sum()) + 1) / (FLIPS + 1), 4),
    }


def without(sets: dict[str, list[Case]], column: int) -> dict[str, float]:
    """Return held-out nDCG@10 with one feature left out of the fit."""
    cut = {name: [replace(c, rows=np.delete(c.rows, column, axis=1)) for c in cases] for name, cases in sets.items()}
    return {name: round(fmean(v), 4) for name, v in held_out(cut, RIDGE_STUDIES, judge_ndcg).items()}


def main() -> int:
    """Compare and print a JSON object."""
    place = Path(sys.argv[1])
    library = Library(Settings(place / "corpus", place / "index"))
    compared = {Path(name).name: compare(library, Path(name)) for name in sys.argv[2:]}
    sets = {name: each.cases for name, each in compared.items()}
    learned = held_out(sets, RIDGE_STUDIES, judge_ndcg)
    figures = {
        name: {
            "questions": len(each.cases),
            "ndcg_at_10": {
                **{way: round(fmean(values), 4) for way, values in each.baselines.items()},
                "learned": round(fmean(learned[name]), 4),
            },
            "against": {way: significance(learned[name], values) for way, values in each.baselines.items()},
        }
        for name, each in compared.items()
    }
    ablations = {feature: without(sets, column) for column, feature in enumerate(STUDY_FEATURES)}
    print(json.dumps({"collections": figures, "ndcg_at_10_without": ablations}, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

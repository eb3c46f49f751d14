"""Train `evidence_search/search/weights/ranker.json`, and say what its models are worth on questions they were not fitted to.

Usage: python -m benchmarks.train_ranker LIBRARY TRIALS_LIBRARY TRIALS.jsonl FOLDER… [--write WEIGHTS.json]

LIBRARY holds `corpus/` and `index/`. Each FOLDER is in the form `evaluate` reads and was evaluated with LIBRARY before, so that
it is indexed; one without `corpus.jsonl` is judged over LIBRARY itself. TRIALS_LIBRARY is a library of full-text trials,
TRIALS.jsonl lines of `pmcid`, `intervention`, `comparator`, `outcome` and `evidence` (each with `text`), as Evidence Inference
labels them.

Both models are linear with ridge over scaled features. They are fitted to the softmax of each relevant row among the irrelevant
ones (as InfoNCE, van den Oord et al. 2018), so that two relevant ones do not stand in each other's way: studies on all FOLDERs
together, a collection of n questions weighing √n; passages on TRIALS. Prints a JSON object: nDCG@10 of
each folder with each question ranked by a model fitted without its fold (questions with a relevant study in common share one),
and by one fitted without its whole collection; the share of trials' questions with a gold passage in the first five, folds by
article, and the same by the plain min-max sum of cosine and BM25.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from evidence_search.evaluation import Question, load_questions, ndcg, side_settings
from evidence_search.library import Library
from evidence_search.records import Filters, SourceKind
from evidence_search.search.answer import Ranking, rank
from evidence_search.search.features import FEATURES, Rows, Wanted, features
from evidence_search.search.fuse import DECIMALS
from evidence_search.search.ranker import (
    SECTION_FEATURES,
    STUDY_FEATURES,
    choose,
    of_studies,
    scaled,
    section_features,
)
from evidence_search.settings import Settings
from evidence_search.snapshot import Snapshot

Matrix = NDArray[np.float64]

RIDGE_STUDIES = 0.001
"""0.0001 to 0.001 are alike; with 0.01 SciFact has 0.762 instead of 0.765, MEDLARS 0.809 instead of 0.821."""
RIDGE_PASSAGES = 0.003
"""0.001 to 0.02 were alike."""

FOLDS = 5
FIRST_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A question: features of what it proposed, a grade for each row, and what it takes to judge an order of the rows."""

    rows: Matrix
    grades: Matrix
    ids: Sequence[str]
    relevant: dict[str, int]
    group: str


def read(
    snapshot: Snapshot, library: Library, question: str, filters: Filters
) -> tuple[Ranking, NDArray[np.int64], Rows] | None:
    """Return a question's ranking, the candidates read and their features; None where nothing was found to read."""
    ranking = rank(snapshot, question, library.tools(snapshot), snapshot.passing(filters), 100)
    chosen = choose(ranking.candidates, snapshot.study_of)
    if ranking.vector is None or not len(chosen):
        return None
    wanted = Wanted(ranking.understood.typed, ranking.vector, ranking.groups)
    return ranking, chosen, features(snapshot, wanted, ranking.candidates, chosen, snapshot.stems)


def opened(library: Library, folder: Path) -> Library:
    """Return the library a folder's questions are over: its own corpus beside the given one, or the given one."""
    own = (folder / "corpus.jsonl").exists()
    return Library.open(side_settings(library.settings, folder) if own else library.settings)


def study_case(subject: Library, question: Question) -> Case | None:
    """Return a judged question's case, its rows studies; None where nothing was found to read."""
    snapshot = subject.snapshot()
    found = read(snapshot, subject, question.text, Filters())
    if found is None:
        return None
    ranking, chosen, rows = found
    numbers, study_rows = of_studies(snapshot.study_of[ranking.candidates.positions[chosen]], rows)
    ids = [snapshot.study_ids[n] for n in numbers]
    grades = np.array([max(question.relevant.get(i, 0), 0) for i in ids], dtype=np.float64)
    return Case(scaled(study_rows), grades, ids, dict(question.relevant), min(question.relevant))


def study_cases(library: Library, folder: Path) -> list[Case]:
    """Return a case for each judged question of a folder that finds anything."""
    with opened(library, folder) as subject:
        cases = (study_case(subject, question) for question in load_questions(folder) if question.relevant)
        return [case for case in cases if case is not None]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def gold_passages(texts: Sequence[str], evidence: Sequence[str]) -> set[int]:
    """Return which passages of an article hold evidence people named: the one that holds most of it, or each with half as much.

    Texts are compared by their letters and digits alone; where the whole is not found, its first or second half is sought.
    """
    bounds = np.concatenate([[0], np.cumsum([len(_letters(text)) for text in texts])])
    joined = "".join(map(_letters, texts))
    gold: set[int] = set()
    for said in map(_letters, evidence):
        parts = (said, said[: len(said) // 2], said[len(said) // 2 :])
        start, length = next(((at, len(p)) for p in parts if len(p) >= 12 and (at := joined.find(p)) >= 0), (-1, 0))
        if start >= 0:
            shared = np.minimum(bounds[1:], start + length) - np.maximum(bounds[:-1], start)
            gold.update(np.flatnonzero((shared > 0) & (shared >= shared.max() / 2)).tolist())
    return gold


def _is_full(snapshot: Snapshot, study_id: str) -> bool:
    return snapshot.describe(snapshot.study_ids.index(study_id)).kind is SourceKind.FULL_TEXT


def passage_cases(library: Library, trials: Path, within: bool) -> Iterator[Case]:
    """Yield a case for each trial's question; its rows are passages, of the right article or of all that have labels."""
    with Library.open(library.settings) as subject:
        snapshot = subject.snapshot()
        lines = [json.loads(line) for line in trials.read_text(encoding="utf-8").splitlines()]
        known = {str(s.metadata.pmcid): s.study_id for s in map(snapshot.describe, range(len(snapshot.study_ids)))}
        full = {p for p in {line["pmcid"] for line in lines} & known.keys() if _is_full(snapshot, known[p])}
        articles = tuple(sorted(known[p] for p in full))
        for line in lines:
            if line["pmcid"] not in full:
                continue
            study_id = known[line["pmcid"]]
            at = snapshot.passages_at([snapshot.study_ids.index(study_id)])
            texts = [excerpt.text for excerpt in snapshot.excerpts(at.tolist())]
            gold = {int(at[i]) for i in gold_passages(texts, [e["text"] for e in line["evidence"]])}
            question = f"Effect of {line['intervention']} compared with {line['comparator']} on {line['outcome']}"
            found = read(snapshot, subject, question, Filters(study_ids=(study_id,) if within else articles))
            if found is None or not gold:
                continue
            ranking, chosen, rows = found
            positions = ranking.candidates.positions[chosen].tolist()
            sections = section_features(snapshot.sections(positions))
            grades = np.array([float(position in gold) for position in positions])
            yield Case(np.concatenate([scaled(rows), sections], axis=1), grades, list(map(str, positions)), {}, study_id)


def fit(cases: Sequence[Case], weights: Sequence[float], ridge: float) -> Matrix:
    """Return the weights that put each relevant row of a case before its irrelevant ones, graded rows counting by grade."""
    pairs = [(case, weight) for case, weight in zip(cases, weights, strict=True) if case.grades.sum() > 0]
    rows = np.concatenate([case.rows for case, _ in pairs])
    sizes = np.array([len(case.rows) for case, _ in pairs])
    starts, owner = np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(pairs)), sizes)
    share = np.array([weight for _, weight in pairs])
    wanted = np.concatenate([case.grades / case.grades.sum() for case, _ in pairs]) * (share / share.sum())[owner]
    others = wanted == 0

    def loss(w: Matrix) -> tuple[float, Matrix]:
        scores = rows @ w
        scores -= np.maximum.reduceat(scores, starts)[owner]
        powers = np.exp(scores)
        sums = np.where(others, 1.0, powers + np.add.reduceat(powers * others, starts)[owner])
        against = powers * np.add.reduceat(wanted / sums, starts)[owner]
        gradient = rows.T @ np.where(others, against, wanted * (powers / sums - 1)) + 2 * ridge * w
        return float(-(wanted * (scores - np.log(sums))).sum() + ridge * w @ w), gradient

    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x)


def folds(cases: Sequence[Case]) -> list[NDArray[np.int64]]:
    """Return the cases of each fold; those of one group, or with a relevant study in common, share it."""
    owner: dict[str, str] = {}

    def root(key: str) -> str:
        while owner.setdefault(key, key) != key:
            key = owner[key]
        return key

    for case in cases:
        for key in case.relevant:
            owner[root(key)] = root(case.group)
    groups = sorted({root(case.group) for case in cases})
    shuffled = np.random.default_rng(0).permutation(len(groups))
    number = {group: int(shuffled[i]) % FOLDS for i, group in enumerate(groups)}
    return [np.flatnonzero([number[root(case.group)] == f for case in cases]) for f in range(FOLDS)]


def ranked_by(case: Case, weights: Matrix) -> list[str]:
    """Return a case's ids, best first."""
    scores = np.round(case.rows @ weights, DECIMALS)
    best: list[int] = np.argsort(-scores, kind="stable").tolist()
    return [case.ids[i] for i in best]


def judge_ndcg(case: Case, weights: Matrix) -> float:
    return ndcg(ranked_by(case, weights), case.relevant)


def judge_found(case: Case, weights: Matrix) -> float:
    gold = {name for name, grade in zip(case.ids, case.grades, strict=True) if grade}
    return float(not gold.isdisjoint(ranked_by(case, weights)[:FIRST_PASSAGES]))


def held_out(sets: dict[str, list[Case]], ridge: float, judge: Callable[[Case, Matrix], float]) -> dict[str, list[float]]:
    """Return each set's figures, a case at a time, by models fitted to all sets without the case's fold."""
    parts = {name: folds(cases) for name, cases in sets.items()}
    found = {name: [0.0] * len(cases) for name, cases in sets.items()}
    for f in range(FOLDS):
        kept = {name: [c for i, c in enumerate(cases) if i not in set(parts[name][f].tolist())] for name, cases in sets.items()}
        weights = fit(*pooled(kept), ridge)
        for name, cases in sets.items():
            for i in parts[name][f].tolist():
                found[name][i] = judge(cases[i], weights)
    return found


def pooled(sets: dict[str, list[Case]]) -> tuple[list[Case], list[float]]:
    """Return all cases with their weights: a set of n weighs √n."""
    return [c for cases in sets.values() for c in cases], [len(cases) ** -0.5 for cases in sets.values() for _ in cases]


def main() -> int:
    """Collect, cross-validate, fit to everything, and write the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("library", "trials_library", "trials"):
        parser.add_argument(name, type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    library, articles = (Library(Settings(path / "corpus", path / "index")) for path in (given.library, given.trials_library))
    sets = {folder.name: study_cases(library, folder) for folder in given.folders}
    passages = {"within the article": list(passage_cases(articles, given.trials, True)),
                "over all articles": list(passage_cases(articles, given.trials, False))}  # fmt: skip
    figures: dict[str, object] = {
        "ndcg_at_10": {name: round(fmean(v), 4) for name, v in held_out(sets, RIDGE_STUDIES, judge_ndcg).items()},
        "ndcg_at_10_fitted_to_other_collections": {name: round(_without(sets, name), 4) for name in sets},
        "passage_in_first_five": {
            name: round(fmean(v), 4) for name, v in held_out(passages, RIDGE_PASSAGES, judge_found).items()
        },
    }
    plain = np.array([float(name in ("cosine", "bm25")) for name in (*FEATURES, *SECTION_FEATURES)])
    figures["passage_in_first_five_by_min_max"] = {
        name: round(fmean(judge_found(case, plain) for case in cases), 4) for name, cases in passages.items()
    }
    if given.write:
        study, passage = fit(*pooled(sets), RIDGE_STUDIES), fit(*pooled(passages), RIDGE_PASSAGES)
        weights = {
            "study": _named(STUDY_FEATURES, study),
            "passage": _named(FEATURES, passage[: len(FEATURES)]),
            "section": _named(SECTION_FEATURES, passage[len(FEATURES) :]),
        }
        given.write.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def _without(sets: dict[str, list[Case]], name: str) -> float:
    weights = fit(*pooled({other: cases for other, cases in sets.items() if other != name}), RIDGE_STUDIES)
    return fmean(judge_ndcg(case, weights) for case in sets[name])


def _named(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


if __name__ == "__main__":
    raise SystemExit(main())

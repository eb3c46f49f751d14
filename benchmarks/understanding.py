"""What each kind of understanding a question brings: judged questions with everything on, each kind off in turn, and all off.

python -m benchmarks.understanding CORPUS INDEX QUESTIONS: a library's folder, its index, and a folder of judged questions as
`evidence-search evaluate` takes them, judged over that library. Prints nDCG@10 and the share of questions with a relevant study
among the first three, over all questions and by category, the paired difference to everything on with its 95% bootstrap
interval, how many questions each kind touched, and the time understanding takes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from time import perf_counter

import numpy as np

from evidence_search.evaluation import DEPTH, Question, load_questions, ndcg
from evidence_search.library import Library
from evidence_search.records import NoteKind, Off
from evidence_search.search.understood import AS_TYPED, NOTHING_OFF
from evidence_search.settings import Settings

WORDS = (NoteKind.SPELLING, NoteKind.VARIANT, NoteKind.ABBREVIATION, NoteKind.SYNONYM, NoteKind.LAY, NoteKind.DOSE)
"""The kinds that judged questions have; none of them has a field, an exclusion or a phrase."""

RESAMPLES = 2000


def main() -> None:
    corpus, index, folder = map(Path, sys.argv[1:4])
    questions = [question for question in load_questions(folder) if question.relevant]
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        everything = measured(library, questions, NOTHING_OFF)
        variants = {f"without {kind}": Off(frozenset([kind])) for kind in WORDS} | {"as typed": AS_TYPED}
        report = {
            "questions": len(questions),
            "touched": dict(Counter(kind for question in questions for kind in kinds_of(library, question.text))),
            "everything": summed(questions, everything),
        }
        for name, off in variants.items():
            found = measured(library, questions, off)
            report[name] = {**summed(questions, found), "difference": difference(found, everything)}
        report["understanding_ms"] = timed(library, questions)
    print(json.dumps(report, ensure_ascii=False, indent=2))


def measured(library: Library, questions: Sequence[Question], off: Off) -> list[tuple[float, bool]]:
    """Return (nDCG@10, whether a relevant study is among the first three) of each question."""
    found = []
    for question in questions:
        ranked = [study for study, _ in library.rank(question.text, DEPTH, off=off)]
        near = any(question.relevant.get(study, 0) > 0 for study in ranked[:3])
        found.append((ndcg(ranked, question.relevant), near))
    return found


def summed(questions: Sequence[Question], found: Sequence[tuple[float, bool]]) -> dict[str, object]:
    categories: dict[str, list[float]] = {}
    for question, (value, _) in zip(questions, found, strict=True):
        categories.setdefault(question.category, []).append(value)
    return {
        "ndcg@10": round(fmean(value for value, _ in found), 4),
        "top 3": round(fmean(near for _, near in found), 4),
        "categories": {name: round(fmean(values), 4) for name, values in sorted(categories.items())},
    }


def difference(found: Sequence[tuple[float, bool]], everything: Sequence[tuple[float, bool]]) -> list[float]:
    """Return the mean difference in nDCG@10 to everything on, and the ends of its 95% interval over questions."""
    gaps = np.array([a - b for (a, _), (b, _) in zip(found, everything, strict=True)])
    drawn = np.random.default_rng(0).integers(0, len(gaps), (RESAMPLES, len(gaps)))
    low, high = np.quantile(gaps[drawn].mean(axis=1), [0.025, 0.975])
    return [round(float(value), 4) for value in (gaps.mean(), low, high)]


def kinds_of(library: Library, question: str) -> set[str]:
    return {str(note.kind) for note in library.understand(question).notes}


def timed(library: Library, questions: Sequence[Question]) -> dict[str, float]:
    times = []
    for question in questions:
        began = perf_counter()
        library.understand(question.text)
        times.append((perf_counter() - began) * 1000)
    return {"p50": round(float(np.quantile(times, 0.5)), 3), "p95": round(float(np.quantile(times, 0.95)), 3)}


if __name__ == "__main__":
    main()

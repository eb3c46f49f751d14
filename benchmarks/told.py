"""Which of the studies found for a patient's question are worth telling, by their share of the best study's score.

python -m benchmarks.told CORPUS INDEX QUESTIONS …: a library's folder, its index, and folders of judged questions over it.
Prints one JSON object: for each share how many studies a question has left, how many of those are judged relevant, how many of
the relevant ones stay, and for how many questions at least one does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from evidence_search.evaluation import load_questions
from evidence_search.library import Library
from evidence_search.patient import STUDIES
from evidence_search.records import Filters, Order, Verdict
from evidence_search.settings import Settings

SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7)
Found = list[tuple[float, bool]]
"""Of one question: (share of the best score, whether judged relevant) of each study."""


def main() -> None:
    corpus, index, *folders = map(Path, sys.argv[1:])
    questions = [question for folder in folders for question in load_questions(folder) if question.relevant]
    found: list[Found] = []
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        for question in questions:
            result = library.search(question.text, Filters(), STUDIES, order=Order.STRENGTH)
            if result.hits and result.judgement and result.judgement.verdict is not Verdict.NOT_COVERED:
                best = max(hit.score for hit in result.hits) or 1.0
                found.append([(hit.score / best, hit.study_id in question.relevant) for hit in result.hits])
    print(json.dumps({"questions": len(found), "shares": {str(share): _figures(found, share) for share in SHARES}}))


def _figures(found: list[Found], share: float) -> dict[str, float]:
    kept = [[each for each in hits if each[0] >= share] for hits in found]
    told, good = sum(map(len, kept)), sum(relevant for hits in kept for _, relevant in hits)
    return {
        "told": round(told / len(found), 2),
        "relevant of those": round(good / told, 3),
        "relevant ones that stay": round(good / sum(relevant for hits in found for _, relevant in hits), 3),
        "questions with a relevant one": sum(any(relevant for _, relevant in hits) for hits in kept),
    }


if __name__ == "__main__":
    main()

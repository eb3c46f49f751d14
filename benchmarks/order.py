"""What ordering hits by strength or year costs in relevance, for several shares of the best score needed to be moved up.

python -m benchmarks.order CORPUS INDEX QUESTIONS: a library's folder, its index, and a folder of judged questions over it.
Prints one JSON object: nDCG@10 by relevance, and by strength and year for each share.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import fmean

from evidence_search.evaluation import load_questions, ndcg
from evidence_search.library import Library
from evidence_search.profile.strength import evidence_order
from evidence_search.records import Order
from evidence_search.search.order import in_order
from evidence_search.settings import Settings

SHARES = (0.0, 0.5, 0.75, 0.9)


def main() -> None:
    corpus, index, folder = map(Path, sys.argv[1:4])
    questions = [question for question in load_questions(folder) if question.relevant]
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        found = [(library.search(question.text).hits, question.relevant) for question in questions]
    report: dict[str, object] = {"relevance": round(fmean(ndcg([h.study_id for h in hits], good) for hits, good in found), 3)}
    for order in (Order.STRENGTH, Order.YEAR):
        report[order] = {
            share: round(
                fmean(ndcg([h.study_id for h in in_order(hits, order, evidence_order, share)], good) for hits, good in found), 3
            )
            for share in SHARES
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main()

"""The verdict "not in this library" on judged questions: area under the ROC curve, F1, and what each kind of question got.

python -m benchmarks.verdict CORPUS INDEX QUESTIONS [FOREIGN] [--wrong]: a library's folder, its index, and a folder whose
`queries.jsonl` says `answerable` of each question (and perhaps `category`). FOREIGN is another such file of questions that this
library does not answer, for example another library's. Prints one JSON object, with `--wrong` also what was judged wrongly.
Near misses are the unanswerable questions of a category with "near" in its name.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from evidence_search.library import Library
from evidence_search.records import Verdict
from evidence_search.settings import Settings


def main() -> None:
    corpus, index, folder, *foreign = (Path(each) for each in sys.argv[1:] if each != "--wrong")
    questions = _questions(folder / "queries.jsonl")
    for path in foreign:
        questions += [{**each, "answerable": False, "category": "foreign"} for each in _questions(path)]
    covered, probabilities, verdicts = [], [], []
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        for question in questions:
            judgement = library.search(str(question["text"])).judgement
            assert judgement is not None, "no question is empty"
            covered.append(bool(question.get("answerable", True)))
            probabilities.append(judgement.probability)
            verdicts.append(judgement.verdict)
    refused = [verdict is Verdict.NOT_COVERED for verdict in verdicts]
    gold = [not each for each in covered]
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for question, verdict, is_covered in zip(questions, verdicts, covered, strict=True):
        by_kind["answerable" if is_covered else str(question.get("category", "not answerable"))][verdict] += 1
    near = [i for i, q in enumerate(questions) if covered[i] or "near" in str(q.get("category", ""))]
    print(
        json.dumps(
            {
                "questions": len(questions),
                "not_answerable": sum(gold),
                "auroc": round(float(roc_auc_score(covered, probabilities)), 4),
                "auroc_near_misses": round(
                    float(roc_auc_score([covered[i] for i in near], [probabilities[i] for i in near])), 4
                ),
                "f1_not_covered": round(float(f1_score(gold, refused)), 4),
                "precision": round(float(precision_score(gold, refused)), 4),
                "recall": round(float(recall_score(gold, refused)), 4),
                "verdicts": {kind: dict(counts) for kind, counts in by_kind.items()},
                "wrong": [
                    [str(verdict), probability, str(question["text"])]
                    for question, verdict, probability, is_covered in zip(
                        questions, verdicts, probabilities, covered, strict=True
                    )
                    if is_covered == (verdict is Verdict.NOT_COVERED) and "--wrong" in sys.argv
                ],
            },
            ensure_ascii=False,
            indent=1,
        )
    )


def _questions(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()

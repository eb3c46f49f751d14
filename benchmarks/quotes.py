"""Measure whether the best sentence of the right abstract is one that people named as evidence, by the weight of shared words.

Usage: python benchmarks/quotes.py FOLDER INDEX

FOLDER is SciFact in the form `evaluate` reads, with `sentences` in `corpus.jsonl` and `evidence` (doc, sentences) in
`queries.jsonl`; INDEX the index folder that `evaluate FOLDER` was run with. For each claim and each abstract with evidence, the
abstract's sentences are scored as `search.quotes` does; a hit is a best sentence that overlaps a gold one. Prints a JSON
object: share of hits by weight.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from evidence_search.evaluation import side_settings
from evidence_search.index import lexical
from evidence_search.library import Library
from evidence_search.quantised import cosines
from evidence_search.records import Study
from evidence_search.settings import Settings

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def gold_spans(text: str, sentences: list[str], wanted: set[int]) -> list[tuple[int, int]]:
    """Return where the named sentences stand in a text; those not found word for word are left out."""
    spans, at = [], 0
    for number, sentence in enumerate(sentences):
        start = text.find(sentence.strip(), at)
        if start >= 0:
            at = start + len(sentence.strip())
            spans += [(start, at)] if number in wanted else []
    return spans


def scored(library: Library, study: Study, question: str) -> tuple[list[tuple[int, int]], np.ndarray, np.ndarray]:
    """Return the sentences of a study with their cosines and their weighted share of the question's words."""
    snapshot = library.snapshot()
    vector = library.encode_question(question)
    weights = {stem: snapshot.weight(stem) for stem in lexical.question_terms(question)}
    spans, near, words = [], [], []
    for passage in snapshot.passages_of(study.study_id):
        near += cosines(passage.sentence_vectors, vector).tolist()
        for start, end in passage.sentences.tolist():
            found = set(snapshot.stems(study.text[start:end]))
            words.append(sum(w for stem, w in weights.items() if stem in found) / (sum(weights.values()) or 1.0))
            spans.append((start, end))
    return spans, np.array(near), np.array(words)


def main() -> int:
    """Score every claim's abstracts once and count by weight."""
    folder, index = Path(sys.argv[1]), Path(sys.argv[2])
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    abstracts = {record["_id"]: record["sentences"] for record in map(json.loads, lines)}
    settings = side_settings(Settings(folder, index), folder)
    hits, total = dict.fromkeys(WEIGHTS, 0), 0
    with Library.open(settings) as library:
        for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            wanted: dict[str, set[int]] = {}
            for entry in claim["evidence"]:
                wanted.setdefault(entry["doc"], set()).update(entry["sentences"])
            for doc, numbers in wanted.items():
                study = library.study(doc)
                gold = gold_spans(study.text, abstracts[doc], numbers)
                spans, near, words = scored(library, study, claim["text"])
                if not gold:
                    continue
                total += 1
                for weight in WEIGHTS:
                    start, end = spans[int(np.argmax(near + weight * words))]
                    hits[weight] += any(start < b and a < end for a, b in gold)
    print(json.dumps({"pairs": total, "hit_by_weight": {str(w): round(n / total, 3) for w, n in hits.items()}}, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

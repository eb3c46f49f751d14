"""Hold the shipped direction model against people's labels.

Usage: python -m benchmarks.direction FOLDER
FOLDER has `outcome_direction.jsonl` and `abstracts.jsonl` as Evidence Inference has them. Prints one JSON object: macro F1 of
increased, decreased and no difference, with the evidence given and with it to be found in the abstract, and the time a prompt.
On the data it was trained on these are no held-out figures: `benchmarks/train_direction.py` cross-validates.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_search.profile.direction import LABELS, direction_in, direction_of
from evidence_search.text.sentences import sentence_spans

NAMES = {"significantly increased": "increased", "significantly decreased": "decreased", "no significant difference": "none"}


@dataclass(frozen=True)
class Prompt:
    """A question of the data with its evidence and the abstract's sentences."""

    article: str
    label: str
    asked: tuple[str, str, str]
    """Outcome, intervention, comparator."""
    evidence: tuple[str, ...]
    abstract: tuple[str, ...]
    context: str
    gold: tuple[bool, ...]
    """Which sentences of the abstract are evidence."""


def read(folder: Path) -> list[Prompt]:
    """Return the prompts of a folder, in its order."""
    lines = (folder / "abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    abstracts = {row["_id"]: row for row in map(json.loads, lines)}
    prompts = []
    for line in (folder / "outcome_direction.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = abstracts[row["pmcid"]]
        text = article["text"]
        evidence = tuple(dict.fromkeys(e["text"] for e in row["evidence"]))
        sentences = tuple(text[a:b] for a, b in sentence_spans(text)) or ("",)
        asked = (row["outcome"], row["intervention"], row["comparator"])
        gold = tuple(any(_same(sentence, piece) for piece in evidence) for sentence in sentences)
        prompts.append(
            Prompt(row["pmcid"], NAMES[row["label"]], asked, evidence, sentences, f"{article['title']} {text}", gold)
        )
    return prompts


def _same(sentence: str, evidence: str) -> bool:
    one, other = (re.sub(r"\W+", "", text.lower()) for text in (sentence, evidence))
    return len(one) > 20 and (one in other or (len(other) > 20 and other in one) or (len(other) > 60 and other[:60] in one))


def macro_f1(gold: Sequence[str], mine: Sequence[str]) -> float:
    """Return the mean over `LABELS` of the harmonic mean of precision and recall."""
    each = []
    for label in LABELS:
        hits = sum(g == m == label for g, m in zip(gold, mine, strict=True))
        each.append(2 * hits / max(1, sum(g == label for g in gold) + sum(m == label for m in mine)))
    return round(sum(each) / len(each), 3)


def main() -> None:
    prompts = read(Path(sys.argv[1]))
    gold = [prompt.label for prompt in prompts]
    start = time.perf_counter()
    given = [direction_of(prompt.evidence[0], *prompt.asked, prompt.context)[0] for prompt in prompts]
    middle = time.perf_counter()
    found = [direction_in(prompt.abstract, *prompt.asked, prompt.context)[0] for prompt in prompts]
    end = time.perf_counter()
    figures = {
        "prompts": len(prompts),
        "evidence given": macro_f1(gold, given),
        "to be found in the abstract": macro_f1(gold, found),
        "ms a sentence": round((middle - start) / len(prompts) * 1000, 2),
        "ms an abstract": round((end - middle) / len(prompts) * 1000, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

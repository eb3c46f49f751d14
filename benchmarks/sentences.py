"""Measure where sentences are cut against sentences that were given.

Usage: python -m benchmarks.sentences CORPUS [SHOWN]

CORPUS is a `corpus.jsonl` whose records have `sentences`, as SciFact's. They are joined with blanks and cut again. Prints a
JSON object: cuts inside the texts, precision, recall, F1; with SHOWN so many cuts of either sort that the other side does not
have, with what stands around each, for reading: given sentences are not free of errors.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from evidence_search.text.sentences import sentence_spans

AROUND = 50


def cuts(sentences: list[str]) -> tuple[str, set[int], set[int]]:
    """Return the joined text, the ends given and the ends found, but for the last."""
    pieces = [piece.strip() for piece in sentences if piece.strip()]
    text = " ".join(pieces)
    given, at = set(), 0
    for piece in pieces:
        given.add(at + len(piece))
        at += len(piece) + 1
    return text, given - {len(text)}, {end for _, end in sentence_spans(text)} - {len(text)}


def main() -> int:
    """Count, print."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    shown = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    both, only_found, only_given = 0, [], []
    for record in map(json.loads, lines):
        text, given, found = cuts(record["sentences"])
        both += len(given & found)
        only_found += [f"{text[max(0, i - AROUND) : i]} | {text[i : i + AROUND]}" for i in sorted(found - given)]
        only_given += [f"{text[max(0, i - AROUND) : i]} | {text[i : i + AROUND]}" for i in sorted(given - found)]
    chance = random.Random(0)
    print(json.dumps({
        "cuts": both + len(only_given),
        "precision": round(both / (both + len(only_found)), 4),
        "recall": round(both / (both + len(only_given)), 4),
        "f1": round(2 * both / (2 * both + len(only_found) + len(only_given)), 4),
        "only found": chance.sample(only_found, min(shown, len(only_found))),
        "only given": chance.sample(only_given, min(shown, len(only_given))),
    }, ensure_ascii=False, indent=2))  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

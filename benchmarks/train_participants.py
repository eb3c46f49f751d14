"""Train the scorer that tells which number of an abstract is the total of participants, and cross-validate it.

Usage: python benchmarks/train_participants.py DATA [--save]

DATA holds `sample_size/train.jsonl` (numbers marked by people) and `psynamic/*_dev.jsonl` (ranges named by people: any number
of an abstract within the range is held for right). A multinomial logit over the numbers of an abstract and "none of them",
L2 penalty 3, fitted by L-BFGS from zero: deterministic. Prints a JSON object of five-fold figures; with `--save` fits on
everything and writes `evidence_search/profile/weights/participants.json`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from evidence_search.profile.linear import save
from evidence_search.profile.numbers import parse_number
from evidence_search.profile.participant_features import features_of, is_review
from evidence_search.profile.participants import THRESHOLD, countable, likeliest
from evidence_search.profile.people_numbers import people_numbers
from evidence_search.profile.people_sums import PeopleNumber
from evidence_search.profile.subject import subject_of

BINS = ((1, 20, "1-20"), (21, 40, "21-40"), (41, 60, "41-60"), (61, 80, "61-80"), (81, 99, "81-100"), (100, 199, "100-199"),
        (200, 499, "200-499"), (500, 999, "500-999"), (1000, 10**9, "≥1000"))  # fmt: skip
PENALTY = 3.0
FOLDS = 5
RARE = 3
"""Features of fewer numbers than this are left out."""


@dataclass(frozen=True)
class Example:
    """An abstract with its numbers, their features, and which are right. `known`: people named a number."""

    source: str
    numbers: Sequence[PeopleNumber]
    features: Sequence[Sequence[str]]
    right: Sequence[bool]
    known: bool


def examples(data: Path) -> Iterator[Example]:
    """Yield the abstracts that say something on the total; of uncounted reviews the numbers beside their studies are right."""
    for path in sorted((data / "psynamic").glob("*_dev.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield from _ranged(path.stem, row)
    for row in map(json.loads, (data / "sample_size" / "train.jsonl").read_text(encoding="utf-8").splitlines()):
        marked = {kind: _marked(row, f"{kind}-participants") for kind in ("total", "intervention", "control")}
        groups = [*marked["intervention"], *marked["control"]]
        stated = set(marked["total"]) or ({sum(groups)} if len(groups) == 2 else set())
        numbers, features = _read("", row["text"])
        if stated:
            right = [n.value in stated for n in numbers]
            yield Example("sample_size", numbers, features, right, bool(marked["total"]))


def _marked(row: Mapping[str, Any], kind: str) -> list[int]:
    found = [parse_number(entity["text"]) for entity in row["entities"] if entity["type"] == kind]
    return [number for number in found if number is not None]


def _ranged(source: str, row: Mapping[str, Any]) -> Iterator[Example]:
    labels = row["labels"].get("number_of_participants", ["Unknown"])
    numbers, features = _read(row["title"], row["text"])
    if labels[0] != "Not applicable":
        right = [any(low <= n.value <= high and name in labels for low, high, name in BINS) for n in numbers]
        yield Example(source, numbers, features, right, labels[0] != "Unknown")
    elif "Systematic review/meta-analysis" in row["labels"]["study_type"] and re.search(r"review|meta", row["title"], re.I):
        of_studies = [
            "review&of_studies" in names and bool(n.noun) and not n.parts for n, names in zip(numbers, features, strict=True)
        ]
        yield Example(source, numbers, features, [a and n.value > 30 for a, n in zip(of_studies, numbers, strict=True)], False)


def _read(title: str, text: str) -> tuple[list[PeopleNumber], list[list[str]]]:
    subject = subject_of(title, text)
    review = is_review(title, subject.sentences)
    numbers = countable(people_numbers(((subject.heading,) if title else ()) + subject.sentences, text), title, review)
    return numbers, features_of(numbers, review)


def fit(rows: Sequence[Example]) -> dict[str, float]:
    """Return the weights of the features that make the right numbers, or none where none is right, most likely."""
    seen = Counter(name for row in rows for names in row.features for name in {*names})
    places = {name: place for place, name in enumerate(sorted(name for name, times in seen.items() if times >= RARE))}
    of = np.array([number for number, row in enumerate(rows) for _ in row.features])
    right = np.array([is_right for row in rows for is_right in row.right])
    table = np.zeros((len(of), len(places)), dtype=np.float32)
    for place, names in enumerate(names for row in rows for names in row.features):
        table[place, [places[name] for name in names if name in places]] = 1
    none_right = np.array([not any(row.right) for row in rows])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        worth = np.exp(np.clip(table @ weights.astype(np.float32), -30, 30).astype(float))
        whole, good = np.ones(len(rows)), none_right.astype(float)
        np.add.at(whole, of, worth)
        np.add.at(good, of, worth * right)
        slope = worth / whole[of] - np.where(right, worth / np.maximum(good[of], 1e-300), 0)
        total = float(np.sum(np.log(whole) - np.log(good)) + PENALTY / 2 * weights @ weights)
        return total, (slope.astype(np.float32) @ table).astype(float) + PENALTY * weights

    found = minimize(loss, np.zeros(len(places)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: float(found[place]) for name, place in places.items()}


def best(row: Example, weights: Mapping[str, float]) -> tuple[bool, float] | None:
    """Return whether the likeliest number is right, and its probability."""
    found = likeliest(row.numbers, row.features, weights)
    if found is None:
        return None
    value, probability = found[0].value, found[1]
    return any(r for n, r in zip(row.numbers, row.right, strict=True) if n.value == value), probability


def cross_validated(rows: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return recall and precision by source at the library's threshold, each fold scored by weights that did not see it."""
    fold = np.random.RandomState(0).randint(FOLDS, size=len(rows))
    answers: dict[int, tuple[bool, float] | None] = {}
    for number in range(FOLDS):
        weights = fit([row for row, of in zip(rows, fold, strict=True) if of != number])
        answers |= {place: best(rows[place], weights) for place in np.flatnonzero(fold == number).tolist()}
    figures = {}
    for source in sorted({row.source for row in rows}):
        mine = [answers[place] for place, row in enumerate(rows) if row.source == source and row.known]
        given = [answer[0] for answer in mine if answer and answer[1] >= THRESHOLD]
        figures[source] = {
            "n": len(mine),
            "right": round(sum(given) / len(mine), 3),
            "precision": round(sum(given) / len(given), 3),
        }
    return figures


def main() -> int:
    """Cross-validate, and write the weights when asked to."""
    rows = list(examples(Path(sys.argv[1])))
    print(json.dumps(cross_validated(rows)))
    if "--save" in sys.argv[2:]:
        about = {
            "what": "which number of an abstract is the total of participants: logit over its numbers and none of them",
            "sources": "PICO-Corpus totals and group sizes; PsyNamic ranges of participants",
            "made_by": "benchmarks/train_participants.py",
            "date": date.today().isoformat(),
            "abstracts": len(rows),
        }
        save("participants", about, fit(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

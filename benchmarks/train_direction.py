"""Train the direction model and write `evidence_search/profile/weights/direction.json`.

Usage: python -m benchmarks.train_direction FOLDER [--measure-only]
FOLDER has `outcome_direction.jsonl` and `abstracts.jsonl` (Evidence Inference). Prints one JSON object: macro F1 over the three
classes by 5-fold cross-validation grouped by article, beside a bag of words on the same folds. Needs scikit-learn.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from benchmarks.direction import Prompt, read
from evidence_search.profile.direction import LABELS, READ_ON
from evidence_search.profile.direction_evidence import evidence_features
from evidence_search.profile.direction_features import Features, features
from evidence_search.profile.linear import FOLDER as WEIGHTS

OPPOSITE = {"increased": "decreased", "decreased": "increased", "none": "none"}
STRENGTH, EVIDENCE_STRENGTH = 0.03, 1.0
"""Inverse regularisation of the two models, chosen on the same folds among 0.01, 0.03, 0.1 and 1."""
LEAST_SEEN = 4
WEAK = 0.3
"""Weight of an abstract's best sentence where no sentence of it is known to be the evidence; 0, 0.3 and 1 were tried."""
FOLDS = 5

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Seen:
    """Features of a prompt: of its evidence texts, of each sentence as evidence, of each sentence for the direction."""

    evidence: list[Features]
    places: list[Features]
    sentences: list[Features]
    exchanged: list[Features]
    """Of the evidence texts, with intervention and comparator exchanged: what was increased is then decreased."""


class Linear:
    """A logistic regression over named features."""

    def __init__(
        self, rows: Sequence[Features], labels: Sequence[Any], weights: Sequence[float] | None, strength: float
    ) -> None:
        seen = Counter(name for row in rows for name in row)
        kept = [{name: value for name, value in row.items() if seen[name] >= LEAST_SEEN} for row in rows]
        self.names = DictVectorizer()
        self.model = LogisticRegression(C=strength, max_iter=1000).fit(
            self.names.fit_transform(kept), labels, sample_weight=weights
        )

    def shares(self, rows: Sequence[Features]) -> Numbers:
        """Return probabilities in the order of `LABELS`."""
        order = [list(self.model.classes_).index(label) for label in LABELS]
        return cast(Numbers, self.model.predict_proba(self.names.transform(rows))[:, order])

    def scores(self, rows: Sequence[Features]) -> Numbers:
        """Return decision values of a model of two classes."""
        return cast(Numbers, self.model.decision_function(self.names.transform(rows)))


def see(prompt: Prompt) -> Seen:
    last = max(1, len(prompt.abstract) - 1)
    outcome, intervention, comparator = prompt.asked
    return Seen(
        [features(text, *prompt.asked, prompt.context) for text in prompt.evidence],
        [evidence_features(s, at / last, *prompt.asked, prompt.context) for at, s in enumerate(prompt.abstract)],
        [features(s, *prompt.asked, prompt.context) for s in prompt.abstract],
        [features(text, outcome, comparator, intervention, prompt.context) for text in prompt.evidence],
    )


def _exchanged_weight(row: Features) -> float:
    """How much an exchanged example counts: fully where `than` says which arm is which, little where both arms are named."""
    if any(name.startswith("vote") and " than " in name for name in row):
        return 1.0
    return 0.3 if row["has INT"] and row["has CMP"] else 0.0


def fit(prompts: Sequence[Prompt], seen: Sequence[Seen]) -> tuple[Linear, Linear]:
    """Return the direction model and the evidence model."""
    places = [
        (row, gold)
        for p, s in zip(prompts, seen, strict=True)
        if any(p.gold)
        for row, gold in zip(s.places, p.gold, strict=True)
    ]
    finder = Linear([row for row, _ in places], [gold for _, gold in places], None, EVIDENCE_STRENGTH)
    rows: list[tuple[Features, str, float]] = []
    for p, s in zip(prompts, seen, strict=True):
        rows += [(row, p.label, 1.0) for row in s.evidence]
        rows += [(row, OPPOSITE[p.label], weight) for row in s.exchanged if (weight := _exchanged_weight(row))]
        rows += [(row, p.label, 1.0) for row, gold in zip(s.sentences, p.gold, strict=True) if gold]
        if not any(p.gold):
            rows.append((s.sentences[int(finder.scores(s.places).argmax())], p.label, WEAK))
    judge = Linear([row for row, _, _ in rows], [label for _, label, _ in rows], [weight for _, _, weight in rows], STRENGTH)
    return judge, finder


def found_label(seen: Seen, judge: Linear, finder: Linear) -> tuple[str, int]:
    scores = finder.scores(seen.places)
    order = np.argsort(-scores, kind="stable")[:READ_ON]
    trust = np.exp(scores[order] - scores[order[0]])
    return LABELS[int((trust @ judge.shares([seen.sentences[at] for at in order])).argmax())], int(order[0])


def measure(prompts: Sequence[Prompt], seen: Sequence[Seen]) -> dict[str, Any]:
    labels = np.array([p.label for p in prompts])
    given, found, turned = labels.copy(), labels.copy(), labels.copy()
    bags = {name: labels.copy() for name in ("evidence", "evidence tfidf", "abstract", "overlap sentence", "found sentence")}
    hits = []
    for train, test in GroupKFold(FOLDS).split(prompts, labels, [p.article for p in prompts]):
        judge, finder = fit([prompts[i] for i in train], [seen[i] for i in train])
        given[test] = np.array(LABELS)[judge.shares([seen[i].evidence[0] for i in test]).argmax(1)]
        turned[test] = np.array(LABELS)[judge.shares([seen[i].exchanged[0] for i in test]).argmax(1)]
        places = {}
        for i in test:
            found[i], places[i] = found_label(seen[i], judge, finder)
            hits += [prompts[i].gold[places[i]]] if any(prompts[i].gold) else []
        _bags(bags, prompts, labels, train, test, places)
    plain = np.array([_exchanged_weight(s.exchanged[0]) == 1.0 for s in seen])
    expected = np.array([OPPOSITE[label] for label in labels])
    located = np.array([any(p.gold) for p in prompts])
    return {
        "prompts": len(prompts),
        "articles": len({p.article for p in prompts}),
        "evidence given": _f1(labels, given),
        "evidence given, arms exchanged, `than` in it": {
            "prompts": int(plain.sum()),
            "macro_f1": _f1(expected[plain], turned[plain]),
        },
        "to be found in the abstract": _f1(labels, found),
        "to be found, evidence is in the abstract": {
            "prompts": int(located.sum()),
            "macro_f1": _f1(labels[located], found[located]),
        },
        "evidence sentence found first": round(float(np.mean(hits)), 3),
        "bag of words": {
            "evidence given": max(_f1(labels, bags["evidence"]), _f1(labels, bags["evidence tfidf"])),
            "the whole abstract": _f1(labels, bags["abstract"]),
            "trained on evidence, the abstract's sentence with most words of the outcome": _f1(
                labels, bags["overlap sentence"]
            ),
            "trained on evidence, the sentence found by our evidence model": _f1(labels, bags["found sentence"]),
        },
    }


def _bags(
    bags: dict[str, Words], prompts: Sequence[Prompt], labels: Words, train: Places, test: Places, places: dict[int, int]
) -> None:
    texts = [p.evidence[0] for p in prompts]
    words = CountVectorizer(binary=True, min_df=2)
    model = LogisticRegression(C=0.1, max_iter=1000).fit(words.fit_transform([texts[i] for i in train]), labels[train])
    bags["evidence"][test] = model.predict(words.transform([texts[i] for i in test]))
    bags["found sentence"][test] = model.predict(words.transform([prompts[i].abstract[places[i]] for i in test]))
    bags["overlap sentence"][test] = model.predict(words.transform([_overlapping(prompts[i]) for i in test]))
    tfidf = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2))
    model = LogisticRegression(C=10, max_iter=1000).fit(tfidf.fit_transform([texts[i] for i in train]), labels[train])
    bags["evidence tfidf"][test] = model.predict(tfidf.transform([texts[i] for i in test]))
    whole = [" ".join((*p.abstract, *("asked_" + w for w in re.findall(r"\w+", p.asked[0].lower())))) for p in prompts]
    words = CountVectorizer(binary=True, min_df=2)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(words.fit_transform([whole[i] for i in train]), labels[train])
    bags["abstract"][test] = model.predict(words.transform([whole[i] for i in test]))


def _overlapping(prompt: Prompt) -> str:
    asked = set(re.findall(r"\w+", prompt.asked[0].lower()))
    return max(prompt.abstract, key=lambda s: len(asked & set(re.findall(r"\w+", s.lower()))))


def _f1(gold: Words, mine: Words) -> float:
    return round(float(f1_score(gold, mine, average="macro")), 3)


def save(judge: Linear, finder: Linear, figures: dict[str, Any]) -> None:
    """Write the weights, rounded; a feature whose weights are all below 0.012 is left out."""
    order = [list(judge.model.classes_).index(label) for label in LABELS]
    rows = judge.model.coef_[order]
    rows = rows - rows.mean(axis=0)
    weights = {
        name: [round(float(value), 3) for value in rows[:, at]]
        for at, name in enumerate(judge.names.get_feature_names_out())
        if abs(rows[:, at]).max() >= 0.012
    }
    evidence = {n: round(float(w), 3) for n, w in zip(finder.names.get_feature_names_out(), finder.model.coef_[0], strict=True)}
    about = {
        "what": "direction of a named outcome; weights by feature, one a label",
        "labels": list(LABELS),
        "made by": "benchmarks/train_direction.py",
        "from": "Evidence Inference, 1,898 prompts of 700 open-access trials (MIT licence)",
        "date": "2026-11",
        "cross-validated": figures,
    }
    parts = [
        f'"about": {json.dumps(about, ensure_ascii=False)}',
        f'"intercepts": {json.dumps([round(float(v), 3) for v in judge.model.intercept_[order]])}',
        '"evidence": ' + json.dumps(evidence, ensure_ascii=False),
        '"weights": {\n'
        + ",\n".join(f"{json.dumps(n, ensure_ascii=False)}: {json.dumps(w, separators=(',', ':'))}" for n, w in weights.items())
        + "\n}",
    ]
    (WEIGHTS / "direction.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main() -> None:
    prompts = read(Path(sys.argv[1]))
    seen = [see(prompt) for prompt in prompts]
    figures = measure(prompts, seen)
    if "--measure-only" not in sys.argv:
        save(*fit(prompts, seen), figures)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

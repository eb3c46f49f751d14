"""Train the classifier of study kinds: takes a folder with `studytype/*.jsonl` and `psynamic/*.jsonl`.

Prints one JSON object: held-out figures of a five-fold cross-validation, of the classifier alone and of designs as the program
gives them. `--save` writes `evidence_search/profile/weights/design.json`.

A linear support vector machine on features weighted by their naive Bayes log-count ratio (Wang & Manning, "Baselines and
Bigrams", ACL 2012), one group against the rest, then cut to the features that matter most and trained again on those.
Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from evidence_search.profile.design import design_of
from evidence_search.profile.design_model import SCALE, WEIGHTS
from evidence_search.profile.design_words import features, tokens
from evidence_search.profile.even import evened
from evidence_search.profile.subject import subject_of

KEPT = 4000
"""Features kept: 4,000, 6,000 and all 25,000 score alike (weighted F1 0.902, 0.902, 0.900; 2026-11-22)."""
SEEN = 5
"""Features must stand in so many abstracts."""
SMOOTHING, C = 0.3, 0.1

STUDYTYPE = {
    "Animal-drug-intervention": "animal", "Animal-non-drug-intervention": "animal", "Animal-other": "animal",
    "Clinical-study-protocol": "protocol", "Human-RCT-drug-intervention": "randomised",
    "Human-RCT-non-drug-intervention": "randomised", "Human-RCT-non-intervention": "randomised",
    "Human-case-report": "case", "Human-non-RCT-drug-intervention": "human", "Human-non-RCT-non-drug-intervention": "human",
    "Human-systematic-review": "systematic", "In-vitro-study": "in vitro", "Non-systematic-review": "narrative",
}  # fmt: skip
PSYNAMIC = {
    "Other": "human", "Real-world study": "human", "Cohort study": "human", "Qualitative Study": "human",
    "Case report": "case", "Case series": "case", "Randomized-controlled trial (RCT)": "randomised",
    "Study protocol": "protocol", "Systematic review/meta-analysis": "systematic",
}  # fmt: skip
GROUPS = {
    "meta-analysis": "systematic", "systematic review": "systematic", "randomised controlled trial": "randomised",
    "randomised crossover trial": "randomised", "non-randomised trial": "human", "cohort": "human", "case-control": "human",
    "cross-sectional": "human", "pharmacovigilance": "human", "case series": "case", "case report": "case",
    "guideline": "narrative", "narrative review": "narrative", "protocol": "protocol", "animal study": "animal",
    "in vitro study": "in vitro",
}  # fmt: skip
"""The program's designs in the same groups."""
REMAINING_WEIGHT = 0.3
"""Weight of `Remaining` abstracts that are of people (most are observational): taken as such, by their words alone."""
_PEOPLE = re.compile(
    r"\b(?:patients?|participants?|volunteers|subjects|adults|children|women|men|adolescents|students|respondents|people|"
    r"persons|families|nationwide|population-based|caregivers|veterans|infants|users|individuals|boys|girls|survey)\b", re.I
)  # fmt: skip
_NOT_PEOPLE = re.compile(
    r"\b(?:rats?|mice|mouse|murine|zebrafish|drosophila|knockout|transgenic|monkeys?|dogs|rodents?|yeast|cell lines?|in vitro|"
    r"cultured|neurons)\b", re.I
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Abstract:
    """A labelled abstract: `judged` is False where its group is only a guess, which is trained on but not scored."""

    source: str
    title: str
    text: str
    group: str
    judged: bool

    def features(self) -> set[str]:
        """Return what the classifier sees."""
        return features(tokens(self.title), tokens(self.text))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of shape (features, groups), and what stands for their rows."""

    rows: dict[str, int]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def abstracts(folder: Path) -> list[Abstract]:
    """Return the labelled abstracts; `Remaining` ones that are not clearly of people are left out."""
    made = []
    for path in sorted((folder / "studytype").glob("*.jsonl")):
        for row in _rows(path):
            group = STUDYTYPE.get(row["label"]) or _guessed(f"{row['title']} {row['text']}")
            if group:
                made.append(Abstract("studytype", row["title"], row["text"], group, row["label"] in STUDYTYPE))
    for path in sorted((folder / "psynamic").glob("*.jsonl")):
        for row in _rows(path):
            made.append(Abstract(path.stem, row["title"], row["text"], PSYNAMIC[row["labels"]["study_type"][0]], True))
    return made


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _guessed(words: str) -> str | None:
    return "human" if len(_PEOPLE.findall(words)) >= 2 and not _NOT_PEOPLE.search(words) else None


def matrix(told: Sequence[set[str]], rows: dict[str, int]) -> csr_matrix:
    """Return which features hold, of shape (abstracts, features)."""
    places = [sorted(rows[name] for name in one if name in rows) for one in told]
    starts = np.cumsum([0, *(len(one) for one in places)])
    held = np.concatenate([np.array(one, dtype=np.int64) for one in places])
    return csr_matrix((np.ones(len(held)), held, starts), shape=(len(told), len(rows)))


def fit(told: Sequence[set[str]], groups: NDArray[Any], weight: NDArray[np.float64], names: Sequence[str]) -> Fitted:
    """Return the model fitted on the features that matter most."""
    seen = Counter(name for one in told for name in one)
    rows = {name: row for row, name in enumerate(sorted(name for name, count in seen.items() if count >= SEEN))}
    first, _ = _fit(matrix(told, rows), groups, weight, names)
    frequency = np.array([seen[name] for name in rows])
    matter = np.argsort(-np.abs(first).max(axis=1) * np.sqrt(frequency), kind="stable")[:KEPT]
    spelled = list(rows)
    kept = {name: row for row, name in enumerate(sorted(spelled[place] for place in matter))}
    return Fitted(kept, *_fit(matrix(told, kept), groups, weight, names))


def _fit(
    held: csr_matrix, groups: NDArray[Any], weight: NDArray[np.float64], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scaled = held.multiply(1 / np.sqrt(np.maximum(1, held.sum(axis=1)))).tocsr()
    columns, biases = [], []
    for name in names:
        own = groups == name
        for_it = SMOOTHING + held.T @ (weight * own)
        against = SMOOTHING + held.T @ (weight * ~own)
        ratio = np.log((for_it / for_it.sum()) / (against / against.sum()))
        machine = LinearSVC(C=C, class_weight="balanced", random_state=0)
        machine.fit(scaled.multiply(ratio).tocsr(), own, sample_weight=weight)
        columns.append(ratio * machine.coef_[0])
        biases.append(float(machine.intercept_[0]))
    return np.array(columns).T, np.array(biases)


def scores(fitted: Fitted, told: Sequence[set[str]]) -> NDArray[np.float64]:
    """Return scores of shape (abstracts, groups)."""
    held = matrix(told, fitted.rows)
    length = np.sqrt(np.maximum(1, held.sum(axis=1)))
    return np.asarray(held @ fitted.weights / np.asarray(length).reshape(-1, 1) + fitted.bias)


def _weights(given: Sequence[Abstract]) -> NDArray[np.float64]:
    return np.array([1.0 if one.judged else REMAINING_WEIGHT for one in given])


def held_out(given: Sequence[Abstract], told: Sequence[set[str]], folds: int = 5) -> tuple[list[str], NDArray[np.float64]]:
    """Return the groups' names and each abstract's scores by a model that did not see it."""
    groups = np.array([one.group for one in given])
    names, weight = sorted(set(groups)), _weights(given)
    out = np.zeros((len(given), len(names)))
    strata = [f"{one.source} {one.group} {one.judged}" for one in given]
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(groups, strata):
        fitted = fit([told[i] for i in train], groups[train], weight[train], names)
        out[test] = scores(fitted, [told[i] for i in test])
    return names, out


def figures(given: Sequence[Abstract], said: NDArray[Any]) -> dict[str, Any]:
    """Return F1, precision and recall by source and group."""
    report: dict[str, Any] = {}
    for source in sorted({one.source for one in given}):
        places = [i for i, one in enumerate(given) if one.source == source and one.judged]
        gold = [given[i].group for i in places]
        present = sorted(set(gold))
        measured = [f(gold, said[places], labels=present, average=None, zero_division=0) for f in
                    (precision_score, recall_score, f1_score)]  # fmt: skip
        report[source] = {
            "n": len(places),
            "given": round(sum(bool(said[place]) for place in places) / len(places), 3),
            "right_where_given": round(float(np.mean([said[p] == given[p].group for p in places if said[p]])), 3),
            "weighted_f1": round(float(f1_score(gold, said[places], labels=present, average="weighted")), 3),
            "macro_f1": round(float(measured[2].mean()), 3),
            "groups": {
                name: dict(zip(("precision", "recall", "f1"), (round(float(m[k]), 3) for m in measured), strict=True))
                for k, name in enumerate(present)
            },
        }
    return report


def given_designs(given: Sequence[Abstract], names: Sequence[str], out: NDArray[np.float64]) -> list[str]:
    """Return the group of the design that the program gives each abstract by rules and held-out scores, `` for none."""
    designs = []
    for one, row in zip(given, out, strict=True):
        ranking = sorted(zip(names, row.tolist(), strict=True), key=lambda pair: -pair[1])
        found = design_of(evened(subject_of(one.title, one.text)), ranking)
        designs.append(GROUPS.get(str(found.value), "") if found else "")
    return designs


def save(fitted: Fitted, names: Sequence[str], about: dict[str, Any]) -> None:
    """Write the artefact: a header, then each feature with its weight for each group in hundredths."""
    whole = np.round(fitted.weights * SCALE).astype(int)
    lines = [f"{json.dumps(name)}: {json.dumps(whole[row].tolist(), separators=(',', ':'))}" for name, row in
             fitted.rows.items()]  # fmt: skip
    header = json.dumps({"about": about, "groups": list(names), "bias": [round(float(b), 4) for b in fitted.bias]}, indent=1)
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(header[:-2] + ',\n "weights": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def main() -> None:
    """Cross-validate, and write the artefact if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    given = abstracts(options.data)
    told = [one.features() for one in given]
    names, out = held_out(given, told)
    report = {
        "classifier": figures(given, np.array(names)[out.argmax(axis=1)]),
        "with rules": figures(given, np.array(given_designs(given, names, out))),
    }
    if options.save:
        fitted = fit(told, np.array([one.group for one in given]), _weights(given), names)
        about = {
            "what": "weights of words, pairs and cues for eight kinds of study, in hundredths, in the order of `groups`",
            "made": f"{date.today().isoformat()} by benchmarks/train_design.py",
            "from": f"{len(given)} labelled abstracts of StudyTypeTeller (train and validation) and PsyNamic",
            "held out": {source: part["weighted_f1"] for source, part in report["with rules"].items()},
        }
        save(fitted, names, about)
    print(json.dumps(report))


if __name__ == "__main__":
    main()

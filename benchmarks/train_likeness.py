"""Write `evidence_search/search/weights/likeness.json`: a classifier of what people say, by the idea they mean.

Usage: python -m benchmarks.train_likeness CORPUS INDEX WEIGHTS.json [--folds]

CORPUS and INDEX are any library made with the bundled model, which encodes the remarks of `benchmarks/remarks.yaml` and the
lay sayings of the vocabulary that comes with the program; a logistic regression over the vectors is what is written. To be run
again when remarks or sayings were added. Refused: an idea the vocabulary does not have, and medicines. Prints how many ideas,
remarks and sayings; with `--folds` also how often a remark that was left out is given its own idea, first or among the first
two (by the classifier, and by the nearest remark).
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from evidence_search.library import Library
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.search.understand_likeness import NOTHING
from evidence_search.settings import Settings

REMARKS = Path(__file__).with_name("remarks.yaml")

TREATMENTS = frozenset(
    "electroconvulsive therapy|transcranial magnetic stimulation|spinal cord stimulation|deep brain stimulation|"
    "cognitive behavioural therapy|exposure therapy|mindfulness|motivational enhancement therapy|automated training".split("|")
)
"""Of the vocabulary's kind `drug`, but no medicines: these may be guessed."""

SAYING = 0.3
"""What a saying counts beside a remark: they are many, short, and some mean their idea only among other words."""

LOOSENESS = 30.0
"""The regression's C. Of remarks left out 0.39, 0.44, 0.44 are given their own idea with 3, 10, 30; nDCG@10 of 198 lay
questions, with no sayings in the vocabulary, was 0.753 and 0.759 with 10 and 30.
"""

FOLDS = 5

Floats = NDArray[np.float32]


def main() -> None:
    corpus, index, weights = map(Path, [each for each in sys.argv[1:] if each != "--folds"])
    remarks: dict[str, list[str]] = yaml.safe_load(REMARKS.read_text(encoding="utf-8"))
    kinds = {concept.name: concept.kind for concept in shipped_vocabulary().concepts}
    if refused := [name for name in remarks if name != NOTHING and not _may_be_guessed(name, kinds.get(name, "drug"))]:
        sys.exit(f"Not ideas of the vocabulary, or medicines: {', '.join(refused)}. Take them out of {REMARKS.name}.")
    said = [(name, text) for name, texts in remarks.items() for text in texts]
    sayings = _sayings()
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        encoder = library.encoder()
        vectors = np.stack([encoder.encode_question(text) for _, text in [*said, *sayings]])
    centre = vectors[: len(said)].mean(axis=0).astype("<f4")
    apart = vectors - centre
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    names = np.array([name for name, _ in [*said, *sayings]])
    counts = np.array([1.0] * len(said) + [SAYING] * len(sayings))
    model = _fitted(apart, names, counts)
    table = np.hstack([model.coef_, model.intercept_[:, None]]).astype("<f2")
    ideas = {str(name): _written(row.tobytes()) for name, row in zip(model.classes_, table, strict=True)}
    text = json.dumps({"model": encoder.weights_sha256, "centre": _written(centre.tobytes()), "ideas": ideas}, indent=1)
    weights.write_text(text + "\n", encoding="utf-8")
    report: dict[str, object] = {"ideas": len(ideas), "remarks": len(said), "sayings": len(sayings), "bytes": len(text)}
    if "--folds" in sys.argv:
        report |= _in_folds(apart, names, counts, len(said))
    print(json.dumps(report))


def _may_be_guessed(name: str, kind: str) -> bool:
    return kind not in ("drug", "known") or name in TREATMENTS


def _sayings() -> list[tuple[str, str]]:
    """Return the lay wordings of ideas that may be guessed; `...` stands for some words."""
    concepts = [each for each in shipped_vocabulary().concepts if _may_be_guessed(each.name, each.kind)]
    return [(concept.name, text.replace("...", "something")) for concept in concepts for text in concept.lay]


def _fitted(vectors: Floats, names: NDArray[np.str_], counts: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=LOOSENESS, max_iter=200).fit(vectors, names, sample_weight=counts)


def _in_folds(vectors: Floats, names: NDArray[np.str_], counts: NDArray[np.float64], remarks: int) -> dict[str, list[float]]:
    """Return how often a remark left out is given its own idea, first and among the first two."""
    learned, nearest = np.zeros((remarks, 2)), np.zeros((remarks, 2))
    for kept, left in KFold(FOLDS, shuffle=True, random_state=0).split(vectors[:remarks]):
        among = np.concatenate([kept, np.arange(remarks, len(names))])
        model = _fitted(vectors[among], names[among], counts[among])
        order = model.classes_[np.argsort(-model.decision_function(vectors[left]), axis=1, kind="stable")]
        for row, i in enumerate(left):
            near = list(dict.fromkeys(names[kept[np.argsort(-(vectors[kept] @ vectors[i]), kind="stable")]]))
            for found, ranked in ((learned, list(order[row])), (nearest, near)):
                found[i] = [names[i] in ranked[:1], names[i] in ranked[:2]]
    return {
        name: np.round(found.mean(axis=0), 3).tolist() for name, found in (("classifier", learned), ("nearest remark", nearest))
    }


def _written(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    main()

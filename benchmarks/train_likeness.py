"""Write `evidence_search/search/weights/likeness.json`: the vectors of what people say who mean an idea of the vocabulary.

Usage: python -m benchmarks.train_likeness CORPUS INDEX WEIGHTS.json

CORPUS and INDEX are any library made with the bundled model, which encodes the remarks of `benchmarks/remarks.yaml`. To be run
again when remarks were added. Refused: an idea the vocabulary does not have, and medicines. Prints how many ideas and remarks.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import yaml

from evidence_search.library import Library
from evidence_search.quantised import quantise
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.settings import Settings

REMARKS = Path(__file__).with_name("remarks.yaml")


def main() -> None:
    corpus, index, weights = map(Path, sys.argv[1:4])
    remarks: dict[str, list[str]] = yaml.safe_load(REMARKS.read_text(encoding="utf-8"))
    kinds = {concept.name: concept.kind for concept in shipped_vocabulary().concepts}
    if refused := [name for name in remarks if kinds.get(name, "drug") == "drug"]:
        sys.exit(f"Not ideas of the vocabulary, or medicines: {', '.join(refused)}. Take them out of {REMARKS.name}.")
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        encoder = library.encoder()
        vectors = np.stack([encoder.encode_question(text) for texts in remarks.values() for text in texts])
    centre = vectors.mean(axis=0).astype("<f4")
    rows = iter(quantise(vectors - centre))
    ideas = {name: [_written(next(rows).tobytes()) for _ in texts] for name, texts in remarks.items()}
    text = json.dumps({"model": encoder.weights_sha256, "centre": _written(centre.tobytes()), "ideas": ideas}, indent=1)
    weights.write_text(text + "\n", encoding="utf-8")
    print(json.dumps({"ideas": len(ideas), "remarks": len(vectors), "bytes": len(text)}))


def _written(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    main()

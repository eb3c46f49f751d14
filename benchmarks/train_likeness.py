"""Write `evidence_search/search/weights/likeness.json`: the mean vector of each vocabulary idea.

Usage: python -m benchmarks.train_likeness CORPUS INDEX WEIGHTS.json

CORPUS and INDEX are any library made with the bundled model, which encodes the wordings of the shipped vocabulary. To be run
again when sayings were added; until then the new ones are recognised as written, only not guessed. Prints how many ideas there
are.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.index.encoder import Encoder
from evidence_search.library import Library
from evidence_search.quantised import quantise
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.search.understand_likeness import GUESSED_KINDS
from evidence_search.settings import Settings
from evidence_search.text.vocabulary import Concept

SHORTEST = 6
"""Letters of a wording; shorter ones are abbreviations or mean too many things."""


def main() -> None:
    corpus, index, weights = map(Path, sys.argv[1:4])
    with Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        encoder = library.encoder()
        concepts = shipped_vocabulary().concepts
        ideas = {c.name: vector for c in concepts if c.kind in GUESSED_KINDS and (vector := mean(c, encoder)) is not None}
        rows = quantise(np.stack(list(ideas.values())))
        written = {name: base64.b64encode(row.tobytes()).decode() for name, row in zip(ideas, rows, strict=True)}
        text = json.dumps({"model": encoder.weights_sha256, "ideas": written}, ensure_ascii=False, indent=1)
    weights.write_text(text + "\n", encoding="utf-8")
    print(json.dumps({"ideas": len(written), "bytes": len(text)}))


def mean(concept: Concept, encoder: Encoder) -> NDArray[np.float32] | None:
    """Return the mean unit vector of a concept's name, other names and sayings; None where all are too short."""
    wordings = dict.fromkeys((concept.name, *concept.also, *concept.lay))
    vectors = [encoder.encode_question(text.replace("...", " ")) for text in wordings if len(text) >= SHORTEST]
    return np.mean(vectors, axis=0) if vectors else None


if __name__ == "__main__":
    main()

"""Whether a question speaks of danger in meaning, where no wording of `text/urgent.txt` is in it.

People put despair in words that no list foresees. A question is held against examples by the vectors the library searches with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evidence_search.text.urgent import WORDINGS, Danger

EXAMPLES = WORDINGS.with_name("urgent_examples.txt")
NEITHER = "neither"
NEAR, NEARER = 0.35, 0.1
"""Least cosine to an example of danger, and by how much it must exceed that to any example without.

Measured with the bundled model on sentences written after wordings and examples: of 30 that speak of danger in other words the
wordings alone saw 9, both together 26. Of 270 questions that patients might ask 22 raise an alarm by meaning.
"""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples as unit vectors, by kind; `Danger.value` or `NEITHER` → (examples, dimensions)."""

    of_kind: dict[str, Vectors]

    def danger(self, question: Vectors) -> Danger | None:
        """Return what danger a question, as a unit vector, is near to; None when it is near to none."""
        nearest = {kind: float((vectors @ question).max()) for kind, vectors in self.of_kind.items()}
        quiet = nearest.pop(NEITHER)
        kind = max(nearest, key=lambda each: nearest[each])
        return Danger(kind) if nearest[kind] >= NEAR and nearest[kind] - quiet >= NEARER else None


def examples(encode: Callable[[str], Vectors]) -> Examples:
    """Return the examples encoded, a second or two of work: to be kept."""
    return Examples({kind: np.stack([encode(line) for line in lines]) for kind, lines in example_lines().items()})


def example_lines() -> dict[str, list[str]]:
    """Return the examples by kind."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found

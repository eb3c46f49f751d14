"""Weights of the trained linear scorers of this package, kept as readable JSON beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "weights"


@cache
def trained(name: str) -> Mapping[str, Any]:
    """Return the artefact `weights/NAME.json`: `about` says what it was made from and how, `weights` are by feature."""
    artefact: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return artefact


def score(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the sum of the weights of the features that are known; each counts once, however often it holds.

    Rounded once, so that the sum is the same in whatever order a set gives its features.
    """
    return math.fsum(weights.get(feature, 0.0) for feature in {*features})


def save(name: str, about: Mapping[str, Any], weights: Mapping[str, float]) -> None:
    """Write an artefact, weights rounded to three digits and those below 0.02 left out, in the order of the names."""
    kept = {feature: round(weight, 3) for feature, weight in sorted(weights.items()) if abs(weight) >= 0.02}
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps({"about": dict(about), "weights": kept}, indent=0, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")

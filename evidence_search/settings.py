"""Where things are and how big they may get. Built once by a face (command line, app) and passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CORPUS_VARIABLE = "EVIDENCE_SEARCH_CORPUS"
INDEX_VARIABLE = "EVIDENCE_SEARCH_INDEX"
MODEL_VARIABLE = "EVIDENCE_SEARCH_MODEL"


@dataclass(frozen=True, slots=True)
class Settings:
    """The library's folder, its index, and the encoder's model (empty: the bundled one)."""

    corpus: Path
    index: Path
    model: str = ""
    models: Path | None = None
    """Where exported models are kept; None: in the index. Side indexes share the main one's."""
    lock_wait_s: float = 10.0
    """How long a second writer waits for the first before it says who holds the lock."""


def from_environment(
    corpus: Path | None = None, index: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from what was given, else the environment, else `corpus/` and `index/` in the working folder."""
    given = os.environ if environment is None else environment
    return Settings(
        corpus=(corpus or Path(given.get(CORPUS_VARIABLE) or "corpus")).expanduser().resolve(),
        index=(index or Path(given.get(INDEX_VARIABLE) or "index")).expanduser().resolve(),
        model=given.get(MODEL_VARIABLE, ""),
    )

"""A cross-encoder by sentence-transformers, read from a folder; only a process that was given one imports torch to search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import ModelError


class CrossEncoder:
    """Scores pairs of a question and a text with any sentence-transformers `CrossEncoder` that gives one number a pair.

    Raises:
        ModelError: the folder holds none that can be loaded.
    """

    def __init__(self, folder: Path) -> None:
        try:
            if not folder.is_dir():
                raise FileNotFoundError(f"{folder} is not a folder")
            from sentence_transformers import CrossEncoder as Model

            self._model = Model(str(folder), device="cpu", local_files_only=True)
        except Exception as problem:  # the library raises whatever its own libraries raise
            raise ModelError(
                f"The cross-encoder in {folder} cannot be used: {problem}",
                "Name the folder of a sentence-transformers CrossEncoder, or unset EVIDENCE_SEARCH_RERANKER.",
            ) from problem

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score for each text, shape (len(texts),).

        Raises:
            ModelError: the model gives several numbers a pair: it sorts into classes and cannot rank.
        """
        scores = np.asarray(self._model.predict([(question, text) for text in texts], show_progress_bar=False))
        if scores.shape != (len(texts),):
            raise ModelError(
                f"The cross-encoder gives numbers of shape {scores.shape} for {len(texts)} texts, not one each.",
                "Use a CrossEncoder with one label.",
            )
        return scores.astype(np.float32)

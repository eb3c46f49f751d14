"""The models of a library's settings: the encoder, exported at first need, and what reads the first studies again."""

from __future__ import annotations

import re
import shutil
import threading
from pathlib import Path

from evidence_search.errors import ModelError, WrongModel
from evidence_search.index import model_export
from evidence_search.index.cross_encoder import CrossEncoder
from evidence_search.index.encoder import Encoder, OnnxEncoder
from evidence_search.index.manifest import Manifest
from evidence_search.search.reranker import Rerank
from evidence_search.settings import Settings


class Models:
    """Each is loaded once, at its first use. `given` replaces the exported encoder, for tests."""

    def __init__(self, settings: Settings, given: Encoder | None) -> None:
        self._settings = settings
        self._given = given
        self._encoder = given
        self._reranker: CrossEncoder | None = None
        self._guard = threading.RLock()

    def encoder(self) -> Encoder:
        """Return the exported model.

        Raises:
            ModelError: it has not been exported, or is damaged.
        """
        with self._guard:
            if self._encoder is None:
                self._encoder = OnnxEncoder(self.folder())
            return self._encoder

    def for_writing(self) -> Encoder:
        """Return the encoder, exporting the model first where that has not been done."""
        with self._guard:
            if self._encoder is None and not ((folder := self.folder()) / "encoder.json").exists():
                folder.parent.mkdir(parents=True, exist_ok=True)
                model_export.export_in_child(self._settings.model, folder)
            return self.encoder()

    def renew(self) -> None:
        """Export the model again where the exported one is missing or cannot be used.

        Raises:
            ModelError: the model itself cannot be used.
        """
        try:
            self.for_writing()
        except ModelError:
            shutil.rmtree(self.folder(), ignore_errors=True)
            self.for_writing()

    def folder(self) -> Path:
        """Return where the exported model of these settings is kept."""
        name, source = model_export.resolve(self._settings.model)
        slug = re.sub(r"[^\w.-]+", "-", name)
        mark = model_export.BUNDLED_SHA256 if name == model_export.BUNDLED else model_export.source_mark(source)
        return (self._settings.models or self._settings.index / "model") / f"{slug}-{mark[:12]}"

    def weights(self) -> str:
        """Return the sha256 of the weights that the settings name, without loading the bundled model."""
        if self._given is not None:
            return self._given.weights_sha256
        bundled = model_export.resolve(self._settings.model)[0] == model_export.BUNDLED
        return model_export.BUNDLED_SHA256 if bundled else self.for_writing().weights_sha256

    def rerank(self) -> Rerank | None:
        """Return what reads the first studies again; None where the settings name nothing.

        Raises:
            ModelError: the folder they name holds no cross-encoder.
        """
        with self._guard:
            if self._reranker is None and self._settings.reranker:
                self._reranker = CrossEncoder(Path(self._settings.reranker).expanduser())
            return self._reranker.score if self._reranker else None

    def refuse_other(self, published: Manifest) -> None:
        """Raise WrongModel when an index was made by another model than the settings name."""
        if self.weights() != published.weights_sha256:
            raise self.wrong(f"the model {published.model}")

    def wrong(self, name: str) -> WrongModel:
        """Return the error that says the index was made with `name`."""
        return WrongModel(
            f"The index in {self._settings.index} was made with {name}, not with the one set now.",
            "Set EVIDENCE_SEARCH_MODEL back, or encode everything again: evidence-search check --repair",
        )

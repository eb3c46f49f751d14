"""Turning text into vectors with an exported model: onnxruntime and tokenizers, never torch.

`model_export` writes the folder this module reads. Questions and passages go through the same network, so there is one set
of vectors whichever process made them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import ModelError
from evidence_search.quantised import quantise

Vector = NDArray[np.float32]
Span = tuple[int, int]

TOKENS_PER_BATCH = 4096
"""Padded tokens in one forward pass. On two cores larger batches gain nothing and cost memory (activations grow with it)."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's vector and those of its sentences; each of unit length.

    `vector` is float32 of shape (dimension,); `sentences` int8 of shape (number of sentences, dimension), see `quantised`.
    """

    vector: Vector
    sentences: NDArray[np.int8]


class Encoder(Protocol):
    """What the program needs of a model."""

    name: str
    weights_sha256: str
    dimension: int
    max_tokens: int
    """Tokens a text may have, special tokens included; what exceeds it is cut off."""

    def token_spans(self, text: str) -> list[Span]:
        """Return the (start, end) of each token of `text`, special tokens left out, nothing cut off."""

    def knows(self, word: str) -> bool:
        """Whether a word in small letters is one of the model's own: a common word of its language, spelt right."""

    def encode_question(self, question: str) -> Vector:
        """Return the unit vector of a question, shape (dimension,)."""

    def encode_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Return the vectors of texts and of the given stretches of each, in order."""


class OnnxEncoder:
    """An exported model.

    Raises:
        ModelError: the folder is missing, incomplete or of another format.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self.name: str = config["name"]
            self.weights_sha256: str = config["weights_sha256"]
            self.dimension: int = config["dimension"]
            self._limit: int = config["max_tokens"]
            self._prompts: dict[str, str] = config["prompts"]
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            # Threads that spin while they wait take the cores from what comes next: other questions, FAISS, a page.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as problem:  # those of onnxruntime and tokenizers have no base in common
            raise ModelError(
                f"The exported model in {folder} cannot be used: {problem}",
                "Export the model again: evidence-search check --repair",
            ) from problem
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._inputs = {node.name for node in self._session.get_inputs()}
        # Some models want words put before each passage; they take room from it.
        self.max_tokens = self._limit - len(self.token_spans(self._prompts["document"]))

    def token_spans(self, text: str) -> list[Span]:
        """Return the (start, end) of each token of `text`, special tokens left out, nothing cut off."""
        return [span for span in self._tokenizer.encode(text, add_special_tokens=False).offsets if span[1] > span[0]]

    def knows(self, word: str) -> bool:
        """Whether a word is one token of the model: WordPiece gives one to common words, none to mistypings."""
        return self._tokenizer.token_to_id(word) is not None

    def encode_question(self, question: str) -> Vector:
        """Return the unit vector of a question, shape (dimension,)."""
        vectors, _ = self._forward([self._ids(self._prompts["query"] + question)[0]])
        return np.asarray(vectors[0], dtype=np.float32)

    def encode_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Return the vectors of texts and of the given stretches of each, in order.

        A stretch's vector is the mean of the final states of the tokens inside it, from the same forward pass as the text's.
        Texts of like length share a batch, so that little is padded.
        """
        prompt = self._prompts["document"]
        tokens = [self._ids(prompt + text) for text in texts]
        found: list[Encoded | None] = [None] * len(texts)
        for batch in _batches([len(ids) for ids, _ in tokens]):
            vectors, states = self._forward([tokens[i][0] for i in batch])
            for row, i in enumerate(batch):
                spans = [(start + len(prompt), end + len(prompt)) for start, end in sentences[i]]
                pooled = _pool(states[row], tokens[i][1], spans)
                found[i] = Encoded(np.asarray(vectors[row], dtype=np.float32), quantise(pooled))
        return [encoded for encoded in found if encoded is not None]

    def _ids(self, text: str) -> tuple[list[int], list[Span]]:
        encoding = self._tokenizer.encode(text)
        ids, offsets = list(encoding.ids), list(encoding.offsets)
        if len(ids) > self._limit:
            ids = [*ids[: self._limit - 1], ids[-1]]
            offsets = [*offsets[: self._limit - 1], (0, 0)]
        return ids, offsets

    def _forward(self, rows: Sequence[Sequence[int]]) -> tuple[Vector, Vector]:
        width = max(len(row) for row in rows)
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors, states = self._session.run(
            ["sentence_embedding", "token_embeddings"], {name: feeds[name] for name in self._inputs}
        )
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), states


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield positions grouped by length, longest first, at most `TOKENS_PER_BATCH` padded tokens a group."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > TOKENS_PER_BATCH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _pool(states: Vector, offsets: Sequence[Span], spans: Sequence[Span]) -> Vector:
    """Return the mean state of the tokens inside each span, scaled to unit length; zeros for a span without tokens."""
    pooled = np.zeros((len(spans), states.shape[1]), dtype=np.float32)
    starts = np.array([start if end > start else -1 for start, end in offsets])
    for i, (start, end) in enumerate(spans):
        inside = np.flatnonzero((starts >= start) & (starts < end))
        if len(inside):
            mean = states[inside].mean(axis=0)
            pooled[i] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return pooled

"""An encoder without a model, deterministic and meaningful: texts that share words are near each other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evidence_search.index.encoder import Encoded
from evidence_search.quantised import quantise

Span = tuple[int, int]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "y")


def stem(word: str) -> str:
    """Return a word in lower case without a common ending: `Infusions` gives `infusion`."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class FakeEncoder:
    """Words hashed into a vector: the cosine of two texts is that of their bags of stems (but for rare collisions).

    It refuses a passage longer than `max_tokens`, two special tokens included, where a model would silently lose the rest.
    `encoded` counts the passages encoded, `questions` the questions.
    """

    def __init__(self, weights_sha256: str = "fake", dimension: int = 64, max_tokens: int = 64) -> None:
        self.name = "fake"
        self.weights_sha256 = weights_sha256
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.encoded = 0
        self.questions = 0

    def token_spans(self, text: str) -> list[Span]:
        """Return the (start, end) of each word and each sign."""
        return [found.span() for found in _TOKEN.finditer(text)]

    def knows(self, word: str) -> bool:
        """No word: only those of the library and the vocabulary are known."""
        return False

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Return the unit vector of a question."""
        self.questions += 1
        return self.vector(question)

    def encode_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Return the vectors of texts and of the given stretches of each."""
        found = []
        for text, spans in zip(texts, sentences, strict=True):
            length = len(self.token_spans(text)) + 2
            assert length <= self.max_tokens, f"a passage of {length} tokens would lose its end: {text[-60:]!r}"
            rows = np.array([self.vector(text[start:end]) for start, end in spans], dtype=np.float32)
            found.append(Encoded(self.vector(text), quantise(rows.reshape(-1, self.dimension))))
        self.encoded += len(texts)
        return found

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text; its first component alone stands for a text without words."""
        counts = np.zeros(self.dimension, dtype=np.float32)
        for word in _WORD.findall(text):
            counts[zlib.crc32(stem(word).encode()) % self.dimension] += 1.0
        if not counts.any():
            counts[0] = 1.0
        return np.asarray(counts / np.linalg.norm(counts), dtype=np.float32)

"""Choose the sizes of the vector index: latency of exact search, latency and recall of inverted lists.

Usage: python benchmarks/vectors.py INDEX_FOLDER [COUNT …]

Takes the real vectors of an index and, where COUNT exceeds them, adds neighbours of them: a real vector plus Gaussian noise of
half its length, scaled to unit length, which keeps real clusters. Questions are real passages' vectors with a third as much
noise. Recall@50 is against exact search. Prints one JSON object a size.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from evidence_search.index import vectors
from evidence_search.index.manifest import read
from evidence_search.store import Store

QUESTIONS = 200
DEPTH = 50


def real_vectors(index: Path) -> NDArray[np.float32]:
    """Return the vectors of an index, shape (passages, dimension)."""
    published = read(index)
    store = Store(index / "library.sqlite")
    joined = b"".join(store.vectors(published.generation))
    store.close()
    return np.frombuffer(joined, dtype="<f4").reshape(-1, published.dimension).astype(np.float32)


def with_noise(rows: NDArray[np.float32], share: float, random: np.random.Generator) -> NDArray[np.float32]:
    """Return rows moved by noise of the given share of their length, of unit length."""
    noise = random.normal(size=rows.shape).astype(np.float32)
    moved = rows + share * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def timed(index: vectors.VectorIndex, questions: NDArray[np.float32]) -> tuple[float, list[set[int]]]:
    """Return median milliseconds a question and the rows found for each."""
    spent, found = [], []
    for question in questions:
        began = time.perf_counter()
        rows, _ = index.search(question, DEPTH)
        spent.append((time.perf_counter() - began) * 1000)
        found.append(set(rows.tolist()))
    return median(spent), found


def opened(matrix: NDArray[np.float32], exact_up_to: int) -> tuple[vectors.VectorIndex, float, int]:
    """Return an index over a matrix as a searching process opens it, the seconds to build it and its bytes."""
    began = time.perf_counter()
    made = vectors.build((row.tobytes() for row in matrix), len(matrix), matrix.shape[1], exact_up_to)
    seconds = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.faiss"
        vectors.save(made, path)
        return vectors.VectorIndex(path, len(matrix), matrix.shape[1]), seconds, path.stat().st_size


def main() -> int:
    """Measure each size."""
    real = real_vectors(Path(sys.argv[1]))
    random = np.random.default_rng(7)
    for count in [int(argument) for argument in sys.argv[2:]] or [len(real), 50_000, 100_000, 200_000]:
        extra = with_noise(real[random.integers(0, len(real), max(0, count - len(real)))], 0.5, random)
        matrix = np.concatenate([real[:count], extra])
        questions = with_noise(matrix[random.integers(0, count, QUESTIONS)], 0.33, random)
        exact, exact_build_s, exact_bytes = opened(matrix, count)
        exact_ms, truth = timed(exact, questions)
        figures: dict[str, object] = {"count": count, "exact_ms": round(exact_ms, 2), "exact_mb": round(exact_bytes / 1e6),
                   "exact_build_s": round(exact_build_s, 1), "lists": vectors.list_count(count)}  # fmt: skip
        lists, lists_build_s, lists_bytes = opened(matrix, 0)
        figures |= {"lists_build_s": round(lists_build_s, 1), "lists_mb": round(lists_bytes / 1e6)}
        for probes in (16, 32, 48, 64, 96):
            vectors.PROBES = probes
            ms, found = timed(lists, questions)
            recall = float(np.mean([len(a & b) / len(a) for a, b in zip(truth, found, strict=True)]))
            figures[f"probes_{probes}"] = {"ms": round(ms, 2), "recall@50": round(recall, 4)}
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

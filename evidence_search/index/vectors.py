"""Nearest passages by cosine: the only place that speaks to FAISS.

Row i of the index is passage i of the catalogue (by study id, then place), so ties fall by study id and the file's bytes
depend on the library's content alone, not on the order it came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex

faiss: Any = _faiss  # its type stubs are generated and lack most of what is used
Index = Any

EXACT_UP_TO = 100_000
"""Passages searched exhaustively; beyond, inverted lists. Measured in benchmarks/vectors.py."""

TRAINING_PER_LIST = 64
"""Vectors a list is trained on; FAISS asks for 39 at least."""

PROBES = 48
"""Lists visited for a question."""

Vectors = NDArray[np.float32]


def build(rows: Iterable[bytes], count: int, dimension: int, exact_up_to: int = EXACT_UP_TO) -> Index:
    """Return an inner-product index over `count` unit vectors given as float32 bytes.

    Exact (flat) up to `exact_up_to` vectors, else inverted lists over 8-bit scalar-quantised residuals. Training takes
    an evenly spaced sample and FAISS's fixed seed, so equal vectors give an equal index.
    """
    matrix = np.empty((count, dimension), dtype=np.float32)
    for i, row in enumerate(rows):
        matrix[i] = np.frombuffer(row, dtype="<f4")
    if count <= exact_up_to:
        index = faiss.IndexFlatIP(dimension)
    else:
        lists = list_count(count)
        quantiser = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            quantiser, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        quantiser.this.disown()
        index.own_fields = True
        index.cp.max_points_per_centroid = TRAINING_PER_LIST
        step = max(1, count // (lists * TRAINING_PER_LIST))
        index.train(matrix[::step])
    index.add(matrix)
    return index


def list_count(count: int) -> int:
    """Return the number of inverted lists for `count` vectors: the power of two nearest above its square root."""
    return int(2 ** np.ceil(np.log2(np.sqrt(count))))


def save(index: Index, path: Path) -> None:
    """Write an index to a file."""
    faiss.write_index(index, str(path))


class VectorIndex:
    """An index read back for searching.

    Raises:
        DamagedIndex: the file is missing, cut off, or holds another number or width of vectors than expected.
    """

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        try:
            self._index = faiss.read_index(str(path))
        except (RuntimeError, MemoryError) as problem:
            raise DamagedIndex(f"{path} cannot be read.", "Run: evidence-search check --repair") from problem
        if self._index.ntotal != count or self._index.d != dimension:
            raise DamagedIndex(
                f"{path} holds {self._index.ntotal} vectors of width {self._index.d}, not {count} of {dimension}.",
                "Run: evidence-search check --repair",
            )
        self.exact = not isinstance(self._index, faiss.IndexIVF)
        if not self.exact:
            self._index.make_direct_map()  # lets `cosines` look vectors up by row

    def search(
        self, vector: Vectors, limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return (rows, cosines) of the nearest vectors among the allowed, best first, equal ones by row.

        `allowed` is a mask over all rows, or None for all of them.
        """
        candidates = self._index.ntotal if allowed is None else int(allowed.sum())
        limit = min(limit, candidates)
        if limit == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        selector = None
        if candidates < self._index.ntotal and allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        if self.exact:
            parameters = faiss.SearchParameters(sel=selector)
        else:
            # A filter that leaves few passages would leave many lists empty: visit them all then.
            probes = PROBES if candidates * 4 > self._index.ntotal else self._index.nlist
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=min(probes, self._index.nlist))
        # One question on two threads took three times as long as on one (20,000 vectors): they wait for each other.
        faiss.omp_set_num_threads(1)
        asked = limit
        while True:
            # subtle: FAISS keeps any of the rows that tie at the cut, so ask until the cut does not go through a tie.
            asked = min(2 * asked if asked > limit else limit + 1, candidates)
            scores, found = self._index.search(vector.reshape(1, -1), asked, params=parameters)
            rows, values = found[0][found[0] >= 0].astype(np.int64), scores[0][found[0] >= 0]
            if asked == candidates or len(values) <= limit or values[limit - 1] > values[-1]:
                break
        order = np.lexsort((rows, -values))[:limit]
        return rows[order], values[order]

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Return the cosine of a unit vector with the vectors of given rows."""
        return np.asarray(self.at(rows) @ vector, dtype=np.float32)

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of given rows, shape (len(rows), dimension)."""
        if len(rows) == 0:
            return np.empty((0, self._index.d), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

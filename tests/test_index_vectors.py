"""Every way of finding the nearest vectors gives what brute force gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex
from evidence_search.index import vectors
from evidence_search.index.vectors import VectorIndex, build, list_count, save

Matrix = NDArray[np.float32]


def unit(rows: NDArray[np.float64]) -> Matrix:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)


def random_unit(seed: int, *shape: int) -> Matrix:
    return unit(np.random.default_rng(seed).standard_normal(shape))


def brute_force(
    matrix: Matrix, question: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return (rows, cosines), best first, equal vectors by row: rounding makes equal what only summing order tells apart."""
    cosines = np.round(matrix.astype(np.float64) @ question.astype(np.float64), 9)
    rows = np.arange(len(matrix)) if allowed is None else np.flatnonzero(allowed)
    found = rows[np.lexsort((rows, -cosines[rows]))][:limit]
    return found, cosines[found]


def opened(matrix: Matrix, folder: Path, exact_up_to: int = vectors.EXACT_UP_TO) -> VectorIndex:
    count, dimension = matrix.shape
    path = folder / "vectors.faiss"
    save(build((row.tobytes() for row in matrix), count, dimension, exact_up_to), path)
    return VectorIndex(path, count, dimension)


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matrix, VectorIndex, Matrix]:
    """Twelve thousand vectors around 300 centres in inverted lists, and forty questions near some of them."""
    centres = random_unit(1, 300, 64)
    generator = np.random.default_rng(2)
    matrix = unit(centres[generator.integers(0, 300, 12_000)] + 0.08 * generator.standard_normal((12_000, 64)))
    questions = unit(matrix[generator.integers(0, 12_000, 40)] + 0.08 * generator.standard_normal((40, 64)))
    return matrix, opened(matrix, tmp_path_factory.mktemp("ivf"), exact_up_to=1_000), questions


@given(
    st.integers(0, 999), st.integers(1, 120), st.sampled_from([4, 64, 384]), st.integers(1, 130), st.floats(0, 1), st.booleans()
)
def test_flat_equals_brute_force_with_any_mask_and_with_ties(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    count: int,
    dimension: int,
    limit: int,
    share: float,
    repeated: bool,
) -> None:
    generator = np.random.default_rng(seed)
    matrix = random_unit(seed, count, dimension)
    if repeated:  # about five of each, so that the cut often goes through a tie
        matrix = matrix[generator.integers(0, max(1, count // 5), count)]
    allowed = None if share == 1 else generator.random(count) < share
    question = random_unit(seed + 1, dimension)
    index = opened(matrix, tmp_path_factory.mktemp("flat"))
    assert index.exact
    rows, cosines = index.search(question, limit, allowed)
    expected_rows, expected = brute_force(matrix, question, limit, allowed)
    assert rows.tolist() == expected_rows.tolist()
    np.testing.assert_allclose(cosines, expected, atol=1e-6)
    np.testing.assert_allclose(index.cosines(question, rows), expected, atol=1e-6)


@pytest.mark.parametrize("permitted", [1, 2, 7, 63, 64, 65, 199, 200])
@pytest.mark.parametrize("exact_up_to", [1_000, 10])
def test_masks_from_one_passage_to_all(tmp_path: Path, permitted: int, exact_up_to: int) -> None:
    """Inverted lists are all visited when a filter leaves few passages, so both kinds find every one of them."""
    matrix, question = random_unit(3, 200, 32), random_unit(4, 32)
    index = opened(matrix, tmp_path, exact_up_to)
    allowed = np.zeros(200, dtype=bool)
    allowed[np.random.default_rng(permitted).permutation(200)[:permitted]] = True
    rows, _ = index.search(question, 200, allowed)
    assert len(rows) == permitted and allowed[rows].all()
    exact = index.exact
    assert exact is (exact_up_to == 1_000)
    if exact:
        assert rows.tolist() == brute_force(matrix, question, 200, allowed)[0].tolist()


@pytest.mark.parametrize("exact_up_to", [1_000, 10])
def test_a_mask_that_allows_nothing_and_a_limit_of_none(tmp_path: Path, exact_up_to: int) -> None:
    index = opened(random_unit(5, 40, 8), tmp_path, exact_up_to)
    rows, cosines = index.search(random_unit(6, 8), 10, np.zeros(40, dtype=bool))
    assert rows.shape == cosines.shape == (0,)
    assert (str(rows.dtype), str(cosines.dtype)) == ("int64", "float32")
    assert len(index.search(random_unit(6, 8), 0)[0]) == 0
    assert len(index.cosines(random_unit(6, 8), np.empty(0, dtype=np.int64))) == 0


def test_an_empty_index(tmp_path: Path) -> None:
    index = opened(np.empty((0, 8), dtype=np.float32), tmp_path)
    assert len(index.search(random_unit(6, 8), 10)[0]) == 0


@pytest.mark.parametrize("exact_up_to", [1_000, 10])
def test_equal_vectors_come_in_order_of_row_wherever_the_cut_falls(tmp_path: Path, exact_up_to: int) -> None:
    best, other = random_unit(7, 2, 16)
    index = opened(np.array([other, *[best] * 50, other], dtype=np.float32), tmp_path, exact_up_to)
    for limit in (1, 3, 49, 50):
        assert index.search(best, limit)[0].tolist() == list(range(1, limit + 1))
    assert index.search(best, 51)[0].tolist() == [*range(1, 51), 0]


def test_inverted_lists_visited_in_full_nearly_equal_brute_force(
    clustered: tuple[Matrix, VectorIndex, Matrix], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the rounding to 8 bits is left: cosines differ by little, and so the first ten agree nearly always."""
    matrix, index, questions = clustered
    assert not index.exact
    monkeypatch.setattr(vectors, "PROBES", 10**6)
    agreed = 0
    for question in questions:
        rows, cosines = index.search(question, 10)
        expected, _ = brute_force(matrix, question, 10)
        agreed += len(set(rows.tolist()) & set(expected.tolist()))
        np.testing.assert_allclose(cosines, matrix[rows] @ question, atol=0.01)
        assert (np.diff(cosines) <= 0).all()
    assert agreed / (10 * len(questions)) >= 0.97


def test_recall_of_inverted_lists_as_they_are_visited(clustered: tuple[Matrix, VectorIndex, Matrix]) -> None:
    matrix, index, questions = clustered
    hits = sum(len(set(index.search(q, 50)[0].tolist()) & set(brute_force(matrix, q, 50)[0].tolist())) for q in questions)
    assert hits / (50 * len(questions)) >= 0.95


def test_recall_behind_a_filter(clustered: tuple[Matrix, VectorIndex, Matrix]) -> None:
    """A filter that leaves one passage in a hundred, and one that leaves half, lose nothing more."""
    matrix, index, questions = clustered
    for share in (0.01, 0.5):
        allowed = np.random.default_rng(9).random(len(matrix)) < share
        hits = wanted = 0
        for question in questions:
            rows, _ = index.search(question, 20, allowed)
            assert allowed[rows].all()
            hits += len(set(rows.tolist()) & set(brute_force(matrix, question, 20, allowed)[0].tolist()))
            wanted += 20
        assert hits / wanted >= 0.95


def test_cosines_of_inverted_lists_by_row(clustered: tuple[Matrix, VectorIndex, Matrix]) -> None:
    matrix, index, questions = clustered
    rows = np.array([11_999, 0, 57, 0], dtype=np.int64)
    np.testing.assert_allclose(index.cosines(questions[0], rows), matrix[rows] @ questions[0], atol=0.01)


@pytest.mark.parametrize("exact_up_to", [10_000, 100])
def test_equal_vectors_give_equal_bytes(tmp_path: Path, exact_up_to: int) -> None:
    matrix = random_unit(10, 3_000, 32)
    for name in ("one", "two"):
        save(build((row.tobytes() for row in matrix), 3_000, 32, exact_up_to), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(("count", "lists"), [(1, 1), (16, 4), (17, 8), (100_001, 512), (1_000_000, 1_024)])
def test_list_count(count: int, lists: int) -> None:
    assert list_count(count) == lists


@pytest.mark.parametrize("exact_up_to", [1_000, 10])
@pytest.mark.parametrize("harm", ["missing", "empty", "cut off", "no index", "a folder"])
def test_a_damaged_file_is_named(tmp_path: Path, harm: str, exact_up_to: int) -> None:
    opened(random_unit(11, 60, 8), tmp_path, exact_up_to)
    path = tmp_path / "vectors.faiss"
    whole = path.read_bytes()
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm != "missing":
        path.write_bytes({"empty": b"", "cut off": whole[: len(whole) // 2], "no index": b"PDF-" * 100}[harm])
    with pytest.raises(DamagedIndex, match="check --repair"):
        VectorIndex(path, 60, 8)


@pytest.mark.parametrize(("count", "dimension"), [(59, 8), (61, 8), (60, 16)])
def test_another_number_or_width_than_expected_is_refused(tmp_path: Path, count: int, dimension: int) -> None:
    opened(random_unit(12, 60, 8), tmp_path)
    with pytest.raises(DamagedIndex, match=f"60 vectors of width 8, not {count} of {dimension}"):
        VectorIndex(tmp_path / "vectors.faiss", count, dimension)

"""A published generation read in two ways says the same."""

from __future__ import annotations

import numpy as np

from evidence_search.library import Library


def test_excerpts_are_what_whole_passages_say(filled: Library) -> None:
    """Reading a passage's own stretch in the database gives the text, sentences and section that loading its study gives."""
    snapshot = filled.snapshot()
    positions = list(range(len(snapshot.study_of)))[::-1]
    loaded = snapshot.load(positions)
    assert [e.text for e in snapshot.excerpts(positions)] == [p.text[p.start : p.end] for p in loaded]
    assert any(len(p.sentences) > 1 for p in loaded)
    for excerpt, passage in zip(snapshot.excerpts(positions), loaded, strict=True):
        said = [excerpt.text[start:end] for start, end in excerpt.sentences]
        assert said == [passage.text[start:end] for start, end in passage.sentences]
        assert np.array_equal(excerpt.sentence_vectors, passage.sentence_vectors)
    assert snapshot.sections(positions) == [passage.section for passage in loaded]


def test_vectors_are_those_that_cosines_are_of(filled: Library) -> None:
    snapshot = filled.snapshot()
    positions = np.array([2, 0], dtype=np.int64)
    vectors = snapshot.vectors(positions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(snapshot.cosines(vectors[0], positions), vectors @ vectors[0])
    assert snapshot.vectors(positions[:0]).shape == (0, vectors.shape[1])


def test_nothing_asked_nothing_read(filled: Library) -> None:
    assert filled.snapshot().excerpts([]) == []
    assert filled.snapshot().sections([]) == []

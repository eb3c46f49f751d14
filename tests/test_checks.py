"""Each kind of damage is found, and mended without touching the library's folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence_search.checks import check, repair
from evidence_search.errors import NoIndex
from evidence_search.index import lexical, vectors
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.test_library import HARMS, IDS, QUESTION, harm


def files(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def said(library: Library) -> str:
    return "\n".join(finding.what for finding in check(library).findings)


def test_a_sound_index(filled: Library) -> None:
    checked = check(filled)
    assert (checked.findings, checked.sound, checked.studies) == ((), True, len(IDS))
    assert checked.passages == filled.status().manifest.passages


def test_nothing_to_check(library: Library) -> None:
    with pytest.raises(NoIndex):
        check(library)


@pytest.mark.parametrize("what", HARMS)
def test_files_missing_or_broken(filled: Library, settings: Settings, what: str) -> None:
    fingerprint = filled.status().manifest.fingerprint
    hits = filled.search(QUESTION).hits
    kept = files(settings.corpus)
    filled.close()
    harm(settings.index, what)
    checked = check(filled)
    assert not checked.sound and all(finding.remedy for finding in checked.findings)
    repaired = repair(filled)
    assert repaired.findings == ()
    assert filled.status().manifest.fingerprint == fingerprint
    assert filled.search(QUESTION).hits == hits
    assert files(settings.corpus) == kept


def test_a_vector_index_of_other_vectors(filled: Library, settings: Settings) -> None:
    """The right number and width, but not what the store has."""
    count = filled.status().manifest.passages
    other = np.random.default_rng(1).standard_normal((count, 64)).astype(np.float32)
    path = settings.index / "generations" / "1" / "vectors.faiss"
    filled.close()
    vectors.save(vectors.build((row.tobytes() for row in other), count, 64), path)
    assert "vector index does not hold passage 0" in said(filled)
    assert repair(filled).findings == ()


def test_a_lexical_index_of_other_words(filled: Library, settings: Settings) -> None:
    count = filled.status().manifest.passages
    folder = settings.index / "generations" / "1" / "lexical"
    keys, studies = filled.store().passage_keys(1)
    filled.close()
    shutil.rmtree(folder)
    lexical.build(folder, [(int(p), int(s), "", "nothing") for p, s in zip(keys[:count], studies[:count], strict=True)])
    assert "does not find pmid-11 by its own words" in said(filled)
    assert repair(filled).findings == ()


def test_a_stored_vector_that_is_not_its_texts(filled: Library, encoder: FakeEncoder) -> None:
    """Vectors in doubt are encoded again by a repair."""
    wrong = FakeEncoder().vector("something else entirely").astype("<f4").tobytes()
    filled.store().connection().execute("UPDATE passages SET vector = ?", (wrong,))
    assert "its vector is not its text's" in said(filled)
    before = encoder.encoded
    assert repair(filled).findings == ()
    assert encoder.encoded > before
    assert filled.search("migraine").hits[0].study_id == "pmid-11"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE passages SET section = 99", "names a section the study does not have"),
        ("UPDATE passages SET end = end + 1000", "does not lie inside its section"),
        ("UPDATE passages SET end = start", "does not lie inside its section"),
        ("UPDATE passages SET sentences = zeroblob(length(sentences))", "has a sentence outside it"),
        ("UPDATE passages SET vector = zeroblob(length(vector))", "not of unit length"),
        ("UPDATE studies SET state = 'x'", "fingerprint"),
    ],
)
def test_rows_that_are_wrong(filled: Library, statement: str, expected: str) -> None:
    fingerprint = filled.status().manifest.fingerprint
    filled.store().connection().execute(statement)
    filled.close()
    assert expected in said(filled)
    assert repair(filled).findings == ()
    assert filled.status().manifest.fingerprint == fingerprint


def test_studies_that_are_not_there(filled: Library) -> None:
    filled.store().connection().execute("DELETE FROM studies WHERE study_id = 'pmid-8'")
    filled.close()
    assert "its manifest says" in said(filled)
    repair(filled)
    filled.ingest()
    assert check(filled).findings == ()
    assert filled.study_ids() == IDS


def test_a_file_that_vanished_is_worth_knowing(filled: Library, settings: Settings) -> None:
    (settings.corpus / "papers" / "paper.xml").unlink()
    checked = check(filled)
    [finding] = checked.findings
    assert checked.sound and not finding.serious
    assert "papers/paper.xml is indexed but no longer" in finding.what


def test_an_interrupted_ingest_is_worth_knowing(filled: Library) -> None:
    filled.store().unsettle(["pmid-8"])
    checked = check(filled)
    assert checked.sound
    assert "interrupted; 1 studies wait" in checked.findings[0].what
    filled.ingest()
    assert check(filled).findings == ()


def test_another_model_is_mended_by_encoding_again(
    filled: Library, settings: Settings, make_library: Callable[..., Library]
) -> None:
    other = make_library(replace(settings), FakeEncoder("another"))
    checked = check(other)
    assert not checked.sound and "made with the model fake" in checked.findings[0].what
    assert repair(other).findings == ()
    assert other.status().manifest.weights_sha256 == "another"

"""Verifying an index against itself and against its library, and mending what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evidence_search.errors import DamagedIndex, EvidenceSearchError, IndexProblem, NoIndex, WrongFormat, WrongModel
from evidence_search.index import manifest
from evidence_search.ingest import OnProgress
from evidence_search.library import STORE_NAME, Library
from evidence_search.profile.version import profile_version
from evidence_search.records import Study
from evidence_search.settling import SPLITTING
from evidence_search.snapshot import Snapshot
from evidence_search.store import StoredPassage

ENCODED_AGAIN = 16
"""Passages whose text is encoded anew and compared with the stored vector."""

LEAST_COSINE = 0.999
"""Agreement asked for; batches of another width differ in the sixth digit."""

REPAIR = "Run: evidence-search check --repair"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the index, or worth knowing."""

    what: str
    remedy: str
    serious: bool = True
    vectors: bool = False
    """Whether stored vectors are in doubt, so that a repair must encode again."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what was found."""

    studies: int
    passages: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing serious was found."""
        return not any(finding.serious for finding in self.findings)


def check(library: Library) -> Checked:
    """Verify counts, offsets, vectors, words, fingerprint and files.

    Raises:
        NoIndex: there is nothing to check.
    """
    try:
        snapshot = library.snapshot()
    except NoIndex:
        raise
    except IndexProblem as problem:
        return Checked(0, 0, (Finding(problem.what, problem.remedy or REPAIR),))
    findings = [*_store(library, snapshot), *_texts(library, snapshot)]
    if all(finding.vectors or not finding.serious for finding in findings):  # rows out of place cannot be looked up
        findings += _derived(library, snapshot)
    findings += _files(library)
    return Checked(snapshot.manifest.studies, snapshot.manifest.passages, tuple(findings))


def repair(library: Library, tell: OnProgress | None = None) -> Checked:
    """Mend the index: derived files and passages from the store, the store itself from the library's folder; check again.

    Nothing under `corpus/` is touched.
    """
    library.renew_model()
    findings = _checked_or_problem(library)
    library.close()
    try:
        sound_store = not library.store().quick_check() and bool(library.store().sources())
    except EvidenceSearchError:
        sound_store = False
    if not sound_store:
        _delete_index(library)
        library.ingest(tell=tell)
    else:
        library.rebuild(tell, reuse_vectors=not any(finding.vectors for finding in findings))
    return check(library)


def _checked_or_problem(library: Library) -> tuple[Finding, ...]:
    try:
        return check(library).findings
    except (DamagedIndex, WrongFormat, WrongModel, NoIndex) as problem:
        return (Finding(problem.what, REPAIR),)


def _delete_index(library: Library) -> None:
    library.close()
    index = library.settings.index
    with library.write_lock():
        manifest.path_of(index).unlink(missing_ok=True)
        shutil.rmtree(index / "generations", ignore_errors=True)
        for path in index.glob(STORE_NAME + "*"):
            path.unlink()


def _store(library: Library, snapshot: Snapshot) -> Iterator[Finding]:
    store = library.store()
    for line in store.quick_check():
        yield Finding(f"SQLite finds its file damaged: {line}", REPAIR)
    published = snapshot.manifest
    states = store.states(snapshot.generation)
    found = manifest.fingerprint(published.weights_sha256, published.splitting, states)
    if found != published.fingerprint:
        yield Finding(f"The store's fingerprint is {found}, its manifest says {published.fingerprint}.", REPAIR)
    if published.splitting != SPLITTING:
        yield Finding("Passages were cut by older rules.", "Run: evidence-search ingest", serious=False)
    if store.meta("profile") != profile_version():
        yield Finding("Profiles were made by older rules.", "Run: evidence-search ingest", serious=False)
    if waiting := len(store.unsettled()):
        yield Finding(
            f"An ingest was interrupted; {waiting} studies wait to be indexed.", "Run: evidence-search ingest", serious=False
        )


def _texts(library: Library, snapshot: Snapshot) -> Iterator[Finding]:
    """Check every passage's place in its study, and encode a sample again."""
    chosen = set(np.linspace(0, max(0, snapshot.manifest.passages - 1), ENCODED_AGAIN).astype(int).tolist())
    position = 0
    for study_id in snapshot.study_ids:
        study, passages = library.study(study_id), snapshot.passages_of(study_id)
        for number, passage in enumerate(passages):
            if problem := _misplaced(study, passage):
                yield Finding(f"Passage {number + 1} of {study_id}: {problem}.", REPAIR)
            elif problem := _wrong_vectors(passage):
                yield Finding(f"Passage {number + 1} of {study_id}: {problem}.", REPAIR, vectors=True)
            elif position in chosen and not _encodes_to(library, study, passage):
                yield Finding(f"Passage {number + 1} of {study_id}: its vector is not its text's.", REPAIR, vectors=True)
            position += 1


def _misplaced(study: Study, passage: StoredPassage) -> str:
    if not 0 <= passage.section < len(study.sections):
        return "names a section the study does not have"
    section = study.sections[passage.section]
    if not section.start <= passage.start < passage.end <= section.end <= len(study.text):
        return "does not lie inside its section"
    if any(not passage.start <= a < b <= passage.end for a, b in passage.sentences.tolist()):
        return "has a sentence outside it"
    return ""


def _wrong_vectors(passage: StoredPassage) -> str:
    if len(passage.sentence_vectors) != len(passage.sentences):
        return "lacks vectors of sentences"
    if not np.isclose(float(np.linalg.norm(passage.vector)), 1.0, atol=1e-3):
        return "has a vector that is not of unit length"
    return ""


def _encodes_to(library: Library, study: Study, passage: StoredPassage) -> bool:
    text = library.encoder_input(study, passage.start, passage.end)
    made = library.encoder().encode_passages([text], [[]])[0]
    return float(made.vector @ passage.vector) >= LEAST_COSINE


def _derived(library: Library, snapshot: Snapshot) -> Iterator[Finding]:
    """Check that every stored vector is in the vector index at its place, and every passage's words in the lexical one."""
    vectors = np.frombuffer(b"".join(library.store().vectors(snapshot.generation)), dtype="<f4")
    rows = vectors.reshape(-1, snapshot.manifest.dimension)
    step = max(1, len(rows) // 500)
    for position in range(0, len(rows), step):
        cosine = float(snapshot.cosines(rows[position], np.array([position]))[0])
        if cosine < LEAST_COSINE - 0.01:  # 8-bit rows of a large index lose up to a hundredth
            yield Finding(f"The vector index does not hold passage {position} as the store has it.", REPAIR)
            break
    for number in range(0, len(snapshot.study_ids), max(1, len(snapshot.study_ids) // 50)):
        if not snapshot.found_by_words(number):
            yield Finding(f"The lexical index does not find {snapshot.study_ids[number]} by its own words.", REPAIR)


def _files(library: Library) -> Iterator[Finding]:
    for relative in sorted(library.store().sources()):
        path = library.corpus.path(relative)
        if not path.exists() and "/" in relative:
            yield Finding(
                f"{relative} is indexed but no longer in the library's folder.",
                "Put it back, or run: evidence-search ingest",
                serious=False,
            )

"""What people decide of the library: which documents are one study, and which list of retractions counts.

Each decision is a record under `corpus/` first, then applied to the index; one that finds the index busy is applied by the next
ingest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from evidence_search.errors import ReadError, UsageError
from evidence_search.library import Library
from evidence_search.likeness import POSSIBLE_SIMILARITY, title_ends, title_similarity
from evidence_search.merging import Bond, Decisions, bond
from evidence_search.readers.notices import NoticeList, read_notices
from evidence_search.records import IngestReport, Metadata
from evidence_search.settling import placed_in


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two studies whose titles are alike but that nothing puts together; `similarity` is 0 to 1."""

    studies: tuple[str, str]
    titles: tuple[str, str]
    similarity: float


@dataclass(frozen=True, slots=True)
class Merged:
    """A study that was put together by likeness or by hand, not by an identifier: the names of its documents, and why."""

    study_id: str
    title: str
    documents: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Merges that people may want to undo, and pairs they may want to merge."""

    merged: tuple[Merged, ...]
    possible: tuple[PossibleDuplicate, ...]


def duplicates(library: Library) -> Duplicates:
    """Return what was put together without an identifier, and what looks alike but was not, in order of study ids."""
    snapshot = library.snapshot()
    records = [(study_id, snapshot.describe(number).metadata) for number, study_id in enumerate(snapshot.study_ids)]
    decisions = library.decisions()
    return Duplicates(tuple(_merged(library, decisions)), tuple(_possible(library, records, decisions)))


def keep_apart(library: Library, study_id: str, document: str) -> IngestReport:
    """Make one document of a study a study of its own, for good. `document` is its file as `show` lists it, `#n` for a record.

    Raises:
        UnknownStudy: there is no such study.
        UsageError: the study has no such document, or no other.
    """
    library.study(study_id)
    names = _documents(library, study_id)
    if document not in names or len(names) < 2:
        has = f"It has {', '.join(names)}." if len(names) > 1 else "It has one document only."
        raise UsageError(f"{document} cannot be kept apart from {study_id}.", has)
    library.corpus.decide(((document, other) for other in names if other != document), same=False)
    return library.refresh()


def put_together(library: Library, one: str, other: str) -> IngestReport:
    """Make two studies one, for good.

    Raises:
        UnknownStudy: there is no study of one of the ids.
        UsageError: both ids are the same.
    """
    _decide_of(library, one, other, same=True)
    return library.refresh()


def are_two(library: Library, one: str, other: str) -> None:
    """Record that two studies are two, for good: they are no longer shown as possible duplicates, nor put together.

    Raises:
        UnknownStudy: there is no study of one of the ids.
        UsageError: both ids are the same.
    """
    _decide_of(library, one, other, same=False)


def _decide_of(library: Library, one: str, other: str, same: bool) -> None:
    """Record of every pair of documents of two studies whether they are of one."""
    for study_id in (one, other):
        library.study(study_id)
    if one == other:
        raise UsageError(f"{one} is one study already.", "Give the ids of two studies.")
    library.corpus.decide(((a, b) for a in _documents(library, one) for b in _documents(library, other)), same=same)


def use_notices(library: Library, path: Path) -> tuple[NoticeList, IngestReport]:
    """Take a list of retractions into the library and mark the studies it names.

    Raises:
        UsageError: the file is no such list.
    """
    try:
        notices = read_notices(path)
    except ReadError as problem:
        raise UsageError(problem.what, problem.remedy) from None
    library.corpus.keep_notices(path)
    return notices, library.refresh()


def _documents(library: Library, study_id: str) -> list[str]:
    return [placed_in(stored).name for stored in library.store().documents_of_study(study_id)]


def _merged(library: Library, decisions: Decisions) -> list[Merged]:
    found = []
    for study_id in library.store().studies_of_many_documents():
        placed = [placed_in(stored) for stored in library.store().documents_of_study(study_id)]
        bonds = {bond(a, b, decisions) for a, b in combinations(placed, 2)}
        why = next((kind for kind in (Bond.TITLE, Bond.DECIDED) if kind in bonds), None)
        if why is not None:
            names = tuple(document.name for document in placed)
            found.append(Merged(study_id, placed[0].document.metadata.title, names, why.words))
    return found


def _possible(library: Library, records: list[tuple[str, Metadata]], decisions: Decisions) -> list[PossibleDuplicate]:
    pairs = {
        tuple(sorted(pair))
        for ends in (_by(records, lambda m: title_ends(m.title)[0]), _by(records, lambda m: title_ends(m.title)[1]))
        for numbers in ends.values()
        for pair in combinations(numbers, 2)
    }
    found = []
    for a, b in sorted(pairs):
        (one, first), (other, second) = records[a], records[b]
        similarity = title_similarity(first.title, second.title)
        if similarity >= POSSIBLE_SIMILARITY and not _kept_apart(library, one, other, decisions):
            found.append(PossibleDuplicate((one, other), (first.title, second.title), round(similarity, 3)))
    return found


def _kept_apart(library: Library, one: str, other: str, decisions: Decisions) -> bool:
    """Whether people said that two studies are two."""
    names = _documents(library, one), _documents(library, other)
    return any(decisions.pairs.get(frozenset((a, b))) is False for a in names[0] for b in names[1])


def _by(records: list[tuple[str, Metadata]], key: Callable[[Metadata], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, metadata) in enumerate(records):
        if name := key(metadata):
            found[name].append(number)
    return found

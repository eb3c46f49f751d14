"""What people decide of the library: which documents are one study, and which list of retractions counts.

Each decision is a record under `corpus/` first, then applied to the index; one that finds the index busy is applied by the next
ingest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from operator import attrgetter
from pathlib import Path

from evidence_search.edits import corrected
from evidence_search.errors import ReadError, UsageError
from evidence_search.library import Library
from evidence_search.likeness import POSSIBLE_SIMILARITY, title_ends, title_similarity
from evidence_search.merging import Bond, Decisions, bond
from evidence_search.readers.notices import NoticeList, read_notices
from evidence_search.records import IngestReport, Metadata
from evidence_search.settling import placed_in

ALIKE = "titles that are alike"
KEPT_APART = "been kept apart by hand"
_IDENTIFIERS = {"pmid": "PMID", "pmcid": "PMCID", "doi": "DOI"}
"""Identifiers that tell a paper from every other, the surest first."""


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two studies that look like one but that nothing puts together; `similarity` is that of their titles, 0 to 1."""

    studies: tuple[str, str]
    titles: tuple[str, str]
    similarity: float
    why: str = ALIKE


@dataclass(frozen=True, slots=True)
class Merged:
    """A study that was put together by likeness or by hand, not by an identifier: the names of its documents, and why."""

    study_id: str
    title: str
    documents: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Merges that people may want to undo, pairs they may want to merge, and pairs that they keep apart."""

    merged: tuple[Merged, ...]
    possible: tuple[PossibleDuplicate, ...]
    apart: tuple[PossibleDuplicate, ...]


def duplicates(library: Library) -> Duplicates:
    """Return what was put together without an identifier, and what looks like one study but was not, in order of study ids.

    Studies with one identifier since people corrected it come first. They are not put together unasked: which files are one
    study goes by what the files say, and a slip of the finger must not make one study of two.
    """
    records = _records(library)
    decisions = library.decisions()
    same = _with_one_identifier(library, records, decisions)
    alike = [pair for pair in _possible(library, records, decisions) if pair.studies not in {each.studies for each in same}]
    apart = tuple(_pairs_kept_apart(library, dict(records), decisions))
    return Duplicates(tuple(_merged(library, decisions)), (*same, *alike), apart)


def same_by_correction(library: Library, study_id: str) -> tuple[PossibleDuplicate, ...]:
    """Return the pairs of this study and another that have one identifier since people corrected it; see `duplicates`."""
    found = _with_one_identifier(library, _records(library), library.decisions())
    return tuple(pair for pair in found if study_id in pair.studies)


def keep_apart(library: Library, study_id: str, document: str) -> IngestReport:
    """Make one document of a study a study of its own, for good. `document` is its file as `show` lists it, `#n` for a record.

    Raises:
        UnknownStudy: there is no such study.
        UsageError: the study has no such document, or no other.
    """
    library.study(study_id)
    names = documents(library, study_id)
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
    library.corpus.decide(((a, b) for a in documents(library, one) for b in documents(library, other)), same=same)


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


def documents(library: Library, study_id: str) -> list[str]:
    """Return the names of a study's documents, as decisions call them."""
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


def _records(library: Library) -> list[tuple[str, Metadata]]:
    snapshot = library.snapshot()
    return [(study_id, snapshot.describe(number).metadata) for number, study_id in enumerate(snapshot.study_ids)]


def _with_one_identifier(
    library: Library, records: list[tuple[str, Metadata]], decisions: Decisions
) -> list[PossibleDuplicate]:
    """Return the pairs of studies that have an identifier in common which was corrected by hand on one of them."""
    by_hand = [set(corrected(metadata)) for _, metadata in records]
    found: dict[tuple[int, int], str] = {}
    for name in _IDENTIFIERS if any(by_hand) else ():
        for numbers in _by(records, attrgetter(name)).values():
            for a, b in combinations(numbers, 2):
                if name in by_hand[a] | by_hand[b] and not _kept_apart(library, records[a][0], records[b][0], decisions):
                    found.setdefault((a, b), f"the same {_IDENTIFIERS[name]}, corrected by hand")
    return [_pair(records[a], records[b], why) for (a, b), why in sorted(found.items())]


def _pair(one: tuple[str, Metadata], other: tuple[str, Metadata], why: str) -> PossibleDuplicate:
    titles = one[1].title, other[1].title
    return PossibleDuplicate((one[0], other[0]), titles, round(title_similarity(*titles), 3), why)


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
            found.append(_pair(records[a], records[b], ALIKE))
    return found


def _kept_apart(library: Library, one: str, other: str, decisions: Decisions) -> bool:
    """Whether people said that two studies are two."""
    names = documents(library, one), documents(library, other)
    return any(decisions.pairs.get(frozenset((a, b))) is False for a in names[0] for b in names[1])


def _pairs_kept_apart(library: Library, records: dict[str, Metadata], decisions: Decisions) -> list[PossibleDuplicate]:
    """Return the pairs of studies that people said are two."""
    named = [pair for pair, same in decisions.pairs.items() if not same and len(pair) == 2]
    study_of = {name: _study_of(library, name) for pair in named for name in pair}
    pairs = {tuple(sorted({study_of[name] for name in pair})) for pair in named}
    known = sorted(pair for pair in pairs if len(pair) == 2 and set(pair) <= records.keys())
    return [_pair((one, records[one]), (other, records[other]), KEPT_APART) for one, other in known]


def _study_of(library: Library, document: str) -> str:
    """Return the study that a document, by its name, is of; empty where it is no longer here."""
    source, mark, number = document.rpartition("#")
    place = (source, int(number) - 1) if mark and number.isdecimal() else (document, 0)
    found = library.store().documents("source = ? AND ordinal = ?", place)
    return found[0].study_id if found else ""


def _by(records: list[tuple[str, Metadata]], key: Callable[[Metadata], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, metadata) in enumerate(records):
        if name := key(metadata):
            found[name].append(number)
    return found

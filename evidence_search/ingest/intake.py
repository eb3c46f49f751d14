"""One document after another into the store: which study it is of, and whether it is new, changed, known or refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from evidence_search import merging
from evidence_search.corpus import Input
from evidence_search.ingest.grouping import Grouping
from evidence_search.ingest.minutes import Minutes
from evidence_search.merging import Placed
from evidence_search.records import Document, IngestItem, Outcome, ReadFailure
from evidence_search.settling import placed_in
from evidence_search.store import Store, StoredDocument
from evidence_search.store.rows import record_to_json


class Intake:
    """Stores documents for the generation being prepared; `removed` are the ids of studies that people took out."""

    def __init__(self, store: Store, grouping: Grouping, minutes: Minutes, generation: int, removed: frozenset[str]) -> None:
        self._store = store
        self._grouping = grouping
        self._minutes = minutes
        self._generation = generation
        self._removed = removed
        self.contested: set[str] = set()
        """Sources with a document whose id is already another's."""
        self.new_characters = 0
        """Of documents stored since the count was last set to 0."""

    def take_in(self, item: Input, found: Iterable[Document | ReadFailure]) -> list[ReadFailure]:
        """Store what a file holds, take away what it no longer holds, and return what could not be read of it."""
        old = self._store.documents_of_source(item.relative)
        failures: list[ReadFailure] = []
        ordinal = 0
        for result in found:
            if isinstance(result, ReadFailure):
                failures.append(replace(result, path=result.path.replace(str(item.path), item.relative)))
                continue
            if taken := self._document(Placed(item.relative, ordinal, result), old):
                failures.append(taken)
                self.contested.add(item.relative)
            ordinal += 1
        with self._store.atomic():
            # `_document` took out of `old` what is still there.
            self._minutes.note([self.end(stored, "no longer in the file") for stored in old])
            self._minutes.note_failures(failures)
        return failures

    def _document(self, placed: Placed, old: list[StoredDocument]) -> ReadFailure | None:
        """Store a document and note how it ended; return a failure when its id belongs to another study."""
        sha256 = _document_hash(placed.document)
        own_id = merging.study_id([placed])
        previous = _counterpart(placed, sha256, old)
        if previous:
            old.remove(previous)
            if previous.sha256 == sha256 and previous.ordinal == placed.ordinal:
                self._minutes.note([_item(placed, Outcome.UNCHANGED, previous.study_id)])
                return None
        elif own_id in self._removed:
            note = "taken out of the library before; see corpus/removed/studies.txt"
            self._minutes.note([_item(placed, Outcome.UNCHANGED, own_id, note)])
            return None
        if taken := self._taken_id(placed, sha256, previous):
            return taken
        with self._store.atomic():
            if previous:
                self.end(previous, "")
            item = self._place(placed, sha256)
            if previous:
                outcome = Outcome.UNCHANGED if previous.sha256 == sha256 else Outcome.UPDATED
                item = _item(placed, outcome, item.study_id)
            self._minutes.note([item])
        self.new_characters += len(placed.document.text)
        return None

    def _taken_id(self, placed: Placed, sha256: str, previous: StoredDocument | None) -> ReadFailure | None:
        """Return a failure when the id a document claims is another document's, unless that one is word for word the same."""
        claimed = placed.document.metadata.study_id
        others = self._store.documents("claimed_id = ?", (claimed,)) if claimed else []
        for other in others:
            if other.sha256 != sha256 and (previous is None or other.pk != previous.pk):
                where = other.source if other.source != placed.source else f"record {other.ordinal + 1} of the same file"
                remedy = "Give it an id of its own, or remove one of the two."
                return ReadFailure(placed.source, f"its id {claimed} is already that of {where}", remedy)
        return None

    def _place(self, placed: Placed, sha256: str) -> IngestItem:
        """Store a document with the studies it belongs to and say how it came in."""
        own_id = merging.study_id([placed])
        pk = self._store.add_document(placed.source, placed.ordinal, own_id, sha256, placed.document, self._generation)
        study_id = self._grouping.regroup({own_id})[pk]
        same = [other for other in self._store.documents_of_study(study_id) if other.pk != pk]
        if not same:
            return _item(placed, Outcome.ADDED, study_id)
        bonds = [(merging.bond(placed, placed_in(other), self._grouping.decisions), other) for other in same]
        kind, partner = min(((k, other) for k, other in bonds if k is not None), key=lambda bonded: bonded[0])
        richer = all(merging.is_richer(placed.document, other.document) for other in same)
        outcome = Outcome.UPDATED if richer else Outcome.DUPLICATE
        reason = f"same study as {study_id}, already here from {partner.source}: {kind.words}"
        if richer:
            reason = f"{placed.document.kind} of a study known as {same[0].document.kind}: {kind.words}"
        made = _item(placed, outcome, study_id, reason)
        if kind is not merging.Bond.TITLE:
            return made
        return replace(made, remedy=f"If it is another study: evidence-search apart {study_id} {placed.name}")

    def end(self, stored: StoredDocument, reason: str) -> IngestItem:
        """Take a document away, group anew what it held together, and return what the report says of it."""
        self._store.end_document(stored.pk, self._generation)
        self._grouping.regroup({stored.study_id})
        return _item(placed_in(stored), Outcome.REMOVED, stored.study_id, reason)


def _item(placed: Placed, outcome: Outcome, study_id: str, reason: str = "") -> IngestItem:
    if outcome in (Outcome.ADDED, Outcome.UPDATED):
        reason = "; ".join(filter(None, [reason, _doubts(placed.document)]))
    return IngestItem(placed.source, outcome, study_id, placed.document.metadata.title, reason)


def _doubts(document: Document) -> str:
    """Return on which pages figures may be misread, for the report; empty where none is doubted."""
    doubtful = [section for section in document.sections if section.doubt]
    pages = {p.number for s in doubtful for p in document.pages if p.start < s.end and s.start < p.end}
    said = sorted({int(number) for s in doubtful for number in re.findall(r"\d+", s.doubt)} & pages)
    return f"figures may be misread on page {', '.join(map(str, said))}" if said else ""


def _counterpart(placed: Placed, sha256: str, old: Sequence[StoredDocument]) -> StoredDocument | None:
    """Return the earlier version of a document among those its file held: equal, else the same study, else the same place."""
    for stored in old:
        if stored.sha256 == sha256:
            return stored
    for stored in old:
        if merging.same_study(placed, placed_in(stored)):
            return stored
    alone = [s for s in old if s.ordinal == placed.ordinal and merging.study_id([placed_in(s)]).startswith("file-")]
    return alone[0] if alone and merging.study_id([placed]).startswith("file-") else None


def _document_hash(document: Document) -> str:
    return hashlib.sha256(f"{document.kind}\n{record_to_json(document)}\n{document.text}".encode()).hexdigest()

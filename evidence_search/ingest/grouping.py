"""Which study each stored document belongs to, grouped anew whenever a document, or what people decided of it, changes."""

from __future__ import annotations

import re

from evidence_search import merging
from evidence_search.merging import Decisions
from evidence_search.settling import placed_in
from evidence_search.store import Store, StoredDocument


class Grouping:
    """Groups the documents of a store; `decisions` is what people said are one study, or are not."""

    def __init__(self, store: Store, decisions: Decisions) -> None:
        self._store = store
        self.decisions = decisions

    def named(self, name: str) -> StoredDocument | None:
        """Return the document of a name as decisions write it: its source, with `#` and a number where it is one of several."""
        source, _, number = name.rpartition("#") if re.search(r"#\d+$", name) else (name, "", "1")
        found = self._store.documents("source = ? AND ordinal = ?", (source, int(number) - 1))
        return found[0] if found else None

    def regroup(self, study_ids: set[str]) -> dict[int, str]:
        """Group the documents of these studies anew, name each group, and note every study touched as unsettled.

        Returns document row → the study it belongs to now.
        """
        members = self._bonded(study_ids)
        by_place = {(s.source, s.ordinal): s for s in members.values()}
        study_ids = study_ids | {stored.study_id for stored in members.values()}
        named: dict[int, str] = {}
        for study_id, group in merging.named_groups([placed_in(s) for s in members.values()], self.decisions):
            for placed in group:
                stored = by_place[placed.source, placed.ordinal]
                named[stored.pk] = study_id
                if stored.study_id != study_id:
                    self._store.assign_study(stored.pk, study_id)
        self._store.unsettle(study_ids | set(named.values()))
        return named

    def _bonded(self, study_ids: set[str]) -> dict[int, StoredDocument]:
        """Return the documents of these studies and of every study bonded with one of them, however far, by row.

        A bond that grouping did not follow (`merging.groups`) may have to be when another document comes or goes.
        """
        found: dict[int, StoredDocument] = {}
        known: set[str] = set()
        waiting = set(study_ids)
        while waiting:
            known |= waiting
            new = [s for study_id in sorted(waiting) for s in self._store.documents_of_study(study_id)]
            found.update({stored.pk: stored for stored in new})
            waiting = {other.study_id for stored in new for other in self._partners(stored)} - known
        return found

    def _partners(self, stored: StoredDocument) -> list[StoredDocument]:
        """Return the documents bonded with one, or that an equal identifier would give the same id."""
        placed = placed_in(stored)
        near = {other.pk: other for other in self._store.documents_near(stored.document.metadata)}
        if not near:
            same_text = self._store.documents("sha256 = ? AND claimed_id || pmid || pmcid || doi = ''", (stored.sha256,))
            near = {other.pk: other for other in same_text}
        for name in self.decisions.partners(placed.name):
            if other := self.named(name):
                near[other.pk] = other
        return [
            other
            for other in near.values()
            if other.pk != stored.pk
            and (
                merging.same_study(placed, placed_in(other), self.decisions)
                or merging.share_identifier(placed.document.metadata, other.document.metadata)
            )
        ]

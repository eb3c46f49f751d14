"""The reading half of a library: questions, studies, profiles, tables, reports."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.corpus import Corpus
from evidence_search.errors import UnknownStudy
from evidence_search.evidence_table import EvidenceTable, TableStudy, evidence_table
from evidence_search.filtering import Card
from evidence_search.findings import Profile
from evidence_search.index.encoder import Encoder
from evidence_search.index.manifest import Manifest
from evidence_search.library.generations import Generations
from evidence_search.library.models import Models
from evidence_search.profile.strength import evidence_order
from evidence_search.readers.relations import NAME as RELATIONS
from evidence_search.readers.relations import read_relations
from evidence_search.readers.vocabulary import NAME as VOCABULARY
from evidence_search.readers.vocabulary import library_vocabulary
from evidence_search.records import Filters, Metadata, Off, Order, Relation, SearchResult, Study
from evidence_search.search.answer import Mode, Tools, answer, rank
from evidence_search.search.lexicon import Lexicon, lexicon_of
from evidence_search.search.locate import FoundQuote, find_quote
from evidence_search.search.order import in_order, with_trials
from evidence_search.search.otherwise import told_otherwise
from evidence_search.search.similar import similar
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import for_model
from evidence_search.search.understood import NOTHING_OFF, Understood
from evidence_search.settings import Settings
from evidence_search.settling import title_head
from evidence_search.snapshot import Snapshot
from evidence_search.store import Store, StoredStudy

STORE_NAME = "library.sqlite"


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds and where."""

    corpus: Path
    index: Path
    manifest: Manifest
    counts: dict[str, dict[str, int]]
    interrupted: bool
    """Whether an ingest was cut short; the next one finishes its work."""


class Readings:
    """What can be asked of a library. Every answer is of one generation of its index, never of two."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.corpus = Corpus(settings.corpus)
        self.given_encoder = encoder
        self._models = Models(settings, encoder)
        self._generations = Generations(settings.index, self.store, self._models.refuse_other)
        self._store: Store | None = None
        self._noted: tuple[int, tuple[Relation, ...]] | None = None
        self._lexicon: tuple[Snapshot, int, Lexicon] | None = None
        self._guard = threading.RLock()

    def close(self) -> None:
        """Close the store's connections."""
        with self._guard:
            if self._store is not None:
                self._store.close()
            self._store, self._lexicon = None, None
        self._generations.let_go()  # outside the guard: opening a generation takes the two locks in the other order

    # -- what is held

    def snapshot(self) -> Snapshot:
        """Return the newest published generation, opened."""
        return self._generations.newest()

    def store(self) -> Store:
        """Return the store, opened at first use."""
        with self._guard:
            if self._store is None:
                self.settings.index.mkdir(parents=True, exist_ok=True)
                self._store = Store(self.settings.index / STORE_NAME)
            return self._store

    def encoder(self) -> Encoder:
        """Return the exported model, loaded once.

        Raises:
            ModelError: it has not been exported, or is damaged.
        """
        return self._models.encoder()

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Return the unit vector of a question."""
        return self.encoder().encode_question(question)

    def encoder_input(self, study: Study, start: int, end: int) -> str:
        """Return what is encoded for a passage of a study: the head of its title, then its text."""
        return title_head(study.metadata.title, self.encoder()) + study.text[start:end]

    def model_folder(self) -> Path:
        """Return where the exported model of these settings is kept."""
        return self._models.folder()

    def tools(self, snapshot: Snapshot) -> Tools:
        """Return what search needs besides a snapshot; what is known of words is made once for each snapshot and vocabulary."""
        path = self.corpus.path(VOCABULARY)
        written = path.stat().st_mtime_ns if path.exists() else 0
        with self._guard:
            if self._lexicon is None or self._lexicon[:2] != (snapshot, written):
                vocabulary = library_vocabulary(path)
                self._lexicon = (snapshot, written, lexicon_of(vocabulary, snapshot, lambda word: self.encoder().knows(word)))
            return Tools(self.encode_question, self._lexicon[2], self._models.rerank(), for_model(self._models.weights()))

    # -- questions

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        off: Off = NOTHING_OFF,
        order: Order = Order.RELEVANCE,
    ) -> SearchResult:
        """Return the studies that answer a question, best first; see `search.answer` and `search.order`.

        `off` is what is to be read as typed. Hits that speak of one trial say so, and those that gave the drug by another route
        than the question asks about.
        """
        chosen = filters or Filters()

        def answered(snapshot: Snapshot) -> SearchResult:
            found = answer(snapshot, question, self.tools(snapshot), chosen, limit, off)
            relations = [r for hit in found.hits for r in self._relations(snapshot, hit.study_id)]
            hits = told_otherwise(with_trials(found.hits, relations), found.routes, lambda study: snapshot.facts(study).routes)
            hits = in_order(hits, order, evidence_order)
            return replace(found, hits=hits, order=order)

        return self._generations.reading(answered)

    def similar(self, study_id: str, limit: int = 10) -> list[tuple[str, Metadata, float]]:
        """Return (study id, record, likeness 0 to 1) of the studies most like one, best first; retracted ones are left out.

        Raises:
            UnknownStudy: there is none of that id.
        """

        def found(snapshot: Snapshot) -> list[tuple[str, Metadata, float]]:
            if study_id not in snapshot.study_ids:
                raise _unknown(study_id)
            number = snapshot.study_ids.index(study_id)
            vectors = np.array([passage.vector for passage in snapshot.passages_of(study_id)], dtype=np.float32)
            near = similar(snapshot, number, vectors, snapshot.passing(Filters()), limit)
            return [(snapshot.study_ids[n], snapshot.describe(n).metadata, score) for n, score in near]

        return self._generations.reading(found)

    def find_quote(self, text: str) -> FoundQuote:
        """Return where a pasted text stands, word for word or nearly so with the differences; see `search.locate`.

        Raises:
            UsageError: the text is too short to be looked for, or too long.
        """
        return self._generations.reading(lambda snapshot: find_quote(snapshot, text))

    def understand(self, question: str, off: Off = NOTHING_OFF) -> Understood:
        """Return what is understood of a question, without searching."""
        return self._generations.reading(lambda snapshot: understand(question, self.tools(snapshot).lexicon, off))

    def rank(self, question: str, limit: int, mode: Mode = Mode.HYBRID, off: Off = NOTHING_OFF) -> list[tuple[str, float]]:
        """Return (study id, score) of the best studies for a question, nothing loaded to show them."""

        def ranked(snapshot: Snapshot) -> list[tuple[str, float]]:
            found = rank(snapshot, question, self.tools(snapshot), snapshot.passing(Filters()), limit, mode, off)
            return [(snapshot.study_ids[number], score) for number, score, _ in found.studies]

        return self._generations.reading(ranked)

    def study(self, study_id: str) -> Study:
        """Return a study with its text.

        Raises:
            UnknownStudy: there is none of that id.
        """
        found = self._generations.reading(lambda snapshot: snapshot.study(study_id))
        if found is None:
            raise _unknown(study_id)
        return found

    def profile(self, study_id: str) -> Profile:
        """Return what a study is and found, each value with its quote.

        Raises:
            UnknownStudy: there is none of that id.
        """
        return self.profiles([study_id])[study_id]

    def profiles(self, study_ids: Sequence[str]) -> dict[str, Profile]:
        """Return study id → profile, in the order asked for; no text is loaded.

        Raises:
            UnknownStudy: there is none of one of the ids.
        """
        return self._generations.reading(lambda snapshot: snapshot.profiles(self._rows(snapshot, study_ids)))

    def facets(self, filters: Filters | None = None) -> dict[str, dict[str, int]]:
        """Return how many studies have each value that can be filtered by, under the other filters; see `filtering.Shelf`."""
        return self._generations.reading(lambda snapshot: snapshot.counts(filters or Filters()))

    def cards(self, filters: Filters | None = None) -> tuple[Card, ...]:
        """Return what is known at once of each study that passes the filters: its record and the facts filters ask."""
        return self._generations.reading(lambda snapshot: snapshot.cards(filters or Filters()))

    def passing_ids(self, filters: Filters) -> tuple[str, ...]:
        """Return the ids of the studies that pass the filters, in order."""
        return self._generations.reading(lambda s: tuple(s.study_ids[number] for number in np.flatnonzero(s.passing(filters))))

    def evidence_table(self, study_ids: Sequence[str]) -> EvidenceTable:
        """Return these studies as rows of a table, in the order asked for.

        Raises:
            UnknownStudy: there is none of one of the ids.
        """

        def made(snapshot: Snapshot) -> EvidenceTable:
            rows = self._rows(snapshot, study_ids)
            profiles = snapshot.profiles(rows)
            studies = [TableStudy(row.study_id, row.kind, row.metadata, profiles[row.study_id]) for row in rows]
            return evidence_table(studies, snapshot.fingerprint)

        return self._generations.reading(made)

    def _rows(self, snapshot: Snapshot, study_ids: Sequence[str]) -> list[StoredStudy]:
        wanted = list(dict.fromkeys(study_ids))
        rows = snapshot.rows_of(wanted)
        if missing := sorted(set(wanted) - {row.study_id for row in rows}):
            raise _unknown(missing[0])
        return rows

    def relations_of(self, study_id: str) -> tuple[Relation, ...]:
        """Return which studies speak of the same trial or people as this one: as people noted, then by registry number.

        Raises:
            UsageError: `corpus/relations.yaml` is malformed.
        """
        return self._generations.reading(lambda snapshot: self._relations(snapshot, study_id))

    def _relations(self, snapshot: Snapshot, study_id: str) -> tuple[Relation, ...]:
        path = self.corpus.path(RELATIONS)
        changed = path.stat().st_mtime_ns if path.exists() else 0
        if self._noted is None or self._noted[0] != changed:
            self._noted = (changed, read_relations(path))
        noted = tuple(group for group in self._noted[1] if study_id in group.studies)
        known = {other for group in noted for other in group.studies}
        by_number = snapshot.of_one_trial(study_id)
        return noted + tuple(relation for relation in by_number if not known.issuperset(relation.studies))

    def study_ids(self) -> tuple[str, ...]:
        """Return the ids of all studies, in order."""
        return self.snapshot().study_ids

    def status(self) -> Status:
        """Return what the library holds."""
        snapshot = self.snapshot()
        interrupted = bool(self.store().unsettled())
        return Status(self.settings.corpus, self.settings.index, snapshot.manifest, snapshot.summary(), interrupted)

    def last_reports(self, count: int) -> list[dict[str, object]]:
        """Return the newest finished ingests' reports, newest first, as JSON-able values with their items."""
        store = self.store()
        finished = [(pk, report) for pk, _, report in store.ingests() if report][:count]
        return [
            {**json.loads(report), "items": [json.loads(item) for item in store.ingest_items(pk)]} for pk, report in finished
        ]


def _unknown(study_id: str) -> UnknownStudy:
    return UnknownStudy(f"There is no study {study_id!r} in this library.", "Search for it: evidence-search search WORDS")

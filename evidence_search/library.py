"""The library: open it, search it, add to it, take from it, check it. Opens, holds and hands on; the work is elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from evidence_search import publishing
from evidence_search.corpus import Corpus
from evidence_search.errors import DamagedIndex, IndexProblem, Locked, ModelError, NoIndex, UnknownStudy, WrongModel
from evidence_search.evidence_table import EvidenceTable, TableStudy, evidence_table
from evidence_search.filtering import Card
from evidence_search.findings import Profile
from evidence_search.index import manifest, model_export
from evidence_search.index.cross_encoder import CrossEncoder
from evidence_search.index.encoder import Encoder, OnnxEncoder
from evidence_search.index.manifest import Manifest
from evidence_search.ingest import Ingest, OnProgress
from evidence_search.merging import Decisions
from evidence_search.profile.strength import evidence_order
from evidence_search.readers.relations import NAME as RELATIONS
from evidence_search.readers.relations import read_relations
from evidence_search.readers.vocabulary import NAME as VOCABULARY
from evidence_search.readers.vocabulary import library_vocabulary
from evidence_search.records import (
    Document,
    Filters,
    IngestReport,
    Metadata,
    Off,
    Order,
    ReadFailure,
    Relation,
    SearchResult,
    Study,
)
from evidence_search.search.answer import Mode, Tools, answer, rank
from evidence_search.search.lexicon import Lexicon, lexicon_of
from evidence_search.search.locate import FoundQuote, find_quote
from evidence_search.search.order import in_order, with_trials
from evidence_search.search.reranker import Rerank
from evidence_search.search.similar import similar
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import for_model
from evidence_search.search.understood import NOTHING_OFF, Understood
from evidence_search.settings import Settings
from evidence_search.settling import SPLITTING, title_head
from evidence_search.snapshot import Snapshot, Superseded
from evidence_search.store import Store, StoredStudy

T = TypeVar("T")

_ATTEMPTS = 20
"""How often a search starts over because a writer published meanwhile; more than twice was never seen."""

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


class Library:
    """A clinic's studies and their index. Safe to share between threads; any number of processes may read, one writes.

    `encoder` replaces the exported model, for tests.
    """

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.corpus = Corpus(settings.corpus)
        self.given_encoder = encoder
        self._encoder: Encoder | None = encoder
        self._store: Store | None = None
        self._snapshot: tuple[tuple[int, ...], Snapshot] | None = None
        self._noted: tuple[int, tuple[Relation, ...]] | None = None
        self._lexicon: tuple[Snapshot, int, Lexicon] | None = None
        self._reranker: CrossEncoder | None = None
        self._guard = threading.RLock()

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None) -> Library:
        """Return the library, its index opened and found usable.

        Raises:
            NoIndex, WrongFormat, WrongModel, DamagedIndex: the index is not there or not usable; the error names the command
                that helps.
        """
        library = cls(settings, encoder)
        library.snapshot()
        return library

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store's connections."""
        with self._guard:
            if self._store is not None:
                self._store.close()
            self._store, self._snapshot, self._lexicon = None, None, None

    # -- reading

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        off: Off = NOTHING_OFF,
        order: Order = Order.RELEVANCE,
    ) -> SearchResult:
        """Return the studies that answer a question, best first; see `search.answer` and `search.order`.

        `off` is what is to be read as typed. Hits that speak of one trial say so.
        """
        chosen = filters or Filters()

        def answered(snapshot: Snapshot) -> SearchResult:
            found = answer(snapshot, question, self.tools(snapshot), chosen, limit, off)
            relations = [r for hit in found.hits for r in self._relations(snapshot, hit.study_id)]
            hits = in_order(with_trials(found.hits, relations), order, evidence_order)
            return replace(found, hits=hits, order=order)

        return self._reading(answered)

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

        return self._reading(found)

    def find_quote(self, text: str) -> FoundQuote:
        """Return where a pasted text stands, word for word or nearly so with the differences; see `search.locate`.

        Raises:
            UsageError: the text is too short to be looked for, or too long.
        """
        return self._reading(lambda snapshot: find_quote(snapshot, text))

    def understand(self, question: str, off: Off = NOTHING_OFF) -> Understood:
        """Return what is understood of a question, without searching."""
        return self._reading(lambda snapshot: understand(question, self.tools(snapshot).lexicon, off))

    def rank(
        self, question: str, limit: int, mode: Mode = Mode.HYBRID, off: Off = NOTHING_OFF
    ) -> list[tuple[str, float]]:
        """Return (study id, score) of the best studies for a question, nothing loaded to show them."""

        def ranked(snapshot: Snapshot) -> list[tuple[str, float]]:
            found = rank(snapshot, question, self.tools(snapshot), snapshot.passing(Filters()), limit, mode, off)
            return [(snapshot.study_ids[number], score) for number, score, _ in found.studies]

        return self._reading(ranked)

    def study(self, study_id: str) -> Study:
        """Return a study with its text.

        Raises:
            UnknownStudy: there is none of that id.
        """
        found = self._reading(lambda snapshot: snapshot.study(study_id))
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
        return self._reading(lambda snapshot: snapshot.profiles(self._rows(snapshot, study_ids)))

    def facets(self, filters: Filters | None = None) -> dict[str, dict[str, int]]:
        """Return how many studies have each value that can be filtered by, under the other filters; see `filtering.Shelf`."""
        return self._reading(lambda snapshot: snapshot.counts(filters or Filters()))

    def cards(self, filters: Filters | None = None) -> tuple[Card, ...]:
        """Return what is known at once of each study that passes the filters: its record and the facts filters ask."""
        return self._reading(lambda snapshot: snapshot.cards(filters or Filters()))

    def passing_ids(self, filters: Filters) -> tuple[str, ...]:
        """Return the ids of the studies that pass the filters, in order."""
        return self._reading(lambda s: tuple(s.study_ids[number] for number in np.flatnonzero(s.passing(filters))))

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

        return self._reading(made)

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
        return self._reading(lambda snapshot: self._relations(snapshot, study_id))

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

    def snapshot(self) -> Snapshot:
        """Return the newest published generation, opened."""
        with self._guard:
            for attempt in range(_ATTEMPTS):
                mark = self._mark()
                if self._snapshot is not None and mark is not None and self._snapshot[0] == mark:
                    return self._snapshot[1]
                try:
                    published = self._published()
                    self._refuse_other_model(published)
                    opened = Snapshot(self.settings.index, self.store(), published)
                except (IndexProblem, Superseded):
                    if self._mark() == mark or attempt == _ATTEMPTS - 1:
                        raise
                else:
                    self._snapshot = (mark or (), opened)
                    return opened
            raise IndexProblem("The index changes faster than it can be opened.", "Try again when the ingest has ended.")

    def _published(self) -> Manifest:
        """Return the manifest; where there is none because the very first ingest was cut short, say that and not damage."""
        try:
            return manifest.read(self.settings.index)
        except DamagedIndex:
            if manifest.path_of(self.settings.index).exists() or self.store().meta("generation") is not None:
                raise
            raise NoIndex(
                f"No ingest into {self.settings.index} has finished yet.", "Finish it: evidence-search ingest"
            ) from None

    def _mark(self) -> tuple[int, ...] | None:
        """Return what changes whenever a manifest is swapped in."""
        try:
            found = manifest.path_of(self.settings.index).stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def _reading(self, work: Callable[[Snapshot], T]) -> T:
        for _ in range(_ATTEMPTS - 1):
            try:
                return work(self.snapshot())
            except Superseded:
                with self._guard:
                    self._snapshot = None
        return work(self.snapshot())

    def tools(self, snapshot: Snapshot) -> Tools:
        """Return what search needs besides a snapshot; what is known of words is made once for each snapshot and vocabulary."""
        path = self.corpus.path(VOCABULARY)
        written = path.stat().st_mtime_ns if path.exists() else 0
        with self._guard:
            if self._lexicon is None or self._lexicon[:2] != (snapshot, written):
                vocabulary = library_vocabulary(path)
                self._lexicon = (snapshot, written, lexicon_of(vocabulary, snapshot, self._knows))
            return Tools(self.encode_question, self._lexicon[2], self._rerank(), for_model(self._weights()))

    def _rerank(self) -> Rerank | None:
        """Return what reads the first studies again, loaded once; None where the settings name nothing.

        Raises:
            ModelError: the folder they name holds no cross-encoder.
        """
        if self._reranker is None and self.settings.reranker:
            self._reranker = CrossEncoder(Path(self.settings.reranker).expanduser())
        return self._reranker.score if self._reranker else None

    def _knows(self, word: str) -> bool:
        return self.encoder().knows(word)

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Return the unit vector of a question."""
        return self.encoder().encode_question(question)

    def encoder(self) -> Encoder:
        """Return the exported model, loaded once.

        Raises:
            ModelError: it has not been exported, or is damaged.
        """
        with self._guard:
            if self._encoder is None:
                self._encoder = OnnxEncoder(self.model_folder())
            return self._encoder

    def encoder_input(self, study: Study, start: int, end: int) -> str:
        """Return what is encoded for a passage of a study: the head of its title, then its text."""
        return title_head(study.metadata.title, self.encoder()) + study.text[start:end]

    def model_folder(self) -> Path:
        """Return where the exported model of these settings is kept."""
        name, source = model_export.resolve(self.settings.model)
        slug = re.sub(r"[^\w.-]+", "-", name)
        mark = model_export.BUNDLED_SHA256 if name == model_export.BUNDLED else model_export.source_mark(source)
        return (self.settings.models or self.settings.index / "model") / f"{slug}-{mark[:12]}"

    def _refuse_other_model(self, published: Manifest) -> None:
        """Raise WrongModel when the index was made by another model than the settings name."""
        if self._weights() != published.weights_sha256:
            raise self._wrong_model(f"the model {published.model}")

    def _weights(self) -> str:
        """Return the hash of the model that the settings name, without loading the bundled one."""
        if self.given_encoder is not None:
            return self.given_encoder.weights_sha256
        bundled = model_export.resolve(self.settings.model)[0] == model_export.BUNDLED
        return model_export.BUNDLED_SHA256 if bundled else self._writers_encoder().weights_sha256

    def _wrong_model(self, name: str) -> WrongModel:
        return WrongModel(
            f"The index in {self.settings.index} was made with {name}, not with the one set now.",
            "Set EVIDENCE_SEARCH_MODEL back, or encode everything again: evidence-search check --repair",
        )

    def store(self) -> Store:
        """Return the store, opened at first use."""
        with self._guard:
            if self._store is None:
                self.settings.index.mkdir(parents=True, exist_ok=True)
                self._store = Store(self.settings.index / STORE_NAME)
            return self._store

    # -- writing

    def ingest(self, paths: Sequence[Path] = (), tell: OnProgress | None = None) -> IngestReport:
        """Bring files and folders into the library and index them; no paths means the library's own folder.

        Raises:
            NothingToRead: a path does not exist.
            Locked: another process is writing and did not finish in time.
        """
        self.settings.corpus.mkdir(parents=True, exist_ok=True)
        chosen = [path.expanduser().resolve() for path in paths] or [self.settings.corpus]
        return self._writing(lambda run: run.run(chosen), tell)

    def ingest_documents(
        self, source: str, sha256: str, found: Iterable[Document | ReadFailure], tell: OnProgress | None = None
    ) -> IngestReport:
        """Index documents that come from no file of the library, under a source's name; unchanged sources cost nothing."""
        return self._writing(lambda run: run.run_documents(source, sha256, found), tell)

    def remove(self, study_id: str) -> IngestReport:
        """Take a study out of the library and the index; its files move to `corpus/removed/`.

        Raises:
            UnknownStudy: there is none of that id.
        """
        title = self.study(study_id).metadata.title
        return self._writing(lambda run: run.remove_study(study_id, title), None)

    def rebuild(self, tell: OnProgress | None = None, reuse_vectors: bool = True) -> IngestReport:
        """Make every study's passages and every derived file anew from the stored documents.

        Without `reuse_vectors` every text is encoded again.
        """
        return self._writing(lambda run: run.rebuild_all(reuse_vectors), tell, rebuild=True)

    def _writing(self, work: Callable[[Ingest], None], tell: OnProgress | None, rebuild: bool = False) -> IngestReport:
        with self.write_lock():
            store, index = self.store(), self.settings.index
            if not rebuild:
                self._refuse_mixing_models()
            store.set_meta("weights", self._weights())
            generation = publishing.next_generation(index, store)
            resplit = self._splitting_changed(rebuild)
            run = Ingest(store, self.corpus, self._writers_encoder, generation, tell, resplit, self.settings.profiled)
            work(run)
            published = self._publish(generation, rebuild)
            return run.report(published.generation, published.fingerprint)

    def _refuse_mixing_models(self) -> None:
        """Raise WrongModel when the published index, or what an interrupted writer left for the next, is another model's."""
        if self.store().meta("weights") not in (None, self._weights()):
            raise self._wrong_model("another model")
        try:
            published = manifest.read(self.settings.index)
        except (NoIndex, DamagedIndex):
            return
        self._refuse_other_model(published)

    def _splitting_changed(self, rebuild: bool) -> bool:
        published = None if rebuild else manifest.read_if_usable(self.settings.index)
        return published is not None and published.splitting != SPLITTING

    def _publish(self, generation: int, rebuild: bool) -> Manifest:
        """Publish unless nothing changed since the published generation."""
        store, index = self.store(), self.settings.index
        published = manifest.read_if_usable(index)
        if published and not rebuild and store.changed(published.generation, generation) == (0, 0):
            return published
        encoder = self._writers_encoder()
        model = (encoder.name, encoder.weights_sha256, encoder.dimension)
        return publishing.publish(index, store, generation, model, SPLITTING, rebuild)

    def refresh(self, tell: OnProgress | None = None) -> IngestReport:
        """Apply what people changed in the library's own records: decisions on duplicates, the list of retractions."""
        return self._writing(lambda run: run.refresh(), tell)

    def decisions(self) -> Decisions:
        """Return which documents people said are one study, or are not."""
        return Decisions(self.corpus.decisions())

    def renew_model(self) -> None:
        """Export the model again where the exported one is missing or cannot be used.

        Raises:
            ModelError: the model itself cannot be used.
        """
        try:
            self._writers_encoder()
        except ModelError:
            shutil.rmtree(self.model_folder(), ignore_errors=True)
            self._writers_encoder()

    def _writers_encoder(self) -> Encoder:
        """Return the encoder, exporting the model first where that has not been done."""
        with self._guard:
            if self._encoder is None and not ((folder := self.model_folder()) / "encoder.json").exists():
                folder.parent.mkdir(parents=True, exist_ok=True)
                model_export.export_in_child(self.settings.model, folder)
            return self.encoder()

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Hold the right to write to this index.

        Raises:
            Locked: somebody else holds it and did not let go within the settings' `lock_wait_s`.
        """
        index = self.settings.index
        index.mkdir(parents=True, exist_ok=True)
        holder = index / "write.lock.json"
        lock = FileLock(index / "write.lock", timeout=self.settings.lock_wait_s)
        try:
            lock.acquire()
        except Timeout:
            raise Locked(
                f"Another process is writing to {index}: {_held_by(holder)}.",
                "Wait until it has finished and try again.",
            ) from None
        try:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:3]])
            holder.write_text(json.dumps({"process": os.getpid(), "command": command, "since": now}), encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()


def _unknown(study_id: str) -> UnknownStudy:
    return UnknownStudy(f"There is no study {study_id!r} in this library.", "Search for it: evidence-search search WORDS")


def _held_by(holder: Path) -> str:
    try:
        said = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {said['process']} ({said['command']}) since {said['since']}"
    except (OSError, ValueError, KeyError):
        return "it did not say who it is"

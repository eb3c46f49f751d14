"""The library as a whole: what can be asked of it (`reading.py`), and what changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from evidence_search import publishing
from evidence_search.errors import DamagedIndex, NoIndex, NothingToRead
from evidence_search.index import manifest
from evidence_search.index.encoder import Encoder
from evidence_search.index.manifest import Manifest
from evidence_search.ingest import Ingest, OnProgress
from evidence_search.library.lock import write_lock
from evidence_search.library.reading import Readings
from evidence_search.merging import Decisions
from evidence_search.records import Document, IngestReport, ReadFailure
from evidence_search.settings import Settings
from evidence_search.settling import SPLITTING


class Library(Readings):
    """A clinic's studies and their index. Safe to share between threads; any number of processes may read, one writes.

    `encoder` replaces the exported model, for tests.
    """

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

    def ingest(self, paths: Sequence[Path] = (), tell: OnProgress | None = None) -> IngestReport:
        """Bring files and folders into the library and index them; no paths means the library's own folder.

        Raises:
            NothingToRead: a path does not exist.
            Locked: another process is writing and did not finish in time.
        """
        for path in paths:
            if not path.expanduser().exists():
                raise NothingToRead(f"There is no file or folder {path}.", "Check the spelling of the path.")
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
            store.set_meta("weights", self._models.weights())
            generation = publishing.next_generation(index, store)
            resplit = self._splitting_changed(rebuild)
            run = Ingest(store, self.corpus, self._models.for_writing, generation, tell, resplit, self.settings.profiled)
            work(run)
            published = self._publish(generation, rebuild)
            return run.report(published.generation, published.fingerprint)

    def _refuse_mixing_models(self) -> None:
        """Raise WrongModel when the published index, or what an interrupted writer left for the next, is another model's."""
        if self.store().meta("weights") not in (None, self._models.weights()):
            raise self._models.wrong("another model")
        try:
            published = manifest.read(self.settings.index)
        except (NoIndex, DamagedIndex):
            return
        self._models.refuse_other(published)

    def _splitting_changed(self, rebuild: bool) -> bool:
        published = None if rebuild else manifest.read_if_usable(self.settings.index)
        return published is not None and published.splitting != SPLITTING

    def _publish(self, generation: int, rebuild: bool) -> Manifest:
        """Publish unless nothing changed since the published generation."""
        store, index = self.store(), self.settings.index
        published = manifest.read_if_usable(index)
        if published and not rebuild and store.changed(published.generation, generation) == (0, 0):
            return published
        encoder = self._models.for_writing()
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
        self._models.renew()

    def write_lock(self) -> AbstractContextManager[None]:
        """Hold the right to write to this index, for the time of a `with` block.

        Raises:
            Locked: somebody else holds it and did not let go within the settings' `lock_wait_s`.
        """
        return write_lock(self.settings.index, self.settings.lock_wait_s)

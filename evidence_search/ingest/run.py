"""One run of an ingest: which files are read, what vanished, and when studies are made of what was read.

Documents are stored as they are read and the studies they belong to are noted as unsettled in the same transaction; a
settled study is stored with its passages in another. Nothing of it is seen by readers until `publish` swaps the manifest in,
so an ingest that dies leaves the old index, and the next one goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

from evidence_search import merging, readers
from evidence_search.corpus import NOTICES, Corpus, Input, sha256_of
from evidence_search.edits import NAME as EDITS
from evidence_search.edits import read_edits
from evidence_search.index.encoder import Encoder
from evidence_search.ingest.amendments import apply_decisions, apply_edits, apply_notices
from evidence_search.ingest.grouping import Grouping
from evidence_search.ingest.intake import Intake
from evidence_search.ingest.minutes import Minutes, OnProgress
from evidence_search.merging import Decisions
from evidence_search.profile.version import profile_version
from evidence_search.readers.ahead import ReadAhead
from evidence_search.records import Document, IngestItem, IngestReport, Outcome, ReadFailure
from evidence_search.settling import Settler, placed_in
from evidence_search.store import Store, StoredDocument

SETTLE_EVERY = 200_000
"""Characters of new documents after which their studies are encoded and stored."""


class Ingest:
    """One run of an ingest against a store that nobody else writes to.

    `encoder` is called at the first need: a run that finds nothing new never loads a model.
    """

    def __init__(
        self,
        store: Store,
        corpus: Corpus,
        encoder: Callable[[], Encoder],
        generation: int,
        tell: OnProgress | None = None,
        resplit: bool = False,
        profiled: bool = True,
    ) -> None:
        self._store = store
        self._corpus = corpus
        self._generation = generation
        self._edits = read_edits(corpus.path(EDITS))
        self._minutes = Minutes(store, tell)
        self._settler = Settler(store, encoder, generation, self._report_progress, profiled, self._edits)
        self._removed = frozenset(corpus.removed_studies())
        self._grouping = Grouping(store, Decisions(corpus.decisions()))
        self._intake = Intake(store, self._grouping, self._minutes, generation, self._removed)
        if resplit:
            self.rebuild_all()
        if profiled:
            self.renew_profiles()

    # -- files

    def run(self, paths: Sequence[Path]) -> None:
        """Ingest files and folders; what a walked folder of the library no longer has is taken out of the index."""
        given = [item for path in paths for item in self._corpus.inputs(path)]
        inputs = list({item.relative: item for item in given}.values())
        sizes = {item.relative: item.path.stat().st_size for item in inputs}
        self._minutes.expect(len(inputs), sum(sizes.values()))
        known = self._store.sources()
        self.refresh()
        self._finish_removals()
        wanted_back = self._remember_removed() - self._removed
        with ReadAhead(item.path for item in inputs if item.relative not in known) as ahead:
            for item in inputs:
                self._file(item, {} if wanted_back else known, ahead)
                self._minutes.done(sizes[item.relative])
                self._report_progress()
                if self._intake.new_characters >= SETTLE_EVERY:
                    self.settle()
        self._drop_vanished(paths, known)
        self.settle()
        if self._corpus.root in paths:
            self._store.set_meta("removed", json.dumps(sorted(self._removed)))

    def run_documents(self, source: str, sha256: str, found: Iterable[Document | ReadFailure]) -> None:
        """Ingest documents made elsewhere under the name of a source, unless it was read before with this sha256."""
        if self._store.sources().get(source, ("",))[0] != sha256:
            self._put_source(source, sha256, self._intake.take_in(Input(Path(source), source), found))
        self.settle()

    def refresh(self) -> None:
        """Finish what an interrupted run left, and apply what people changed in the library's own records since."""
        self.settle()
        apply_decisions(self._store, self._grouping)
        apply_edits(self._store, self._grouping, self._edits)
        if failures := apply_notices(self._store, self._corpus.path(NOTICES)):
            self._minutes.note_failures(failures)
        self.settle()

    def _file(self, item: Input, known: dict[str, tuple[str, int, str]], ahead: ReadAhead) -> None:
        try:
            sha256 = sha256_of(item.path)
        except OSError as problem:
            remedy = "Check that the file is there and may be read."
            self._minutes.note_failures([ReadFailure(str(item.path), f"it cannot be opened: {problem}", remedy)])
            return
        before = known.get(item.relative)
        if before and before[:2] == (sha256, readers.READER_VERSION):
            self._unchanged(item, before[2])
            return
        found = ahead.read(item.path)
        if not self._corpus.holds(item.path):
            head = _up_to_document(found)
            if not head or isinstance(head[-1], ReadFailure):  # nothing worth keeping: what the library has of it stays
                self._minutes.note_failures([failure for failure in head if isinstance(failure, ReadFailure)])
                return
            self._corpus.bring_in(item.path, item.relative, sha256)
            found = chain(head, found)
        failures = self._intake.take_in(item, found)
        # A file whose id is another's is read again each time: the other may have gone.
        self._put_source(item.relative, "" if item.relative in self._intake.contested else sha256, failures)

    def _put_source(self, source: str, sha256: str, failures: Sequence[ReadFailure]) -> None:
        listed = json.dumps([asdict(failure) for failure in failures], ensure_ascii=False)
        self._store.put_source(source, sha256, readers.READER_VERSION, listed)

    def _unchanged(self, item: Input, failures: str) -> None:
        """Report a file that was read before: its documents as unchanged, its failures again."""
        stored = self._store.documents_of_source(item.relative)
        items = [IngestItem(item.relative, Outcome.UNCHANGED, s.study_id, s.document.metadata.title) for s in stored[:1]]
        if len(stored) > 1:
            items = [replace(items[0], study_id="", title=f"{len(stored)} records")]
        failed = [ReadFailure(**failure) for failure in json.loads(failures)]
        self._minutes.note(items if items or failed else [IngestItem(item.relative, Outcome.UNCHANGED)])
        self._minutes.note_failures(failed)

    # -- what goes

    def remove_study(self, study_id: str, title: str) -> None:
        """Take a study out: its own files move to `corpus/removed/`, and of files it shares with others it is noted there."""
        documents = self._store.documents_of_study(study_id)
        # subtle: asked before anything goes, for what is left of a study may be called by another name.
        whole = {d.source for d in documents if {o.study_id for o in self._store.documents_of_source(d.source)} == {study_id}}
        for stored in documents:
            if stored.source not in whole:
                self._corpus.remove_study(merging.study_id([placed_in(stored)]), title)
                self._drop_document(stored, "removed on request; noted in corpus/removed/studies.txt")
        for source in sorted(whole):
            if self._corpus.path(source).exists():
                self._corpus.take_out(source)
            self._drop_source(source, "removed on request; its file is in corpus/removed/")
        self.settle()

    def _finish_removals(self) -> None:
        """Take out what is on the list of removed studies but still here: a removal was cut short, or a line added."""
        for study_id in sorted(self._removed):
            named = (study_id, study_id.removeprefix("pmid-"), study_id)
            for stored in self._store.documents("study_id = ? OR pmid = ? OR pmcid = ?", named):
                if merging.study_id([placed_in(stored)]) == study_id:
                    self._drop_document(stored, "it is on the list corpus/removed/studies.txt")

    def _remember_removed(self) -> set[str]:
        """Keep in mind and return what was ever on the list of removed studies since the whole library was last read.

        A line that people delete from it leaves its file as it was; by this the file is read again.
        """
        seen = set(json.loads(self._store.meta("removed") or "[]")) | self._corpus.removed_studies()
        self._store.set_meta("removed", json.dumps(sorted(seen)))
        return seen

    def _drop_vanished(self, paths: Sequence[Path], known: dict[str, tuple[str, int, str]]) -> None:
        folders = [path for path in paths if path.is_dir() and self._corpus.holds(path)]
        for relative in sorted(known):
            path = self._corpus.path(relative)
            if any(folder == path or folder in path.parents for folder in folders) and not path.exists():
                self._drop_source(relative, "the file is no longer in the library's folder")

    def _drop_source(self, relative: str, reason: str) -> None:
        """Take every document of a file out of the index."""
        with self._store.atomic():
            ended = [self._intake.end(stored, reason) for stored in self._store.documents_of_source(relative)]
            self._store.delete_source(relative)
            self._minutes.note(ended or [IngestItem(relative, Outcome.REMOVED, reason=reason)])

    def _drop_document(self, stored: StoredDocument, reason: str) -> None:
        """Take one document out of the index, leaving its file's others."""
        with self._store.atomic():
            self._remember_removed()
            self._minutes.note([self._intake.end(stored, reason)])

    # -- studies

    def rebuild_all(self, reuse_vectors: bool = True) -> None:
        """Make every study anew from its documents, as after a change of model or of splitting."""
        self._settler.reuse = reuse_vectors
        with self._store.atomic():
            self._store.unsettle(study_id for study_id, _ in self._store.states(self._generation))
            self._store.unsettle(self._store.documents_study_ids())
        self.settle(force=True)

    def renew_profiles(self) -> None:
        """Make every study's profile anew where those of the index come from other rules; nothing is encoded for it."""
        version = profile_version()
        if self._store.meta("profile") != version:
            self._store.unsettle(self._store.documents_study_ids())
            self.settle()
            self._store.set_meta("profile", version)

    def settle(self, force: bool = False) -> None:
        """Make the passages of every study whose documents changed; with `force`, of those noted whether changed or not."""
        self._intake.new_characters = 0
        self._settler.settle(force)

    def _report_progress(self) -> None:
        self._minutes.tell(self._settler.encoded)

    def report(self, generation: int, fingerprint: str) -> IngestReport:
        """Close the run and return what it did."""
        return self._minutes.close(self._settler, generation, fingerprint)


def _up_to_document(found: Iterator[Document | ReadFailure]) -> list[Document | ReadFailure]:
    """Return what a file holds up to its first document."""
    head: list[Document | ReadFailure] = []
    for result in found:
        head.append(result)
        if isinstance(result, Document):
            break
    return head

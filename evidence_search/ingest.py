"""The way of a paper, from top to bottom: read → identify → merge → split → encode → store → publish.

Documents are stored as they are read and the studies they belong to are noted as unsettled in the same transaction; a
settled study is stored with its passages in another. Nothing of it is seen by readers until `publish` swaps the manifest in,
so an ingest that dies leaves the old index, and the next one goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from time import perf_counter

from evidence_search import merging, readers
from evidence_search.corpus import NOTICES, Corpus, Input, sha256_of
from evidence_search.edits import NAME as EDITS
from evidence_search.edits import read_edits
from evidence_search.errors import NothingToRead, ReadError
from evidence_search.index.encoder import Encoder
from evidence_search.merging import Decisions, Placed
from evidence_search.profile.version import profile_version
from evidence_search.readers.ahead import ReadAhead
from evidence_search.readers.notices import NoticeList, read_notices
from evidence_search.records import (
    Document,
    IngestItem,
    IngestReport,
    Outcome,
    ReadFailure,
)
from evidence_search.settling import Settler, placed_in
from evidence_search.store import Store, StoredDocument
from evidence_search.store.rows import record_to_json

SETTLE_EVERY = 200_000
"""Characters of new documents after which their studies are encoded and stored."""

REPORTS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come."""

    files_done: int
    files: int
    bytes_done: int
    bytes: int
    passages: int
    seconds: float


OnProgress = Callable[[Progress], None]


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
        self._edits = read_edits(corpus.path(EDITS))
        self._settler = Settler(store, encoder, generation, self._report_progress, profiled, self._edits)
        self._generation = generation
        self._tell = tell or (lambda progress: None)
        self._began = perf_counter()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._items: list[IngestItem] = []
        self._new_characters = 0
        self._files_done = self._files = self._bytes_done = self._bytes = 0
        self._record = store.begin_ingest(self._started_at)
        self._removed = corpus.removed_studies()
        self._decisions = Decisions(corpus.decisions())
        self._contested: set[str] = set()
        if resplit:
            self.rebuild_all()
        if profiled:
            self.renew_profiles()

    # -- files

    def run(self, paths: Sequence[Path]) -> None:
        """Ingest files and folders; what a walked folder of the library no longer has is taken out of the index.

        Raises:
            NothingToRead: a path does not exist.
        """
        for path in paths:
            if not path.exists():
                raise NothingToRead(f"There is no file or folder {path}.", "Check the spelling of the path.")
        given = [item for path in paths for item in self._corpus.inputs(path)]
        inputs = list({item.relative: item for item in given}.values())
        sizes = {item.relative: item.path.stat().st_size for item in inputs}
        self._files, self._bytes = len(inputs), sum(sizes.values())
        known = self._store.sources()
        self.refresh()
        self._finish_removals()
        wanted_back = self._remember_removed() - self._removed
        with ReadAhead(item.path for item in inputs if item.relative not in known) as ahead:
            for item in inputs:
                self._file(item, {} if wanted_back else known, ahead)
                self._files_done += 1
                self._bytes_done += sizes[item.relative]
                self._report_progress()
                if self._new_characters >= SETTLE_EVERY:
                    self.settle()
        self._drop_vanished(paths, known)
        self.settle()
        if self._corpus.root in paths:
            self._store.set_meta("removed", json.dumps(sorted(self._removed)))

    def refresh(self) -> None:
        """Finish what an interrupted run left, and apply what people changed in the library's own records since."""
        self.settle()
        self._apply_decisions()
        self._apply_edits()
        self._read_notices()
        self.settle()

    def _apply_decisions(self) -> None:
        """Group anew the documents that people decided of, or took a decision back on, since the last run."""
        now = sorted([*sorted(pair), same] for pair, same in self._decisions.pairs.items())
        before = json.loads(self._store.meta("decisions") or "[]")
        different = [decision for decision in now + before if (decision in now) != (decision in before)]
        changed = {name for one, other, _ in different for name in (one, other)}
        with self._store.atomic():
            for name in sorted(changed):
                if stored := self._named(name):
                    self._regroup({stored.study_id})
            self._store.set_meta("decisions", json.dumps(now, ensure_ascii=False))

    def _apply_edits(self) -> None:
        """Note every study as unsettled whose record people corrected, or took a correction back of, since the last run."""
        now = {name: {key: repr(edit) for key, edit in sorted(fields.items())} for name, fields in sorted(self._edits.items())}
        before = json.loads(self._store.meta("edits") or "{}")
        changed = [name for name in {**now, **before} if now.get(name) != before.get(name)]
        with self._store.atomic():
            self._store.unsettle(stored.study_id for name in changed if (stored := self._named(name)))
            self._store.set_meta("edits", json.dumps(now, ensure_ascii=False))

    def _named(self, name: str) -> StoredDocument | None:
        """Return the document of a name as decisions write it."""
        source, _, number = name.rpartition("#") if re.search(r"#\d+$", name) else (name, "", "1")
        found = self._store.documents("source = ? AND ordinal = ?", (source, int(number) - 1))
        return found[0] if found else None

    def _read_notices(self) -> None:
        """Read the list of retractions anew when it changed, and note every study as unsettled that it may speak of."""
        path = self._corpus.path(NOTICES)
        digest = sha256_of(path) if path.exists() else ""
        if (self._store.meta("notices") or "") == digest:
            return
        try:
            listed = read_notices(path) if digest else NoticeList({}, "")
        except ReadError as problem:
            self._note_failures([ReadFailure(NOTICES, problem.what, problem.remedy)])
            return
        with self._store.atomic():
            self._store.put_notices(listed.notices)
            self._store.set_meta("notices_until", listed.until)
            self._store.set_meta("notices", digest)
            self._store.unsettle(self._store.documents_study_ids())

    def run_documents(self, source: str, sha256: str, found: Iterable[Document | ReadFailure]) -> None:
        """Ingest documents made elsewhere under the name of a source, unless it was read before with this sha256."""
        if self._store.sources().get(source, ("",))[0] != sha256:
            self._put_source(source, sha256, self._documents(Input(Path(source), source), found))
        self.settle()

    def _finish_removals(self) -> None:
        """Take out what is on the list of removed studies but still here: a removal was cut short, or a line added."""
        for study_id in sorted(self._removed):
            named = (study_id, study_id.removeprefix("pmid-"), study_id)
            for stored in self._store.documents("study_id = ? OR pmid = ? OR pmcid = ?", named):
                if merging.study_id([placed_in(stored)]) == study_id:
                    self.drop_document(stored, "it is on the list corpus/removed/studies.txt")

    def _remember_removed(self) -> set[str]:
        """Keep in mind and return what was ever on the list of removed studies since the whole library was last read.

        A line that people delete from it leaves its file as it was; by this the file is read again.
        """
        seen = set(json.loads(self._store.meta("removed") or "[]")) | self._corpus.removed_studies()
        self._store.set_meta("removed", json.dumps(sorted(seen)))
        return seen

    def _file(self, item: Input, known: dict[str, tuple[str, int, str]], ahead: ReadAhead) -> None:
        try:
            sha256 = sha256_of(item.path)
        except OSError as problem:
            remedy = "Check that the file is there and may be read."
            self._note_failures([ReadFailure(str(item.path), f"it cannot be opened: {problem}", remedy)])
            return
        before = known.get(item.relative)
        if before and before[:2] == (sha256, readers.READER_VERSION):
            self._unchanged(item, before[2])
            return
        found = ahead.read(item.path)
        if not self._corpus.holds(item.path):
            head = _up_to_document(found)
            if not head or isinstance(head[-1], ReadFailure):  # nothing worth keeping: what the library has of it stays
                self._note_failures([failure for failure in head if isinstance(failure, ReadFailure)])
                return
            self._corpus.bring_in(item.path, item.relative, sha256)
            found = chain(head, found)
        failures = self._documents(item, found)
        # A file whose id is another's is read again each time: the other may have gone.
        self._put_source(item.relative, "" if item.relative in self._contested else sha256, failures)

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
        self._note(items if items or failed else [IngestItem(item.relative, Outcome.UNCHANGED)])
        self._note_failures(failed)

    def _documents(self, item: Input, found: Iterable[Document | ReadFailure]) -> list[ReadFailure]:
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
                self._contested.add(item.relative)
            ordinal += 1
        gone_items = []
        with self._store.atomic():
            for stored in old:  # `_document` took out what is still there
                gone_items.append(self._end(stored, "no longer in the file"))
            self._note(gone_items)
            self._note_failures(failures)
        return failures

    # -- documents

    def _document(self, placed: Placed, old: list[StoredDocument]) -> ReadFailure | None:
        """Store a document and note how it ended; return a failure when its id belongs to another study."""
        sha256 = _document_hash(placed.document)
        own_id = merging.study_id([placed])
        previous = _counterpart(placed, sha256, old)
        if previous:
            old.remove(previous)
            if previous.sha256 == sha256 and previous.ordinal == placed.ordinal:
                self._note([_item(placed, Outcome.UNCHANGED, previous.study_id)])
                return None
        elif own_id in self._removed:
            note = "taken out of the library before; see corpus/removed/studies.txt"
            self._note([_item(placed, Outcome.UNCHANGED, own_id, note)])
            return None
        if taken := self._taken_id(placed, sha256, previous):
            return taken
        with self._store.atomic():
            if previous:
                self._end(previous, "")
            item = self._place(placed, sha256)
            if previous:
                outcome = Outcome.UNCHANGED if previous.sha256 == sha256 else Outcome.UPDATED
                item = _item(placed, outcome, item.study_id)
            self._note([item])
        self._new_characters += len(placed.document.text)
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
        study_id = self._regroup({own_id})[pk]
        same = [other for other in self._store.documents_of_study(study_id) if other.pk != pk]
        if not same:
            return _item(placed, Outcome.ADDED, study_id)
        bonds = [(merging.bond(placed, placed_in(other), self._decisions), other) for other in same]
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

    def _end(self, stored: StoredDocument, reason: str) -> IngestItem:
        self._store.end_document(stored.pk, self._generation)
        self._regroup({stored.study_id})
        return _item(placed_in(stored), Outcome.REMOVED, stored.study_id, reason)

    def _regroup(self, study_ids: set[str]) -> dict[int, str]:
        """Group the documents of these studies anew, name each group, and note every study touched as unsettled.

        Returns document row → the study it belongs to now.
        """
        members = self._bonded(study_ids)
        by_place = {(s.source, s.ordinal): s for s in members.values()}
        study_ids = study_ids | {stored.study_id for stored in members.values()}
        named: dict[int, str] = {}
        for study_id, group in merging.named_groups([placed_in(s) for s in members.values()], self._decisions):
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
        for name in self._decisions.partners(placed.name):
            if other := self._named(name):
                near[other.pk] = other
        return [
            other
            for other in near.values()
            if other.pk != stored.pk
            and (
                merging.same_study(placed, placed_in(other), self._decisions)
                or merging.share_identifier(placed.document.metadata, other.document.metadata)
            )
        ]

    def _drop_vanished(self, paths: Sequence[Path], known: dict[str, tuple[str, int, str]]) -> None:
        folders = [path for path in paths if path.is_dir() and self._corpus.holds(path)]
        for relative in sorted(known):
            path = self._corpus.path(relative)
            if any(folder == path or folder in path.parents for folder in folders) and not path.exists():
                self.drop_source(relative, "the file is no longer in the library's folder")

    def drop_source(self, relative: str, reason: str) -> None:
        """Take every document of a file out of the index."""
        with self._store.atomic():
            ended = [self._end(stored, reason) for stored in self._store.documents_of_source(relative)]
            self._store.delete_source(relative)
            self._note(ended or [IngestItem(relative, Outcome.REMOVED, reason=reason)])

    def drop_document(self, stored: StoredDocument, reason: str) -> None:
        """Take one document out of the index, leaving its file's others."""
        with self._store.atomic():
            self._remember_removed()
            self._note([self._end(stored, reason)])

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
        self._new_characters = 0
        self._settler.settle(force)

    # -- the report

    def _note(self, items: Sequence[IngestItem]) -> None:
        self._items.extend(items)
        self._store.add_items(self._record, [json.dumps(_slim(item), ensure_ascii=False) for item in items])

    def _note_failures(self, failures: Sequence[ReadFailure]) -> None:
        self._note([IngestItem(f.path, Outcome.FAILED, reason=f.reason, remedy=f.remedy) for f in failures])

    def _report_progress(self) -> None:
        seconds = perf_counter() - self._began
        self._tell(Progress(self._files_done, self._files, self._bytes_done, self._bytes, self._settler.encoded, seconds))

    def report(self, generation: int, fingerprint: str) -> IngestReport:
        """Close the run and return what it did."""
        seconds = round(perf_counter() - self._began, 3)
        made = IngestReport(
            self._started_at,
            seconds,
            self._files,
            self._settler.encoded,
            self._settler.reused,
            tuple(self._items),
            generation,
            fingerprint,
            tuple(self._settler.warnings),
        )
        kept = {key: value for key, value in asdict(replace(made, items=())).items() if key != "items"}
        self._store.finish_ingest(self._record, json.dumps(kept), REPORTS_KEPT)
        return made


def _up_to_document(found: Iterator[Document | ReadFailure]) -> list[Document | ReadFailure]:
    """Return what a file holds up to its first document."""
    head: list[Document | ReadFailure] = []
    for result in found:
        head.append(result)
        if isinstance(result, Document):
            break
    return head


def _slim(item: IngestItem) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(item).items() if value}


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

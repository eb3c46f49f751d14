"""The minutes of an ingest: how each input ended, how far it has come, and the report at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from time import perf_counter

from evidence_search.records import IngestItem, IngestReport, Outcome, ReadFailure
from evidence_search.settling import Settler
from evidence_search.store import Store

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


class Minutes:
    """Kept in the store as the run goes on, so that one that dies has said what it did."""

    def __init__(self, store: Store, tell: OnProgress | None = None) -> None:
        self._store = store
        self._tell = tell or (lambda progress: None)
        self._began = perf_counter()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._items: list[IngestItem] = []
        self._record = store.begin_ingest(self._started_at)
        self._files_done = self._files = self._bytes_done = self._bytes = 0

    def expect(self, files: int, size: int) -> None:
        """Say how many files, and bytes of them, are to be read."""
        self._files, self._bytes = files, size

    def done(self, size: int) -> None:
        """Say that a file of `size` bytes was read."""
        self._files_done += 1
        self._bytes_done += size

    def note(self, items: Sequence[IngestItem]) -> None:
        """Write down how inputs ended."""
        self._items.extend(items)
        self._store.add_items(self._record, [json.dumps(_slim(item), ensure_ascii=False) for item in items])

    def note_failures(self, failures: Sequence[ReadFailure]) -> None:
        """Write down what could not be read, and what to do about it."""
        self.note([IngestItem(f.path, Outcome.FAILED, reason=f.reason, remedy=f.remedy) for f in failures])

    def tell(self, encoded: int) -> None:
        """Tell who listens how far the run has come; `encoded` passages so far."""
        seconds = perf_counter() - self._began
        self._tell(Progress(self._files_done, self._files, self._bytes_done, self._bytes, encoded, seconds))

    def close(self, settler: Settler, generation: int, fingerprint: str) -> IngestReport:
        """Close the run and return what it did."""
        seconds = round(perf_counter() - self._began, 3)
        made = IngestReport(
            self._started_at,
            seconds,
            self._files,
            settler.encoded,
            settler.reused,
            tuple(self._items),
            generation,
            fingerprint,
            tuple(settler.warnings),
        )
        kept = {key: value for key, value in asdict(replace(made, items=())).items() if key != "items"}
        self._store.finish_ingest(self._record, json.dumps(kept), REPORTS_KEPT)
        return made


def _slim(item: IngestItem) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(item).items() if value}

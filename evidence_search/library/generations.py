"""The newest published generation, opened and held; work that finds it superseded starts over on the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from evidence_search.errors import DamagedIndex, IndexProblem, NoIndex
from evidence_search.index import manifest
from evidence_search.index.manifest import Manifest
from evidence_search.snapshot import Snapshot, Superseded
from evidence_search.store import Store

T = TypeVar("T")

_ATTEMPTS = 20
"""How often a search starts over because a writer published meanwhile; more than twice was never seen."""


class Generations:
    """The generations of the index in a folder. `refuse` raises for a manifest that is not to be opened."""

    def __init__(self, index: Path, store: Callable[[], Store], refuse: Callable[[Manifest], None]) -> None:
        self._index = index
        self._store = store
        self._refuse = refuse
        self._held: tuple[tuple[int, ...], Snapshot] | None = None
        self._guard = threading.RLock()

    def newest(self) -> Snapshot:
        """Return the newest published generation, opened.

        Raises:
            NoIndex, WrongFormat, WrongModel, DamagedIndex: the index is not there or not usable.
        """
        with self._guard:
            for attempt in range(_ATTEMPTS):
                mark = self._mark()
                if self._held is not None and mark is not None and self._held[0] == mark:
                    return self._held[1]
                try:
                    published = self._published()
                    self._refuse(published)
                    opened = Snapshot(self._index, self._store(), published)
                except (IndexProblem, Superseded):
                    if self._mark() == mark or attempt == _ATTEMPTS - 1:
                        raise
                else:
                    self._held = (mark or (), opened)
                    return opened
            raise IndexProblem("The index changes faster than it can be opened.", "Try again when the ingest has ended.")

    def reading(self, work: Callable[[Snapshot], T]) -> T:
        """Return what `work` makes of the newest generation, started over when a writer purged it meanwhile."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return work(self.newest())
            except Superseded:
                self.let_go()
        return work(self.newest())

    def let_go(self) -> None:
        """Forget the generation held; the next use opens the newest."""
        with self._guard:
            self._held = None

    def _published(self) -> Manifest:
        """Return the manifest; where there is none because the very first ingest was cut short, say that and not damage."""
        try:
            return manifest.read(self._index)
        except DamagedIndex:
            if manifest.path_of(self._index).exists() or self._store().meta("generation") is not None:
                raise
            raise NoIndex(f"No ingest into {self._index} has finished yet.", "Finish it: evidence-search ingest") from None

    def _mark(self) -> tuple[int, ...] | None:
        """Return what changes whenever a manifest is swapped in."""
        try:
            found = manifest.path_of(self._index).stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

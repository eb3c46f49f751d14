"""PDFs read in advance, each by its own process, while those before them are stored and encoded: all cores are used.

Order and outcomes are those of reading one after another.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from evidence_search.readers import read
from evidence_search.records import Document, ReadFailure

AT_ONCE = max(1, os.cpu_count() or 1)
"""Processes that read at the same time."""
WAITING = 2 * AT_ONCE
"""Files that are read or wait to be taken; each holds a paper's text in memory."""

Found = list[Document | ReadFailure]


class ReadAhead:
    """Reads the PDFs among `paths` in the order given; a context that ends what was begun when it is left."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._to_come = deque(path for path in paths if path.suffix.lower() == ".pdf")
        self._begun: dict[Path, Future[tuple[tuple[int, int], Found]]] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="read-ahead")

    def __enter__(self) -> ReadAhead:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def read(self, path: Path) -> Iterator[Document | ReadFailure]:
        """Yield what a file holds, as `readers.read` does; a file that changed since it was read is read again."""
        while self._to_come and len(self._begun) < WAITING:
            coming = self._to_come.popleft()
            self._begun[coming] = self._pool.submit(_stamped, coming)
        begun = self._begun.pop(path, None)
        if begun is not None:
            stamp, found = begun.result()
            if stamp == _stamp(path):
                yield from found
                return
        yield from read(path)


def _stamped(path: Path) -> tuple[tuple[int, int], Found]:
    """Return what a file holds, and how it was before it was read."""
    return _stamp(path), list(read(path))


def _stamp(path: Path) -> tuple[int, int]:
    """Return a file's time of change and size; zeros for one that is gone."""
    try:
        about = path.stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size

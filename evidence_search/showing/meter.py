"""How far an ingest has come, on a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from tqdm import tqdm

    from evidence_search.ingest import Progress

_PLAIN_EVERY_S = 5.0


class Meter:
    """Shows how far an ingest has come: a bar on a terminal, a plain line every few seconds otherwise."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._last = monotonic()

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, progress: Progress) -> None:
        """Show one more step."""
        rate = progress.passages / progress.seconds if progress.seconds else 0.0
        said = f"{progress.passages} passages, {rate:.0f}/s"
        if progress.files:
            said = f"{progress.files_done}/{progress.files} files, {said}"
        if sys.stderr.isatty():
            self._draw(progress, said)
        elif monotonic() - self._last >= _PLAIN_EVERY_S:
            self._last = monotonic()
            left = progress.seconds * (progress.bytes - progress.bytes_done) / max(1, progress.bytes_done)
            left_said = f", about {left:.0f} s left" if progress.bytes_done else ""
            print(said + left_said, file=sys.stderr, flush=True)

    def _draw(self, progress: Progress, said: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            # Files differ a hundredfold in size and encoding takes the time, so bytes foretell better than files.
            form = "{percentage:3.0f}%|{bar}| {postfix} [{elapsed}<{remaining}]"
            self._bar = tqdm(total=progress.bytes, bar_format=form, file=sys.stderr)
        self._bar.set_postfix_str(said, refresh=False)
        self._bar.update(progress.bytes_done - self._bar.n)
        self._bar.refresh()

"""The process that works on a library's jobs, one after another, until none waits: `python -m evidence_search.jobs.worker`."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from evidence_search.errors import EvidenceSearchError
from evidence_search.jobs.record import Folder, Phase, now
from evidence_search.jobs.work import Reporter, do
from evidence_search.library import Library
from evidence_search.settings import Settings, from_environment

PATIENCE_S = 3600.0
"""How long the worker waits for another writer, such as an ingest on the command line, before a job fails."""
_BEAT_S, _STALE_S = 2.0, 20.0
_NICENESS = 5
"""How far the worker stands back behind whoever searches: a quarter of a core where both want it, all of it else.

Not further: a search takes a tenth of a second, and a PDF that gets no share of a busy machine would fail by its wall time.
"""
_AUTOGROUP = Path("/proc/self/autogroup")
_MARK = "worker.json"


def is_at_work(root: Path, but: int | None = None) -> bool:
    """Whether a worker, other than the process `but`, has shown in the last seconds that it is at work."""
    try:
        mark = root / _MARK
        pid = json.loads(mark.read_text(encoding="utf-8"))["pid"]
        return pid != but and time.time() - mark.stat().st_mtime < _STALE_S
    except (OSError, ValueError, KeyError, TypeError):
        return False


def run(settings: Settings, open_library: Callable[[Settings], Library]) -> None:
    """Work until nothing waits. Returns at once when another worker is at work."""
    folder = Folder(settings.index)
    folder.root.mkdir(parents=True, exist_ok=True)
    if is_at_work(folder.root, but=os.getpid()):
        return
    mark = folder.root / _MARK
    stop = threading.Event()
    mark.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
    threading.Thread(target=_beat, args=(mark, stop), daemon=True).start()
    try:
        with open_library(replace(settings, lock_wait_s=PATIENCE_S)) as library:
            _all(library, folder)
        folder.tidy()
    finally:
        stop.set()
        mark.unlink(missing_ok=True)


def _all(library: Library, folder: Folder) -> None:
    while waiting := [job for job in folder.jobs() if not folder.state(job.job_id).finished]:
        job = waiting[0]
        state = replace(folder.state(job.job_id), phase=Phase.WORKING, began=now(), problem="", remedy="")
        reporter = Reporter(lambda made, job_id=job.job_id: folder.set_state(job_id, made), state)  # type: ignore[misc]
        try:
            do(library, job, folder.files(job.job_id), reporter)
            reporter.close(Phase.DONE)
        except EvidenceSearchError as problem:
            reporter.close(Phase.FAILED, problem.what, problem.remedy)
        except Exception as problem:
            # subtle: the last net. A defect must cost one job, not leave the queue standing for ever.
            said = f"the job failed: {type(problem).__name__}: {problem}"
            reporter.close(Phase.FAILED, said, "Report this: it is a defect of the program.")


def _beat(mark: Path, stop: threading.Event) -> None:
    while not stop.wait(_BEAT_S):
        try:
            os.utime(mark)
        except OSError:
            return


def stand_back() -> None:
    """Give way to whoever searches: this process, and the readers it will start."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # subtle: where Linux groups processes by session, niceness counts only within the group, and a worker's session is its own.
    with suppress(OSError):
        if _AUTOGROUP.exists():
            _AUTOGROUP.write_text(str(_NICENESS), encoding="ascii")


def main(open_library: Callable[[Settings], Library] = Library) -> None:
    """Work for the library that the environment names."""
    stand_back()
    run(from_environment(), open_library)


if __name__ == "__main__":
    main()

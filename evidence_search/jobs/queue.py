"""The queue of jobs as a face sees it: put one in, see them all, and see to it that somebody works on them.

The worker is a process of its own (`worker`), so that reading and encoding forty papers never holds up a search. It ends when
nothing waits. Jobs are files, so a server that is started anew goes on where the last one stopped.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evidence_search.errors import UsageError
from evidence_search.jobs.record import Folder, Job, Kind, Part, Phase, State, now
from evidence_search.jobs.staging import Refused, Upload, stage
from evidence_search.jobs.worker import is_at_work
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings

WORKER = (sys.executable, "-m", "evidence_search.jobs.worker")
"""The worker's command. Tests put one with a fake encoder here."""


class Queue:
    """The jobs of one library. One a server; safe to share between threads."""

    def __init__(self, settings: Settings, command: Sequence[str] = WORKER) -> None:
        self._settings = settings
        self._command = tuple(command)
        self._folder = Folder(settings.index)
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def add_files(self, uploads: Iterable[Upload], by: str) -> tuple[Job | None, list[Refused]]:
        """Put files in the queue; return the job, None when every file was refused, and what was refused."""
        job_id = self._folder.new_id()
        names, refused = stage(self._folder.files(job_id), uploads)
        if not names:
            return None, refused
        count = "1 file" if len(names) == 1 else f"{len(names)} files"
        return self._put(job_id, Kind.ADD, f"Add {count}", {"files": names}, by, names), refused

    def add_notices(self, upload: Upload, by: str) -> Job:
        """Put a list of retractions in the queue; whether it is one is found out by the worker."""
        job_id = self._folder.new_id()
        path = self._folder.files(job_id) / "retractions.csv"
        path.write_bytes(upload.body())
        return self._put(job_id, Kind.NOTICES, f"Use the list of retractions {upload.name}", {"name": upload.name}, by)

    def add(self, kind: Kind, title: str, given: Mapping[str, Any], by: str, parts: Sequence[str] = ()) -> Job:
        """Put a job without files in the queue."""
        return self._put(self._folder.new_id(), kind, title, given, by, parts)

    def retry(self, job_id: str, by: str) -> Job:
        """Try again what failed of a job: a new job of its failed files or identifiers, or the whole job when it failed whole.

        Raises:
            UsageError: nothing of it failed, or the files are gone.
        """
        job = next((each for each in self.jobs() if each.job_id == job_id), None)
        state = self.state(job_id)
        if job is None or not state.finished:
            raise UsageError("This cannot be tried again.", "It is still at work, or its record is gone.")
        failed = [part.name for part in state.parts if part.phase is Phase.FAILED and not part.retried]
        new_id = self._folder.new_id()
        given = dict(job.given)
        if job.kind in (Kind.ADD, Kind.NOTICES):
            names = self._moved(job, new_id, failed)
            given |= {"files": names} if job.kind is Kind.ADD else {}
        elif failed:
            given["asked"] = failed
        marked = tuple(replace(part, retried=part.retried or part.phase is Phase.FAILED) for part in state.parts)
        self._folder.set_state(job_id, replace(state, parts=marked, remedy="It was tried again."))
        return self._put(new_id, job.kind, f"{job.title.removesuffix(' (again)')} (again)", given, by, failed)

    def jobs(self) -> list[Job]:
        """Return all jobs, oldest first."""
        return self._folder.jobs()

    def state(self, job_id: str) -> State:
        """Return how far a job has come."""
        return self._folder.state(job_id)

    def waiting(self) -> bool:
        """Whether any job is not finished; if so, somebody is at work on it when this returns."""
        unfinished = any(not self.state(job.job_id).finished for job in self.jobs())
        if unfinished:
            self._see_to_it()
        return unfinished

    def stop(self) -> None:
        """Stop the worker this queue started; its job goes on when the queue is used again."""
        with self._guard:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                self._process.wait(timeout=20)

    def _moved(self, job: Job, new_id: str, failed: Sequence[str]) -> list[str]:
        """Move the files of a job that failed to another; return their names."""
        old, new = self._folder.files(job.job_id), self._folder.files(new_id)
        names = list(failed) or [path.name for path in sorted(old.iterdir())] if old.exists() else []
        here = [name for name in names if (old / name).exists()]
        if not here:
            raise UsageError("The files are no longer here.", "Upload them again.")
        for name in here:
            (old / name).replace(new / name)
        return here

    def _put(self, job_id: str, kind: Kind, title: str, given: Mapping[str, Any], by: str, parts: Sequence[str] = ()) -> Job:
        job = Job(job_id, kind, title, given, by, now())
        self._folder.put(job, State(parts=tuple(Part(name) for name in parts)))
        self._see_to_it()
        return job

    def _see_to_it(self) -> None:
        """Start a worker unless one is at work."""
        with self._guard:
            if self._process is not None and self._process.poll() is None:
                return
            mine = self._process.pid if self._process is not None else None
            if is_at_work(self._folder.root, but=mine):
                return
            where = {CORPUS_VARIABLE: str(self._settings.corpus), INDEX_VARIABLE: str(self._settings.index)}
            with (self._folder.root / "worker.log").open("ab") as log:
                # A session of its own: Ctrl-C at the server lets the worker finish what it has begun.
                self._process = subprocess.Popen(
                    self._command, env={**os.environ, **where}, stdout=log, stderr=log, start_new_session=True
                )

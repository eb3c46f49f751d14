"""A job as files under `index/jobs/`: what was asked for, and how far it has come. Kept there, it survives everything.

index/jobs/20261122T201500123456-1a2b3c/
job.json      what was asked for, by whom; written once
state.json    how far it has come, written by the worker, each time in one step
files/        uploads that are not in the library yet; one that could not be read stays for another try
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

FOLDER = "jobs"
KEPT = 60
"""Finished jobs whose folders are kept; older ones go, their reports stay in the index and their deeds in the log."""


class Kind(StrEnum):
    """What a job does."""

    ADD = "add"
    FETCH = "fetch"
    NOTICES = "notices"
    MERGE = "merge"
    SPLIT = "split"
    TWO = "two"
    REMOVE = "remove"
    RESTORE = "restore"
    EDIT = "edit"


class Phase(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for: `given` holds what its kind needs, JSON-able; `by` is who asked, `at` when (UTC)."""

    job_id: str
    kind: Kind
    title: str
    given: Mapping[str, Any]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Part:
    """One file or identifier of a job and how it ended; `items` are reports of its records, at most a few dozen."""

    name: str
    phase: Phase = Phase.WAITING
    counts: Mapping[str, int] = field(default_factory=dict)
    """Outcome → how many records ended so."""
    items: tuple[Mapping[str, str], ...] = ()
    note: str = ""
    retried: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How far a job has come."""

    phase: Phase = Phase.WAITING
    step: str = ""
    """What is being done, in words."""
    parts: tuple[Part, ...] = ()
    problem: str = ""
    remedy: str = ""
    began: str = ""
    ended: str = ""
    summary: str = ""

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.phase in (Phase.DONE, Phase.FAILED)


class Folder:
    """The folder of a library's jobs."""

    def __init__(self, index: Path) -> None:
        self.root = index / FOLDER

    def new_id(self) -> str:
        """Return an id that sorts by time, and make its folder with a place for files."""
        job_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
        self.files(job_id).mkdir(parents=True)
        return job_id

    def files(self, job_id: str) -> Path:
        """Return where a job's uploads lie."""
        return self.root / job_id / "files"

    def put(self, job: Job, state: State) -> None:
        """Write a new job; from then on it is in the queue."""
        self.set_state(job.job_id, state)
        _write(self.root / job.job_id / "job.json", asdict(job))

    def set_state(self, job_id: str, state: State) -> None:
        """Write how far a job has come."""
        _write(self.root / job_id / "state.json", asdict(state))

    def state(self, job_id: str) -> State:
        """Return how far a job has come."""
        said = _read(self.root / job_id / "state.json")
        return _state(said) if said else State()

    def jobs(self) -> list[Job]:
        """Return all jobs, the oldest first; a folder without a readable record is none."""
        found = []
        for path in sorted(self.root.glob("*/job.json")):
            if said := _read(path):
                found.append(Job(said["job_id"], Kind(said["kind"]), said["title"], said["given"], said["by"], said["at"]))
        return found

    def tidy(self) -> None:
        """Remove the folders of the oldest finished jobs beyond `KEPT`."""
        done = [job for job in self.jobs() if self.state(job.job_id).finished]
        for job in done[:-KEPT]:
            shutil.rmtree(self.root / job.job_id, ignore_errors=True)


def now() -> str:
    """Return the time as jobs keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    working = path.with_name(f"{path.name}.{uuid.uuid4().hex[:6]}.part")
    working.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    working.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _state(said: Mapping[str, Any]) -> State:
    parts = tuple(
        Part(p["name"], Phase(p["phase"]), p["counts"], tuple(p["items"]), p["note"], p["retried"]) for p in said["parts"]
    )
    rest = {key: said[key] for key in ("step", "problem", "remedy", "began", "ended", "summary")}
    return State(Phase(said["phase"]), parts=parts, **rest)

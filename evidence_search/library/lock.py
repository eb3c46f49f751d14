"""The right to write to an index: one process at a time, and who waits is told whom for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from evidence_search.errors import Locked


@contextmanager
def write_lock(index: Path, wait_s: float) -> Iterator[None]:
    """Hold the right to write to an index, waiting `wait_s` seconds for it at most.

    Raises:
        Locked: somebody else holds it and did not let go in that time.
    """
    index.mkdir(parents=True, exist_ok=True)
    holder = index / "write.lock.json"
    lock = FileLock(index / "write.lock", timeout=wait_s)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(
            f"Another process is writing to {index}: {_held_by(holder)}.",
            "Wait until it has finished and try again.",
        ) from None
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:3]])
        holder.write_text(json.dumps({"process": os.getpid(), "command": command, "since": now}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held_by(holder: Path) -> str:
    try:
        said = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {said['process']} ({said['command']}) since {said['since']}"
    except (OSError, ValueError, KeyError):
        return "it did not say who it is"

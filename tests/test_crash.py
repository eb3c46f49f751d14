"""An ingest killed by the machine itself leaves the old index or the new one, and the next ingest finishes the work."""

from __future__ import annotations

from pathlib import Path

from tests.crashing import crash_and_recover


def test_killed_at_random_moments(tmp_path: Path) -> None:
    crashes = crash_and_recover(tmp_path, kills=8, seed=2026)
    assert [crash.problems for crash in crashes] == [()] * 8, crashes
    assert sum(crash.killed for crash in crashes) >= 4, crashes

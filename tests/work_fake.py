"""The worker of the queue of jobs with the fake encoder in its one seam. Run by tests in a process of its own."""

from __future__ import annotations

from evidence_search.jobs import worker
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder


def fake_library(settings: Settings) -> Library:
    """Return a library, not opened, with the fake encoder."""
    return Library(settings, FakeEncoder())


if __name__ == "__main__":
    worker.main(fake_library)

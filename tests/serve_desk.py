"""Run by test_browser_desk.py: the real server with the fake encoder, and the real queue with a worker that has it too.

Usage: python -m tests.serve_desk PORT [SECRETS] (SECRETS: a file in the form of Streamlit's secrets.toml)
"""

from __future__ import annotations

import sys

from app_pages import common, library_queue, server
from evidence_search.jobs.queue import Queue
from evidence_search.settings import Settings
from tests.serve_fake import fake_library


def fake_queue(settings: Settings) -> Queue:
    """Return a queue whose worker has the fake encoder."""
    return Queue(settings, (sys.executable, "-m", "tests.work_fake"))


def main(port: str, secrets: str = "") -> None:
    """Serve until stopped."""
    common.make_library = fake_library
    library_queue.make_queue = fake_queue
    options = ["--server.port", port, "--server.address", "127.0.0.1"]
    server.main([*options, *(["--secrets.files", secrets] if secrets else [])])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Run by test_browser.py in a process of its own: the real server and the real app, with the fake encoder in its one seam.

Usage: python -m tests.serve_fake PORT (the library is named by the environment, as for the app itself)
"""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.web import cli

from app_pages import common
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder


def fake_library(settings: Settings) -> Library:
    """Return the library opened with the fake encoder."""
    return Library.open(settings, FakeEncoder())


def main(port: str) -> None:
    """Serve until stopped."""
    common.make_library = fake_library
    app = Path(__file__).parents[1] / "app.py"
    cli.main(["run", str(app), "--server.port", port, "--server.address", "127.0.0.1"], prog_name="streamlit")


if __name__ == "__main__":
    main(sys.argv[1])

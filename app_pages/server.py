"""The process that serves the page: `python -m app_pages.server OPTIONS`, with Streamlit's options; `serve` starts it.

What the first visitor would wait for (engines, library, model, the words of a question) is loaded while the server starts.
"""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from streamlit.web import cli

from evidence_search.errors import EvidenceSearchError

APP = Path(__file__).resolve().parents[1] / "app.py"
_LATER = ("form", "hits", "facts", "printed_page", "glance_charts", "library_add")
"""What pages import and a search does not need, loaded last. The pages themselves are drawn by being imported, so not here."""
_THREAD = "warm"
_CONTEXT = "streamlit.runtime.scriptrunner_utils.script_run_context"


def warm() -> None:
    """Open the library for all sessions to come and ask it one question; what is wrong with it, the pages will say."""
    from app_pages import common

    with suppress(EvidenceSearchError):
        common.open_library().search("how long does relief last")
    for name in _LATER:
        import_module(f"app_pages.{name}")


def main(options: list[str]) -> None:
    """Serve until stopped."""
    # Streamlit warns of what is made outside of a page, which here is meant.
    logging.getLogger(_CONTEXT).addFilter(lambda record: record.threadName != _THREAD)
    threading.Thread(target=warm, name=_THREAD, daemon=True).start()
    cli.main(["run", str(APP), *options], prog_name="streamlit")


if __name__ == "__main__":
    main(sys.argv[1:])

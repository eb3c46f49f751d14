"""The server's process: what it loads before anybody comes, and how far its worker stands back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from app_pages import common, server
from evidence_search.library import Library
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from tests import papers
from tests.fakes import FakeEncoder
from tests.served import ROOT, free_port, wait_for


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """Name the library by the environment, as for the app itself."""
    monkeypatch.setenv(CORPUS_VARIABLE, str(settings.corpus))
    monkeypatch.setenv(INDEX_VARIABLE, str(settings.index))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_what_was_warmed_is_what_sessions_get(monkeypatch: pytest.MonkeyPatch, library: Library, settings: Settings) -> None:
    """This test ensures that the library is opened once, before anybody comes, and has been asked a question."""
    papers.digest(settings.corpus / "relief.md", "Relief in CRPS")
    library.ingest()
    made: list[FakeEncoder] = []

    def make(chosen: Settings) -> Library:
        made.append(FakeEncoder())
        return Library.open(chosen, made[-1])

    monkeypatch.setattr(common, "make_library", make)
    server.warm()
    assert "app_pages.glance_charts" in sys.modules
    opened = common.open_library()
    assert len(made) == 1 and opened.given_encoder is made[0] and "CRPS" in opened.study("relief").metadata.title
    opened.close()


def test_an_empty_library_does_not_keep_the_server_from_starting() -> None:
    server.warm()


def test_the_worker_stands_back() -> None:
    """This test ensures that a worker gives way; in a process of its own, for standing back cannot be taken back."""
    said = "from evidence_search.jobs.worker import stand_back; import os; stand_back(); print(os.nice(0))"
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, start_new_session=True,
                         cwd=Path(__file__).parents[1])  # fmt: skip
    assert int(run.stdout) == min(os.nice(0) + 5, 19)


def test_the_page_ends_with_the_command_that_serves_it(settings: Settings, tmp_path: Path) -> None:
    """This test ensures that no server stays behind when a service manager ends `serve`."""
    port = free_port()
    command = [sys.executable, "-m", "evidence_search.cli", "serve", "--port", str(port), "--index", str(settings.index)]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, tmp_path / "log")
        process.terminate()
        process.wait(timeout=20)
    with socket.socket() as asking:
        assert asking.connect_ex(("127.0.0.1", port)) != 0

"""A server of the app in a process of its own, as the browser tests use it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings

ROOT = Path(__file__).parents[1]
STARTS_IN_S = 30


@contextmanager
def serve(settings: Settings, module: str = "tests.serve_fake", *arguments: str, port: int = 0) -> Iterator[str]:
    """Yield the address of a server of a library, started by one of the modules made for it with a port and `arguments`."""
    port = port or free_port()
    log = settings.index.parent / "log"
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    with log.open("wb") as written:
        command = [sys.executable, "-m", module, str(port), *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=10)


def free_port() -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers."""
    until = time.monotonic() + STARTS_IN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not come up:\n{log.read_text(errors='replace')}")

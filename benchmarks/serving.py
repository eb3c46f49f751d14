"""Measure the web page on a real server: memory of the server, and the time from opening a search to its hits.

Usage: python benchmarks/serving.py LIBRARY_FOLDER QUERIES.jsonl [SEARCHES]

LIBRARY_FOLDER holds `corpus/` and `index/`. Needs Chromium (`/usr/bin/chromium`). One browser page asks SEARCHES questions,
each as a link opened anew. Prints a JSON object.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote
from urllib.request import urlopen

import psutil
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def free_port() -> int:
    """Return a port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until a server answers.

    Raises:
        TimeoutError: it does not in time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(address)


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of the largest process under the command: the page's server."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return max(float(member.memory_info().rss) / 1e6 for member in family)


def main() -> int:
    """Serve, ask, measure, stop."""
    made, queries = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    questions = [json.loads(line)["text"] for line in queries.read_text(encoding="utf-8").splitlines()[:count]]
    port = free_port()
    where = ["--corpus", str(made / "corpus"), "--index", str(made / "index"), "--port", str(port)]
    server = subprocess.Popen([sys.executable, "-m", "evidence_search.cli", "serve", *where], stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        spent, peak = [], 0.0
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            for question in questions:
                began = time.perf_counter()
                page.goto(f"{address}/?q={quote(question)}")
                page.wait_for_selector("mark", timeout=60_000)
                spent.append(time.perf_counter() - began)
                peak = max(peak, memory_mb(server))
            browser.close()
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            child.terminate()
        server.terminate()
        server.wait(timeout=20)
    figures = {"searches": len(spent), "page_p50_s": round(median(spent[1:]), 2), "page_worst_s": round(max(spent[1:]), 2),
               "first_page_s": round(spent[0], 2), "server_rss_mb": round(peak)}  # fmt: skip
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

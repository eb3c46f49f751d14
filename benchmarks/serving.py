"""Measure the web page on a real server as people use it: cold, warm, while papers are read, and with ten users at once.

Usage: python benchmarks/serving.py LIBRARY_FOLDER QUERIES.jsonl PDF_FOLDER [--searches N] [--papers N] [--users N]
       [--seconds N]

LIBRARY_FOLDER holds `corpus/` and `index/`; it is copied, nothing is written to it. QUERIES.jsonl has a `text` a line.
PDF_FOLDER holds real papers as PDF: two are brought into the copy first, and `--papers` PDFs made of them (`serving_papers`)
are given to the page's queue while searches go on. Needs Chromium (`/usr/bin/chromium`). Takes some six minutes, less with
smaller numbers; ends its server. Prints a JSON object; seconds everywhere.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote
from urllib.request import urlopen

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving_papers import make_papers
from benchmarks.serving_users import Answer, searched
from evidence_search.jobs.record import Folder
from evidence_search.library import Library
from evidence_search.settings import Settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PATIENCE_MS = 60_000
PAINTS, PAGES = 7, 10
"""First paints and pages of PDFs that are measured."""
THINK_S = 3.0
"""Seconds a person reads before the next search, at the least; the run without pauses is harder than ten people are."""
DRAWN = "Array.from(document.querySelectorAll('.stImage img')).some(i => i.complete && i.naturalWidth > 0)"

Figures = dict[str, object]


def main() -> int:
    """Copy, serve, measure, stop."""
    given = _arguments()
    questions = [json.loads(line)["text"] for line in given.queries.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as working:
        settings = _copied(given.library, Path(working))
        papers = make_papers(given.papers_from, Path(working) / "papers", given.papers + 2)
        _ingest(settings, papers[:2])
        with _served(settings) as (port, server), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            address = f"http://127.0.0.1:{port}/"
            figures = _cold(browser, address, questions[0])
            figures |= _warm(browser, address, questions[: given.searches], settings)
            figures["memory"] = {"server_rss_mb": _memory_mb(server)}
            figures |= _many(port, questions, given.users, given.seconds)
            figures |= _while_reading(browser, address, questions, papers[2:], settings, given.seconds)
            browser.close()
    print(json.dumps(figures, indent=2))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the web page on a real server.")
    parser.add_argument("library", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("papers_from", type=Path)
    parser.add_argument("--searches", type=int, default=25)
    parser.add_argument("--papers", type=int, default=40)
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120, help="of the run with users, and at most while papers are read")
    return parser.parse_args()


# -- the server


def _copied(library: Path, working: Path) -> Settings:
    for name in ("corpus", "index"):
        shutil.copytree(library / name, working / name)
    return Settings(working / "corpus", working / "index")


def _command(settings: Settings, *words: str) -> list[str]:
    where = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    return [sys.executable, "-m", "evidence_search.cli", *words, *where]


def _ingest(settings: Settings, papers: Sequence[Path]) -> None:
    subprocess.run(_command(settings, "ingest", *map(str, papers)), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _served(settings: Settings) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve a library; yield the port and the server, and end it with all its children."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(_command(settings, "serve", "--port", str(port)), stdout=subprocess.DEVNULL, env=os.environ)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield port, server
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            child.terminate()
        server.terminate()
        server.wait(timeout=20)
        _end_worker(settings)


def _end_worker(settings: Settings) -> None:
    """End the queue's worker, which outlives the server on purpose."""
    try:
        pid = json.loads((Folder(settings.index).root / "worker.json").read_text(encoding="utf-8"))["pid"]
        worker = psutil.Process(pid)
    except (OSError, ValueError, psutil.NoSuchProcess):
        return
    family = [*worker.children(recursive=True), worker]
    for member in family:
        member.kill()
    psutil.wait_procs(family, timeout=20)


def _wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(address)


def _memory_mb(server: subprocess.Popen[bytes]) -> int:
    """Return the resident memory of the largest process under the command: the page's server."""
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    return round(max(float(member.memory_info().rss) / 1e6 for member in family))


# -- one person


def _cold(browser: Browser, address: str, question: str) -> Figures:
    """Measure the very first page of a server, opened as soon as it answers."""
    page = browser.new_page()
    spent = _spent(lambda: _open_search(page, address, question))
    page.close()
    return {"first_page_of_a_server_s": spent}


def _warm(browser: Browser, address: str, questions: Sequence[str], settings: Settings) -> Figures:
    """Measure first paint in a browser that has nothing cached, searches as links and typed, and pages of PDFs."""
    paints = [_painted(browser, address) for _ in range(PAINTS)]
    page = browser.new_page()
    links = [_spent(lambda q=question: _open_search(page, address, q)) for question in questions]  # type: ignore[misc]
    page.goto(address)
    page.wait_for_selector(".es-invite", timeout=PATIENCE_MS)
    typed = [_typed(page, question) for question in questions]
    printed = [_spent(lambda a=each: _open_page(page, address + a)) for each in _quoted(settings)]  # type: ignore[misc]
    page.close()
    return {
        "first_paint": _summed(paints), "search_as_link": _summed(links), "search_typed": _summed(typed),
        "printed_page_marked": _summed(printed),
    }  # fmt: skip


def _spent(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 3)


def _painted(browser: Browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    spent = _spent(lambda: (page.goto(address), page.wait_for_selector(".es-invite", timeout=PATIENCE_MS)))
    context.close()
    return spent


def _open_search(page: Page, address: str, question: str) -> None:
    page.goto(f"{address}?q={quote(question)}")
    page.wait_for_selector("mark, .es-nothing", timeout=PATIENCE_MS)


def _open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function(DRAWN, timeout=PATIENCE_MS)


def _typed(page: Page, question: str) -> float:
    """Return the time from Enter until the hits of this very question stand there."""
    box = page.get_by_role("searchbox").first
    box.fill(question)
    began = time.perf_counter()
    box.press("Enter")
    page.wait_for_function(
        "q => new URL(location).searchParams.get('q') === q && document.querySelector('mark, .es-nothing')"
        " && document.querySelector('.stApp').dataset.testScriptState === 'notRunning'",
        arg=question, timeout=PATIENCE_MS,
    )  # fmt: skip
    return round(time.perf_counter() - began, 3)


def _quoted(settings: Settings) -> list[str]:
    """Return addresses of sentences printed in the PDFs of a library, each on another page."""
    found: dict[tuple[str, object], str] = {}
    with Library.open(settings) as library:
        snapshot = library.snapshot()
        for study_id in library.study_ids():
            if library.study(study_id).pages:
                for passage in snapshot.passages_of(study_id):
                    start, end = (int(place) for place in passage.sentences[0])
                    found.setdefault((study_id, passage.pages), f"study?id={quote(study_id)}&start={start}&end={end}")
    return list(found.values())[:PAGES]


# -- many people, and a queue at work


def _many(port: int, questions: Sequence[str], users: int, seconds: float) -> Figures:
    """Measure users without browsers: first with pauses for reading, as people have, then for a shorter time without."""
    paused = searched(port, questions, users, seconds, THINK_S)
    at_once = searched(port, questions, users, min(seconds, 30), 0)
    return {f"{users}_users_reading_between": _answers(paused), f"{users}_users_without_a_pause": _answers(at_once)}


def _answers(answers: Sequence[Answer]) -> Figures:
    problems = [answer.problem for answer in answers if answer.problem]
    return {**_summed([answer.seconds for answer in answers]), "errors": len(problems), "of_them": sorted(set(problems))[:3]}


def _while_reading(
    browser: Browser, address: str, questions: Sequence[str], papers: Sequence[Path], settings: Settings, seconds: float
) -> Figures:
    """Give papers to the queue by the page and search until they are read, or the time is over."""
    desk, page = browser.new_page(), browser.new_page()
    desk.goto(f"{address}library")
    desk.locator('input[type="file"]').first.set_input_files(papers)
    button = desk.get_by_role("button", name="Add to the library")
    button.click(timeout=PATIENCE_MS)
    desk.get_by_text(f"Add {len(papers)} files").first.wait_for(timeout=PATIENCE_MS)
    folder, began = Folder(settings.index), time.monotonic()
    spent: list[float] = []
    [job] = folder.jobs()
    while not folder.state(job.job_id).finished and time.monotonic() - began < seconds:
        question = questions[len(spent) % len(questions)]
        spent.append(_spent(lambda q=question: _open_search(page, address, q)))  # type: ignore[misc]
        time.sleep(0.5)
    state = folder.state(job.job_id)
    done = {"ingest": state.summary or state.step, "ingest_s": round(time.monotonic() - began, 1)}
    return {"search_while_papers_are_read": {**_summed(spent), **done}}


def _summed(spent: Sequence[float]) -> Figures:
    return {"times": len(spent), "p50_s": round(median(spent), 3), "worst_s": round(max(spent), 3)} if spent else {"times": 0}


if __name__ == "__main__":
    raise SystemExit(main())

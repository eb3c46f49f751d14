"""The app as people use it: a real server on the loopback and a real browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from evidence_search.library import Library
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from tests import papers
from tests.fakes import FakeEncoder

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)
LONG = " ".join(f"Paragraph {number} speaks of other things." for number in range(400))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server of a small library."""
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(folder / "corpus", folder / "index")
    papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS", pmid="19604642")
    sections = (("Methods", LONG), ("Results", "Zebra counts fell by half."), ("Discussion", LONG))
    abstract = "Nasal ketamine shortened the aura of migraine."
    papers.jats(settings.corpus / "migraine.xml", "Aura and ketamine", abstract=abstract, sections=sections)
    for number in range(3):
        papers.markdown(
            settings.corpus / f"more{number}.md", f"Sleep {number}", text=f"Sleep <b>improved</b> in group {number}."
        )
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    port = free_port()
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "tests.serve_fake", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not come up:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield Chromium; without it these tests are skipped, on CI they fail."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing; install it: apt-get install chromium")
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page at the size of a phone. Errors on its console and requests to anywhere but the server fail the test."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Streamlit looks for its server below the page's own path first and is answered 404 there.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            wrong.append(message.text)

    def asked(request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(server):
            wrong.append(f"a request to {request.url}")

    context = browser.new_context(base_url=server, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", heard)
    page.on("request", asked)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    expect.set_options(timeout=15_000)
    yield page
    context.close()
    assert not wrong


def search(page: Page, question: str, first: str) -> None:
    page.get_by_label("Ask the library").fill(question)
    page.get_by_label("Ask the library").press("Enter")
    expect(page.locator(".es-hit h2").first).to_contain_text(first)


def settle(page: Page) -> None:
    """Wait until the page is drawn to its end: what is still being drawn can take the focus from an open list."""
    expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_visible()
    page.wait_for_timeout(200)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list, opening it again where a slow machine lost the click."""
    wanted = page.get_by_role("option", name=option)
    for _ in range(4):
        page.get_by_label(label).click()
        page.wait_for_timeout(1000)
        if wanted.is_visible():
            break
    wanted.click()


def test_searches_in_a_row_and_back(page: Page) -> None:
    """This test ensures that a cached library answers every rerun, each on its own thread, and that Back undoes a search."""
    page.goto("./")
    asked = (("pain relief", "Relief in CRPS"), ("nasal aura", "Aura"), ("sleep group 2", "Sleep 2"), ("CRPS", "CRPS"))
    for question, first in asked:
        search(page, question, first)
        expect(page).to_have_url(re.compile("[?]q=" + question.replace(" ", "(%20|[+])") + "$"))
    expect(page.locator(".stException")).to_have_count(0)
    page.go_back()
    expect(page.locator(".es-hit h2").first).to_contain_text("Sleep 2")
    expect(page.get_by_label("Ask the library")).to_have_value("sleep group 2")


def test_a_hit_leads_to_its_passage_and_back_to_the_search(page: Page) -> None:
    page.goto("./?q=zebra+counts&kind=full+text")
    quote = page.locator(".es-quote").first
    expect(quote).to_have_text("Zebra counts fell by half.")
    page.locator(".es-hit h2 a").first.click()
    expect(page.locator("#cited")).to_have_text("Zebra counts fell by half.")
    expect(page.locator("#cited")).to_be_in_viewport()
    page.go_back()
    expect(quote).to_have_text("Zebra counts fell by half.")
    page.locator(".es-hit h2 a").first.click()
    page.get_by_text("Back to the results").click()
    expect(page).to_have_url(re.compile(r"/\?q=zebra\+counts&kind=full\+text$"))
    expect(quote).to_have_text("Zebra counts fell by half.")


def test_a_filter_narrows_and_is_in_the_address(page: Page) -> None:
    page.goto("./?q=ketamine")
    settle(page)
    expect(page.locator(".es-sum")).to_contain_text("searched 5")
    page.get_by_text("Filters", exact=True).click()
    expect(page.get_by_label("Kind of text")).to_be_visible()
    choose(page, "Kind of text", "digest (1)")
    expect(page.locator(".es-sum")).to_contain_text("searched 1")
    expect(page).to_have_url(re.compile(r"\?q=ketamine&kind=digest$"))
    page.reload()
    expect(page.locator(".es-sum")).to_contain_text("1 study")
    page.get_by_role("link", name="clear").click()
    expect(page.locator(".es-sum")).to_contain_text("searched 5")


def test_a_quote_is_copied_with_its_citation(page: Page) -> None:
    page.goto("./?q=sleep+group+1")
    settle(page)
    page.get_by_role("button", name="Copy quote and citation").first.click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("“Sleep <b>improved</b> in group 1.”")


@pytest.mark.parametrize("address", ["./?q=pain", "study?id=relief-2009&start=0&end=5", "about", "study?id=nobody"])
def test_no_page_is_wider_than_the_screen(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".es-hit, .es-study, .es-remedy").first).to_be_visible()
    for width in (390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth") <= 0

"""The app as people use it: a real server on the loopback and a real browser."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import papers
from tests.fakes import FakeEncoder
from tests.pdf_maker import make_pdf
from tests.served import serve

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)
PRINTED = "Quokka counts fell by half in both groups after four weeks."
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
    lines = ["Results", *(f"Line {number} of the text speaks of other things." for number in range(20))]
    (settings.corpus / "printed.pdf").write_bytes(
        make_pdf([["Quokka counts in two groups", *lines], ["Discussion", PRINTED, "Other words follow."]])
    )
    for number in range(3):
        papers.markdown(
            settings.corpus / f"more{number}.md", f"Sleep {number}", text=f"Sleep <b>improved</b> in group {number}."
        )
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    with serve(settings) as address:
        yield address


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
    expect(page.locator(".es-sum")).to_contain_text("searched 6")
    page.get_by_text("Filters", exact=True).click()
    expect(page.get_by_label("Kind of text")).to_be_visible()
    choose(page, "Kind of text", "digest (1)")
    expect(page.locator(".es-sum")).to_contain_text("searched 1")
    expect(page).to_have_url(re.compile(r"\?q=ketamine&kind=digest$"))
    page.reload()
    expect(page.locator(".es-sum")).to_contain_text("1 study")
    page.get_by_role("button", name="kind of text: digest").click()
    expect(page.locator(".es-sum")).to_contain_text("searched 6")


def test_a_quote_is_copied_with_its_citation(page: Page) -> None:
    page.goto("./?q=sleep+group+1")
    settle(page)
    page.get_by_role("button", name="Copy quote and citation").first.click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("“Sleep <b>improved</b> in group 1.”")


ADDRESSES = (
    "./?q=pain", "study?id=relief-2009&start=0&end=5", "about", "study?id=nobody", "sentence?text=Zebra+counts+fell+by+half.",
    "glance", "basket",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_is_wider_than_the_screen(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".es-hit, .es-study, .es-remedy").first).to_be_visible()
    settle(page)
    for width in (390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth") <= 0


def test_keys_lead_from_the_box_to_a_study(page: Page) -> None:
    page.goto("./?q=sleep")
    expect(page.locator(".es-hit h2 a").nth(2)).to_be_visible()
    settle(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Ask the library")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".es-hit h2 a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".es-study h1").first).to_contain_text("Sleep")


def test_a_basket_outlives_links_and_is_exported(page: Page, tmp_path: Path) -> None:
    """This test ensures that the basket hangs on the browser, not on one page, and that its files open in other programs."""
    page.goto("./?q=zebra+counts")
    settle(page)
    page.get_by_role("button", name="Add to basket").first.click()
    expect(page.get_by_role("link", name="Basket (1)")).to_be_visible()
    page.get_by_role("link", name="Basket (1)").click()
    expect(page.locator(".es-quote")).to_have_text("Zebra counts fell by half.")
    settle(page)
    rows = list(csv.reader(saved(page, "Table (CSV)", tmp_path).read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][0] in rows[1] and rows[1][1].startswith("Sigtermans MJ")
    words = Document(str(saved(page, "Summary (Word)", tmp_path)))
    assert any("Zebra counts fell by half." in paragraph.text for paragraph in words.paragraphs)
    sheet = load_workbook(saved(page, "Table (Excel)", tmp_path))["Evidence"]
    assert sheet.cell(2, 1).value == rows[1][0]
    page.reload()
    page.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("Nothing is in the basket")).to_be_visible()


def saved(page: Page, label: str, folder: Path) -> Path:
    """Return a file downloaded by a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_search_can_be_kept_and_repeated(page: Page, tmp_path: Path) -> None:
    page.goto("./?q=zebra+counts&kind=full+text")
    settle(page)
    kept = json.loads(saved(page, "Download the record of this search", tmp_path).read_text(encoding="utf-8"))
    assert kept["question"] == "zebra counts" and kept["filters"] == {"kinds": ["full text"]}


def test_the_printed_page_is_shown_with_the_quote(page: Page) -> None:
    page.goto("./?q=quokka+counts+fell+by+half")
    expect(page.locator(".es-quote").first).to_have_text(PRINTED)
    page.locator(".es-hit h2 a").first.click()
    expect(page.get_by_text("Page 2 of 2. The quoted words are marked.")).to_be_visible()
    expect(page.get_by_test_id("stImage").locator("img")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Previous page").click()
    expect(page.get_by_text("Page 1 of 2. Nothing is marked on this page.")).to_be_visible()
    expect(page).to_have_url(re.compile("page=1"))


def test_a_sentence_with_a_changed_number_is_told_loudly(page: Page) -> None:
    page.goto("sentence")
    page.get_by_label("The sentence").fill("The effect was gone at nine weeks.")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator(".es-warned").first).to_contain_text("Not the same")
    expect(page.locator(".es-differences")).to_contain_text("number")

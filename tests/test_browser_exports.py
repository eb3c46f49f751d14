"""What the browser saves: charts, every export of the basket, the record of a search. Each file is read back by a library."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc.source.json import CiteProcJSON
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from evidence_search.library import Library
from evidence_search.search_record import repeat
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from tests import papers
from tests.fakes import FakeEncoder
from tests.served import ROOT, free_port, wait_for
from tests.test_browser import browser, saved, settle

__all__ = ["browser"]

pytestmark = pytest.mark.browser

RELIEF, MOOD = "Ketamine produces pain relief in CRPS", "Ketamine for mood: a trial"
FORMULA = "=HYPERLINK(1) was said to fall by ≤ 3 points after ketamine for CRPS, wrote Sértorius."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    """Yield the address of a server of a small library, and where that library is."""
    folder = tmp_path_factory.mktemp("exports")
    settings = Settings(folder / "corpus", folder / "index")
    papers.digest(settings.corpus / "sigtermans-2009.md", RELIEF, pmid="19604642", n=60, found=FORMULA,
                  primary_outcome="=1+1", results=[{"outcome": "pain", "direction": "favours ketamine"}])  # fmt: skip
    papers.digest(settings.corpus / "dahan-2011.md", MOOD, year=2011, conditions=["depression"], found="Mood rose for weeks.",
                  results=[{"outcome": "mood", "direction": "no difference"}], n=30)  # fmt: skip
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    port = free_port()
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "tests.serve_fake", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}/", settings
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def page(browser: Browser, served: tuple[str, Settings]) -> Iterator[Page]:
    """Yield a page; a request to anywhere but the server fails the test."""
    elsewhere: list[str] = []
    context = browser.new_context(base_url=served[0], viewport={"width": 1100, "height": 900})
    made = context.new_page()
    made.on("request", lambda request: elsewhere.append(request.url) if request.url.startswith("http") else None)
    made.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield made
    context.close()
    assert [address for address in elsewhere if not address.startswith(served[0])] == []


# -- evidence at a glance


def click_middle(mark: Locator, page: Page) -> None:
    """Click where a person would: on the number in the middle of a mark, once the page has come to rest."""
    settle(page)
    page.wait_for_timeout(500)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def drawn(page: Page, chart: str) -> Locator:
    return page.locator(f".st-key-{chart} svg.marks")


def test_a_circle_and_a_bar_lead_to_their_studies(page: Page) -> None:
    page.goto("glance")
    expect(drawn(page, "bar")).to_be_visible()
    mark = page.locator('.st-key-square path[aria-label="randomised controlled trial, CRPS: 1 study, 60 participants"]')
    click_middle(mark, page)
    expect(page.locator(".es-picked")).to_contain_text(RELIEF)
    expect(page.locator(".es-picked")).not_to_contain_text(MOOD)
    click_middle(page.locator('.st-key-bar path[aria-label^="depressive symptoms, no difference: 1 study"]'), page)
    picked = page.locator(".es-picked").nth(1)
    expect(picked).to_contain_text(MOOD)
    picked.get_by_role("link").click()
    expect(page.locator(".es-study h1").first).to_have_text(MOOD)


def test_charts_say_without_colour_and_without_eyes_what_they_show(page: Page) -> None:
    page.goto("glance")
    expect(drawn(page, "bar")).to_contain_text("=  no difference")
    expect(drawn(page, "bar")).to_contain_text("+ 1")
    expect(drawn(page, "square").get_by_text("·").first).to_be_visible()
    for chart, table in (("square", "The map as a table"), ("bar", "The directions as a table")):
        told = page.locator(f".st-key-{chart} [role=graphics-document]").get_attribute("aria-label") or ""
        assert "2 studies" in told and "The table below says the same" in told
        expect(page.get_by_text(table)).to_be_visible()
    page.get_by_text("Participants", exact=True).first.click()
    expect(drawn(page, "bar")).to_contain_text("+ 60")


def test_charts_are_saved_as_files_that_open(page: Page, tmp_path: Path) -> None:
    page.goto("glance")
    expect(drawn(page, "bar")).to_be_visible()
    settle(page)
    for number, (name, words) in enumerate((("what-exists", "CRPS"), ("directions", "depressive symptoms"))):
        svg = ElementTree.fromstring(file_of(page, "Save as SVG", number, tmp_path).read_bytes())
        assert svg.tag == "{http://www.w3.org/2000/svg}svg" and svg.findtext("{*}title") == name
        said = " ".join(svg.itertext())
        assert words in said and "Evidence Search, index" in said
        png = file_of(page, "Save as PNG", number, tmp_path).read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[-8:-4] == b"IEND" and len(png) > 5_000


def file_of(page: Page, label: str, number: int, folder: Path) -> Path:
    """Return the file that the nth button of this name saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).nth(number).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


# -- the basket


def fill_basket(page: Page) -> None:
    """Put both studies aside, each by a search of its own."""
    for question in ("CRPS Sértorius", "mood rose for weeks"):
        page.goto(f"./?q={question.replace(' ', '+')}")
        settle(page)
        page.get_by_role("button", name="Add to basket").first.click()
        expect(page.get_by_role("button", name="In the basket").first).to_be_visible()
    page.goto("basket")
    expect(page.get_by_role("heading", name="Export")).to_be_visible()
    settle(page)


def test_every_export_is_read_back(page: Page, served: tuple[str, Settings], tmp_path: Path) -> None:
    """This test ensures that what the basket saves opens in other programs and says there what it says here."""
    fill_basket(page)
    titles = [RELIEF, MOOD]

    text = saved(page, "Table (CSV)", tmp_path).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel takes a file without this mark for another encoding"
    heads, first, _ = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    values = dict(zip(heads, first, strict=True))
    assert values["n"] == "60" and values["outcome"] == "'=1+1" and "≤" in text.decode("utf-8-sig")

    sheet = load_workbook(saved(page, "Table (Excel)", tmp_path))["Evidence"]
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert cells["n"].value == 60 and cells["n"].data_type == "n"
    assert (cells["outcome"].value, cells["outcome"].data_type, cells["outcome"].quotePrefix) == ("=1+1", "s", True)

    check_summary([p.text for p in Document(str(saved(page, "Summary (Word)", tmp_path))).paragraphs])

    entries = rispy.loads(saved(page, "RIS", tmp_path).read_text(encoding="utf-8"))
    assert [entry["title"] for entry in entries] == titles and entries[0]["accession_number"] == "19604642"
    parsed = parse_string(saved(page, "BibTeX", tmp_path).read_text(encoding="utf-8"))
    assert not parsed.failed_blocks
    assert [entry.fields_dict["title"].value.strip("{}") for entry in parsed.entries] == titles
    items = json.loads(saved(page, "CSL-JSON", tmp_path).read_text(encoding="utf-8"))
    assert [str(entry.title) for entry in CiteProcJSON(items).values()] == titles

    for style, author in (("Vancouver", "1. Sigtermans MJ"), ("AMA", "1. Sigtermans MJ"), ("APA", "Sigtermans, M. J.")):
        page.get_by_test_id("stRadio").get_by_text(style, exact=True).click()
        expect(page.get_by_test_id("stCode").last).to_contain_text(author)
        settle(page)
        lines = saved(page, f"References, {style} (text)", tmp_path).read_text(encoding="utf-8").splitlines()
        assert len(lines) == 2 and lines[0].startswith(author) and RELIEF in lines[0]


def check_summary(paragraphs: list[str]) -> None:
    """Each number in the text is that of a reference, and the reference is the study's."""
    headed = {match[2]: match[1] for line in paragraphs if (match := re.fullmatch(r"(.+) \[(\d+)\]", line))}
    references = {match[1]: match[2] for line in paragraphs if (match := re.match(r"(\d+)\. (.+)", line))}
    cited = {number for line in paragraphs for number in re.findall(r"\[(\d+)[,\]]", line)}
    assert cited == set(headed) == set(references) == {"1", "2"}
    assert all(headed[number] in references[number] for number in headed)
    assert any(line.startswith(f"“{FORMULA}” [1, ") for line in paragraphs)
    assert any(line == "Searched for “CRPS Sértorius”." for line in paragraphs)


def test_the_records_of_the_searches_can_be_repeated(page: Page, served: tuple[str, Settings], tmp_path: Path) -> None:
    fill_basket(page)
    expect(page.get_by_text("Found by searching for").first).to_contain_text("CRPS Sértorius")
    with ZipFile(saved(page, "Records of the 2 searches", tmp_path)) as archive:
        records = [archive.read(name) for name in archive.namelist()]
    page.get_by_role("button", name="Take out").first.click()
    expect(page.get_by_role("button", name="Record of the search")).to_be_visible()
    settle(page)
    records.append(saved(page, "Record of the search", tmp_path).read_bytes())
    with Library.open(served[1], FakeEncoder()) as library:
        repeated = [repeat(library, kept) for kept in records]
    assert [(each.same, each.differences) for each in repeated] == [(True, ())] * 3
    assert [each.result.question for each in repeated] == ["CRPS Sértorius", "mood rose for weeks", "mood rose for weeks"]


# -- for a patient


def ask(page: Page, question: str) -> None:
    page.goto("patient")
    box = page.get_by_label("The patient's question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".es-handout")).to_be_visible()
    settle(page)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_handout_prints_on_one_page(paper: str, page: Page) -> None:
    """This test ensures that printing the page gives the handout, all of it, and nothing besides."""
    ask(page, "Ketamine relieved pain: by ≤ 3 points after ketamine for CRPS, wrote Sértorius")
    printed = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False)))
    words = " ".join(printed.pages[0].extract_text().split())
    assert len(printed.pages) == 1
    for said in ("It helped for some weeks.", "[1] Sigtermans MJ", "Words in quotation marks are verbatim."):
        assert said in words
    assert "Look it up" not in words and "To remember" not in words


def test_medical_words_are_explained_to_a_finger_and_a_keyboard(browser: Browser, served: tuple[str, Settings]) -> None:
    context = browser.new_context(base_url=served[0], viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    ask(page, "Ketamine relieved pain: by ≤ 3 points after ketamine for CRPS, wrote Sértorius")
    term = page.locator(".es-term").first
    meaning = term.get_by_role("tooltip", include_hidden=True)
    expect(meaning).to_be_hidden()
    term.tap()
    expect(meaning).to_be_visible()
    box = meaning.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390, "all of it is on the screen"
    page.get_by_role("heading", name="Ask for a patient").tap()
    expect(meaning).to_be_hidden()
    term.focus()
    expect(meaning).to_be_visible()
    context.close()

"""The ways of the researcher and of clinic staff: a real server on the loopback, a real worker, a real browser."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document as read_docx
from playwright.sync_api import Browser, Page, expect

from evidence_search.library import Library
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from tests import papers
from tests.fakes import FakeEncoder
from tests.pdf_maker import make_pdf
from tests.served import ROOT, free_port, wait_for
from tests.test_browser import browser, settle

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    """Yield the address of a server of a small library with a queue, and where that library is."""
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings(folder / "corpus", folder / "index")
    papers.digest(settings.corpus / "digests" / "relief-2009.md", "Relief in CRPS", pmid="19604642")
    papers.jats(settings.corpus / "migraine.xml", "Aura and ketamine", abstract="Nasal ketamine shortened the aura.")
    for number in range(3):
        papers.markdown(settings.corpus / f"more{number}.md", f"Sleep {number}", text=f"Sleep improved in group {number}.")
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    (settings.corpus / "clinic.yaml").write_text("urgent: Call us at once.\nphone: 0800 55 01\n", encoding="utf-8")
    port = free_port()
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "tests.serve_desk", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}/", settings
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def page(browser: Browser, desk: tuple[str, Settings]) -> Iterator[Page]:
    """Yield a page at the size of a phone."""
    context = browser.new_context(base_url=desk[0], viewport={"width": 390, "height": 844})
    made = context.new_page()
    made.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    yield made
    context.close()


def test_a_researcher_adds_papers_and_reloads_while_they_are_read(
    page: Page, desk: tuple[str, Settings], tmp_path: Path
) -> None:
    lines = [["Quagga pain fell by half in the group that had an infusion of ketamine."]]
    files = [tmp_path / "real.pdf", tmp_path / "broken.xml", tmp_path / "thing.epub"]
    files[0].write_bytes(make_pdf(lines, title="Zebra relief after ketamine"))
    files[1].write_bytes(b"<article><body>cut off")
    files[2].write_bytes(b"PK\x03\x04" + bytes(50))
    give(page, files)
    expect(page.get_by_text("1 file was not taken")).to_be_visible()
    expect(page.get_by_text("Add 2 files")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Add 2 files")).to_be_visible()
    expect(page.get_by_text("1 added, 1 failed")).to_be_visible()
    expect(page.get_by_text("What to do:").first).to_be_visible()
    page.goto("./?q=quagga+pain")
    expect(page.locator(".es-quote").first).to_contain_text("Quagga pain fell by half")
    page.goto("library?part=Reports+and+log")
    expect(page.get_by_text("added/real.pdf").first).to_be_visible()


def test_search_answers_while_papers_are_read_and_a_reload_loses_nothing(
    page: Page, desk: tuple[str, Settings], tmp_path: Path
) -> None:
    """This test ensures both with certainty: another writer holds the library, so the job stays under way till that lets go."""
    files = [tmp_path / f"numbat-{number}.pdf" for number in range(2)]
    for number, file in enumerate(files):
        lines = [[f"Numbat pain fell by half in group {number} after ketamine."]]
        file.write_bytes(make_pdf(lines, title=f"Numbat relief {number}"))
    with Library(desk[1], FakeEncoder()) as library, library.write_lock():
        add(page, files)
        expect(page.get_by_text("at work").first).to_be_visible()
        page.reload()
        expect(page.get_by_role("progressbar", name="Progress of Add 2 files")).to_be_visible()
        page.goto("./?q=relief+in+CRPS")
        expect(page.locator(".es-hit").first).to_contain_text("Relief in CRPS")
        page.goto("library")
        expect(page.get_by_text("at work").first).to_be_visible()
    expect(page.get_by_text("2 added")).to_be_visible()


def test_an_uploaded_paper_is_found_and_its_page_shown_marked(page: Page, tmp_path: Path) -> None:
    said = "Wallaby pain fell by half in the group that had an infusion."
    file = tmp_path / "wallaby.pdf"
    file.write_bytes(make_pdf([["Other words stand here."], ["Results", said, "More words follow."]], title="Wallaby relief"))
    add(page, [file])
    expect(page.locator(".es-job").first).to_contain_text("1 added")
    page.goto("./?q=wallaby+pain+infusion")
    hit = page.locator(".es-hit").first
    expect(hit).to_contain_text(said)
    hit.locator("h2 a").first.click()
    expect(page.get_by_text("Page 2 of 2. The quoted words are marked.")).to_be_visible()
    expect(page.locator(".stImage img")).to_have_js_property("complete", True)


def test_a_file_that_cannot_be_read_says_what_to_do_and_is_tried_again(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "cut off.pdf"
    file.write_bytes(make_pdf([["Words."]], title="Cut off")[:200])
    add(page, [file])
    expect(page.locator(".es-job").first).to_contain_text("What to do:")
    page.get_by_role("button", name="Try again what failed").first.click()
    again = page.get_by_role("article").filter(has_text="Add 1 file (again)")
    expect(again).to_contain_text("What to do:")
    expect(page.get_by_text("failed, tried again")).to_be_attached()


def give(page: Page, files: list[Path]) -> None:
    """Hand files to the page and press its button; again where the page was still being drawn and lost them."""
    button = page.get_by_role("button", name="Add to the library")
    page.goto("library")
    for _ in range(3):
        settle(page)
        page.locator('input[type="file"]').first.set_input_files(files)
        with suppress(AssertionError):
            expect(button).to_be_enabled(timeout=10_000)
            break
        page.reload()
    expect(button).to_be_enabled()
    button.click()


def add(page: Page, files: list[Path]) -> None:
    """Add papers by the page."""
    give(page, files)
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    expect(page.locator(".es-job").first).to_contain_text(f"Add {count}")


def test_a_study_is_removed_and_brought_back(page: Page, desk: tuple[str, Settings]) -> None:
    page.goto("library?part=Correct+or+remove&id=relief-2009")
    settle(page)
    page.get_by_text("Remove this study").click()
    page.get_by_text("Yes, take it out of the library").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    bring_back = page.get_by_role("button", name="Bring back")
    expect(bring_back).to_be_visible()
    page.goto("study?id=relief-2009")
    expect(page.get_by_text("no study")).to_be_visible()
    page.goto("library?part=Correct+or+remove")
    expect(bring_back).to_be_visible()
    settle(page)
    bring_back.click()
    expect(bring_back).to_have_count(0)
    page.goto("study?id=relief-2009")
    expect(page.locator(".es-study h1").first).to_contain_text("Relief in CRPS")


def test_staff_answer_a_patient_and_save_a_handout(page: Page) -> None:
    page.goto("patient")
    box = page.get_by_label("The patient's question")
    box.fill("I can't go on")
    box.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("0800 55 01")
    box.fill("Ketamine relieved pain for weeks in CRPS")
    box.press("Enter")
    expect(page.locator(".es-told").first).to_contain_text("It helped for some weeks.")
    assert "weeks" not in page.url
    term = page.locator(".es-term").first
    expect(term.get_by_role("tooltip", include_hidden=True)).to_be_hidden()
    term.focus()
    expect(term.get_by_role("tooltip")).to_be_visible()
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Save as a Word document").click()
    words = "\n".join(p.text for p in read_docx(io.BytesIO(Path(downloaded.value.path()).read_bytes())).paragraphs)
    assert "“It helped for some weeks.”" in words and "[1]" in words and "0800 55 01" in words
    page.emulate_media(media="print")
    expect(page.locator(".es-handout")).to_be_visible()
    expect(box).to_be_hidden()


def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    for address in ("library", "library?part=Duplicates", "library?part=What+is+here", "patient"):
        page.goto(address)
        expect(page.locator(".es-study h1").first).to_be_visible()
        settle(page)
        for width in (390, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth") <= 0, address


def test_a_part_of_the_page_is_a_link(page: Page) -> None:
    page.goto("library")
    settle(page)
    page.get_by_role("radio", name="What is here").or_(page.get_by_role("button", name="What is here")).first.click()
    expect(page.get_by_text("By condition and design")).to_be_visible()
    expect(page).to_have_url(re.compile(r"part=What"))
    page.reload()
    expect(page.get_by_text("By condition and design")).to_be_visible()

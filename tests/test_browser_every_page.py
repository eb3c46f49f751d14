"""Every page, filled: what axe-core says of it in light and dark, and that a hostile study shows as text on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import axe, papers
from tests.fakes import FakeEncoder
from tests.pdf_maker import make_pdf
from tests.served import serve
from tests.test_browser import browser, settle

__all__ = ["browser"]

pytestmark = pytest.mark.browser

TITLE = "Quokka <script>alert(1)</script> <b>bold</b> **star** _it_ $x^2$ :smile: [a](javascript:alert(1))"
WORDS = (
    "Quokka pain fell for weeks, <img src=x onerror=alert(2)>, <script>alert(3)</script>, **star**, $\\frac{a}{b}$, "
    ":material/home: and <u>line</u>. Quokka pain: הכאב פחת, back again. Quokka " + "W" * 400 + " ended."
)
BROKEN = "<img src=x onerror=alert(4)> **star** $x^2$.xml"
PRINTED = "Wombat counts fell by half in both groups after four weeks."


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server of a library in which every page has something to show."""
    folder = tmp_path_factory.mktemp("stocked")
    settings = Settings(folder / "corpus", folder / "index")
    corpus = settings.corpus
    papers.digest(corpus / "digests" / "relief-2009.md", "Relief in CRPS", pmid="19604642", harms=["nausea in 3 of 30"])
    papers.digest(corpus / "digests" / "gone-2011.md", "Withdrawn words", retracted="yes", year=2011)
    found = "Suicidal thoughts fell within a day after ketamine."
    papers.digest(corpus / "digests" / "zarate-2012.md", "Suicidal thoughts", found=found, year=2012)
    papers.jats(corpus / "hostile.xml", TITLE, abstract=WORDS, doi="10.1000/h")
    papers.jats(corpus / "alike.xml", TITLE + " again", abstract="Other words. " + WORDS, year=2016, doi="10.1000/i")
    lines = ["Results", *(f"Line {number} of the text speaks of other things." for number in range(20))]
    printed = make_pdf([["Wombat counts in two groups", *lines], ["Discussion", PRINTED, "Other words follow."]])
    (corpus / "printed.pdf").write_bytes(printed)
    (corpus / BROKEN).write_bytes(b"<article><body>cut off")
    (corpus / "clinic.yaml").write_text("urgent: Call us at once.\nphone: 0800 55 01\n", encoding="utf-8")
    (corpus / "relations.yaml").write_text(
        "- {studies: [relief-2009, gone-2011], kind: same people, why: They share <b>people</b>.}\n", encoding="utf-8"
    )
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    with serve(settings, "tests.serve_desk") as address:
        yield address


def as_it_is(page: Page) -> None:
    """Do nothing: the page is as its address says."""


def opened(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('.stHtml details').forEach((each) => { each.open = true; })")


def first_hit(page: Page) -> None:
    """Open the first hit on its printed page."""
    page.locator(".es-hit h2 a").first.click()
    expect(page.get_by_test_id("stImage").locator("img")).to_be_visible()


def into_basket(page: Page) -> None:
    """Put the first hit into the basket and go there."""
    page.get_by_role("button", name="Add to basket").first.click()
    page.get_by_role("link", name="Basket (1)").click()
    expect(page.locator(".es-quote").first).to_be_visible()


def asked_urgently(page: Page) -> None:
    """Ask for a patient what speaks of danger and has an answer."""
    ask_for_a_patient(page, "do suicidal thoughts fall within a day after ketamine")
    expect(page.get_by_role("alert").first).to_contain_text("0800 55 01")


def asked_of_the_hostile(page: Page) -> None:
    """Ask for a patient what the hostile study answers."""
    ask_for_a_patient(page, "quokka pain fell for weeks")


def ask_for_a_patient(page: Page, question: str) -> None:
    """Ask on the page for patients."""
    page.get_by_label("The patient's question").fill(question)
    page.get_by_label("The patient's question").press("Enter")
    expect(page.locator(".es-handout")).to_be_visible()


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("./", as_it_is),
    "hits": ("./?q=quokka+pain+weeks", opened),
    "retracted": ("./?q=withdrawn+words&retracted=yes&kind=digest", opened),
    "not covered": ("./?q=xylophone+lessons", as_it_is),
    "nothing": (f"./?q={quote(TITLE)}&from=2090", as_it_is),
    "study": ("study?id=relief-2009&start=0&end=20&q=relief", opened),
    "hostile study": (f"study?id=doi-10.1000-h&start=0&end=20&q={quote(TITLE)}", opened),
    "printed page": ("./?q=wombat+counts+fell+by+half", first_hit),
    "no study": (f"study?id={quote(TITLE)}", as_it_is),
    "sentence": (f"sentence?text={quote(WORDS[:110].replace('weeks', 'months'))}", as_it_is),
    "glance": ("glance", opened),
    "glance of a question": ("glance?q=quokka+pain", opened),
    "basket": ("./?q=quokka", into_basket),
    "about": ("about", opened),
    "adding": ("library", as_it_is),
    "duplicates": ("library?part=Duplicates", opened),
    "records": ("library?part=Correct+or+remove&id=doi-10.1000-h", opened),
    "holdings": ("library?part=What+is+here", opened),
    "reports": ("library?part=Reports+and+log", opened),
    "patient": ("patient", asked_urgently),
    "handout": ("patient", asked_of_the_hostile),
}


SHOWS_TITLE = {"hits", "nothing", "hostile study", "sentence", "glance", "basket", "duplicates", "records", "handout"}
"""Pages on which the hostile title must stand letter for letter."""


@pytest.fixture(scope="module", params=PAGES)
def visited(request: pytest.FixtureRequest, browser: Browser, stocked: str) -> Iterator[tuple[str, Page]]:
    """Yield each page, filled, at the size of a phone; a dialogue, which only a script of a study would open, fails."""
    spoken: list[str] = []

    def heard(dialog: Dialog) -> None:
        spoken.append(dialog.message)
        dialog.dismiss()

    context = browser.new_context(base_url=stocked, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.on("dialog", heard)
    address, step = PAGES[request.param]
    page.goto(address)
    expect(page.locator(".es-top")).to_be_visible()
    settle(page)
    step(page)
    settle(page)
    yield request.param, page
    context.close()
    assert not spoken


def test_no_serious_fault_of_accessibility(visited: tuple[str, Page]) -> None:
    assert axe.faults(visited[1]) == []


MADE_OF_WORDS = (
    'img[src="x"]', "script:text('alert')", ".katex", 'a[href^="javascript"]', ":is(b, strong):text-is('bold')",
    ":is(b, strong):text-is('star')", ":is(i, em):text-is('it')", "u:text-is('line')",
)  # fmt: skip
"""What a browser would make of the hostile words, were they taken for markup, Markdown or LaTeX."""


def test_words_of_a_study_are_letters(visited: tuple[str, Page]) -> None:
    name, page = visited
    assert [each for each in MADE_OF_WORDS if page.locator(each).count()] == []
    shown = str(page.evaluate("document.body.innerText"))
    assert name not in SHOWS_TITLE or TITLE in shown
    assert name != "reports" or BROKEN in shown


def test_no_page_is_wider_than_the_screen(visited: tuple[str, Page]) -> None:
    _, page = visited
    for width in (390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth") <= 0

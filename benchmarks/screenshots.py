"""Pictures of every page at three widths, light and dark, from a server that is running, to be looked at.

Takes: the server's address, a folder for the pictures, and optionally names of pages (all are taken otherwise). Needs Chromium.
Made for the starter library; a PDF, a file that cannot be read and two studies that are alike give the last pages content.
Prints one JSON object: for each picture its file, how far the page overflows its width (pixels), and errors of the console.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
WIDTHS = {1440: 1000, 1024: 1000, 390: 844}
"""Width → height, in pixels."""

UNFOLD = "document.querySelectorAll('.stHtml details').forEach((each) => { each.open = true; })"


def as_it_is(page: Page) -> None:
    """Do nothing: the page is as its address says."""


def unfolded(page: Page) -> None:
    """Open everything that is folded in a hit, and what is like the first."""
    page.evaluate(UNFOLD)
    page.get_by_text("Similar studies").first.click()


def filters(page: Page) -> None:
    """Open the filters."""
    page.get_by_text("Filters", exact=True).click()


def first_hit(page: Page) -> None:
    """Open the first hit."""
    page.locator(".es-hit h2 a").first.click()
    page.locator(".es-study").first.wait_for()


def filled_basket(page: Page) -> None:
    """Put three studies into the basket and go there."""
    for _ in range(3):
        page.get_by_role("button", name="Add to basket").first.click()
        _settle(page)
    page.locator(".es-top").get_by_text("Basket").click()
    page.locator(".es-quote").first.wait_for()


def asked(page: Page) -> None:
    """Ask for a patient what has an answer and speaks of danger."""
    box = page.get_by_label("The patient's question")
    box.fill("Is it safe with high blood pressure? I took too much")
    box.press("Enter")
    page.locator(".es-told").first.wait_for()


PAGES: dict[str, str | tuple[str, Callable[[Page], None]]] = {
    "home": "./",
    "search": "./?q=ketamine+infusion+CRPS+how+long+does+relief+last",
    "unfolded": ("./?q=ketamine+infusion+CRPS", unfolded),
    "filters": ("./?q=ketamine+infusion+CRPS&condition=CRPS", filters),
    "newest": "./?q=ketamine+infusion+CRPS&order=year&retracted=yes",
    "filtered": "./?q=high+blood+presure&condition=depression&design=cohort&n_from=20",
    "partly": "./?q=ketamine+for+tinnitus+in+depression",
    "not-covered": "./?q=vitamin+D+for+wolfram+syndrome",
    "nothing": "./?q=ketamine&from=2090",
    "study": "study?id=sigtermans-2009&start=900&end=1100&q=CRPS",
    "sentence": "sentence",
    "sentence-changed": "sentence?text=There+was+functional+improvement+with+S%28%2B%29-ketamine+treatment.",
    "glance": "glance?condition=CRPS",
    "glance-all": "glance",
    "basket-empty": "basket",
    "basket": ("./?q=ketamine+infusion+CRPS", filled_basket),
    "printed": ("./?q=ketamine&kind=full+text", first_hit),
    "about": "about",
    "library": "library",
    "duplicates": "library?part=Duplicates",
    "records": "library?part=Correct+or+remove&id=sigtermans-2009",
    "holdings": "library?part=What+is+here",
    "reports": "library?part=Reports+and+log",
    "patient": "patient",
    "patient-asked": ("patient", asked),
}


def main(address: str, folder: str, *names: str) -> None:
    """Take the pictures."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)
            page = context.new_page()
            errors: list[str] = []
            page.on("console", _keeper(errors))
            for name in names or PAGES:
                _go(page, address, name)
                for width, height in WIDTHS.items():
                    file = out / f"{name}-{width}-{scheme}.png"
                    taken.append({"file": file.name, "wider_by": _shot(page, file, width, height)})
            taken.append({"scheme": scheme, "console": sorted(set(errors))})
            context.close()
        browser.close()
    print(json.dumps(taken, indent=1))


def _keeper(errors: list[str]) -> Callable[[ConsoleMessage], None]:
    """Return what keeps the errors a page writes to its console."""
    return lambda message: errors.append(message.text) if message.type == "error" else None


def _go(page: Page, address: str, name: str) -> None:
    made = PAGES[name]
    place, step = (made, as_it_is) if isinstance(made, str) else made
    page.goto(urljoin(address, place))
    _settle(page)
    step(page)


def _settle(page: Page) -> None:
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=20_000)
    page.wait_for_timeout(700)


def _shot(page: Page, file: Path, width: int, height: int) -> int:
    """Take a picture of a page as long as it is, and return how many pixels it is too wide."""
    page.set_viewport_size({"width": width, "height": height})
    _settle(page)
    length = int(page.evaluate("document.querySelector('.stMain').scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(max(length, height), 4000)})
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    return int(page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth"))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Pictures of every page at three widths, light and dark, from a server that is running, to be looked at.

Takes: the server's address, a folder for the pictures, and optionally names of pages (all are taken otherwise). Needs Chromium.
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

PAGES = {
    "home": "./",
    "search": "./?q=ketamine+infusion+CRPS+how+long+does+relief+last",
    "filtered": "./?q=high+blood+presure&condition=depression&design=cohort&n_from=20",
    "partly": "./?q=ketamine+for+tinnitus+in+depression",
    "not-covered": "./?q=vitamin+D+for+wolfram+syndrome",
    "nothing": "./?q=ketamine&from=2090",
    "study": "study?id=sigtermans-2009&start=900&end=1100&q=CRPS",
    "sentence": "sentence",
    "glance": "glance?condition=CRPS",
    "glance-all": "glance",
    "basket": "basket",
    "pdf": "study?id=doi-10.5812-jjm.13720&start=9532&end=9654",
    "about": "about",
    "library": "library",
    "duplicates": "library?part=Duplicates",
    "records": "library?part=Correct+or+remove&id=sigtermans-2009",
    "holdings": "library?part=What+is+here",
    "reports": "library?part=Reports+and+log",
    "patient": "patient",
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
                page.goto(urljoin(address, PAGES[name]))
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


def _shot(page: Page, file: Path, width: int, height: int) -> int:
    """Take a picture of a page as long as it is, and return how many pixels it is too wide."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=20_000)
    page.wait_for_timeout(700)
    length = int(page.evaluate("document.querySelector('.stMain').scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(max(length, height), 4000)})
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    return int(page.evaluate("document.querySelector('.stMain').scrollWidth - innerWidth"))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What axe-core, the checker of accessibility that the package axe-playwright-python carries, says of a page."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def faults(page: Page) -> list[str]:
    """Return what axe calls serious or critical of a page in light and in dark: scheme, rule, and the first elements."""
    page.evaluate(AXE)
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        told = page.evaluate("axe.run({resultTypes: ['violations']})")
        for each in told["violations"]:
            if each["impact"] in ("serious", "critical"):
                nodes = [node["html"][:200] for node in each["nodes"]][:3]
                found.append(f"{scheme}: {each['id']} ({len(each['nodes'])}): {nodes}")
    return found

"""The figures that the page About shows are those of benchmarks/README.md: they cannot drift apart unseen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOLD = json.loads((ROOT / "benchmarks" / "figures.json").read_text(encoding="utf-8"))["figures"]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def section_on(script: str) -> str:
    """Return the sections of benchmarks/README.md whose headings name a script."""
    sections = re.split(r"^## ", (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "\n".join(section for section in sections if f"`{script}`" in section.splitlines()[0])


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told["what"][:40])
def test_each_figure_stands_in_the_readme(told: dict[str, str]) -> None:
    assert (ROOT / "benchmarks" / told["script"]).exists()
    section = section_on(told["script"])
    assert section, f"no heading of benchmarks/README.md names {told['script']}"
    there = set(NUMBER.findall(section))
    missing = [number for number in NUMBER.findall(told["measured"]) if number not in there]
    assert missing == [], f"benchmarks/figures.json says {missing} of {told['script']}, benchmarks/README.md does not"


def test_each_figure_has_a_date_and_a_number() -> None:
    assert TOLD and all(re.fullmatch(r"[A-Z]\w+ 20\d\d", told["date"]) and NUMBER.search(told["measured"]) for told in TOLD)

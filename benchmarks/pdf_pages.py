"""Whether quotes stand on the page they are cited to, checked with a second PDF library.

Takes PDFs and folders of PDFs. Reads each as `read` does, draws sentences at random (seeded), and looks for each on its pages
as pypdfium2 gives their text. Letters and digits alone are held against each other, for the two libraries space and hyphenate
in their own ways; a quote over a page break is looked for as an end of one page and a beginning on a later one, a row of a
table cell by cell. Prints one JSON object; `not_found` lists what was not found.
"""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pypdfium2

from evidence_search.readers import read
from evidence_search.records import Document, SectionKind
from evidence_search.text.passages import pages_of
from evidence_search.text.sentences import sentence_spans

QUOTES = 300
SHORTEST = 25
"""Letters and digits below which a sentence would be found anywhere."""

MIN_PART = 2
"""Letters that at least stand on either page of a quote over two: fewer would be found on any page."""


def main() -> None:
    paths = [file for given in map(Path, sys.argv[1:]) for file in (sorted(given.glob("*.pdf")) if given.is_dir() else [given])]
    drawn = [quote for path in paths for quote in _quotes(path)]
    random.Random(7).shuffle(drawn)
    texts: dict[Path, list[str]] = {}
    missed = []
    for path, quote, (first, last) in drawn[:QUOTES]:
        pages = texts.get(path) or texts.setdefault(path, _pages(path))
        if not all(_stands_on(_letters(cell), pages[first - 1 : last]) for cell in quote.split(" | ")):
            missed.append({"file": path.name, "pages": [first, last], "quote": quote})
    checked = min(QUOTES, len(drawn))
    print(json.dumps({"quotes": checked, "found": checked - len(missed), "not_found": missed}, ensure_ascii=False, indent=1))


def _stands_on(quote: str, pages: list[str]) -> bool:
    """Whether a quote stands on a page, or ends one page and goes on on a later one."""
    if any(quote in page for page in pages):
        return True
    cuts = range(MIN_PART, len(quote) - MIN_PART + 1)
    return any(quote[:cut] in page and quote[cut:] in following for page, following in combinations(pages, 2) for cut in cuts)


def _quotes(path: Path) -> Iterator[tuple[Path, str, tuple[int, int]]]:
    for document in read(path):
        if not isinstance(document, Document):
            continue
        for section in document.sections:
            if section.kind in (SectionKind.REFERENCES, SectionKind.NOTE):
                continue
            for start, end in sentence_spans(document.text, section.start, section.end):
                pages = pages_of(document.pages, start, end)
                if pages and len(_letters(document.text[start:end])) >= SHORTEST:
                    yield path, document.text[start:end], pages


def _pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as file:
        return [_letters(page.get_textpage().get_text_range()) for page in file]


def _letters(text: str) -> str:
    """Return letters and digits; signs and the µ that the two libraries name in other ways are left out."""
    plain = re.sub(r"(?<=\d)\s*[µμml]g\b", "g", text.replace("¼", " "))
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", plain).casefold() if letter.isascii() and letter.isalnum()
    )


if __name__ == "__main__":
    main()

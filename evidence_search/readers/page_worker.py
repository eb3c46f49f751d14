"""The process that draws a page of a PDF and finds a quote's words on it; run by its path, imports nothing of the program.

Usage: page_worker.py FILE PAGE WIDTH < JSON {"quote": …, "nth": …}
Writes a line of JSON ({"failure": …}, or the picture's size and the quote's rectangles in pixels) and then the picture, RGB.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfBitmap, PdfPage

MAX_MEMORY_BYTES = 2_000_000_000
MAX_CPU_SECONDS = 20
MAX_PIXELS = 8_000_000
ANCHOR = 24
"""Letters and digits at either end of a quote by which it is found when something in its midst is printed otherwise."""
ALIKE = 0.9
"""Share of letters and digits that must then be the same between the two ends."""


def limit() -> None:
    """Give this process limits on memory and time, so that no file takes the machine with it."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    limits = ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_CPU_SECONDS), (resource.RLIMIT_CORE, 0))
    for kind, value in limits:
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def letters(characters: Sequence[str]) -> tuple[str, list[int]]:
    """Return the letters and digits alone, small and in one spelling, and for each of them which character it is from.

    >>> letters(["ﬁ", "x", "-", "É"])
    ('fixé', [0, 0, 1, 3])
    """
    kept: list[str] = []
    origin: list[int] = []
    for number, character in enumerate(characters):
        for one in unicodedata.normalize("NFKC", character).casefold():
            if one.isalnum():
                kept.append(one)
                origin.append(number)
    return "".join(kept), origin


def find(page: str, quote: str, nth: int) -> tuple[int, int] | None:
    """Return where a quote stands among a page's letters, the `nth` time (from 0) where it stands there more than once.

    None where it stands nowhere, or is printed so differently that the wrong words might be marked.
    """
    if not quote:
        return None
    places = _all(page, quote)
    if places:
        start = places[min(nth, len(places) - 1)]
        return start, start + len(quote)
    if len(quote) < 3 * ANCHOR:
        return None
    heads, tails = _all(page, quote[:ANCHOR]), _all(page, quote[-ANCHOR:])
    if len(heads) != 1 or len(tails) != 1:
        return None
    start, end = heads[0], tails[0] + ANCHOR
    alike = SequenceMatcher(None, page[start:end], quote, autojunk=False)
    return (start, end) if start < end and alike.quick_ratio() >= ALIKE and alike.ratio() >= ALIKE else None


def _all(page: str, words: str) -> list[int]:
    found, at = [], page.find(words)
    while at >= 0:
        found.append(at)
        at = page.find(words, at + 1)
    return found


def rectangles(page: PdfPage, quote: str, nth: int) -> tuple[list[tuple[float, float, float, float]], str]:
    """Return the quote's rectangles on a page (left, bottom, right, top in points) and the words inside them."""
    from pypdfium2 import raw

    text = page.get_textpage()
    count = text.count_chars()
    characters = [chr(raw.FPDFText_GetUnicode(text, number)) for number in range(count)]
    printed, origin = letters(characters)
    place = find(printed, letters(quote)[0], nth)
    if place is None:
        return [], ""
    first, last = origin[place[0]], origin[place[1] - 1]
    number = text.count_rects(first, last - first + 1)
    return [text.get_rect(each) for each in range(number)], "".join(characters[first : last + 1])


def draw(path: str, number: int, width: int, quote: str, nth: int) -> tuple[dict[str, Any], bytes]:
    """Return what is said of a picture, and its pixels, row by row, three bytes each."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as file:
        count = len(file)
        if not 1 <= number <= count:
            return {"failure": f"The file has {count} pages; there is no page {number}."}, b""
        page = file[number - 1]
        wide, high = page.get_size()
        scale = min(width / wide, (MAX_PIXELS / (wide * high)) ** 0.5)
        found, words = rectangles(page, quote, nth)
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        rects = [_pixels(page, bitmap, rectangle) for rectangle in found]
        said = {"width": bitmap.width, "height": bitmap.height, "pages": count, "rectangles": rects, "words": words}
        return said, bitmap.to_numpy()[:, :, :3].tobytes()


def _pixels(page: PdfPage, bitmap: PdfBitmap, rectangle: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """Return a rectangle as left, top, right, bottom in pixels, whatever the page's rotation and crop."""
    to_bitmap = bitmap.get_posconv(page).to_bitmap
    left, bottom, right, top = rectangle
    (a, b), (c, d) = to_bitmap(left, top), to_bitmap(right, bottom)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def main() -> None:
    """Answer one question and end."""
    limit()
    asked = json.load(sys.stdin)
    try:
        said, pixels = draw(str(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]), asked["quote"], asked["nth"])
    except Exception as problem:  # whatever a hostile file makes the library raise is told, not shown as a traceback
        said, pixels = {"failure": f"The page cannot be drawn ({type(problem).__name__})."}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + pixels)


if __name__ == "__main__":
    main()

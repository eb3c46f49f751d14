"""A page of a PDF as a picture with a quote marked on it, drawn by a process of its own that can be stopped (`page_worker`)."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import ReadError
from evidence_search.records import Study

MAX_SECONDS = 20.0
"""Wall time for one page; usual ones take a third of a second."""
WIDTH = 1200
"""Pixels: sharp at the width of the text column on a screen of double density."""
_MARK = np.array([255, 225, 90], dtype=np.uint16)
"""The marker's colour; the page is multiplied by it, so that print stays black."""
_WORKER = Path(__file__).with_name("page_worker.py")
_REMEDY = "Download the file and open it in a PDF viewer."


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it is printed."""

    pixels: NDArray[np.uint8]
    """(height, width, 3), with the mark."""
    number: int
    pages: int
    """How many the file has."""
    rectangles: tuple[tuple[int, int, int, int], ...]
    """Left, top, right, bottom in pixels; none where the quote was not found on the page."""
    words: str
    """The characters inside the rectangles, as the PDF has them."""


def part_on_page(study: Study, number: int, start: int, end: int) -> tuple[str, int]:
    """Return the part of `study.text[start:end]` that is printed on a page, and how often it stands before that on the page."""
    for page in study.pages:
        low, high = max(start, page.start), min(end, page.end)
        if page.number == number and low < high:
            part = study.text[low:high]
            return part, study.text[page.start : low].count(part)
    return "", 0


def picture(path: Path, number: int, quote: str = "", nth: int = 0, width: int = WIDTH) -> PagePicture:
    """Return page `number` (from 1) of a PDF, marked where it has the quote for the `nth` time (from 0).

    Nothing is marked where the page does not have these very words.

    Raises:
        ReadError: the page cannot be drawn; the file is damaged, locked, gone or past a limit.
    """
    command = [sys.executable, "-P", str(_WORKER), str(path.resolve()), str(number), str(width)]
    asked = json.dumps({"quote": quote, "nth": nth}).encode()
    try:
        run = subprocess.run(command, input=asked, capture_output=True, timeout=MAX_SECONDS, check=False)
        head, _, pixels = run.stdout.partition(b"\n")
        said = json.loads(head)
    except subprocess.TimeoutExpired as problem:
        raise ReadError(f"Drawing the page took longer than {MAX_SECONDS:.0f} seconds.", _REMEDY) from problem
    except ValueError as problem:
        raise ReadError("The file broke the program that draws its pages.", _REMEDY) from problem
    if "failure" in said:
        raise ReadError(said["failure"], _REMEDY)
    drawn = np.frombuffer(pixels, dtype=np.uint8).reshape(said["height"], said["width"], 3).copy()
    rectangles = tuple((r[0], r[1], r[2], r[3]) for r in said["rectangles"])
    for rectangle in rectangles:
        _mark(drawn, rectangle)
    return PagePicture(drawn, number, said["pages"], rectangles, said["words"])


def _mark(drawn: NDArray[np.uint8], rectangle: tuple[int, int, int, int]) -> None:
    """Colour a rectangle of a picture as with a marker pen, in place."""
    left, top, right, bottom = rectangle
    part = drawn[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
    part[:] = (part.astype(np.uint16) * _MARK // 255).astype(np.uint8)

"""A page's text with the place and the type of each of its lines, in one pass of pypdf.

Nothing in a PDF says which words are a footnote, a caption or a running head; where they stand and what they are set in does.
Loaded by `pdf_worker` by its path; imports nothing of this program.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from pypdf import PageObject
from pypdf.generic import DictionaryObject

JUMP = 0.9
"""Share of the larger type size by which two baselines differ that are not one line; an exponent is raised by a half."""

Place = list[Any]
"""x, y, type size (points), the number of the font most of the line is set in, and of the one it begins with; y goes up."""


class Places:
    """Takes the text of pages with the places of their lines; `fonts` names the fonts by their numbers."""

    def __init__(self) -> None:
        self.fonts: list[str] = []
        self.outside: list[int] = []
        """Pages with text beside them, which is left out."""
        self._numbers: dict[str, int] = {}

    def page(self, page: PageObject, number: int) -> tuple[str, list[Place | None]]:
        """Return a page's text and a place for each of its lines, None for one without letters."""
        pieces: list[tuple[str, float, float, float, int, int]] = []
        box = _box(page)

        def note(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
            if not text:
                return
            x, y, height, angle = _place(cm, tm, size)
            if box and angle == 0 and text.strip() and _is_beside(box, x, y, height * len(text)):
                self.outside.append(number)
                text = "\n" * text.count("\n")
            pieces.append((text, x, y, height, angle, self._number(font)))

        page.extract_text(visitor_text=note)
        return _lines(pieces)

    def _number(self, font: object) -> int:
        name = str(font.get("/BaseFont", "")) if isinstance(font, DictionaryObject) else ""
        name = re.sub(r"^/(?:[A-Z]{6}\+)?|\+[0-9a-f]{2}$", "", name)  # a subset's mark, and that of a 3B2 font's other half
        if name not in self._numbers:
            self._numbers[name] = len(self.fonts)
            self.fonts.append(name)
        return self._numbers[name]


def _box(page: PageObject) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top of a page; None where forms on it have places of their own."""
    resources: Any = page.get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    objects = resources.get("/XObject")
    objects = objects.get_object() if objects is not None else {}
    if any(each.get_object().get("/Subtype") == "/Form" for each in objects.values()):
        return None
    box = page.cropbox
    return float(box.left), float(box.bottom), float(box.right), float(box.top)


def _is_beside(box: tuple[float, float, float, float], x: float, y: float, longest: float) -> bool:
    """Whether text at (x, y) of at most this length is off the page."""
    left, bottom, right, top = box
    return x > right or x + longest < left or y > top or y < bottom - 2


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float, int]:
    """Return where a piece stands along and across its own direction, its type size, and that direction in degrees."""
    a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
    c, d = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
    x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    angle = round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
    along = {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[angle]
    return *along, abs(size) * math.hypot(c, d), angle


def _lines(pieces: list[tuple[str, float, float, float, int, int]]) -> tuple[str, list[Place | None]]:
    """Cut pieces into lines, also where a baseline jumps without a line end; lines of another direction are left out.

    What is set across the page's own direction is a mark of a download or of a publisher at its edge.
    """
    usual = Counter[int]()
    for text, *_, angle, _font in pieces:
        usual[angle] += len(text.strip())
    upright = usual.most_common(1)[0][0] if usual else 0
    lines: list[str] = [""]
    parts: list[list[tuple[int, float, float, float, int]]] = [[]]
    last = None
    for text, x, y, size, angle, font in pieces:
        if angle != upright:
            continue
        if last is not None and lines[-1] and text.strip() and abs(y - last[0]) > JUMP * max(size, last[1]):
            lines.append("")
            parts.append([])
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append("")
                parts.append([])
            lines[-1] += piece
            if letters := len(piece.strip()):
                parts[-1].append((letters, x, y, size, font))
                last = (y, size)
    return "\n".join(lines), [_of_line(each) for each in parts]


def _of_line(parts: list[tuple[int, float, float, float, int]]) -> Place | None:
    if not parts:
        return None
    sizes, fonts = Counter[float](), Counter[int]()
    for letters, _, _, size, font in parts:
        sizes[round(size, 1)] += letters
        fonts[font] += letters
    size = sizes.most_common(1)[0][0]
    y = next(y for _, _, y, each, _ in parts if round(each, 1) == size)
    x = min(x for _, x, *_ in parts)
    if not all(map(math.isfinite, (x, y, size))):
        return None
    return [round(x, 1), round(y, 1), size, fonts.most_common(1)[0][0], parts[0][4]]

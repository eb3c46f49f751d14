"""Text that a page holds and nobody sees: written in no ink (rendering mode 3), or in white where nothing is under it.

It is no evidence: what a reader of the paper cannot see must not be quoted from it. A scan's text layer is in no ink too, but
under the picture of the same words; it stays, and is doubted. Loaded by `pdf_worker` by its path; imports nothing of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import NameObject

NO_INK = re.compile(rb"(?<![\d.])3\s+Tr\b")
WHITE = re.compile(
    rb"(?<![\d.])(?:1(?:\.0*)?\s+[gG]|(?:1(?:\.0*)?\s+){3}(?:rg|scn?)|(?:0?(?:\.0*|0)\s+){4}k)\b"
    rb"(?:(?!\b(?:f\*?|[gk]|rg|scn?)\s).){0,400}?T[jJ]\b",
    re.DOTALL,
)
"""White as the colour of what is written next: grey 1, red, green and blue 1, no ink of four."""
LAYER = 0.8
"""Share of a page's letters in no ink from which it is the text layer of a scan, where there is a picture."""

_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_PAINTING = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_PICTURES = frozenset((b"Do", b"sh", b"INLINE IMAGE"))
_COLOURS = {b"g": (1.0,), b"rg": (1.0, 1.0, 1.0), b"k": (0.0, 0.0, 0.0, 0.0)}


@dataclass(slots=True)
class _Pen:
    """What is written with while a page's operations are gone through."""

    no_ink: bool = False
    white: bool = False
    painted: bool = False
    """Whether anything but white is under the writing, as far as is known."""
    saved: list[tuple[bool, bool]] = field(default_factory=list)

    def obey(self, operator: bytes, operands: list[Any]) -> None:
        """Follow one operation."""
        if operator == b"q":
            self.saved.append((self.no_ink, self.white))
        elif operator == b"Q" and self.saved:
            self.no_ink, self.white = self.saved.pop()
        elif operator == b"Tr" and operands:
            self.no_ink = operands[0] == 3
        elif operator in _COLOURS or operator in (b"sc", b"scn"):
            self.white = _is_white(operator, operands)
        elif operator in _PICTURES or (operator in _PAINTING and not self.white):
            self.painted = True

    def hides(self) -> bool:
        """Whether nobody sees what is written now."""
        return self.no_ink or (self.white and not self.painted)


def take_out_hidden(page: PageObject) -> str:
    """Take text that nobody sees out of a page; return `hidden` where there was some, `layer` for a scan's text, else ""."""
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    if contents is None or not (NO_INK.search(data) or WHITE.search(data)):
        return ""
    pen, kept = _Pen(), []
    hidden = unseen = shown = 0
    for operands, operator in contents.operations:
        if operator not in _SHOWING:
            pen.obey(operator, operands)
            kept.append((operands, operator))
            continue
        length = _length(operands)
        if pen.hides():
            hidden += length
            unseen += length * pen.no_ink
            kept += [([], b"T*")] if operator in (b"'", b'"') else []
        else:
            shown += length
            kept.append((operands, operator))
    if not hidden:
        return ""
    if unseen >= LAYER * (hidden + shown) and pen.painted:
        return "layer"
    contents.operations = kept
    page[NameObject("/Contents")] = contents
    return "hidden"


def _is_white(operator: bytes, operands: list[Any]) -> bool:
    values = tuple(float(each) for each in operands if isinstance(each, (int, float)))
    if operator in _COLOURS:
        return values == _COLOURS[operator]
    return values in ((1.0,), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)) and len(values) > 1


def _length(operands: list[Any]) -> int:
    """Return how many bytes an operation shows."""
    parts = operands[-1] if operands and isinstance(operands[-1], list) else operands[-1:]
    return sum(len(part) for part in parts if isinstance(part, (bytes, str)))

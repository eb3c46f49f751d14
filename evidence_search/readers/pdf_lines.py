"""From the pages of a PDF to clean lines: ligatures, stray glyph names, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_search.readers.assemble import clean
from evidence_search.records import SectionKind

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LIGATURE_NAME = re.compile(r"/(f_(?:f_)?[ijlft])(?!_)|(?<![^\W_])[/I]?(T_h)(?=[a-z])")
"""Names of ligatures where a font gives no characters for them; Hindawi's Minion writes `IT_hey` for They (PMC5987334)."""
GLYPH_NAME = re.compile(
    r"/(?:C\d{1,4}|gid\d{2,6}|g\d{1,4}|uni[0-9A-F]{4,6}|cid:\d+|[a-z]+\.(?:tf|sc|sups|lf|osf|tlf))(?![A-Za-z])|\ufffd"
)
"""What stands in a text where a font does not say which character a shape is: `/C04.63` was −4.63."""
_NAMELESS = re.compile(
    r"/(?:C0(?=\d)|C\d{1,4}(?![\d.])|(?:gid|g|cid:)\d{1,6}(?![\d.])|uni[0-9A-F]{4,6}|[a-z]+\.(?:tf|sc|sups|lf|osf|tlf))(?![A-Za-z])"
)
"""Names of shapes that end where it can be known, so that no digit of a figure goes with them."""
_UNNAMED = re.compile(r"[\x01-\x08\x0e-\x1f](?=\s?[.\d])|(?<=\d)[\x01-\x08\x0e-\x1f]")
"""A control character beside a figure was a sign: left out, `4×10` would read 410."""
_EQUALS = re.compile(
    r"(?<![A-Za-z])(?:[pPnNrRtFzZdgβκ]|SDs?|SEM?|CI|[OHR]R|[SW]?MD|df|[IRχ][2²]|mean|median)\s?¼\s?(?=[<>−–-]?\s?[.·]?\d)"
)
"""A quarter where nothing but an equals sign can stand: between a statistic and its figure."""
_FRACTION = re.compile(r"\b\d{1,3}¼(?!\s?[−–.\d])|¼\s?(?:of\b|to\b|an?\b|tablets?|cups?|hours?|h\b|inch|mg|ml)|[½¾]")
_BETWEEN = re.compile(r"(?<=[\w)\]²])(\s?)¼(\s?)(?=[−–<>([-]?\s?[\w.·])")
_WRONG_SIGN = re.compile(r"[\w)] [¼½] [\w(−-]")
"""A fraction between blanks is the equals sign of a font that is coded in its own way: `p ¼ 0.03`."""
_UNIT = re.compile(r"\d\s?[lm][glLMmV]\b")
UNNAMED_SHAPES = "a font does not name its characters"
SCANNED = "it is a scan whose words a program made out"
EDGE = 3
"""Lines at the top and at the bottom of a page among which running heads are looked for."""
REPEATED = 3
"""Pages on which a line must stand to be a running head."""
MIN_READABLE = 0.4
"""Share of letters and digits below which a text layer is noise."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed and the page it is on, from 1; `gap` tells that an empty line stands before it."""

    text: str
    page: int
    gap: bool = False
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    """Place and type size in points, y going up; all 0 where they are not known."""
    font: int = -1
    head: int = -1
    """Numbers of the font most of it is set in, and of the one it begins with."""
    doubt: str = ""
    """Why its figures may be misread."""
    apart: str = ""
    """What it belongs to when it is no running text: `Table 2`."""
    kind: SectionKind = SectionKind.TEXT


Place = Sequence[float] | None
"""x, y, size, font and first font of a line, as `pdf_places` gives them."""


def read_lines(
    pages: list[str], layout: Sequence[Sequence[Place]] = (), lone: Sequence[int] = (), layer: Sequence[int] = ()
) -> tuple[list[Line], list[str]]:
    """Return the lines of all pages without running heads, and warnings that name pages not to be trusted.

    `layout` has a place for each line; `lone` names the pages on which `mg` may be µg, `layer` those that
    are scans with a text layer.
    """
    pages = with_equals([_UNNAMED.sub("\ufffd", page) for page in pages])
    warnings = _page_warnings(pages)
    warnings += [f"units may be misread on page {number}: m may stand for µ" for number in lone]
    warnings += [f"figures may be misread on page {number}: {SCANNED}" for number in layer]
    cleaned = [[clean_line(line) for line in page.split("\n")] for page in pages]
    places = [list(places) if len(places) == len(page) else [None] * len(page) for places, page in _zipped(layout, cleaned)]
    heads = _running_heads(cleaned, places)
    lines: list[Line] = []
    for number, page in enumerate(cleaned, 1):
        edges = _edges(page, places[number - 1])
        gap = False
        for position, text in enumerate(page):
            if (
                not text
                or _only_glyph_names(text)
                or (position in edges and (_masked(text) in heads or _is_page_number(text, number, heads)))
            ):
                gap = gap or not text
                continue
            doubt = _doubt(text, units=number in lone) or (SCANNED if number in layer and re.search(r"\d", text) else "")
            lines.append(_placed(Line(_NAMELESS.sub("\ufffd", text), number, gap, doubt=doubt), places[number - 1][position]))
            gap = False
    return lines, warnings


def _zipped(layout: Sequence[Sequence[Place]], pages: list[list[str]]) -> Iterator[tuple[Sequence[Place], list[str]]]:
    """Yield the places and the lines of each page; a page without places has an empty list of them."""
    for number, page in enumerate(pages):
        yield (layout[number] if number < len(layout) else ()), page


def _placed(line: Line, place: Place) -> Line:
    if place is None:
        return line
    x, y, size, font, head = place
    return replace(line, x=x, y=y, size=size, font=int(font), head=int(head))


def _doubt(text: str, *, units: bool) -> str:
    """Return why the figures of a line may be misread, or ""."""
    if GLYPH_NAME.search(text):
        return UNNAMED_SHAPES
    if _WRONG_SIGN.search(text) or _EQUALS.search(text):
        return "¼ may stand for ="
    return "m may stand for µ" if units and _UNIT.search(text) else ""


def clean_line(line: str) -> str:
    """Return a line with ligatures as letters, single blanks, nothing unprintable; a soft hyphen at its end stays a hyphen."""
    line = _LIGATURE_NAME.sub(lambda found: (found.group(1) or found.group(2)).replace("_", ""), line.translate(_LIGATURES))
    return clean(re.sub("\u00ad\\s*$", "-", line))


def with_equals(pages: list[str]) -> list[str]:
    """Return pages with `=` for `¼` in a paper that has it between statistics and figures and nowhere as a fraction."""
    whole = "\n".join(pages)
    if "¼" not in whole or not _EQUALS.search(whole) or _FRACTION.search(whole):
        return pages
    return [_BETWEEN.sub(r"\1=\2", page) for page in pages]


def is_noise(pages: list[str]) -> bool:
    """Whether a text layer is mostly characters that nobody can read."""
    text = "".join("".join(pages).split())
    readable = sum(letter.isalnum() for letter in GLYPH_NAME.sub("\ufffd", text))
    return len(text) >= 40 and readable < MIN_READABLE * len(text)


def _edges(page: list[str], places: Sequence[Place]) -> set[int]:
    """Return the positions of the first and last lines and of the highest and lowest, of each at most a third of the page."""
    filled = [position for position, line in enumerate(page) if line]
    depth = min(EDGE, len(filled) // 3)
    by_height = sorted((-place[1], position) for position in filled if (place := places[position]) is not None)
    orders = (filled, [position for _, position in by_height])
    return {position for order in orders for position in order[:depth] + order[len(order) - depth :]}


def _masked(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())


def _running_heads(pages: list[list[str]], places: Sequence[Sequence[Place]]) -> frozenset[str]:
    """Return lines, digits masked, that stand at the edge of several pages. Rows of figures are never among them.

    At the same height of the page twice is enough: left and right pages have heads of their own.
    """
    counts: Counter[str] = Counter()
    heights: Counter[tuple[str, int]] = Counter()
    numbers: Counter[int] = Counter()
    for page_number, page in enumerate(pages, 1):
        edge = [(page[position], places[page_number - 1][position]) for position in _edges(page, places[page_number - 1])]
        worded = {_masked(line): place for line, place in edge if sum(letter.isalpha() for letter in line) >= 4}
        counts.update(worded.keys())
        heights.update({(line, round(place[1] / 4)) for line, place in worded.items() if place is not None})
        numbers.update({int(line) - page_number for line, _ in edge if line.isascii() and line.isdigit() and len(line) <= 6})
    heads = {line for line, count in counts.items() if count >= REPEATED}
    heads |= {line for (line, _), count in heights.items() if count >= REPEATED - 1}
    return frozenset(heads | {f"offset {offset}" for offset, count in numbers.items() if count >= REPEATED - 1})


def _is_page_number(line: str, page: int, heads: frozenset[str]) -> bool:
    """Whether a bare number at the edge goes up with the pages, as no figure of a table does."""
    return line.isascii() and line.isdigit() and len(line) <= 6 and f"offset {int(line) - page}" in heads


def _only_glyph_names(line: str) -> bool:
    return len(GLYPH_NAME.findall(line)) >= 3 and not re.search(r"\w", GLYPH_NAME.sub("", line))


def _page_warnings(pages: list[str]) -> list[str]:
    """Name the pages on which characters are not known: nothing is guessed."""
    misread = [number for number, page in enumerate(pages, 1) if GLYPH_NAME.search(page)]
    signs = [number for number, page in enumerate(pages, 1) if len(_WRONG_SIGN.findall(page)) >= 2 or _EQUALS.search(page)]
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    warnings = [f"figures may be misread on page {number}: {UNNAMED_SHAPES}" for number in misread]
    warnings += [f"signs may be misread on page {number}: ¼ may stand for =" for number in signs if number not in misread]
    if empty and len(empty) < len(pages):
        warnings.append(f"no text on page {', '.join(map(str, empty))}: scanned or pictures only")
    return warnings

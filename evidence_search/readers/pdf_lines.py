"""From the pages of a PDF to clean lines: ligatures, stray glyph names, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from evidence_search.readers.assemble import clean

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LIGATURE_NAME = re.compile(r"/(f_(?:f_)?[ijlft])(?!_)")
GLYPH_NAME = re.compile(
    r"/(?:C\d{1,4}|gid\d{2,6}|g\d{1,4}|uni[0-9A-F]{4,6}|cid:\d+|[a-z]+\.(?:tf|sc|sups|lf|osf|tlf))(?![A-Za-z])|\ufffd"
)
"""What stands in a text where a font does not say which character a shape is: `/C04.63` was −4.63."""
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


def read_lines(pages: list[str]) -> tuple[list[Line], list[str]]:
    """Return the lines of all pages without running heads, and warnings that name pages not to be trusted."""
    pages = with_equals([_UNNAMED.sub("\ufffd", page) for page in pages])
    warnings = _page_warnings(pages)
    cleaned = [[clean_line(line) for line in page.split("\n")] for page in pages]
    heads = _running_heads(cleaned)
    lines: list[Line] = []
    for number, page in enumerate(cleaned, 1):
        edges = set(_edges(page))
        gap = False
        for position, text in enumerate(page):
            if (
                not text
                or _only_glyph_names(text)
                or (position in edges and (_masked(text) in heads or _is_page_number(text, number, heads)))
            ):
                gap = gap or not text
                continue
            lines.append(Line(text, number, gap))
            gap = False
    return lines, warnings


def clean_line(line: str) -> str:
    """Return a line with ligatures as letters, single blanks, nothing unprintable; a soft hyphen at its end stays a hyphen."""
    line = _LIGATURE_NAME.sub(lambda found: found.group(1).replace("_", ""), line.translate(_LIGATURES))
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


def _edges(page: list[str]) -> list[int]:
    """Return the positions of the first and last lines, never more than two thirds of a page: something must be left of it."""
    filled = [position for position, line in enumerate(page) if line]
    depth = min(EDGE, len(filled) // 3)
    return filled[:depth] + filled[len(filled) - depth :]


def _masked(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())


def _running_heads(pages: list[list[str]]) -> frozenset[str]:
    """Return lines, digits masked, that stand at the edge of several pages. Rows of figures are never among them."""
    counts: Counter[str] = Counter()
    numbers: Counter[int] = Counter()
    for page_number, page in enumerate(pages, 1):
        edge = {page[position] for position in _edges(page)}
        counts.update({_masked(line) for line in edge if sum(letter.isalpha() for letter in line) >= 4})
        numbers.update({int(line) - page_number for line in edge if line.isascii() and line.isdigit() and len(line) <= 6})
    heads = {line for line, count in counts.items() if count >= REPEATED}
    return frozenset(heads | {f"offset {offset}" for offset, count in numbers.items() if count >= REPEATED})


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
    warnings = [f"figures may be misread on page {number}: a font does not name its characters" for number in misread]
    warnings += [f"signs may be misread on page {number}: ¼ may stand for =" for number in signs if number not in misread]
    if empty and len(empty) < len(pages):
        warnings.append(f"no text on page {', '.join(map(str, empty))}: scanned or pictures only")
    return warnings

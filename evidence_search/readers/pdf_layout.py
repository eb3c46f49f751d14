"""What stands in the way of a paper's running text: captions, tables, footnotes, licences, told by place and type.

The running text is what most of the paper is set in. A table or a licence statement that a page's content stream has in the
middle of a sentence is taken out of it and kept as a section of its own, so that no quote is glued from two things.
Nothing is judged where a file does not say where its lines stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from evidence_search.readers.headings import is_known, is_references
from evidence_search.readers.pdf_headings import ENDS
from evidence_search.readers.pdf_lines import Line
from evidence_search.records import SectionKind

SAME_SIZE = 0.35
"""Points by which lines of one type may differ: justified text is scaled a little."""
SMALLER = 0.4
"""Points by which a footnote is set smaller, at least."""
BODY_FONT = 0.1
"""Share of the letters in the running text's size from which a font is one of its own: roman, and long passages in italics."""
MIN_LINES = 12
"""Lines with a place below which nothing is told of a paper's type."""
BLOCK = 4
"""Lines of a block of running text, at least."""
LONGEST_NOTE = 25
"""Lines of a note at the foot of a page; what goes on for longer is text in small type."""
PROSE = 0.7
"""Share of the usual line from which a line is running text, not a cell."""

CAPTION = re.compile(
    r"(?:(?:supplementa(?:ry|l)|online|extended data|appendix) )?(?P<kind>tables?|figures?|figs?\b\.?|box|scheme|chart)"
    r"\s?(?P<number>[A-Z]?\d{1,2}[A-Za-z]?|[IVX]{1,4})(?P<after>\s*[.:|—–-]|\s*$|\s+(?=[A-Z(]))",
    re.IGNORECASE,
)
"""The beginning of a caption: `Table 2.`, `FIGURE 1 |`, `Fig. 3: `, or the label alone in its line."""


def set_apart(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with `apart` and `kind` set for those that are no running text, in the order given."""
    body = _Body(lines)
    if not body.known:
        return list(lines)
    marked = list(lines)
    _captions(marked, body)
    _notes(marked, body)
    return marked


class _Body:
    """What the running text of a paper is set in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        end = next((at for at, line in enumerate(lines) if is_references(line.text)), len(lines))
        placed = [line for line in lines[: end if end > MIN_LINES else len(lines)] if line.size]
        sizes = Counter[float]()
        for line in _in_blocks(placed) or placed:
            if len(line.text) > 25:
                sizes[line.size] += len(line.text)
        shares = {size: sum(n for other, n in sizes.items() if abs(other - size) <= SAME_SIZE) for size in sizes}
        self.size = max(shares, key=lambda size: shares[size]) if shares else 0.0
        usual = [line for line in placed if abs(line.size - self.size) <= SAME_SIZE]
        self.known = len(usual) >= MIN_LINES
        fonts = Counter[int]()
        for line in usual:
            fonts[line.font] += len(line.text)
        self.fonts = {font for font, count in fonts.items() if count >= BODY_FONT * sum(fonts.values())}
        widths = [len(line.text) for line in usual if len(line.text) > 25 and line.font in self.fonts]
        self.width = median(widths) if widths else 60.0

    def sets(self, line: Line) -> bool:
        """Whether a line is set like the running text."""
        return abs(line.size - self.size) <= SAME_SIZE and line.font in self.fonts

    def prose(self, line: Line) -> bool:
        """Whether a line is set like the running text and as long as its lines."""
        return self.sets(line) and len(line.text) >= PROSE * self.width


def _in_blocks(placed: Sequence[Line]) -> list[Line]:
    """Return the lines that stand in blocks of at least four below each other, as running text does and cells seldom do."""
    blocks: list[list[Line]] = [[]]
    for line in placed:
        above = blocks[-1][-1] if blocks[-1] else None
        if above and (_far(above, line) or abs(above.x - line.x) > 2 * line.size or abs(above.size - line.size) > SAME_SIZE):
            blocks.append([])
        blocks[-1].append(line)
    return [line for block in blocks if len(block) >= BLOCK for line in block]


def _captions(lines: list[Line], body: _Body) -> None:
    """Mark captions, and the rows of a table with its caption."""
    position = 0
    while position < len(lines):
        label = _label(lines, position, body)
        if label is None:
            position += 1
            continue
        table = label.lower().startswith(("table", "box"))
        end = _table_end(lines, position, body) if table else _caption_end(lines, position, body)
        for at in range(position, end):
            lines[at] = replace(lines[at], apart=label, kind=SectionKind.TABLE if table else SectionKind.CAPTION)
        position = end


def _label(lines: Sequence[Line], position: int, body: _Body) -> str | None:
    """Return `Table 2` or `Figure 1` where a caption begins with this line, not a sentence that speaks of a table."""
    line = lines[position]
    found = CAPTION.match(line.text) if line.size else None
    if found is None:
        return None
    if body.sets(line) and line.head in body.fonts:
        previous = lines[position - 1] if position else None
        ended = previous is None or bool(ENDS.search(previous.text)) or not body.sets(previous) or _far(previous, line)
        if (not found.group("after").strip() and found.end() < len(line.text.rstrip())) or not ended:
            return None
    kind = found.group("kind").lower().rstrip(".s")
    return f"{'Figure' if kind.startswith('fig') else kind.capitalize()} {found.group('number')}"


def _caption_end(lines: Sequence[Line], start: int, body: _Body) -> int:
    """Return where a figure's caption ends: with another type, or a step on the page that is no next line."""
    at = start + 1
    while at < len(lines) and not lines[at].apart:
        line, above = lines[at], lines[at - 1]
        if line.page != above.page or abs(line.size - lines[start].size) > SAME_SIZE or CAPTION.match(line.text):
            break
        if (body.sets(line) and not body.sets(lines[start])) or _far(above, line):
            break
        at += 1
    return at


def _table_end(lines: Sequence[Line], start: int, body: _Body) -> int:
    """Return where a table ends: at running text, a heading, another caption or another page."""
    at = start + 1
    alike = body.sets(lines[start]) or any(body.sets(line) for line in lines[start + 1 : start + 3])
    while at < len(lines):
        line = lines[at]
        if (
            CAPTION.match(line.text)
            or _heads(line, body)
            or (line.page != lines[at - 1].page and not _goes_on(lines, at, body))
        ):
            break
        if body.sets(line) and (_reads_on(lines, at, body) if alike else not _in_row(line, lines[at - 1])):
            break
        at += 1
    return at


def _goes_on(lines: Sequence[Line], at: int, body: _Body) -> bool:
    """Whether a table goes on at the top of the next page: cells in its rows' type."""
    first, above = lines[at], lines[at - 1]
    top = [line for line in lines[at : at + 8] if line.page == first.page]
    return (
        first.page == above.page + 1
        and all(abs(line.size - above.size) <= SAME_SIZE and not body.sets(line) for line in top[:4])
        and _cells(top, body)
    )


def _reads_on(lines: Sequence[Line], at: int, body: _Body) -> bool:
    """Whether sentences begin with this line, where a table is set like the running text: two lines of mostly words."""
    line = lines[at]
    if not body.prose(line) or not _wordy(line):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else None
    return bool(ENDS.search(line.text)) or (below is not None and not _far(line, below) and _wordy(below))


def _wordy(line: Line) -> bool:
    words = line.text.split()
    return len(words) >= 4 and sum(word.strip(".,;:()").isalpha() for word in words) >= 0.7 * len(words)


def _heads(line: Line, body: _Body) -> bool:
    """Whether a line is a heading of the paper, not a word of a table."""
    return is_known(line.text) and (line.size > body.size + SAME_SIZE or line.text[:1].isdigit() or line.text.isupper())


def _in_row(line: Line, above: Line) -> bool:
    return line.page == above.page and abs(line.y - above.y) < 1.0


def _far(above: Line, line: Line) -> bool:
    """Whether a line does not stand right below another: another column, another place."""
    step = above.y - line.y
    return above.page != line.page or not 0.3 * line.size < step < 2.2 * max(line.size, above.size)


def _notes(lines: list[Line], body: _Body) -> None:
    """Mark what stands between two lines of running text and belongs to neither."""
    running = [at for at, line in enumerate(lines) if not line.apart]
    start, cited = 0, False
    while start < len(running):
        line = lines[running[start]]
        cited = is_references(line.text) or (cited and not is_known(line.text))
        if _belongs(running, start, lines, body):
            start += 1
            continue
        end = start
        while end < len(running) and not _belongs(running, end, lines, body) and not is_references(lines[running[end]].text):
            end += 1
        end = max(end, start + 1)
        if start and end < len(running) and not cited:
            stretch = [lines[at] for at in running[start:end]]
            if _is_foreign(stretch, lines[running[start - 1]], lines[running[end]], lines, body):
                kind = SectionKind.NOTE
                for at in running[start:end]:
                    lines[at] = replace(lines[at], apart=f"Set apart on page {lines[at].page}", kind=kind)
        start = end


def _belongs(running: Sequence[int], at: int, lines: Sequence[Line], body: _Body) -> bool:
    """Whether a line is running text: set like it, or next to it and in italics, or in a line of it, or seemingly smaller.

    An exponent in a line can give the size that is told of it.
    """
    line = lines[running[at]]
    if body.sets(line):
        return True
    beside = [lines[running[other]] for other in (at - 1, at + 1) if 0 <= other < len(running)]
    beside = [other for other in beside if body.sets(other) and other.page == line.page]
    if any(abs(other.y - line.y) < 0.5 * body.size for other in beside):
        return True
    near = any(not _far(*_downwards(line, other)) for other in beside)
    return near and (abs(line.size - body.size) <= SAME_SIZE or (line.font in body.fonts and len(line.text) > 25))


def _downwards(one: Line, other: Line) -> tuple[Line, Line]:
    return (one, other) if one.y >= other.y else (other, one)


def _is_foreign(stretch: Sequence[Line], before: Line, after: Line, lines: Sequence[Line], body: _Body) -> bool:
    """Whether lines of another type interrupt a sentence, or stand at the foot of a page or in small cells."""
    if any(is_known(line.text) and len(line.text) > 4 and line.size >= body.size - SMALLER for line in stretch):
        return False
    if after.page - before.page > 2 or not body.sets(before):
        return False
    if all(abs(line.size - body.size) <= SAME_SIZE for line in stretch) and not _far(before, stretch[0]):
        return False  # words in italics that fill lines
    open_ = not ENDS.search(before.text) and (len(before.text) >= 0.6 * body.width or before.text[-1] in "-‐")
    if open_ and not is_known(before.text):
        return True
    small = all(line.size <= body.size - SMALLER for line in stretch)
    if not small or (len(stretch) > LONGEST_NOTE and not _cells(stretch, body)):
        return False
    return _at_foot(stretch, lines, body) or (stretch[0].page > 1 and _cells(stretch, body))


def _at_foot(stretch: Sequence[Line], lines: Sequence[Line], body: _Body) -> bool:
    """Whether nothing of the running text stands below these lines in their column."""
    page, left = stretch[0].page, min(line.x for line in stretch)
    lowest = min(line.y for line in stretch)
    same = [line for line in lines if line.page == page and body.prose(line) and abs(line.x - left) < 12 * body.size]
    return all(line.page == page for line in stretch) and all(line.y > lowest for line in same)


def _cells(stretch: Sequence[Line], body: _Body) -> bool:
    """Whether lines are cells or labels: many, and short."""
    return len(stretch) >= 4 and median(len(line.text) for line in stretch) < 0.5 * body.width

"""From lines to named sections of paragraphs: line ends joined, hyphens at them judged, headings found.

A paragraph may run over a page break: a mark stands in front of the first word of each new page until offsets are known.
What `pdf_layout` set apart is kept with the section in whose midst it is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import median

from evidence_search.readers.assemble import clean
from evidence_search.readers.headings import is_known, is_references
from evidence_search.readers.pdf_headings import ENDS, Heading, find_heading, run_in_abstract, whole_headings
from evidence_search.readers.pdf_lines import Line
from evidence_search.records import SectionKind

MARK = "\ue0ff"
"""Private character, taken out of the pages first: a page begins, and its number is the character behind."""
_NUMBERS = 0xF0000
"""Private characters from here on stand for page numbers."""
MARKED = re.compile(f"{MARK}(.)", re.DOTALL)
LAST = 80
"""Characters at the end of a paragraph in which its last word is looked for."""
SAME_ROW = 2.5
"""Points by which the baselines of one row's cells may differ."""
LABEL = 12
"""Characters of `Table 1` alone in its line."""
FULL = 0.7
"""Share of a table's longest line from which a line of its caption goes on in the next."""
ABSTRACT_PAGES = 2
"""Pages on which an abstract may begin within a line."""
FRONT = "Front page"
"""Name of what stands before the first heading: title, authors, addresses."""

_STARTS = re.compile(
    r"key ?words?\b|(?:table|figure|fig\.) ?\d+[.:]|"
    r"(?:background|objectives?|aims?|methods?|results?|findings|conclusions?|interpretation|purpose|design|setting|"
    r"introduction|materials and methods|study design|trial registration)(?: [a-z/&]+){0,3}:",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\[?\d{1,3}[\].]\s+\S|\[\d{1,3}\]|\d{1,3}\s+[A-Z][a-z]+")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[ ]?[-‐]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
KEEPS_HYPHEN = frozenset(
    "self non well double single triple open half long short high low cross follow dose one two three four five six first "
    "second third mid early late full large small health evidence placebo treatment age sex time patient".split()
)
"""First parts of compounds whose hyphen is kept when the file gives no example either way."""


def mark(page: int) -> str:
    """Return what stands in front of the first word of a page."""
    return MARK + chr(_NUMBERS + page)


def page_number(found: re.Match[str]) -> int:
    """Return the page that begins at a match of `MARKED`."""
    return ord(found.group(1)) - _NUMBERS


@dataclass(slots=True)
class Block:
    """A heading with its depth (1 top, 2 below) and the paragraphs under it."""

    name: str
    depth: int = 1
    number: str = ""
    paragraphs: list[str] = field(default_factory=list)
    doubts: set[tuple[int, str]] = field(default_factory=set)
    """Pages on which its figures may be misread, and why."""
    apart: dict[str, Apart] = field(default_factory=dict)
    """Tables, captions and notes met in it, by name."""


@dataclass(slots=True)
class Apart:
    """What is printed in the midst of a section and is no part of its text, with the page of each of its lines."""

    kind: SectionKind
    lines: list[Line] = field(default_factory=list)


class Joiner:
    """Joins line ends, with the whole file as witness for words that are broken at a hyphen."""

    def __init__(self, lines: list[Line]) -> None:
        words: Counter[str] = Counter()
        for line in lines:
            inner = line.text.rpartition(" ")[0] if line.text[-1] in "-‐" else line.text
            words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", inner.lower()))
        self._words = words

    def join(self, text: str, following: str) -> str:
        """Return `text` and the next line as one: `depres-` + `sion` is `depression`, `double-` + `blind` keeps its hyphen."""
        found = MARKED.match(following)
        mark, rest = (following[: found.end()], following[found.end() :]) if found else ("", following)
        head, tail = text[:-LAST], text[-LAST:]  # a paragraph may be long, a word is not
        last, first = _LAST_WORD.search(tail), _FIRST_WORD.match(rest)
        if last is None:
            tight = re.search(r"\w[-–‐/]$", tail) and re.match(r"\w", rest)
            return f"{text}{'' if tight else ' '}{mark}{rest}"
        loose = text[-2] == " "
        bare = head + tail[: last.end(1)]
        if first is None or not rest[0].islower():
            return f"{text} {mark}{rest}" if loose else f"{text}{mark}{rest}"
        left, right = last.group(1).lower(), first.group().lower()
        if self._keeps(left, right):
            return f"{bare}-{mark}{rest}"
        return f"{bare}{mark}{rest}"

    def _keeps(self, left: str, right: str) -> bool:
        """Whether the hyphen belongs to the word: seen elsewhere with it more often than without."""
        if right in ("and", "or", "to"):  # short- and long-term
            return True
        with_, without = self._words[f"{left}-{right}"], self._words[left.rpartition("-")[2] + right]
        if with_ or without:
            return with_ > without
        return left in KEEPS_HYPHEN


def blocks(lines: list[Line]) -> list[Block]:
    """Return the sections of a file in reading order; the first is its front page."""
    lines = whole_headings(lines)
    running = [line for line in lines if not line.apart]
    joiner = Joiner(running)
    widths = _widths(running)
    found = [Block(FRONT)]
    paragraph = ""
    page, position = 0, -1
    for line in lines:
        if line.apart:
            found[-1].apart.setdefault(line.apart, Apart(line.kind)).lines.append(line)
            continue
        position += 1
        previous = running[position - 1] if position else None
        following = running[position + 1] if position + 1 < len(running) else None
        heading = _heading(line, previous, following, found, fresh=not paragraph)
        if heading is not None:
            _close(found, paragraph)
            found.append(Block(heading.name, heading.depth, heading.number))
            paragraph = mark(line.page) + heading.rest if heading.rest else ""
            page = line.page if heading.rest else 0
            continue
        if line.doubt:
            found[-1].doubts.add((line.page, line.doubt))
        text = line.text if line.page == page else mark(line.page) + line.text
        page = line.page
        if not paragraph:
            paragraph = text
        elif previous is not None and _breaks(line, previous, following, found[-1], widths):
            _close(found, paragraph)
            paragraph = text
        else:
            paragraph = joiner.join(paragraph, text)
    _close(found, paragraph)
    return found


def _close(found: list[Block], paragraph: str) -> None:
    if paragraph:
        found[-1].paragraphs.append(paragraph)


def _widths(lines: list[Line]) -> dict[int, float]:
    """Return the usual length of a line of running text on each page."""
    by_page: dict[int, list[int]] = {}
    for line in lines:
        if len(line.text) > 25:
            by_page.setdefault(line.page, []).append(len(line.text))
    return {page: median(lengths) for page, lengths in by_page.items()}


def _heading(line: Line, previous: Line | None, following: Line | None, found: list[Block], *, fresh: bool) -> Heading | None:
    """Return the heading that begins with a line; in the list of references only known ones end it."""
    heading = find_heading(line, previous, following, fresh=fresh)
    if heading is None and line.page <= ABSTRACT_PAGES and all(block.name != "Abstract" for block in found):
        heading = run_in_abstract(line)
    if heading is None or (is_references(found[-1].name) and not is_known(heading.name)):
        return None
    top = next((block for block in reversed(found) if block.depth == 1), None)
    if heading.depth == 2 and top is not None and top.number and top.number != heading.number.partition(".")[0]:
        return Heading(heading.name, 1, "", heading.rest)  # the top heading it belongs to was not found
    return heading


def _breaks(line: Line, previous: Line, following: Line | None, block: Block, widths: dict[int, float]) -> bool:
    """Whether a new paragraph begins with this line. When in doubt it does not: a sentence must not be torn."""
    if is_references(block.name):
        return bool(_REFERENCE.match(line.text)) or bool(ENDS.search(previous.text) and line.gap)
    ended = bool(ENDS.search(previous.text))
    starts = line.text[0].isupper() or not line.text[0].isalpha()
    width = widths.get(previous.page, 60)
    if _STARTS.match(line.text) and (ended or len(previous.text) < 0.7 * width):
        return True
    if ended and starts and (line.gap or len(previous.text) < 0.8 * width):
        return True
    return _is_label(line, previous, following, width) or _is_label(previous, None, line, width)


def _is_label(line: Line, previous: Line | None, following: Line | None, width: float) -> bool:
    """Whether a short line stands for itself: a minor heading between two paragraphs."""
    text = line.text
    if (
        len(text) > 0.6 * width
        or len(text.split()) > 8
        or not text[0].isupper()
        or not text[-1].isalpha()
        or re.search(r"\d", text)
    ):
        return False
    if following is None or not following.text[0].isupper() or len(following.text) < 0.7 * width:
        return False
    return previous is None or bool(ENDS.search(previous.text))


def references(found: list[Block]) -> tuple[str, ...]:
    """Return the references of a file, a line each."""
    return tuple(clean(MARKED.sub("", entry)) for block in found if is_references(block.name) for entry in block.paragraphs)


def apart_paragraphs(apart: Apart, joiner: Joiner) -> list[str]:
    """Return a caption or a note as one paragraph, a table as its caption and a line a row, cells of one height in one row."""
    if apart.kind is not SectionKind.TABLE:
        return [_joined(apart.lines, joiner)]
    head = _caption_lines(apart.lines)
    page, written = apart.lines[0].page, []
    for row in _rows(apart.lines[head:], joiner):
        written.append(" | ".join(cell.text for cell in row))
        if row[0].page != page:
            written[-1] = mark(row[0].page) + written[-1]
        page = row[0].page
    return ["\n".join([_joined(apart.lines[:head], joiner), *written])]


def _rows(lines: list[Line], joiner: Joiner) -> list[list[Line]]:
    """Return the rows of a table, each its cells from left to right.

    What stands below cells and begins where they do, with nothing in the first column, goes on in them.
    """
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.page, -each.y)):
        if rows and rows[-1][0].page == line.page and abs(rows[-1][0].y - line.y) < SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    whole: list[list[Line]] = []
    for row in (sorted(each, key=lambda cell: cell.x) for each in rows):
        above = {round(cell.x / SAME_ROW): at for at, cell in enumerate(whole[-1])} if whole else {}
        places = [above.get(round(cell.x / SAME_ROW), 0) for cell in row]
        if whole and all(places) and whole[-1][0].page == row[0].page:
            for at, cell in zip(places, row, strict=True):
                whole[-1][at] = replace(whole[-1][at], text=joiner.join(whole[-1][at].text, cell.text))
        else:
            whole.append(row)
    return whole


def _caption_lines(lines: list[Line]) -> int:
    """Return how many lines of a table are its caption: the label and what is set like it, before any row of two cells."""
    count, longest = 1, max(len(line.text) for line in lines)
    while count < len(lines) and abs(lines[count].size - lines[0].size) <= 0.35:
        line, above = lines[count], lines[count - 1]
        alone = count == 1 and len(above.text) <= LABEL
        if not alone and (len(above.text) < FULL * longest or line.font != above.font):
            break
        if count + 1 < len(lines) and abs(lines[count + 1].y - line.y) < SAME_ROW:
            break
        count += 1
    return count


def _joined(lines: list[Line], joiner: Joiner) -> str:
    text, page = "", 0
    for line in lines:
        piece = line.text if line.page == page else mark(line.page) + line.text
        text, page = (joiner.join(text, piece) if text else piece), line.page
    return text

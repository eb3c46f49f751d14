"""From lines to named sections of paragraphs: line ends joined, hyphens at them judged, headings found.

A paragraph may run over a page break: `MARK` stands in front of the first word of each new page until offsets are known.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from evidence_search.readers.assemble import clean
from evidence_search.readers.headings import is_known, is_references
from evidence_search.readers.pdf_headings import ENDS, Heading, find_heading, run_in_abstract, whole_headings
from evidence_search.readers.pdf_lines import Line

MARK = "\ue0ff"
"""Private character, taken out of the pages first: the page break."""
LAST = 80
"""Characters at the end of a paragraph in which its last word is looked for."""
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


@dataclass(slots=True)
class Block:
    """A heading with its depth (1 top, 2 below) and the paragraphs under it."""

    name: str
    depth: int = 1
    number: str = ""
    paragraphs: list[str] = field(default_factory=list)


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
        rest = following.lstrip(MARK)
        mark = following[: len(following) - len(rest)]
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
    joiner = Joiner(lines)
    widths = _widths(lines)
    found = [Block(FRONT)]
    paragraph = marks = ""
    page = 1
    for position, line in enumerate(lines):
        previous = lines[position - 1] if position else None
        following = lines[position + 1] if position + 1 < len(lines) else None
        marks += MARK * (line.page - page)
        page = line.page
        heading = _heading(line, previous, following, found, fresh=not paragraph)
        if heading is not None:
            _close(found, paragraph)
            found.append(Block(heading.name, heading.depth, heading.number))
            paragraph = marks + heading.rest if heading.rest else ""
            marks = "" if heading.rest else marks
            continue
        text, marks = marks + line.text, ""
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
    return tuple(clean(entry.replace(MARK, "")) for block in found if is_references(block.name) for entry in block.paragraphs)

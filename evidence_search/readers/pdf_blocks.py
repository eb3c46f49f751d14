"""From lines to named sections of paragraphs: line ends joined, hyphens at them judged, headings found.

A paragraph may run over a page break: `MARK` stands in front of the first word of each new page until offsets are known.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from evidence_search.readers.assemble import clean
from evidence_search.readers.headings import heading_name, is_known, is_references, without_number
from evidence_search.readers.pdf_lines import Line

MARK = "\ue0ff"
"""Private character, taken out of the pages first: the page break."""
LAST = 80
"""Characters at the end of a paragraph in which its last word is looked for."""
MAX_TAIL = 45
"""Characters of the second line of a heading."""
FRONT = "Front page"
"""Name of what stands before the first heading: title, authors, addresses."""

_ENDS = re.compile(r"[.!?:][\"”’')\]\d,–-]{0,8}$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+([A-Z][A-Za-z].{1,78})")
_RUN_IN = re.compile(r"(abstract|summary|a b s t r a c t)\s*(?:[:.—–-]|(?=\s[A-Z]))\s*(\S.*)", re.IGNORECASE)
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
    lines = _whole_headings(lines)
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
            depth, name, rest = heading
            found.append(Block(name, depth))
            paragraph = marks + rest if rest else ""
            marks = "" if rest else marks
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


def _whole_headings(lines: list[Line]) -> list[Line]:
    """Join numbered headings that are printed in two lines: `2.1. Plant material and DNA sample` + `preparation`."""
    whole: list[Line] = []
    for position, line in enumerate(lines):
        after = lines[position + 1].text if position + 1 < len(lines) else ""
        head = whole[-1] if whole else None
        if (
            head is not None
            and head.page == line.page
            and re.match(r"\d{1,2}\.\d", head.text)
            and _NUMBERED.fullmatch(head.text)
            and line.text[0].islower()
            and len(line.text) < MAX_TAIL
            and line.text[-1].isalpha()
            and after[:1].isupper()
        ):
            whole[-1] = Line(f"{head.text} {line.text}", head.page, head.gap)
        else:
            whole.append(line)
    return whole


def _heading(
    line: Line, previous: Line | None, following: Line | None, found: list[Block], *, fresh: bool
) -> tuple[int, str, str] | None:
    """Return depth, name and the text that follows on the same line, or None. `fresh`: a heading stands right before."""
    text = line.text
    in_references = is_references(found[-1].name)
    if (
        is_known(text)
        and text[0].isupper() | text[0].isdigit()
        and len(text) <= 60
        and _may_stand_alone(text, previous, following)
    ):
        return 1, heading_name(_unspaced(text)), ""
    run_in = _RUN_IN.fullmatch(text)
    if run_in and line.page <= 2 and all(block.name != "Abstract" for block in found) and text[0].isupper():
        return 1, "Abstract", run_in.group(2)
    if in_references or previous is None or not (fresh or _ENDS.search(previous.text) or line.gap or len(previous.text) < 40):
        return None
    numbered = _NUMBERED.fullmatch(text)
    if numbered and following is not None:
        title, stop, rest = numbered.group(2).partition(". ")
        depth = 2 if "." in numbered.group(1) else 1
        if _is_title(title) and (
            rest[:1].isupper() if stop and depth == 2 else following.text[:1].isupper() or _NUMBERED.match(following.text)
        ):
            return depth, heading_name(title), rest
    if (
        text.isupper()
        and _is_title(text)
        and _ENDS.search(previous.text)
        and sum(map(str.isalpha, text)) >= 6
        and len(text.split()) <= 8
    ):
        return 1, heading_name(text), ""
    return None


def _unspaced(text: str) -> str:
    return text.replace(" ", "") if re.fullmatch(r"(?:[A-Z] ){3,}[A-Z]", text) else text


def _may_stand_alone(text: str, previous: Line | None, following: Line | None) -> bool:
    """Whether a known heading is one here: a word alone in a line may also be the end of a sentence or a cell of a table."""
    if without_number(text).isupper() or re.match(r"\d", text):
        return True
    if following is not None and following.text[:1].islower():
        return False
    if text.rstrip(":.").lower() in ("abstract", "introduction", "references", "discussion"):
        return True  # words that no table has in a line of their own
    return (
        previous is None
        or bool(_ENDS.search(previous.text))
        or previous.gap
        or len(previous.text) < 60
        or len(text.split()) > 1
    )


def _is_title(text: str) -> bool:
    """Whether words are a title: no sentence, hardly any figures."""
    return (
        text[-1] not in ".,;:"
        and len(text.split()) <= 12
        and sum(map(str.isdigit, text)) <= 3
        and not re.search(r"[|=<>@:]|\. |https?:|( [-–]){2}", text)
    )


def _breaks(line: Line, previous: Line, following: Line | None, block: Block, widths: dict[int, float]) -> bool:
    """Whether a new paragraph begins with this line. When in doubt it does not: a sentence must not be torn."""
    if is_references(block.name):
        return bool(_REFERENCE.match(line.text)) or bool(_ENDS.search(previous.text) and line.gap)
    ended = bool(_ENDS.search(previous.text))
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
    return previous is None or bool(_ENDS.search(previous.text))


def references(found: list[Block]) -> tuple[str, ...]:
    """Return the references of a file, a line each."""
    return tuple(clean(entry.replace(MARK, "")) for block in found if is_references(block.name) for entry in block.paragraphs)

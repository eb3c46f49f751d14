"""Markdown and plain text cut at their headings, and Markdown's marks taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence_search.readers.headings import is_known, is_references

_HASHES = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:https?|mailto|[./#\w])[^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])"
)
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
MAX_MARKED = 20_000
"""Characters of a line in which marks are looked for; a longer one is data, and looking would take very long."""
MAX_HEADING = 80
"""Characters of a line in capitals that may still be a heading."""


@dataclass(slots=True)
class Block:
    """What stands under a heading: its level (0 for none), the line it is on, and its paragraphs."""

    heading: str
    level: int
    line: int
    paragraphs: list[str] = field(default_factory=list)


def blocks(text: str, *, marked: bool, first_line: int = 1) -> list[Block]:
    """Return the blocks of a text; the first has no heading. `marked` texts are Markdown, others have bare headings."""
    found = [Block("", 0, first_line)]
    waiting: list[str] = []
    fenced = False
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if marked and _FENCE.match(line):
            fenced = not fenced
            continue
        if marked and _TABLE_RULE.match(line):
            continue
        heading = None if fenced else _heading(lines, number, marked)
        if heading is not None:
            _close(found[-1], waiting, marked)
            found.append(Block(unmarked(heading[1]) if marked else heading[1].strip(), heading[0], first_line + number))
        elif not line.strip() or (marked and _RULE.match(line)):
            _close(found[-1], waiting, marked)
        else:
            if not waiting and not found[-1].paragraphs and not found[-1].level:
                found[-1].line = first_line + number
            waiting.append(line)
    _close(found[-1], waiting, marked)
    return found


def unmarked(text: str) -> str:
    """Return Markdown without emphasis, links' addresses and code marks: `**Ketamine** [rose](x)` gives `Ketamine rose`."""
    if len(text) > MAX_MARKED:
        return text
    text = _LINK.sub(r"\1", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda found: found.group(1) or found.group(2), text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1", re.sub(r"`([^`]+)`", r"\1", text))


def _heading(lines: list[str], number: int, marked: bool) -> tuple[int, str] | None:
    """Return the level and words of a heading line, or None."""
    line = lines[number]
    hashes = _HASHES.match(line)
    if hashes and hashes.group(2):
        return len(hashes.group(1)), hashes.group(2)
    if not marked and _stands_alone(lines, number) and _bare_heading(line.strip()):
        return 2, line.strip()
    return None


def _bare_heading(line: str) -> bool:
    """Whether a line of plain text is a heading: a known name, or a few words in capitals."""
    if is_known(line):
        return True
    words = line.split()
    letters = [letter for letter in line if letter.isalpha()]
    return len(line) <= MAX_HEADING and len(words) <= 8 and len(letters) >= 4 and line.isupper() and line[-1] not in ".,;?!"


def _stands_alone(lines: list[str], number: int) -> bool:
    """Whether a line begins a paragraph: a heading never follows text without a gap, unless it is a known one."""
    return number == 0 or not lines[number - 1].strip() or is_known(lines[number])


def _close(block: Block, waiting: list[str], marked: bool) -> None:
    """End a paragraph: wrapped lines are joined, list items and rows of a table keep their lines."""
    if not waiting:
        return
    joined: list[str] = []
    for line in waiting:
        bare = re.sub(r"^\s*>\s?", "", line) if marked else line
        own = _ITEM.match(bare) or bare.lstrip().startswith("|") or is_references(block.heading)
        if joined and not own:
            joined[-1] += " " + bare.strip()
        else:
            joined.append(bare.strip())
    block.paragraphs.append("\n".join(unmarked(line) if marked else line for line in joined))
    waiting.clear()

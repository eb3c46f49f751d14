"""Which lines of a PDF are headings, judged by their words and their neighbours: nothing is known of type sizes here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from evidence_search.readers.headings import heading_name, is_known, without_number
from evidence_search.readers.pdf_lines import Line

ENDS = re.compile(r"[.!?:][\"”’')\]\d,–-]{0,8}$")
"""The end of a sentence, and a citation number behind it."""
MAX_TAIL = 45
"""Characters of the second line of a heading."""
MAX_KNOWN = 60
"""Characters of a heading known by its words."""
SHORT = 40
"""Characters below which a line in front of a heading is one that ended early, with or without a full stop."""

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+([A-Z][A-Za-z].{1,78})")
_RUN_IN = re.compile(r"(abstract|summary|a b s t r a c t)\s*(?:[:.—–-]|(?=\s[A-Z]))\s*(\S.*)", re.IGNORECASE)
_NO_TITLE = re.compile(r"[|=<>@:]|\. |https?:|( [-–]){2}")
_ALWAYS = ("abstract", "introduction", "references", "discussion")
"""Words that no table has in a line of their own."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its name, its depth (1 top, 2 below), its number as printed, and text that follows in the same line."""

    name: str
    depth: int = 1
    number: str = ""
    rest: str = ""


def whole_headings(lines: list[Line]) -> list[Line]:
    """Join numbered headings that are printed in two lines: `2.1. Plant material and DNA sample` + `preparation`."""
    whole: list[Line] = []
    for position, line in enumerate(lines):
        after = lines[position + 1].text if position + 1 < len(lines) else ""
        head = whole[-1] if whole else None
        if head is not None and head.page == line.page and _goes_on(head.text, line.text, after):
            whole[-1] = replace(head, text=f"{head.text} {line.text}")
        else:
            whole.append(line)
    return whole


def _goes_on(head: str, tail: str, after: str) -> bool:
    """Whether `tail` is the second line of a numbered heading: short, in small letters, and a sentence begins behind it."""
    numbered = re.match(r"\d{1,2}\.\d", head) and _NUMBERED.fullmatch(head)
    return bool(numbered) and tail[0].islower() and len(tail) < MAX_TAIL and tail[-1].isalpha() and after[:1].isupper()


def find_heading(line: Line, previous: Line | None, following: Line | None, *, fresh: bool) -> Heading | None:
    """Return the heading that a line is or begins with, or None. `fresh`: a heading stands right before it."""
    text = line.text
    number = re.match(r"\d{1,2}(?:\.\d{1,2}){0,2}", text)
    if _is_known_here(text, previous, following):
        depth = 2 if number and "." in number.group() else 1
        return Heading(heading_name(_unspaced(text)), depth, number.group() if number else "")
    if previous is None or not (fresh or ENDS.search(previous.text) or line.gap or len(previous.text) < SHORT):
        return None
    if following is not None and (numbered := _numbered(text, following.text)):
        return numbered
    if ENDS.search(previous.text) and _is_capitals(text):
        return Heading(heading_name(text))
    return None


def run_in_abstract(line: Line) -> Heading | None:
    """Return the abstract's heading where its text begins in the same line: `Abstract: Complete …`."""
    found = _RUN_IN.fullmatch(line.text)
    return Heading("Abstract", rest=found.group(2)) if found and line.text[0].isupper() else None


def _is_known_here(text: str, previous: Line | None, following: Line | None) -> bool:
    """Whether a line is a heading by its words; a word alone in a line may also end a sentence or stand in a table."""
    if len(text) > MAX_KNOWN or not (text[0].isupper() or text[0].isdigit()) or not is_known(text):
        return False
    if without_number(text).isupper() or text[0].isdigit():
        return True
    if following is not None and following.text[:1].islower():
        return False
    ended = previous is None or previous.gap or len(previous.text) < MAX_KNOWN or bool(ENDS.search(previous.text))
    return ended or len(text.split()) > 1 or text.rstrip(":.").lower() in _ALWAYS


def _numbered(text: str, following: str) -> Heading | None:
    """Return a numbered heading, alone in its line or (below the top) with the text behind it: `2.2. Design. We did …`."""
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return None
    title, stop, rest = found.group(2).partition(". ")
    depth = 2 if "." in found.group(1) else 1
    begins = rest[:1].isupper() if stop and depth == 2 else following[:1].isupper() or bool(_NUMBERED.match(following))
    return Heading(heading_name(title), depth, found.group(1), rest) if begins and _is_title(title) else None


def _is_capitals(text: str) -> bool:
    return text.isupper() and _is_title(text) and sum(map(str.isalpha, text)) >= 6 and len(text.split()) <= 8


def _is_title(text: str) -> bool:
    """Whether words are a title: no sentence, hardly any figures."""
    return (
        text[-1] not in ".,;:" and len(text.split()) <= 12 and sum(map(str.isdigit, text)) <= 3 and not _NO_TITLE.search(text)
    )


def _unspaced(text: str) -> str:
    """Return letters set apart as a word: `A B S T R A C T`."""
    return text.replace(" ", "") if re.fullmatch(r"(?:[A-Z] ){3,}[A-Z]", text) else text

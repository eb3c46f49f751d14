"""A handout for a patient of one page: quotes with their place, harms and doubts, numbered sources. As a Word document.

It is made to fit on one page of A4 or Letter: its height is reckoned, and what would not fit is left off, by whole studies or
by whole sentences of the only one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING

from evidence_search.export.cells import printable
from evidence_search.text.sentences import sentence_spans

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Arial"
TEXT, HEADING, TITLE = 10, 11, 16
"""Sizes of letters in points."""
MARGIN_CM, SIDE_CM = 1.5, 1.9
"""Margins above and below, and at the sides."""
_WIDTH, _HEIGHT = 487, 705
"""Points of text across the narrower of both papers (A4: 21 − 2 × 1.9 cm) and down the shorter (Letter: 27.94 − 2 × 1.5 cm)."""
_LETTER, _LINE = 0.47, 1.16
"""Width of a letter and height of a line as shares of the size of type, for running text in Arial.

What lines lose at their ends is in it. Held against pages laid out by LibreOffice and Chromium: `benchmarks/handouts.py`.
"""
_ABOVE_HEADING, _BELOW = 6, 3
"""Points above a heading, and below everything."""
_CUT = " […]"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The date kept in the file: equal content gives equal bytes."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Verbatim pieces of one place, and where they stand."""

    pieces: tuple[str, ...]
    place: str
    is_cut: bool = False
    """Whether the place says more than there was room for."""

    @property
    def words(self) -> str:
        """The pieces, each in quotation marks."""
        return " ".join(f"“{piece}”" for piece in self.pieces) + (_CUT if self.is_cut else "")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with paragraphs below it, as they stand; `quoted` ones are put in quotation marks, with their place behind."""

    heading: str
    quoted: tuple[Quoted, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """What a handout is made of; `sources` are numbered from 1. Without a question none is printed."""

    title: str
    question: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    reminders: tuple[str, ...]
    fingerprint: str

    @property
    def asked(self) -> str:
        """The line of the question; empty without one."""
        return f"You asked: {self.question}" if self.question else ""

    @property
    def made_by(self) -> str:
        """The last line."""
        return f"Made by Evidence Search from index {self.fingerprint}. Words in quotation marks are verbatim."


def fits(handout: Handout) -> bool:
    """Whether a handout stands on one page."""
    return _height(handout) <= _HEIGHT


def fitted(make: Callable[[int], Handout], most: int) -> tuple[Handout, int]:
    """Return the handout of the first studies that stand on one page together, and how many they are.

    `make` gives the handout of the first so many studies, `most` is how many there are, at least one. Where a single study is
    too long, the last sentences of its longest quotes are left out, which is marked.
    """
    for count in range(most, 1, -1):
        if fits(handout := make(count)):
            return handout, count
    return _shortened(make(1)), 1


def to_handout(handout: Handout) -> bytes:
    """Return a handout as the bytes of a DOCX file."""
    file = _empty(handout.title)
    file.add_heading(printable(handout.title), 0)
    for line in filter(None, [handout.asked]):
        _line(file, line)
    for block in handout.blocks:
        _block(file, block)
    file.add_heading("Sources", 2)
    for number, source in enumerate(handout.sources, 1):
        _line(file, f"[{number}] {source}")
    for reminder in (*handout.reminders, handout.made_by):
        _line(file, reminder)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _empty(title: str) -> Document:
    from docx import Document as new_document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    file = new_document()
    file.core_properties.title = printable(title)
    file.core_properties.author = "Evidence Search"
    file.core_properties.created = file.core_properties.modified = _NEVER
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        section.left_margin = section.right_margin = Cm(SIDE_CM)
    for name, points, before in (("Normal", TEXT, 0), ("Title", TITLE, 0), ("Heading 2", HEADING, _ABOVE_HEADING)):
        style = file.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme"):  # the template's headings name a theme's font, which would win
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(_BELOW)
        style.paragraph_format.line_spacing = 1.0
    return file


def _block(file: Document, block: Block) -> None:
    file.add_heading(printable(block.heading), 2)
    for quoted in block.quoted:
        paragraph = file.add_paragraph(printable(quoted.words))
        paragraph.add_run(f" {printable(quoted.place)}").italic = True
    for line in block.said:
        _line(file, line)


def _line(file: Document, words: str) -> None:
    file.add_paragraph(printable(words))


def _height(handout: Handout) -> float:
    """Return the points a handout takes down a page."""
    headings = [*(block.heading for block in handout.blocks), "Sources"]
    lines = [handout.asked] if handout.asked else []
    for block in handout.blocks:
        lines += [f"{quoted.words} {quoted.place}" for quoted in block.quoted]
        lines += block.said
    lines += [f"[{number}] {source}" for number, source in enumerate(handout.sources, 1)]
    lines += [*handout.reminders, handout.made_by]
    title = _paragraph(handout.title, TITLE) + _ABOVE_HEADING
    headed = sum(_paragraph(heading, HEADING) + _ABOVE_HEADING for heading in headings)
    return title + headed + sum(_paragraph(line, TEXT) for line in lines)


def _paragraph(words: str, points: int) -> float:
    """Return the points a paragraph takes down a page; each line of its words begins a new one."""
    across = _WIDTH / (points * _LETTER)
    lines = sum(max(1, ceil(len(part) / across)) for part in words.splitlines() or [""])
    return lines * points * _LINE + _BELOW


def _shortened(handout: Handout) -> Handout:
    """Return a handout whose longest quotes lost their last sentences until it fits; one sentence of each always stays."""
    while not fits(handout):
        cuts = [
            (len(quoted.words), place, number)
            for place, block in enumerate(handout.blocks)
            for number, quoted in enumerate(block.quoted)
            if _less(quoted)
        ]
        if not cuts:
            return handout
        _, place, number = max(cuts)
        block = handout.blocks[place]
        shorter = _less(block.quoted[number]) or block.quoted[number]
        block = replace(block, quoted=(*block.quoted[:number], shorter, *block.quoted[number + 1 :]))
        handout = replace(handout, blocks=(*handout.blocks[:place], block, *handout.blocks[place + 1 :]))
    return handout


def _less(quoted: Quoted) -> Quoted | None:
    """Return a quote without its last sentence; None where there is only one."""
    *before, last = quoted.pieces
    spans = sentence_spans(last)
    if len(spans) > 1:
        return replace(quoted, pieces=(*before, last[: spans[-2][1]]), is_cut=True)
    return replace(quoted, pieces=tuple(before), is_cut=True) if before else None

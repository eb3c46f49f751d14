"""A handout for a patient as a Word document of one page: quotes with their place, harms and doubts, numbered sources."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evidence_search.export.cells import printable

if TYPE_CHECKING:
    from docx.document import Document

ONE_PAGE = 2_600
"""Characters of text that fit on a page of A4 or Letter beside title, reminders and sources, at 10 points."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The date kept in the file: equal content gives equal bytes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with paragraphs below it, as they stand; `quoted` ones are put in quotation marks, with their place behind."""

    heading: str
    quoted: tuple[tuple[str, str], ...] = ()
    """(words, where they stand)."""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """What a handout is made of; `sources` are numbered from 1."""

    title: str
    question: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    reminders: tuple[str, ...]
    fingerprint: str


def to_handout(handout: Handout) -> bytes:
    """Return a handout as the bytes of a DOCX file."""
    from docx import Document as new_document
    from docx.shared import Cm, Pt

    file = new_document()
    file.core_properties.title = printable(handout.title)
    file.core_properties.author = "Evidence Search"
    file.core_properties.created = file.core_properties.modified = _NEVER
    for section in file.sections:
        section.top_margin = section.bottom_margin = Cm(1.5)
        section.left_margin = section.right_margin = Cm(1.9)
    for name, points, before in (("Normal", 10, 0), ("Title", 16, 0), ("Heading 2", 11, 6)):
        style = file.styles[name]
        style.font.size = Pt(points)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(3)
    file.add_heading(printable(handout.title), 0)
    _line(file, f"You asked: {handout.question}")
    for block in handout.blocks:
        _block(file, block)
    file.add_heading("Sources", 2)
    for number, source in enumerate(handout.sources, 1):
        _line(file, f"[{number}] {source}")
    for reminder in handout.reminders:
        _line(file, reminder)
    _line(file, f"Made by Evidence Search from index {handout.fingerprint}. Words in quotation marks are verbatim.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _block(file: Document, block: Block) -> None:
    file.add_heading(printable(block.heading), 2)
    for words, place in block.quoted:
        paragraph = file.add_paragraph(f"“{printable(words)}”")
        paragraph.add_run(f" {printable(place)}").italic = True
    for line in block.said:
        _line(file, line)


def _line(file: Document, words: str) -> None:
    file.add_paragraph(printable(words))


def fitting(lengths: Sequence[int], room: int = ONE_PAGE) -> int:
    """Return how many of the first items fit on a page together; at least one."""
    used = 0
    for count, each in enumerate(lengths):
        used += each
        if used > room and count:
            return count
    return len(lengths)

"""One way to put a text together from named sections, shared by every reader.

Paragraphs are joined by an empty line, sections likewise, so that a section is a slice of the text without blanks at its ends.
Only white space is touched, and characters that nobody can see: control characters, soft hyphens, zero-width and
direction marks, halves of surrogate pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_search.records import Section, SectionKind

GAP = "\n\n"
MAX_NAME = 160
"""Characters of a section's name: a heading, not a paragraph that was marked up as one."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Return `text` on one line, runs of white space as one blank, without invisible characters: `a\xa0\n b` gives `a b`."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_lines(text: str) -> str:
    """Return `text` with its lines cleaned one by one and empty lines left out (list items, rows of a table)."""
    return "\n".join(line for line in map(clean, text.split("\n")) if line)


class Assembler:
    """Collects sections and gives the text with their offsets."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._sections: list[Section] = []
        self._length = 0

    def add(self, name: str, kind: SectionKind, paragraphs: Iterable[str]) -> None:
        """Append a section; paragraphs may hold lines; without any text nothing is appended."""
        body = GAP.join(filter(None, map(clean_lines, paragraphs)))
        if not body:
            return
        start = self._length + (len(GAP) if self._pieces else 0)
        self._pieces.append(body)
        self._length = start + len(body)
        self._sections.append(Section(_short(clean(name)), start, self._length, kind))

    def build(self) -> tuple[str, tuple[Section, ...]]:
        """Return the text and its sections, in order and apart from each other."""
        return GAP.join(self._pieces), tuple(self._sections)


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1].rstrip() + "…"

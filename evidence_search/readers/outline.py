"""Headings and paragraphs, as Word and web pages give them, become named sections; references and notes go their own way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.headings import heading_name, is_known, is_left_out, is_references
from evidence_search.readers.plain import MAIN_TEXT
from evidence_search.records import Section, SectionKind

_ABSTRACT = re.compile(r"(?:abstract|summary)\b", re.IGNORECASE)


class Outline:
    """Takes a document from top to bottom and sorts it."""

    def __init__(self, title: str = "") -> None:
        self.title = title
        self.references: list[str] = []
        self.known_headings = 0
        self.headings = 0
        """Headings that have text."""
        self.abstract = 0
        """Characters of the abstract."""
        self._path: list[tuple[int, str]] = []
        self._parts: list[tuple[str, SectionKind, list[str]]] = []

    def heading(self, level: int, text: str) -> None:
        """Open a section. The first heading of level 1 that is not one papers use is the title."""
        name = heading_name(clean(text))
        if not name:
            return
        if level == 1 and not is_known(name) and (not self.title or clean(text) == self.title):
            self.title = clean(text)
            return
        self._path = [(above, title) for above, title in self._path if above < level]
        self._path.append((level, name))
        self._parts.append((self._name(), SectionKind.TEXT, []))

    def bare_heading(self, text: str) -> None:
        """Open a section for words set like a heading without a level: beside the last one, or inside an abstract."""
        beside = bool(self._path) and not _ABSTRACT.match(self._path[0][1])
        self.heading(self._path[0][0] if beside else 2, text)

    def paragraph(self, text: str) -> None:
        """Append to the open section, or to the references when that is what it is."""
        if not text.strip():
            return
        names = [name for _, name in self._path]
        if any(map(is_references, names)):
            self.references.append(clean(text))
        elif not any(map(is_left_out, names)):
            kind = SectionKind.ABSTRACT if names and _ABSTRACT.match(names[0]) else SectionKind.TEXT
            self._open(self._name(), kind).append(text)

    def table(self, name: str, kind: SectionKind, text: str) -> None:
        """Append a table or a caption as a section of its own; the open section goes on behind it."""
        if text.strip() and not any(is_left_out(name) for _, name in self._path):
            self._parts.append((name, kind, [text]))

    def build(self) -> tuple[str, tuple[Section, ...]]:
        """Return the text and its sections, and count what has been seen."""
        assembled = Assembler()
        headed = next((place for place, (name, *_) in enumerate(self._parts) if name != MAIN_TEXT), 0)
        fronted = any(kind is SectionKind.ABSTRACT for _, kind, _ in self._parts[headed : headed + 1])
        for place, (name, kind, paragraphs) in enumerate(self._parts):
            front = fronted and place < headed  # who wrote it and where: not what a search should find
            assembled.add("Front matter" if front else name, SectionKind.NOTE if front else kind, paragraphs)
        whole, sections = assembled.build()
        self.abstract = sum(each.end - each.start for each in sections if each.kind is SectionKind.ABSTRACT)
        named = {each.name for each in sections if each.kind is SectionKind.TEXT and each.name != MAIN_TEXT}
        self.headings = len(named)
        self.known_headings = sum(any(map(is_known, name.split(": "))) for name in named)
        return whole, sections

    def front(self) -> Iterator[str]:
        """Yield the paragraphs before the first heading: authors, addresses, the DOI."""
        for name, _, paragraphs in self._parts:
            if name != MAIN_TEXT:
                return
            yield from paragraphs

    def _name(self) -> str:
        return ": ".join(name for _, name in self._path[:2]) or MAIN_TEXT

    def _open(self, name: str, kind: SectionKind) -> list[str]:
        if not self._parts or self._parts[-1][0] != name or self._parts[-1][1] not in (kind, SectionKind.TEXT):
            self._parts.append((name, kind, []))
        elif self._parts[-1][1] is not kind:
            self._parts[-1] = (name, kind, self._parts[-1][2])
        return self._parts[-1][2]

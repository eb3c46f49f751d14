"""Tagged records, streamed: the one line grammar behind MEDLINE text, RIS, EndNote and Web of Science exports.

rispy 0.10 was tried and reads the RIS samples, but it holds all records at once, ends at the first bad one, and knows neither
MEDLINE's four letters nor values that go on without a tag; those need this grammar anyhow, so RIS uses it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evidence_search.readers.assemble import clean

MAX_RECORD = 2_000_000
"""Characters of a record; a longer one is given up, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How an export writes its records. `line` matches a tagged line, with groups `tag` and `value`."""

    line: re.Pattern[str]
    begins: frozenset[str]
    """Tags a record may begin with; a second of a kind begins the next record even when the last was not closed."""
    ends: frozenset[str] = frozenset()
    """Tags that close a record."""
    blank_ends: bool = False
    """Whether an empty line before a tag of `begins` closes a record."""


@dataclass(slots=True)
class Tagged:
    """One record: its values by tag in the order they stand, each as its lines."""

    values: dict[str, list[list[str]]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    """The tag of each value, in order."""
    length: int = 0

    def add(self, tag: str, value: str) -> None:
        """Append a value."""
        self.length += len(value) + 1
        if self.length <= MAX_RECORD:
            self.values.setdefault(tag, []).append([value])
            self.tags.append(tag)

    def go_on(self, line: str) -> None:
        """Append a line to the last value; before the first value there is nothing it could belong to."""
        self.length += len(line) + 1
        if self.tags and self.length <= MAX_RECORD:
            self.values[self.tags[-1]][-1].append(line)

    def all(self, *tags: str) -> list[str]:
        """Return the values of these tags that are not empty, each on one line, tag by tag."""
        return [text for tag in tags for value in self.values.get(tag, ()) if (text := clean("\n".join(value)))]

    def first(self, *tags: str) -> str:
        """Return the first value of the first of these tags that has one, on one line, or ""."""
        return next(iter(self.all(*tags)), "")

    def lines(self, *tags: str) -> list[str]:
        """Return the lines of the values of these tags: exporters list keywords and authors one a line under one tag."""
        return [text for tag in tags for value in self.values.get(tag, ()) for text in map(clean, value) if text]

    def in_order(self, *tags: str) -> list[str]:
        """Return the values of these tags in the order they stand in the record."""
        places = dict.fromkeys(tags, 0)
        found = []
        for tag in self.tags:
            if tag in places:
                found.append(clean("\n".join(self.values[tag][places[tag]])))
                places[tag] += 1
        return list(filter(None, found))


def tagged(lines: Iterable[str], grammar: Grammar) -> Iterator[Tagged]:
    """Yield the records of an export one by one; lines before a first tag belong to none."""
    record, gap = Tagged(), False
    for line in lines:
        found = grammar.line.match(line)
        if found is None:
            gap = gap or not line.strip()
            if line.strip():
                record.go_on(line)
            continue
        tag, value = found["tag"].strip(), found["value"] or ""
        if tag in grammar.ends or (record.tags and _begins(tag, record, gap, grammar)):
            if record.tags:
                yield record
            record = Tagged()
        if tag not in grammar.ends:
            record.add(tag, value)
        gap = False
    if record.tags:
        yield record


def _begins(tag: str, record: Tagged, gap: bool, grammar: Grammar) -> bool:
    """Whether this tag opens the next record."""
    return tag in grammar.begins and (tag in record.values or (gap and grammar.blank_ends) or not grammar.blank_ends)

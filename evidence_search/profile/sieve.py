"""Cheap looks at text before patterns are tried on it: what `re` does slowly, fixed strings in lower case tell quickly.

Most sentences hold nothing that most patterns are about, and `re` tries a pattern that ignores case at every place of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from sys import maxsize

from evidence_search.profile.pattern_parts import beginnings_of, stems_of
from evidence_search.profile.subject import Sentence

_SWITCHED = ("(?i", "(?-i")
_REFERRING = re.compile(r"\(\?\(|\(\?P=|\\[1-9]")
"""References to groups, which `re` does not allow where `_finder` puts the pattern."""
_CAPITAL = re.compile(r"\\.|\(\?P<\w+>|[A-Z]", re.DOTALL)


def containing(sentences: Iterable[Sentence], letters: Sequence[str]) -> list[Sentence]:
    """Return the sentences that hold one of the strings, which are in lower case, in any case.

    Looking for fixed letters costs a twentieth of searching an alternation that ignores case.
    """
    return [sentence for sentence in sentences if holds(sentence.lower, letters)]


def holds(lower: str, letters: Iterable[str]) -> bool:
    """Whether a text in lower case holds one of the strings."""
    for each in letters:  # a generator for any() costs more than the looking
        if each in lower:
            return True
    return False


class Sieved:
    """A pattern that finds what `re.compile(pattern, flags)` finds, and is tried only where that can be.

    A text without any of the pattern's `stems` is not searched; another is searched from those characters on that a match can
    begin with, and in lower case where the pattern ignores case. Compiled when it is first used.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Strings in lower case, one of which stands in whatever matches; none where such strings would tell nothing."""
        return stems_of(self.pattern, self.flags)

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    @cached_property
    def _of_lower_case(self) -> bool:
        plain = self.pattern.isascii() and not any(switch in self.pattern for switch in _SWITCHED)
        return plain and bool(self.flags & re.IGNORECASE)

    @cached_property
    def _finder(self) -> re.Pattern[str] | None:
        """A pattern that matches where `_exact` does, for text in lower case if `_of_lower_case`; only its start counts."""
        pattern, flags = self.pattern, self.flags
        if self._of_lower_case:
            pattern, flags = _CAPITAL.sub(_lowered, pattern), flags & ~re.IGNORECASE
        firsts = "" if _REFERRING.search(pattern) else beginnings_of(pattern, flags)
        if firsts:
            switch = "(?-i:{})" if flags & re.IGNORECASE else "{}"
            pattern = switch.format(firsts) + rf"(?<=(?={pattern}{chr(10) if flags & re.VERBOSE else ''})[\s\S])"
        elif not self._of_lower_case:
            return None
        return re.compile(pattern, flags)

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Return the first match in `text[start:end]`."""
        lower = text.lower()
        if self.stems and not holds(lower, self.stems):
            return None
        finder = self._finder
        if finder is None or len(lower) != len(text):
            return self._exact.search(text, start, end)
        place = finder.search(lower if self._of_lower_case else text, start, end)
        return place and self._exact.match(text, place.start(), end)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """Return an iterator over the matches in `text[start:end]`, which do not overlap and are not empty."""
        match = self.search(text, start, end)
        while match:
            yield match
            match = self.search(text, match.end(), end)

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Return the match that begins at `start`."""
        return self._exact.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """Return the match of `text[start:end]` as a whole."""
        return self._exact.fullmatch(text, start, end)

    def sub(self, by: str, text: str) -> str:
        """Return the text with every match replaced."""
        return self._exact.sub(by, text) if not self.stems or holds(text.lower(), self.stems) else text


def _lowered(found: re.Match[str]) -> str:
    return found.group().lower() if len(found.group()) == 1 else found.group()

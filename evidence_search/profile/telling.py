"""Finding the sentence of a digest that tells what its front matter notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from evidence_search.findings import Field, Finding, Origin, Value
from evidence_search.profile.numbers import numbers_in
from evidence_search.records import Document, SectionKind
from evidence_search.text.sentences import sentence_spans

LEAST_SHARED = 0.6
"""Share of a phrase's words and figures that a sentence must have to be shown as the one that tells it."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{4,}")
_Place = tuple[int, int, str]


class Telling:
    """A digest's sentences. A value that none of them tells is quoted from the front matter itself, without offsets."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _sentences(self) -> tuple[_Place, ...]:
        """(start, end, section) of every sentence."""
        return tuple(
            (start, end, section.name)
            for section in self._document.sections
            if section.kind is not SectionKind.NOTE
            for start, end in sentence_spans(self._document.text, section.start, section.end)
        )

    def _among(self, sections: Sequence[str]) -> list[_Place]:
        return [place for name in sections for place in self._sentences if place[2] == name]

    def noted(self, field: Field, value: Value, words: str = "", **detail: Value) -> Finding:
        """Return a finding quoted from the front matter itself."""
        quote = words or str(value)
        return Finding(field, value, quote, None, None, Origin.CURATED, quote, detail)

    def stated(
        self, field: Field, value: Value, pattern: str, sections: Sequence[str], words: str = "", **detail: Value
    ) -> Finding:
        """Return a finding with the first sentence that a pattern is found in; `words` are the front matter's for the value."""
        for place in self._among(sections):
            if match := re.compile(pattern, re.IGNORECASE).search(self._document.text, place[0], place[1]):
                return self._quoted(field, value, place, match.group(), detail)
        return self.noted(field, value, words, **detail)

    def number(self, field: Field, value: int, sections: Sequence[str]) -> Finding:
        """Return a finding with the first sentence that prints a whole number, in digits or in words."""
        for place in self._among(sections):
            sentence = self._document.text[place[0] : place[1]]
            for number in numbers_in(sentence):
                if number.value == value:
                    return self._quoted(field, value, place, sentence[number.start : number.end], {})
        return self.noted(field, value)

    def told(
        self, field: Field, value: Value, phrase: str, sections: Sequence[str], words: str = "", **detail: Value
    ) -> Finding:
        """Return a finding with the sentence that shares most words and figures with a phrase of the front matter.

        A sentence that lacks every figure of a phrase does not tell it; then `words`, else the phrase, are quoted.
        """
        wanted = {token.casefold() for token in _TOKEN.findall(phrase)}
        figures = {token for token in wanted if token[0].isdigit()}
        best, share = None, LEAST_SHARED
        for place in self._among(sections):
            had = {token.casefold() for token in _TOKEN.findall(self._document.text, place[0], place[1])}
            shared = len(wanted & had) / len(wanted) if wanted else 0.0
            if (shared > share or (best is None and shared >= share)) and (not figures or figures & had):
                best, share = place, shared
        return self._quoted(field, value, best, "", detail) if best else self.noted(field, value, words or phrase, **detail)

    def _quoted(self, field: Field, value: Value, place: _Place, printed: str, detail: dict[str, Value]) -> Finding:
        start, end, _ = place
        return Finding(field, value, self._document.text[start:end], start, end, Origin.CURATED, printed, detail)

"""Recognising the vocabulary's names, abbreviations and sayings in a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from evidence_search.search.understand_loose import LooseSayings
from evidence_search.search.understand_words import Stems, Word, keys_of, plain, singular, words_of
from evidence_search.text.spelling import variants
from evidence_search.text.vocabulary import Concept, Vocabulary

WIDEST_GAP = 3
"""Words that may stand in for `...` in a saying."""

_GAP = "..."


class Way(StrEnum):
    """How a concept was named in a question."""

    NAME = "synonym"
    SHORT = "abbreviation"
    LAY = "lay wording"


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a question, by their places in order, name these concepts."""

    places: tuple[int, ...]
    concepts: tuple[Concept, ...]
    way: Way

    @property
    def loose(self) -> bool:
        """Whether other words stand between its own."""
        return self.places[-1] - self.places[0] >= len(self.places)


@dataclass(frozen=True, slots=True)
class _Entry:
    parts: tuple[tuple[str, ...], ...]
    """The words of the saying, cut at its gaps."""
    concept: int
    way: Way
    form: str = ""
    """Of a single word, the word itself: `last` is not `lasting`, though they share a stem."""


@dataclass(slots=True)
class _Span:
    """Words of a question that were recognised, while others may still be found over them."""

    first: int
    last: int
    way: Way
    numbers: list[int]

    def take(self, first: int, last: int, number: int) -> None:
        """Join a saying that lies over this one: of the same words as another concept, or further words of the same concept."""
        if (first, last) == (self.first, self.last) and number not in self.numbers:
            self.numbers.append(number)
        elif number in self.numbers:
            self.first, self.last = min(first, self.first), max(last, self.last)


class Phrasebook:
    """A vocabulary made ready to be recognised; made once, then only read."""

    def __init__(self, vocabulary: Vocabulary, stems: Stems) -> None:
        stems = cache(stems)  # sayings share their words
        self.concepts = vocabulary.concepts
        self._entries: dict[str, list[_Entry]] = {}
        self._capitals: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._stems = stems
        self._names: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._loose = LooseSayings()
        known: set[str] = set()
        drugs: set[str] = set()
        joined: dict[str, str] = {}
        for number, concept in enumerate(vocabulary.concepts):
            for way, texts in _ways(concept):
                for text in texts:
                    self._add(text, number, way, stems)
            for text in concept.capitals:
                self._add_capitals(text, number, stems)
            for text in (*concept.names(), *concept.lay, *concept.related):
                plain_words = [word.plain for word in words_of(text, stems)]
                known.update(plain_words)
                joined.setdefault("".join(plain_words), " ".join(plain_words))
            if concept.kind in ("drug", "known"):
                drugs.update(word.plain for text in concept.names() for word in words_of(text, stems))
        self.words: frozenset[str] = frozenset(known)
        """Every word of the vocabulary, in small letters."""
        self.joined = joined
        """Every wording, run together, as it is written: `bloodpressure`."""
        self.drugs: frozenset[str] = frozenset(drugs)
        """The words of names of drugs."""

    def names(self, concept: Concept) -> tuple[tuple[str, ...], ...]:
        """Return the stems of each name of a concept, in British and American spelling."""
        return self._stemmed(f"names {concept.name}", concept.names())

    def related(self, concept: Concept) -> tuple[tuple[str, ...], ...]:
        """Return the stems of the words related to a concept, in both spellings."""
        return self._stemmed(f"related {concept.name}", concept.related)

    def _stemmed(self, key: str, texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        known = self._names.get(key)
        if known is None:
            spelt = [each for text in texts for each in (text, _respelt(text))]
            known = self._names[key] = tuple(dict.fromkeys(stems for each in spelt if (stems := tuple(self._stems(each)))))
        return known

    def _add_capitals(self, text: str, number: int, stems: Stems) -> None:
        if raw := tuple(word.text for word in words_of(text, stems)):
            self._capitals.setdefault(raw[0], []).append((raw, number))

    def _add(self, text: str, number: int, way: Way, stems: Stems) -> None:
        parts = tuple(keys_of(part, stems) for part in text.split(_GAP))
        if way is Way.LAY:
            self._loose.add(words_of(text, stems), number)
        if parts[0] and all(parts):
            form = singular(plain(text)) if len(parts) == len(parts[0]) == 1 else ""
            self._entries.setdefault(parts[0][0], []).append(_Entry(parts, number, way, form))

    def find(self, words: Sequence[Word]) -> list[Named]:
        """Return what of a question the vocabulary knows, in order and none over another; the longest saying wins.

        Sayings of one concept that overlap are one: in `suicide headaches round the eye` nothing is left of suicide.
        """
        shouted = not any(c.islower() for word in words for c in word.text)
        found = [
            (first, last, way, number) for first in range(len(words)) for last, number, way in self._at(words, first, shouted)
        ]
        found.sort(key=lambda each: (each[0] - each[1], _PREFERRED.index(each[2]), each[0], each[3]))
        spans: list[_Span] = []
        for first, last, way, number in found:
            over = [span for span in spans if first < span.last and span.first < last]
            if not over:
                spans.append(_Span(first, last, way, [number]))
            elif len(over) == 1:
                over[0].take(first, last, number)
        spans.sort(key=lambda span: span.first)
        exact = [Named(tuple(range(s.first, s.last)), self._concepts(s.numbers), s.way) for s in spans]
        loose: dict[tuple[int, ...], list[int]] = {}
        for match in self._loose.find(words, {place for each in exact for place in each.places}):
            loose.setdefault(match.places, []).append(match.concept)
        exact += [Named(places, self._concepts(numbers), Way.LAY) for places, numbers in loose.items()]
        return sorted(exact, key=lambda each: each.places)

    def _concepts(self, numbers: Sequence[int]) -> tuple[Concept, ...]:
        return tuple(self.concepts[number] for number in numbers)

    def _at(self, words: Sequence[Word], first: int, shouted: bool) -> list[tuple[int, int, Way]]:
        """Return (end, concept, way) of every entry that begins at word `first`."""
        ends = []
        for entry in self._entries.get(words[first].key, ()):
            if entry.form and singular(words[first].plain) != entry.form:
                continue
            if (last := _end(entry.parts, words, first)) is not None:
                ends.append((last, entry.concept, entry.way))
        for raw, number in () if shouted else self._capitals.get(words[first].text, ()):
            if tuple(word.text for word in words[first : first + len(raw)]) == raw:
                ends.append((first + len(raw), number, Way.SHORT))
        return ends


_PREFERRED = (Way.NAME, Way.SHORT, Way.LAY)


def _respelt(text: str) -> str:
    """Return a name in the other spelling, British or American, word by word where there is one."""
    return " ".join(next(iter(variants(word)), word) for word in text.lower().split())


def _ways(concept: Concept) -> tuple[tuple[Way, tuple[str, ...]], ...]:
    if concept.kind == "known":
        return ()
    return (Way.NAME, (concept.name, *concept.also)), (Way.SHORT, concept.short), (Way.LAY, concept.lay)


def _end(parts: tuple[tuple[str, ...], ...], words: Sequence[Word], first: int) -> int | None:
    """Return where a saying that begins at word `first` ends, None when it does not stand there."""
    at = first
    for number, part in enumerate(parts):
        reach = range(at, at + (WIDEST_GAP + 1 if number else 1))
        start = next((i for i in reach if _stands(part, words, i)), None)
        if start is None:
            return None
        at = start + len(part)
    return at


def _stands(part: tuple[str, ...], words: Sequence[Word], at: int) -> bool:
    return at + len(part) <= len(words) and all(words[at + i].key == key for i, key in enumerate(part))

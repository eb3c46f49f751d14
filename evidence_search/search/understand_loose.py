"""Lay sayings in other order, or with words between: `my foot is swollen, red and sore` for `red and swollen foot`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evidence_search.search.understand_words import NEGATIONS, STOP_WORDS, Word

BETWEEN = 4
"""Words that may stand among those of a saying."""

BETWEEN_TWO = 1
"""The same for a saying of two words: `lights off` is not meant in `fell off the ladder, light as a feather`."""

LINKS = frozenset(
    "a an the my your his her our their its i you he she we they it me him them us of in on at to and or so is are was were "
    "be been am that this with for".split()
)
"""Words a loose saying does without; fewer than stop words: `need a bigger dose` says something else than `a bigger dose`."""


@dataclass(frozen=True, slots=True)
class _Saying:
    keys: frozenset[str]
    """What its words are recognised by, without those that only hold the others together."""
    weighty: frozenset[str]
    """Those that are not little words: `ups and downs` does not stand in `up on the roof, looking down`."""
    concept: int


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a question, by their places in order, that make up a saying of a concept."""

    places: tuple[int, ...]
    concept: int


class LooseSayings:
    """Sayings of several words of weight. Those with a negation are left out: what it negates depends on the order."""

    def __init__(self) -> None:
        self._sayings: dict[str, list[_Saying]] = {}

    def add(self, words: Sequence[Word], concept: int) -> None:
        """Add a saying of a concept; one with a negation, or with fewer than two words of weight, is passed over."""
        keys = frozenset(word.key for word in words if word.plain not in LINKS)
        weighty = frozenset(word.key for word in words if word.plain not in STOP_WORDS)
        if len(weighty) > 1 and not any(word.plain in NEGATIONS for word in words):
            self._sayings.setdefault(min(keys), []).append(_Saying(keys, weighty & keys, concept))

    def find(self, words: Sequence[Word], taken: Collection[int]) -> list[Match]:
        """Return the sayings that stand in words not yet taken, none over another of other words; the longest wins."""
        places: dict[str, list[int]] = {}
        for i, word in enumerate(words):
            if i not in taken and word.plain not in LINKS:
                places.setdefault(word.key, []).append(i)
        weighty = {words[i].key for at in places.values() for i in at if words[i].plain not in STOP_WORDS}
        found = [
            Match(near, saying.concept)
            for key in places
            for saying in self._sayings.get(key, ())
            if saying.keys <= places.keys() and saying.weighty <= weighty and (near := _nearest(saying.keys, places))
        ]
        found.sort(key=lambda match: (-len(match.places), match.places[-1] - match.places[0], match.places, match.concept))
        kept: list[Match] = []
        for match in found:
            over = [other for other in kept if not set(match.places).isdisjoint(other.places)]
            if all(other.places == match.places and other.concept != match.concept for other in over):
                kept.append(match)
        return kept


def _nearest(keys: frozenset[str], places: dict[str, list[int]]) -> tuple[int, ...]:
    """Return the places of all keys that lie nearest together; none where too many words stand among them."""
    rarest = min(sorted(keys), key=lambda key: len(places[key]))
    reach = len(keys) + (BETWEEN if len(keys) > 2 else BETWEEN_TWO)
    tightest: tuple[int, ...] = ()
    for at in places[rarest]:
        near = tuple(sorted(min((abs(place - at), place) for place in places[key])[1] for key in keys))
        if near[-1] - near[0] < reach and (not tightest or near[-1] - near[0] < tightest[-1] - tightest[0]):
            tightest = near
    return tightest

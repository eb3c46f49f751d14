"""Words that are written like a question's: `phosphorylated` for `phosphorylation`, `regulate` for `downregulate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

LEAST = 0.5
"""Likeness below which two words have nothing to do with each other."""


SHORTEST = 4
"""Letters below which sharing some says nothing."""


@lru_cache(maxsize=65_536)
def trigrams(word: str) -> frozenset[str]:
    """Return the runs of three letters of a word, its ends marked.

    >>> sorted(trigrams("pain"))
    ['#pa', 'ain', 'in#', 'pai']
    """
    marked = f"#{word}#"
    return frozenset(marked[i : i + 3] for i in range(len(marked) - 2))


class Likeness:
    """Finds words that share letters with some stems: Dice's coefficient of their runs of three letters (Adamson 1974)."""

    def __init__(self, stems: Sequence[str]) -> None:
        self._sizes = {stem: len(trigrams(stem)) for stem in stems}
        self._having: dict[str, list[str]] = {}
        for stem in stems:
            for gram in trigrams(stem):
                self._having.setdefault(gram, []).append(stem)
        self._grams = frozenset(self._having)

    def find(self, words: Iterable[str]) -> Iterator[tuple[str, str, float]]:
        """Yield (stem, word, likeness from `LEAST` to below 1) of other words that are like one of the stems."""
        for word in words:
            if len(word) < SHORTEST:
                continue
            grams = trigrams(word)
            shared = grams & self._grams
            if 2 * len(shared) < LEAST * len(grams):
                continue
            for stem, count in Counter(s for gram in shared for s in self._having[gram]).items():
                likeness = 2 * count / (len(grams) + self._sizes[stem])
                if likeness >= LEAST and stem != word:
                    yield stem, word, likeness

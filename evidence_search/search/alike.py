"""Words that are written like a question's: `phosphorylated` for `phosphorylation`, `regulate` for `downregulate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LEAST = 0.5
"""Likeness below which two words have nothing to do with each other."""


SHORTEST = 4
"""Letters below which sharing some says nothing."""

_PLACES = 1 << 14


@lru_cache(maxsize=8192)
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
        for word in self._sharing([word for word in words if len(word) >= SHORTEST]):
            grams = trigrams(word)
            shared: dict[str, int] = {}
            for gram in grams & self._grams:
                for stem in self._having[gram]:
                    shared[stem] = shared.get(stem, 0) + 1
            for stem, count in shared.items():
                likeness = 2 * count / (len(grams) + self._sizes[stem])
                if likeness >= LEAST and stem != word:
                    yield stem, word, likeness

    def _sharing(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the words that have two runs of three letters or more in common with the stems: no other can be like one.

        Nearly all are told apart here, all at once: a run's letters are a place in a table, which a few others share.
        """
        if not words or not self._grams:
            return
        table = np.zeros(_PLACES, dtype=np.uint8)
        table[_places("".join(self._grams))[::3]] = 1
        lengths = np.array([len(word) + 2 for word in words], dtype=np.int64)
        # Runs over the end of one word and the beginning of the next have two marks, as no stem's run has.
        shared = table[_places("#" + "##".join(words) + "#")]
        for i in np.flatnonzero(np.add.reduceat(shared, np.cumsum(lengths) - lengths, dtype=np.int64) > 1).tolist():
            yield words[i]


def _places(text: str) -> NDArray[np.uint32]:
    """Return the place of each run of three letters."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    return np.asarray((letters[:-2] * 961 + letters[1:-1] * 31 + letters[2:]) % _PLACES)

"""Words that are spoken of like a question's: `renal` for `kidney`, `cardiac` for `heart`.

`weights/related.json` names pairs of stems with how near they are, in hundredths; `benchmarks/train_related.py` makes it from
what the bundled model says of each word alone and from which words share sentences in public abstracts. It only helps to put
studies in order: a related word is never shown as found, and a word that was asked for counts more wherever it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files

Related = Mapping[str, Mapping[str, float]]
"""Of each stem those related to it, with how near they are: above 0, below 1."""


def read_related(stored: Mapping[str, str]) -> Related:
    """Return pairs both ways, from `{"heart": "cardiac 78 myocardi 66"}`.

    >>> read_related({"heart": "cardiac 78"})
    {'heart': {'cardiac': 0.78}, 'cardiac': {'heart': 0.78}}
    """
    found: dict[str, dict[str, float]] = {}
    for one, line in stored.items():
        parts = line.split()
        for other, hundredths in zip(parts[::2], parts[1::2], strict=True):
            near = int(hundredths) / 100
            found.setdefault(one, {})[other] = near
            found.setdefault(other, {})[one] = near
    return found


@cache
def shipped_related() -> Related:
    """Return the pairs that ship with the program."""
    path = files("evidence_search.search").joinpath("weights/related.json")
    return read_related(json.loads(path.read_text(encoding="utf-8")))


def find_related(related: Related, stems: Iterable[str], words: AbstractSet[str]) -> Iterator[tuple[str, str, float]]:
    """Yield (stem, word, nearness) of those of the words that are related to one of the stems."""
    for stem in stems:
        for word, near in related.get(stem, {}).items():
            if word in words:
                yield stem, word, near

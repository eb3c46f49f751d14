"""Spelling: which known word a mistyped one most likely is, and the British and American ways to write one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

SHORTEST = 4
"""Letters below which a word is not corrected: too many words are one letter away."""

SUBSTITUTED = 6
"""Letters from which one may stand in place of another."""

LONG = 9
"""Letters from which two letters may be wrong."""

RARE = 2
"""Documents a word must stand in to be what somebody meant: a word that stands in one may be a misprint itself."""

_ENDING = r"(?=(?:e[drs]?|ing|ation|ations|er|ers|able)$)"
_BRITISH_AMERICAN = (
    "anaesth/anesth aesthesi/esthesi ^haem/^hem ^paed/^ped orthopaed/orthoped ^foet/^fet oedema/edema ^oestr/^estr pnoea/pnea "
    "ischaem/ischem leukaem/leukem anaem/anem glycaem/glycem volaem/volem diarrhoea/diarrhea sulph/sulf judgement/judgment "
    "^ageing/^aging tranquillis/tranquiliz enrolment/enrollment programme$/program$ gynaec/gynec ^oesoph/^esoph manoeuv/maneuv "
    "licence/license defence/defense offence/offense ^grey/^gray tumour/tumor behaviour/behavior colour/color odour/odor "
    "labour/labor favour/favor humour/humor flavour/flavor vapour/vapor honour/honor neighbour/neighbor centre$/center$ "
    "fibre$/fiber$ litre$/liter$ ^metre$/^meter$ centimetre/centimeter millimetre/millimeter titre$/titer$ analogue/analog "
    "dialogue/dialog labelled/labeled labelling/labeling modelled/modeled modelling/modeling counselling/counseling "
    "counsellor/counselor travelled/traveled cancelled/canceled signalling/signaling channelling/channeling fulfil$/fulfill$ "
    "mould/mold ^faec/^fec ^caesar/^cesar ^caec/^cec coeliac/celiac practise/practice sceptic/skeptic"
).split()
"""Parts of words spelt differently in British and American English; `^` at the beginning of the word, `$` at its end."""


_Rule = tuple[str, re.Pattern[str], str]
"""(letters a word must have, where they must stand, what is written for them)."""


def _rule(part: str, other: str) -> _Rule:
    ending = r"(?=s?$)" if part.endswith("$") else ""
    letters = part.strip("^$")
    return letters, re.compile(("^" if part[0] == "^" else "") + re.escape(letters) + ending), other.strip("^$")


_RULES: list[_Rule] = [
    rule for pair in _BRITISH_AMERICAN for one, other in [pair.split("/")] for rule in (_rule(one, other), _rule(other, one))
] + [
    (old, re.compile(f"(?<=[a-z]{{2}}){old}{_ENDING}"), new)
    for old, new in (("is", "iz"), ("iz", "is"), ("ys", "yz"), ("yz", "ys"))
]
_LETTERS = tuple({letters for letters, _, _ in _RULES})
"""Most words have none of them."""


@lru_cache(maxsize=4096)
def variants(word: str) -> tuple[str, ...]:
    """Return other spellings of a word in small letters by rule; not every one is a word.

    >>> variants("randomised"), variants("anesthetized"), variants("pain")
    (('randomized',), ('anaesthetized', 'anesthetised', 'anaesthetised'), ())
    """
    if not any(map(word.__contains__, _LETTERS)):
        return ()
    found = {word: None}
    for letters, pattern, new in _RULES:
        for each in list(found):
            # "anaesth" is not the longer part put into itself, though "aesthesi" holds "esthesi".
            if letters in each and (new not in each or len(new) < len(pattern.pattern.strip("^"))):
                found[pattern.sub(new, each)] = None
    return tuple(each for each in found if each != word)


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, mistaken or swapped with the next (Damerau 1964, optimal string alignment).

    More than `most` is returned as `most + 1`.

    >>> distance("ketamne", "ketamine", 2), distance("overwieght", "overweight", 2), distance("pain", "paint", 2)
    (1, 1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row, earlier = row, [i, *([0] * len(other))], before
        for j, b in enumerate(other, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return most + 1
        before = above
    return min(row[-1], most + 1)


class Speller:
    """Known words with how many documents hold each; made once, then only read."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        # In order, so that of two words that fit equally well the same one is chosen whatever order they came in.
        self._words = sorted(word for word, n in frequencies.items() if n >= RARE and len(word) >= SHORTEST and word.isalpha())
        self._frequency = [frequencies[word] for word in self._words]
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint32)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int64)

    def nearest(self, word: str) -> list[tuple[str, int]]:
        """Return (known word, distance) of those a mistyped word in small letters may be, likeliest first; often none.

        Only the nearest are returned, the more frequent first.
        """
        most = 2 if len(word) >= LONG else 1
        if len(word) < SHORTEST or not word.isalpha() or not self._words:
            return []
        differing = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        possible = np.flatnonzero((differing <= 2 * most) & (abs(self._lengths - len(word)) <= most))
        found = [(distance(word, self._words[i], most), int(i)) for i in possible]
        found = [(wrong, i) for wrong, i in found if wrong <= most and _likely(word, self._words[i], wrong)]
        found.sort(key=lambda each: (each[0], -self._frequency[each[1]], each[1]))
        return [(self._words[i], wrong) for wrong, i in found if wrong == found[0][0]]


def _likely(word: str, known: str, wrong: int) -> bool:
    """Whether a word may be a slip for a known one, and not another word that looks like it.

    People seldom mistake the first letter (Yannakoudakis & Fawthrop 1983; Pollock & Zamora 1984). One letter in place of
    another makes a new word more often than a letter left out, doubled or swapped does, the more so in short words: `lice` is
    no `like`, `remolding` no `recording`.
    """
    if word[0] != known[0] and sorted(word[:2]) != sorted(known[:2]):
        return False
    replaced = (Counter(word) - Counter(known)).total() + (Counter(known) - Counter(word)).total()
    return replaced < (2 if len(word) < SUBSTITUTED else 2 * wrong if wrong > 1 else 3)


def _letters(word: str) -> int:
    """Return the set of a word's letters as bits; an edit changes at most two."""
    return sum({1 << (ord(c) - 97) for c in word if "a" <= c <= "z"})

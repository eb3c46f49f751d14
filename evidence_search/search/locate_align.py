"""Where the words of a pasted text stand among a study's: exactly, or with the fewest edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from evidence_search.search.locate_words import Word

SURE = 0.5
"""Share of a piece's words and marks that may differ where it is still worth measuring how much it does."""

Place = list[tuple[int, int]]
"""Where each piece stands among the words of a stretch."""


def exact_places(words: Sequence[Word], pieces: Sequence[list[Word]], at_most: int) -> Iterator[Place]:
    """Yield every place where the pieces stand word for word in their order, within `at_most` characters."""
    forms = [word.form for word in words]
    first = [word.form for word in pieces[0]]
    for at in (i for i, form in enumerate(forms) if form == first[0]):
        place, after = [], at
        for number, piece in enumerate(pieces):
            wanted = [word.form for word in piece]
            starts = range(after, len(forms) - len(wanted) + 1) if number else range(at, at + 1)
            start = next((i for i in starts if forms[i] == wanted[0] and forms[i : i + len(wanted)] == wanted), None)
            if start is None:
                break
            after = start + len(wanted)
            place.append((start, after))
        if len(place) == len(pieces) and words[place[-1][1] - 1].end - words[at].start <= at_most:
            yield place


def near_place(words: Sequence[Word], pieces: Sequence[list[Word]]) -> list[Place]:
    """Return the one place where the pieces, in order, differ in the fewest words."""
    place: Place = []
    after = 0
    for piece in pieces:
        if after >= len(words):
            return []
        found = _best_stretch([w.form for w in piece], [w.form for w in words[after:]])
        if found is None:
            return []
        place.append((after + found[0], after + found[1]))
        after += found[1]
    return [place]


def _best_stretch(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int] | None:
    """Return the stretch of `theirs` that the fewest insertions, deletions and changes turn into `ours` (Sellers 1980).

    None where more than `SURE` of the words would have to change.
    """
    number = {form: i for i, form in enumerate(dict.fromkeys(ours))}
    wanted = np.array([number[form] for form in ours])
    given = np.array([number.get(form, -1) for form in theirs])
    costs = _costs(wanted, given)
    end = _longest_best(costs)
    if end == 0 or costs[end] > SURE * len(ours):
        return None
    start = end - _longest_best(_costs(wanted[::-1], given[:end][::-1], anchored=True))
    return (start, end) if start < end else None


def _longest_best(costs: NDArray[np.int64]) -> int:
    """Return the end of least cost; of ends in a row that cost the same the last, so that a changed word is not cut off."""
    best = int(np.argmin(costs))
    while best + 1 < len(costs) and costs[best + 1] == costs[best]:
        best += 1
    return best


def _costs(wanted: NDArray[np.int64], given: NDArray[np.int64], anchored: bool = False) -> NDArray[np.int64]:
    """Return for each end in `given` the least number of edits that make a stretch ending there into `wanted`.

    The stretch may begin anywhere, or at the very first word when `anchored`.
    """
    steps = np.arange(len(given) + 1)
    row = steps.copy() if anchored else np.zeros_like(steps)
    for i, word in enumerate(wanted.tolist(), 1):
        fresh = np.empty_like(row)
        fresh[0] = i
        fresh[1:] = np.minimum(row[:-1] + (given != word), row[1:] + 1)
        row = np.minimum.accumulate(fresh - steps) + steps
    return row

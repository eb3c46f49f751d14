"""Which studies pass the filters, and how many there are of each value: masks over all studies at once.

Unknown passes no filter that is set. A mask for each value is made at its first need and kept, so that filtering and counting
are a few operations on arrays, whatever the size of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence_search.findings import Facts
from evidence_search.records import DoseRange, Filters, Metadata, Retraction, SourceKind

Mask = NDArray[np.bool_]

UNKNOWN = "unknown"
"""Under this name studies are counted whose text does not say."""

SIZES: tuple[tuple[int, int | None, str], ...] = ((1, 19, "1–19"), (20, 49, "20–49"), (50, 99, "50–99"), (100, 499, "100–499"),
         (500, None, "500 and more"))  # fmt: skip
"""Numbers of participants, grouped to be counted."""


@dataclass(frozen=True, slots=True)
class Card:
    """What filters ask about a study."""

    study_id: str
    kind: SourceKind
    metadata: Metadata
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Facet:
    """A thing that studies have values of, and the filter on it."""

    values: Callable[[Card], Iterable[str]]
    filter_name: str


_FACETS: dict[str, _Facet] = {
    "kind": _Facet(lambda card: (card.kind,), "kinds"),
    "design": _Facet(lambda card: (card.metadata.design,) if card.metadata.design else (), "designs"),
    "condition": _Facet(lambda card: card.metadata.conditions, "conditions"),
    "drug": _Facet(lambda card: card.facts.drugs, "drugs"),
    "route": _Facet(lambda card: card.facts.routes, "routes"),
    "blinding": _Facet(lambda card: (card.facts.blinding,) if card.facts.blinding else (), "blinding"),
    "control": _Facet(lambda card: (card.facts.control,) if card.facts.control else (), "controls"),
    "direction": _Facet(lambda card: card.facts.directions, "directions"),
}
"""Name → how to read a study's values. A filter on one takes studies that have any of the values asked for."""


class Shelf:
    """The studies of a snapshot as filters see them, by number."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards
        self._valued: dict[str, dict[str, Mask]] = {}
        self._spelt: dict[str, dict[str, str]] = {}

    def passing(self, filters: Filters) -> Mask:
        """Return a mask over studies: which ones pass every filter that is set."""
        mask = np.ones(len(self._cards), dtype=bool)
        if not filters.include_retracted:
            mask &= ~self._retracted
        for name, facet in _FACETS.items():
            if wanted := getattr(filters, facet.filter_name):
                mask &= self._any_of(name, wanted)
        mask &= _between(self._years, filters.year_from, filters.year_to)
        mask &= _between(self._participants, filters.participants_from, filters.participants_to)
        mask &= _between(self._sessions, filters.sessions_from, None)
        if filters.dose is not None:
            mask &= self._dosed(filters.dose)
        if filters.study_ids:
            mask &= np.isin(np.array([card.study_id for card in self._cards], dtype=object), list(filters.study_ids))
        return mask

    def cards(self, filters: Filters) -> tuple[Card, ...]:
        """Return the cards of the studies that pass the filters, in order."""
        return tuple(self._cards[int(number)] for number in np.flatnonzero(self.passing(filters)))

    def card(self, number: int) -> Card:
        """Return the card of a study."""
        return self._cards[number]

    def counts(self, filters: Filters) -> dict[str, dict[str, int]]:
        """Return how many studies have each value of each facet, `unknown` among them, under the other facets' filters.

        A facet's own filter is left aside while it is counted: so the count beside a value is what choosing it as well would
        add. Values that no study has under the filters are left out.
        """
        found = {}
        for name, facet in _FACETS.items():
            mask = self.passing(replace(filters, **_cleared(facet.filter_name)))
            found[name] = self._counted(name, mask)
        mask = self.passing(replace(filters, participants_from=None, participants_to=None))
        found["participants"] = _by_size(self._participants, mask)
        return found

    def _counted(self, name: str, mask: Mask) -> dict[str, int]:
        masks = self._masks(name)
        counts = {self._spelt[name][value]: int((has & mask).sum()) for value, has in masks.items()}
        known = np.logical_or.reduce(list(masks.values())) if masks else np.zeros(len(mask), dtype=bool)
        counts[UNKNOWN] = int((mask & ~known).sum())
        ordered = sorted(counts.items(), key=lambda pair: (pair[0] == UNKNOWN, -pair[1], pair[0]))
        return {value: count for value, count in ordered if count}

    def _any_of(self, name: str, wanted: Iterable[str]) -> Mask:
        masks = self._masks(name)
        found = np.zeros(len(self._cards), dtype=bool)
        for value in wanted:
            if (has := masks.get(value.casefold())) is not None:
                found |= has
        return found

    def _masks(self, name: str) -> dict[str, Mask]:
        """Return value, in lower case, → which studies have it."""
        if name not in self._valued:
            masks: dict[str, Mask] = {}
            spelt: dict[str, str] = {}
            for number, card in enumerate(self._cards):
                for value in _FACETS[name].values(card):
                    folded = spelt.setdefault(value.casefold(), str(value)).casefold()
                    masks.setdefault(folded, np.zeros(len(self._cards), dtype=bool))[number] = True
            self._spelt[name] = spelt
            self._valued[name] = masks
        return self._valued[name]

    def _dosed(self, wanted: DoseRange) -> Mask:
        """Return which studies have a dose, or a range of doses, that meets the wanted range."""
        numbers, low, high, units = self._doses
        meets = (low <= wanted.high) & (high >= wanted.low) & (units == wanted.unit)
        mask = np.zeros(len(self._cards), dtype=bool)
        mask[numbers[meets]] = True
        return mask

    @cached_property
    def _doses(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[Any]]:
        """Return (study number, least, most, unit) of every dose of every study."""
        rows = [(number, *dose) for number, card in enumerate(self._cards) for dose in card.facts.doses]
        numbers, low, high, units = zip(*rows, strict=True) if rows else ((), (), (), ())
        columns = np.array(low, dtype=float), np.array(high, dtype=float), np.array(units, dtype=object)
        return np.array(numbers, dtype=np.int64), *columns

    @cached_property
    def _retracted(self) -> Mask:
        return np.array([card.metadata.retraction is Retraction.RETRACTED for card in self._cards], dtype=bool)

    @cached_property
    def _years(self) -> NDArray[np.float64]:
        return _numbers(card.metadata.year for card in self._cards)

    @cached_property
    def _participants(self) -> NDArray[np.float64]:
        return _numbers(card.facts.participants for card in self._cards)

    @cached_property
    def _sessions(self) -> NDArray[np.float64]:
        return _numbers(card.facts.sessions for card in self._cards)


def _numbers(values: Iterable[int | None]) -> NDArray[np.float64]:
    """Return numbers as an array, NaN for what is not known."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _between(values: NDArray[np.float64], low: int | None, high: int | None) -> Mask:
    """Return which values lie within limits; NaN lies in none, and everything in none that is set."""
    mask = np.ones(len(values), dtype=bool)
    if low is not None:
        mask &= values >= low
    if high is not None:
        mask &= values <= high
    return mask


def _cleared(name: str) -> dict[str, Any]:
    return {name: ()}


def _by_size(values: NDArray[np.float64], mask: Mask) -> dict[str, int]:
    counts = {name: int((_between(values, low, high) & mask).sum()) for low, high, name in SIZES}
    counts[UNKNOWN] = int((np.isnan(values) & mask).sum())
    return {name: count for name, count in counts.items() if count}

"""What is asked on the search page, as a value and as the query parameters of a link. No Streamlit here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from evidence_search.records import Design, DoseRange, Filters, Off, Order, SourceKind

QUESTION_MAX = 400
"""Characters. The encoder reads some 250 words; a longer question is a slip of the clipboard."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
PEOPLE_MOST, SESSIONS_MOST = 10_000_000, 1000
DOSE_MOST = 100_000.0
"""Stands for no upper limit: no dose is as large in any unit, and a record of a search can hold it."""
PAGE, MOST = 10, 50
"""Studies shown at first and one more time; and at most."""
UNITS = ("mg/kg", "mg", "mg/kg/h", "mg/h")
"""Units in which doses are compared; none is converted into another."""
VALUE_MAX, VALUES_MAX = 120, 40
"""Longest value of a filter, and how many of one filter are taken."""

LISTS: tuple[tuple[str, str, str], ...] = (
    ("condition", "conditions", "condition"), ("design", "designs", "design"), ("drug", "drugs", "drug"),
    ("route", "routes", "route"), ("control", "controls", "control"), ("blinding", "blinding", "blinding"),
    ("direction", "directions", "an outcome"), ("kind", "kinds", "kind of text"),
)  # fmt: skip
"""(query parameter and facet, field of `Asked` and `Filters`, name in words) of the filters that are lists."""
NUMBERS: tuple[tuple[str, str, int, int], ...] = (
    ("from", "year_from", FIRST_YEAR, LAST_YEAR), ("to", "year_to", FIRST_YEAR, LAST_YEAR),
    ("n_from", "participants_from", 0, PEOPLE_MOST), ("n_to", "participants_to", 0, PEOPLE_MOST),
    ("sessions", "sessions_from", 1, SESSIONS_MOST),
)  # fmt: skip
"""(query parameter, field, least, most) of the filters that are whole numbers."""

_SINGLE = ("dose_from", "dose_to", "dose_unit", "retracted", "as_typed", "order", "show")
KEYS = ("q", *(key for key, *_ in (*LISTS, *NUMBERS)), *_SINGLE)

Parameters = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its filters and how to show what is found. Everything in it is valid."""

    question: str = ""
    conditions: tuple[str, ...] = ()
    designs: tuple[Design, ...] = ()
    drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    blinding: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    kinds: tuple[SourceKind, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    participants_from: int | None = None
    participants_to: int | None = None
    sessions_from: int | None = None
    dose: DoseRange | None = None
    include_retracted: bool = False
    as_typed: tuple[str, ...] = ()
    """Words of the question that are to be read just as typed."""
    order: Order = Order.RELEVANCE
    show: int = PAGE

    def filters(self) -> Filters:
        """Return the filters as the library takes them."""
        lists = {field: getattr(self, field) for _, field, _ in LISTS}
        numbers = {field: getattr(self, field) for _, field, _, _ in NUMBERS}
        return Filters(dose=self.dose, include_retracted=self.include_retracted, **lists, **numbers)

    def off(self) -> Off:
        """Return what is switched off of the understanding of the question."""
        return Off(typed=frozenset(self.as_typed))

    def chosen(self) -> list[tuple[str, Asked]]:
        """Return each filter that is set in words, with what is asked without it."""
        found = [
            (f"{name}: {value}", self._with({field: tuple(v for v in getattr(self, field) if v != value)}))
            for _, field, name in LISTS
            for value in getattr(self, field)
        ]
        for words, fields in (
            (span("published", self.year_from, self.year_to), ("year_from", "year_to")),
            (span("participants", self.participants_from, self.participants_to), ("participants_from", "participants_to")),
            (span("sessions", self.sessions_from, None), ("sessions_from",)),
            (dose_in_words(self.dose), ("dose",)),
        ):
            if words:
                found.append((words, self._with(dict.fromkeys(fields))))
        return found

    def _with(self, values: Mapping[str, Any]) -> Asked:
        return replace(self, **values)

    def crossed(self) -> str:
        """Return which limits stand the wrong way round, in words; empty where none do."""
        pairs = (("years", self.year_from, self.year_to), ("participants", self.participants_from, self.participants_to))
        for name, low, high in pairs:
            if low is not None and high is not None and low > high:
                return f"The {name} are the wrong way round: from {low} to {high}."
        if self.dose and self.dose.low > self.dose.high:
            return f"The doses are the wrong way round: from {self.dose.low:g} to {self.dose.high:g} {self.dose.unit}."
        return ""

    def parameters(self) -> Parameters:
        """Return the query parameters of this search; what is not set is left out."""
        given: Parameters = {"q": self.question}
        given.update({key: [str(value) for value in getattr(self, field)] for key, field, _ in LISTS})
        given.update({key: _said(getattr(self, field)) for key, field, _, _ in NUMBERS})
        if self.dose:
            given.update(dose_from=f"{self.dose.low:g}", dose_unit=self.dose.unit)
            given["dose_to"] = f"{self.dose.high:g}" if self.dose.high < DOSE_MOST else ""
        given["retracted"] = "yes" if self.include_retracted else ""
        given["as_typed"] = list(self.as_typed)
        given["order"] = str(self.order) if self.order is not Order.RELEVANCE else ""
        given["show"] = str(self.show) if self.show != PAGE else ""
        return {key: value for key, value in given.items() if value}

    def address(self, page: str = "./") -> str:
        """Return the address of this search, relative to any page of the app."""
        return f"{page}?" + urlencode(self.parameters(), doseq=True) if self.parameters() else page


def in_words(asked: Asked) -> str:
    """Return a search in words: the question and each filter that is set.

    >>> in_words(Asked("relief", conditions=("CRPS",), include_retracted=True))
    '“relief” (condition: CRPS; retracted studies included)'
    """
    said = [words for words, _ in asked.chosen()]
    said += ["retracted studies included"] if asked.include_retracted else []
    said += [f"“{words}” read as typed" for words in asked.as_typed]
    return f"“{asked.question}”" + (f" ({'; '.join(said)})" if said else "")


def span(name: str, low: int | None, high: int | None) -> str:
    """Return a range in words, empty where it has no limit.

    >>> span("published", 2010, None)
    'published: 2010 or later'
    """
    if low is None and high is None:
        return ""
    later, earlier = ("or later", "or earlier") if name == "published" else ("or more", "or fewer")
    if low is not None and high is not None:
        return f"{name}: {low} to {high}"
    return f"{name}: {low} {later}" if low is not None else f"{name}: {high} {earlier}"


def dose_in_words(dose: DoseRange | None) -> str:
    """Return a range of doses in words, empty where there is none.

    >>> dose_in_words(DoseRange(0.5, DOSE_MOST, "mg/kg"))
    'dose: 0.5 mg/kg or more'
    """
    if dose is None:
        return ""
    return (
        f"dose: {dose.low:g} to {dose.high:g} {dose.unit}"
        if dose.high < DOSE_MOST
        else f"dose: {dose.low:g} {dose.unit} or more"
    )


def read(parameters: Mapping[str, list[str]], known: Mapping[str, Iterable[str]] | None = None) -> Asked:
    """Return what query parameters ask; what is not valid is dropped.

    `known` are the values each facet has in this library; None takes any.
    """
    lists: dict[str, Any] = {field: _values(parameters.get(key, []), known and known.get(key, ())) for key, field, _ in LISTS}
    numbers: dict[str, Any] = {field: _whole(_last(parameters, key), least, most) for key, field, least, most in NUMBERS}
    lists["designs"] = tuple(Design(d) for d in _values(parameters.get("design", []), set(Design)))
    lists["kinds"] = tuple(SourceKind(k) for k in _values(parameters.get("kind", []), set(SourceKind)))
    order = _last(parameters, "order")
    return Asked(
        question=_last(parameters, "q")[:QUESTION_MAX].strip(),
        dose=_dose(*(_last(parameters, f"dose_{part}") for part in ("from", "to", "unit"))),
        include_retracted=_last(parameters, "retracted") == "yes",
        as_typed=_values(parameters.get("as_typed", []), None),
        order=Order(order) if order in set(Order) else Order.RELEVANCE,
        show=_whole(_last(parameters, "show"), PAGE, MOST) or PAGE,
        **lists,
        **numbers,
    )


def whole(parameters: Mapping[str, list[str]], key: str, most: int = 10**9) -> int | None:
    """Return a parameter as a whole number of 0 to `most`, or None when it is not one."""
    return _whole(_last(parameters, key), 0, most)


def _values(given: Iterable[str], known: Iterable[str] | None) -> tuple[str, ...]:
    allowed = None if known is None else {str(value) for value in known}
    taken = [v for v in dict.fromkeys(given) if v and len(v) <= VALUE_MAX and (allowed is None or v in allowed)]
    return tuple(taken[:VALUES_MAX])


def _dose(low: str, high: str, unit: str) -> DoseRange | None:
    least, most = _amount(low), _amount(high)
    if unit not in UNITS or (least is None and most is None):
        return None
    return DoseRange(least or 0.0, DOSE_MOST if most is None else most, unit)


def _amount(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= DOSE_MOST else None


def _said(number: int | None) -> str:
    return "" if number is None else str(number)


def _last(parameters: Mapping[str, list[str]], key: str) -> str:
    return (parameters.get(key) or [""])[-1]


def _whole(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None

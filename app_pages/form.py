"""The search form, and its two-way tie to the address of the page: a search is a link.

`bind="query-params"` would tie them, but it writes an option's label into the address, and these labels carry counts that
change with every ingest. Here the address rules when it was changed from outside (a link, a bookmark, the Back button), the
form otherwise; tests/test_browser.py walks through both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from app_pages import common
from app_pages.asked import DOSE_MOST, LISTS, NUMBERS, PAGE, QUESTION_MAX, UNITS, VALUE_MAX, Asked, read
from evidence_search.library import Library
from evidence_search.presenting import escaped
from evidence_search.records import SourceKind

UNKNOWN = "unknown"
Counts = dict[str, dict[str, int]]
"""Studies by facet and value."""

_LABELS = {
    "condition": "Condition", "design": "Study design", "drug": "Drug", "route": "Route", "control": "Compared with",
    "blinding": "Blinding", "direction": "An outcome was", "kind": "Kind of text",
    "from": "Year from", "to": "Year to", "n_from": "Participants from", "n_to": "Participants to", "sessions": "Sessions from",
    "dose_from": "Dose from", "dose_to": "Dose to",
}  # fmt: skip
_ORDERS = {"relevance": "Relevance", "strength": "Strength of evidence", "year": "Newest"}


def ask(library: Library) -> Asked:
    """Draw the form and return what it says, checked in Python too: the limits of widgets live in the browser."""
    known = _named(library.facets())
    _restore(known)
    with st.form("question", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Ask the library", key="q", max_chars=QUESTION_MAX, placeholder="A question, or words", type="search")
        st.form_submit_button("Search", type="primary", on_click=_from_the_top)
    asked = _said(known)
    with st.expander("Filters", expanded=False, icon=":material/tune:"):
        _filters(known, _named(library.facets(asked.filters())), _retracted(library, asked))
    if asked.question:
        st.radio("Order by", list(_ORDERS), key="order", format_func=_ORDERS.__getitem__, horizontal=True,
                 label_visibility="collapsed")  # fmt: skip
    if lost := left_out(common.parameters(), asked):
        common.show(
            '<p class="es-cautioned" role="status">The address of this page also asks for what this library cannot be asked: '
            f"{escaped('; '.join(lost))}. It was left out, so there may be more studies below than whoever sent it saw.</p>"
        )
    if read(common.parameters(), known) != asked:
        st.query_params.from_dict(asked.parameters())
    st.session_state["address"] = common.parameters()
    return asked


def left_out(given: Mapping[str, list[str]], asked: Asked) -> list[str]:
    """Return in words the filters an address names that could not be taken: values unknown here, and numbers that are none.

    >>> left_out({"drug": ["tea"], "from": ["2010"], "to": ["x"]}, Asked(year_from=2010))
    ['drug: tea', 'year to: x']
    """
    kept = asked.parameters()
    filters = [key for key in _LABELS if key in given and not (key.startswith("dose") and asked.dose)]
    return [
        f"{_LABELS[key][0].lower()}{_LABELS[key][1:]}: {value[:VALUE_MAX]}"
        for key in filters
        for value in given[key]
        if value and (value not in kept.get(key, []) if isinstance(kept.get(key), list) else key not in kept)
    ]


def take(asked: Asked) -> None:
    """Ask this at the next run; for buttons that change what is asked."""
    _fill(asked)
    st.query_params.from_dict(asked.parameters())
    st.session_state["address"] = common.parameters()


def show_more() -> None:
    """Show another page of studies at the next run."""
    st.session_state["show"] += PAGE


def _from_the_top() -> None:
    st.session_state["show"] = PAGE
    st.session_state["as_typed"] = []


def _named(facets: Counts) -> Counts:
    """Return the counts without those of studies whose text does not say: unknown passes no filter."""
    return {facet: {name: n for name, n in counts.items() if name != UNKNOWN} for facet, counts in facets.items()}


def _restore(known: Counts) -> None:
    """Fill the form from the address, unless the form wrote it itself."""
    given, state = common.parameters(), st.session_state
    if "q" in state and state.get("address") == given:
        return
    _fill(read(given, known))


def _fill(asked: Asked) -> None:
    state = st.session_state
    state["q"] = asked.question
    for key, field, _ in LISTS:
        state[key] = [str(value) for value in getattr(asked, field)]
    for key, field, _, _ in NUMBERS:
        state[key] = getattr(asked, field)
    dose = asked.dose
    state["dose_from"] = dose.low if dose else None
    state["dose_to"] = dose.high if dose and dose.high < DOSE_MOST else None
    state["dose_unit"] = dose.unit if dose else UNITS[0]
    state["retracted"], state["show"], state["as_typed"] = asked.include_retracted, asked.show, list(asked.as_typed)
    state["order"] = str(asked.order)


def _said(known: Counts) -> Asked:
    state = st.session_state
    said = {key: list(state[key]) for key, _, _ in LISTS}
    singles = ("q", *(key for key, _, _, _ in NUMBERS), "dose_from", "dose_to", "dose_unit", "order", "show")
    said |= {key: ["" if state[key] is None else str(state[key])] for key in singles}
    said |= {"retracted": ["yes" if state["retracted"] else ""], "as_typed": list(state["as_typed"])}
    return read(said, known)


def _retracted(library: Library, asked: Asked) -> int:
    """Return how many retracted studies pass the other filters."""
    hidden, shown = (replace(asked, include_retracted=both).filters() for both in (False, True))
    return len(library.passing_ids(shown)) - len(library.passing_ids(hidden))


def _filters(known: Counts, counts: Counts, retracted: int) -> None:
    """Draw the filters; beside each value stands how many studies choosing it would give under the others."""
    lists = [key for key, _, _ in LISTS]
    for row in (lists[:2], lists[2:4], lists[4:6], lists[6:]):
        for place, key in zip(st.columns(2), row, strict=True):
            options = _options(key, known[key], counts[key])
            place.multiselect(_LABELS[key], options, key=key, format_func=_counted(counts[key]), placeholder="Any")
    first, rest = st.columns(4), st.columns(4)
    for place, (key, _, least, most) in zip([*first, rest[0]], NUMBERS, strict=True):
        place.number_input(_LABELS[key], least, most, value=None, step=1, key=key, placeholder="Any")
    _, low, high, unit = rest
    low.number_input(_LABELS["dose_from"], 0.0, DOSE_MOST, value=None, key="dose_from", placeholder="Any", format="%g")
    high.number_input(_LABELS["dose_to"], 0.0, DOSE_MOST, value=None, key="dose_to", placeholder="Any", format="%g")
    unit.selectbox("Unit", UNITS, key="dose_unit", help="Doses printed in another unit are not converted, and not found.")
    st.checkbox(f"Also show retracted studies ({retracted})", key="retracted")
    st.caption("A study whose text does not say passes no filter that is set.")


def _options(key: str, known: dict[str, int], counts: dict[str, int]) -> list[str]:
    """Return the values that can be chosen, those of most studies first; what is chosen stays, though no study has it now."""
    options = sorted(known, key=lambda name: (-counts.get(name, 0), name))
    if key == "kind":
        options = [str(kind) for kind in SourceKind if kind in known]
    return options + [value for value in st.session_state[key] if value not in options]


def _counted(counts: dict[str, int]) -> Callable[[str], str]:
    """Return a labeller of options: `depression (141)`."""
    return lambda name: f"{name} ({counts.get(name, 0)})"

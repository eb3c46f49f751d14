"""The search form, and its two-way tie to the address of the page: a search is a link.

`bind="query-params"` would tie them, but it writes an option's label into the address, and these labels carry counts that
change with every ingest. Here the address rules when it was changed from outside (a link, a bookmark, the Back button), the
form otherwise; tests/test_browser.py walks through both.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import common
from app_pages.asked import FIRST_YEAR, LAST_YEAR, PAGE, QUESTION_MAX, Asked, read
from evidence_search.records import Design, SourceKind

Counts = dict[str, dict[str, int]]
"""Studies by heading (kind, design, condition) and value."""


def ask(counts: Counts) -> Asked:
    """Draw the form and return what it says, checked in Python too: the limits of widgets live in the browser."""
    _restore(counts)
    with st.form("question", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Ask the library", key="q", max_chars=QUESTION_MAX, placeholder="A question, or words", type="search")
        st.form_submit_button("Search", type="primary", on_click=_from_the_top)
    with st.expander("Filters", expanded=st.session_state["filters_open"], icon=":material/tune:"):
        _filters(counts)
    asked = _said(counts)
    if read(common.parameters(), counts["condition"]) != asked:
        st.query_params.from_dict(asked.parameters())
    st.session_state["address"] = common.parameters()
    return asked


def show_more() -> None:
    """Show another page of studies at the next run."""
    st.session_state["show"] += PAGE


def _from_the_top() -> None:
    st.session_state["show"] = PAGE


def _restore(counts: Counts) -> None:
    """Fill the form from the address, unless the form wrote it itself."""
    given, state = common.parameters(), st.session_state
    if "q" in state and state.get("address") == given:
        return
    asked = read(given, counts["condition"])
    state["q"] = asked.question
    state["condition"], state["design"], state["kind"] = list(asked.conditions), list(asked.designs), list(asked.kinds)
    state["from"], state["to"] = asked.year_from, asked.year_to
    state["retracted"], state["show"] = asked.include_retracted, asked.show
    state["filters_open"] = bool(asked.filters_in_words() or asked.include_retracted)


def _said(counts: Counts) -> Asked:
    state = st.session_state
    said = {
        "q": [state["q"] or ""],
        "condition": state["condition"],
        "design": [str(design) for design in state["design"]],
        "kind": [str(kind) for kind in state["kind"]],
        "from": [str(state["from"] or "")],
        "to": [str(state["to"] or "")],
        "retracted": ["yes" if state["retracted"] else ""],
        "show": [str(state["show"])],
    }
    return read(said, counts["condition"])


def _filters(counts: Counts) -> None:
    conditions = [name for name in _by_size(counts["condition"]) if name != "unknown"]
    designs = [Design(name) for name in _by_size(counts["design"]) if name in set(Design)]
    kinds = [kind for kind in SourceKind if kind in counts["kind"]]
    designs += [design for design in st.session_state["design"] if design not in designs]
    kinds += [kind for kind in st.session_state["kind"] if kind not in kinds]
    left, right = st.columns(2)
    with left:
        st.multiselect("Condition", conditions, key="condition", format_func=_counted(counts["condition"]), placeholder="Any")
        st.multiselect("Study design", designs, key="design", format_func=_counted(counts["design"]), placeholder="Any")
    with right:
        st.multiselect("Kind of text", kinds, key="kind", format_func=_counted(counts["kind"]), placeholder="Any")
        first, last = st.columns(2)
        first.number_input("Year from", FIRST_YEAR, LAST_YEAR, value=None, step=1, key="from", placeholder="Any")
        last.number_input("Year to", FIRST_YEAR, LAST_YEAR, value=None, step=1, key="to", placeholder="Any")
    st.checkbox("Also show retracted studies", key="retracted")


def _by_size(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))


def _counted(counts: dict[str, int]) -> Callable[[str], str]:
    """Return a labeller of options: `depression (141)`."""
    return lambda name: f"{name} ({counts.get(name, 0)})"

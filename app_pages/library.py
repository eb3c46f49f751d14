"""The library page: bring papers in, see what became of them, settle duplicates, correct records, see what there is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import access, common, desk, library_add, library_duplicates, library_holdings, library_records, library_reports
from app_pages.access import Visitor
from evidence_search.errors import NoIndex
from evidence_search.library import Library
from evidence_search.presenting import escaped

ADD, DUPLICATES, RECORDS, HOLDINGS, REPORTS = "Add papers", "Duplicates", "Correct or remove", "What is here", "Reports and log"
PARTS = (ADD, DUPLICATES, RECORDS, HOLDINGS, REPORTS)
_DRAWN: dict[str, Callable[[Library, Visitor], None]] = {
    DUPLICATES: library_duplicates.draw,
    RECORDS: library_records.draw,
    HOLDINGS: library_holdings.draw,
    REPORTS: library_reports.draw,
}


def page() -> None:
    """Draw the page."""
    common.header("library")
    desk.style()
    with common.problems_told():
        who = access.visitor()
        common.show("<article class='es-study'><h1>Library</h1></article>")
        common.show(f'<p class="{"es-state" if who.may_change else "es-digest"}">{escaped(access.in_words(who))}</p>')
        chosen = st.segmented_control("Part of the page", PARTS, default=_asked(), key="part", label_visibility="collapsed")
        part = chosen or ADD
        _keep_in_address(part)
        if part == ADD:
            library_add.draw(who)
            return
        library_add.draw_under_way(who)
        try:
            library = common.open_library()
        except NoIndex:
            common.show(f"<p>{escaped('There is nothing in this library yet. Add papers first.')}</p>")
            return
        _DRAWN[part](library, who)


def _keep_in_address(part: str) -> None:
    """Write the part into the address, so that it can be sent to somebody; what else stands there stays."""
    if part != ADD:
        st.query_params["part"] = part
    elif "part" in st.query_params:
        st.query_params.from_dict({})


def _asked() -> str:
    asked = st.query_params.get("part", ADD)
    return asked if asked in PARTS else ADD


page()

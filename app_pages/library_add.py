"""Bringing papers in: uploads, what is being worked on right below them, identifiers to fetch, a list of retractions."""

from __future__ import annotations

import re

import streamlit as st

from app_pages import common, desk, library_queue
from app_pages.access import Visitor
from evidence_search.errors import UsageError
from evidence_search.fetch.job import hosts, kind_of
from evidence_search.jobs.record import Kind
from evidence_search.jobs.staging import MOST_BYTES, MOST_FILES, Refused, Upload
from evidence_search.presenting import table
from evidence_search.readers import SUFFIXES
from evidence_search.settings import from_environment

MOST_ASKED = 200
"""Identifiers in one go: some minutes at the pace that the services ask for."""
LONGEST_ASKED = 300


def draw(who: Visitor) -> None:
    """Draw the whole part."""
    if who.may_change:
        _uploads(who)
    library_queue.draw_now(who, last=True)
    if who.may_change:
        left, right = st.columns(2)
        with left:
            _fetch(who)
        with right:
            _notices(who)
    library_queue.draw_earlier(who)


def draw_under_way(who: Visitor) -> None:
    """Draw what is being worked on, for the other parts of the page."""
    library_queue.draw_now(who, last=False)


def asked_in(text: str) -> list[str]:
    r"""Return what is asked for in pasted text: a line each, or each word of a line that is nothing but identifiers.

    >>> asked_in("19604642, PMC4344766\nketamine CRPS infusion")
    ['19604642', 'PMC4344766', 'ketamine CRPS infusion']
    """
    found: list[str] = []
    for line in text.splitlines():
        words = [word for word in re.split(r"[\s,;]+", line) if word]
        found += words if len(words) > 1 and all(kind_of(word) != "query" for word in words) else [" ".join(line.split())]
    return list(dict.fromkeys(each for each in found if each))


def _uploads(who: Visitor) -> None:
    desk.heading("Add papers")
    turn = st.session_state.setdefault("upload_turn", 0)
    files = st.file_uploader(
        "Papers and exports: drag them here", accept_multiple_files=True, key=f"uploads-{turn}",
        max_upload_size=MOST_BYTES // 1_000_000,
        help=f"{', '.join(sorted(SUFFIXES))}; up to {MOST_FILES} files of {MOST_BYTES // 1_000_000} MB. "
        "Each file is checked on the server by what is in it.",
    )  # fmt: skip
    if st.button("Add to the library", type="primary", disabled=not files):
        uploads = [Upload(file.name, file.size, file.getvalue) for file in files]
        _, refused = library_queue.opened().add_files(uploads, who.name)
        st.session_state["refused"] = refused
        st.session_state["upload_turn"] = turn + 1
        st.rerun()
    _refused(st.session_state.get("refused") or [])


def _refused(refused: list[Refused]) -> None:
    if not refused:
        return
    st.error(f"{len(refused)} {'file was' if len(refused) == 1 else 'files were'} not taken", icon=":material/error:")
    common.show(table(["File", "Why", "What to do"], [(each.name, each.reason, each.remedy) for each in refused]))


def _fetch(who: Visitor) -> None:
    contacted = hosts(from_environment().services)
    desk.heading("Fetch by identifier")
    with st.form("fetch", clear_on_submit=True, border=False):
        text = st.text_area("PMIDs, PMCIDs, DOIs, or a PubMed query: one a line", key="asked", height=110)
        limit = st.number_input("At most this many records for a query", 1, 200, 20, key="fetch_limit")
        common.show(
            f"<p class='es-state'>Fetching contacts {' and '.join(contacted)}, and sends them what stands in the box. "
            "Nothing is contacted before you press the button.</p>"
        )
        pressed = st.form_submit_button("Fetch now")
    asked = asked_in(text) if pressed else []
    if pressed and not asked:
        st.warning("There is nothing in the box.")
    elif len(asked) > MOST_ASKED or any(len(each) > LONGEST_ASKED for each in asked):
        st.warning(f"Too much at once: at most {MOST_ASKED} lines of {LONGEST_ASKED} characters.")
    elif asked:
        count = "1 identifier or query" if len(asked) == 1 else f"{len(asked)} identifiers or queries"
        given = {"asked": asked, "limit": int(limit)}
        library_queue.opened().add(Kind.FETCH, f"Fetch {count}", given, who.name, asked)
        st.rerun()  # the queue stands above


def _notices(who: Visitor) -> None:
    desk.heading(
        "List of retractions",
        "A CSV file of Retraction Watch or Crossref. It is read here, without a connection; every study it names is marked.",
    )
    turn = st.session_state.setdefault("notices_turn", 0)
    file = st.file_uploader("List of retractions (CSV)", key=f"notices-{turn}")
    if st.button("Use this list", disabled=file is None) and file is not None:
        if file.size > MOST_BYTES * 2:
            raise UsageError("The list is larger than 200 MB.", "Use evidence-search retractions on the server.")
        library_queue.opened().add_notices(Upload(file.name, file.size, file.getvalue), who.name)
        st.session_state["notices_turn"] = turn + 1
        st.rerun()

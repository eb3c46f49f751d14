"""Evidence at a glance: what exists and what does not, which way outcomes went, and the harms, each down to its studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from app_pages import asked as asking
from app_pages import common, glance_save, glance_views
from app_pages.asked import MOST, Asked
from app_pages.glance_harms import harms_html
from evidence_search.filtering import Card
from evidence_search.glance import by_condition, by_period, harms, ways
from evidence_search.library import Library
from evidence_search.presenting import KIND_WORDS, escaped, folded_table, inward_link, plain, study_address

_STYLE = Path(__file__).parent / "glance.css"
STUDIES_MOST = 1000
"""Studies whose profiles are read for one page; a condition of a clinic's library has fewer."""
LISTED, OPENED = 200, 30
"""Studies listed at most, and how many are shown without being asked for."""
ANY = "Any"


def page() -> None:
    """Draw the page."""
    common.header("glance")
    st.html(_STYLE)
    common.show('<article class="es-study"><h1>Evidence at a glance</h1></article>')
    with common.problems_told():
        library = common.open_library()
        conditions = [name for name in library.facets()["condition"] if name != "unknown"]
        asked = _choice(asking.read(common.parameters()), conditions)
        cards = _cards(library, asked)
        _scope(asked, cards)
        if not cards:
            common.show("<p>This library holds no such study.</p>")
            return
        profiles = library.profiles([card.study_id for card in cards[:STUDIES_MOST]])
        held = {card.study_id: card for card in cards}
        about = _about(asked, cards, library.snapshot().fingerprint)
        glance_save.script()
        common.show('<article class="es-study"><h2>What exists</h2></article>')
        squares = by_period(cards) if len(asked.conditions) == 1 else by_condition(cards)
        glance_views.draw_map(squares, held, asked, about)
        common.show('<article class="es-study"><h2>Which way outcomes went</h2></article>')
        glance_views.draw_directions(ways(profiles), held, asked, about)
        told = harms_html(harms(profiles), profiles, {name: card.metadata for name, card in held.items()}, asked)
        common.show(f'<article class="es-study"><h2>Harms</h2>{told}</article>')
        _list(cards, asked)


def _choice(asked: Asked, conditions: list[str]) -> Asked:
    """Draw the choice of a condition; the address rules when it was changed from outside."""
    state, given = st.session_state, common.parameters()
    options = [ANY, *conditions]
    if state.get("glance_address") != given:
        state["glance_condition"] = asked.conditions[0] if len(asked.conditions) == 1 else ANY
    if state["glance_condition"] not in options:
        state["glance_condition"] = ANY
    chosen = st.selectbox("Condition", options, key="glance_condition")
    if chosen != ANY and asked.conditions != (chosen,):
        asked = replace(asked, conditions=(chosen,))
    elif chosen == ANY and len(asked.conditions) == 1:
        asked = replace(asked, conditions=())
    if asked.parameters() != asking.read(given).parameters():
        st.query_params.from_dict(asked.parameters())
    state["glance_address"] = common.parameters()
    return asked


def _cards(library: Library, asked: Asked) -> Sequence[Card]:
    """Return the studies to look at: those that pass the filters, or of a question those that were found."""
    cards = library.cards(asked.filters())
    if not asked.question:
        return cards
    found = {hit.study_id for hit in library.search(asked.question, asked.filters(), MOST, asked.off()).hits}
    return [card for card in cards if card.study_id in found]


def _scope(asked: Asked, cards: Sequence[Card]) -> None:
    """Say which studies these are, and that counting is not pooling."""
    back = f" {inward_link(asked.address(), 'Back to the search')}." if asked.question else ""
    cut = f" Outcomes and harms are those of the first {STUDIES_MOST}." if len(cards) > STUDIES_MOST else ""
    words = "These are counts of what the library holds, not a pooled result; papers of one trial are counted each."
    common.show(f'<p class="es-state" role="status">{escaped(_these(asked, cards))}.{back}{cut} {words}</p>')
    others = [(words, without) for words, without in asked.chosen() if not words.startswith("condition")]
    with st.container(horizontal=True, gap="small", key="chips"):
        for number, (words, without) in enumerate(others):
            st.button(plain(words), key=f"chip-{number}", icon=":material/close:", on_click=_go, args=(without,))


def _these(asked: Asked, cards: Sequence[Card]) -> str:
    """Return in words which studies are looked at."""
    count = "1 study" if len(cards) == 1 else f"{len(cards)} studies"
    about = [f"the {count} found first for “{asked.question}”"] if asked.question else [count]
    return "; ".join([*about, *(words for words, _ in asked.chosen())])


def _about(asked: Asked, cards: Sequence[Card], fingerprint: str) -> str:
    """Return what a saved chart must say of itself."""
    return f"Evidence Search, index {fingerprint}: {_these(asked, cards)}. Counts of what is there, not a pooled result."


def _list(cards: Sequence[Card], asked: Asked) -> None:
    newest = sorted(cards, key=lambda card: (-(card.metadata.year or 0), card.study_id))[:LISTED]
    rows = [
        (
            inward_link(study_address(card.study_id, 0, 0, asked.parameters()), card.metadata.title or card.study_id),
            escaped(card.metadata.year or "unknown"),
            escaped(card.metadata.design or "unknown"),
            "unknown" if card.facts.participants is None else f"{card.facts.participants:,}",
            KIND_WORDS[card.kind],
        )
        for card in newest
    ]
    cut = f" (the newest {LISTED} of {len(cards)})" if len(cards) > LISTED else ""
    headings = ("Study", "Year", "Design", "Participants", "Text")
    made = folded_table(f"{len(rows)} studies{cut}", headings, rows, opened=len(cards) <= OPENED)
    common.show(f'<article class="es-study"><h2 id="studies">The studies</h2>{made}</article>')


def _go(asked: Asked) -> None:
    st.query_params.from_dict(asked.parameters())


page()

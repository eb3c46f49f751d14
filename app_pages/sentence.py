"""Find this sentence: where a pasted text stands in the library, the differences shown before anything else."""

from __future__ import annotations

import streamlit as st

from app_pages import chosen, common
from evidence_search.export.document import ChosenQuote
from evidence_search.presenting import (
    RETRACTION_WORDS,
    WARNED,
    escaped,
    inward_link,
    marked,
    study_address,
    warning_style,
    where,
)
from evidence_search.records import Quote
from evidence_search.search.locate import MOST_CHARACTERS, Found, FoundQuote, QuoteMatch
from evidence_search.search.locate_differences import Difference, DifferenceKind

LINK_MOST = 1500
"""Characters of a pasted text that go into the address, so that one can come back to it; a longer one does not."""

INTRODUCTION = (
    "Paste a sentence you read somewhere. You are told in which study it stands, word for word, or nearly so with every "
    "difference, or that it stands nowhere in this library."
)


def page() -> None:
    """Draw the page."""
    common.header("sentence")
    common.show(f'<article class="es-study"><h1>Find this sentence</h1><p>{INTRODUCTION}</p></article>')
    with common.problems_told():
        library = common.open_library()
        text = _asked()
        if text:
            _told(library.find_quote(text))


def _asked() -> str:
    """Return the pasted text; the address carries it, unless it is long."""
    given = " ".join(common.parameters().get("text", [])[-1:])
    if st.session_state.get("text_address") != given:
        st.session_state["text"] = given
    with st.form("sentence", border=False):
        text = st.text_area("The sentence", key="text", max_chars=MOST_CHARACTERS, height=120) or ""
        st.form_submit_button("Find", type="primary")
    kept = text if len(text) <= LINK_MOST else ""
    if kept != given:
        st.query_params.from_dict({"text": kept} if kept else {})
    st.session_state["text_address"] = kept
    return text.strip()


def _told(found: FoundQuote) -> None:
    if found.found is Found.NOT_FOUND:
        common.show(
            '<section class="es-nothing" role="status"><h2>Not found</h2>'
            "<p>No study of this library has this text or nearly so. "
            "A text that says the same in other words is not looked for here; "
            f"{inward_link('./', 'search')} for what it says instead.</p></section>"
        )
        return
    places = "1 place" if len(found.matches) == 1 else f"{len(found.matches)} places"
    common.show(f'<div class="es-sum" role="status">Found in {places} · index {escaped(found.fingerprint[:8])}</div>')
    for number, match in enumerate(found.matches, 1):
        with st.container(border=True, key=f"match-{number}", gap=None):
            common.show(f'<article class="es-hit">{_verdict(match)}{_differences(match)}{_place(match)}</article>')
            quote = ChosenQuote(Quote(match.text, match.start, match.end, match.pages), match.section)
            chosen.button(match.study_id, quote, f"add-{number}", "Add to basket")


def _verdict(match: QuoteMatch) -> str:
    """Return whether it is the same, as the first thing to be read."""
    grave = sum(difference.grave for difference in match.differences)
    if match.exact:
        left_out = " but for what it leaves out" if match.differences else ""
        return f'<p class="es-same">Word for word the same{left_out}.</p>'
    count = len(match.differences)
    head = f"Not the same: {count} difference{'s' * (count != 1)}, {match.similarity:.0%} alike."
    if grave:
        head += f" {grave} of them change{'s' * (grave == 1)} what it says." if count > 1 else " It changes what is said."
        return f'<p class="es-warned">{head}</p>'
    return f'<p class="es-digest">{head}</p>'


def _differences(match: QuoteMatch) -> str:
    items = "".join(f"<li>{_difference(each)}</li>" for each in match.differences)
    return f'<ul class="es-differences">{items}</ul>' if items else ""


def _difference(difference: Difference) -> str:
    if difference.kind is DifferenceKind.LEFT_OUT:
        return f"It leaves out: <q>{escaped(difference.study)}</q>"
    yours, theirs = (f"<q>{escaped(words)}</q>" if words else "nothing" for words in (difference.pasted, difference.study))
    kind = escaped(difference.kind)
    name = f"<strong>{kind}, which changes what is said</strong>" if difference.grave else kind
    return f"{name}: your text has {yours}, the study has {theirs}"


def _place(match: QuoteMatch) -> str:
    link = inward_link(study_address(match.study_id, match.start, match.end), match.citation)
    at = match.sentence.find(match.text)
    inside = marked(match.sentence, at, at + len(match.text))
    state = match.retraction
    warned = f'<p class="{warning_style(state)}">{escaped(RETRACTION_WORDS[state])}</p>' if state in WARNED else ""
    return (
        f'<p class="es-where">{escaped(where(match.section, match.pages))}</p>'
        f'<blockquote class="es-quote" dir="auto">{inside}</blockquote>{warned}<p class="es-reference" dir="auto">{link}</p>'
    )


page()

"""The search page: a question, filters, and the studies that answer it."""

from __future__ import annotations

import streamlit as st

from app_pages import common, form
from app_pages.asked import MOST, Asked
from app_pages.hits import draw_hit
from evidence_search.presenting import bullets, escaped, inward_link
from evidence_search.records import SearchResult

EXAMPLES = (
    "ketamine infusion CRPS, how long does relief last?",
    "esketamine nasal spray, relapse prevention",
    "Is it safe with high blood pressure?",
    "Will I be able to drive home?",
)


def page() -> None:
    """Draw the page."""
    common.header("search")
    with common.problems_told():
        library = common.open_library()
        snapshot = library.snapshot()
        asked = form.ask(snapshot.summary())
        if not asked.question:
            _invite(snapshot.manifest.studies)
        elif asked.year_from and asked.year_to and asked.year_from > asked.year_to:
            _nothing(f"The years are the wrong way round: from {asked.year_from} to {asked.year_to}.", asked)
        else:
            _answer(library.search(asked.question, asked.filters(), asked.show), asked)


def _invite(studies: int) -> None:
    """Say what can be asked, with examples as links."""
    links = "".join(f"<li>{inward_link(Asked(example).address(), example)}</li>" for example in EXAMPLES)
    common.show(
        f'<section class="es-invite"><p>Ask the {studies} studies of this library. You get the studies that speak of it, each '
        "with the exact sentence, and nothing that is not written in them.</p>"
        f"<p>For example:</p><ul>{links}</ul></section>"
    )


def _answer(result: SearchResult, asked: Asked) -> None:
    if not result.hits:
        what = "No study of this library passes these filters." if not result.studies_searched else "Nothing was found."
        _nothing(what, asked)
        return
    _sum_up(result, asked)
    if not any(passage.why.matched_terms for hit in result.hits for passage in hit.passages):
        st.warning(
            "None of the passages below has a word of your question. They are only the nearest in meaning: "
            "**the library may not answer it.**",
            icon=":material/help:",
        )
    for hit in result.hits:
        draw_hit(hit, asked, result.fingerprint)
    if len(result.hits) == asked.show and asked.show < min(MOST, result.studies_searched):
        st.button("Show more studies", on_click=form.show_more)


def _sum_up(result: SearchResult, asked: Asked) -> None:
    """Say above the hits how many there are, of how many, how fast, and from which index."""
    shown = "1 study" if len(result.hits) == 1 else f"{len(result.hits)} studies"
    spent = f"{result.encode_ms + result.search_ms:.0f} ms"
    words = [f"{shown}, best first", f"searched {result.studies_searched}", spent, f"index {result.fingerprint[:8]}"]
    filters = "".join(f"<li>{escaped(words)}</li>" for words in asked.filters_in_words())
    clear = inward_link(Asked(asked.question).address(), "clear") if filters else ""
    chosen = f'<ul class="es-chosen">{filters}<li>{clear}</li></ul>' if filters else ""
    common.show(f'<div class="es-sum" role="status">{" · ".join(map(escaped, words))}</div>{chosen}')


def _nothing(what: str, asked: Asked) -> None:
    """Say that there is nothing, and which filters may be the reason."""
    filters = asked.filters_in_words() + ([] if asked.include_retracted else ["retracted studies left out"])
    wider = ""
    if asked.filters_in_words():
        wider = f"<p>{inward_link(Asked(asked.question).address(), 'Search again without filters')}</p>"
    common.show(
        f'<section class="es-nothing" role="status"><h2>{escaped(what)}</h2>'
        f"<p>You asked: <q>{escaped(asked.question)}</q></p>"
        f"<p>Filters that are set:</p>{bullets(filters or ['none'])}{wider}</section>"
    )


page()

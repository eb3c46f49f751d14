"""One found study on the search page: what it is, the quote, the passage it stands in, and why it is there."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app_pages import chosen, common
from app_pages.asked import Asked
from evidence_search.evidence_table import Row
from evidence_search.library import Library
from evidence_search.presenting import (
    KIND_WORDS,
    WARNED,
    bullets,
    copy_text,
    escaped,
    inward_link,
    marked,
    outward_links,
    retraction_words,
    study_address,
    where,
    why_words,
)
from evidence_search.presenting_profile import row_badges, row_facts
from evidence_search.records import FoundPassage, Hit, Metadata

SIMILAR = 5
"""Similar studies shown."""


def draw_hit(hit: Hit, row: Row, asked: Asked, fingerprint: str, shown: Mapping[str, Hit]) -> None:
    """Draw a study found; `shown` are all hits by study id."""
    best, others = hit.passages[0], hit.passages[1:]
    parts = [
        _head(hit, row, asked),
        _quote(best),
        f'<p class="es-where">{escaped(where(best.section, best.quote.pages))}</p>',
        f'<p class="es-where">⚠ {escaped(best.doubt)}</p>' if best.doubt else "",
        _doubt(best),
        _context(best),
        row_facts(row),
        outward_links(best.citation.links),
        _one_trial(hit, shown, asked),
        _others(hit, others, asked),
        _why(hit, best),
    ]
    with st.container(key=f"hit-{hit.rank}", border=True, gap=None):
        common.show(f'<article class="es-hit">{"".join(parts)}</article>')
        _actions(hit, best, asked, fingerprint)


def _actions(hit: Hit, best: FoundPassage, asked: Asked, fingerprint: str) -> None:
    with st.container(horizontal=True, gap="medium"):
        with st.popover("Copy quote and citation", icon=":material/content_copy:", type="tertiary", key=f"copy-{hit.rank}"):
            st.code(copy_text(hit, best, fingerprint), language=None, wrap_lines=True)
        chosen.button(hit.study_id, chosen.quote_of(best), f"add-{hit.rank}-{hit.study_id}")
        wanted = st.toggle("Similar studies", key=f"similar-{hit.rank}-{hit.study_id}")
    if wanted:
        common.show(similar_html(common.open_library(), hit.study_id, asked))


def similar_html(library: Library, study_id: str, asked: Asked) -> str:
    """Return the studies most like one as links, with what they are."""
    found = library.similar(study_id, SIMILAR)
    if not found:
        return "<p>No other study of this library is like it.</p>"
    rows = {row.study_id: row for row in library.evidence_table([other for other, _, _ in found]).rows}
    items = [_similar(other, metadata, rows[other], asked) for other, metadata, _ in found]
    return f'<ul class="es-similar">{"".join(items)}</ul>'


def _similar(study_id: str, metadata: Metadata, row: Row, asked: Asked) -> str:
    link = inward_link(study_address(study_id, 0, 0, asked.parameters()), metadata.title or "[Title not known]")
    warned = f" · {escaped(str(metadata.retraction).capitalize())}" if metadata.retraction in WARNED else ""
    said = " · ".join(row_badges(row, metadata))
    return f'<li dir="auto">{link}<br><span class="es-state">{escaped(said)}{warned}</span></li>'


def _head(hit: Hit, row: Row, asked: Asked) -> str:
    quote = hit.passages[0].quote
    address = study_address(hit.study_id, quote.start, quote.end, asked.parameters())
    said = [*row_badges(row, hit.metadata), KIND_WORDS[hit.kind]]
    words = "".join(f"<li>{escaped(word)}</li>" for word in said)
    style = "es-warned" if hit.metadata.retraction in WARNED else "es-state"
    title = inward_link(address, hit.title or "[Title not known]")
    return (
        f'<h2 dir="auto"><span class="es-rank">{hit.rank}</span>{title}</h2>'
        f'<p class="es-reference" dir="auto">{escaped(hit.reference)}</p>'
        f'<ul class="es-badges">{words}</ul><p class="{style}">{escaped(retraction_words(hit.metadata))}</p>'
    )


def _quote(passage: FoundPassage) -> str:
    return f'<blockquote class="es-quote" dir="auto">{escaped(passage.quote.text)}</blockquote>'


def _doubt(passage: FoundPassage) -> str:
    """Return a warning that figures of the passage may be misread; nothing where nothing is doubted."""
    return f'<p class="es-warned">{escaped(passage.doubt[0].upper() + passage.doubt[1:])}.</p>' if passage.doubt else ""


def _context(passage: FoundPassage) -> str:
    """Return the passage with the quote marked; nothing where the quote is all of it."""
    if passage.text == passage.quote.text:
        return ""
    inside = marked(passage.text, passage.quote.start - passage.start, passage.quote.end - passage.start)
    return f'<p class="es-context" dir="auto">{inside}</p>'


def _one_trial(hit: Hit, shown: Mapping[str, Hit], asked: Asked) -> str:
    """Return which other hits speak of the same trial or people: they are not evidence of their own."""
    named = [
        f"number {found.rank}, {inward_link(study_address(other, 0, 0, asked.parameters()), found.title or other)}"
        for other in hit.one_trial
        if (found := shown.get(other))
    ]
    if not named:
        return ""
    return f'<p class="es-note" dir="auto">Same trial or people as {"; ".join(named)}. Do not count them twice.</p>'


def _others(hit: Hit, others: tuple[FoundPassage, ...], asked: Asked) -> str:
    if not others:
        return ""
    pieces = []
    for passage in others:
        address = study_address(hit.study_id, passage.quote.start, passage.quote.end, asked.parameters())
        place = inward_link(address, where(passage.section, passage.quote.pages))
        inside = marked(passage.text, passage.quote.start - passage.start, passage.quote.end - passage.start)
        pieces.append(f'<p class="es-where">{place}</p><p class="es-context" dir="auto">{inside}</p>')
    count = "1 more passage" if len(others) == 1 else f"{len(others)} more passages"
    return f"<details><summary>{count} of this study</summary>{''.join(pieces)}</details>"


def _why(hit: Hit, best: FoundPassage) -> str:
    named = [f"Your question names this very study ({hit.named_by})."] if hit.named_by else []
    return f"<details><summary>Why this result</summary>{bullets([*named, *why_words(best.why)])}</details>"

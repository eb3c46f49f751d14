"""One found study on the search page: what it is, the quote, the passage it stands in, and why it is there."""

from __future__ import annotations

import streamlit as st

from app_pages import common
from app_pages.asked import Asked
from evidence_search.presenting import (
    WARNED,
    badges,
    bullets,
    copy_text,
    directions_line,
    escaped,
    harms_line,
    inward_link,
    marked,
    outward_links,
    retraction_words,
    study_address,
    where,
    why_words,
)
from evidence_search.records import FoundPassage, Hit


def draw_hit(hit: Hit, asked: Asked, fingerprint: str) -> None:
    """Draw a study found."""
    best, others = hit.passages[0], hit.passages[1:]
    parts = [
        _head(hit, asked),
        _quote(best),
        f'<p class="es-where">{escaped(where(best.section, best.quote.pages))}</p>',
        _context(best),
        _balance(hit),
        outward_links(best.citation.links),
        _others(hit, others, asked),
        _why(hit, best),
    ]
    with st.container(key=f"hit-{hit.rank}", border=True, gap=None):
        common.show(f'<article class="es-hit">{"".join(parts)}</article>')
        with st.popover("Copy quote and citation", icon=":material/content_copy:", type="tertiary", key=f"copy-{hit.rank}"):
            st.code(copy_text(hit, best, fingerprint), language=None, wrap_lines=True)


def _head(hit: Hit, asked: Asked) -> str:
    quote = hit.passages[0].quote
    address = study_address(hit.study_id, quote.start, quote.end, asked.parameters())
    words = "".join(f"<li>{escaped(word)}</li>" for word in badges(hit.kind, hit.metadata))
    style = "es-warned" if hit.metadata.retraction in WARNED else "es-state"
    title = inward_link(address, hit.title or "[Title not known]")
    return (
        f'<h2 dir="auto"><span class="es-rank">{hit.rank}</span>{title}</h2>'
        f'<p class="es-reference" dir="auto">{escaped(hit.reference)}</p>'
        f'<ul class="es-badges">{words}</ul><p class="{style}">{escaped(retraction_words(hit.metadata))}</p>'
    )


def _quote(passage: FoundPassage) -> str:
    return f'<blockquote class="es-quote" dir="auto">{escaped(passage.quote.text)}</blockquote>'


def _context(passage: FoundPassage) -> str:
    """Return the passage with the quote marked; nothing where the quote is all of it."""
    if passage.text == passage.quote.text:
        return ""
    inside = marked(passage.text, passage.quote.start - passage.start, passage.quote.end - passage.start)
    return f'<p class="es-context" dir="auto">{inside}</p>'


def _balance(hit: Hit) -> str:
    """Return what a digest's facts say of benefit and of harm, side by side, each in the same size."""
    harms, directions = harms_line(hit.metadata.curated), directions_line(hit.metadata.curated)
    if not harms:
        return ""
    return (
        f'<dl class="es-balance"><div><dt>Results</dt><dd>{escaped(directions or "none in the digest")}</dd></div>'
        f"<div><dt>Harms</dt><dd>{escaped(harms)}</dd></div></dl>"
    )


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

"""One found study on the search page: what it is, the quote, the passage it stands in, and why it is there."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app_pages import chosen, common
from app_pages.asked import Asked
from evidence_search.evidence_table import Row
from evidence_search.library import Library
from evidence_search.presenting import (
    DIGEST_LABEL,
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
    warning_style,
    where,
    why_words,
)
from evidence_search.presenting_hit import quoted_html, whole_html, without_title
from evidence_search.presenting_profile import row_badges, row_facts
from evidence_search.records import FoundPassage, Hit, Metadata, SourceKind

SIMILAR = 5
"""Similar studies shown."""


def draw_hit(hit: Hit, row: Row, asked: Asked, fingerprint: str, shown: Mapping[str, Hit], near_miss: bool = False) -> None:
    """Draw a study found, its quote first; `shown` are all hits by study id, a near miss is called so."""
    best, others = hit.passages[0], hit.passages[1:]
    parts = [
        '<p class="es-miss">Near miss: not an answer to the question</p>' if near_miss else "",
        _warned(hit, best),
        quoted_html(best),
        f'<p class="es-where">{escaped(_place(hit, best))}</p>',
        otherwise_html(hit),
        _head(hit, row, asked),
        row_facts(row),
        _one_trial(hit, shown, asked),
        _links(hit, best),
        whole_html(best),
        _others(hit, others, asked),
        _why(hit, best),
    ]
    with st.container(key=f"hit-{hit.rank}", border=True, gap=None):
        common.show(f'<article class="es-hit" aria-labelledby="es-hit-{hit.rank}">{"".join(parts)}</article>')
        _actions(hit, best, asked, fingerprint)


def _actions(hit: Hit, best: FoundPassage, asked: Asked, fingerprint: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"acts-{hit.rank}"):
        with st.popover("Copy quote and citation", icon=":material/content_copy:", type="tertiary", key=f"copy-{hit.rank}"):
            st.code(copy_text(hit, best, fingerprint), language=None, wrap_lines=True)
        chosen.button(hit.study_id, chosen.quote_of(best), f"add-{hit.rank}-{hit.study_id}", found_by=asked)
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


def _warned(hit: Hit, best: FoundPassage) -> str:
    """Return what must be seen before the quote: a retraction, concern or correction, and doubt about figures."""
    state = hit.metadata.retraction
    told = f'<p class="{warning_style(state)}">{escaped(retraction_words(hit.metadata))}</p>' if state in WARNED else ""
    return told + _doubt(best)


def _doubt(passage: FoundPassage) -> str:
    """Return a warning that figures of the passage may be misread; nothing where nothing is doubted."""
    return f'<p class="es-warned">{escaped(passage.doubt[0].upper() + passage.doubt[1:])}.</p>' if passage.doubt else ""


def _place(hit: Hit, best: FoundPassage) -> str:
    place = where(best.section, best.quote.pages)
    return f"{place} · {DIGEST_LABEL}" if hit.kind is SourceKind.DIGEST else place


def _head(hit: Hit, row: Row, asked: Asked) -> str:
    quote = hit.passages[0].quote
    address = study_address(hit.study_id, quote.start, quote.end, asked.parameters())
    said = [*row_badges(row, hit.metadata), *([] if hit.kind is SourceKind.DIGEST else [KIND_WORDS[hit.kind]])]
    words = "".join(f"<li>{escaped(word)}</li>" for word in said)
    title = inward_link(address, hit.title or "[Title not known]")
    source = without_title(hit.reference, hit.title)
    return (
        f'<h2 dir="auto" id="es-hit-{hit.rank}"><span class="es-rank">{hit.rank}</span>{title}</h2>'
        f'<p class="es-reference" dir="auto">{escaped(source)}</p><ul class="es-badges">{words}</ul>'
    )


def _links(hit: Hit, best: FoundPassage) -> str:
    """Return links to the paper, and what is known of retraction where it is no warning."""
    quiet = "" if hit.metadata.retraction in WARNED else f'<p class="es-state">{escaped(retraction_words(hit.metadata))}</p>'
    return f'<div class="es-outward">{outward_links(best.citation.links)}{quiet}</div>'


def otherwise_html(hit: Hit) -> str:
    """Return that the drug was given by another route than was asked about; nothing where it was not."""
    return f'<p class="es-note">{escaped(hit.otherwise)}</p>' if hit.otherwise else ""


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
        pieces.append(f'<p class="es-where">{place}</p>{_doubt(passage)}<p class="es-context" dir="auto">{inside}</p>')
    count = "1 more passage" if len(others) == 1 else f"{len(others)} more passages"
    return f"<details><summary>{count} of this study</summary>{''.join(pieces)}</details>"


def _why(hit: Hit, best: FoundPassage) -> str:
    named = [f"Your question names this very study ({hit.named_by})."] if hit.named_by else []
    return f"<details><summary>Why this result</summary>{bullets([*named, *why_words(best.why, best.text)])}</details>"

"""Possible duplicates side by side, to merge or keep apart; merges that were made by likeness or by hand, with an undo."""

from __future__ import annotations

import streamlit as st

from app_pages import common, desk, library_queue
from app_pages.access import Visitor
from evidence_search.corpus import IDENTITY
from evidence_search.curation import ALIKE, Duplicates, Merged, PossibleDuplicate, duplicates
from evidence_search.jobs.record import Kind
from evidence_search.library import Library
from evidence_search.presenting import KIND_WORDS, escaped, inward_link, study_address

SHOWN = 25
"""Pairs on one page, the most alike first."""
EXCERPT = 300
"""Characters of each text shown side by side."""


def draw(library: Library, who: Visitor) -> None:
    """Draw the part."""
    decided = library.corpus.path(IDENTITY)
    written = decided.stat().st_mtime_ns if decided.exists() else 0
    found = _found(library.snapshot().fingerprint, written, library)
    desk.heading(
        "Possible duplicates",
        "Studies that look like one and that nothing puts together: their titles are alike, or a corrected identifier is the "
        "same. Two papers of one trial are two studies: keep them apart.",
    )
    if not found.possible:
        common.show("<p>None.</p>")
    pairs = sorted(found.possible, key=lambda pair: (pair.why == ALIKE, -pair.similarity, pair.studies))
    for pair in pairs[:SHOWN]:
        draw_pair(library, pair, who)
    if len(pairs) > SHOWN:
        common.show(f"<p>{len(pairs) - SHOWN} more will be shown when these are settled.</p>")
    desk.heading("Put together", "Studies made one by their likeness, or by hand. Equal identifiers are not listed.")
    if not found.merged:
        common.show("<p>None.</p>")
    for merged in found.merged[:SHOWN]:
        _merged(merged, who)
    if found.apart:
        desk.heading("Kept apart", "Studies that people said are two.")
    for pair in found.apart[:SHOWN]:
        _apart(pair, who)


@st.cache_data(show_spinner="Looking for duplicates …", max_entries=4)
def _found(fingerprint: str, decided: int, _library: Library) -> Duplicates:
    return duplicates(_library)


def draw_pair(library: Library, pair: PossibleDuplicate, who: Visitor) -> None:
    """Draw two studies side by side, and what can be decided of them."""
    one, other = pair.studies
    sides = [_side(library, study_id) for study_id in pair.studies]
    cells = []
    for label, left in sides[0].items():
        right = sides[1][label]
        style = ' class="es-differs"' if left != right and label not in ("Study", "Text begins") else ""
        left_html, right_html = (
            (inward_link(study_address(one, 0, 0), one), inward_link(study_address(other, 0, 0), other))
            if label == "Study"
            else (escaped(left), escaped(right))
        )
        cells.append(
            f'<div class="es-label es-head">{label}</div><div dir="auto"{style}>{left_html}</div>'
            f'<div dir="auto"{style}>{right_html}</div>'
        )
    with st.container(border=True, key=f"pair-{one}-{other}"):
        common.show(
            f'<p class="es-state">{escaped(_why(pair))} What differs is shaded.</p><div class="es-pair">{"".join(cells)}</div>'
        )
        if who.may_change:
            given = {"one": one, "other": other}
            with st.container(horizontal=True):
                st.button("One study: merge", key=f"merge-{one}-{other}", on_click=_add, args=(
                    Kind.MERGE, f"Merge {one} and {other}", given, who.name))  # fmt: skip
                st.button("Two studies: keep apart", key=f"two-{one}-{other}", on_click=_add, args=(
                    Kind.TWO, f"Keep {one} and {other} apart", given, who.name))  # fmt: skip


def _why(pair: PossibleDuplicate) -> str:
    alike = f"titles {pair.similarity:.0%} alike"
    return f"{alike.capitalize()}." if pair.why == ALIKE else f"They have {pair.why}; {alike}."


def _side(library: Library, study_id: str) -> dict[str, str]:
    study = library.study(study_id)
    metadata = study.metadata
    identifiers = [metadata.doi, f"PMID {metadata.pmid}" if metadata.pmid else "", metadata.pmcid, *metadata.registry]
    place = (
        f"{metadata.volume}{f'({metadata.issue})' if metadata.issue else ''}{f':{metadata.pages}' if metadata.pages else ''}"
    )
    return {
        "Study": study_id,
        "Title": metadata.title or "unknown",
        "Authors": ", ".join(metadata.authors[:8]) + (" …" if len(metadata.authors) > 8 else "") or "unknown",
        "Journal": " ".join(filter(None, (metadata.journal, place))) or "unknown",
        "Year": str(metadata.year or "unknown"),
        "Identifiers": ", ".join(filter(None, identifiers)) or "none known",
        "Design": str(metadata.design or "unknown"),
        "Kind": KIND_WORDS[study.kind],
        "Files": ", ".join(study.sources),
        "Text begins": study.text[:EXCERPT] + (" …" if len(study.text) > EXCERPT else ""),
    }


def _merged(merged: Merged, who: Visitor) -> None:
    with st.container(border=True, key=f"merged-{merged.study_id}"):
        common.show(
            f'<p dir="auto"><b>{inward_link(study_address(merged.study_id, 0, 0), merged.title or merged.study_id)}</b><br>'
            f"{escaped(merged.why)}</p>"
        )
        for document in merged.documents:
            with st.container(horizontal=True, vertical_alignment="center"):
                common.show(f'<p dir="auto">{escaped(document)}</p>')
                if who.may_change:
                    given = {"study": merged.study_id, "document": document}
                    key, title = f"split-{merged.study_id}-{document}", f"Take {document} out of {merged.study_id}"
                    asked = (Kind.SPLIT, title, given, who.name)
                    st.button("Undo: make it a study of its own", key=key, on_click=_add, args=asked)


def _apart(pair: PossibleDuplicate, who: Visitor) -> None:
    one, other = pair.studies
    named = zip(pair.studies, pair.titles, strict=True)
    links = [inward_link(study_address(study_id, 0, 0), title or study_id) for study_id, title in named]
    with st.container(border=True, key=f"apart-{one}-{other}"):
        common.show(f'<p dir="auto">{links[0]}<br>{links[1]}</p>')
        if who.may_change:
            asked = (Kind.MERGE, f"Merge {one} and {other}", {"one": one, "other": other}, who.name)
            st.button("Undo: make them one study", key=f"join-{one}-{other}", on_click=_add, args=asked)


def _add(kind: Kind, title: str, given: dict[str, str], by: str) -> None:
    if library_queue.may_still_change():
        library_queue.opened().add(kind, title, given, by)

"""One study's record: corrected by hand, or the study taken out; and what was taken out, with the way back."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app_pages import common, desk, library_duplicates, library_queue
from app_pages.access import Visitor
from evidence_search import audit
from evidence_search.curation import documents, same_by_correction
from evidence_search.edits import FIELDS, LONGEST, checked, corrected
from evidence_search.errors import EvidenceSearchError
from evidence_search.jobs.record import Kind
from evidence_search.library import Library
from evidence_search.presenting import bullets, escaped, facts_table, inward_link, study_address
from evidence_search.records import Metadata
from evidence_search.restoring import taken_out

LABELS = {
    "title": "Title", "authors": "Authors, one a line (Sigtermans MJ)", "journal": "Journal", "year": "Year",
    "volume": "Volume", "issue": "Issue", "pages": "Pages", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID",
}  # fmt: skip
_LONG = ("title", "authors")
_ROWS = (("journal",), ("year", "volume", "issue", "pages"), ("doi", "pmid", "pmcid"))
"""How the fields of the form stand: the long ones each below the other, then these rows."""


def draw(library: Library, who: Visitor) -> None:
    """Draw the part."""
    desk.heading("Correct or remove a study")
    snapshot = library.snapshot()
    titles = {study_id: snapshot.describe(n).metadata.title for n, study_id in enumerate(snapshot.study_ids)}
    asked = st.query_params.get("id", "")
    known = list(titles)
    study_id = st.selectbox(
        "Study", known, index=known.index(asked) if asked in titles else None, placeholder="Type a part of its title or id",
        format_func=lambda each: f"{titles[each] or 'Title not known'} ({each})", key="record",
    )  # fmt: skip
    if study_id:
        _record(library, study_id, who)
    _taken_out(library, who)


def _record(library: Library, study_id: str, who: Visitor) -> None:
    study = library.study(study_id)
    metadata = study.metadata
    common.show(f"<p>{inward_link(study_address(study_id, 0, 0), 'Open the study')}</p>")
    common.show("<h3>Where its record is from</h3>" + facts_table([(_label(k), _said(metadata, k)) for k in FIELDS]))
    for pair in same_by_correction(library, study_id):
        library_duplicates.draw_pair(library, pair, who)
    if not who.may_change:
        return
    with st.form(f"edit-{study_id}-{library.snapshot().fingerprint}"):
        common.show(
            "<p class='es-state'>What you correct is kept in corpus/edits.jsonl and wins over every file, also when files are "
            "read again. Where another study has the identifier that you give, you are asked whether they are one.</p>"
        )
        typed = {field: _field(field, metadata, study_id) for field in _LONG}
        for row in _ROWS:
            typed |= {field: _field(field, metadata, study_id, at) for field, at in zip(row, st.columns(len(row)), strict=True)}
        save, undo = st.columns(2)
        saved = save.form_submit_button("Save corrections", type="primary")
        by_hand = corrected(metadata)
        undone = undo.form_submit_button("Take all corrections back", disabled=not by_hand)
    if saved:
        _save(study_id, metadata, typed, who)
    elif undone:
        _edit(study_id, dict.fromkeys(by_hand), who)
    _separate(library, study_id, who)
    _remove(study_id, study.sources, who)


def _separate(library: Library, study_id: str, who: Visitor) -> None:
    """Offer to take one file of a study of several out of it, as after a wrong identifier made one study of two papers."""
    names = documents(library, study_id)
    if len(names) < 2:
        return
    with st.expander("Take a file out of this study"):
        common.show("<p>It becomes a study of its own, for good. Under Duplicates this can be undone.</p>")
        name = st.radio("File", names, key=f"file-{study_id}")
        if st.button("Make it a study of its own", key=f"apart-{study_id}") and name:
            given = {"study": study_id, "document": name}
            library_queue.opened().add(Kind.SPLIT, f"Take {name} out of {study_id}", given, who.name)
            st.rerun()


def _field(field: str, metadata: Metadata, study_id: str, place: DeltaGenerator | None = None) -> str:
    value = getattr(metadata, field)
    text = "\n".join(value) if field == "authors" else "" if value is None else str(value)
    key = f"edit-{study_id}-{field}"
    if field in _LONG:
        return st.text_area(LABELS[field], text, key=key, max_chars=LONGEST)
    return (place or st).text_input(LABELS[field], text, key=key, max_chars=LONGEST)


def _save(study_id: str, metadata: Metadata, typed: dict[str, str], who: Visitor) -> None:
    values: dict[str, object] = {}
    try:
        for field, text in typed.items():
            value = checked(field, text)
            if value != (getattr(metadata, field) or type(value)()):
                values[field] = list(value) if isinstance(value, tuple) else value
    except EvidenceSearchError as problem:
        common.tell(problem)
        return
    if not values:
        st.info("Nothing was changed.")
        return
    _edit(study_id, values, who)


def _edit(study_id: str, values: dict[str, object], who: Visitor) -> None:
    library_queue.opened().add(Kind.EDIT, f"Correct {study_id}", {"study": study_id, "values": values}, who.name)
    st.rerun()


def _remove(study_id: str, sources: tuple[str, ...], who: Visitor) -> None:
    with st.expander("Remove this study"):
        common.show(f"<p>Its files move to corpus/removed/ and can be brought back from here:</p>{bullets(sources)}")
        sure = st.checkbox("Yes, take it out of the library", key=f"sure-{study_id}")
        if st.button("Remove", disabled=not sure, key=f"remove-{study_id}"):
            library_queue.opened().add(Kind.REMOVE, f"Remove {study_id}", {"study": study_id}, who.name)
            st.rerun()


def _taken_out(library: Library, who: Visitor) -> None:
    """Draw what was taken out, newest known first; what one removal moved comes back together."""
    out = {each.name: each for each in taken_out(library)}
    desk.heading("Taken out")
    if not out:
        common.show("<p>Nothing.</p>")
        return
    groups: list[tuple[str, list[str]]] = []
    for entry in audit.entries(library.corpus.root):
        names = [name for name in entry.detail.get("moved", ()) if name in out] if entry.action == "removed" else []
        if names:
            title = f"{entry.detail.get('title') or entry.subject}, by {entry.by} on {entry.at[:10]}"
            groups.append((title, names))
            for name in names:
                out.pop(name, None)
    groups += [(each.note or each.name, [each.name]) for each in out.values()]
    for title, names in groups:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            common.show(f'<p dir="auto"><b>{escaped(title)}</b><br>{escaped(", ".join(names))}</p>')
            if who.may_change:
                st.button("Bring back", key=f"restore-{names[0]}", on_click=_bring_back, args=(names, title, who.name))


def _bring_back(names: list[str], title: str, by: str) -> None:
    if library_queue.may_still_change():
        library_queue.opened().add(Kind.RESTORE, f"Bring back {title[:80]}", {"names": names}, by)


def _label(field: str) -> str:
    return LABELS[field].split(",")[0]


def _said(metadata: Metadata, field: str) -> str:
    value = getattr(metadata, field)
    words = ", ".join(value) if isinstance(value, tuple) else str(value or "")
    if not words:
        return "unknown"
    source = metadata.sources.get(field, "")
    return f"{words} — {source}" if source else words

"""The study page: one study with its profile and its text, the cited passage marked in its place and on its page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app_pages import asked as asking
from app_pages import chosen, common, printed_page
from app_pages.facts import facts_html
from app_pages.hits import similar_html
from app_pages.scripts import SCROLL
from evidence_search.errors import UnknownStudy
from evidence_search.export.document import ChosenQuote
from evidence_search.library import Library
from evidence_search.presenting import (
    DIGEST_LABEL,
    KIND_WORDS,
    WARNED,
    cited,
    escaped,
    facts_table,
    inward_link,
    outward_links,
    retraction_words,
    section_body,
    study_address,
    warning_style,
)
from evidence_search.presenting_profile import profile_html, row_badges
from evidence_search.records import Document, Metadata, Quote, Section, SectionKind, SourceKind, Study
from evidence_search.search.cite import links, reference
from evidence_search.text.passages import pages_of

# Kinds of sections that stand folded behind the text.
FOLDED = frozenset({SectionKind.REFERENCES, SectionKind.NOTE})
READ_FIRST = "In plain words"


def page() -> None:
    """Draw the page."""
    common.header("study")
    given = common.parameters()
    asked = asking.read(given)
    _way_back(asked)
    study_id = (given.get("id") or [""])[-1].strip()
    with common.problems_told():
        if not study_id:
            raise UnknownStudy("This address names no study.", "Search for it, or follow a link from the results.")
        library = common.open_library()
        study = library.study(study_id)
        start, end = cited(study, asking.whole(given, "start"), asking.whole(given, "end"))
        printed = printed_page.file_of(library, study) is not None
        common.show(f'<article class="es-study">{_head(study, library)}{_jump(study, printed)}</article>')
        _put_aside(study, start, end, asked)
        pictured = printed_page.draw(library, study, start, end, asking.whole(given, "page", 99_999))
        common.show(_body(study, library, asked, start, end))
        for document in study.attached:
            _attached(document)
        common.show(_origin(study))
        if end and not pictured:
            st.html(SCROLL, unsafe_allow_javascript=True)


def _jump(study: Study, printed: bool) -> str:
    """Return links to the parts of the page, which can be long."""
    text = ("text", "The digest" if study.kind is SourceKind.DIGEST else "Text")
    parts = [*([("printed", "As printed")] if printed else []), ("profile", "Profile"), text, ("similar", "Similar studies")]
    links = " ".join(inward_link(f"#{name}", label) for name, label in parts)
    return f'<nav class="es-links" aria-label="On this page">{links}</nav>'


def _way_back(asked: asking.Asked) -> None:
    label = f"Back to the results for “{asked.question}”" if asked.question else "To the search"
    common.show(f'<p class="es-back">{inward_link(asked.address(), "← " + label)}</p>')


def _put_aside(study: Study, start: int, end: int, asked: asking.Asked) -> None:
    quote = None
    if end:
        section = next((s.name for s in study.sections if s.start <= start < s.end), "")
        quote = ChosenQuote(Quote(study.text[start:end], start, end, pages_of(study.pages, start, end)), section)
    label = "Add to basket with the marked words" if quote else "Add to basket"
    chosen.button(study.study_id, quote, f"add-{study.study_id}", label, asked)


def _head(study: Study, library: Library) -> str:
    metadata = study.metadata
    row = library.evidence_table([study.study_id]).rows[0]
    said = [*row_badges(row, metadata), KIND_WORDS[study.kind]]
    words = "".join(f"<li>{escaped(word)}</li>" for word in said)
    digest = f'<p class="es-digest">{DIGEST_LABEL}.</p>' if study.kind is SourceKind.DIGEST else ""
    return (
        f"{_retraction(metadata)}{digest}"
        f'<h1 dir="auto">{escaped(metadata.title or "[Title not known]")}</h1>'
        f'<p class="es-authors" dir="auto">{escaped(", ".join(metadata.authors) or "Authors not known")}</p>'
        f'<p class="es-reference" dir="auto">{escaped(reference(metadata))}</p>{outward_links(links(metadata))}'
        f'<ul class="es-badges">{words}</ul>'
        f"<p>Conditions: {escaped(', '.join(metadata.conditions) or 'unknown')}</p>"
    )


def _body(study: Study, library: Library, asked: asking.Asked, start: int, end: int) -> str:
    address = partial(study_address, study.study_id, asked=asked.parameters())
    profile = profile_html(library.profile(study.study_id), address)
    return (
        f'<article class="es-study">{_related(study, library)}{facts_html(study.metadata.curated)}'
        f'<h2 id="profile">Profile</h2>{profile}{_text(study, start, end)}'
        f'<h2 id="similar">Similar studies</h2>{similar_html(library, study.study_id, asked)}</article>'
    )


def _related(study: Study, library: Library) -> str:
    """Return which other studies speak of the same trial or people, so that nobody counts them twice."""
    known = set(library.study_ids())
    items = []
    for group in library.relations_of(study.study_id):
        others = [other for other in group.studies if other != study.study_id]
        named = ", ".join(inward_link(study_address(o, 0, 0), o) if o in known else escaped(o) for o in others)
        items.append(f"<li>{named} ({escaped(group.kind)}): {escaped(group.why)}</li>")
    return f"<h2>Not separate evidence from</h2><ul class='es-related'>{''.join(items)}</ul>" if items else ""


def _text(study: Study, start: int, end: int) -> str:
    heading = f'<h2 id="text">{"The digest" if study.kind is SourceKind.DIGEST else "Text"}</h2>'
    shown = [_section(study, section, start, end) for section in study.sections if section.kind not in FOLDED]
    folded = [_section(study, section, start, end) for section in study.sections if section.kind in FOLDED]
    return heading + "".join(shown) + "".join(folded)


def _section(study: Study, section: Section, start: int, end: int) -> str:
    body = f'<div class="es-text" dir="auto">{section_body(study.text, section, study.pages, start, end)}</div>'
    here = start < section.end and section.start < end
    name = escaped(section.name or "Text")
    doubt = f'<p class="es-warned">{escaped(section.doubt[0].upper() + section.doubt[1:])}.</p>' if section.doubt else ""
    if section.kind in FOLDED:
        return f"<details{' open' if here else ''}><summary>{name}</summary>{doubt}{body}</details>"
    return f"<section><h3>{name}</h3>{doubt}{_told_again(study) if here else ''}{body}</section>"


def _told_again(study: Study) -> str:
    """Return what must be seen beside a cited passage: it is scrolled to, so the top of the page is out of sight."""
    digest = f'<p class="es-state">{DIGEST_LABEL}.</p>' if study.kind is SourceKind.DIGEST else ""
    return digest + (_retraction(study.metadata) if study.metadata.retraction in WARNED else "")


def _retraction(metadata: Metadata) -> str:
    style = warning_style(metadata.retraction) if metadata.retraction in WARNED else "es-state"
    return f'<p class="{style}">{escaped(retraction_words(metadata))}</p>'


def _attached(document: Document) -> None:
    """Draw a poorer document of the same study, folded."""
    label = DIGEST_LABEL if document.kind is SourceKind.DIGEST else f"The {document.kind} this library also holds"
    ordered = sorted(document.sections, key=lambda section: section.name != READ_FIRST)
    sections = "".join(
        f"<section><h3>{escaped(s.name or 'Text')}</h3>"
        f'<div class="es-text" dir="auto">{escaped(document.text[s.start : s.end])}</div></section>'
        for s in ordered
    )
    facts = facts_html(document.metadata.curated)
    with st.expander(label):
        common.show(f'<article class="es-study">{sections}{facts}</article>')


def _origin(study: Study) -> str:
    rows = [("Read from", ", ".join(study.sources)), ("Id in this library", study.study_id)]
    sources = [(name.replace("_", " ").capitalize(), source) for name, source in sorted(study.metadata.sources.items())]
    each = f"<details><summary>Where each value of the record is from</summary>{facts_table(sources)}</details>"
    return f'<div class="es-origin">{facts_table(rows)}{each if sources else ""}</div>'


page()

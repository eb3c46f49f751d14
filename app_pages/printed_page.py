"""The cited page of a PDF as it is printed, the quote marked on it; turning pages; the file to download."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app_pages import common
from evidence_search.errors import ReadError
from evidence_search.library import Library
from evidence_search.presenting import escaped
from evidence_search.readers.page_picture import PagePicture, part_on_page, picture
from evidence_search.records import Study
from evidence_search.text.passages import pages_of

PICTURES_KEPT = 24
"""Pages kept drawn, some four megabytes each."""


@st.cache_data(max_entries=PICTURES_KEPT, show_spinner="Drawing the page …")
def _picture(path: str, changed: int, number: int, quote: str, nth: int) -> PagePicture:
    return picture(Path(path), number, quote, nth)


def file_of(library: Library, study: Study) -> Path | None:
    """Return the PDF a study's text was read from, None where it was read from something else or the file is gone."""
    source = study.sources[0] if study.sources else ""
    folder = library.settings.corpus.resolve()
    path = (folder / source).resolve()
    if not (study.pages and path.suffix.casefold() == ".pdf" and path.is_relative_to(folder) and path.is_file()):
        return None
    return path


def draw(library: Library, study: Study, start: int, end: int, wanted: int | None) -> bool:
    """Draw the page a quote is printed on, or the `wanted` one; return whether there was one to draw."""
    path = file_of(library, study)
    if path is None:
        return False
    span = pages_of(study.pages, start, end) if end else None
    number = wanted or (span[0] if span else study.pages[0].number)
    part, nth = part_on_page(study, number, start, end)
    common.show('<article class="es-study"><h2 id="printed">As printed</h2></article>')
    try:
        drawn = _picture(str(path), path.stat().st_mtime_ns, number, part, nth)
    except ReadError as problem:
        common.tell(problem)
    else:
        _turn(drawn)
        _told(drawn, part, span)
        alt = f"Page {drawn.number} of {drawn.pages} as it is printed"
        st.image(drawn.pixels, width="stretch", output_format="PNG", alt=alt)
    st.download_button("Download the PDF", path.read_bytes, path.name, "application/pdf", key="pdf", type="tertiary",
                       icon=":material/download:", on_click="ignore")  # fmt: skip
    return True


def _told(drawn: PagePicture, part: str, span: tuple[int, int] | None) -> None:
    """Say what is marked, or that nothing is."""
    if not part:
        where = f" The marked words are on page {span[0]}." if span else ""
        said = f"Nothing is marked on this page.{where}"
    elif drawn.rectangles:
        more = " The quote goes on from or to another page." if span and span[0] < span[1] else ""
        said = f"The quoted words are marked.{more}"
    else:
        said = "The quoted words were not found on the page for certain, so nothing is marked. The text below has them marked."
    common.show(f'<p class="es-state" role="status">Page {drawn.number} of {drawn.pages}. {escaped(said)}</p>')


def _turn(drawn: PagePicture) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Previous page", key="previous", icon=":material/chevron_left:", disabled=drawn.number <= 1,
                  on_click=_go, args=(drawn.number - 1,))  # fmt: skip
        st.button("Next page", key="next", icon=":material/chevron_right:", disabled=drawn.number >= drawn.pages,
                  on_click=_go, args=(drawn.number + 1,))  # fmt: skip


def _go(number: int) -> None:
    st.query_params["page"] = str(number)

"""What the pages share: the library, opened once for all of them, the top of the page, HTML, and problems told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import streamlit as st

from app_pages import chosen
from evidence_search.errors import EvidenceSearchError, ModelError
from evidence_search.library import Library
from evidence_search.presenting import escaped, inward_link, plain
from evidence_search.settings import Settings, from_environment

_STYLE = Path(__file__).parent / "style.css"
_MENU = (
    ("search", "Search", "./"), ("sentence", "Find a sentence", "sentence"), ("glance", "At a glance", "glance"),
    ("basket", "Basket", "basket"), ("patient", "For a patient", "patient"), ("library", "Library", "library"),
    ("about", "About", "about"),
)  # fmt: skip


def make_library(settings: Settings) -> Library:
    """Return an opened library. Tests put one with a fake encoder here."""
    return Library.open(settings)


@st.cache_resource(show_spinner="Opening the library …", hash_funcs={Settings: repr})
def _opened(settings: Settings) -> Library:
    library = make_library(settings)
    with suppress(ModelError):  # without a model, studies can still be read; a search will say what is wrong
        library.encode_question("the first question would pay for loading the model")
    return library


def open_library() -> Library:
    """Return the library named by the environment, opened once for all sessions; it sees new generations by itself.

    Raises:
        EvidenceSearchError: it cannot be opened; nothing is kept, so the next try looks again.
    """
    return _opened(from_environment())


def header(page: str) -> None:
    """Draw the style, the program's name and the menu."""
    st.html(_STYLE)
    held = len(chosen.basket())
    labels = {"basket": f"Basket ({held})"} if held else {}
    links = "".join(
        inward_link(address, labels.get(name, label), "es-here" if name == page else "") for name, label, address in _MENU
    )
    show(f'<header class="es-top">{inward_link("./", "Evidence Search", "es-name")}<nav>{links}</nav></header>')


def show(html: str) -> None:
    """Put HTML on the page: what `evidence_search.presenting` made, and constants; never text that is not escaped."""
    st.html(html)


@contextmanager
def problems_told() -> Iterator[None]:
    """Tell the program's own errors on the page, what happened and what to do, and stop there."""
    try:
        yield
    except EvidenceSearchError as problem:
        tell(problem)
        st.stop()


def tell(problem: EvidenceSearchError) -> None:
    """Say what happened and what to do."""
    st.error(plain(problem.what), icon=":material/error:")
    if problem.remedy:
        show(f'<p class="es-remedy"><b>What to do:</b> {escaped(problem.remedy)}</p>')


def parameters() -> dict[str, list[str]]:
    """Return the query parameters, each with all its values."""
    return {key: st.query_params.get_all(key) for key in st.query_params}

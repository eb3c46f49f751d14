"""What the library page and the page for patients share: their style, and headings with a line below."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app_pages import common
from evidence_search.presenting import escaped

_STYLE = Path(__file__).parent / "desk.css"


def style() -> None:
    """Put the style of these pages on the page, on top of the one of all pages."""
    st.html(_STYLE)


def heading(words: str, note: str = "") -> None:
    """Draw a heading, with a line on what stands below it."""
    below = f'<p class="es-state">{escaped(note)}</p>' if note else ""
    common.show(f'<h2 class="es-part">{escaped(words)}</h2>{below}')

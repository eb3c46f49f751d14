"""How wide text is on a terminal, and how it is wrapped."""

from __future__ import annotations

import textwrap

WIDTH = 100
"""Columns."""


def wrap(text: str, indent: str = "", following: str | None = None) -> str:
    """Return text in lines of `WIDTH`, the first after `indent`, the others after `following` (three blanks without indent)."""
    after = following if following is not None else indent or "   "
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)

"""The marks of lists in Markdown, which are no part of what is said."""

from __future__ import annotations

import re

_ITEM = re.compile(r"\s*[-*•]\s+(?=\S)")
_SURE = re.compile(r"\s*[-*•]\s+(?=[^\W\d])")
_WORDS = re.compile(r"(?:[^\n]*?\b[^\W\d_]{2,}){4}")
_BESIDE = re.compile(r"[-*•]\s+[^\W\d]")


def items(text: str) -> tuple[str, ...]:
    r"""Return the lines of a digest's section, each without the mark of the list it stands in, blank ones left out.

    A minus before a figure has no blank behind it, so that it stays.

    >>> items("- Nausea in 4 of 20.\n- 3 stopped.\n-3 points")
    ('Nausea in 4 of 20.', '3 stopped.', '-3 points')
    """
    lines = (line[found.end() :] if (found := _ITEM.match(line)) else line for line in text.splitlines())
    return tuple(line.strip() for line in lines if line.strip())


def without_mark(quote: str) -> str:
    """Return a quote without the mark of a list before it; before a figure it stays, for there it may be a minus.

    >>> [without_mark(quote) for quote in ("- Pain fell.", "- 3.4 (SE 1.4)", "Pain fell.")]
    ['Pain fell.', '- 3.4 (SE 1.4)', 'Pain fell.']
    """
    found = _SURE.match(quote)
    return quote[found.end() :] if found else quote


def mark_length(text: str, start: int, end: int) -> int:
    r"""Return how long the mark of the list is with which a stretch of a text begins, 0 where there is none.

    Before a figure it is a mark and no minus where the figure is followed by prose and a line beside it is an item too.

    >>> text = "- 20% of clinics asked for a test.\n- Most did not."
    >>> text[mark_length(text, 0, 34):34], mark_length("- 3.4 (SE 1.4) in the second group", 0, 34)
    ('20% of clinics asked for a test.', 0)
    """
    found = _SURE.match(text, start, end)
    if found is None and (bare := _ITEM.match(text, start, end)) and _WORDS.match(text, bare.end(), end):
        found = bare if _in_list(text, start, end) else None
    return found.end() - start if found else 0


def _in_list(text: str, start: int, end: int) -> bool:
    """Whether the line before or after a stretch is an item that begins with a word."""
    before = text[max(text.rfind("\n", 0, max(start - 1, 0)) + 1, 0) : start]
    return bool(_BESIDE.match(before) or _BESIDE.match(text, min(end + 1, len(text))))

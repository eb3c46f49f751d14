"""The marks of lists in Markdown, which are no part of what is said."""

from __future__ import annotations

import re

_ITEM = re.compile(r"\s*[-*•]\s+(?=\S)")
_SURE = re.compile(r"\s*[-*•]\s+(?=[^\W\d])")


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

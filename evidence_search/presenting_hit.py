"""A found passage as HTML for the web page: its quote large and marked, what stands around it near at hand. Pure."""

from __future__ import annotations

from evidence_search.presenting import escaped, marked
from evidence_search.records import FoundPassage
from evidence_search.text.listing import without_mark
from evidence_search.text.sentences import sentence_spans

NEAR = 240
"""Characters of the passage shown before a quote, and after it; whole sentences, one each at least, so that no cut changes what
they say. Some three lines on a wide screen and six on a phone, so that quote and citation are seen together."""
REST = 120
"""Characters: a shorter rest of the passage, a line or two, is shown as well; folding it would save no room."""


def quoted_html(passage: FoundPassage) -> str:
    """Return the quote large and marked, with the sentences of the passage next to it.

    Quotation marks, and dots where the passage goes on, are drawn by the style sheet.
    """
    text, start, end = passage.text, *_inside(passage)
    first, last = nearby(text, start, end)
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    styles = " ".join(["es-passage", *["es-cut-before"] * (first > 0), *["es-cut-after"] * (last < len(text))])
    inside = f'{escaped(before)}<mark class="es-quote">{escaped(text[start:end])}</mark>{escaped(after)}'
    return f'<blockquote class="{styles}" dir="auto">{inside}</blockquote>'


def whole_html(passage: FoundPassage) -> str:
    """Return the whole passage, folded; nothing where all of it stands with the quote already."""
    text, start, end = passage.text, *_inside(passage)
    if nearby(text, start, end) == (0, len(text)):
        return ""
    body = f'<p class="es-context" dir="auto">{marked(text, start, end)}</p>'
    return f"<details><summary>The whole passage</summary>{body}</details>"


def without_title(reference: str, title: str) -> str:
    """Return a reference without its title, for where the title stands above it.

    >>> without_title("Wu A. Relief of pain. Pain. 2009;145:304-11.", "Relief of pain")
    'Wu A. Pain. 2009;145:304-11.'
    """
    before, found, after = reference.partition(title or reference)
    return f"{before}{after.lstrip('.?! ')}".strip() if found and title else reference


def _inside(passage: FoundPassage) -> tuple[int, int]:
    """Return where the quote stands in its passage's text, without the mark of the list it is an item of."""
    mark = len(passage.quote.text) - len(without_mark(passage.quote.text))
    return passage.quote.start - passage.start + mark, passage.quote.end - passage.start


def nearby(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch around `text[start:end]` that is shown with it: whole sentences up to `NEAR` characters on each side.

    Either side is shown to its end where no more than `REST` characters of it would be left.

    >>> nearby("One. Two. Three.", 5, 9)
    (0, 16)
    """
    spans = sentence_spans(text)
    before = [begin for begin, _ in spans if begin < start]
    after = [stop for _, stop in spans if stop > end]
    first = min([begin for begin in before if start - begin <= NEAR], default=before[-1] if before else start)
    last = max([stop for stop in after if stop - end <= NEAR], default=after[0] if after else end)
    return (0 if first <= REST else first), (len(text) if len(text) - last <= REST else last)

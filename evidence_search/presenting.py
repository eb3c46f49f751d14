"""Studies and answers as HTML and as plain words for the web page. Pure: values in, text out.

A function that returns HTML has escaped every word of a study, a question or a file name in it (`escaped`); nothing else may
put such words into HTML. Quotation marks and page numbers are drawn by the style sheet, so that what a reader selects and
copies is the study's text and nothing besides.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from urllib.parse import urlencode

from evidence_search.records import (
    Explanation,
    FoundPassage,
    Hit,
    Judgement,
    Metadata,
    Note,
    NoteKind,
    Page,
    Retraction,
    Section,
    SourceKind,
    Study,
    Verdict,
)
from evidence_search.search.cite import pages_in_words
from evidence_search.search.understand_likeness import WHOLE

DIGEST_LABEL = "Digest written for this library, not the paper"
KIND_WORDS = {SourceKind.DIGEST: DIGEST_LABEL, SourceKind.ABSTRACT: "Abstract only", SourceKind.FULL_TEXT: "Full text"}
RETRACTION_WORDS = {
    Retraction.RETRACTED: "Retracted: this study was withdrawn from the literature. Do not rely on it.",
    Retraction.CONCERN: "Expression of concern: the journal has warned about this study.",
    Retraction.CORRECTED: "Corrected: a correction of this study was published; read it together with the paper.",
    Retraction.NONE_KNOWN: "Retraction: none known.",
    Retraction.UNKNOWN: "Retraction: unknown — nobody has looked.",
}
WARNED = frozenset({Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED})
"""States that are shown as a warning; the others are told in a line."""

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: object) -> str:
    """Return text as HTML that shows it as it is: markup, Markdown and formulas come out as their letters.

    >>> escaped('<b> & "x"')
    '&lt;b&gt; &amp; &quot;x&quot;'
    """
    return html.escape(str(text), quote=True)


def plain(text: object) -> str:
    r"""Return text as Markdown that shows it as it is, for the few elements that take nothing else.

    >>> plain("a **b** $c$")
    'a \\*\\*b\\*\\* \\$c\\$'
    """
    return _MARKDOWN.sub(r"\\\1", str(text))


def marked(text: str, start: int, end: int, mark_id: str = "") -> str:
    """Return text as HTML with `text[start:end]` marked; nothing is marked when that is not a stretch of it.

    >>> marked("a<b c", 1, 3)
    'a<mark>&lt;b</mark> c'
    """
    if not 0 <= start < end <= len(text):
        return escaped(text)
    name = f' id="{escaped(mark_id)}"' if mark_id else ""
    return f"{escaped(text[:start])}<mark{name}>{escaped(text[start:end])}</mark>{escaped(text[end:])}"


def section_body(text: str, section: Section, pages: Sequence[Page], start: int, end: int) -> str:
    """Return a section as HTML, `text[start:end]` marked where it runs through it, each page's beginning noted.

    The mark's beginning has the id `cited`. Where pages break inside a mark, the mark is in pieces.
    """
    begins = {page.start: page.number for page in pages if section.start < page.start < section.end}
    # subtle: a section begins on the last page that starts at or before it.
    first = max((page.number for page in pages if page.start <= section.start), default=None)
    inner = {section.start, section.end, *begins, *(cut for cut in (start, end) if section.start < cut < section.end)}
    edges = sorted(inner)
    parts = [_page_mark(first)] if first is not None else []
    for left, right in pairwise(edges):
        if left in begins:
            parts.append(_page_mark(begins[left]))
        piece = escaped(text[left:right])
        if start <= left and right <= end and start < end:
            name = ' id="cited"' if left == start else ""
            piece = f"<mark{name}>{piece}</mark>"
        parts.append(piece)
    return "".join(parts)


def _page_mark(number: int) -> str:
    return f'<span class="es-page" data-page="page {number}"></span>'


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; None and nothing become a dash."""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in headings)
    body = "".join("<tr>" + "".join(f'<td dir="auto">{_cell(value)}</td>' for value in row) + "</tr>" for row in rows)
    top = f"<thead><tr>{head}</tr></thead>" if any(headings) else ""
    scrolled = '<div class="es-scroll" tabindex="0" role="region" aria-label="Table">'
    return f'{scrolled}<table class="es-table">{top}<tbody>{body}</tbody></table></div>'


def stacked_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table that a narrow screen shows row by row, each cell under its heading, so that nothing is cut off.

    The roles are said as well: a browser forgets them where the style sheet takes a table apart.
    """
    head = "".join(f'<th scope="col" role="columnheader">{escaped(name)}</th>' for name in headings)
    body = "".join(f'<tr role="row">{"".join(map(_labelled, headings, row))}</tr>' for row in rows)
    top = f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    return f'<table role="table" class="es-table es-stacked">{top}<tbody role="rowgroup">{body}</tbody></table>'


def _labelled(heading: str, value: object) -> str:
    return f'<td role="cell" dir="auto" data-label="{escaped(heading)}">{_cell(value)}</td>'


def facts_table(rows: Iterable[tuple[str, object]]) -> str:
    """Return an HTML table of (name, value) lines."""
    body = "".join(f'<tr><th scope="row">{escaped(name)}</th><td dir="auto">{_cell(value)}</td></tr>' for name, value in rows)
    return f'<table class="es-table es-facts"><tbody>{body}</tbody></table>'


def folded_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, opened: bool = False) -> str:
    """Return a table under a title that opens it. `rows` are cells of HTML made here; the first of each heads its row."""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in headings)
    body = "".join(
        f'<tr><th scope="row" dir="auto">{first}</th>{"".join(f"<td dir=auto>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<details class="es-behind"{" open" if opened else ""}><summary>{escaped(title)}</summary>'
        f'<div class="es-scroll" tabindex="0" role="region" aria-label="{escaped(title)}"><table class="es-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _cell(value: object) -> str:
    return "–" if value is None or value == "" else escaped(value)


def bullets(items: Iterable[object]) -> str:
    """Return an HTML list."""
    return "<ul>" + "".join(f'<li dir="auto">{escaped(item)}</li>' for item in items) + "</ul>"


def outward_links(links: Iterable[tuple[str, str]]) -> str:
    """Return links to other sites as HTML; they open in a new tab and tell that site nothing about this one."""
    made = [
        f'<a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">{escaped(label)}</a>'
        for label, address in links
        if address.startswith("https://")
    ]
    return f'<p class="es-links">{" ".join(made)}</p>' if made else ""


def inward_link(address: str, label: str, style: str = "") -> str:
    """Return a link to a page of this app as HTML, a real one: it opens in a new tab and the Back button undoes it."""
    kind = f' class="{escaped(style)}"' if style else ""
    return f'<a href="{escaped(address)}" target="_self"{kind}>{escaped(label)}</a>'


def study_address(study_id: str, start: int, end: int, asked: Mapping[str, str | list[str]] | None = None) -> str:
    """Return the address of a study at a quote; `asked` is the search it was found by, so that one can go back to it."""
    return "study?" + urlencode({"id": study_id, "start": start, "end": end, **(asked or {})}, doseq=True)


# -- in words


def warning_style(state: Retraction) -> str:
    """Return how a warned state is shown: a correction less loudly than a retraction or a concern, so that these stand out."""
    return "es-cautioned" if state is Retraction.CORRECTED else "es-warned"


def retraction_words(metadata: Metadata) -> str:
    """Return the state of retraction in words, with where that was learned."""
    said = RETRACTION_WORDS[metadata.retraction]
    noted = metadata.retraction_note if metadata.retraction is not Retraction.UNKNOWN else ""
    return f"{said} (Source: {noted})" if noted else said


NOTE_WORDS = {
    NoteKind.SPELLING: "Taken for a mistyped word",
    NoteKind.VARIANT: "Also looked for in its other spelling",
    NoteKind.ABBREVIATION: "Also looked for written out, or shortened",
    NoteKind.SYNONYM: "Also looked for under its other names",
    NoteKind.LAY: "Also looked for in clinical words",
    NoteKind.DOSE: "Read as a dose",
    NoteKind.PHRASE: "Must stand there as one phrase",
    NoteKind.EXCLUDED: "Studies with this are left out",
    NoteKind.FIELD: "Read as a field of the record",
    NoteKind.NOT_READ: "Not understood",
}
"""What each kind of understanding does to a question."""

READ_AS_MOST = 60
"""Characters of what words were read as that are shown at once."""


def note_words(note: Note) -> str:
    """Return what was understood of some words: `“high blood pressure” also: hypertension, hypertensive`."""
    read_as = textwrap.shorten(note.read_as, READ_AS_MOST, placeholder=" …")
    if note.typed == WHOLE:
        return f"Also looked for: {read_as}"
    match note.kind:
        case NoteKind.SPELLING | NoteKind.DOSE:
            return f"“{note.typed}” read as {read_as}"
        case NoteKind.PHRASE | NoteKind.EXCLUDED | NoteKind.FIELD:
            return f"{note.typed}: {read_as}"
        case NoteKind.NOT_READ:
            return f"Not understood: “{note.typed}”. {note.read_as}".strip()
    return f"“{note.typed}” also: {read_as}"


def verdict_words(judged: Judgement) -> tuple[str, str]:
    """Return a verdict as a heading and what it means for the list below it."""
    named = f"No study of this library speaks of {_listed(judged.unknown)}. " if judged.unknown else ""
    match judged.verdict:
        case Verdict.NOT_COVERED:
            nearest = "Below are the studies nearest to it, as near misses. None of them is an answer."
            return "Not in this library", f"The library does not answer this. {named}{nearest}"
        case Verdict.PARTLY:
            partly = "The studies below speak of some of what you asked. Read each quote to see of which part."
            return "The library answers this only partly", named + partly
    return "One thing is not in the library", f"{named}The studies below answer the rest of the question."


def _listed(words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def name_and_year(study_id: str, metadata: Metadata) -> str:
    """Return how a study is named in passing: `Sigtermans 2009`, or its id where its authors are not known.

    >>> name_and_year("x-1", Metadata(authors=("van Hilten JJ", "Dahan A"), year=2009))
    'van Hilten 2009'
    >>> name_and_year("x-1", Metadata(authors=("Ketamine Study Group",), year=2009))
    'Ketamine Study Group 2009'
    """
    if not metadata.authors:
        return study_id
    surname, _, initials = metadata.authors[0].rpartition(" ")
    name = surname if surname and initials.isupper() else metadata.authors[0]
    return f"{name} {metadata.year or ''}".strip()


def where(section: str, pages: tuple[int, int] | None) -> str:
    """Return where a passage stands, in words: `In “Results”, p. 4`."""
    return ", ".join(part for part in (f"In “{section or 'Text'}”", pages_in_words(pages)) if part)


NO_HARMS = {
    "not seen": "the source read did not say",
    "none reported": "the source read says that none were reported",
}
"""What a digest without named harms says of them. Silence is told as silence, never as safety."""


def why_words(why: Explanation, text: str) -> list[str]:
    """Return the reason a passage with that text was found, a sentence each; the figures come last."""
    terms = ", ".join(dict.fromkeys(_as_printed(stem, text) for stem in why.matched_terms))
    words = f"It has these words of your question, or forms of them: {terms}." if terms else "It has no word of your question."
    by_words = f"number {why.lexical_rank} of all passages" if why.lexical_rank else "not among the passages looked at"
    meaning = f"number {why.dense_rank} of all passages" if why.dense_rank else "not among the nearest passages"
    figures = [f"together {why.score:.2f} of at most 1"]
    figures += [f"meaning {why.dense_score:.2f} (cosine)"] if why.dense_score is not None else []
    figures += [f"words {why.lexical_score:.1f} (BM25)"] if why.lexical_score is not None else []
    whole = why.study_lexical_score
    figures += [f"words of the whole study {whole:.1f} (BM25)"] if whole is not None else []
    return [words, f"By its words it is {by_words}.", f"By its meaning it is {meaning}.", f"In figures: {', '.join(figures)}."]


def _as_printed(stem: str, text: str) -> str:
    """Return the first word of a text that has a stem, the stem itself where none begins with it."""
    found = re.search(rf"\b{re.escape(stem)}\w*", text, re.IGNORECASE)
    return found[0].casefold() if found else stem


def copy_text(hit: Hit, passage: FoundPassage, fingerprint: str) -> str:
    """Return the quote with its citation as plain text to paste elsewhere."""
    lines = [f"“{passage.quote.text}”", hit.reference, where(passage.section, passage.quote.pages)]
    lines += [address for _, address in passage.citation.links[:1]]
    lines += [f"[{DIGEST_LABEL}]"] if hit.kind is SourceKind.DIGEST else []
    lines += [RETRACTION_WORDS[hit.metadata.retraction]] if hit.metadata.retraction in WARNED else []
    return "\n".join([*lines, f"Evidence Search, index {fingerprint}, study {hit.study_id}"])


def cited(study: Study, start: int | None, end: int | None) -> tuple[int, int]:
    """Return the stretch of a study an address names, or (0, 0) where it names none that exists."""
    if start is None or end is None or not 0 <= start < end <= len(study.text):
        return 0, 0
    return start, end

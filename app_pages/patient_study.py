"""One study as it is told to a patient, as HTML: everything a study says in one size, benefits, harms and doubts alike."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_search.patient import Said, StudyTold
from evidence_search.presenting import (
    DIGEST_LABEL,
    WARNED,
    escaped,
    inward_link,
    outward_links,
    retraction_words,
    study_address,
    where,
)
from evidence_search.text.meanings import Explainer

NO_HARMS = "What this library has of the study says nothing on harms that could be found. That does not mean there were none."
NO_LIMITS = "What this library has of the study says nothing on its own limits that could be found."


def told_html(number: int, told: StudyTold, explainer: Explainer) -> str:
    """Return a study as HTML, every word of it escaped."""
    hit = told.hit
    address = study_address(hit.study_id, hit.passages[0].quote.start, hit.passages[0].quote.end)
    warned = f'<p class="es-warned">{escaped(retraction_words(hit.metadata))}</p>' if hit.metadata.retraction in WARNED else ""
    terms = Terms(number, explainer)
    parts = [
        f'<h2 dir="auto">{number}. {inward_link(address, hit.title or "Title not known")}</h2>{warned}',
        f"<p>This is {escaped(told.kind_words)}.{_size(told)}</p>",
    ]
    if hit.otherwise:
        parts.append(f'<p class="es-note">{terms.marked(hit.otherwise)}</p>')
    if told.plain:
        parts.append(_part("In plain words", [told.plain], terms))
    parts += [
        _part("Its words nearest to the question", [told.quote], terms),
        _part("What was harmful or unpleasant", told.harms, terms, NO_HARMS),
        _part("What is uncertain", told.limits, terms, NO_LIMITS),
        f'<p class="es-place">{escaped(hit.reference)}</p>{outward_links(hit.passages[0].citation.links)}',
    ]
    return f'<article class="es-told">{"".join(parts)}</article>'


def place_words(said: Said) -> str:
    """Return where words stand, and whether a digest says them."""
    label = f" {DIGEST_LABEL}." if said.from_digest else ""
    return f"{where(said.section, said.pages)}.{label}"


class Terms:
    """Marks words that can be explained, each once in a study."""

    def __init__(self, number: int, explainer: Explainer) -> None:
        self._number = number
        self._explainer = explainer
        self._done: set[str] = set()

    def marked(self, text: str) -> str:
        """Return a text as HTML with its medical words explained: shown when pointed at, and when reached with the keyboard."""
        pieces, at = [], 0
        for term in self._explainer.explained(text):
            if term.meaning in self._done or term.start < at:
                continue
            self._done.add(term.meaning)
            name = f"es-term-{self._number}-{len(self._done)}"
            word = escaped(text[term.start : term.end])
            pieces.append(escaped(text[at : term.start]))
            pieces.append(
                f'<span class="es-term" tabindex="0" role="note" aria-describedby="{name}">{word}'
                f'<span role="tooltip" id="{name}">{escaped(term.meaning)}</span></span>'
            )
            at = term.end
        return "".join([*pieces, escaped(text[at:])])


def _part(heading: str, said: Sequence[Said], terms: Terms, nothing: str = "") -> str:
    body = "".join(
        f'<blockquote class="es-said" dir="auto">{_pieces(each, terms)}</blockquote>'
        f'<p class="es-place">{escaped(place_words(each))}</p>'
        for each in said
    )
    return f"<h3>{heading}</h3>{body or f'<p>{escaped(nothing)}</p>'}"


def _pieces(said: Said, terms: Terms) -> str:
    """Return words as HTML; where they are a list, as one."""
    marked = [terms.marked(piece) for piece in said.pieces]
    return marked[0] if len(marked) == 1 else "<ul>" + "".join(f"<li>{piece}</li>" for piece in marked) + "</ul>"


def _size(told: StudyTold) -> str:
    """Return when a study was published and how many people were in it, as a sentence; nothing where neither is known."""
    year, size = told.hit.metadata.year, told.hit.metadata.curated.get("n")
    known = [f"published in {year}"] if year else []
    known += [f"with {size:,} people"] if isinstance(size, int) and size > 1 else []
    return f" It was {', '.join(known)}." if year else f" It was done {known[0]}." if known else ""

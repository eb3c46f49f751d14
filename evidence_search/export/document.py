"""A readable summary of chosen studies as a Word document: quotes with their place, and numbered references.

The only place for python-docx. Nothing is worded here but headings: what a study says stands as quoted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evidence_search.export.cells import printable
from evidence_search.export.csl import warning
from evidence_search.export.references import Style, formatted
from evidence_search.records import Metadata, Quote, SourceKind
from evidence_search.search.cite import links, pages_in_words
from evidence_search.text.listing import without_mark

if TYPE_CHECKING:
    from docx.document import Document

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The date kept in the file: equal content gives equal bytes."""


@dataclass(frozen=True, slots=True)
class ChosenQuote:
    """A quote with the section it stands in."""

    quote: Quote
    section: str


@dataclass(frozen=True, slots=True)
class ChosenStudy:
    """A study put aside for a summary, with the quotes chosen from it and its facts in a few words."""

    study_id: str
    kind: SourceKind
    metadata: Metadata
    quotes: tuple[ChosenQuote, ...] = ()
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a document is made of. `notes` are shown under the title, for example the question as it was understood."""

    title: str
    studies: tuple[ChosenStudy, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    """Shown last, in the size of the text."""


def to_document(summary: Summary, style: Style = Style.VANCOUVER) -> bytes:
    """Return a summary as the bytes of a DOCX file."""
    from docx import Document as new_document

    file = new_document()
    file.core_properties.title = printable(summary.title)
    file.core_properties.author = "Evidence Search"
    file.core_properties.created = file.core_properties.modified = _NEVER
    file.add_heading(printable(summary.title), 0)
    for note in summary.notes:
        file.add_paragraph(printable(note))
    for number, study in enumerate(summary.studies, 1):
        _add_study(file, number, study)
    file.add_heading("References", 1)
    for number, line in enumerate(_references(summary.studies, style), 1):
        file.add_paragraph(f"{number}. {printable(line)}")
    for reminder in summary.reminders:
        file.add_paragraph(printable(reminder))
    file.add_paragraph(f"Made by Evidence Search from index {summary.fingerprint}. Quotes are verbatim.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _add_study(file: Document, number: int, study: ChosenStudy) -> None:
    file.add_heading(f"{printable(study.metadata.title) or 'Title not known'} [{number}]", 2)
    if mark := warning(study.metadata):
        file.add_paragraph().add_run(printable(mark)).bold = True
    said = [study.facts] if study.facts else []
    if study.kind is SourceKind.DIGEST:
        said.append("quoted from a digest of the paper, not from the paper")
    if said:
        file.add_paragraph(printable("; ".join(said)))
    for chosen in study.quotes:
        quoted = file.add_paragraph(style="Intense Quote")
        quoted.add_run(f"“{printable(without_mark(chosen.quote.text))}”")
        place = ", ".join(filter(None, (chosen.section, pages_in_words(chosen.quote.pages))))
        quoted.add_run(printable(f" [{number}{', ' + place if place else ''}]")).italic = True


def _references(studies: Sequence[ChosenStudy], style: Style) -> list[str]:
    lines = formatted([(study.study_id, study.metadata) for study in studies], style)
    found = []
    for line, study in zip(lines, studies, strict=True):
        addresses = [address for _, address in links(study.metadata)[:1] if address not in line]
        found.append(" ".join([line, *addresses]))
    return found

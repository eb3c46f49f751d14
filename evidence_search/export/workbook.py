"""Evidence tables as XLSX: a sheet of studies, a sheet of quotes, a sheet on where it is from. The only place for openpyxl."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evidence_search.evidence_table import COLUMNS, NOT_STATED, EvidenceTable, Row, in_words
from evidence_search.export.cells import colophon, is_like_a_formula, place, printable, status

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767
"""Characters a cell of XLSX can hold (Microsoft's specifications and limits of Excel)."""
_CUT = " […]"

_QUOTE_HEADINGS = ("study", "column", "value", "quote", "place", "source", "start", "end")
_WIDTHS = {"study": 24, "citation": 48, "text": 14, "n": 9, "value": 32, "quote": 90, "direction": 48, "harms": 40}
_USUAL_WIDTH = 26


def to_workbook(table: EvidenceTable) -> bytes:
    """Return a table as the bytes of an XLSX file.

    Words are stored as words, so that none is taken for a formula; participants are numbers.
    """
    from openpyxl import Workbook

    book = Workbook()
    studies = book.active
    assert studies is not None  # a new workbook has a sheet
    studies.title = "Evidence"
    _fill(studies, ("study", "citation", "text", *(name for name, _ in COLUMNS)), map(_values, table.rows))
    _fill(book.create_sheet("Quotes"), _QUOTE_HEADINGS, (line for row in table.rows for line in _quotes(row)))
    about = (("made by", "Evidence Search"), ("index", table.fingerprint), ("said", colophon(table)),
             ("unknown", f"“{NOT_STATED}” means that the text read does not say; it does not mean no."))  # fmt: skip
    _fill(book.create_sheet("About"), ("about", "value"), about)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: Row) -> list[str | int]:
    found: list[str | int] = [row.study_id, row.reference, status(row)]
    for cell in row.cells:
        value = cell.findings[0].value if len(cell.findings) == 1 else None
        found.append(value if cell.column == "n" and isinstance(value, int) else cell.text)
    return found


def _quotes(row: Row) -> Iterable[Sequence[str | int | None]]:
    for cell in row.cells:
        for f in cell.findings:
            yield row.study_id, cell.column, in_words(f), f.quote, place(f), str(f.origin), f.start, f.end


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append(list(headings))
    for number, name in enumerate(headings, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _USUAL_WIDTH)
    for line, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            cell = sheet.cell(line, number)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"


def _put(cell: Cell | MergedCell, value: str | int | None) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    text = printable(value)
    cell.value = text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT
    cell.data_type = "s"  # subtle: set after the value, for openpyxl takes what begins with = for a formula
    cell.quotePrefix = is_like_a_formula(text)  # so that it stays text when somebody edits the cell

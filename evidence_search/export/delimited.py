"""Evidence tables as CSV: a row a study, beside each value the words it was read from."""

from __future__ import annotations

import csv
import io

from evidence_search.evidence_table import COLUMNS, Cell, EvidenceTable, Row
from evidence_search.export.cells import guarded, status
from evidence_search.text.listing import without_mark


def to_csv(table: EvidenceTable) -> str:
    """Return a table as CSV (RFC 4180), its first line the headings; after each column one with its quotes.

    Every cell is guarded against being taken for a formula; the index's fingerprint stands in the last column.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    names = [name for column, _ in COLUMNS for name in (column, f"{column}: quotes")]
    writer.writerow(["study", "citation", "text", *names, "index"])
    for row in table.rows:
        writer.writerow([guarded(text) for text in _values(row, table.fingerprint)])
    return out.getvalue()


def _values(row: Row, fingerprint: str) -> list[str]:
    pairs = [text for cell in row.cells for text in (cell.text, _quotes(cell))]
    return [row.study_id, row.reference, status(row), *pairs, fingerprint]


def _quotes(cell: Cell) -> str:
    return "\n".join(dict.fromkeys(without_mark(finding.quote) for finding in cell.findings))

"""Evidence tables as Markdown: the table, then each study's citation and the quotes its cells were read from."""

from __future__ import annotations

import re

from evidence_search.evidence_table import COLUMNS, EvidenceTable, Row
from evidence_search.export.cells import colophon, place, printable, status
from evidence_search.text.listing import without_mark

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~])")


def to_markdown(table: EvidenceTable) -> str:
    """Return a table as Markdown. Whatever a study says is shown as its letters: pipes, stars and tags are escaped."""
    headings = ["study", *(name for name, _ in COLUMNS)]
    lines = [_line(headings), _line(["---"] * len(headings))]
    lines += [_line([f"{row.study_id} ({status(row)})", *(cell.text for cell in row.cells)]) for row in table.rows]
    parts = ["\n".join(lines), "## Studies and quotes", *map(_study, table.rows), escaped(colophon(table))]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Return text as Markdown that shows it as it is, in one line.

    >>> escaped("a | b\n*c*")
    'a \\| b \\*c\\*'
    """
    return _SIGNS.sub(r"\\\1", " ".join(printable(text).split()))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(escaped(cell) if cell != '---' else cell for cell in cells)} |"


def _study(row: Row) -> str:
    lines = [f"**{escaped(row.study_id)}** {escaped(row.reference)} ({escaped(status(row))})", ""]
    for cell in row.cells:
        said = dict.fromkeys((finding.quote, place(finding), str(finding.origin)) for finding in cell.findings)
        for quote, where, origin in said:
            source = ", ".join(part for part in (where, origin) if part)
            lines.append(f"- {cell.column}: “{escaped(without_mark(quote))}” — {escaped(source)}")
    return "\n".join(lines)

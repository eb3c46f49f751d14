"""Tables of XML as lines a person can read: caption, one heading line, a line a row, then the notes."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_search.readers.assemble import clean
from evidence_search.readers.inline import SKIPPED, inline_text
from evidence_search.readers.xmltext import Element

MAX_SPAN = 60
"""Columns or rows one cell may span; more is a slip or an attack."""
MAX_CELLS = 40_000
"""Cells read of one table."""

_CELL_SKIPPED = SKIPPED - {"fn"}


def table_lines(table: Element) -> str:
    """Return a `<table>` as lines of `cell | cell`; the rows of its head become one line, `Ketamine: mean | Ketamine: SD`."""
    head = _grid(list(_rows(table, head=True)), repeat=True)
    body = _grid(list(_rows(table, head=False)), repeat=False)
    lines = [" | ".join(_joined(column) for column in zip(*_squared(head), strict=True))] if head else []
    lines += [" | ".join(row).rstrip(" |") for row in body]
    return "\n".join(line for line in lines if line.strip(" |"))


def _rows(table: Element, *, head: bool) -> Iterator[Element]:
    """Yield the rows of the head, or all others, leaving alone the rows of tables inside cells."""
    for part in table:
        if part.tag == "tr" and not head:
            yield part
        elif part.tag in ("thead", "tbody", "tfoot") and (part.tag == "thead") is head:
            yield from part.iterchildren("tr")


def _grid(rows: list[Element], *, repeat: bool) -> list[list[str]]:
    """Lay cells out in columns. A cell over several rows stands in each; one over several columns only if `repeat`."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    cells = 0
    for row in rows:
        line: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _take_hanging(line, hanging)
            text = clean(inline_text(cell, _CELL_SKIPPED)).replace("|", "/")
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            cells += wide
            if cells > MAX_CELLS:
                return grid
            for column in range(wide):
                shown = text if repeat or column == 0 else ""
                if deep > 1:
                    hanging[len(line)] = (deep - 1, shown)
                line.append(shown)
        _take_hanging(line, hanging)
        grid.append(line)
    return grid


def _take_hanging(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fill the next columns with cells that hang down from a row above."""
    while len(line) in hanging:
        rows_left, text = hanging.pop(len(line))
        if rows_left > 1:
            hanging[len(line)] = (rows_left - 1, text)
        line.append(text)


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _squared(grid: list[list[str]]) -> list[list[str]]:
    width = max(map(len, grid), default=0)
    return [row + [""] * (width - len(row)) for row in grid]


def _joined(column: tuple[str, ...]) -> str:
    return ": ".join(dict.fromkeys(text for text in column if text))

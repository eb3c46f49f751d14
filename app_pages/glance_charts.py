"""The charts of the page "Evidence at a glance", made from counts. The only place for altair; nothing is drawn here.

Every chart reads without colour: circles hold their number, gaps are dots, and the parts of a bar differ in lightness, stand in
one order and carry a sign, which the legend repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from evidence_search.glance import DIRECTIONS, UNKNOWN, Square, Way

Chart = alt.LayerChart

SQUARE, BAR = "square", "bar"
"""Names under which a chart tells what was clicked on."""

SHADES: dict[str, tuple[str, str, str]] = {
    "improved": ("+", "#06393b", "#ffffff"),
    "no difference": ("=", "#e3a008", "#0d2224"),
    "mixed": ("±", "#8d7bb8", "#0d2224"),
    "worse": ("−", "#a3241c", "#ffffff"),
    "not compared": ("○", "#cbd4d6", "#0d2224"),
    "unknown": ("?", "#f4f6f6", "#0d2224"),
}
"""Direction → its sign, the shade of its bar, and the shade of letters on it.

Of any two the lightness (L* of CIELAB) differs by at least 7, so that a print in grey keeps them apart.
"""
MEASURES = ("Studies", "Participants")
"""What the length of a bar can stand for."""
FEW = 8
"""Columns that fit on a telephone; a map of more has a width of its own, and scrolls there."""
_SIGN_FITS, _NUMBER_FITS = 0.03, 0.1
"""Shares of the longest bar in which a sign, and a sign with a number, can be read at 350 pixels."""
_CIRCLE, _PRINT, _GAP, _EDGE = "#7fc7c2", "#0d2224", "#8a9a9c", "#5b6b6d"


def map_chart(found: Sequence[Square]) -> alt.LayerChart:
    """Return design by condition or by time: circles as large as the participants, with the number of studies; gaps as dots."""
    designs, columns = rows_and_columns(found)
    rows = [
        {"Design": s.design, "Column": s.column, "Studies": s.studies, "Participants": s.participants, "Gap": "·",
         "Told": _told(f"{s.design}, {s.column}", s.studies, s.participants)}
        for s in found
    ]  # fmt: skip
    across = alt.Axis(orient="top", labelAngle=-60, title=None, labelLimit=140, grid=False, labelOverlap=False)
    over = alt.Tooltip("Column:N", title="Years" if is_over_time(columns) else "Condition")
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("Column:N", sort=columns, axis=across),
        y=alt.Y("Design:N", sort=designs, axis=alt.Axis(title=None, labelLimit=190, grid=True)),
        tooltip=[alt.Tooltip("Design:N"), over, "Studies:Q", "Participants:Q"],
        description="Told:N",
    )
    held, gaps = base.transform_filter("datum.Studies > 0"), base.transform_filter("datum.Studies == 0")
    largest = 1000 if len(columns) <= FEW else 500
    size = alt.Size("Participants:Q", scale=alt.Scale(type="sqrt", range=[150, largest]), legend=None)
    pick = alt.selection_point(name=SQUARE, fields=["Design", "Column"])
    circles = held.mark_circle(color=_CIRCLE, opacity=1, cursor="pointer").encode(size=size).add_params(pick)
    numbers = held.mark_text(color=_PRINT, fontWeight="bold", tooltip=None, cursor="pointer").encode(text="Studies:Q")
    dots = gaps.mark_text(color=_GAP, fontSize=16).encode(text="Gap:N")
    layers: alt.LayerChart = (circles + numbers + dots).properties(height=alt.Step(34)).configure_view(strokeWidth=0)
    return layers.properties(width=alt.Step(34)) if len(columns) > FEW else layers


def directions_chart(found: Sequence[Way], measure: str) -> alt.LayerChart:
    """Return for each outcome how many studies, or their participants, saw it go which way; each way in the same size."""
    rows = _bars(found, measure)
    outcomes = list(dict.fromkeys(way.outcome for way in found))
    shown = [name for name in SHADES if any(way.direction == name for way in found)]
    colours = alt.Scale(domain=shown, range=[SHADES[name][1] for name in shown])
    signs = {name: f"{SHADES[name][0]}  {name}" for name in shown}
    legend = alt.Legend(orient="bottom", columns=1, title=None, labelExpr=f"({signs})[datum.label]",
                        symbolType="square", symbolSize=140, symbolStrokeWidth=0.8)  # fmt: skip
    axis = alt.Axis(tickMinStep=1, format=",d", title=measure)
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("Outcome:N", sort=outcomes, axis=alt.Axis(title=None, labelLimit=200)),
        x=alt.X(f"{measure}:Q", stack="zero", axis=axis),
        order=alt.Order("Order:Q"),
        tooltip=["Outcome:N", "Direction:N", "Studies:Q", "Participants:Q"],
        description="Told:N",
    )
    pick = alt.selection_point(name=BAR, fields=["Outcome", "Direction"])
    bars = base.mark_bar(stroke=_EDGE, strokeWidth=0.8, cursor="pointer").encode(
        color=alt.Color("Direction:N", scale=colours, legend=legend)
    )
    signed = base.mark_text(fontWeight="bold", fontSize=11, cursor="pointer", tooltip=None, aria=False).encode(
        x=alt.X(f"{measure}:Q", stack="zero", bandPosition=0.5, axis=axis),
        text="Label:N",
        color=alt.Color("Ink:N", scale=None),
        detail="Direction:N",
    )
    layers: alt.LayerChart = (bars.add_params(pick) + signed).properties(height=alt.Step(26)).configure_view(strokeWidth=0)
    return layers


def rows_and_columns(found: Sequence[Square]) -> tuple[list[str], list[str]]:
    """Return the designs and the columns of a map, in order."""
    return list(dict.fromkeys(s.design for s in found)), list(dict.fromkeys(s.column for s in found))


def is_over_time(columns: Sequence[str]) -> bool:
    """Whether the columns of a map are stretches of years."""
    return all(name[:4].isdigit() or name == UNKNOWN for name in columns)


def _bars(found: Sequence[Way], measure: str) -> list[dict[str, Any]]:
    lengths: dict[str, int] = {}
    for way in found:
        lengths[way.outcome] = lengths.get(way.outcome, 0) + _amount(way, measure)
    longest = max(lengths.values(), default=0) or 1
    return [
        {
            "Outcome": way.outcome,
            "Direction": way.direction,
            "Studies": len(way.study_ids),
            "Participants": way.participants,
            "Order": DIRECTIONS.index(way.direction) if way.direction in DIRECTIONS else len(DIRECTIONS),
            "Told": _told(f"{way.outcome}, {way.direction}", len(way.study_ids), way.participants),
            "Label": _label(way, _amount(way, measure), longest),
            "Ink": SHADES.get(way.direction, SHADES["unknown"])[2],
        }
        for way in found
    ]


def _told(name: str, studies: int, participants: int) -> str:
    """Return a mark of a chart in words, for who cannot see it."""
    return f"{name}: {studies} {'study' if studies == 1 else 'studies'}, {participants:,} participants"


def _amount(way: Way, measure: str) -> int:
    return len(way.study_ids) if measure == MEASURES[0] else way.participants


def _label(way: Way, amount: int, longest: int) -> str:
    """Return what stands on a part of a bar: its sign and number where they fit, else the sign, else nothing."""
    sign = SHADES.get(way.direction, SHADES["unknown"])[0]
    if amount >= _NUMBER_FITS * longest:
        return f"{sign} {amount:,}"
    return sign if amount >= _SIGN_FITS * longest else ""


def _data(rows: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair's own

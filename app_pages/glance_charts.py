"""The charts of the page "Evidence at a glance", each with a table that says the same and leads to the studies.

The only place for altair. Shades differ in lightness, so that a print in grey reads, and hold in both themes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import altair as alt
import streamlit as st

from app_pages import common
from app_pages.asked import Asked
from evidence_search.glance import DIRECTIONS, UNKNOWN, Square, Way
from evidence_search.presenting import escaped, folded_table, inward_link, name_and_year, study_address
from evidence_search.records import Design, Metadata

SHADES = {"improved": "#0b5f5f", "no difference": "#e3a008", "mixed": "#8d7bb8", "worse": "#b3261e",
          "not compared": "#b9c4c6", "unknown": "#dfe5e6"}  # fmt: skip
FEW = 8
"""Columns that fit on a telephone; a map of more has a width of its own, and scrolls there."""
_CIRCLE, _PRINT, _GAP = "#7fc7c2", "#0d2224", "#8a9a9c"


def draw_map(found: Sequence[Square], asked: Asked) -> None:
    """Draw design by condition or by time: circles as large as the participants, with the number of studies; gaps as dots."""
    designs, columns = (list(dict.fromkeys(getattr(s, name) for s in found)) for name in ("design", "column"))
    rows = [
        {"Design": s.design, "Column": s.column, "Studies": s.studies, "Participants": s.participants, "Gap": "·"}
        for s in found
    ]
    over_time = all(name[:4].isdigit() or name == UNKNOWN for name in columns)
    across = alt.Axis(orient="top", labelAngle=-60, title=None, labelLimit=140, grid=False, labelOverlap=False)
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("Column:N", sort=columns, axis=across),
        y=alt.Y("Design:N", sort=designs, axis=alt.Axis(title=None, labelLimit=190, grid=True)),
        tooltip=[alt.Tooltip("Design:N"), alt.Tooltip("Column:N", title="Years" if over_time else "Condition"), "Studies:Q",
                 "Participants:Q"],
    )  # fmt: skip
    held, gaps = base.transform_filter("datum.Studies > 0"), base.transform_filter("datum.Studies == 0")
    largest = 1000 if len(columns) <= FEW else 500
    size = alt.Size("Participants:Q", scale=alt.Scale(type="sqrt", range=[150, largest]), legend=None)
    pick = alt.selection_point(name="square", fields=["Design", "Column"])
    circles = held.mark_circle(color=_CIRCLE, opacity=1).encode(size=size).add_params(pick)
    numbers = held.mark_text(color=_PRINT, fontWeight="bold", tooltip=None).encode(text="Studies:Q")
    dots = gaps.mark_text(color=_GAP, fontSize=16).encode(text="Gap:N")
    wide = len(columns) > FEW
    layers = (circles + numbers + dots).properties(height=alt.Step(34))
    with st.container(key="map-scroll"):
        picked = _clicked(layers.properties(width=alt.Step(34)) if wide else layers, "content" if wide else "stretch")
    squares = {(square.design, square.column): square for square in found}
    if square := squares.get((str(picked.get("Design")), str(picked.get("Column")))):
        common.show(f'<p role="status">{escaped(square.design)}, {escaped(square.column)}: {_cell(square, asked)}</p>')
    table = [(escaped(design), *(_cell(squares[design, name], asked) for name in columns)) for design in designs]
    common.show(
        '<p class="es-state">The number is how many studies, the size of the circle how many participants. A dot is a gap: '
        "this library holds no such study. Click a circle, or follow a number in the table, to see the studies.</p>"
        + folded_table("The map as a table: studies (participants)", ("Design", *columns), table)
    )


def draw_directions(found: Sequence[Way], records: Mapping[str, Metadata], asked: Asked) -> None:
    """Draw for each outcome how many studies saw it go which way; benefit, harm and no difference in the same size."""
    if not found:
        common.show("<p>No outcome with a direction could be read from these studies.</p>")
        return
    rows = [
        {"Outcome": way.outcome, "Direction": way.direction, "Studies": len(way.study_ids), "Participants": way.participants,
         "order": DIRECTIONS.index(way.direction) if way.direction in DIRECTIONS else len(DIRECTIONS)}
        for way in found
    ]  # fmt: skip
    outcomes = list(dict.fromkeys(way.outcome for way in found))
    shown = [name for name in SHADES if any(way.direction == name for way in found)]
    colours = alt.Scale(domain=shown, range=[SHADES[name] for name in shown])
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(stroke="#5b6b6d", strokeWidth=0.6)
        .encode(
            y=alt.Y("Outcome:N", sort=outcomes, axis=alt.Axis(title=None, labelLimit=200)),
            x=alt.X("Studies:Q", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("Direction:N", scale=colours, legend=alt.Legend(orient="bottom", columns=1, title=None)),
            order=alt.Order("order:Q"),
            tooltip=["Outcome:N", "Direction:N", "Studies:Q", "Participants:Q"],
        )
        .properties(height=alt.Step(26))
    )
    st.altair_chart(chart.configure_view(strokeWidth=0), width="stretch", key="directions")
    table = [
        (escaped(w.outcome), escaped(w.direction), str(len(w.study_ids)), f"{w.participants:,}", _named(w, records, asked))
        for w in found
    ]
    headings = ("Outcome", "Direction", "Studies", "Participants", "Which")
    common.show(
        '<p class="es-state">“Not compared” means that the study gives no comparison with a control for it. Outcomes are '
        "gathered by the words that studies name them with; a study stands under each direction that its outcomes of that name "
        "took.</p>" + folded_table("The directions as a table, with their studies", headings, table)
    )


def _data(rows: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair's own


def _clicked(chart: alt.LayerChart, width: Literal["content", "stretch"]) -> Mapping[str, Any]:
    """Draw the map and return the fields of the circle that was clicked on."""
    state = st.altair_chart(
        chart.configure_view(strokeWidth=0), width=width, key="map", on_select="rerun", selection_mode="square"
    )
    points = dict(state).get("selection", {}).get("square") or [{}]
    return dict(points[0])


def _cell(square: Square, asked: Asked) -> str:
    """Return studies and participants of a square; the number leads to the studies where filters can name the square."""
    if not square.studies:
        return "0"
    people = f" ({square.participants:,}{' and unknown' if square.uncounted else ''})"
    if square.design == UNKNOWN or square.column == UNKNOWN:
        return f"{square.studies}{people}"
    wanted = replace(asked, designs=(Design(square.design),))
    if square.column[:4].isdigit():
        wanted = replace(wanted, year_from=int(square.column[:4]), year_to=int(square.column[-4:]))
    else:
        wanted = replace(wanted, conditions=(square.column,))
    return inward_link(wanted.address("glance") + "#studies", str(square.studies)) + people


def _named(way: Way, records: Mapping[str, Metadata], asked: Asked) -> str:
    links = [
        inward_link(study_address(study_id, 0, 0, asked.parameters()), name_and_year(study_id, records[study_id]))
        for study_id in way.study_ids
    ]
    return f"<details><summary>show</summary>{', '.join(links)}</details>"

"""The map and the directions of "Evidence at a glance" on the page: a chart, what was clicked on, and a table of the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from app_pages import common, glance_save
from app_pages.asked import Asked
from app_pages.glance_charts import (
    BAR,
    FEW,
    MEASURES,
    SQUARE,
    Chart,
    directions_chart,
    is_over_time,
    map_chart,
    rows_and_columns,
)
from evidence_search.filtering import Card
from evidence_search.glance import UNKNOWN, Square, Way
from evidence_search.presenting import WARNED, escaped, folded_table, inward_link, name_and_year, study_address
from evidence_search.records import Design

Cards = Mapping[str, Card]


def draw_map(found: Sequence[Square], cards: Cards, asked: Asked, about: str) -> None:
    """Draw design by condition or by time, the studies of the circle that was clicked on, and the map as a table."""
    designs, columns = rows_and_columns(found)
    kind = "Number of studies by design and " + ("years" if is_over_time(columns) else "condition")
    with st.container(key="map-scroll"):
        width: Literal["content", "stretch"] = "content" if len(columns) > FEW else "stretch"
        picked = _clicked(map_chart(found), SQUARE, f"{kind}. {about}", width)
    squares = {(square.design, square.column): square for square in found}
    if square := squares.get((str(picked.get("Design")), str(picked.get("Column")))):
        _picked(f"{square.design}, {square.column}", square.study_ids, cards, asked)
    table = [(escaped(design), *(_cell(squares[design, name], asked) for name in columns)) for design in designs]
    common.show(
        '<p class="es-state">The number is how many studies, the size of the circle how many participants. A dot is a gap: '
        "this library holds no such study. Click a circle, or follow a number in the table, to see the studies.</p>"
        + glance_save.buttons(SQUARE, "what-exists", f"{kind}. {about}")
        + folded_table("The map as a table: studies (participants)", ("Design", *columns), table)
    )


def draw_directions(found: Sequence[Way], cards: Cards, asked: Asked, about: str) -> None:
    """Draw for each outcome what went which way, the studies of the bar that was clicked on, and the same as a table."""
    if not found:
        common.show("<p>No outcome with a direction could be read from these studies.</p>")
        return
    measure = st.radio("Length of the bars", MEASURES, key="measure", horizontal=True) or MEASURES[0]
    kind = f"{measure} by outcome and direction"
    picked = _clicked(directions_chart(found, measure), BAR, f"{kind}. {about}", "stretch")
    ways = {(way.outcome, way.direction): way for way in found}
    if way := ways.get((str(picked.get("Outcome")), str(picked.get("Direction")))):
        _picked(f"{way.outcome}: {way.direction}", way.study_ids, cards, asked)
    table = [
        (escaped(w.outcome), escaped(w.direction), str(len(w.study_ids)), f"{w.participants:,}", _named(w, cards, asked))
        for w in found
    ]
    headings = ("Outcome", "Direction", "Studies", "Participants", "Which")
    common.show(
        '<p class="es-state">Click a part of a bar to see its studies. “Not compared” means that the study gives no comparison '
        "with a control for it. Outcomes are gathered by the words that studies name them with; a study stands under each "
        "direction that its outcomes of that name took. Participants are those of studies that say how many.</p>"
        + glance_save.buttons(BAR, "directions", f"{kind}. {about}")
        + folded_table("The directions as a table, with their studies", headings, table)
    )


def study_links(study_ids: Iterable[str], cards: Cards, asked: Asked) -> list[str]:
    """Return studies as links with author and year, newest first; retracted ones say so."""
    newest = sorted(study_ids, key=lambda study_id: (-(cards[study_id].metadata.year or 0), study_id))
    return [_link(study_id, cards[study_id], asked) for study_id in newest]


def _link(study_id: str, card: Card, asked: Asked) -> str:
    link = inward_link(study_address(study_id, 0, 0, asked.parameters()), name_and_year(study_id, card.metadata))
    warned = f" <strong>{escaped(card.metadata.retraction)}</strong>" if card.metadata.retraction in WARNED else ""
    return link + warned


def _clicked(chart: Chart, name: str, told: str, width: Literal["content", "stretch"]) -> Mapping[str, Any]:
    """Draw a chart, told in words to who cannot see it, and return the fields of what was clicked on."""
    state = st.altair_chart(chart, width=width, key=name, on_select="rerun", selection_mode=name,
                            alt=f"{told} The table below says the same.")  # fmt: skip
    points = dict(state).get("selection", {}).get(name) or [{}]
    return dict(points[0])


def _picked(name: str, study_ids: Sequence[str], cards: Cards, asked: Asked) -> None:
    """Show the studies behind what was clicked on."""
    count = "1 study" if len(study_ids) == 1 else f"{len(study_ids)} studies"
    items = "".join(
        f'<li dir="auto">{link}: {escaped(cards[study_id].metadata.title)}</li>'
        for study_id in sorted(study_ids, key=lambda each: (-(cards[each].metadata.year or 0), each))
        for link in study_links([study_id], cards, asked)
    )
    common.show(
        f'<section class="es-picked" role="status"><p><b>{escaped(name)}</b>: {count}</p>'
        f"<ul>{items or '<li>This library holds no such study.</li>'}</ul></section>"
    )


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


def _named(way: Way, cards: Cards, asked: Asked) -> str:
    return f"<details><summary>show</summary>{', '.join(study_links(way.study_ids, cards, asked))}</details>"

"""What a study's profile says, in words and as HTML for the web page. Every word of a study is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evidence_search.evidence_table import NOT_STATED, Cell, Row, in_words
from evidence_search.findings import Field, Finding, Origin, Profile
from evidence_search.presenting import escaped, inward_link, where
from evidence_search.records import Metadata

SHOWN = 4
"""Values of one kind named beside a hit; the rest are counted and stand on the study's page."""

_LINES = (("regimen", "Regimen"), ("direction", "Results"), ("harms", "Harms"), ("follow-up", "Follow-up"))
"""Columns of an evidence table shown beside a hit, design and n standing before them as badges."""

ORIGIN_WORDS = {
    Origin.CURATED: "noted by the people who wrote the digest",
    Origin.METADATA: "from the bibliographic record",
    Origin.TEXT: "read from the text by rule",
}
FIELD_WORDS = {
    Field.SESSION_COUNT: "Number of sessions", Field.COUNTS: "People at each step", Field.RESISTANCE: "Treatment resistance",
    Field.EXCLUDED: "Who was left out", Field.OUTCOMES: "Results, outcome by outcome", Field.FIGURES: "Figures as printed",
    Field.STRENGTH: "Strength of evidence", Field.LOWERED_BY: "What lowers it", Field.FOLLOW_UP: "Follow-up",
    Field.CONTROL: "Compared with", Field.AGE: "Age",
}  # fmt: skip
"""Fields whose name alone would not be understood."""

_ALWAYS = frozenset({
    Field.DESIGN, Field.PARTICIPANTS, Field.CONDITIONS, Field.DRUGS, Field.ROUTES, Field.DOSES, Field.COMPARATORS,
    Field.OUTCOMES, Field.HARMS, Field.FOLLOW_UP,
})  # fmt: skip
"""Fields whose silence is told: a reader would look for them."""


def short(cell: Cell, most: int = SHOWN) -> str:
    """Return a cell in words, values past the first ones counted: `pain: improved; … and 3 more`."""
    values = list(dict.fromkeys(map(in_words, cell.findings)))
    if not values:
        return NOT_STATED
    rest = len(values) - most
    return "; ".join(values[:most]) + (f"; and {rest} more" if rest > 0 else "")


def row_badges(row: Row, metadata: Metadata) -> list[str]:
    """Return design, size and year of a study, unknown said as unknown; of a review also how many studies it reviewed."""
    cells = {cell.column: cell for cell in row.cells}
    count = cells["n"].findings
    people = "1 participant" if count and count[0].value == 1 else f"{short(cells['n'])} participants"
    return [
        short(cells["design"]) if cells["design"].findings else "design unknown",
        people if count else "number of participants unknown",
        *([f"{reviewed} studies reviewed"] if (reviewed := metadata.curated.get("studies_included")) else []),
        str(metadata.year or "year unknown"),
    ]


def row_facts(row: Row) -> str:
    """Return what was given, what was found, what harmed and for how long people were followed, all in one size."""
    cells = {cell.column: cell for cell in row.cells}
    lines = "".join(
        f'<div><dt>{label}</dt><dd dir="auto">{escaped(short(cells[column]))}</dd></div>' for column, label in _LINES
    )
    return f'<dl class="es-balance">{lines}</dl>'


def profile_html(profile: Profile, address: Callable[[int, int], str]) -> str:
    """Return a profile as a table; each value opens the quote it was read from, with a link to its place in the text.

    `address` gives the address of a stretch of the study's text.
    """
    rows = "".join(
        f'<tr><th scope="row">{field_name(field)}</th><td dir="auto">{_values(profile.all(field), address)}</td></tr>'
        for field in Field
        if profile.all(field) or field in _ALWAYS
    )
    warnings = "".join(f'<p class="es-state">Not read: {escaped(warning)}</p>' for warning in profile.warnings)
    note = '<p class="es-state">Open a value to see the words it was read from. “Not stated” does not mean no.</p>'
    return f'{note}{warnings}<table class="es-table es-facts es-profile"><tbody>{rows}</tbody></table>'


def field_name(field: Field) -> str:
    """Return a field's name in words."""
    return FIELD_WORDS.get(field, field.value.replace("_", " ").capitalize())


def _values(findings: Sequence[Finding], address: Callable[[int, int], str]) -> str:
    if not findings:
        return f'<span class="es-state">{NOT_STATED}</span>'
    by_words: dict[str, list[Finding]] = {}
    for finding in findings:
        by_words.setdefault(in_words(finding), []).append(finding)
    return "".join(_value(words, found, address) for words, found in by_words.items())


def _value(words: str, findings: Iterable[Finding], address: Callable[[int, int], str]) -> str:
    sources = "".join(dict.fromkeys(_source(finding, address) for finding in findings))
    return f"<details><summary>{escaped(words)}</summary>{sources}</details>"


def _source(finding: Finding, address: Callable[[int, int], str]) -> str:
    place = "in the digest of this paper" if finding.attached else ""
    if finding.section or finding.pages:
        place = ", ".join(filter(None, (where(finding.section, finding.pages), place)))
    said = "; ".join(part for part in (ORIGIN_WORDS[finding.origin], place) if part)
    link = ""
    if finding.start is not None and finding.end is not None:
        link = f" {inward_link(address(finding.start, finding.end), 'Show in the text')}"
    return f'<blockquote class="es-source">{escaped(finding.quote)}</blockquote><p class="es-where">{escaped(said)}.{link}</p>'

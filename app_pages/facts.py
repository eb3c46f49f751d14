"""The facts of a digest as tables a person can read: what was compared, what was found, the harms, the limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_search.presenting import NO_HARMS, bullets, escaped, facts_table, stacked_table

AT_A_GLANCE = (
    ("design", "Design"),
    ("n", "Participants"),
    ("studies_included", "Studies reviewed"),
    ("blinding", "Blinding"),
    ("population", "Population"),
    ("setting", "Setting"),
    ("comparator", "Compared with"),
    ("primary_outcome", "Primary outcome"),
    ("follow_up", "Follow-up"),
)
ONLY_IF_GIVEN = frozenset({"studies_included"})
"""Facts that a study of another kind cannot have, so that their absence says nothing."""
ARMS = (("name", "Arm"), ("drug", "Drug"), ("route", "Route"), ("dose", "Dose"), ("schedule", "Schedule"), ("n", "n"))
RESULTS = (
    ("outcome", "Outcome"),
    ("direction", "Direction"),
    ("timepoint", "When"),
    ("ketamine", "Ketamine"),
    ("control", "Control"),
    ("effect", "Effect"),
    ("ci", "Interval"),
    ("p", "p"),
)

Curated = Mapping[str, Any]


def facts_html(curated: Curated) -> str:
    """Return the facts of a digest as HTML, every word of it escaped; empty for other documents."""
    if "harms_reported" not in curated:
        return ""
    rows = [(name, _known(curated.get(key))) for key, name in AT_A_GLANCE if curated.get(key) or key not in ONLY_IF_GIVEN]
    return (
        f"<h2>At a glance</h2>{facts_table(rows)}"
        f"{_items('Arms', curated, 'arms', ARMS)}"
        f"<h2>Results and harms</h2>"
        f"{_items('Results', curated, 'results', RESULTS) or '<h3>Results</h3><p>None in the digest.</p>'}"
        f"<h3>Harms</h3>{_harms(curated)}"
        f"{_listed('Limitations', curated.get('limitations'))}{_listed('Cautions', curated.get('caveats'))}"
    )


def _known(value: object) -> object:
    return "unknown" if value in (None, "") else value


def _items(heading: str, curated: Curated, key: str, columns: tuple[tuple[str, str], ...]) -> str:
    """Return a list of items as a table of those columns that any of them fills."""
    items = curated.get(key) or []
    filled = [(name, label) for name, label in columns if any(item.get(name) not in (None, "") for item in items)]
    if not filled:
        return ""
    rows = [[item.get(name) for name, _ in filled] for item in items]
    silent = any(value in (None, "") for row in rows for value in row)
    note = '<p class="es-state">– stands where the source read did not say.</p>' if silent else ""
    return f"<h3>{heading}</h3>{stacked_table([label for _, label in filled], rows)}{note}"


def _harms(curated: Curated) -> str:
    harms, reported = curated.get("harms") or [], str(curated["harms_reported"])
    if harms:
        return bullets(harms)
    said = NO_HARMS.get(reported, "harms are stated, but none is named in the digest")
    return f"<p>{escaped(said[0].upper() + said[1:])}{' about harms' if reported == 'not seen' else ''}.</p>"


def _listed(heading: str, items: object) -> str:
    return f"<h3>{heading}</h3>{bullets(items)}" if isinstance(items, list) and items else ""

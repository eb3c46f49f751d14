"""What the last runs did, each input with its end and its remedy, and who added or removed what."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app_pages import common, desk
from app_pages.access import Visitor
from app_pages.library_queue import item_row
from evidence_search import audit
from evidence_search.library import Library
from evidence_search.presenting import escaped, table

REPORTS, ENTRIES, ROWS = 10, 100, 200
"""Runs, actions and rows of one run that are shown; the files hold the rest."""
_FAILED_FIRST = {"failed": 0, "duplicate": 1, "removed": 2, "updated": 3, "added": 4}


def draw(library: Library, who: Visitor) -> None:
    """Draw the part."""
    desk.heading("Last runs")
    reports = library.last_reports(REPORTS)
    if not reports:
        common.show("<p>None yet.</p>")
    for number, report in enumerate(reports):
        common.show(_report(report, unfolded=number == 0))
    if who.may_change:
        _log(library)


def _report(report: dict[str, Any], unfolded: bool) -> str:
    items = report["items"]
    counts: dict[str, int] = {}
    for item in items:
        counts[item["outcome"]] = counts.get(item["outcome"], 0) + 1
    told = [item for item in items if item["outcome"] != "unchanged"]
    told.sort(key=lambda item: _FAILED_FIRST.get(item["outcome"], 9))
    rows = "".join(item_row(item, _short(item["path"])) for item in told[:ROWS])
    more = f"<p>{len(told) - ROWS} more rows: evidence-search status --reports</p>" if len(told) > ROWS else ""
    warned = "".join(f"<li>{escaped(warning)}</li>" for warning in report.get("warnings", ())[:20])
    body = (
        '<div class="es-scroll" tabindex="0" role="region" aria-label="Report"><table class="es-table"><thead><tr><th>File</th>'
        f"<th>Became</th><th>What happened, and what to do</th></tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )
    summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing to do"
    failed = " es-phase-failed" if counts.get("failed") else ""
    started = escaped(str(report["started_at"])[:16].replace("T", " "))
    head = (
        f'{started} UTC · <span class="es-phase{failed}">{escaped(summary)}</span>'
        f" · {report['seconds']:.1f} s · index {escaped(str(report['fingerprint'])[:8])}"
    )
    inner = (body if told else "<p>Nothing changed.</p>") + (f"<p>Warnings:</p><ul>{warned}</ul>" if warned else "")
    opened = " open" if unfolded and told else ""
    return f'<article class="es-job"><details{opened}><summary>{head}</summary>{inner}</details></article>'


def _short(path: str) -> str:
    """Return a path of the library as it is, and of an upload that is not in it the file's name alone."""
    return path.rpartition("/")[2] if path.startswith("/") or ":" in path[:3] else path


def _log(library: Library) -> None:
    desk.heading("Who did what", "From corpus/audit.jsonl, the newest first.")
    found = audit.entries(library.corpus.root, ENTRIES)
    if not found:
        common.show("<p>Nothing was done from this page yet.</p>")
        return
    rows = [(each.at[:16].replace("T", " "), each.by, each.action, each.subject, _detail(each)) for each in found]
    st.html(table(["When (UTC)", "Who", "What", "To what", "More"], rows))


def _detail(entry: audit.Entry) -> str:
    said = []
    for key, value in entry.detail.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        said.append(f"{key}: {words[:200]}{' …' if len(words) > 200 else ''}")
    return "; ".join(said)

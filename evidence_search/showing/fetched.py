"""What a fetch brought, as JSON and as text for a terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evidence_search.fetch.job import FetchItem, FetchOutcome
from evidence_search.fetching import Fetched
from evidence_search.showing.reports import report_to_json, report_to_text


def fetched_to_json(fetched: Fetched) -> dict[str, Any]:
    """Return a fetch and the ingest that followed, as docs/cli.md describes it."""
    counts = {outcome.value.replace(" ", "_"): fetched.fetch.count(outcome) for outcome in FetchOutcome}
    return {
        "contacted": list(fetched.contacted),
        **counts,
        "items": [asdict(item) for item in fetched.fetch.items],
        "ingest": report_to_json(fetched.ingest) if fetched.ingest else None,
    }


def fetched_to_text(fetched: Fetched) -> str:
    """Return a fetch and the ingest that followed as lines."""
    lines = [line for item in fetched.fetch.items for line in _lines(item)]
    counts = [f"{fetched.fetch.count(outcome)} {outcome}" for outcome in FetchOutcome]
    lines += ["", ", ".join(counts)]
    return "\n".join(lines) + (f"\n\n{report_to_text(fetched.ingest)}" if fetched.ingest else "")


def _lines(item: FetchItem) -> list[str]:
    name = f"PMID {item.pmid}" if item.pmid else item.asked
    title = f"  {item.title}" if item.title else ""
    found = [f"{item.outcome:13} {name}{title}"]
    if item.note:
        found.append(f"{'':13} {item.note}")
    if item.remedy:
        found.append(f"{'':13} {item.remedy}")
    return found

"""What an ingest did, what a library holds, and what a check found."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from evidence_search.records import IngestReport, Outcome
from evidence_search.showing.terminal import wrap

if TYPE_CHECKING:
    from evidence_search.checks import Checked
    from evidence_search.library import Status


def report_to_json(report: IngestReport) -> dict[str, Any]:
    """Return an ingest's report as documented."""
    return {
        "started_at": report.started_at,
        "seconds": report.seconds,
        "files": report.files,
        "passages_encoded": report.passages_encoded,
        "passages_reused": report.passages_reused,
        "generation": report.generation,
        "fingerprint": report.fingerprint,
        **{str(outcome): report.count(outcome) for outcome in Outcome},
        "warnings": list(report.warnings),
        "items": [asdict(item) for item in report.items],
    }


def report_to_text(report: IngestReport) -> str:
    """Return an ingest's report for a terminal: what needs attention one by one, then the counts."""
    lines = []
    for item in report.items:
        if item.outcome is Outcome.FAILED:
            lines.append(f"failed: {item.path}: {item.reason}\n        {item.remedy}")
        elif item.outcome in (Outcome.DUPLICATE, Outcome.REMOVED) or (item.outcome is Outcome.UPDATED and item.reason):
            lines.append(f"{item.outcome}: {item.path}: {item.study_id} {item.reason}".rstrip())
    lines += [f"warning: {warning}" for warning in report.warnings]
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    lines.append(f"{report.files} files in {report.seconds:.1f} s: {counts}")
    lines.append(
        f"{report.passages_encoded} passages encoded, {report.passages_reused} reused; index {report.fingerprint} "
        f"(generation {report.generation})"
    )
    return "\n".join(lines)


def status_to_json(status: Status, last: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a library's state as documented."""
    return {
        "corpus": str(status.corpus),
        "index": str(status.index),
        "interrupted": status.interrupted,
        **asdict(status.manifest),
        "counts": status.counts,
        "last_ingest": last[0] if last else None,
    }


def status_to_text(status: Status, last: list[dict[str, Any]]) -> str:
    """Return a library's state for a terminal."""
    m = status.manifest
    lines = [
        f"{m.studies} studies, {m.passages} passages; index {m.fingerprint} (generation {m.generation}), model {m.model}",
        f"Library {status.corpus}\nIndex   {status.index}",
    ]
    for heading, counts in status.counts.items():
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        lines.append(wrap(f"By {heading}: " + ", ".join(f"{name} {count}" for name, count in ordered)))
    if last:
        lines.append(f"Last ingest: {last[0]['started_at']}, {last[0]['seconds']:.1f} s")
    if status.interrupted:
        lines.append("An ingest was interrupted. Finish it: evidence-search ingest")
    return "\n".join(lines)


def checked_to_json(checked: Checked) -> dict[str, Any]:
    """Return the result of a check as documented."""
    return {
        "sound": checked.sound,
        "studies": checked.studies,
        "passages": checked.passages,
        "findings": [{"what": f.what, "remedy": f.remedy, "serious": f.serious} for f in checked.findings],
    }


def checked_to_text(checked: Checked) -> str:
    """Return the result of a check for a terminal."""
    lines = [f"{'wrong' if f.serious else 'note'}: {f.what}\n       {f.remedy}" for f in checked.findings]
    lines.append(
        f"{checked.studies} studies and {checked.passages} passages checked: {'sound' if checked.sound else 'NOT sound'}"
    )
    return "\n".join(lines)

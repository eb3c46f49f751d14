"""Who added or removed what, and when: `corpus/audit.jsonl`, one line an action, only ever appended to.

It names people by what they signed in with, studies and files by their names, and holds nothing that was searched for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "audit.jsonl"
NOBODY = "not signed in"


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: when (UTC, ISO 8601), by whom, what was done, to what, and what else is to be known of it."""

    at: str
    by: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def record(corpus: Path, by: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Append an action to the log."""
    corpus.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"at": now, "by": by or NOBODY, "action": action, "subject": subject, "detail": dict(detail or {})}
    with (corpus / NAME).open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry, ensure_ascii=False) + "\n")


def entries(corpus: Path, most: int = 0) -> list[Entry]:
    """Return the newest actions, newest first, at most that many (0: all); a line that is broken is passed over."""
    path = corpus / NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = [entry for line in reversed(lines) if (entry := _entry(line))]
    return found[:most] if most else found


def _entry(line: str) -> Entry | None:
    try:
        said = json.loads(line)
        detail = said.get("detail")
        kept = detail if isinstance(detail, dict) else {}
        return Entry(str(said["at"]), str(said["by"]), str(said["action"]), str(said["subject"]), kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None

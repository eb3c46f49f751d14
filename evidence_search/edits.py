"""What people correct by hand in bibliographic records: `corpus/edits.jsonl`, which no reading of a file ever overwrites.

One line a correction: the `document` it was made on (as decisions name documents), the `field`, its `value` (null takes the
correction back), when and by whom. Of one document and field the last line counts. A study shows the corrections of all its
documents; they win over whatever any document says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evidence_search.errors import UsageError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid
from evidence_search.records import Metadata

NAME = "edits.jsonl"
BY_HAND = "edited by hand"
"""How a record's `sources` begin for what people corrected."""
FIELDS = ("title", "authors", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid")
"""What can be corrected. Which documents are one study is decided elsewhere (`curation`), by what the files say."""
EARLIEST, LATEST = 1800, 2100
LONGEST = 2_000
"""Characters of one value; the longest title of PubMed has some 1,000."""

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction that counts: its value, and where it is from."""

    value: Value
    at: str
    by: str


Edits = Mapping[str, Mapping[str, Edit]]
"""Name of a document → field → correction."""


def read_edits(path: Path) -> dict[str, dict[str, Edit]]:
    """Return the corrections that count; a line that a crash or an editor broke is passed over."""
    found: dict[str, dict[str, Edit]] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        if (entry := _entry(line)) is None:
            continue
        document, field, edit = entry
        if edit is None:
            found.get(document, {}).pop(field, None)
        else:
            found.setdefault(document, {})[field] = edit
    return {document: fields for document, fields in found.items() if fields}


def write_edits(path: Path, document: str, values: Mapping[str, Value | None], by: str) -> None:
    """Append corrections of a document; None takes one back."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        for field, value in values.items():
            kept = list(value) if isinstance(value, tuple) else value
            entry = {"document": document, "field": field, "value": kept, "at": now, "by": by}
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")


def edited(metadata: Metadata, edits: Edits, documents: Iterable[str]) -> Metadata:
    """Return a record with the corrections of a study's documents; each says in `sources` that people made it.

    Where documents differ, the newest correction counts.
    """
    chosen: dict[str, Edit] = {}
    for name in documents:
        for field, edit in edits.get(name, {}).items():
            if field not in chosen or chosen[field].at < edit.at:
                chosen[field] = edit
    if not chosen:
        return metadata
    values: dict[str, Any] = {field: edit.value for field, edit in chosen.items()}
    if values.get("year") == "":
        values["year"] = None
    said = {field: f"{BY_HAND} on {edit.at[:10]} (corpus/{NAME})" for field, edit in chosen.items()}
    return replace(metadata, **values, sources={**metadata.sources, **said})


def corrected(metadata: Metadata) -> tuple[str, ...]:
    """Return the fields of a record that people corrected, in the order of `FIELDS`."""
    return tuple(field for field in FIELDS if metadata.sources.get(field, "").startswith(BY_HAND))


def checked(field: str, text: str) -> Value:
    """Return what a person typed as the value of a field; nothing typed means that it is not known.

    Raises:
        UsageError: it cannot be a value of this field.
    """
    if field not in FIELDS:
        raise UsageError(f"{field} cannot be edited.", f"What can: {', '.join(FIELDS)}.")
    words = text if field == "authors" else " ".join(text.split())
    if len(words) > LONGEST:
        raise UsageError(f"The {field} is longer than {LONGEST} characters.", "Shorten it.")
    if field == "authors":
        return tuple(name for each in words.replace(";", "\n").splitlines() if (name := " ".join(each.split())))
    if not words:
        return ""
    if field == "year":
        return _year(words)
    normalise = {"doi": normalise_doi, "pmid": normalise_pmid, "pmcid": normalise_pmcid}.get(field)
    if normalise is None:
        return words
    if not (made := normalise(words)):
        raise UsageError(f"“{words}” is no {field.upper()}.", "Copy it from the journal's page or from PubMed.")
    return made


def _year(words: str) -> int:
    if not (words.isascii() and words.isdecimal() and EARLIEST <= int(words[:5]) <= LATEST):
        raise UsageError(f"“{words}” is no year.", f"Give four digits, {EARLIEST} to {LATEST}.")
    return int(words)


def _entry(line: str) -> tuple[str, str, Edit | None] | None:
    """Return (document, field, correction) of a line, None for one that says nothing usable."""
    try:
        entry = json.loads(line)
        document, field, value = str(entry["document"]), entry["field"], entry["value"]
        if field not in FIELDS:
            return None
        if value is None:
            return document, field, None
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        made = checked(field, text)
    except (ValueError, TypeError, KeyError, UsageError):
        return None
    return document, field, Edit(made, str(entry.get("at", "")), str(entry.get("by", "")))

"""Profiles of files: of each document that a reader finds, or of each line of a JSON Lines file. No index and no model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence_search import readers
from evidence_search.errors import UsageError
from evidence_search.findings import Profile
from evidence_search.profile import profile_of, profile_of_study, subject_of
from evidence_search.records import Document, ReadFailure

LINES = frozenset({".jsonl", ".ndjson"})
"""Endings of JSON Lines files."""


@dataclass(frozen=True, slots=True)
class Profiled:
    """The profile of one text of a file."""

    name: str
    """The line's `_id`, the study id or identifier of a document, else the file's name."""
    title: str
    profile: Profile


def profiles_of_file(path: Path) -> Iterator[Profiled | ReadFailure]:
    """Yield the profile of each text of a file, in order, as they are made.

    Raises:
        UsageError: a line of a JSON Lines file is not as it must be; it is named, and what stood before it was yielded.
    """
    if path.suffix.lower() in LINES:
        yield from _lines(path)
        return
    for found in readers.read(path):
        yield found if isinstance(found, ReadFailure) else _document(found, path.name)


def _document(document: Document, file_name: str) -> Profiled:
    m = document.metadata
    name = m.study_id or (f"pmid-{m.pmid}" if m.pmid else "") or m.pmcid or m.doi or file_name
    return Profiled(name, m.title, profile_of_study(document, (), m))


def _lines(path: Path) -> Iterator[Profiled]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                name, title, text = _row(path, number, line)
                yield Profiled(name, title, profile_of(subject_of(title, text)))


def _row(path: Path, number: int, line: bytes) -> tuple[str, str, str]:
    """Return (id, title, text) of a line."""
    where = f"{path.name}, line {number}"
    remedy = 'Each line is an object like {"_id": "1", "title": "…", "text": "…"}.'
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"{where}: this is not JSON ({problem}).", remedy) from problem
    if not isinstance(row, dict):
        raise UsageError(f"{where}: this is no object.", remedy)
    title, text = row.get("title") or "", row.get("text")
    if not isinstance(text, str):
        raise UsageError(f"{where}: `text` is not there, or is no text.", remedy)
    if not isinstance(title, str):
        raise UsageError(f"{where}: `title` is no text.", remedy)
    return str(row.get("_id", number)), title, text

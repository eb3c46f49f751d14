"""What people change in a library, from the web page or the command line: done, then logged with who did it (`audit`)."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evidence_search import audit, curation, fetching, restoring
from evidence_search.edits import NAME as EDITS
from evidence_search.edits import Value, write_edits
from evidence_search.errors import UsageError
from evidence_search.fetch.job import LIMIT
from evidence_search.fetching import Fetched
from evidence_search.ingest import OnProgress
from evidence_search.library import Library
from evidence_search.readers.notices import NoticeList
from evidence_search.records import IngestItem, IngestReport, Outcome
from evidence_search.settling import placed_in

_CAME_IN = (Outcome.ADDED, Outcome.UPDATED, Outcome.DUPLICATE)
_LISTED = 200
"""Studies or files of one line of the log; beyond, the line says how many more there were."""
_SUBJECT = 300
"""Characters of what a line is about."""


def operator() -> str:
    """Return how the log names who works on the command line: the operating system's name of the user."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):  # a container's user may have no name
        return "command line"


def add(library: Library, paths: Sequence[Path], by: str, tell: OnProgress | None = None) -> IngestReport:
    """Bring files and folders in, or without paths index the library's own folder; see `Library.ingest`.

    The log has a line for each file that was brought; for the library's own folder one line says what was found changed.
    """
    report = library.ingest(paths, tell)
    if paths:
        _log_files(library, by, report.items)
    else:
        _log_folder(library, by, report.items)
    return report


def fetch(
    library: Library,
    asked: Sequence[str],
    by: str,
    limit: int = LIMIT,
    full_text: bool = True,
    again: bool = False,
    tell: Callable[[str], None] = lambda line: None,
    progress: OnProgress | None = None,
) -> Fetched:
    """Fetch and ingest; see `fetching.fetch_into`."""
    fetched = fetching.fetch_into(library, asked, limit, full_text, again, tell, progress)
    if fetched.fetch.files:
        _log(library, by, "fetched", "; ".join(asked), {"files": _shortened(fetched.fetch.files)})
    return fetched


def use_notices(library: Library, path: Path, name: str, by: str) -> tuple[NoticeList, IngestReport]:
    """Take in a list of retractions, known to who gave it by a name; see `curation.use_notices`."""
    listed, report = curation.use_notices(library, path)
    _log(library, by, "list of retractions", name, {"papers": len(listed.notices), "until": listed.until})
    return listed, report


def put_together(library: Library, one: str, other: str, by: str) -> IngestReport:
    """Make two studies one; see `curation.put_together`."""
    report = curation.put_together(library, one, other)
    _log(library, by, "merged", one, {"with": other})
    return report


def keep_apart(library: Library, study_id: str, document: str, by: str) -> IngestReport:
    """Make one document of a study a study of its own; see `curation.keep_apart`."""
    report = curation.keep_apart(library, study_id, document)
    _log(library, by, "kept apart", study_id, {"document": document})
    return report


def are_two(library: Library, one: str, other: str, by: str) -> None:
    """Note that two studies are two; see `curation.are_two`."""
    curation.are_two(library, one, other)
    _log(library, by, "kept apart", one, {"from": other})


def remove(library: Library, study_id: str, by: str) -> IngestReport:
    """Take a study out; see `Library.remove`. The log says what moved, so that it can come back together."""
    title = library.study(study_id).metadata.title
    before = {each.name for each in restoring.taken_out(library)}
    report = library.remove(study_id)
    moved = [each.name for each in restoring.taken_out(library) if each.name not in before]
    _log(library, by, "removed", study_id, {"title": title, "moved": moved})
    return report


def restore(library: Library, names: list[str], by: str) -> IngestReport:
    """Bring back what was taken out; see `restoring.restore`."""
    report = restoring.restore(library, names)
    _log(library, by, "brought back", "; ".join(names), {"names": names})
    return report


def correct(library: Library, study_id: str, values: Mapping[str, Value | None], by: str) -> IngestReport:
    """Correct a study's record by hand; None takes a correction back.

    Raises:
        UnknownStudy: there is no such study.
        UsageError: it has no document that a correction could belong to.
    """
    library.study(study_id)
    names = [placed_in(stored).name for stored in library.store().documents_of_study(study_id)]
    if not names:
        raise UsageError(f"{study_id} has no document to correct.", "Look it up again: it may have been merged.")
    path = library.corpus.path(EDITS)
    write_edits(path, names[0], {field: value for field, value in values.items() if value is not None}, by)
    for name in names:  # a correction may have been made on any of them
        write_edits(path, name, {field: None for field, value in values.items() if value is None}, by)
    report = library.refresh()
    kept = {field: list(value) if isinstance(value, tuple) else value for field, value in values.items()}
    _log(library, by, "edited", study_id, {"values": kept})
    return report


def _log_files(library: Library, by: str, items: Sequence[IngestItem]) -> None:
    """Log what came in, one line a file: the studies it added or changed; and files that are no longer there."""
    changed: dict[tuple[str, str], dict[str, list[str]]] = {}
    for item in items:
        action = "added" if item.outcome in _CAME_IN else "gone" if item.outcome is Outcome.REMOVED else ""
        if action and item.path:
            outcomes = changed.setdefault((action, item.path.split("#")[0]), {})
            outcomes.setdefault(str(item.outcome), []).append(item.study_id)
    for (action, path), outcomes in changed.items():
        _log(library, by, action, path, {name: _shortened(ids) for name, ids in outcomes.items()})


def _log_folder(library: Library, by: str, items: Sequence[IngestItem]) -> None:
    found: dict[str, list[str]] = {}
    for item in items:
        if item.outcome in (*_CAME_IN, Outcome.REMOVED):
            found.setdefault(str(item.outcome), []).append(item.study_id or item.path)
    if found:
        _log(library, by, "indexed", "the library's folder", {name: _shortened(ids) for name, ids in found.items()})


def _shortened(names: Sequence[str]) -> list[str]:
    rest = len(names) - _LISTED
    return [*names[:_LISTED], f"and {rest:,} more"] if rest > 0 else list(names)


def _log(library: Library, by: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
    """Write a line of the log.

    Raises:
        UsageError: it cannot be written; what was done stands.
    """
    try:
        audit.record(library.corpus.root, by, action, subject[:_SUBJECT], detail)
    except OSError as problem:
        path = library.corpus.path(audit.NAME)
        raise UsageError(f"It is done, but not logged: {path} cannot be written ({problem.strerror}).",
                         "Let this user write to the library's folder.") from problem  # fmt: skip

"""What was taken out of a library, and the way back: files in `corpus/removed/`, studies on the list beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evidence_search.corpus import REMOVED, REMOVED_STUDIES
from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.records import IngestReport

_AGAIN = "again-"
"""Put before the name of a file that was taken out a second time (`Corpus.take_out`)."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that was moved to `removed/` (`name` relative to that folder), or a study listed there by its id."""

    name: str
    is_file: bool
    note: str = ""
    """For a study: when it was taken out, and its title."""


def taken_out(library: Library) -> list[TakenOut]:
    """Return everything that was taken out of a library: files first, in order of their names."""
    folder = library.corpus.root / REMOVED
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    listed = folder / REMOVED_STUDIES
    found = [TakenOut(path.relative_to(folder).as_posix(), True) for path in files if path != listed]
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    for line in lines:
        study_id, _, note = line.partition("#")
        if study_id.strip():
            found.append(TakenOut(study_id.strip(), False, note.strip()))
    return found


def restore(library: Library, names: list[str]) -> IngestReport:
    """Bring files and studies back that were taken out, by their names in `taken_out`, and index them.

    Raises:
        UsageError: one of them was not taken out, or its place is taken.
    """
    out = {each.name: each for each in taken_out(library)}
    if missing := [name for name in names if name not in out]:
        raise UsageError(f"{missing[0]} is not among what was taken out.", "It may have been brought back already.")
    paths = [_moved_back(library, name) for name in names if out[name].is_file]
    studies = {name for name in names if not out[name].is_file}
    if studies:
        _unlist(library, studies)
        return library.ingest()  # subtle: which file holds a study of the list is not known, so every file is looked at
    return library.ingest(paths)


def _moved_back(library: Library, name: str) -> Path:
    folder = library.corpus.root / REMOVED
    place = Path(name)
    plain = place.name
    while plain.startswith(_AGAIN):
        plain = plain.removeprefix(_AGAIN)
    target = library.corpus.root / place.with_name(plain)
    if target.exists():
        raise UsageError(f"{target.name} cannot come back: there is a file of that name.", "Move or rename that one first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / name).replace(target)
    return target


def _unlist(library: Library, studies: set[str]) -> None:
    path = library.corpus.root / REMOVED / REMOVED_STUDIES
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition("#")[0].strip() not in studies]
    working = path.with_name(path.name + ".part")
    working.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    working.replace(path)

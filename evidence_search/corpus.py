"""The library's folder: what is in it, how a file from elsewhere comes in, and what people took out.

corpus/
digests/            digests shipped with the program
added/              copies of files brought in by `ingest PATH` from elsewhere
added.jsonl         where each came from, when, and its sha256; one line a copy, appended
fetched/            records and papers that `fetch` brought, as the services sent them
fetched.jsonl       which service sent each, when, what was asked for, and its sha256; one line a file, appended
identity.jsonl      which documents people said are one study, or are not; one line a decision, the newest of a pair counts
retractions.csv     a list of retractions, corrections and concerns, where one was given
edits.jsonl         what people corrected by hand in bibliographic records; one line a correction, the newest counts
audit.jsonl         who added, changed or took out what, and when; one line an action
removed/            files taken out by `remove`; move one back to have it again
removed/studies.txt ids taken out of files that hold other studies too; delete a line to have it again
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

ADDED = "added"
ADDED_LOG = "added.jsonl"
FETCHED = "fetched"
FETCHED_LOG = "fetched.jsonl"
IDENTITY = "identity.jsonl"
NOTICES = "retractions.csv"
REMOVED = "removed"
REMOVED_STUDIES = "studies.txt"

_OWN_RECORDS = {
    (name,)
    for name in (
        ADDED_LOG, FETCHED_LOG, IDENTITY, NOTICES,
        "edits.jsonl", "audit.jsonl", "vocabulary.yaml", "clinic.yaml", "people.yaml",
    )
}  # fmt: skip
_NOT_STUDIES = {"readme.md", "license", "license.md", "license.txt", "relations.yaml", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Input:
    """A file to ingest: where it is, and where it stands or will stand in the library."""

    path: Path
    relative: str
    """Relative to the library's folder, with forward slashes."""

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.relative


def is_study_file(path: Path, root: Path, in_library: bool) -> bool:
    """Whether a walk of `root` takes a file for a study: not hidden, not a README, not the library's own records."""
    parts = path.relative_to(root).parts
    if any(part.startswith((".", "_")) for part in parts) or parts[-1].lower() in _NOT_STUDIES:
        return False
    own = in_library and (parts[0] == REMOVED or parts in _OWN_RECORDS)
    return not own and not parts[-1].endswith((".part", "~"))


def walk(path: Path, root: Path) -> Iterator[Path]:
    """Yield the study files of a folder and everything below it, in order of their paths; `root` is the library's folder."""
    in_library = path == root or root in path.parents
    base = root if in_library else path
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if is_study_file(found := Path(folder) / name, base, in_library):
                yield found


class Corpus:
    """The folder `corpus/` and the records people's actions leave in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def holds(self, path: Path) -> bool:
        """Whether a path lies inside the library's folder."""
        return path == self.root or self.root in path.parents

    def inputs(self, path: Path) -> list[Input]:
        """Return the files meant by a path given to ingest, each with its place in the library."""
        files = [path] if path.is_file() else list(walk(path, self.root))
        if self.holds(path):
            return [Input(file, file.relative_to(self.root).as_posix()) for file in files]
        known = self._origins()
        taken = {entry["file"] for entry in known.values()}
        return [Input(file, self._place(file, path, known, taken)) for file in files]

    def path(self, relative: str) -> Path:
        """Return the path of a file of the library."""
        return self.root / PurePosixPath(relative)

    def bring_in(self, source: Path, relative: str, sha256: str) -> None:
        """Copy a file into the library in one step and record where it came from."""
        target = self.path(relative)
        target.parent.mkdir(parents=True, exist_ok=True)
        working = target.with_name(target.name + ".part")
        shutil.copyfile(source, working)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"file": relative, "origin": str(source), "sha256": sha256, "at": now}
        with (self.root / ADDED_LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        # subtle: after its record. A copy without one would be taken for another file and copied again after a crash.
        working.replace(target)

    def take_out(self, relative: str) -> Path:
        """Move a file of the library to `removed/` and return where it is now."""
        target = self.root / REMOVED / relative
        while target.exists():
            target = target.with_name("again-" + target.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.path(relative).replace(target)
        return target

    def removed_studies(self) -> set[str]:
        """Return the ids people took out of files that hold other studies too."""
        path = self.root / REMOVED / REMOVED_STUDIES
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return {line.split("#")[0].strip() for line in lines} - {""}

    def remove_study(self, study_id: str, title: str) -> None:
        """Record that a study was taken out of a file that holds others too."""
        path = self.root / REMOVED / REMOVED_STUDIES
        path.parent.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).date().isoformat()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{study_id}  # {now} {' '.join(title.split())[:80]}\n")

    def decisions(self) -> dict[frozenset[str], bool]:
        """Return what people decided of pairs of documents: True when they are one study, False when they are not."""
        path = self.root / IDENTITY
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return {frozenset(decided[0]): decided[1] for decided in map(_decision, lines) if decided}

    def decide(self, pairs: Iterable[tuple[str, str]], same: bool) -> None:
        """Record that documents, by their names, are one study or are not."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with (self.root / IDENTITY).open("a", encoding="utf-8") as log:
            for pair in pairs:
                log.write(json.dumps({"documents": list(pair), "same": same, "at": now}, ensure_ascii=False) + "\n")

    def keep_notices(self, source: Path) -> None:
        """Copy a list of retractions into the library in one step."""
        self.root.mkdir(parents=True, exist_ok=True)
        working = self.root / (NOTICES + ".part")
        shutil.copyfile(source, working)
        working.replace(self.root / NOTICES)

    def _origins(self) -> dict[str, dict[str, str]]:
        """Return origin path → the newest record of a copy made from it, for copies that are still there."""
        path = self.root / ADDED_LOG
        entries = [_entry(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        newest = {entry["file"]: entry for entry in entries if entry and self.path(entry["file"]).exists()}
        return {entry["origin"]: entry for entry in entries if entry and newest.get(entry["file"]) is entry}

    def _place(self, file: Path, given: Path, known: dict[str, dict[str, str]], taken: set[str]) -> str:
        """Return where a file from elsewhere goes: where it went before, else under its own name or one close to it."""
        if str(file) in known:
            return known[str(file)]["file"]
        inside = PurePosixPath(ADDED, given.name if given.is_dir() else "", file.relative_to(
            given if given.is_dir() else given.parent).as_posix())  # fmt: skip
        place, number = inside, 2
        while str(place) in taken or self.path(str(place)).exists():
            place, number = inside.with_name(f"{inside.stem}-{number}{inside.suffix}"), number + 1
        taken.add(str(place))
        return str(place)


def _decision(line: str) -> tuple[list[str], bool] | None:
    """Return a line of `identity.jsonl`, None for one that a crash or an editor broke."""
    try:
        entry = json.loads(line)
        one, other = entry["documents"]
        return ([one, other], entry["same"]) if isinstance(entry["same"], bool) else None
    except (ValueError, TypeError, KeyError):
        return None


def _entry(line: str) -> dict[str, str] | None:
    """Return a record of `added.jsonl`, None for a line that a crash or an editor broke."""
    try:
        entry = json.loads(line)
        return entry if entry["file"] and entry["origin"] else None
    except (ValueError, TypeError, KeyError):
        return None


def sha256_of(path: Path, tick: Callable[[int], None] | None = None) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if tick:
        tick(path.stat().st_size)
    return digest

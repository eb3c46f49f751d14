"""What each kind of job does to a library, and how it tells its progress; `changing` does and logs it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidence_search import changing, curation
from evidence_search.corpus import sha256_of
from evidence_search.ingest import Progress
from evidence_search.jobs.record import Job, Kind, Part, Phase, State, now
from evidence_search.library import Library
from evidence_search.records import IngestItem, IngestReport, Outcome

_EVERY_S = 0.4
"""Seconds between two notes of progress: as fast as a person can read them."""
_ITEMS_SHOWN = 40
"""Records of one file that are listed one by one, failures first; the others are counted."""


class Reporter:
    """Writes down how far a job has come; not more often than a person can read it."""

    def __init__(self, write: Callable[[State], None], state: State) -> None:
        self._write = write
        self._last = 0.0
        self.state = state
        write(state)

    def tell(self, step: str = "", parts: Sequence[Part] | None = None, soon: bool = False) -> None:
        """Note a step or parts; with `soon` at once."""
        self.state = replace(self.state, step=step or self.state.step, parts=tuple(parts or self.state.parts))
        if soon or time.monotonic() - self._last > _EVERY_S:
            self._last = time.monotonic()
            self._write(self.state)

    def sum_up(self, summary: str) -> None:
        """Note what became of it all, in a line."""
        self.state = replace(self.state, summary=summary)

    def close(self, phase: Phase, problem: str = "", remedy: str = "") -> None:
        """Note the end."""
        parts = self.state.parts
        if phase is Phase.FAILED:  # what had not ended by then did not happen
            parts = tuple(p if p.phase is Phase.DONE else replace(p, phase=Phase.FAILED) for p in parts)
        self.state = replace(self.state, phase=phase, parts=parts, step="", problem=problem, remedy=remedy, ended=now())
        self._write(self.state)


@dataclass(frozen=True, slots=True)
class _Task:
    library: Library
    job: Job
    files: Path
    reporter: Reporter


def do(library: Library, job: Job, files: Path, reporter: Reporter) -> None:
    """Do a job.

    Raises:
        EvidenceSearchError: it cannot be done; what was done until then stands, as after any interrupted run.
    """
    _KINDS[job.kind](_Task(library, job, files, reporter))


def in_words(report: IngestReport) -> str:
    """Return what a run did, in a line: `3 added, 1 failed`."""
    counts = Counter(item.outcome for item in report.items)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]) or "nothing to do"


# -- adding


def _add(task: _Task) -> None:
    names = [str(name) for name in task.job.given["files"]]
    parts = {name: Part(name) for name in names}
    fresh = []
    here = {sha256: source for source, (sha256, *_) in task.library.store().sources().items() if sha256}
    for name in names:
        path = task.files / name
        if not path.exists():
            parts[name] = replace(parts[name], phase=Phase.DONE, note="done before this job was interrupted")
        elif (known := here.get(sha256_of(path))) is not None:
            path.unlink()
            parts[name] = _ended(name, [{"outcome": "unchanged", "reason": f"the same file is already here: {known}"}])
        else:
            fresh.append(path)
    places = {task.library.corpus.inputs(path)[0].relative: path.name for path in fresh}
    task.reporter.tell("reading", list(parts.values()), soon=True)

    def told(progress: Progress) -> None:
        done = progress.files_done if progress.files else 0
        for number, path in enumerate(fresh):
            phase = Phase.DONE if number < done else Phase.WORKING if number == done else Phase.WAITING
            note = "read; not searchable yet" if phase is Phase.DONE else "being read" if phase is Phase.WORKING else ""
            parts[path.name] = Part(path.name, Phase.WORKING if note else phase, note=note)
        passages = f", {progress.passages:,} passages made searchable" if progress.passages else ""
        task.reporter.tell(f"{done} of {len(fresh)} files read{passages}", list(parts.values()))

    if not fresh:
        task.reporter.sum_up("every file was here already")
        return
    report = changing.add(task.library, fresh, task.job.by, told)
    for name, items in _by_file(report.items, places, task.files).items():
        parts[name] = _ended(name, [_slim(item) for item in items])
        if parts[name].phase is Phase.DONE:
            (task.files / name).unlink(missing_ok=True)
    task.reporter.tell(parts=list(parts.values()), soon=True)
    task.reporter.sum_up(in_words(report))


def _by_file(items: Sequence[IngestItem], places: Mapping[str, str], folder: Path) -> dict[str, list[IngestItem]]:
    """Return the items of a report by the name of the upload they are of."""
    found: dict[str, list[IngestItem]] = {name: [] for name in places.values()}
    for item in items:
        path = item.path.replace(str(folder) + "/", "")
        name = places.get(path) or places.get(path.split("#")[0]) or path.split("#")[0]
        if name in found:
            found[name].append(replace(item, path=path))
    return found


def _ended(name: str, items: Sequence[Mapping[str, str]]) -> Part:
    """Return a file that was worked on: failed when all of it failed."""
    counts = Counter(item["outcome"] for item in items)
    all_failed = bool(items) and set(counts) == {"failed"}
    ordered = sorted(items, key=lambda item: item["outcome"] != "failed")  # stable
    shown = tuple(ordered[:_ITEMS_SHOWN])
    note = f"{len(items) - len(shown)} more records are in the report" if len(items) > len(shown) else ""
    return Part(name, Phase.FAILED if all_failed else Phase.DONE, dict(counts), shown, note)


def _slim(item: IngestItem) -> dict[str, str]:
    said = {"path": item.path, "outcome": str(item.outcome), "study_id": item.study_id, "title": item.title}
    return {key: value for key, value in (said | {"reason": item.reason, "remedy": item.remedy}).items() if value}


def _fetch(task: _Task) -> None:
    asked = [str(each) for each in task.job.given["asked"]]
    limit = int(task.job.given.get("limit", 20))

    def progress(made: Progress) -> None:
        task.reporter.tell(f"making searchable what was brought: {made.files_done} of {made.files} files")

    fetched = changing.fetch(task.library, asked, task.job.by, limit, tell=task.reporter.tell, progress=progress)
    ingested: dict[str, list[IngestItem]] = {}
    for item in fetched.ingest.items if fetched.ingest else ():
        ingested.setdefault(item.path.split("#")[0], []).append(item)
    found: dict[str, list[dict[str, str]]] = {}
    for each in fetched.fetch.items:
        ids = [item.study_id for file in each.files for item in ingested.get(file, ()) if item.study_id]
        failed = each.outcome in ("failed", "not found")
        said = {"outcome": "failed" if failed else str(each.outcome), "title": each.title, "reason": each.note}
        said |= {"remedy": each.remedy, "study_id": ids[0] if ids else "", "path": ", ".join(each.files)}
        found.setdefault(each.asked, []).append({key: value for key, value in said.items() if value})
        found[each.asked] += [
            _slim(item) for file in each.files for item in ingested.get(file, ()) if item.outcome is Outcome.FAILED
        ]
    task.reporter.tell(parts=[_ended(name, found.get(name, [])) for name in asked], soon=True)
    task.reporter.sum_up(in_words(fetched.ingest) if fetched.ingest else "nothing was brought")


def _notices(task: _Task) -> None:
    path = task.files / "retractions.csv"
    name = str(task.job.given["name"])
    listed, report = changing.use_notices(task.library, path, name, task.job.by)
    path.unlink(missing_ok=True)
    until = f", up to {listed.until}" if listed.until else ""
    task.reporter.sum_up(f"the list names {len(listed.notices):,} papers{until}; {in_words(report)}")


# -- decisions


def _merge(task: _Task) -> None:
    one, other = str(task.job.given["one"]), str(task.job.given["other"])
    task.reporter.tell("putting two studies together", soon=True)
    changing.put_together(task.library, one, other, task.job.by)
    task.reporter.sum_up("they are one study now")


def _split(task: _Task) -> None:
    study_id, document = str(task.job.given["study"]), str(task.job.given["document"])
    task.reporter.tell("taking a study apart", soon=True)
    changing.keep_apart(task.library, study_id, document, task.job.by)
    task.reporter.sum_up(f"{document} is a study of its own now")


def _two(task: _Task) -> None:
    one, other = str(task.job.given["one"]), str(task.job.given["other"])
    changing.are_two(task.library, one, other, task.job.by)
    task.reporter.sum_up("noted: they are two studies")


def _remove(task: _Task) -> None:
    study_id = str(task.job.given["study"])
    task.reporter.tell("taking it out", soon=True)
    changing.remove(task.library, study_id, task.job.by)
    task.reporter.sum_up("taken out; it can be brought back")


def _restore(task: _Task) -> None:
    names = [str(name) for name in task.job.given["names"]]
    task.reporter.tell("bringing it back", soon=True)
    task.reporter.sum_up(in_words(changing.restore(task.library, names, task.job.by)))


def _edit(task: _Task) -> None:
    study_id, given = str(task.job.given["study"]), dict(task.job.given["values"])
    values = {field: tuple(value) if isinstance(value, list) else value for field, value in given.items()}
    task.reporter.tell("correcting the record", soon=True)
    changing.correct(task.library, study_id, values, task.job.by)
    shared = curation.same_by_correction(task.library, study_id)
    others = ", ".join(other for pair in shared for other in pair.studies if other != study_id)
    asked = f"; {others} has {shared[0].why}: say under Duplicates whether they are one study" if shared else ""
    task.reporter.sum_up(f"corrected: {', '.join(values)}{asked}")


_KINDS: dict[Kind, Callable[[_Task], None]] = {
    Kind.ADD: _add,
    Kind.FETCH: _fetch,
    Kind.NOTICES: _notices,
    Kind.MERGE: _merge,
    Kind.SPLIT: _split,
    Kind.TWO: _two,
    Kind.REMOVE: _remove,
    Kind.RESTORE: _restore,
    Kind.EDIT: _edit,
}

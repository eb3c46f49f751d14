"""Kill an ingest at random moments and see that nothing is half: the index opens, checks, finishes, and comes out the same.

Usage: python benchmarks/crash.py LIBRARY_FOLDER [KILLS [FILES]]

LIBRARY_FOLDER is what `real_input.py` made. Every trial starts from an index of the first half of FILES studies, adds the other
half and changes and removes some, is killed with SIGKILL after a random share of the time the work takes, and must then show
the old index or the new one, pass `check`, finish on the next ingest and have the fingerprint of an uninterrupted run.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evidence_search.errors import EvidenceSearchError
from evidence_search.library import Library
from evidence_search.settings import Settings


def ingest_command(work: Path) -> list[str]:
    """Return the command that ingests the library in a folder."""
    where = ["--corpus", str(work / "corpus"), "--index", str(work / "index")]
    return [sys.executable, "-m", "evidence_search.cli", "ingest", "--json", *where]


def run(work: Path) -> dict[str, object]:
    """Ingest to the end and return the report."""
    done = subprocess.run(ingest_command(work), capture_output=True, text=True, check=False, env={**os.environ})
    report = json.loads(done.stdout)
    assert isinstance(report, dict)
    return report


def prepare(made: Path, work: Path, count: int) -> list[Path]:
    """Make a library of half the files with its index, and return the other half."""
    files = sorted(path for path in (made / "corpus").rglob("*") if path.is_file())
    chosen = files[:: max(1, len(files) // count)][:count]
    (work / "index").mkdir(parents=True)
    (work / "index" / "model").symlink_to((made / "index" / "model").resolve())
    (work / "corpus").mkdir()
    for path in chosen[::2]:
        shutil.copyfile(path, work / "corpus" / path.name)
    run(work)
    return chosen[1::2]


def change(work: Path, more: list[Path]) -> None:
    """Add files, change one in three of the abstracts there, remove one in five."""
    present = sorted((work / "corpus").glob("*.md"))
    for number, path in enumerate(present):
        if number % 5 == 4:
            path.unlink()
        elif number % 3 == 2:
            path.write_text(path.read_text(encoding="utf-8") + "\nA sentence was added later.\n", encoding="utf-8")
    for path in more:
        shutil.copyfile(path, work / "corpus" / path.name)


def killed_after(work: Path, seconds: float) -> bool:
    """Start an ingest and kill it after some seconds; return whether it was still running."""
    process = subprocess.Popen(ingest_command(work), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def opens_with(work: Path, question: str) -> str:
    """Search as a reader does and return the fingerprint answered from."""
    with Library.open(Settings((work / "corpus").resolve(), work / "index")) as library:
        return library.search(question).fingerprint


def sound(work: Path) -> bool:
    """Whether `check` finds the index sound."""
    where = ["--corpus", str(work / "corpus"), "--index", str(work / "index")]
    command = [sys.executable, "-m", "evidence_search.cli", "check", *where]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ}).returncode == 0


def main() -> int:
    """Measure and print a JSON object; status 1 when a trial fails."""
    made = Path(sys.argv[1])
    kills, count = (int(sys.argv[2]) if len(sys.argv) > 2 else 30), (int(sys.argv[3]) if len(sys.argv) > 3 else 60)
    dice = random.Random(2026)
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / "start"
        more = prepare(made, start, count)
        before = opens_with(start, "ketamine for pain")
        whole = Path(folder) / "whole"
        shutil.copytree(start, whole, symlinks=True)
        change(whole, more)
        began = time.perf_counter()
        expected = run(whole)["fingerprint"]
        spent = time.perf_counter() - began
        failures, alive, at_old = [], 0, 0
        for trial in range(kills):
            work = Path(folder) / f"trial{trial}"
            shutil.copytree(start, work, symlinks=True)
            change(work, more)
            # A third of the kills fall in the last tenth, where files are written and the manifest is swapped.
            seconds = spent * (dice.uniform(0.9, 1.0) if trial % 3 == 2 else dice.uniform(0.0, 1.0))
            alive += killed_after(work, seconds)
            try:
                seen = opens_with(work, "ketamine for pain")
                at_old += seen == before
                problems = [] if seen in (before, expected) else [f"shows {seen}, neither old nor new"]
                problems += [] if sound(work) else ["check fails after the kill"]
                finished = run(work)["fingerprint"]
                problems += [] if finished == expected else [f"finished as {finished}"]
                problems += [] if sound(work) else ["check fails at the end"]
            except EvidenceSearchError as problem:
                problems = [f"does not open: {problem}"]
            failures += [f"trial {trial}, {seconds:.2f} s: {problem}" for problem in problems]
            shutil.rmtree(work)
    print(json.dumps({"kills": kills, "killed_while_running": alive, "uninterrupted_s": round(spent, 1),
                      "showed_old_index": at_old, "failures": failures}, indent=2))  # fmt: skip
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
